/**
 * Proof of each answer about mail: to receive it, and to be measured, apart (law N3, N6). A row each, with the text that was shown
 * by its hash, the way it came, and when; never changed, gone with the person.
 */
import { createHash } from 'node:crypto'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { seal } from '../seal.ts'
import { uuidOf } from '../uuid.ts'

export type Channel = 'form' | 'api' | 'page' | 'one-click' | 'mail' | 'staff' | 'import'

export const newReceiptId = ({ random }: Pick<Ports, 'random'>): string => uuidOf(random(16))

export interface Answered {
  readonly receiptId: string
  readonly siteId: SiteId
  readonly subscriberId: bigint
  readonly purpose: 'receive' | 'measure'
  readonly answer: 'yes' | 'no' | 'withdrawn'
  /** Of `recordText`; null where none was shown, as with one click. */
  readonly textId: string | null
  readonly channel: Channel
  readonly lists: readonly number[]
  /** What an import brought as proof, in its own words. */
  readonly evidence?: string
}

type Recording = { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>

/** Index: subscriber_receipt_pk. */
export async function recordReceipt(
  ports: Recording,
  { receiptId, siteId, subscriberId, purpose, answer, textId, channel, lists, evidence }: Answered,
): Promise<void> {
  const sealed = evidence === undefined ? null : seal(ports, 'subscriber_receipt.evidence', evidence)
  await ports.db`
    insert into subscriber_receipt (site_id, receipt_id, subscriber_id, purpose, answer, text_id, channel, lists,
      evidence, recorded_at)
    values (${siteId}, ${receiptId}, ${String(subscriberId)}, ${purpose}, ${answer}, ${textId}, ${channel},
      ${ports.db.json([...lists])}, ${sealed}, ${ports.now()})`
}

/** By which a text is known: the SHA-256 of its words, with their language. */
export const textIdOf = (language: Language, body: string): string =>
  createHash('sha256').update(`${language}\0${body}`).digest('hex')

/** Keeps a text that is shown, once, and answers its number. Index: subscription_text_pk. */
export async function recordText(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  language: Language,
  body: string,
): Promise<string> {
  const id = textIdOf(language, body)
  await db`
    insert into subscription_text (site_id, text_id, language, body, made_at)
    values (${siteId}, ${id}, ${language}, ${body}, ${now()})
    on conflict do nothing`
  return id
}

/** What readers change of themselves: their name, their language, where mail goes. In one transaction with whoever asked: `db` is that one. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { seal } from '../seal.ts'
import type { Email } from './email.ts'
import { emailIndex } from './subscriber.ts'

/** The longest that is kept: it is for a greeting. */
export const nameLengthMax = 100

/** Trimmed, on one line, without what steers a machine: it ends up in the subject of a mail. Null when there is nothing left of it, or too much. */
export function readName(text: string): string | null {
  const name = text.trim().normalize('NFC')
  return name === '' ||
    name.length > nameLengthMax ||
    !name.isWellFormed() ||
    /[\p{Cc}\p{Zl}\p{Zp}<>]/u.test(name)
    ? null
    : name
}

/** Who changes the same person at once waits here. False when they are gone. Index: subscriber_pk. */
export async function lockSubscriber(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  id: bigint,
): Promise<boolean> {
  const rows = await db`
    select subscriber_id from subscriber where site_id = ${siteId} and subscriber_id = ${String(id)} for update`
  return rows.length === 1
}

/** Null takes the name away. Index: subscriber_pk. */
export async function recordName(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor' | 'random'>,
  siteId: SiteId,
  id: bigint,
  name: string | null,
): Promise<void> {
  const sealed = name === null ? null : seal(ports, 'subscriber.name', name)
  await ports.db`
    update subscriber set name = ${sealed} where site_id = ${siteId} and subscriber_id = ${String(id)}`
}

/** Of pages and mails. Index: subscriber_pk. */
export async function recordLanguage(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  id: bigint,
  language: Language,
): Promise<void> {
  await db`
    update subscriber set language = ${language} where site_id = ${siteId} and subscriber_id = ${String(id)}`
}

/**
 * Mail goes to another address from now on; whoever calls has the word of its owner. False when somebody has it already, or when
 * the person is gone. Two who are given the same at once: one of the two transactions fails. What came back was the old address's
 * mail. Indexes: subscriber_pk, subscriber_once.
 */
export async function recordEmail(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor' | 'random'>,
  siteId: SiteId,
  id: bigint,
  email: Email,
): Promise<boolean> {
  const index = emailIndex(ports, email)
  const { count } = await ports.db`
    update subscriber set email = ${seal(ports, 'subscriber.email', email)}, email_index = ${index},
      soft_bounces = 0, bounced_at = null
    where site_id = ${siteId} and subscriber_id = ${String(id)}
      and not exists (select from subscriber as other
        where other.site_id = ${siteId} and other.email_index = ${index} and other.subscriber_id <> ${String(id)})`
  return count === 1
}

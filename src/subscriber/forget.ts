/**
 * What this room knows of one person, to be handed over or taken away (law, art. 15 and 17). Columns are handed over by their own names
 * and opened where they are sealed. What stays after forgetting: how many ended by which newsletter, and the hash of an address that
 * is never to be mailed again; neither leads back to a person.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { unseal } from '../seal.ts'
import { lockSubscriber } from './change.ts'
import { openWish, type Wish } from './confirmation.ts'
import { forgetStaged } from './import.ts'
import { forgetTries } from './sign-up-guard.ts'
import { emailIndex, findSubscriber } from './subscriber.ts'
import { findSuppression, type SuppressionReason } from './suppression.ts'

/**
 * Takes everything away, in one transaction: `db` is that one. Of what waits for a confirmation, all that is theirs or of their address. False
 * when they are gone already. Indexes: subscriber_pk, subscription_pk, subscriber_receipt_of; of `confirmation`, which holds
 * three days, a site's rows are read.
 */
export async function forgetSubscriber(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor' | 'now'>,
  siteId: SiteId,
  id: bigint,
): Promise<boolean> {
  const { db } = ports
  if (!(await lockSubscriber(ports, siteId, id))) return false
  const { email } = must(await findSubscriber(ports, siteId, id), 'the row is locked')
  await forgetTries(ports, siteId, { id, email })
  await forgetStaged(ports, siteId, email)
  await db`delete from subscription where site_id = ${siteId} and subscriber_id = ${String(id)}`
  await db`delete from subscriber_receipt where site_id = ${siteId} and subscriber_id = ${String(id)}`
  await db`
    delete from confirmation
    where site_id = ${siteId} and (subscriber_id = ${String(id)} or email_index = ${emailIndex(ports, email)})`
  await db`delete from subscriber where site_id = ${siteId} and subscriber_id = ${String(id)}`
  return true
}

interface SubscriberColumns {
  readonly receive_receipt: string
  readonly measure_receipt: string | null
  readonly soft_bounces: number
  readonly bounced_at: Date | null
}

/** Times are instants; numbers of 63 bits are text. */
export interface ExportedSubscriber {
  readonly subscriber: SubscriberColumns & {
    readonly subscriber_id: string
    readonly email: string
    readonly name: string | null
    readonly language: string
    readonly made_at: Date
    readonly measure_answer: 'yes' | 'no' | null
    readonly measure_asked_at: Date | null
  }
  readonly subscription: readonly {
    readonly list_id: number
    readonly list: string
    readonly began_at: Date
    readonly receipt_id: string
    readonly ended_at: Date | null
    readonly ended_by: string | null
  }[]
  readonly subscriber_receipt: readonly {
    readonly receipt_id: string
    readonly purpose: string
    readonly answer: string
    readonly text_id: string | null
    /** What was shown. */
    readonly text: string | null
    readonly channel: string
    readonly lists: readonly number[]
    readonly evidence: string | null
    readonly recorded_at: Date
  }[]
  readonly confirmation: readonly {
    readonly confirmation_id: string
    readonly kind: Wish['kind']
    /** Where the mail went. */
    readonly email: string | null
    readonly asked_at: Date
    readonly mailed_at: Date | null
    readonly used_at: Date | null
  }[]
  /** Why the address gets no newsletter any more; null where it may. */
  readonly suppression: SuppressionReason | null
}

/**
 * Null when there is nobody of this number. Not in it: keyed hashes by which rows are found, and counts of tries, which are found by
 * such a hash alone. Indexes: subscriber_pk, subscription_pk, subscriber_receipt_of, subscription_text_pk.
 */
export async function exportSubscriber(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  siteId: SiteId,
  id: bigint,
): Promise<ExportedSubscriber | null> {
  const { db } = ports
  const person = await findSubscriber(ports, siteId, id)
  const [columns] = await db<SubscriberColumns[]>`
    select receive_receipt, measure_receipt, soft_bounces, bounced_at
    from subscriber where site_id = ${siteId} and subscriber_id = ${String(id)}`
  if (!person || !columns) return null
  const subscriptions = await db<ExportedSubscriber['subscription'][number][]>`
    select subscription.list_id, newsletter_list.name as list, began_at, receipt_id, ended_at, ended_by
    from subscription join newsletter_list
      on newsletter_list.site_id = ${siteId} and newsletter_list.list_id = subscription.list_id
    where subscription.site_id = ${siteId} and subscriber_id = ${String(id)} order by subscription.list_id`
  type ReceiptRow = Omit<ExportedSubscriber['subscriber_receipt'][number], 'evidence'> & {
    readonly evidence: Uint8Array | null
  }
  const receipts = await db<ReceiptRow[]>`
    select receipt_id, purpose, answer, subscriber_receipt.text_id, subscription_text.body as text, channel, lists, evidence,
      recorded_at
    from subscriber_receipt left join subscription_text
      on subscription_text.site_id = ${siteId} and subscription_text.text_id = subscriber_receipt.text_id
    where subscriber_receipt.site_id = ${siteId} and subscriber_id = ${String(id)} order by recorded_at, receipt_id`
  type ConfirmationRow = Omit<ExportedSubscriber['confirmation'][number], 'email'> & {
    readonly sealed: Uint8Array | null
  }
  const confirmations = await db<ConfirmationRow[]>`
    select confirmation_id, kind, sealed, asked_at, mailed_at, used_at from confirmation
    where site_id = ${siteId} and subscriber_id = ${String(id)} order by asked_at, confirmation_id`
  return {
    subscriber: {
      subscriber_id: String(id),
      email: person.email,
      name: person.name,
      language: person.language,
      made_at: person.madeAt,
      measure_answer: person.measureAnswer,
      measure_asked_at: person.measureAskedAt,
      ...columns,
    },
    subscription: [...subscriptions],
    subscriber_receipt: receipts.map(({ evidence, ...receipt }) => ({
      ...receipt,
      evidence: evidence && unseal(ports, 'subscriber_receipt.evidence', evidence),
    })),
    confirmation: confirmations.map(({ sealed, ...confirmation }) => ({
      ...confirmation,
      email: (sealed && openWish(ports, sealed)?.email) ?? null,
    })),
    suppression: await findSuppression(ports, siteId, person.email),
  }
}

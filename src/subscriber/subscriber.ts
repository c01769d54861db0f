/**
 * Somebody who gets newsletters: whom they are, which lists, what they answered about being measured. Email and name are sealed; an
 * address is found by its keyed hash. Everything that changes a person's subscriptions or answers goes through here, and leaves a receipt.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { blindIndex, seal, unseal } from '../seal.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import type { Email } from './email.ts'
import type { MeasureAnswer } from './level.ts'
import { newReceiptId, recordReceipt, type Channel } from './receipt.ts'

export interface Subscriber {
  readonly siteId: SiteId
  readonly id: bigint
  readonly email: Email
  readonly name: string | null
  readonly language: Language
  readonly madeAt: Date
  readonly measureAnswer: MeasureAnswer
  readonly measureAskedAt: Date | null
}

type Keys = Pick<Ports, 'keyFor'>
type Reading = { readonly db: Tx } & Keys
type Recording = Reading & Pick<Ports, 'now' | 'random'>

interface SubscriberRow {
  readonly site_id: number
  readonly subscriber_id: string
  readonly email: Uint8Array
  readonly name: Uint8Array | null
  readonly language: Language
  readonly made_at: Date
  readonly measure_answer: MeasureAnswer
  readonly measure_asked_at: Date | null
}

export const emailIndex = (ports: Keys, email: Email): Buffer => blindIndex(ports, 'subscriber.email', email)

const subscriberOf = (ports: Keys, row: SubscriberRow): Subscriber => ({
  siteId: row.site_id as SiteId,
  id: BigInt(row.subscriber_id),
  email: unseal(ports, 'subscriber.email', row.email) as Email,
  name: row.name && unseal(ports, 'subscriber.name', row.name),
  language: row.language,
  madeAt: row.made_at,
  measureAnswer: row.measure_answer,
  measureAskedAt: row.measure_asked_at,
})

/** Index: subscriber_once. */
export async function findByEmail(ports: Reading, siteId: SiteId, email: Email): Promise<Subscriber | null> {
  const [row] = await ports.db<SubscriberRow[]>`
    select site_id, subscriber_id, email, name, language, made_at, measure_answer, measure_asked_at
    from subscriber where site_id = ${siteId} and email_index = ${emailIndex(ports, email)}`
  return row ? subscriberOf(ports, row) : null
}

/** Index: subscriber_pk. */
export async function findSubscriber(ports: Reading, siteId: SiteId, id: bigint): Promise<Subscriber | null> {
  const [row] = await ports.db<SubscriberRow[]>`
    select site_id, subscriber_id, email, name, language, made_at, measure_answer, measure_asked_at
    from subscriber where site_id = ${siteId} and subscriber_id = ${String(id)}`
  return row ? subscriberOf(ports, row) : null
}

/** Which lists somebody gets now. Index: subscription_pk. */
export async function listSubscribed(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  id: bigint,
): Promise<readonly number[]> {
  const rows = await db<{ list_id: number }[]>`
    select list_id from subscription
    where site_id = ${siteId} and subscriber_id = ${String(id)} and ended_at is null order by list_id`
  return rows.map((row) => row.list_id)
}

export interface Admission {
  readonly siteId: SiteId
  readonly email: Email
  /** Null leaves a name that is there. */
  readonly name: string | null
  readonly language: Language
  readonly lists: readonly number[]
  readonly textId: string | null
  readonly channel: Channel
  readonly evidence?: string
  /** Absent: not asked, and what was answered before stays. */
  readonly measure?: { readonly answer: 'yes' | 'no'; readonly textId: string | null }
}

/** Numbers of subscribers are 63 bits, so that they fit a signed column. */
export const newNumber = ({ random }: Pick<Ports, 'random'>): bigint =>
  Buffer.from(random(8)).readBigUInt64BE() & 0x7fff_ffff_ffff_ffffn

/**
 * Subscribes an address to lists, as a new subscriber or one that is there, with a receipt for each answer. In one transaction with
 * whatever led to it: `db` is that transaction. Whoever calls has the owner's word; suppressed addresses are the caller's to refuse.
 */
export async function admitSubscriber(ports: Recording, admission: Admission): Promise<Subscriber> {
  const { siteId, email, name, language, lists, textId, channel, evidence, measure } = admission
  const now = ports.now()
  const receiptId = newReceiptId(ports)
  const sealedName = name === null ? null : seal(ports, 'subscriber.name', name)
  // Two who confirm the same address at once: the second waits here, and is told the first one's number.
  const [row] = await ports.db<{ subscriber_id: string }[]>`
    insert into subscriber (site_id, subscriber_id, email_index, email, name, language, made_at, receive_receipt)
    values (${siteId}, ${String(newNumber(ports))}, ${emailIndex(ports, email)},
      ${seal(ports, 'subscriber.email', email)}, ${sealedName}, ${language}, ${now}, ${receiptId})
    on conflict (site_id, email_index) do update set receive_receipt = excluded.receive_receipt,
      name = coalesce(excluded.name, subscriber.name), language = excluded.language, soft_bounces = 0
    returning subscriber_id`
  const id = BigInt(must(row, 'the statement always returns a row').subscriber_id)
  await recordReceipt(ports, {
    receiptId,
    siteId,
    subscriberId: id,
    purpose: 'receive',
    answer: 'yes',
    textId,
    channel,
    lists,
    ...(evidence !== undefined && { evidence }),
  })
  for (const listId of lists)
    await ports.db`
      insert into subscription (site_id, subscriber_id, list_id, began_at, receipt_id)
      values (${siteId}, ${String(id)}, ${listId}, ${now}, ${receiptId})
      on conflict (site_id, subscriber_id, list_id) do update
        set began_at = excluded.began_at, receipt_id = excluded.receipt_id, ended_at = null, ended_by = null
        where subscription.ended_at is not null`
  if (measure) await recordMeasureAnswer(ports, siteId, id, { ...measure, channel })
  return must(await findSubscriber(ports, siteId, id), 'it was stored in this transaction')
}

/**
 * Records what somebody answers about being measured. `no` after `yes` is written down as taken back, and whoever measures looks here
 * again at each hit (law N5). Index: subscriber_pk.
 */
export async function recordMeasureAnswer(
  ports: Recording,
  siteId: SiteId,
  subscriberId: bigint,
  {
    answer,
    textId,
    channel,
  }: { readonly answer: 'yes' | 'no'; readonly textId: string | null; readonly channel: Channel },
): Promise<void> {
  const [row] = await ports.db<{ measure_answer: MeasureAnswer }[]>`
    select measure_answer from subscriber
    where site_id = ${siteId} and subscriber_id = ${String(subscriberId)} for update`
  if (!row || row.measure_answer === answer) return
  const receiptId = newReceiptId(ports)
  await recordReceipt(ports, {
    receiptId,
    siteId,
    subscriberId,
    purpose: 'measure',
    answer: answer === 'no' && row.measure_answer === 'yes' ? 'withdrawn' : answer,
    textId,
    channel,
    lists: [],
  })
  await ports.db`
    update subscriber set measure_answer = ${answer}, measure_receipt = ${receiptId}
    where site_id = ${siteId} and subscriber_id = ${String(subscriberId)}`
}

export type Ending = 'page' | 'one-click' | 'mail' | 'staff' | 'bounce' | 'complaint'

/**
 * Ends subscriptions, all of them or some lists, and counts them under the issue that it came from (0: none) on the site's local day.
 * Twice is as good as once. Answers how many ended. Index: subscription_pk.
 */
export async function endSubscriptions(
  ports: { readonly db: Tx } & Pick<Ports, 'now'>,
  {
    site,
    subscriberId,
    lists = null,
    by,
    issueId,
  }: {
    readonly site: Pick<Site, 'id' | 'timezone'>
    readonly subscriberId: bigint
    readonly lists?: readonly number[] | null
    readonly by: Ending
    readonly issueId: number
  },
): Promise<number> {
  const now = ports.now()
  const some = lists === null ? null : `{${lists.join(',')}}`
  const [row] = await ports.db<{ ended: number }[]>`
    with ended as (
      update subscription set ended_at = ${now}, ended_by = ${by}
      where site_id = ${site.id} and subscriber_id = ${String(subscriberId)} and ended_at is null
        and (${some}::integer[] is null or list_id = any(${some}::integer[]))
      returning list_id
    ), counted as (
      insert into unsubscribe_count (site_id, issue_id, ended_by, day, times)
      select ${site.id}, ${issueId}, ${by}, ${localDay(now, site.timezone)}, 1 where exists (select from ended)
      on conflict (site_id, issue_id, ended_by, day) do update set times = unsubscribe_count.times + 1
    )
    select count(*)::integer as ended from ended`
  return row?.ended ?? 0
}

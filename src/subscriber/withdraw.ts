/**
 * Taking back the wish to get mail, and taking that back again. Both leave a receipt (law N6); ending is counted under the newsletter
 * that it came from, never with who.
 */
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { blindIndex } from '../seal.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { lockSubscriber } from './change.ts'
import { newReceiptId, recordReceipt, type Channel } from './receipt.ts'
import {
  admitSubscriber,
  endSubscriptions,
  findSubscriber,
  listSubscribed,
  type Ending,
  type Subscriber,
} from './subscriber.ts'
import { findSuppression } from './suppression.ts'

type Recording = { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>
type SiteDay = Pick<Site, 'id' | 'timezone'>

/** A complaint is a word of the reader, by way of their mail provider; a mail that came back is nobody's word. */
const channelOf: Readonly<Record<Ending, Channel | null>> = {
  page: 'page',
  'one-click': 'one-click',
  mail: 'mail',
  staff: 'staff',
  complaint: 'mail',
  bounce: null,
}

export interface Withdrawal {
  readonly site: SiteDay
  readonly subscriberId: bigint
  /** Null: every one. */
  readonly lists: readonly number[] | null
  readonly by: Ending
  /** 0: by none. */
  readonly issueId: number
}

/**
 * Ends subscriptions and answers which: none when they had ended, or when the person is gone. Twice is as good as once. In a
 * transaction: `db` is that one. Indexes: subscriber_pk, subscription_pk.
 */
export async function withdraw(
  ports: Recording,
  { site, subscriberId, lists, by, issueId }: Withdrawal,
): Promise<readonly number[]> {
  if (!(await lockSubscriber(ports, site.id, subscriberId))) {
    await keepForLater(ports, { site, subscriberId, lists, by, issueId })
    return []
  }
  const live = await listSubscribed(ports, site.id, subscriberId)
  const ending = lists === null ? live : live.filter((list) => lists.includes(list))
  if (ending.length === 0) return []
  await endSubscriptions(ports, { site, subscriberId, lists: ending, by, issueId })
  const channel = channelOf[by]
  if (channel)
    await recordReceipt(ports, {
      receiptId: newReceiptId(ports),
      siteId: site.id,
      subscriberId,
      purpose: 'receive',
      answer: 'withdrawn',
      textId: null,
      channel,
      lists: ending,
    })
  return ending
}

/** By which it is known that a reader's rows are held (`hold/restriction.ts`): the number itself is only kept sealed then. */
export const heldReaderIndex = (ports: Pick<Ports, 'keyFor'>, subscriberId: bigint): Buffer =>
  blindIndex(ports, 'restriction.reader_index', String(subscriberId))

/**
 * Somebody whose rows are held, since they restricted them (decision 023), pressed the button of an old mail: there is nothing to end now,
 * and nothing may begin again when their rows are back. Their word is kept as the receipt that it leaves; no list stands for all of them.
 * Once, however often it is pressed, and for nobody who is simply gone. Index: restriction_reader, subscriber_receipt_of.
 */
async function keepForLater(ports: Recording, { site, subscriberId, lists, by }: Withdrawal): Promise<void> {
  const channel = channelOf[by]
  if (!channel) return
  const ended = ports.db.json([...(lists ?? [])])
  await ports.db`
    insert into subscriber_receipt (site_id, receipt_id, subscriber_id, purpose, answer, text_id, channel, lists, evidence,
      recorded_at)
    select ${site.id}::integer, ${newReceiptId(ports)}::uuid, ${String(subscriberId)}::bigint, 'receive', 'withdrawn', null,
      ${channel}::text, ${ended}::jsonb, null, ${ports.now()}::timestamptz
    where exists (
        select from restriction
        where restriction.site_id = ${site.id} and reader_index = ${heldReaderIndex(ports, subscriberId)} and lifted_at is null)
      and not exists (
        select from subscriber_receipt known
        where known.site_id = ${site.id} and known.subscriber_id = ${String(subscriberId)} and known.answer = 'withdrawn'
          and known.lists = ${ended}::jsonb)`
}

/** Ends what they ended by the button of a mail since then, while their rows were held. Index: subscriber_receipt_of, subscription_pk. */
export async function endWhatTheyEnded(
  ports: Recording,
  site: SiteDay,
  subscriberId: bigint,
  since: Date,
): Promise<void> {
  const rows = await ports.db<{ lists: readonly number[]; channel: Channel }[]>`
    select lists, channel from subscriber_receipt
    where site_id = ${site.id} and subscriber_id = ${String(subscriberId)} and purpose = 'receive' and answer = 'withdrawn'
      and recorded_at >= ${since}
    order by recorded_at`
  for (const { lists, channel } of rows) {
    const by = channel === 'one-click' || channel === 'mail' ? channel : 'page'
    await endSubscriptions(ports, {
      site,
      subscriberId,
      lists: lists.length === 0 ? null : lists,
      by,
      issueId: 0,
    })
  }
}

/** What a page ended just now, by the instant it did. */
export interface Undoing {
  readonly site: SiteDay
  readonly subscriberId: bigint
  readonly lists: readonly number[]
  readonly endedAt: Date
  readonly issueId: number
}

/**
 * Subscribes again to what was ended at that instant by the page, and to nothing else: what ended before, since, or in another way
 * stays ended. Answers which of the lists are subscribed to now, so twice is as good as once; none when it is too late, when the
 * person is gone, or when their address gets no newsletter any more. `textId` is what the button said. Takes it off the count. Indexes: subscription_pk, unsubscribe_count_pk.
 */
export async function undoWithdrawal(
  ports: Recording,
  { site, subscriberId, lists, endedAt, issueId }: Undoing,
  textId: string,
): Promise<readonly number[]> {
  if (!(await lockSubscriber(ports, site.id, subscriberId))) return []
  const person = await findSubscriber(ports, site.id, subscriberId)
  if (!person || (await findSuppression(ports, site.id, person.email))) return []
  const rows = await ports.db<{ list_id: number }[]>`
    select list_id from subscription
    where site_id = ${site.id} and subscriber_id = ${String(subscriberId)} and ended_at = ${endedAt} and ended_by = 'page'
      and list_id = any(${`{${lists.join(',')}}`}::integer[])
    order by list_id`
  const again = rows.map((row) => row.list_id)
  if (again.length > 0) await readmit(ports, person, again, { site, endedAt, issueId, textId })
  const live = await listSubscribed(ports, site.id, subscriberId)
  return lists.filter((list) => live.includes(list))
}

async function readmit(
  ports: Recording,
  person: Subscriber,
  lists: readonly number[],
  {
    site,
    endedAt,
    issueId,
    textId,
  }: Pick<Undoing, 'site' | 'endedAt' | 'issueId'> & { readonly textId: string },
): Promise<void> {
  await admitSubscriber(ports, {
    siteId: site.id,
    email: person.email,
    name: null,
    language: person.language,
    lists,
    textId,
    channel: 'page',
  })
  await ports.db`
    update unsubscribe_count set times = times - 1
    where site_id = ${site.id} and issue_id = ${issueId} and ended_by = 'page'
      and day = ${localDay(endedAt, site.timezone)} and times > 0`
}

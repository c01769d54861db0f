/**
 * What became of a mail after a server took it: it came back, for good or for now, or its reader called it spam. Mail to an address that is
 * dead or unwanted stops: receivers refuse everything of whoever goes on (newsletter.md §7). The recipient's row remembers it, so a report
 * that comes twice, or by two ways, counts once, and one that is replayed does nothing: no list of reports seen is kept.
 */
import type { Tx } from '../db/connect.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { listSites, type Site } from '../site/site.ts'
import { lockSubscriber } from '../subscriber/change.ts'
import { findSubscriber } from '../subscriber/subscriber.ts'
import { suppress } from '../subscriber/suppression.ts'
import type { MailLink } from '../subscriber/token.ts'
import { withdraw } from '../subscriber/withdraw.ts'
import { streakOf, type Fate } from './return-streak.ts'

/** The graver outranks the milder, whichever comes first. */
const grave = ['soft', 'hard', 'complaint'] as const
export type Returned = (typeof grave)[number]

type Acting = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor' | 'count'>
type Recording = { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>

interface Recipient {
  readonly site: Site
  readonly issueId: number
  readonly subscriberId: bigint
}

interface Before {
  readonly returned: Returned | null
  readonly sentAt: Date | null
}

const rankOf = (returned: Returned | null): number => (returned === null ? -1 : grave.indexOf(returned))

/** Null: there is no such recipient, or it has what is as grave. Index: delivery_pk. */
async function raise(
  { db, now }: Recording,
  { site, issueId, subscriberId }: Recipient,
  returned: Returned,
): Promise<Before | null> {
  const [row] = await db<{ returned: Returned | null; sent_at: Date | null }[]>`
    select returned, sent_at from delivery
    where site_id = ${site.id} and issue_id = ${issueId} and subscriber_id = ${String(subscriberId)} for update`
  if (!row || rankOf(row.returned) >= rankOf(returned)) return null
  await db`
    update delivery set returned = ${returned}, returned_at = ${now()}
    where site_id = ${site.id} and issue_id = ${issueId} and subscriber_id = ${String(subscriberId)}`
  return { returned: row.returned, sentAt: row.sent_at }
}

/**
 * Whether the reader's mail goes elsewhere since that instant, as far as the change itself is still kept: what came back was of the address
 * before, and says nothing about the one of now. Indexes: subscriber_pk, confirmation_email.
 */
async function hasMovedSince(
  { db }: Recording,
  { site, subscriberId }: Recipient,
  sentAt: Date | null,
): Promise<boolean> {
  if (sentAt === null) return false
  const rows = await db`
    select c.confirmation_id from subscriber s
    join confirmation c on c.site_id = s.site_id and c.email_index = s.email_index
    where s.site_id = ${site.id} and s.subscriber_id = ${String(subscriberId)}
      and c.kind = 'email' and c.subscriber_id = s.subscriber_id and c.used_at > ${sentAt}
    limit 1`
  return rows.length > 0
}

/** More than a year of weekly letters. */
const fatesMax = 60

/** The latest mails of one reader, and what became of them. Index: delivery_of. */
async function listFates({ db }: Recording, { site, subscriberId }: Recipient): Promise<Fate[]> {
  return await db<Fate[]>`
    select coalesce(sent_at, returned_at) as at, returned from delivery
    where site_id = ${site.id} and subscriber_id = ${String(subscriberId)}
      and (sent_at is not null or returned is not null)
    order by 1 desc limit ${fatesMax}`
}

/** Index: subscriber_pk. */
async function findBounces({ db }: Recording, { site, subscriberId }: Recipient): Promise<number> {
  const [row] = await db<{ soft_bounces: number }[]>`
    select soft_bounces from subscriber where site_id = ${site.id} and subscriber_id = ${String(subscriberId)}`
  return must(row, 'it is locked by this transaction').soft_bounces
}

/** Index: subscriber_pk. */
async function recordBounces(
  { db, now }: Recording,
  { site, subscriberId }: Recipient,
  bounces: number,
): Promise<void> {
  await db`
    update subscriber set soft_bounces = ${bounces}, bounced_at = ${now()}
    where site_id = ${site.id} and subscriber_id = ${String(subscriberId)}`
}

/** No newsletter of this site reaches the address any more; a new confirmation by its owner lifts that. */
async function stopMail(
  ports: Recording,
  { site, issueId, subscriberId }: Recipient,
  by: 'bounce' | 'complaint',
): Promise<void> {
  const person = must(await findSubscriber(ports, site.id, subscriberId), 'it is locked by this transaction')
  await suppress(ports, site.id, person.email, by)
  await withdraw(ports, { site, subscriberId, lists: null, by, issueId })
}

/** Counts on from what the reader's own row says: it begins anew with a new address, and after the last stop. */
async function countSoft(ports: Recording, recipient: Recipient): Promise<void> {
  const counted = await findBounces(ports, recipient)
  const streak = streakOf(await listFates(ports, recipient), counted + 1)
  await recordBounces(ports, recipient, streak.isEnough ? 0 : streak.length)
  if (streak.isEnough) await stopMail(ports, recipient, 'bounce')
}

async function act(
  ports: Recording,
  recipient: Recipient,
  returned: Returned,
  { sentAt }: Before,
): Promise<void> {
  // A complaint is of the reader, wherever their mail goes.
  if (returned === 'complaint') return stopMail(ports, recipient, 'complaint')
  if (await hasMovedSince(ports, recipient, sentAt)) return
  if (returned === 'soft') return countSoft(ports, recipient)
  await recordBounces(ports, recipient, 0)
  return stopMail(ports, recipient, 'bounce')
}

/**
 * Records what a trusted report says of one recipient, and does what follows, in one transaction. False when nothing changed: told before,
 * outranked, the person erased, the row past its time, a link of no reader. The reader first and then the mail, as whoever forgets a
 * person does, so that two never wait for each other.
 */
export async function recordReturn(
  ports: Acting,
  { siteId, issueId, subscriberId }: Pick<MailLink, 'siteId' | 'issueId' | 'subscriberId'>,
  returned: Returned,
): Promise<boolean> {
  const site = (await listSites(ports)).find(({ id }) => id === siteId)
  if (!site || subscriberId === null) return false
  const recipient = { site, issueId, subscriberId }
  const { now, random, keyFor } = ports
  const before = await ports.db.begin(async (db) => {
    const tx = { db, now, random, keyFor }
    if (!(await lockSubscriber(tx, siteId, subscriberId))) return null
    const raised = await raise(tx, recipient, returned)
    if (raised) await act(tx, recipient, returned, raised)
    return raised
  })
  if (before?.returned === null) ports.count('newsletters_returned')
  return before !== null
}

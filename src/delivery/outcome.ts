/**
 * What is written down about a mail on its way: that it is being handed in, before the server hears of it; and what came of it. Who dies in
 * between leaves those in hand uncertain and no other, which is the least that SMTP allows (newsletter.md §2.3).
 */
import { arrayLiteral } from '../db/connect.ts'
import type { Handing } from '../mail/session.ts'
import type { Issue } from '../newsletter/issue.ts'
import type { FailureCode, Ports } from '../ports.ts'
import { leaseUntil, type Taken } from './claim.ts'
import type { SkipCode } from './recipient.ts'

type Which = Pick<Issue, 'siteId' | 'id'>
type Recording = Pick<Ports, 'db' | 'now'>

/** Minutes until the next try, by tries so far; four hours for those that follow. */
const waits = [1, 5, 15, 60]
const laterMinutes = 240
/** With these waits a mail is tried for two days less three hours; what it tells is then no news any more. */
const triesMax = 15

/** What the table takes (delivery_code). */
const plainCode = /^([2-5]\d{2}|[A-Z][A-Z0-9_]{1,39})$/

export interface Outcome {
  readonly subscriberId: bigint
  readonly state: 'sent' | 'failed' | 'queued' | 'uncertain' | 'skipped'
  readonly code: string | null
  readonly nextTryAt: Date
  /** 1: its server said "later", about this mail. */
  readonly tried: 0 | 1
}

export const codeOf = (code: string): FailureCode => (plainCode.test(code) ? code : 'UNKNOWN') as FailureCode

/**
 * No such mailbox, in the server's own enhanced code (RFC 3463 section 3.2): not so 5.1.7 and 5.1.8, which are about our address. A
 * bare 550 stands for "blocked" as often, and who is blocked once must not be struck off for good.
 */
export const isNoMailbox = (handing: Handing): boolean =>
  handing.kind === 'refused' &&
  handing.at === 'recipient' &&
  /^5\.1\.(1|2|3|6|10)$/.test(handing.status ?? '')

/** Null: it was tried often enough. Pure. */
function nextTryAfter(tries: number, now: Date): Date | null {
  if (tries > triesMax) return null
  return new Date(now.getTime() + (waits[tries - 1] ?? laterMinutes) * 60_000)
}

/** What one mail comes to, by what became of it. `away` leaves it as if it had never been taken. Pure. */
export function outcomeOf({ subscriberId, tries }: Taken, handing: Handing, now: Date): Outcome {
  const outcome = { subscriberId, code: null, nextTryAt: now, tried: 0 } as const
  switch (handing.kind) {
    case 'sent':
      return { ...outcome, state: 'sent' }
    case 'refused':
      return { ...outcome, state: 'failed', code: codeOf(handing.code) }
    case 'uncertain':
      return { ...outcome, state: 'uncertain', code: codeOf(handing.code) }
    case 'away':
      return { ...outcome, state: 'queued' }
    case 'postponed': {
      const nextTryAt = nextTryAfter(tries + 1, now)
      const code = codeOf(handing.code)
      return nextTryAt
        ? { ...outcome, state: 'queued', code, nextTryAt, tried: 1 }
        : { ...outcome, state: 'failed', code, tried: 1 }
    }
  }
}

/** Given back as if it had never been taken. */
export const releaseOf = ({ subscriberId }: Taken, now: Date): Outcome => ({
  subscriberId,
  state: 'queued',
  code: null,
  nextTryAt: now,
  tried: 0,
})

export const skipOf = ({ subscriberId }: Taken, code: SkipCode, now: Date): Outcome => ({
  subscriberId,
  state: 'skipped',
  code,
  nextTryAt: now,
  tried: 0,
})

/**
 * Marks mails as being handed in, and answers of which that holds: still ours, the issue still sending, its reader still on one of its
 * lists. Committed before the server hears of them. By a list of numbers as well as by a join: see `takeDue`. Indexes: delivery_pk, newsletter_issue_pk, subscription_pk.
 */
export async function markHanding(
  { db, now }: Recording,
  { siteId, id }: Which,
  holder: string,
  lists: readonly number[],
  mails: readonly Pick<Taken, 'subscriberId' | 'opens' | 'clicks'>[],
): Promise<ReadonlySet<bigint>> {
  const at = now()
  const ids = arrayLiteral(mails.map(({ subscriberId }) => subscriberId))
  const rows = await db<{ subscriber_id: string }[]>`
    update delivery set state = 'handing', lease_until = ${leaseUntil(at)}, opens = given.opens, clicks = given.clicks
    from unnest(${ids}::bigint[], ${arrayLiteral(mails.map(({ opens }) => opens))}::text[],
      ${arrayLiteral(mails.map(({ clicks }) => clicks))}::text[]) as given (id, opens, clicks)
    where delivery.site_id = ${siteId} and delivery.issue_id = ${id} and delivery.subscriber_id = any(${ids}::bigint[])
      and delivery.subscriber_id = given.id
      and delivery.state = 'claimed' and delivery.lease_holder = ${holder} and delivery.lease_until > ${at}
      and exists (select from newsletter_issue where site_id = ${siteId} and issue_id = ${id} and state = 'sending')
      and exists (select from subscription n where n.site_id = ${siteId} and n.subscriber_id = given.id
        and n.list_id = any(${arrayLiteral(lists)}::integer[]) and n.ended_at is null)
    returning delivery.subscriber_id`
  return new Set(rows.map((row) => BigInt(row.subscriber_id)))
}

/**
 * Records what became of mails. What was handed in was handed in, also when the lease was lost meanwhile; all else counts only as long as
 * it is still ours. The mail domain is not kept longer than it is needed. Index: delivery_pk; as `markHanding`.
 */
export async function recordOutcomes(
  ports: Recording,
  { siteId, id }: Which,
  holder: string,
  outcomes: readonly Outcome[],
): Promise<void> {
  if (outcomes.length === 0) return
  const ids = arrayLiteral(outcomes.map(({ subscriberId }) => subscriberId))
  const rows = await ports.db<{ state: Outcome['state'] }[]>`
    update delivery set state = given.state, last_code = nullif(given.code, '-'), next_try_at = given.next_try_at,
      tries = delivery.tries + given.tried, lease_holder = null, lease_until = null,
      sent_at = case given.state when 'sent' then ${ports.now()} end,
      domain_key = case when given.state in ('sent', 'failed', 'skipped') then null else delivery.domain_key end
    from unnest(${ids}::bigint[], ${arrayLiteral(outcomes.map(({ state }) => state))}::text[],
      ${arrayLiteral(outcomes.map(({ code }) => code ?? '-'))}::text[],
      ${arrayLiteral(outcomes.map(({ nextTryAt }) => nextTryAt.toISOString()))}::timestamptz[],
      ${arrayLiteral(outcomes.map(({ tried }) => tried))}::integer[]) as given (id, state, code, next_try_at, tried)
    where delivery.site_id = ${siteId} and delivery.issue_id = ${id} and delivery.subscriber_id = any(${ids}::bigint[])
      and delivery.subscriber_id = given.id and (given.state = 'sent' or delivery.lease_holder = ${holder})
    returning delivery.state`
  const back = rows.filter(({ state }) => state !== 'sent' && state !== 'uncertain').length
  if (back > 0) await giveBack(ports, siteId, back)
}

/**
 * Mails that did not leave are not of today's. After their rows, on its own: whoever dies in between leaves the day fuller than it is,
 * never emptier. Index: sending_day_pk.
 */
async function giveBack({ db }: Recording, siteId: number, mails: number): Promise<void> {
  await db`
    update sending_day set mails = greatest(0, mails - ${mails}) where site_id = ${siteId} and kind = 'newsletter'`
}

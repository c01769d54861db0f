/**
 * What is kept of one reader's mails, for their copy of it and for its end. Rows are folded into totals before they go, so that an issue's
 * figures stay, and say nothing of who.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { sweepHits } from '../newsletter/forget.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { lockSubscriber } from '../subscriber/change.ts'

type Asking = { readonly db: Tx }

/**
 * Folds and deletes all mails of one reader: one that was never sent is one that nobody got, one in a sender's hands is uncertain. In the
 * transaction that erases them: the lock makes an audience that is being frozen at this moment wait, and then find nobody. Answers how
 * many rows went. Indexes: subscriber_pk, delivery_of, delivery_total_pk.
 */
export async function forgetDeliveries(
  { db }: Asking,
  siteId: SiteId,
  subscriberId: bigint,
): Promise<number> {
  await lockSubscriber({ db }, siteId, subscriberId)
  const [row] = await db<{ gone: number }[]>`
    with gone as (
      delete from delivery where site_id = ${siteId} and subscriber_id = ${String(subscriberId)}
      returning issue_id, state, opens, clicks, returned
    ), total as (
      insert into delivery_total (site_id, issue_id, state, opens, clicks, returned, recipients)
      select ${siteId}::integer, issue_id, case when state in ('queued', 'claimed') then 'skipped' when state = 'handing' then 'uncertain'
        else state end, opens, clicks, coalesce(returned, ''), count(*) from gone group by 1, 2, 3, 4, 5, 6
      on conflict (site_id, issue_id, state, opens, clicks, returned) do update set
        recipients = delivery_total.recipients + excluded.recipients
    )
    select count(*)::integer as gone from gone`
  return row?.gone ?? 0
}

export interface ExportedDelivery {
  readonly issueId: number
  /** Of the mail. */
  readonly subject: string
  readonly state: string
  readonly opens: string
  readonly clicks: string
  readonly sentAt: Date | null
  readonly returned: string | null
  readonly returnedAt: Date | null
}

/** All that is kept of one reader's mails. Indexes: delivery_of, newsletter_issue_pk. */
export async function exportDeliveries(
  { db }: Asking,
  siteId: SiteId,
  subscriberId: bigint,
): Promise<readonly ExportedDelivery[]> {
  return await db<ExportedDelivery[]>`
    select d.issue_id as "issueId", coalesce(i.document ->> 'subject', '') as subject, d.state, d.opens, d.clicks,
      d.sent_at as "sentAt", d.returned, d.returned_at as "returnedAt"
    from delivery d left join newsletter_issue i on i.site_id = d.site_id and i.issue_id = d.issue_id
    where d.site_id = ${siteId} and d.subscriber_id = ${String(subscriberId)}
    order by d.issue_id`
}

/** The promise is 13 months. */
const keepMonths = 13

export function monthsBefore(at: Date, months: number): Date {
  const before = new Date(at)
  before.setUTCMonth(before.getUTCMonth() - months)
  return before
}

/**
 * Folds and deletes mails past their 13 months, and answers how many. One that never left counts from when it was to. Indexes:
 * newsletter_issue_pk, delivery_pk, delivery_total_pk.
 */
async function sweepOld({ db }: Asking, siteId: SiteId, before: Date): Promise<number> {
  const [row] = await db<{ gone: number }[]>`
    with gone as (
      delete from delivery where site_id = ${siteId} and coalesce(sent_at, next_try_at) < ${before}
        and issue_id in (select issue_id from newsletter_issue where site_id = ${siteId} and started_at < ${before})
      returning issue_id, state, opens, clicks, returned
    ), total as (
      insert into delivery_total (site_id, issue_id, state, opens, clicks, returned, recipients)
      select ${siteId}::integer, issue_id, case when state in ('queued', 'claimed') then 'skipped' when state = 'handing' then 'uncertain'
        else state end, opens, clicks, coalesce(returned, ''), count(*) from gone group by 1, 2, 3, 4, 5, 6
      on conflict (site_id, issue_id, state, opens, clicks, returned) do update set
        recipients = delivery_total.recipients + excluded.recipients
    )
    select count(*)::integer as gone from gone`
  return row?.gone ?? 0
}

/** What lies in the past says no more than no row. Answers how many went. Index: sending_pace_pk. */
export async function sweepPaces({ db, now }: Asking & Pick<Ports, 'now'>, siteId: SiteId): Promise<number> {
  const { count } = await db`
    delete from sending_pace where site_id = ${siteId} and free_at < ${now()} and planned_at < ${now()}`
  return count
}

/** Mails past their 13 months with what was opened and clicked in them. Answers how many rows went. */
export async function sweepDeliveries(
  { db, now }: Asking & Pick<Ports, 'now'>,
  { id }: Pick<Site, 'id'>,
): Promise<number> {
  const before = monthsBefore(now(), keepMonths)
  return (await sweepOld({ db }, id, before)) + (await sweepHits({ db }, id, before))
}

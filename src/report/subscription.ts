/**
 * Who gets which report: a row for each member of staff, site and period, for as long as they want it. Personal: it says who
 * reads which figures. Kept until it is ended, the account is gone or the role is.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { ReportPeriod } from './period.ts'

export interface SubscriptionKey {
  readonly siteId: SiteId
  readonly staffId: string
  readonly period: ReportPeriod
}

export interface Subscription extends SubscriptionKey {
  readonly subscribedAt: Date
  /** First local day of the last period that was mailed; null: none yet. */
  readonly lastSentFor: string | null
}

interface Asking {
  readonly db: Tx
}

/** The periods that somebody gets of a site. Index: report_subscription_pk. */
export async function listOwn(
  { db }: Asking,
  { siteId, staffId }: Pick<SubscriptionKey, 'siteId' | 'staffId'>,
): Promise<ReadonlySet<ReportPeriod>> {
  const rows = await db<{ period: ReportPeriod }[]>`
    select period from report_subscription where site_id = ${siteId} and staff_id = ${staffId}`
  return new Set(rows.map(({ period }) => period))
}

/** True when it is new. Index: report_subscription_pk. */
export async function recordSubscription(
  { db, now }: Asking & Pick<Ports, 'now'>,
  { siteId, staffId, period }: SubscriptionKey,
): Promise<boolean> {
  const rows = await db`
    insert into report_subscription (site_id, staff_id, period, subscribed_at)
    values (${siteId}, ${staffId}, ${period}, ${now()})
    on conflict (site_id, staff_id, period) do nothing returning site_id`
  return rows.length === 1
}

/** True when it was there. Index: report_subscription_pk. */
export async function endSubscription(
  { db }: Asking,
  { siteId, staffId, period }: SubscriptionKey,
): Promise<boolean> {
  const rows = await db`
    delete from report_subscription where site_id = ${siteId} and staff_id = ${staffId} and period = ${period}
    returning site_id`
  return rows.length === 1
}

/** Everybody's, site by site. Some for each site: read as a whole every ten minutes. */
export async function listSubscriptions({ db }: Asking): Promise<Subscription[]> {
  return await db<Subscription[]>`
    /* every site */ select site_id as "siteId", staff_id as "staffId", period, subscribed_at as "subscribedAt",
      last_sent_for::text as "lastSentFor"
    from report_subscription order by site_id, report_subscription.period, staff_id`
}

/**
 * Takes the report that begins on a day for one subscriber: true for one caller and never again, whoever asks at the same
 * moment, since the second waits for the first and then finds it taken. Index: report_subscription_pk.
 */
export async function claimReport(
  { db }: Asking,
  { siteId, staffId, period }: SubscriptionKey,
  from: string,
): Promise<boolean> {
  const rows = await db`
    update report_subscription set last_sent_for = ${from}
    where site_id = ${siteId} and staff_id = ${staffId} and period = ${period}
      and (last_sent_for is null or last_sent_for < ${from})
    returning site_id`
  return rows.length === 1
}

/** Ends those of accounts that are gone: `account` is the lower room and can't. Reads both tables, some hundreds of rows. */
export async function sweepSubscriptions({ db }: Asking): Promise<void> {
  await db`
    /* every site */ delete from report_subscription
    where not exists (select from staff where staff.staff_id = report_subscription.staff_id)`
}

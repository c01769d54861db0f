/** People who get nothing any more: 30 days after the last subscription ended there is nothing left to do for them. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { addMonths, localDay } from '../site/local-day.ts'

/** Time to come back, to complain, and to be sure that nobody pressed by mistake. */
export const keptDays = 30

/** Who ended before this is forgotten. */
export const endedBefore = ({ now }: Pick<Ports, 'now'>): Date =>
  new Date(now().getTime() - keptDays * 86_400_000)

/** Numbers of those who get nothing since before, at most `limit`. Reads a site's subscribers, index: subscription_pk; 0.6 s for 100,000 of them. */
export async function listEnded(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  before: Date,
  limit: number,
): Promise<readonly bigint[]> {
  const rows = await db<{ subscriber_id: string }[]>`
    select subscriber_id from subscriber
    where site_id = ${siteId} and made_at <= ${before} and not exists (
      select from subscription where subscription.site_id = ${siteId}
        and subscription.subscriber_id = subscriber.subscriber_id and (ended_at is null or ended_at > ${before}))
    order by subscriber_id limit ${limit}`
  return rows.map((row) => BigInt(row.subscriber_id))
}

/** Whether one of them subscribed again since they were listed: whoever forgets holds their row. Index: subscription_pk. */
export async function hasLive(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  id: bigint,
  before: Date,
): Promise<boolean> {
  const rows = await db`
    select list_id from subscription
    where site_id = ${siteId} and subscriber_id = ${String(id)} and (ended_at is null or ended_at > ${before}) limit 1`
  return rows.length > 0
}

/** Deletes counts past the time that the site's totals are kept; answers how many. Index: unsubscribe_count_pk. */
export async function sweepUnsubscribeCounts(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  { id, timezone, settings }: Pick<Site, 'id' | 'timezone' | 'settings'>,
): Promise<number> {
  const before = addMonths(localDay(now(), timezone), -settings.retention.totalsMonths)
  const { count } = await db`delete from unsubscribe_count where site_id = ${id} and day < ${before}`
  return count
}

/** Whether a site was counted yet, which settles its time zone, and when it last was. Tells nothing of whom. */
import type { Tx } from '../db/connect.ts'
import type { Site } from './site.ts'

type OneSite = Pick<Site, 'id'>

/** Anything that its time zone was used for. Indexes: event_pk, visit_pk, site_day_pk, each for one row. */
export async function hasData(db: Tx, { id }: OneSite): Promise<boolean> {
  const [row] = await db<{ has_data: boolean }[]>`
    select exists (select from event where site_id = ${id}) or exists (select from visit where site_id = ${id})
      or exists (select from site_day where site_id = ${id}) as has_data`
  return row?.has_data === true
}

/**
 * Changes the time zone, unless there is data: days that were counted by one calendar can't be read by another. False then.
 * A first event that arrives in the same moment may still be of a day by the old one. Indexes: site_pk, and those of `hasData`.
 */
export async function recordTimezone(db: Tx, { id }: OneSite, timezone: string): Promise<boolean> {
  const rows = await db`
    update site set timezone = ${timezone}
    where site.site_id = ${id} and not exists (select from event where event.site_id = ${id})
      and not exists (select from visit where visit.site_id = ${id})
      and not exists (select from site_day where site_day.site_id = ${id})
    returning site.site_id`
  return rows.length === 1
}

/**
 * When something last happened on the site, or null when nothing ever did. An event is seen as soon as it is committed, before a
 * visit is made of it; where single events are gone already, the newest day with visits says it. Indexes: event_pk, visit_pk,
 * one row of each.
 */
export async function findLastSeen(db: Tx, { id }: OneSite): Promise<Date | null> {
  const [row] = await db<{ at: Date | null }[]>`
    select max(at) as at from (
      (select occurred_at as at from event where site_id = ${id} order by occurred_at desc limit 1)
      union all
      (select started_at from visit where site_id = ${id} order by day desc limit 1)) as newest`
  return row?.at ?? null
}

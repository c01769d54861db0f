/**
 * Takes what a device did out of events and visits, by its insights ids (C10). What is left of the visits that it had part in is
 * made anew: a visit is one visitor's, and somebody behind the same network with the same browser may be in it too.
 */
import type { Tx } from '../db/connect.ts'
import { arrayLiteral } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { batchId } from '../ingest/batch-id.ts'
import type { Site } from '../site/site.ts'
import { markDays } from './visits.ts'

export interface Forgotten {
  readonly events: number
  readonly visits: number
  /** Events that stay, of the visits that were made anew: somebody else's, or the device's own from before it consented. */
  readonly others: number
  /** Local days whose figures are computed again. */
  readonly days: readonly string[]
}

/** A visit by its key, and how long it lasted. Instants as text, which keeps what a date of JavaScript would cut off. */
export type TouchedVisit = {
  readonly day: string
  readonly visitor: string
  readonly started_at: string
  readonly ended_at: string
}

/** The making of visits waits until the transaction ends, as this waits for it. Index: ingest_batch_pk. */
export async function holdWaiting(tx: Tx, siteId: SiteId): Promise<void> {
  await tx`select batch from ingest_batch where site_id = ${siteId} order by batch for update`
}

/** Says that figures hold no longer, also those of today, which are shown while they are fresh: not these. Index: site_day_pk. */
export async function markChanged(tx: Tx, siteId: SiteId, days: readonly string[]): Promise<void> {
  await markDays(tx, siteId, days)
  await tx`
    update site_day set computed_at = null where site_id = ${siteId} and day = any(${arrayLiteral(days)}::date[])`
}

/**
 * Erases a device's events and visits. In a transaction of the caller's, in which the device's consents ended already: nothing of
 * it is stored any more. The site's waiting batches are locked first, as the making of visits locks them, then the days: one of
 * the two is always first, and an event is in a batch that waits or in a visit, never in both. A second time finds nothing.
 * Indexes: event_insight, visit_insight, visit_pk, event_pk.
 */
export async function forgetDevice(
  { db: tx, now, random }: { readonly db: Tx } & Pick<Ports, 'now' | 'random'>,
  site: Site,
  insights: readonly string[],
): Promise<Forgotten> {
  if (insights.length === 0) return { events: 0, visits: 0, others: 0, days: [] }
  await holdWaiting(tx, site.id)
  const days = await listDeviceDays(tx, site, insights)
  if (days.length === 0) return { events: 0, visits: 0, others: 0, days }
  await markChanged(tx, site.id, days)
  const touched = await listTouched(tx, site, insights)
  const removed = await removeVisits(tx, site, insights, touched, {
    batch: batchId(now(), random),
    receivedAt: now(),
  })
  return { events: await removeEvents(tx, site, insights), ...removed, days }
}

/** Index: event_insight, visit_insight. */
async function listDeviceDays(
  tx: Tx,
  { id, timezone }: Site,
  insights: readonly string[],
): Promise<string[]> {
  const rows = await tx<{ day: string }[]>`
    select (occurred_at at time zone ${timezone})::date::text as day from event
    where site_id = ${id} and insight = any(${arrayLiteral(insights)}::bigint[])
    union
    select day::text from visit where site_id = ${id} and insight = any(${arrayLiteral(insights)}::bigint[])
    order by day`
  return rows.map(({ day }) => day)
}

/**
 * Visits that a device had part in: those that carry its id, and those that do not and have an event of it all the same, since two
 * devices were in them, or its consent had ended before they were made. `offset 0`: each event is looked up by itself; of a fresh day
 * the database knows no numbers, and would read all visits. Indexes: visit_insight, event_insight, visit_pk.
 */
export async function listTouched(
  tx: Tx,
  { id, timezone }: Pick<Site, 'id' | 'timezone'>,
  insights: readonly string[],
): Promise<readonly TouchedVisit[]> {
  return await tx<TouchedVisit[]>`
    select day::text as day, visitor::text as visitor, started_at::text as started_at, ended_at::text as ended_at
    from visit where site_id = ${id} and insight = any(${arrayLiteral(insights)}::bigint[])
    union
    select part.day::text, part.visitor::text, part.started_at::text, part.ended_at::text
    from (
      select (occurred_at at time zone ${timezone})::date as day, visitor, occurred_at
      from event where site_id = ${id} and insight = any(${arrayLiteral(insights)}::bigint[])
    ) did cross join lateral (
      select day, visitor, started_at, ended_at from visit
      where site_id = ${id} and visit.day = did.day and visit.visitor = did.visitor
        and visit.started_at <= did.occurred_at and visit.ended_at >= did.occurred_at offset 0) part
    order by 1, 3, 2`
}

/**
 * Deletes the device's events. Those that were counted into their hour by the making of visits are taken off it; those that still
 * wait were never added. Index: event_insight, event_pk.
 */
async function removeEvents(tx: Tx, { id, timezone }: Site, insights: readonly string[]): Promise<number> {
  const [row] = await tx<{ events: number }[]>`
    with gone as (
      delete from event where site_id = ${id} and insight = any(${arrayLiteral(insights)}::bigint[])
      returning id, occurred_at, name
    ), waiting as (
      select event_id from ingest_batch, unnest(event_ids) as one (event_id) where site_id = ${id}
    ), counted as (
      select (occurred_at at time zone ${timezone})::date as day, occurred_at, name from gone
      where not exists (select from waiting where event_id = gone.id)
    ), by_hour as (
      select day, floor(extract(epoch from occurred_at - (day::timestamp at time zone ${timezone})) / 3600)::smallint as hour,
        count(*) filter (where name = 'pageview') as views,
        count(*) filter (where name not in ('pageview', 'engagement')) as events
      from counted group by day, hour
    ), lessened as (
      update day_hour set views = greatest(day_hour.views - by_hour.views, 0),
        events = greatest(day_hour.events - by_hour.events, 0)
      from by_hour where day_hour.site_id = ${id} and day_hour.day = by_hour.day and day_hour.hour = by_hour.hour
    )
    select count(*)::integer as events from gone`
  return row?.events ?? 0
}

/**
 * Deletes the visits that the device had part in, and has what others did in them made into visits again: those events are handed
 * to the roll-up as a batch, and come off their hours, which the roll-up adds them to once more. They lie between a visit's own ends,
 * so that a day of a large site is not read for each. Visits whose events were purged already go as a whole. Index: visit_pk, visit_trail_pk, event_pk.
 */
async function removeVisits(
  tx: Tx,
  { id, timezone }: Site,
  insights: readonly string[],
  touched: readonly TouchedVisit[],
  { batch, receivedAt }: { readonly batch: string; readonly receivedAt: Date },
): Promise<Pick<Forgotten, 'visits' | 'others'>> {
  const [row] = await tx<{ visits: number; others: number }[]>`
    with touched as materialized (
      select day, visitor, started_at, ended_at from jsonb_to_recordset(${tx.json([...touched])})
        as t (day date, visitor bigint, started_at timestamptz, ended_at timestamptz)
    ), gone as (
      delete from visit using touched
      where visit.site_id = ${id} and visit.day = touched.day and visit.visitor = touched.visitor
        and visit.started_at = touched.started_at
      returning visit.insight
    ), gone_trail as (
      delete from visit_trail using touched
      where visit_trail.site_id = ${id} and visit_trail.day = touched.day and visit_trail.visitor = touched.visitor
        and visit_trail.started_at = touched.started_at
    ), waiting as (
      select event_id from ingest_batch, unnest(event_ids) as one (event_id) where site_id = ${id}
    ), leftover as (
      select other.id, other.occurred_at, other.name, touched.day from touched cross join lateral (
        select id, occurred_at, name from event
        where site_id = ${id} and occurred_at >= touched.started_at and occurred_at <= touched.ended_at
          and visitor = touched.visitor and (insight is null or insight <> all(${arrayLiteral(insights)}::bigint[]))
        offset 0) other
      where not exists (select from waiting where event_id = other.id)
    ), again as (
      insert into ingest_batch (site_id, batch, events, received_at, event_ids, event_times)
      select ${id}::integer, ${batch}::bigint, count(*), ${receivedAt}::timestamptz, array_agg(id), array_agg(occurred_at)
      from leftover having count(*) > 0
    ), by_hour as (
      select day, floor(extract(epoch from occurred_at - (day::timestamp at time zone ${timezone})) / 3600)::smallint as hour,
        count(*) filter (where name = 'pageview') as views,
        count(*) filter (where name not in ('pageview', 'engagement')) as events
      from leftover group by day, hour
    ), lessened as (
      update day_hour set views = greatest(day_hour.views - by_hour.views, 0),
        events = greatest(day_hour.events - by_hour.events, 0)
      from by_hour where day_hour.site_id = ${id} and day_hour.day = by_hour.day and day_hour.hour = by_hour.hour
    )
    select count(*) filter (where insight = any(${arrayLiteral(insights)}::bigint[]))::integer as visits,
      (select count(*)::integer from leftover) as others
    from gone`
  return row ?? { visits: 0, others: 0 }
}

/**
 * How many events of others are in the visits that a device had part in, as erasing it would leave them; changes nothing. Index: event_pk.
 */
export async function countOthers(
  tx: Tx,
  site: Pick<Site, 'id' | 'timezone'>,
  insights: readonly string[],
): Promise<number> {
  if (insights.length === 0) return 0
  const touched = await listTouched(tx, site, insights)
  const [row] = await tx<{ others: number }[]>`
    with waiting as (
      select event_id from ingest_batch, unnest(event_ids) as one (event_id) where site_id = ${site.id}
    )
    select count(*)::integer as others from jsonb_to_recordset(${tx.json([...touched])})
      as t (visitor bigint, started_at timestamptz, ended_at timestamptz) cross join lateral (
        select id from event
        where site_id = ${site.id} and occurred_at >= t.started_at and occurred_at <= t.ended_at
          and visitor = t.visitor and (insight is null or insight <> all(${arrayLiteral(insights)}::bigint[]))
        offset 0) other
    where not exists (select from waiting where event_id = other.id)`
  return row?.others ?? 0
}

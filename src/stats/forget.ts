/**
 * Takes what a device did out of events and visits, by its insights id (C10). What is left of the visits that it had part in is
 * made anew: a visit is one visitor's day, and somebody behind the same network with the same browser may be in it too.
 */
import type { Tx } from '../db/connect.ts'
import { arrayLiteral } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { batchId } from '../ingest/batch-id.ts'
import type { Site } from '../site/site.ts'
import { markDays } from './visits.ts'

export interface Forgotten {
  readonly events: number
  readonly visits: number
  /** Local days whose figures are computed again. */
  readonly days: readonly string[]
}

/**
 * Erases a device's events and visits. In a transaction of the caller's, in which the device's consent ended already: nothing of
 * it is stored any more. The site's waiting batches are locked first, as the making of visits locks them, then the days: one of
 * the two is always first, and an event is in a batch that waits or in a visit, never in both. A second time finds nothing.
 * Indexes: event_insight, visit_insight, visit_pk, event_pk.
 */
export async function forgetDevice(
  { db: tx, now, random }: { readonly db: Tx } & Pick<Ports, 'now' | 'random'>,
  site: Site,
  insight: string,
): Promise<Forgotten> {
  await tx`select batch from ingest_batch where site_id = ${site.id} order by batch for update`
  const touched = await listTouched(tx, site, insight)
  const days = [...new Set(touched.map(({ day }) => day))]
  if (days.length === 0) return { events: 0, visits: 0, days }
  await markDays(tx, site.id, days)
  // Today's figures are shown while they are fresh, also when they no longer hold: not these.
  await tx`
    update site_day set computed_at = null where site_id = ${site.id} and day = any(${arrayLiteral(days)}::date[])`
  const events = await removeEvents(tx, site, insight)
  const visits = await removeVisits(tx, site, insight, touched, {
    batch: batchId(now(), random),
    receivedAt: now(),
  })
  return { events, visits, days }
}

/** One visitor's local day. */
interface Touched {
  readonly day: string
  readonly visitor: string
}

/**
 * The days of visitors that the device had part in. By its events too: a visit that it shares with another device carries the id of
 * neither. Once events were purged, what it did in such a visit can be told from the other's by nobody. Index: event_insight, visit_insight.
 */
async function listTouched(tx: Tx, { id, timezone }: Site, insight: string): Promise<Touched[]> {
  return await tx<Touched[]>`
    select (occurred_at at time zone ${timezone})::date::text as day, visitor::text as visitor from event
    where site_id = ${id} and insight = ${insight}
    union
    select day::text, visitor::text from visit where site_id = ${id} and insight = ${insight}
    order by day, visitor`
}

/**
 * Deletes the device's events. Those that were counted into their hour by the making of visits are taken off it; those that still
 * wait were never added. Index: event_insight, event_pk.
 */
async function removeEvents(tx: Tx, { id, timezone }: Site, insight: string): Promise<number> {
  const [row] = await tx<{ events: number }[]>`
    with gone as (
      delete from event where site_id = ${id} and insight = ${insight} returning id, occurred_at, name
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
 * Deletes the visits of the days that the device had part in, and has what other events of the same visitor are left of them made into
 * visits again: they are handed to the roll-up as a batch, and come off their hours, which the roll-up adds them to once more.
 * Visits whose events were purged already go as a whole. Index: visit_insight, visit_pk, event_pk by its days.
 */
async function removeVisits(
  tx: Tx,
  { id, timezone }: Site,
  insight: string,
  days: readonly Touched[],
  { batch, receivedAt }: { readonly batch: string; readonly receivedAt: Date },
): Promise<number> {
  const [row] = await tx<{ visits: number }[]>`
    with touched as (
      select day, visitor from unnest(${arrayLiteral(days.map(({ day }) => day))}::date[],
        ${arrayLiteral(days.map(({ visitor }) => visitor))}::bigint[]) as one (day, visitor)
    ), gone as (
      delete from visit using touched
      where visit.site_id = ${id} and visit.day = touched.day and visit.visitor = touched.visitor
      returning visit.insight
    ), gone_trail as (
      delete from visit_trail using touched
      where visit_trail.site_id = ${id} and visit_trail.day = touched.day and visit_trail.visitor = touched.visitor
    ), waiting as (
      select event_id from ingest_batch, unnest(event_ids) as one (event_id) where site_id = ${id}
    ), leftover as (
      select event.id, event.occurred_at, event.name, touched.day from touched join event
        on event.site_id = ${id} and event.visitor = touched.visitor
        and event.occurred_at >= (touched.day::timestamp at time zone ${timezone})
        and event.occurred_at < ((touched.day + 1)::timestamp at time zone ${timezone})
      where event.insight is distinct from ${insight}::bigint
        and not exists (select from waiting where event_id = event.id)
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
    select count(*) filter (where insight = ${insight}::bigint)::integer as visits from gone`
  return row?.visits ?? 0
}

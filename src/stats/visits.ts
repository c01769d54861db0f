/**
 * Events become visits. New batches are taken, cut into parts by 30 minutes of silence, and joined with the visits that
 * are there, all in one transaction that also deletes the batches: each event is counted exactly once, whoever runs this,
 * however often, and whatever is killed. There is no hot row in the ingest path.
 *
 * Why joining is right: a visit is a run of one visitor's events on one local day with gaps of at most 30 minutes. Such
 * runs are intervals, and joining intervals whose gap is at most 30 minutes gives the same runs whatever order the events
 * came in. So every column below must join without regard to order too: sums, ends, and a trail sorted by its own times.
 */
import type { Db, Tx } from '../db/connect.ts'
import { arrayLiteral } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { unknownNetwork } from '../source/channel.ts'

/** A visit ends after this long without an event, and at local midnight. */
export const silenceMinutes = 30

/**
 * Steps a visit remembers, in order of time: its first 500 views and events. Views beyond still count as views; they no
 * longer count for their page. It bounds a row that a script could otherwise make as long as it likes.
 */
export const trailMax = 500

/** As much as the column holds: 24 days. A visit lasts one; more is a clock gone wrong, or somebody's joke. */
const engagedMsMax = 2_147_483_647

export interface VisitsMade {
  readonly visits: number
  readonly events: number
  /** False when batches are left: run again. */
  readonly isDone: boolean
}

/**
 * Sites that have batches waiting. Reads every site on purpose: it is the roll-up's own list of work.
 * Index: ingest_batch_pk; the table holds only what has not been rolled up.
 */
export async function listWaitingSites(db: Db): Promise<SiteId[]> {
  const rows = await db<{ site_id: number }[]>`
    /* every site */ select distinct site_id from ingest_batch order by site_id`
  return rows.map(({ site_id: id }) => id as SiteId)
}

/**
 * Rolls up at most about `eventsMax` events of one site (500 on the embedded database, where one statement holds up all
 * others; 20,000 on PostgreSQL). Safe to run twice at once: the second waits for the first and then sees its visits.
 */
export async function makeVisits(
  { db, count }: Pick<Ports, 'db' | 'count'>,
  site: Site,
  eventsMax: number,
): Promise<VisitsMade> {
  const made = await db.begin(async (tx) => {
    const taken = await takeBatches(tx, site.id, eventsMax)
    if (taken.batches.length === 0) return { visits: 0, events: 0, isDone: true }
    const batches = arrayLiteral(taken.batches)
    // First the days: their rows are the lock that the computing of a closed day takes too, in the same order.
    const days = await listDays(tx, site, batches)
    await markDays(tx, site.id, days)
    const visits = await joinVisits(tx, site, batches, days)
    await tx`delete from ingest_batch where site_id = ${site.id} and batch = any(${batches}::bigint[])`
    return { visits, events: taken.events, isDone: taken.isAll }
  })
  count('visits_made', made.visits)
  return made
}

/**
 * Locks this site's oldest batches until their events add up. No `skip locked`: two runners with different batches of the
 * same visitor would each join with visits the other is replacing, and one visit would become two. Index: ingest_batch_pk.
 */
async function takeBatches(tx: Tx, siteId: SiteId, eventsMax: number) {
  const batchesMax = 2_000
  const waiting = await tx<{ batch: string; events: number }[]>`
    select batch, events from ingest_batch where site_id = ${siteId}
    order by batch limit ${batchesMax} for update`
  const batches: string[] = []
  let events = 0
  for (const { batch, events: size } of waiting) {
    if (batches.length > 0 && events + size > eventsMax) break
    batches.push(batch)
    events += size
  }
  return { batches, events, isAll: batches.length === waiting.length && waiting.length < batchesMax }
}

/** The local days that the events of some batches fall on. Index: ingest_batch_pk. */
async function listDays(tx: Tx, { id, timezone }: Site, batches: string): Promise<string[]> {
  const rows = await tx<{ day: string }[]>`
    select distinct (happened_at at time zone ${timezone})::date::text as day
    from ingest_batch, unnest(event_times) as happened_at
    where site_id = ${id} and batch = any(${batches}::bigint[])`
  return rows.map(({ day }) => day)
}

/**
 * The heart: fresh events → parts → joined with the visits they touch → visits. Answers how many visits came or changed.
 * Index: event_pk for each event, one by one; visit_pk for the visits. The opening (source, device, …) is that of the earliest
 * view, else of the earliest event; equal times are settled by content, so that no order of arrival can show.
 *
 * A device's insights id goes from its events to the visit, where its consent still holds in this moment: one that was withdrawn while
 * the event waited makes none (`consent_given`). Two ids in one visit are two devices behind one network: none.
 *
 * On the way views and custom events are added to their local hour: hours since local midnight, so 23 or 25 on the days of a
 * clock change.
 *
 * Each stage is one sort and one grouping; stages are never joined with each other, and `limit 1` has each event fetched by
 * its key. PostgreSQL guesses one row for such a join and may then compare every part with every other: 1,200 events/s
 * instead of 45,000 (tried on 200,000 events that waited for a table without statistics). For the same reason all visits of
 * these visitors on these days are taken up, not only those near enough to join: the others go back as they were, and each is
 * found by the key alone.
 */
async function joinVisits(
  tx: Tx,
  { id, timezone }: Site,
  batches: string,
  days: readonly string[],
): Promise<number> {
  const silence = `${silenceMinutes} minutes`
  const made = await tx`
    with fresh as materialized (
      select visitor, occurred_at, (occurred_at at time zone ${timezone})::date as day, name = 'pageview' as is_view,
        name not in ('pageview', 'engagement') as is_custom, name, path, target, outward, props, engaged_ms, passive, device,
        browser, os, language, country, coalesce(channel, 'direct') as channel, source, referrer, utm_source, utm_medium,
        utm_campaign, case when insight is not null and exists (
          select from consent_given given
          where given.site_id = ${id} and given.insight = happened.insight and given.ended_at is null) then insight end as insight
      from ingest_batch, unnest(event_ids, event_times) as waiting (event_id, happened_at), lateral (
        select * from event where site_id = ${id} and occurred_at = happened_at and id = event_id limit 1) happened
      where ingest_batch.site_id = ${id} and batch = any(${batches}::bigint[])
    ), counted as (
      insert into day_hour (site_id, day, hour, views, events, visitors, visits)
      select ${id}::integer, day,
        floor(extract(epoch from occurred_at - (day::timestamp at time zone ${timezone})) / 3600)::smallint as hour,
        count(*) filter (where is_view), count(*) filter (where is_custom), 0, 0
      from fresh where is_view or is_custom group by day, hour order by day, hour
      on conflict (site_id, day, hour)
        do update set views = day_hour.views + excluded.views, events = day_hour.events + excluded.events
    ), spaced as (
      select *, occurred_at - lag(occurred_at) over by_time > ${silence}::interval as after_silence
      from fresh window by_time as (partition by visitor, day order by occurred_at)
    ), cut as (
      select *, count(*) filter (where after_silence) over (partition by visitor, day order by occurred_at) as part,
        (extract(epoch from occurred_at - (day::timestamp at time zone ${timezone})) * 1000)::integer as at
      from spaced
    ), ranked as materialized (
      select *, row_number() over (partition by visitor, day, part
        order by is_view desc, is_custom desc, occurred_at, source, referrer, utm_source, utm_medium, utm_campaign, browser, os,
          device, language, country, channel) = 1 as is_opening
      from cut
    ), step as (
      select visitor, day, part, at, case when is_view then path when is_custom then 'e:' || name end as step, occurred_at,
        engaged_ms, is_view, is_custom, is_custom and passive is not true as is_interaction, is_opening, device, browser, os,
        language, country, channel, source, referrer, utm_source, utm_medium, utm_campaign, insight
      from ranked
      union all
      select visitor, day, part, at, also.step, null, null, false, false, false, false, null, null, null, null, null, null, null,
        null, null, null, null, null
      from ranked, lateral (
        select case name when 'File Download' then 'd:' when '404' then 'm:' when 'Site Search' then 'q:' else 'o:' end || target
          as step
        where target is not null
        union all
        select 'n:' || split_part(outward, '|', 1) || '|' || split_part(outward, '|', 2) where outward is not null
        union all
        select 's:' || outward || '|' || path where outward is not null
        union all
        select 'p:' || key || '=' || value from jsonb_each_text(props) as property (key, value)
      ) also
      where is_custom
    ), gone as (
      delete from visit
      where site_id = ${id} and day = any(${arrayLiteral(days)}::date[])
        and visitor = any(array(select distinct visitor from ranked))
      returning visit.*
    ), gone_trail as (
      delete from visit_trail
      where site_id = ${id} and day = any(${arrayLiteral(days)}::date[])
        and visitor = any(array(select distinct visitor from ranked))
      returning visit_trail.*
    ), touched as (
      select visitor, day, started_at, max(ended_at) as ended_at, max(opened_at) as opened_at, max(engaged_ms) as engaged_ms,
        max(views) as views, max(events) as events, max(interactions) as interactions, max(device) as device,
        max(browser) as browser, max(os) as os, max(language) as language, max(country) as country, max(channel) as channel,
        max(source) as source, max(referrer) as referrer, max(utm_source) as utm_source, max(utm_medium) as utm_medium,
        max(utm_campaign) as utm_campaign, max(insight) as insight, max(trail) as trail, max(trail_at) as trail_at
      from (
        select visitor, day, started_at, ended_at, opened_at, engaged_ms, views, events, interactions, device, browser, os,
          language, country, channel, source, referrer, utm_source, utm_medium, utm_campaign, insight,
          null::text[] as trail, null::integer[] as trail_at
        from gone
        union all
        select visitor, day, started_at, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
          null, null, null, null, trail, trail_at
        from gone_trail
      ) half group by visitor, day, started_at
    ), piece as (
      select visitor, day, min(occurred_at) as started_at, max(occurred_at) as ended_at,
        min(occurred_at) filter (where is_opening) as opened_at, coalesce(sum(engaged_ms), 0) as engaged_ms,
        count(*) filter (where is_view) as views, count(*) filter (where is_custom) as events,
        count(*) filter (where is_interaction) as interactions, max(device) filter (where is_opening) as device,
        max(browser) filter (where is_opening) as browser, max(os) filter (where is_opening) as os,
        max(language) filter (where is_opening) as language, max(country) filter (where is_opening) as country,
        max(channel) filter (where is_opening) as channel, max(source) filter (where is_opening) as source, max(referrer) filter (where is_opening) as referrer,
        max(utm_source) filter (where is_opening) as utm_source, max(utm_medium) filter (where is_opening) as utm_medium,
        max(utm_campaign) filter (where is_opening) as utm_campaign,
        case when min(insight) = max(insight) then max(insight) end as insight,
        (array_agg(step order by at, step) filter (where step is not null))[1:${trailMax}] as trail,
        (array_agg(at order by at, step) filter (where step is not null))[1:${trailMax}] as trail_at
      from step group by visitor, day, part
      union all
      select visitor, day, started_at, ended_at, opened_at, engaged_ms, views, events, interactions, device, browser, os,
        language, country, channel, source, referrer, utm_source, utm_medium, utm_campaign, insight, trail, trail_at
      from touched
    ), apart as (
      select *, started_at > max(ended_at) over (partition by visitor, day order by started_at, ended_at
        rows between unbounded preceding and 1 preceding) + ${silence}::interval as is_apart
      from piece
    ), run as (
      select *, count(*) filter (where is_apart)
        over (partition by visitor, day order by started_at, ended_at rows unbounded preceding) as run
      from apart
    ), opened as (
      select *, row_number() over (partition by visitor, day, run
        order by case when views > 0 then 0 when events > 0 then 1 else 2 end, opened_at, source, referrer, utm_source,
          utm_medium, utm_campaign, browser, os, device, language, country, channel) = 1 as is_opening
      from run
    ), walked as (
      select opened.*, step, at, coalesce(nth, 1) = 1 as is_first, is_opening and coalesce(nth, 1) = 1 as opens
      from opened left join lateral unnest(trail, trail_at) with ordinality as walk (step, at, nth) on true
    ), joined as (
      select visitor, day, min(started_at) as started_at, max(ended_at) as ended_at,
        min(opened_at) filter (where opens) as opened_at, sum(engaged_ms) filter (where is_first) as engaged_ms,
        sum(views) filter (where is_first) as views, sum(events) filter (where is_first) as events,
        sum(interactions) filter (where is_first) as interactions, max(device) filter (where opens) as device,
        max(browser) filter (where opens) as browser, max(os) filter (where opens) as os,
        max(language) filter (where opens) as language, max(country) filter (where opens) as country,
        max(channel) filter (where opens) as channel, max(source) filter (where opens) as source, max(referrer) filter (where opens) as referrer,
        max(utm_source) filter (where opens) as utm_source, max(utm_medium) filter (where opens) as utm_medium,
        max(utm_campaign) filter (where opens) as utm_campaign,
        case when min(insight) = max(insight) then max(insight) end as insight,
        (array_agg(step order by at, step) filter (where step is not null))[1:${trailMax}] as trail,
        (array_agg(at order by at, step) filter (where step is not null))[1:${trailMax}] as trail_at
      from walked group by visitor, day, run
    ), made as (
      insert into visit (site_id, day, visitor, started_at, ended_at, opened_at, engaged_ms, views, events, interactions,
        device, browser, os, language, country, channel, social, source, referrer, utm_source, utm_medium, utm_campaign,
        insight)
      select ${id}::integer, day, visitor, started_at, ended_at, opened_at, least(engaged_ms, ${engagedMsMax}), views, events,
        interactions, device, browser, os, language, country, channel,
        case when channel in ('social', 'paid-social', 'shared') then coalesce(source, ${unknownNetwork}) end, source, referrer,
        utm_source, utm_medium, utm_campaign, insight
      from joined
      returning 1
    ), walked_on as (
      insert into visit_trail (site_id, day, visitor, started_at, entry, exit, trail, trail_at)
      select ${id}::integer, day, visitor, started_at,
        (select step from unnest(trail) with ordinality as walk (step, nth) where step like '/%' order by nth limit 1),
        (select step from unnest(trail) with ordinality as walk (step, nth) where step like '/%' order by nth desc limit 1),
        trail, trail_at
      from joined where trail is not null
    )
    select from made`
  return made.length
}

/**
 * Says that a day's figures no longer hold. Whoever changes events or visits calls this in the same transaction. Figures of
 * today that were computed just now are shown all the same; whoever takes a person out of them clears `computed_at` too. A day whose
 * visits were swept is only locked: there is nothing left that its figures could be computed from.
 */
export async function markDays(tx: Tx, siteId: SiteId, days: readonly string[]): Promise<void> {
  for (const day of days.toSorted())
    await tx`
      insert into site_day (site_id, day, marks, computed_marks, visitors, visits, views, events, bounces, engaged_ms, keys_lost)
      values (${siteId}, ${day}, 1, 0, 0, 0, 0, 0, 0, 0, false)
      on conflict (site_id, day) do update set marks = site_day.marks + 1 where site_day.purged is distinct from 'visits'`
}

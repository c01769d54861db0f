/**
 * One way to a day's figures: a local day is computed as a whole from its visits (and, for views by the hour, its events),
 * and again whenever something changed it: a late event, an erasure, a new mask. There is no second, incremental truth that
 * could drift. Today is read from `visit`, and on a busy site from figures that were computed moments ago.
 */
import type { Tx } from '../db/connect.ts'
import { dayBounds, localToday } from '../site/local-day.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { computeConversions } from './conversions.ts'
import { placeOf, storedDimensions } from './dimension.ts'
import { holdDefinitions } from './goals.ts'

/** Closed days of a site whose figures do not hold, oldest first. Index: site_day_pk. */
export async function listStaleDays({ db, now }: Pick<Ports, 'db' | 'now'>, site: Site): Promise<string[]> {
  const today = localToday(now(), site.timezone)
  const rows = await db<{ day: string }[]>`
    select day::text as day from site_day
    where site_id = ${site.id} and day < ${today} and marks <> computed_marks and purged is distinct from 'visits'
    order by day limit 400`
  return rows.map(({ day }) => day)
}

/** Reading a day's visits takes 10 ms up to here; computing its figures every few seconds would cost more. */
const busyEvents = 5_000
/** Computing today may take one part in ten of one processor: at 130,000 events (1.0 s) its figures are 10 s old at most. */
const restPerWork = 10
/** Beyond this, figures of today are not shown any more (`query.ts`), so they are computed again before. */
const restSecondsMax = 45

/**
 * Today, when it is busy, its figures no longer hold, and the last computing was long enough ago for what it cost; else null.
 * Index: site_day_pk, day_hour_pk.
 */
export async function findDueToday(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  site: Site,
): Promise<string | null> {
  const at = now()
  const today = localToday(at, site.timezone)
  const [due] = await db<{ day: string }[]>`
    select day::text as day from site_day
    where site_id = ${site.id} and day = ${today} and marks <> computed_marks
      and (computed_at is null or computed_at <= ${at}
        - least(make_interval(secs => ${restPerWork} * computed_ms / 1000.0), make_interval(secs => ${restSecondsMax})))
      and (select sum(views + events) from day_hour where site_id = ${site.id} and day = ${today}) >= ${busyEvents}`
  return due?.day ?? null
}

/**
 * Computes one day and replaces what was there. Idempotent: twice gives the same rows. The marks are read first, so a
 * change that comes while it runs leaves the day stale and it is computed once more. Of a day whose visits were swept, wholly or in
 * part, the figures stay as they are for ever: what is left of them would be less than the day was. Index: visit_pk for the day.
 */
export async function computeDay(
  { db, now, count }: Pick<Ports, 'db' | 'now' | 'count'>,
  site: Site,
  day: string,
): Promise<void> {
  const begunAt = now()
  const isOver = day < localToday(begunAt, site.timezone)
  await db.begin(async (tx) => {
    const [state] = await tx<{ marks: number; purged: 'events' | 'visits' | null }[]>`
      select marks, purged from site_day where site_id = ${site.id} and day = ${day} for update`
    if (!state || state.purged === 'visits') return
    const definitions = await holdDefinitions(tx, site)
    await computeValues(tx, site, day)
    await computeConversions(tx, site, day, definitions)
    // Today's counters are right as they stand: the roll-up adds to them, and nothing was purged yet.
    if (isOver && state.purged === null) await recountHours(tx, site, day)
    await computeHours(tx, site, day)
    await computeTotals(tx, site, day, {
      marks: state.marks,
      at: begunAt,
      ms: now().getTime() - begunAt.getTime(),
    })
  })
  count('days_computed')
}

interface Computing {
  readonly marks: number
  readonly at: Date
  readonly ms: number
}

async function computeTotals(tx: Tx, { id }: Site, day: string, { marks, at, ms }: Computing): Promise<void> {
  await tx`
    update site_day set computed_marks = ${marks}, computed_at = ${at}, computed_ms = ${ms}, visitors = figures.visitors, visits = figures.visits,
      views = figures.views, events = figures.events, bounces = figures.bounces, engaged_ms = figures.engaged_ms
    from (
      select count(distinct visitor) filter (where views + events > 0) as visitors,
        count(*) filter (where views + events > 0) as visits, coalesce(sum(views), 0) as views,
        coalesce(sum(events), 0) as events,
        count(*) filter (where views + events > 0 and views < 2 and interactions = 0) as bounces,
        coalesce(sum(engaged_ms), 0) as engaged_ms
      from visit where site_id = ${id} and day = ${day}
    ) figures
    where site_day.site_id = ${id} and site_day.day = ${day}`
}

/**
 * The figures of one day per dimension and value: one pass for all columns, one for all steps. A visitor's visits with a value
 * are put together first, in memory: `count(distinct …)` would sort each of them for every dimension (834 → 480 ms for a day
 * of 110,000 events).
 */
async function computeValues(tx: Tx, { id }: Site, day: string): Promise<void> {
  // Without statistics of a fresh day the join would be one row with one row, each visit with every trail: minutes.
  await tx`select set_config('work_mem', '64MB', true), set_config('enable_nestloop', 'off', true)`
  await tx`delete from day_value where site_id = ${id} and day = ${day}`
  const columns = storedDimensions.flatMap((dimension) => {
    const place = placeOf[dimension]
    return place.kind === 'column' ? [`('${dimension}', ${place.sql})`] : []
  })
  await tx.unsafe(
    `insert into day_value (site_id, day, dimension, value, visitors, visits, views)
     select $1::integer, $2::date, dimension, value, count(*), sum(visits), sum(views)
     from (
       select dimension, value, visitor, count(*) as visits, sum(views) as views
       from visit left join visit_trail using (site_id, day, visitor, started_at),
         lateral (values ${columns.join(', ')}) as one (dimension, value)
       where site_id = $1 and day = $2 and views + events > 0 and value is not null
       group by dimension, value, visitor
     ) of_visitor
     group by dimension, value`,
    [id, day],
    { prepare: true },
  )
  const trails = storedDimensions.flatMap((dimension) => {
    const place = placeOf[dimension]
    if (place.kind === 'column') return []
    return place.prefix === '/'
      ? [`when step like '/%' then '${dimension}'`]
      : [`when step like '${place.prefix}%' then '${dimension}'`]
  })
  await tx.unsafe(
    `insert into day_value (site_id, day, dimension, value, visitors, visits, views)
     select $1::integer, $2::date, case ${trails.join(' ')} end as dimension,
       case when step like '/%' then step else substr(step, 3) end as value, count(*), sum(visits), sum(times)
     from (
       select step, visitor, count(*) as visits, sum(times) as times
       from (
         select step, visitor, started_at, count(*) as times from visit_trail, unnest(trail) as step
         where site_id = $1 and day = $2
         group by step, visitor, started_at
       ) of_visit
       group by step, visitor
     ) of_visitor
     group by step`,
    [id, day],
    { prepare: true },
  )
}

/** Views by their own hour, from the events while all of them live; after that the counters stay as they are. */
async function recountHours(tx: Tx, site: Site, day: string): Promise<void> {
  const { from, until } = dayBounds(day, site.timezone)
  await tx`
    with kept as (
      select 1 from event where site_id = ${site.id} and occurred_at >= ${from} and occurred_at < ${until} limit 1
    )
    delete from day_hour where site_id = ${site.id} and day = ${day} and exists (select from kept)`
  await tx`
    insert into day_hour (site_id, day, hour, views, events, visitors, visits)
    select ${site.id}::integer, ${day}::date, floor(extract(epoch from occurred_at - ${from}) / 3600)::smallint as hour,
      count(*) filter (where name = 'pageview'), count(*) filter (where name <> 'pageview'), 0, 0
    from event
    where site_id = ${site.id} and occurred_at >= ${from} and occurred_at < ${until} and name <> 'engagement'
    group by hour order by hour
    on conflict (site_id, day, hour) do nothing`
}

/** Visits and visitors by the hour in which a visit began, so the hours add up to the day's visits. */
async function computeHours(tx: Tx, site: Site, day: string): Promise<void> {
  const { from } = dayBounds(day, site.timezone)
  // An hour whose last visit was erased has none below.
  await tx`
    update day_hour set visitors = 0, visits = 0 where site_id = ${site.id} and day = ${day} and visits > 0`
  await tx`
    insert into day_hour (site_id, day, hour, views, events, visitors, visits)
    select ${site.id}::integer, ${day}::date, floor(extract(epoch from started_at - ${from}) / 3600)::smallint as hour,
      0, 0, count(distinct visitor), count(*)
    from visit where site_id = ${site.id} and day = ${day} and views + events > 0
    group by hour order by hour
    on conflict (site_id, day, hour) do update set visitors = excluded.visitors, visits = excluded.visits`
}

/** Computes every stale closed day of a site, and today when it is due; answers how many. */
export async function computeStaleDays(
  ports: Pick<Ports, 'db' | 'now' | 'count'>,
  site: Site,
): Promise<number> {
  const days = await listStaleDays(ports, site)
  const today = await findDueToday(ports, site)
  if (today !== null) days.push(today)
  for (const day of days) await computeDay(ports, site, day)
  return days.length
}

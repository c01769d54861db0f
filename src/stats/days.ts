/**
 * One way to a day's figures: a closed local day is computed as a whole from its visits (and, for views by the hour, its
 * events), and again whenever something changed it: a late event, an erasure, a new mask. There is no second, incremental
 * truth that could drift. Today is read from `visit`.
 */
import type { Tx } from '../db/connect.ts'
import { dayBounds, localToday } from '../site/local-day.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { placeOf } from './dimension.ts'
import { dimensions } from './question.ts'

/** Closed days of a site whose figures do not hold, oldest first. Index: site_day_pk. */
export async function listStaleDays({ db, now }: Pick<Ports, 'db' | 'now'>, site: Site): Promise<string[]> {
  const today = localToday(now(), site.timezone)
  const rows = await db<{ day: string }[]>`
    select day::text as day from site_day
    where site_id = ${site.id} and day < ${today} and marks <> computed_marks order by day limit 400`
  return rows.map(({ day }) => day)
}

/**
 * Computes one closed day and replaces what was there. Idempotent: twice gives the same rows. The marks are read first, so a
 * change that comes while it runs leaves the day stale and it is computed once more. Index: visit_pk for the day.
 */
export async function computeDay(
  { db, count }: Pick<Ports, 'db' | 'count'>,
  site: Site,
  day: string,
): Promise<void> {
  await db.begin(async (tx) => {
    const [state] = await tx<{ marks: number }[]>`
      select marks from site_day where site_id = ${site.id} and day = ${day} for update`
    if (!state) return
    await computeTotals(tx, site, day, state.marks)
    await computeValues(tx, site, day)
    await computeHours(tx, site, day)
  })
  count('days_computed')
}

async function computeTotals(tx: Tx, { id }: Site, day: string, marks: number): Promise<void> {
  await tx`
    update site_day set computed_marks = ${marks}, visitors = figures.visitors, visits = figures.visits,
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

/** One pass over the day's visits for each kind of dimension: all columns together, the whole trail together. */
async function computeValues(tx: Tx, { id }: Site, day: string): Promise<void> {
  await tx`delete from day_value where site_id = ${id} and day = ${day}`
  const columns = dimensions.flatMap((dimension) => {
    const place = placeOf[dimension]
    return place.kind === 'column' ? [`('${dimension}', ${place.column})`] : []
  })
  await tx.unsafe(
    `insert into day_value (site_id, day, dimension, value, visitors, visits, views)
     select $1::integer, $2::date, dimension, value, count(distinct visitor), count(*), sum(views)
     from visit, lateral (values ${columns.join(', ')}) as one (dimension, value)
     where site_id = $1 and day = $2 and views + events > 0 and value is not null
     group by dimension, value`,
    [id, day],
    { prepare: true },
  )
  const trails = dimensions.flatMap((dimension) => {
    const place = placeOf[dimension]
    if (place.kind === 'column') return []
    return place.prefix === '/'
      ? [`when step like '/%' then '${dimension}'`]
      : [`when step like '${place.prefix}%' then '${dimension}'`]
  })
  await tx.unsafe(
    `insert into day_value (site_id, day, dimension, value, visitors, visits, views)
     select $1::integer, $2::date, dimension, value, count(distinct visitor), count(*), sum(times)
     from (
       select visitor, started_at, case ${trails.join(' ')} end as dimension,
         case when step like '/%' then step else substr(step, 3) end as value, count(*) as times
       from visit, unnest(trail) as step
       where site_id = $1 and day = $2
       group by visitor, started_at, step
     ) walked
     group by dimension, value`,
    [id, day],
    { prepare: true },
  )
}

/**
 * Visits and visitors by the hour in which a visit began, so the hours add up to the day's visits. Views by their own hour,
 * recounted from the events while they live; after they are purged the counters stay as they are.
 */
async function computeHours(tx: Tx, site: Site, day: string): Promise<void> {
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
  await tx`
    insert into day_hour (site_id, day, hour, views, events, visitors, visits)
    select ${site.id}::integer, ${day}::date, floor(extract(epoch from started_at - ${from}) / 3600)::smallint as hour,
      0, 0, count(distinct visitor), count(*)
    from visit where site_id = ${site.id} and day = ${day} and views + events > 0
    group by hour order by hour
    on conflict (site_id, day, hour) do update set visitors = excluded.visitors, visits = excluded.visits`
}

/** Computes every stale closed day of a site; answers how many. */
export async function computeStaleDays(
  ports: Pick<Ports, 'db' | 'now' | 'count'>,
  site: Site,
): Promise<number> {
  const days = await listStaleDays(ports, site)
  for (const day of days) await computeDay(ports, site, day)
  return days.length
}

/**
 * The dashboard's questions, for pages, JSON and CSV alike. A day whose figures hold is read from its roll-up, today (unless
 * computed moments ago) and a day that changed from `visit`; a filtered question is one pass over `visit`. Asked with the role that can't read an
 * event. Distinct visitors are exact per local day; over several days they are the sum of the daily visitors.
 */
import { arrayLiteral, asRole, type Fragment, type Tx } from '../db/connect.ts'
import { addDays, dayBounds, localToday, offsetAt } from '../site/local-day.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { placeOf, stepOf, type StoredDimension } from './dimension.ts'
import { presetsInside } from './preset.ts'
import type {
  Breakdown,
  Dimension,
  Filter,
  Interval,
  Question,
  Range,
  SeriesPoint,
  Summary,
} from './question.ts'
import { foldSmallCounts, hideSmallPoints, kOf, type Cell, type Nesting } from './small-counts.ts'

type Asking = Pick<Ports, 'db' | 'now'>

/** Fragments one after the other; none at all is an empty fragment, where an empty list would become a parameter. */
const inARow = (tx: Tx, fragments: readonly Fragment[]): Fragment =>
  fragments.reduce<Fragment>((all, one) => tx`${all} ${one}`, tx``)

/**
 * Visits that a filter lets through. Values are bound; columns come from the dimension's own map. Index: visit_pk by day; where
 * the trail decides, visit_trail_pk.
 */
function whereFiltered(tx: Tx, filters: readonly Filter[]) {
  const ofTrail = (holds: Fragment) => tx`
    and exists (
      select from visit_trail walked
      where walked.site_id = visit.site_id and walked.day = visit.day and walked.visitor = visit.visitor
        and walked.started_at = visit.started_at and ${holds})`
  const conditions = filters.map(({ dimension, value }) => {
    const place = placeOf[dimension]
    if (place.kind === 'trail')
      return ofTrail(tx`walked.trail @> array[${stepOf(place.prefix, value)}::text]`)
    const column = tx(must(place.column, 'what can be asked by its value is a column'))
    return place.table === 'visit'
      ? tx`and visit.${column} = ${value}`
      : ofTrail(tx`walked.${column} = ${value}`)
  })
  return inARow(tx, conditions)
}

interface Figures {
  readonly visitors: number
  readonly visits: number
  readonly views: number
  readonly bounces: number
  readonly engaged_ms: number
}

/** Today's figures are shown this long after they were computed: a minute on Workers, seconds on Node. */
const freshSecondsMax = 75

/**
 * The days of a range that must be read from `visit`: days whose figures do not hold, but not today when its figures are
 * fresh. Asked beforehand, as a short list: inside a statement the planner can't know how few they are, and read every visit of
 * the range (1,000 times slower over a year). Index: site_day_pk.
 */
export async function listLiveDays(
  tx: Tx,
  { id, timezone }: Pick<Site, 'id' | 'timezone'>,
  { from, to }: Range,
  now: Date,
): Promise<string> {
  const freshSince = new Date(now.getTime() - freshSecondsMax * 1000)
  const rows = await tx<{ day: string }[]>`
    select day::text as day from site_day
    where site_id = ${id} and day between ${from} and ${to} and marks <> computed_marks
      and not (day = ${localToday(now, timezone)} and computed_at is not null and computed_at >= ${freshSince})`
  return arrayLiteral(rows.map(({ day }) => day))
}

/** Figures of each day that has any, from the roll-up where it holds. Index: site_day_pk, visit_pk. */
export async function listDays(
  tx: Tx,
  site: Site,
  { range, filters }: Question,
  now: Date,
): Promise<(Figures & { day: string })[]> {
  const { id } = site
  const isFiltered = filters.length > 0
  const live = isFiltered ? null : await listLiveDays(tx, site, range, now)
  const computed = tx`
    select day, visitors, visits, views, bounces, engaged_ms from site_day
    where site_id = ${id} and day between ${range.from} and ${range.to} and day <> all(${live}::date[])
    union all`
  const whichDays =
    live === null ? tx`day between ${range.from} and ${range.to}` : tx`day = any(${live}::date[])`
  return await tx<(Figures & { day: string })[]>`
    select day::text as day, visitors::float8 as visitors, visits::float8 as visits, views::float8 as views,
      bounces::float8 as bounces, engaged_ms::float8 as engaged_ms
    from (
      ${isFiltered ? tx`` : computed}
      select day, count(*) filter (where visits > 0) as visitors, sum(visits) as visits, sum(views) as views,
        sum(bounces) as bounces, sum(engaged_ms) as engaged_ms
      from (
        select day, visitor, count(*) filter (where views + events > 0) as visits, sum(views) as views,
          count(*) filter (where views + events > 0 and views < 2 and interactions = 0) as bounces,
          sum(engaged_ms) as engaged_ms
        from visit where site_id = ${id} and ${whichDays} ${whereFiltered(tx, filters)}
        group by day, visitor
      ) of_visitor
      group by day
    ) figures
    order by day`
}

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits

/** Headline figures. Null: filtered down to fewer than k visitors, so not shown; without a filter headlines are exempt. */
export async function findSummary(ports: Asking, site: Site, question: Question): Promise<Summary | null> {
  const days = await asRole(ports.db, 'dashboard', (tx) => listDays(tx, site, question, ports.now()))
  const sum = (name: keyof Figures) => days.reduce((total, day) => total + day[name], 0)
  const [visitors, visits, views] = [sum('visitors'), sum('visits'), sum('views')]
  if (question.filters.length > 0 && visitors > 0 && visitors < kOf(question.filters)) return null
  return {
    visitors,
    visits,
    views,
    viewsPerVisit: visits === 0 ? 0 : round(views / visits, 2),
    bounceRate: visits === 0 ? 0 : round(sum('bounces') / visits, 4),
    engagedSeconds: visits === 0 ? 0 : round(sum('engaged_ms') / visits / 1000, 1),
  }
}

/**
 * A point for every hour, day or month of the range, also where nothing happened. Hours show totals only: they are asked
 * without filters (the API refuses the two together), since an hour of a small site is a handful of people.
 */
export async function listSeries(
  ports: Asking,
  site: Site,
  question: Question,
  interval: Interval,
): Promise<readonly SeriesPoint[]> {
  if (interval === 'hour') return await listHours(ports, site, question.range)
  const days = await asRole(ports.db, 'dashboard', (tx) => listDays(tx, site, question, ports.now()))
  const length = interval === 'day' ? 10 : 7
  const points = new Map<string, { at: string; visitors: number; visits: number; views: number }>()
  for (let day = question.range.from; day <= question.range.to; day = addDays(day, 1)) {
    const at = day.slice(0, length)
    if (!points.has(at)) points.set(at, { at, visitors: 0, visits: 0, views: 0 })
  }
  for (const { day, visitors, visits, views } of days) {
    const point = points.get(day.slice(0, length))
    if (!point) continue
    point.visitors += visitors
    point.visits += visits
    point.views += views
  }
  const all = [...points.values()]
  if (question.filters.length === 0) return all
  const shown = hideSmallPoints(all, kOf(question.filters))
  return all.map(({ at }, nth) => shown[nth] ?? { at, visitors: null, visits: null, views: null })
}

/** `2026-11-23T02+01:00`: the local hour and its offset, so that the hour that comes twice in autumn has two names. */
function hourName(at: Date, timezone: string): string {
  const offset = offsetAt(at, timezone)
  const local = new Date(at.getTime() + offset).toISOString()
  const hours = Math.abs(offset) / 3_600_000
  return `${local.slice(0, 13)}${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:00`
}

/** Index: day_hour_pk; for the days that still change also visit_pk. */
async function listHours({ db, now }: Asking, site: Site, range: Range): Promise<SeriesPoint[]> {
  const { from, to } = range
  const rows = await asRole(db, 'dashboard', async (tx) => {
    const live = await listLiveDays(tx, site, range, now())
    return tx<{ day: string; hour: number; visitors: number; visits: number; views: number }[]>`
      select day::text as day, hour, sum(visitors)::float8 as visitors, sum(visits)::float8 as visits,
        sum(views)::float8 as views
      from (
        select day, hour, case when day = any(${live}::date[]) then 0 else visitors end as visitors,
          case when day = any(${live}::date[]) then 0 else visits end as visits, views
        from day_hour where site_id = ${site.id} and day between ${from} and ${to}
        union all
        select day, floor(extract(epoch from started_at - (day::timestamp at time zone ${site.timezone})) / 3600)::smallint,
          count(distinct visitor), count(*), 0
        from visit where site_id = ${site.id} and day = any(${live}::date[]) and views + events > 0
        group by 1, 2
      ) hours
      group by day, hour`
  })
  const known = new Map(rows.map((row) => [`${row.day} ${row.hour}`, row]))
  const points: SeriesPoint[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const bounds = dayBounds(day, site.timezone)
    for (let hour = 0; ; hour += 1) {
      const at = new Date(bounds.from.getTime() + hour * 3_600_000)
      if (at >= bounds.until) break
      const { visitors = 0, visits = 0, views = 0 } = known.get(`${day} ${hour}`) ?? {}
      points.push({ at: hourName(at, site.timezone), visitors, visits, views })
    }
  }
  return points
}

/**
 * Per day and value, from the roll-up and from the days that still change. What one visitor did is put together first, in
 * memory and on several processors; `count(distinct …)` would sort all of it on one. Index: day_value_pk, visit_pk,
 * visit_trail_pk.
 */
function selectValues(
  tx: Tx,
  { id }: Site,
  { range, filters }: Question,
  dimension: StoredDimension,
  live: string | null,
): Fragment {
  const place = placeOf[dimension]
  const days = (table: 'visit' | 'visit_trail') =>
    live === null
      ? tx`${tx(table)}.day between ${range.from} and ${range.to}`
      : tx`${tx(table)}.day = any(${live}::date[])`
  const visits = tx`
    visit.site_id = ${id} and ${days('visit')} and views + events > 0 ${whereFiltered(tx, filters)}`
  // The days stand beside both tables, since a range is not handed on from one to the other.
  const walked = tx`
    visit join visit_trail using (site_id, day, visitor, started_at)
    where visit_trail.site_id = ${id} and ${days('visit_trail')} and ${visits}`
  const ofVisitor =
    place.kind === 'column'
      ? tx`
        select day, value, visitor, count(*) as visits, sum(views) as views
        from (
          select day, visitor, views, ${tx.unsafe(place.sql)} as value
          from ${place.table === 'visit' ? tx`visit where ${visits}` : walked}
        ) chosen
        where value is not null group by day, value, visitor`
      : tx`
        select day, ${place.prefix === '/' ? tx`step` : tx`substr(step, 3)`} as value, visitor, count(*) as visits,
          sum(times) as views
        from (
          select day, step, visitor, started_at, count(*) as times
          from (select day, visitor, started_at, trail from ${walked}) chosen, unnest(trail) as step
          where step like ${`${place.prefix}%`} group by day, step, visitor, started_at
        ) of_visit
        group by day, step, visitor`
  const fromVisits = tx`
    select day, value, count(*) as visitors, sum(visits) as visits, sum(views) as views
    from (${ofVisitor}) of_visitor group by day, value`
  if (live === null) return fromVisits
  return tx`
    select day, value, visitors, visits, views from day_value
    where site_id = ${id} and dimension = ${dimension} and day between ${range.from} and ${range.to}
      and day <> all(${live}::date[])
    union all ${fromVisits}`
}

/** How many have each value of a dimension, nothing folded yet: for `breakDown`, and for reports that fold by rules of their own. */
export async function listCells(
  { db, now }: Asking,
  site: Site,
  question: Question,
  dimension: StoredDimension,
): Promise<{ readonly cells: readonly Cell[]; readonly nesting: Nesting }> {
  const { ranges, nesting } = presetsInside(question.range, localToday(now(), site.timezone))
  const cells = await asRole(db, 'dashboard', async (tx) => {
    const live = question.filters.length > 0 ? null : await listLiveDays(tx, site, question.range, now())
    // Days are first put into the few spans between the ends of those periods: one sum per row of the roll-up, not seven
    // (300 pages over a year: 117 ms with a sum per period, 76 ms so).
    const cuts = [...new Set(ranges.flatMap(({ from, to }) => [from, addDays(to, 1)]))].toSorted()
    const within = ranges.map(
      ({ from, to }) => tx`, coalesce(sum(visitors) filter (where span > ${cuts.indexOf(from)}
        and span <= ${cuts.indexOf(addDays(to, 1))}), 0)::float8`,
    )
    return tx<Cell[]>`
      select value, sum(visitors)::float8 as visitors, sum(visits)::float8 as visits, sum(views)::float8 as views,
        json_build_array(0::float8 ${inARow(tx, within)}) as within
      from (
        select value, width_bucket(day, ${arrayLiteral(cuts)}::date[]) as span, sum(visitors) as visitors,
          sum(visits) as visits, sum(views) as views
        from (${selectValues(tx, site, question, dimension, live)}) per_day
        group by value, span
      ) per_span
      group by value`
  })
  // The leading 0 only keeps the list from being empty in SQL.
  return { cells: cells.map((cell) => ({ ...cell, within: cell.within.slice(1) })), nesting }
}

/** Values of one dimension, most visitors first, small groups folded. */
export async function breakDown(
  ports: Asking,
  site: Site,
  question: Question,
  dimension: Dimension,
): Promise<Breakdown> {
  const { cells, nesting } = await listCells(ports, site, question, dimension)
  const { shown, hidden } = foldSmallCounts(cells, kOf(question.filters), nesting)
  return { dimension, rows: shown, hidden }
}

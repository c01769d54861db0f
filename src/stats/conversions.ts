/**
 * How often goals and funnels are reached. A day is computed as a whole, in one pass over its trails, into `day_value`: of
 * a goal the visits that reached it by source (and '' for all of them), of a funnel the visits that came as far as each step.
 * A new goal is computed backwards, newest day first, as far as visits go. Days whose figures do not hold are read live.
 */
import { arrayLiteral, asRole, type Fragment, type Tx } from '../db/connect.ts'
import { addDays, localToday } from '../site/local-day.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { compilePattern, type GoalKind, type GoalPattern } from './goal-pattern.ts'
import {
  funnelDimension,
  goalDimension,
  holdDefinitions,
  listFunnels,
  listGoals,
  recordFilled,
  stepsMax,
  type Definitions,
} from './goals.ts'
import { presetsInside } from './preset.ts'
import { listDays, listLiveDays } from './query.ts'
import type { Hidden, Range } from './question.ts'
import { foldSmallCounts, kPlain, type Cell, type Nesting } from './small-counts.ts'

/** One pattern of a goal (no `bit`) or of a funnel's step (1 for the first, 2, 4, 8, …), as the statements take it. */
interface Given {
  /** Which of the dimensions, counted from 1: numbers are sorted and put together faster than their names. */
  readonly what: number
  readonly bit: number
  readonly prefix: string
  readonly expression: string
}

/** Where each figure goes: goals first, then funnels. */
const dimensionsOf = ({ goals, funnels }: Definitions): string[] => [
  ...goals.map(({ id }) => goalDimension(id)),
  ...funnels.map(({ id }) => funnelDimension(id)),
]

const givenOf = ({ goals, funnels }: Definitions): Given[] => [
  ...goals.map((goal, nth) => ({ what: nth + 1, bit: 0, ...compilePattern(goal) })),
  ...funnels.flatMap(({ steps }, of) =>
    steps.map((step, nth) => ({ what: goals.length + of + 1, bit: 1 << nth, ...compilePattern(step) })),
  ),
]

const stepNumbers = Array.from({ length: stepsMax }, (_, nth) => nth + 1)

/**
 * Where in a way each step of a funnel is first reached after the step before it: a window for each step over the one before.
 * The earliest place is always the best one: whatever follows a later one follows it too.
 */
const walkedOn = stepNumbers.reduce(
  (before, nth) =>
    `(select *, min(place) filter (where fits & ${1 << (nth - 1)} > 0${nth === 1 ? '' : ` and place > at_${nth - 1}`})
        over (partition by way) as at_${nth} from ${before}) to_${nth}`,
  '(select way, fits, place from (select distinct way from went) ways, unnest(way) with ordinality as on_way (fits, place)) ways',
)
const stepsCome = `num_nonnulls(${stepNumbers.map((nth) => `max(at_${nth})`).join(', ')})`

/**
 * Per day, goal or funnel, and value: visitors, visits, and of a goal how many steps fitted. Only the distinct steps of the days
 * are held against the patterns, each pattern in one go: the server remembers 32 compiled expressions, and 50 in turns would
 * be compiled anew for every step. A visit's way through a funnel is what its steps fit, in order, and how far a way comes is
 * found out once for all visits that went it. Index: visit_trail_pk, visit_pk. Two goals and a funnel add 0.4 s to the
 * computing of a day of 110,000 events; fifty and twenty of eight steps that nearly everything fits, 5 s.
 */
function selectConversions(tx: Tx, { id }: Site, days: string, definitions: Definitions): Fragment {
  const dimensions = arrayLiteral(dimensionsOf(definitions))
  return tx`
    with given as materialized (
      select what, bit, prefix, expression
      from jsonb_to_recordset(${tx.json(givenOf(definitions).map((one) => ({ ...one })))})
        as given (what integer, bit integer, prefix text, expression text)
    ), walked as materialized (
      select day, visitor, started_at, step, place from visit_trail, unnest(trail) with ordinality as walk (step, place)
      where site_id = ${id} and day = any(${days}::date[])
    ), there as materialized (
      select distinct step from walked
    ), meant as materialized (
      select what, step, bit_or(bit) as fits from given, lateral (
        select step from there where starts_with(step, prefix) and step ~ expression offset 0) fitting
      group by what, step
    ), hit as materialized (
      select day, visitor, started_at, place, what, fits from walked join meant using (step)
    ), went as materialized (
      select day, what, visitor, array_agg(fits order by place) as way from hit where fits > 0
      group by what, day, visitor, started_at
    ), come as materialized (
      select way, ${tx.unsafe(stepsCome)} as steps from ${tx.unsafe(walkedOn)} group by way
    )
    select day, (${dimensions}::text[])[what] as dimension, value, count(*) as visitors, sum(visits) as visits, sum(times) as views
    from (
      select day, what, value, visitor, count(*) as visits, sum(times) as times
      from (
        select day, what, visitor, started_at, count(*) as times from hit where fits = 0
        group by what, day, visitor, started_at
      ) of_visit join visit using (day, visitor, started_at),
        lateral (values (''), (coalesce(nullif(source, ''), channel, 'direct'))) as whence (value)
      where visit.site_id = ${id} and visit.day = any(${days}::date[])
      group by what, day, value, visitor
    ) of_visitor
    group by what, day, value
    union all
    select day, (${dimensions}::text[])[what], nth::text, count(*), sum(visits), 0
    from (
      select day, what, nth, visitor, count(*) as visits
      from went join come using (way), generate_series(1, steps) as nth
      group by what, day, nth, visitor
    ) of_visitor
    group by what, day, nth`
}

async function writeConversions(tx: Tx, site: Site, days: string, definitions: Definitions): Promise<void> {
  // Without statistics of a fresh day its visits would be joined one by one with every trail. The one loop that is meant, over
  // the patterns, then looks so dear that the statement would be compiled first.
  await tx`select set_config('work_mem', '64MB', true), set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)`
  await tx`
    insert into day_value (site_id, day, dimension, value, visitors, visits, views)
    select ${site.id}::integer, day, dimension, value, visitors, visits, views
    from (${selectConversions(tx, site, days, definitions)}) made`
}

const isNone = ({ goals, funnels }: Definitions): boolean => goals.length + funnels.length === 0

/** Computes all goals and funnels of one day, into which nothing of them is written yet (`days.ts`). */
export async function computeConversions(
  tx: Tx,
  site: Site,
  day: string,
  definitions: Definitions,
): Promise<void> {
  if (!isNone(definitions)) await writeConversions(tx, site, arrayLiteral([day]), definitions)
}

/** What one round gives to one site: others wait for theirs, and the lease must not run out. */
const fillMsMax = 1_000
/** Days of one transaction at most, and the time that it should take: on the embedded database all others wait for it. */
const fillDaysMax = 64
const fillStepMs = 150

export interface Filled {
  readonly days: number
  /** False when days are left: run again. */
  readonly isDone: boolean
}

/**
 * Computes days that are older than a goal or a funnel for it, newest first, for about a second. Those that have come equally far
 * go on together. Safe to run twice at once: both lock the days first, in their order, as the roll-up does.
 */
export async function fillConversions({ db, now }: Pick<Ports, 'db' | 'now'>, site: Site): Promise<Filled> {
  const begun = now().getTime()
  let days = 0
  for (let size = 1; ;) {
    const at = now().getTime()
    if (at - begun >= fillMsMax) return { days, isDone: false }
    const filled = await db.begin((tx) => fillNext(tx, site, size, localToday(now(), site.timezone)))
    if (filled === null) return { days, isDone: true }
    days += filled
    if (now().getTime() - at < fillStepMs) size = Math.min(size * 2, fillDaysMax)
    else size = Math.max(1, size >> 1)
  }
}

/** The next days of those who have come least far; null when nobody has any left. Index: site_day_pk, visit_trail_pk, day_value_pk. */
async function fillNext(tx: Tx, site: Site, daysMax: number, today: string): Promise<number | null> {
  const { id } = site
  const [goals, funnels] = [await listGoals(tx, site), await listFunnels(tx, site)]
  const frontiers = [...goals, ...funnels].map(({ filledOn }) => filledOn ?? addDays(today, 1))
  const oldest = frontiers.length === 0 ? null : await oldestVisit(tx, site)
  const frontier = frontiers
    .filter((day) => day > (oldest ?? today))
    .toSorted()
    .at(-1)
  if (frontier === undefined) return null
  const rows = await tx<{ day: string }[]>`
    select day::text as day from site_day
    where site_id = ${id} and day < ${frontier} and day >= ${oldest ?? today}
    order by site_day.day desc limit ${daysMax}`
  const days = rows.map(({ day }) => day).toSorted()
  const literal = arrayLiteral(days)
  await tx`
    select 1 from site_day where site_id = ${id} and day = any(${literal}::date[]) order by site_day.day for update`
  const held = await holdDefinitions(tx, site)
  const isNext = ({ filledOn }: { readonly filledOn: string | null }) =>
    (filledOn ?? addDays(today, 1)) === frontier
  const next = { goals: held.goals.filter(isNext), funnels: held.funnels.filter(isNext) }
  if (days.length > 0) {
    await tx`
      delete from day_value
      where site_id = ${id} and dimension = any(${arrayLiteral(dimensionsOf(next))}::text[]) and day = any(${literal}::date[])`
    if (!isNone(next)) await writeConversions(tx, site, literal, next)
  }
  // With no day left before it, all there is was computed.
  const reachedOn = days.length === daysMax ? days[0] : oldest
  await recordFilled(tx, site, next, reachedOn ?? today)
  return days.length
}

/** The oldest local day of which all visits are kept; null without any. Index: visit_trail_pk, site_day_pk. */
async function oldestVisit(tx: Tx, { id }: Pick<Site, 'id'>): Promise<string | null> {
  const [row] = await tx<{ day: string | null }[]>`
    select min(day)::text as day from visit_trail where site_id = ${id} and day > coalesce(
      (select max(day) from site_day where site_day.site_id = ${id} and purged = 'visits'), '-infinity')`
  return row?.day ?? null
}

type Asking = Pick<Ports, 'db' | 'now'>

/** From which day on figures are known, where that is not the whole range. `from` null: none yet. */
export interface Known {
  readonly from: string | null
  /** Older days are still being computed; else there are no older visits. */
  readonly isFilling: boolean
}

/** Null: too few people to show, here or beside a shorter period. */
export type Told = number | null

export interface GoalFigures extends GoalPattern {
  readonly id: string
  readonly name: string
  /** Visitors who reached it; distinct per local day, summed over days. */
  readonly visitors: Told
  /** Visits that reached it. */
  readonly visits: Told
  /** How often it was reached, several times in one visit included. */
  readonly times: Told
  /** Share (0–1) of all visitors of the known days; null also without visitors. */
  readonly rate: number | null
  /** Source of the visits, or their channel where there is none. Most visitors first. */
  readonly sources: readonly {
    readonly value: string
    readonly visitors: number
    readonly visits: number
  }[]
  readonly hidden: Omit<Hidden, 'views'> | null
  /** Null: the whole range is known. */
  readonly known: Known | null
}

export interface FunnelStep {
  readonly kind: GoalKind
  readonly pattern: string
  readonly visitors: Told
  readonly visits: Told
  /** Share (0–1) of those at the first step. */
  readonly share: number | null
  /** Visitors of the step before who did not come this far; null for the first, and where either of the two is hidden. */
  readonly lost: Told
}

export interface FunnelFigures {
  readonly id: string
  readonly name: string
  readonly steps: readonly FunnelStep[]
  readonly known: Known | null
}

const round = (value: number) => Math.round(value * 10_000) / 10_000
const shareOf = (part: number, whole: number): number | null => (whole === 0 ? null : round(part / whole))

interface Counted {
  readonly definitions: Definitions
  readonly cellsOf: (dimension: string) => readonly Cell[]
  readonly nesting: Nesting
  readonly visitorsOf: (filledOn: string | null) => number
  readonly knownOf: (filledOn: string | null) => Known | null
}

/** All that both questions need, in one transaction. Index: goal_pk, funnel_pk, day_value_pk; for live days also visit_trail_pk. */
async function countConversions(
  { db, now }: Asking,
  site: Site,
  range: Range,
  which: keyof Definitions,
): Promise<Counted> {
  const at = now()
  const { ranges, nesting } = presetsInside(range, localToday(at, site.timezone))
  // As in `listCells`: the spans between the ends of those periods.
  const cuts = [...new Set(ranges.flatMap(({ from, to }) => [from, addDays(to, 1)]))].toSorted()
  const asked = await asRole(db, 'dashboard', async (tx) => {
    const definitions: Definitions = {
      goals: which === 'goals' ? await listGoals(tx, site) : [],
      funnels: which === 'funnels' ? await listFunnels(tx, site) : [],
    }
    if (isNone(definitions)) return { definitions, live: [], days: [], rows: [], oldest: null }
    const live = await listLiveDays(tx, site, range, at)
    const known = [
      ...definitions.goals.map(({ id, filledOn }) => ({ dimension: goalDimension(id), since: filledOn })),
      ...definitions.funnels.map(({ id, filledOn }) => ({ dimension: funnelDimension(id), since: filledOn })),
    ]
    const rows = await tx<Row[]>`
      select dimension, value, width_bucket(day, ${arrayLiteral(cuts)}::date[]) as span,
        sum(visitors)::float8 as visitors, sum(visits)::float8 as visits, sum(views)::float8 as views
      from (
        select dimension, day, value, visitors, visits, views
        from day_value join jsonb_to_recordset(${tx.json(known)}) as known (dimension text, since date) using (dimension)
        where site_id = ${site.id} and dimension = any(${arrayLiteral(dimensionsOf(definitions))}::text[])
          and day between ${range.from} and ${range.to} and day >= since and day <> all(${live}::date[])
        union all
        select dimension, day, value, visitors, visits, views
        from (${selectConversions(tx, site, live, definitions)}) now_counted
      ) per_day
      group by dimension, value, span`
    const days = await listDays(tx, site, { range, filters: [] }, at)
    return { definitions, live: readDays(live), days, rows, oldest: await oldestVisit(tx, site) }
  })
  const { definitions, rows, days, oldest } = asked
  const live = new Set(asked.live)
  const isKnown = (day: string, filledOn: string | null) =>
    live.has(day) || (filledOn !== null && day >= filledOn)
  return {
    definitions,
    nesting,
    cellsOf(dimension) {
      const own = Map.groupBy(
        rows.filter((row) => row.dimension === dimension),
        ({ value }) => value,
      )
      return [...own].map(([value, spans]) => ({
        value,
        visitors: sum(spans, 'visitors'),
        visits: sum(spans, 'visits'),
        views: sum(spans, 'views'),
        within: ranges.map(({ from, to }) =>
          sum(
            spans.filter(({ span }) => span > cuts.indexOf(from) && span <= cuts.indexOf(addDays(to, 1))),
            'visitors',
          ),
        ),
      }))
    },
    visitorsOf: (filledOn) =>
      days.reduce((total, { day, visitors }) => total + (isKnown(day, filledOn) ? visitors : 0), 0),
    knownOf(filledOn) {
      if (days.every(({ day }) => isKnown(day, filledOn))) return null
      return { from: filledOn, isFilling: oldest !== null && (filledOn === null || oldest < filledOn) }
    },
  }
}

interface Row {
  readonly dimension: string
  readonly value: string
  readonly span: number
  readonly visitors: number
  readonly visits: number
  readonly views: number
}

const sum = (rows: readonly Row[], name: 'visitors' | 'visits' | 'views') =>
  rows.reduce((total, row) => total + row[name], 0)

const readDays = (literal: string): string[] => literal.slice(1, -1).split(',').filter(Boolean)

const nobody = (value: string, nesting: Nesting): Cell => ({
  value,
  visitors: 0,
  visits: 0,
  views: 0,
  within: nesting.map(() => 0),
})

/** A count by itself: nobody, or at least k, and not to be told from what a shorter period shows. It is part of no total. */
const mayShow = (cell: Cell, nesting: Nesting): boolean =>
  cell.visitors === 0 || foldSmallCounts([cell], kPlain, nesting).shown.length > 0

/** Every goal with its figures over a range and where its visits came from, in the order in which they were made. */
export async function findGoals(ports: Asking, site: Site, range: Range): Promise<GoalFigures[]> {
  const { definitions, cellsOf, nesting, visitorsOf, knownOf } = await countConversions(
    ports,
    site,
    range,
    'goals',
  )
  return definitions.goals.map(({ id, name, kind, pattern, filledOn }) => {
    const cells = cellsOf(goalDimension(id))
    const total = cells.find(({ value }) => value === '') ?? nobody('', nesting)
    const isShown = mayShow(total, nesting)
    const { shown, hidden } = foldSmallCounts(
      cells.filter(({ value }) => value !== ''),
      kPlain,
      nesting,
    )
    return {
      id,
      name,
      kind,
      pattern,
      visitors: isShown ? total.visitors : null,
      visits: isShown ? total.visits : null,
      times: isShown ? total.views : null,
      rate: isShown ? shareOf(total.visitors, visitorsOf(filledOn)) : null,
      sources: isShown ? shown.map(({ value, visitors, visits }) => ({ value, visitors, visits })) : [],
      hidden:
        isShown && hidden
          ? { values: hidden.values, visitors: hidden.visitors, visits: hidden.visits }
          : null,
      known: knownOf(filledOn),
    }
  })
}

/** Those of `before` who are not in `cell`: both count the same people, and nobody reaches a step without the one before. */
const without = (before: Cell, cell: Cell): Cell => ({
  value: cell.value,
  visitors: before.visitors - cell.visitors,
  visits: before.visits - cell.visits,
  views: 0,
  within: before.within.map((visitors, nth) => visitors - (cell.within[nth] ?? 0)),
})

/**
 * Every funnel with how many came as far as each step. A step is hidden when it, or those lost since the last step that is shown,
 * are fewer than k people.
 */
export async function findFunnels(ports: Asking, site: Site, range: Range): Promise<FunnelFigures[]> {
  const { definitions, cellsOf, nesting, knownOf } = await countConversions(ports, site, range, 'funnels')
  return definitions.funnels.map(({ id, name, steps, filledOn }) => {
    const cells = cellsOf(funnelDimension(id))
    const cellOf = (value: string) => cells.find((cell) => cell.value === value) ?? nobody(value, nesting)
    const told: FunnelStep[] = []
    let last: Cell | null = null
    for (const [nth, { kind, pattern }] of steps.entries()) {
      const cell = cellOf(String(nth + 1))
      const isShown = mayShow(cell, nesting) && (last === null || mayShow(without(last, cell), nesting))
      const first = told[0]
      const before = told.at(-1)?.visitors ?? null
      told.push({
        kind,
        pattern,
        visitors: isShown ? cell.visitors : null,
        visits: isShown ? cell.visits : null,
        share: !isShown ? null : shareOf(cell.visitors, first ? (first.visitors ?? 0) : cell.visitors),
        lost: isShown && before !== null ? before - cell.visitors : null,
      })
      if (isShown) last = cell
    }
    return { id, name, steps: told, known: knownOf(filledOn) }
  })
}

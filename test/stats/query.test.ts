/** The questions against answers worked out in plain loops from the same events: closed, stale and live days mixed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { makePartition, monthOf } from '../../src/db/partitions.ts'
import type { EventRow } from '../../src/db/schema.ts'
import { openChance } from '../../src/demo/chance.ts'
import { trafficOn } from '../../src/demo/traffic.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { addDays } from '../../src/site/local-day.ts'
import type { Site } from '../../src/site/site.ts'
import { computeStaleDays } from '../../src/stats/days.ts'
import { breakDown, findSummary, listSeries } from '../../src/stats/query.ts'
import { dimensions, type Dimension, type Filter, type Range } from '../../src/stats/question.ts'
import { foldSmallCounts } from '../../src/stats/small-counts.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
import { idAt } from '../support/send.ts'
import { readEvents, recountDays, recountVisits, type RecountedVisit } from '../support/recount.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const today = '2026-11-03'
const first = addDays(today, -12)
/** No preset lies inside this one, so that nothing is folded but by its own size. */
const range: Range = { from: first, to: addDays(today, -2) }
const everything: Range = { from: addDays(first, -3), to: today }

let database: PgliteWorld
let world: World
let site: Site
let visits: readonly RecountedVisit[]

beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
  world = await openWorld(database.db, { at: `${today}T22:30:00Z` })
  site = await world.addSite()
  await makePartition(database.db, monthOf(new Date('2026-10-01T00:00:00Z')))
  const countries = ['NL', 'BE', 'DE', null]
  const roll = async () => {
    while (!(await makeVisits(world.ports, site, 2_000)).isDone);
  }
  const store = async (rows: readonly EventRow[]) => {
    for (let at = 0; at < rows.length; at += 500)
      await storeEvents(world.ports, [{ siteId: site.id, events: rows.slice(at, at + 500) }])
    await roll()
  }
  for (let day = first, age = 12; day <= today; day = addDays(day, 1), age -= 1)
    await store(
      trafficOn(site, day, age, 12, openChance(age))
        .map((row, nth) => ({
          ...row,
          country: countries[nth % 4] ?? null,
        }))
        .flatMap((row, nth) => [row, ...rareOf(row, nth)]),
    )
  await computeStaleDays(world.ports, site)
  // One closed day whose figures do not hold any more, read from its visits; today is never closed.
  await store([rowOf(site, `${addDays(today, -5)}T11:00:00Z`, { visitor: '99', path: '/laat' })])
  visits = recountVisits(await readEvents(database.db, site), site.timezone)
}, 300_000)
afterAll(() => database.close())

/** What the demo has too little of: pages that were missing, and searches. */
function rareOf(row: EventRow, nth: number): EventRow[] {
  if (row.name !== 'pageview' || nth % 8 > 1) return []
  const what =
    nth % 8 === 0 ? { name: '404', target: row.path } : { name: 'Site Search', target: 'huurtoeslag' }
  const at = row.occurred_at.getTime() + 500
  return [{ ...row, ...what, passive: true, id: idAt(new Date(at)), occurred_at: new Date(at) }]
}

const openingAt: Partial<Record<Dimension, number>> = {
  source: 0,
  referrer: 1,
  utm_source: 2,
  utm_medium: 3,
  utm_campaign: 4,
  browser: 5,
  os: 6,
  device: 7,
  language: 8,
  country: 9,
  channel: 10,
}
const prefixes: Partial<Record<Dimension, string>> = {
  page: '/',
  event: 'e:',
  outbound: 'o:',
  download: 'd:',
  missing: 'm:',
  property: 'p:',
  term: 'q:',
}

/** Values that a visit has of a dimension, with how often. */
function valuesOf(visit: RecountedVisit, dimension: Dimension): Map<string, number> {
  if (dimension === 'entry' || dimension === 'exit')
    return visit[dimension] === null ? new Map() : new Map([[visit[dimension], visit.views]])
  if (dimension === 'social') {
    const [network, channel] = [visit.opening[0], visit.opening[10] ?? '']
    return ['social', 'paid-social', 'shared'].includes(channel)
      ? new Map([[network ?? '?', visit.views]])
      : new Map()
  }
  const at = openingAt[dimension]
  if (at !== undefined) {
    const value = visit.opening[at]
    return value ? new Map([[value, visit.views]]) : new Map()
  }
  const prefix = prefixes[dimension] ?? ''
  const steps = visit.trail
    .filter((step) => step.startsWith(prefix))
    .map((step) => (prefix === '/' ? step : step.slice(2)))
  return new Map([...Map.groupBy(steps, (step) => step)].map(([step, all]) => [step, all.length]))
}

const within = ({ day }: { day: string }, { from, to }: Range) => from <= day && day <= to
const matching = (asked: Range, filters: readonly Filter[] = []) =>
  visits.filter(
    (visit) =>
      within(visit, asked) && filters.every(({ dimension, value }) => valuesOf(visit, dimension).has(value)),
  )

/** Headline figures of some visits: visitors distinct per day. */
function figuresOf(some: readonly RecountedVisit[]) {
  const days = recountDays(some)
  const sum = (name: 'visitors' | 'visits' | 'views' | 'bounces' | 'engaged_ms') =>
    days.reduce((total, day) => total + day[name], 0)
  return {
    visitors: sum('visitors'),
    visits: sum('visits'),
    views: sum('views'),
    bounces: sum('bounces'),
    engaged: sum('engaged_ms'),
  }
}

function countBy(some: readonly RecountedVisit[], dimension: Dimension) {
  const cells = new Map<string, { visitors: Set<string>; visits: number; views: number }>()
  for (const visit of some)
    if (visit.views + visit.events > 0)
      for (const [value, times] of valuesOf(visit, dimension)) {
        const cell = cells.get(value) ?? { visitors: new Set<string>(), visits: 0, views: 0 }
        cells.set(value, cell)
        cell.visitors.add(`${visit.day} ${visit.visitor}`)
        cell.visits += 1
        cell.views += times
      }
  return [...cells].map(([value, cell]) => ({
    value,
    visitors: cell.visitors.size,
    visits: cell.visits,
    views: cell.views,
    within: [],
  }))
}

describe('headline figures', () => {
  test('equal the recount over closed, stale and live days together, and over none', async () => {
    const all = figuresOf(matching(everything))
    expect(all.visitors).toBeGreaterThan(1_000)
    expect(await findSummary(world.ports, site, { range: everything, filters: [] })).toEqual({
      visitors: all.visitors,
      visits: all.visits,
      views: all.views,
      viewsPerVisit: Math.round((all.views / all.visits) * 100) / 100,
      bounceRate: Math.round((all.bounces / all.visits) * 10_000) / 10_000,
      engagedSeconds: Math.round(all.engaged / all.visits / 100) / 10,
    })
    const empty = { from: '2026-01-01', to: '2026-01-31' }
    expect(await findSummary(world.ports, site, { range: empty, filters: [] })).toEqual({
      visitors: 0,
      visits: 0,
      views: 0,
      viewsPerVisit: 0,
      bounceRate: 0,
      engagedSeconds: 0,
    })
  })

  test.each(dimensions)('filtered by %s equal the recount', async (dimension) => {
    const [common] = countBy(matching(range), dimension).toSorted((a, b) => b.visitors - a.visitors)
    const filters = [{ dimension, value: common?.value ?? '' }]
    const figures = figuresOf(matching(range, filters))
    expect(figures.visitors).toBeGreaterThanOrEqual(10)
    expect(await findSummary(world.ports, site, { range, filters })).toMatchObject({
      visitors: figures.visitors,
      visits: figures.visits,
      views: figures.views,
    })
  })

  test('A-45: with two filters ask for both; of fewer than ten people they are not told; of nobody they are 0', async () => {
    const [mostSeen] = countBy(matching(range), 'page').toSorted((a, b) => b.visitors - a.visitors)
    const two: Filter[] = [
      { dimension: 'page', value: mostSeen?.value ?? '' },
      { dimension: 'device', value: 'mobile' },
    ]
    const summary = await findSummary(world.ports, site, { range, filters: two })
    expect(summary?.visitors).toBe(figuresOf(matching(range, two)).visitors)
    const few: Filter[] = [{ dimension: 'page', value: '/laat' }]
    expect(figuresOf(matching(range, few)).visitors).toBe(1)
    expect(await findSummary(world.ports, site, { range, filters: few })).toBeNull()
    for (const value of ['/nergens', `' or true --`, '%'])
      expect(
        await findSummary(world.ports, site, { range, filters: [{ dimension: 'page', value }] }),
      ).toMatchObject({ visitors: 0 })
  })
})

describe('a series', () => {
  test('by day has a point for every day, 0 where nothing happened, and equals the recount', async () => {
    const days = new Map(recountDays(visits).map((day) => [day.day, day]))
    const points = await listSeries(world.ports, site, { range: everything, filters: [] }, 'day')
    expect(points.map(({ at }) => at)).toEqual(
      Array.from({ length: 16 }, (_, nth) => addDays(everything.from, nth)),
    )
    for (const { at, visitors, visits, views } of points) {
      const day = days.get(at)
      expect({ visitors, visits, views }).toEqual({
        visitors: day?.visitors ?? 0,
        visits: day?.visits ?? 0,
        views: day?.views ?? 0,
      })
    }
    expect(points.filter(({ visits }) => visits === 0)).toHaveLength(3)
  })

  test('R-14: by hour adds up to the days, those by month too, and the day of the clock change has 25 hours', async () => {
    const [days, hours, months] = await Promise.all(
      (['day', 'hour', 'month'] as const).map((interval) =>
        listSeries(world.ports, site, { range: everything, filters: [] }, interval),
      ),
    )
    const sum = (points: typeof days, name: 'visits' | 'views') =>
      points?.reduce((total, point) => total + (point[name] ?? 0), 0)
    for (const name of ['visits', 'views'] as const) {
      expect(sum(hours, name)).toBe(sum(days, name))
      expect(sum(months, name)).toBe(sum(days, name))
    }
    expect(months?.map(({ at }) => at)).toEqual(['2026-10', '2026-11'])
    const twice = hours?.filter(({ at }) => at.startsWith('2026-10-25')).map(({ at }) => at)
    expect(twice).toHaveLength(25)
    expect(twice?.slice(2, 4)).toEqual(['2026-10-25T02+02:00', '2026-10-25T02+01:00'])
  })

  test('A-45: filtered hides the days of few people and tells 0 of nobody', async () => {
    const rare = countBy(matching(range), 'page').find(({ visitors }) => visitors >= 10 && visitors <= 60)
    expect(rare).toBeDefined()
    const filters: Filter[] = [{ dimension: 'page', value: rare?.value ?? '' }]
    const points = await listSeries(world.ports, site, { range, filters }, 'day')
    const hidden = points.filter(({ visitors }) => visitors === null)
    expect(hidden.length).toBeGreaterThan(1)
    for (const point of hidden)
      expect(point).toEqual({ at: point.at, visitors: null, visits: null, views: null })
    for (const { visitors } of points)
      expect(visitors === null || visitors === 0 || visitors >= 10).toBe(true)
  })
})

describe('a breakdown', () => {
  test.each(dimensions)('A-45: by %s equals the recount, with and without a filter', async (dimension) => {
    for (const filters of [[], [{ dimension: 'os', value: 'Android' } as const]]) {
      const expected = foldSmallCounts(
        countBy(matching(range, filters), dimension),
        filters.length > 0 ? 10 : 5,
      )
      const answer = await breakDown(world.ports, site, { range, filters }, dimension)
      expect(answer).toEqual({ dimension, rows: expected.shown, hidden: expected.hidden })
      if (filters.length === 0 && dimension !== 'event') expect(answer.rows.length).toBeGreaterThan(0)
    }
  })

  test('over stale and live days sums what the days have', async () => {
    const expected = countBy(matching(everything), 'browser')
    const answer = await breakDown(world.ports, site, { range: everything, filters: [] }, 'browser')
    const sum = (cells: readonly { visits: number }[]) =>
      cells.reduce((total, { visits }) => total + visits, 0)
    expect(sum(answer.rows) + (answer.hidden?.visits ?? 0)).toBe(sum(expected))
    for (const row of answer.rows) expect(expected).toContainEqual({ ...row, within: [] })
  })
})

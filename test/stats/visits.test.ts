import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { EventRow } from '../../src/db/schema.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { dayBounds } from '../../src/site/local-day.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { computeStaleDays } from '../../src/stats/days.ts'
import { findSummary, listSeries } from '../../src/stats/query.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
import { readEvents, readVisits, recountDays, recountPages, recountVisits } from '../support/recount.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site

async function begin(): Promise<void> {
  await emptyTables(database.db)
  forgetSites(database.db)
  site = await world.addSite()
}

beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
  world = await openWorld(database.db, { at: '2026-10-28T12:00:00Z' })
})
afterAll(() => database.close())
beforeEach(begin)

const store = (events: readonly EventRow[]) => storeEvents(world.ports, [{ siteId: site.id, events }])
const roll = () => makeVisits(world.ports, site, 500)

/** Visits and days as stored, against the naive recount of the events as stored. */
async function expectRecount(): Promise<void> {
  const visits = recountVisits(await readEvents(database.db, site), site.timezone)
  expect(await readVisits(database.db, site)).toEqual(visits)
  await computeStaleDays(world.ports, site)
  const days = await database.db`
    select day::text as day, visitors, visits, views, bounces, engaged_ms::float8 as engaged_ms
    from site_day where site_id = ${site.id} and marks = computed_marks order by day`
  expect([...days]).toEqual(recountDays(visits))
  const pages = await database.db<{ name: string; visitors: number; visits: number; views: number }[]>`
    select day::text || ' ' || value as name, visitors, visits, views from day_value
    where site_id = ${site.id} and dimension = 'page'`
  expect(new Map(pages.map(({ name, ...figures }) => [name, figures]))).toEqual(recountPages(visits))
  const hours = await database.db<{ day: string; views: number; visits: number }[]>`
    select day::text as day, sum(views)::int as views, sum(visits)::int as visits from day_hour
    where site_id = ${site.id} group by day order by day`
  expect([...hours]).toEqual(
    recountDays(visits)
      .filter(({ views, visits }) => views + visits > 0)
      .map(({ day, views, visits }) => ({ day, views, visits })),
  )
}

describe('a visit', () => {
  test('ends after 30 minutes of silence and not before', async () => {
    await store([
      rowOf(site, '2026-10-20T10:00:00Z'),
      rowOf(site, '2026-10-20T10:30:00Z'),
      rowOf(site, '2026-10-20T11:00:00.001Z'),
    ])
    await roll()
    const visits = await readVisits(database.db, site)
    expect(visits.map(({ views }) => views)).toEqual([2, 1])
    await expectRecount()
  })

  test('ends at local midnight, so that each local day stands by itself', async () => {
    // Midnight in Amsterdam's summer is 22:00 UTC.
    await store([rowOf(site, '2026-10-20T21:59:59Z'), rowOf(site, '2026-10-20T22:00:00Z')])
    await roll()
    expect((await readVisits(database.db, site)).map(({ day }) => day)).toEqual(['2026-10-20', '2026-10-21'])
    await expectRecount()
  })

  test('that a late event joins with another becomes one', async () => {
    await store([rowOf(site, '2026-10-20T10:00:00Z', { path: '/a' })])
    await store([rowOf(site, '2026-10-20T10:50:00Z', { path: '/c' })])
    await roll()
    expect(await readVisits(database.db, site)).toHaveLength(2)
    await store([rowOf(site, '2026-10-20T10:25:00Z', { path: '/b' })])
    await roll()
    const [visit, ...others] = await readVisits(database.db, site)
    expect(others).toHaveLength(0)
    expect(visit).toMatchObject({ entry: '/a', exit: '/c', trail: ['/a', '/b', '/c'], views: 3 })
    await expectRecount()
  })

  test('remembers its first 500 steps; views beyond count all the same', async () => {
    const start = Date.parse('2026-10-20T08:00:00Z')
    await store(
      Array.from({ length: 480 }, (_, n) => rowOf(site, new Date(start + n * 1000), { path: `/p${n}` })),
    )
    await roll()
    await store(
      Array.from({ length: 100 }, (_, n) =>
        rowOf(site, new Date(start + (480 + n) * 1000), { path: `/p${480 + n}` }),
      ),
    )
    await roll()
    const [visit] = await readVisits(database.db, site)
    expect(visit?.views).toBe(580)
    expect(visit?.trail).toHaveLength(500)
    await expectRecount()
  })

  test('of reading time alone, past midnight, adds its seconds and counts as nobody', async () => {
    await store([
      rowOf(site, '2026-10-20T21:58:00Z'),
      rowOf(site, '2026-10-20T22:05:00Z', { name: 'engagement', engaged_ms: 60_000 }),
    ])
    await roll()
    await expectRecount()
    const summary = await findSummary(world.ports, site, {
      range: { from: '2026-10-21', to: '2026-10-21' },
      filters: [],
    })
    expect(summary).toMatchObject({ visitors: 0, visits: 0, views: 0 })
  })
})

describe('days', () => {
  test('R-14: have 25 hours in October and 23 in March, and their hours add up', async () => {
    for (const [day, length] of [
      ['2026-10-25', 25],
      ['2026-03-29', 23],
      ['2026-10-24', 24],
    ] as const) {
      await begin()
      const { from, until } = dayBounds(day, site.timezone)
      const events: EventRow[] = []
      for (let at = from.getTime(), n = 0; at < until.getTime(); at += 3_600_000, n += 1)
        events.push(rowOf(site, new Date(at + 1), { visitor: String(n) }))
      await store(events)
      await roll()
      const hours = await listSeries(
        world.ports,
        site,
        { range: { from: day, to: day }, filters: [] },
        'hour',
      )
      expect(hours.map(({ views }) => views)).toEqual(Array.from({ length }, () => 1))
      expect(new Set(hours.map(({ at }) => at)).size).toBe(length)
      await expectRecount()
      expect(
        await listSeries(world.ports, site, { range: { from: day, to: day }, filters: [] }, 'hour'),
      ).toEqual(hours)
    }
  })

  test('are computed again when a late event marks them, and twice gives the same', async () => {
    await store([rowOf(site, '2026-10-20T10:00:00Z')])
    await roll()
    expect(await computeStaleDays(world.ports, site)).toBe(1)
    expect(await computeStaleDays(world.ports, site)).toBe(0)
    await store([rowOf(site, '2026-10-20T12:00:00Z', { visitor: '2' })])
    await roll()
    await expectRecount()
    await database.db`update site_day set marks = marks + 1 where site_id = ${site.id}`
    await expectRecount()
  })
})

test('the roll-up equals a naive recount for any events, in any order, in any batches (property)', async () => {
  // Around the clock change of October, on a grid that makes gaps of exactly 30 minutes and equal times likely.
  const from = Date.parse('2026-10-24T20:00:00Z')
  const event = fc.record({
    slot: fc.integer({ min: 0, max: 60 }),
    extra: fc.constantFrom(0, 0, 1, 60_000),
    visitor: fc.constantFrom('1', '2', '-3'),
    name: fc.constantFrom(
      'pageview',
      'pageview',
      'engagement',
      'Signup',
      'Outbound Link: Click',
      'File Download',
    ),
    path: fc.constantFrom('/', '/a', '/b'),
    source: fc.constantFrom(null, 'x', 'y'),
    passive: fc.constantFrom(null, true as const),
    engaged: fc.integer({ min: 0, max: 5000 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(event, { maxLength: 8 }), { maxLength: 6 }), async (rounds) => {
      await begin()
      for (const round of rounds) {
        const rows = round.map(({ slot, extra, name, path, visitor, source, passive, engaged }) =>
          rowOf(site, new Date(from + slot * 15 * 60_000 + extra), {
            visitor,
            name,
            path,
            source: name === 'engagement' ? null : source,
            passive: name === 'pageview' ? null : passive,
            engaged_ms: name === 'engagement' ? engaged : null,
            target:
              name === 'Outbound Link: Click' ? 'facebook.com/x' : name === 'File Download' ? '/f.pdf' : null,
          }),
        )
        if (rows.length > 0) await store(rows)
        if (rows.length % 2 === 0) await roll()
      }
      while (!(await roll()).isDone);
      await expectRecount()
    }),
    { numRuns: 60 },
  )
})

/**
 * Today's figures on a busy site: computed as it goes, shown while fresh, and never instead of what can be read quickly.
 * Break the `freshSecondsMax` bound and the third test turns red; compute a quiet day too and the first does.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { EventRow } from '../../src/db/schema.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import type { Site } from '../../src/site/site.ts'
import { computeStaleDays, findDueToday } from '../../src/stats/days.ts'
import { breakDown, findSummary, listSeries } from '../../src/stats/query.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
import { readEvents, recountDays, recountPages, recountVisits } from '../support/recount.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
  world = await openWorld(database.db, { at: '2026-11-23T18:00:00Z' })
  site = await world.addSite()
})
afterAll(() => database.close())

const day = '2026-11-23'
const today = { range: { from: day, to: day }, filters: [] }
const summary = () => findSummary(world.ports, site, today)

async function store(rows: readonly EventRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 500)
    await storeEvents(world.ports, [{ siteId: site.id, events: rows.slice(at, at + 500) }])
  while (!(await makeVisits(world.ports, site, 2_000)).isDone);
}

/** Views of 50 visitors, one a second. */
const views = (from: string, count: number) =>
  Array.from({ length: count }, (_, nth) =>
    rowOf(site, new Date(Date.parse(from) + nth * 1000), {
      visitor: `${nth % 50}`,
      path: `/woning-${'abcdefghij'[nth % 10]}`,
    }),
  )

test('a quiet today is read from its visits and never computed', async () => {
  await store(views('2026-11-23T08:00:00Z', 400))
  expect(await findDueToday(world.ports, site)).toBeNull()
  expect(await computeStaleDays(world.ports, site)).toBe(0)
  expect(await summary()).toMatchObject({ visitors: 50, views: 400 })
})

test('a busy one is computed as it stands, and its figures equal a naive recount', async () => {
  await store(views('2026-11-23T09:00:00Z', 4_600))
  expect(await computeStaleDays(world.ports, site)).toBe(1)
  const visits = recountVisits(await readEvents(database.db, site), site.timezone)
  const [figures] = recountDays(visits)
  expect(await summary()).toMatchObject({
    visitors: figures?.visitors,
    visits: figures?.visits,
    views: figures?.views,
  })
  const pages = recountPages(visits)
  const { rows } = await breakDown(world.ports, site, today, 'page')
  expect(new Map(rows.map(({ value, ...counts }) => [`${day} ${value}`, counts]))).toEqual(pages)
  const hours = await listSeries(world.ports, site, today, 'hour')
  expect(hours.reduce((sum, hour) => sum + (hour.views ?? 0), 0)).toBe(figures?.views)
  expect(hours.reduce((sum, hour) => sum + (hour.visits ?? 0), 0)).toBe(figures?.visits)
})

test('its figures are shown for 75 seconds after that, then the visits themselves', async () => {
  await store([rowOf(site, '2026-11-23T17:00:00Z', { visitor: '-1', path: '/nieuw' })])
  expect(await summary()).toMatchObject({ visitors: 50 })
  world.setNow('2026-11-23T18:01:16Z')
  expect(await summary()).toMatchObject({ visitors: 51, views: 5_001 })
})

test('they are computed again once ten times as long passed as it took, and before they are too old to be shown', async () => {
  const took = async (ms: number) => {
    await database.db`
      update site_day set computed_ms = ${ms}, computed_at = ${new Date('2026-11-23T18:00:00Z')} where site_id = ${site.id}`
  }
  const dueAt = async (at: string) => {
    world.setNow(at)
    return (await findDueToday(world.ports, site)) === day
  }
  await took(300)
  expect([await dueAt('2026-11-23T18:00:02.9Z'), await dueAt('2026-11-23T18:00:03Z')]).toEqual([false, true])
  await took(60_000)
  expect([await dueAt('2026-11-23T18:00:44Z'), await dueAt('2026-11-23T18:00:45Z')]).toEqual([false, true])
  expect(await computeStaleDays(world.ports, site)).toBe(1)
  expect(await summary()).toMatchObject({ visitors: 51 })
  expect(await findDueToday(world.ports, site)).toBeNull()
})

test('when it is over it is computed like any day', async () => {
  await store([rowOf(site, '2026-11-23T17:30:00Z', { visitor: '-2' })])
  world.setNow('2026-11-23T23:00:01Z')
  expect(await computeStaleDays(world.ports, site)).toBe(1)
  expect(await summary()).toMatchObject({ visitors: 52, views: 5_002 })
})

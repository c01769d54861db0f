import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { takeLease } from '../../src/db/lease.ts'
import { migrate } from '../../src/db/migrate.ts'
import { listPartitions } from '../../src/db/partitions.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { forgetSites } from '../../src/site/site.ts'
import { findSummary } from '../../src/stats/query.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { rowOf } from '../support/event-rows.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  forgetSites(database.db)
  world = await openWorld(database.db)
})

const round = (holder: string) => rollUp(world.ports, { eventsMax: 500, holder })
const at = (domain: string, times: readonly string[]) => async () => {
  const site = await world.addSite({ domain })
  await storeEvents(world.ports, [{ siteId: site.id, events: times.map((time) => rowOf(site, time)) }])
  return site
}

test('a round makes the visits of every site and the days that are over, and the next finds nothing to do', async () => {
  await at('a.nl', ['2026-11-22T10:00:00Z', '2026-11-23T10:00:00Z'])()
  await at('b.nl', ['2026-11-23T10:00:00Z'])()
  expect(await round('x')).toEqual({ visits: 3, events: 3, days: 1 })
  expect(await round('x')).toEqual({ visits: 0, events: 0, days: 0 })
  world.setNow('2026-11-24T11:00:00Z')
  expect(await round('x')).toEqual({ visits: 0, events: 0, days: 2 })
})

test('a round leaves the work to whoever holds the lease, until that expires', async () => {
  await at('a.nl', ['2026-11-23T10:00:00Z'])()
  await takeLease(database.db, { name: 'visits', holder: 'other', seconds: 60 }, world.ports.now())
  expect(await round('x')).toBeNull()
  world.setNow('2026-11-23T11:01:01Z')
  expect(await round('x')).toMatchObject({ events: 1 })
  expect(await database.db`select 1 from lease`).toHaveLength(0)
})

test('a site that can not be rolled up does not hold up the sites after it, and the round says that it failed', async () => {
  const bad = await at('a.nl', ['2026-11-23T10:00:00Z'])()
  const good = await at('b.nl', ['2026-11-23T10:00:00Z'])()
  await database.db`update site set timezone = 'Nergens/Geen' where site_id = ${bad.id}`
  await expect(round('x')).rejects.toMatchObject({ code: '22023' })
  const today = { range: { from: '2026-11-23', to: '2026-11-23' }, filters: [] }
  expect(await findSummary(world.ports, good, today)).toMatchObject({ visits: 1 })
  expect(await findSummary(world.ports, bad, today)).toMatchObject({ visits: 0 })
  expect(await database.db`select 1 from lease`).toHaveLength(0)
  await database.db`update site set timezone = 'Europe/Amsterdam' where site_id = ${bad.id}`
  expect(await round('x')).toMatchObject({ events: 1 })
})

test('R-13: an event of a month without a partition makes it, also when two come at once', async () => {
  const site = await world.addSite()
  expect((await listPartitions(database.db)).has('event_2028_02')).toBe(false)
  const store = (second: number) =>
    storeEvents(world.ports, [{ siteId: site.id, events: [rowOf(site, `2028-02-29T10:00:0${second}Z`)] }])
  await Promise.all([store(1), store(2)])
  expect((await listPartitions(database.db)).has('event_2028_02')).toBe(true)
  expect(await database.db`select 1 from event_2028_02`).toHaveLength(2)
  expect(await database.db`select 1 from ingest_batch`).toHaveLength(2)
})

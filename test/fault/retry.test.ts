/**
 * The same beacon again, at the worst moments of the calendar; clocks that are wrong; a partition that is missing.
 * Red when the row's time is the receipt's in place of the id's (src/ingest/event-id.ts), or without the second try in
 * src/ingest/store.ts.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { listPartitions, makePartitions, monthOf } from '../../src/db/partitions.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { idAt, sendBeacon, view } from '../support/send.ts'
import { readVisits } from '../support/recount.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  forgetSites(database.db)
  world = await openWorld(database.db)
  site = await world.addSite()
})

interface StoredEvent {
  readonly id: string
  readonly occurred_at: Date
  readonly clock_clamped: boolean | null
}
const listStored = () => database.db<StoredEvent[]>`
  select id::text as id, occurred_at, clock_clamped from event where site_id = ${site.id} order by occurred_at, id`

async function sendAt(now: string, id: string): Promise<string | null> {
  world.setNow(now)
  await makePartitions(database.db, new Date(now))
  const answer = await sendBeacon(world, view({ id }))
  expect(answer.status).toBe(202)
  return answer.headers.get('x-voordeur-dropped')
}

async function countViews(): Promise<number> {
  while (!(await makeVisits(world.ports, site, 500)).isDone);
  return (await readVisits(database.db, site)).reduce((sum, { views }) => sum + views, 0)
}

describe('R-03: the same id sent again is one row and one view', () => {
  const edges = [
    ['local midnight in winter', '2026-11-23T22:59:59.900Z', '2026-11-23T23:00:00.100Z'],
    ['local midnight in summer', '2026-07-14T21:59:59.900Z', '2026-07-14T22:00:00.100Z'],
    ['UTC midnight', '2026-11-23T23:59:59.900Z', '2026-11-24T00:00:00.100Z'],
    ["a month's end, UTC", '2026-11-30T23:59:59.900Z', '2026-12-01T00:00:00.100Z'],
    ["a month's end, local", '2026-11-30T22:59:59.900Z', '2026-11-30T23:00:00.100Z'],
    ["a year's end", '2026-12-31T23:59:59.900Z', '2027-01-01T00:00:00.100Z'],
    ['the hour that comes twice', '2026-10-25T00:59:59.900Z', '2026-10-25T01:00:00.100Z'],
    ['two days less a second', '2026-11-29T12:00:00.000Z', '2026-12-01T11:59:59.000Z'],
  ] as const
  test.each(edges)('across %s', async (_, before, after) => {
    const id = idAt(before)
    expect(await sendAt(before, id)).toBeNull()
    expect(await sendAt(after, id)).toBe('duplicate')
    expect(await listStored()).toEqual([{ id, occurred_at: new Date(before), clock_clamped: null }])
    expect(await countViews()).toBe(1)
    // The opposite: another id of the same moment is another event.
    expect(await sendAt(after, idAt(before))).toBeNull()
    expect(await countViews()).toBe(2)
  })
})

describe('R-15: a device whose clock can not be believed', () => {
  const now = '2026-11-23T11:00:00.000Z'
  const absurd = [
    ['a year behind', '2025-11-23T11:00:00Z'],
    ['a year ahead', '2027-11-23T11:00:00Z'],
    ['at the beginning of time', '1970-01-01T00:00:00Z'],
    ['at the end of what an id can hold', '+010889-08-02T05:31:50.655Z'],
    ['48 hours and a millisecond behind', '2026-11-21T10:59:59.999Z'],
    ['5 minutes and a millisecond ahead', '2026-11-23T11:05:00.001Z'],
  ] as const
  test.each(absurd)('%s is clamped to the receipt, and flagged', async (_, said) => {
    const id = idAt(said)
    expect(await sendAt(now, id)).toBeNull()
    expect(await listStored()).toEqual([{ id, occurred_at: new Date(now), clock_clamped: true }])
    const [batch] = await database.db`select received_at from ingest_batch where site_id = ${site.id}`
    expect(batch?.['received_at']).toEqual(new Date(now))
  })

  test.each([
    ['48 hours behind', '2026-11-21T11:00:00.000Z'],
    ['5 minutes ahead', '2026-11-23T11:05:00.000Z'],
  ])('%s is believed', async (_, said) => {
    await sendAt(now, idAt(said))
    expect(await listStored()).toMatchObject([{ occurred_at: new Date(said), clock_clamped: null }])
  })
})

test('R-13: an event that no partition holds makes its own, and is stored once', async () => {
  const december = monthOf(new Date('2026-12-01T00:00:00Z'))
  const november = monthOf(new Date('2026-11-01T00:00:00Z'))
  await database.db.unsafe(`drop table ${december.name}`)
  await database.db.unsafe(`drop table ${november.name}`)
  const id = idAt('2026-11-30T23:59:59Z')
  world.setNow('2026-12-01T00:00:10Z')
  // Two months in one request, and neither has a partition.
  const both = [view({ id }), view({ id: idAt('2026-12-01T00:00:05Z') })]
  const answer = await sendBeacon(world, both)
  expect(answer.status).toBe(202)
  expect(answer.headers.get('x-voordeur-dropped')).toBeNull()
  expect((await sendBeacon(world, both)).headers.get('x-voordeur-dropped')).toBe('duplicate')
  expect(await listStored()).toHaveLength(2)
  const there = await listPartitions(database.db)
  expect([december.name, november.name].filter((name) => !there.has(name))).toEqual([])
  expect(await countViews()).toBe(2)
})

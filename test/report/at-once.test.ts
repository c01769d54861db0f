/** Several processes that find the same reports due at the same moment, on a real server: each report is queued once. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { sendReports } from '../../src/report/send.ts'
import { endSubscription, recordSubscription } from '../../src/report/subscription.ts'
import { makeStaff } from '../support/staff.ts'
import { openWorld } from '../support/world.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { happen, people, store, takeMails } from './readers.ts'

const runners = 6

let server: PostgresWorld
let pools: Db[]
beforeAll(async () => {
  server = await openPostgres()
  const to = await server.createDatabase('reports')
  pools = Array.from({ length: runners }, () => connect({ to, connectionsMax: 3, prepare: true }))
  await migrate(pools[0] as Db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(async () => {
  await Promise.all(pools.map((db) => db.end({ timeout: 5 })))
  await server.close()
})

test('six processes send each of twelve readers one report a week, and none to whoever left', async () => {
  const worlds = await Promise.all(pools.map((db) => openWorld(db, { at: '2026-11-19T11:00:00Z' })))
  const [world] = worlds
  if (!world) throw new Error('there are six')
  const site = await world.addSite()
  await store(
    world,
    site,
    people(6, (who) => happen(site, '2026-11-17', who)),
  )
  const keys = []
  for (let nth = 0; nth < 12; nth += 1) {
    const staffId = await makeStaff(world.ports, `lezer-${nth}@staff.example`, 'viewer')
    const key = { siteId: site.id, staffId, period: 'week' as const }
    await recordSubscription(world.ports, key)
    keys.push(key)
  }
  const everybody = keys.map((_, nth) => `lezer-${nth}@staff.example`).toSorted()
  for (const at of ['2026-11-23T06:00:00Z', '2026-11-30T06:00:00Z']) {
    for (const one of worlds) one.setNow(at)
    await Promise.all(worlds.flatMap(({ ports }) => [sendReports(ports), sendReports(ports)]))
    expect((await takeMails(world)).map(({ to }) => to).toSorted()).toEqual(everybody)
  }
  expect(worlds.flatMap(({ logged }) => logged)).toEqual([])

  for (const one of worlds) one.setNow('2026-12-07T06:00:00Z')
  const leaving = keys.slice(0, 6).map((key) => endSubscription(world.ports, key))
  await Promise.all(leaving)
  await Promise.all(worlds.map(({ ports }) => sendReports(ports)))
  expect((await takeMails(world)).map(({ to }) => to).toSorted()).toEqual(
    keys
      .slice(6)
      .map((_, nth) => `lezer-${nth + 6}@staff.example`)
      .toSorted(),
  )
})

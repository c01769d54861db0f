import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { findDayKey, sweepDayKeys, visitorKey } from '../../src/visitor/key.ts'
import { readNetwork } from '../../src/visitor/network.ts'
import { chrome, idAt, sendBeacon, view } from '../support/send.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let second: Db
let world: World
let site: Site
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  // A pool of its own has a memory of its own, as another process has.
  second = connect({ to: database.to, connectionsMax: 1, prepare: true })
  world = await openWorld(connect({ to: database.to, connectionsMax: 2, prepare: true }))
  forgetSites(world.ports.db)
  site = await world.addSite()
  return async () => {
    await second.end()
    await world.ports.db.end()
  }
})

const visitors = async () => {
  const rows = await database.db<
    { visitor: string }[]
  >`select visitor::text as visitor from event order by occurred_at, id`
  return rows.map(({ visitor }) => visitor)
}
const hit = async (from = '203.0.113.77', more = {}, userAgent = chrome) => {
  const answer = await sendBeacon(world, view(more), { from, headers: { 'user-agent': userAgent } })
  expect(answer.headers.get('x-voordeur-dropped')).toBeNull()
}
const keyAt = (db: Db, day: string, isToday: boolean) =>
  findDayKey({ ...world.ports, db }, site.id, day, isToday)

describe('a visitor', () => {
  test('is one on one day of one site, whatever the address within its network', async () => {
    await hit('203.0.113.77')
    await hit('203.0.113.1')
    await hit('::ffff:203.0.113.200')
    await hit('2001:db8:7:1::1')
    await hit('2001:db8:7:ffff::9')
    const groups = [...Map.groupBy(await visitors(), (visitor) => visitor).values()].map(
      ({ length }) => length,
    )
    expect(groups.toSorted((a, b) => a - b)).toEqual([2, 3])
  })

  test('is another with another network, another browser, another site, another day', async () => {
    await world.addSite({ domain: 'ander.nl' })
    await hit()
    await hit('203.0.114.77')
    await hit('203.0.113.77', {}, chrome.replace('140', '141'))
    const there = await sendBeacon(world, view({ d: 'ander.nl', u: 'https://ander.nl/' }), {
      headers: { origin: 'https://ander.nl' },
    })
    expect(there.headers.get('x-voordeur-dropped')).toBeNull()
    world.setNow('2026-11-24T11:00:00Z')
    await hit()
    expect(new Set(await visitors()).size).toBe(5)
  })

  test('changes at local midnight, not at that of UTC', async () => {
    for (const at of ['2026-11-23T22:59:59Z', '2026-11-23T23:00:00Z', '2026-11-24T00:00:01Z']) {
      world.setNow(at)
      await hit()
    }
    const [before, after, later] = await visitors()
    expect(before).not.toBe(after)
    expect(after).toBe(later)
  })

  test('whose event comes late is who they were yesterday', async () => {
    await hit('203.0.113.77', { id: idAt('2026-11-23T10:59:00Z') })
    world.setNow('2026-11-24T09:00:00Z')
    await hit('203.0.113.77', { id: idAt('2026-11-23T12:00:00Z') })
    await hit('203.0.113.77', { id: idAt('2026-11-24T08:00:00Z') })
    const [first, late, today] = await visitors()
    expect(late).toBe(first)
    expect(today).not.toBe(first)
  })

  test('whose event comes too late for its key is nobody else of that day, nor of today', async () => {
    await hit('203.0.113.77', { id: idAt('2026-11-23T10:59:00Z') })
    world.setNow('2026-11-25T10:00:00Z')
    await hit('203.0.113.77', { id: idAt('2026-11-23T11:30:00Z') })
    await hit('203.0.113.77', { id: idAt('2026-11-25T09:59:00Z') })
    expect(new Set(await visitors()).size).toBe(3)
  })
})

describe('a day key', () => {
  test('is the same for two processes, also when both ask first at once', async () => {
    const [a, b] = await Promise.all([
      keyAt(world.ports.db, '2026-11-23', true),
      keyAt(second, '2026-11-23', true),
    ])
    expect(a).toHaveLength(32)
    expect(a).toEqual(b)
  })

  test('A-44: is refused by its age when read, in storage and in memory, though no sweep ran', async () => {
    const made = await keyAt(world.ports.db, '2026-11-23', true)
    world.setNow('2026-11-25T10:59:59Z')
    expect(await keyAt(world.ports.db, '2026-11-23', false)).toEqual(made)
    expect(await keyAt(second, '2026-11-23', false)).toEqual(made)
    world.setNow('2026-11-25T11:00:00Z')
    expect(await keyAt(world.ports.db, '2026-11-23', false)).toBeNull()
    expect(await keyAt(second, '2026-11-23', false)).toBeNull()
  })

  test('A-44: is swept at 48 hours, and a visitor of that day can not be computed on the third', async () => {
    await keyAt(world.ports.db, '2026-11-23', true)
    world.setNow('2026-11-24T11:00:00Z')
    await keyAt(world.ports.db, '2026-11-24', true)
    world.setNow('2026-11-25T11:00:00Z')
    await sweepDayKeys(world.ports, site.id)
    expect([...(await database.db`select day::text as day from day_key`)]).toEqual([{ day: '2026-11-24' }])
    world.setNow('2026-11-26T00:00:00Z')
    expect(await keyAt(second, '2026-11-23', false)).toBeNull()
  })

  test('of a day that is over is never made anew', async () => {
    expect(await keyAt(world.ports.db, '2026-11-22', false)).toBeNull()
    expect(await database.db`select 1 from day_key`).toHaveLength(0)
  })

  test('that was lost and made again flags the day; a first one does not', async () => {
    const flagged = async () =>
      (await database.db<{ lost: boolean }[]>`select keys_lost as lost from site_day`).map(({ lost }) => lost)
    await database.db`
      insert into site_day (site_id, day, marks, computed_marks, visitors, visits, views, events, bounces, engaged_ms, keys_lost)
      values (${site.id}, '2026-11-23', 1, 0, 0, 0, 0, 0, 0, 0, false), (${site.id}, '2026-11-24', 1, 0, 0, 0, 0, 0, 0, 0, false)`
    const before = await keyAt(world.ports.db, '2026-11-23', true)
    // The day had figures already, and no key: it was lost.
    expect(await flagged()).toEqual(expect.arrayContaining([true, false]))
    await database.db`update site_day set keys_lost = false`
    expect(await keyAt(second, '2026-11-23', true)).toEqual(before)
    expect(await flagged()).toEqual([false, false])
  })

  test('lies in an unlogged table, which no backup of the log holds', async () => {
    expect([
      ...(await database.db`select relpersistence::text as kind from pg_class where relname = 'day_key'`),
    ]).toEqual([{ kind: 'u' }])
  })
})

test('the pseudonym is 64 bits as signed decimal text, and each of its parts changes it', () => {
  const key = new Uint8Array(32).fill(7)
  const seen = { siteId: site.id, day: '2026-11-23', network: readNetwork('203.0.113.77'), userAgent: chrome }
  const all = [
    visitorKey(key, seen),
    visitorKey(new Uint8Array(32).fill(8), seen),
    visitorKey(key, { ...seen, day: '2026-11-24' }),
    visitorKey(key, { ...seen, network: null }),
    visitorKey(key, { ...seen, userAgent: '' }),
  ]
  expect(new Set(all).size).toBe(all.length)
  for (const pseudonym of all) expect(BigInt.asIntN(64, BigInt(pseudonym)).toString()).toBe(pseudonym)
})

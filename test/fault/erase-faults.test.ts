/**
 * killed at any statement, an erasure has done nothing or all of it, and whoever does it again is told the same. The i-th statement
 * fails, for i = 1, 2, … until none does; then the answer is lost after the commit.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countErasure, eraseSubject } from '../../src/answer/erase.ts'
import { liftRestriction, restrictSubject, tellRestrictionEnds } from '../../src/answer/restrict.ts'
import type { Db, Tx } from '../../src/db/connect.ts'
import { live, openFor, openHouse, roll, everything, type House } from '../answer/life.ts'
import { migrateAll, staffId } from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let pglite: PgliteWorld
beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
})
afterAll(() => pglite.close())

class Killed extends Error {}

/** A database whose `nth` statement of a transaction is never sent: what was sent before it is rolled back, as after a kill. */
function failing(db: Db, nth: number): Db {
  let sent = 0
  const failingTx = (tx: Tx): Tx =>
    new Proxy(tx, {
      apply(target, self, args: unknown[]) {
        // Not `tx(list)`, which only writes down values.
        if (Array.isArray(args[0]) && 'raw' in args[0] && (sent += 1) === nth) throw new Killed()
        return Reflect.apply(target as unknown as () => unknown, self, args) as unknown
      },
    })
  return new Proxy(db, {
    get(target, name) {
      if (name === 'begin') return (work: (tx: Tx) => unknown) => target.begin((tx) => work(failingTx(tx)))
      return Reflect.get(target, name) as unknown
    },
  })
}

/** How many rows there are of what a deed takes away or writes down. Reading all of them each time would be most of the test. */
const howMuch = (db: Db) => db`
  select (select count(*) from subscriber) as readers, (select count(*) from subscription) as subscriptions,
    (select count(*) from delivery) as deliveries, (select count(*) from reader_hit) as hits,
    (select count(*) from consent_receipt) as receipts, (select count(*) from event) as events,
    (select count(*) from visit) as visits, (select count(*) from ingest_batch) as batches,
    (select count(*) from mail) as mails, (select count(*) from held_row) as held,
    (select count(*) from journal_entry) as journal, (select count(*) from audit_entry) as proof,
    (select sum(views) from day_hour) as views, (select sum(marks) from site_day) as marks`

/** Does it with one statement more each time, and holds that nothing changed until it succeeds. Answers how many were tried, and what came of it. */
async function killEverywhere<T>(
  house: House,
  deed: (db: Db) => Promise<T>,
): Promise<{ readonly tried: number; readonly done: T }> {
  const { db } = house.world.ports
  const before = await howMuch(db)
  for (let nth = 1; ; nth += 1) {
    try {
      return { tried: nth - 1, done: await deed(failing(db, nth)) }
    } catch (thrown) {
      if (!(thrown instanceof Killed)) throw thrown
      expect(await howMuch(db)).toEqual(before)
    }
  }
}

test('A-22: an erasure that is killed at any statement leaves nothing half done, and is reported alike', async () => {
  const house = await openHouse(pglite.db)
  const life = await live(house)
  const { world, site } = house
  const request = await openFor(house, life, 'erase')
  const counted = await countErasure(world.ports, site, request)
  const erase = (db: Db) => eraseSubject({ ...world.ports, db }, site, request, { ground: 'f', staffId })
  const { tried, done } = await killEverywhere(house, erase)
  expect(tried).toBeGreaterThan(40)
  expect(done).toEqual({ ok: true, counts: counted, tasks: 0 })
  const after = await everything(house)
  // The answer was lost on its way: the same is told, and nothing happens twice.
  expect(await erase(world.ports.db)).toEqual(done)
  expect(await everything(house)).toEqual(after)
})

test('A-22, A-28: restricting and lifting likewise', async () => {
  const house = await openHouse(pglite.db)
  const life = await live(house)
  const { world, site } = house
  const request = await openFor(house, life, 'restrict')
  const restricted = await killEverywhere(house, (db) =>
    restrictSubject({ ...world.ports, db }, site, request, staffId),
  )
  expect(restricted.done).toMatchObject({ ok: true, rows: 21 })
  if (!restricted.done.ok) return
  const { restrictionId } = restricted.done
  await roll(world)
  await tellRestrictionEnds(world.ports, site, restrictionId, staffId)
  world.setNow('2026-12-01T11:00:00Z')
  const lifted = await killEverywhere(house, (db) =>
    liftRestriction({ ...world.ports, db }, site, restrictionId, staffId),
  )
  expect(lifted).toMatchObject({ done: { ok: true } })
  expect(lifted.tried).toBeGreaterThan(20)
})

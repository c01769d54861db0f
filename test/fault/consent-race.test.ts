/**
 * Withdrawal and erasure against events in flight, on a real server with two connections: each order is forced by holding one
 * transaction open at its last statement until the other is seen to wait for it.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recordAnswer, recordWithdrawal } from '../../src/consent/ledger.ts'
import { findCurrentNotice } from '../../src/consent/publication.ts'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import { eraseDevice } from '../../src/rights/erase.ts'
import type { Site } from '../../src/site/site.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { publishFor } from '../support/asking.ts'
import { rowOf } from '../support/event-rows.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables } from '../worlds/pglite.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'

let server: PostgresWorld
let db: Db
let world: World
let site: Site
let receipt: string
let nth = 0

beforeAll(async () => {
  server = await openPostgres()
  db = connect({ to: server.url, connectionsMax: 6, prepare: true })
  await migrate(db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
}, 300_000)
afterAll(async () => {
  await db.end({ timeout: 5 })
  await server.close()
})
beforeEach(async () => {
  await emptyTables(db)
  world = await openWorld(db)
  site = await publishFor(world, await world.addSite())
  const { id } = must(await findCurrentNotice(db, site.id), 'it was published')
  const recording = await recordAnswer(world.ports, site, {
    d: site.domain,
    notice: id,
    lang: 'nl',
    ui: 'banner',
    granted: ['insights'],
    key: key(),
    viewport: 'small',
  })
  if (!recording.ok) throw new Error(recording.error)
  receipt = recording.recorded.receipt
})

const key = () => `sleutel-${(nth += 1)}`.padEnd(22, '_')

interface Held<T> {
  readonly reached: Promise<void>
  readonly done: Promise<T>
  release(): void
}

/** Runs work in a transaction that does not commit until it is let go. `ports.db` begins that transaction and no other. */
function hold<T>(work: (ports: World['ports']) => Promise<T>): Held<T> {
  const reached = Promise.withResolvers<void>()
  const barrier = Promise.withResolvers<void>()
  const done = (async () => {
    let outcome: T | undefined
    await db.begin(async (tx) => {
      // What begins a transaction inside runs in this one; what asks without one asks in it too.
      const inside = Object.assign(tx as unknown as Db, {
        begin: (inner: (tx: unknown) => unknown) => inner(tx),
      })
      outcome = await work({ ...world.ports, db: inside })
      reached.resolve()
      await barrier.promise
    })
    return outcome as T
  })()
  done.catch((failure: unknown) => reached.reject(failure))
  return { reached: reached.promise, done, release: () => barrier.resolve() }
}

/** Until a transaction waits for another one's lock: then it is in the middle, and can not go on. */
async function untilSomebodyWaits(): Promise<void> {
  for (let time = 0; time < 200; time += 1) {
    const [row] = await db<{ waiting: number }[]>`
      select count(*)::integer as waiting from pg_stat_activity where wait_event_type = 'Lock'`
    if (row && row.waiting > 0) return
    await pause(25)
  }
  throw new Error('nobody waits: the two do not meet')
}

const storeOne = (ports: World['ports']) =>
  storeEvents(ports, [{ siteId: site.id, events: [rowOf(site, '2026-11-23T10:59:00Z', { receipt })] }])
const withdraw = (ports: World['ports']) =>
  recordWithdrawal(ports, site, { d: site.domain, receipt, key: key() })
const erase = (ports: World['ports']) => eraseDevice(ports, site, receipt)
const ids = async () =>
  (await db<{ insight: string | null }[]>`select insight::text as insight from event`).map(
    ({ insight }) => insight !== null,
  )
const rolled = () => rollUp(world.ports, { eventsMax: 20_000, holder: 'proef' })
const visitIds = async () =>
  (await db<{ insight: string | null }[]>`select insight::text as insight from visit`).map(
    ({ insight }) => insight !== null,
  )

describe('C7: withdrawing', () => {
  test('A-31: waits for an event that is being stored; the visit that is made of it afterwards has no id', async () => {
    const storing = hold(storeOne)
    await storing.reached
    const withdrawing = withdraw(world.ports)
    await untilSomebodyWaits()
    storing.release()
    await Promise.all([storing.done, withdrawing])
    expect(await ids()).toEqual([true])
    await rolled()
    expect(await visitIds()).toEqual([false])
  })

  test('A-31: that came first makes the event wait, and it is stored without the id, counted', async () => {
    const withdrawing = hold(withdraw)
    await withdrawing.reached
    const storing = storeOne(world.ports)
    await untilSomebodyWaits()
    withdrawing.release()
    await Promise.all([storing, withdrawing.done])
    expect(await ids()).toEqual([false])
    const [counted] = await db`select reason, beacons from drop_count`
    expect(counted).toEqual({ reason: 'no-receipt', beacons: 1 })
  })
})

describe('C10: erasing', () => {
  test('waits for an event that is being stored, and takes it too', async () => {
    const storing = hold(storeOne)
    await storing.reached
    const erasing = erase(world.ports)
    await untilSomebodyWaits()
    storing.release()
    await storing.done
    expect(await erasing).toMatchObject({ events: 1 })
    expect(await ids()).toEqual([])
    await rolled()
    expect(await visitIds()).toEqual([])
  })

  test('that came first makes the event wait, and it is stored without the id', async () => {
    const erasing = hold(erase)
    await erasing.reached
    const storing = storeOne(world.ports)
    await untilSomebodyWaits()
    erasing.release()
    await Promise.all([storing, erasing.done])
    expect(await ids()).toEqual([false])
    await rolled()
    expect(await visitIds()).toEqual([false])
  })

  test('waits for visits that are being made of its events, and takes them too', async () => {
    await storeOne(world.ports)
    const rolling = hold((ports) => rollUp(ports, { eventsMax: 20_000, holder: 'proef' }))
    await rolling.reached
    const erasing = erase(world.ports)
    await untilSomebodyWaits()
    rolling.release()
    await rolling.done
    expect(await erasing).toMatchObject({ events: 1, visits: 1 })
    expect(await visitIds()).toEqual([])
  })
})

test('C4: two tabs that answer at once leave one answer that holds', async () => {
  const { id } = must(await findCurrentNotice(db, site.id), 'it was published')
  const answers = await Promise.all(
    [['insights'], ['youtube'], ['insights', 'maps']].map((granted) =>
      recordAnswer(world.ports, site, {
        d: site.domain,
        notice: id,
        lang: 'nl',
        ui: 'banner',
        granted,
        key: key(),
        viewport: 'small',
        previous: receipt,
      }),
    ),
  )
  expect(answers.every(({ ok }) => ok)).toBe(true)
  const [before] =
    await db`select ended_at is not null as ended from consent_given where receipt_id = ${receipt}`
  expect(before).toEqual({ ended: true })
  const kept =
    await db`select distinct insight from consent_given where insight is not null and ended_at is null`
  expect(kept.length).toBeLessThanOrEqual(2)
})

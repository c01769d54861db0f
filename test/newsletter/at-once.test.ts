/** Hits and withdrawals at the same moment, on a real server: whoever is first, nothing is kept of somebody who took their word back. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect, type Db, type Tx } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { countReader, foldReader, type Counted } from '../../src/newsletter/count.ts'
import { forgetHits } from '../../src/newsletter/forget.ts'
import { recordMeasureAnswer } from '../../src/subscriber/subscriber.ts'
import { chrome } from '../support/send.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables } from '../worlds/pglite.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { addReader, counts, linkPath, mailIssue, readerHits, type Mailed } from './mailed.ts'

let server: PostgresWorld
let db: Db
let world: World
let mailed: Mailed
let reader: bigint
beforeAll(async () => {
  server = await openPostgres()
  db = connect({ to: await server.createDatabase('clicks'), connectionsMax: 12, prepare: true })
  await migrate(db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(db)
  world = await openWorld(db)
  mailed = await mailIssue(world)
  reader = await addReader(world, mailed, 'anna', { answer: 'yes', level: 'personal' })
})
afterAll(async () => {
  await db.end({ timeout: 5 })
  await server.close()
})

const hit = (subscriberId = reader): Counted => ({
  link: { siteId: mailed.site.id, issueId: mailed.issue.id, linkNo: 1, subscriberId },
  day: '2026-11-23',
  at: world.ports.now(),
  verdict: 'human',
})
const withdraw = async (tx: Tx, id = reader): Promise<void> => {
  const ports = { ...world.ports, db: tx }
  await recordMeasureAnswer(ports, mailed.site.id, id, { answer: 'no', textId: null, channel: 'page' })
  await forgetHits(ports, mailed.site.id, id)
}
const erase = async (tx: Tx): Promise<void> => {
  await forgetHits({ db: tx }, mailed.site.id, reader)
  await tx`delete from subscriber where site_id = ${mailed.site.id} and subscriber_id = ${String(reader)}`
}

/** Waits until somebody waits for a lock. */
const untilSomebodyWaits = () =>
  expect
    .poll(async () => (await db`select from pg_locks where not granted`).length, {
      interval: 10,
      timeout: 60_000,
    })
    .toBeGreaterThan(0)

/** `first` has done its work and has not committed when `second` begins; then it commits. */
async function inOrder<T>(first: (tx: Tx) => Promise<unknown>, second: (on: Db) => Promise<T>): Promise<T> {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let began = () => {}
  const isDone = new Promise<void>((resolve) => (began = resolve))
  const holding = db.begin(async (tx) => {
    await first(tx)
    began()
    await held
  })
  await isDone
  const waiting = second(db)
  await untilSomebodyWaits()
  release()
  await holding
  return waiting
}

describe('N5: at the same moment', () => {
  test('a hit that comes while a withdrawal is on its way waits, and stores nothing', async () => {
    expect(await inOrder(withdraw, (on) => countReader({ db: on }, hit()))).toBe(false)
    expect([await readerHits(db), await counts(db)]).toEqual([[], []])
  })

  test('a withdrawal that comes while a hit is on its way waits, and deletes it', async () => {
    await inOrder(
      (tx) => countReader({ db: tx }, hit()),
      (on) => on.begin((tx) => withdraw(tx)),
    )
    expect(await readerHits(db)).toEqual([])
    // Counted for nobody, while it was allowed.
    expect(await counts(db)).toEqual(['2026-11-23 1 personal human 1'])
  })

  test('the same holds for who is erased, in both orders', async () => {
    expect(await inOrder(erase, (on) => countReader({ db: on }, hit()))).toBe(false)
    expect(await readerHits(db)).toEqual([])
    reader = await addReader(world, mailed, 'bas', { answer: 'yes', level: 'personal' })
    await inOrder(
      (tx) => countReader({ db: tx }, hit()),
      (on) => on.begin((tx) => erase(tx)),
    )
    expect(await readerHits(db)).toEqual([])
  })

  test('the same holds for a hit that is judged anew', async () => {
    await countReader({ db }, hit())
    await inOrder(withdraw, (on) => foldReader({ db: on }, hit()))
    expect(await readerHits(db)).toEqual([])
  })

  test('however hits, bursts and withdrawals of many fall together', async () => {
    const readers = [reader]
    for (let nth = 1; nth < 12; nth += 1)
      readers.push(await addReader(world, mailed, `lezer${nth}`, { answer: 'yes', level: 'personal' }))
    const click = (id: bigint, linkNo: number) =>
      world.request(linkPath(world, mailed.issue, linkNo, id), { headers: { 'user-agent': chrome } })
    await Promise.all(
      readers.flatMap((id, nth) => [
        ...[1, 2, 3, 0, 1, 2].map((linkNo) => click(id, linkNo)),
        ...(nth % 2 === 0 ? [db.begin((tx) => withdraw(tx, id))] : []),
      ]),
    )
    await world.deferred.drain()
    expect(world.logged.filter(({ event }) => event === 'failure')).toEqual([])
    const kept = await readerHits(db)
    expect(kept).toEqual(
      readers
        .filter((_, nth) => nth % 2 === 1)
        .map(String)
        .toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))
        .flatMap((id) => [
          `${id} 0 scanner 1`,
          `${id} 1 scanner 2`,
          `${id} 2 scanner 2`,
          `${id} 3 scanner 1`,
        ]),
    )
    expect((await counts(db)).filter((row) => !row.includes('scanner'))).toEqual([])
  })
})

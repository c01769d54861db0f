import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failureOf, lacksPartition } from '../../src/db/failure.ts'
import { migrate } from '../../src/db/migrate.ts'
import {
  dropPartition,
  listPartitions,
  makePartition,
  makePartitions,
  monthOf,
  monthsAhead,
} from '../../src/db/partitions.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
const ports = { now: () => new Date('2026-11-23T11:00:00Z'), random: (bytes: number) => randomBytes(bytes) }
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, ports)
})
afterAll(() => database.close())

describe('partitions', () => {
  test('reach from last month to three ahead, over the turn of the year', async () => {
    const until = await makePartitions(database.db, new Date('2026-11-30T23:59:59Z'))
    expect(until.toISOString()).toBe('2027-03-01T00:00:00.000Z')
    expect([...(await listPartitions(database.db))].toSorted()).toEqual([
      'event_2026_10',
      'event_2026_11',
      'event_2026_12',
      'event_2027_01',
      'event_2027_02',
    ])
    expect(monthsAhead).toBe(3)
    expect(monthOf(new Date('2026-12-31T23:59:59.999Z'))).toEqual({
      name: 'event_2026_12',
      from: '2026-12-01T00:00:00.000Z',
      until: '2027-01-01T00:00:00.000Z',
    })
  })

  test('R-13: made by two at once, or twice, are there once; and dropped they are gone', async () => {
    const month = monthOf(new Date('2027-05-05T00:00:00Z'))
    await Promise.all([
      makePartition(database.db, month),
      makePartition(database.db, month),
      makePartitions(database.db, ports.now()),
    ])
    await makePartition(database.db, month)
    expect((await listPartitions(database.db)).has('event_2027_05')).toBe(true)
    expect(await dropPartition(database.db, month)).toBe(true)
    expect(await dropPartition(database.db, month)).toBe(false)
    expect((await listPartitions(database.db)).has('event_2027_05')).toBe(false)
  })

  test('R-13, A-42: an event without a month is told from one with too fine an address', async () => {
    const insert = (at: string, network: string) => database.db`
      insert into event (site_id, occurred_at, visitor, id, name, path, network)
      values (1, ${at}, 1, ${'0198c0de-0000-7000-8000-000000000000'}, 'pageview', '/', ${network}::cidr)`
    const failure = async (work: Promise<unknown>) => failureOf(await work.catch((thrown: unknown) => thrown))
    expect(lacksPartition(await failure(insert('2031-01-01', '203.0.113.0/24')))).toBe(true)
    for (const network of ['203.0.113.77/32', '203.0.113.0/25', '2001:db8:7::/48', '2001:db8::/33']) {
      const refused = await failure(insert('2026-11-23', network))
      expect([refused.code, refused.constraint]).toEqual(['23514', 'event_network_truncated'])
      expect(lacksPartition(refused)).toBe(false)
    }
  })
})

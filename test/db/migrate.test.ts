import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { releaseLease, takeLease } from '../../src/db/lease.ts'
import { migrate, MigrationRefused } from '../../src/db/migrate.ts'
import { migrations } from '../../src/db/migrations.ts'
import { makePartitions } from '../../src/db/partitions.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
const ports = { now: () => new Date('2026-11-23T11:00:00Z'), random: (bytes: number) => randomBytes(bytes) }
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, ports)
})
afterAll(() => database.close())

const tables = async () =>
  (
    await database.db<
      { name: string }[]
    >`select relname::text as name from pg_class where relname like 'proef%'`
  ).map(({ name }) => name)
const landed = async () =>
  (await database.db<{ name: string }[]>`select name from schema_migration order by name`).map(
    ({ name }) => name,
  )

const one = {
  name: '9001-proef',
  text: 'create table proef_a (a integer)\n--> statement-breakpoint\ncreate table proef_b (b integer)',
}
const two = { name: '9002-proef', text: 'create table proef_c (c integer)' }

describe('migrations', () => {
  beforeEach(async () => {
    await database.db.unsafe('drop table if exists proef_a, proef_b, proef_c')
    await database.db`delete from schema_migration where name > '9000'`
  })

  test('apply each file once', async () => {
    expect(await migrate(database.db, ports, [...migrations, one])).toBe(1)
    expect(await migrate(database.db, ports, [...migrations, one, two])).toBe(1)
    expect(await migrate(database.db, ports, [...migrations, one, two])).toBe(0)
    expect((await tables()).toSorted()).toEqual(['proef_a', 'proef_b', 'proef_c'])
  })

  test('R-11: two runners at once: one applies, the other finds it done', async () => {
    const second = connect({ to: database.to, connectionsMax: 2, prepare: true })
    const applied = await Promise.all([
      migrate(database.db, ports, [...migrations, one]),
      migrate(second, ports, [...migrations, one]),
    ])
    await second.end()
    expect(applied.toSorted((a, b) => a - b)).toEqual([0, 1])
    expect(await database.db`select 1 from lease`).toHaveLength(0)
  })

  test('refuse a file that was edited after it landed, and one older than what landed', async () => {
    await migrate(database.db, ports, [...migrations, two])
    const edited = { ...two, text: `${two.text} ` }
    await expect(migrate(database.db, ports, [...migrations, edited])).rejects.toThrow(
      new MigrationRefused('9002-proef was edited after it landed'),
    )
    await expect(migrate(database.db, ports, [...migrations, one, two])).rejects.toThrow(
      '9001-proef is older than 9002-proef, which landed already',
    )
    expect(await tables()).toEqual(['proef_c'])
    expect(await database.db`select 1 from lease`).toHaveLength(0)
  })

  test('leave nothing of a file in which a statement fails, and keep the files before it', async () => {
    const broken = {
      name: '9002-proef',
      text: `${two.text}\n--> statement-breakpoint\ncreate table proef_a (again integer)`,
    }
    await expect(migrate(database.db, ports, [...migrations, one, broken])).rejects.toMatchObject({
      code: '42P07',
    })
    expect((await tables()).toSorted()).toEqual(['proef_a', 'proef_b'])
    expect(await landed()).toEqual([...migrations.map(({ name }) => name), '9001-proef'])
    expect(await migrate(database.db, ports, [...migrations, one, two])).toBe(1)
  })

  test('stand in the order of their names', () => {
    const names = migrations.map(({ name }) => name)
    expect(names).toEqual(names.toSorted())
    expect(new Set(names.map((name) => name.slice(0, 4))).size).toBe(names.length)
  })
})

test('0002: events that waited for the roll-up before it wait after it', async () => {
  const old = await openPglite()
  const { db } = old
  try {
    await migrate(db, ports, migrations.slice(0, 1))
    await makePartitions(db, ports.now())
    const at = new Date('2026-11-23T10:00:00Z')
    const ids = ['0198c0de-0000-7000-8000-000000000001', '0198c0de-0000-7000-8000-000000000002']
    for (const id of ids)
      await db`
        insert into event (site_id, batch, occurred_at, id, visitor, name, path) values (1, 7, ${at}, ${id}, 1, 'pageview', '/')`
    // Batch 8 was rolled up already: its events stand, it does not. Of batch 9 nothing is left.
    await db`
      insert into event (site_id, batch, occurred_at, id, visitor, name, path)
      values (1, 8, ${at}, '0198c0de-0000-7000-8000-000000000003', 1, 'pageview', '/')`
    await db`insert into ingest_batch (site_id, batch, events, received_at) values (1, 7, 2, ${at}), (1, 9, 1, ${at})`
    await migrate(db, ports, migrations.slice(0, 2))
    const waiting =
      await db`select batch, to_jsonb(event_ids) as ids, event_times[2] as second from ingest_batch`
    expect([...waiting]).toEqual([{ batch: '7', ids, second: at }])
  } finally {
    await old.close()
  }
})

describe('a lease', () => {
  const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 11, 0, second))
  const lease = (holder: string) => ({ name: 'days', holder, seconds: 60 }) as const

  test('is one holder’s until it expires or is given back', async () => {
    const { db } = database
    expect(await takeLease(db, lease('a'), at(0))).toBe(true)
    expect(await takeLease(db, lease('b'), at(59))).toBe(false)
    expect(await takeLease(db, lease('a'), at(30))).toBe(true)
    expect(await takeLease(db, lease('b'), at(61))).toBe(false)
    expect(await takeLease(db, lease('b'), at(91))).toBe(true)
    await releaseLease(db, lease('a'))
    expect(await takeLease(db, lease('a'), at(92))).toBe(false)
    await releaseLease(db, lease('b'))
    expect(await takeLease(db, lease('a'), at(93))).toBe(true)
    await releaseLease(db, lease('a'))
  })

  test('is taken by one of many who try at once', async () => {
    const taken = await Promise.all(
      Array.from({ length: 8 }, (_, nth) => takeLease(database.db, lease(`${nth}`), at(0))),
    )
    expect(taken.filter(Boolean)).toHaveLength(1)
  })
})

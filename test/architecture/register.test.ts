/**
 * The register of personal columns against the live catalogue, partitions included. Red after `alter table visit add
 * column x` in a migration, and after deleting a line of the register.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { makePartitions } from '../../src/db/partitions.ts'
import { describeStored, register } from '../../src/db/personal.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
beforeAll(async () => {
  database = await openPglite()
  const now = () => new Date('2026-11-23T11:00:00Z')
  await migrate(database.db, { now, random: (bytes) => new Uint8Array(bytes) })
  await makePartitions(database.db, now())
})
afterAll(() => database.close())

/** `table.column` of every table outside PostgreSQL's own schemas; a partition's columns under its parent's name. */
async function listColumns(): Promise<string[]> {
  const rows = await database.db<{ name: string }[]>`
    select distinct coalesce(parent.relname, c.relname)::text || '.' || a.attname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      left join pg_inherits i on i.inhrelid = c.oid left join pg_class parent on parent.oid = i.inhparent
    where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and c.relkind in ('r', 'p', 'v', 'm', 'f')
    order by name`
  return rows.map(({ name }) => name)
}

const listed = register.map(({ table, column }) => `${table}.${column}`)

test('A-21: every column of the live catalogue stands in the register, once, and nothing else does', async () => {
  const there = await listColumns()
  expect(there.length).toBeGreaterThan(50)
  expect(there.filter((name) => !listed.includes(name))).toEqual([])
  expect(listed.filter((name) => !there.includes(name))).toEqual([])
  expect(new Set(listed).size).toBe(listed.length)
})

test('A-21: a column and a table that nobody listed are seen', async () => {
  await database.db`alter table visit add column birthday date`
  await database.db`create table forgotten (email text)`
  const there = await listColumns()
  expect(there.filter((name) => !listed.includes(name))).toEqual(['forgotten.email', 'visit.birthday'])
  await database.db`drop table forgotten`
  await database.db`alter table visit drop column birthday`
})

test('A-42: each column that holds an address is a cidr with a check of its length, and none hides in another type', async () => {
  const addresses = await database.db<{ table: string; column: string; type: string; guarded: boolean }[]>`
    select c.relname::text as table, a.attname::text as column, t.typname::text as type, exists (
      select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any(k.conkey)
        and pg_get_constraintdef(k.oid) ~ 'masklen' and pg_get_constraintdef(k.oid) ~ '24') as guarded
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type t on t.oid = a.atttypid
    where n.nspname = 'public' and c.relkind in ('r', 'p')
      and (t.typname in ('inet', 'cidr', 'macaddr', 'macaddr8')
        or a.attname ~* '(^|_)(ip|ipv4|ipv6|addr|address|inet|network|remote|client|forwarded)(_|$)')`
  // The parent and each of its partitions: last month, this month, three ahead.
  expect(addresses).toHaveLength(6)
  expect(addresses.filter(({ type, guarded }) => type !== 'cidr' || !guarded)).toEqual([])

  for (const { table, column } of addresses.filter(({ table: name }) => name === 'event')) {
    const insert = (network: string) =>
      database.db.unsafe(
        `insert into ${table} (site_id, occurred_at, id, visitor, name, path, ${column})
         values (1, '2026-11-23T11:00:00Z', gen_random_uuid(), 1, 'pageview', '/', $1::text::cidr)`,
        [network],
      )
    for (const finer of [
      '203.0.113.77',
      '203.0.113.77/32',
      '203.0.113.0/25',
      '2001:db8::/33',
      '2001:db8:abcd::/48',
      '2001:db8::1',
    ])
      await expect(insert(finer), finer).rejects.toMatchObject({ code: '23514' })
    // `cidr` itself refuses bits to the right of the prefix.
    await expect(insert('203.0.113.77/24')).rejects.toMatchObject({ code: '22P02' })
    for (const coarse of ['203.0.113.0/24', '203.0.0.0/16', '2001:db8::/32'])
      await expect(insert(coarse)).resolves.toHaveLength(0)
  }
})

test('every personal column has words for what, why and how long', () => {
  for (const { table, column, what, why, howLong } of describeStored())
    expect(
      [what, why, howLong].every((words) => words.length > 2),
      `${table}.${column}`,
    ).toBe(true)
  expect(describeStored().filter(({ personal }) => personal).length).toBeGreaterThan(30)
  // The opposite: figures about many are not called personal.
  expect(
    describeStored().find(({ table, column }) => table === 'site_day' && column === 'visitors')?.personal,
  ).toBe(false)
})

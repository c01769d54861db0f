import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { emptyTables, openPglite } from './pglite.ts'
import type { PgliteWorld } from './pglite.ts'

let world: PgliteWorld
beforeAll(async () => {
  world = await openPglite()
})
afterAll(() => world.close())

test('PGlite in memory answers through its socket, without a table of ours', async () => {
  const tables = await world.db`select 1 from pg_tables where schemaname = 'public'`
  expect(tables).toHaveLength(0)
})

test('emptyTables leaves each table there and empty, partitions too, and the migrations known', async () => {
  const { db } = world
  const ports = {
    now: () => new Date('2026-11-23T12:00:00Z'),
    random: (bytes: number) => new Uint8Array(bytes),
  }
  const applied = await migrate(db, ports)
  await db`create table "Odd name" (id int)`
  await db`insert into "Odd name" values (1)`
  await db`create table parted (id int) partition by range (id)`
  await db`create table parted_1 partition of parted for values from (0) to (10)`
  await db`insert into parted values (1)`
  await emptyTables(db)
  expect(await db`select 1 from "Odd name"`).toHaveLength(0)
  expect(await db`select 1 from parted_1`).toHaveLength(0)
  expect(await db`select 1 from schema_migration`).toHaveLength(applied)
  expect(await migrate(db, ports)).toBe(0)
})

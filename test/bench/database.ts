/** The server that everything is measured on: durable as it would be for real, and asked whether it is. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { makePartition, monthOf } from '../../src/db/partitions.ts'
import type { Ports } from '../../src/ports.ts'
import { openCounters } from '../../src/runtime/counters.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'

/** A machine of 8 GB would be set like this; all else is the server's own default. */
const settings = {
  shared_buffers: '2GB',
  effective_cache_size: '4GB',
  max_wal_size: '16GB',
  maintenance_work_mem: '256MB',
}

export const openServer = (): Promise<PostgresWorld> => openPostgres({ settings })

export const postmasterOf = ({ dataFolder }: PostgresWorld): number =>
  Number(readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n')[0])

/** Throws unless a commit on this server means what we promise. */
export async function assertDurable(db: Db): Promise<string> {
  const rows = await db<{ name: string; setting: string }[]>`
    select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'server_version')`
  const said = new Map(rows.map(({ name, setting }) => [name, setting]))
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes'])
    if (said.get(name) !== 'on')
      throw new Error(`${name} is ${said.get(name)}: nothing measured here would count`)
  return said.get('server_version') ?? ''
}

export type BenchPorts = Pick<Ports, 'db' | 'now' | 'random' | 'count'>

export interface Bench {
  readonly url: string
  readonly ports: BenchPorts
  readonly close: () => Promise<void>
}

/** A migrated database of its own, with a clock that stands still and partitions for the months around it. */
export async function openDatabase(
  server: PostgresWorld,
  name: string,
  at: Date,
  monthsBack = 1,
): Promise<Bench> {
  const url = await server.createDatabase(name)
  const db = connect({ to: url, connectionsMax: 4, prepare: true })
  const ports = { db, now: () => at, random: (bytes: number) => randomBytes(bytes), ...openCounters() }
  await migrate(db, ports)
  for (let offset = -monthsBack; offset <= 1; offset += 1) await makePartition(db, monthOf(at, offset))
  return { url, ports, close: () => db.end({ timeout: 5 }) }
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { openPostgres } from './postgres.ts'
import type { PostgresWorld } from './postgres.ts'

const open = (url: string) => connect({ to: url, connectionsMax: 4, prepare: true })

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('the PostgreSQL of the tests', () => {
  let world: PostgresWorld
  beforeAll(async () => {
    world = await openPostgres({ settings: { shared_buffers: '24MB' } })
  })
  afterAll(() => world.close())

  test('is PostgreSQL 18 with fsync and synchronous_commit on, and takes settings', async () => {
    const db = open(world.url)
    const rows = await db<{ name: string; setting: string }[]>`
      select name, current_setting(name) as setting from pg_settings
      where name in ('fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'server_version_num')`
    await db.end()
    const settings = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))
    expect(settings).toMatchObject({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      shared_buffers: '24MB',
    })
    expect(settings['server_version_num']).toMatch(/^18/)
  })

  test('refuses who has no password', async () => {
    const stranger = postgres(`postgres://postgres@127.0.0.1:${world.port}/postgres`, { max: 1 })
    await expect(stranger`select 1`).rejects.toMatchObject({ code: '28P01' })
    await stranger.end()
  })

  test('gives each test file a database of its own, empty or as a copy', async () => {
    const one = open(await world.createDatabase('one'))
    await one`create table kept (id int)`
    await one.end()
    const copy = open(await world.createDatabase('one_copy', 'one'))
    const empty = open(await world.createDatabase('two'))
    const tables = (db: typeof copy) => db`select 1 from pg_tables where tablename = 'kept'`
    expect(await tables(copy)).toHaveLength(1)
    expect(await tables(empty)).toHaveLength(0)
    await Promise.all([copy.end(), empty.end()])
  })

  test('killed in the middle of writes it comes back with every acknowledged row', async () => {
    const url = await world.createDatabase('crash')
    const db = open(url)
    await db`create table row (id int constraint row_pk primary key)`
    const acknowledged: number[] = []
    let next = 0
    const writers = Array.from({ length: 4 }, async () => {
      for (;;) {
        const id = next++
        await db`insert into row values (${id})`
        acknowledged.push(id)
      }
    })
    const ended = Promise.allSettled(writers)
    await pause(250)
    await world.kill()
    const ends = await ended
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true)
    await db.end({ timeout: 0 })
    await world.restart()
    const after = open(url)
    const stored = new Set((await after<{ id: number }[]>`select id from row`).map(({ id }) => id))
    await after.end()
    expect(acknowledged.length).toBeGreaterThan(10)
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
    expect(readFileSync(world.logFile, 'utf8')).toContain('automatic recovery in progress')
  })
})

test('a test process that is killed leaves neither a server nor a folder', async () => {
  const child = spawn(
    process.execPath,
    [
      '--input-type=module-typescript',
      '-e',
      `const { openPostgres } = await import(${JSON.stringify(new URL('postgres.ts', import.meta.url).href)})
       const world = await openPostgres()
       console.log(JSON.stringify({ folder: world.dataFolder, port: world.port }))
       setInterval(() => {}, 1000)`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  const { folder } = JSON.parse(said.toString()) as { folder: string }
  const pid = Number(readFileSync(`${folder}/postmaster.pid`, 'utf8').split('\n')[0])
  expect(isRunning(pid)).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => existsSync(folder) || isRunning(pid), { timeout: 60_000 }).toBe(false)
})

import { mkdtempSync, openAsBlob, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/connect.ts'
import { serveDatabase } from '../../src/runtime/database-socket.ts'
import type { DatabaseSocket } from '../../src/runtime/database-socket.ts'
import { clusterFile } from '../worlds/pglite.ts'

/** Longer than a busy machine keeps a client that means well. */
const silenceMsMax = 1000

let folder: string
let pglite: PGlite
let socket: DatabaseSocket
const broken: unknown[] = []
const pools = new Set<Db>()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'voordeur-socket-'))
  pglite = await PGlite.create('memory://', { loadDataDir: await openAsBlob(clusterFile) })
  await pglite.exec('create table row (id int primary key)')
})
beforeEach(async () => {
  await pglite.exec('truncate row')
  socket = await serveDatabase({
    db: pglite,
    at: { socket: join(folder, 'pg.sock') },
    broken: (reason) => broken.push(reason),
    silenceMsMax,
  })
})
afterEach(async () => {
  for (const db of pools) await db.end({ timeout: 0 })
  pools.clear()
  await socket.close()
  if (broken.length > 0) throw new Error(`PGlite broke: ${String(broken[0])}`)
})
afterAll(async () => {
  await pglite.close()
  rmSync(folder, { recursive: true, force: true })
})

/** One connection, so that the test says who is who. */
function client(prepare = true): Db {
  const db = connect({ to: socket.at, connectionsMax: 1, prepare })
  pools.add(db)
  return db
}

const statementsKept = async (): Promise<number> => {
  const { rows } = await pglite.query<{ kept: number }>(
    'select count(*)::int as kept from pg_prepared_statements',
  )
  return rows[0]?.kept ?? -1
}

describe.each([
  { how: 'prepared', prepare: true },
  { how: 'unprepared', prepare: false },
])('several connections, statements $how', ({ prepare }) => {
  test('each gets its own answers, also beside transactions and failing statements', async () => {
    const clients = Array.from({ length: 4 }, () => client(prepare))
    const other = client(prepare)
    const failing = client(prepare)
    const answers: { asked: number; got: unknown }[] = []
    let failures = 0
    for (let round = 0; round < 40; round++) {
      await Promise.all([
        other.begin(async (tx) => {
          await tx`select ${round}::int as mine`
          await pause(1)
          await tx`select ${'text'}::text as mine`
        }),
        failing`select 1 / ${0}::int`.catch(() => (failures += 1)),
        ...clients.map(async (db, i) => {
          const asked = round * 10 + i
          const [row] =
            i % 2
              ? await db`select ${asked}::int as got`
              : await db`select ${'x'}::text as x, ${asked}::int as got`
          answers.push({ asked, got: row?.['got'] })
        }),
      ])
    }
    expect(answers).toHaveLength(160)
    expect(answers.filter(({ asked, got }) => asked !== got)).toEqual([])
    expect(failures).toBe(40)
  })

  test('what is acknowledged beside a failing statement and a transaction that is undone is stored', async () => {
    const writers = Array.from({ length: 3 }, () => client(prepare))
    const failing = client(prepare)
    const undoing = client(prepare)
    const acknowledged: number[] = []
    for (let round = 0; round < 40; round++) {
      await Promise.all([
        undoing
          .begin(async (tx) => {
            await tx`insert into row values (${1_000_000 + round})`
            await pause(1)
            throw new Error('changed my mind')
          })
          .catch(() => {}),
        failing`insert into row values (${'x'}::text::int)`.catch(() => {}),
        ...writers.map(async (db, i) => {
          await db`insert into row values (${round * 10 + i})`
          acknowledged.push(round * 10 + i)
        }),
      ])
    }
    const { rows } = await pglite.query<{ id: number }>('select id from row')
    expect(acknowledged).toHaveLength(120)
    expect(rows.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(acknowledged.toSorted((a, b) => a - b))
  })
})

test('a connection that ends inside a transaction undoes it and lets the others on', async () => {
  const dying = client()
  const begun = Promise.withResolvers<void>()
  const lost = dying
    .begin(async (tx) => {
      await tx`insert into row values (1)`
      begun.resolve()
      await pause(100_000, undefined, { ref: false })
    })
    .catch((thrown: unknown) => thrown)
  await begun.promise
  const waits = client()`select id from row`
  await dying.end({ timeout: 0 })
  expect(await waits).toEqual([])
  expect(await lost).toBeInstanceOf(Error)
})

test('a connection that ends between two messages of one statement leaves nothing behind', async () => {
  const raw = createConnection('socket' in socket.at ? socket.at.socket : '')
  raw.write(Buffer.from('\0\0\0\x10\0\x03\0\0user\0x\0\0', 'latin1'))
  // Parse of a statement that fails, then Flush and silence: the backend now skips everything up to a Sync.
  raw.write(
    Buffer.concat([Buffer.from('P\0\0\0\x0d\0nonse\0\0\0', 'latin1'), Buffer.from('H\0\0\0\x04', 'latin1')]),
  )
  await pause(30)
  const waits = client()`select 1 as one`
  raw.destroy()
  expect(await waits).toEqual([{ one: 1 }])
})

test('who is silent in a transaction for too long is cut off, so that a wait for oneself ends with an error', async () => {
  const pool = connect({ to: socket.at, connectionsMax: 2, prepare: true })
  pools.add(pool)
  const stalled = pool.begin(async (tx) => {
    await tx`insert into row values (1)`
    // The mistake: a second connection, inside a transaction.
    await pool`select 1`
    // And no further: postgres.js 3.4.9 throws outside of any promise when a transaction that was cut off asks again.
    await pause(100_000, undefined, { ref: false })
  })
  await expect(stalled).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' })
  expect(await client()`select id from row`).toEqual([])
})

test('statements of a connection that ended are freed', async () => {
  const db = client()
  await db`select ${1}::int`
  await db`select ${1}::int, ${2}::int`
  expect(await statementsKept()).toBe(2)
  await db.end()
  await expect.poll(statementsKept).toBe(0)
})

test('a message of 3 MB, in many pieces, arrives whole beside others', async () => {
  const [long, short] = [client(), client()]
  const text = 'é'.repeat(1_500_000)
  const [[row], [small]] = await Promise.all([
    long`select length(${text}::text)::int as letters`,
    short`select ${7}::int as seven`,
  ])
  expect(row).toEqual({ letters: 1_500_000 })
  expect(small).toEqual({ seven: 7 })
})

test('COPY FROM STDIN and bytes that are no PostgreSQL end their own connection, nobody else’s', async () => {
  const copying = client()
  await expect(copying.unsafe('copy row from stdin')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' })
  const raw = createConnection('socket' in socket.at ? socket.at.socket : '')
  raw.on('error', () => {})
  const ended = new Promise((resolve) => {
    raw.once('close', resolve)
  })
  raw.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
  await ended
  expect(await client()`select 1 as one`).toEqual([{ one: 1 }])
})

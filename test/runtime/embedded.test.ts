import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import type { Db } from '../../src/db/connect.ts'
import { openEmbedded } from '../../src/runtime/embedded.ts'
import type { Embedded, Embedding } from '../../src/runtime/embedded.ts'
import { clusterFile as clusterPath } from '../worlds/pglite.ts'

const clusterFile = pathToFileURL(clusterPath)
const threadFile = new URL('../../src/runtime/database-thread.ts', import.meta.url)
const opener = fileURLToPath(new URL('opener.ts', import.meta.url))

/** One that has been opened once. */
let madeFolder: string
let folder: string
const children = new Set<ChildProcess>()
const opened = new Set<Embedded>()

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'voordeur-embedded-'))
  madeFolder = join(folder, 'made')
  await (await mustOpen({ dataFolder: madeFolder })).close()
})
afterEach(async () => {
  for (const child of children) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
  children.clear()
  for (const database of opened) await database.close()
  opened.clear()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function mustOpen(embedding: Omit<Embedding, 'whenHeld'>): Promise<Embedded> {
  const opening = await openEmbedded({ whenHeld: 'refuse', threadFile, clusterFile, ...embedding })
  if (!opening.ok) throw new Error(opening.refusal)
  opened.add(opening.database)
  return opening.database
}

async function asking<T>(database: Embedded, work: (db: Db) => Promise<T>): Promise<T> {
  const db = connect({ to: database.to, connectionsMax: 2, prepare: true })
  try {
    return await work(db)
  } finally {
    await db.end()
  }
}

interface Opener {
  readonly child: ChildProcess
  /** Its first line: how the opening went. */
  readonly outcome: Promise<{ owned?: boolean; refusal?: string }>
  /** Lines after that. */
  readonly acknowledged: number[]
  readonly ended: Promise<unknown>
}

function start(dataFolder: string, ...words: (string | number)[]): Opener {
  const child = spawn(process.execPath, [opener, dataFolder, ...words.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  const acknowledged: number[] = []
  const lines = createInterface(child.stdout)
  const outcome = new Promise<{ owned?: boolean; refusal?: string }>((resolve) => {
    lines.once('line', (first) => {
      resolve(JSON.parse(first) as { owned?: boolean; refusal?: string })
      lines.on('line', (line) => acknowledged.push(Number(line)))
    })
    lines.once('close', () => resolve({ refusal: 'ended without a word' }))
  })
  // `close` comes after the last line, `exit` may come before.
  return { child, outcome, acknowledged, ended: once(child, 'close') }
}

const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

test('a second opener of the data folder is refused with a sentence that says what to do', async () => {
  const first = await mustOpen({ dataFolder: madeFolder })
  const here = await openEmbedded({ dataFolder: madeFolder, whenHeld: 'refuse', threadFile })
  const { refusal } = await start(madeFolder, 'refuse', 'leave').outcome
  expect(here).toEqual({ ok: false, refusal })
  expect(refusal).toBe(
    `Another Voordeur (process ${process.pid}) has the data folder ${madeFolder} open: stop it first, or set VOORDEUR_DATA to another folder.`,
  )
  await first.close()
  expect(await start(madeFolder, 'refuse', 'leave').outcome).toEqual({ owned: true })
})

test('what was refused does not loosen the lock of the one who has it', async () => {
  // POSIX drops a process's locks on a file when it closes any descriptor of it, so a refused try in this very
  // process could open the door.
  await mustOpen({ dataFolder: madeFolder })
  for (let i = 0; i < 5; i++) {
    const again = await openEmbedded({ dataFolder: madeFolder, whenHeld: 'refuse', threadFile })
    expect(again.ok).toBe(false)
  }
  expect((await start(madeFolder, 'refuse', 'leave').outcome).refusal).toContain('stop it first')
})

test('the command line joins the service that runs, and leaves it running', async () => {
  const service = await mustOpen({ dataFolder: madeFolder })
  await asking(service, (db) => db`create table if not exists said (word text)`)
  const command = await openEmbedded({ dataFolder: madeFolder, whenHeld: 'join', threadFile })
  if (!command.ok) throw new Error(command.refusal)
  expect(command.database).toMatchObject({ owned: false, to: service.to })
  await asking(command.database, (db) => db`insert into said values ('from the command line')`)
  await command.database.close()
  const child = start(madeFolder, 'join', 'leave')
  expect(await child.outcome).toEqual({ owned: false })
  await child.ended
  expect(await asking(service, (db) => db`select word from said`)).toEqual([
    { word: 'from the command line' },
  ])
  await service.close()
  expect(await start(madeFolder, 'join', 'leave').outcome, 'nobody serves: it serves itself').toEqual({
    owned: true,
  })
})

test('the command line waits for a service that is still starting, and then joins it', async () => {
  const dataFolder = join(folder, 'starting')
  const service = start(dataFolder, 'refuse', 'hold', 0, clusterPath)
  await expect
    .poll(() => existsSync(join(dataFolder, 'run', 'unfinished')), { interval: 5, timeout: 60_000 })
    .toBe(true)
  const command = start(dataFolder, 'join', 'leave')
  expect(await command.outcome).toEqual({ owned: false })
  expect(await service.outcome).toEqual({ owned: true })
})

test('of two who open at the same moment exactly one wins, also over what a killed one left behind', async () => {
  for (let round = 0; round < 4; round++) {
    const both = [start(madeFolder, 'refuse', 'hold'), start(madeFolder, 'refuse', 'hold')]
    const outcomes = await Promise.all(both.map(({ outcome }) => outcome))
    expect(outcomes.filter(({ owned }) => owned)).toHaveLength(1)
    expect(outcomes.filter(({ refusal }) => refusal?.includes('stop it first'))).toHaveLength(1)
    // The lock's file, the notice and the socket stay, and belong to nobody.
    for (const { child, ended } of both) {
      child.kill('SIGKILL')
      await ended
    }
    expect(existsSync(join(madeFolder, 'run', 'serving.json'))).toBe(true)
  }
  expect(await asking(await mustOpen({ dataFolder: madeFolder }), (db) => db`select 1 as one`)).toEqual([
    { one: 1 },
  ])
})

const kills = Number(process.env['KILLS'] ?? 10)

test(`killed ${kills} times in the middle of writes, the database has every acknowledged row and no half batch`, async () => {
  const acknowledged: number[] = []
  for (let round = 0; round < kills; round++) {
    const writer = start(madeFolder, 'refuse', 'write', round * 10_000_000)
    // Every third is killed while it starts: that is in the middle of the recovery from the one before.
    if (round % 3 === 2) await pause(300 + Math.random() * 600)
    else {
      expect(await writer.outcome).toEqual({ owned: true })
      // On a busy machine writing begins late: the kill waits until it is under way, and then falls anywhere.
      while (writer.acknowledged.length < 20) await pause(5)
      await pause(Math.random() * 300)
    }
    writer.child.kill('SIGKILL')
    await writer.ended
    acknowledged.push(...writer.acknowledged)
  }
  const database = await mustOpen({ dataFolder: madeFolder })
  await asking(database, async (db) => {
    const rows = await db<{ id: number }[]>`select id from row`
    const stored = new Set(rows.map(({ id }) => id))
    expect(acknowledged.length).toBeGreaterThan(kills * 10)
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([])
    expect(rows).toHaveLength(stored.size)
    expect(
      await db`select batch from row where batch is not null group by batch having count(*) <> 100`,
    ).toEqual([])
    const [counted] = await db.begin(async (tx) => {
      await tx`set local enable_seqscan = off`
      return tx<{ rows: number }[]>`select count(*)::int as rows from row where id >= 0`
    })
    expect(counted?.rows, 'index and table agree').toBe(rows.length)
  })
}, 600_000)

test('a first start that is killed half way begins again, also without a cluster to begin from', async () => {
  const dataFolder = join(folder, 'half')
  const first = start(dataFolder, 'refuse', 'hold', 0, clusterPath)
  await expect
    .poll(() => existsSync(join(dataFolder, 'pg', 'PG_VERSION')), { interval: 1, timeout: 60_000 })
    .toBe(true)
  first.child.kill('SIGKILL')
  await first.ended
  expect(existsSync(join(dataFolder, 'run', 'unfinished')), 'it was half way').toBe(true)
  const clusterless = { clusterFile: pathToFileURL(join(folder, 'no-cluster')) }
  expect(await asking(await mustOpen({ dataFolder, ...clusterless }), (db) => db`select 1 as one`)).toEqual([
    { one: 1 },
  ])
  expect(existsSync(join(dataFolder, 'run', 'unfinished'))).toBe(false)
})

test('only this user can reach the data folder and the socket', async () => {
  const { to } = await mustOpen({ dataFolder: madeFolder })
  expect(modeOf(madeFolder)).toBe('700')
  expect(modeOf(join(madeFolder, 'run'))).toBe('700')
  expect(modeOf(join(madeFolder, 'pg'))).toBe('700')
  expect(modeOf(join(madeFolder, 'run', 'serving.json'))).toBe('600')
  expect('socket' in to && modeOf(to.socket)).toBe('600')
})

test('a folder that was there with something in it keeps its mode, and ours inside are private', async () => {
  const dataFolder = join(folder, 'shared')
  mkdirSync(dataFolder)
  writeFileSync(join(dataFolder, 'of-another'), '')
  chmodSync(dataFolder, 0o755)
  cpSync(join(madeFolder, 'pg'), join(dataFolder, 'pg'), { recursive: true })
  const database = await mustOpen({ dataFolder })
  expect(modeOf(dataFolder)).toBe('755')
  expect(modeOf(join(dataFolder, 'run'))).toBe('700')
  expect(modeOf(join(dataFolder, 'pg'))).toBe('700')
  await database.close()
  expect(readdirSync(dataFolder).toSorted()).toEqual(['of-another', 'pg', 'run'])
})

test('where the path is too long for a socket, it lies in a private folder that goes away again', async () => {
  const dataFolder = join(folder, 'long'.repeat(30))
  cpSync(join(madeFolder, 'pg'), join(dataFolder, 'pg'), { recursive: true })
  const database = await mustOpen({ dataFolder })
  const { to } = database
  if (!('socket' in to)) throw new Error('a socket was expected')
  expect(to.socket.startsWith(dataFolder)).toBe(false)
  expect(modeOf(dirname(to.socket))).toBe('700')
  expect(await start(dataFolder, 'join', 'leave').outcome).toEqual({ owned: false })
  expect(await asking(database, (db) => db`select 1 as one`)).toEqual([{ one: 1 }])
  await database.close()
  expect(existsSync(dirname(to.socket))).toBe(false)
})

test('a folder that can not be used and a database that does not open are refused with a sentence', async () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  const unusable = await openEmbedded({ dataFolder: file, whenHeld: 'refuse', threadFile })
  expect(!unusable.ok && unusable.refusal).toMatch(
    /^The data folder .* can't be used \(E\w+\): .* VOORDEUR_DATA/,
  )
  const dataFolder = join(folder, 'broken')
  mkdirSync(join(dataFolder, 'pg'), { recursive: true })
  writeFileSync(join(dataFolder, 'pg', 'PG_VERSION'), '3\n')
  const broken = await openEmbedded({ dataFolder, whenHeld: 'refuse', threadFile })
  expect(!broken.ok && broken.refusal).toMatch(/^The database in .* does not open/)
  expect(existsSync(join(dataFolder, 'pg', 'PG_VERSION')), 'what was there is left alone').toBe(true)
  const again = await openEmbedded({ dataFolder, whenHeld: 'refuse', threadFile })
  expect(!again.ok && again.refusal, 'the lock was given back').toMatch(/does not open/)
})

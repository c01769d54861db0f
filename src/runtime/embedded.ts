/**
 * The embedded database: PGlite in `<dataFolder>/pg`, in a thread, behind a socket that only this user can reach.
 * One process has it open; others on the same machine join it through the socket. PGlite itself refuses no second
 * opener, and two of them destroyed 10,309 of 17,444 acknowledged rows in a trial, so the lock here is the only guard.
 *
 * A killed process loses no acknowledged row: each answer waits until its writes are with the operating system.
 * A power cut may, since PGlite never calls fsync.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Place } from './database-socket.ts'
import type { ThreadReport, ThreadTask } from './database-thread.ts'
import { takeFolderLock } from './folder-lock.ts'
import type { FolderLock } from './folder-lock.ts'

export interface Embedding {
  readonly dataFolder: string
  /** The service refuses a folder that is in use; the CLI joins whoever serves it, and serves it when nobody does. */
  readonly whenHeld: 'refuse' | 'join'
  /** The compiled thread; beside this file unless a test runs the source. */
  readonly threadFile?: URL
  /** The cluster that a first start begins from; beside this file unless a test runs the source. Without it `initdb` runs. */
  readonly clusterFile?: URL
  /** The database broke down after it was opened. Nothing is answered any more: end the process. */
  readonly lost?: () => void
  /** How long to wait for a holder that does not serve yet, or no longer, ms. A first start takes about 2 s. */
  readonly waitMs?: number
}

export interface Embedded {
  readonly to: Place
  /** False: another process serves it, and `close` leaves it running. */
  readonly owned: boolean
  /** Lets the statement that runs finish, drops all connections, closes. May be called twice. A killed process is safe too. */
  close(): Promise<void>
}

/** `refusal` is one sentence for the operator: what is the matter and what to do. */
export type Opening =
  | { readonly ok: true; readonly database: Embedded }
  | { readonly ok: false; readonly refusal: string }

const refuse = (refusal: string): Opening => ({ ok: false, refusal })

/** What the holder says of itself to those who join. */
interface Notice {
  readonly pid: number
  readonly at: Place
}

/** 108 bytes on Linux, 104 on macOS, with the closing zero. */
const socketPathBytesMax = 100

/** Opens or joins. Expected trouble (held, unusable folder, broken database) is a refusal; it throws on a bug only. */
export async function openEmbedded(embedding: Embedding): Promise<Opening> {
  const { dataFolder, whenHeld, waitMs = 20_000 } = embedding
  let room: Room
  try {
    room = prepareRoom(dataFolder)
  } catch (thrown) {
    return refuse(
      `The data folder ${dataFolder} can't be used (${codeOf(thrown)}): make it a folder that this user may write, or set VOORDEUR_DATA to another.`,
    )
  }
  const giveUpAt = performance.now() + waitMs
  do {
    let lock: FolderLock | undefined
    try {
      lock = takeFolderLock(room.lock)
    } catch {
      return refuse(
        `The file system of ${dataFolder} can't lock files, so the database is not safe there: set VOORDEUR_DATA to a folder on a local disk.`,
      )
    }
    const notice = readNotice(room.notice)
    // The second guard, for a file system that grants the lock to everybody: somebody who answers has the folder.
    const answers = notice !== undefined && 'socket' in notice.at && (await isAnswering(notice.at))
    if (lock && !answers) return serve(embedding, room, lock, notice)
    lock?.release()
    if (whenHeld === 'refuse') {
      const who = notice ? ` (process ${notice.pid})` : ''
      return refuse(
        `Another Voordeur${who} has the data folder ${dataFolder} open: stop it first, or set VOORDEUR_DATA to another folder.`,
      )
    }
    if (notice && (answers || (await isAnswering(notice.at))))
      return { ok: true, database: { to: notice.at, owned: false, close: async () => {} } }
    await pause(50)
  } while (performance.now() < giveUpAt)
  return refuse(
    `Another Voordeur has the data folder ${dataFolder} open and does not answer: wait until it has started or stopped, then try again.`,
  )
}

interface Room {
  readonly database: string
  readonly lock: string
  readonly notice: string
  readonly socket: string
  /** Stands while the first start is under way. */
  readonly unfinished: string
}

/** Makes the folders, for this user only. A folder that was there with something in it keeps its mode; ours inside are private. */
function prepareRoom(dataFolder: string): Room {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const root = realpathSync(dataFolder)
  if (readdirSync(root).length === 0) chmodSync(root, 0o700)
  const run = join(root, 'run')
  mkdirSync(run, { recursive: true, mode: 0o700 })
  chmodSync(run, 0o700)
  return {
    database: join(root, 'pg'),
    lock: join(run, 'lock'),
    notice: join(run, 'serving.json'),
    socket: join(run, 'pg.sock'),
    unfinished: join(run, 'unfinished'),
  }
}

/** With the lock held: clears what a killed holder left, starts the thread, and tells others where it is. */
async function serve(
  embedding: Embedding,
  room: Room,
  lock: FolderLock,
  left: Notice | undefined,
): Promise<Opening> {
  rmSync(room.notice, { force: true })
  if (left && 'socket' in left.at) removeShortFolder(left.at.socket)
  // A first start that was cut short leaves half a cluster, and nobody was served from it yet: begin again.
  if (existsSync(room.unfinished)) rmSync(room.database, { recursive: true, force: true })
  mkdirSync(room.database, { recursive: true, mode: 0o700 })
  chmodSync(room.database, 0o700)
  const isFirst = readdirSync(room.database).length === 0
  if (isFirst) writeFileSync(room.unfinished, '')

  const cluster = fileURLToPath(embedding.clusterFile ?? new URL('./cluster.tar', import.meta.url))
  const task: ThreadTask = {
    folder: room.database,
    at: placeFor(room.socket),
    ...(isFirst && existsSync(cluster) && { image: cluster }),
  }
  const thread = new Worker(embedding.threadFile ?? new URL('./database-thread.js', import.meta.url), {
    workerData: task,
  })
  const end = async (): Promise<void> => {
    await thread.terminate()
    lock.release()
  }
  const started = await firstReport(thread)
  if (started.is !== 'serving') {
    await end()
    const why = started.is === 'failed' ? started.why : 'its thread ended'
    return refuse(
      `The database in ${room.database} does not open (${why}): put back a backup, or set VOORDEUR_DATA to another folder.`,
    )
  }
  rmSync(room.unfinished, { force: true })
  writeNotice(room.notice, { pid: process.pid, at: started.at })

  let closing: Promise<void> | undefined
  const lose = (): void => {
    if (!closing) embedding.lost?.()
  }
  thread.on('message', lose)
  thread.on('error', lose)
  thread.on('exit', lose)
  const close = async (): Promise<void> => {
    rmSync(room.notice, { force: true })
    const closed = firstReport(thread)
    thread.postMessage('close')
    await closed
    if ('socket' in started.at) removeShortFolder(started.at.socket)
    await end()
  }
  return { ok: true, database: { to: started.at, owned: true, close: () => (closing ??= close()) } }
}

function firstReport(thread: Worker): Promise<ThreadReport> {
  return new Promise((resolve) => {
    thread.once('message', (said: ThreadReport) => resolve(said))
    thread.once('error', (thrown: unknown) =>
      resolve({ is: 'failed', why: thrown instanceof Error ? thrown.message : 'unknown' }),
    )
    thread.once('exit', () => resolve({ is: 'closed' }))
  })
}

const shortFolderPrefix = 'voordeur-'

/** The socket lies in the data folder; where that path is too long for one, in a private folder with a random name. */
function placeFor(socket: string): Place {
  if (process.platform === 'win32') return { port: 0 }
  if (Buffer.byteLength(socket) <= socketPathBytesMax) return { socket }
  return { socket: join(mkdtempSync(join(tmpdir(), shortFolderPrefix)), 'pg.sock') }
}

function removeShortFolder(socket: string): void {
  const folder = dirname(socket)
  if (dirname(folder) === tmpdir() && basename(folder).startsWith(shortFolderPrefix))
    rmSync(folder, { recursive: true, force: true })
}

function readNotice(file: string): Notice | undefined {
  try {
    const said: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return said as Notice
  } catch {
    return undefined
  }
}

/** Under a name of its own first, so that nobody reads half of it. */
function writeNotice(file: string, notice: Notice): void {
  const draft = `${file}.new`
  writeFileSync(draft, JSON.stringify(notice), { mode: 0o600 })
  renameSync(draft, file)
}

function isAnswering(at: Place): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = 'socket' in at ? createConnection(at.socket) : createConnection(at.port, '127.0.0.1')
    const say = (answering: boolean) => () => {
      socket.destroy()
      resolve(answering)
    }
    socket.once('connect', say(true))
    socket.once('error', say(false))
  })
}

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'unknown'

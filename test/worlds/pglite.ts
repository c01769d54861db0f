/**
 * The database of almost every test: PGlite in memory, in a thread behind its socket, spoken to by postgres.js like
 * any server, and served by the same code as the embedded database. Emptied between tests, swept between test files.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { connect } from '../../src/db/connect.ts'
import type { Db, Tx } from '../../src/db/connect.ts'
import type { Place } from '../../src/runtime/database-socket.ts'
import type { ThreadReport, ThreadTask } from '../../src/runtime/database-thread.ts'

/** What `node build.ts` made: a cluster as `initdb` leaves it. */
export const clusterFile = fileURLToPath(new URL('../../dist/cluster.tar', import.meta.url))

export interface PgliteWorld {
  readonly db: Db
  /** For a second pool, such as one that captures statements. */
  readonly to: Place
  close(): Promise<void>
}

interface Served {
  readonly at: Place
  end(): Promise<void>
}

/** One that a test file closed, swept for the next file of this worker: starting one costs 2 s of processor time. */
let idle: Served | undefined

/** Empty: no table yet, `migrate(db, …)` makes them. */
export async function openPglite({
  observe,
}: { observe?: (statement: string) => void } = {}): Promise<PgliteWorld> {
  const served = idle ?? (await serve())
  idle = undefined
  const db = connect({ to: served.at, connectionsMax: 4, prepare: true, ...(observe && { observe }) })
  return {
    db,
    to: served.at,
    async close() {
      if (idle) {
        await db.end({ timeout: 1 })
        return served.end()
      }
      await db.unsafe('drop schema public cascade')
      await db.unsafe('create schema public')
      await db.unsafe('grant usage on schema public to public')
      await db.end({ timeout: 1 })
      idle = served
    },
  }
}

async function serve(): Promise<Served> {
  const windows = process.platform === 'win32'
  const folder = mkdtempSync(join(tmpdir(), 'voordeur-pglite-'))
  const task: ThreadTask = {
    at: windows ? { port: 0 } : { socket: join(folder, 'pg.sock') },
    image: clusterFile,
  }
  const thread = new Worker(new URL('../../src/runtime/database-thread.ts', import.meta.url), {
    workerData: task,
  })
  const said = await reportOf(thread)
  if (said.is !== 'serving')
    throw new Error(`PGlite did not start: ${said.is === 'failed' ? said.why : said.is}`)
  // Nobody ends the last one: it must not keep its worker.
  thread.unref()
  const removeFolder = () => rmSync(folder, { recursive: true, force: true })
  process.once('exit', removeFolder)
  return {
    at: said.at,
    async end() {
      await thread.terminate()
      process.off('exit', removeFolder)
      removeFolder()
    },
  }
}

function reportOf(thread: Worker): Promise<ThreadReport> {
  return new Promise((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
}

/** Truncates every table of the schema public but `schema_migration`, partitions through their parents, in one statement. */
export async function emptyTables(db: Db | Tx): Promise<void> {
  const tables = await db<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'schema_migration'`
  if (tables.length > 0) await db.unsafe(`truncate ${tables.map(({ name }) => name).join(', ')}`)
}

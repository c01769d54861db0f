/**
 * The database of almost every test: PGlite in memory, in a thread behind its socket, spoken to by postgres.js like
 * any server, and served by the same code as the embedded database. One for a test process, emptied between tests.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { connect } from '../../src/db/connect.ts'
import type { Db, Tx } from '../../src/db/connect.ts'
import type { Place } from '../../src/runtime/database-socket.ts'
import type { ThreadReport, ThreadTask } from '../../src/runtime/database-thread.ts'

export interface PgliteWorld {
  readonly db: Db
  /** For a second pool, such as one that captures statements. */
  readonly to: Place
  close(): Promise<void>
}

/** Empty: no table yet, `migrate(db, …)` makes them. 0.6 s; 3 s where the package was installed just now. */
export async function openPglite({
  observe,
}: { observe?: (statement: string) => void } = {}): Promise<PgliteWorld> {
  const windows = process.platform === 'win32'
  const folder = mkdtempSync(join(tmpdir(), 'voordeur-pglite-'))
  const task: ThreadTask = {
    at: windows ? { port: 0 } : { socket: join(folder, 'pg.sock') },
    image: await readyImage(),
  }
  const thread = new Worker(new URL('../../src/runtime/database-thread.ts', import.meta.url), {
    workerData: task,
  })
  const said = await reportOf(thread)
  if (said.is !== 'serving')
    throw new Error(`PGlite did not start: ${said.is === 'failed' ? said.why : said.is}`)
  const db = connect({ to: said.at, connectionsMax: 4, prepare: true, ...(observe && { observe }) })
  return {
    db,
    to: said.at,
    async close() {
      await db.end({ timeout: 1 })
      await thread.terminate()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function reportOf(thread: Worker): Promise<ThreadReport> {
  return new Promise((resolve, reject) => {
    thread.once('message', resolve)
    thread.once('error', reject)
  })
}

/**
 * A cluster as `initdb` leaves it, as a file beside the installed packages: making one costs each test file 2.5 s.
 * It goes away with the packages, and its name holds PGlite's version.
 */
export async function readyImage(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite')
  const { version } = createRequire(entry)('../package.json') as { version: string }
  const cache = join(dirname(entry), '../../../.cache/voordeur')
  const image = join(cache, `pglite-${version}.tar`)
  if (existsSync(image)) return image
  const fresh = await PGlite.create('memory://')
  const tar = await fresh.dumpDataDir('none')
  await fresh.close()
  mkdirSync(cache, { recursive: true })
  // Two test processes may make it at once: each writes its own, and the name always stands for a whole one.
  const draft = `${image}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, Buffer.from(await tar.arrayBuffer()))
  renameSync(draft, image)
  return image
}

/** Truncates every table of the schema public but `schema_migration`, partitions through their parents, in one statement. */
export async function emptyTables(db: Db | Tx): Promise<void> {
  const tables = await db<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'schema_migration'`
  if (tables.length > 0) await db.unsafe(`truncate ${tables.map(({ name }) => name).join(', ')}`)
}

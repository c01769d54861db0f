/**
 * The embedded database in a thread of its own: a query of 1.4 s there leaves the event loop of the service free.
 * Whoever starts this thread holds the lock of the data folder: PGlite does not refuse a second opener, and two of
 * them destroy acknowledged rows.
 */
import { openAsBlob } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { must } from '../must.ts'
import { serveDatabase } from './database-socket.ts'
import type { Place } from './database-socket.ts'

export interface ThreadTask {
  /** Absent: in memory. */
  readonly folder?: string
  readonly at: Place
  /** A tar of a cluster to begin from, in place of a fresh one. */
  readonly image?: string
}

export type ThreadReport =
  | { readonly is: 'serving'; readonly at: Place }
  | { readonly is: 'failed'; readonly why: string }
  | { readonly is: 'closed' }

const parent = must(parentPort, 'this file runs as a thread')
const task = workerData as ThreadTask
const report = (said: ThreadReport): void => parent.postMessage(said)
const fail = (reason: unknown): void =>
  report({ is: 'failed', why: reason instanceof Error ? reason.message : 'unknown' })

// V8 optimises a function of the database after it ran for a while, and at its own measure it begins while the database is
// still starting: 2 s of processor time. At ten times that, a start takes half as long, and what is used for longer is
// optimised all the same.
setFlagsFromString('--wasm-tiering-budget=130000000')

try {
  const db = await PGlite.create({
    dataDir: task.folder ?? 'memory://',
    // Each answer waits until its writes were handed to the operating system, which outlives a killed process.
    relaxedDurability: false,
    // By its own measure 128 MB, all of it touched at each start: half of what a start takes, and 100 MB of memory that a small
    // site never fills. What is read again comes from the operating system's memory.
    startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'],
    ...(task.image !== undefined && { loadDataDir: await openAsBlob(task.image) }),
  })
  const socket = await serveDatabase({ db, at: task.at, broken: fail })
  parent.once('message', () => {
    void (async () => {
      await socket.close()
      await db.close()
    })()
      .then(() => report({ is: 'closed' }), fail)
      .finally(() => parent.close())
  })
  report({ is: 'serving', at: socket.at })
} catch (reason) {
  fail(reason)
}

/**
 * One process at a time per data folder. The lock is the operating system's own, held through SQLite on an empty
 * file: it ends with the process however that ends, it can't be taken over while it is held, two who try at the same
 * moment can't both get it, and it holds between containers that share a volume, where process ids mean nothing.
 *
 * Nothing else in this process may open and close the lock file, not even to read it or to set its mode: POSIX drops
 * a process's locks on a file at any close of it. So its privacy comes from its folder.
 */
import { DatabaseSync } from 'node:sqlite'

export interface FolderLock {
  release(): void
}

/** Keeps what is held from the garbage collector, which would close it and so let a second opener in. */
const held = new Set<DatabaseSync>()

/** SQLITE_BUSY: somebody holds it. */
const BUSY = 5

const isBusy = (thrown: unknown): boolean =>
  typeof thrown === 'object' && thrown !== null && 'errcode' in thrown && thrown.errcode === BUSY

/** The lock, or undefined when another opener holds it. Never waits. Throws when the file system can't lock. */
export function takeFolderLock(file: string): FolderLock | undefined {
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    // Nothing is ever written, so no journal is left behind to be replayed.
    database.exec('pragma journal_mode = off; begin exclusive')
  } catch (thrown) {
    database.close()
    if (isBusy(thrown)) return undefined
    throw thrown
  }
  held.add(database)
  return {
    release() {
      if (held.delete(database)) database.close()
    },
  }
}

/**
 * The file that the journal is copied to (`audit/journal.ts`): lines, each on the disk before the database hears that it is. Only the
 * service's own user reads it; it belongs on another disk than the database, and in no backup.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { keepLines } from '../audit/journal.ts'
import { failureOf } from '../db/failure.ts'

export interface JournalFile {
  /** Null when there is no such file. */
  readonly read: () => Promise<string | null>
  /** Makes the file when there is none; returns when everything is on the disk. */
  readonly append: (lines: string) => Promise<void>
  /** Takes away the lines that are past their time. For the one process that keeps the file: another that appends at that moment would lose its lines. */
  readonly prune: (now: Date) => Promise<void>
}

export function openJournalFile(path: string): JournalFile {
  async function read(): Promise<string | null> {
    try {
      return await readFile(path, 'utf8')
    } catch (thrown) {
      if (failureOf(thrown).code === 'ENOENT') return null
      throw thrown
    }
  }

  async function append(lines: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const file = await open(path, 'a+', 0o600)
    try {
      const { size } = await file.stat()
      const last = Buffer.alloc(1)
      if (size > 0) await file.read(last, 0, 1, size - 1)
      // A crash left half a line: what follows must not become part of it.
      await file.writeFile(size > 0 && last[0] !== 10 ? `\n${lines}` : lines)
      await file.sync()
    } finally {
      await file.close()
    }
    await syncFolder(dirname(path))
  }

  async function prune(now: Date): Promise<void> {
    const text = (await read()) ?? ''
    const kept = keepLines(now, text)
    if (kept === text) return
    const draft = `${path}.${process.pid}`
    try {
      const file = await open(draft, 'w', 0o600)
      await file.writeFile(kept)
      await file.sync()
      await file.close()
      await rename(draft, path)
    } finally {
      await rm(draft, { force: true })
    }
    await syncFolder(dirname(path))
  }

  return { read, append, prune }
}

/** So that the name is on the disk as well. Windows has no such thing and needs none. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

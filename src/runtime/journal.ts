/** Keeps the journal's file beside the running service: what was done is in it within seconds, and leaves it after 13 months. */
import { copyJournal } from '../audit/journal.ts'
import type { Ports } from '../ports.ts'
import { openJournalFile } from './journal-file.ts'

export interface NodeJournal {
  /** Copies what is not in the file yet, and makes the file: a restore asks for it. Never two at once. */
  readonly copy: () => Promise<void>
}

const hour = 3_600_000

export function openJournal(ports: Pick<Ports, 'db' | 'now' | 'keyFor'>, path: string): NodeJournal {
  const file = openJournalFile(path)
  let prunedAt = 0
  return {
    async copy() {
      if (prunedAt === 0) await file.append('')
      while ((await copyJournal(ports, file.append)) > 0);
      const now = ports.now()
      if (now.getTime() - prunedAt < hour) return
      await file.prune(now)
      prunedAt = now.getTime()
    },
  }
}

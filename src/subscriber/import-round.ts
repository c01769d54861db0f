/**
 * What imports do by themselves: rows are checked, taken, or ended again, a batch at a time. How far it is stands in the database with what
 * was done, so whoever dies halfway loses nothing and does nothing twice; two processes never work on the same import at once.
 */
import type { Db } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { listSites } from '../site/site.ts'
import { applyRows, undoRows } from './import-apply.ts'
import { checkRows } from './import-check.ts'
import { holdImport, type ImportState } from './import.ts'

type Working = { readonly db: Db } & Pick<Ports, 'now' | 'random' | 'keyFor'>

/** In one transaction. More holds the rows of people longer; fewer spends more on statements. */
const rowsPerBatch = 500

interface Step {
  readonly state: ImportState
  readonly cursorRow: number
  readonly admitted?: number
  readonly known?: number
  readonly ended?: number
}

/** One batch of one import. False when there is nothing to do for it now. Index: reader_import_pk. */
async function advance(ports: Working, siteId: SiteId, importId: string): Promise<boolean> {
  return await ports.db.begin(async (db) => {
    const within = { ...ports, db }
    const held = await holdImport(within, siteId, importId)
    if (!held) return false
    const step = await stepOf(within, held)
    if (!step) return false
    const { state, cursorRow, admitted = 0, known = 0, ended = 0 } = step
    await db`
      update reader_import set state = ${state}, cursor_row = ${cursorRow}, admitted = admitted + ${admitted},
        known = known + ${known}, ended = ended + ${ended}, changed_at = ${ports.now()}
      where site_id = ${siteId} and import_id = ${importId}`
    return state === held.state
  })
}

async function stepOf(
  ports: Parameters<typeof checkRows>[0],
  held: Parameters<typeof checkRows>[1],
): Promise<Step | null> {
  switch (held.state) {
    case 'checking': {
      const cursorRow = await checkRows(ports, held, rowsPerBatch)
      return cursorRow === null
        ? { state: 'ready', cursorRow: held.lastRow }
        : { state: 'checking', cursorRow }
    }
    case 'applying': {
      const applied = await applyRows(ports, held, rowsPerBatch)
      return applied === null ? { state: 'done', cursorRow: held.lastRow } : { state: 'applying', ...applied }
    }
    case 'undoing': {
      const cursorRow = Math.min(held.cursorRow + rowsPerBatch, held.lastRow)
      const ended = await undoRows(ports, held, held.cursorRow, cursorRow)
      return { state: cursorRow === held.lastRow ? 'undone' : 'undoing', cursorRow, ended }
    }
    case 'reading':
    case 'ready':
    case 'done':
    case 'cancelled':
    case 'undone':
      return null
  }
}

/** Goes on with one import, at most so many batches: a small file is done before its sender has seen the next page. Answers how many. */
export async function advanceImport(
  ports: Working,
  siteId: SiteId,
  importId: string,
  batchesMax: number,
): Promise<number> {
  let batches = 0
  while (batches < batchesMax && (await advance(ports, siteId, importId))) batches += 1
  return batches
}

/**
 * Goes on with every import that is under way, the oldest first, at most so many batches altogether. One that fails keeps no other
 * waiting; the first failure is thrown when all had their turn. Index: reader_import_due.
 */
export async function applyImports(
  ports: Working & Pick<Ports, 'isStopping'>,
  batchesMax = 100,
): Promise<void> {
  let left = batchesMax
  const failures: unknown[] = []
  for (const { id: siteId } of await listSites(ports)) {
    const due = await ports.db<{ import_id: string }[]>`
      select import_id from reader_import
      where site_id = ${siteId} and state in ('checking', 'applying', 'undoing') order by made_at`
    for (const { import_id: importId } of due) {
      try {
        // One batch more than is counted, the last of an import, which finds nothing left to do.
        while (left > 0 && !ports.isStopping() && (await advance(ports, siteId, importId))) left -= 1
      } catch (thrown) {
        failures.push(thrown)
      }
    }
  }
  if (failures.length > 0) throw failures[0]
}

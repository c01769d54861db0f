/**
 * Makes a backup: all tables as they stood at one moment (one transaction that sees one snapshot), a page of rows at a time, so that a
 * large site takes as little memory as a small one. What is in it: `catalogue.ts`; how it looks: `format.ts`.
 */
import type { Tx } from '../db/connect.ts'
import { listPartitions } from '../db/partitions.ts'
import type { Ports } from '../ports.ts'
import { listMigrations, listTables, travelsAsText, type Table } from './catalogue.ts'
import { openSink, type BackupSink } from './format.ts'

/** Rows that are held at once: a page of the largest, newsletters with their pictures' names, is some tens of megabytes. */
const pageRows = 500
/** Characters of a chunk: rows of a page are cut into as many as it takes. */
const chunkLength = 2_097_152

/** Rows by table, as they were written; the last chunk, by which a restore knows that it has all. */
export type Totals = Readonly<Record<string, number>>

export interface Written {
  readonly tables: number
  readonly rows: number
}

/**
 * Writes everything to `write`. `onRows` hears how many rows of how many are done. Works beside the service, and through a pooler; the
 * embedded database does nothing else until it is done.
 */
export async function writeBackup(
  { db, now, random, keyFor }: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>,
  write: (bytes: Uint8Array) => Promise<void>,
  onRows: (rows: number, of: number) => void = () => {},
): Promise<Written> {
  return await db.begin('isolation level repeatable read read only', async (tx) => {
    const tables = await listTables(tx)
    const months = [...(await listPartitions(tx))].map((name) => name.slice(-7).replace('_', '-')).toSorted()
    const header = {
      madeAt: now().toISOString(),
      migrations: await listMigrations(tx),
      months,
      journal: await findJournalEnds(tx),
    }
    const sink = await openSink({ random, keyFor }, header, write)
    let of = 0
    for (const table of tables) of += await countRows(tx, table)
    const totals: Record<string, number> = {}
    let done = 0
    for (const table of tables) {
      totals[table.name] = await writeTable(tx, table, sink, (rows) => onRows(done + rows, of))
      done += totals[table.name] ?? 0
    }
    await sink.end(JSON.stringify(totals))
    return { tables: tables.length, rows: done }
  })
}

/** Where the journal of each site stands, in the same snapshot. Index: journal_entry_pk; reads 13 months of it. */
async function findJournalEnds(tx: Tx): Promise<Record<string, number>> {
  const rows = await tx<{ site_id: number; seq: string }[]>`
    /* every site */ select site_id, max(seq)::text as seq from journal_entry group by site_id`
  return Object.fromEntries(rows.map(({ site_id: id, seq }) => [id, Number(seq)]))
}

/** Reads the whole table, for the line that says how far it is. */
async function countRows(tx: Tx, { name }: Table): Promise<number> {
  const [row] = await tx.unsafe<{ rows: string }[]>(
    `/* every site */ select count(*)::text as rows from ${name}`,
  )
  return Number(row?.rows ?? 0)
}

/** Reads the whole table, in the order in which it lies. A row stays the text that the database made of it: no number is rounded. */
async function writeTable(
  tx: Tx,
  { name, columns }: Table,
  sink: BackupSink,
  onRows: (rows: number) => void,
): Promise<number> {
  const wanted = columns
    .map((column) => (travelsAsText(column) ? `${column.name}::text as ${column.name}` : column.name))
    .join(', ')
  const pages = tx
    .unsafe<{ row: string }[]>(
      `/* every site */ select row_to_json(one)::text as row from (select ${wanted} from ${name}) one`,
    )
    .cursor(pageRows)
  let written = 0
  for await (const page of pages) {
    let chunk: string[] = []
    let length = 0
    for (const { row } of page) {
      chunk.push(row)
      length += row.length
      if (length < chunkLength) continue
      await sink.put(`${name}\n[${chunk.join(',')}]`)
      chunk = []
      length = 0
    }
    if (chunk.length > 0) await sink.put(`${name}\n[${chunk.join(',')}]`)
    written += page.length
    onRows(written)
  }
  return written
}

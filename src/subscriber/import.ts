/**
 * A file of readers on its way in. Its rows wait sealed, are checked, looked at by whoever brought them, and taken once that is
 * confirmed; a row that is taken is gone, one that is refused stays to be reported, and all of it is gone after three days. Until then
 * what an import began can be ended again. What goes on by itself is `import-round.ts`'s.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { blindIndex, seal, unseal } from '../seal.ts'
import type { Site } from '../site/site.ts'
import { uuidOf } from '../uuid.ts'
import type { Email } from './email.ts'
import { columnMap, guessColumns, requiredFields, type ColumnMap } from './import-columns.ts'
import type { FileReading, FileRow } from './import-file.ts'
import type { ImportRefusal } from './import-row.ts'
import { emailIndex } from './subscriber.ts'

/** `reading`: the file is being sent. `ready`: checked, and waiting to be confirmed. */
export type ImportState =
  | 'reading'
  | 'checking'
  | 'ready'
  | 'applying'
  | 'done'
  | 'cancelled'
  | 'undoing'
  | 'undone'

/** `known`: gets all of it already, which is no error. */
export type Verdict = 'new' | 'known' | ImportRefusal

export interface ReaderImport {
  readonly siteId: SiteId
  readonly id: string
  readonly state: ImportState
  readonly lists: readonly number[]
  /** None where the first row of the file is a person. */
  readonly names: readonly string[]
  readonly width: number
  readonly columns: ColumnMap
  readonly rows: number
  readonly lastRow: number
  /** How far it is in what it does now. */
  readonly cursorRow: number
  readonly admitted: number
  readonly known: number
  /** Subscriptions that undoing it ended. */
  readonly ended: number
  readonly madeAt: Date
  readonly madeBy: string
  readonly changedAt: Date
}

/** After the last thing that happened to it: as long as somebody can want it undone, and no longer. */
const daysMax = 3

/** At once at one site, files of 50 MB each. */
export const importsMax = 10

interface ImportRow {
  readonly site_id: number
  readonly import_id: string
  readonly state: ImportState
  readonly lists: number[]
  readonly column_names: Uint8Array | null
  readonly width: number
  readonly column_map: unknown
  readonly row_count: number
  readonly last_row: number
  readonly cursor_row: number
  readonly admitted: number
  readonly known: number
  readonly ended: number
  readonly made_at: Date
  readonly made_by: string
  readonly changed_at: Date
}

type Keys = Pick<Ports, 'keyFor'>
type Reading = { readonly db: Tx } & Keys
type Storing = Reading & Pick<Ports, 'now' | 'random'>

const importOf = (ports: Keys, row: ImportRow): ReaderImport => ({
  siteId: row.site_id as SiteId,
  id: row.import_id,
  state: row.state,
  lists: row.lists,
  names: row.column_names
    ? (JSON.parse(unseal(ports, 'reader_import.column_names', row.column_names)) as string[])
    : [],
  width: row.width,
  columns: columnMap.parse(row.column_map) as ColumnMap,
  rows: row.row_count,
  lastRow: row.last_row,
  cursorRow: row.cursor_row,
  admitted: row.admitted,
  known: row.known,
  ended: row.ended,
  madeAt: row.made_at,
  madeBy: row.made_by,
  changedAt: row.changed_at,
})

/** Ours look like this; anything else is nobody's, and need not be asked for. */
const idShape = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** Takes any text. Index: reader_import_pk. */
export async function findImport(ports: Reading, siteId: SiteId, id: string): Promise<ReaderImport | null> {
  if (!idShape.test(id)) return null
  const [row] = await ports.db<ImportRow[]>`
    select site_id, import_id, state, lists, column_names, width, column_map, row_count, last_row, cursor_row,
      admitted, known, ended, made_at, made_by, changed_at
    from reader_import where site_id = ${siteId} and import_id = ${id}`
  return row ? importOf(ports, row) : null
}

/**
 * The import as it stands and stays until the transaction ends. Null when it is gone, or when another process works on it: that one
 * goes on, so nobody waits. Index: reader_import_pk.
 */
export async function holdImport(ports: Reading, siteId: SiteId, id: string): Promise<ReaderImport | null> {
  const [row] = await ports.db<ImportRow[]>`
    select site_id, import_id, state, lists, column_names, width, column_map, row_count, last_row, cursor_row,
      admitted, known, ended, made_at, made_by, changed_at
    from reader_import where site_id = ${siteId} and import_id = ${id} for update skip locked`
  return row ? importOf(ports, row) : null
}

/** Those whose file was read, the latest first; bounded by `importsMax` and the sweep. Index: reader_import_pk. */
export async function listImports(
  ports: Reading,
  { id }: Pick<Site, 'id'>,
): Promise<readonly ReaderImport[]> {
  const rows = await ports.db<ImportRow[]>`
    select site_id, import_id, state, lists, column_names, width, column_map, row_count, last_row, cursor_row,
      admitted, known, ended, made_at, made_by, changed_at
    from reader_import where site_id = ${id} and state <> 'reading' order by made_at desc`
  return rows.map((row) => importOf(ports, row))
}

/** Null when there are as many as there can be; two at once may make one more. Index: reader_import_pk. */
export async function beginImport(
  ports: Storing,
  { id: siteId }: Pick<Site, 'id'>,
  { lists, madeBy }: { readonly lists: readonly number[]; readonly madeBy: string },
): Promise<string | null> {
  const id = uuidOf(ports.random(16))
  const now = ports.now()
  const { count } = await ports.db`
    insert into reader_import (site_id, import_id, state, lists, column_map, made_at, made_by, changed_at)
    select ${siteId}, ${id}, 'reading', ${ports.db.json([...lists])}, ${ports.db.json({})}, ${now}, ${madeBy}, ${now}
    where (select count(*) from reader_import where site_id = ${siteId}) < ${importsMax}`
  return count === 1 ? id : null
}

export const sealCells = (ports: Keys & Pick<Ports, 'random'>, cells: readonly string[]): Buffer =>
  seal(ports, 'reader_import_row.sealed', JSON.stringify(cells))

export const openCells = (ports: Keys, sealed: Uint8Array): readonly string[] =>
  JSON.parse(unseal(ports, 'reader_import_row.sealed', sealed)) as string[]

/** Keeps rows as they came, in one statement. Index: reader_import_row_pk; tried with 500 rows. */
export async function stageRows(
  ports: Storing,
  siteId: SiteId,
  importId: string,
  rows: readonly FileRow[],
): Promise<void> {
  const staged = rows.map(({ rowNo, cells }) => ({
    row_no: rowNo,
    sealed: sealCells(ports, cells).toString('hex'),
  }))
  await ports.db`
    insert into reader_import_row (site_id, import_id, row_no, sealed)
    select ${siteId}, ${importId}, r.row_no, decode(r.sealed, 'hex')
    from jsonb_to_recordset(${ports.db.json(staged)}) as r (row_no integer, sealed text)`
}

/** The file is whole: its columns are guessed, and its rows wait to be checked. Index: reader_import_pk. */
export async function recordRead(
  ports: Storing,
  siteId: SiteId,
  importId: string,
  { names, width, rows, lastRow }: Extract<FileReading, { ok: true }>,
): Promise<void> {
  await ports.db`
    update reader_import set state = 'checking', column_map = ${ports.db.json(guessColumns(names))}, width = ${width},
      column_names = ${seal(ports, 'reader_import.column_names', JSON.stringify(names))},
      row_count = ${rows}, last_row = ${lastRow}, changed_at = ${ports.now()}
    where site_id = ${siteId} and import_id = ${importId}`
}

/** Other columns, so all rows are looked at anew. False when it is not waiting to be confirmed. Index: reader_import_pk. */
export async function recordColumns(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  importId: string,
  columns: ColumnMap,
): Promise<boolean> {
  const { count } = await db`
    update reader_import set state = 'checking', column_map = ${db.json(columns)}, cursor_row = 0, changed_at = ${now()}
    where site_id = ${siteId} and import_id = ${importId} and state = 'ready'`
  return count === 1
}

/** From now on its rows are taken. False when it was confirmed or cancelled before. Index: reader_import_pk. */
export async function confirmImport(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  importId: string,
): Promise<boolean> {
  const { count } = await db`
    update reader_import set state = 'applying', cursor_row = 0, changed_at = ${now()}
    where site_id = ${siteId} and import_id = ${importId} and state = 'ready'`
  return count === 1
}

/** From now on what it began is ended again. False when there is nothing to undo. Index: reader_import_pk. */
export async function undoImport(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  importId: string,
): Promise<boolean> {
  const { count } = await db`
    update reader_import set state = 'undoing', cursor_row = 0, changed_at = ${now()}
    where site_id = ${siteId} and import_id = ${importId} and state in ('done', 'cancelled') and admitted > 0`
  return count === 1
}

/**
 * Nothing more is taken. Rows that wait are gone at once; where nothing was taken yet the whole import is. False when it has ended.
 * A batch that is under way is waited for. In a transaction: `db` is that one. Indexes: reader_import_pk, reader_import_row_pk.
 */
export async function cancelImport(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  importId: string,
): Promise<boolean> {
  const [cancelled] = await db<{ admitted: number; known: number }[]>`
    update reader_import set state = 'cancelled', changed_at = ${now()}
    where site_id = ${siteId} and import_id = ${importId} and state in ('checking', 'ready', 'applying')
    returning admitted, known`
  if (!cancelled) return false
  if (cancelled.admitted + cancelled.known === 0) {
    await dropImport({ db }, siteId, importId)
    return true
  }
  await db`
    delete from reader_import_row
    where site_id = ${siteId} and import_id = ${importId} and verdict in ('new', 'known')`
  return true
}

/** As if it had never been begun. Indexes: reader_import_row_pk, reader_import_pk. */
export async function dropImport(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  importId: string,
): Promise<void> {
  await db`delete from reader_import_row where site_id = ${siteId} and import_id = ${importId}`
  await db`delete from reader_import where site_id = ${siteId} and import_id = ${importId}`
}

/** Three days after the last that happened to it, whatever its state. Answers how many imports went. Index: reader_import_pk. */
export async function sweepImports(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
): Promise<number> {
  const before = new Date(now().getTime() - daysMax * 86_400_000)
  const rows = await db<{ import_id: string }[]>`
    select import_id from reader_import where site_id = ${siteId} and changed_at < ${before}`
  for (const { import_id: id } of rows) await dropImport({ db }, siteId, id)
  return rows.length
}

/** What waits of one address in any file, for whoever erases a person. Index: reader_import_row_email. */
export async function forgetStaged(ports: Reading, siteId: SiteId, email: Email): Promise<void> {
  await ports.db`
    delete from reader_import_row where site_id = ${siteId} and email_index = ${emailIndex(ports, email)}`
}

/** Until when it can be undone, and its refused rows are there. */
export const goneAt = ({ changedAt }: Pick<ReaderImport, 'changedAt'>): Date =>
  new Date(changedAt.getTime() + daysMax * 86_400_000)

/** Which field is missing of those that no row can do without. */
export const missingFields = ({ columns }: Pick<ReaderImport, 'columns'>) =>
  requiredFields.filter((field) => columns[field] === undefined)

/** How many rows wait or were refused, by what was found. Index: reader_import_row_pk; reads all rows that are left. */
export async function countVerdicts(
  { db }: { readonly db: Tx },
  { siteId, id }: Pick<ReaderImport, 'siteId' | 'id'>,
): Promise<ReadonlyMap<Verdict, number>> {
  const rows = await db<{ verdict: Verdict; rows: number }[]>`
    select verdict, count(*)::integer as rows from reader_import_row
    where site_id = ${siteId} and import_id = ${id} and verdict is not null group by verdict`
  return new Map(rows.map((row) => [row.verdict, row.rows]))
}

export interface StagedRow {
  readonly rowNo: number
  readonly cells: readonly string[]
  /** Null: not checked yet. */
  readonly verdict: Verdict | null
}

interface RowRow {
  readonly row_no: number
  readonly sealed: Uint8Array
  readonly verdict: Verdict | null
}

const rowOf = (ports: Keys, row: RowRow): StagedRow => ({
  rowNo: row.row_no,
  cells: openCells(ports, row.sealed),
  verdict: row.verdict,
})

/** Rows after one, in order. Index: reader_import_row_pk. */
export async function listStaged(
  ports: Reading,
  { siteId, id }: Pick<ReaderImport, 'siteId' | 'id'>,
  afterRow: number,
  limit: number,
): Promise<readonly StagedRow[]> {
  const rows = await ports.db<RowRow[]>`
    select row_no, sealed, verdict from reader_import_row
    where site_id = ${siteId} and import_id = ${id} and row_no > ${afterRow} order by row_no limit ${limit}`
  return rows.map((row) => rowOf(ports, row))
}

/** As `listStaged`, of those that are not taken. */
export async function listRefused(
  ports: Reading,
  { siteId, id }: Pick<ReaderImport, 'siteId' | 'id'>,
  afterRow: number,
  limit: number,
): Promise<readonly (StagedRow & { readonly verdict: ImportRefusal })[]> {
  const rows = await ports.db<(RowRow & { readonly verdict: ImportRefusal })[]>`
    select row_no, sealed, verdict from reader_import_row
    where site_id = ${siteId} and import_id = ${id} and row_no > ${afterRow} and verdict not in ('new', 'known')
    order by row_no limit ${limit}`
  return rows.map((row) => ({ ...rowOf(ports, row), verdict: row.verdict }))
}

/**
 * The number of the receipt that a row of an import leaves. Made of both and of our secret, so that what an import began can be found
 * again when its rows are gone, without a list of who they were; and a batch that is done twice leaves it once.
 */
export const receiptOf = (
  ports: Keys,
  { siteId, id }: Pick<ReaderImport, 'siteId' | 'id'>,
  rowNo: number,
): string => uuidOf(blindIndex(ports, 'reader_import', `${siteId} ${id} ${rowNo}`).subarray(0, 16))

/** How far it is, of 1. */
export const progressOf = ({ cursorRow, lastRow }: Pick<ReaderImport, 'cursorRow' | 'lastRow'>): number =>
  lastRow === 0 ? 0 : Math.min(cursorRow / lastRow, 1)

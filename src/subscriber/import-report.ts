/** The rows that an import did not take, as a file: as they came, with their number and why not, to be mended and brought again. */
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { byteOrderMark, readCell, writeRecord } from './import-cell.ts'
import type { ImportRefusal } from './import-row.ts'
import { listRefused, type ReaderImport } from './import.ts'

const rowsPerPage = 1_000

export interface ReportWords {
  readonly row: string
  readonly why: string
  readonly column: (nth: string) => string
  readonly refusals: Readonly<Record<ImportRefusal, string>>
}

/** What the columns are called; numbered where the file has no names. */
export const namesOf = (
  { names, width }: Pick<ReaderImport, 'names' | 'width'>,
  column: (nth: string) => string,
): readonly string[] => Array.from({ length: width }, (_, nth) => names[nth] || column(String(nth + 1)))

/** Pieces of the file. Index: reader_import_row_pk. */
export async function* reportRefused(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  staged: ReaderImport,
  words: ReportWords,
): AsyncGenerator<string, void, undefined> {
  yield byteOrderMark + writeRecord([words.row, words.why, ...namesOf(staged, words.column)])
  for (let after = 0; ;) {
    const rows = await listRefused(ports, staged, after, rowsPerPage)
    if (rows.length > 0)
      yield rows
        .map(({ rowNo, verdict, cells }) =>
          writeRecord([String(rowNo), words.refusals[verdict], ...cells.map(readCell)]),
        )
        .join('')
    const last = rows.at(-1)
    if (!last || rows.length < rowsPerPage) return
    after = last.rowNo
  }
}

/**
 * A file of readers as rows of cells, as it comes: of a file of 50 MB no more is in memory than some hundred rows. What separates
 * its cells is seen in its first line. Whatever somebody uploads ends here as rows, or as one reason why not.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CsvError, parse } from 'csv-parse'
import { readEmail } from './email.ts'
import { readCell } from './import-cell.ts'
import { readText } from './import-text.ts'

/** More is a matter of several files. */
export const fileBytesMax = 50 * 1024 * 1024
/** A file of 50 MB could have 25 million empty ones. */
export const rowsMax = 500_000
export const columnsMax = 50
/** The longest proof that is kept, and everything beside it. A quote that is not closed takes in the rest of the file. */
const recordBytesMax = 128 * 1024

/** At once in memory, and stored in one statement. */
const batchRows = 500
const batchLettersMax = 500_000

export type FileFault = 'empty' | 'too-large' | 'too-many-rows' | 'too-many-columns' | 'quotes'

export interface FileRow {
  /** As a spreadsheet numbers them: from 1, the names of the columns and empty rows counted in. */
  readonly rowNo: number
  /** At most one more than there can be columns. */
  readonly cells: readonly string[]
}

export type FileReading =
  | {
      readonly ok: true
      /** The names in the first row; none where it has a person in it. */
      readonly names: readonly string[]
      /** How many columns the first row has. */
      readonly width: number
      readonly rows: number
      readonly lastRow: number
    }
  /** `rowNo`: the row after the last that could be read. */
  | { readonly ok: false; readonly fault: FileFault; readonly rowNo: number }

const separators = [';', ',', '\t'] as const

/** What stands most often in a line, outside quotes; the semicolon where there is nothing to choose. */
function separatorOf(line: string): string {
  const bare = line.replaceAll(/"[^"]*"/g, '')
  const times = (separator: string) => bare.split(separator).length - 1
  return separators.reduce<string>((best, one) => (times(one) > times(best) ? one : best), ';')
}

const separatorLine = /^sep=(.)\r?\n?$/i

/** Up to the first line end that is in no quotes; null where it has not come yet. */
function firstLine(text: string): string | null {
  let isQuoted = false
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]
    if (letter === '"') isQuoted = !isQuoted
    else if (letter === '\n' && !isQuoted) return text.slice(0, at + 1)
  }
  return null
}

/** Reads on until the first line is there, and says what separates its cells. A line `sep=;` says so itself and is no row. */
async function begin(
  texts: AsyncIterator<string>,
): Promise<{ readonly separator: string; readonly text: string; readonly firstRowNo: number }> {
  let text = ''
  for (;;) {
    const line = firstLine(text)
    if (line !== null || text.length > recordBytesMax) {
      const said = line === null ? null : separatorLine.exec(line.trimStart())
      if (line !== null && said?.[1])
        return { separator: said[1], text: text.slice(line.length), firstRowNo: 2 }
      return { separator: separatorOf(line ?? text), text, firstRowNo: 1 }
    }
    const next = await texts.next()
    if (next.done) return { separator: separatorOf(text), text, firstRowNo: 1 }
    text += next.value
  }
}

/** Without a row of names it would be the first person who lends them: then columns are numbered. */
const isHeader = (cells: readonly string[]): boolean =>
  cells.every((cell) => readEmail(readCell(cell)) === null)

const isBlank = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '')

class TooLarge extends Error {}

async function* bounded(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > fileBytesMax) throw new TooLarge()
    yield chunk
  }
}

/** How many records a parser had read before it threw; those that nobody took yet are lost with it. Null: it is not the parser's. */
const recordsBefore = (thrown: unknown): number | null =>
  thrown instanceof CsvError && 'records' in thrown ? Number(thrown.records) : null

/**
 * Reads a file and hands on its rows, some hundred at a time, in order; empty ones are left out. Waits for `take` before it reads on.
 * Throws what `chunks` and `take` throw.
 */
export async function readFile(
  chunks: AsyncIterable<Uint8Array>,
  take: (rows: readonly FileRow[]) => Promise<void>,
): Promise<FileReading> {
  /** Rows that are none of the parser's. */
  let before = 0
  let rowNo = 0
  let rows = 0
  let first: { readonly names: readonly string[]; readonly width: number } | null = null
  let batch: FileRow[] = []
  let letters = 0
  const hand = async () => {
    if (batch.length > 0) await take(batch)
    batch = []
    letters = 0
  }
  const refuse = (fault: FileFault): FileReading => ({ ok: false, fault, rowNo: rowNo + 1 })

  const texts = readText(bounded(chunks))
  try {
    const { separator, text, firstRowNo } = await begin(texts)
    before = firstRowNo - 1
    rowNo = before
    const parser = parse({
      delimiter: separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_quotes: true,
      relax_column_count: true,
      max_record_size: recordBytesMax,
    })
    const feeding = pipeline(
      Readable.from(
        (async function* () {
          if (text !== '') yield text
          yield* texts
        })(),
      ),
      parser,
    )
    // Whoever reads the parser is told of what goes wrong; that it is told here as well must not end the process.
    feeding.catch(() => undefined)
    for await (const record of parser as AsyncIterable<string[]>) {
      // A line of nothing but separators would fill the memory with empty cells.
      const cells = record.slice(0, columnsMax + 1)
      rowNo += 1
      if (rowNo > rowsMax) return refuse('too-many-rows')
      if (isBlank(cells)) continue
      if (first === null) {
        const width = cells.findLastIndex((cell) => cell.trim() !== '') + 1
        if (width > columnsMax) return refuse('too-many-columns')
        first = { names: isHeader(cells) ? cells.slice(0, width).map(readCell) : [], width }
        if (first.names.length > 0) continue
      }
      rows += 1
      batch.push({ rowNo, cells })
      letters += cells.reduce((sum, cell) => sum + cell.length, 0)
      if (batch.length >= batchRows || letters >= batchLettersMax) await hand()
    }
    await feeding
    await hand()
  } catch (thrown) {
    if (thrown instanceof TooLarge) return refuse('too-large')
    const records = recordsBefore(thrown)
    if (records === null) throw thrown
    // A record that has no end, and so no number of its own.
    rowNo = before + records
    return refuse('quotes')
  }
  return first === null || rows === 0 ? refuse('empty') : { ok: true, ...first, rows, lastRow: rowNo }
}

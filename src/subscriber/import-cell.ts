/**
 * One cell of a CSV file, out and back in. A text that a spreadsheet would run as a formula leaves with an apostrophe before it
 * (S-14) and loses that one when it comes back, so that a file of ours reads as what was written. Every cell is suspect:
 * names and proofs were typed by strangers.
 */

// Full-width forms (= + - @) are treated as formula starts by some spreadsheets. Apostrophes before one are counted in, or a text
// that has one of its own would come back without it.
// eslint-disable-next-line no-control-regex -- NUL is one of the starts
const formulaStart = /^'*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/
const neutralised = /^'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/

/** A Dutch spreadsheet splits at semicolons, another at commas or tabs: what follows one would be a cell of its own. */
const needsQuotes = /[";,\t\r\n]/

/** What separates cells in every file of ours: the spreadsheets of our users open it without asking. */
export const ownSeparator = ';'

/** Spreadsheets take a file without it for Windows-1252. */
export const byteOrderMark = '\ufeff'

function writeCell(text: string): string {
  const safe = formulaStart.test(text) ? `'${text}` : text
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One record with its line end (RFC 4180). */
export const writeRecord = (cells: readonly string[]): string =>
  `${cells.map(writeCell).join(ownSeparator)}\r\n`

/** A cell as it was meant: trimmed, without NUL, which no text in a database has, and without an apostrophe of ours. */
export function readCell(cell: string | undefined): string {
  const text = (cell ?? '').replaceAll('\0', '').trim()
  return neutralised.test(text) ? text.slice(1) : text
}

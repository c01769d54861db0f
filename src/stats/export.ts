/**
 * CSV for spreadsheets (RFC 4180), safe to open: a cell that a spreadsheet would take for a formula is prefixed with an
 * apostrophe (S-14). Path, campaign and event names come from anonymous senders, so every text cell is suspect;
 * numbers come from us and stay numbers, negative ones too.
 */

// Full-width forms (= + - @) are treated as formula starts by some spreadsheets.
// eslint-disable-next-line no-control-regex -- NUL is one of the starts
const formulaStart = /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/

// Besides what the RFC names: a Dutch spreadsheet splits at semicolons, and what follows one would be a cell of its own.
const needsQuotes = /[",;\t\r\n]/

function cell(value: string | number | null): string {
  if (typeof value === 'number') return String(value)
  if (value === null) return ''
  const safe = formulaStart.test(value) ? `'${value}` : value
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows of the same columns as CSV with a header line; CRLF as the RFC has it. */
export function writeCsv<Column extends string>(
  columns: readonly Column[],
  rows: readonly Readonly<Record<Column, string | number | null>>[],
): string {
  const lines = [
    columns.join(','),
    ...rows.map((row) => columns.map((column) => cell(row[column])).join(',')),
  ]
  return `${lines.join('\r\n')}\r\n`
}

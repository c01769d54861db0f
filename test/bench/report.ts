/** What was measured beside what was promised: a table for people, JSON for whoever compares runs. */
import { writeFileSync } from 'node:fs'

export interface Figure {
  readonly name: string
  /** As the product promises it; empty where nothing is promised. */
  readonly goal: string
  readonly measured: number
  readonly unit: string
  /** Null where nothing is promised. */
  readonly met: boolean | null
}

export const atLeast = (name: string, goal: number, measured: number, unit: string): Figure => ({
  name,
  goal: `≥ ${goal}`,
  measured,
  unit,
  met: measured >= goal,
})

export const atMost = (name: string, goal: number, measured: number, unit: string): Figure => ({
  name,
  goal: `≤ ${goal}`,
  measured,
  unit,
  met: measured <= goal,
})

export const told = (name: string, measured: number, unit: string): Figure => ({
  name,
  goal: '',
  measured,
  unit,
  met: null,
})

/** Several systems side by side, one a column; the first cell of a row says what was looked at. */
export interface Comparison {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** As Markdown, so that it can stand in a document as it was printed. */
export function writeComparison({ columns, rows }: Comparison): string {
  const all = [columns, columns.map(() => '---'), ...rows]
  return `${all.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}

const digits = (value: number): string =>
  value.toLocaleString('en', { maximumSignificantDigits: 3, useGrouping: true })
const shown = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : digits(value)

const verdict = { true: 'yes', false: 'NO', null: '' } as const

export function writeTable(figures: readonly Figure[]): string {
  const rows = [
    ['figure', 'goal', 'measured', 'unit', 'met'],
    ...figures.map(({ name, goal, measured, unit, met }) => [
      name,
      goal,
      shown(measured),
      unit,
      verdict[`${met}`],
    ]),
  ]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        column === 2 || column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  )
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '))
  return `${lines.join('\n')}\n`
}

export const writeJson = (file: string, bench: unknown): void =>
  writeFileSync(file, `${JSON.stringify(bench, null, 2)}\n`)

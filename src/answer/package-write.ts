/**
 * A package as it is handed over: JSON for a machine, a page for a person, tables for a spreadsheet. Each is written as its rows come, so
 * that a package of a million rows needs as much memory as one of a thousand; how many there were stands after them, and so can not be
 * another number than what was written.
 */
import { byteOrderMark, ownSeparator, writeRecord } from '../subscriber/import-cell.ts'
import { categoryNames, fieldsOf, type CategoryName } from './package-category.ts'
import { packageFormat } from './package-info.ts'
import type { Json } from './package-mask.ts'
import { categoryFoot, categoryHead, categoryRows, pageFoot, pageHead } from './package-page.tsx'
import type { OpenPackage } from './package.ts'
import { writeZip, type ZipEntry } from './package-zip.ts'

export const packageFormats = ['html', 'csv', 'json'] as const
export type PackageFormat = (typeof packageFormats)[number]

/** How each is sent: its type, and the end of its name. */
export const formatFiles: Readonly<
  Record<PackageFormat, { readonly type: string; readonly extension: string }>
> = {
  html: { type: 'text/html; charset=utf-8', extension: 'html' },
  csv: { type: 'application/zip', extension: 'zip' },
  json: { type: 'application/json; charset=utf-8', extension: 'json' },
}

export const writePackage = (
  opened: OpenPackage,
  format: PackageFormat,
): AsyncGenerator<string | Uint8Array> => writers[format](opened)

const writers: Readonly<Record<PackageFormat, (opened: OpenPackage) => AsyncGenerator<string | Uint8Array>>> =
  {
    json: writeJson,
    html: writeHtml,
    csv: writeTables,
  }

/** An object up to where its last members come. */
const openObject = (value: object): string => JSON.stringify(value).slice(0, -1)

async function* writeJson({ info, describe, pages }: OpenPackage): AsyncGenerator<string> {
  yield `${openObject(info)},"categories":[`
  for (const [nth, name] of categoryNames.entries()) {
    yield `${nth === 0 ? '' : ','}\n${openObject(describe(name))},"rows":[`
    let count = 0
    for await (const page of pages(name)) {
      yield page.map((row, at) => `${count + at === 0 ? '' : ','}\n${JSON.stringify(row)}`).join('')
      count += page.length
    }
    yield `],"count":${count}}`
  }
  yield ']}\n'
}

async function* writeHtml(opened: OpenPackage): AsyncGenerator<string> {
  const { info, site, describe, pages } = opened
  yield pageHead(info, site)
  for (const name of categoryNames) {
    const category = describe(name)
    yield categoryHead(category, info.language)
    let count = 0
    for await (const page of pages(name)) {
      yield categoryRows(category, page, { language: info.language, timezone: site.timezone, before: count })
      count += page.length
    }
    yield categoryFoot(count, info.language)
  }
  yield pageFoot(info)
}

/** A table for each category, and first what is said with them. */
function writeTables(opened: OpenPackage): AsyncGenerator<Uint8Array> {
  return writeZip(tablesOf(opened), new Date(opened.info.made_at))
}

async function* tablesOf(opened: OpenPackage): AsyncGenerator<ZipEntry> {
  yield { name: `00-${packageFormat}.html`, chunks: explain(opened) }
  for (const [nth, name] of categoryNames.entries())
    yield { name: `${String(nth + 1).padStart(2, '0')}-${name}.csv`, chunks: writeTable(opened, name) }
}

async function* explain({ info, site, describe }: OpenPackage): AsyncGenerator<string> {
  yield pageHead(info, site)
  for (const name of categoryNames)
    yield `${categoryHead(describe(name), info.language)}${categoryFoot(null, info.language)}`
  yield pageFoot(info)
}

async function* writeTable({ describe, pages }: OpenPackage, name: CategoryName): AsyncGenerator<string> {
  yield byteOrderMark + writeRecord(describe(name).fields.map(({ label }) => label))
  const fields = fieldsOf(name).map(([field]) => field)
  for await (const page of pages(name))
    yield page.map((row) => recordOf(fields.map((field) => row[field] ?? null))).join('')
}

const recordOf = (cells: readonly Json[]): string => `${cells.map(cellOf).join(ownSeparator)}\r\n`

/** Numbers stay numbers, negative ones too; every text is made safe to open (S-14). */
function cellOf(value: Json): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  return writeRecord([typeof value === 'string' ? value : JSON.stringify(value)]).slice(0, -2)
}

/** What exists is documented: each setting, each stored table and column, each route. A document that is missing is said so. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { settings } from '../../src/config.ts'
import { describeStored } from '../../src/db/personal.ts'
import { root } from './source-files.ts'

function readDocument(path: string): string {
  expect(existsSync(join(root, path)), `${path} is there`).toBe(true)
  return readFileSync(join(root, path), 'utf8')
}

/** As code, so that `PORT` is not found inside an ordinary word. */
const names = (document: string, name: string): boolean => document.includes(`\`${name}\``)

test('docs/operating.md names every setting', () => {
  const document = readDocument('docs/operating.md')
  expect(settings.map(({ name }) => name).filter((name) => !names(document, name))).toEqual([])
})

test("README's what-we-store names every table and every column, with how long each is kept", () => {
  const document = readDocument('README.md')
  const stored = describeStored()
  const tables = [...new Set(stored.map(({ table }) => table))]
  expect(tables.filter((table) => !names(document, table))).toEqual([])
  // In the table's own row: a period written elsewhere in the text is not an answer.
  const rows = document.split('\n').filter((line) => line.startsWith('|'))
  const missing = stored.filter(
    ({ table, column, howLong }) =>
      !rows.some((row) => names(row, table) && names(row, column) && row.includes(howLong)),
  )
  expect(missing.map(({ table, column }) => `${table}.${column}`)).toEqual([])
})

/** How a route is written for people, where its mounting needs a pattern. */
const spoken = (path: string): string =>
  path
    .replace('/s/:file{.+\\.js}', '/s/:site.js')
    .replace('/n/o/:file{.+\\.gif}', '/n/o/:token.gif')
    .replace(/\{[^}]*\}/g, '')

test('docs/api.md names every mounted route', () => {
  const document = readDocument('docs/api.md')
  const routes = app.routes
    // A preflight belongs to its POST; the demo is a website of its own, named as a whole.
    .filter(
      ({ method, path }) =>
        !['ALL', 'OPTIONS'].includes(method) && !path.includes('*') && !/^\/demo\/./.test(path),
    )
    .map(({ method, path }) => `${method} ${spoken(path)}`)
  expect(routes.length).toBeGreaterThan(10)
  expect([...new Set(routes)].filter((route) => !names(document, route))).toEqual([])
})

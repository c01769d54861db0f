/** What we ship is ours to give away: no production dependency has a copyleft licence; and none is below its safe version (S-28). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './source-files.ts'

interface LockedPackage {
  readonly version?: string
  readonly license?: string
  readonly dev?: boolean
  /** Ours to develop with, and what a package of production could also be used with. */
  readonly devOptional?: boolean
  readonly optional?: boolean
  readonly link?: boolean
}
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, LockedPackage>>
}

/** Name and entry of everything that `npm ci --omit=dev --omit=optional` installs, as docs/operating.md says to; peer packages too. */
const production = Object.entries(packages)
  .filter(
    ([path, { dev, devOptional, optional, link }]) =>
      path !== '' && !dev && !devOptional && !optional && !link,
  )
  .map(([path, entry]) => ({ path, name: path.slice(path.lastIndexOf('node_modules/') + 13), ...entry }))

const allowed = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Unlicense',
  '0BSD',
  'CC0-1.0',
  'BlueOak-1.0.0',
  'PostgreSQL',
])

/** An SPDX expression: one of several joined by OR is enough, all of those joined by AND are needed. */
const isAllowed = (licence: string | undefined): boolean =>
  licence !== undefined &&
  licence
    .replace(/^\(|\)$/g, '')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((one) => allowed.has(one.trim())))

test('the reading of a licence can fail', () => {
  for (const licence of ['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT', 'Unlicense'])
    expect(isAllowed(licence), licence).toBe(true)
  for (const licence of [
    'AGPL-3.0',
    'GPL-2.0-only',
    'LGPL-3.0',
    'MPL-2.0',
    'SSPL-1.0',
    'MIT AND GPL-3.0',
    'SEE LICENSE IN x',
    undefined,
  ])
    expect(isAllowed(licence), licence).toBe(false)
})

test('every production dependency has a licence that leaves others free', () => {
  expect(production.map(({ name }) => name)).toContain('hono')
  expect(production.filter(({ license }) => !isAllowed(license))).toEqual([])
})

test('the lockfile says of each installed package what the package says of itself', () => {
  const installed = production.filter(
    ({ name }) => !name.startsWith('@electric-sql/pglite-') || name.endsWith('socket'),
  )
  for (const { path, name, version, license } of installed) {
    const said = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as LockedPackage
    expect({ name, version, license }).toEqual({ name, version: said.version, license: said.license })
  }
})

/** Versions below these have known holes (rights-security decision 14); `ua-parser-js` 2 is AGPL. */
const floors: Readonly<Record<string, { readonly atLeast: string; readonly below?: string }>> = {
  hono: { atLeast: '4.13.11' },
  '@hono/node-server': { atLeast: '2.1.3' },
  'ua-parser-js': { atLeast: '1.0.41', below: '2.0.0' },
}

const isAtLeast = (version: string, floor: string): boolean => {
  const [is, wanted] = [version, floor].map((text) => text.split('-')[0]?.split('.').map(Number) ?? [])
  for (const [nth, part] of (wanted ?? []).entries()) {
    const own = is?.[nth] ?? 0
    if (own !== part) return own > part
  }
  return true
}

test('S-28: no dependency is below its floor, in every place where it is installed', () => {
  expect(isAtLeast('4.13.11', '4.13.11')).toBe(true)
  expect(isAtLeast('4.9.20', '4.13.11')).toBe(false)
  for (const [name, { atLeast, below }] of Object.entries(floors)) {
    const found = production.filter((one) => one.name === name)
    expect(found.length, name).toBeGreaterThan(0)
    for (const { version = '0' } of found) {
      expect(isAtLeast(version, atLeast), `${name} ${version}`).toBe(true)
      if (below) expect(isAtLeast(version, below), `${name} ${version}`).toBe(false)
    }
  }
})

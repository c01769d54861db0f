/**
 * Lines of the law about addresses, identifiers and frameworks that no other file is about, and that every line has a test: the
 * table in docs/privacy.md names for each what is done and where that is shown.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { register } from '../../src/db/personal.ts'
import { networkOf, readNetwork } from '../../src/visitor/network.ts'
import { readSources, root } from '../architecture/source-files.ts'
import { sendBeacon, view } from '../support/send.ts'
import { openWorld } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())

/** Every row of every table as text. */
async function everything(): Promise<string> {
  const tables = await database.db<{ name: string }[]>`
    select c.relname::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p')`
  const rows = await Promise.all(tables.map(({ name }) => database.db.unsafe(`select * from "${name}"`)))
  return JSON.stringify(rows)
}

describe('addresses and identifiers', () => {
  test('D1: of an address the last octet is gone before anything is stored, in every table', async () => {
    const world = await openWorld(database.db)
    await world.addSite()
    await sendBeacon(world, view({ u: 'https://example.nl/d1' }), { from: '198.51.100.77' })
    await sendBeacon(world, view({ u: 'https://example.nl/d1' }), { from: '::ffff:198.51.100.78' })
    const stored = await database.db<{ network: string }[]>`select network::text as network from event`
    expect(stored.map(({ network }) => network)).toEqual(['198.51.100.0/24', '198.51.100.0/24'])
    expect(await everything()).not.toMatch(/198\.51\.100\.7[78]|c633:644[de]/)
  })

  test('D2: IPv6 is cut to /48 for the day’s key and to /32 where it is stored; a mapped address is IPv4', () => {
    expect(readNetwork('2001:db8:1:2:3:4:5:6')).toEqual({ daily: '2001:db8:1::/48', stored: '2001:db8::/32' })
    expect(readNetwork('::ffff:203.0.113.9')).toEqual(readNetwork('203.0.113.9'))
  })

  test('D3: a truncated address counts as personal all the same: registered with purpose and period, and no figure shows it', async () => {
    const entry = register.find(({ table, column }) => table === 'event' && column === 'network')
    expect(entry).toMatchObject({ personal: true, period: 'events-90-days', basis: 'legitimate-interest' })
    const shown = readSources('src').filter(({ path }) =>
      /^src\/(dashboard|stats|social|report)\//.test(path),
    )
    expect(shown.length).toBeGreaterThan(30)
    expect(
      shown.filter(({ code }) => /\bnetwork::|select[^`]*\bnetwork\b[^`]*from event/.test(code)),
    ).toEqual([])
  })

  test('D4: who connects is believed, and no header about addresses that anybody can send', () => {
    const headers = new Headers({
      'x-forwarded-for': '192.0.2.1',
      'cf-connecting-ip': '192.0.2.2',
      forwarded: 'for=192.0.2.3',
    })
    expect(networkOf({ mode: 'socket' }, '203.0.113.77', headers)?.stored).toBe('203.0.113.0/24')
  })

  test('D6: a place is a country and nothing finer, in every column that there is', async () => {
    const columns = await database.db<{ name: string }[]>`
      select attname::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and attnum > 0`
    const names = new Set(columns.map(({ name }) => name))
    expect(names.has('country')).toBe(true)
    expect(
      [...names].filter((name) => /city|region|province|postal|postcode|latitude|longitude|^geo/.test(name)),
    ).toEqual([])
  })
})

describe('frameworks', () => {
  const shipped = readdirSync(join(root, 'dist'))
    .filter((name) => name.endsWith('.txt'))
    .map((name) => ({ path: `dist/${name}`, code: readFileSync(join(root, 'dist', name), 'utf8') }))
  const ours = [...shipped, ...readSources('src'), ...readSources('snippet')]

  test('T1: the framework of the advertising trade is not offered', () => {
    expect(shipped.length).toBeGreaterThan(5)
    expect(
      ours.filter(({ code }) => /tcfapi|\bTCF\b|euconsent|__cmp\b/.test(code)).map(({ path }) => path),
    ).toEqual([])
  })

  test('T3: no picture counts whoever has no script, on our pages or in what we tell others to paste', () => {
    const pasted = ['README.md', 'docs/embedding.md'].map((path) => ({
      path,
      code: readFileSync(join(root, path), 'utf8'),
    }))
    expect(
      [...ours, ...pasted]
        .filter(({ code }) => /<noscript(?:(?!<\/noscript)[\s\S])*?(?:<img|<iframe|\bsrc=)/i.test(code))
        .map(({ path }) => path),
    ).toEqual([])
  })
})

/** B1–B12, C1–C11, D1–D7, N1–N8, T1–T3, A1–A4, and what is known of newsletters: fact 1 to fact 14. */
const lines = Object.entries({ B: 12, C: 11, D: 7, N: 8, T: 3, A: 4, 'fact ': 14 }).flatMap(
  ([letter, count]) => Array.from({ length: count }, (_, nth) => `${letter}${nth + 1}`),
)

test('every line has a row in docs/privacy.md that names a test, and that test begins with the line’s number', () => {
  const document = readFileSync(join(root, 'docs/privacy.md'), 'utf8')
  const wrong: string[] = []
  for (const line of lines) {
    const row = document.split('\n').find((one) => one.startsWith(`| ${line} |`))
    const files = [...(row ?? '').matchAll(/`(test\/[\w./-]+\.tsx?)`/g)].map(([, file = '']) => file)
    const isNamed =
      files.length > 0 && files.every((file) => names(readFileSync(join(root, file), 'utf8'), line))
    if (!isNamed) wrong.push(line)
  }
  expect(wrong).toEqual([])
})

/** As the beginning of a title, in a list of lines that begins one (`B3, B9: …`), or as a case of a table whose titles begin with it. */
const names = (text: string, line: string): boolean =>
  new RegExp(`['"\`](?:[A-Z]\\d+(?:, | and ))*${line}(?:(?:, | and )[A-Z]-?\\d+)*(?:: |',$)`, 'm').test(text)

/**
 * Imports go one way, by rank, and the world (clock, chance, environment, console, timers, addresses) is touched in one
 * place. Each rule is a function from a file to its offences, and is shown an offender first.
 */
import { posix } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importsOf, readSources, type SourceFile } from './source-files.ts'

/** Lower may not know higher, and rooms of one rank do not know each other. */
const ranks: readonly (readonly string[])[] = [
  // The contracts, the exception: they describe each other, so they may, as types only.
  ['db', 'config', 'ports', 'must', 'seal', 'uuid', 'text'],
  ['page'],
  ['mail'],
  ['site', 'visitor', 'source'],
  ['consent'],
  ['ingest', 'subscriber'],
  ['newsletter'],
  ['delivery'],
  ['stats'],
  ['social'],
  // What was done with people's data, so that nobody can say it was otherwise, and so that a restored backup can be told.
  ['audit'],
  // What readers of newsletters change themselves, down to being forgotten.
  ['preference'],
  // Who is let in, which the dashboard asks.
  ['account', 'health'],
  ['report'],
  // Whoever else has to be told.
  ['processor'],
  // What of them is kept and used for nothing, and what ends at once.
  ['hold'],
  // What people ask about their data; then what is done about it, over all rooms that keep some.
  ['rights'],
  ['answer'],
  ['retention', 'register', 'breach'],
  ['backup'],
  ['dashboard', 'demo'],
  // Reached from the dashboard; the first steps ask for settings, one by one.
  ['settings', 'asking', 'writing', 'desk'],
  ['welcome'],
  ['app'],
  ['runtime'],
  ['cli'],
]
const rankOf = (room: string): number => ranks.findIndex((rooms) => rooms.includes(room))
/** `src/ingest/route.ts` -> `ingest`, `src/app.ts` -> `app`. */
const roomOf = (path: string): string => path.split('/')[1]?.replace(/(\.d)?\.tsx?$/, '') ?? ''

type Rule = (file: SourceFile) => string[]

const directions: Rule = (file) =>
  importsOf(file).flatMap(({ from, isType }) => {
    if (!from.startsWith('.')) return []
    const path = posix.join(posix.dirname(file.path), from)
    // What the build makes of snippet and styles, and the migrations, are texts.
    if (/\.(txt|sql)$/.test(path)) return []
    if (!path.startsWith('src/')) return [`${file.path} imports ${path}, which is not ours to ship`]
    if (!/\.tsx?$/.test(from)) return [`${file.path} imports ${from} without its extension`]
    const [here, there] = [roomOf(file.path), roomOf(path)]
    if (here === there) return []
    if (rankOf(there) < rankOf(here)) return []
    const describesContract = rankOf(here) === 0 && rankOf(there) === 0 && (isType || there === 'must')
    return describesContract ? [] : [`${file.path} imports ${path}`]
  })

const knownRooms: Rule = ({ path }) =>
  rankOf(roomOf(path)) === -1 ? [`${path} is in no room with a rank`] : []

const plainNames: Rule = ({ path }) =>
  /\/index\.tsx?$/.test(path) ||
  /\/(utils?|helpers?|services?|commons?|libs?|misc|shared)(\/|\.tsx?$)/.test(path)
    ? [path]
    : []

const noBarrels: Rule = ({ path, code }) =>
  /^export\s+(\*|(type\s+)?\{[^}]*\}\s*from)/m.test(code) ? [path] : []

const world =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.env\b|\bconsole\.|\bset(Timeout|Interval|Immediate)\(|\bperformance\.now\(|\brandomUUID\(|\brandomBytes\(|\bgetRandomValues\(|['"](node:)?timers/
/** Waiting for another runner of the migrations, before any port is open; a pause in the database would hold up that runner. */
const pauses: Readonly<Record<string, RegExp>> = { 'src/db/migrate.ts': /^const pause = / }
const isRuntime = (path: string) => path.startsWith('src/runtime/') || path === 'src/cli.ts'

const noWorld: Rule = ({ path, code }) => {
  if (isRuntime(path)) return []
  return code
    .split('\n')
    .flatMap((line) => (world.test(line) && !pauses[path]?.test(line) ? [`${path}: ${line.trim()}`] : []))
}

const address =
  /x-forwarded-for|cf-connecting-ip|x-real-ip|true-client-ip|x-client-ip|fly-client-ip|['"`]forwarded['"`]|remoteAddress|getConnInfo|conninfo/i
const noAddress: Rule = ({ path, code }) =>
  path.startsWith('src/runtime/') || path === 'src/visitor/network.ts' || !address.test(code) ? [] : [path]

const sources = readSources('src')
const file = (path: string, text: string): SourceFile => ({ path, text, code: text })

interface Case {
  readonly says: string
  readonly rule: Rule
  readonly offenders: readonly SourceFile[]
  readonly innocent: readonly SourceFile[]
}

const cases: readonly Case[] = [
  {
    says: 'imports go down by rank, never up or sideways, and carry their extension',
    rule: directions,
    offenders: [
      file('src/site/a.ts', `import { b } from '../ingest/b.ts'`),
      file('src/site/a.ts', `import type { B } from '../visitor/b.ts'`),
      file('src/stats/a.ts', `const b = await import('../dashboard/b.ts')`),
      file('src/stats/a.ts', `export { b } from '../dashboard/b.ts'`),
      file('src/stats/a.ts', `import '../rights/b.ts'`),
      file('src/db/a.ts', `import { b } from '../ports.ts'`),
      file('src/db/a.ts', `import {\n  b,\n} from '../app.ts'`),
      file('src/stats/a.ts', `import { b } from '../../test/b.ts'`),
      file('src/stats/a.ts', `import { b } from '../db/b'`),
      file('src/demo/a.ts', `import { b } from '../dashboard/b.tsx'`),
    ],
    innocent: [
      file('src/stats/a.ts', `import { b } from '../db/b.ts'`),
      file('src/db/a.ts', `import type { B } from '../ports.ts'`),
      file('src/page/a.ts', `import b from '../../dist/b.txt'`),
      file('src/stats/a.ts', `import { b } from './b.ts'\nimport c from 'zod'`),
    ],
  },
  {
    says: 'every file is in a room that has a rank',
    rule: knownRooms,
    offenders: [file('src/stuff/a.ts', '')],
    innocent: [file('src/site/a.ts', ''), file('src/app.ts', '')],
  },
  {
    says: 'no file or folder is called after what is no concept',
    rule: plainNames,
    offenders: [
      'src/site/index.ts',
      'src/utils/a.ts',
      'src/db/helpers.ts',
      'src/lib/a.tsx',
      'src/services/a.ts',
    ].map((path) => file(path, '')),
    innocent: [file('src/site/mask.ts', ''), file('src/site/index-of-pages.ts', '')],
  },
  {
    says: 'no file passes on what another exports',
    rule: noBarrels,
    offenders: [
      file('src/a.ts', `export * from './b.ts'`),
      file('src/a.ts', `export { b } from './b.ts'`),
      file('src/a.ts', `export type { B } from './b.ts'`),
    ],
    innocent: [file('src/a.ts', `export { b }`), file('src/a.ts', `export const b = 1`)],
  },
  {
    says: 'no clock, chance, environment, console or timer outside the runtime',
    rule: noWorld,
    offenders: [
      'Date.now()',
      'new Date()',
      'Math.random()',
      'process.env.X',
      'console.log(1)',
      'setTimeout(f, 1)',
      'setInterval(f, 1)',
      `import { setTimeout } from 'node:timers/promises'`,
      'randomBytes(1)',
      'crypto.randomUUID()',
    ].map((text) => file('src/site/a.ts', text)),
    innocent: [
      file('src/site/a.ts', 'new Date(1)'),
      file('src/runtime/a.ts', 'Date.now()'),
      file('src/site/a.ts', 'ports.now()'),
    ],
  },
  {
    says: 'no address is read outside src/visitor/network.ts and the runtime',
    rule: noAddress,
    offenders: [
      'X-Forwarded-For',
      'cf-connecting-ip',
      'x-real-ip',
      'True-Client-IP',
      `'forwarded'`,
      'socket.remoteAddress',
    ].map((text) => file('src/site/a.ts', text)),
    innocent: [
      file('src/visitor/network.ts', 'x-forwarded-for'),
      file('src/site/a.ts', 'looked forwarded to'),
    ],
  },
]

describe('the source', () => {
  test('is read', () => {
    expect(sources.length).toBeGreaterThan(60)
    expect(sources.flatMap(importsOf).length).toBeGreaterThan(200)
  })

  test.each(cases.map((one) => [one.says, one] as const))('%s', (_, { rule, offenders, innocent }) => {
    for (const offender of offenders) expect(rule(offender), offender.text || offender.path).not.toEqual([])
    for (const one of innocent) expect(rule(one), one.text || one.path).toEqual([])
    expect(sources.flatMap(rule)).toEqual([])
  })
})

/** The command line as a process of its own, built as `build.ts` builds it, beside a service that has the data folder open. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { randomBytes } from 'node:crypto'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sealReceipts } from '../src/consent/chain.ts'
import { recordAnswer } from '../src/consent/ledger.ts'
import { findCurrentNotice } from '../src/consent/publication.ts'
import { connect, type Db } from '../src/db/connect.ts'
import { must } from '../src/must.ts'
import { openEmbedded, type Embedded } from '../src/runtime/embedded.ts'
import { openKeys } from '../src/runtime/root-keys.ts'
import { addSite } from '../src/site/site.ts'
import { publishFor } from './support/asking.ts'
import { testConfig } from './support/world.ts'
import { clusterFile } from './worlds/pglite.ts'

// Inside the repository, since packages are looked for from there.
const built = mkdtempSync(join(import.meta.dirname, '../node_modules/.voordeur-cli-'))
const dataFolder = mkdtempSync(join(tmpdir(), 'voordeur-cli-'))
let embedded: Embedded
let db: Db

beforeAll(async () => {
  await build({
    entryPoints: { cli: 'src/cli.ts', 'database-thread': 'src/runtime/database-thread.ts' },
    outdir: built,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    loader: { '.txt': 'text', '.sql': 'text' },
  })
  const opening = await openEmbedded({
    dataFolder,
    whenHeld: 'refuse',
    threadFile: pathToFileURL(join(built, 'database-thread.js')),
    clusterFile: pathToFileURL(clusterFile),
  })
  if (!opening.ok) throw new Error(opening.refusal)
  embedded = opening.database
  db = connect({ to: embedded.to, connectionsMax: 1, prepare: true })
})
afterAll(async () => {
  await db.end()
  await embedded.close()
  for (const folder of [built, dataFolder]) rmSync(folder, { recursive: true, force: true })
})

function cli(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = spawn(process.execPath, ['--no-warnings', join(built, 'cli.js'), ...args], {
      env: { PATH: process.env['PATH'], VOORDEUR_DATA: dataFolder, ...env },
    })
    const said = { out: '', err: '' }
    child.stdout.on('data', (text) => (said.out += text))
    child.stderr.on('data', (text) => (said.err += text))
    child.on('close', (code) => resolve({ code, ...said }))
  })
}

test('--help names every command and setting, and needs no database', async () => {
  const { code, out } = await cli(['--help'], { VOORDEUR_DATA: import.meta.filename })
  expect(code).toBe(0)
  for (const name of [
    'site',
    'key',
    'migrate',
    'verify',
    'backup',
    'restore',
    'journal',
    'demo',
    'DATABASE_URL',
    'VOORDEUR_ADMIN_TOKEN',
    'VOORDEUR_PROXY',
  ])
    expect(out).toContain(name)
})

describe('what is wrong is said in a sentence, with a red end and without a stack trace', () => {
  test.each([
    [['fly'], {}, "unknown command 'fly'"],
    [['site', 'add'], {}, "missing required argument 'domain'"],
    [['site', 'add', 'geen naam'], {}, 'domain is a host name'],
    [['site', 'add', 'a.nl', '--timezone', 'CET'], {}, 'timezone is UTC or a zone such as Europe/Amsterdam'],
    [['site', 'add', 'a.nl', '--hostname', '*.a.nl'], {}, 'hostnames'],
    [['key', 'create', '--scope', 'god'], {}, 'Allowed choices are read, admin'],
    [['key', 'create', '--days', '0'], {}, 'Give a whole number from 1 to 3650.'],
    [['key', 'create', '--days', '1e999'], {}, 'Give a whole number from 1 to 3650.'],
    [['key', 'create', '--site', 'nergens.nl'], {}, 'There is no site nergens.nl.'],
    [['key', 'revoke', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'], {}, 'There is no open key with this number.'],
    [['demo', '--days', '-1'], {}, 'Give a whole number from 1 to 700.'],
    [
      ['site', 'list'],
      { VOORDEUR_POORT: '1', PORT: 'x' },
      'VOORDEUR_POORT is not a setting\n  PORT is a port number',
    ],
    [
      ['site', 'list'],
      { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/x', VOORDEUR_SECRET: 'k3F9xQ7LmZ2pW8vT4nB6rY1sD5hJ0gCe' },
      'The database answered ECONNREFUSED.',
    ],
    [['site', 'list'], { VOORDEUR_DATA: import.meta.filename }, "can't be used"],
  ] as const)('%j', async (args, env, sentence) => {
    const { code, err, out } = await cli(args, env)
    expect(code, out + err).toBe(1)
    expect(err).toContain(sentence)
    expect(err).not.toMatch(/\n\s+at /)
  })
})

test('site add adds once and shows the line to paste', async () => {
  const first = await cli(['site', 'add', 'Example.nl', '--hostname', 'app.example.nl'], {
    VOORDEUR_URL: 'https://meten.example.nl',
  })
  expect(first).toMatchObject({ code: 0, err: '' })
  expect(first.out).toContain('Added: example.nl (example.nl, app.example.nl; Europe/Amsterdam)')
  expect(first.out).toContain('<script defer src="https://meten.example.nl/s/example.nl.js"></script>')
  expect((await cli(['site', 'add', 'example.nl'])).out).toContain('There already: example.nl')
  expect((await cli(['site', 'list'])).out).toBe('example.nl\tEurope/Amsterdam\texample.nl app.example.nl\n')
})

test('a key is shown once, listed without its secret, and revoked once', async () => {
  const { out } = await cli(['key', 'create', '--label', 'rapport', '--site', 'example.nl', '--days', '30'])
  const [, id = '', token = ''] =
    /^Key (\S+) \(read, example\.nl\); shown once:\n(vd_\S{43})\n$/.exec(out) ?? []
  expect(token).not.toBe('')
  const listed = (await cli(['key', 'list'])).out
  expect(listed).toContain(id)
  expect(listed).toMatch(/\tread\t.*\tuntil \d{4}-\d\d-\d\d\trapport\n/)
  expect(listed).not.toContain(token)
  expect(await cli(['key', 'revoke', id])).toEqual({ code: 0, out: 'Revoked.\n', err: '' })
  expect((await cli(['key', 'revoke', id])).code).toBe(1)
  expect((await cli(['key', 'list'])).out).toContain('\trevoked\t')
})

test('demo fills the days that are empty, shows how far it is, and a second run adds nothing', async () => {
  const first = await cli(['demo', '--days', '3'])
  expect(first.code, first.err).toBe(0)
  const stored = Number(
    /^(\d+) events of delinde\.example; see http:\/\/localhost:3000\/dashboard\/sites\/delinde\.example/m.exec(
      first.out,
    )?.[1],
  )
  expect(stored).toBeGreaterThan(100)
  expect(first.err).toContain('100 % (3/3 days)')
  const count = async () => Number((await db`select count(*) as n from event`)[0]?.n)
  expect(await count()).toBe(stored)
  expect([
    ...(await db`select count(*)::int as days from site_day where marks = computed_marks and visits > 0`),
  ]).toEqual([{ days: 3 }])
  expect((await cli(['demo', '--days', '3'])).out).toMatch(/^0 events/)
  expect(await count()).toBe(stored)
})

test('verify consent says that a ledger is whole, prints what a receipt answered, and ends red when one byte was changed', async () => {
  const ports = {
    db,
    now: () => new Date(),
    random: (bytes: number) => randomBytes(bytes),
    keyFor: openKeys('een geheim dat alleen hier geldt'),
    count: () => {},
    config: testConfig(),
  }
  const { site: made } = await addSite(ports, { domain: 'vraagt.nl' })
  const site = await publishFor({ ports }, made)
  const { id } = must(await findCurrentNotice(db, site.id), 'it was published')
  const recording = await recordAnswer(ports, site, {
    d: 'vraagt.nl',
    notice: id,
    lang: 'nl',
    ui: 'banner',
    granted: ['youtube'],
    key: 'k'.repeat(22),
    viewport: 'small',
  })
  if (!recording.ok) throw new Error(recording.error)
  await sealReceipts(ports, 'proef')
  const whole = await cli(['verify', 'consent', '--site', 'vraagt.nl'])
  expect([whole.code, whole.out]).toEqual([
    0,
    'vraagt.nl\t1 links, 0 erased, 0 waiting, 0 signed days: whole\n',
  ])
  const shown = await cli(['verify', 'consent', '--receipt', recording.recorded.receipt])
  expect(shown.code).toBe(0)
  expect(shown.out).toContain('receipt whole, notice whole')
  expect(shown.out).toContain('"granted":true,"id":"youtube"')
  expect(shown.out).toContain('"refuse":"Weigeren"')
  expect((await cli(['verify', 'consent', '--receipt', 'A'.repeat(22)])).code).toBe(1)
  await db`update consent_receipt set body = replace(body, '"granted":true', '"granted":fals')`
  const broken = await cli(['verify', 'consent'])
  expect(broken.code).toBe(1)
  expect(broken.out).toContain('BROKEN\n  link 1: the receipt of this link says something else')
})

test('an older program refuses a database whose files were edited, and says which', async () => {
  await db`update schema_migration set digest = 'x' where name = '0001-foundation'`
  const { code, err } = await cli(['migrate'])
  expect([code, err]).toEqual([1, '0001-foundation was edited after it landed\n'])
})

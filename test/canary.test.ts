/**
 * marked addresses, a marked mail address, user agent and token go in by every door that the program has, as it
 * runs in production, and none of them comes to rest: not in a table, not in a byte of the data folder or the write-ahead
 * log, not in PostgreSQL's log, not in what the program prints or answers. The scan is first shown what it must find.
 *
 * To see it red: `address` in place of `readNetwork(address)` in src/visitor/network.ts (with the check on
 * event.network gone, else the database refuses), or print the thrown error in src/app.ts.
 *
 * PostgreSQL's log is as the server writes it by default (log_min_messages = warning, log_min_error_statement = error,
 * log_statement = none, log_parameter_max_length_on_error = 0): statements that fail are logged with their text, in
 * which values never stand.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { connect, type Db } from '../src/db/connect.ts'
import { must } from '../src/must.ts'
import { openEmbedded } from '../src/runtime/embedded.ts'
import { readSite } from '../src/site/site.ts'
import { control, findMarks, marks, spellingsOf } from './canary/marks.ts'
import { dumpTables, scanFolder, scanTables } from './canary/scan.ts'
import { visitEverything, type Visited } from './canary/visit.ts'
import { addSiteBy, startService, type Service } from './fault/program.ts'
import { publishFor } from './support/asking.ts'
import { chrome } from './support/send.ts'
import { freePort } from './worlds/free-port.ts'
import { openPostgres, type PostgresWorld } from './worlds/postgres.ts'

const marked = spellingsOf(marks)
const planted = spellingsOf(control)
const folder = mkdtempSync(join(tmpdir(), 'voordeur-canary-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the scan', () => {
  test('finds each spelling that was planted, in text and in a folder, and knows the two sets apart', () => {
    expect(marked.length).toBeGreaterThan(50)
    const plants = join(folder, 'plants')
    rmSync(plants, { recursive: true, force: true })
    for (const spelling of planted) {
      const around = Buffer.concat([Buffer.from('before '), spelling.bytes, Buffer.from(' after')])
      expect(findMarks(around, planted), spelling.bytes.toString('latin1')).not.toEqual([])
      expect(findMarks(around, marked)).toEqual([])
    }
    const file = mkdtempSync(join(folder, 'plant-'))
    writeFileSync(
      join(file, 'heap'),
      Buffer.concat([Buffer.alloc(9_000), Buffer.from(control.ipv4.toUpperCase())]),
    )
    expect(scanFolder(file, planted).found).toHaveLength(1)
  })

  test('finds a marked value in the midst of base64 and percent-encoding, and lets a truncated address pass', () => {
    for (const [before, after] of [
      ['', ''],
      ['a', 'bc'],
      ['ab', 'c'],
      ['abc', 'd'],
    ]) {
      const encoded = Buffer.from(before + marks.ipv4 + after).toString('base64')
      expect(findMarks(Buffer.from(encoded), marked)).not.toEqual([])
    }
    expect(findMarks(Buffer.from(encodeURIComponent(`x ${marks.texts.mail}`)), marked)).not.toEqual([])
    for (const truncated of ['203.0.113.0/24', '2001:db8::/32'])
      expect(findMarks(Buffer.from(truncated), marked)).toEqual([])
  })
})

/** Puts control values where the scan will look: in a table of their own, and in a failing statement. */
async function plant(db: Db): Promise<void> {
  await db`create table planted (address inet, text text)`
  await db`insert into planted values (${control.ipv4}, ${control.texts.mail}), (${control.ipv6}, ${control.texts.token})`
  await db.unsafe(`select '${control.texts.agent}'::integer`).catch(() => {})
}

/** The site asks for consent, so that answers are recorded too. */
async function askForConsent(url: string): Promise<void> {
  const db = connect({ to: url, connectionsMax: 1, prepare: true })
  const ports = { db, now: () => new Date() }
  await publishFor({ ports }, must(await readSite(ports, 'example.nl'), 'it was added'))
  await db.end({ timeout: 1 })
}

/** Started so that its forms work: they come from the address that it was told. */
async function startMarked(settings: Readonly<Record<string, string>>): Promise<Service> {
  const port = await freePort()
  return startService({ PORT: String(port), VOORDEUR_URL: `http://127.0.0.1:${port}`, ...settings })
}

/** Accepts the printed invitation under the marked address, with the marked token as password. Answers the session's token. */
async function joinAs(service: Service, { texts, ipv4 }: typeof marks): Promise<string> {
  const invitation = /\/auth\/invitation\/\S+/.exec(service.output())?.[0] ?? ''
  const answer = await fetch(service.url + invitation, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: service.url, 'user-agent': texts.agent, 'x-forwarded-for': ipv4 },
    body: new URLSearchParams({
      name: texts.agent,
      email: texts.mail,
      password: texts.token,
      language: 'nl',
    }),
  })
  expect(answer.status).toBe(303)
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('sid=')) ?? ''
  return decodeURIComponent(cookie.slice(4).split(';')[0] ?? '').split('.')[0] ?? ''
}

/** Every kind of answer was met; a route that was never reached proves nothing. */
function expectReached({ statuses }: Visited): void {
  const met = new Set([...statuses.keys()].map((name) => Number(name.slice(-3))))
  for (const status of [200, 202, 303, 400, 401, 404, 413])
    expect([...met], `an answer ${status}`).toContain(status)
}

/** What repeats a marked value, is kept by no cache and sends no referrer; anything else repeats none. */
function expectNoEcho({ answers, pages }: Visited): void {
  expect(findMarks(answers, marked)).toEqual([])
  const repeating = pages.filter(({ bytes }) => findMarks(bytes, marked).length > 0)
  const kept = repeating.filter(
    ({ headers }) =>
      !headers.get('cache-control')?.includes('no-store') ||
      !/^(no-referrer|same-origin)$/.test(headers.get('referrer-policy') ?? ''),
  )
  expect(kept.map(({ asked }) => asked)).toEqual([])
}

async function listNetworks(db: Db): Promise<(string | null)[]> {
  const rows = await db<
    { network: string | null }[]
  >`select distinct network::text as network from event order by 1`
  return rows.map(({ network }) => network)
}

describe('A-43: the program on its embedded database', () => {
  const dataFolder = join(folder, 'data')
  let service: Service
  let visited: Visited
  let session: string
  let dump: ReadonlyMap<string, Buffer>
  let networks: readonly (string | null)[]
  beforeAll(async () => {
    service = await startMarked({ VOORDEUR_DATA: dataFolder, VOORDEUR_DEMO: '1' })
    await addSiteBy(service)
    session = await joinAs(service, marks)
    visited = await visitEverything(service.url, marks)
    // Until visits are made and drops are written.
    await vi.waitFor(() => expect(service.output()).toContain('"event":"rolled-up"'), { timeout: 60_000 })
    await service.end('SIGTERM')
    const opening = await openEmbedded({
      dataFolder,
      whenHeld: 'refuse',
      threadFile: new URL('../src/runtime/database-thread.ts', import.meta.url),
    })
    if (!opening.ok) throw new Error(opening.refusal)
    const db = connect({ to: opening.database.to, connectionsMax: 2, prepare: true })
    await plant(db)
    dump = await dumpTables(db)
    networks = await listNetworks(db)
    await db.end({ timeout: 1 })
    await opening.database.close()
  })
  afterAll(() => service.end('SIGKILL'))

  test('was reached by every door', () => expectReached(visited))

  test("knows the address of the socket's other end, our own, and believes no header", () => {
    expect(networks).toEqual(['127.0.0.0/24'])
  })

  test('keeps no marked value in any row', () => {
    expect(scanTables(dump, planted).map(({ where }) => where)).toEqual(['public.planted'])
    expect(dump.get('public.visit')?.length).toBeGreaterThan(0)
    expect(scanTables(dump, marked)).toEqual([])
  })

  test('keeps no marked value in any byte of its folder', () => {
    const plantedThere = scanFolder(dataFolder, planted).found.map(({ where }) => where)
    expect(plantedThere.some((where) => where.includes('pg_wal'))).toBe(true)
    expect(plantedThere.some((where) => where.includes('/base/'))).toBe(true)
    const { found, bytes } = scanFolder(join(dataFolder, 'pg'), marked)
    expect(bytes).toBeGreaterThan(10_000_000)
    expect(found).toEqual([])
  })

  test("keeps of whoever works with it neither address nor name in the open, and not the session's token", () => {
    expect(session.length).toBeGreaterThan(20)
    expect(dump.get('public.staff')?.length).toBeGreaterThan(0)
    expect(dump.get('public.staff_session')?.length).toBeGreaterThan(0)
    expect([...dump].filter(([, bytes]) => bytes.includes(session))).toEqual([])
    const folderBytes = readdirSync(join(dataFolder, 'pg'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
    expect(folderBytes.some((bytes) => bytes.includes(session))).toBe(false)
    expect(service.output()).not.toContain(session)
    // What was mailed is the one place where an address must stand: the mail itself, in the folder for those not sent.
    expect(scanFolder(join(dataFolder, 'outbox'), marked).found.length).toBeGreaterThan(0)
  })

  test('prints no marked value and answers none', () => {
    expect(service.output()).toContain('"status":400')
    expect(findMarks(Buffer.from(service.output()), marked)).toEqual([])
    expectNoEcho(visited)
  })
})

describe('A-43: the program on PostgreSQL, behind a proxy that it trusts', () => {
  let world: PostgresWorld
  let service: Service
  let visited: Visited
  let whileAway: Visited
  let dump: ReadonlyMap<string, Buffer>
  let networks: readonly (string | null)[]
  beforeAll(async () => {
    world = await openPostgres()
    const url = await world.createDatabase('canary')
    service = await startMarked({
      DATABASE_URL: url,
      VOORDEUR_DATA: join(folder, 'outbox-of-postgres'),
      VOORDEUR_SECRET: 'kT4vXw9LmQ2rZs7HbN5cJd8FgYp3Ae6U',
      VOORDEUR_PROXY: 'xff:1',
      VOORDEUR_DEMO: '1',
    })
    await addSiteBy(service)
    await askForConsent(url)
    visited = await visitEverything(service.url, marks)
    expect(visited.statuses.get('POST 201')).toBeGreaterThan(5)
    await floodUntilBusy(url)
    await vi.waitFor(() => expect(service.output()).toContain('"event":"rolled-up"'), { timeout: 60_000 })

    const db = connect({ to: url, connectionsMax: 2, prepare: true })
    await plant(db)
    dump = await dumpTables(db)
    networks = await listNetworks(db)
    await db.end({ timeout: 1 })

    await world.kill()
    whileAway = await visitEverything(service.url, marks)
    await world.restart()
    await service.end('SIGTERM')
    await world.kill('SIGINT')
  })
  afterAll(async () => {
    await service.end('SIGKILL')
    await world.close()
  })

  /** Holds the table so that nothing commits, and sends more than one site may have waiting: 429, then all is let go. */
  async function floodUntilBusy(url: string): Promise<void> {
    const db = connect({ to: url, connectionsMax: 1, prepare: true })
    const events = JSON.stringify(
      Array.from({ length: 100 }, () => ({
        n: 'pageview',
        u: `https://example.nl/?mail=${marks.texts.mail}`,
        d: 'example.nl',
      })),
    )
    const send = () =>
      fetch(`${service.url}/api/event`, {
        method: 'POST',
        body: events,
        headers: { 'user-agent': `${chrome} ${marks.texts.agent}`, 'x-forwarded-for': marks.ipv4 },
      })
    const sending: Promise<Response>[] = []
    await db.begin(async (tx) => {
      await tx`lock table event in exclusive mode`
      for (let nth = 0; nth < 80; nth += 1) sending.push(send())
      // Nothing that was let in can be answered while the table is held.
      const first = await Promise.race(sending)
      expect(first.status).toBe(429)
      expect(first.headers.get('retry-after')).toMatch(/^\d+$/)
      expect(findMarks(Buffer.from(await first.text()), marked)).toEqual([])
    })
    const statuses = (await Promise.all(sending)).map(({ status }) => status)
    expect(new Set(statuses)).toEqual(new Set([202, 429]))
    await db.end()
  }

  test('was reached by every door, also with the database away', () => {
    expectReached(visited)
    expect(whileAway.statuses.get('POST /api/event 503')).toBeGreaterThan(0)
  })

  test('keeps of the addresses that it read and believed what may stay', () => {
    expect(new Set(networks)).toEqual(new Set(['203.0.113.0/24', '2001:db8::/32']))
  })

  test('keeps no marked value in any row', () => {
    expect(scanTables(dump, planted).map(({ where }) => where)).toEqual(['public.planted'])
    expect(dump.get('public.visit')?.length).toBeGreaterThan(0)
    expect(dump.get('public.drop_count')?.length).toBeGreaterThan(0)
    expect(scanTables(dump, marked)).toEqual([])
  })

  test('keeps no marked value in any byte of the data folder', () => {
    const plantedThere = scanFolder(world.dataFolder, planted).found.map(({ where }) => where)
    expect(plantedThere.some((where) => where.includes('pg_wal'))).toBe(true)
    expect(plantedThere.some((where) => where.includes('/base/'))).toBe(true)
    const { found, bytes } = scanFolder(world.dataFolder, marked)
    expect(bytes).toBeGreaterThan(30_000_000)
    expect(found).toEqual([])
  })

  test("leaves no marked value in PostgreSQL's log", () => {
    const log = readFileSync(world.logFile)
    expect(findMarks(log, planted)).not.toEqual([])
    expect(findMarks(log, marked)).toEqual([])
  })

  test('prints no marked value and answers none', () => {
    expect(service.output()).toContain('"status":503')
    expect(findMarks(Buffer.from(service.output()), marked)).toEqual([])
    expectNoEcho(visited)
    expectNoEcho(whileAway)
  })
})

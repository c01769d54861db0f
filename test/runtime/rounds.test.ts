/** What the Node process does by itself once an hour, by its own timers: nobody has to switch it on. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { recordAudit } from '../../src/audit/chain.ts'
import { readJournal, recordInJournal } from '../../src/audit/journal.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openJournal } from '../../src/runtime/journal.ts'
import { openRounds } from '../../src/runtime/rounds.ts'
import { recordSettings } from '../../src/site/site.ts'
import { somethingOfEverything, visitOn } from '../retention/past.ts'
import { takeMails, writtenDown } from '../rights/requesting.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const folder = mkdtempSync(join(tmpdir(), 'voordeur-rounds-'))
const journalPath = join(folder, 'journal.ndjson')
let pglite: PgliteWorld
let world: World
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(async () => {
  await pglite.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  world = await openWorld(pglite.db)
})

const openProgram = () => {
  const { ports, drops } = world
  // Nothing leaves: this is about what happens inside.
  const nothing = async () => {}
  return openRounds(
    ports,
    drops,
    { take: nothing, sweep: nothing, close: nothing },
    { take: nothing, close: nothing },
    openJournal(ports, journalPath),
    { eventsMax: 500, holder: 'test' },
  )
}

/** One hour of the program: each of its rounds comes once or more, and is waited for. */
async function anHour(): Promise<void> {
  // Timers alone: the database's own waits stay those of the machine.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  try {
    const rounds = openProgram()
    vi.advanceTimersByTime(3_600_000)
    await rounds.close()
  } finally {
    vi.useRealTimers()
  }
}

const countOf = async (table: string): Promise<number> =>
  (await pglite.db.unsafe(`select 1 from ${table}`)).length

test('A-33: what is past its term goes by the hourly round, at a site where nobody ever set anything', async () => {
  const site = await world.addSite()
  await somethingOfEverything(world.ports, site, new Date('2020-01-01T10:00:00Z'))
  const tables = ['event', 'visit', 'day_value', 'delivery', 'subscriber', 'breach', 'staff_act', 'mail']
  for (const table of tables) expect(await countOf(table), table).toBeGreaterThan(0)
  await anHour()
  for (const table of tables) expect(await countOf(table), table).toBe(0)
  expect(world.logged).not.toContainEqual(expect.objectContaining({ event: 'failure', place: 'partitions' }))
})

test('A-39: where a chain stood yesterday is signed by the hourly round, and lies in the journal’s file by the next', async () => {
  const site = await world.addSite()
  await pglite.db.begin((tx) =>
    recordAudit({ ...world.ports, db: tx }, site.id, { kind: 'swept', requestId: null, facts: { rows: 1 } }),
  )
  world.setNow('2026-11-24T11:00:00Z')
  await anHour()
  const anchors =
    await pglite.db`select day::text as day, seq::integer as seq from audit_anchor where site_id = ${site.id}`
  expect(anchors).toEqual([{ day: '2026-11-23', seq: 1 }])
  await anHour()
  expect(readFileSync(journalPath, 'utf8')).toContain('"day":"2026-11-23"')
})

test('A-04: each hour whoever answers requests is reminded of what is due', async () => {
  const site = await world.addSite()
  const desk = { world, site }
  await recordSettings(world.ports, site, {
    ...site.settings,
    privacyOfficer: { name: 'Noor Bakker', email: 'fg@delinde.example' },
  })
  await writtenDown(desk)
  const reminders = async () => (await takeMails(desk)).filter(({ subject }) => subject.includes('verzoek'))
  await takeMails(desk)
  world.setNow('2026-11-30T11:00:00Z')
  await anHour()
  expect((await reminders()).map(({ to, subject }) => [to, subject])).toEqual([
    ['fg@delinde.example', 'Nog 21 dagen: verzoek (inzage)'],
  ])
  await anHour()
  expect(await reminders()).toEqual([])
})

test('A-34: each hour what is past its term goes, and not before', async () => {
  const site = await world.addSite()
  await visitOn(pglite.db, site, new Date('2026-10-30T10:00:00Z'))
  await anHour()
  expect(await countOf('event')).toBe(1)
  world.setNow('2027-01-29T11:00:00Z')
  await anHour()
  expect(await countOf('event')).toBe(0)
})

test('A-26: what was asked just before a stop is in the journal’s file when the program has ended', async () => {
  const site = await world.addSite()
  const rounds = openProgram()
  const { ports } = world
  await pglite.db.begin((db) =>
    recordInJournal({ ...ports, db }, site.id, {
      act: 'erased',
      email: 'laatste@example.nl',
      receiptIds: [],
      requestId: null,
    }),
  )
  await rounds.close()
  const { entries } = readJournal(ports, readFileSync(journalPath, 'utf8'))
  expect(entries.filter(({ siteId, act }) => siteId === site.id && act === 'erased')).toHaveLength(1)
})

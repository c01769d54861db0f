/** The journal: written with the act, copied to a file within seconds, and read again when a backup is restored. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, appendFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { anchorAudit } from '../../src/audit/anchor.ts'
import { recordAudit, verifyAudit } from '../../src/audit/chain.ts'
import {
  copyJournal,
  journalActs,
  readJournal,
  receiptIndex,
  recordInJournal,
} from '../../src/audit/journal.ts'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import { openJournal } from '../../src/runtime/journal.ts'
import { openJournalFile } from '../../src/runtime/journal-file.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import { emailIndex } from '../../src/subscriber/subscriber.ts'
import { suppressionHash } from '../../src/subscriber/suppression.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const folder = mkdtempSync(join(tmpdir(), 'voordeur-journal-'))
let database: PgliteWorld
let world: World
let site: Site
let path: string
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(async () => {
  await database.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await emptyTables(database.db)
  world = await openWorld(database.db)
  site = await world.addSite()
  path = join(folder, randomBytes(4).toString('hex'), 'journal.ndjson')
})

const email = must(readEmail('anna@example.nl'), 'it is one')
const receipt = 'AbCdEfGhIjKlMnOpQrStUv'
const request = '11111111-2222-4333-a444-555555555555'
const write = (
  act: (typeof journalActs)[number],
  more: { email?: string | null; receiptIds?: string[] } = {},
) =>
  database.db.begin((tx) =>
    recordInJournal({ ...world.ports, db: tx }, site.id, {
      act,
      email,
      receiptIds: [receipt],
      requestId: request,
      ...more,
    }),
  )
const read = (text: string) => readJournal(world.ports, text)

async function copied(): Promise<string> {
  let text = ''
  await copyJournal(world.ports, async (lines) => void (text += lines))
  return text
}

test('A-25: an entry names nobody: keyed hashes alone, and the one against mail only where somebody objected', async () => {
  for (const act of journalActs) await write(act)
  const text = await copied()
  const { entries, forged, missing } = read(text)
  expect({ forged, missing }).toEqual({ forged: 0, missing: [] })
  expect(entries).toEqual(
    journalActs.map((act, nth) => ({
      siteId: site.id,
      seq: nth + 1,
      at: world.ports.now(),
      act,
      emailIndex: emailIndex(world.ports, email),
      emailHash: act === 'objected' ? suppressionHash(world.ports, email) : null,
      receiptIndexes: [receiptIndex(world.ports, receipt)],
      requestId: request,
      withdrawn: null,
    })),
  )
  const stored = JSON.stringify(await database.db`select * from journal_entry where site_id = ${site.id}`)
  for (const name of ['anna', 'example.nl', receipt, Buffer.from(email).toString('hex')]) {
    expect(text).not.toContain(name)
    expect(stored).not.toContain(name)
  }
})

test('whatever is written down reads the same', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(
          fc.constantFrom(...journalActs),
          fc.option(fc.constant('bram@example.nl')),
          fc.array(fc.string()),
        ),
      ),
      async (acts) => {
        await database.db`delete from journal_entry where site_id = ${site.id}`
        for (const [act, to, receiptIds] of acts) await write(act, { email: to, receiptIds })
        const { entries } = read(await copied())
        expect(entries.map(({ act, receiptIndexes }) => [act, receiptIndexes.length])).toEqual(
          acts.map(([act, , receiptIds]) => [act, receiptIds.length]),
        )
      },
    ),
    { numRuns: 10 },
  )
})

test('an act that is not committed is in no journal, and leaves no gap', async () => {
  const failing = database.db.begin(async (tx) => {
    await recordInJournal({ ...world.ports, db: tx }, site.id, {
      act: 'erased',
      email,
      receiptIds: [],
      requestId: null,
    })
    throw new Error('the act failed')
  })
  await expect(failing).rejects.toThrow('the act failed')
  await write('erased')
  expect(read(await copied()).entries.map(({ seq }) => seq)).toEqual([1])
})

test('a line is copied once; where the disk refused, again', async () => {
  await write('erased')
  await expect(copyJournal(world.ports, () => Promise.reject(new Error('full')))).rejects.toThrow('full')
  expect(read(await copied()).entries).toHaveLength(1)
  expect(await copied()).toBe('')
  await write('lifted')
  expect(read(await copied()).entries.map(({ seq }) => seq)).toEqual([2])
})

test('what was changed, left out or is too old shows; half a line and a line twice do no harm', async () => {
  for (const act of ['erased', 'objected', 'restricted', 'lifted'] as const) await write(act)
  const text = await copied()
  const lines = text.trimEnd().split('\n')
  const [one = '', two = '', three = '', four = ''] = lines
  expect(read([one, two, two, three, four].join('\n')).entries).toHaveLength(4)
  expect(read([four, three, two, one].join('\n'))).toEqual(read(text))
  expect(read(`${one}\n${two.slice(0, 80)}\n${two}\n`)).toMatchObject({ forged: 0, missing: [] })
  expect(read(`${one}\n${two.replace('objected', 'lifted')}\n${three}`)).toMatchObject({
    forged: 1,
    missing: [{ siteId: site.id, seq: 2 }],
  })
  expect(read([one, four].join('\n')).missing.map(({ seq }) => seq)).toEqual([2, 3])
  world.setNow('2027-12-23T10:59:00Z')
  expect(read(text).entries).toHaveLength(4)
  world.setNow('2027-12-23T11:01:00Z')
  expect(read(text).entries).toEqual([])
})

test('A-39: where a chain stood lies in the journal too, so that a rewrite shows without any table', async () => {
  await database.db.begin((tx) =>
    recordAudit({ ...world.ports, db: tx }, site.id, { kind: 'swept', requestId: null, facts: { rows: 1 } }),
  )
  world.setNow('2026-11-24T11:00:00Z')
  await anchorAudit(world.ports, site)
  const { anchors } = read(await copied())
  expect(anchors).toMatchObject([{ siteId: site.id, day: '2026-11-23', seq: 1 }])
  expect(await copied()).toBe('')
  await database.db`delete from audit_anchor where site_id = ${site.id}`
  await database.db`update audit_entry set hash = '\\x00' where site_id = ${site.id}`
  await database.db`update audit_head set hash = '\\x00' where site_id = ${site.id}`
  const { flaws } = await verifyAudit(world.ports, site, undefined, anchors)
  expect(flaws).toContainEqual({ kind: 'changed-anchor', seq: 1 })
})

test('the file is made at once, for its owner alone, and holds what was done; lines go after 13 months', async () => {
  const journal = openJournal(world.ports, path)
  await journal.copy()
  expect(readFileSync(path, 'utf8')).toBe('')
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  await write('erased')
  await journal.copy()
  // A crash in the middle of a line.
  appendFileSync(path, '{"act":"era')
  await write('objected')
  await journal.copy()
  const file = openJournalFile(path)
  expect(read((await file.read()) ?? '').entries.map(({ act }) => act)).toEqual(['erased', 'objected'])
  world.setNow('2027-12-20T11:00:00Z')
  await write('restricted')
  await journal.copy()
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(3)
  world.setNow('2027-12-24T11:00:00Z')
  await journal.copy()
  expect(read((await file.read()) ?? '').entries.map(({ act }) => act)).toEqual(['restricted'])
  expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(1)
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(await openJournalFile(join(folder, 'none')).read()).toBeNull()
})

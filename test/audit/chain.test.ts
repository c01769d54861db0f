/** The chain of what the desk did: what it admits, what shows in it, and what leads from it to somebody. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { anchorAudit, keepChains } from '../../src/audit/anchor.ts'
import { listAudit, recordAudit, verifyAudit, type Anchor, type Fact } from '../../src/audit/chain.ts'
import { destroyOldKeys, referenceOf, referenceTo } from '../../src/audit/subject-reference.ts'
import { canonical, sha256 } from '../../src/consent/canonical.ts'
import type { Tx } from '../../src/db/connect.ts'
import { failureOf } from '../../src/db/failure.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { checkAudit, copyAll } from '../../src/runtime/backup-commands.ts'
import { unseal } from '../../src/seal.ts'
import { recordSettings, type Site } from '../../src/site/site.ts'
import { readSources } from '../architecture/source-files.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  world = await openWorld(database.db)
  site = await world.addSite()
})

const request = '11111111-2222-4333-a444-555555555555'
const fact = (count: number, requestId: string | null = request): Fact => ({
  kind: 'erased',
  requestId,
  facts: { counts: { visits: count }, ground: 'a' },
})
const record = (what: Fact, { id }: Pick<Site, 'id'> = site): Promise<number> =>
  database.db.begin((tx) => recordAudit({ ...world.ports, db: tx }, id, what))

async function fill(entries: number): Promise<void> {
  for (let nth = 1; nth <= entries; nth += 1) await record(fact(nth))
}
const flawsOf = async (outside: readonly Anchor[] = []) =>
  (await verifyAudit(world.ports, site, undefined, outside)).flaws
const anchorsOf = async ({ id }: Pick<Site, 'id'>): Promise<Anchor[]> =>
  (
    await database.db<(Omit<Anchor, 'seq'> & { seq: string })[]>`
      select day::text as day, seq::text as seq, hash, signature from audit_anchor where site_id = ${id}`
  ).map(({ seq, ...row }) => ({ ...row, seq: Number(seq) }))

test('an entry is shown as it was recorded, newest first, of one request or of the site, page by page', async () => {
  const other = '99999999-2222-4333-a444-555555555555'
  await fill(3)
  await record({ kind: 'swept', requestId: null, facts: { rows: 4 } })
  await record(fact(5, other))
  const all = await listAudit(world.ports, site.id, { requestId: null, before: null, limit: 2 })
  expect(all.map(({ seq }) => seq)).toEqual([5, 4])
  expect(all[1]).toEqual({
    seq: 4,
    at: world.ports.now(),
    kind: 'swept',
    requestId: null,
    facts: { rows: 4 },
  })
  const next = await listAudit(world.ports, site.id, { requestId: null, before: 4, limit: 2 })
  expect(next.map(({ seq }) => seq)).toEqual([3, 2])
  const one = await listAudit(world.ports, site.id, { requestId: other, before: null, limit: 10 })
  expect(one.map(({ seq }) => seq)).toEqual([5])
})

test('what is not committed leaves no entry and no gap, and each site has a chain of its own', async () => {
  const second = await world.addSite({ domain: 'other.nl' })
  await record(fact(1))
  const failing = database.db.begin(async (tx) => {
    await recordAudit({ ...world.ports, db: tx }, site.id, fact(2))
    throw new Error('the act failed')
  })
  await expect(failing).rejects.toThrow('the act failed')
  expect(await record(fact(3))).toBe(2)
  expect(await record(fact(1), second)).toBe(1)
  expect(await verifyAudit(world.ports, site)).toEqual({ entries: 2, anchors: 0, lost: 0, flaws: [] })
  expect((await verifyAudit(world.ports, second)).flaws).toEqual([])
})

test('an untouched chain is whole, whatever its facts', async () => {
  const facts = fc.dictionary(
    fc.string(),
    fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(facts, { minLength: 1, maxLength: 3 }), async (all) => {
      // PostgreSQL has no text with NUL in it, and a chain holds none: a number, a day, a closed word.
      for (const one of all)
        await record({ kind: 'swept', requestId: null, facts: JSON.parse(JSON.stringify(one)) as typeof one })
      expect(await flawsOf()).toEqual([])
    }),
    { numRuns: 15 },
  )
})

interface Tampering {
  readonly name: string
  readonly act: (db: Tx, id: SiteId) => Promise<unknown>
  readonly flaws: readonly { readonly kind: string; readonly seq: number }[]
}
const move = async (db: Tx, id: SiteId, from: number, to: number) => {
  await db`update audit_entry set seq = ${to} where site_id = ${id} and seq = ${from}`
}
const tamperings: readonly Tampering[] = [
  {
    name: 'altering the text of one',
    act: (db, id) =>
      db`update audit_entry set body = replace(body, '"visits":3', '"visits":0') where site_id = ${id} and seq = 3`,
    flaws: [{ kind: 'broken-entry', seq: 3 }],
  },
  {
    name: 'altering what one is found by',
    act: (db, id) => db`update audit_entry set request_id = null where site_id = ${id} and seq = 3`,
    flaws: [{ kind: 'altered-entry', seq: 3 }],
  },
  {
    name: 'deleting one',
    act: (db, id) => db`delete from audit_entry where site_id = ${id} and seq = 3`,
    flaws: [{ kind: 'missing-entry', seq: 3 }],
  },
  {
    name: 'deleting the last one',
    act: (db, id) => db`delete from audit_entry where site_id = ${id} and seq = 6`,
    flaws: [{ kind: 'changed-end', seq: 6 }],
  },
  {
    name: 'inserting one in between',
    act: async (db, id) => {
      for (const seq of [6, 5, 4]) await move(db, id, seq, seq + 1)
      await db`
        insert into audit_entry (site_id, seq, at, kind, request_id, body, hash)
        select site_id, 4, at, kind, request_id, body, hash from audit_entry where site_id = ${id} and seq = 3`
    },
    flaws: [4, 5, 6, 7].map((seq) => ({ kind: 'broken-entry', seq })).concat({ kind: 'changed-end', seq: 7 }),
  },
  {
    name: 'putting one behind the last',
    act: (db, id) => db`
      insert into audit_entry (site_id, seq, at, kind, request_id, body, hash)
      select site_id, 7, at, kind, request_id, body, hash from audit_entry where site_id = ${id} and seq = 6`,
    flaws: [
      { kind: 'broken-entry', seq: 7 },
      { kind: 'changed-end', seq: 7 },
    ],
  },
  {
    name: 'reordering two',
    act: async (db, id) => {
      await move(db, id, 3, 100)
      await move(db, id, 4, 3)
      await move(db, id, 100, 4)
    },
    flaws: [3, 4, 5].map((seq) => ({ kind: 'broken-entry', seq })),
  },
]

test.each(tamperings)('A-39: $name shows, and where', async ({ act, flaws }) => {
  await fill(6)
  expect(await flawsOf()).toEqual([])
  await act(database.db, site.id)
  expect(await flawsOf()).toEqual(flaws)
})

/** Whoever has the tables and not the keys: everything is computed anew, so that the chain agrees with itself. */
async function rewrite(db: Tx, id: SiteId): Promise<void> {
  let before = sha256(`voordeur audit chain ${id}`)
  const rows = await db<{ seq: string; body: string }[]>`
    select seq::text as seq, body from audit_entry where site_id = ${id} order by seq`
  for (const row of rows) {
    const seq = Number(row.seq)
    const body = row.body.replace('"ground":"a"', '"ground":"b"')
    before = sha256(canonical({ before: before.toString('hex'), body, seq }))
    await db`update audit_entry set body = ${body}, hash = ${before} where site_id = ${id} and seq = ${seq}`
  }
  await db`update audit_head set hash = ${before} where site_id = ${id}`
}

test('A-39: rewriting a whole chain shows by the anchor of the day, and by the one that was mailed when that is gone too', async () => {
  await fill(4)
  world.setNow('2026-11-24T11:00:00Z')
  expect(await anchorAudit(world.ports, site)).toBe('2026-11-23')
  const mailed = await anchorsOf(site)
  await fill(1)
  expect(await flawsOf(mailed)).toEqual([])
  await rewrite(database.db, site.id)
  expect(await flawsOf()).toEqual([{ kind: 'changed-anchor', seq: 4 }])
  // The anchor moved along, without the key.
  await database.db`
    update audit_anchor set hash = (select hash from audit_entry where site_id = ${site.id} and seq = 4) where site_id = ${site.id}`
  expect(await flawsOf()).toEqual([{ kind: 'changed-anchor', seq: 4 }])
  await database.db`delete from audit_anchor where site_id = ${site.id}`
  expect(await flawsOf()).toEqual([])
  expect(await flawsOf(mailed)).toEqual([{ kind: 'changed-anchor', seq: 4 }])
})

test('A-39: a restored chain says so, and what was signed before the day of the restore is not held against it', async () => {
  await fill(2)
  const [end] = await database.db<
    { seq: string; hash: Buffer }[]
  >`select * from audit_head where site_id = ${site.id}`
  await fill(3)
  world.setNow('2026-11-24T11:00:00Z')
  await anchorAudit(world.ports, site)
  const mailed = await anchorsOf(site)
  // Back to where it stood at two, as a backup would have it.
  await database.db`delete from audit_anchor where site_id = ${site.id}`
  await database.db`delete from audit_entry where site_id = ${site.id} and seq > 2`
  await database.db`update audit_head set seq = 2, hash = ${end?.hash ?? null} where site_id = ${site.id}`
  await fill(3)
  expect(await flawsOf(mailed)).toEqual([{ kind: 'changed-anchor', seq: 5 }])
  await database.db`delete from audit_entry where site_id = ${site.id} and seq > 2`
  await database.db`update audit_head set seq = 2, hash = ${end?.hash ?? null} where site_id = ${site.id}`
  await record({ kind: 'restored', requestId: null, facts: {} })
  await fill(3)
  expect(await verifyAudit(world.ports, site, undefined, mailed)).toMatchObject({ lost: 1, flaws: [] })
})

test('A-39: the role of the chain adds to it, and can neither change nor delete what is there', async () => {
  await fill(1)
  const asAudit = (statement: string) =>
    database.db.begin(async (tx) => {
      await tx`select set_config('role', 'voordeur_audit', true)`
      return tx.unsafe(statement)
    })
  for (const refused of [
    `update audit_entry set body = '' where site_id = ${site.id}`,
    `delete from audit_entry where site_id = ${site.id}`,
    'truncate audit_entry',
    `delete from audit_head where site_id = ${site.id}`,
  ])
    expect(
      await asAudit(refused).then(
        () => 'done',
        (thrown) => failureOf(thrown).code,
      ),
      refused,
    ).toBe('42501')
  const added = await database.db.begin(async (tx) => {
    await tx`select set_config('role', 'voordeur_audit', true)`
    return recordAudit({ ...world.ports, db: tx }, site.id, fact(2))
  })
  expect(added).toBe(2)
  expect(await flawsOf()).toEqual([])
})

test('A-39: no code of ours changes or deletes an entry', () => {
  const changes = /\b(update|delete\s+from|truncate)\s+audit_entry\b/i
  expect(changes.test('delete from audit_entry where true')).toBe(true)
  expect(readSources('src').filter(({ code }) => changes.test(code))).toEqual([])
})

test('A-39: an anchor is made once a day, of what was there at midnight, and not when nothing was added', async () => {
  world.setNow('2026-11-23T22:59:00Z')
  await fill(2)
  world.setNow('2026-11-23T23:01:00Z')
  // Midnight in Amsterdam has passed.
  await fill(1)
  expect(await anchorAudit(world.ports, site)).toBe('2026-11-23')
  expect(await anchorAudit(world.ports, site)).toBeNull()
  expect((await anchorsOf(site)).map(({ day, seq }) => [day, seq])).toEqual([['2026-11-23', 2]])
  world.setNow('2026-11-25T11:00:00Z')
  expect(await anchorAudit(world.ports, site)).toBe('2026-11-24')
  world.setNow('2026-11-26T11:00:00Z')
  expect(await anchorAudit(world.ports, site)).toBeNull()
  expect(await flawsOf()).toEqual([])
})

test('A-39: an anchor leaves the house: to the privacy officer, else to who answers for the site, else nowhere', async () => {
  const { controller } = site.settings
  const cases = [
    { privacyOfficer: null, controller, to: null },
    {
      privacyOfficer: null,
      controller: { ...controller, email: 'bestuur@delinde.example' },
      to: 'bestuur@delinde.example',
    },
    {
      privacyOfficer: { name: 'Fatima', email: 'fg@delinde.example' },
      controller: { ...controller, email: 'bestuur@delinde.example' },
      to: 'fg@delinde.example',
    },
  ]
  for (const [nth, { to, ...named }] of cases.entries()) {
    const one = await world.addSite({ domain: `site-${nth}.nl` })
    const settings = { ...one.settings, ...named }
    await recordSettings(world.ports, one, settings)
    world.setNow('2026-11-23T11:00:00Z')
    await record(fact(1), one)
    world.setNow('2026-11-24T11:00:00Z')
    await anchorAudit(world.ports, { ...one, settings })
    const mails = await database.db<{ sealed: Buffer }[]>`select sealed from mail`
    await database.db`delete from mail`
    const letters = mails.map(
      ({ sealed }) => JSON.parse(unseal(world.ports, 'mail.sealed', sealed)) as { to: string; text: string },
    )
    expect(letters.map((letter) => letter.to)).toEqual(to === null ? [] : [to])
    const [anchor] = await anchorsOf(one)
    for (const { text } of letters)
      for (const said of ['2026-11-23', anchor?.hash.toString('hex'), anchor?.signature.toString('hex')])
        expect(text).toContain(said)
  }
})

test('A-25: a proof leads to an address while the key of its year is there, and to nobody after', async () => {
  const email = 'anna@example.nl'
  world.setNow('2023-06-01T11:00:00Z')
  const made = await database.db.begin((tx) => referenceTo({ ...world.ports, db: tx }, email))
  await record({
    kind: 'erased',
    requestId: request,
    facts: { subject: made.ref.toString('hex'), year: made.year },
  })
  const again = await database.db.begin((tx) => referenceTo({ ...world.ports, db: tx }, email))
  expect(again).toEqual(made)
  expect(await referenceOf(world.ports, 2023, email)).toEqual(made.ref)
  expect(await referenceOf(world.ports, 2023, 'bram@example.nl')).not.toEqual(made.ref)

  world.setNow('2025-12-31T23:00:00Z')
  expect(await destroyOldKeys(world.ports)).toEqual([])
  expect(await referenceOf(world.ports, 2023, email)).toEqual(made.ref)
  world.setNow('2026-01-01T00:30:00Z')
  await keepChains(world.ports)
  expect(await referenceOf(world.ports, 2023, email)).toBeNull()
  expect(await destroyOldKeys(world.ports)).toEqual([])
  // A new key of another year leads nowhere either, and the chain is whole.
  const later = await database.db.begin((tx) => referenceTo({ ...world.ports, db: tx }, email))
  expect(later.ref).not.toEqual(made.ref)
  const [entry] = await listAudit(world.ports, site.id, { requestId: null, before: null, limit: 1 })
  expect(entry).toMatchObject({ kind: 'key-destroyed', facts: { year: 2023 } })
  expect(await flawsOf()).toEqual([])
})

test('A-39: the command that verifies says where a chain was changed, and with a journal’s file that it was rewritten', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'voordeur-chain-'))
  const path = join(folder, 'journal.ndjson')
  const check = (journal?: readonly string[]) =>
    checkAudit(world.ports, [site], journal, { write: () => true })
  await fill(4)
  world.setNow('2026-11-24T11:00:00Z')
  await anchorAudit(world.ports, site)
  await copyAll(world.ports, path)
  await fill(1)
  expect(await check([path])).toEqual({
    isWhole: true,
    lines: [`${site.domain}\t5 entries, 2 anchors: whole`],
  })
  // Of the database nothing is left that could tell.
  await rewrite(database.db, site.id)
  await database.db`delete from audit_anchor where site_id = ${site.id}`
  expect((await check()).isWhole).toBe(true)
  const rewritten = await check([path])
  expect(rewritten.isWhole).toBe(false)
  expect(rewritten.lines.join('\n')).toMatch(/BROKEN\n {2}entry 4 is not as it was signed/)
  await database.db`delete from audit_entry where site_id = ${site.id} and seq = 2`
  const deleted = await check()
  expect(deleted.isWhole).toBe(false)
  expect(deleted.lines.join('\n')).toMatch(/BROKEN\n {2}entry 2 is missing/)
  rmSync(folder, { recursive: true, force: true })
})

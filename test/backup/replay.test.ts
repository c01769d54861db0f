/**
 * What a restored backup is told of the journal, act by act and rule by rule: each of these people is somebody whom the backup itself
 * would bring back, or would forget to hold.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eraseSubject } from '../../src/answer/erase.ts'
import { upholdObjection } from '../../src/answer/object.ts'
import { liftRestriction, restrictSubject, tellRestrictionEnds } from '../../src/answer/restrict.ts'
import { listRestrictions } from '../../src/hold/restriction.ts'
import { copyJournal, readJournal, recordInJournal, type JournalEntry } from '../../src/audit/journal.ts'
import { findLive } from '../../src/consent/ledger.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import { backUp as backUpTo, restore, type RestoreOptions } from '../../src/runtime/backup-commands.ts'
import { eraseDevice } from '../../src/rights/erase.ts'
import { lapseUnconfirmed } from '../../src/rights/lapse.ts'
import { verifyRequest } from '../../src/rights/verify.ts'
import { forgetSites } from '../../src/site/site.ts'
import { requestConfirmation } from '../../src/subscriber/confirmation.ts'
import { findByEmail, listSubscribed } from '../../src/subscriber/subscriber.ts'
import { findSuppression } from '../../src/subscriber/suppression.ts'
import { furnish, openFor, openHouse, roll, type House } from '../answer/life.ts'
import { choose } from '../consent/visitors.ts'
import { addReader, emailOf } from '../preference/readers.ts'
import { anna, staff, staffId, writtenDown } from '../rights/requesting.ts'
import { bring, fileText, line } from '../subscriber/importing.ts'
import { rowOf } from '../support/event-rows.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { backUp, checksums, migrateAll, restoreInto } from './keeping.ts'

const folder = mkdtempSync(join(tmpdir(), 'voordeur-replay-'))
const at = (name: string) => join(folder, name)
const screen = { write: () => true }

let first: PgliteWorld
let second: PgliteWorld
let house: House
let target: World
beforeAll(async () => {
  first = await openPglite()
  second = await openPglite()
  await migrateAll(first.db)
  await migrateAll(second.db)
})
afterAll(async () => {
  await first.close()
  await second.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  await emptyTables(second.db)
  house = await openHouse(first.db)
  target = await openWorld(second.db)
})

/** The journal as its file would have it. */
async function entriesOf({ ports }: Pick<World, 'ports'>): Promise<readonly JournalEntry[]> {
  let text = ''
  await copyJournal(ports, async (lines) => void (text += lines))
  return readJournal(ports, text).entries
}

type Whom = Parameters<typeof openFor>[1]
async function erase(whom: Whom, isForGood = false): Promise<void> {
  const { world, site } = house
  const request = await openFor(house, whom, 'erase')
  const done = await eraseSubject(world.ports, site, request, { ground: 'a', staffId, isForGood })
  expect(done).toMatchObject({ ok: true })
}
async function object(whom: Whom): Promise<void> {
  const { world, site } = house
  expect(
    await upholdObjection(world.ports, site, await openFor(house, whom, 'object'), staffId),
  ).toMatchObject({ ok: true })
}
/** Answers the number of the restriction. */
async function restrict(whom: Whom): Promise<string> {
  const { world, site } = house
  const done = await restrictSubject(world.ports, site, await openFor(house, whom, 'restrict'), staffId)
  return must(done.ok ? done.restrictionId : null, 'it is open')
}
/** As the law has it: told, and the day has come. */
async function tellAndLift(world: World, id: string): Promise<void> {
  const { ports } = world
  expect(await tellRestrictionEnds(ports, house.site, id, staffId)).toMatchObject({ ok: true })
  world.setNow(new Date(ports.now().getTime() + 8 * 86_400_000).toISOString())
  expect(await liftRestriction(ports, house.site, id, staffId)).toEqual({ ok: true })
}
const reader = (name: string) => findByEmail(target.ports, house.site.id, emailOf(name))
const heldTables = async () =>
  (
    await second.db<{ name: string }[]>`
      select distinct table_name as name from held_row where site_id = ${house.site.id} order by 1`
  ).map(({ name }) => name)
/** Written down and nothing else: what somebody did of which no row of the backup tells. */
const noteErased = (name: string, { id }: Pick<House['site'], 'id'> = house.site) =>
  first.db.begin((tx) =>
    recordInJournal({ ...house.world.ports, db: tx }, id, {
      act: 'erased',
      email: emailOf(name),
      receiptIds: [],
      requestId: null,
    }),
  )

test('A-26: a device that was erased, objected or was restricted since is so again, found by its receipts alone', async () => {
  const { world, site } = house
  const devices = ['/weg', '/bezwaar', '/beperkt'] as const
  const receipts: string[] = []
  for (const [nth, path] of devices.entries()) {
    const { receipt } = await choose(world, { domain: site.domain, granted: ['insights'] })
    const row = rowOf(site, '2026-11-23T09:00:00Z', { path, receipt, visitor: String(nth + 1) })
    await storeEvents(world.ports, [{ siteId: site.id, events: [row] }])
    receipts.push(receipt)
  }
  const [gone = '', against = '', held = ''] = receipts
  await roll(world)
  const file = await backUp(world)
  await erase({ receiptId: gone })
  await object({ receiptId: against })
  await restrict({ receiptId: held })

  const { sites } = await restoreInto(target, file, { entries: await entriesOf(world) })
  expect(sites).toMatchObject([{ erased: 1, objected: 1, restricted: 1 }])
  await roll(target)
  const paths = await second.db<{ path: string }[]>`select path from event where site_id = ${site.id}`
  expect(paths).toEqual([])
  for (const receipt of receipts) expect(await findLive(target.ports, site.id, receipt)).toBeNull()
  expect(await heldTables()).toEqual(['event', 'visit'])
})

test('A-26: what waited under an address goes too, of whoever is no reader yet', async () => {
  const { world, site, lists } = house
  const [list] = lists
  const email = emailOf('eva')
  await requestConfirmation(world.ports, site.id, {
    kind: 'subscribe',
    email,
    name: null,
    lists: [list.id],
    language: 'nl',
    textId: null,
    channel: 'form',
  })
  await bring(world.ports, site, [list.id], fileText(line(email)))
  const waiting = async () => {
    const [row] = await second.db<{ asked: number; brought: number }[]>`
      select (select count(*)::integer from confirmation where site_id = ${site.id}) as asked,
        (select count(*)::integer from reader_import_row where site_id = ${site.id}) as brought`
    return row
  }
  const file = await backUp(world)
  await restoreInto(target, file)
  expect(await waiting()).toEqual({ asked: 1, brought: 1 })
  await erase({ email })
  await restoreInto(target, file, { entries: await entriesOf(world), replaces: true })
  expect(await waiting()).toEqual({ asked: 0, brought: 0 })
})

test('A-26: whoever was erased for good gets no mail either, wherever they asked for it', async () => {
  const { world, site } = house
  await addReader(world, house, 'fien')
  const file = await backUp(world)
  await erase({ email: emailOf('fien') }, true)
  const { sites } = await restoreInto(target, file, { entries: await entriesOf(world) })
  expect(sites).toMatchObject([{ erased: 1, objected: 1 }])
  expect(await reader('fien')).toBeNull()
  expect(await findSuppression(target.ports, site.id, emailOf('fien'))).toBe('asked')
})

test('A-26: a restriction that came and went since the backup does not come back', async () => {
  const { world, site } = house
  const id = await addReader(world, house, 'gijs')
  const file = await backUp(world)
  await tellAndLift(world, await restrict({ email: emailOf('gijs') }))
  target.setNow(world.ports.now().toISOString())
  const { sites } = await restoreInto(target, file, { entries: await entriesOf(world) })
  expect(sites).toMatchObject([{ restricted: 0, lifted: 1 }])
  expect(await heldTables()).toEqual([])
  expect((await reader('gijs'))?.id).toBe(id)
  expect(await listSubscribed(target.ports, site.id, id)).not.toEqual([])
})

test('A-26: what a backup holds for a restriction is erased with its owner, who may be restricted anew', async () => {
  const { world, site } = house
  await addReader(world, house, 'hanna')
  const id = await restrict({ email: emailOf('hanna') })
  const file = await backUp(world)
  await restoreInto(target, file)
  expect(await heldTables()).toContain('subscriber')

  await tellAndLift(world, id)
  await erase({ email: emailOf('hanna') })
  target.setNow(world.ports.now().toISOString())
  await restoreInto(target, file, { entries: await entriesOf(world), replaces: true })
  expect(await heldTables()).toEqual([])
  expect(await reader('hanna')).toBeNull()
  const [restriction] = await listRestrictions(target.ports, site.id)
  expect(restriction).toMatchObject({ id, liftedAt: target.ports.now() })
})

test('A-26: an objection against mail of whoever is restricted in the backup outlives the lifting', async () => {
  const { world, site } = house
  const ids = await addReader(world, house, 'iris')
  const id = await restrict({ email: emailOf('iris') })
  const file = await backUp(world)
  await object({ email: emailOf('iris') })
  await restoreInto(target, file, { entries: await entriesOf(world) })
  await tellAndLift(target, id)
  expect((await reader('iris'))?.id).toBe(ids)
  expect(await findSuppression(target.ports, site.id, emailOf('iris'))).toBe('asked')
  expect(await listSubscribed(target.ports, site.id, ids)).toEqual([])
})

test('A-26: an act is its site’s alone: at another one the same address stays', async () => {
  const { world } = house
  const other = await furnish(world, 'ander.example')
  await addReader(world, house, 'joop')
  await addReader(world, other, 'joop')
  const file = await backUp(world)
  await erase({ email: emailOf('joop') })
  const { sites } = await restoreInto(target, file, { entries: await entriesOf(world) })
  expect(sites).toMatchObject([
    { domain: 'ander.example', erased: 0 },
    { domain: 'example.nl', erased: 1 },
  ])
  expect(await reader('joop')).toBeNull()
  expect(await findByEmail(target.ports, other.site.id, emailOf('joop'))).not.toBeNull()
})

test('A-26: an act of up to an hour before the backup is done again where the backup lacks it; an older one it knew', async () => {
  const { world } = house
  await addReader(world, house, 'kees')
  // Committed after the backup was made, or before a restore without a journal: either way no row of the backup tells of it.
  await noteErased('kees')
  const entries = await entriesOf(world)
  await first.db`delete from journal_entry where site_id = ${house.site.id}`
  const erasedBy = async (now: string) => {
    world.setNow(now)
    const file = await backUp(world)
    return (await restoreInto(target, file, { entries, replaces: true })).sites.map(({ erased }) => erased)
  }
  expect(await erasedBy('2026-11-23T11:59:59Z')).toEqual([1])
  expect(await reader('kees')).toBeNull()
  expect(await erasedBy('2026-11-23T12:00:00Z')).toEqual([0])
  expect(await reader('kees')).not.toBeNull()
})

test('A-26: rows, acts and the word of it in the chain come at once, or none of them does', async () => {
  const { world } = house
  await addReader(world, house, 'lies')
  const file = await backUp(world)
  await erase({ email: emailOf('lies') })
  const entries = await entriesOf(world)
  const failing = async (on: string, when = 'true') => {
    await second.db.unsafe(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'refused'; end $$`,
    )
    await second.db.unsafe(
      `create trigger refuse before ${on} for each row when (${when}) execute function refuse()`,
    )
    await expect(restoreInto(target, file, { entries })).rejects.toThrow('refused')
    await second.db.unsafe('drop function refuse() cascade')
    expect(await checksums(second.db), on).toEqual({})
  }
  // In the midst of what is done again, and at the last word.
  await failing('delete on subscriber')
  await failing('insert on audit_entry', `new.kind = 'restored'`)
})

/** The commands, on an embedded database that is replaced, with a journal of its own. */
async function openKept(name: string) {
  const world = await openWorld(first.db, { settings: { VOORDEUR_JOURNAL: at(`${name}.ndjson`) } })
  await backUpTo(world.ports, at(name), screen)
  const again = async (options: RestoreOptions = {}) => {
    const said = await restore(world.ports, at(name), { replace: true, ...options }, screen)
    forgetSites(world.ports.db)
    return said.join('\n')
  }
  const find = (one: string) => findByEmail(world.ports, house.site.id, emailOf(one))
  return { again, find, path: at(`${name}.ndjson`), world }
}

test('A-26: a database that is replaced first writes the whole of its journal, whatever became of the file', async () => {
  await addReader(house.world, house, 'mats')
  const { again, find, path } = await openKept('lost')
  await erase({ email: emailOf('mats') })
  expect(await again()).toContain('again erased: 1')
  expect(await find('mats')).toBeNull()
  rmSync(path)
  expect(await again()).toContain('again erased: 1')
  expect(await find('mats')).toBeNull()
})

test('A-26: a line that was changed, one that is missing and a journal that is not there are refused until that is accepted', async () => {
  await addReader(house.world, house, 'noor')
  const { again, find, path } = await openKept('changed')
  for (const name of ['noor', 'otto', 'pien']) await noteErased(name)
  await again()
  await first.db`delete from journal_entry where site_id = ${house.site.id}`
  const whole = readFileSync(path, 'utf8')
  const refusals = [
    [
      () => writeFileSync(path, whole.replace(/"act":"erased"/, '"act":"lifted"')),
      '1 lines of the journal were changed',
    ],
    [
      () => writeFileSync(path, whole.split('\n').toSpliced(1, 1).join('\n')),
      'Entries of the journal are missing: 2 of site',
    ],
    [() => writeFileSync(path, whole.split('\n').slice(1).join('\n')), 'The journal lacks 1 entries'],
  ] as const
  for (const [damage, said] of refusals) {
    damage()
    await expect(again(), said).rejects.toThrow(said)
    expect(await find('noor'), said).toBeNull()
  }
  await expect(again({ journal: [at('nowhere.ndjson')] })).rejects.toThrow('There is no journal at')
  expect(await again({ incomplete: true })).toContain('again erased: 2')
  // It was the one that is lacking.
  expect(await find('noor')).not.toBeNull()
  appendFileSync(path, `${whole.split('\n')[0]}\n`)
  await again()
  expect(await find('noor')).toBeNull()
})

describe('A-26: what is known of a device that is held', () => {
  const use = async (path: string) => {
    const { world, site } = house
    const { receipt } = await choose(world, { domain: site.domain, granted: ['insights'] })
    const row = rowOf(site, '2026-11-23T09:00:00Z', { path, receipt, visitor: '3' })
    await storeEvents(world.ports, [{ siteId: site.id, events: [row] }])
    await roll(world)
    return receipt
  }
  const pathsBack = async () => {
    await roll(target)
    return (await second.db<{ path: string }[]>`select path from event`).map(({ path }) => path)
  }
  const restored = async (file: Awaited<ReturnType<typeof backUp>>) =>
    restoreInto(target, file, { entries: await entriesOf(house.world) })

  test('erasing a device by its own button leaves what its owner restricted of their newsletters', async () => {
    const { world, site } = house
    await addReader(world, house, 'rosa')
    const receiptId = await use('/rosa')
    await restrict({ email: emailOf('rosa'), receiptId })
    const file = await backUp(world)
    await eraseDevice(world.ports, site, receiptId)
    await restored(file)
    expect(await heldTables()).toContain('subscriber')
    expect(await heldTables()).not.toContain('event')
    const [restriction] = await listRestrictions(target.ports, site.id)
    expect(restriction?.liftedAt).toBeNull()
  })

  test.each(['before', 'after'] as const)(
    'an objection that nobody can decide any more: restricted %s it, it is kept, and does not come back by lifting',
    async (when) => {
      const { world } = house
      const receiptId = await use('/sem')
      const file = await backUp(world)
      if (when === 'before') await restrict({ receiptId })
      await openFor(house, { receiptId }, 'object')
      if (when === 'after') await restrict({ receiptId })
      await restored(file)
      expect(await heldTables()).toEqual(['event', 'visit'])
      expect(await pathsBack()).toEqual([])
      const asked = (await listRestrictions(target.ports, house.site.id)).find(
        ({ because }) => because === 'asked',
      )
      expect(asked?.objectionUpheldAt).not.toBeNull()
    },
  )

  test('an objection that the backup knows, but not whose it is: it waits for staff, however long, and is decided', async () => {
    const { world, site } = house
    const receiptId = await use('/tess')
    const request = await writtenDown(house, {
      kind: 'object',
      channel: 'page',
      subject: { ...anna, receiptId },
    })
    const file = await backUp(world)
    await world.ports.db.begin((db) =>
      verifyRequest({ ...world.ports, db }, site, request.id, { actor: staff }),
    )
    await restored(file)
    expect(await heldTables()).toEqual(['event', 'visit'])
    const { ports } = target
    target.setNow(new Date(ports.now().getTime() + 15 * 86_400_000).toISOString())
    expect(await lapseUnconfirmed(ports, site)).toBe(0)
    await ports.db.begin((db) => verifyRequest({ ...ports, db }, site, request.id, { actor: staff }))
    expect(await upholdObjection(ports, site, request, staffId)).toMatchObject({ erased: { events: 1 } })
    expect(await heldTables()).toEqual([])
  })
})

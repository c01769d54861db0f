/** The commands, with their files, between the embedded database and a real PostgreSQL: a restore drill, and the move from one to the other. */
import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordAudit } from '../../src/audit/chain.ts'
import { recordInJournal } from '../../src/audit/journal.ts'
import { sealReceipts, verifyLedger } from '../../src/consent/chain.ts'
import { connect, type Db } from '../../src/db/connect.ts'
import {
  backUp,
  checkAudit,
  copyToJournal,
  restore,
  type RestoreOptions,
} from '../../src/runtime/backup-commands.ts'
import { forgetSites } from '../../src/site/site.ts'
import { findByEmail } from '../../src/subscriber/subscriber.ts'
import { live, openHouse, type House } from '../answer/life.ts'
import { addReader, emailOf } from '../preference/readers.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { checksums, migrateAll } from './keeping.ts'

const folder = mkdtempSync(join(tmpdir(), 'voordeur-backup-'))
const at = (name: string) => join(folder, name)
const screen = { write: () => true }

let pglite: PgliteWorld
let postgres: PostgresWorld
let server: Db
let house: House
beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
  postgres = await openPostgres()
  server = connect({ to: postgres.url, connectionsMax: 4, prepare: true })
  await migrateAll(server)
})
afterAll(async () => {
  await server.end({ timeout: 1 })
  await postgres.close()
  await pglite.close()
  rmSync(folder, { recursive: true, force: true })
})

const settings = { VOORDEUR_JOURNAL: at('journal.ndjson') }
/** What a restore itself adds: that it took place, and what it heard from the journal. */
const withoutTheRestore = ({ audit_head: _head, audit_entry: _entry, ...same }: Record<string, string>) =>
  same

async function restoreFile(
  { ports }: World,
  name: string,
  options: RestoreOptions = {},
): Promise<readonly string[]> {
  const said = await restore(ports, at(name), options, screen)
  forgetSites(ports.db)
  return said
}

test('R-17: from the embedded database to PostgreSQL and back all rows are the same, and both chains hold', async () => {
  house = await openHouse(pglite.db)
  const { ports } = await openWorld(pglite.db, { settings })
  const { site } = house
  await live(house)
  await sealReceipts(ports, 'test')
  await pglite.db.begin((tx) =>
    recordAudit({ ...ports, db: tx }, site.id, { kind: 'swept', requestId: null, facts: { rows: 2 } }),
  )
  // Unsent mail stays behind; see `leftOut`.
  const before = await checksums(pglite.db)
  expect(Object.keys(before).length).toBeGreaterThan(25)
  await copyToJournal(ports, undefined)
  expect(await backUp(ports, at('one'), screen)).toEqual([
    expect.stringMatching(/^\d+ rows of \d+ tables are in /),
  ])
  if (process.platform !== 'win32') expect(statSync(at('one')).mode & 0o777).toBe(0o600)
  await expect(backUp(ports, at('one'), screen)).rejects.toThrow('is there already')

  const onServer = await openWorld(server, { settings })
  await restoreFile(onServer, 'one')
  expect(withoutTheRestore(await checksums(server))).toEqual(withoutTheRestore(before))
  expect((await verifyLedger(onServer.ports, site)).flaws).toEqual([])
  expect(await checkAudit(onServer.ports, [site], [at('journal.ndjson')], screen)).toMatchObject({
    isWhole: true,
    lines: [expect.stringContaining('2 entries')],
  })

  await backUp(onServer.ports, at('two'), screen)
  const back = await openWorld(pglite.db, { settings })
  await expect(restoreFile(back, 'two')).rejects.toThrow('not empty')
  await restoreFile(back, 'two', { replace: true })
  expect(withoutTheRestore(await checksums(pglite.db))).toEqual(withoutTheRestore(before))
  expect((await verifyLedger(back.ports, site)).flaws).toEqual([])
  expect((await checkAudit(back.ports, [site], undefined, screen)).isWhole).toBe(true)
})

test('the commands refuse what can not be done, in a sentence, and change nothing', async () => {
  const world = await openWorld(server, { settings })
  const before = await checksums(server)
  await expect(restoreFile(world, 'none', { replace: true })).rejects.toThrow(/none can't be used \(ENOENT\)/)
  await expect(backUp(world.ports, at('no/folder/three'), screen)).rejects.toThrow("can't be used (ENOENT)")
  await expect(restoreFile(world, 'one', { replace: true, journal: [at('elsewhere')] })).rejects.toThrow(
    /no journal at .*--incomplete/s,
  )
  truncateSync(at('one'), statSync(at('one')).size - 7)
  await expect(restoreFile(world, 'one', { replace: true })).rejects.toThrow('cut or changed')
  const stranger = await openWorld(server, {
    settings: { ...settings, VOORDEUR_SECRET: 'b1946ac92492d2347c6235b4d2611184' },
  })
  await expect(restoreFile(stranger, 'two', { replace: true, incomplete: true })).rejects.toThrow(
    'another root secret',
  )
  expect(await checksums(server)).toEqual(before)
})

test('A-26: the drill, with files: what was not copied yet is copied before a database is replaced, and a gap has to be accepted', async () => {
  // A house of its own: what it shows hangs on no other test.
  const own = await openHouse(server)
  const world = await openWorld(server, { settings })
  const { ports } = world
  const { site } = own
  const erin = await addReader(world, own, 'erin')
  await backUp(ports, at('four'), screen)
  const erased = (requestId: string | null) =>
    server.begin((tx) =>
      recordInJournal({ ...ports, db: tx }, site.id, {
        act: 'erased',
        email: emailOf('erin'),
        receiptIds: [],
        requestId,
      }),
    )
  await erased(null)
  await erased(null)
  const said = await restoreFile(world, 'four', { replace: true })
  expect(said.join('\n')).toContain('again erased: 2')
  expect(await findByEmail(ports, site.id, emailOf('erin'))).toBeNull()
  expect(erin).toBeGreaterThan(0n)

  await server`delete from journal_entry where site_id = ${site.id} and seq = 2`
  await copyToJournal(ports, at('elsewhere.ndjson'))
  const gap = await openWorld(server, { settings: { VOORDEUR_JOURNAL: at('gap.ndjson') } })
  await server`update journal_entry set copied_at = null where site_id = ${site.id}`
  await erased(null)
  await server`update journal_entry set seq = 9 where site_id = ${site.id} and seq = 2`
  await expect(restoreFile(gap, 'four', { replace: true })).rejects.toThrow(/missing: 2 of site \d+, 3 of/)
  const anyway = await restoreFile(gap, 'four', { replace: true, incomplete: true })
  expect(anyway[0]).toContain('Entries of the journal are missing')
})

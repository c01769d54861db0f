/** What a Worker does by itself each minute, on a real PostgreSQL: what the desk and the sweep promise needs nobody to switch it on. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { recordAudit } from '../../src/audit/chain.ts'
import { connect, type Db } from '../../src/db/connect.ts'
import { unseal } from '../../src/seal.ts'
import worker from '../../src/runtime/worker.ts'
import { recordSettings } from '../../src/site/site.ts'
import { somethingOfEverything } from '../retention/past.ts'
import { migrateAll, openDesk, writtenDown } from '../rights/requesting.ts'
import { testSettings } from '../support/world.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'

let postgres: PostgresWorld
let db: Db
beforeAll(async () => {
  postgres = await openPostgres()
  db = connect({ to: postgres.url, connectionsMax: 2, prepare: true })
  await migrateAll(db)
})
afterAll(async () => {
  await db.end({ timeout: 1 })
  await postgres.close()
})

test('A-04, A-33, A-39: on Workers each minute reminds, deletes what is past its term and signs where the chain stood', async () => {
  const desk = await openDesk(db)
  const { world, site } = desk
  const { ports } = world
  // The Worker's clock is the machine's.
  const day = 86_400_000
  const now = Date.now()
  world.setNow(new Date(now).toISOString())
  await recordSettings(ports, site, {
    ...site.settings,
    privacyOfficer: { name: 'Noor Bakker', email: 'fg@delinde.example' },
  })
  const { id } = await writtenDown(desk, { receivedAt: new Date(now - 8 * day) })
  world.setNow(new Date(now - 2 * day).toISOString())
  await ports.db.begin((tx) =>
    recordAudit({ ...ports, db: tx }, site.id, { kind: 'swept', requestId: null, facts: { rows: 1 } }),
  )
  world.setNow(new Date(now).toISOString())
  await somethingOfEverything(ports, site, new Date('2020-01-01T10:00:00Z'))
  const countOf = async (table: string) => (await db.unsafe(`select 1 from ${table}`)).length
  expect([await countOf('event'), await countOf('visit'), await countOf('breach')]).not.toContain(0)

  vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await worker.scheduled(undefined, {
    VOORDEUR_SECRET: testSettings.VOORDEUR_SECRET,
    VOORDEUR_URL: 'https://meten.example',
    VOORDEUR_PROXY: 'cloudflare',
    HYPERDRIVE: { connectionString: postgres.url },
  })
  vi.restoreAllMocks()

  const mails = await db<{ sealed: Uint8Array }[]>`select sealed from mail where sealed is not null`
  const letters = mails.map(({ sealed }) => unseal(ports, 'mail.sealed', sealed))
  expect(letters.filter((text) => text.includes(id) && text.includes('fg@delinde.example'))).toHaveLength(1)
  expect([await countOf('event'), await countOf('visit'), await countOf('breach')]).toEqual([0, 0, 0])
  expect(await db`select seq::integer as seq from audit_anchor where site_id = ${site.id}`).toHaveLength(1)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asRole } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { recordDrops } from '../../src/ingest/drops.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { computeStaleDays } from '../../src/stats/days.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
import { openWorld } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
  const world = await openWorld(database.db)
  const { ports } = world
  const site = await world.addSite()
  await storeEvents(ports, [{ siteId: site.id, events: [rowOf(site, '2026-11-22T10:00:00Z')] }])
  await makeVisits(ports, site, 500)
  await computeStaleDays(ports, site)
})
afterAll(() => database.close())

describe('A-38: the roles of the database', () => {
  const ask = (role: 'ingest' | 'dashboard', statement: string) =>
    asRole(database.db, role, (tx) => tx.unsafe(statement))

  test.each([
    ['dashboard', 'select 1 from event'],
    ['dashboard', 'select id from event_2026_11'],
    ['dashboard', 'select 1 from day_key'],
    ['dashboard', 'select 1 from api_key'],
    ['dashboard', 'delete from visit'],
    ['dashboard', 'select receipt_id from consent_given'],
    ['dashboard', 'select 1 from consent_receipt'],
    ['ingest', 'select 1 from consent_given'],
    ['ingest', 'select 1 from consent_receipt'],
    ['ingest', 'update consent_given set ended_at = null'],
    ['ingest', 'select path from event'],
    ['ingest', 'select visitor from event'],
    ['ingest', 'select * from event'],
    ['ingest', 'delete from event'],
    ['ingest', 'select 1 from visit'],
    ['ingest', 'select 1 from day_value'],
    ['ingest', 'select 1 from api_key'],
  ] as const)('%s can not: %s', async (role, statement) => {
    await expect(ask(role, statement)).rejects.toMatchObject({ code: '42501' })
  })

  test.each([
    ['dashboard', 'select 1 from visit limit 1'],
    ['dashboard', 'select 1 from day_value limit 1'],
    ['ingest', 'select id from event limit 1'],
  ] as const)('%s can: %s', async (role, statement) => {
    expect(await ask(role, statement)).toHaveLength(1)
  })

  test('ingest stores with its own role, whoever logged in', async () => {
    const { db } = database
    const events = JSON.stringify([
      { occurred_at: '2026-11-22T11:00:00Z', id: '0198c0de-0000-7000-8000-000000000000' },
    ])
    await expect(
      db.begin(async (tx) => {
        await tx`revoke insert on event from voordeur_ingest`
        await tx`select store_events(1, 1, ${new Date()}, ${events}::text::json)`
      }),
    ).rejects.toMatchObject({ code: '42501' })
    const [after] = await db`select current_user = session_user as is_back`
    expect(after).toEqual({ is_back: true })
  })

  test('ingest counts what it dropped with that role too', async () => {
    const { db } = database
    const count = () =>
      recordDrops(db, [{ siteId: 1 as SiteId, day: '2026-11-22', reason: 'bot', beacons: 1 }])
    await count()
    // As long as nobody can take it, whoever writes does so as somebody else.
    await db`alter role voordeur_ingest rename to voordeur_away`
    try {
      await expect(count()).rejects.toMatchObject({ code: '22023' })
    } finally {
      await db`alter role voordeur_away rename to voordeur_ingest`
    }
  })

  test('end with their transaction', async () => {
    await ask('dashboard', 'select 1')
    expect(await database.db`select visitor from event limit 1`).toHaveLength(1)
  })
})

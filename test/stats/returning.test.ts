import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { recordAnswer, recordWithdrawal } from '../../src/consent/ledger.ts'
import { findCurrentNotice } from '../../src/consent/publication.ts'
import { migrate } from '../../src/db/migrate.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import type { Site } from '../../src/site/site.ts'
import { findReturning } from '../../src/stats/returning.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { publishFor } from '../support/asking.ts'
import { rowOf } from '../support/event-rows.ts'
import { idAt } from '../support/send.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site

beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  world = await openWorld(database.db, { at: '2026-11-20T11:00:00Z' })
  site = await publishFor(world, await world.addSite())
})

/** Devices that agreed, each with visits on these days. */
async function visitOn(days: readonly (readonly string[])[]): Promise<string[]> {
  const { id } = must(await findCurrentNotice(database.db, site.id), 'it was published')
  const receipts: string[] = []
  for (const [nth, own] of days.entries()) {
    const recording = await recordAnswer(world.ports, site, {
      d: site.domain,
      notice: id,
      lang: 'nl',
      ui: 'banner',
      granted: ['insights'],
      key: `apparaat-${nth}`.padEnd(22, '_'),
      viewport: 'small',
    })
    if (!recording.ok) throw new Error(recording.error)
    const { receipt } = recording.recorded
    receipts.push(receipt)
    for (const day of own) {
      const at = new Date(`${day}T10:00:00Z`)
      const event = rowOf(site, at, { id: idAt(at), visitor: String(nth + 1), receipt })
      await storeEvents(world.ports, [{ siteId: site.id, events: [event] }])
    }
  }
  await rollUp(world.ports, { eventsMax: 500, holder: 'proef' })
  return receipts
}

const range = { from: '2026-11-21', to: '2026-11-23' }
const ten = Array.from({ length: 10 }, (_, nth) => (nth < 4 ? ['2026-11-20', '2026-11-22'] : ['2026-11-22']))

test('counts visits of devices that agreed, and those that had come on an earlier day, also before the period', async () => {
  await visitOn(ten)
  await storeEvents(world.ports, [
    { siteId: site.id, events: [rowOf(site, '2026-11-22T12:00:00Z', { visitor: '99' })] },
  ])
  await rollUp(world.ports, { eventsMax: 500, holder: 'proef' })
  expect(await findReturning(world.ports, site, range)).toEqual({ devices: 10, visits: 10, returning: 4 })
})

test('A-45: says nothing below ten devices, and leaves out whoever withdrew', async () => {
  const receipts = await visitOn(ten)
  const withdrawal = { d: site.domain, receipt: receipts[0] ?? '', key: 'w'.repeat(22) }
  await recordWithdrawal(world.ports, site, withdrawal)
  expect(await findReturning(world.ports, site, range)).toBeNull()
})

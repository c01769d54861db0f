import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { makeKey, type KeyScope } from '../../src/site/key.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { findCoverage } from '../../src/stats/coverage.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
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
  forgetSites(database.db)
  world = await openWorld(database.db)
  site = await world.addSite()
})

async function tell(body: unknown, scope: KeyScope = 'admin', siteId = site.id): Promise<Response> {
  const { token } = await makeKey(world.ports, { label: 'x', scope, siteId, expiresAt: null })
  return world.request('/api/coverage', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}
const november = { from: '2026-11-01', to: '2026-11-30' }
const told = { site: 'example.nl', day: '2026-11-22', requests: 40 }

test('measured is set against served, over the days that were told of and no others', async () => {
  const views = (day: string, count: number) =>
    Array.from({ length: count }, (_, nth) => rowOf(site, `2026-11-${day}T10:00:${10 + nth}Z`))
  await storeEvents(world.ports, [{ siteId: site.id, events: [...views('21', 5), ...views('22', 30)] }])
  await makeVisits(world.ports, site, 500)
  expect(await findCoverage(world.ports, site, november)).toBeNull()
  expect((await tell(told)).status).toBe(204)
  expect(await findCoverage(world.ports, site, november)).toEqual({ served: 40, measured: 30, days: 1 })
  expect(await findCoverage(world.ports, site, { from: '2026-11-23', to: '2026-11-30' })).toBeNull()
})

test('the same day told again replaces what was said', async () => {
  await tell(told)
  await tell({ ...told, requests: 44 })
  expect(await findCoverage(world.ports, site, november)).toMatchObject({ served: 44, days: 1 })
})

describe('a bad count', () => {
  test.each([
    ['{"', 'is an object'],
    [{ ...told, requests: -1 }, 'is not negative'],
    [{ ...told, requests: 1.5 }, 'is a whole number'],
    [{ ...told, requests: '40' }, 'is a whole number'],
    [{ ...told, day: '2026-02-30' }, 'is a date'],
    [{ ...told, addresses: ['203.0.113.77'] }, 'is not known'],
    [{ ...told, site: 7 }, 'is the domain'],
  ])('%j is refused with a sentence, and nothing is stored', async (body, message) => {
    const answer = await tell(body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining(message) as string })
    expect(await database.db`select 1 from served_day`).toHaveLength(0)
  })

  test('of another site looks like one of no site, and a reading key may not tell', async () => {
    const other = await world.addSite({ domain: 'ander.nl' })
    expect((await tell(told, 'admin', other.id)).status).toBe(404)
    expect((await tell({ ...told, site: 'nergens.nl' })).status).toBe(404)
    expect((await tell(told, 'read')).status).toBe(403)
    expect((await world.request('/api/coverage', { method: 'POST', body: '{}' })).status).toBe(401)
    expect(await database.db`select 1 from served_day`).toHaveLength(0)
  })

  test('that is too long is refused', async () => {
    expect((await tell({ ...told, site: 'x'.repeat(2_000) })).status).toBe(413)
  })
})

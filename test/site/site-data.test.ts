import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { failureOf } from '../../src/db/failure.ts'
import { migrate } from '../../src/db/migrate.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { isDemonstration, openTasks } from '../../src/site/set-up.ts'
import { findLastSeen, hasData, recordTimezone } from '../../src/site/site-data.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import {
  findSite,
  forgetSites,
  listSites,
  lockSite,
  readSite,
  recordHostnames,
  recordSettings,
  type Site,
} from '../../src/site/site.ts'
import { rowOf } from '../support/event-rows.ts'
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
  forgetSites(database.db)
  world = await openWorld(database.db)
  site = await world.addSite()
})

const now = () => readSite(world.ports, site.domain)
const store = (at: string, of = site) =>
  storeEvents(world.ports, [{ siteId: of.id, events: [rowOf(of, at)] }])

describe('the time zone of a site', () => {
  test('changes while nothing was counted', async () => {
    expect(await hasData(database.db, site)).toBe(false)
    expect(await recordTimezone(database.db, site, 'UTC')).toBe(true)
    expect((await now())?.timezone).toBe('UTC')
  })

  test.each([
    ['an event', () => store('2026-11-23T10:00:00Z')],
    [
      'a visit',
      () => database.db`
        insert into visit (site_id, visitor, day, started_at, ended_at, opened_at, engaged_ms, views, events, interactions)
        values (${site.id}, 1, '2026-11-20', now(), now(), now(), 0, 1, 0, 0)`,
    ],
    [
      'a day with figures',
      () => database.db`
        insert into site_day (site_id, day, marks, computed_marks, visitors, visits, views, events, bounces, engaged_ms, keys_lost)
        values (${site.id}, '2026-11-20', 0, 0, 0, 0, 0, 0, 0, 0, false)`,
    ],
  ])('stays once there is %s', async (_, add) => {
    const other = await world.addSite({ domain: 'ander.nl' })
    await add()
    expect(await hasData(database.db, site)).toBe(true)
    expect(await recordTimezone(database.db, site, 'UTC')).toBe(false)
    expect((await now())?.timezone).toBe('Europe/Amsterdam')
    expect(await recordTimezone(database.db, other, 'UTC')).toBe(true)
  })
})

test('a site was last seen when its newest event happened, as soon as that is committed; another site says nothing', async () => {
  const other = await world.addSite({ domain: 'ander.nl' })
  expect(await findLastSeen(database.db, site)).toBeNull()
  await store('2026-11-23T10:59:50Z')
  await store('2026-10-30T10:00:00Z')
  expect(await findLastSeen(database.db, site)).toEqual(new Date('2026-11-23T10:59:50Z'))
  expect(await findLastSeen(database.db, other)).toBeNull()
})

test('the hosts of a site are replaced, and its own domain stays among them', async () => {
  await recordHostnames(world.ports, site, ['app.example.nl', 'app.example.nl'])
  expect((await now())?.hostnames).toEqual(['example.nl', 'app.example.nl'])
})

test('who changes settings reads them as they are now, past what this process remembers', async () => {
  await findSite(world.ports, site.domain)
  await database.db`update site set settings = ${database.db.json({ hashRoutes: true })} where site_id = ${site.id}`
  expect((await findSite(world.ports, site.domain))?.settings.hashRoutes).toBe(false)
  expect((await database.db.begin((tx) => lockSite(tx, site)))?.settings.hashRoutes).toBe(true)
  expect((await now())?.settings.hashRoutes).toBe(true)
})

test('a document of a later release stops whoever reads it with a code for the log, and is left as it is', async () => {
  await database.db`update site set settings = ${database.db.json({ version: 3 })} where site_id = ${site.id}`
  const thrown = await listSites(world.ports).catch((error: unknown) => error)
  expect(failureOf(thrown).code).toBe('SETTINGS_NEWER')
  const [row] = await database.db<{ settings: unknown }[]>`select settings from site`
  expect(row?.settings).toEqual({ version: 3 })
})

test('what is open is read from what is stored', async () => {
  const seenAt = new Date()
  expect(openTasks(site, null)).toEqual(['visit', 'people', 'newsletter'])
  expect(openTasks(site, seenAt)).toEqual(['people', 'newsletter'])
  const controller = { name: 'De Linde', address: 'Lindelaan 1', email: 'info@delinde.nl' }
  await recordSettings(world.ports, site, siteSettings.parse({ controller, newsletter: false }))
  const done = await now()
  expect(done && openTasks(done, seenAt)).toEqual([])
})

test('a name that can be nobody’s is a demonstration', () => {
  expect(['delinde.example', 'example'].map((domain) => isDemonstration({ domain }))).toEqual([true, true])
  expect(['example.nl', 'delinde.nl'].map((domain) => isDemonstration({ domain }))).toEqual([false, false])
})

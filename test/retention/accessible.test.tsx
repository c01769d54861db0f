/** The page about how long things are kept in a real browser: what axe finds, at 320 px and at 1280, empty, full and with a sweep missed. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import { sweep } from '../../src/retention/sweep.ts'
import { readNetwork } from '../../src/visitor/network.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { somethingOfSite } from './past.ts'

let database: PgliteWorld
let axe: AxeWorld
let world: World
let origin: string
let page: Page
const server = createAdaptorServer({
  fetch: (request) => app.fetch(request, { ...world.ports, network: readNetwork('203.0.113.77') }),
})

beforeAll(async () => {
  ;[database, axe] = await Promise.all([openPglite(), openAxe()])
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  await emptyTables(database.db)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  world = await openWorld(database.db, {
    at: new Date().toISOString(),
    settings: { VOORDEUR_URL: origin },
  })
  const site = await world.addSite({ domain: 'woonstichtingdelinde.nl' })
  const day = 86_400_000
  for (const age of [900, 300, 100, 20])
    await somethingOfSite(world.ports, site, new Date(world.ports.now().getTime() - age * day))
  await sweep(world.ports, { rowsMax: 500, batchesMax: 500 })
  // Swept, but for too long; the other one never was.
  await database.db`update retention_run set at = at - interval '30 hours' where category = 'visits'`
  await world.addSite({ domain: 'leeg.nl' })
  const { cookie } = await signInAs(world.ports, 'admin', 0)
  const [name = '', value = ''] = cookie.split(/=(.*)/s)
  page = await axe.openPage()
  await page.context().addCookies([{ name, value, url: origin }])
})
afterAll(async () => {
  server.close()
  await Promise.all([axe.close(), database.close()])
})

test.each([
  '/dashboard/sites/woonstichtingdelinde.nl/retention',
  '/dashboard/sites/leeg.nl/retention?lang=en',
  '/dashboard/sites/woonstichtingdelinde.nl',
  '/dashboard',
])('%s has nothing that axe finds (WCAG 2.2 AA) and fits', async (at) => {
  await page.goto(origin + at)
  expect(await page.locator('h1').count()).toBe(1)
  expect(await axe.look(page)).toEqual(faultless)
})

test('what does not fit scrolls by the keyboard', async () => {
  await page.goto(`${origin}/dashboard/sites/woonstichtingdelinde.nl/retention`)
  await page.setViewportSize({ width: 320, height: 900 })
  const region = page.getByRole('group', { name: 'Van deze website' })
  await region.focus()
  expect(await region.evaluate((one) => one === document.activeElement)).toBe(true)
})

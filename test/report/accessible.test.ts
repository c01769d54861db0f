/** The page, the mail and the way out in a browser: nothing that axe finds, nothing beyond a narrow window, no script. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import { lastWhole } from '../../src/report/period.ts'
import { recordSubscription } from '../../src/report/subscription.ts'
import { signUnsubscribe } from '../../src/report/token.ts'
import { addDays, localToday } from '../../src/site/local-day.ts'
import { forgetSites } from '../../src/site/site.ts'
import { recordAnnotation } from '../../src/stats/annotations.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { happen, people, store } from './readers.ts'

let pglite: PgliteWorld
let axe: AxeWorld
let world: World
let origin: string
let session: { name: string; value: string; url: string }
let way: string
const server = createAdaptorServer({ fetch: (request) => app.fetch(request, world.ports) })
const path = '/dashboard/sites/woonstichtingdelinde.nl/reports'

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  ;[pglite, axe] = await Promise.all([openPglite(), openAxe()])
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: new Date().toISOString(), settings: { VOORDEUR_URL: origin } })
  const site = await world.addSite({ domain: 'woonstichtingdelinde.nl' })
  await world.addSite({ domain: 'leeg.example' })
  const { staffId, cookie } = await signInAs(world.ports, 'admin')
  const [name = '', value = ''] = cookie.split(/=(.*)/, 2)
  session = { name, value, url: origin }
  const day = addDays(lastWhole('week', localToday(world.ports.now(), site.timezone)).from, 2)
  const long = '/over-ons/organisatie/verantwoordingsdocumenten-en-meerjarenonderhoudsbegroting'
  await store(world, site, [
    ...[long, '/', '/aanbod'].flatMap((at, nth) =>
      people(1_200 + nth, (who) =>
        happen(site, day, who, { path: at, channel: 'social', source: 'Facebook' }),
      ),
    ),
    ...people(3, (who) => happen(site, day, who + 5_000, { path: '/klein' })),
  ])
  await recordAnnotation(world.ports, site, { day, note: 'Nieuwsbrief verstuurd' })
  world.drops.countDropped({ siteId: site.id, day, reason: 'signal', beacons: 1_234_567 })
  await world.drops.flush()
  const key = { siteId: site.id, staffId, period: 'week' as const }
  await recordSubscription(world.ports, key)
  way = `/report/unsubscribe/${signUnsubscribe(world.ports, key)}`
})
afterAll(async () => {
  server.close()
  await axe.close()
  await pglite.close()
})

async function withPage<T>(options: BrowserContextOptions, work: (page: Page) => Promise<T>): Promise<T> {
  const page = await axe.openPage(options)
  await page.context().addCookies([session])
  try {
    return await work(page)
  } finally {
    await page.context().close()
  }
}

test.each([
  ['the page', () => `${path}?notice=saved`],
  ['the page of a site without visits', () => '/dashboard/sites/leeg.example/reports?preview=month'],
  ['the way out', () => way],
])('%s has nothing that axe finds (WCAG 2.2 AA) and fits the window', async (_what, at) => {
  await withPage({}, async (page) => {
    await page.goto(origin + at())
    expect(await axe.look(page)).toEqual(faultless)
  })
})

test('no table is wider than its card', async () => {
  await withPage({}, async (page) => {
    await page.goto(origin + path)
    for (const width of [320, 1280]) {
      await page.setViewportSize({ width, height: 900 })
      // It would be cut, not scrolled.
      const wide = await page.evaluate(
        () =>
          [...document.querySelectorAll('.report-letter table')].filter(
            (one) =>
              one.getBoundingClientRect().right > (one.parentElement?.getBoundingClientRect().right ?? 0) + 1,
          ).length,
      )
      expect([width, wide]).toEqual([width, 0])
    }
  })
})

test('the mail has nothing that axe finds either, as far as a mail has landmarks', async () => {
  world.posted.length = 0
  await withPage({}, async (page) => {
    await page.goto(origin + path)
    await page.getByRole('button', { name: 'Stuur me er nu een' }).click()
    await page.getByText('De mail is onderweg.').waitFor()
    await page.setContent(must(world.posted[0], 'it was just posted').html)
    const looks = await axe.look(page)
    expect(
      looks.map((one) => ({
        ...one,
        violations: one.violations.filter((found) => !/^(region|landmark-one-main):/.test(found)),
      })),
    ).toEqual(faultless)
  })
})

test('everything works without script, under the policy of the page', async () => {
  await withPage({ bypassCSP: false, javaScriptEnabled: false }, async (page) => {
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(origin + path)
    await page.getByLabel('Elke week').uncheck()
    await page.getByLabel('Elke maand').check()
    await page.getByRole('button', { name: 'Bewaar' }).click()
    await page.getByText('Bewaard.').waitFor()
    expect(await pglite.db`select period from report_subscription`).toEqual([{ period: 'month' }])
    await page.getByRole('link', { name: 'Vorige maand' }).click()
    expect(await page.locator('.report-subject').textContent()).toMatch(
      /^Maandrapport woonstichtingdelinde\.nl/,
    )
    await page.goto(origin + way)
    await page.getByRole('button', { name: 'Meld me af' }).click()
    await page.getByRole('heading', { name: 'Je bent afgemeld' }).waitFor()
    expect(complaints).toEqual([])
  })
})

/** The pages for visitors in a browser: nothing that axe finds, nothing beyond a narrow window, no script. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { consentDraft } from '../../src/consent/draft.ts'
import { recordStatement } from '../../src/consent/statement-version.ts'
import { migrate } from '../../src/db/migrate.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { forgetSites } from '../../src/site/site.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { publishFor, usualDraft } from '../support/asking.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { rowOf } from '../support/event-rows.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { choose } from './visitors.ts'

const domain = 'woonstichtingdelinde.nl'
let pglite: PgliteWorld
let axe: AxeWorld
let world: World
let origin: string
/** One that allowed insights and has visits; one that allowed something else. */
let insights: string
let other: string
const server = createAdaptorServer({ fetch: (request) => app.fetch(request, world.ports) })

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  ;[pglite, axe] = await Promise.all([openPglite(), openAxe()])
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { settings: { VOORDEUR_URL: origin } })
  await world.addSite({ domain: 'stil.example' })
  const bare = await world.addSite({ domain })
  await recordStatement(world.ports, bare.id, {
    publishedOn: '2026-01-02',
    texts: { nl: 'Wij gaan zorgvuldig om met gegevens.', en: 'We treat data with care.' },
    isMaterial: true,
  })
  const site = await publishFor(
    world,
    bare,
    consentDraft.parse({ ...usualDraft, languages: ['nl', 'en', 'ar'] }),
  )
  ;({ receipt: other } = await choose(world, { domain, granted: ['maps'] }))
  ;({ receipt: insights } = await choose(world, { domain, granted: ['insights'], previous: other }))
  ;({ receipt: other } = await choose(world, { domain, granted: ['maps'] }))
  const long = '/over-ons/organisatie/verantwoordingsdocumenten-en-meerjarenonderhoudsbegroting'
  const events = ['/', long, '/aanbod'].map((path, nth) =>
    rowOf(site, `2026-11-23T09:0${nth}:00Z`, {
      path,
      receipt: insights,
      source: 'Facebook',
      channel: 'social',
    }),
  )
  await storeEvents(world.ports, [{ siteId: site.id, events }])
  await rollUp(world.ports, { eventsMax: 500, holder: 'test' })
})
afterAll(async () => {
  server.close()
  await axe.close()
  await pglite.close()
})

/** Sends a form of ours with a number in it, as its reader would. */
const sendNumber = (path: string, number: () => string) => async (page: Page) => {
  await page.goto(`${origin}${path === '/my-data' ? path : '/choice'}?d=${domain}`)
  await page.locator('input[name=receipt]').fill(number())
  await page.locator('.look-up button').click()
}
const from = (open: (page: Page) => Promise<void>, button: string) => async (page: Page) => {
  await open(page)
  await page.getByRole('button', { name: button }).click()
}
const visit = (path: string) => async (page: Page) => void (await page.goto(origin + path))
const receiptPage = sendNumber('/choice/receipt', () => insights)

test.each([
  ['the choice page of a site that asks nothing', visit('/choice?d=stil.example'), 'Tel ik mee?'],
  ['the choice page of a site that asks', visit(`/choice?d=${domain}`), 'Mijn keuze'],
  ['the choice page from right to left', visit(`/choice?d=${domain}&lang=ar`), 'Mijn keuze'],
  ['what was answered', from(visit(`/choice?d=${domain}`), 'Alles accepteren'), 'Je keuze is bewaard'],
  ['the receipt', receiptPage, 'Bewijs van je keuze'],
  ['a number of nobody', sendNumber('/choice/receipt', () => 'x'), 'Dit bewijs hebben we niet'],
  ['one’s data, before a number is given', visit(`/my-data?d=${domain}`), 'Mijn gegevens'],
  ['one’s data', sendNumber('/my-data', () => insights), 'Mijn gegevens'],
  ['one’s data, where there is only a receipt', sendNumber('/my-data', () => other), 'Mijn gegevens'],
  ['the last question before deleting', from(receiptPage, 'Verwijderen'), 'Alles verwijderen?'],
  ['privacy of a site that asks', visit(`/privacy/${domain}`), `Privacy op ${domain}`],
  ['privacy of a site that asks nothing', visit('/privacy/stil.example'), 'Privacy op stil.example'],
  ['the table alone', visit(`/privacy/${domain}?plain=1`), 'Waarvoor we gegevens gebruiken'],
])('%s has nothing that axe finds (WCAG 2.2 AA) and fits the window', async (_what, open, heading) => {
  const page = await axe.openPage()
  try {
    await open(page)
    expect(await page.locator('h1').textContent()).toBe(heading)
    expect(await axe.look(page)).toEqual(faultless)
  } finally {
    await page.context().close()
  }
})

test('a browser that says it wants no following gets a page that axe finds nothing on', async () => {
  const page = await axe.openPage({ extraHTTPHeaders: { 'sec-gpc': '1' } })
  for (const site of ['stil.example', domain]) {
    await page.goto(`${origin}/choice?d=${site}`)
    await page.locator('.signal').waitFor()
    expect(await axe.look(page)).toEqual(faultless)
  }
  await page.context().close()
})

test('B4: the three answers have the same size, colours and type, in a narrow window and a wide one', async () => {
  const page = await axe.openPage({ javaScriptEnabled: true })
  await page.goto(`${origin}/choice?d=${domain}`)
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    const looks = await page.locator('.answers button').evaluateAll((buttons) =>
      buttons.map((button) => {
        const { width: wide, height } = button.getBoundingClientRect()
        const { backgroundColor, color, fontSize, fontWeight, borderColor } = getComputedStyle(button)
        return JSON.stringify({
          wide: Math.round(wide),
          height: Math.round(height),
          backgroundColor,
          color,
          fontSize,
          fontWeight,
          borderColor,
        })
      }),
    )
    expect(looks).toHaveLength(3)
    expect(new Set(looks)).toHaveLength(1)
  }
  await page.context().close()
})

test('S-16: everything works under the pages’ own policy with script switched off', async () => {
  const context = await axe.chromium.openContext({
    javaScriptEnabled: false,
    viewport: { width: 320, height: 900 },
  })
  const page = await context.newPage()
  await page.goto(`${origin}/choice?d=${domain}`)
  await page.getByLabel('Google Maps').check()
  await page.getByRole('button', { name: 'Keuze bewaren' }).click()
  const number = (await page.locator('.receipt-number code').textContent()) ?? ''
  expect(await page.getByRole('link', { name: `Terug naar ${domain}` }).getAttribute('href')).toMatch(
    /#voordeur=/,
  )
  await page.getByRole('button', { name: 'Bekijk het bewijs' }).click()
  expect(await page.locator('.receipt-number code').textContent()).toBe(number)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Downloaden' }).click()
  expect((await download).suggestedFilename()).toBe('voordeur-keuze.json')
  await page.getByRole('button', { name: 'Toestemming intrekken' }).click()
  await page.getByText('Je toestemming is ingetrokken').first().waitFor()
  await page.getByRole('button', { name: 'Bekijk het bewijs' }).click()
  await page.getByRole('button', { name: 'Verwijderen' }).click()
  await page.getByRole('button', { name: 'Ja, verwijder alles' }).click()
  await page.getByText('Je gegevens zijn verwijderd').first().waitFor()
  expect(page.url()).not.toContain(number)
  await context.close()
})

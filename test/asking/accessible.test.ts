/** The pages about consent in a real browser: what axe finds, at 320 px and at 1280; with script and without; the real banner. */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { BrowserContext, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { recordOutcome } from '../../src/consent/count.ts'
import { emptyDraft } from '../../src/consent/draft.ts'
import { findCurrentNotice, findDraft, publishNow, recordDraft } from '../../src/consent/publication.ts'
import { recordStatement } from '../../src/consent/statement-version.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, readSite, type Site } from '../../src/site/site.ts'
import { readNetwork } from '../../src/visitor/network.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { nameController, path, videos } from './deciding-staff.ts'

const asking = path
const empty = '/dashboard/sites/leeg.nl/consent'

let database: PgliteWorld
let axe: AxeWorld
let world: World
let origin: string
let cookie: { readonly name: string; readonly value: string }
const server = createAdaptorServer({
  fetch: (request) => app.fetch(request, { ...world.ports, network: readNetwork('203.0.113.77') }),
})

/** As a corporation's that has asked for some days; beside it one that asks for nothing. */
async function fill(): Promise<Site> {
  const site = await world.addSite()
  await world.addSite({ domain: 'leeg.nl' })
  await nameController(world, site)
  const statement = {
    publishedOn: '2026-10-01',
    texts: { nl: 'Wij tellen bezoek.\n\nMeer niet.' },
    isMaterial: true,
  }
  await recordStatement({ db: database.db, now: world.ports.now }, site.id, statement)
  const named = (await readSite(world.ports, site.domain)) ?? expect.fail('it is there')
  expect((await publishNow(world.ports, named, videos)).ok).toBe(true)
  const { id: noticeId } = (await findCurrentNotice(database.db, site.id)) ?? expect.fail('it was published')
  for (const [day, outcome, times] of [
    ['2026-11-21', 'shown', 14],
    ['2026-11-21', 'refused', 7],
    ['2026-11-22', 'accepted', 9],
    ['2026-11-23', 'custom', 3],
  ] as const)
    for (let nth = 0; nth < times; nth += 1)
      await recordOutcome(database.db, site, {
        at: new Date(`${day}T11:00:00Z`),
        noticeId,
        language: nth % 3 ? 'nl' : 'ar',
        outcome,
      })
  await recordDraft(world.ports, site.id, {
    ...videos,
    languages: ['nl', 'en', 'ar'],
    texts: { nl: { refuse: 'Misschien later' } },
  })
  forgetSites(database.db)
  return site
}

let site: Site
beforeAll(async () => {
  ;[database, axe] = await Promise.all([openPglite(), openAxe()])
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  await emptyTables(database.db)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  world = await openWorld(database.db, { settings: { VOORDEUR_URL: origin } })
  site = await fill()
  const { cookie: header } = await signInAs(world.ports, 'admin', 0)
  const [name = '', value = ''] = header.split(/=(.*)/s)
  cookie = { name, value }
})
afterAll(async () => {
  server.close()
  await Promise.all([axe.close(), database.close()])
})

const signIn = (context: BrowserContext) => context.addCookies([{ ...cookie, url: origin }])

async function openPage(options: Parameters<AxeWorld['openPage']>[0] = {}): Promise<Page> {
  const page = await axe.openPage(options)
  await signIn(page.context())
  return page
}

describe('in a narrow light window and in a wide dark one', () => {
  let page: Page
  beforeAll(async () => {
    page = await openPage()
  })
  afterAll(() => page.context().close())

  test.each([
    asking,
    `${asking}?lang=en`,
    `${asking}/edit`,
    `${asking}/preview`,
    `${asking}/preview?lang=ar`,
    `${asking}/publish`,
    `${asking}/end`,
    `${asking}/statements`,
    empty,
    `${empty}/edit`,
    `${empty}/publish`,
    `${empty}/statements`,
  ])('%s has nothing that axe finds (WCAG 2.2 AA) and fits', async (at) => {
    await page.goto(origin + at)
    expect(await axe.look(page)).toEqual(faultless)
  })

  test('a form with faults has nothing that axe finds and fits, and its summary leads to the fields', async () => {
    await page.setViewportSize({ width: 1280, height: 900 })
    await page.goto(`${origin}${asking}/edit`)
    await page.getByRole('button', { name: 'Een eigen doel' }).click()
    await page.getByRole('button', { name: 'Bewaar het ontwerp' }).first().click()
    const link = page.getByRole('alert').getByRole('link').first()
    const id = (await link.getAttribute('href'))?.slice(1) ?? ''
    expect(await page.locator(`[id="${id}"]`).count()).toBe(1)
    expect(await axe.look(page)).toEqual(faultless)
  })
})

const narrow = (page: Page): FrameLocator => page.frameLocator('.is-narrow')
const banner = (page: Page) => narrow(page).getByRole('region', { name: 'Vraag om toestemming' })

describe('the editor in a browser', () => {
  test('works without script: a purpose and a service are added, saved, and shown as they were typed', async () => {
    const context = await axe.chromium.openContext({ javaScriptEnabled: false })
    await signIn(context)
    const page = await context.newPage()
    await page.goto(`${origin}${empty}/edit`)
    await page.fill('#theme-radius', '3')
    await page.getByRole('button', { name: 'Video’s en kaarten tonen' }).click()
    await page.getByRole('button', { name: 'Voeg Vimeo toe' }).click()
    expect(await page.inputValue('#theme-radius')).toBe('3')
    // The Enter key saves, and presses no button that adds or takes away.
    await page.press('#p0-months', 'Enter')
    await page.waitForURL(/saved=1/)
    expect(await page.inputValue('#p0-s0-hosts')).toBe('vimeo.com\nplayer.vimeo.com')
    expect(await page.getByRole('status').first().innerText()).toContain('Het ontwerp is bewaard.')
    await context.close()
    const other = (await readSite(world.ports, 'leeg.nl')) ?? expect.fail('it is there')
    const draft = await findDraft(database.db, other.id)
    expect(draft.theme.radius).toBe(3)
    expect(draft.purposes.map(({ id, services }) => [id, services.map((one) => one.id)])).toEqual([
      ['embeds', ['vimeo']],
    ])
    await recordDraft(world.ports, other.id, emptyDraft)
  })

  test('fields of a language that is not chosen are out of sight, and come back with what was in them', async () => {
    const page = await openPage({ javaScriptEnabled: false })
    await page.goto(`${origin}${asking}/edit`)
    const turkish = page.locator('[id="t-tr-title"]')
    expect(await turkish.isVisible()).toBe(false)
    await page.check('#languages-tr')
    expect(await turkish.isVisible()).toBe(true)
    await turkish.fill('Başlık')
    await page.uncheck('#languages-tr')
    expect(await turkish.isVisible()).toBe(false)
    await page.check('#languages-tr')
    expect(await turkish.inputValue()).toBe('Başlık')
    await page.context().close()
  })

  test('B3, B4: beside it stands the real banner; it follows what is typed, under the page’s own policy', async () => {
    const context = await axe.chromium.openContext({ viewport: { width: 1280, height: 1400 } })
    await signIn(context)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text())
    })
    await page.goto(`${origin}${asking}/edit`)
    await banner(page).waitFor()
    expect(await banner(page).getByRole('button').allInnerTexts()).toEqual([
      'Misschien later',
      'Accepteren',
      'Zelf kiezen',
    ])
    expect(await page.locator('.offences li').count()).toBeGreaterThan(0)

    await page.fill('#t-nl-refuse', '')
    await page.fill('#t-nl-title', 'Mag dit van jou?')
    await banner(page).getByRole('heading', { name: 'Mag dit van jou?' }).waitFor()
    expect(await banner(page).getByRole('button').first().innerText()).toBe('Weigeren')
    expect(await page.getByText('Alles klopt. Je kunt publiceren.').isVisible()).toBe(true)
    expect(await page.locator('.offences li').count()).toBe(0)

    // Contrast is told as a number, at once.
    await page.fill('#theme-button', '#dddddd')
    await page.locator('.contrasts .wrong').first().waitFor()
    expect(await page.locator('.contrasts').innerText()).toContain('1,3 op 1')
    // Nothing of it was stored.
    expect((await findDraft(database.db, site.id)).theme.button).toBe('#14543f')
    await context.close()
    expect(complaints).toEqual([])
  })

  test('a preview answers its buttons and keeps nothing: no receipt, nothing on the device', async () => {
    const page = await openPage({ viewport: { width: 1280, height: 1400 } })
    const sent: string[] = []
    page.on('request', (request) => {
      if (request.url().includes('/api/')) sent.push(request.url())
    })
    await page.goto(`${origin}${asking}/edit`)
    await banner(page).getByRole('button', { name: 'Accepteren' }).click()
    await banner(page).waitFor({ state: 'detached' })
    expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([])
    await page.context().close()
    expect(sent).toEqual([])
  })
})

/**
 * An editor's month in a real browser, without script, in a wide window and a narrow one: write, look, test, plan, hold, go on. And each page:
 * nothing that axe finds, nothing beyond the window.
 */
import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import { startDue } from '../../src/delivery/start.ts'
import { must } from '../../src/must.ts'
import { findIssue } from '../../src/newsletter/issue.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { newsletterSettings, recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { addDraft, addNewsList, addReaders, someEmails } from '../delivery/mailing.ts'
import { believableDocument, believableDomain } from '../newsletter/believable-issue.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let pglite: PgliteWorld
let axe: AxeWorld
let world: World
let site: Site
let origin: string
let session: { name: string; value: string; url: string }
const server = createAdaptorServer({ fetch: (request) => app.fetch(request, world.ports) })
const path = `/dashboard/sites/${believableDomain}/newsletter`
const noon = '2026-11-23T11:00:00Z'

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  ;[pglite, axe] = await Promise.all([openPglite(), openAxe()])
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: noon, settings: { VOORDEUR_URL: origin } })
  site = await world.addSite({ domain: believableDomain })
  await recordNewsletterSettings(
    world.ports,
    site,
    newsletterSettings.parse({ opens: 'personal', clicks: 'personal', imprint: 'De Linde, Lindelaan 1' }),
  )
  const news = await addNewsList(world.ports, site)
  await addNewsList(world.ports, site, 'Huurders in de Lindestraat en de Wilgenhof')
  await addReaders(world.ports, site, news, someEmails(1_240), { measure: 'yes' })
  await addReaders(world.ports, site, news, someEmails(310, ['nee.example']), { measure: 'no' })
  const { cookie } = await signInAs(world.ports, 'admin', site.id)
  const [name = '', value = ''] = cookie.split(/=(.*)/, 2)
  session = { name, value, url: origin }
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

/** Presses what has the focus, as who has no mouse. */
async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).focus()
  await page.keyboard.press('Enter')
  await page.waitForLoadState()
}

test.each([1280, 320])(
  'at %i px, by keyboard and without script: write, look, test, plan, hold, go on',
  async (width) => {
    await withPage(
      { javaScriptEnabled: false, bypassCSP: false, viewport: { width, height: 800 } },
      async (page) => {
        await page.goto(origin + path)
        await page.getByRole('link', { name: 'Nieuwe nieuwsbrief' }).focus()
        await page.keyboard.press('Enter')
        await page.getByLabel('Onderwerp').fill('Nieuwe voordeuren')
        await page.getByLabel('Tekst', { exact: true }).fill(believableDocument.source)
        await page.getByLabel(/^Bewonersnieuws/).focus()
        await page.keyboard.press('Space')
        await press(page, 'Bewaar en bekijk')

        const shown = page.frameLocator('iframe.is-narrow')
        await expect
          .poll(() => shown.getByRole('heading', { level: 1 }).textContent())
          .toBe('Nieuws voor bewoners')
        expect(await shown.getByText('Beste Anna de Wit').count()).toBe(1)
        expect(await page.getByText('We vonden niets dat beter moet.').count()).toBe(1)
        await press(page, 'Stuur de testmail')
        expect(await page.getByRole('status').textContent()).toContain('1 mail onderweg')
        expect(world.posted.at(-1)?.subject).toBe('[test] Nieuwe voordeuren')

        await page.getByRole('link', { name: 'Naar versturen' }).focus()
        await page.keyboard.press('Enter')
        await page.getByText('1.550 lezers van Bewonersnieuws.').waitFor()
        await page.getByLabel('Op een ander moment').focus()
        await page.keyboard.press('Space')
        await page.getByLabel('Dag').fill('2026-11-24')
        await page.getByLabel('Tijd', { exact: true }).fill('09:30')
        await press(page, 'Verstuur naar 1.550 lezers')
        await page.getByText('Gaat de deur uit op 24 november 2026 om 09:30.').waitFor()
        await press(page, 'Haal terug naar concept')
        await page.getByRole('link', { name: 'Versturen', exact: true }).click()
        await press(page, 'Verstuur naar 1.550 lezers')
        await page.getByText('Ingepland.').waitFor()
        await startDue(world.ports)

        await page.goto(`${page.url().split('?')[0]}?still=1`)
        expect(await page.getByRole('progressbar').getAttribute('max')).toBe('1550')
        await press(page, 'Zet stil')
        await page.getByText('Iemand heeft het versturen stilgezet.').waitFor()
        await press(page, 'Ga verder')
        await page.getByText('Het versturen gaat verder.').waitFor()
        await page.getByText('Stop helemaal', { exact: true }).focus()
        await page.keyboard.press('Enter')
        await press(page, 'Ja, stop helemaal')
        await page.getByText('Het versturen is gestopt.').waitFor()
      },
    )
  },
)

test('no page has anything that axe finds (WCAG 2.2 AA), or is wider than its window', async () => {
  const { ports } = world
  const document = { ...believableDocument, lists: [1] }
  const draft = await addDraft(ports, site, [{ id: 1 }], document)
  const wrong = await addDraft(ports, site, [{ id: 1 }], {
    ...document,
    subject: 'EEN HEEL LANG ONDERWERP DAT SCHREEUWT EN OOK NOG EENS OP GEEN ENKELE TELEFOON PAST',
    source: '[klik hier](/nergens) ![](https://example.nl/foto.jpg)',
  })
  const going = await addDraft(ports, site, [{ id: 1 }], document)
  await pglite.db`update newsletter_issue set state = 'scheduled', scheduled_at = ${ports.now()} where issue_id = ${going.id}`
  await startDue(ports)
  await pglite.db`
    update delivery set state = case when subscriber_id % 7 = 0 then 'uncertain' when subscriber_id % 11 = 0 then 'failed' else 'sent' end,
      sent_at = ${ports.now()}
    where issue_id = ${going.id} and subscriber_id % 2 = 0`
  await pglite.db`update newsletter_issue set pause_code = 'ECONNREFUSED' where issue_id = ${going.id}`
  expect(must(await findIssue(ports, site.id, going.id), 'it is there').state).toBe('sending')
  const planned = await addDraft(ports, site, [{ id: 1 }], document)
  await pglite.db`
    update newsletter_issue set state = 'scheduled', scheduled_at = '2026-12-24T08:00:00Z' where issue_id = ${planned.id}`
  const at = (id: number, place = '') => `${path}/issues/${id}${place}`
  await withPage({}, async (page) => {
    for (const one of [
      path,
      `${path}/issues/new`,
      at(draft.id, '?saved=1'),
      at(draft.id, '/preview?tested=2&full=1'),
      at(wrong.id, '/preview?images=off'),
      at(draft.id, '/send'),
      at(wrong.id, '/send'),
      `${at(going.id)}?still=1`,
      at(going.id, '/links'),
      at(planned.id, '?scheduled=1'),
    ]) {
      await page.goto(origin + one)
      expect([one, await axe.look(page)]).toEqual([one, faultless])
    }
    // As it comes back when somebody saved meanwhile, with a field that is wrong at the next try.
    await page.goto(origin + at(draft.id))
    await pglite.db`
      update newsletter_issue set document = document || '{"source":"De andere versie"}', changed_at = changed_at + interval '1 minute'
      where issue_id = ${draft.id}`
    await page.getByLabel('Onderwerp').fill('Mijn versie')
    await page.getByRole('button', { name: 'Bewaar', exact: true }).click()
    await page.getByText('Iemand anders heeft net bewaard').waitFor()
    expect(['conflict', await axe.look(page)]).toEqual(['conflict', faultless])
    await page.getByLabel('Onderwerp').fill('x'.repeat(300))
    await page.getByRole('button', { name: 'Bewaar mijn versie' }).click()
    await page.getByText('Gebruik hooguit 200 tekens').waitFor()
    expect(['fault', await axe.look(page)]).toEqual(['fault', faultless])
  })
})

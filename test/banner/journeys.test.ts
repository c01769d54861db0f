/** Whole stories of visitors, from the site's page to the database and back, in a real browser against the app itself. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { rollUp } from '../../src/stats/roll-up.ts'
import { accept, allowed, openAsking, panelOf, refuse, region, stored, type AskingWorld } from './asking.ts'

let world: AskingWorld
beforeAll(async () => {
  world = await openAsking()
}, 300_000)
afterAll(() => world.close())
afterEach(async () => {
  await world.leave()
  await world.ports.db`delete from event`
})

/** Two slow cores, and a batch of half a second. */
const patient = { timeout: 8_000 }

const footer = (collector: string) =>
  `<main><h1>Huren</h1><p>Alles over huren.</p><input aria-label="Zoeken"><a href="/contact">Contact</a></main>
   <footer><a href="${collector}/choice?d=example.test" data-voordeur-choice>Mijn keuze</a>
   <button type="button" data-voordeur-choice="withdraw">Intrekken</button></footer>`

const ids = async () =>
  (
    await world.ports.db<
      { insight: string | null }[]
    >`select insight::text as insight from event order by occurred_at, id`
  ).map(({ insight }) => insight !== null)

test('B11: after a refusal the page says, shows and lets do what it did before the question', async () => {
  const page = await world.visit({ body: footer(world.collector) })
  const seen = () => page.evaluate(() => [document.body.innerText, document.links.length, document.title])
  await region(page).waitFor()
  const before = await seen()
  await refuse(page).click()
  await region(page).waitFor({ state: 'detached' })
  expect(await seen()).toEqual(before)
  await page.getByLabel('Zoeken').fill('woning')
  await expect.poll(async () => (await stored(page))['voordeur'] ?? '', patient).toMatch(/^ok\./)
  const answer = await page.goto(page.url())
  expect(answer?.status()).toBe(200)
  expect(await seen()).toEqual(before)
  await page.waitForTimeout(800)
  expect(await region(page).count()).toBe(0)
})

test('C7: accept, withdraw with one click, and an old tab that still sends: its visit is counted, without its number', async () => {
  const page = await world.visit({ body: footer(world.collector) })
  await expect.poll(ids, patient).toEqual([false])
  await accept(page).click()
  await expect.poll(() => allowed(page), patient).toContain('insights')
  const { voordeur: old = '' } = await stored(page)
  await page.reload()
  await expect.poll(ids, patient).toEqual([false, true])
  await page.getByRole('button', { name: 'Intrekken' }).click()
  await expect.poll(() => allowed(page), patient).toEqual([])
  await page.evaluate(
    async ([collector, t]) => {
      const body = JSON.stringify({ n: 'pageview', u: `${location.origin}/oud`, d: 'example.test', t })
      await fetch(`${collector}/api/event`, { method: 'POST', body, credentials: 'omit' })
    },
    [world.collector, old] as const,
  )
  const [late] = await world.ports.db`select insight, path from event where path = '/oud'`
  expect(late).toEqual({ insight: null, path: '/oud' })
  const [counted] = await world.ports.db<{ beacons: number }[]>`
    select beacons from drop_count where reason = 'no-receipt'`
  expect(counted?.beacons).toBeGreaterThan(0)
})

test('C10: from the panel to “my data”: what is stored about the device is shown, and gone after two clicks', async () => {
  const page = await world.visit({ body: footer(world.collector) })
  await expect.poll(ids, patient).toEqual([false])
  await accept(page).click()
  await expect.poll(() => allowed(page), patient).toContain('insights')
  await page.reload()
  await expect.poll(ids, patient).toEqual([false, true])
  await rollUp(world.ports, { eventsMax: 500, holder: 'proef' })
  await page.getByRole('link', { name: 'Mijn keuze' }).click()
  await panelOf(page).waitFor()
  const [mine] = await Promise.all([
    page.waitForEvent('popup'),
    panelOf(page).getByRole('button', { name: 'Mijn gegevens' }).click(),
  ])
  await mine.waitForLoadState()
  expect(mine.url()).not.toMatch(/receipt|[\w-]{22}$/)
  await mine.getByText('/', { exact: true }).first().waitFor()
  await mine.locator('form[action^="/choice/erase"] button').last().click()
  await mine.locator('form[action^="/choice/erase"] button').last().click()
  await expect.poll(ids, patient).toEqual([false])
  const left = await world.ports.db`select visitor from visit where insight is not null`
  expect(left).toHaveLength(0)
  // The way back tells the browser, and nobody asks anew.
  const back = new URL((await mine.locator('a[href*="#voordeur="]').getAttribute('href')) ?? '')
  expect(back.hostname).toBe('example.test')
  await page.goto(page.url().split('#')[0] + back.hash)
  await page.reload()
  await page.waitForTimeout(800)
  expect(await region(page).count()).toBe(0)
  expect(page.url()).not.toContain('voordeur=')
})

test('C6: without script the link leads to a page that sets, shows and withdraws, and the way back needs none', async () => {
  const context = await world.chromium.openContext({ javaScriptEnabled: false })
  const page = await world.visit({ body: footer(world.collector), context })
  await page.getByRole('link', { name: 'Mijn keuze' }).click()
  await page.getByLabel(/Zien of je vaker komt/).check()
  await page.getByRole('button', { name: 'Keuze bewaren' }).click()
  const number = (await page.locator('code').first().innerText()).trim()
  expect(number).toMatch(/^[\w-]{22}$/)
  const [row] = await world.ports.db<{ body: string }[]>`
    select body from consent_receipt where receipt_id = ${number}`
  expect(JSON.parse(row?.body ?? '{}')).toMatchObject({ action: 'custom', ui: { surface: 'page' } })
  await page.locator('form[action^="/choice/receipt"] button').first().click()
  await page.locator('form[action^="/choice/withdraw"] button').click()
  const [live] = await world.ports
    .db`select ended_at is not null as ended from consent_given where receipt_id = ${number}`
  expect(live).toEqual({ ended: true })
  expect(await page.locator('a[href*="#voordeur="]').getAttribute('href')).toMatch(
    /^https:\/\/example\.test\/#voordeur=ok\./,
  )
})

test('A3: with the keyboard alone, at 320 pixels, the question is reached first, answered, and changed again', async () => {
  const context = await world.chromium.openContext({ viewport: { width: 320, height: 568 } })
  const page = await world.visit({ body: footer(world.collector), context })
  await region(page).waitFor()
  const focused = () =>
    page.evaluate(() => {
      let at = document.activeElement
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
      return at?.textContent?.trim() ?? ''
    })
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true)
  for (let time = 0; time < 6 && (await focused()) !== 'Weigeren'; time += 1) await page.keyboard.press('Tab')
  expect(await focused()).toBe('Weigeren')
  await page.keyboard.press('Enter')
  await region(page).waitFor({ state: 'detached' })
  await expect.poll(async () => (await stored(page))['voordeur'] ?? '', patient).toMatch(/^o[kn]\./)
  await page.getByRole('link', { name: 'Mijn keuze' }).focus()
  await page.keyboard.press('Enter')
  await panelOf(page).waitFor()
  await page.keyboard.press('Escape')
  await panelOf(page).waitFor({ state: 'hidden' })
  expect(await focused()).toBe('Mijn keuze')
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { nlJe } from '../../src/consent/texts/nl-je.ts'
import { accept, allowed, openAsking, panelOf, region, status, stored, type AskingWorld } from './asking.ts'

let world: AskingWorld
let derden: string
beforeAll(async () => {
  world = await openAsking()
  derden = world.others.origin('derden.test')
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

const tag = `<script type="text/plain" data-voordeur-purpose="marketing">
  self.ran = 1
  document.cookie = '_fbp=1;path=/;domain=example.test'
  document.cookie = '_fb_x=1;path=/'
  document.cookie = 'eigen=1;path=/'
  localStorage.lastExternalReferrerTime = '1'
  sessionStorage.lastExternalReferrer = '1'
  localStorage.eigen = '1'
</script>`
const video = () =>
  `<iframe title="Film" data-src="${derden}/embed/1" data-voordeur-purpose="embeds"></iframe>`
const links = `<footer><a href="/keuze" data-voordeur-choice>Mijn keuze</a>
  <button type="button" data-voordeur-choice="withdraw">Trek in</button></footer>`
const withdraw = (page: Page) => page.getByRole('button', { name: 'Trek in' })
const places = (page: Page) => page.locator('voordeur-placeholder')
const ran = (page: Page) => page.evaluate(() => (self as { ran?: unknown }).ran)
const actions = async () =>
  (await world.ports.db<{ body: string }[]>`select body from consent_receipt order by recorded_at, body`).map(
    ({ body }) => (JSON.parse(body) as { action: string }).action,
  )

async function visitAndAccept(body: string): Promise<Page> {
  // The clock of the app stands still: it says what the browser's does, so that what was answered just now is seen as that.
  world.setNow(new Date().toISOString())
  const page = await world.visit({ body: `<main><h1>Huren</h1>${body}</main>${links}` })
  await accept(page).click()
  await status(page).getByText(nlJe.saved).waitFor()
  return page
}

describe('withdrawing', () => {
  test('C6, C7: one click ends it all: cookies, storage, tags told, the page anew, the server knows', async () => {
    const page = await visitAndAccept(tag)
    await expect.poll(() => ran(page)).toBe(1)
    const names = async () => (await page.context().cookies()).map(({ name }) => name).toSorted()
    expect(await names()).toEqual(['_fb_x', '_fbp', 'eigen'])
    const told = page.waitForEvent('console', (line) => line.text().startsWith('heard'))
    await page.evaluate(() =>
      document.addEventListener('voordeur:consent', (event) => {
        const { dataLayer } = self as unknown as { dataLayer: unknown[][] }
        console.log(
          'heard',
          JSON.stringify((event as CustomEvent<unknown>).detail),
          JSON.stringify(dataLayer.at(-1)?.[2]),
        )
      }),
    )
    await Promise.all([page.waitForEvent('load'), withdraw(page).click()])
    expect((await told).text()).toContain('heard {"granted":[]} {"ad_storage":"denied"')
    await status(page).getByText(nlJe.saved).waitFor()
    expect(await ran(page)).toBeUndefined()
    expect(await names()).toEqual(['eigen'])
    const kept = await stored(page)
    expect(Object.keys(kept).toSorted()).toEqual(['eigen', 'voordeur', 'voordeur-receipt'])
    expect(kept['voordeur']).toMatch(/^ok\.\w+\.\d+\.-\./)
    expect(await actions()).toContain('withdraw')
    expect(await region(page).count()).toBe(0)
  })

  test('C6: one click is enough on a page where nothing else needed the banner', async () => {
    const page = await visitAndAccept('')
    const next = await world.visit({ context: page.context(), path: '/verder', body: links })
    await withdraw(next).click()
    await status(next).getByText(nlJe.withdrawn).waitFor()
    expect(await panelOf(next).count()).toBe(0)
    expect((await stored(next))['voordeur']).toMatch(/^ok\.\w+\.\d+\.-\./)
  })

  test('a frame goes back to its placeholder, without loading the page anew', async () => {
    const page = await visitAndAccept(video())
    await expect.poll(() => world.others.asked).toEqual(['/embed/1'])
    await page.evaluate(() => Object.assign(self, { same: 1 }))
    await withdraw(page).click()
    await status(page).getByText(nlJe.withdrawn).waitFor()
    await places(page).waitFor()
    expect(await page.evaluate(() => (self as { same?: unknown }).same)).toBe(1)
    expect(await page.locator('iframe').isVisible()).toBe(false)
    await expect.poll(() => page.frames().map((frame) => frame.url())).not.toContain(`${derden}/embed/1`)
    await page.getByRole('button', { name: nlJe.change }).click()
    expect(await panelOf(page).getByRole('switch', { checked: true }).count()).toBe(1)
  })

  test('of one purpose leaves the others', async () => {
    const page = await visitAndAccept(video() + tag)
    await expect.poll(() => ran(page)).toBe(1)
    await page.locator('footer a').click()
    await panelOf(page).getByRole('switch', { name: 'YouTube' }).uncheck()
    await panelOf(page).getByRole('button', { name: nlJe.save }).click()
    await places(page).waitFor()
    await expect.poll(() => allowed(page)).toEqual(['maps', 'insights', 'marketing'])
    expect((await page.context().cookies()).map(({ name }) => name)).toContain('_fbp')
  })

  test('holds on the device at once and on the next page, also when the server can not be reached', async () => {
    const page = await visitAndAccept(tag)
    await expect.poll(() => ran(page)).toBe(1)
    world.failNext(503, 503, 503)
    await withdraw(page).click()
    await expect.poll(() => allowed(page)).toEqual([])
    expect((await page.context().cookies()).map(({ name }) => name)).toEqual(['eigen'])
    expect((await stored(page))['voordeur']).toBe('ok')
    const next = await world.visit({ context: page.context(), path: '/verder', body: `<main>${tag}</main>` })
    await region(next).waitFor()
    expect(await ran(next)).toBeUndefined()
  })

  test('an answer is not told again on the next page', async () => {
    const page = await visitAndAccept(tag)
    const next = await world.visit({ context: page.context(), path: '/verder', body: `<main>${tag}</main>` })
    await expect.poll(() => ran(next)).toBe(1)
    expect(await status(next).count()).toBe(0)
  })

  test('holds in the other tab as well, which begins anew where scripts run', async () => {
    const page = await visitAndAccept(tag)
    const other = await world.visit({ context: page.context(), path: '/ander', body: `<main>${tag}</main>` })
    await expect.poll(() => ran(other)).toBe(1)
    await withdraw(page).click()
    await expect.poll(() => ran(other)).toBeUndefined()
    await expect.poll(() => allowed(other)).toEqual([])
  })

  test('without anything to withdraw it is a no', async () => {
    const page = await world.visit({ body: links })
    await region(page).waitFor()
    await withdraw(page).click()
    await status(page).getByText(nlJe.saved).waitFor()
    expect(await actions()).toEqual(['refuse_all'])
    expect(await region(page).count()).toBe(0)
  })

  test('of a receipt that was erased meanwhile is a no, with a receipt of its own', async () => {
    const page = await visitAndAccept('')
    await world.ports.db`delete from consent_receipt`
    await withdraw(page).click()
    await expect.poll(actions).toEqual(['refuse_all'])
    expect(await allowed(page)).toEqual([])
  })
})

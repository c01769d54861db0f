import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { nlJe } from '../../src/consent/texts/nl-je.ts'
import {
  accept,
  allowed,
  customise,
  openAsking,
  panelOf,
  refuse,
  region,
  status,
  stored,
  violations,
  windows,
  type AskingWorld,
  type VisitOptions,
} from './asking.ts'

let world: AskingWorld
beforeAll(async () => {
  world = await openAsking()
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

const footer = `<main><h1>Een huis huren</h1><p>Tekst.</p></main>
  <footer><a href="/keuze" data-voordeur-choice>Mijn keuze</a></footer>`
const switchOf = (page: Page, name: string) => panelOf(page).getByRole('switch', { name })
const press = (page: Page, name: string) => panelOf(page).getByRole('button', { name, exact: true }).click()
const answered = async (page: Page) => status(page).getByText(nlJe.saved).waitFor()
const choiceLink = (page: Page) => page.locator('footer a')

async function openPanel(options: VisitOptions = {}): Promise<Page> {
  const page = await world.visit({ body: footer, ...options })
  await choiceLink(page).click()
  await panelOf(page).waitFor()
  return page
}

/** What was recorded under the number that the device keeps. */
async function receipt(page: Page): Promise<Record<string, unknown>> {
  const { 'voordeur-receipt': number = '' } = await stored(page)
  const [row] = await world.ports.db<{ body: string }[]>`
    select body from consent_receipt where receipt_id = ${number}`
  return JSON.parse(row!.body) as Record<string, unknown>
}

describe('the panel', () => {
  test('B5: everything that needs consent stands off at first, and only counting stands on', async () => {
    const page = await openPanel()
    const states = await panelOf(page)
      .getByRole('switch')
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).checked))
    expect(states).toEqual([true, false, false, false, false])
    expect(await panelOf(page).locator('label').allInnerTexts()).toEqual([
      expect.stringMatching(/^Bezoeken tellen\s+Aan$/),
      expect.stringMatching(/^YouTube\s+Uit$/),
      expect.stringMatching(/^Google Maps\s+Uit$/),
      expect.stringMatching(/^Zien of je vaker komt\s+Uit$/),
      expect.stringMatching(/^Meten of advertenties werken\s+Uit$/),
    ])
  })

  test('says of each purpose what it does, who gets the data and how long it is kept', async () => {
    const page = await openPanel()
    const text = await panelOf(page).innerText()
    for (const part of [
      nlJe.panelLead,
      nlJe.purposes.embeds.sentence,
      nlJe.purposes.statistics.sentence,
      nlJe.exempt,
      `${nlJe.recipients} Meta.`,
      nlJe.recipientsNone,
      nlJe.months.replace('{number}', '12'),
      nlJe.monthsTheirs,
    ])
      expect(text).toContain(part)
    expect(text).not.toContain(nlJe.signal)
  })

  test('B10: one purpose is allowed and the others are not', async () => {
    const page = await openPanel()
    await switchOf(page, 'YouTube').check()
    await press(page, nlJe.save)
    await answered(page)
    expect(await allowed(page)).toEqual(['youtube'])
    expect(await receipt(page)).toMatchObject({
      action: 'custom',
      counting: 'none',
      ui: { surface: 'panel', buttons: ['refuseAll', 'save', 'acceptAll'] },
      purposes: [
        { id: 'youtube', granted: true },
        { id: 'maps', granted: false },
        { id: 'insights', granted: false },
        { id: 'marketing', granted: false },
      ],
    })
  })

  test('later it shows what was chosen, and a change refers to the answer before it', async () => {
    const page = await openPanel()
    await switchOf(page, 'Meten of advertenties werken').check()
    await press(page, nlJe.save)
    await answered(page)
    const before = (await stored(page))['voordeur-receipt']
    await page.getByRole('button', { name: nlJe.change }).click()
    expect(await switchOf(page, 'Meten of advertenties werken').isChecked()).toBe(true)
    expect(await switchOf(page, 'YouTube').isChecked()).toBe(false)
    await switchOf(page, 'YouTube').check()
    await press(page, nlJe.save)
    await expect.poll(() => allowed(page)).toEqual(['youtube', 'marketing'])
    expect(await receipt(page)).toMatchObject({ previous_id: before })
  })

  test('counting is switched off by itself, and says nothing of the rest', async () => {
    const page = await openPanel()
    await switchOf(page, nlJe.purposes.statistics.name).uncheck()
    await press(page, nlJe.save)
    await answered(page)
    expect((await stored(page))['voordeur']).toMatch(/^of\./)
    expect(await receipt(page)).toMatchObject({ counting: 'off', action: 'refuse_all' })
    await page.getByRole('button', { name: nlJe.change }).click()
    expect(await switchOf(page, nlJe.purposes.statistics.name).isChecked()).toBe(false)
  })

  test.each([
    [nlJe.refuseAll, [], 'off'],
    [nlJe.acceptAll, ['youtube', 'maps', 'insights', 'marketing'], 'on'],
  ])('%s answers for all switches that it shows, counting too', async (name, granted, counting) => {
    const page = await openPanel()
    await press(page, name)
    await answered(page)
    expect(await allowed(page)).toEqual(granted)
    expect(await receipt(page)).toMatchObject({ counting })
  })

  test.each(windows)('B4: its three buttons have one size and look, at %d px', async (width, height) => {
    const page = await openPanel({ context: { viewport: { width, height } } })
    const looks = await Promise.all(
      [nlJe.refuseAll, nlJe.save, nlJe.acceptAll].map(async (name) => {
        const one = panelOf(page).getByRole('button', { name })
        const box = (await one.boundingBox())!
        expect(await one.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
        return {
          width: Math.round(box.width),
          height: box.height,
          y: box.y,
          look: await one.evaluate((element) => {
            const { color, backgroundColor, borderColor, fontSize, fontWeight } = getComputedStyle(element)
            return { color, backgroundColor, borderColor, fontSize, fontWeight }
          }),
        }
      }),
    )
    expect(looks[1]).toEqual(looks[0])
    expect(looks[2]).toEqual(looks[0])
    expect(looks[0]!.height).toBeGreaterThanOrEqual(44)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  })

  test('A3: a modal dialog; Tab stays in it, Esc and "close" end it without a choice, the focus goes back', async () => {
    const page = await openPanel()
    expect(await panelOf(page).evaluate((one) => one.matches(':modal'))).toBe(true)
    for (let nth = 0; nth < 14; nth += 1) {
      await page.keyboard.press('Tab')
      const where = await page.evaluate(() => document.activeElement?.tagName)
      // Between last and first the browser's own window may have it.
      expect(['VOORDEUR-CONSENT', 'BODY']).toContain(where)
    }
    await page.keyboard.press('Escape')
    await expect.poll(() => panelOf(page).count()).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Mijn keuze')
    await page.keyboard.press('Enter')
    await panelOf(page).waitFor()
    await press(page, nlJe.close)
    await expect.poll(() => panelOf(page).count()).toBe(0)
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Mijn keuze')
    expect(await stored(page)).toEqual({})
    expect(await region(page).isVisible()).toBe(true)
  })

  test('C9: with a signal it says so, and counting stands off; a yes afterwards wins, here and on the next page', async () => {
    const before = () => Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true })
    const page = await openPanel({ before })
    expect(await panelOf(page).innerText()).toContain(nlJe.signal)
    expect(await switchOf(page, nlJe.purposes.statistics.name).isChecked()).toBe(false)
    await press(page, nlJe.acceptAll)
    await answered(page)
    expect(await allowed(page)).toHaveLength(4)
    const next = await world.visit({
      context: page.context(),
      before,
      path: '/verder',
      body: `${footer}<script type="text/plain" data-voordeur-purpose="marketing">self.ran = 1</script>`,
    })
    await expect.poll(() => next.evaluate(() => (self as { ran?: unknown }).ran)).toBe(1)
    await choiceLink(next).click()
    await panelOf(next).waitFor()
    expect(await panelOf(next).innerText()).not.toContain(nlJe.signal)
    expect(await switchOf(next, nlJe.purposes.statistics.name).isChecked()).toBe(true)
  })

  test('a click before the banner was loaded opens it too, where nothing else would have loaded it', async () => {
    const page = await world.visit({ body: footer })
    await refuse(page).click()
    await answered(page)
    const next = await world.visit({ context: page.context(), body: footer, path: '/verder' })
    await choiceLink(next).click()
    await panelOf(next).waitFor()
    expect(
      await panelOf(next)
        .getByRole('button', { name: /^Bewijsnummer/ })
        .count(),
    ).toBe(1)
    expect(next.url()).not.toContain('/keuze')
  })

  test('the number of the receipt goes by POST to our own pages in another tab, never in an address', async () => {
    const page = await world.visit({ body: footer })
    await refuse(page).click()
    await answered(page)
    await choiceLink(page).click()
    const number = (await stored(page))['voordeur-receipt']!
    for (const [name, path] of [
      [nlJe.myData, '/my-data'],
      [/^Bewijsnummer/, '/choice/receipt'],
    ] as const) {
      const [popup] = await Promise.all([
        page.context().waitForEvent('page'),
        panelOf(page).getByRole('button', { name }).click(),
      ])
      await popup.waitForLoadState('domcontentloaded').catch(() => undefined)
      expect(popup.url()).not.toContain(number)
      expect(world.asked.some((line) => line.startsWith(`POST ${path}`))).toBe(true)
      expect(await popup.evaluate(() => self.opener as unknown)).toBeNull()
      await popup.close()
    }
    expect(world.asked.join('\n')).not.toContain(number)
  })

  test('A1: axe finds nothing in it, nor on the line that follows', async () => {
    const page = await openPanel()
    expect(await violations(page)).toEqual([])
    await press(page, nlJe.refuseAll)
    await answered(page)
    expect(await violations(page)).toEqual([])
  })

  test('opens in a web component and from another shadow root, as our own links are found', async () => {
    const page = await world.visit({ body: '<main><h1>Huren</h1><div id="here"></div></main>' })
    await region(page).waitFor()
    await page.evaluate(() => {
      const link = Object.assign(document.createElement('a'), { href: '/keuze', textContent: 'Cookies' })
      link.dataset['voordeurChoice'] = ''
      document.querySelector('#here')!.attachShadow({ mode: 'open' }).append(link)
    })
    await page.getByText('Cookies').click()
    await panelOf(page).waitFor()
    await accept(page).evaluate((one) => one.isConnected)
    expect(await customise(page).count()).toBeLessThanOrEqual(1)
  })
})

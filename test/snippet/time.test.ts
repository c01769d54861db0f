import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import type { WireEvent } from '../support/page-server.ts'
import { openSnippetWorld } from './visitor.ts'
import type { SnippetWorld } from './visitor.ts'

let world: SnippetWorld
beforeAll(async () => {
  world = await openSnippetWorld()
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

const engagements = (events: readonly WireEvent[]) => events.filter(({ n }) => n === 'engagement')

/** A page whose clock (timers and `performance.now`) moves only when the test says so. */
async function visitByClock(body = ''): Promise<Page> {
  const context = await world.openStill({ viewport: { width: 800, height: 500 } })
  const page = await world.visit({ path: '/lezen', body, context })
  await page.clock.runFor(600)
  await world.collector.until((events) => events.length === 1)
  return page
}

const press = (page: Page) => page.keyboard.press('Shift')

const hide = (page: Page) =>
  page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => true })
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  })

const show = (page: Page) =>
  page.evaluate(() => {
    Reflect.deleteProperty(document, 'hidden')
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
  })

const sumOfMs = (events: readonly WireEvent[]) =>
  engagements(events).reduce((sum, { e }) => sum + (e ?? 0), 0)

describe('reading time', () => {
  test('is told when the page is left, for real: by a navigation', async () => {
    const page = await world.visit({ path: '/echt' })
    await page.mouse.move(10, 10)
    await page.waitForTimeout(1_200)
    await page.mouse.move(20, 20)
    await page.goto('about:blank')
    const events = await world.collector.until((given) => engagements(given).length > 0)
    const [engagement] = engagements(events)
    expect(engagement?.u).toBe(`${world.site.origin('www.example.test')}/echt`)
    expect(engagement?.e).toBeGreaterThan(1_100)
    expect(engagement?.e).toBeLessThan(4_000)
    expect(engagement?.sd).toBe(100)
    // Hidden and gone are two events of the browser: the time is told once.
    expect(engagements(world.collector.events())).toHaveLength(1)
  })

  test('pauses 30 seconds after the last sign of life', async () => {
    const page = await visitByClock()
    await press(page)
    await page.clock.runFor(10_000)
    await press(page)
    await page.clock.runFor(600_000)
    await press(page)
    await page.clock.runFor(5_000)
    await hide(page)
    const events = await world.collector.until((given) => engagements(given).length === 1)
    // 600 ms until the first key, then 10 s, 30 s of ten minutes, and 5 s.
    expect(sumOfMs(events)).toBeGreaterThanOrEqual(45_600)
    expect(sumOfMs(events)).toBeLessThan(46_500)
  })

  test('stands still while the page is hidden or another window has the focus', async () => {
    const page = await visitByClock()
    await page.clock.runFor(2_000)
    await hide(page)
    await page.clock.runFor(20_000)
    await show(page)
    await page.clock.runFor(3_000)
    await page.evaluate(() => {
      document.hasFocus = () => false
      dispatchEvent(new Event('blur'))
    })
    await page.clock.runFor(20_000)
    await page.evaluate(() => Reflect.deleteProperty(document, 'hasFocus'))
    await press(page)
    await page.clock.runFor(4_000)
    await hide(page)
    const events = await world.collector.until((given) => engagements(given).length === 2)
    expect(engagements(events).map(({ e }) => Math.round((e ?? 0) / 1_000))).toEqual([3, 7])
  })

  test('has a ceiling of half an hour a page', async () => {
    const page = await visitByClock()
    await page.evaluate(() => {
      // A key every 20 s for an hour.
      setInterval(() => dispatchEvent(new KeyboardEvent('keydown')), 20_000)
    })
    await page.clock.runFor(1_000_000)
    await hide(page)
    await show(page)
    await page.clock.runFor(2_600_000)
    await hide(page)
    const events = await world.collector.until((given) => engagements(given).length === 2)
    expect(sumOfMs(events)).toBe(1_800_000)
  })

  test('belongs to the page it was spent on when the address changes without loading', async () => {
    const page = await visitByClock()
    await page.clock.runFor(5_000)
    await page.evaluate(() => history.pushState(null, '', '/verder'))
    await page.clock.runFor(2_000)
    await hide(page)
    const events = await world.collector.until((given) => engagements(given).length === 2)
    expect(
      engagements(events).map(({ u, e }) => [new URL(u).pathname, Math.round((e ?? 0) / 1_000)]),
    ).toEqual([
      ['/lezen', 6],
      ['/verder', 2],
    ])
  })

  test('less than a second more, and nothing more seen, is not told', async () => {
    const page = await visitByClock()
    await page.clock.runFor(2_000)
    await hide(page)
    await world.collector.until((given) => engagements(given).length === 1)
    await show(page)
    await page.clock.runFor(500)
    await hide(page)
    await show(page)
    await page.clock.runFor(600)
    await hide(page)
    // Together they make a second, which is told then.
    const events = await world.collector.until((given) => engagements(given).length === 2)
    expect(engagements(events)[1]?.e).toBeGreaterThanOrEqual(1_100)
  })
})

describe('scroll depth', () => {
  test('is the lowest part that was seen, in percent, and grows only', async () => {
    const page = await visitByClock('<div style="height:1992px"></div>')
    await hide(page)
    const [first] = engagements(await world.collector.until((given) => engagements(given).length === 1))
    // 500 of some 2,000 pixels.
    expect(first?.sd).toBeGreaterThanOrEqual(24)
    expect(first?.sd).toBeLessThanOrEqual(26)
    await show(page)
    await page.evaluate(async () => {
      const scrolled = new Promise((resolve) => {
        addEventListener('scroll', resolve, { once: true })
      })
      scrollTo(0, 1_000)
      await scrolled
      scrollTo(0, 0)
    })
    await hide(page)
    const [, second] = engagements(await world.collector.until((given) => engagements(given).length === 2))
    expect(second?.sd).toBeGreaterThanOrEqual(74)
    expect(second?.sd).toBeLessThanOrEqual(76)
    await show(page)
    await hide(page)
    expect(engagements(world.collector.events())).toHaveLength(2)
  })

  test('starts anew on a new page', async () => {
    const page = await visitByClock('<div style="height:1992px"></div>')
    await page.evaluate(() => scrollTo(0, 5_000))
    await page.clock.runFor(100)
    await page.evaluate(() => {
      history.pushState(null, '', '/verder')
      scrollTo(0, 0)
    })
    await page.clock.runFor(100)
    await hide(page)
    const events = await world.collector.until((given) => engagements(given).length === 2)
    expect(engagements(events)[0]?.sd).toBe(100)
    expect(engagements(events)[1]?.sd).toBeLessThanOrEqual(26)
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { longerThanABatchMs, openSnippetWorld } from './visitor.ts'
import type { SnippetWorld } from './visitor.ts'

let world: SnippetWorld
beforeAll(async () => {
  world = await openSnippetWorld()
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

const stored = (page: Page) => page.evaluate(() => Object.fromEntries(Object.entries(localStorage)))

const doNotTrack = () => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' })
const globalPrivacyControl = () =>
  Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true })
const deniedStorage = () =>
  Object.defineProperty(window, 'localStorage', {
    get: () => {
      throw new DOMException('denied', 'SecurityError')
    },
  })

/** Does what could be counted, leaves, and says how much was sent. */
async function useAndLeave(page: Page): Promise<number> {
  await page.evaluate(() => {
    window.voordeur?.track('Iets')
    history.pushState(null, '', '/verder')
  })
  await pause(longerThanABatchMs)
  await page.goto('about:blank')
  await pause(150)
  return world.collector.taken.length
}

describe('signals of the browser', () => {
  test.each([
    ['DNT', doNotTrack],
    ['GPC', globalPrivacyControl],
  ])('A-30: with %s nothing is sent, nothing is kept on the device', async (_, before) => {
    const page = await world.visit({ before })
    expect(await stored(page)).toEqual({})
    expect(await useAndLeave(page)).toBe(0)
  })

  test.each([
    ['DNT', doNotTrack],
    ['GPC', globalPrivacyControl],
  ])('A-30: a later choice wins over %s, from that moment on', async (_, before) => {
    const page = await world.visit({ before, path: '/eerst' })
    await page.evaluate(() => window.voordeur?.track('Ervoor'))
    await page.waitForTimeout(1_200)
    await page.evaluate(() => {
      window.voordeur?.optIn()
      window.voordeur?.track('Erna')
    })
    const events = await world.collector.until((given) => given.length === 2)
    expect(events.map(({ n, t }) => [n, t])).toEqual([
      ['pageview', 'on'],
      ['Erna', 'on'],
    ])
    await page.goto('about:blank')
    const engagement = (event: { readonly n: string }) => event.n === 'engagement'
    const all = await world.collector.until((given) => given.some(engagement))
    // What was read before the choice is not told afterwards.
    expect(all.find(engagement)?.e).toBeLessThan(1_200)
  })

  test('without a signal or a choice it counts, and keeps nothing on the device', async () => {
    const page = await world.visit()
    await world.collector.until((events) => events.length === 1)
    expect(await stored(page)).toEqual({})
    expect(await page.evaluate(() => [document.cookie, sessionStorage.length])).toEqual(['', 0])
    expect(await page.context().cookies()).toEqual([])
  })
})

describe('a choice', () => {
  test('C8: optOut: what waits is forgotten, nothing more is sent, here and on the next page', async () => {
    const page = await world.visit({ path: '/uit' })
    await page.evaluate(() => {
      window.voordeur?.track('Wacht nog')
      window.voordeur?.optOut()
    })
    expect(await stored(page)).toEqual({ voordeur: 'off' })
    expect(await useAndLeave(page)).toBe(0)
    const next = await world.visit({ context: page.context(), path: '/volgende' })
    expect(await useAndLeave(next)).toBe(0)
  })

  test('optIn after optOut counts again, as a new view, and travels along', async () => {
    const page = await world.visit({ path: '/aan' })
    await page.evaluate(() => window.voordeur?.optOut())
    await page.evaluate(() => window.voordeur?.optIn())
    expect(await stored(page)).toEqual({ voordeur: 'on' })
    const events = await world.collector.until((given) => given.length === 1)
    expect(events[0]).toMatchObject({ n: 'pageview', t: 'on' })
  })

  test('made in another tab it holds here at once', async () => {
    const here = await world.visit({ path: '/hier' })
    await world.collector.until((events) => events.length === 1)
    const there = await world.visit({ path: '/daar', context: here.context() })
    await there.evaluate(() => window.voordeur?.optOut())
    await pause(longerThanABatchMs)
    world.collector.forget()
    expect(await useAndLeave(here)).toBe(0)
  })

  test.each(['on.12.x9_-y', 'off.12.abc'])(
    '%s handed back in the fragment is kept before anything is sent, and the fragment goes',
    async (choice) => {
      const page = await world.visit({ path: `/welkom?a=1#voordeur=${choice}`, before: doNotTrack })
      expect(await stored(page)).toEqual({ voordeur: choice })
      expect(page.url()).toBe(`${world.site.origin('www.example.test')}/welkom?a=1`)
      await pause(longerThanABatchMs)
      expect(world.collector.events().map(({ n, t }) => [n, t])).toEqual(
        choice.startsWith('on') ? [['pageview', choice]] : [],
      )
      expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2)
    },
  )

  test.each(['on', 'off', 'maybe', 'on%20x', 'on<b>', 'onx;y', ''])(
    '%j in the fragment is no choice',
    async (choice) => {
      const page = await world.visit({ path: `/welkom#voordeur=${choice}` })
      expect(await stored(page)).toEqual({})
      expect(page.url()).toContain('#voordeur=')
    },
  )

  test('with storage denied everything works, and a choice holds for as long as the page lives', async () => {
    const page = await world.visit({ before: deniedStorage, path: '/dicht' })
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await world.collector.until((events) => events.length === 1)
    await page.evaluate(() => window.voordeur?.optOut())
    world.collector.forget()
    expect(await useAndLeave(page)).toBe(0)
    expect(errors).toEqual([])
  })
})

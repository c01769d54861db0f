import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { setTimeout as pause } from 'node:timers/promises'
import { longerThanABatchMs, openSnippetWorld } from './visitor.ts'
import type { SnippetWorld } from './visitor.ts'

let world: SnippetWorld
beforeAll(async () => {
  world = await openSnippetWorld()
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

/** Views and missing pages as they were sent: name and path. */
const told = () =>
  world.collector
    .events()
    .filter(({ n }) => n !== 'engagement')
    .map(({ n, u }) => [n, new URL(u).pathname])

describe('a page that is missing', () => {
  const ways = [
    { what: 'the tag', visit: { attributes: 'data-automation data-voordeur-404' } },
    { what: 'an element of the page', visit: { body: '<main data-voordeur-404><h1>Oeps</h1></main>' } },
    { what: 'the body', visit: { bodyAttributes: 'data-voordeur-404' } },
    {
      what: 'its title, by a setting of the site',
      visit: { site: 'titled', title: 'Pagina niet gevonden | Corporatie' },
    },
  ] as const
  test.each(ways)('says so by $what: one more event, passive, in the same request', async ({ visit }) => {
    await world.visit({ path: '/weg/12345', ...visit })
    await pause(longerThanABatchMs)
    expect(world.collector.taken).toHaveLength(1)
    const [view, missing, ...others] = world.collector.events()
    expect(others).toEqual([])
    expect(view).toMatchObject({ n: 'pageview', r: '' })
    expect(missing).toEqual({
      n: '404',
      u: `${world.site.origin('www.example.test')}/weg/:id`,
      d: 'example.nl',
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/) as string,
      i: false,
    })
  })

  const others = [
    {
      what: 'another page',
      visit: { body: '<main data-voordeur-4040 class="data-voordeur-404">404</main>' },
    },
    { what: 'the title without the setting', visit: { title: 'Pagina niet gevonden' } },
    { what: 'another title with the setting', visit: { site: 'titled', title: 'Pagina gevonden' } },
    { what: 'no title with the setting', visit: { site: 'titled', title: '' } },
    { what: 'another site with rules', visit: { site: 'rules', title: 'Pagina niet gevonden' } },
  ] as const
  test.each(others)('$what is none', async ({ visit }) => {
    const page = await world.visit({ path: '/hier', ...visit })
    await pause(longerThanABatchMs)
    await page.goto('about:blank')
    await pause(150)
    expect(told()).toEqual([['pageview', '/hier']])
  })

  test('is told once a view, however often something is sent, and by a visitor who leaves at once', async () => {
    const page = await world.visit({ path: '/weg', body: '<p data-voordeur-404>' })
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')))
    await world.collector.until(() => told().length === 2)
    await page.evaluate(() => window.voordeur?.track('Verder'))
    await pause(longerThanABatchMs)
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    await pause(longerThanABatchMs)
    expect(told().map(([n]) => n)).toEqual(['pageview', '404', 'Verder', 'pageview', '404'])
  })

  test('on a page that changes without loading: the new page is, once it is shown, and the next one is not', async () => {
    const page = await world.visit({ path: '/', body: '<main>Thuis</main>' })
    await page.evaluate(() => {
      const show = (path: string, html: string) => {
        history.pushState(null, '', path)
        // As a framework does: the address first, the page a while later.
        setTimeout(() => (document.querySelector('main')!.innerHTML = html), 100)
      }
      Object.assign(window, { show })
      show('/weg', '<h1 data-voordeur-404>Niet gevonden</h1>')
    })
    await pause(longerThanABatchMs)
    await page.evaluate(`show('/aanbod', '<h1>Aanbod</h1>')`)
    await pause(longerThanABatchMs)
    await page.goto('about:blank')
    await pause(150)
    expect(told()).toEqual([
      ['pageview', '/'],
      ['pageview', '/weg'],
      ['404', '/weg'],
      ['pageview', '/aanbod'],
    ])
  })

  test('by its title as well, which a framework sets after the address', async () => {
    const page = await world.visit({ path: '/', site: 'titled' })
    await page.evaluate(() => {
      history.pushState(null, '', '/weg')
      setTimeout(() => (document.title = 'Pagina niet gevonden'), 100)
    })
    await pause(longerThanABatchMs)
    expect(told()).toEqual([
      ['pageview', '/'],
      ['pageview', '/weg'],
      ['404', '/weg'],
    ])
  })

  test('is not told of a visitor who is not counted', async () => {
    const page = await world.visit({
      path: '/weg',
      bodyAttributes: 'data-voordeur-404',
      before: () => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' }),
    })
    await pause(longerThanABatchMs)
    await page.goto('about:blank')
    await pause(150)
    expect(world.collector.taken).toEqual([])
  })

  test('is told with a strict policy and with storage denied, without a word in the console', async () => {
    const errors: string[] = []
    const context = await world.openContext()
    context.on('console', (message) => errors.push(message.text()))
    context.on('weberror', (error) => errors.push(error.error().message))
    await world.visit({
      context,
      path: '/weg',
      bodyAttributes: 'data-voordeur-404',
      headers: {
        'content-security-policy': `default-src 'none'; script-src ${world.collector.origin('meten.test')}; connect-src ${world.collector.origin('meten.test')}; require-trusted-types-for 'script'; trusted-types 'none'`,
      },
      before: () =>
        Object.defineProperty(window, 'localStorage', {
          get: () => {
            throw new DOMException('denied', 'SecurityError')
          },
        }),
    })
    await world.collector.until(() => told().length === 2)
    expect(told().map(([n]) => n)).toEqual(['pageview', '404'])
    expect(errors).toEqual([])
  })
})

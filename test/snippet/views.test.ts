import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { setTimeout as pause } from 'node:timers/promises'
import type { WireEvent } from '../support/page-server.ts'
import { longerThanABatchMs, openSnippetWorld } from './visitor.ts'
import type { SnippetWorld } from './visitor.ts'

let world: SnippetWorld
let origin: string
beforeAll(async () => {
  world = await openSnippetWorld()
  origin = world.site.origin('www.example.test')
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

const views = (events: readonly WireEvent[]) => events.filter(({ n }) => n === 'pageview')
const paths = (events: readonly WireEvent[]) => views(events).map(({ u }) => u.slice(origin.length))

describe('a page view', () => {
  test('is one request in the wire format, credential-free, without preflight and without the page in its referrer', async () => {
    const page = await world.visit({ path: '/huren', headers: { 'referrer-policy': 'unsafe-url' } })
    await page
      .context()
      .addCookies([{ name: 'sessie', value: 'geheim', url: world.collector.origin('meten.test') }])
    const [event] = await world.collector.until((events) => views(events).length === 1)
    expect(event).toEqual({
      n: 'pageview',
      u: `${origin}/huren`,
      d: 'example.nl',
      id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/) as string,
      r: '',
    })
    // Once more, now that there is a cookie of the collector.
    await page.reload()
    await world.collector.until((events) => views(events).length === 2)
    expect(world.collector.taken.map(({ method }) => method)).not.toContain('OPTIONS')
    for (const { headers } of world.collector.taken) {
      expect(headers['content-type']).toBe('text/plain;charset=UTF-8')
      expect(headers.origin).toBe(origin)
      expect(headers.cookie).toBeUndefined()
      expect(headers.referer).toBeUndefined()
    }
  })

  test('has an id whose time is the moment of the event', async () => {
    const before = Date.now()
    await world.visit()
    const [event] = await world.collector.until((events) => events.length === 1)
    const at = Number.parseInt((event?.id ?? '').replaceAll('-', '').slice(0, 12), 16)
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at).toBeLessThanOrEqual(Date.now())
  })

  test('of the referrer tells the origin alone, and only once per document', async () => {
    const page = await world.visit({
      path: '/aanbod',
      referer: 'https://www.social.test/profiel/jan?ref=geheim',
    })
    await page.evaluate(() => history.pushState(null, '', '/aanbod/2'))
    const events = await world.collector.until((given) => views(given).length === 2)
    // Afterwards the page before is one of the site's own, and that is all that is said of it.
    expect(views(events).map(({ r }) => r)).toEqual(['https://www.social.test', new URL(page.url()).origin])
    expect(JSON.stringify(events)).not.toContain('profiel')
  })
})

describe('a page that changes without loading', () => {
  test('is a view for pushState, replaceState and popstate, only when the path really changes', async () => {
    const page = await world.visit({ path: '/a' })
    const steps = await page.evaluate(async () => {
      history.pushState({ mijn: 1 }, '', '/b')
      history.pushState(null, '', '/b?zoek=x')
      history.pushState(null, '', '/b#deel')
      history.replaceState({ mijn: 2 }, '', '/c')
      const kept = [history.length, (history.state as { mijn: number }).mijn]
      history.replaceState({ mijn: 3 }, '')
      const back = new Promise((resolve) => {
        addEventListener('popstate', resolve, { once: true })
      })
      history.back()
      await back
      return kept
    })
    // What the page gave to history is what history has.
    expect(steps[1]).toBe(2)
    const events = await world.collector.until((given) => views(given).length >= 4)
    expect(paths(events)).toEqual(['/a', '/b', '/c', '/b'])
    // A fragment is no page without the setting.
    await page.evaluate(() => (location.hash = '#kop'))
    await pause(longerThanABatchMs)
    expect(views(world.collector.events())).toHaveLength(4)
  })

  test('two pages that look the same once they are masked are two views', async () => {
    const page = await world.visit({ path: '/woning/12345' })
    await page.evaluate(() => history.pushState(null, '', '/woning/12346'))
    const events = await world.collector.until((given) => views(given).length === 2)
    expect(paths(events)).toEqual(['/woning/:id', '/woning/:id'])
  })

  test('with hash routes the part after # is the page, cleaned alike', async () => {
    const page = await world.visit({
      site: 'hash',
      path: '/app?token=geheim&utm_source=krant#/huren?naam=jan',
    })
    await page.evaluate(() => (location.hash = '#/klant/1234567/mail/jan@example.nl?x=geheim'))
    await world.collector.until((given) => views(given).length === 2)
    await page.evaluate(() => (location.hash = '#/klant/1234567/mail/jan@example.nl?x=anders'))
    await page.goBack()
    await page.goBack()
    const events = await world.collector.until((given) => views(given).length === 3)
    expect(paths(events)).toEqual([
      '/app?utm_source=krant#/huren',
      '/app?utm_source=krant#/klant/:id/mail/:email',
      '/app?utm_source=krant#/huren',
    ])
    expect(events.every(({ h }) => h === 1)).toBe(true)
    expect(JSON.stringify(events)).not.toMatch(/geheim|naam|jan@/)
  })

  test('a page that is excluded sends nothing, its neighbours do', async () => {
    const page = await world.visit({ site: 'rules', path: '/intern/rooster' })
    await page.evaluate(() => {
      window.voordeur?.track('Stil')
      history.pushState(null, '', '/klant/jan-jansen/facturen')
    })
    const events = await world.collector.until((given) => views(given).length === 1)
    await page.goto('about:blank')
    await pause(longerThanABatchMs)
    expect(paths(events)).toEqual(['/klant/:id/facturen'])
    expect(JSON.stringify(world.collector.taken)).not.toContain('intern')
  })
})

describe('a page that nobody sees yet', () => {
  test('is counted once it is shown, and its events wait until then', async () => {
    const page = await world.visit({
      path: '/achtergrond',
      before: () => Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }),
    })
    await page.evaluate(() => window.voordeur?.track('Vroeg'))
    await pause(longerThanABatchMs)
    expect(world.collector.taken).toHaveLength(0)
    await page.evaluate(() => {
      Reflect.deleteProperty(document, 'hidden')
      document.dispatchEvent(new Event('visibilitychange'))
    })
    const events = await world.collector.until((given) => given.length === 2)
    expect(events.map(({ n }) => n).toSorted()).toEqual(['Vroeg', 'pageview'])
  })

  test('back from the back/forward cache it is a new view, with a new id and no referrer', async () => {
    const page = await world.visit({ path: '/terug' })
    await world.collector.until((events) => views(events).length === 1)
    await page.evaluate(() => {
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
      // One that was simply loaded is the same view.
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))
    })
    const events = await world.collector.until((given) => views(given).length === 2)
    await pause(longerThanABatchMs)
    expect(views(world.collector.events())).toHaveLength(2)
    expect(new Set(views(events).map(({ id }) => id)).size).toBe(2)
  })
})

test('nothing of a planted query, fragment, e-mail address, token or number leaves the page in any beacon', async () => {
  const planted = {
    token: 'Zx9Kq2Lm7Wp4Rt8Vb3Ny',
    mail: 'jan.jansen@privaat.example',
    encoded: 'jan.jansen%2540privaat.example',
    number: '987654321',
    query: 'gevoelig',
  }
  const page = await world.visit({
    path: `/bevestig/${planted.token}/${planted.mail}/${planted.encoded}/${planted.number}?q=${planted.query}&utm_source=krant&utm_medium=${planted.encoded}&utm_campaign=${planted.mail}&utm_term=${planted.query}&xref=${planted.query}&ref=flyer&fbclid=${planted.token}#${planted.query}`,
    referer: `https://elders.test/${planted.mail}?${planted.query}`,
    body: `<a id=uit href="https://elders.test/${planted.token}/x?${planted.query}#${planted.query}">uit</a>
      <a id=pdf href="/map/${planted.number}/brief.pdf?${planted.query}">pdf</a>
      <form action="/klaar" target=_blank><input name=naam value=${planted.query}><button>Stuur</button></form>`,
  })
  await page.evaluate(() => {
    addEventListener('click', (event) => event.preventDefault())
    document.querySelector<HTMLElement>('#uit')?.click()
    document.querySelector<HTMLElement>('#pdf')?.click()
    document.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault())
    document.querySelector('form')?.requestSubmit()
  })
  await page.evaluate(() => window.voordeur?.track('Klaar'))
  await world.collector.until((events) => events.length >= 5)
  await page.goto('about:blank')
  const events = await world.collector.until((given) => given.some(({ n }) => n === 'engagement'))
  expect(events.map(({ n }) => n)).toEqual([
    'pageview',
    'Outbound Link: Click',
    'File Download',
    'Form: Submission',
    'Klaar',
    'engagement',
  ])
  expect(new Set(events.map(({ u }) => u))).toEqual(
    new Set([`${origin}/bevestig/:token/:email/:email/:id?utm_source=krant&ref=flyer`]),
  )
  const wire = world.collector.taken.map(({ body, headers }) => body + JSON.stringify(headers)).join('\n')
  for (const secret of Object.values(planted)) expect(wire).not.toContain(secret)
  expect(wire).not.toContain('privaat')
})

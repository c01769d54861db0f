import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { longerThanABatchMs, openSnippetWorld } from './visitor.ts'
import type { SnippetWorld, VisitOptions } from './visitor.ts'

let world: SnippetWorld
let own: string
beforeAll(async () => {
  world = await openSnippetWorld()
  own = `${world.site.origin('www.example.test')}/nieuws/dak`
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

const isAsked = () => world.collector.asked.includes('/share.js')

/** Opens a page and waits until what it asks for is there. */
async function visitSharing(options: VisitOptions): Promise<Page> {
  const page = await world.visit({ path: '/nieuws/dak', ...options })
  for (let times = 0; !isAsked(); times += 1) {
    if (times > 100) throw new Error('share.js is not asked for')
    await pause(50)
  }
  // The same module as the snippet's: this waits for it, and loads nothing.
  await page.evaluate(`import('${world.collector.origin('meten.test')}/share.js').then(() => 0)`)
  return page
}

const linkTo = (href: string, attributes = '') =>
  `<a href="${href.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}" ${attributes}>x</a>`

/** Clicks every link twice without following it, and answers where each leads then. */
const clickAll = (page: Page) =>
  page.evaluate(() => {
    addEventListener('click', (event) => event.preventDefault())
    const links = [...document.links] as HTMLAnchorElement[]
    for (const link of [...links, ...links]) link.click()
    return links.map((link) => link.getAttribute('href'))
  })

const code = encodeURIComponent
const marks = (source: string) => `utm_source=${source}&utm_medium=share`
const shares = () => world.collector.events().filter(({ n }) => n === 'Share')

describe('a page that does not ask', () => {
  test('loads nothing more, its links stay as they are, and navigator.share is its own', async () => {
    const href = `https://www.facebook.com/sharer/sharer.php?u=${code(own)}`
    const page = await world.visit({
      path: '/nieuws/dak',
      body: linkTo(href) + '<p data-voordeur-shared data-voordeur-event="data-voordeur-share">',
      before: () => {
        const share = () => Promise.resolve()
        Object.assign(window, { share })
        Object.defineProperty(navigator, 'share', { value: share, configurable: true, writable: true })
      },
    })
    await pause(longerThanABatchMs)
    expect(await clickAll(page)).toEqual([href])
    expect(await page.evaluate('navigator.share === share')).toBe(true)
    await pause(longerThanABatchMs)
    expect(isAsked()).toBe(false)
    expect(world.collector.events().filter(({ n }) => n === 'Outbound Link: Click')[0]?.p).toEqual({
      url: 'https://www.facebook.com/sharer/sharer.php?u',
    })
  })

  test('nor does the page of a visitor who is not counted, or one in a frame', async () => {
    world.site.addPage(
      '/binnen',
      `<!doctype html>${world.tag()}<body data-voordeur-share>${linkTo(`https://wa.me/?text=${code(own)}`)}`,
    )
    const page = await world.visit({ path: '/buiten', body: '<iframe src="/binnen"></iframe>' })
    await pause(longerThanABatchMs)
    expect(await clickAll(page.frames()[1] as unknown as Page)).toEqual([`https://wa.me/?text=${code(own)}`])
    await world.visit({
      bodyAttributes: 'data-voordeur-share',
      before: () => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' }),
    })
    await pause(longerThanABatchMs)
    expect(isAsked()).toBe(false)
  })
})

describe('a share link on a page that asks', () => {
  test('carries the page with the network as source, encoded as deep as it stands there', async () => {
    const facebook = marks('www.facebook.com')
    const cases: [string, string][] = [
      [
        `https://www.facebook.com/sharer/sharer.php?u=${code(own)}`,
        `https://www.facebook.com/sharer/sharer.php?u=${code(`${own}?${facebook}`)}`,
      ],
      // A query and a fragment of its own, and what comes after.
      [
        `https://www.facebook.com/sharer.php?u=${code(`${own}?id=3&lijst=1#deel`)}&quote=x#y`,
        `https://www.facebook.com/sharer.php?u=${code(`${own}?id=3&lijst=1&${facebook}#deel`)}&quote=x#y`,
      ],
      [
        `https://www.facebook.com/sharer.php?u=${code(`${own}/#deel?nee`)}`,
        `https://www.facebook.com/sharer.php?u=${code(`${own}/?${facebook}#deel?nee`)}`,
      ],
      // Nobody it was shared with comes back to the second one.
      [
        `https://www.facebook.com/dialog/share?app_id=1&href=${code(`${own}?a=%20b`)}&redirect_uri=${code(own)}`,
        `https://www.facebook.com/dialog/share?app_id=1&href=${code(`${own}?a=%20b&${facebook}`)}&redirect_uri=${code(own)}`,
      ],
      // Between other words.
      [
        `https://wa.me/?text=${code(`Kijk eens: ${own}, mooi! Of "${own}?a=1"`)}`,
        `https://wa.me/?text=${code(`Kijk eens: ${own}?${marks('wa.me')}, mooi! Of "${own}?a=1&${marks('wa.me')}"`)}`,
      ],
      [
        `https://api.whatsapp.com/send?text=Kijk+(${code(own)}).+Mooi`,
        `https://api.whatsapp.com/send?text=Kijk+(${code(`${own}?${marks('api.whatsapp.com')}`)}).+Mooi`,
      ],
      [
        `whatsapp://send?text=Ook%20van%20https%3A%2F%2Felders.nl%2F%20${code(own)}`,
        `whatsapp://send?text=Ook%20van%20https%3A%2F%2Felders.nl%2F%20${code(`${own}?${marks('whatsapp')}`)}`,
      ],
      // As it is, without any encoding: the value ends where the next one starts.
      [
        `https://www.linkedin.com/shareArticle?mini=true&url=${own}?id=3&title=x`,
        `https://www.linkedin.com/shareArticle?mini=true&url=${own}?id=3${code(`&${marks('www.linkedin.com')}`)}&title=x`,
      ],
      [
        `https://www.linkedin.com/sharing/share-offsite/?url=${own}`,
        `https://www.linkedin.com/sharing/share-offsite/?url=${own}${code(`?${marks('www.linkedin.com')}`)}`,
      ],
      [
        `https://x.com/intent/post?text=${code(`Dak op ${own}`)}&url=${code(own)}&via=corporatie`,
        `https://x.com/intent/post?text=${code(`Dak op ${own}?${marks('x.com')}`)}&url=${code(`${own}?${marks('x.com')}`)}&via=corporatie`,
      ],
      [
        `mailto:?subject=Dak&body=Kijk%20op%20${code(`${own}?a=1`)}+2%0D%0AGroet`,
        `mailto:?subject=Dak&body=Kijk%20op%20${code(`${own}?a=1`)}+2${code(`&${marks('mailto')}`)}%0D%0AGroet`,
      ],
      [`tg://msg?text=${code(own)}`, `tg://msg?text=${code(`${own}?${marks('tg')}`)}`],
    ]
    const page = await visitSharing({
      path: '/nieuws/dak?zo=maar#hier',
      body: `<div data-voordeur-share><ul><li>${cases.map(([href]) => linkTo(href)).join('')}</ul></div>`,
    })
    expect(await clickAll(page)).toEqual(cases.map(([, marked]) => marked))
    await pause(longerThanABatchMs)
    // What the collector hears of it is the same as without.
    const urls = world.collector
      .events()
      .filter(({ n }) => n === 'Outbound Link: Click')
      .map(({ p }) => p?.['url'])
    expect(urls.slice(0, 2)).toEqual([
      'https://www.facebook.com/sharer/sharer.php?u',
      'https://www.facebook.com/sharer.php?u&quote',
    ])
    expect(JSON.stringify(urls)).not.toMatch(/utm|example/)
  })

  test('and no other link is changed', async () => {
    const untouched = [
      // Hosts that only look like a network.
      `https://facebook.com.evil.test/sharer/sharer.php?u=${code(own)}`,
      `https://notfacebook.com/sharer/sharer.php?u=${code(own)}`,
      `https://x.com.test/intent/post?url=${code(own)}`,
      `https://netflix.com/?url=${code(own)}`,
      // Another page that only looks like this one, or does not even.
      `https://www.facebook.com/sharer.php?u=${code(`${own}-in-zuid`)}`,
      `https://www.facebook.com/sharer.php?u=${code(`${own}/2`)}`,
      `https://www.facebook.com/sharer.php?u=${code(own.replace('www.example.test', 'www.example.test.evil.test'))}`,
      `https://www.facebook.com/sharer.php?u=${code(own.replace('http:', 'https:'))}`,
      `https://www.facebook.com/sharer.php?u=${code(`https://elders.nl/?terug=${own}`)}`,
      `https://www.facebook.com/sharer.php?u=${code('https://elders.nl/nieuws/dak')}`,
      'https://www.facebook.com/corporatie',
      'https://www.facebook.com/sharer.php?u=https%3A%2F%2F%E0%A4%A',
      'https://www.facebook.com/sharer.php?u=https%3A%2F%2F%5B',
      // What the site marked itself.
      `https://www.facebook.com/sharer.php?u=${code(`${own}?utm_campaign=dak`)}`,
      `https://www.facebook.com/sharer.php?u=${code(`${own}?a=1&utm_source=fb`)}`,
      // No share links: reading aloud, translation, our own pages, a message to somebody.
      `https://app-eu.readspeaker.com/cgi-bin/rsent?customerid=1&url=${code(own)}`,
      `https://translate.google.com/translate?u=${code(own)}`,
      `/doorsturen?u=${code(own)}`,
      `mailto:info@example.nl?body=${code(own)}`,
      'tel:0101234567',
      '#deel',
      '',
    ]
    const page = await visitSharing({
      bodyAttributes: 'data-voordeur-share',
      body: `${untouched.map((href) => linkTo(href)).join('')}
        <svg><a href="https://wa.me/?text=${code(own)}"><text y=20>x</text></a></svg>
        <form action="https://wa.me/"><input name=text value="${own}"></form>`,
    })
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    const before = await page.evaluate(() => document.body.innerHTML)
    await clickAll(page)
    await page.evaluate(() =>
      document
        .querySelector('text')!
        .dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true })),
    )
    expect(await page.evaluate(() => document.body.innerHTML)).toBe(before)
    expect(errors).toEqual([])
  })

  test('that the page marks as one by itself may lead anywhere else', async () => {
    const page = await visitSharing({
      body:
        linkTo(`https://mastodon.test/share?text=${code(own)}`, 'data-voordeur-share') +
        linkTo(`https://mastodon.test/share?text=${code(own)}`) +
        linkTo(`mailto:buur@example.nl?body=${code(own)}`, 'data-voordeur-share') +
        linkTo(`/doorsturen?u=${code(own)}`, 'data-voordeur-share'),
    })
    expect(await clickAll(page)).toEqual([
      `https://mastodon.test/share?text=${code(`${own}?${marks('mastodon.test')}`)}`,
      `https://mastodon.test/share?text=${code(own)}`,
      `mailto:buur@example.nl?body=${code(`${own}?${marks('mailto')}`)}`,
      `/doorsturen?u=${code(own)}`,
    ])
  })

  test('is changed before the browser follows it, by the left and the middle button, and nothing else is', async () => {
    const network = `${world.site.origin('netwerk.test')}/share?text=`
    const page = await visitSharing({
      body: `<x-deel data-voordeur-share></x-deel>${linkTo(network + code(own), 'id=een data-voordeur-share')}`,
    })
    await page.evaluate(
      (href) => {
        // What a page does with its own clicks changes nothing.
        document.addEventListener('click', (event) => event.stopImmediatePropagation(), true)
        const link = document.createElement('a')
        link.href = href
        link.textContent = 'Twee'
        link.dataset['voordeurShare'] = ''
        document.querySelector('x-deel')!.attachShadow({ mode: 'open' }).append(link)
        const changes: string[] = []
        Object.assign(window, { changes })
        const observer = new MutationObserver((records) =>
          changes.push(...records.map(({ type, attributeName }) => `${type} ${attributeName}`)),
        )
        observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
      },
      network + code(`Zie ${own}`),
    )
    await page.click('#een', { button: 'right' })
    await pause(100)
    expect(await page.evaluate('changes')).toEqual([])
    await page.click('#een', { button: 'middle' })
    const followed = () => world.site.asked.filter((target) => target.startsWith('/share?'))
    // The tab that opens comes to the front at any moment of a busy machine, and would take the next click with it.
    await vi.waitFor(() => expect(followed()).toHaveLength(1), { timeout: 60_000 })
    await pause(200)
    expect(await page.evaluate('changes')).toEqual(['attributes href'])
    await page.bringToFront()
    const leaves = page.waitForRequest((one) => one.isNavigationRequest() && one.url().startsWith(network))
    await Promise.all([leaves, page.click('text=Twee')])
    // What the browser asks for is what it follows; when it shows that is its own affair, on a busy machine sometimes never.
    await vi.waitFor(() => expect(followed()).toHaveLength(2), { timeout: 60_000 })
    expect(followed()).toEqual([
      `/share?text=${code(`${own}?${marks('netwerk.test')}`)}`,
      `/share?text=${code(`Zie ${own}?${marks('netwerk.test')}`)}`,
    ])
  })

  test('is that of the page that is shown now, on a page that changes without loading', async () => {
    const next = own.replace('/nieuws/dak', '/nieuws/tuin')
    const page = await visitSharing({
      bodyAttributes: 'data-voordeur-share',
      body: linkTo(`https://wa.me/?text=${code(own)}`) + linkTo(`https://wa.me/?text=${code(next)}`),
    })
    await page.evaluate(() => history.pushState(null, '', '/nieuws/tuin'))
    expect(await clickAll(page)).toEqual([
      `https://wa.me/?text=${code(own)}`,
      `https://wa.me/?text=${code(`${next}?${marks('wa.me')}`)}`,
    ])
  })

  test.each([
    ['the host of the collector', (collector: string) => collector],
    ['the nonce of the tag', () => "'nonce-abc' 'strict-dynamic'"],
  ])(
    'works with a policy that allows %s alone, trusted types and storage denied; who comes back is told as shared',
    async (_, scripts) => {
      const collector = world.collector.origin('meten.test')
      const page = await world.visit({
        path: '/nieuws/dak',
        headers: {
          'content-security-policy': `default-src 'none'; script-src ${scripts(collector)}; connect-src ${collector}; require-trusted-types-for 'script'; trusted-types 'none'`,
        },
        before: () => {
          const violations: string[] = []
          Object.assign(window, { violations })
          document.addEventListener('securitypolicyviolation', (event) =>
            violations.push(event.violatedDirective),
          )
          Object.defineProperty(window, 'localStorage', {
            get: () => {
              throw new DOMException('denied', 'SecurityError')
            },
          })
        },
        attributes: 'data-automation nonce=abc',
        body: linkTo(`https://wa.me/?text=${code(own)}`, 'data-voordeur-share'),
      })
      while (!isAsked()) await pause(50)
      await pause(500)
      const [href] = await clickAll(page)
      expect(href).toBe(`https://wa.me/?text=${code(`${own}?${marks('wa.me')}`)}`)
      expect(await page.evaluate('violations')).toEqual([])
      expect(
        await page.evaluate(() => document.documentElement.outerHTML.match(/<script|<style|<iframe|<img/g)),
      ).toHaveLength(1)
      world.collector.forget()
      const shared = new URL(href ?? '').searchParams.get('text') ?? ''
      await world.visit({ path: shared.slice(new URL(shared).origin.length) })
      const isView = ({ n }: { readonly n: string }) => n === 'pageview'
      const events = await world.collector.until((given) => given.some(isView))
      expect(events.find(isView)?.u).toBe(`${own}?${marks('wa.me')}`)
    },
  )

  test('with the file blocked the page notices nothing', async () => {
    const errors: string[] = []
    const context = await world.openContext()
    context.on('weberror', (error) => errors.push(error.error().message))
    await context.route('**/share.js', (route) => route.abort())
    const page = await world.visit({
      context,
      bodyAttributes: 'data-voordeur-share',
      body: linkTo(`https://wa.me/?text=${code(own)}`),
    })
    await page.evaluate(() => {
      addEventListener('unhandledrejection', () => window.voordeur?.track('Fout'))
    })
    await pause(longerThanABatchMs)
    expect(await clickAll(page)).toEqual([`https://wa.me/?text=${code(own)}`])
    await pause(longerThanABatchMs)
    expect(errors).toEqual([])
    expect(world.collector.events().map(({ n }) => n)).not.toContain('Fout')
  })
})

/** Puts a `navigator.share` there as a browser has it: on the prototype, refusing another `this`, answering by what it was given. */
const browserShare = () => {
  const calls: unknown[][] = []
  const answers: unknown[] = []
  Object.assign(window, { calls, answers })
  Object.defineProperty(Navigator.prototype, 'share', {
    configurable: true,
    enumerable: true,
    writable: true,
    value(this: unknown, ...given: [ShareData?]) {
      if (this !== navigator) throw new TypeError('Illegal invocation')
      calls.push(given)
      const { title, text, url } = given[0] ?? {}
      const answer =
        title === 'Nee'
          ? Promise.reject(new DOMException('gestopt', 'AbortError'))
          : Promise.resolve({ title, text, url })
      answers.push(answer)
      return answer
    },
  })
}

describe('navigator.share', () => {
  test('is counted, and gives and answers what it did before', async () => {
    const page = await visitSharing({ before: browserShare, body: '<p data-voordeur-share>' })
    const seen = await page.evaluate(async () => {
      const { calls, answers } = window as unknown as { calls: unknown[][]; answers: unknown[] }
      const data = { title: 'Dak', url: location.href }
      const share = navigator.share.bind(navigator) as (...given: unknown[]) => Promise<unknown>
      const answer = share(data, 'meer')
      const atOnce = calls.length
      const without = share()
      const refused = await share({ title: 'Nee' }).catch((error: unknown) => (error as DOMException).name)
      let thrown = ''
      try {
        void navigator.share.call({} as Navigator, data)
      } catch (error) {
        thrown = (error as Error).message
      }
      return {
        atOnce,
        sameData: calls[0]?.[0] === data,
        given: calls.map((given) => given.length),
        sameAnswers: answers[0] === answer && answers[1] === without,
        refused,
        thrown,
        data,
        shape: [navigator.share.name, navigator.share.length, typeof navigator.share],
      }
    })
    expect(seen).toEqual({
      atOnce: 1,
      sameData: true,
      given: [2, 0, 1],
      sameAnswers: true,
      refused: 'AbortError',
      thrown: 'Illegal invocation',
      data: { title: 'Dak', url: own },
      shape: ['value', 0, 'function'],
    })
    await world.collector.until(() => shares().length === 3)
    await pause(longerThanABatchMs)
    expect(shares().map(({ p, i }) => ({ p, i }))).toEqual([
      { p: undefined, i: undefined },
      { p: undefined, i: undefined },
      { p: undefined, i: undefined },
    ])
  })

  test.each([
    { what: 'the body', visit: { bodyAttributes: 'data-voordeur-share' } },
    { what: 'the tag', visit: { attributes: 'data-automation data-voordeur-share' } },
  ])('shares our own address marked when $what asks, without a source', async ({ visit }) => {
    const page = await visitSharing({ before: browserShare, path: '/nieuws/dak?id=3#deel', ...visit })
    const given = await page.evaluate(async () => {
      class Shared {
        url = '/aanbod#kaart'
        get title() {
          return 'Geërfd'
        }
      }
      const frozen = Object.freeze({ url: location.href, text: 'Kijk' })
      const { origin } = location
      const all = [
        frozen,
        { url: '' },
        new Shared(),
        { url: `${origin}/a?utm_source=krant` },
        { url: 'https://elders.nl/a' },
        { url: `${origin}.evil.test/a` },
        { text: 'zonder adres' },
        { url: 'https://[' },
        { url: new URL(`${origin}/b`) as unknown as string },
      ]
      const answers = await Promise.all(all.map(async (data) => navigator.share(data) as Promise<unknown>))
      return { answers, url: frozen.url, shared: (all[2] as Shared).url }
    })
    const { origin } = new URL(own)
    expect(given).toEqual({
      answers: [
        { url: `${own}?id=3&utm_medium=share#deel`, text: 'Kijk' },
        { url: `${own}?id=3&utm_medium=share` },
        { url: `${origin}/aanbod?utm_medium=share#kaart`, title: 'Geërfd' },
        { url: `${origin}/a?utm_source=krant` },
        { url: 'https://elders.nl/a' },
        { url: `${origin}.evil.test/a` },
        { text: 'zonder adres' },
        { url: 'https://[' },
        { url: `${origin}/b?utm_medium=share` },
      ],
      url: `${own}?id=3#deel`,
      shared: '/aanbod#kaart',
    })
    await world.collector.until(() => shares().length === 9)
    expect(JSON.stringify(shares())).not.toMatch(/kaart|evil|Kijk/)
  })

  test('of the page itself, put there before us, is counted; put there afterwards it is what the page put there', async () => {
    const page = await visitSharing({
      bodyAttributes: 'data-voordeur-share',
      before: () => {
        Object.assign(navigator, { share: () => 'van de pagina' })
      },
    })
    expect(await page.evaluate(() => navigator.share({ url: '/a' }) as unknown)).toBe('van de pagina')
    await world.collector.until(() => shares().length === 1)
    const later = await page.evaluate(() => {
      const share = () => 'van later'
      Object.assign(navigator, { share })
      return [navigator.share === (share as unknown), navigator.share({ url: '/a' })]
    })
    expect(later).toEqual([true, 'van later'])
    await pause(longerThanABatchMs)
    expect(shares()).toHaveLength(1)
  })

  test('is still absent where it was, and left alone where it cannot be replaced', async () => {
    const page = await visitSharing({ bodyAttributes: 'data-voordeur-share' })
    expect(await page.evaluate(() => 'share' in navigator)).toBe(false)
    await world.leave()
    const errors: string[] = []
    const context = await world.openContext()
    context.on('weberror', (error) => errors.push(error.error().message))
    const fixed = await visitSharing({
      context,
      bodyAttributes: 'data-voordeur-share',
      before: () => {
        Object.defineProperty(navigator, 'share', { value: () => 'vast' })
      },
      body: linkTo(`https://wa.me/?text=${code(own)}`),
    })
    expect(await fixed.evaluate(() => navigator.share() as unknown)).toBe('vast')
    expect(await clickAll(fixed)).toEqual([`https://wa.me/?text=${code(`${own}?${marks('wa.me')}`)}`])
    expect(errors).toEqual([])
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { setTimeout as pause } from 'node:timers/promises'
import type { WireEvent } from '../support/page-server.ts'
import { longerThanABatchMs, openSnippetWorld } from './visitor.ts'
import type { SnippetWorld } from './visitor.ts'

let world: SnippetWorld
beforeAll(async () => {
  world = await openSnippetWorld()
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

const names = (events: readonly WireEvent[]) => events.map(({ n }) => n)

describe('batches', () => {
  test('what happens within half a second is one request, in order', async () => {
    const page = await world.visit()
    await page.evaluate(() => {
      for (let count = 0; count < 20; count += 1) window.voordeur?.track(`Stap ${count}`)
    })
    const events = await world.collector.until((given) => given.length === 21)
    expect(world.collector.taken.length).toBeLessThanOrEqual(2)
    expect(names(events)).toEqual(['pageview', ...Array.from({ length: 20 }, (_, count) => `Stap ${count}`)])
    expect(new Set(events.map(({ id }) => id)).size).toBe(21)
  })

  test('never more than 100 events or 61 kB in one, nor without bound in memory, whatever the page does', async () => {
    const page = await world.visit()
    await page.evaluate(() => {
      for (let count = 0; count < 1_000; count += 1) window.voordeur?.track('x')
    })
    await pause(longerThanABatchMs)
    await page.evaluate(() => {
      const tekst = '€'.repeat(500)
      for (let count = 0; count < 1_000; count += 1) window.voordeur?.track('y', { props: { tekst } })
    })
    await pause(longerThanABatchMs)
    await page.goto('about:blank')
    await pause(200)
    for (const { body } of world.collector.taken) {
      expect(Buffer.byteLength(body)).toBeLessThan(61_000)
      expect((JSON.parse(body) as unknown[]).length).toBeLessThanOrEqual(100)
    }
    const events = names(world.collector.events())
    expect(events.filter((name) => name === 'x').length).toBeGreaterThan(80)
    expect(events.filter((name) => name === 'y').length).toBeGreaterThan(10)
    expect(events.length).toBeLessThan(300)
  })

  test('nor after a failure, when what came back and what is new are sent together', async () => {
    world.collector.answerNext({ status: 503 })
    const page = await world.visit({ context: await world.openStill() })
    const fill = () =>
      page.evaluate(() => {
        const tekst = '€'.repeat(500)
        for (let count = 0; count < 100; count += 1) window.voordeur?.track('y', { props: { tekst } })
      })
    await fill()
    await page.clock.runFor(600)
    const first = await world.collector.until((events) => events.length > 10)
    await fill()
    await page.clock.runFor(3_000)
    await world.collector.until((events) => events.length > first.length)
    const [, second] = world.collector.taken
    expect(Buffer.byteLength(second?.body ?? '')).toBeLessThan(61_000)
    expect((JSON.parse(second?.body ?? '') as WireEvent[]).map(({ id }) => id)).toEqual(
      first.map(({ id }) => id),
    )
  })

  test('leaving sends what is there at once, without a beacon that carries cookies', async () => {
    const page = await world.visit({
      before: () => {
        navigator.sendBeacon = () => {
          throw new Error('a beacon carries cookies')
        }
      },
    })
    await page.evaluate(() => window.voordeur?.track('Weg'))
    await page.goto('about:blank')
    const events = await world.collector.until((given) => given.length === 3)
    expect(names(events)).toEqual(['pageview', 'Weg', 'engagement'])
    expect(world.collector.taken).toHaveLength(1)
  })

  test('pagehide alone is enough, for browsers that say nothing of visibility then', async () => {
    const page = await world.visit()
    await page.evaluate(() => dispatchEvent(new PageTransitionEvent('pagehide')))
    expect(names(await world.collector.until((given) => given.length > 0))).toEqual([
      'pageview',
      'engagement',
    ])
  })
})

describe('retries', () => {
  test.each([null, { status: 503 }, { status: 429 }, { status: 502 }])(
    'after %j the same events with the same ids come again, later each time',
    async (answer) => {
      world.collector.answerNext(answer, answer)
      const context = await world.openStill()
      const page = await world.visit({ context })
      await page.clock.runFor(600)
      await world.collector.until((events) => events.length === 1)
      await pause(100)
      // Sent after 500 ms and answered up to 100 ms later: the wait begins with the answer.
      await page.clock.runFor(1_800)
      await pause(50)
      expect(world.collector.events()).toHaveLength(1)
      await page.clock.runFor(300)
      await world.collector.until((events) => events.length === 2)
      await pause(100)
      await page.clock.runFor(3_700)
      await pause(50)
      expect(world.collector.events()).toHaveLength(2)
      await page.clock.runFor(400)
      const events = await world.collector.until((given) => given.length === 3)
      expect(new Set(events.map(({ id }) => id)).size).toBe(1)
      // Taken now: not again.
      await page.clock.runFor(60_000)
      await pause(100)
      expect(world.collector.events()).toHaveLength(3)
    },
  )

  test('Retry-After is waited for, also when more happens meanwhile', async () => {
    world.collector.answerNext({ status: 503, headers: { 'retry-after': '30' } })
    const context = await world.openStill()
    const page = await world.visit({ context })
    await page.clock.runFor(600)
    await world.collector.until((events) => events.length === 1)
    await pause(100)
    await page.evaluate(() => window.voordeur?.track('Meer'))
    await page.clock.runFor(30_000)
    await pause(50)
    expect(world.collector.taken).toHaveLength(1)
    await page.clock.runFor(2_500)
    const events = await world.collector.until((given) => given.length === 3)
    expect(names(events)).toEqual(['pageview', 'pageview', 'Meer'])
  })

  test.each([400, 413, 202])('after %d nothing comes again', async (status) => {
    world.collector.answerNext({ status })
    const context = await world.openStill()
    const page = await world.visit({ context })
    await page.clock.runFor(600)
    await world.collector.until((events) => events.length === 1)
    await pause(100)
    await page.clock.runFor(600_000)
    await pause(100)
    expect(world.collector.events()).toHaveLength(1)
  })

  test('A-32: the page never notices: no error, no rejection, no console line of ours', async () => {
    world.collector.answerNext(null)
    const page = await world.visit()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await world.collector.until((events) => events.length === 1)
    await pause(200)
    expect(errors).toEqual([])
  })
})

describe('the page it is on', () => {
  test('a strict policy with trusted types has nothing to object to', async () => {
    const page = await world.visit({
      headers: {
        'content-security-policy': `default-src 'none'; script-src ${world.collector.origin('meten.test')}; connect-src ${world.collector.origin('meten.test')}; require-trusted-types-for 'script'; trusted-types 'none'`,
      },
      before: () => {
        const seen = Object.assign(window, { violations: new Array<string>() })
        document.addEventListener('securitypolicyviolation', (event) =>
          seen.violations.push(event.violatedDirective),
        )
      },
      body: '<a href="/huurbrief.pdf">pdf</a>',
    })
    await page.click('a')
    await world.collector.until((events) => names(events).includes('File Download'))
    await page.goBack()
    expect(await page.evaluate('violations')).toEqual([])
    expect(
      await page.evaluate(() => document.documentElement.outerHTML.match(/<script|<style|<iframe|<img/g)),
    ).toHaveLength(1)
  })

  test('included twice, it counts once', async () => {
    const page = await world.visit({
      body: world.tag() + world.tag({ site: 'hash' }) + '<a href="/x.pdf">pdf</a>',
    })
    await page.click('a')
    await world.collector.until((events) => names(events).includes('File Download'))
    await pause(longerThanABatchMs)
    // By identity: on a busy machine one that was not answered yet goes again with the page, under the same id.
    const idsOf = (counts: (event: { readonly n: string; readonly u: string }) => boolean) =>
      new Set(
        world.collector
          .events()
          .filter(counts)
          .map(({ id }) => id),
      )
    expect(idsOf(({ n }) => n === 'File Download').size).toBe(1)
    expect(idsOf(({ n, u }) => n === 'pageview' && !u.includes('.pdf')).size).toBe(1)
  })
})

describe('places that are not counted, unless the tag says so', () => {
  const openings = [
    { what: 'a driven browser', attributes: '', host: 'www.example.test', allow: 'data-automation' },
    { what: '127.0.0.1', attributes: 'data-automation', host: '127.0.0.1', allow: 'data-localhost' },
    { what: 'localhost', attributes: 'data-automation', host: 'localhost', allow: 'data-localhost' },
    {
      what: 'a name below localhost',
      attributes: 'data-automation',
      host: 'huis.localhost',
      allow: 'data-localhost',
    },
  ]
  test.each(openings)('$what', async ({ attributes, host, allow }) => {
    const page = await world.visit({ attributes, host })
    await page.evaluate(() => window.voordeur?.track('Iets'))
    await pause(longerThanABatchMs)
    await page.goto('about:blank')
    await pause(100)
    expect(world.collector.taken).toHaveLength(0)
    await world.visit({ attributes: `${attributes} ${allow}`, host })
    await world.collector.until((events) => names(events).includes('pageview'))
  })

  test('a frame', async () => {
    const framed = (path: string, attributes: string) => {
      world.site.addPage(path, `<!doctype html>${world.tag({ attributes })}`)
      return `<iframe src="${path}"></iframe>`
    }
    await world.visit({ path: '/buiten', body: framed('/binnen', 'data-automation') })
    await pause(longerThanABatchMs)
    expect(world.collector.events().map(({ u }) => new URL(u).pathname)).toEqual(['/buiten'])
    await world.visit({ path: '/buiten2', body: framed('/binnen2', 'data-automation data-iframe') })
    const events = await world.collector.until((given) => given.length >= 3)
    expect(events.map(({ u }) => new URL(u).pathname)).toContain('/binnen2')
  })
})

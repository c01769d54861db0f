/**
 * From and to social media in a real browser: people come from a page of Facebook, follow the links of an article to a profile,
 * a post, a share form and the device's own menu; somebody opens what was shared. The report shows both directions.
 */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { openEmbedded } from '../../src/runtime/embedded.ts'
import { localToday } from '../../src/site/local-day.ts'
import { adminToken, startService, type Service } from '../fault/program.ts'
import { openChromium, type ChromiumWorld } from '../worlds/chromium.ts'
import { freePort } from '../worlds/free-port.ts'

const article = '/demo/nieuws/bewonersdag'
const people = 6
const agentOf = (nth: number) =>
  `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${130 + nth}.0.0.0 Safari/537.36`
const facebookApp =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/22B83 [FBAN/FBIOS;FBAV/488.0.0.68.101;FBBV/658219612;FBDV/iPhone16,1;FBMD/iPhone;FBSN/iOS;FBSV/18.1;FBSS/3;FBID/phone;FBLC/nl_NL;FBOP/5]'

let elsewhere: Server
let elsewherePort: number
let chromium: ChromiumWorld
let service: Service
let url: string
let db: Db
const dataFolder = mkdtempSync(join(tmpdir(), 'voordeur-social-'))

beforeAll(async () => {
  const port = await freePort()
  url = `http://localhost:${port}`
  service = await startService({
    PORT: String(port),
    VOORDEUR_URL: url,
    VOORDEUR_DATA: dataFolder,
    VOORDEUR_DEMO: '1',
  })
  // Every other website: one page with one link to ours.
  elsewhere = createServer((_, response) =>
    response
      .writeHead(200, { 'content-type': 'text/html', 'referrer-policy': 'strict-origin-when-cross-origin' })
      .end(`<!doctype html><a href="${url}${article}">De bewonersdag</a>`),
  ).listen(0, '127.0.0.1')
  await once(elsewhere, 'listening')
  elsewherePort = (elsewhere.address() as AddressInfo).port
  chromium = await openChromium({
    args: [
      '--disable-blink-features=AutomationControlled',
      // Names of others lead to that page on its port, and nowhere on all others: nothing leaves this machine.
      `--host-resolver-rules=MAP *:${elsewherePort} 127.0.0.1:${elsewherePort}, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
    ],
  })
  const opening = await openEmbedded({ dataFolder, whenHeld: 'join' })
  if (!opening.ok) throw new Error(opening.refusal)
  db = connect({ to: opening.database.to, connectionsMax: 1, prepare: true })
})
afterAll(async () => {
  await db?.end({ timeout: 1 })
  await chromium?.close()
  await service?.end('SIGTERM')
  elsewhere?.close()
  rmSync(dataFolder, { recursive: true, force: true })
})

const stored = (page: Page) =>
  page.waitForResponse((response) => response.url().endsWith('/api/event'), { timeout: 60_000 })

/** Somebody opens the article from a page of another website. */
async function arriveFrom(host: string, userAgent: string): Promise<Page> {
  const context = await chromium.openContext({ userAgent })
  await context.addInitScript(() => {
    Object.defineProperty(navigator, 'share', { value: () => Promise.resolve(), writable: true })
  })
  const page = await context.newPage()
  await page.goto(`http://${host}:${elsewherePort}/`)
  await Promise.all([stored(page), page.click('a')])
  return page
}

/** Follows a link in a tab of its own, so that the page stays and its beacon goes as usual. Answers where it led. */
async function follow(page: Page, selector: string): Promise<string> {
  const [request] = await Promise.all([
    page.context().waitForEvent('request', (one) => !one.url().startsWith(url)),
    stored(page),
    page.click(selector, { modifiers: ['Control'] }),
  ])
  return request.url()
}

/** The newest event of a name, as stored. */
const newest = async (name: string) => {
  const [row] = await db`
    select channel, source, referrer, outward, target, path, props from event
    where name = ${name} order by occurred_at desc, id desc limit 1`
  return row
}

describe('social media', () => {
  let shared = ''

  test('people come from Facebook and go to a profile, a post, a share form and the share menu', async () => {
    for (let nth = 0; nth < people; nth += 1) {
      const page = await arriveFrom('l.facebook.com', agentOf(nth))
      await follow(page, 'footer a[href*="facebook.com/woonstichting"]')
      shared = await follow(page, '.share a[href*="wa.me"]')
      await follow(page, '.share a[href*="linkedin.com/posts"]')
      await Promise.all([stored(page), page.click('[data-share-menu]')])
      await page.context().close()
    }
    const range = `from=${localToday(new Date(Date.now() - 600_000), 'Europe/Amsterdam')}&to=${localToday(new Date(), 'Europe/Amsterdam')}`
    const ask = async () => {
      const answer = await fetch(`${url}/api/stats/delinde.example/social?${range}`, {
        headers: { authorization: `Bearer ${adminToken}` },
      })
      return (await answer.json()) as unknown
    }
    const network = (name: string, visits: number, kinds: Record<string, number>) => {
      const all = { profile: 0, post: 0, share: 0, message: 0, ...kinds }
      const clicks = Object.values(all).reduce((sum, one) => sum + one, 0)
      return {
        network: name,
        from: { visitors: visits, visits },
        to: { clicks, kinds: all },
        ratio: visits === 0 ? null : clicks / visits,
      }
    }
    await vi.waitFor(
      async () =>
        expect(await ask()).toEqual({
          networks: [
            network('Facebook', people, { profile: people }),
            network('?', 0, { share: people }),
            network('LinkedIn', 0, { post: people }),
            network('WhatsApp', 0, { share: people }),
          ],
          pages: [{ page: article, from: people, to: people * 4 }],
          hidden: null,
        }),
      { timeout: 60_000, interval: 1_000 },
    )
  }, 300_000)

  test('the share link was tagged, and whoever opens it is seen as shared', async () => {
    const text = new URL(shared).searchParams.get('text') ?? ''
    const address = /http\S+/.exec(text)?.[0] ?? ''
    expect(new URL(address).searchParams.get('utm_medium')).toBe('share')
    const page = await (await chromium.openContext({ userAgent: agentOf(30) })).newPage()
    await Promise.all([stored(page), page.goto(address)])
    await page.context().close()
    expect(await newest('pageview')).toMatchObject({ channel: 'shared', source: 'WhatsApp', path: article })
  })

  test.each([
    ['www.google.com', 'search', 'Google'],
    ['mastodon.nl', 'social', 'Mastodon'],
    ['www.linkedin.com', 'social', 'LinkedIn'],
    ['mail.google.com', 'email', 'Gmail'],
    ['chatgpt.com', 'ai', 'ChatGPT'],
    ['www.marktplaats.nl', 'referral', 'Marktplaats'],
    ['gemeente-elders.nl', 'referral', 'gemeente-elders.nl'],
    ['facebook.com.kwaad.example', 'referral', 'facebook.com.kwaad.example'],
  ])('who comes from %s is stored as %s, %s', async (host, channel, source) => {
    const page = await arriveFrom(host, agentOf(40))
    await page.context().close()
    expect(await newest('pageview')).toMatchObject({
      channel,
      source,
      referrer: host.replace(/^www\./, ''),
    })
  })

  test('who opens a page deep in the site with nothing said is unknown, and in the app of Facebook social', async () => {
    const open = async (path: string, userAgent: string) => {
      const page = await (await chromium.openContext({ userAgent })).newPage()
      await Promise.all([stored(page), page.goto(url + path)])
      await page.context().close()
      return newest('pageview')
    }
    expect(await open(article, agentOf(50))).toMatchObject({ channel: 'unknown', source: null })
    expect(await open(article, facebookApp)).toMatchObject({ channel: 'social', source: 'Facebook' })
  })

  test('a page that is not there is reported as missing', async () => {
    const page = await (await chromium.openContext({ userAgent: agentOf(60) })).newPage()
    await Promise.all([stored(page), page.goto(`${url}/demo/oud-bericht`)])
    await page.context().close()
    expect(await newest('404')).toMatchObject({ target: '/demo/oud-bericht', path: '/demo/oud-bericht' })
  })
})

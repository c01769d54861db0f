import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { nlJe } from '../../src/consent/texts/nl-je.ts'
import {
  accept,
  allowed,
  openAsking,
  refuse,
  region,
  status,
  stored,
  violations,
  type AskingWorld,
} from './asking.ts'

let world: AskingWorld
let derden: string
beforeAll(async () => {
  world = await openAsking()
  derden = world.others.origin('derden.test')
  const script = { 'content-type': 'text/javascript' }
  world.others.addPage('/een.js', 'self.ran = [...(self.ran ?? []), "een"]', script)
  world.others.addPage('/twee.js', 'self.ran = [...(self.ran ?? []), "twee"]', script)
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

const say = (word: string) => `self.ran = [...(self.ran ?? []), '${word}']`
const plain = (attributes: string, code = '') => `<script type="text/plain" ${attributes}>${code}</script>`
const marketing = 'data-voordeur-purpose="marketing"'
const video = (attributes = 'width="400" height="225"') =>
  `<iframe title="Film" data-src="${derden}/embed/film1?rel=0" data-voordeur-purpose="embeds" ${attributes}></iframe>`
const main = (body: string) => `<main><h1>Een huis huren</h1>${body}</main>`
const ran = (page: Page) => page.evaluate(() => (self as { ran?: unknown }).ran)
const places = (page: Page) => page.locator('voordeur-placeholder')
const framePaths = () => world.others.asked.filter((path) => path.startsWith('/embed'))
const answered = async (page: Page) => status(page).getByText(nlJe.saved).waitFor()
const long = async () => pause(500)

describe('scripts', () => {
  test('start in the order of the page, external ones waited for, each once, with their attributes', async () => {
    const page = await world.visit({
      body: main(
        plain(marketing, say('voor')) +
          plain(
            `${marketing} src="${derden}/een.js" id="tag" crossorigin="anonymous" referrerpolicy="no-referrer"`,
          ) +
          plain(`${marketing} data-src="${derden}/twee.js"`) +
          plain(`${marketing} data-type="module"`, `${say('module')}; self.url = import.meta.url`) +
          plain(marketing, `${say('na')}; self.at = document.currentScript.parentNode.tagName`),
      ),
    })
    // Elsewhere a script without CORS would do; the one with `crossorigin` is refused and holds up nothing.
    await accept(page).click()
    await expect.poll(() => ran(page)).toContain('na')
    await long()
    // A module waits for nobody, and nobody for a module.
    expect(((await ran(page)) as string[]).filter((word) => word !== 'module')).toEqual([
      'voor',
      'twee',
      'na',
    ])
    expect(await page.evaluate(() => (self as { url?: unknown }).url)).toBe(page.url())
    expect(await page.evaluate(() => (self as { at?: unknown }).at)).toBe('MAIN')
    const tag = await page.locator('#tag').evaluate((one) => one.outerHTML)
    expect(tag).toContain('referrerpolicy="no-referrer"')
    expect(tag).toContain('crossorigin="anonymous"')
    await page.evaluate(() => document.body.append(document.createElement('p')))
    await long()
    expect(await ran(page)).toHaveLength(4)
  })

  test('of purposes that were not allowed stay off, and so do unknown ones, for ever', async () => {
    const page = await world.visit({
      body: main(
        plain('data-voordeur-purpose="onbekend"', say('onbekend')) +
          plain('data-voordeur-purpose="statistics2"', say('x')) +
          plain('data-voordeur-purpose="embeds"', say('zonder adres')) +
          plain('', say('zonder doel')) +
          plain(marketing, say('marketing')),
      ),
    })
    await accept(page).click()
    await expect.poll(() => ran(page)).toEqual(['marketing'])
    await long()
    expect(await ran(page)).toEqual(['marketing'])
  })

  test('that Klaro or vanilla-cookieconsent held back start as well', async () => {
    const page = await world.visit({
      body: main(
        plain('data-type="application/javascript" data-name="marketing"', say('klaro')) +
          plain(`data-type="text/javascript" data-name="youtube" data-src="${derden}/een.js"`) +
          plain('data-category="marketing"', say('vcc')) +
          plain('data-category="insights" data-service="Matomo"', say('vcc dienst')) +
          plain('data-category="!marketing"', say('vcc bij weigeren')),
      ),
    })
    await accept(page).click()
    await expect.poll(() => ran(page)).toEqual(['klaro', 'een', 'vcc', 'vcc dienst'])
  })

  test('T2: Google hears "denied" before any tag, and what was chosen then; no tag host is asked before', async () => {
    const page = await world.visit({
      body: main(plain(`${marketing} src="${derden}/een.js"`)),
    })
    await region(page).waitFor()
    expect(world.others.asked).toEqual([])
    await accept(page).click()
    await expect.poll(() => ran(page)).toEqual(['een'])
    const layer = await page.evaluate(() =>
      (self as unknown as { dataLayer: ArrayLike<unknown>[] }).dataLayer.map((call) => [
        Object.prototype.toString.call(call),
        ...Array.from(call),
      ]),
    )
    const all = (ad: string, analytics: string) => ({
      ad_storage: ad,
      ad_user_data: ad,
      ad_personalization: ad,
      analytics_storage: analytics,
    })
    const called = '[object Arguments]'
    expect(layer).toEqual([
      [called, 'consent', 'default', all('denied', 'denied')],
      [called, 'consent', 'update', all('denied', 'denied')],
      [called, 'consent', 'update', all('granted', 'granted')],
    ])
  })
})

describe('what is shown of others', () => {
  test('a placeholder stands in the place and the size of a frame, names whose it is, and leads there', async () => {
    const page = await world.visit({ body: main(`${video()}<p>Na de film</p>`) })
    await places(page).waitFor()
    const { width, height } = (await places(page).boundingBox())!
    expect([Math.round(width), Math.round(height)]).toEqual([404, 229])
    expect(await places(page).locator('p').innerText()).toContain('Dit komt van YouTube.')
    expect(await page.locator('iframe').isVisible()).toBe(false)
    expect(await places(page).getByRole('link').getAttribute('href')).toBe(`${derden}/`)
    expect(world.others.asked).toEqual([])
  })

  test('leads to the page of a film, not to what is made for a frame', async () => {
    const page = await world.visit({
      body: main(
        `<iframe title="Film" data-src="https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?rel=0" data-voordeur-purpose="youtube"></iframe>`,
      ),
    })
    await places(page).waitFor()
    const link = places(page).getByRole('link')
    expect(await link.getAttribute('href')).toBe('https://www.youtube.com/watch?v=dQw4w9WgXcQ')
    expect(await link.innerText()).toBe('Bekijk op www.youtube.com')
  })

  test('"now" shows this one, for now, and keeps nothing', async () => {
    const page = await world.visit({ body: main(video() + video().replace('film1', 'film2')) })
    await places(page).first().getByRole('button', { name: nlJe.show }).click()
    await expect.poll(framePaths).toEqual(['/embed/film1?rel=0'])
    expect(await places(page).count()).toBe(1)
    expect(await page.locator('iframe').first().isVisible()).toBe(true)
    expect(await stored(page)).toEqual({})
    expect(await allowed(page)).toEqual([])
    expect(await region(page).isVisible()).toBe(true)
    expect(world.asked.filter((line) => line.startsWith('POST /api/consent'))).toEqual([])
  })

  test('"always" is an answer about that service, and what was allowed before stays so', async () => {
    const page = await world.visit({ body: main(video()) })
    await places(page).getByRole('button', { name: nlJe.showAlways }).click()
    await answered(page)
    await expect.poll(framePaths).toHaveLength(1)
    expect(await allowed(page)).toEqual(['youtube'])
    const map = `<iframe title="Kaart" data-src="http://kaart.test/embed" data-voordeur-purpose="embeds"></iframe>`
    const next = await world.visit({ context: page.context(), path: '/verder', body: main(video() + map) })
    await places(next).getByRole('button', { name: nlJe.showAlways }).click()
    await expect.poll(() => allowed(next)).toEqual(['youtube', 'maps'])
    expect(await places(next).count()).toBe(0)
    const [row] = await world.ports.db<{ body: string }[]>`
      select body from consent_receipt order by recorded_at desc limit 1`
    expect(JSON.parse(row!.body)).toMatchObject({ ui: { surface: 'placeholder' } })
  })

  test('a service is told by the host, label by label; another host is nobody and stays off', async () => {
    const frame = (host: string) =>
      `<iframe title="x" data-src="${world.others.origin(host)}/embed" data-voordeur-purpose="embeds"></iframe>`
    const page = await world.visit({
      body: main(
        frame('www.derden.test') +
          frame('nietderden.test') +
          frame('elders.test') +
          frame('derden.test').replace('embeds', 'maps') +
          '<iframe title="x" data-src="javascript:parent.ran=1" data-voordeur-purpose="youtube"></iframe>',
      ),
    })
    await region(page).waitFor()
    expect(await places(page).locator('p').allInnerTexts()).toEqual([
      expect.stringContaining('YouTube'),
      expect.stringContaining('Google Maps'),
    ])
    await accept(page).click()
    await answered(page)
    await long()
    expect(await page.locator('iframe[src]').count()).toBe(2)
    expect(await ran(page)).toBeUndefined()
  })

  test('images and other things get their address when it is allowed, and no placeholder', async () => {
    const page = await world.visit({
      body: main(
        `<img alt="" data-src="${derden}/plaatje" data-srcset="${derden}/groot 2x" ${marketing}>
         <video data-src="${derden}/film" ${marketing} width="200"></video>`,
      ),
    })
    await region(page).waitFor()
    expect(await places(page).count()).toBe(1)
    expect(world.others.asked).toEqual([])
    await accept(page).click()
    await expect.poll(() => world.others.asked.toSorted()).toContain('/film')
    expect(await page.locator('img').getAttribute('srcset')).toBe(`${derden}/groot 2x`)
    expect(await places(page).count()).toBe(0)
  })

  test('what scripts add later is held back and started too, and an address that changes is looked at anew', async () => {
    const page = await world.visit({ body: main('') })
    await region(page).waitFor()
    await page.evaluate(
      (html) => {
        const holder = document.createElement('div')
        holder.innerHTML = html
        document.querySelector('main')!.append(holder)
      },
      video() + plain(marketing, say('later')),
    )
    await places(page).waitFor()
    expect(world.others.asked).toEqual([])
    await page.evaluate(() => {
      document.querySelector('iframe')!.dataset['src'] = 'http://kaart.test/embed'
    })
    await places(page).getByText('Google Maps').first().waitFor()
    expect(await places(page).count()).toBe(1)
    await accept(page).click()
    await expect.poll(() => ran(page)).toEqual(['later'])
    expect(await page.locator('iframe').getAttribute('src')).toBe('http://kaart.test/embed')
    await page.evaluate((code) => {
      const script = Object.assign(document.createElement('script'), { type: 'text/plain', text: code })
      script.dataset['voordeurPurpose'] = 'marketing'
      document.body.append(script)
      document.querySelector('iframe')!.remove()
    }, say('nog later'))
    await expect.poll(() => ran(page)).toEqual(['later', 'nog later'])
  })

  test('a frame that is taken out of the page takes its placeholder with it', async () => {
    const page = await world.visit({ body: main(video()) })
    await places(page).waitFor()
    await page.evaluate(() => document.querySelector('iframe')!.remove())
    await expect.poll(() => places(page).count()).toBe(0)
  })

  test('one that lies over its container fills that, whatever becomes of the window', async () => {
    const page = await world.visit({
      head: '<style>.film{position:relative;max-width:480px;padding-bottom:56.25%;height:0}.film iframe{position:absolute;top:0;left:0;width:100%;height:100%;border:0}</style>',
      body: main(`<div style="max-width:480px"><div class="film">${video('')}</div></div>`),
      context: { viewport: { width: 1000, height: 700 } },
    })
    await places(page).waitFor()
    expect(await places(page).boundingBox()).toMatchObject({ width: 480, height: 270 })
    await page.setViewportSize({ width: 320, height: 568 })
    const { width, height } = (await places(page).boundingBox())!
    const holder = (await page.locator('.film').boundingBox())!
    expect([width, height]).toEqual([holder.width, holder.height])
  })

  test('A1: axe finds nothing in it', async () => {
    const page = await world.visit({ body: main(video('width="280" height="200"')) })
    await refuse(page).click()
    await answered(page)
    await places(page).waitFor()
    expect(await violations(page)).toEqual([])
  })
})

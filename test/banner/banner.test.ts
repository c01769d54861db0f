import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { noticeLanguages } from '../../src/consent/texts.ts'
import { nlJe } from '../../src/consent/texts/nl-je.ts'
import { signInAs } from '../support/staff.ts'
import {
  accept,
  allowed,
  customise,
  draft,
  openAsking,
  panelOf,
  refuse,
  region,
  status,
  stored,
  violations,
  windows,
  type AskingWorld,
} from './asking.ts'

let world: AskingWorld
beforeAll(async () => {
  world = await openAsking()
})
afterAll(async () => world.close())
afterEach(async () => world.leave())

const paragraphs = '<p>Je schrijft je in en reageert op een woning die bij je past.</p>'.repeat(40)
const main = `<main><h1>Een huis huren</h1>${paragraphs}</main>`
const marketing = (code: string) =>
  `<script type="text/plain" data-voordeur-purpose="marketing">${code}</script>`
const ran = (page: Page) => page.evaluate(() => (self as { ran?: unknown }).ran)
const answered = async (page: Page) => status(page).getByText(nlJe.saved).waitFor()
/** Longer than a banner needs to come. */
const long = async () => pause(700)

const doNotTrack = () => Object.defineProperty(navigator, 'doNotTrack', { get: () => '1' })
const globalPrivacyControl = () =>
  Object.defineProperty(navigator, 'globalPrivacyControl', { get: () => true })
const deniedStorage = () =>
  Object.defineProperty(window, 'localStorage', {
    get: () => {
      throw new DOMException('denied', 'SecurityError')
    },
  })

describe('before a choice', () => {
  test('B2: silence, scrolling, Esc and thirty seconds leave nothing on the device and ask nothing of third parties', async () => {
    const derden = world.others.origin('derden.test')
    const context = await world.chromium.openContext()
    await context.clock.install()
    const page = await world.visit({
      context,
      body: `${main}<iframe title="Video" data-src="${derden}/embed/1" data-voordeur-purpose="embeds"></iframe>
        <img alt="" data-src="${derden}/pixel" data-voordeur-purpose="marketing">
        <script type="text/plain" data-voordeur-purpose="marketing" src="${derden}/tag.js"></script>${marketing('self.ran = 1')}`,
    })
    await region(page).waitFor()
    await page.keyboard.press('Escape')
    await page.mouse.wheel(0, 4_000)
    await context.clock.runFor(30_000)
    expect(await region(page).isVisible()).toBe(true)
    expect(await stored(page)).toEqual({})
    expect(await context.cookies()).toEqual([])
    expect(world.others.asked).toEqual([])
    expect(await ran(page)).toBeUndefined()
    expect(world.asked.filter((line) => line.includes('/api/consent'))).toEqual([
      'GET /api/consent?d=example.test&lang=nl&shown=1',
    ])
    expect(await allowed(page)).toEqual([])
  })

  test('B6, B7, A4: who asks, each purpose with whose services, and how to take it back, in the language of the page', async () => {
    const page = await world.visit()
    await region(page).waitFor()
    const text = await region(page).innerText()
    for (const part of [
      'Woonstichting De Linde',
      'Video’s en kaarten tonen (YouTube, Google Maps)',
      'Zien of je vaker komt',
      'Meten of advertenties werken',
      'Je kunt je keuze altijd veranderen via Mijn keuze.',
    ])
      expect(text).toContain(part)
    expect(await region(page).getByRole('link', { name: 'Mijn keuze' }).getAttribute('href')).toBe(
      `${world.collector}/choice?d=example.test`,
    )
    const host = page.locator('voordeur-consent')
    expect([await host.getAttribute('lang'), await host.getAttribute('dir')]).toEqual(['nl', 'ltr'])
    const arabic = await world.visit({ lang: 'ar', path: '/ar' })
    const other = arabic.locator('voordeur-consent')
    await other.getByRole('region').waitFor()
    expect([await other.getAttribute('lang'), await other.getAttribute('dir')]).toEqual(['ar', 'rtl'])
    const [first, second] = await other.getByRole('button').all()
    expect((await first!.boundingBox())!.x).toBeGreaterThan((await second!.boundingBox())!.x)
  })

  test.each(windows)(
    'B4: refuse and accept are buttons of one size, fill, weight and type, side by side, at %d px',
    async (width, height) => {
      const page = await world.visit({ body: main, context: { viewport: { width, height } } })
      await region(page).waitFor()
      const [no, yes, own] = await Promise.all(
        [refuse(page), accept(page), customise(page)].map(async (one) => {
          const { width: w, height: h, x, y } = (await one.boundingBox())!
          const look = await one.evaluate((element) => {
            const { color, backgroundColor, borderColor, fontSize, fontWeight, fontFamily, padding } =
              getComputedStyle(element)
            return { color, backgroundColor, borderColor, fontSize, fontWeight, fontFamily, padding }
          })
          return { w, h, x, y, look }
        }),
      )
      const ratio = (no!.w * no!.h) / (yes!.w * yes!.h)
      expect(ratio).toBeGreaterThan(0.9)
      expect(ratio).toBeLessThan(1.1)
      expect(no!.look).toEqual(yes!.look)
      expect([no!.y, own!.y]).toEqual([yes!.y, yes!.y])
      expect(no!.x).toBeLessThan(yes!.x)
      for (const { w, h } of [no!, yes!, own!]) {
        expect(h).toBeGreaterThanOrEqual(44)
        expect(w).toBeGreaterThanOrEqual(44)
      }
      // No word of a button is cut off.
      for (const one of [refuse(page), accept(page), customise(page)])
        expect(await one.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
    },
  )

  test('B12: takes at most 35 % of a small telephone, of which the page scrolls and nothing stands over it', async () => {
    const page = await world.visit({ body: main, context: { viewport: { width: 320, height: 568 } } })
    await region(page).waitFor()
    const { height, width } = (await region(page).boundingBox())!
    expect((height * width) / (320 * 568)).toBeLessThanOrEqual(0.35)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
    expect(
      await region(page)
        .locator('.text')
        .evaluate((one) => one.scrollHeight - one.clientHeight),
      // Lines have no whole number of pixels.
    ).toBeLessThanOrEqual(1)
    const size = await region(page)
      .locator('p')
      .last()
      .evaluate((one) => getComputedStyle(one).fontSize)
    expect(Number.parseFloat(size)).toBeGreaterThanOrEqual(14)
    await page.mouse.move(100, 100)
    await page.mouse.wheel(0, 500)
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(0)
    expect(await page.evaluate(() => document.elementFromPoint(160, 100)?.tagName)).not.toBe(
      'VOORDEUR-CONSENT',
    )
  })

  test('B12: so it is in every language of ours, and no word of a button sticks out', async () => {
    const context = await world.chromium.openContext({ viewport: { width: 320, height: 568 } })
    for (const lang of noticeLanguages) {
      const page = await world.visit({ context, lang, path: `/${lang}` })
      const asking = page.getByRole('region')
      await asking.waitFor()
      expect((await asking.boundingBox())!.height / 568, lang).toBeLessThanOrEqual(0.35)
      for (const one of await asking.getByRole('button').all())
        expect(await one.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth), lang).toBe(0)
      await page.close()
    }
  })

  test('at 200 % and 400 % zoom it stays within the window, and its text can be scrolled', async () => {
    for (const [width, height] of [
      [640, 400],
      [320, 256],
    ] as const) {
      const page = await world.visit({ body: main, context: { viewport: { width, height } } })
      await region(page).waitFor()
      const box = (await region(page).boundingBox())!
      expect(box.height).toBeLessThanOrEqual(height / 2)
      for (const one of await region(page).getByRole('button').all()) {
        const { y, height: high } = (await one.boundingBox())!
        expect(y).toBeGreaterThanOrEqual(box.y)
        expect(y + high).toBeLessThanOrEqual(height)
      }
    }
  })

  test('A3: a labelled region that stands first in the page, takes no focus, traps no Tab', async () => {
    const page = await world.visit({ body: '<main><h1>Huren</h1><a href="#een">Een</a></main>' })
    await region(page).waitFor()
    expect(await page.evaluate(() => document.body.firstElementChild?.tagName)).toBe('VOORDEUR-CONSENT')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
    const focused = async () => {
      await page.keyboard.press('Tab')
      return await page.evaluate(() => {
        const { activeElement } = document
        return (activeElement?.shadowRoot?.activeElement ?? activeElement)?.textContent
      })
    }
    const walked = [await focused(), await focused(), await focused(), await focused(), await focused()]
    expect(walked).toEqual(['Mijn keuze', 'Weigeren', 'Accepteren', 'Zelf kiezen', 'Een'])
  })

  test.each(windows)(
    'A2: what has the focus is never behind it, also at the end of the page, at %d px',
    async (width, height) => {
      const links = Array.from({ length: 30 }, (_, nth) => `<p><a href="#${nth}">Woning ${nth}</a></p>`).join(
        '',
      )
      const page = await world.visit({
        body: `<main><h1>Aanbod</h1>${links}</main>`,
        context: { viewport: { width, height } },
      })
      await region(page).waitFor()
      const { y: top } = (await region(page).boundingBox())!
      await page.locator('main a').first().focus()
      for (let nth = 0; nth < 29; nth += 1) await page.keyboard.press('Tab')
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Woning 29')
      expect(
        await page.evaluate(() => document.activeElement!.getBoundingClientRect().bottom),
      ).toBeLessThanOrEqual(top)
      await page.keyboard.press('Shift+Tab')
      for (let nth = 0; nth < 15; nth += 1) {
        await page.keyboard.press('Shift+Tab')
        expect(
          await page.evaluate(() => document.activeElement!.getBoundingClientRect().bottom),
        ).toBeLessThanOrEqual(top)
      }
      await refuse(page).click()
      // What says that it is on its way has the same button, and something after it.
      await status(page).getByText(nlJe.saved).waitFor()
      await page.getByRole('button', { name: 'Sluiten' }).click()
      await expect
        .poll(() => page.evaluate(() => getComputedStyle(document.documentElement).scrollPaddingBottom))
        .toBe('auto')
    },
  )

  test('A2: what had the focus when it came is brought into view', async () => {
    const page = await world.visit({
      context: { viewport: { width: 320, height: 568 } },
      body: `<main><h1>Huren</h1><p style="height:440px"></p><input aria-label="Naam" autofocus>${paragraphs}</main>`,
    })
    await region(page).waitFor()
    await expect
      .poll(() => page.evaluate(() => document.activeElement!.getBoundingClientRect().bottom))
      .toBeLessThanOrEqual((await region(page).boundingBox())!.y)
  })

  test('A1: axe finds nothing on it', async () => {
    const page = await world.visit({ body: main })
    await region(page).waitFor()
    expect(await violations(page)).toEqual([])
  })

  test('B1: a site that asks nothing shows nothing and loads nothing', async () => {
    await world.addSite({ domain: 'stil.test' })
    world.pages.addPage(
      '/stil',
      `<!doctype html><html lang="nl"><title>Stil</title><script defer src="${world.collector}/s/stil.test.js" data-automation></script>`,
    )
    const context = await world.chromium.openContext()
    const page = await context.newPage()
    await page.goto(`${world.pages.origin('www.stil.test')}/stil`)
    await long()
    expect(await page.locator('voordeur-consent').count()).toBe(0)
    expect(world.asked.filter((line) => /banner|consent/.test(line))).toEqual([])
  })

  test.each([
    ['DNT', doNotTrack],
    ['GPC', globalPrivacyControl],
  ])('C9: %s is a no, and nobody is asked', async (_, before) => {
    const page = await world.visit({ before, body: marketing('self.ran = 1') })
    await expect.poll(() => allowed(page)).toEqual([])
    await long()
    expect(await region(page).count()).toBe(0)
    expect(await ran(page)).toBeUndefined()
    expect(await stored(page)).toEqual({})
    expect(world.asked.filter((line) => line.includes('shown=1'))).toEqual([])
  })

  test('a page in a frame asks nothing, and holds back all the same', async () => {
    world.pages.addPage(
      '/binnen',
      `<!doctype html><html lang="nl"><title>Binnen</title><script defer src="${world.collector}/s/example.test.js" data-automation data-iframe></script><body>${marketing('self.ran = 1')}<iframe title="Video" data-src="${world.others.origin('derden.test')}/1" data-voordeur-purpose="embeds"></iframe>`,
    )
    const page = await world.visit({
      body: `<main><h1>Buiten</h1><iframe src="/binnen" title="Binnen"></iframe></main>`,
    })
    await region(page).waitFor()
    const inner = page.frames()[1]!
    await inner.locator('voordeur-placeholder').waitFor()
    expect(await inner.getByRole('region').count()).toBe(0)
    expect(await inner.evaluate(() => (self as { ran?: unknown }).ran)).toBeUndefined()
  })

  test('colours and corners come from the notice, and a rule of the page outweighs them', async () => {
    const page = await world.visit({ head: '<style>voordeur-consent{--voordeur-button:#702020}</style>' })
    await region(page).waitFor()
    const look = (name: string) =>
      refuse(page).evaluate((one, which) => getComputedStyle(one).getPropertyValue(which), name)
    expect([await look('background-color'), await look('border-radius')]).toEqual(['rgb(112, 32, 32)', '8px'])
    expect(await accept(page).evaluate((one) => getComputedStyle(one).backgroundColor)).toBe(
      'rgb(112, 32, 32)',
    )
    await page.emulateMedia({ media: 'print' })
    expect(await region(page).isVisible()).toBe(false)
    await page.emulateMedia({ media: 'screen', forcedColors: 'active' })
    expect(await refuse(page).evaluate((one) => getComputedStyle(one).borderTopStyle)).toBe('solid')
  })
})

describe('a choice', () => {
  test('B3, A-30: one click refuses; it is kept, with its number; the page works as before (B11)', async () => {
    const page = await world.visit({ body: `${main}${marketing('self.ran = 1')}` })
    const before = await page.locator('main').innerText()
    await refuse(page).click()
    await answered(page)
    expect(await region(page).count()).toBe(0)
    const kept = await stored(page)
    expect(Object.keys(kept).toSorted()).toEqual(['voordeur', 'voordeur-receipt'])
    expect(kept['voordeur']).toMatch(/^ok\.\w+\.\d+\.-\.-\./)
    expect(await status(page).innerText()).toContain(`Bewijsnummer ${kept['voordeur-receipt']!.slice(0, 8)}`)
    expect(await page.locator('main').innerText()).toBe(before)
    await long()
    expect(await ran(page)).toBeUndefined()
    expect(await page.context().cookies()).toEqual([])
  })

  test('accepted is recorded first and started then; the event says what is allowed', async () => {
    const page = await world.visit({
      body: marketing('self.ran = 1'),
      before: () => {
        document.addEventListener('voordeur:consent', (event) => {
          ;((self as { heard?: unknown[] }).heard ??= []).push((event as CustomEvent<unknown>).detail)
        })
      },
    })
    await accept(page).click()
    await expect.poll(() => ran(page)).toBe(1)
    const all = ['youtube', 'maps', 'insights', 'marketing']
    expect(await allowed(page)).toEqual(all)
    expect(await page.evaluate(() => (self as { heard?: unknown[] }).heard)).toEqual([
      { granted: [] },
      { granted: all },
    ])
    const [row] = await world.ports.db<{ body: string }[]>`select body from consent_receipt`
    expect(JSON.parse(row!.body)).toMatchObject({
      action: 'accept_all',
      ui: { surface: 'banner', viewport: 'large' },
    })
  })

  test('the line about it goes by itself after eight seconds, but not from under somebody', async () => {
    const context = await world.chromium.openContext()
    await context.clock.install()
    const page = await world.visit({ context })
    await region(page).waitFor()
    await refuse(page).click()
    await expect
      .poll(async () => {
        await context.clock.runFor(20)
        return status(page).innerText()
      })
      .toContain(nlJe.saved)
    await page.getByRole('button', { name: 'Wijzigen' }).focus()
    await context.clock.runFor(9_000)
    expect(await status(page).isVisible()).toBe(true)
    await page.evaluate(() => {
      const host = document.querySelector('voordeur-consent')!
      ;(host.shadowRoot!.activeElement as HTMLElement).blur()
    })
    await page.mouse.move(5, 5)
    // The browser tells the page in its own time that the pointer is elsewhere.
    await expect
      .poll(async () => {
        await context.clock.runFor(17_000)
        return status(page).count()
      })
      .toBe(0)
  })

  test.each([
    ['refusal', refuse],
    ['yes', accept],
  ])('C4: a %s is remembered for 182 days, and asked anew after that', async (_, choose) => {
    const page = await world.visit()
    await choose(page).click()
    await answered(page)
    const storageState = await page.context().storageState()
    const at = world.ports.now().getTime()
    const comesAfter = async (days: number) => {
      world.setNow(new Date(at + days * 86_400_000).toISOString())
      const later = await world.visit({ context: { storageState }, path: `/na-${days}` })
      await long()
      return (await region(later).count()) === 1
    }
    try {
      expect([await comesAfter(181), await comesAfter(183)]).toEqual([false, true])
    } finally {
      world.setNow(new Date(at).toISOString())
    }
  })

  test('C5: another question in substance is asked anew, and until then what was allowed is off', async () => {
    const page = await world.visit()
    await accept(page).click()
    await answered(page)
    const storageState = await page.context().storageState()
    const later = () => world.setNow(new Date(world.ports.now().getTime() + 3_600_000).toISOString())
    later()
    const [embeds, own, marketingPurpose] = draft.purposes
    await world.publish({ ...draft, purposes: [embeds!, own!, { ...marketingPurpose!, version: 2 }] })
    const next = await world.visit({
      context: { storageState },
      body: marketing('self.ran = 1'),
      path: '/anders',
    })
    await region(next).waitFor()
    expect(await allowed(next)).toEqual([])
    expect(await ran(next)).toBeUndefined()
    // Time does not go back here: what was published later asks on.
    later()
    await world.publish(draft)
  })

  test('an answer to a question that was replaced meanwhile is not recorded: the new one is asked', async () => {
    const page = await world.visit()
    await region(page).waitFor()
    world.failNext(409)
    await accept(page).click()
    await region(page).waitFor()
    expect(await stored(page)).toEqual({})
    expect(await allowed(page)).toEqual([])
    expect(world.asked.filter((line) => line.includes('shown=1'))).toHaveLength(2)
    await refuse(page).click()
    await answered(page)
  })

  test('of two tabs the last one holds in both, with what it starts', async () => {
    const here = await world.visit({ body: marketing('self.ran = 1'), path: '/hier' })
    await region(here).waitFor()
    const there = await world.visit({
      body: marketing('self.ran = 1'),
      path: '/daar',
      context: here.context(),
    })
    await accept(there).click()
    await answered(there)
    await expect.poll(() => ran(here)).toBe(1)
    expect(await region(here).count()).toBe(0)
    expect(await allowed(here)).toEqual(await allowed(there))
  })

  test('with storage denied it is asked, and holds for as long as the page lives', async () => {
    const page = await world.visit({ before: deniedStorage, body: marketing('self.ran = 1') })
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await accept(page).click()
    await answered(page)
    await expect.poll(() => ran(page)).toBe(1)
    expect(errors).toEqual([])
  })

  test('the line is the same when nobody is there to read it in a page that is cleared: the question comes back', async () => {
    const page = await world.visit({ body: main })
    await region(page).waitFor()
    await page.evaluate(() => {
      document.body.replaceChildren(document.createElement('main'))
      history.pushState(null, '', '/verder')
    })
    await region(page).waitFor()
    expect(await page.evaluate(() => document.body.firstElementChild?.tagName)).toBe('VOORDEUR-CONSENT')
  })
})

test('the preview of the editors shows it always, records nothing, keeps nothing, and asks again', async () => {
  const { cookie } = await signInAs(world.ports, 'admin')
  const [name = '', value = ''] = cookie.split('=')
  const context = await world.chromium.openContext()
  await context.addCookies([{ name, value, url: world.collector }])
  const page = await context.newPage()
  await page.goto(`${world.collector}/dashboard/sites/example.test/consent/preview?lang=nl`)
  await region(page).waitFor()
  await accept(page).click()
  await status(page).getByText(nlJe.saved).waitFor()
  await region(page).waitFor({ timeout: 8_000 })
  expect(await stored(page)).toEqual({})
  expect(world.asked.filter((line) => line.includes('/api/consent'))).toEqual([])
})

describe('a choice that can not be recorded', () => {
  test('nothing is kept and all stays off, the page works, and trying again makes one receipt', async () => {
    const page = await world.visit({ body: `${main}${marketing('self.ran = 1')}` })
    const keys: unknown[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/consent'))
        keys.push((JSON.parse(request.postData() ?? '{}') as { key?: string }).key)
    })
    await region(page).waitFor()
    world.failNext(503, 500, 503)
    await accept(page).click()
    await status(page).getByText(nlJe.failed).waitFor({ timeout: 60_000 })
    expect(await stored(page)).toEqual({})
    expect(await allowed(page)).toEqual([])
    expect(await ran(page)).toBeUndefined()
    await page.evaluate(() => history.pushState(null, '', '/werkt'))
    await page.getByRole('button', { name: 'Opnieuw proberen' }).click()
    await answered(page)
    await expect.poll(() => ran(page)).toBe(1)
    expect(keys).toHaveLength(4)
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[\w-]{22}$/)
    const [row] = await world.ports.db<{ rows: number }[]>`select count(*)::int as rows from consent_receipt`
    expect(row).toEqual({ rows: 1 })
  })

  test('a network that comes back within seconds is not noticed', async () => {
    const page = await world.visit()
    await region(page).waitFor()
    await page.context().setOffline(true)
    await refuse(page).click()
    await pause(300)
    await page.context().setOffline(false)
    await answered(page)
    expect(Object.keys(await stored(page))).toHaveLength(2)
  })

  test('without a notice nothing is asked and nothing runs; the link to the choice page leads there', async () => {
    const page = await world.visit({ body: `<main><h1>Huren</h1>${marketing('self.ran = 1')}</main>` })
    await page.route('**/api/consent?*', (route) => route.abort())
    await page.setContent('')
    await page.goto(page.url())
    await long()
    expect(await page.locator('voordeur-consent').count()).toBe(0)
    expect(await ran(page)).toBeUndefined()
  })
})

test('the click on accept shows its effect within 100 ms, with twenty scripts that wait for it', async () => {
  const busy = Array.from({ length: 20 }, (_, nth) =>
    marketing(
      `{ const until = performance.now() + 15; while (performance.now() < until); } self.ran = ${nth + 1}`,
    ),
  ).join('')
  const page = await world.visit({
    body: `${main}${busy}`,
    before: () => {
      const durations: number[] = []
      Object.assign(self, { durations })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[])
          if (entry.interactionId) durations.push(entry.duration)
      }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit)
    },
  })
  await region(page).waitFor()
  await accept(page).click()
  await expect.poll(() => ran(page)).toBe(20)
  await long()
  const durations = await page.evaluate(() => (self as unknown as { durations: number[] }).durations)
  expect(Math.max(0, ...durations)).toBeLessThan(100)
})

test('the panel opens from the first layer, and closing it leaves the question there', async () => {
  const page = await world.visit()
  await customise(page).click()
  await panelOf(page).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => panelOf(page).count()).toBe(0)
  expect(await region(page).isVisible()).toBe(true)
  expect(await stored(page)).toEqual({})
  expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.textContent)).toBe(
    'Zelf kiezen',
  )
})

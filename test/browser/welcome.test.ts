/**
 * The first five minutes as a newcomer has them: the program on an empty folder, the address that it prints, a keyboard, and a
 * website of one's own with the line exactly as the page shows it.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { startService } from '../fault/program.ts'
import { openChromium, ordinaryUserAgent } from '../worlds/chromium.ts'
import { freePort } from '../worlds/free-port.ts'

const domain = 'delinde.nl'
/** The website's name leads to this machine, and nothing leaves it. */
const browserArguments = [
  '--disable-blink-features=AutomationControlled',
  `--host-resolver-rules=MAP ${domain} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1`,
  `--user-agent=${ordinaryUserAgent}`,
]

/** Presses Tab until something has the focus, and fails when nothing does that one can reach. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab')
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return
  }
  expect.fail(`${selector} can not be reached with the keyboard on ${page.url()}`)
}

async function fill(page: Page, selector: string, text: string): Promise<void> {
  await tabTo(page, selector)
  await page.keyboard.insertText(text)
}

async function pressOn(page: Page, selector: string, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await tabTo(page, selector)
  await page.keyboard.press(key)
}

const heading = (page: Page) => page.locator('h1').innerText()
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

interface Walk {
  readonly lang: 'nl' | 'en'
  readonly width: number
  readonly withScript: boolean
  readonly headings: readonly string[]
  readonly seen: RegExp
  readonly waiting: string
}

const walks: readonly Walk[] = [
  {
    lang: 'nl',
    width: 320,
    withScript: true,
    headings: [
      'Welke website wil je meten?',
      'Plak één regel op je website',
      'Is je eerste bezoek er?',
      'Wie is verantwoordelijk?',
      'Stuur je een nieuwsbrief?',
      'Klaar. De deur staat open.',
    ],
    seen: /^We zien bezoek\. Het laatste was \d+ secon/,
    waiting: 'We wachten op het eerste bezoek.',
  },
  {
    lang: 'en',
    width: 1280,
    withScript: false,
    headings: [
      'Which website do you want to measure?',
      'Paste one line on your website',
      'Is your first visit there?',
      'Who is responsible?',
      'Do you send a newsletter?',
      'Done. The door is open.',
    ],
    seen: /^We see visits\. The last one was \d+ secon/,
    waiting: 'We are waiting for the first visit.',
  },
]

/** Set to look at each step with one's own eyes. */
const picturesTo = process.env['WELCOME_PICTURES']

describe.each(walks)('in $lang at $width px, with script: $withScript', (walk) => {
  const { lang, width, withScript, headings, seen, waiting } = walk

  test('from an empty folder to the first visit, by keyboard alone', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'voordeur-welcome-'))
    const port = await freePort()
    const url = `http://localhost:${port}`
    const service = await startService({
      PORT: String(port),
      VOORDEUR_URL: url,
      VOORDEUR_DATA: dataFolder,
      VOORDEUR_DEMO: '1',
      VOORDEUR_ADMIN_TOKEN: '',
    })
    const chromium = await openChromium({ args: browserArguments })
    let line = ''
    const website = createServer((_, answer) => {
      answer.setHeader('content-type', 'text/html; charset=utf-8')
      answer.end(
        `<!doctype html><html lang="nl"><head><title>De Linde</title>${line}</head><body><h1>Welkom</h1>`,
      )
    })
    await new Promise<void>((resolve) => website.listen(0, '127.0.0.1', () => resolve()))
    try {
      const context = await chromium.openContext({
        viewport: { width, height: 800 },
        locale: lang === 'nl' ? 'nl-NL' : 'en-GB',
        javaScriptEnabled: withScript,
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      const check = async (nth: number) => {
        await page.waitForLoadState()
        expect(await heading(page)).toBe(headings[nth])
        // Headless evaluation works also where the page's own scripts are off.
        expect(await overflow(page)).toBe(0)
        if (picturesTo) {
          mkdirSync(picturesTo, { recursive: true })
          await page.screenshot({ path: join(picturesTo, `${lang}-${nth + 1}.png`), fullPage: true })
        }
      }

      const printed = /\/auth\/invitation\/\S+/.exec(service.output())?.[0]
      await page.goto(url + (printed ?? expect.fail('the first start prints an invitation')))
      await fill(page, '#name', 'Anna de Vries')
      await fill(page, '#email', 'anna@delinde.nl')
      await fill(page, '#password', 'een lange zin met een deur')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/dashboard/welcome/site*')
      await check(0)

      await fill(page, '#organisation', 'Woonstichting De Linde')
      await fill(page, '#domain', `https://www.${domain}/over-ons`)
      await page.keyboard.press('Enter')
      await page.waitForURL(`**/snippet?d=${domain}*`)
      await check(1)

      line = await page.locator('#line').inputValue()
      expect(line).toBe(`<script defer src="${url}/s/${domain}.js"></script>`)
      await pressOn(page, `a[href^="/dashboard/welcome/visit"].button`)
      await page.waitForURL('**/visit?*')
      await check(2)
      const status = page.locator('.seen [role=status]')
      expect(await status.innerText()).toBe(waiting)

      const visitor = await chromium.openContext()
      const visited = await visitor.newPage()
      const sent = visited.waitForResponse((response) => response.url().endsWith('/api/event'))
      await visited.goto(`http://${domain}:${(website.address() as AddressInfo).port}/`)
      expect((await sent).status()).toBe(202)
      expect((await sent).headers()['x-voordeur-dropped']).toBeUndefined()
      await visitor.close()

      // The page tells it by itself, where it may; else one looks again.
      if (!withScript) await pressOn(page, 'a[data-until-seen].button:not(.quiet)')
      await expect.poll(() => status.innerText(), { timeout: 60_000 }).toMatch(seen)
      expect(await page.locator('[data-until-seen]:visible').count()).toBe(0)
      await check(2)
      await pressOn(page, 'a[data-when-seen].button')
      await page.waitForURL('**/people?*')
      await check(3)

      // Leaving and coming back: the next open step, by the way that the list of websites shows.
      await page.goto(`${url}/dashboard`)
      await pressOn(page, 'a[href^="/dashboard/welcome?d="]')
      await page.waitForURL('**/people?*')

      await fill(page, '#controller-address', 'Lindelaan 1, 3000 AA Rotterdam')
      await fill(page, '#controller-email', 'info@delinde.nl')
      await fill(page, '#privacyOfficer-name', 'J. de Vries')
      await fill(page, '#privacyOfficer-email', 'privacy@delinde.nl')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/newsletter?*')
      await check(4)

      await pressOn(page, '#newsletter-yes', 'Space')
      await page.keyboard.press('Enter')
      await page.waitForURL('**/done?*')
      await check(5)

      await pressOn(page, `a[href^="/dashboard/sites/${domain}"].button:not(.quiet)`)
      await page.waitForURL(`**/dashboard/sites/${domain}*`)
      expect(await heading(page)).toBe(domain)
      await page.goto(`${url}/dashboard`)
      expect(await page.locator('a[href^="/dashboard/welcome"]').count()).toBe(0)
      await context.close()
    } finally {
      await chromium.close()
      website.closeAllConnections()
      website.close()
      await service.end('SIGTERM')
      rmSync(dataFolder, { recursive: true, force: true })
    }
  }, 300_000)
})

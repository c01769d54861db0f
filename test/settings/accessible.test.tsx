import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testConfig } from '../support/world.ts'
import { openChromium, type ChromiumWorld } from '../worlds/chromium.ts'
import { settingsPages, settingsPaths } from './believable-settings.tsx'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

let world: ChromiumWorld
let origin: string
const server = createAdaptorServer({
  fetch: (request) => settingsPages.fetch(request, { config: testConfig({ VOORDEUR_URL: origin }) }),
})

beforeAll(async () => {
  world = await openChromium()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await world.close()
})

/** Each width in each scheme: the steps look another way in a narrow window. */
/** Each width once and each scheme once: neither layout nor contrast hangs on the other. */
const windows = [
  { width: 320, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
] as const

/** axe comes in from outside, past the page's own policy. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)))
  await page.evaluate(axe)
  return await page.evaluate<string[]>(
    `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
  )
}

describe.each(windows)('at $width px, $colorScheme', ({ width, colorScheme }) => {
  let context: BrowserContext
  let page: Page
  beforeAll(async () => {
    const viewport = { width, height: 900 }
    context = await world.openContext({ viewport, colorScheme, bypassCSP: true, reducedMotion: 'reduce' })
    page = await context.newPage()
  })
  afterAll(() => context.close())

  test.each(settingsPaths)(
    '%s has nothing that axe finds (WCAG 2.2 AA) and fits the window',
    async (path) => {
      await page.goto(origin + path)
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(await violationsOf(page)).toEqual([])
      expect(overflow).toBe(0)
    },
  )
})

describe('under its own policy', () => {
  test('no page tries to load or run what it may not', async () => {
    const context = await world.openContext({ viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text())
    })
    for (const path of settingsPaths) await page.goto(origin + path)
    await context.close()
    expect(complaints).toEqual([])
  })

  test('copying the line is offered by the script and told; without it the line is there to select', async () => {
    const open = async (javaScriptEnabled: boolean) => {
      const context = await world.openContext({
        viewport: { width: 1280, height: 900 },
        javaScriptEnabled,
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      const page = await context.newPage()
      await page.goto(`${origin}/staff/settings/step-2`)
      return { context, page }
    }
    const bare = await open(false)
    expect(await bare.page.locator('[data-copy=line]').isVisible()).toBe(false)
    expect(await bare.page.locator('#line').inputValue()).toContain('<script defer src="https://meten.')
    await bare.context.close()

    const { context, page } = await open(true)
    await page.locator('[data-copy=line]').click()
    await page.getByRole('status').getByText('Gekopieerd').waitFor()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      '<script defer src="https://meten.woonstichtingdelinde.nl/s/woonstichtingdelinde.nl.js"></script>',
    )
    await context.close()
  })
})

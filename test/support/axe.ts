/**
 * axe in a real browser: what it finds on a page (WCAG 2.2 AA and its own advice), and whether the page is wider than its
 * window. Each page is loaded once and looked at in every window, since loading it and taking axe in costs as much as a look.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { openChromium, type ChromiumWorld } from '../worlds/chromium.ts'

/** Each width once and each scheme once: neither layout nor contrast hangs on the other. */
const windows = [
  { width: 320, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
] as const

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Of one page in one window. `violations` are axe's: the rule and the first element. `overflow` is in CSS pixels. */
export interface Look {
  readonly window: string
  readonly violations: readonly string[]
  readonly overflow: number
}

/** For comparing: a page without a fault. */
export const faultless: readonly Look[] = windows.map(({ width, colorScheme }) => ({
  window: `${width} px, ${colorScheme}`,
  violations: [],
  overflow: 0,
}))

export interface AxeWorld {
  readonly chromium: ChromiumWorld
  /** A page for looking at. The policy of pages is put aside, for axe comes in from outside; it is proven in other tests. */
  openPage(options?: BrowserContextOptions): Promise<Page>
  /** Looks at the page in each window: its width as it stands, the rest with all that can be unfolded open. */
  look(page: Page): Promise<Look[]>
  close(): Promise<void>
}

export async function openAxe(): Promise<AxeWorld> {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'))
  // By an address that it may keep, the browser compiles axe once and not on each page: a fifth of a test's processor time.
  const server = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=3600' }).end(axe)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/axe.js`
  // Nothing runs often enough here to be worth optimising.
  const chromium = await openChromium({ args: ['--js-flags=--no-opt --no-maglev'] })
  return {
    chromium,
    async openPage(options = {}) {
      const context = await chromium.openContext({ bypassCSP: true, reducedMotion: 'reduce', ...options })
      return await context.newPage()
    },
    async look(page) {
      const overflows: number[] = []
      for (const { width } of windows) {
        await page.setViewportSize({ width, height: 900 })
        overflows.push(
          await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          ),
        )
      }
      await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)))
      await page.addScriptTag({ url })
      const looks: Look[] = []
      for (const [nth, { width, colorScheme }] of windows.entries()) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        const violations = await page.evaluate<string[]>(
          `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
            violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))`,
        )
        looks.push({ window: `${width} px, ${colorScheme}`, violations, overflow: overflows[nth] ?? NaN })
      }
      return looks
    },
    async close() {
      await chromium.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

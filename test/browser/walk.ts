/**
 * A visitor on the demo website, in a real browser: some pages, a tab that changes the address without loading, a button,
 * a download, a link to elsewhere, and gone. What must be stored of it is said beside it.
 */
import type { Page } from 'playwright-core'
import { openChromium } from '../worlds/chromium.ts'

/**
 * Ordinary browsers do not say that they are driven; the snippet counts nothing in one that does. Other hosts are not
 * found, so nothing leaves the machine; no request is held for looking at, since those of a page that goes would be lost.
 */
export const walkingArguments = [
  '--disable-blink-features=AutomationControlled',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
]

/** Ordinary browsers of different makes: each is another visitor behind the same network. */
export const userAgents: readonly string[] = Array.from(
  { length: 10 },
  (_, nth) =>
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${130 + nth}.0.0.0 Safari/537.36`,
)

export const walkedPages = ['/demo/', '/demo/aanbod', '/demo/app', '/demo/app/reparaties', '/demo/app']
export const walkedEvents = ['Woningreactie', 'File Download', 'Outbound Link: Click']

const event = (page: Page) =>
  page.waitForResponse((response) => response.url().endsWith('/api/event'), { timeout: 60_000 })

/**
 * Walks once, in a browser of its own: what a page sends while it goes carries the browser's own user agent, not one that is
 * set for a context. Answers the status of every beacon that was seen.
 */
export async function walkDemo(url: string, userAgent: string): Promise<number[]> {
  const chromium = await openChromium({ args: [...walkingArguments, `--user-agent=${userAgent}`] })
  const context = await chromium.openContext({ userAgent })
  const page = await context.newPage()
  const statuses: number[] = []
  context.on('response', (response) => {
    if (response.url().endsWith('/api/event')) statuses.push(response.status())
  })

  await Promise.all([event(page), page.goto(`${url}/demo/`)])
  await page.click('main a[href="/demo/aanbod"]')
  await page.waitForURL('**/demo/aanbod')
  await Promise.all([event(page), page.click('[data-voordeur-event="Woningreactie"] >> nth=0')])
  await page.goto(`${url}/demo/app`)
  await Promise.all([event(page), page.click('.tabs a[href="/demo/app/reparaties"]')])
  await Promise.all([event(page), page.goBack()])
  await Promise.all([event(page), page.waitForEvent('download'), page.click('footer a[href$=".pdf"]')])
  // Not waited for: a click that leaves is never held up, and its beacon travels while the page goes.
  await page.click('footer a[href*="facebook.com"]', { noWaitAfter: true })
  await page.waitForURL((address) => address.origin !== url).catch(() => undefined)
  await page.waitForTimeout(2_000)
  await chromium.close()
  return statuses
}

/** Everybody walks, three at a time. */
export async function walkAll(url: string): Promise<number[]> {
  const waiting = [...userAgents]
  const statuses: number[] = []
  const walkOn = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      statuses.push(...(await walkDemo(url, next)))
  }
  await Promise.all([walkOn(), walkOn(), walkOn()])
  return statuses
}

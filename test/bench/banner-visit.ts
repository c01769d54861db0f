/** One banner in a real browser: what it loads and writes, how it looks and stands in a small and a large window, what a policy refuses it. */
import { setTimeout as pause } from 'node:timers/promises'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { BrowserContext, Page } from 'playwright-core'
import { must } from '../../src/must.ts'
import type { ChromiumWorld } from '../worlds/chromium.ts'
import type { BannerSystem } from './banner-systems.ts'
import type { AskedFor, BannerWebsite } from './banner-website.ts'

export interface Bytes {
  readonly raw: number
  readonly gzip: number
  readonly brotli: number
}

export interface Weight extends Bytes {
  readonly path: string
}

interface Loading {
  /** All that the page led to but itself, each compressed by itself. */
  readonly files: readonly Weight[]
  /** Sent by the page, not fetched. */
  readonly sent: readonly string[]
  /** Names of what stands on the device before anybody chose. */
  readonly written: readonly string[]
}

interface Answer {
  readonly width: number
  readonly height: number
  readonly color: string
  readonly background: string
  readonly border: string
}

export interface Look {
  readonly width: number
  /** Rules of WCAG 2.2 A and AA that axe found broken, with the number of elements. */
  readonly violations: Readonly<Record<string, number>>
  /** Percent of the screen within the banner's box. */
  readonly covered: number
  /** Percent of the screen where a click no longer reaches the page. */
  readonly outOfReach: number
  /** CSS pixels of page or banner beyond the window's edge. */
  readonly overflow: number
  readonly refuse: Answer
  readonly accept: Answer
}

export interface Strictness {
  readonly isShown: boolean
  readonly violations: readonly string[]
}

export interface Click {
  /** Median of the rounds, ms, in steps of 8. The browser tells nothing below 16: that is 16 here. */
  readonly ms: number
  readonly rounds: readonly number[]
  /** Pieces of held code that ran, of `heldPieces`, in the round where fewest did. */
  readonly ran: number
}

export interface MeasuredBanner {
  readonly name: string
  readonly version: string
  readonly loading: Loading
  readonly total: Bytes
  readonly looks: readonly Look[]
  readonly strict: Strictness
  readonly trusted: Strictness
  readonly click: Click
}

export const windows = [
  { width: 320, height: 568 },
  { width: 1280, height: 800 },
] as const
const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const policy = `default-src 'self'; style-src 'self'; script-src 'self'`
/** What fades or slides in is there by then. */
const settleMs = 500
/** What is sent half a second after a page opened is sent by then. */
const sentMs = 700
/** A banner that is not there by then is not shown; on a busy machine one took two seconds. */
const shownMs = 5_000
export const heldPieces = 20
export const pieceMs = 10
const clickRounds = 3

const weigh = (path: string, body: Buffer): Weight => ({
  path,
  raw: body.length,
  gzip: gzipSync(body, { level: 9 }).length,
  brotli: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length,
})

export const sum = (weights: readonly Bytes[]): Bytes => ({
  raw: weights.reduce((total, { raw }) => total + raw, 0),
  gzip: weights.reduce((total, { gzip }) => total + gzip, 0),
  brotli: weights.reduce((total, { brotli }) => total + brotli, 0),
})

interface Visit {
  readonly context: BrowserContext
  readonly page: Page
  readonly isShown: boolean
}

export interface Visiting {
  readonly chromium: ChromiumWorld
  readonly website: BannerWebsite
}

/** Opens a page as a visitor who was never there, and waits for the banner to stand still. */
async function visit(
  { chromium, website }: Visiting,
  system: BannerSystem,
  path: string,
  before?: () => void,
): Promise<Visit> {
  const context = await chromium.openContext({ viewport: windows[0] })
  const page = await context.newPage()
  if (before) await page.addInitScript(before)
  await page.goto(website.addressOf(system, path))
  const isShown = await page
    .locator(system.banner)
    .waitFor({ timeout: shownMs })
    .then(
      () => true,
      () => false,
    )
  await pause(settleMs)
  return { context, page, isShown }
}

function loadingOf(asked: readonly AskedFor[], system: BannerSystem): Omit<Loading, 'written'> {
  const own = asked.filter(({ host, path }) => host === system.host && path !== '/favicon.ico')
  return {
    files: own.filter(({ method }) => method === 'GET').map(({ path, body }) => weigh(path, body)),
    sent: own.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`),
  }
}

/** Names only: what is in them is nobody's business here. */
async function writtenOn({ context, page }: Visit): Promise<string[]> {
  const cookies = await context.cookies()
  const keys = await page.evaluate(() => [
    ...Object.keys(localStorage).map((key) => `localStorage ${key}`),
    ...Object.keys(sessionStorage).map((key) => `sessionStorage ${key}`),
  ])
  return [...cookies.map(({ name }) => `cookie ${name}`), ...keys]
}

async function answerOn(page: Page, selector: string): Promise<Answer> {
  return page.locator(selector).evaluate((element) => {
    const { width, height } = element.getBoundingClientRect()
    const { color, backgroundColor, borderColor } = getComputedStyle(element)
    const round = (px: number) => Math.round(px * 10) / 10
    return {
      width: round(width),
      height: round(height),
      color,
      background: backgroundColor,
      border: borderColor,
    }
  })
}

async function lookAt(page: Page, system: BannerSystem, axe: string): Promise<Look[]> {
  const looks: Look[] = []
  await page.evaluate(axe)
  for (const { width, height } of windows) {
    await page.setViewportSize({ width, height })
    await pause(200)
    const violations = await page.evaluate<Record<string, number>>(
      `axe.run(document, { runOnly: ${JSON.stringify(wcag)} }).then(({ violations }) =>
        Object.fromEntries(violations.map(({ id, nodes }) => [id, nodes.length])))`,
    )
    const box = must(await page.locator(system.banner).boundingBox(), 'the banner is shown')
    const inside = (from: number, length: number, edge: number) =>
      Math.max(0, Math.min(from + length, edge) - Math.max(from, 0))
    const covered = (inside(box.x, box.width, width) * inside(box.y, box.height, height)) / (width * height)
    const beyond = Math.max(0, -box.x, box.x + box.width - width)
    const [scrolled, outOfReach] = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      let points = 0
      let reached = 0
      for (let x = 4; x < innerWidth; x += 8)
        for (let y = 4; y < innerHeight; y += 8) {
          points += 1
          const there = document.elementFromPoint(x, y)
          if (there?.closest('main') || there === document.body || there === document.documentElement)
            reached += 1
        }
      return [scrollWidth - clientWidth, 1 - reached / points] as const
    })
    looks.push({
      width,
      violations,
      covered: Math.round(covered * 100),
      outOfReach: Math.round(outOfReach * 100),
      overflow: Math.round(Math.max(scrolled, beyond)),
      refuse: await answerOn(page, system.refuse),
      accept: await answerOn(page, system.accept),
    })
  }
  return looks
}

const listenForViolations = () => {
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    ;((self as { broken?: string[] }).broken ??= []).push(`${effectiveDirective} ${blockedURI}`)
  })
}

async function beStrict(visiting: Visiting, system: BannerSystem, path: string): Promise<Strictness> {
  const { context, page, isShown } = await visit(visiting, system, path, listenForViolations)
  const violations = await page.evaluate(() => (self as { broken?: string[] }).broken ?? [])
  await context.close()
  return { isShown, violations }
}

const listenForClicks = () => {
  const told: number[] = ((self as { told?: number[] }).told = [])
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries())
      if (/^(pointerdown|pointerup|click)$/.test(name)) told.push(duration)
  }).observe({ type: 'event', buffered: true, durationThreshold: 16 } as PerformanceObserverInit)
}

/** From the press on "accept" to the next picture, while 20 pieces of code that each keep the processor for 10 ms wait for it. */
async function clickAccept(
  visiting: Visiting,
  system: BannerSystem,
): Promise<{ readonly ms: number; readonly ran: number }> {
  const { context, page } = await visit(visiting, system, '/held', listenForClicks)
  await page.locator(system.accept).click()
  const ranNow = () => page.evaluate(() => (self as { ran?: number }).ran ?? 0)
  const deadline = performance.now() + 8_000
  while ((await ranNow()) < heldPieces && performance.now() < deadline) await pause(50)
  // Entries come once the picture that they waited for was shown.
  await pause(300)
  const durations = await page.evaluate(() => (self as unknown as { told: number[] }).told)
  const ran = await ranNow()
  await context.close()
  return { ms: Math.max(16, ...durations), ran }
}

/** One after the other: each is to have the machine to itself. */
export async function measureClicks(visiting: Visiting, system: BannerSystem): Promise<Click> {
  const rounds = []
  for (let round = 0; round < clickRounds; round += 1) rounds.push(await clickAccept(visiting, system))
  const sorted = rounds.map(({ ms }) => ms).toSorted((a, b) => a - b)
  return {
    ms: must(sorted[(clickRounds - 1) / 2], 'there are rounds'),
    rounds: rounds.map(({ ms }) => ms),
    ran: Math.min(...rounds.map(({ ran }) => ran)),
  }
}

/** Everything but the clicks. Throws where a page without a policy shows no banner: then nothing here would mean anything. */
export async function measureBanner(
  visiting: Visiting,
  system: BannerSystem,
  axe: string,
): Promise<Omit<MeasuredBanner, 'click'>> {
  const { website } = visiting
  const held = `for(let end=performance.now()+${pieceMs};performance.now()<end;);self.ran=(self.ran||0)+1`
  website.addPage(system, '/plain', '')
  website.addPage(system, '/strict', '', policy)
  website.addPage(system, '/trusted', '', `${policy}; require-trusted-types-for 'script'`)
  website.addPage(system, '/held', system.held(held, heldPieces))
  const plain = await visit(visiting, system, '/plain')
  if (!plain.isShown) throw new Error(`${system.name} shows no banner on a plain page`)
  await pause(sentMs)
  const { files, sent } = loadingOf(website.asked, system)
  const loading = { files, sent, written: await writtenOn(plain) }
  const looks = await lookAt(plain.page, system, axe)
  await plain.context.close()
  return {
    name: system.name,
    version: system.version,
    loading,
    total: sum(files),
    looks,
    strict: await beStrict(visiting, system, '/strict'),
    trusted: await beStrict(visiting, system, '/trusted'),
  }
}

/**
 * A website of a corporation that asks for consent, with the snippet on it, and visitors with a real browser. The collector is
 * the app itself with its database, over HTTP; third parties are a server of their own that says what was asked of it. All have
 * names (`www.example.test`, `meten.test`, `derden.test`) that lead to the loopback, without TLS.
 */
import { randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { app } from '../../src/app.ts'
import { consentDraft, type ConsentDraft } from '../../src/consent/draft.ts'
import { insights } from '../../src/consent/purpose.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { readNetwork } from '../../src/visitor/network.ts'
import { publishFor } from '../support/asking.ts'
import { openPageServer, type PageServer } from '../support/page-server.ts'
import { openWorld, type World } from '../support/world.ts'
import { openChromium, type ChromiumWorld } from '../worlds/chromium.ts'
import { emptyTables, openPglite } from '../worlds/pglite.ts'

/** Whose content pages show is on this host; `elders.test` is nobody's that was named. */
export const draft: ConsentDraft = consentDraft.parse({
  languages: ['nl', 'en', 'tr', 'ar', 'uk', 'pl'],
  consentMode: true,
  purposes: [
    {
      id: 'embeds',
      basis: 'consent',
      elements: ['third-party-content'],
      services: [
        { id: 'youtube', name: 'YouTube', hosts: ['youtube.test', 'derden.test'] },
        { id: 'maps', name: 'Google Maps', hosts: ['kaart.test'] },
      ],
    },
    { id: 'insights', basis: 'consent', elements: insights.elements, months: insights.months },
    {
      id: 'marketing',
      basis: 'consent',
      elements: ['campaign', 'shared-with-others'],
      recipients: ['Meta'],
      months: 12,
      cookies: ['_fbp', '_fb_*'],
      storage: ['lastExternalReferrer*'],
    },
  ],
})

export interface VisitOptions {
  readonly body?: string
  readonly head?: string
  readonly lang?: string
  readonly path?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly context?: BrowserContext | BrowserContextOptions
  /** Runs in the page before anything of it. */
  readonly before?: () => void
}

export interface AskingWorld extends World {
  readonly chromium: ChromiumWorld
  readonly pages: PageServer
  /** Third parties: what they were asked is `others.asked`. */
  readonly others: PageServer
  readonly site: Site
  readonly collector: string
  /** Opens a page of the site, in a context of its own unless one is given. */
  visit(options?: VisitOptions): Promise<Page>
  /** The next requests to record an answer get these statuses, before the app sees them. */
  failNext(...statuses: readonly number[]): void
  /** Paths of what browsers asked the collector, in order. */
  readonly asked: readonly string[]
  publish(draft: ConsentDraft): Promise<void>
  /** Ends all visits, forgets who answered what, and asks `draft` anew. */
  leave(): Promise<void>
  close(): Promise<void>
}

export async function openAsking(): Promise<AskingWorld> {
  const pglite = await openPglite()
  const ports = { now: () => new Date(), random: (bytes: number) => randomBytes(bytes) }
  await migrate(pglite.db, ports)
  await emptyTables(pglite.db)
  forgetSites(pglite.db)

  const failures: number[] = []
  const asked: string[] = []
  let answer: (request: Request) => Response | Promise<Response>
  const server = createAdaptorServer({
    fetch: async (request) => {
      const { pathname, search } = new URL(request.url)
      asked.push(`${request.method} ${pathname}${search}`)
      if (request.method === 'POST' && pathname.startsWith('/api/consent') && failures.length > 0) {
        const status = failures.shift() ?? 500
        return new Response(null, { status, headers: { 'access-control-allow-origin': '*' } })
      }
      return answer(request)
    },
  })
  const [pages, others, chromium] = await Promise.all([
    openPageServer(),
    openPageServer(),
    // Nothing runs often enough here to be worth optimising.
    openChromium({ args: ['--host-resolver-rules=MAP *.test 127.0.0.1', '--js-flags=--no-opt --no-maglev'] }),
    new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve())),
  ])
  const collector = `http://meten.test:${(server.address() as AddressInfo).port}`
  const world = await openWorld(pglite.db, {
    at: ports.now().toISOString(),
    settings: { VOORDEUR_URL: collector },
  })
  answer = (request) => app.fetch(request, { ...world.ports, network: readNetwork('203.0.113.77') })
  let site = await publishFor(
    world,
    await world.addSite({ domain: 'example.test', hostnames: ['www.example.test'] }),
    draft,
  )
  const publish = async (next: ConsentDraft) => {
    site = await publishFor(world, site, next)
  }

  return {
    ...world,
    chromium,
    pages,
    others,
    collector,
    asked,
    get site() {
      return site
    },
    publish,
    failNext: (...statuses) => void failures.push(...statuses),
    async visit({ body = '', head = '', lang = 'nl', path = '/', headers, context, before } = {}) {
      pages.addPage(
        path,
        `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
          `<title>Proef</title>${head}<script defer src="${collector}/s/example.test.js" data-automation></script><body>${body}`,
        headers,
      )
      const visitor = context && 'newPage' in context ? context : await chromium.openContext(context)
      const page = await visitor.newPage()
      if (before) await page.addInitScript(before)
      await page.goto(pages.origin('www.example.test') + path)
      return page
    },
    async leave() {
      await Promise.all(chromium.browser.contexts().map(async (context) => context.close()))
      await world.ports.db`delete from consent_receipt`
      failures.length = 0
      asked.length = 0
      pages.forget()
      others.forget()
    },
    async close() {
      await chromium.close()
      server.close()
      await Promise.all([pages.close(), others.close()])
      await pglite.close()
    },
  }
}

/** The first layer, and what is in it. Playwright looks into shadow roots by itself. */
export const region = (page: Page) => page.getByRole('region', { name: 'Vraag om toestemming' })
export const panelOf = (page: Page) => page.getByRole('dialog')
export const refuse = (page: Page) => region(page).getByRole('button', { name: 'Weigeren' })
export const accept = (page: Page) => region(page).getByRole('button', { name: 'Accepteren' })
export const customise = (page: Page) => region(page).getByRole('button', { name: 'Zelf kiezen' })
export const status = (page: Page) => page.getByRole('status')

/**
 * What axe finds in both windows, with the level that the law asks for and its own advice. The page itself is to be without a
 * fault, so that what is found is ours.
 */
export async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') })
  const found: string[] = []
  for (const [width, height] of windows) {
    await page.setViewportSize({ width, height })
    const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    found.push(
      ...(await page.evaluate<string[]>(
        `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
          violations.map(({ id, nodes }) => '${width} px: ' + id + ': ' + nodes[0].html))`,
      )),
    )
  }
  return found
}

/** A small telephone, and a screen on a desk. */
export const windows = [
  [320, 568],
  [1280, 800],
] as const

/** All that stands on the device, by this site. */
export const stored = (page: Page): Promise<Record<string, string>> =>
  page.evaluate(() =>
    Object.fromEntries([...Object.entries(localStorage), ...Object.entries(sessionStorage)] as [
      string,
      string,
    ][]),
  )

/** What is allowed on the page now. */
export const allowed = (page: Page): Promise<readonly string[] | undefined> =>
  page.evaluate(() =>
    (self as unknown as { voordeur: { consent?: () => readonly string[] } }).voordeur.consent?.(),
  )

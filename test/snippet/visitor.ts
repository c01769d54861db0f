/**
 * A website that carries the snippet, the collector of another origin, and visitors with a real browser. Both have names
 * (`www.example.test`, `meten.test`) that lead to the loopback: without TLS, so in no secure context, as the poorest
 * site there is. Playwright's browser says that it is driven, so tags say `data-automation` unless a test wants otherwise.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { snippetSettings } from '../../src/site/snippet-settings.ts'
import { openPageServer } from '../support/page-server.ts'
import type { PageServer } from '../support/page-server.ts'
import { openChromium } from '../worlds/chromium.ts'
import type { ChromiumWorld } from '../worlds/chromium.ts'

export interface VisitOptions {
  /** With its query and fragment. */
  readonly path?: string
  /** Name of the settings: `plain`, `hash`, `rules`, `search` (`q` and `zoek`), `searchHash` (`q`) or `titled` ("Pagina niet gevonden"). */
  readonly site?: keyof typeof settings
  /** Attributes of the tag besides `src`. */
  readonly attributes?: string
  readonly title?: string
  readonly bodyAttributes?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly host?: string
  readonly context?: BrowserContext | BrowserContextOptions
  /** Runs in the page before anything of it. */
  readonly before?: () => void
  readonly referer?: string
}

export interface SnippetWorld {
  readonly site: PageServer
  readonly collector: PageServer
  /** The tag, as a web editor pastes it. */
  tag(options?: Pick<VisitOptions, 'site' | 'attributes'>): string
  /** An ordinary visitor: empty storage. */
  openContext: ChromiumWorld['openContext']
  /** Opens a page in a context of its own, unless one is given. */
  visit(options?: VisitOptions): Promise<Page>
  /** A visitor whose clock (timers, `performance.now`, `Date`) stands still until the test moves it. */
  openStill(options?: BrowserContextOptions): Promise<BrowserContext>
  /** Ends all visits and forgets what they sent: what a page says as it dies must not reach the next test. */
  leave(): Promise<void>
  close(): Promise<void>
}

const noRules = { masks: [], excluded: [], hashRoutes: false }
const settings = {
  plain: snippetSettings('example.nl', noRules),
  hash: snippetSettings('example.nl', { masks: [], excluded: ['/#/intern/**'], hashRoutes: true }),
  rules: snippetSettings('example.nl', { masks: ['/klant/*'], excluded: ['/intern/**'], hashRoutes: false }),
  search: snippetSettings('example.nl', { ...noRules, searchParameters: ['q', 'zoek'] }),
  searchHash: snippetSettings('example.nl', { ...noRules, hashRoutes: true, searchParameters: ['q'] }),
  titled: snippetSettings('example.nl', { ...noRules, missingTitle: 'Pagina niet gevonden' }),
}

export async function openSnippetWorld(): Promise<SnippetWorld> {
  const [site, collector, chromium] = await Promise.all([
    openPageServer(),
    openPageServer(settings),
    openChromium({ args: ['--host-resolver-rules=MAP *.test 127.0.0.1'] }),
  ])

  const tag: SnippetWorld['tag'] = ({ site: name = 'plain', attributes = 'data-automation' } = {}) =>
    `<script defer src="${collector.origin('meten.test')}/s/${name}.js" ${attributes}></script>`

  return {
    site,
    collector,
    tag,
    openContext: async (options) => chromium.openContext(options),
    openStill: async (options) => {
      const context = await chromium.openContext(options)
      await context.clock.install({ time: new Date('2026-11-23T10:00:00Z') })
      await context.clock.pauseAt(new Date('2026-11-23T10:00:01Z'))
      return context
    },
    visit: async ({
      path = '/',
      title = 'Proef',
      bodyAttributes = '',
      body = '',
      headers,
      host = 'www.example.test',
      context,
      before,
      referer,
      ...tagOptions
    } = {}) => {
      site.addPage(
        path.split(/[?#]/)[0] ?? '/',
        `<!doctype html><html lang="nl"><title>${title}</title>${tag(tagOptions)}<body ${bodyAttributes}>${body}`,
        headers,
      )
      const visitor = context && 'newPage' in context ? context : await chromium.openContext(context)
      const page = await visitor.newPage()
      if (before) await page.addInitScript(before)
      await page.goto(site.origin(host) + path, referer ? { referer } : {})
      return page
    },
    leave: async () => {
      await Promise.all(chromium.browser.contexts().map(async (context) => context.close()))
      await pause(50)
      collector.forget()
    },
    close: async () => {
      await chromium.close()
      await Promise.all([site.close(), collector.close()])
    },
  }
}

/** Waits out the snippet's half second of collecting, and then some: for "nothing is sent". */
export const longerThanABatchMs = 700

import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DimensionPage } from '../../src/dashboard/dimension-page.tsx'
import type { Refused } from '../../src/dashboard/goal-forms.tsx'
import { GoalsPage } from '../../src/dashboard/goals-page.tsx'
import { OverviewPage } from '../../src/dashboard/overview-page.tsx'
import { panels, shownIn } from '../../src/dashboard/panels.ts'
import { SitesPage } from '../../src/dashboard/sites-page.tsx'
import { SocialPage } from '../../src/dashboard/social-page.tsx'
import { readView, type View } from '../../src/dashboard/view.ts'
import { demoRoutes } from '../../src/demo/demo-route.tsx'
import { assetRoutes } from '../../src/page/assets.ts'
import { answerError } from '../../src/page/error-page.tsx'
import { pageHeaders } from '../../src/page/headers.ts'
import { answerPage } from '../../src/page/shell.tsx'
import type { Env } from '../../src/ports.ts'
import { faultless, openAxe, type AxeWorld } from '../support/axe.ts'
import { testConfig } from '../support/world.ts'
import { accountPageNames, accountPages } from './account-pages.tsx'
import {
  believableBreakdown,
  believableDays,
  believableDrops,
  believableNotes,
  believableSocial,
  believableSummary,
  earlierSummary,
} from './believable.ts'
import { believableFunnels, believableGoals } from './believable-goals.ts'

const today = '2026-11-23'
const view = (query = ''): View => {
  const reading = readView('woonstichtingdelinde.nl', new URLSearchParams(query), today)
  if (!reading.ok) throw new Error(reading.why)
  return reading.view
}
const overview = (query: string, isEmpty: boolean) => {
  const shown = view(query)
  const none = { visitors: 0, visits: 0, views: 0, viewsPerVisit: 0, bounceRate: 0, engagedSeconds: 0 }
  return (
    <OverviewPage
      lang="nl"
      view={shown}
      today={today}
      now={isEmpty ? none : believableSummary}
      before={isEmpty ? none : earlierSummary}
      series={believableDays('2026-10-25', 30)}
      breakdowns={panels.map((panel) => {
        const dimension = shownIn(panel, shown.shown)
        return {
          panel,
          breakdown: isEmpty ? { dimension, rows: [], hidden: null } : believableBreakdown(dimension),
        }
      })}
      drops={isEmpty ? [] : believableDrops}
      coverage={isEmpty ? null : { served: 61_200, measured: 48_310, days: 30 }}
      annotations={isEmpty ? [] : believableNotes}
      mayWrite={!isEmpty}
      keysLostOn={isEmpty ? [] : ['2026-11-11']}
      k={5}
      snippet="<script defer src='https://meten.example.nl/s/woonstichtingdelinde.nl.js'></script>"
    />
  )
}
const filtered =
  'show=outbound&show=referrer&filter=device:mobile&filter=page:/over-ons/verantwoordingsdocumenten'

const refusedFunnel: Refused = {
  form: 'funnel',
  written: { name: 'Huur opzeggen', steps: [{ kind: 'page', pattern: '/huur-opzeggen?stap=1' }] },
  refusal: { what: 'step', step: 0, field: 'pattern', why: 'query' },
}

const app = new Hono<Env>()
  .route('/', assetRoutes)
  .use('/staff/*', pageHeaders())
  .get('/staff/overview', (c) => answerPage(c, overview('', false)))
  .get('/staff/filtered', (c) => answerPage(c, overview(filtered, false)))
  .get('/staff/empty', (c) => answerPage(c, overview('filter=device:mobile', true)))
  .get('/staff/pages', (c) =>
    answerPage(
      c,
      <DimensionPage
        lang="nl"
        view={view()}
        today={today}
        breakdown={believableBreakdown('page')}
        visitors={12_431}
        k={5}
      />,
    ),
  )
  .get('/staff/social', (c) =>
    answerPage(
      c,
      <SocialPage
        lang="nl"
        view={view()}
        today={today}
        report={believableSocial}
        before={believableSocial}
        k={5}
      />,
    ),
  )
  .get('/staff/no-social', (c) =>
    answerPage(
      c,
      <SocialPage
        lang="en"
        view={view()}
        today={today}
        report={{ networks: [], pages: [], hidden: null }}
        before={{ networks: [], pages: [], hidden: null }}
        k={5}
      />,
    ),
  )
  .get('/staff/goals', (c) =>
    answerPage(
      c,
      <GoalsPage
        lang="nl"
        view={view()}
        today={today}
        goals={believableGoals}
        funnels={believableFunnels}
        mayWrite
        refused={refusedFunnel}
        k={5}
      />,
    ),
  )
  .get('/staff/no-goals', (c) =>
    answerPage(
      c,
      <GoalsPage lang="en" view={view()} today={today} goals={[]} funnels={[]} mayWrite={false} k={5} />,
    ),
  )
  .get('/staff/sites', (c) =>
    answerPage(
      c,
      <SitesPage
        lang="nl"
        sites={[
          { domain: 'delinde.example', visitorsToday: 312 },
          { domain: 'woningbouwverenigingwestelijkemijnstreek.nl', visitorsToday: null },
        ]}
        snippet="<script></script>"
      />,
    ),
  )
  .get('/staff/no-sites', (c) =>
    answerPage(c, <SitesPage lang="en" sites={[]} snippet="<script></script>" />),
  )
  .route('/account-pages', accountPages)
  .get('/staff/error', (c) => answerError(c, 'not-found', { signedIn: true }))
  .route('/', demoRoutes)

const paths = [
  ...[
    'overview',
    'filtered',
    'empty',
    'pages',
    'social',
    'no-social',
    'sites',
    'no-sites',
    'goals',
    'no-goals',
    'error',
  ].map((name) => `/staff/${name}`),
  ...accountPageNames.map((name) => `/account-pages/${name}`),
  ...['', 'aanbod', 'reparatie', 'nieuws', 'nieuws/bewonersdag', 'contact', 'app'].map(
    (name) => `/demo/${name}`,
  ),
]

let axe: AxeWorld
let origin: string
const server = createAdaptorServer({
  fetch: (request) => app.fetch(request, { config: testConfig({ VOORDEUR_URL: origin }) }),
})

beforeAll(async () => {
  axe = await openAxe()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.close()
  await axe.close()
})

describe('in a narrow light window and in a wide dark one', () => {
  let page: Page
  beforeAll(async () => {
    page = await axe.openPage()
  })
  afterAll(() => page.context().close())

  test.each(paths)('%s has nothing that axe finds (WCAG 2.2 AA) and fits', async (path) => {
    await page.goto(origin + path)
    expect(await axe.look(page)).toEqual(faultless)
  })
})

describe('under its own policy', () => {
  test('no page tries to load or run what it may not', async () => {
    const context = await axe.chromium.openContext({ viewport: { width: 1280, height: 900 } })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text())
    })
    for (const path of paths) await page.goto(origin + path)
    const isStyled = await page.evaluate(() => getComputedStyle(document.body).display)
    await context.close()
    expect(complaints).toEqual([])
    expect(isStyled).toBe('flex')
  })

  test('the skip link is the first stop and leads past the header', async () => {
    const context = await axe.chromium.openContext({ viewport: { width: 320, height: 800 } })
    const page = await context.newPage()
    await page.goto(`${origin}/staff/overview`)
    await page.keyboard.press('Tab')
    const skip = await page.evaluate(() => {
      const { top, height } = document.activeElement?.getBoundingClientRect() ?? { top: -1, height: 0 }
      return { href: document.activeElement?.getAttribute('href'), isSeen: top >= 0 && height >= 24 }
    })
    await page.keyboard.press('Enter')
    const focused = await page.evaluate(() => document.activeElement?.id)
    await context.close()
    expect(skip).toEqual({ href: '#main', isSeen: true })
    expect(focused).toBe('main')
  })

  test('pointing at a day reads its figures, without script', async () => {
    const context = await axe.chromium.openContext({
      viewport: { width: 1280, height: 900 },
      javaScriptEnabled: false,
    })
    const page = await context.newPage()
    await page.goto(`${origin}/staff/overview`)
    const third = page.locator('.moment').nth(2)
    const before = await third.locator('.reading').isVisible()
    await third.locator('.hit').hover()
    const after = await third.locator('.reading').isVisible()
    const text = await third.locator('.reading text').textContent()
    await context.close()
    expect([before, after]).toEqual([false, true])
    expect(text).toMatch(/^Di 27 oktober\d+bezoekers/)
  })
})

/** The dashboard: which sites, one site, one breakdown. Everything that a page shows stands in its address. */
import { Hono, type Context } from 'hono'
import { everywhere, may, mayAnywhere } from '../account/role.ts'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { chosenLanguage, readLanguageOf } from '../page/language.ts'
import { answerPage } from '../page/shell.tsx'
import { findLate, listLate } from '../retention/report.ts'
import { localToday } from '../site/local-day.ts'
import { listSites } from '../site/site.ts'
import { reportSocial } from '../social/report.ts'
import { listAnnotations } from '../stats/annotations.ts'
import { findCoverage } from '../stats/coverage.ts'
import { listDrops } from '../stats/drops.ts'
import { listKeyLosses } from '../stats/key-losses.ts'
import { breakDown, findSummary, listSeries } from '../stats/query.ts'
import { kOf } from '../stats/small-counts.ts'
import { asked } from './asked.ts'
import { DimensionPage } from './dimension-page.tsx'
import { openRequestsFor } from './open-requests.ts'
import { OverviewPage } from './overview-page.tsx'
import { panels, shownIn } from './panels.ts'
import { findSetUp } from './set-up.ts'
import { SitesPage } from './sites-page.tsx'
import { SocialPage } from './social-page.tsx'
import { isDimension, questionOf } from './view.ts'

/** Beyond this the list shows names alone: each figure is a question of its own. */
const sitesWithFigureMax = 12

type Staff = Context<StaffEnv>

const snippetLine = (c: Staff, domain: string): string =>
  `<script defer src="${c.env.config.publicUrl}/s/${domain}.js"></script>`

export const dashboardRoutes = new Hono<StaffEnv>()
  .use('/dashboard/*', pageHeaders(), requireStaff)

  .get('/dashboard', async (c) => {
    const sites = (await listSites(c.env)).filter(({ id }) => may(c.var.staff, 'statistics', id))
    const withFigure = sites.length <= sitesWithFigureMax
    const listed = await Promise.all(
      sites.map(async (site) => {
        const today = localToday(c.env.now(), site.timezone)
        const question = { range: { from: today, to: today }, filters: [] }
        const summary = withFigure ? await findSummary(c.env, site, question) : null
        return { domain: site.domain, visitorsToday: summary?.visitors ?? null }
      }),
    )
    const guarded = sites.filter(({ id }) => may(c.var.staff, 'privacy', id))
    const late = guarded.length > 0 ? await listLate(c.env) : new Set()
    return answerPage(
      c,
      <SitesPage
        lang={readLanguageOf(c)}
        chosenLang={chosenLanguage(c)}
        sites={listed}
        snippet={snippetLine(c, 'example.nl')}
        setUp={await findSetUp(c.env, c.var.staff, sites)}
        mayAdd={may(c.var.staff, 'administer', everywhere)}
        maySee={{
          people: mayAnywhere(c.var.staff, 'administer'),
          acts: mayAnywhere(c.var.staff, 'privacy'),
        }}
        late={guarded.filter(({ id }) => late.has(id)).map(({ domain }) => domain)}
      />,
    )
  })

  .get('/dashboard/sites/:site', (c) =>
    asked(c, async ({ site, view, today }) => {
      const question = questionOf(view)
      const { interval, previous } = view.period
      // An hour of a filtered day would be a handful of people: hours are totals only.
      const withSeries = interval !== 'hour' || view.filters.length === 0
      const [now, before, series, drops, coverage, annotations, keysLostOn, lateSince, ...breakdowns] =
        await Promise.all([
          findSummary(c.env, site, question),
          findSummary(c.env, site, { ...question, range: previous }),
          withSeries ? listSeries(c.env, site, question, interval) : null,
          listDrops(c.env, site, question.range),
          findCoverage(c.env, site, question.range),
          listAnnotations(c.env, site, question.range),
          listKeyLosses(c.env, site, question.range),
          may(c.var.staff, 'privacy', site.id) ? findLate(c.env, site) : null,
          ...panels.map(async (panel) => ({
            panel,
            breakdown: await breakDown(c.env, site, question, shownIn(panel, view.shown)),
          })),
        ])
      return answerPage(
        c,
        <OverviewPage
          lang={readLanguageOf(c)}
          view={view}
          today={today}
          now={now}
          before={before}
          series={series}
          breakdowns={breakdowns}
          drops={drops}
          coverage={coverage}
          annotations={annotations}
          mayWrite={may(c.var.staff, 'edit', site.id)}
          mayAdminister={may(c.var.staff, 'administer', site.id)}
          openRequests={await openRequestsFor(c.env, c.var.staff, site)}
          keysLostOn={keysLostOn}
          k={kOf(view.filters)}
          snippet={snippetLine(c, site.domain)}
          late={lateSince && { since: lateSince, timezone: site.timezone }}
        />,
      )
    }),
  )

  .get('/dashboard/sites/:site/social', (c) =>
    asked(c, async ({ site, view, today }) => {
      const question = questionOf(view)
      const [report, before] = await Promise.all([
        reportSocial(c.env, site, question),
        reportSocial(c.env, site, { ...question, range: view.period.previous }),
      ])
      return answerPage(
        c,
        <SocialPage
          lang={readLanguageOf(c)}
          view={view}
          today={today}
          report={report}
          before={before}
          mayAdminister={may(c.var.staff, 'administer', site.id)}
          openRequests={await openRequestsFor(c.env, c.var.staff, site)}
          k={kOf(view.filters)}
        />,
      )
    }),
  )

  .get('/dashboard/sites/:site/:dimension', (c) =>
    asked(c, async ({ site, view, today }) => {
      const dimension = c.req.param('dimension')
      if (!isDimension(dimension)) return answerError(c, 'not-found', { signedIn: true })
      const question = questionOf(view)
      const [summary, breakdown] = await Promise.all([
        findSummary(c.env, site, question),
        breakDown(c.env, site, question, dimension),
      ])
      return answerPage(
        c,
        <DimensionPage
          lang={readLanguageOf(c)}
          view={view}
          today={today}
          breakdown={breakdown}
          visitors={summary?.visitors ?? null}
          k={kOf(view.filters)}
        />,
      )
    }),
  )

  .get('/dashboard/*', (c) => answerError(c, 'not-found', { signedIn: true }))

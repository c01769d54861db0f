/**
 * `…/newsletter/report` and `…/issues/:issue/report`: what became of newsletters, for whoever may see the site. Reads only. No reader
 * is in any of it, and small groups are hidden where the figures are made (`stats/newsletter.ts`).
 */
import { Hono } from 'hono'
import type { StaffEnv } from '../account/staff.ts'
import { readPeriod } from '../dashboard/period.ts'
import { archivePath } from '../newsletter/archive-path.ts'
import { findBody } from '../newsletter/body.ts'
import type { Issue } from '../newsletter/issue.ts'
import { answerMail, fillForNobody } from '../newsletter/show.ts'
import { answerError } from '../page/error-page.tsx'
import { setPageHeaders } from '../page/headers.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import { localToday } from '../site/local-day.ts'
import { csv } from '../stats/ask.ts'
import { writeCsv } from '../stats/export.ts'
import { findNewsletter, findNewsletters, type IssueReport } from '../stats/newsletter.ts'
import { signLink } from '../subscriber/token.ts'
import { numberLinks } from './click-map.ts'
import { issueNotFound, issuePath, issuing, type Staff } from './issue-door.ts'
import { ReportIssuePage } from './report-issue-page.tsx'
import { measuresClicks } from './report-links.tsx'
import { ReportPage, standardPreset } from './report-page.tsx'
import { writing, type Writing } from './writing-door.ts'
import { writingPath } from './writing-href.ts'

/** One that did not begin has no figures, and is not here. */
const reporting = (
  c: Staff,
  answer: (read: Writing, issue: Issue, report: IssueReport) => Promise<Response>,
): Promise<Response> =>
  issuing(
    c,
    async (read, issue) => {
      const report = await findNewsletter(c.env, read.site, issue.id)
      return report ? answer(read, issue, report) : issueNotFound(c)
    },
    'statistics',
  )

/** The period that was asked for; a year when none was. */
function periodIn(c: Staff, today: string): ReturnType<typeof readPeriod> {
  const query = new URLSearchParams()
  for (const name of ['period', 'from', 'to']) {
    const given = c.req.query(name)
    if (given !== undefined) query.set(name, given)
  }
  return readPeriod(query.size > 0 ? query : new URLSearchParams({ period: standardPreset }), today)
}

export const reportRoutes = new Hono<StaffEnv>()
  .get(`${writingPath}/report`, (c) =>
    writing(c, 'statistics', async ({ site, view, lang, viewer }) => {
      const today = localToday(c.env.now(), site.timezone)
      const reading = periodIn(c, today)
      if (!reading.ok)
        return answerError(c, 'bad-request', {
          detail: wordsIn(lang).period.refused[reading.why],
          signedIn: true,
        })
      const { period } = reading
      const report = await findNewsletters(c.env, site, period.range)
      return answerPage(
        c,
        <ReportPage lang={lang} view={view} viewer={viewer} today={today} period={period} report={report} />,
      )
    }),
  )

  .get(`${issuePath}/report`, (c) =>
    reporting(c, async ({ site, view, lang, viewer }, issue, report) => {
      const hasMap = measuresClicks(report) && report.links.length > 0
      const hasMail = hasMap && (await findBody(c.env, site.id, issue.id)) !== null
      if (hasMail) setPageHeaders(c, { ownFrames: true })
      return answerPage(
        c,
        <ReportIssuePage
          lang={lang}
          view={view}
          viewer={viewer}
          timezone={site.timezone}
          issue={issue}
          report={report}
          hasMail={hasMail}
        />,
      )
    }),
  )

  .get(`${issuePath}/report/mail`, (c) =>
    reporting(c, async ({ site }, issue, { links }) => {
      const body = await findBody(c.env, site.id, issue.id)
      if (!body) return issueNotFound(c)
      const { publicUrl } = c.env.config
      const numbered = numberLinks(body.html, { publicUrl, last: links.length })
      const link = { siteId: site.id, issueId: issue.id, linkNo: 0, subscriberId: null }
      const mail = fillForNobody(numbered, 'html', {
        wayOutUrl: `${publicUrl}${archivePath(site)}#leave`,
        viewUrl: `${publicUrl}/n/v/${signLink(c.env, 'view', link)}`,
      })
      // Browsers show nothing at all of a sandboxed page that has one.
      c.header('Cross-Origin-Opener-Policy', undefined)
      return answerMail(c, mail)
    }),
  )

  .get(`${issuePath}/report/links.csv`, (c) =>
    reporting(c, async (_, issue, { links }) =>
      csv(
        c,
        `newsletter-${issue.id}-links`,
        writeCsv(
          ['link', 'target', 'clicks', 'unique'],
          links.map((link) => ({ ...link })),
        ),
      ),
    ),
  )

/** `/dashboard/sites/:site/reports`: whether one gets the site's report by mail, and what the last one would have said. For oneself alone. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { recordAct } from '../account/act.ts'
import { beginAttempt } from '../account/attempt.ts'
import { findPerson } from '../account/people.ts'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import { must } from '../must.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { reportParts } from '../report/letter.ts'
import { isReportPeriod, reportPeriods, type ReportPeriod } from '../report/period.ts'
import { findLastReport, postReport } from '../report/send.ts'
import { endSubscription, listOwn, recordSubscription } from '../report/subscription.ts'
import { may } from '../account/role.ts'
import { asked, type Asked } from './asked.ts'
import { openRequestsFor } from './open-requests.ts'
import { ReportsPage, reportsHref, type ReportsOutcome } from './reports-page.tsx'

type Staff = Context<StaffEnv>

const formBytesMax = 4 * 1024
const path = '/dashboard/sites/:site/reports'

const periodNamed = (value: unknown): ReportPeriod =>
  typeof value === 'string' && isReportPeriod(value) ? value : 'week'

const me = async (c: Staff) =>
  must(await findPerson(c.env, c.var.staff.id), 'whoever is signed in has an account')

async function answerReports(
  c: Staff,
  { site, view }: Asked,
  { preview, outcome }: { readonly preview: ReportPeriod; readonly outcome: ReportsOutcome | null },
) {
  const [person, own, report] = await Promise.all([
    me(c),
    listOwn(c.env, { siteId: site.id, staffId: c.var.staff.id }),
    findLastReport(c.env, site, preview),
  ])
  return answerPage(
    c,
    <ReportsPage
      lang={readLanguageOf(c)}
      view={view}
      email={person.email}
      own={own}
      preview={preview}
      parts={reportParts(report, person.language, c.env.config.publicUrl)}
      outcome={outcome}
      mayAdminister={may(c.var.staff, 'administer', site.id)}
      openRequests={await openRequestsFor(c.env, c.var.staff, site)}
    />,
    outcome === 'tooMany' ? 429 : 200,
  )
}

/** Each choice that changed, with its act, together or not at all. */
async function choose(c: Staff, { site }: Asked, chosen: ReadonlySet<ReportPeriod>): Promise<void> {
  const { id: staffId } = c.var.staff
  await c.env.db.begin(async (tx) => {
    const ports = { ...c.env, db: tx }
    for (const period of reportPeriods) {
      const key = { siteId: site.id, staffId, period }
      const isWanted = chosen.has(period)
      const isChanged = await (isWanted ? recordSubscription(ports, key) : endSubscription(ports, key))
      if (isChanged)
        await recordAct(ports, {
          actor: { kind: 'staff', id: staffId },
          siteId: site.id,
          kind: isWanted ? 'report-subscribed' : 'report-unsubscribed',
          object: period,
        })
    }
  })
}

const outcomeOf = (c: Staff): ReportsOutcome | null => {
  const said = c.req.query('notice')
  return said === 'saved' || said === 'sent' ? said : null
}

export const reportsRoutes = new Hono<StaffEnv>()
  .use(`${path}/*`, pageHeaders(), requireSameOrigin, requireStaff)
  .use(`${path}/*`, bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }))

  .get(path, (c) =>
    asked(c, (read) =>
      answerReports(c, read, { preview: periodNamed(c.req.query('preview')), outcome: outcomeOf(c) }),
    ),
  )

  .post(path, (c) =>
    asked(c, async (read) => {
      const form = await c.req.parseBody({ all: true })
      const wanted = [form['period']].flat()
      await choose(c, read, new Set(reportPeriods.filter((period) => wanted.includes(period))))
      const preview = periodNamed(form['preview'])
      return c.redirect(reportsHref(read.view, { preview, notice: 'saved' }), 303)
    }),
  )

  .post(`${path}/now`, (c) =>
    asked(c, async (read) => {
      const preview = periodNamed((await c.req.parseBody())['preview'])
      if (!(await beginAttempt(c.env, { kind: 'report', staffId: c.var.staff.id })))
        return answerReports(c, read, { preview, outcome: 'tooMany' })
      await postReport(c.env, read.site, await me(c), preview)
      return c.redirect(reportsHref(read.view, { preview, notice: 'sent' }), 303)
    }),
  )

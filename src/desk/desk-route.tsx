/** `/dashboard/sites/:site/desk`: the privacy officer's desk, behind one door. Every page works without script. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { recordAct } from '../account/act.ts'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import { listRestrictions } from '../hold/restriction.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readForm } from '../page/read-form.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { openRequest } from '../rights/request.ts'
import { desk, type Desk } from './desk-door.ts'
import { deskPath, requestHref } from './desk-href.ts'
import { findHandlers } from './handlers.ts'
import { countInbox } from './inbox-counts.ts'
import { readInboxFilter } from './inbox-filter.ts'
import { listInbox } from './inbox-list.ts'
import { InboxPage, requestsPerPage } from './inbox-page.tsx'
import { IntakePage } from './intake-page.tsx'
import {
  blankIntake,
  readIntake,
  writtenIntake,
  type IntakeFault,
  type WrittenIntake,
} from './intake-read.ts'
import { packageRoutes } from './package-route.tsx'
import {
  countBreaches,
  countRequests,
  countRestrictions,
  listRetention,
  sumErasures,
} from './report-figures.ts'
import { readReportMonth } from './report-month.ts'
import { ReportPage } from './report-page.tsx'
import { deskRequestRoutes } from './request-route.tsx'
import { templateRoutes } from './template-route.tsx'

type Staff = Context<StaffEnv>

/** Letters and wishes of some thousand characters, sent as form fields; there is no field for a file. */
const formBytesMax = 64 * 1024

async function answerInbox(c: Staff, at: Desk): Promise<Response> {
  const filter = readInboxFilter((name) => c.req.query(name))
  const asked = c.req.query('page') ?? ''
  const page = /^[1-9]\d{0,3}$/.test(asked) ? Number(asked) : 1
  const [counts, found, { names }, restrictions] = await Promise.all([
    countInbox(c.env, at.site.id, at.today),
    // One more than is shown tells whether there are others.
    listInbox(c.env, at.site.id, {
      filter,
      staffId: at.actor.id,
      skip: (page - 1) * requestsPerPage,
      limit: requestsPerPage + 1,
    }),
    findHandlers(c.env, at.site),
    listRestrictions(c.env, at.site.id),
  ])
  return answerPage(
    c,
    <InboxPage
      lang={at.lang}
      view={at.view}
      desk={at}
      filter={filter}
      counts={counts}
      requests={found.slice(0, requestsPerPage)}
      page={page}
      hasMore={found.length > requestsPerPage}
      names={names}
      restrictions={restrictions.filter(({ because, liftedAt }) => because === 'asked' && liftedAt === null)}
    />,
  )
}

const answerIntake = (
  c: Staff,
  at: Desk,
  written: WrittenIntake = blankIntake,
  faults: ReadonlySet<IntakeFault> = new Set(),
): Response | Promise<Response> =>
  answerPage(
    c,
    <IntakePage lang={at.lang} view={at.view} desk={at} written={written} faults={faults} />,
    faults.size > 0 ? 400 : 200,
  )

export const deskRoutes = new Hono<StaffEnv>()
  .use(
    `${deskPath}/*`,
    pageHeaders(),
    requireSameOrigin,
    requireStaff,
    bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }),
  )

  .get(deskPath, (c) => desk(c, (at) => answerInbox(c, at)))

  .get(`${deskPath}/intake`, (c) => desk(c, async (at) => answerIntake(c, at)))

  .post(`${deskPath}/intake`, (c) =>
    desk(c, async (at) => {
      const written = writtenIntake(await readForm(c))
      const { timezone } = at.site
      const reading = readIntake(written, { now: c.env.now(), timezone })
      if (!reading.ok) return answerIntake(c, at, written, reading.faults)
      const opened = await openRequest(c.env, at.site, { ...reading.request, enteredBy: at.actor.id })
      if (opened.kind === 'refused') return answerIntake(c, at, written, new Set([opened.why]))
      const { actor, site } = at
      await recordAct(c.env, { actor, siteId: site.id, kind: 'request-entered', object: opened.id })
      return c.redirect(requestHref(at.view, opened.id, null, { done: 'entered' }), 303)
    }),
  )

  .get(`${deskPath}/report`, (c) =>
    desk(c, async (at) => {
      const { site, today } = at
      const month = readReportMonth(c.req.query('month'), today, site.timezone)
      const [requests, restrictions, erasures, breaches, retention] = await Promise.all([
        countRequests(c.env, site, month, today),
        countRestrictions(c.env, site.id, month),
        sumErasures(c.env, site.id, month),
        countBreaches(c.env, site.id, month),
        listRetention(c.env, site.id, month),
      ])
      return answerPage(
        c,
        <ReportPage
          lang={at.lang}
          view={at.view}
          desk={at}
          month={month}
          madeAt={c.env.now()}
          requests={requests}
          restrictions={restrictions}
          erasures={erasures}
          breaches={breaches}
          retention={retention}
        />,
      )
    }),
  )

  .route('/', deskRequestRoutes)
  .route('/', packageRoutes)
  .route('/', templateRoutes)

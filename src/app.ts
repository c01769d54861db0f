/** The sitemap: each room at its path, one error handler, one 404, one log line per request. */
import { Hono, type Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { HTTPException } from 'hono/http-exception'
import { matchedRoutes, routePath } from 'hono/route'
import { authRoutes } from './account/auth-route.tsx'
import { accountRoutes } from './account/account-route.tsx'
import { peopleRoutes } from './account/people-route.tsx'
import { may } from './account/role.ts'
import { signedInOf } from './account/staff.ts'
import { downloadRoutes } from './answer/download-route.tsx'
import { askingRoutes } from './asking/asking-route.tsx'
import { choiceRoutes } from './consent/choice-route.tsx'
import { consentRoutes } from './consent/consent-route.ts'
import { gpcRoutes } from './consent/gpc-route.ts'
import { privacyRoutes } from './consent/privacy-route.tsx'
import { receiptRoutes } from './consent/receipt-route.tsx'
import { annotationRoutes } from './dashboard/annotations-route.tsx'
import { dashboardRoutes } from './dashboard/dashboard-route.tsx'
import { goalsRoutes } from './dashboard/goals-route.tsx'
import { reportsRoutes } from './dashboard/reports-route.tsx'
import { retentionRoutes } from './dashboard/retention-route.tsx'
import { failureOf, mayPassLater } from './db/failure.ts'
import { hookRoutes } from './delivery/hook-route.ts'
import { breachRoutes } from './desk/breach-route.tsx'
import { deskRoutes } from './desk/desk-route.tsx'
import { processorRoutes } from './desk/processor-route.tsx'
import { registerRoutes } from './desk/register-route.tsx'
import { demoRoutes } from './demo/demo-route.tsx'
import { healthRoutes } from './health/route.ts'
import { eventRoute } from './ingest/route.ts'
import { clickRoutes } from './newsletter/click-route.tsx'
import { archiveRoutes } from './newsletter/archive-route.tsx'
import { instrumentRoute } from './newsletter/instrument-route.ts'
import { openRoutes } from './newsletter/open-route.ts'
import { showRoutes } from './newsletter/show-route.tsx'
import { assetRoutes } from './page/assets.ts'
import { answerError } from './page/error-page.tsx'
import type { Env, LogLine, RequestId, RouteTemplate } from './ports.ts'
import { changeRoutes } from './preference/change-route.tsx'
import { leaveRoutes } from './preference/leave-route.tsx'
import { manageRoutes } from './preference/manage-route.tsx'
import { measuringRoutes } from './preference/measuring-route.tsx'
import { processorHookRoutes } from './processor/hook-route.ts'
import { unsubscribeRoutes } from './report/unsubscribe-route.tsx'
import { retentionGauges } from './retention/late.ts'
import { eraseRoutes } from './rights/erase-route.tsx'
import { myDataRoutes } from './rights/my-data-route.tsx'
import { requestRoutes } from './rights/request-route.tsx'
import { newSiteRoutes } from './settings/new-site-route.tsx'
import { settingsRoutes } from './settings/settings-route.tsx'
import { requireBearer, type KeyedEnv } from './site/bearer.ts'
import { siteRoute } from './site/route.ts'
import { bannerRoute, formRoute, shareRoute, snippetRoute } from './site/snippet-route.ts'
import { socialRoute } from './social/route.ts'
import { consentStatsRoute } from './stats/consent-route.ts'
import { coverageRoute } from './stats/coverage-route.ts'
import { goalsRoute } from './stats/goals-route.ts'
import { newsletterStatsRoute } from './stats/newsletter-route.ts'
import { statsRoute } from './stats/route.ts'
import { confirmRoutes } from './subscriber/confirm-route.tsx'
import { signUpRoutes } from './subscriber/sign-up-route.tsx'
import { welcomeRoutes } from './welcome/welcome-route.tsx'
import { newsletterRoutes } from './writing/newsletter-route.tsx'

type Method = Extract<LogLine, { event: 'request' }>['method']
const methods: readonly string[] = ['GET', 'POST', 'HEAD', 'OPTIONS']

type AppEnv = Env & { Variables: { requestId: RequestId } }

/** The route that answered: the first that is no middleware. A catch-all further on matches too, and says nothing. */
const routeOf = (c: Context): string =>
  matchedRoutes(c).find(({ method }) => method !== 'ALL')?.path ?? routePath(c, -1)

/** Numbers a request and logs its outcome: the route as mounted, never the path as asked, which can hold anything. */
const logRequests = createMiddleware<AppEnv>(async (c, next) => {
  const { now, random, log, count } = c.env
  const begun = now().getTime()
  const id = Buffer.from(random(9)).toString('base64url') as RequestId
  c.set('requestId', id)
  await next()
  count('requests')
  const { method } = c.req
  log({
    event: 'request',
    route: routeOf(c) as RouteTemplate,
    method: methods.includes(method) ? (method as Method) : 'OTHER',
    status: c.res.status,
    ms: now().getTime() - begun,
    id,
  })
})

/** Statistics open to a key in the header or to staff behind a session. */
const requireKey = createMiddleware<KeyedEnv>(async (c, next) => {
  const staff = c.req.header('authorization') === undefined ? await signedInOf(c) : null
  if (!staff) return requireBearer(c, next)
  c.set('reader', { mayRead: (siteId) => may(staff, 'statistics', siteId) })
  return next()
})

const wantsPage = (c: Context) =>
  !c.req.path.startsWith('/api/') && (c.req.header('accept') ?? '').includes('text/html')

export const app = new Hono<AppEnv>()
  .use(logRequests)
  // Whoever types the bare address is staff; visitors have no business here.
  .get('/', (c) => c.redirect('/dashboard'))
  .route('/', healthRoutes(retentionGauges))
  .route('/s', snippetRoute)
  .route('/share.js', shareRoute)
  .route('/banner.js', bannerRoute)
  .route('/form.js', formRoute)
  .route('/api/event', eventRoute)
  .route('/api/consent', consentRoutes)
  .use('/api/sites/*', requireBearer)
  .route('/api/sites', siteRoute)
  .use('/api/stats/*', requireKey)
  .route('/api/stats', statsRoute)
  .route('/api/stats', goalsRoute)
  .route('/api/stats', consentStatsRoute)
  .route('/api/stats', newsletterStatsRoute)
  .route('/api/stats', socialRoute)
  .use('/api/coverage', requireBearer)
  .route('/api/coverage', coverageRoute)
  .use('/api/newsletter/*', requireBearer)
  .route('/api/newsletter', instrumentRoute)
  .route('/', clickRoutes)
  .route('/', openRoutes)
  .route('/', showRoutes)
  .route('/', archiveRoutes)
  .route('/', assetRoutes)
  .route('/', choiceRoutes)
  .route('/', receiptRoutes)
  .route('/', privacyRoutes)
  .route('/', gpcRoutes)
  .route('/', myDataRoutes)
  .route('/', eraseRoutes)
  .route('/', downloadRoutes)
  .route('/', requestRoutes)
  .route('/', authRoutes)
  .route('/', accountRoutes)
  .route('/', peopleRoutes)
  .route('/', annotationRoutes)
  .route('/', goalsRoutes)
  .route('/', reportsRoutes)
  .route('/', retentionRoutes)
  .route('/', unsubscribeRoutes)
  .route('/', leaveRoutes)
  .route('/', manageRoutes)
  .route('/', measuringRoutes)
  .route('/', changeRoutes)
  .route('/', signUpRoutes)
  .route('/', confirmRoutes)
  .route('/', hookRoutes)
  .route('/', processorHookRoutes)
  .route('/', newSiteRoutes)
  .route('/', settingsRoutes)
  .route('/', askingRoutes)
  .route('/', newsletterRoutes)
  .route('/', registerRoutes)
  .route('/', processorRoutes)
  .route('/', breachRoutes)
  .route('/', deskRoutes)
  .route('/', welcomeRoutes)
  .route('/', dashboardRoutes)
  .route('/', demoRoutes)

app.notFound((c) =>
  wantsPage(c)
    ? answerError(c, 'not-found')
    : c.json({ error: 'not-found', message: 'There is nothing here.' }, 404),
)

// What broke is told to the log as a code; the asker learns the request's number, to quote when asking for help.
app.onError((thrown, c) => {
  if (thrown instanceof HTTPException) return thrown.getResponse()
  const failure = failureOf(thrown)
  const id = c.get('requestId')
  c.env.log({ event: 'failure', place: 'request', code: failure.code, id })
  if (wantsPage(c)) return answerError(c, 'failed', { requestId: id })
  return mayPassLater(failure)
    ? c.json(
        { error: 'unavailable', message: 'This can not be done now. Try again later.', request: id },
        503,
        {
          'Retry-After': '5',
        },
      )
    : c.json({ error: 'failed', message: 'This went wrong on our side.', request: id }, 500)
})

/** `/dashboard/sites/:site/newsletter`: everything about newsletters that is staff's, behind one door. Every page works without script. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { countSent } from '../delivery/count-audience.ts'
import { listHeads } from '../newsletter/issue-list.ts'
import { HubPage, issuesPerPage } from './hub-page.tsx'
import { importRoutes } from './import-route.tsx'
import { issueRoutes } from './issue-route.tsx'
import { linksRoutes } from './links-route.tsx'
import { listsRoutes } from './lists-route.tsx'
import { newsletterSettingsRoutes } from './newsletter-settings-route.tsx'
import { previewRoutes } from './preview-route.tsx'
import { progressRoutes } from './progress-route.tsx'
import { readersRoutes } from './readers-route.tsx'
import { reportRoutes } from './report-route.tsx'
import { sendRoutes } from './send-route.tsx'
import { writing } from './writing-door.ts'
import { writingPath } from './writing-href.ts'

const formBytesMax = 64 * 1024

const limited = bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') })

/** A file of readers is read while it comes in, and has a bound of its own (`import-file.ts`); so has a newsletter (`issue-route.tsx`). */
const ownBound = /\/newsletter\/(import|issues\/[a-z\d]+)$/

const boundForms = createMiddleware<StaffEnv>(async (c, next) =>
  ownBound.test(c.req.path) ? next() : limited(c, next),
)

export const newsletterRoutes = new Hono<StaffEnv>()
  .use(`${writingPath}/*`, pageHeaders(), requireSameOrigin, requireStaff, boundForms)
  .get(writingPath, (c) =>
    writing(c, 'statistics', async ({ lang, view, viewer, site }) => {
      const page = /^[1-9]\d{0,3}$/.test(c.req.query('page') ?? '') ? Number(c.req.query('page')) : 1
      // One more than is shown tells whether there are others.
      const heads = await listHeads(c.env, site.id, {
        skip: (page - 1) * issuesPerPage,
        limit: issuesPerPage + 1,
      })
      const issues = heads.slice(0, issuesPerPage)
      const sent = await countSent(
        c.env,
        site.id,
        issues.map(({ id }) => id),
      )
      return answerPage(
        c,
        <HubPage
          lang={lang}
          view={view}
          viewer={viewer}
          timezone={site.timezone}
          issues={issues}
          sent={sent}
          page={page}
          hasMore={heads.length > issuesPerPage}
        />,
      )
    }),
  )
  .route('/', listsRoutes)
  .route('/', newsletterSettingsRoutes)
  .route('/', readersRoutes)
  .route('/', importRoutes)
  .route('/', issueRoutes)
  .route('/', previewRoutes)
  .route('/', sendRoutes)
  .route('/', progressRoutes)
  .route('/', linksRoutes)
  .route('/', reportRoutes)

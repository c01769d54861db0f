/** `/dashboard/sites/:site/retention`: how long everything is kept, and what went. For whoever sees the site's figures. */
import { Hono } from 'hono'
import { may } from '../account/role.ts'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { answerPage } from '../page/shell.tsx'
import { findRetention } from '../retention/report.ts'
import { countOpenRequests } from '../rights/count-open.ts'
import { asked } from './asked.ts'
import { RetentionPage } from './retention-page.tsx'

const path = '/dashboard/sites/:site/retention'

export const retentionRoutes = new Hono<StaffEnv>()
  .use(path, pageHeaders(), requireStaff)

  .get(path, (c) =>
    asked(c, async ({ site, view }) =>
      answerPage(
        c,
        <RetentionPage
          lang={readLanguageOf(c)}
          view={view}
          site={site}
          report={await findRetention(c.env, site)}
          mayAdminister={may(c.var.staff, 'administer', site.id)}
          openRequests={may(c.var.staff, 'privacy', site.id) ? await countOpenRequests(c.env, site.id) : null}
        />,
      ),
    ),
  )

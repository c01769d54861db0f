/** `/dashboard/sites/new`: for whoever administers all sites, as for a key that makes them. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { everywhere, may } from '../account/role.ts'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import { welcomeHref } from '../dashboard/welcome-href.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { chosenLanguage, readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { addNamedSite } from './add.ts'
import { actorOf } from './administered.ts'
import { newSitePath, NewSitePage } from './new-site-page.tsx'

type Staff = Context<StaffEnv>

const formBytesMax = 16 * 1024

const mayAdd = (c: Staff): boolean => may(c.var.staff, 'administer', everywhere)
const notFound = (c: Staff) => answerError(c, 'not-found', { signedIn: true })

export const newSiteRoutes = new Hono<StaffEnv>()
  .use(newSitePath, pageHeaders(), requireSameOrigin, requireStaff)
  .use(newSitePath, bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }))

  .get(newSitePath, (c) =>
    mayAdd(c)
      ? answerPage(c, <NewSitePage lang={readLanguageOf(c)} chosenLang={chosenLanguage(c)} />)
      : notFound(c),
  )

  .post(newSitePath, async (c) => {
    if (!mayAdd(c)) return notFound(c)
    const adding = await addNamedSite(c.env, actorOf(c), await c.req.parseBody())
    if (adding.ok) return c.redirect(welcomeHref(adding.site.domain, chosenLanguage(c), 'snippet'), 303)
    const page = (
      <NewSitePage lang={readLanguageOf(c)} chosenLang={chosenLanguage(c)} refused={adding.refused} />
    )
    return answerPage(c, page, 400)
  })

/** `/dashboard/sites/:site/settings`: looking and changing, from our own pages, for whoever administers the site. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { listSiteKeys } from '../site/key.ts'
import { logoBytesMax } from '../site/logo.ts'
import { hasData } from '../site/site-data.ts'
import { administered, type Administered } from './administered.ts'
import { changeSection } from './change.ts'
import { isSection, type Section } from './fields.ts'
import { IndexPage } from './index-page.tsx'
import { makeSiteKey, revokeKeyOf } from './keys.ts'
import { KeyMadePage, KeysPage, type RefusedKey } from './keys-page.tsx'
import { SectionPage, type Refused } from './section-page.tsx'
import { settingsHref, type SettingsPlace } from './settings-href.ts'

type Staff = Context<StaffEnv>

/** The largest logo, and the other fields of its form. */
const formBytesMax = logoBytesMax + 32 * 1024
const path = '/dashboard/sites/:site/settings'

const notFound = (c: Staff) => answerError(c, 'not-found', { signedIn: true })

const isSaved = (c: Staff): boolean => c.req.query('saved') !== undefined

/** After a change, so that loading the page again changes nothing. */
const back = (c: Staff, { view }: Administered, place: SettingsPlace) =>
  c.redirect(settingsHref(view.domain, view.lang, place, { saved: '1' }), 303)

async function answerSection(
  c: Staff,
  { site, view, openRequests }: Administered,
  section: Section,
  refused: Refused | null = null,
): Promise<Response> {
  const page = (
    <SectionPage
      lang={readLanguageOf(c)}
      view={view}
      section={section}
      site={site}
      isZoneFixed={section === 'site' && (await hasData(c.env.db, site))}
      refused={refused}
      isSaved={isSaved(c)}
      openRequests={openRequests}
    />
  )
  return answerPage(c, page, refused === null ? 200 : 400)
}

async function answerKeys(
  c: Staff,
  { site, view, openRequests }: Administered,
  refused: RefusedKey | null = null,
) {
  const page = (
    <KeysPage
      lang={readLanguageOf(c)}
      view={view}
      timezone={site.timezone}
      now={c.env.now()}
      keys={await listSiteKeys(c.env, site.id)}
      refused={refused}
      isSaved={isSaved(c)}
      openRequests={openRequests}
    />
  )
  return answerPage(c, page, refused === null ? 200 : 400)
}

export const settingsRoutes = new Hono<StaffEnv>()
  .use(`${path}/*`, pageHeaders(), requireSameOrigin, requireStaff)
  .use(`${path}/*`, bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }))

  .get(path, (c) =>
    administered(c, async ({ site, view, openRequests }) => {
      const now = c.env.now()
      const keys = await listSiteKeys(c.env, site.id)
      const open = keys.filter(
        ({ isRevoked, expiresAt }) => !isRevoked && (expiresAt === null || expiresAt > now),
      )
      return answerPage(
        c,
        <IndexPage
          lang={readLanguageOf(c)}
          view={view}
          site={site}
          openKeys={open.length}
          openRequests={openRequests}
        />,
      )
    }),
  )

  .get(`${path}/keys`, (c) => administered(c, (read) => answerKeys(c, read)))

  .post(`${path}/keys`, (c) =>
    administered(c, async (read) => {
      const made = await makeSiteKey(c.env, read.actor, read.site, await c.req.parseBody())
      if (!made.ok) return answerKeys(c, read, made.refused)
      const { label, token } = made
      return answerPage(
        c,
        <KeyMadePage
          lang={readLanguageOf(c)}
          view={read.view}
          label={label}
          token={token}
          openRequests={read.openRequests}
        />,
      )
    }),
  )

  .post(`${path}/keys/revoke`, (c) =>
    administered(c, async (read) => {
      const { id } = await c.req.parseBody()
      const isThere = typeof id === 'string' && (await revokeKeyOf(c.env, read.actor, read.site, id))
      return isThere ? back(c, read, 'keys') : notFound(c)
    }),
  )

  .get(`${path}/:section`, (c) =>
    administered(c, async (read) => {
      const section = c.req.param('section')
      return isSection(section) ? answerSection(c, read, section) : notFound(c)
    }),
  )

  .post(`${path}/:section`, (c) =>
    administered(c, async (read) => {
      const section = c.req.param('section')
      if (!isSection(section)) return notFound(c)
      const outcome = await changeSection(c.env, read.actor, read.site, {
        section,
        form: await c.req.parseBody(),
      })
      return outcome.ok ? back(c, read, section) : answerSection(c, read, section, outcome)
    }),
  )

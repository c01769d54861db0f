/** `/dashboard/welcome`: the first five minutes, for whoever may administer. Each step is a page; none needs script. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { everywhere, may } from '../account/role.ts'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import { welcomeHref, welcomePath } from '../dashboard/welcome-href.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders, setPageHeaders } from '../page/headers.ts'
import { chosenLanguage, readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { actorOf } from '../settings/administered.ts'
import { changeSection } from '../settings/change.ts'
import { settingsOf } from '../settings/fields.ts'
import type { Faults, Form } from '../settings/read-section.ts'
import type { Refused } from '../settings/section-page.tsx'
import { isDemonstration } from '../site/set-up.ts'
import { findLastSeen } from '../site/site-data.ts'
import { listSites, readSite, type Site } from '../site/site.ts'
import { beginSite } from './begin.ts'
import { DoneStep } from './done-step.tsx'
import { NewsletterStep } from './newsletter-step.tsx'
import { neededOfController, PeopleStep } from './people-step.tsx'
import { SiteStep, type RefusedSiteStep } from './site-step.tsx'
import { SnippetStep } from './snippet-step.tsx'
import { isStep, noProgress, progressOf, stepAfter, type Progress, type Step } from './steps.ts'
import { seenText, VisitStep } from './visit-step.tsx'
import type { WelcomeProps } from './welcome-frame.tsx'

type Staff = Context<StaffEnv>

const formBytesMax = 32 * 1024

const notFound = (c: Staff) => answerError(c, 'not-found', { signedIn: true })

interface Asked {
  readonly site: Site
  readonly lastSeen: Date | null
  readonly progress: Progress
}

/** The site that is named, as it stands now; to whoever may not administer it, it is not there. */
async function asked(c: Staff): Promise<Asked | null> {
  const site = await readSite(c.env, c.req.query('d') ?? '')
  if (!site || !may(c.var.staff, 'administer', site.id)) return null
  const lastSeen = await findLastSeen(c.env.db, site)
  return { site, lastSeen, progress: progressOf(site, lastSeen) }
}

const mayBegin = (c: Staff): boolean => may(c.var.staff, 'administer', everywhere)

/** Where whoever names no site goes on: the first one with something open, else the first; a new one where there is none. */
async function findNext(c: Staff): Promise<string | null> {
  const lang = chosenLanguage(c)
  const own = (await listSites(c.env)).filter(
    (site) => may(c.var.staff, 'administer', site.id) && !isDemonstration(site),
  )
  for (const site of own) {
    const { next } = progressOf(site, await findLastSeen(c.env.db, site))
    if (next !== 'done') return welcomeHref(site.domain, lang, next)
  }
  if (own[0]) return welcomeHref(own[0].domain, lang, 'done')
  return mayBegin(c) ? welcomeHref(undefined, lang, 'site') : null
}

const propsOf = (c: Staff, step: Step, read: Asked | null): WelcomeProps => ({
  lang: readLanguageOf(c),
  chosenLang: chosenLanguage(c),
  step,
  domain: read?.site.domain ?? null,
  progress: read?.progress ?? noProgress,
})

const answerSite = (c: Staff, refused: RefusedSiteStep | null = null) =>
  answerPage(c, <SiteStep {...propsOf(c, 'site', null)} refused={refused} />, refused === null ? 200 : 400)

const answerPeople = (c: Staff, read: Asked, refused: Refused | null = null) =>
  answerPage(
    c,
    <PeopleStep
      {...propsOf(c, 'people', read)}
      domain={read.site.domain}
      site={read.site}
      refused={refused}
    />,
    refused === null ? 200 : 400,
  )

const answerNewsletter = (c: Staff, read: Asked, isUnanswered = false) =>
  answerPage(
    c,
    <NewsletterStep {...propsOf(c, 'newsletter', read)} site={read.site} isUnanswered={isUnanswered} />,
    isUnanswered ? 400 : 200,
  )

function answerStep(c: Staff, step: Exclude<Step, 'site'>, read: Asked) {
  const { site, lastSeen } = read
  const props = { ...propsOf(c, step, read), domain: site.domain }
  // These two have a script of ours; everything in them works without it.
  if (step === 'snippet' || step === 'visit') setPageHeaders(c, { ownScript: true })
  switch (step) {
    case 'snippet':
      return answerPage(c, <SnippetStep {...props} publicUrl={c.env.config.publicUrl} />)
    case 'visit':
      return answerPage(c, <VisitStep {...props} lastSeen={lastSeen} now={c.env.now()} />)
    case 'people':
      return answerPeople(c, read)
    case 'newsletter':
      return answerNewsletter(c, read)
    case 'done':
      return answerPage(c, <DoneStep {...props} />)
  }
}

const goOn = (c: Staff, domain: string, step: Step) =>
  c.redirect(welcomeHref(domain, chosenLanguage(c), step), 303)

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What this step asks for and the settings themselves do not. */
function missingOf(form: Form): Faults | null {
  const missing = neededOfController.filter((setting) => text(form[setting]).trim() === '')
  return missing.length === 0 ? null : Object.fromEntries(missing.map((setting) => [setting, 'empty']))
}

export const welcomeRoutes = new Hono<StaffEnv>()
  .use(welcomePath, pageHeaders(), requireStaff)
  .use(`${welcomePath}/*`, pageHeaders(), requireSameOrigin, requireStaff)
  .use(
    `${welcomePath}/*`,
    bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }),
  )

  .get(welcomePath, async (c) => {
    const read = c.req.query('d') === undefined ? null : await asked(c)
    if (read) return goOn(c, read.site.domain, read.progress.next)
    const next = c.req.query('d') === undefined ? await findNext(c) : null
    return next === null ? notFound(c) : c.redirect(next, 303)
  })

  .get(`${welcomePath}/seen`, async (c) => {
    const read = await asked(c)
    if (!read) return c.json({ error: 'not-found', message: 'There is nothing here.' }, 404)
    const { lastSeen } = read
    return c.json({ seen: lastSeen !== null, text: seenText(readLanguageOf(c), lastSeen, c.env.now()) })
  })

  .get(`${welcomePath}/site`, (c) => (mayBegin(c) ? answerSite(c) : notFound(c)))

  .post(`${welcomePath}/site`, async (c) => {
    if (!mayBegin(c)) return notFound(c)
    const begun = await beginSite(c.env, actorOf(c), await c.req.parseBody())
    return begun.ok ? goOn(c, begun.domain, 'snippet') : answerSite(c, begun.refused)
  })

  .post(`${welcomePath}/people`, async (c) => {
    const read = await asked(c)
    if (!read) return notFound(c)
    const form = await c.req.parseBody()
    const missing = missingOf(form)
    if (missing !== null) {
      const written = Object.fromEntries(
        settingsOf('organisation').map((setting) => [setting, text(form[setting])]),
      )
      return answerPeople(c, read, { written, faults: missing })
    }
    const outcome = await changeSection(c.env, actorOf(c), read.site, { section: 'organisation', form })
    return outcome.ok ? goOn(c, read.site.domain, stepAfter('people')) : answerPeople(c, read, outcome)
  })

  .post(`${welcomePath}/newsletter`, async (c) => {
    const read = await asked(c)
    if (!read) return notFound(c)
    const form = await c.req.parseBody()
    const outcome = await changeSection(c.env, actorOf(c), read.site, { section: 'newsletter', form })
    return outcome.ok ? goOn(c, read.site.domain, stepAfter('newsletter')) : answerNewsletter(c, read, true)
  })

  .get(`${welcomePath}/:step`, async (c) => {
    const step = c.req.param('step')
    const read = await asked(c)
    return isStep(step) && step !== 'site' && read ? answerStep(c, step, read) : notFound(c)
  })

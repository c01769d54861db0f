/**
 * `GET,POST /newsletter/subscribe` and `GET /newsletter/challenge`: signing up, by our own page, by a form on the site's pages, by its
 * script, or by a server. One guard and one answer for all of them, without cookies or credentials.
 *
 * An exception to the same-origin rule of forms (S-17): the site's own pages post here from their hosts. A form tells no origin where
 * the site's policy hides it (`Origin: null`, with `Referrer-Policy: same-origin`); nobody gains by claiming that, since the guard
 * counts networks and addresses, not origins.
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { answerUnknownSite, askedSite, languagesOf, visitingOf } from '../consent/visitor-page.tsx'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import type { Env } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { listLists, type List } from './list.ts'
import { findNewsletterSettings, type NewsletterSettings } from './newsletter-settings.ts'
import { makePuzzle, puzzleBits } from './proof.ts'
import {
  fieldOf,
  isTrapped,
  readJsonFields,
  readLanguage,
  readSignUp,
  typedOf,
  type SignUpFault,
  type SignUpFields,
} from './read-sign-up.ts'
import type { Guarding } from './sign-up-guard.ts'
import { PendingPage, SignUpPage, type SignUpPageProps } from './sign-up-page.tsx'
import { asksMeasuring, openOf, takeSignUp } from './sign-up.ts'

const bodyBytesMax = 8 * 1024

const messages = {
  'invalid-sign-up': 'This is no JSON object of texts.',
  'unknown-site': 'There is no such site.',
  'foreign-origin': 'This page does not belong to the site.',
  'no-newsletter': 'This site has no newsletter that one can sign up for.',
  'invalid-email': 'This is no e-mail address.',
  'invalid-name': 'This name can not be used.',
  'unknown-list': 'There is no open list of this number, or none was chosen.',
  'invalid-proof': 'This proof is wrong, too old, or was used before. Ask for a new challenge.',
  'too-many': 'Too many sign-ups came from this network. Try again later.',
  'too-large': `The body has at most ${bodyBytesMax} bytes.`,
} as const
type Refused = keyof typeof messages
const statuses = {
  'invalid-sign-up': 400,
  'unknown-site': 404,
  'foreign-origin': 403,
  'no-newsletter': 404,
  'invalid-email': 400,
  'invalid-name': 400,
  'unknown-list': 400,
  'invalid-proof': 400,
  'too-many': 429,
  'too-large': 413,
} as const satisfies Record<Refused, number>
const refusedFault = {
  email: 'invalid-email',
  name: 'invalid-name',
  list: 'unknown-list',
} as const satisfies Record<SignUpFault, Refused>

/** Every origin may read an answer: it holds nothing of anybody, and comes without credentials. */
function openTo(c: Context<Env>): Record<string, string> {
  const origin = c.req.header('origin')
  return {
    Vary: 'Origin',
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ...(origin && origin !== 'null' && { 'Access-Control-Allow-Origin': origin }),
  }
}

const refuse = (c: Context<Env>, error: Refused) =>
  c.json({ error, message: messages[error] }, statuses[error], openTo(c))

const formTypes = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i
const isForm = (c: Context<Env>): boolean => formTypes.test(c.req.header('content-type') ?? '')

/** Whoever sends a form gets a page, unless they want JSON and no page. */
function wantsPage(c: Context<Env>): boolean {
  const accept = c.req.header('accept') ?? ''
  return isForm(c) && !(accept.includes('application/json') && !accept.includes('text/html'))
}

/** Files are no answers. Null: not a form and not JSON as we take it. Never throws. */
async function readFields(c: Context<Env>): Promise<SignUpFields | null> {
  if (!isForm(c)) return readJsonFields(await c.req.text())
  const parsed = await c.req.parseBody({ all: true }).catch(() => ({}))
  return new Map(
    Object.entries(parsed).map(([name, given]) => [
      name,
      [given].flat().filter((value) => typeof value === 'string'),
    ]),
  )
}

/** Pages of the site and our own; no origin, or a hidden one in a form, may be either. */
function isOwnPage(c: Context<Env>, { hostnames }: Site): boolean {
  const origin = c.req.header('origin')
  if (origin === undefined || (origin === 'null' && isForm(c))) return true
  return (
    origin === new URL(c.env.config.publicUrl).origin || hostnames.includes(URL.parse(origin)?.hostname ?? '')
  )
}

interface Asking {
  readonly site: Site
  /** Those that anybody may subscribe to. */
  readonly open: readonly List[]
  readonly settings: NewsletterSettings
}

async function askingOf(c: Context<Env>, site: Site): Promise<Asking> {
  const lists = await listLists(c.env, site)
  return { site, open: openOf(lists), settings: await findNewsletterSettings(c.env, site) }
}

const answerNone = (c: Context<Env>) =>
  answerError(c, 'not-found', { detail: wordsIn(readLanguageOf(c)).signUp.none })

const answerForm = (
  c: Context<Env>,
  { site, open, settings }: Asking,
  refused?: SignUpPageProps['refused'],
  status: 200 | 400 | 429 = 200,
) =>
  answerPage(
    c,
    <SignUpPage
      visiting={visitingIn(c, site)}
      open={open}
      asksMeasuring={asksMeasuring(settings)}
      {...(refused && { refused })}
    />,
    status,
  )

/** The page begins anew in another language: nothing that was sent travels in an address. */
const visitingIn = (c: Context<Env>, site: Site) => visitingOf(c, site, '/newsletter/subscribe', undefined)

const answerPending = (c: Context<Env>, site: Site) =>
  wantsPage(c)
    ? answerPage(c, <PendingPage visiting={visitingIn(c, site)} />)
    : c.json({ status: 'pending' }, 202, openTo(c))

function answerFaults(c: Context<Env>, asking: Asking, fields: SignUpFields, faults: readonly SignUpFault[]) {
  const [first = 'email'] = faults
  if (!wantsPage(c)) return refuse(c, refusedFault[first])
  return answerForm(c, asking, { typed: typedOf(fields), why: { faults } }, 400)
}

function answerGuarded(
  c: Context<Env>,
  asking: Asking,
  fields: SignUpFields,
  guarding: Extract<Guarding, { ok: false }>,
) {
  const typed = typedOf(fields)
  if (guarding.why === 'invalid-proof')
    return wantsPage(c) ? answerForm(c, asking, { typed, why: 'proof' }, 400) : refuse(c, guarding.why)
  c.header('Retry-After', String(guarding.retryAfterSeconds))
  return wantsPage(c) ? answerForm(c, asking, { typed, why: 'busy' }, 429) : refuse(c, guarding.why)
}

const limitBody = bodyLimit({
  maxSize: bodyBytesMax,
  onError: (c) => (wantsPage(c) ? answerError(c, 'bad-request') : refuse(c, 'too-large')),
})

const preflight = (c: Context<Env>) =>
  c.body(null, 204, {
    ...openTo(c),
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': 'content-type',
    'Access-Control-Max-Age': '86400',
  })

export const signUpRoutes = new Hono<Env>()
  .use('/newsletter/subscribe', pageHeaders(), limitBody)
  .options('/newsletter/subscribe', preflight)

  .get('/newsletter/challenge', async (c) => {
    const site = await askedSite(c, c.req.query('d'))
    if (!site) return refuse(c, 'unknown-site')
    return c.json({ challenge: makePuzzle(c.env, site.id), bits: puzzleBits }, 200, openTo(c))
  })

  .get('/newsletter/subscribe', async (c) => {
    const site = await askedSite(c, c.req.query('d'))
    if (!site) return answerUnknownSite(c)
    const asking = await askingOf(c, site)
    return asking.open.length === 0 ? answerNone(c) : answerForm(c, asking)
  })

  .post('/newsletter/subscribe', async (c) => {
    const fields = await readFields(c)
    if (!fields) return refuse(c, 'invalid-sign-up')
    const site = await askedSite(c, fieldOf(fields, 'd'))
    if (!site) return wantsPage(c) ? answerUnknownSite(c) : refuse(c, 'unknown-site')
    if (!isOwnPage(c, site)) return wantsPage(c) ? answerError(c, 'refused') : refuse(c, 'foreign-origin')
    const asking = await askingOf(c, site)
    if (asking.open.length === 0) return wantsPage(c) ? answerNone(c) : refuse(c, 'no-newsletter')
    // Told that all went well, a robot has nothing to learn from.
    if (isTrapped(fields)) return answerPending(c, site)
    const reading = readSignUp(fields, asking.open)
    if (!reading.ok) return answerFaults(c, asking, fields, reading.faults)
    const guarding = await takeSignUp(c.env, {
      site,
      signUp: reading.signUp,
      settings: asking.settings,
      language: readLanguage(fields, languagesOf(site)) ?? visitingIn(c, site).lang,
      // A browser always says where it is; a server has no page.
      channel: isForm(c) || c.req.header('origin') !== undefined ? 'form' : 'api',
      version: fieldOf(fields, 'shown'),
      proof: fieldOf(fields, 'proof') || undefined,
    })
    return guarding.ok ? answerPending(c, site) : answerGuarded(c, asking, fields, guarding)
  })

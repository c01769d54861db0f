/**
 * `GET /api/consent`: what a site asks, in one language. `POST /api/consent` and `/api/consent/withdraw`: an answer, and taking it
 * back. For the banner on the site's own pages, without credentials or cookies. Nothing is kept before somebody answers.
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { must } from '../must.ts'
import type { Env, Ports } from '../ports.ts'
import { failureOf } from '../db/failure.ts'
import { findSite, type Site } from '../site/site.ts'
import { isRobot } from '../visitor/bot.ts'
import { sealReceipts } from './chain.ts'
import { recordOutcome, type Outcome } from './count.ts'
import { recordAnswer, recordWithdrawal } from './ledger.ts'
import type { Notice } from './notice.ts'
import { findCurrentNotice, type CurrentNotice } from './publication.ts'
import { answerBytesMax, readAnswer, readWithdrawal } from './read-answer.ts'
import type { NoticeLanguage } from './texts.ts'
import type { Refused, ShownNotice } from './wire.ts'

const messages: Readonly<Record<Refused, string>> = {
  'invalid-consent': 'This answer can not be read.',
  'unknown-site': 'There is no such site.',
  'no-notice': 'This site asks for no consent.',
  'stale-notice': 'The site asks something else by now. Show that and ask again.',
  'foreign-origin': 'This page does not belong to the site.',
}
const statuses = {
  'invalid-consent': 400,
  'unknown-site': 404,
  'no-notice': 404,
  'stale-notice': 409,
  'foreign-origin': 403,
} as const satisfies Record<Refused, number>

/** Every origin may read an answer: it holds what the asker has already, and comes without credentials. */
function openTo(c: Context<Env>): Record<string, string> {
  const origin = c.req.header('origin')
  return {
    Vary: 'Origin',
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ...(origin && origin !== 'null' && { 'Access-Control-Allow-Origin': origin }),
  }
}

const refuse = (c: Context<Env>, error: Refused, message = messages[error]) =>
  c.json({ error, message }, statuses[error], openTo(c))

/** Whether a page of this site asks; without the header (a server, an old browser) nobody can tell. */
function isOwnPage(c: Context<Env>, site: Site): boolean {
  const origin = c.req.header('origin')
  return origin === undefined || site.hostnames.includes(URL.parse(origin)?.hostname ?? '')
}

/** The page's language, else the notice's first: `nl-NL` is `nl`. */
export function languageIn(notice: Pick<Notice, 'languages'>, asked: string | undefined): NoticeLanguage {
  const wanted = asked?.toLowerCase().split('-')[0]
  return notice.languages.find((one) => one === wanted) ?? must(notice.languages[0], 'a notice has one')
}

/** A notice as the banner takes it. */
export function shownNotice(
  { id, notice }: Pick<CurrentNotice, 'id' | 'notice'>,
  asked: string | undefined,
): ShownNotice {
  const lang = languageIn(notice, asked)
  return {
    notice: id,
    lang,
    texts: must(notice.texts[lang], 'a notice has texts in each of its languages'),
    purposes: notice.purposes.map(({ version: _version, elements: _elements, ...shown }) => shown),
    theme: notice.theme,
    consentMode: notice.consentMode,
  }
}

/** After the answer, so that nobody waits for a number; one that is lost changes no answer. */
function countLater(ports: Ports, site: Site, noticeId: string, language: string, outcome: Outcome): void {
  const counting = recordOutcome(ports.db, site, { at: ports.now(), noticeId, language, outcome })
  ports.defer(
    counting.catch((thrown: unknown) =>
      ports.log({ event: 'failure', place: 'consent', code: failureOf(thrown).code }),
    ),
  )
}

/** The chain takes up what was just recorded; what fails here, the rounds do. */
export function sealLater(ports: Ports): void {
  ports.count('consents_recorded')
  const holder = Buffer.from(ports.random(12)).toString('hex')
  ports.defer(
    sealReceipts(ports, holder).catch((thrown: unknown) =>
      ports.log({ event: 'failure', place: 'consent', code: failureOf(thrown).code }),
    ),
  )
}

/** A write that fails leaves everything off, here and on the page; how often that happens is counted. */
const countFailures = createMiddleware<Env>(async (c, next) => {
  await next()
  if (c.error && c.req.method === 'POST') c.env.count('consents_failed')
})

const limitBody = bodyLimit({
  maxSize: answerBytesMax,
  onError: (c) =>
    c.json({ error: 'too-large', message: `The body has at most ${answerBytesMax} bytes.` }, 413, openTo(c)),
})

const preflight = (c: Context<Env>) => {
  const origin = c.req.header('origin')
  if (!origin || origin === 'null') return c.body(null, 204)
  return c.body(null, 204, {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': 'content-type',
    'Access-Control-Max-Age': '86400',
    Vary: 'Origin',
  })
}

/** To be mounted at `/api/consent`. */
export const consentRoutes = new Hono<Env>()
  .use(countFailures)
  .options('/', preflight)
  .options('/withdraw', preflight)

  .get('/', async (c) => {
    const site = await findSite(c.env, (c.req.query('d') ?? '').toLowerCase())
    if (!site) return refuse(c, 'unknown-site')
    const current = site.askedSince === null ? null : await findCurrentNotice(c.env.db, site.id)
    if (!current) return refuse(c, 'no-notice')
    const shown = shownNotice(current, c.req.query('lang'))
    if (c.req.query('shown') === '1' && !isRobot(c.req.header('user-agent') ?? '') && isOwnPage(c, site))
      countLater(c.env, site, current.id, shown.lang, 'shown')
    return c.json(shown, 200, openTo(c))
  })

  .post('/', limitBody, async (c) => {
    const reading = readAnswer(await c.req.text())
    if (!reading.ok) return refuse(c, 'invalid-consent', reading.message)
    const site = await findSite(c.env, reading.read.d.toLowerCase())
    if (!site) return refuse(c, 'unknown-site')
    if (!isOwnPage(c, site)) return refuse(c, 'foreign-origin')
    const recording = await recordAnswer(c.env, site, reading.read)
    if (!recording.ok) return refuse(c, recording.error)
    if (recording.isNew) sealLater(c.env)
    return c.json(recording.recorded, recording.isNew ? 201 : 200, openTo(c))
  })

  .post('/withdraw', limitBody, async (c) => {
    const reading = readWithdrawal(await c.req.text())
    if (!reading.ok) return refuse(c, 'invalid-consent', reading.message)
    const site = await findSite(c.env, reading.read.d.toLowerCase())
    if (!site) return refuse(c, 'unknown-site')
    if (!isOwnPage(c, site)) return refuse(c, 'foreign-origin')
    const withdrawn = await recordWithdrawal(c.env, site, reading.read)
    if (!withdrawn)
      return c.json(
        { error: 'unknown-receipt', message: 'There is no receipt with this number.' },
        404,
        openTo(c),
      )
    if (withdrawn.isNew) sealLater(c.env)
    return c.json(withdrawn.recorded, withdrawn.isNew ? 201 : 200, openTo(c))
  })

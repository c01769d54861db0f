/**
 * `GET,POST /rights` and `/rights/confirm/:token`: how anybody uses a right, without an account. The form takes a request and always mails
 * a link; looking at the link changes nothing, its button does. Whether anything is known of an address is neither asked nor shown
 * (A-12).
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import {
  answerUnknownSite,
  askedSite,
  languagesOf,
  visitingOf,
  type Visiting,
} from '../consent/visitor-page.tsx'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageAmong, readLanguageOf } from '../page/language.ts'
import { readForm } from '../page/read-form.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage, hereOf } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { listSites, type Site } from '../site/site.ts'
import { must } from '../must.ts'
import { ConfirmRequestPage, RequestConfirmedPage, RequestEndedPage } from './confirm-page.tsx'
import { confirmRequest, findConfirming, type Confirming } from './confirm.ts'
import { siteOfLink } from './link.ts'
import { isTrapped, readRequest, typedOf } from './read-request.ts'
import { RequestPage, RequestPendingPage, type RequestPageProps } from './request-page.tsx'
import { openRequest } from './request.ts'
import { tryRequest } from './try.ts'

/** The longest explanation, each of its letters written as nine characters, and the rest. */
const formBytesMax = 24 * 1024
/** The form is a button. */
const buttonBytesMax = 1024

const limitTo = (maxSize: number) => bodyLimit({ maxSize, onError: (c) => answerError(c, 'bad-request') })

const visitingIn = (c: Context<Env>, site: Site): Visiting => visitingOf(c, site, '/rights', undefined)

export const requestRoutes = new Hono<Env>()
  .use('/rights', pageHeaders(), requireSameOrigin, limitTo(formBytesMax))
  .use('/rights/confirm/*', pageHeaders(), requireSameOrigin, limitTo(buttonBytesMax))

  .get('/rights', async (c) => {
    const site = await askedSite(c, c.req.query('d'))
    if (!site) return answerUnknownSite(c)
    return answerPage(c, <RequestPage visiting={visitingIn(c, site)} />)
  })

  .post('/rights', async (c) => {
    const form = await readForm(c)
    const site = await askedSite(c, form.one('d'))
    if (!site) return answerUnknownSite(c)
    const visiting = visitingIn(c, site)
    // Told that all went well, a robot has nothing to learn from.
    if (isTrapped(form)) return answerPage(c, <RequestPendingPage visiting={visiting} />)
    const reading = readRequest(form)
    const typed = typedOf(form)
    if (!reading.ok) return answerForm(c, visiting, { typed, why: reading }, 400)
    const { request } = reading
    const trying = await tryRequest(c.env, site.id, must(request.subject.email, 'the form was read with one'))
    if (!trying.ok) {
      c.header('Retry-After', String(trying.retryAfterSeconds))
      return answerForm(c, visiting, { typed, why: trying.who }, 429)
    }
    const opened = await openRequest(c.env, site, { ...request, channel: 'page', language: visiting.lang })
    must(opened.kind === 'opened' || undefined, 'it came now, and from somebody')
    return answerPage(c, <RequestPendingPage visiting={visiting} />)
  })

  .get('/rights/confirm/:token', async (c) => {
    const site = await siteOf(c)
    if (!site) return answerUnknownLink(c)
    const confirming = await findConfirming(c.env, site, c.req.param('token'))
    return answerConfirming(c, site, confirming, false)
  })

  .post('/rights/confirm/:token', async (c) => {
    const site = await siteOf(c)
    if (!site) return answerUnknownLink(c)
    const { isNew, confirming } = await confirmRequest(c.env, site, c.req.param('token'))
    return answerConfirming(c, site, confirming, isNew)
  })

const answerForm = (
  c: Context<Env>,
  visiting: Visiting,
  refused: NonNullable<RequestPageProps['refused']>,
  status: 400 | 429,
) => answerPage(c, <RequestPage visiting={visiting} refused={refused} />, status)

/** Null when the token is none of ours by its looks. */
async function siteOf(c: Context<Env>): Promise<Site | null> {
  const siteId = siteOfLink(c.req.param('token') ?? '')
  return siteId === null ? null : ((await listSites(c.env)).find(({ id }) => id === siteId) ?? null)
}

const answerUnknownLink = (c: Context<Env>) =>
  answerError(c, 'not-found', { detail: wordsIn(readLanguageOf(c)).request.confirm.unknown })

function answerConfirming(c: Context<Env>, site: Site, confirming: Confirming, isNew: boolean) {
  const visiting: Visiting = {
    site,
    lang: readLanguageAmong(c, languagesOf(site)),
    here: hereOf(c),
    returnTo: undefined,
  }
  switch (confirming.kind) {
    case 'waiting':
      return answerPage(c, <ConfirmRequestPage visiting={visiting} request={confirming.request} />)
    case 'done':
      return answerPage(
        c,
        <RequestConfirmedPage visiting={visiting} request={confirming.request} isNew={isNew} />,
      )
    case 'closed':
    case 'over':
      return answerPage(c, <RequestEndedPage visiting={visiting} why={confirming.kind} />, 410)
  }
}

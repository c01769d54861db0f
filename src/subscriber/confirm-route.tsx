/**
 * `GET,POST /newsletter/confirm/:token`: the link in the mail. Looking changes nothing, since scanners of mail follow every link and some run
 * scripts too (newsletter.md fact 5); only the button does, from our own page.
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { languagesOf, type Visiting } from '../consent/visitor-page.tsx'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageAmong, readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage, hereOf } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { listSites, type Site } from '../site/site.ts'
import { ConfirmedPage, ConfirmPage, EndedPage } from './confirm-page.tsx'
import { isUsed, readConfirmation, readConfirmationToken, type SubscribeWish } from './confirmation.ts'
import { confirmSignUp, stillOpen } from './sign-up.ts'
import { signLink } from './token.ts'

/** The form is a button. */
const formBytesMax = 1024

type Ended = 'used' | 'over' | 'closed'

type Named =
  | {
      readonly kind: 'waiting'
      readonly site: Site
      readonly asked: { readonly id: string; readonly wish: SubscribeWish }
    }
  | { readonly kind: 'ended'; readonly site: Site; readonly why: Ended }

/** What the token names; null when it is not one of ours, or of something else than signing up. Changes nothing. */
async function named(c: Context<Env>): Promise<Named | null> {
  const token = c.req.param('token') ?? ''
  const named = readConfirmationToken(c.env, token)
  const site = named && (await listSites(c.env)).find(({ id }) => id === named.siteId)
  if (!named || !site) return null
  const read = await readConfirmation(c.env, token)
  if (!read) return { kind: 'ended', site, why: (await isUsed(c.env, named)) ? 'used' : 'over' }
  const { id, wish } = read
  return wish.kind === 'subscribe' ? { kind: 'waiting', site, asked: { id, wish } } : null
}

const wantsJson = (c: Context<Env>): boolean => {
  const accept = c.req.header('accept') ?? ''
  return accept.includes('application/json') && !accept.includes('text/html')
}

const visitingOf = (c: Context<Env>, site: Site): Visiting => ({
  site,
  lang: readLanguageAmong(c, languagesOf(site)),
  here: hereOf(c),
  returnTo: undefined,
})

const answerUnknown = (c: Context<Env>) =>
  wantsJson(c)
    ? c.json({ error: 'unknown-confirmation', message: 'There is nothing to confirm here.' }, 404)
    : answerError(c, 'not-found', { detail: wordsIn(readLanguageOf(c)).signUp.confirm.over.text })

const endedStatus = { used: 200, over: 410, closed: 410 } as const satisfies Record<Ended, number>
const endedMessages = {
  over: 'This link is older than 48 hours. Sign up again.',
  closed: 'This newsletter has ended.',
} as const

function answerEnded(c: Context<Env>, site: Site, why: Ended) {
  if (!wantsJson(c))
    return answerPage(c, <EndedPage visiting={visitingOf(c, site)} why={why} />, endedStatus[why])
  return why === 'used'
    ? c.json({ status: 'used' })
    : c.json({ error: why, message: endedMessages[why] }, endedStatus[why])
}

export const confirmRoutes = new Hono<Env>()
  .use('/newsletter/confirm/*', pageHeaders(), requireSameOrigin)
  .use(
    '/newsletter/confirm/*',
    bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }),
  )

  .get('/newsletter/confirm/:token', async (c) => {
    const found = await named(c)
    if (!found) return answerUnknown(c)
    if (found.kind === 'ended') return answerEnded(c, found.site, found.why)
    const { site, asked } = found
    const lists = await stillOpen(c.env, site, asked.wish)
    if (lists.length === 0) return answerEnded(c, site, 'closed')
    const measure = asked.wish.measure?.answer ?? null
    if (wantsJson(c)) return c.json({ status: 'waiting', lists: lists.map(({ name }) => name), measure })
    return answerPage(c, <ConfirmPage visiting={visitingOf(c, site)} lists={lists} measure={measure} />)
  })

  .post('/newsletter/confirm/:token', async (c) => {
    const found = await named(c)
    if (!found) return answerUnknown(c)
    if (found.kind === 'ended') return answerEnded(c, found.site, found.why)
    const { site, asked } = found
    const visiting = visitingOf(c, site)
    const confirming = await confirmSignUp(c.env, site, asked, visiting.lang)
    if (confirming.kind !== 'confirmed') return answerEnded(c, site, confirming.kind)
    if (wantsJson(c)) return c.json({ status: 'confirmed' })
    const { id: subscriberId } = confirming.subscriber
    const token = signLink(c.env, 'manage', { siteId: site.id, issueId: 0, linkNo: 0, subscriberId })
    return answerPage(c, <ConfirmedPage visiting={visiting} manageUrl={`/n/m/${token}`} />)
  })

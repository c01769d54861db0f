/**
 * The way out of a report, from the mail itself and without signing in. Looking changes nothing, since scanners of mail follow
 * every link; the button does, and so does the one click of a mail program (RFC 8058).
 *
 * An exception to the same-origin rule of forms (S-17): that one click is posted by the reader's mail provider, from its own
 * machines, with no `Origin` at all. The token in the address stands for the origin here: who has it got the mail, and it
 * ends one subscription and does nothing else. No cookie is read, so a foreign page gains nothing from a reader's session.
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { recordAct } from '../account/act.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { answerPage, hereOf } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { listSites, type Site } from '../site/site.ts'
import { endSubscription, type SubscriptionKey } from './subscription.ts'
import { readUnsubscribe } from './token.ts'
import { UnsubscribedPage, UnsubscribePage } from './unsubscribe-page.tsx'

/** `List-Unsubscribe=One-Click`, or nothing at all. */
const formBytesMax = 1024

type Named = { readonly key: SubscriptionKey; readonly site: Site }

/** What the token names, or null when it is not one of ours. */
async function named(c: Context<Env>): Promise<Named | null> {
  const key = readUnsubscribe(c.env, c.req.param('token') ?? '')
  const site = key && (await listSites(c.env)).find(({ id }) => id === key.siteId)
  return key && site ? { key, site } : null
}

const answerUnknown = (c: Context<Env>) =>
  answerError(c, 'not-found', { detail: wordsIn(readLanguageOf(c)).report.unsubscribe.unknown })

/** Ends it, and writes down that its owner did. Twice is as good as once. */
const unsubscribe = (ports: Env['Bindings'], key: SubscriptionKey) =>
  ports.db.begin(async (tx) => {
    if (!(await endSubscription({ db: tx }, key))) return
    const { siteId, staffId: id, period: object } = key
    await recordAct(
      { ...ports, db: tx },
      { actor: { kind: 'staff', id }, siteId, kind: 'report-unsubscribed', object },
    )
  })

export const unsubscribeRoutes = new Hono<Env>()
  .use('/report/unsubscribe/*', pageHeaders())
  .use(
    '/report/unsubscribe/*',
    bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }),
  )

  .get('/report/unsubscribe/:token', async (c) => {
    const read = await named(c)
    if (!read) return answerUnknown(c)
    const { key, site } = read
    return answerPage(
      c,
      <UnsubscribePage lang={readLanguageOf(c)} here={hereOf(c)} domain={site.domain} period={key.period} />,
    )
  })

  .post('/report/unsubscribe/:token', async (c) => {
    const read = await named(c)
    if (!read) return answerUnknown(c)
    const { key, site } = read
    await unsubscribe(c.env, key)
    return answerPage(
      c,
      <UnsubscribedPage lang={readLanguageOf(c)} here={hereOf(c)} domain={site.domain} period={key.period} />,
    )
  })

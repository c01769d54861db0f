/**
 * `GET /n/c/:token`: a link in a mail. Leads on at once, whatever becomes of the counting; to a target of our own table, so that nothing
 * in the request can make it lead elsewhere (law N8). A mail is kept for years: links go on leading where they did when the reader was erased,
 * and when the database is away.
 */
import { Hono, type Context } from 'hono'
import { failureOf, mayPassLater } from '../db/failure.ts'
import { answerError } from '../page/error-page.tsx'
import { setPageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { answerPage, hereOf, Shell } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { readLink, type MailLink } from '../subscriber/token.ts'
import { takeHit } from './hit.ts'
import { findTarget } from './target.ts'

const retryAfterSeconds = 30

const redirectHeaders = {
  'Cache-Control': 'no-store',
  // The address of the link stays between the mail and us.
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
  'Content-Length': '0',
}

export const clickRoutes = new Hono<Env>().get('/n/c/:token', async (c) => {
  const link = readLink(c.env, 'click', c.req.param('token'))
  const target = link && (await findTargetOrAway(c.env, link))
  if (!link || target === null)
    return answerError(c, 'not-found', { detail: wordsIn(readLanguageOf(c)).mailLink.unknown })
  if (target === 'away') return answerAway(c)
  const { method, headers } = c.req.raw
  takeHit(c.env, { kind: 'click', link, method, headers, network: c.env.network })
  return new Response(null, { status: 302, headers: { ...redirectHeaders, Location: target } })
})

/** `away`: it may be there, and can't be looked up now. Any other failure is ours to mend, and is thrown. */
async function findTargetOrAway(ports: Env['Bindings'], link: MailLink): Promise<string | null> {
  try {
    return await findTarget(ports, link)
  } catch (thrown) {
    const failure = failureOf(thrown)
    if (!mayPassLater(failure)) throw failure
    ports.log({ event: 'failure', place: 'newsletter', code: failure.code })
    return 'away'
  }
}

function answerAway(c: Context<Env>) {
  const lang = readLanguageOf(c)
  const { awayTitle, away } = wordsIn(lang).mailLink
  setPageHeaders(c)
  c.header('Retry-After', String(retryAfterSeconds))
  return answerPage(
    c,
    <Shell lang={lang} title={awayTitle} kind="public" here={hereOf(c)}>
      <div class="notice">
        <h1>{awayTitle}</h1>
        <p class="lead">{away}</p>
      </div>
    </Shell>,
    503,
  )
}

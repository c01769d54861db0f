/** The choice page: shows what is counted and hands a signed choice back to the site in the fragment. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Config } from '../config.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders, setPageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage, hereOf } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { findSite, type Site } from '../site/site.ts'
import { ChoicePage } from './choice-page.tsx'
import { signChoice } from './choice-token.ts'
import { hasSignal } from './signal.ts'

const formBytesMax = 4 * 1024
const domainLengthMax = 253

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** Origin of one of the site's hostnames. Our own host (trying out on localhost) keeps its scheme and port. */
function originOf(hostname: string, config: Pick<Config, 'publicUrl'>): string {
  const own = new URL(config.publicUrl)
  return hostname === own.hostname ? own.origin : `https://${hostname}`
}

/**
 * Where the choice is handed back: a hostname of this site, a page of the demo that we serve ourselves, or else the
 * site's first hostname. Never an address of the caller's making (S-22).
 */
export function returnAddress(
  site: Site,
  config: Pick<Config, 'publicUrl' | 'demo'>,
  asked: string | undefined,
): string {
  const first = originOf(site.hostnames[0] ?? site.domain, config)
  if (asked === undefined) return `${first}/`
  if (config.demo && asked.startsWith('/demo/') && URL.canParse(asked, config.publicUrl)) {
    const { origin, pathname } = new URL(asked, config.publicUrl)
    const own = new URL(config.publicUrl).origin
    if (origin === own && pathname.startsWith('/demo/')) return origin + pathname
  }
  return site.hostnames.includes(asked) ? `${originOf(asked, config)}/` : `${first}/`
}

async function askedSite(c: Context<Env>, domain: string | undefined): Promise<Site | null> {
  if (domain === undefined || domain.length > domainLengthMax) return null
  return findSite(c.env, domain.toLowerCase())
}

const answerUnknown = (c: Context<Env>) =>
  answerError(c, 'not-found', { detail: wordsIn(readLanguageOf(c)).choice.unknownText })

export const choiceRoutes = new Hono<Env>()
  .use('/choice', pageHeaders(), requireSameOrigin)
  .use('/choice', bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }))

  .get('/choice', async (c) => {
    const site = await askedSite(c, c.req.query('d'))
    if (!site) return answerUnknown(c)
    // Some browsers hold `form-action` against the redirect after the form: the site itself is let through.
    const formTargets = site.hostnames.map((hostname) => originOf(hostname, c.env.config))
    setPageHeaders(c, { formTargets })
    return answerPage(
      c,
      <ChoicePage
        lang={readLanguageOf(c)}
        here={hereOf(c)}
        domain={site.domain}
        hasSignal={hasSignal(c.req.raw.headers)}
        returnTo={text(c.req.query('return'))}
      />,
    )
  })

  .post('/choice', async (c) => {
    const form = await c.req.parseBody()
    const site = await askedSite(c, text(form.d))
    if (!site) return answerUnknown(c)
    if (form.counting !== 'on' && form.counting !== 'off') return answerError(c, 'bad-request')
    const address = returnAddress(site, c.env.config, text(form.return))
    return c.redirect(`${address}#voordeur=${signChoice(c.env, site, form.counting)}`, 303)
  })

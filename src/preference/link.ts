/**
 * What the pages for readers have in common. A token in the address stands for everything that a session or an origin would elsewhere: no
 * cookie is read or set, so a foreign page gains nothing from a reader's browser; and nobody is told the address that one came from.
 */
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import { languagesOf, type Visiting } from '../consent/visitor-page.tsx'
import { answerError } from '../page/error-page.tsx'
import { readLanguageAmong, readLanguageOf } from '../page/language.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { Env } from '../ports.ts'
import type { Site } from '../site/site.ts'

/** A form of ours with a name in it; a mail program's one click is some 200 bytes, also as multipart. */
const formBytesMax = 4 * 1024

export const limitForm = bodyLimit({
  maxSize: formBytesMax,
  onError: (c) => answerError(c, 'bad-request'),
})

/** The address of these pages is a secret of their reader. After the handler: an error page sets headers of its own. */
export const secretAddress = createMiddleware<Env>(async (c, next) => {
  await next()
  c.header('Referrer-Policy', 'no-referrer')
  c.header('X-Robots-Tag', 'noindex')
})

export const answerUnknownLink = (c: Context<Env>) =>
  answerError(c, 'not-found', { detail: wordsIn(readLanguageOf(c)).preference.unknown })

/** In the language that was chosen on the page, else the reader's own, else the browser's. */
export function readingOf(
  c: Context<Env>,
  site: Site,
  { path, own }: { readonly path: string; readonly own?: Language | undefined },
): Visiting {
  const languages = languagesOf(site)
  const isChosen = languages.some((one) => one === c.req.query('lang'))
  const isOwn = own !== undefined && languages.includes(own)
  return {
    site,
    lang: !isChosen && isOwn ? own : readLanguageAmong(c, languages),
    here: path,
    returnTo: undefined,
  }
}

/** Where a form of the page goes: to the page itself, in its language. */
export const actionOf = ({ here, lang }: Visiting): string => `${here}?${new URLSearchParams({ lang })}`

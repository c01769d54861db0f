/**
 * What the pages for visitors of one site have in common: which site, in one of its languages, and forms that carry both on. A
 * receipt's number travels in bodies alone: an address ends up in histories and logs.
 */
import type { Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Child } from 'hono/jsx'
import { answerError } from '../page/error-page.tsx'
import { readLanguageAmong, readLanguageOf } from '../page/language.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import type { Env } from '../ports.ts'
import { findSite, type Site } from '../site/site.ts'
import { readReturn } from './way-back.ts'

const formBytesMax = 4 * 1024
const domainLengthMax = 253

export const limitForm = bodyLimit({
  maxSize: formBytesMax,
  onError: (c) => answerError(c, 'bad-request'),
})

export async function askedSite(c: Context<Env>, domain: string | undefined): Promise<Site | null> {
  if (domain === undefined || domain.length > domainLengthMax) return null
  return findSite(c.env, domain.toLowerCase())
}

export const answerUnknownSite = (c: Context<Env>) =>
  answerError(c, 'not-found', { detail: wordsIn(readLanguageOf(c)).choice.unknownText })

/** Whose page it is, and how its reader reads. */
export interface Visiting {
  readonly site: Site
  readonly lang: Language
  /** Path and query that show this page, or where it began, in another language. */
  readonly here: string
  /** Hostname of the site, or a page of the demo, to go back to; see `returnAddress`. */
  readonly returnTo: string | undefined
}

export const languagesOf = (site: Site): [Language, ...Language[]] =>
  site.settings.languages as [Language, ...Language[]]

/** `start` is our page where a form like this begins. */
export function visitingOf(c: Context<Env>, site: Site, start: string, asked: string | undefined): Visiting {
  const returnTo = readReturn(site, asked)
  const query = new URLSearchParams({ d: site.domain, ...(returnTo !== undefined && { return: returnTo }) })
  return { site, lang: readLanguageAmong(c, languagesOf(site)), here: `${start}?${query}`, returnTo }
}

/** Where a form goes, with what is no secret of anybody's: site and language. */
export const formAction = (path: string, { site, lang }: Pick<Visiting, 'site' | 'lang'>): string =>
  `${path}?${new URLSearchParams({ d: site.domain, lang })}`

export const VisitorPage = ({
  visiting: { site, lang, here },
  title,
  children,
}: {
  visiting: Visiting
  title: string
  children?: Child
}) => (
  <Shell lang={lang} title={`${title} · ${site.domain}`} kind="public" here={here} among={languagesOf(site)}>
    <div class="choice">{children}</div>
  </Shell>
)

/** The hidden fields that every form of ours for visitors carries. */
export const Carried = ({
  visiting: { site, returnTo },
  receipt,
}: {
  visiting: Visiting
  receipt?: string | undefined
}) => (
  <>
    <input type="hidden" name="d" value={site.domain} />
    {returnTo !== undefined && <input type="hidden" name="return" value={returnTo} />}
    {receipt !== undefined && <input type="hidden" name="receipt" value={receipt} />}
  </>
)

export const Points = ({ heading, points }: { heading: string; points: readonly string[] }) => (
  <section>
    <h2>{heading}</h2>
    <ul>
      {points.map((point) => (
        <li>{point}</li>
      ))}
    </ul>
  </section>
)

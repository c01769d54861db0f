/**
 * The frame of every page: skip link, landmarks, brand, trail, languages. A page has one `h1`, which it brings itself.
 * No script, no style attribute (S-16).
 */
import type { Context } from 'hono'
import type { Child } from 'hono/jsx'
import { html } from 'hono/html'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { iconPath, stylesheetPath } from './assets.ts'
import { Logo } from './logo.tsx'
import { languages, wordsIn, type Language } from './words.ts'

export interface Crumb {
  readonly name: string
  /** Absent for the page itself. */
  readonly href?: string
}

export interface ShellProps {
  readonly lang: Language
  readonly title: string
  /** `work`: staff pages, wide, with the brand leading to the sites. `public`: one column for visitors and tenants. */
  readonly kind: 'work' | 'public'
  /** Path and query of this page: the language links keep them. */
  readonly here: string
  readonly trail?: readonly Crumb[]
  /** Shows the way to one's account, and out. */
  readonly signedIn?: boolean
  /** A script of our own, by its path; the policy of the answer must allow it. */
  readonly script?: string
  /** The languages that this page is there in, for the links below it. */
  readonly among?: readonly Language[]
  readonly children?: Child
}

/** The same page in another language. */
export function inLanguage(here: string, language: Language): string {
  const [path = '/', query = ''] = here.split('?', 2)
  const parameters = new URLSearchParams(query)
  parameters.set('lang', language)
  return `${path}?${parameters}`
}

export const Shell = ({
  lang,
  title,
  kind,
  here,
  trail = [],
  signedIn = false,
  script,
  among = languages,
  children,
}: ShellProps) => {
  const { shell } = wordsIn(lang)
  return (
    <html lang={lang}>
      <head>
        <meta charset="utf-8" />
        <title>{title} · Voordeur</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href={iconPath} type="image/svg+xml" />
        <link rel="stylesheet" href={stylesheetPath} />
        {script !== undefined && <script defer src={script}></script>}
      </head>
      <body class={kind}>
        <a class="skip" href="#main">
          {shell.skip}
        </a>
        <header class="masthead">
          <div class="masthead-inner">
            {kind === 'work' ? (
              <a class="brand" href="/dashboard" aria-label={shell.home}>
                <Logo />
                <span>Voordeur</span>
              </a>
            ) : (
              <span class="brand">
                <Logo />
                <span>Voordeur</span>
              </span>
            )}
            {trail.length > 0 && <Trail crumbs={trail} label={shell.path} />}
            {signedIn && (
              <form class="sign-out" method="post" action="/auth/sign-out">
                <a class="quiet button" href="/auth/account">
                  {shell.account}
                </a>
                <button class="quiet" type="submit">
                  {shell.signOut}
                </button>
              </form>
            )}
          </div>
        </header>
        <main id="main" tabindex={-1}>
          {children}
        </main>
        <footer class="colophon">
          <div class="colophon-inner">
            <p>{shell.promise}</p>
            <nav aria-label={shell.language}>
              <ul class="languages">
                {among.map((language) => (
                  <li>
                    <a
                      href={inLanguage(here, language)}
                      hreflang={language}
                      lang={language}
                      aria-current={language === lang ? 'true' : undefined}
                    >
                      {wordsIn(language).languageName}
                    </a>
                  </li>
                ))}
              </ul>
            </nav>
          </div>
        </footer>
      </body>
    </html>
  )
}

const Trail = ({ crumbs, label }: { crumbs: readonly Crumb[]; label: string }) => (
  <nav class="trail" aria-label={label}>
    <ol>
      {crumbs.map(({ name, href }) => (
        <li>{href === undefined ? <span aria-current="page">{name}</span> : <a href={href}>{name}</a>}</li>
      ))}
    </ol>
  </nav>
)

/** Path and query as asked, for `here`. The host is left out: it is the caller's to say. */
export function hereOf(c: Context): string {
  const { pathname, search } = new URL(c.req.url)
  return pathname + search
}

/** Answers a page as a whole document. */
export const answerPage = (c: Context, page: ReturnType<typeof Shell>, status: ContentfulStatusCode = 200) =>
  c.html(html`<!doctype html>${page}`, status)

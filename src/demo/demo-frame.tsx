/** The frame of each page of the demo website, with the one line that a web editor pastes. */
import type { Context } from 'hono'
import { html } from 'hono/html'
import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Env } from '../ports.ts'
import { demoDomain } from './demo-domain.ts'
import { Linden } from './street.tsx'

const menu = [
  { path: '/demo/aanbod', name: 'Ik zoek een woning' },
  { path: '/demo/reparatie', name: 'Reparatie melden' },
  { path: '/demo/nieuws', name: 'Nieuws' },
  { path: '/demo/app', name: 'Mijn Linde' },
  { path: '/demo/contact', name: 'Contact' },
] as const

export interface DemoFrameProps {
  readonly title: string
  readonly path: string
  readonly publicUrl: string
  /** A script of the page itself, beside the snippet. */
  readonly script?: string
  /** The page that was asked for is not there. */
  readonly isMissing?: boolean
  readonly children?: Child
}

const DemoFrame = ({ title, path, publicUrl, script, isMissing = false, children }: DemoFrameProps) => (
  <html lang="nl">
    <head>
      <meta charset="utf-8" />
      <title>{title} – Woonstichting De Linde</title>
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="robots" content="noindex" />
      <link rel="icon" href="/demo/linde.svg" type="image/svg+xml" />
      <link rel="stylesheet" href="/demo/linde.css" />
      <script
        defer
        src={`${publicUrl}/s/${demoDomain}.js`}
        data-localhost=""
        {...(isMissing && { 'data-voordeur-404': '' })}
      ></script>
      {script !== undefined && <script defer src={script}></script>}
    </head>
    <body>
      <a class="skip" href="#inhoud">
        Naar de inhoud
      </a>
      <aside class="demo-note" aria-label="Over deze website">
        <p class="wrap">
          Dit is een voorbeeld: Woonstichting De Linde bestaat niet. De bezoeken tellen wel echt mee, in{' '}
          <a href={`/dashboard/sites/${demoDomain}?period=today`}>het dashboard van Voordeur</a>.
        </p>
      </aside>
      <header class="top">
        <div class="wrap">
          <a class="mark" href="/demo/">
            <Linden />
            <span>Woonstichting De Linde</span>
          </a>
          <nav aria-label="Menu">
            <ul class="menu">
              {menu.map((item) => (
                <li>
                  <a href={item.path} aria-current={path.startsWith(item.path) ? 'page' : undefined}>
                    {item.name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </header>
      <main id="inhoud" tabindex={-1}>
        {children}
      </main>
      <footer class="foot">
        <div class="wrap">
          <p>Woonstichting De Linde · Lindenlaan 1 · 010 000 00 00</p>
          <nav aria-label="Meer">
            <ul>
              <li>
                <a href="https://www.facebook.com/woonstichtingdelinde.example" rel="noopener">
                  Facebook
                </a>
              </li>
              <li>
                <a href="/demo/huurdersgids.pdf">Huurdersgids (pdf)</a>
              </li>
              <li>
                <a
                  href={`/choice?${new URLSearchParams({ d: demoDomain, return: '/demo/' })}`}
                  data-voordeur-choice
                >
                  Tel ik mee?
                </a>
              </li>
            </ul>
          </nav>
        </div>
      </footer>
    </body>
  </html>
)

/** Answers a page of the demo as a whole document. */
export const answerDemo = (
  c: Context<Env>,
  page: Pick<DemoFrameProps, 'title' | 'script' | 'isMissing'>,
  content: Child,
  status: ContentfulStatusCode = 200,
) =>
  c.html(
    html`<!doctype html>${(
        <DemoFrame {...page} path={c.req.path} publicUrl={c.env.config.publicUrl}>
          {content}
        </DemoFrame>
      )}`,
    status,
  )

/** The head of an inner page. */
export const Head = ({ title, children }: { title: string; children?: Child }) => (
  <div class="wrap head">
    <h1>{title}</h1>
    {children}
  </div>
)

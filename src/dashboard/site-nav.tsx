/** The parts of one site's dashboard. They keep period, filters and language, so that a question goes along. */
import type { Words } from '../page/words.ts'
import { sitePath, viewHref, type View } from './view.ts'

export const siteParts = [
  'overview',
  'social',
  'goals',
  'consent',
  'newsletter',
  'reports',
  'desk',
  'retention',
  'settings',
] as const
export type SitePart = (typeof siteParts)[number]

const hrefOf: Readonly<Record<SitePart, (view: View) => string>> = {
  overview: (view) => viewHref(view),
  social: (view) => viewHref(view, 'social'),
  goals: (view) => viewHref(view, 'goals'),
  consent: (view) => viewHref(view, 'consent'),
  // None of these has a period of the dashboard's.
  newsletter: ({ domain, lang }) => `${sitePath(domain)}/newsletter${lang ? `?lang=${lang}` : ''}`,
  reports: ({ domain, lang }) => `${sitePath(domain)}/reports${lang ? `?lang=${lang}` : ''}`,
  desk: ({ domain, lang }) => `${sitePath(domain)}/desk${lang ? `?lang=${lang}` : ''}`,
  retention: ({ domain, lang }) => `${sitePath(domain)}/retention${lang ? `?lang=${lang}` : ''}`,
  settings: ({ domain, lang }) => `${sitePath(domain)}/settings${lang ? `?lang=${lang}` : ''}`,
}

interface SiteNavProps {
  readonly view: View
  readonly here: SitePart
  readonly words: Words
  /** Shows the way to the settings. */
  readonly mayAdminister?: boolean
  /** Shows the way to the desk, with how many requests are open there; null for who does not guard privacy. */
  readonly openRequests?: number | null
}

export const SiteNav = ({ view, here, words, mayAdminister = false, openRequests = null }: SiteNavProps) => (
  <nav class="parts" aria-label={words.parts.heading}>
    <ul>
      {siteParts.map((part) =>
        (part === 'settings' && !mayAdminister) || (part === 'desk' && openRequests === null) ? null : (
          <li>
            <a href={hrefOf[part](view)} aria-current={part === here ? 'page' : undefined}>
              {words.parts[part]}
              {part === 'desk' && openRequests !== null && openRequests > 0 && (
                <>
                  {' '}
                  <span class="tally-mark">
                    {openRequests}
                    <span class="visually-hidden"> {words.desk.openMark}</span>
                  </span>
                </>
              )}
            </a>
          </li>
        ),
      )}
    </ul>
  </nav>
)

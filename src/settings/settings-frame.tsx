/** What every page of the settings has around it: the way back, the site's parts, the sections, and how it went. */
import type { Child } from 'hono/jsx'
import { SiteNav } from '../dashboard/site-nav.tsx'
import { dashboardHref, viewHref, type View } from '../dashboard/view.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { sections, type Section } from './fields.ts'
import { settingsHref } from './settings-href.ts'

export type Place = Section | 'keys'
export const places: readonly Place[] = [...sections, 'keys']

export interface SettingsFrameProps {
  readonly lang: Language
  /** The site, and the language that was asked for. */
  readonly view: View
  /** Null: the overview of all of them. */
  readonly place: Place | null
  /** Goes before the title, so that it is the first thing that is read aloud. */
  readonly outcome?: 'saved' | 'wrong' | null
  /** Open at the desk. */
  readonly openRequests?: number | null
  readonly children?: Child
}

export const SettingsFrame = (props: SettingsFrameProps) => {
  const { lang, view, place, outcome = null, openRequests = null, children } = props
  const words = wordsIn(lang)
  const own = words.settings
  const title = place === null ? own.title : own.sections[place].title
  const before = outcome === 'saved' ? `${own.saved} · ` : outcome === 'wrong' ? `${own.wrongPrefix}: ` : ''
  const href = (to?: Place) => settingsHref(view.domain, view.lang, to)
  return (
    <Shell
      lang={lang}
      title={`${before}${title} · ${view.domain}`}
      kind="work"
      here={settingsHref(view.domain, undefined, place ?? undefined)}
      trail={[
        { name: words.sites.title, href: dashboardHref(view) },
        { name: view.domain, href: viewHref(view) },
        ...(place === null ? [] : [{ name: own.title, href: href() }]),
        { name: title },
      ]}
      signedIn
    >
      <div class="page-head">
        <div>
          <h1>{title}</h1>
          <p class="lead">{place === null ? own.lead(view.domain) : own.sections[place].lead}</p>
        </div>
      </div>
      <SiteNav view={view} here="settings" words={words} mayAdminister openRequests={openRequests} />
      {place === null ? (
        children
      ) : (
        <div class="settings-columns">
          <SectionNav place={place} href={href} words={words} />
          <div class="stack">
            {outcome === 'saved' && (
              <div class="saved" role="status">
                <p>
                  <strong>{own.saved}.</strong> {own.savedText}
                </p>
              </div>
            )}
            {children}
          </div>
        </div>
      )}
    </Shell>
  )
}

interface SectionNavProps {
  readonly place: Place
  readonly href: (to?: Place) => string
  readonly words: Words
}

const SectionNav = ({ place, href, words: { settings } }: SectionNavProps) => (
  <nav class="settings-nav" aria-label={settings.sectionsLabel}>
    <ul>
      {places.map((one) => (
        <li>
          <a href={href(one)} aria-current={one === place ? 'page' : undefined}>
            {settings.sections[one].title}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

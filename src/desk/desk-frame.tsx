/** What every page of the desk has around it: the way back, the site's parts, the parts of the desk, and how it went. */
import type { Child } from 'hono/jsx'
import { SiteNav } from '../dashboard/site-nav.tsx'
import { dashboardHref, viewHref, type View } from '../dashboard/view.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { Desk } from './desk-door.ts'
import { deskHref } from './desk-href.ts'

/** In the order in which they stand above every page. */
export const deskPlaces = [
  'inbox',
  'intake',
  'letters',
  'processors',
  'breaches',
  'register',
  'report',
] as const
export type DeskPlace = (typeof deskPlaces)[number]

/** The first one is the desk itself. */
export const placeOf = (place: DeskPlace): string | null => (place === 'inbox' ? null : place)

export interface DeskFrameProps {
  readonly lang: Language
  readonly view: View
  readonly desk: Pick<Desk, 'mayAdminister' | 'openRequests'>
  readonly place: DeskPlace
  /** A page below its place: its path, for the language links. It must be one that GET answers. */
  readonly below?: string
  /** What the address asks for besides, for the language links. */
  readonly more?: Readonly<Record<string, string>>
  readonly title: string
  readonly lead: string
  readonly done?: string | null
  /** Goes before the title, so that it is the first thing that is read aloud. */
  readonly isWrong?: boolean
  readonly children?: Child
}

export const DeskFrame = (props: DeskFrameProps) => {
  const { lang, view, desk, place, below, more, title, lead, done = null, isWrong = false, children } = props
  const words = wordsIn(lang)
  const own = words.desk
  return (
    <Shell
      lang={lang}
      title={`${isWrong ? `${own.wrongPrefix}: ` : ''}${title} · ${view.domain}`}
      kind="work"
      here={deskHref({ domain: view.domain }, below ?? placeOf(place), more)}
      trail={[
        { name: words.sites.title, href: dashboardHref(view) },
        { name: view.domain, href: viewHref(view) },
        ...(place === 'inbox' && below === undefined ? [] : [{ name: own.title, href: deskHref(view) }]),
        ...(place !== 'inbox' && below !== undefined
          ? [{ name: own.places[place].title, href: deskHref(view, placeOf(place)) }]
          : []),
        { name: title },
      ]}
      signedIn
    >
      <div class="page-head">
        <div>
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
        </div>
      </div>
      <SiteNav
        view={view}
        here="desk"
        words={words}
        mayAdminister={desk.mayAdminister}
        openRequests={desk.openRequests}
      />
      <div class="stack writing desk">
        <Tabs view={view} place={place} words={words} />
        {done !== null && (
          <div class="saved" role="status">
            <p>{done}</p>
          </div>
        )}
        {children}
      </div>
    </Shell>
  )
}

const Tabs = ({ view, place, words: { desk } }: { view: View; place: DeskPlace; words: Words }) => (
  <nav class="asking-tabs" aria-label={desk.tabsLabel}>
    <ul>
      {deskPlaces.map((one) => (
        <li>
          <a href={deskHref(view, placeOf(one))} aria-current={one === place ? 'page' : undefined}>
            {desk.places[one].title}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

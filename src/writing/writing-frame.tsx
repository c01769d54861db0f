/** What every page about newsletters has around it: the way back, the site's parts, the parts of this room, and how it went. */
import type { Child } from 'hono/jsx'
import { SiteNav } from '../dashboard/site-nav.tsx'
import { dashboardHref, viewHref, type View } from '../dashboard/view.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { Viewer } from './writing-door.ts'
import { writingHref } from './writing-href.ts'

/** In the order in which they stand on the first page and above every other. */
export const writingPlaces = ['readers', 'lists', 'report', 'settings'] as const
export type WritingPlace = (typeof writingPlaces)[number]

export type Done = keyof Words['readers']['done']

export interface WritingFrameProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  /** Null: the first page of all. */
  readonly tab: WritingPlace | null
  /** A page below its tab: its path, for the language links. It must be one that GET answers. */
  readonly below?: string
  /** What the address asks for besides, for the language links. */
  readonly more?: Readonly<Record<string, string>>
  readonly title: string
  readonly lead: string
  readonly done?: Done | null
  readonly isWrong?: boolean
  readonly children?: Child
}

export const WritingFrame = (props: WritingFrameProps) => {
  const { lang, view, viewer, tab, below, more, title, lead, done = null, isWrong = false, children } = props
  const words = wordsIn(lang)
  const own = words.readers
  return (
    <Shell
      lang={lang}
      title={`${isWrong ? `${own.wrongPrefix}: ` : ''}${title} · ${view.domain}`}
      kind="work"
      here={writingHref({ domain: view.domain }, below ?? tab, more)}
      trail={[
        { name: words.sites.title, href: dashboardHref(view) },
        { name: view.domain, href: viewHref(view) },
        ...(tab === null ? [] : [{ name: own.title, href: writingHref(view) }]),
        ...(tab !== null && below !== undefined
          ? [{ name: own.places[tab].title, href: writingHref(view, tab) }]
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
        here="newsletter"
        words={words}
        mayAdminister={viewer.mayAdminister}
        openRequests={viewer.openRequests ?? null}
      />
      <div class="stack writing">
        {tab !== null && <Tabs view={view} tab={tab} words={words} />}
        {done !== null && (
          <div class="saved" role="status">
            <p>{own.done[done]}</p>
          </div>
        )}
        {children}
      </div>
    </Shell>
  )
}

const Tabs = ({ view, tab, words: { readers } }: { view: View; tab: WritingPlace; words: Words }) => (
  <nav class="asking-tabs" aria-label={readers.tabsLabel}>
    <ul>
      {writingPlaces.map((one) => (
        <li>
          <a href={writingHref(view, one)} aria-current={one === tab ? 'page' : undefined}>
            {readers.places[one].title}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

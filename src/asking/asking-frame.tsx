/** What every page about consent has around it: the way back, the site's parts, the parts of this room, and how it went. */
import type { Child } from 'hono/jsx'
import { SiteNav } from '../dashboard/site-nav.tsx'
import { dashboardHref, viewHref, type View } from '../dashboard/view.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { askingHref, type AskingPlace } from './asking-href.ts'

export type Done = 'saved' | 'published' | 'ended' | 'statement'

const tabs = ['now', 'edit', 'statements'] as const
export type Tab = (typeof tabs)[number]
const placeOf: Readonly<Record<Tab, AskingPlace | undefined>> = {
  now: undefined,
  edit: 'edit',
  statements: 'statements',
}

export interface Viewer {
  readonly mayDecide: boolean
  readonly mayAdminister: boolean
  /** Open at the desk, for who guards privacy; null for all others. */
  readonly openRequests?: number | null
}

export interface AskingFrameProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly tab: Tab
  /** The page within its tab; the tab itself where null. */
  readonly place?: AskingPlace | null
  readonly title: string
  readonly lead: string
  readonly done?: Done | null
  readonly isWrong?: boolean
  /** Beside the title: the period. */
  readonly aside?: Child
  readonly script?: string | undefined
  readonly children?: Child
}

export const AskingFrame = (props: AskingFrameProps) => {
  const { lang, view, viewer, tab, place = null, title, lead, done = null, isWrong = false, aside } = props
  const words = wordsIn(lang)
  const own = words.consent
  const before = isWrong ? `${own.edit.wrongPrefix}: ` : ''
  const here = askingHref(view.domain, undefined, place ?? placeOf[tab])
  return (
    <Shell
      lang={lang}
      title={`${before}${title} · ${view.domain}`}
      kind="work"
      here={tab === 'now' && place === null ? viewHref({ ...view, lang: undefined }, 'consent') : here}
      trail={[
        { name: words.sites.title, href: dashboardHref(view) },
        { name: view.domain, href: viewHref(view) },
        ...(tab === 'now' && place === null
          ? []
          : [{ name: own.title, href: askingHref(view.domain, view.lang) }]),
        { name: title },
      ]}
      signedIn
      {...(props.script !== undefined && { script: props.script })}
    >
      <div class="page-head">
        <div>
          <h1>{title}</h1>
          <p class="lead">{lead}</p>
        </div>
        {aside}
      </div>
      <SiteNav
        view={view}
        here="consent"
        words={words}
        mayAdminister={viewer.mayAdminister}
        openRequests={viewer.openRequests ?? null}
      />
      <div class="stack asking">
        {viewer.mayDecide && <Tabs view={view} tab={tab} words={words} />}
        {done !== null && (
          <div class="saved" role="status">
            <p>{own.done[done]}</p>
          </div>
        )}
        {props.children}
      </div>
    </Shell>
  )
}

const Tabs = ({ view, tab, words: { consent } }: { view: View; tab: Tab; words: Words }) => (
  <nav class="asking-tabs" aria-label={consent.tabsLabel}>
    <ul>
      {tabs.map((one) => (
        <li>
          <a
            href={askingHref(view.domain, view.lang, placeOf[one])}
            aria-current={one === tab ? 'page' : undefined}
          >
            {consent.tabs[one]}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)

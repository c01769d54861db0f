/** What every page of a room of a site has around it: the way back, the site's parts, the parts of the room, and how it went. */
import type { Child } from 'hono/jsx'
import { Shell, type Crumb } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import { SiteNav, type SitePart } from './site-nav.tsx'
import { dashboardHref, viewHref, type View } from './view.ts'

interface Tab {
  readonly name: string
  readonly href: string
  readonly isHere: boolean
}

export interface RoomFrameProps {
  readonly lang: Language
  readonly view: View
  readonly room: SitePart
  readonly viewer: {
    readonly mayAdminister: boolean
    /** Open at the desk, for who guards privacy; null for all others. */
    readonly openRequests?: number | null
  }
  readonly title: string
  /** Goes before the title, so that it is the first thing that is read aloud. Null: nothing went wrong. */
  readonly wrongPrefix: string | null
  /** Path and query of this page, for the language links. */
  readonly here: string
  /** From the room's own page on. */
  readonly trail: readonly Crumb[]
  /** The page's `h1`, and what stands beside it. */
  readonly head: Child
  readonly look: string
  /** Null: a page that has none. */
  readonly tabs: { readonly label: string; readonly links: readonly Tab[] } | null
  /** How it went, after a change. */
  readonly done: string | null
  readonly script?: string | undefined
  readonly children?: Child
}

export const RoomFrame = (props: RoomFrameProps) => {
  const { lang, view, room, viewer, title, wrongPrefix, here, trail, head, look, tabs, done, script } = props
  const words = wordsIn(lang)
  return (
    <Shell
      lang={lang}
      title={`${wrongPrefix === null ? '' : `${wrongPrefix}: `}${title} · ${view.domain}`}
      kind="work"
      here={here}
      trail={[
        { name: words.sites.title, href: dashboardHref(view) },
        { name: view.domain, href: viewHref(view) },
        ...trail,
      ]}
      signedIn
      {...(script !== undefined && { script })}
    >
      <div class="page-head">{head}</div>
      <SiteNav
        view={view}
        here={room}
        words={words}
        mayAdminister={viewer.mayAdminister}
        openRequests={viewer.openRequests ?? null}
      />
      <div class={`stack ${look}`}>
        {tabs !== null && (
          <nav class="asking-tabs" aria-label={tabs.label}>
            <ul>
              {tabs.links.map(({ name, href, isHere }) => (
                <li>
                  <a href={href} aria-current={isHere ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        {done !== null && (
          <div class="saved" role="status">
            <p>{done}</p>
          </div>
        )}
        {props.children}
      </div>
    </Shell>
  )
}

/** What most pages begin with. */
export const RoomHead = ({ title, lead }: { title: string; lead: string }) => (
  <div>
    <h1>{title}</h1>
    <p class="lead">{lead}</p>
  </div>
)

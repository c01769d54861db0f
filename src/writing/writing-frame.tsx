/** What every page about newsletters has around it, but for those of one newsletter. */
import type { Child } from 'hono/jsx'
import { RoomFrame, RoomHead } from '../dashboard/room-frame.tsx'
import type { View } from '../dashboard/view.ts'
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
  const { readers: own } = wordsIn(lang)
  return (
    <RoomFrame
      lang={lang}
      view={view}
      room="newsletter"
      viewer={viewer}
      title={title}
      wrongPrefix={isWrong ? own.wrongPrefix : null}
      here={writingHref({ domain: view.domain }, below ?? tab, more)}
      trail={[
        ...(tab === null ? [] : [{ name: own.title, href: writingHref(view) }]),
        ...(tab !== null && below !== undefined
          ? [{ name: own.places[tab].title, href: writingHref(view, tab) }]
          : []),
        { name: title },
      ]}
      head={<RoomHead title={title} lead={lead} />}
      look="writing"
      tabs={
        tab && {
          label: own.tabsLabel,
          links: writingPlaces.map((one) => ({
            name: own.places[one].title,
            href: writingHref(view, one),
            isHere: one === tab,
          })),
        }
      }
      done={done && own.done[done]}
    >
      {children}
    </RoomFrame>
  )
}

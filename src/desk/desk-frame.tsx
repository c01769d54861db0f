/** What every page of the desk has around it: the parts of the desk are its tabs. */
import type { Child } from 'hono/jsx'
import { RoomFrame, RoomHead } from '../dashboard/room-frame.tsx'
import type { View } from '../dashboard/view.ts'
import { wordsIn, type Language } from '../page/words.ts'
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
  readonly isWrong?: boolean
  readonly children?: Child
}

export const DeskFrame = (props: DeskFrameProps) => {
  const { lang, view, desk, place, below, more, title, lead, done = null, isWrong = false, children } = props
  const { desk: own } = wordsIn(lang)
  return (
    <RoomFrame
      lang={lang}
      view={view}
      room="desk"
      viewer={desk}
      title={title}
      wrongPrefix={isWrong ? own.wrongPrefix : null}
      here={deskHref({ domain: view.domain }, below ?? placeOf(place), more)}
      trail={[
        ...(place === 'inbox' && below === undefined ? [] : [{ name: own.title, href: deskHref(view) }]),
        ...(place !== 'inbox' && below !== undefined
          ? [{ name: own.places[place].title, href: deskHref(view, placeOf(place)) }]
          : []),
        { name: title },
      ]}
      head={<RoomHead title={title} lead={lead} />}
      look="writing desk"
      tabs={{
        label: own.tabsLabel,
        links: deskPlaces.map((one) => ({
          name: own.places[one].title,
          href: deskHref(view, placeOf(one)),
          isHere: one === place,
        })),
      }}
      done={done}
    >
      {children}
    </RoomFrame>
  )
}

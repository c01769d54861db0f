/** What every page about consent has around it: its tabs are for whoever decides about it. */
import type { Child } from 'hono/jsx'
import { RoomFrame, RoomHead } from '../dashboard/room-frame.tsx'
import { viewHref, type View } from '../dashboard/view.ts'
import { wordsIn, type Language } from '../page/words.ts'
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
  const { consent: own } = wordsIn(lang)
  const isFirst = tab === 'now' && place === null
  return (
    <RoomFrame
      lang={lang}
      view={view}
      room="consent"
      viewer={viewer}
      title={title}
      wrongPrefix={isWrong ? own.edit.wrongPrefix : null}
      here={
        isFirst
          ? viewHref({ ...view, lang: undefined }, 'consent')
          : askingHref(view.domain, undefined, place ?? placeOf[tab])
      }
      trail={[
        ...(isFirst ? [] : [{ name: own.title, href: askingHref(view.domain, view.lang) }]),
        { name: title },
      ]}
      head={
        <>
          <RoomHead title={title} lead={lead} />
          {aside}
        </>
      }
      look="asking"
      tabs={
        viewer.mayDecide
          ? {
              label: own.tabsLabel,
              links: tabs.map((one) => ({
                name: own.tabs[one],
                href: askingHref(view.domain, view.lang, placeOf[one]),
                isHere: one === tab,
              })),
            }
          : null
      }
      done={done && own.done[done]}
      script={props.script}
    >
      {props.children}
    </RoomFrame>
  )
}

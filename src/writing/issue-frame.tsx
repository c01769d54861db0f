/** What every page of one newsletter has around it: its subject, how it stands, and the steps from writing to what became of it. */
import type { Child } from 'hono/jsx'
import { RoomFrame } from '../dashboard/room-frame.tsx'
import type { View } from '../dashboard/view.ts'
import type { Issue, IssueState } from '../newsletter/issue.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { issueHref } from './issue-door.ts'
import type { Viewer } from './writing-door.ts'
import { writingHref } from './writing-href.ts'

export type IssuePlace = keyof Words['writing']['tabs']

/** In the order in which one takes them. A mail of another system was never ours to show. */
const placesOf = (state: IssueState): readonly IssuePlace[] => {
  switch (state) {
    case 'draft':
      return ['write', 'preview', 'send']
    case 'scheduled':
      return ['progress', 'preview']
    case 'sending':
    case 'paused':
    case 'sent':
    case 'cancelled':
      return ['progress', 'mail', 'links', 'report']
    case 'external':
      return ['progress', 'links', 'report']
  }
}

const pathOf: Readonly<Record<IssuePlace, string | null>> = {
  write: null,
  progress: null,
  preview: 'preview',
  mail: 'preview',
  send: 'send',
  links: 'links',
  report: 'report',
}

/** Day and time by the clock of the site. */
export const momentIn = (lang: Language, at: Date, timezone: string): string => {
  const format = formatIn(lang)
  return wordsIn(lang).writing.moment(format.dayOf(at, timezone), format.timeOf(at, timezone))
}

export const StateMark = ({ state, words }: { state: IssueState; words: Words }) => (
  <span class={`issue-state is-${state}`}>{words.writing.states[state]}</span>
)

function leadOf(issue: Issue, lang: Language, timezone: string): string {
  const { leads } = wordsIn(lang).writing
  const moment = (at: Date | null): string => momentIn(lang, at ?? issue.changedAt, timezone)
  switch (issue.state) {
    case 'draft':
      return leads.draft(moment(issue.changedAt))
    case 'scheduled':
      return issue.startedAt === null ? leads.scheduled(moment(issue.scheduledAt)) : leads.starting
    case 'sending':
      return leads.sending
    case 'paused':
      return leads.paused
    case 'sent':
      return leads.sent(moment(issue.finishedAt))
    case 'cancelled':
      return leads.cancelled(moment(issue.finishedAt))
    case 'external':
      return leads.external
  }
}

export interface IssueFrameProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly timezone: string
  /** Null: a new one. */
  readonly issue: Issue | null
  readonly place: IssuePlace
  readonly isWrong?: boolean
  /** How it went, after a change. */
  readonly note?: string | null
  readonly children?: Child
}

export const IssueFrame = (props: IssueFrameProps) => {
  const { lang, view, viewer, timezone, issue, place, isWrong = false, note = null, children } = props
  const words = wordsIn(lang)
  const own = words.writing
  const name = issue === null ? own.edit.title : issue.document.subject.trim() || own.noSubject
  const here = issue === null ? 'issues/new' : `issues/${issue.id}${pathOf[place] ? `/${pathOf[place]}` : ''}`
  const title = issue === null ? name : `${own.tabs[place]}: ${name}`
  return (
    <RoomFrame
      lang={lang}
      view={view}
      room="newsletter"
      viewer={viewer}
      title={title}
      wrongPrefix={isWrong ? words.readers.wrongPrefix : null}
      here={writingHref({ domain: view.domain }, here)}
      trail={[{ name: words.readers.title, href: writingHref(view) }, { name }]}
      head={
        <div>
          <h1>
            <bdi>{name}</bdi>
          </h1>
          <p class="lead issue-lead">
            {issue !== null && <StateMark state={issue.state} words={words} />}
            <span>{issue === null ? own.leads.new : leadOf(issue, lang, timezone)}</span>
          </p>
        </div>
      }
      look="writing issue"
      tabs={
        issue === null || !viewer.mayEdit
          ? null
          : {
              label: own.tabsLabel,
              links: placesOf(issue.state).map((one) => ({
                name: own.tabs[one],
                href: issueHref(view, issue.id, pathOf[one]),
                isHere: one === place,
              })),
            }
      }
      done={note}
    >
      {children}
    </RoomFrame>
  )
}

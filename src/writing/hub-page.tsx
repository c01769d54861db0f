/** The first page about newsletters: those that are written, sent and were, and the way to everything else. */
import type { View } from '../dashboard/view.ts'
import type { IssueHead } from '../newsletter/issue-list.ts'
import { formatIn, type Format } from '../page/format.ts'
import { Logo } from '../page/logo.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { issueHref } from './issue-door.ts'
import { momentIn, StateMark } from './issue-frame.tsx'
import type { Viewer } from './writing-door.ts'
import { WritingFrame, writingPlaces } from './writing-frame.tsx'
import { writingHref } from './writing-href.ts'

export const issuesPerPage = 20

export interface HubPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly timezone: string
  /** The latest first. */
  readonly issues: readonly IssueHead[]
  readonly sent: ReadonlyMap<number, number>
  /** From 1. */
  readonly page: number
  readonly hasMore: boolean
}

type PartProps = HubPageProps & { readonly words: Words; readonly format: Format }

export const HubPage = (props: HubPageProps) => {
  const { lang, view, viewer } = props
  const words = wordsIn(lang)
  const { readers } = words
  const places = [...writingPlaces, ...(viewer.mayEdit ? (['import'] as const) : [])]
  const parts: PartProps = { ...props, words, format: formatIn(lang) }
  return (
    <WritingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab={null}
      title={readers.title}
      lead={readers.lead(view.domain)}
    >
      {props.issues.length === 0 ? <Empty {...parts} /> : <Issues {...parts} />}
      <ul class="settings-index plain">
        {places.map((place) => (
          <li class="card">
            <h2>
              <a href={writingHref(view, place)}>{readers.places[place].title}</a>
            </h2>
            <p>{readers.places[place].text}</p>
          </li>
        ))}
      </ul>
    </WritingFrame>
  )
}

const New = ({ view, viewer, words }: PartProps) =>
  viewer.mayEdit ? (
    <p class="actions">
      <a class="button" href={writingHref(view, 'issues/new')}>
        {words.writing.list.add}
      </a>
    </p>
  ) : null

const Empty = (props: PartProps) => {
  const own = props.words.writing.list
  return (
    <div class="empty">
      <Logo />
      <h2>{own.empty}</h2>
      <p>{props.viewer.mayEdit ? own.emptyText : own.emptyOther}</p>
      <New {...props} />
    </div>
  )
}

const Issues = (props: PartProps) => {
  const { view, issues, page, hasMore, words } = props
  const own = words.writing.list
  const href = (to: number) => writingHref(view, null, to > 1 ? { page: String(to) } : {})
  return (
    <section class="card stack" aria-labelledby="issues">
      <div class="issues-head">
        <h2 id="issues">{own.title}</h2>
        <New {...props} />
      </div>
      <ol class="issues plain">
        {issues.map((issue) => (
          <IssueRow {...props} issue={issue} />
        ))}
      </ol>
      {(page > 1 || hasMore) && (
        <p class="actions">
          {page > 1 && (
            <a class="quiet button" href={href(page - 1)}>
              {own.newer}
            </a>
          )}
          {hasMore && (
            <a class="quiet button" href={href(page + 1)}>
              {own.older}
            </a>
          )}
        </p>
      )}
    </section>
  )
}

/** Where a newsletter is read about: its own page for who may edit; for others its figures, once there are any. */
function hrefOf({ view, viewer }: PartProps, { id, state }: IssueHead): string | null {
  if (viewer.mayEdit) return issueHref(view, id)
  return state === 'draft' || state === 'scheduled' ? null : issueHref(view, id, 'report')
}

const IssueRow = (props: PartProps & { readonly issue: IssueHead }) => {
  const { issue, words } = props
  const href = hrefOf(props, issue)
  const subject = <bdi>{issue.subject.trim() || words.writing.noSubject}</bdi>
  return (
    <li>
      <StateMark state={issue.state} words={words} />
      <div>
        <p class="issue-subject">{href === null ? subject : <a href={href}>{subject}</a>}</p>
        <p class="fine">{standOf(props)}</p>
      </div>
    </li>
  )
}

/** When, and to how many. */
function standOf({
  lang,
  timezone,
  issue,
  sent,
  words,
  format,
}: PartProps & { readonly issue: IssueHead }): string {
  const own = words.writing.list
  const { state, changedAt, scheduledAt, startedAt, finishedAt } = issue
  if (state === 'draft' || state === 'external') return own.changed(format.dayOf(changedAt, timezone))
  if (state === 'scheduled') return own.planned(momentIn(lang, scheduledAt ?? changedAt, timezone))
  const day = format.dayOf(finishedAt ?? startedAt ?? changedAt, timezone)
  return `${day} · ${own.sentTo(format.number(sent.get(issue.id) ?? 0))}`
}

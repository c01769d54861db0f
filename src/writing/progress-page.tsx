/**
 * A newsletter that is planned, on its way, or was: how far, how fast, what is in the way, and what one may do about it. Looked at
 * while it goes on, it is loaded again by itself, without script.
 */
import type { View } from '../dashboard/view.ts'
import type { AudienceCount } from '../delivery/count-audience.ts'
import type { Progress } from '../delivery/progress.ts'
import type { Issue } from '../newsletter/issue.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { Copying } from './edit-page.tsx'
import { issueHref } from './issue-door.ts'
import { IssueFrame, momentIn } from './issue-frame.tsx'
import { pauseWhy } from './pause-why.ts'
import type { Viewer } from './writing-door.ts'
import { Act } from '../page/form-fields.tsx'

export interface ProgressPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly timezone: string
  readonly issue: Issue
  readonly progress: Progress
  /** Of one that is planned: how it stands now. */
  readonly audience: AudienceCount | null
  readonly isGoing: boolean
  /** The page is loaded again by itself. */
  readonly isRefreshing: boolean
  readonly note: string | null
}

type PartProps = ProgressPageProps & { readonly words: Words; readonly format: Format }

export const ProgressPage = (props: ProgressPageProps) => {
  const { lang, view, issue, progress } = props
  const words = wordsIn(lang)
  const own = words.writing.progress
  const parts: PartProps = { ...props, words, format: formatIn(lang) }
  const { state } = issue
  return (
    <IssueFrame {...props} place="progress">
      {state === 'scheduled' && <Planned {...parts} />}
      {(state === 'sending' || state === 'paused' || state === 'sent' || state === 'cancelled') && (
        <>
          <Trouble {...parts} />
          <HowFar {...parts} />
          {progress.uncertain > 0 && state !== 'cancelled' && <Uncertain {...parts} />}
        </>
      )}
      {state === 'external' && (
        <section class="card">
          <p>{own.externalText}</p>
        </section>
      )}
      {state !== 'external' && (
        <section class="card issue-after">
          <Copying view={view} issueId={issue.id} words={words} />
          {(state === 'sending' || state === 'paused' || state === 'scheduled') && (
            <details class="disclosure">
              <summary>{own.cancel}</summary>
              <div class="stack">
                <p>{own.cancelText}</p>
                <Act action={issueHref(view, issue.id, 'cancel')} label={own.cancelSubmit} isQuiet />
              </div>
            </details>
          )}
        </section>
      )}
    </IssueFrame>
  )
}

const Refreshing = ({ view, issue, isGoing, isRefreshing, words }: PartProps) => {
  const own = words.writing.progress
  if (!isGoing) return null
  return (
    <p class="fine">
      <a href={issueHref(view, issue.id, null, isRefreshing ? { still: '1' } : {})}>
        {isRefreshing ? own.still : own.refresh}
      </a>
    </p>
  )
}

const Planned = (props: PartProps) => {
  const { lang, view, timezone, issue, audience, words, format } = props
  const own = words.writing.progress
  const hasBegun = issue.startedAt !== null
  return (
    <section class="card stack" aria-labelledby="planned">
      <div>
        <h2 id="planned">{own.planned}</h2>
        <p>
          {hasBegun
            ? own.startingText
            : own.plannedText(momentIn(lang, issue.scheduledAt ?? issue.changedAt, timezone))}
        </p>
      </div>
      {audience !== null && <p>{own.audience(format.number(audience.all), format.list(audience.lists))}</p>}
      {!hasBegun && (
        <div class="stack with-note">
          <Act action={issueHref(view, issue.id, 'unschedule')} label={own.unschedule} />
          <p class="fine">{own.unscheduleText}</p>
        </div>
      )}
      <Refreshing {...props} />
    </section>
  )
}

/** Waiting is one thing, standing still another: the first ends by itself. */
const Trouble = ({ issue: { state, pauseCode }, words }: PartProps) => {
  const own = words.writing.progress
  if (pauseCode === null)
    return state === 'paused' ? (
      <div class="alert">
        <h2>{own.stopped}</h2>
        <p>{own.stoppedByUs}</p>
      </div>
    ) : null
  return (
    <div class="alert" role="status">
      <h2>{state === 'paused' ? own.stopped : own.trouble}</h2>
      <p>{own.why[pauseWhy(pauseCode)]}</p>
      <p class="fine">{own.code(pauseCode)}</p>
    </div>
  )
}

const shownCounts = ['sent', 'queued', 'failed', 'skipped', 'uncertain', 'left'] as const

const HowFar = (props: PartProps) => {
  const { view, issue, progress, words, format } = props
  const own = words.writing.progress
  const { state } = issue
  const done = progress.total - progress.queued
  const bar = own.bar(format.number(done), format.number(progress.total))
  const shown = shownCounts.filter((count) => count === 'sent' || progress[count] > 0)
  return (
    <section class="card stack issue-progress" aria-labelledby="how-far">
      <h2 id="how-far">{own.how}</h2>
      {progress.total === 0 ? (
        <p>{own.nobody}</p>
      ) : (
        <>
          <div>
            <progress class="progress" value={done} max={progress.total} aria-label={bar}>
              {bar}
            </progress>
            <p>{bar}</p>
          </div>
          <dl class="tally">
            {shown.map((count) => (
              <div>
                <dt>{own.counts[count]}</dt>
                <dd>{format.number(progress[count])}</dd>
              </div>
            ))}
          </dl>
          <Pace {...props} />
          {(progress.failed > 0 || progress.skipped > 0) && (
            <div class="fine">
              {progress.failed > 0 && <p>{own.explain.failed}</p>}
              {progress.skipped > 0 && state !== 'cancelled' && <p>{own.explain.skipped}</p>}
            </div>
          )}
        </>
      )}
      {state === 'sending' && (
        <div class="stack with-note">
          <Act action={issueHref(view, issue.id, 'pause')} label={own.pause} />
          <p class="fine">{own.pauseText}</p>
        </div>
      )}
      {state === 'paused' && <Act action={issueHref(view, issue.id, 'resume')} label={own.resume} />}
      <Refreshing {...props} />
    </section>
  )
}

const Pace = ({ lang, timezone, issue: { state, finishedAt }, progress, words, format }: PartProps) => {
  const own = words.writing.progress
  if (state === 'sent' && finishedAt) return <p>{own.done(momentIn(lang, finishedAt, timezone))}</p>
  if (state !== 'sending') return null
  if (progress.sentPerMinute === 0) return progress.sent === 0 ? <p>{own.noSpeed}</p> : null
  return (
    <p>
      {own.speed(format.number(progress.sentPerMinute))}
      {progress.finishesAt && ` ${own.finishes(momentIn(lang, progress.finishesAt, timezone))}`}
    </p>
  )
}

const Uncertain = ({ view, issue, progress, words, format }: PartProps) => {
  const own = words.writing.progress
  const action = issueHref(view, issue.id, 'settle')
  return (
    <section class="card stack" aria-labelledby="uncertain">
      <div>
        <h2 id="uncertain">{own.uncertain(format.number(progress.uncertain))}</h2>
        <p>{own.uncertainText}</p>
      </div>
      <div class="answers">
        {(['again', 'leave'] as const).map((choice) => (
          <div class="stack with-note">
            <Act action={action} label={own[choice]} fields={{ choice }} />
            <p class="fine">{choice === 'again' ? own.againText : own.leaveText}</p>
          </div>
        ))}
      </div>
    </section>
  )
}

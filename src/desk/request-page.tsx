/**
 * One request: who asks what, the five steps, and all that happened. Each form stands in the step that it is about, and says beside itself
 * what is wrong; what was typed stays. Nothing of whose it is stands in an address.
 */
import type { AuditEntry } from '../audit/chain.ts'
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { Task } from '../processor/task.ts'
import type { ListedStep } from '../rights/step.ts'
import type { Note } from '../rights/note.ts'
import type { RightsRequest } from '../rights/request.ts'
import { deadlineOf } from './deadline.ts'
import type { Desk } from './desk-door.ts'
import { DeskFrame } from './desk-frame.tsx'
import { DueMark } from './due-mark.tsx'
import { DeedStage, type Deed } from './request-deed.tsx'
import { AnswerStage, DeadlineStage, IdentityStage, OthersStage } from './request-stages.tsx'
import { History, Letters, Notes, Who, type ShownLetter } from './request-side.tsx'
import { stages, stagesOf, type Stage, type StageState } from './request-view.ts'
import { shortOf } from './request-words.ts'

export type RequestDone = keyof Words['desk']['request']['done']
export type RequestFault = keyof Words['desk']['request']['faults']

/** Forms of the page, by what they do; a fault is shown in the one it came from. */
export type RequestForm =
  | 'assign'
  | 'note'
  | 'verify'
  | 'mail-link'
  | 'cannot-identify'
  | 'extend'
  | 'deed'
  | 'restriction'
  | 'settle'
  | 'answer'
  | 'refuse'
  | 'withdraw'

/** What did not work, and what was typed there. */
export interface RequestWrong {
  readonly form: RequestForm
  readonly why: RequestFault
  /** The field that it is about; null: the form as a whole. */
  readonly field: string | null
}

export interface Preview {
  readonly subject: string
  readonly text: string
}

export interface RequestPageProps {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
  readonly request: RightsRequest
  /** Everybody's name by number: for who did what. */
  readonly names: ReadonlyMap<string, string>
  /** Of these, who may handle requests here. */
  readonly handlers: ReadonlyMap<string, string>
  readonly steps: readonly ListedStep[]
  readonly audit: readonly AuditEntry[]
  readonly notes: readonly Note[]
  readonly letters: readonly ShownLetter[]
  readonly tasks: readonly Task[]
  readonly deed: Deed
  readonly done: RequestDone | null
  readonly wrong: RequestWrong | null
  /** What was typed in the form that is shown again, by field. */
  readonly typed: Readonly<Record<string, string>>
  /** A refusal as it would be sent. */
  readonly preview: Preview | null
  /** Erasing was asked for and waits for the second word. */
  readonly isConfirming: boolean
}

export type RequestPartProps = RequestPageProps & {
  readonly words: Words
  readonly format: Format
  readonly isDone: boolean
  readonly states: Readonly<Record<Stage, StageState>>
}

export const RequestPage = (props: RequestPageProps) => {
  const { lang, view, desk, request, deed, tasks, done, wrong } = props
  const words = wordsIn(lang)
  const own = words.desk.request
  const isDone = deed.isDone
  const states = stagesOf(request, { isDone, tasks })
  const parts: RequestPartProps = { ...props, words, format: formatIn(lang), isDone, states }
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="inbox"
      below={`requests/${request.id}`}
      title={own.title(words.desk.kinds[request.kind], shortOf(request.id))}
      lead={words.desk.articles[request.kind]}
      done={done === null ? null : own.done[done]}
      isWrong={wrong !== null}
    >
      <Stepper {...parts} />
      <div class="request-columns">
        <div class="request-who">
          <Who {...parts} />
        </div>
        <div class="stack request-steps">
          {request.closedAt !== null && <p class="signal">{own.closed}</p>}
          <IdentityStage {...parts} />
          <DeadlineStage {...parts} />
          <DeedStage {...parts} />
          <OthersStage {...parts} />
          <AnswerStage {...parts} />
        </div>
        <div class="stack">
          <Letters {...parts} />
          <Notes {...parts} />
          <History {...parts} />
        </div>
      </div>
    </DeskFrame>
  )
}

const Stepper = ({ request, desk, states, words }: RequestPartProps) => {
  const own = words.desk.request
  return (
    <nav aria-label={own.steps}>
      <ol class="stepper">
        {stages.map((stage, nth) => (
          <li class={`is-${states[stage]}`}>
            <a href={`#${stage}`} aria-current={states[stage] === 'now' ? 'step' : undefined}>
              <span class="step-number" aria-hidden="true">
                {states[stage] === 'done' ? (
                  <svg viewBox="0 0 16 16">
                    <path d="M3 8.5 6.5 12 13 4.5" />
                  </svg>
                ) : (
                  String(nth + 1)
                )}
              </span>
              <span>
                {own.stepNames[stage]}
                <span class="fine">
                  {stage === 'deadline' && request.closedAt === null ? (
                    <DueMark deadline={deadlineOf(request, desk.today)} words={words} />
                  ) : (
                    own.stepStates[states[stage]]
                  )}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ol>
    </nav>
  )
}

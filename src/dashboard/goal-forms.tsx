/** The forms that make a goal and a funnel. They work without script, keep what was written, and say what is wrong beside it. */
import type { Words } from '../page/words.ts'
import { goalKinds, patternLengthMax } from '../stats/goal-pattern.ts'
import { nameLengthMax, stepsMax, type GoalRefusal } from '../stats/goals.ts'

/** A form as it came, to be shown again. */
export interface WrittenStep {
  readonly kind: string
  readonly pattern: string
}
export interface Written {
  readonly name: string
  readonly steps: readonly WrittenStep[]
}

/** What was refused: which form, as it was written (each step where it stood), and why. */
export interface Refused {
  readonly form: 'goal' | 'funnel'
  readonly written: Written
  readonly refusal: GoalRefusal
}

interface FormProps {
  readonly action: string
  readonly refused: Refused | null
  readonly words: Words
}

/** Steps that are always there; the rest unfolds. */
const stepsShown = 4

const ofForm = (refused: Refused | null, form: Refused['form']) => (refused?.form === form ? refused : null)

/** What is wrong with a form as a whole. */
function formFault(refusal: GoalRefusal | undefined, { goals: { refused } }: Words): string | null {
  if (refusal?.what === 'full') return refused.full
  if (refusal?.what === 'shape') return refused.shape
  return refusal?.what === 'steps' ? refused.steps[refusal.why] : null
}

const nameFault = (refusal: GoalRefusal | undefined, { goals: { refused } }: Words): string | null =>
  refusal?.what === 'name' ? refused.name[refusal.why] : null

function stepFault(
  refusal: GoalRefusal | undefined,
  step: number,
  field: 'kind' | 'pattern',
  { goals: { refused } }: Words,
): string | null {
  if (refusal?.what !== 'step' || refusal.step !== step || refusal.field !== field) return null
  return refusal.why === 'unknown' ? refused.kind : refused.pattern[refusal.why]
}

export const GoalForm = ({ action, refused, words }: FormProps) => {
  const { goals } = words
  const own = ofForm(refused, 'goal')
  return (
    <section class="card panel" aria-labelledby="add-goal">
      <h2 id="add-goal">{goals.add}</h2>
      <form class="goal-form" method="post" action={`${action}#add-goal`}>
        <Fault id="goal-fault" text={formFault(own?.refusal, words)} />
        <NameField form="goal" refused={own} words={words} />
        <StepFields form="goal" step={0} refused={own} words={words} />
        <button type="submit">{goals.save}</button>
      </form>
    </section>
  )
}

export const FunnelForm = ({ action, refused, words }: FormProps) => {
  const { goals } = words
  const own = ofForm(refused, 'funnel')
  const isLong = (own?.written.steps ?? []).slice(stepsShown).some(({ pattern }) => pattern !== '')
  const fields = (from: number, until: number) =>
    Array.from({ length: until - from }, (_, nth) => (
      <StepFields form="funnel" step={from + nth} refused={own} words={words} />
    ))
  return (
    <section class="card panel" aria-labelledby="add-funnel">
      <h2 id="add-funnel">{goals.addFunnel}</h2>
      <form class="goal-form" method="post" action={`${action}#add-funnel`}>
        <Fault id="funnel-fault" text={formFault(own?.refusal, words)} />
        <NameField form="funnel" refused={own} words={words} />
        <p class="hint">{goals.stepsHint}</p>
        {fields(0, stepsShown)}
        <details class="disclosure" open={isLong}>
          <summary>{goals.moreSteps}</summary>
          <div>{fields(stepsShown, stepsMax)}</div>
        </details>
        <button type="submit">{goals.save}</button>
      </form>
    </section>
  )
}

const Fault = ({ id, text }: { id: string; text: string | null }) =>
  text === null ? null : (
    <p class="wrong" id={id} role="alert">
      {text}
    </p>
  )

interface PartProps {
  readonly form: Refused['form']
  readonly refused: Refused | null
  readonly words: Words
}

const NameField = ({ form, refused, words }: PartProps) => {
  const fault = nameFault(refused?.refusal, words)
  const id = `${form}-name`
  return (
    <div class="field">
      <label for={id}>{words.goals.name}</label>
      <p class="hint" id={`${id}-hint`}>
        {words.goals.nameHint}
      </p>
      <input
        id={id}
        name="name"
        type="text"
        required
        maxlength={nameLengthMax}
        autocomplete="off"
        value={refused?.written.name ?? ''}
        aria-describedby={fault === null ? `${id}-hint` : `${id}-hint ${id}-fault`}
        aria-invalid={fault === null ? undefined : 'true'}
      />
      <Fault id={`${id}-fault`} text={fault} />
    </div>
  )
}

const StepFields = ({ form, step, refused, words }: PartProps & { readonly step: number }) => {
  const { goals } = words
  const isGoal = form === 'goal'
  const written = refused?.written.steps[step] ?? { kind: 'page', pattern: '' }
  const [kindFault, patternFault] = [
    stepFault(refused?.refusal, step, 'kind', words),
    stepFault(refused?.refusal, step, 'pattern', words),
  ]
  const id = `${form}-${step + 1}`
  const faultOf = (field: string, fault: string | null) =>
    fault === null ? undefined : `${id}-${field}-fault`
  const hint = isGoal ? `${id}-hint` : undefined
  return (
    <fieldset>
      <legend class={isGoal ? 'visually-hidden' : undefined}>
        {isGoal ? `${goals.kind}, ${goals.pattern}` : goals.step(step + 1)}
      </legend>
      {isGoal && (
        <p class="hint" id={hint}>
          {goals.patternHint}
        </p>
      )}
      <div class="step-fields">
        <div class="field">
          <label class={isGoal ? undefined : 'visually-hidden'} for={`${id}-kind`}>
            {isGoal ? goals.kind : goals.kindOf(step + 1)}
          </label>
          <select
            id={`${id}-kind`}
            name={`kind-${step + 1}`}
            aria-describedby={faultOf('kind', kindFault)}
            aria-invalid={kindFault === null ? undefined : 'true'}
          >
            {goalKinds.map((kind) => (
              <option value={kind} selected={kind === written.kind}>
                {goals.kinds[kind]}
              </option>
            ))}
          </select>
          <Fault id={`${id}-kind-fault`} text={kindFault} />
        </div>
        <div class="field">
          <label class={isGoal ? undefined : 'visually-hidden'} for={`${id}-pattern`}>
            {isGoal ? goals.pattern : goals.patternOf(step + 1)}
          </label>
          <input
            id={`${id}-pattern`}
            name={`pattern-${step + 1}`}
            type="text"
            required={isGoal || step < 2}
            maxlength={patternLengthMax}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={written.pattern}
            aria-describedby={[hint, faultOf('pattern', patternFault)].filter(Boolean).join(' ') || undefined}
            aria-invalid={patternFault === null ? undefined : 'true'}
          />
          <Fault id={`${id}-pattern-fault`} text={patternFault} />
        </div>
      </div>
    </fieldset>
  )
}

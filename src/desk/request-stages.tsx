/** Four of the five steps of a request, each a card with what it says and what can be done: who asks, in time, telling others, the answer. */
import type { Child } from 'hono/jsx'
import { extendedDue } from '../rights/clock.ts'
import { refusalGrounds } from '../rights/refusal-ground.ts'
import { localDay } from '../site/local-day.ts'
import { deadlineOf } from './deadline.ts'
import { Act, Choices, SelectField, TextField } from '../page/form-fields.tsx'
import { requestHref } from './desk-href.ts'
import { DueMark } from './due-mark.tsx'
import type { RequestForm, RequestPartProps } from './request-page.tsx'
import { blockedBy, mayStep, openTasks, stages, type Stage } from './request-view.ts'

/** How staff came to know who asks. Closed words: what somebody showed is nothing to keep. */
export const identityChecks = ['called-back', 'met-in-person', 'known-details', 'written-back'] as const

export const StageCard = ({
  stage,
  states,
  words: { desk },
  children,
}: Pick<RequestPartProps, 'states' | 'words'> & { stage: Stage; children?: Child }) => (
  <section class={`card stack stage is-${states[stage]}`} id={stage} aria-labelledby={`${stage}-title`}>
    <div class="stage-head">
      <h2 id={`${stage}-title`}>
        {stages.indexOf(stage) + 1}. {desk.request.stepNames[stage]}
      </h2>
      <span
        class={`mark${states[stage] === 'done' ? ' is-exempt' : states[stage] === 'now' ? ' is-consent' : ''}`}
      >
        {desk.request.stepStates[states[stage]]}
      </span>
    </div>
    {children}
  </section>
)

/** What is wrong with a form as a whole, or with one field of it. */
export const faultOf = (
  { wrong, words }: Pick<RequestPartProps, 'wrong' | 'words'>,
  form: RequestForm,
  field: string | null = null,
): string | undefined =>
  wrong?.form === form && wrong.field === field ? words.desk.request.faults[wrong.why] : undefined

/**
 * Faults of a step's forms that are no field's: at the top of the step, and read out first. There also when a form is gone by now, since a
 * colleague was quicker.
 */
export const FormFault = ({
  wrong,
  words,
  of,
}: Pick<RequestPartProps, 'wrong' | 'words'> & { of: readonly RequestForm[] }) => {
  const fault = of.map((form) => faultOf({ wrong, words }, form)).find((found) => found !== undefined)
  return fault === undefined ? null : (
    <div class="alert" role="alert">
      <p>{fault}</p>
    </div>
  )
}

/** Unfolded when something in it is wrong, or is to be looked at. */
export const Unfolding = ({
  name,
  isOpen,
  children,
}: {
  name: string
  isOpen: boolean
  children?: Child
}) => (
  <details class="disclosure" open={isOpen}>
    <summary>{name}</summary>
    <div class="stack close">{children}</div>
  </details>
)

export const IdentityStage = (props: RequestPartProps) => {
  const { view, desk, request, wrong, typed, words, format } = props
  const own = words.desk.request.identity
  const { id, verifiedAt, verifiedBy, subject } = request
  const { timezone } = desk.site
  const at = (act: string) => requestHref(view, id, act)
  return (
    <StageCard {...props} stage="identity">
      <FormFault {...props} of={['verify', 'mail-link', 'cannot-identify']} />
      {verifiedAt !== null && verifiedBy !== null && (
        <p>
          {own.by[verifiedBy]}{' '}
          {own.on(`${format.dayOf(verifiedAt, timezone)}, ${format.timeOf(verifiedAt, timezone)}`)}
        </p>
      )}
      {mayStep(request, 'verify') && (
        <>
          <p>{own.text}</p>
          <p class="signal">{own.noCopy}</p>
          <form class="settings-form" method="post" action={at('verify')}>
            <Choices
              id="how"
              name="how"
              legend={own.how}
              fault={faultOf(props, 'verify', 'how')}
              choices={identityChecks.map((one) => ({ value: one, label: own.hows[one] }))}
              chosen={[typed['how'] ?? '']}
            />
            <TextField
              id="remark"
              name="remark"
              label={own.remark}
              aside={words.desk.intake.optional}
              hint={own.remarkHint}
              fault={faultOf(props, 'verify', 'remark')}
              value={typed['remark'] ?? ''}
              rows={2}
              maxlength={1000}
            />
            <button type="submit">{own.submit}</button>
          </form>
          {subject.email !== null && (
            <div class="stack close">
              <p>{own.mailText}</p>
              <Act action={at('mail-link')} label={own.mailSubmit} isQuiet />
            </div>
          )}
        </>
      )}
      {mayStep(request, 'cannot-identify') && !props.isDone && (
        <Unfolding name={own.notFound} isOpen={wrong?.form === 'cannot-identify'}>
          <p>{own.notFoundText}</p>
          <form class="settings-form" method="post" action={at('cannot-identify')}>
            <TextField
              id="cannot-reason"
              name="reason"
              label={own.notFoundReason}
              hint={words.desk.request.deadline.extendHint}
              fault={faultOf(props, 'cannot-identify', 'reason')}
              value={wrong?.form === 'cannot-identify' ? (typed['reason'] ?? '') : ''}
              rows={3}
              maxlength={2000}
              isRequired
            />
            <button type="submit" class="quiet">
              {own.notFoundSubmit}
            </button>
          </form>
        </Unfolding>
      )}
    </StageCard>
  )
}

export const DeadlineStage = (props: RequestPartProps) => {
  const { view, desk, request, wrong, typed, words, format } = props
  const own = words.desk.request.deadline
  const { id, promiseDue, legalDue, extendedDue: until, extensionReason, closedAt } = request
  const mayExtend = mayStep(request, 'extend')
  const isTooLate = desk.today > legalDue
  return (
    <StageCard {...props} stage="deadline">
      <FormFault {...props} of={['extend']} />
      {closedAt === null && (
        <p>
          <DueMark deadline={deadlineOf(request, desk.today)} words={words} />
        </p>
      )}
      <p>{own.text(format.day(promiseDue), format.day(legalDue))}</p>
      {closedAt === null && desk.today > (until ?? legalDue) && <p class="wrong">{own.lawPassed}</p>}
      {until !== null && (
        <>
          <p>{own.extendedText(format.day(until))}</p>
          {extensionReason !== null && (
            <dl class="stored">
              <div>
                <dt>{own.reason}</dt>
                <dd>{extensionReason}</dd>
              </div>
            </dl>
          )}
        </>
      )}
      {mayExtend && (
        <Unfolding name={own.extend} isOpen={wrong?.form === 'extend'}>
          {isTooLate ? (
            <p>{own.tooLate}</p>
          ) : (
            <>
              <p>
                {own.extendText(format.day(extendedDue(localDay(request.receivedAt, desk.site.timezone))))}
              </p>
              <form class="settings-form" method="post" action={requestHref(view, id, 'extend')}>
                <TextField
                  id="extend-reason"
                  name="reason"
                  label={own.extendReason}
                  hint={own.extendHint}
                  fault={faultOf(props, 'extend', 'reason')}
                  value={wrong?.form === 'extend' ? (typed['reason'] ?? '') : ''}
                  rows={3}
                  maxlength={2000}
                  isRequired
                />
                <button type="submit" class="quiet">
                  {own.extendSubmit}
                </button>
              </form>
            </>
          )}
        </Unfolding>
      )}
    </StageCard>
  )
}

export const OthersStage = (props: RequestPartProps) => {
  const { view, request, tasks, isDone, words, format } = props
  const own = words.desk.request.others
  return (
    <StageCard {...props} stage="others">
      <p>{own.text}</p>
      <FormFault {...props} of={['settle']} />
      {tasks.length === 0 ? (
        <p>{isDone ? own.none : own.later}</p>
      ) : (
        <ul class="rows tasks">
          {tasks.map(({ id, processorName, state, due }) => (
            <li>
              <span>
                <strong>
                  <bdi>{processorName}</bdi>
                </strong>
                <br />
                <span class={`task-state is-${state}`}>{own.states[state]}</span>
                {state !== 'done' && ` · ${own.due} ${format.day(due)}`}
              </span>
              {state !== 'done' && request.closedAt === null && (
                <Act
                  action={requestHref(view, request.id, 'settle')}
                  label={own.settle}
                  about={processorName}
                  fields={{ task: id }}
                  isQuiet
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {openTasks(tasks).length > 0 && <p class="hint">{own.settleText}</p>}
    </StageCard>
  )
}

export const AnswerStage = (props: RequestPartProps) => {
  const { view, desk, request, tasks, isDone, words, format } = props
  const own = words.desk.request.answer
  const { id, kind, closedAt } = request
  const blocked = blockedBy(request, { isDone, tasks })
  const sentence =
    kind === 'access' && blocked !== 'identity'
      ? own.blocked.access
      : blocked === 'tasks'
        ? own.blocked.tasks(openTasks(tasks).length)
        : blocked && own.blocked[blocked]
  return (
    <StageCard {...props} stage="answer">
      <FormFault {...props} of={['answer', 'refuse', 'withdraw']} />
      {closedAt !== null ? (
        <p>
          {words.desk.states[request.state]}. {own.closed(format.dayOf(closedAt, desk.site.timezone))}
        </p>
      ) : (
        <>
          <p>{kind === 'access' ? own.text.access : own.text.other}</p>
          <form method="post" action={requestHref(view, id, 'answer')} class="stack close">
            <button
              type="submit"
              disabled={sentence !== null}
              aria-describedby={sentence ? 'blocked' : undefined}
            >
              {own.submit}
            </button>
            {sentence !== null && <p id="blocked">{sentence}</p>}
          </form>
          {/* What was done can neither be refused nor taken back. */}
          {mayStep(request, 'refuse') && !isDone && <Refusing {...props} />}
          {mayStep(request, 'withdraw') && !isDone && <TakingBack {...props} />}
        </>
      )}
    </StageCard>
  )
}

const Refusing = (props: RequestPartProps) => {
  const { view, request, wrong, typed, preview, words } = props
  const own = words.desk.request.answer
  const isHere = wrong?.form === 'refuse' || preview !== null
  const value = (name: string) => (isHere ? (typed[name] ?? '') : '')
  return (
    <Unfolding name={own.refuse} isOpen={isHere}>
      <p>{own.refuseText}</p>
      <form class="settings-form" method="post" action={`${requestHref(view, request.id, 'refuse')}#refusal`}>
        <SelectField
          id="refuse-why"
          name="why"
          label={own.why}
          fault={faultOf(props, 'refuse', 'why')}
          options={[
            { value: '', label: own.choose },
            ...refusalGrounds.map((one) => ({ value: one, label: own.whys[one] })),
          ]}
          chosen={value('why')}
        />
        <TextField
          id="refuse-reason"
          name="reason"
          label={own.reason}
          hint={own.reasonHint}
          fault={faultOf(props, 'refuse', 'reason')}
          value={value('reason')}
          rows={4}
          maxlength={2000}
        />
        <TextField
          id="refuse-evidence"
          name="evidence"
          label={own.evidence}
          hint={own.evidenceHint}
          fault={faultOf(props, 'refuse', 'evidence')}
          value={value('evidence')}
          rows={3}
          maxlength={2000}
        />
        {preview !== null && (
          <section class="letter-preview" id="refusal" aria-labelledby="refusal-title">
            <h3 id="refusal-title">{own.previewTitle}</h3>
            <p class="hint">{own.previewText}</p>
            <p>
              <strong>{preview.subject}</strong>
            </p>
            <div class="letter-text">{preview.text}</div>
          </section>
        )}
        <p class="actions">
          <button type="submit" name="do" value="preview" class="quiet">
            {own.preview}
          </button>
          {preview !== null && (
            <button type="submit" name="do" value="send">
              {own.refuseSubmit}
            </button>
          )}
        </p>
      </form>
    </Unfolding>
  )
}

const TakingBack = (props: RequestPartProps) => {
  const own = props.words.desk.request.answer
  return (
    <Unfolding name={own.withdraw} isOpen={props.wrong?.form === 'withdraw'}>
      <p>{own.withdrawText}</p>
      <Act
        action={requestHref(props.view, props.request.id, 'withdraw')}
        label={own.withdrawSubmit}
        isQuiet
      />
    </Unfolding>
  )
}

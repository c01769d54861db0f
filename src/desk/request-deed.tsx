/** The third step: doing what was asked. Each right has its own deed; one that can not be undone is asked for twice. */
import { erasureGrounds, type ErasureCounts } from '../answer/erase.ts'
import { liftableFrom, noticeDays } from '../answer/restrict.ts'
import type { Restriction } from '../hold/restriction.ts'
import type { Stopped } from '../hold/stop.ts'
import { languages } from '../page/words.ts'
import { Act, SelectField, TextField, Tick } from '../page/form-fields.tsx'
import { requestHref } from './desk-href.ts'
import type { RequestPartProps } from './request-page.tsx'
import { faultOf, FormFault, StageCard } from './request-stages.tsx'
import { mayStep } from './request-view.ts'

/** What is on file to rectify. */
export interface Rectifiable {
  readonly email: string
  readonly name: string | null
  readonly language: string
}

/** What an objection stopped by itself, and what waits for the decision. */
export interface Stopping {
  readonly at: Date
  readonly stopped: Stopped
  /** Rows. */
  readonly held: number
}

interface Doing {
  /** As the chain proves it. */
  readonly isDone: boolean
}

/** What the third step shows, by right. */
export type Deed =
  | (Doing & { readonly kind: 'access' })
  | (Doing & {
      readonly kind: 'object'
      /** Null: it is not known yet who objects. */
      readonly stopping: Stopping | null
    })
  | (Doing & { readonly kind: 'withdraw' })
  /** Null: it is not known yet who asks, so nothing is looked up. */
  | (Doing & { readonly kind: 'rectify'; readonly now: Rectifiable | null })
  | (Doing & {
      readonly kind: 'erase'
      /** What would go, or once it is done, what went. */
      readonly counts: ErasureCounts | null
      readonly tasks: number
    })
  | (Doing & { readonly kind: 'restrict'; readonly restriction: Restriction | null })

type DeedProps<K extends Deed['kind']> = RequestPartProps & { readonly deed: Extract<Deed, { kind: K }> }

export const DeedStage = (props: RequestPartProps) => {
  const { request, deed, isDone, words } = props
  const own = words.desk.request.deed
  // Whoever may answer may do what is asked.
  const mayDo = mayStep(request, 'answer')
  return (
    <StageCard {...props} stage="deed">
      {isDone && deed.kind !== 'erase' && <p>{own.done}</p>}
      {!isDone && !mayDo && request.closedAt === null && <p>{own.first}</p>}
      <FormFault {...props} of={['deed', 'restriction']} />
      {(() => {
        switch (deed.kind) {
          case 'access':
            return mayDo && <Access {...props} deed={deed} />
          case 'erase':
            return <Erase {...props} deed={deed} />
          case 'restrict':
            return <Restrict {...props} deed={deed} />
          case 'rectify':
            return mayDo && <Rectify {...props} deed={deed} />
          case 'object':
            return (
              <>
                {deed.stopping !== null && (
                  <StoppedFirst {...props} stopping={deed.stopping} isDone={isDone} />
                )}
                {mayDo && !isDone && (
                  <>
                    <p>{own.object.text}</p>
                    <p class="hint">{own.object.refuse}</p>
                    <Act action={requestHref(props.view, request.id, 'object')} label={own.object.submit} />
                  </>
                )}
              </>
            )
          case 'withdraw':
            return (
              mayDo &&
              !isDone && (
                <>
                  <p>{own.withdraw.text}</p>
                  <Act
                    action={requestHref(props.view, request.id, 'end-consent')}
                    label={own.withdraw.submit}
                  />
                </>
              )
            )
        }
      })()}
    </StageCard>
  )
}

const StoppedFirst = ({
  desk,
  request,
  stopping: { at, stopped, held },
  isDone,
  words,
  format,
}: RequestPartProps & { readonly stopping: Stopping; readonly isDone: boolean }) => {
  const own = words.desk.request.deed.object
  const counts = (['lists', 'hits', 'consents'] as const).filter((what) => stopped[what] > 0)
  return (
    <>
      <p>{own.stopped(format.dayOf(at, desk.site.timezone))}</p>
      {counts.length === 0 ? (
        <p>{own.nothing}</p>
      ) : (
        <ul>
          {counts.map((what) => (
            <li>
              {words.deeds.stopped[what]}: {format.number(stopped[what])}
            </li>
          ))}
        </ul>
      )}
      {request.subject.email !== null && <p>{own.never}</p>}
      {!isDone && held > 0 && <p>{own.held(held)}</p>}
    </>
  )
}

const Access = ({ view, request, words }: DeedProps<'access'>) => {
  const own = words.desk.request.deed.access
  return (
    <>
      <p>{own.text}</p>
      <p>
        <a class="button" href={requestHref(view, request.id, 'package')}>
          {own.toPackage}
        </a>
      </p>
    </>
  )
}

const Counts = ({
  counts,
  isDone,
  words,
  format,
}: Pick<RequestPartProps, 'isDone' | 'words' | 'format'> & { counts: ErasureCounts }) => {
  const own = words.desk.request.deed.erase
  const shown = counts.filter(({ deleted, retained }) => deleted > 0 || retained > 0)
  const sum = (which: 'deleted' | 'retained') =>
    format.number(shown.reduce((total, count) => total + count[which], 0))
  return (
    <div class="table-scroll" role="group" aria-label={own.what} tabindex={0}>
      <table class="plain counts">
        <thead>
          <tr>
            <th scope="col">{own.what}</th>
            <th scope="col" class="num">
              {isDone ? own.isDeleted : own.deleted}
            </th>
            <th scope="col" class="num">
              {own.retained}
            </th>
            <th scope="col">{own.why}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ category, deleted, retained, because }) => (
            <tr>
              <th scope="row">{words.desk.erasure.categories[category]}</th>
              <td class="num">{format.number(deleted)}</td>
              <td class="num">{format.number(retained)}</td>
              <td>{because === null ? '' : words.desk.erasure.reasons[because]}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{own.total}</th>
            <td class="num">{sum('deleted')}</td>
            <td class="num">{sum('retained')}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

const Erase = (props: DeedProps<'erase'>) => {
  const { view, request, deed, isDone, isConfirming, typed, words, format } = props
  const own = words.desk.request.deed.erase
  const { counts, tasks } = deed
  if (counts === null) return null
  if (isDone)
    return (
      <>
        <div>
          <h3>{own.evidence}</h3>
          <p>{own.evidenceText}</p>
        </div>
        <Counts counts={counts} isDone words={words} format={format} />
        {tasks > 0 && <p>{own.others(tasks)}</p>}
      </>
    )
  const action = requestHref(view, request.id, 'erase')
  if (isConfirming)
    return (
      <div class="alert stack close" id="confirm">
        <h3>{own.confirmTitle}</h3>
        <p>
          <strong>{own.confirmText}</strong>
        </p>
        <Counts counts={counts} isDone={false} words={words} format={format} />
        <div class="actions">
          <Act
            action={action}
            label={own.confirm}
            fields={{
              ground: typed['ground'] ?? '',
              ...(typed['forGood'] && { forGood: typed['forGood'] }),
              confirmed: 'yes',
            }}
          />
          <a class="quiet button" href={`${requestHref(view, request.id)}#deed`}>
            {own.cancel}
          </a>
        </div>
      </div>
    )
  const isNothing = counts.every(({ deleted }) => deleted === 0)
  return (
    <>
      <p>{isNothing ? own.none : own.text}</p>
      <Counts counts={counts} isDone={false} words={words} format={format} />
      <form class="settings-form" method="post" action={`${action}#deed`}>
        <SelectField
          id="ground"
          name="ground"
          label={own.ground}
          fault={faultOf(props, 'deed', 'ground')}
          options={[
            { value: '', label: words.desk.request.answer.choose },
            ...erasureGrounds.map((one) => ({ value: one, label: own.grounds[one] })),
          ]}
          chosen={typed['ground'] ?? ''}
        />
        {request.subject.email !== null && (
          <Tick
            id="forGood"
            name="forGood"
            type="checkbox"
            value="on"
            label={own.forGood}
            hint={own.forGoodHint}
            isOn={typed['forGood'] === 'on'}
          />
        )}
        <button type="submit">{own.next}</button>
      </form>
    </>
  )
}

const Restrict = (props: DeedProps<'restrict'>) => {
  const { view, desk, request, deed, words, format } = props
  const own = words.desk.request.deed.restrict
  const { restriction } = deed
  const { site } = desk
  const day = (at: Date) => format.dayOf(at, site.timezone)
  if (restriction === null)
    return mayStep(request, 'answer') && !deed.isDone ? (
      <>
        <p>{own.text}</p>
        <Act action={requestHref(view, request.id, 'restrict')} label={own.submit} />
      </>
    ) : null
  const { id, beganAt, noticedAt, liftedAt, rows } = restriction
  if (liftedAt !== null)
    return (
      <p>
        {own.running(day(beganAt))} {own.lifted(day(liftedAt))}
      </p>
    )
  const from = noticedAt && liftableFrom(site, noticedAt)
  const mayLift = from !== null && from <= desk.today
  return (
    <>
      <p>
        {own.running(day(beganAt))} {own.held(rows)} {noticedAt !== null && own.told(day(noticedAt))}
      </p>
      {noticedAt === null && (
        <>
          <p>{own.tellText(noticeDays)}</p>
          <Act
            action={requestHref(view, request.id, 'restriction-ends')}
            label={own.tell}
            fields={{ restriction: id }}
            isQuiet
          />
        </>
      )}
      <form method="post" action={requestHref(view, request.id, 'lift')} class="stack close">
        <input type="hidden" name="restriction" value={id} />
        <button type="submit" class="quiet" disabled={!mayLift} aria-describedby="lift-why">
          {own.lift}
        </button>
        <p class="hint" id="lift-why">
          {from === null ? own.liftFirst : mayLift ? own.liftText : own.liftFrom(format.day(from))}
        </p>
      </form>
    </>
  )
}

const Rectify = (props: DeedProps<'rectify'>) => {
  const { view, request, deed, typed, wrong, words } = props
  const own = words.desk.request.deed.rectify
  const { now } = deed
  if (now === null) return <p>{own.none}</p>
  const value = (name: string) => (wrong?.form === 'deed' ? (typed[name] ?? '') : '')
  return (
    <form class="settings-form" method="post" action={`${requestHref(view, request.id, 'rectify')}#deed`}>
      <p>{own.text}</p>
      <TextField
        id="new-name"
        name="name"
        label={own.name}
        aside={words.desk.intake.optional}
        hint={own.now(now.name ?? words.desk.request.notGiven)}
        fault={faultOf(props, 'deed', 'name')}
        value={value('name')}
        maxlength={100}
      />
      <TextField
        id="new-email"
        name="email"
        type="email"
        label={own.email}
        aside={words.desk.intake.optional}
        hint={own.now(now.email)}
        fault={faultOf(props, 'deed', 'email')}
        value={value('email')}
        maxlength={254}
      />
      <SelectField
        id="new-language"
        name="language"
        label={`${own.language} (${own.now(words.desk.request.languages[now.language === 'en' ? 'en' : 'nl'])})`}
        options={[
          { value: '', label: own.same },
          ...languages.map((one) => ({ value: one, label: words.desk.request.languages[one] })),
        ]}
        chosen={value('language')}
      />
      <button type="submit">{own.submit}</button>
    </form>
  )
}

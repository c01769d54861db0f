/** Beside the five steps: who asks what, the letters, what staff noted for each other, and all that happened. */
import { localDay } from '../site/local-day.ts'
import type { LetterKind } from '../rights/letter.ts'
import { Act, SelectField, TextField } from '../page/form-fields.tsx'
import { requestHref } from './desk-href.ts'
import type { RequestPartProps } from './request-page.tsx'
import { faultOf, FormFault } from './request-stages.tsx'
import { shortOf } from './request-words.ts'

/** A letter in a list; its text is on a page of its own. */
export interface ShownLetter {
  readonly id: string
  readonly kind: LetterKind
  readonly sentAt: Date
  readonly isMailed: boolean
}

export const Who = (props: RequestPartProps) => {
  const { view, desk, request, handlers, words, format } = props
  const own = words.desk.request
  const { subject, wish, duplicateOf, assignedTo } = request
  const { timezone } = desk.site
  const { representedBy } = subject
  const moment = (at: Date) => `${format.dayOf(at, timezone)}, ${format.timeOf(at, timezone)}`
  const isSameDay = localDay(request.receivedAt, timezone) === localDay(request.enteredAt, timezone)
  const rows: readonly (readonly [string, string | null])[] = [
    [own.name, subject.name ?? own.notGiven],
    [own.email, subject.email ?? own.notGiven],
    [own.postal, subject.postal],
    [own.receipt, subject.receiptId],
    [own.representedBy, representedBy && `${representedBy.name} (${own.capacities[representedBy.capacity]})`],
    [own.proof, representedBy?.proof ?? null],
    [own.under16, subject.isUnder16 ? own.yes : null],
    [own.wish, wish === '' ? own.noWish : wish],
    [
      own.received,
      request.channel === 'page' ? moment(request.receivedAt) : format.dayOf(request.receivedAt, timezone),
    ],
    [own.entered, isSameDay ? null : moment(request.enteredAt)],
    [own.channel, words.desk.channels[request.channel]],
    [own.language, own.languages[request.language]],
    [own.state, words.desk.states[request.state]],
  ]
  return (
    <section class="card stack" aria-labelledby="who">
      <h2 id="who">{own.who}</h2>
      {duplicateOf !== null && (
        <p class="signal">
          {own.duplicate}{' '}
          <a href={requestHref(view, duplicateOf)}>
            {own.toDuplicate} ({shortOf(duplicateOf)})
          </a>
        </p>
      )}
      <dl class="stored narrow-terms">
        {rows.map(([term, value]) =>
          value === null ? null : (
            <div>
              <dt>{term}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ),
        )}
      </dl>
      <form class="settings-form" method="post" action={requestHref(view, request.id, 'assign')}>
        <FormFault {...props} of={['assign']} />
        <SelectField
          id="handler"
          name="staff"
          label={own.assign}
          options={[
            { value: '', label: own.nobody },
            ...[...handlers].map(([value, label]) => ({ value, label })),
          ]}
          chosen={assignedTo ?? ''}
        />
        <button type="submit" class="quiet">
          {own.assignSubmit}
        </button>
      </form>
      {assignedTo !== desk.actor.id && (
        <Act
          action={requestHref(view, request.id, 'assign')}
          label={own.toMe}
          fields={{ staff: desk.actor.id }}
          isQuiet
        />
      )}
    </section>
  )
}

export const Letters = ({ view, desk, request, letters, words, format }: RequestPartProps) => {
  const own = words.desk.request
  const { timezone } = desk.site
  return (
    <section class="card stack" aria-labelledby="letters">
      <h2 id="letters">{own.letters}</h2>
      {letters.length === 0 ? (
        <p>{own.lettersEmpty}</p>
      ) : (
        <ul class="rows">
          {letters.map(({ id, kind, sentAt, isMailed }) => (
            <li>
              <span>
                <a href={requestHref(view, request.id, `letters/${id}`)}>
                  {words.desk.templates.kinds[kind]}
                </a>
                <br />
                <span class="fine">
                  {format.dayOf(sentAt, timezone)}, {isMailed ? own.mailed : own.toPrint}
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

export const Notes = (props: RequestPartProps) => {
  const { view, desk, request, notes, names, wrong, typed, words, format } = props
  const own = words.desk.request
  const { timezone } = desk.site
  return (
    <section class="card stack" id="notes" aria-labelledby="notes-title">
      <div>
        <h2 id="notes-title">{own.notes}</h2>
        <p class="hint">{own.notesText}</p>
      </div>
      {notes.length > 0 && (
        <ul class="rows notes">
          {notes.map(({ at, by, text }) => (
            <li>
              <span>
                <span class="fine">
                  {format.dayOf(at, timezone)}, {format.timeOf(at, timezone)} ·{' '}
                  {(by === null ? undefined : names.get(by)) ?? words.account.acts.gone}
                </span>
                <br />
                <bdi class="note-text">{text}</bdi>
              </span>
            </li>
          ))}
        </ul>
      )}
      <form class="settings-form" method="post" action={requestHref(view, request.id, 'notes')}>
        <TextField
          id="note"
          name="note"
          label={own.noteField}
          fault={faultOf(props, 'note', 'note')}
          value={wrong?.form === 'note' ? (typed['note'] ?? '') : ''}
          rows={3}
          maxlength={2000}
        />
        <button type="submit" class="quiet">
          {own.noteSubmit}
        </button>
      </form>
    </section>
  )
}

/** Kinds of the chain that say more than the history of steps does. */
const shownProofs = [
  'package-released',
  'erased',
  'restricted',
  'restriction-lifted',
  'stopped',
  'objected',
  'resumed',
  'rectified',
  'withdrawn',
  'processor-told',
  'processor-done',
] as const

export const History = ({ desk, steps, audit, names, words, format }: RequestPartProps) => {
  const own = words.desk.request
  const { timezone } = desk.site
  const events = [
    ...steps.map(({ at, nth, step, actor }) => ({
      at,
      order: nth,
      what: own.moved[step],
      who:
        actor.kind === 'staff'
          ? own.by.staff(names.get(actor.id) ?? words.account.acts.gone)
          : own.by[actor.kind],
    })),
    ...audit.flatMap(({ at, kind, seq }) => {
      const shown = shownProofs.find((one) => one === kind)
      return shown === undefined
        ? []
        : [{ at, order: seq, what: own.proofs[shown], who: own.chain(format.number(seq)) }]
    }),
  ].toSorted((a, b) => b.at.getTime() - a.at.getTime() || b.order - a.order)
  return (
    <section class="card stack" aria-labelledby="history">
      <h2 id="history">{own.history}</h2>
      {events.length === 0 ? (
        <p>{own.historyEmpty}</p>
      ) : (
        <ol class="happened">
          {events.map(({ at, what, who }) => (
            <li>
              <strong>{what}</strong>
              <span class="fine">
                <time datetime={at.toISOString()}>
                  {format.dayOf(at, timezone)}, {format.timeOf(at, timezone)}
                </time>{' '}
                · {who}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

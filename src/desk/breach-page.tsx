/** The log of breaches: all of them, a new one, and one of them with its clock, its decision and what the authority's form asks for. */
import type { Breach } from '../breach/breach.ts'
import { contentGroups, formOf, type FormGroup } from '../breach/export.ts'
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { ClockMark } from './breach-clock.tsx'
import { BreachForm, type BreachFaults, type WrittenBreach } from './breach-form.tsx'
import type { DecisionFaults, DecisionField, WrittenDecision } from './breach-read.ts'
import type { Desk } from './desk-door.ts'
import { Act, Choices, TextField } from '../page/form-fields.tsx'
import { DeskFrame } from './desk-frame.tsx'
import { deskHref } from './desk-href.ts'
import { Alert, MomentField } from './register-fields.tsx'

interface Common {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
  readonly now: Date
}

export type BreachDone = keyof Words['breaches']['done']

export interface BreachesPageProps extends Common {
  readonly breaches: readonly Breach[]
}

/** As much of what happened as tells them apart in a list. */
const firstLine = (text: string): string => {
  const line = text.split('\n')[0] ?? ''
  return line.length > 120 ? `${line.slice(0, 119)}…` : line
}

const numberOf = ({ id }: Breach): string => id.slice(0, 8)

export const BreachesPage = ({ lang, view, desk, now, breaches }: BreachesPageProps) => {
  const words = wordsIn(lang)
  const own = words.breaches
  const format = formatIn(lang)
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="breaches"
      title={words.desk.places.breaches.title}
      lead={words.desk.places.breaches.lead}
    >
      <p class="actions">
        <a class="button" href={deskHref(view, 'breaches/new')}>
          {own.add}
        </a>
      </p>
      {breaches.length === 0 ? (
        <section class="card stack">
          <h2>{own.empty}</h2>
          <p>{own.emptyText}</p>
        </section>
      ) : (
        <section class="stack" aria-labelledby="breaches">
          <h2 id="breaches">{own.list}</h2>
          <ul class="plain stack">
            {breaches.map((breach) => (
              <li class="card stack">
                <h3>
                  <a href={deskHref(view, `breaches/${breach.id}`)}>{own.number(numberOf(breach))}</a>
                </h3>
                <p>
                  <bdi>{firstLine(breach.content.happened)}</bdi>
                </p>
                <p>
                  <ClockMark breach={breach} now={now} words={words} />
                </p>
                <p class="fine">
                  {own.fields.discoveredAt.label}: {format.moment(breach.discoveredAt)} ·{' '}
                  {breach.closedAt === null ? own.open : own.closed}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </DeskFrame>
  )
}

export interface BreachNewPageProps extends Common {
  readonly written: WrittenBreach
  readonly faults: BreachFaults
}

export const BreachNewPage = ({ lang, view, desk, written, faults }: BreachNewPageProps) => {
  const words = wordsIn(lang).breaches
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="breaches"
      below="breaches/new"
      title={words.add}
      lead={words.addLead}
      isWrong={faults.size > 0}
    >
      <section class="card">
        <BreachForm
          lang={lang}
          action={deskHref(view, 'breaches')}
          submit={words.save}
          written={written}
          faults={faults}
        />
      </section>
    </DeskFrame>
  )
}

export interface BreachPageProps extends Common {
  readonly breach: Breach
  readonly written: WrittenBreach
  readonly faults: BreachFaults
  readonly decision: WrittenDecision
  readonly decisionFaults: DecisionFaults
  readonly done: BreachDone | null
}

type PartProps = BreachPageProps & { readonly words: Words; readonly format: Format }

export const BreachPage = (props: BreachPageProps) => {
  const { lang, view, desk, breach, written, faults, decisionFaults, done } = props
  const words = wordsIn(lang)
  const own = words.breaches
  const format = formatIn(lang)
  const parts: PartProps = { ...props, words, format }
  const isOpen = breach.closedAt === null
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="breaches"
      below={`breaches/${breach.id}`}
      title={own.number(numberOf(breach))}
      lead={
        breach.closedAt === null ? own.open : own.closedOn(format.dayOf(breach.closedAt, desk.site.timezone))
      }
      done={done === null ? null : own.done[done]}
      isWrong={faults.size + decisionFaults.size > 0}
    >
      <ClockCard {...parts} />
      {isOpen && <Decision {...parts} />}
      <Form {...parts} />
      {isOpen && (
        <section class="card">
          <details class="disclosure" open={faults.size > 0}>
            <summary>{own.amend}</summary>
            <BreachForm
              lang={lang}
              action={deskHref(view, `breaches/${breach.id}`)}
              submit={own.amendSave}
              written={written}
              faults={faults}
            />
          </details>
        </section>
      )}
      {breach.before.length > 0 && <Earlier {...parts} />}
      {isOpen && (
        <section class="card stack">
          {breach.decision === null ? (
            <p>{own.closeUndecided}</p>
          ) : (
            <>
              <p>{own.closeText}</p>
              <Act action={deskHref(view, `breaches/${breach.id}/close`)} label={own.close} isQuiet />
            </>
          )}
        </section>
      )}
    </DeskFrame>
  )
}

const ClockCard = ({ breach, now, words, format }: PartProps) => {
  const { clock } = words.breaches
  return (
    <section class="card stack" aria-labelledby="clock">
      <h2 id="clock">{clock.heading}</h2>
      <p class="clock-now">
        <ClockMark breach={breach} now={now} words={words} />
      </p>
      {breach.notifyDue === null ? (
        <p>{clock.notAwareText}</p>
      ) : (
        <p>
          <time datetime={breach.notifyDue.toISOString()}>
            {clock.until(format.moment(breach.notifyDue))}
          </time>
        </p>
      )}
      {breach.notifiedAt !== null && <p>{clock.notifiedAt(format.moment(breach.notifiedAt))}</p>}
    </section>
  )
}

const Decision = ({ view, breach, decision, decisionFaults, words: { breaches: words } }: PartProps) => {
  const own = words.decide
  const faultOf = (field: DecisionField): string | undefined => {
    const fault = decisionFaults.get(field)
    return fault && words.faults[fault]
  }
  const labels: Readonly<Record<DecisionField, string>> = {
    decision: own.decision,
    notifiedAt: own.at,
    reference: own.reference,
    reason: own.reason,
    delay: own.delay,
  }
  const form = (
    <form class="settings-form narrow" method="post" action={deskHref(view, `breaches/${breach.id}/decide`)}>
      <Alert
        title={words.wrongTitle}
        items={[...decisionFaults.keys()].map((field) => ({
          id: `decide-${field}`,
          label: labels[field],
          fault: faultOf(field) ?? '',
        }))}
      />
      <Choices
        id="decide-decision"
        name="decision"
        legend={own.decision}
        fault={faultOf('decision')}
        choices={(['notified', 'not-notified'] as const).map((value) => ({ value, label: own[value] }))}
        chosen={[decision.decision]}
      />
      <MomentField
        id="decide-notifiedAt"
        name="notifiedAt"
        label={own.at}
        fault={faultOf('notifiedAt')}
        value={decision.notifiedAt}
      />
      {(['reference', 'reason', 'delay'] as const).map((field) => (
        <TextField
          id={`decide-${field}`}
          name={field}
          label={labels[field]}
          hint={field === 'reason' ? own.reasonHint : field === 'delay' ? own.delayHint : undefined}
          fault={faultOf(field)}
          value={decision[field]}
          {...(field !== 'reference' && { rows: 3 })}
        />
      ))}
      <button type="submit">{own.submit}</button>
    </form>
  )
  return (
    <section class="card stack" aria-labelledby="decide">
      <h2 id="decide">{own.title}</h2>
      <p>{own.text}</p>
      {breach.decision === null ? (
        form
      ) : (
        <details class="disclosure" open={decisionFaults.size > 0}>
          <summary>{own.again}</summary>
          {form}
        </details>
      )}
    </section>
  )
}

const Form = ({ lang, view, desk, breach, words: { breaches: words } }: PartProps) => (
  <section class="card stack" aria-labelledby="form">
    <h2 id="form">{words.exportTitle}</h2>
    <p>{words.exportText}</p>
    <p class="actions">
      {(['txt', 'csv', 'json'] as const).map((kind) => (
        <a class="button quiet" href={deskHref(view, `breaches/${breach.id}/form.${kind}`)}>
          {words.exportAs[kind]}
        </a>
      ))}
    </p>
    {formOf(desk.site, breach, lang).map((group) => (
      <Group group={group} none={words.notFilled} />
    ))}
  </section>
)

const Group = ({ group: { title, lines }, none }: { group: FormGroup; none: string }) => (
  <section class="stack">
    <h3>{title}</h3>
    <dl class="stored">
      {lines.map(({ name, value }) => (
        <div>
          <dt>{name}</dt>
          <dd class={value === '' ? 'missing' : undefined}>{value === '' ? none : value}</dd>
        </div>
      ))}
    </dl>
  </section>
)

const Earlier = ({ lang, breach, words: { breaches: words }, format }: PartProps) => (
  <section class="card">
    <details class="disclosure">
      <summary>{words.earlier(format.number(breach.before.length))}</summary>
      {breach.before.map(({ until, content }) => (
        <section class="stack">
          <h2>{words.until(format.moment(until))}</h2>
          {contentGroups(content, lang).map((group) => (
            <Group group={group} none={words.notFilled} />
          ))}
        </section>
      ))}
    </details>
  </section>
)

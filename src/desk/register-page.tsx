/** The register of article 30 of one site: who answers for it, what the service does, and what the organisation does besides, which staff write. */
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import {
  controllerLines,
  officerLines,
  registerColumns,
  type Register,
  type RegisterRow,
} from '../register/article-30.ts'
import {
  processingBases,
  type OutsideProcessing,
  type ProcessingFault,
  type ProcessingFields,
} from '../register/processing.ts'
import type { Desk } from './desk-door.ts'
import { Act, SelectField, TextField } from '../page/form-fields.tsx'
import { DeskFrame } from './desk-frame.tsx'
import { deskHref } from './desk-href.ts'
import { Alert } from './register-fields.tsx'

export type ProcessingField = keyof ProcessingFields
export type WrittenProcessing = Readonly<Record<ProcessingField, string>>

/** `id` null: the form for a new one. */
export interface RefusedProcessing {
  readonly id: string | null
  readonly written: WrittenProcessing
  readonly faults: ReadonlyMap<ProcessingField, ProcessingFault>
}

export type RegisterDone = keyof Words['register']['page']['done']

export interface RegisterPageProps {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
  readonly register: Register
  readonly processings: readonly OutsideProcessing[]
  readonly refused: RefusedProcessing | null
  readonly done: RegisterDone | null
}

const noFaults: RefusedProcessing['faults'] = new Map()

export const blankProcessing: WrittenProcessing = {
  name: '',
  purpose: '',
  basis: '',
  subjects: '',
  data: '',
  recipients: '',
  transfers: '',
  kept: '',
  measures: '',
}

export const RegisterPage = (props: RegisterPageProps) => {
  const { lang, view, desk, register, processings, refused, done } = props
  const words = wordsIn(lang)
  const own = words.register
  const { page } = own
  const { site } = desk
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="register"
      title={words.desk.places.register.title}
      lead={words.desk.places.register.lead}
      done={done === null ? null : page.done[done]}
      isWrong={refused !== null}
    >
      <p class="actions">
        <a class="button quiet" href={deskHref(view, 'register.csv')}>
          {page.download}
        </a>
        <a class="button quiet" href={deskHref(view, 'register/annex')}>
          {page.annex}
        </a>
      </p>
      <section class="card stack">
        <h2>{page.controller}</h2>
        <Lines lines={controllerLines(site)} none={page.controllerUnknown} />
        <h3>{page.officer}</h3>
        <Lines lines={officerLines(site)} none={page.officerNone} />
      </section>
      <section class="stack" aria-labelledby="own">
        <h2 id="own">{page.own}</h2>
        <ul class="plain stack">
          {register.own.map((row) => (
            <li class="card stack">
              <h3>{row.name}</h3>
              <p>{row.purpose}</p>
              <details class="disclosure">
                <summary>
                  {own.columns.data}
                  <span class="visually-hidden">: {row.name}</span>
                </summary>
                <Row row={row} words={own} />
              </details>
            </li>
          ))}
        </ul>
      </section>
      <section class="stack" aria-labelledby="outside">
        <h2 id="outside">{page.outside}</h2>
        <p>{page.outsideText}</p>
        {processings.length === 0 ? (
          <p class="empty-small">{page.outsideEmpty}</p>
        ) : (
          <ul class="plain stack">
            {processings.map((processing) => (
              <Outside {...props} processing={processing} words={own} format={formatIn(lang)} />
            ))}
          </ul>
        )}
        <details class="card disclosure" open={processings.length === 0 || refused?.id === null}>
          <summary>{page.add}</summary>
          <ProcessingForm
            id="new"
            action={deskHref(view, 'register/processings')}
            submit={page.addSubmit}
            written={refused?.id === null ? refused.written : blankProcessing}
            faults={refused?.id === null ? refused.faults : noFaults}
            words={own}
          />
        </details>
      </section>
      <section class="card stack">
        <h2>{page.measures}</h2>
        <ul class="ticked">
          {own.measures.map((measure) => (
            <li>{measure}</li>
          ))}
        </ul>
      </section>
    </DeskFrame>
  )
}

const Lines = ({ lines, none }: { lines: readonly string[]; none: string }) =>
  lines.length === 0 ? (
    <p class="fine">{none}</p>
  ) : (
    <address>
      {lines.map((line) => (
        <>
          <bdi>{line}</bdi>
          <br />
        </>
      ))}
    </address>
  )

/** Name, purpose and how all is protected stand elsewhere. */
const shownColumns = registerColumns.filter(
  (column) => column !== 'name' && column !== 'purpose' && column !== 'measures',
)

const Row = ({ row, words }: { row: RegisterRow; words: Words['register'] }) => (
  <dl class="stored">
    {shownColumns
      // What is kept stands with how long.
      .filter((column) => column !== 'data' || row.kept.length === 0)
      .map((column) => (
        <div>
          <dt>{words.columns[column]}</dt>
          <dd>{row[column].length === 0 ? words.none : row[column].join('\n')}</dd>
        </div>
      ))}
  </dl>
)

type OutsideProps = RegisterPageProps & {
  readonly processing: OutsideProcessing
  readonly words: Words['register']
  readonly format: Format
}

const Outside = ({ view, desk, refused, processing, words, format }: OutsideProps) => {
  const { page } = words
  const { id, fields, before, changedAt, endedAt } = processing
  const { timezone } = desk.site
  const isRefused = refused?.id === id
  return (
    <li class="card stack">
      <div>
        <h3>
          <bdi>{fields.name}</bdi>
        </h3>
        <p class="fine">
          {endedAt === null
            ? page.changedOn(format.dayOf(changedAt, timezone))
            : page.endedOn(format.dayOf(endedAt, timezone))}
        </p>
      </div>
      <Fields fields={fields} words={words} />
      {endedAt === null && (
        <>
          <details class="disclosure" open={isRefused}>
            <summary>
              {page.change}
              <span class="visually-hidden"> {fields.name}</span>
            </summary>
            <ProcessingForm
              id={id}
              action={deskHref(view, 'register/processings/change')}
              submit={page.save}
              written={isRefused ? refused.written : fields}
              faults={isRefused ? refused.faults : noFaults}
              words={words}
            />
          </details>
          <details class="disclosure">
            <summary>
              {page.end}
              <span class="visually-hidden"> {fields.name}</span>
            </summary>
            <div class="stack">
              <p>{page.endText}</p>
              <Act
                action={deskHref(view, 'register/processings/end')}
                label={page.end}
                about={fields.name}
                fields={{ id }}
                isQuiet
              />
            </div>
          </details>
        </>
      )}
      {before.length > 0 && (
        <details class="disclosure">
          <summary>
            {page.versions(format.number(before.length))}
            <span class="visually-hidden"> {fields.name}</span>
          </summary>
          {before.map(({ until, fields: then }) => (
            <section class="stack">
              <h4>{page.until(format.moment(until))}</h4>
              <Fields fields={then} words={words} />
            </section>
          ))}
        </details>
      )}
    </li>
  )
}

const Fields = ({ fields, words }: { fields: ProcessingFields; words: Words['register'] }) => (
  <dl class="stored">
    {(Object.keys(fields) as ProcessingField[])
      .filter((field) => field !== 'name' && fields[field] !== '')
      .map((field) => (
        <div>
          <dt>{words.fields[field].label}</dt>
          <dd>{field === 'basis' ? words.bases[fields.basis] : fields[field]}</dd>
        </div>
      ))}
  </dl>
)

interface ProcessingFormProps {
  readonly id: string
  readonly action: string
  readonly submit: string
  readonly written: WrittenProcessing
  readonly faults: RefusedProcessing['faults']
  readonly words: Words['register']
}

const mayStayEmpty: readonly ProcessingField[] = ['recipients', 'transfers', 'measures']
/** Of one line each; the others have several. */
const lines: readonly ProcessingField[] = ['name', 'kept']

const ProcessingForm = ({ id, action, submit, written, faults, words }: ProcessingFormProps) => {
  const faultOf = (field: ProcessingField): string | undefined => {
    const fault = faults.get(field)
    return fault && words.faults[fault]
  }
  const fields = Object.keys(blankProcessing) as ProcessingField[]
  return (
    <form class="settings-form narrow" method="post" action={action}>
      <Alert
        title={words.wrongTitle}
        items={fields.flatMap((field) => {
          const fault = faultOf(field)
          return fault === undefined
            ? []
            : [{ id: `${field}-${id}`, label: words.fields[field].label, fault }]
        })}
      />
      {id !== 'new' && <input type="hidden" name="id" value={id} />}
      {fields.map((field) => {
        const { label, hint } = words.fields[field]
        return field === 'basis' ? (
          <SelectField
            id={`basis-${id}`}
            name="basis"
            label={label}
            fault={faultOf('basis')}
            options={[
              { value: '', label: '–' },
              ...processingBases.map((basis) => ({ value: basis, label: words.bases[basis] })),
            ]}
            chosen={written.basis}
          />
        ) : (
          <TextField
            id={`${field}-${id}`}
            name={field}
            label={label}
            aside={mayStayEmpty.includes(field) ? words.optional : undefined}
            hint={hint ?? undefined}
            fault={faultOf(field)}
            value={written[field]}
            {...(!lines.includes(field) && { rows: 3 })}
            isRequired={!mayStayEmpty.includes(field)}
          />
        )
      })}
      <button type="submit">{submit}</button>
    </form>
  )
}

/** Processors of a site: who they are, what they have yet to do; one of them, to make and change; and a secret, on the answer to its making alone. */
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import {
  processorActivities,
  taskKinds,
  transferGrounds,
  type ProcessorDocument,
  type ProcessorFault,
} from '../processor/document.ts'
import type { Processor } from '../processor/processor.ts'
import type { Task } from '../processor/task.ts'
import { readWebhookUrl } from '../processor/webhook-url.ts'
import type { Desk } from './desk-door.ts'
import { Act, Choices, SelectField, TextField } from '../page/form-fields.tsx'
import { DeskFrame } from './desk-frame.tsx'
import { deskHref, requestHref } from './desk-href.ts'
import { Alert, Boxes } from './register-fields.tsx'

/** A form as it came. */
export interface WrittenProcessor {
  readonly name: string
  readonly gets: string
  readonly country: string
  readonly transfer: string
  readonly agreement: string
  readonly by: string
  readonly url: string
  readonly email: string
  readonly kinds: readonly string[]
  readonly activities: readonly string[]
  readonly language: string
}
export type ProcessorField = keyof WrittenProcessor
export type ProcessorFaults = ReadonlyMap<ProcessorField, ProcessorFault>

export const blankProcessor: WrittenProcessor = {
  name: '',
  gets: '',
  country: 'NL',
  transfer: 'none',
  agreement: '',
  by: 'webhook',
  url: '',
  email: '',
  kinds: taskKinds,
  activities: [],
  language: 'nl',
}

export const writtenOf = ({ told, ...document }: ProcessorDocument): WrittenProcessor => ({
  ...document,
  by: told.by,
  url: told.by === 'webhook' ? told.url : '',
  email: told.by === 'mail' ? told.email : '',
})

interface Common {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
}

export type ProcessorDone = keyof Words['processors']['done']

export interface ProcessorsPageProps extends Common {
  readonly processors: readonly Processor[]
  readonly tasks: readonly Task[]
  readonly done: ProcessorDone | null
}

export const ProcessorsPage = (props: ProcessorsPageProps) => {
  const { lang, view, desk, processors, tasks, done } = props
  const words = wordsIn(lang)
  const own = words.processors
  const format = formatIn(lang)
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="processors"
      title={words.desk.places.processors.title}
      lead={words.desk.places.processors.lead}
      done={done === null ? null : own.done[done]}
    >
      <p class="actions">
        <a class="button" href={deskHref(view, 'processors/new')}>
          {own.add}
        </a>
      </p>
      {tasks.length > 0 && <Tasks {...props} words={own} format={format} />}
      {processors.length === 0 ? (
        <section class="card stack">
          <h2>{own.empty}</h2>
          <p>{own.emptyText}</p>
        </section>
      ) : (
        <ul class="plain stack">
          {processors.map((processor) => (
            <Card {...props} processor={processor} words={own} format={format} />
          ))}
        </ul>
      )}
    </DeskFrame>
  )
}

type PartProps = ProcessorsPageProps & { readonly words: Words['processors']; readonly format: Format }

const dayMs = 86_400_000
const daysLate = (due: string, today: string): number =>
  Math.round((Date.parse(today) - Date.parse(due)) / dayMs)

const Tasks = ({ view, desk, tasks, words: { tasks: own, kinds }, format }: PartProps) => (
  <section class="card stack" aria-labelledby="tasks">
    <h2 id="tasks">{own.title}</h2>
    <p>{own.lead}</p>
    <ul class="plain stack task-list">
      {tasks.map(({ processorName, what, state, due, lastCode, requestId }) => {
        const late = daysLate(due, desk.today)
        return (
          <li>
            <p>
              <strong>
                <bdi>{processorName}</bdi>
              </strong>
              : {kinds[what]}
            </p>
            <p class="fine">
              {own.states[state]} · {own.due(format.day(due))}
              {late > 0 && (
                <>
                  {' '}
                  · <strong class="overdue">{own.late(late)}</strong>
                </>
              )}
              {lastCode !== null && <> · {own.code(lastCode)}</>}
            </p>
            <p>
              <a href={requestHref(view, requestId)}>
                {own.request}
                <span class="visually-hidden">
                  : {processorName}, {kinds[what]}
                </span>
              </a>
            </p>
          </li>
        )
      })}
    </ul>
  </section>
)

const Card = ({
  view,
  desk,
  processor: { id, document, madeAt, endedAt },
  words,
  format,
}: PartProps & { processor: Processor }) => {
  const { name, gets, country, transfer, agreement, told, kinds } = document
  const rows: readonly (readonly [string, string])[] = [
    [words.gets, gets],
    [words.where, `${format.countryName(country)}, ${words.transfers[transfer]}`],
    [
      words.told,
      told.by === 'webhook'
        ? words.byWebhook(readWebhookUrl(told.url)?.hostname ?? told.url)
        : words.byMail(told.email),
    ],
    [
      words.kindsLabel,
      kinds.length === 0 ? words.noKinds : format.list(kinds.map((kind) => words.kinds[kind])),
    ],
    [words.agreement, agreement === '' ? words.noAgreement : agreement],
    [words.since, format.dayOf(madeAt, desk.site.timezone)],
  ]
  return (
    <li class="card stack">
      <div>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        {endedAt !== null && <p class="fine">{words.endedOn(format.dayOf(endedAt, desk.site.timezone))}</p>}
      </div>
      <dl class="stored">
        {rows.map(([what, value]) => (
          <div>
            <dt>{what}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {endedAt === null && (
        <p>
          <a class="button quiet" href={deskHref(view, `processors/${id}`)}>
            {words.change}
            <span class="visually-hidden"> {name}</span>
          </a>
        </p>
      )}
    </li>
  )
}

export interface ProcessorPageProps extends Common {
  /** Null: a new one. */
  readonly processor: Processor | null
  readonly written: WrittenProcessor
  readonly faults: ProcessorFaults
}

export const ProcessorPage = (props: ProcessorPageProps) => {
  const { lang, view, desk, processor, faults } = props
  const words = wordsIn(lang)
  const own = words.processors
  const name = processor?.document.name
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="processors"
      below={processor === null ? 'processors/new' : `processors/${processor.id}`}
      title={name ?? own.add}
      lead={words.desk.places.processors.lead}
      isWrong={faults.size > 0}
    >
      <section class="card">
        <ProcessorForm {...props} words={own} activities={words.register.activities} />
      </section>
      {processor !== null && (
        <section class="card stack">
          {processor.document.told.by === 'webhook' && (
            <details class="disclosure">
              <summary>{own.renew}</summary>
              <div class="stack">
                <p>{own.renewText}</p>
                <Act
                  action={deskHref(view, `processors/${processor.id}/secret`)}
                  label={own.renew}
                  about={name}
                  isQuiet
                />
              </div>
            </details>
          )}
          <details class="disclosure">
            <summary>{own.end}</summary>
            <div class="stack">
              <p>{own.endText}</p>
              <Act
                action={deskHref(view, `processors/${processor.id}/end`)}
                label={own.end}
                about={name}
                isQuiet
              />
            </div>
          </details>
        </section>
      )}
    </DeskFrame>
  )
}

const ProcessorForm = ({
  view,
  processor,
  written,
  faults,
  words,
  activities,
}: ProcessorPageProps & { words: Words['processors']; activities: Words['register']['activities'] }) => {
  const { fields } = words
  const faultOf = (field: ProcessorField): string | undefined => {
    const fault = faults.get(field)
    return fault && words.faults[fault]
  }
  const text = (
    field: 'name' | 'gets' | 'country' | 'agreement' | 'url' | 'email',
    more: {
      readonly hint?: string
      readonly aside?: string
      readonly rows?: number
      readonly maxlength?: number
      readonly isRequired?: boolean
    } = {},
  ) => (
    <TextField
      id={field}
      name={field}
      label={fields[field]}
      fault={faultOf(field)}
      value={written[field]}
      {...more}
    />
  )
  return (
    <form
      class="settings-form narrow"
      method="post"
      action={deskHref(view, processor === null ? 'processors' : `processors/${processor.id}`)}
    >
      <Alert
        title={words.wrongTitle}
        items={[...faults.keys()].map((field) => ({
          id: field,
          label: fields[field],
          fault: faultOf(field) ?? '',
        }))}
      />
      {text('name', { maxlength: 150, isRequired: true })}
      {text('gets', { hint: fields.getsHint, rows: 3, maxlength: 500, isRequired: true })}
      {text('country', { hint: fields.countryHint, maxlength: 2, isRequired: true })}
      <SelectField
        id="transfer"
        name="transfer"
        label={fields.transfer}
        fault={faultOf('transfer')}
        options={transferGrounds.map((ground) => ({ value: ground, label: words.transfers[ground] }))}
        chosen={written.transfer}
      />
      {text('agreement', { hint: fields.agreementHint, aside: words.optional, maxlength: 200 })}
      <Choices
        id="by"
        name="by"
        legend={fields.by}
        fault={faultOf('by')}
        choices={(['webhook', 'mail'] as const).map((by) => ({ value: by, label: fields.byChoices[by] }))}
        chosen={[written.by]}
      />
      {text('url', { hint: fields.urlHint, maxlength: 500 })}
      {text('email', { hint: fields.emailHint, maxlength: 254 })}
      <SelectField
        id="language"
        name="language"
        label={fields.language}
        fault={faultOf('language')}
        options={(['nl', 'en'] as const).map((one) => ({ value: one, label: fields.languages[one] }))}
        chosen={written.language}
      />
      <Boxes
        id="kinds"
        name="kinds"
        legend={fields.kinds}
        fault={faultOf('kinds')}
        choices={taskKinds.map((kind) => ({ value: kind, label: words.kinds[kind] }))}
        chosen={written.kinds}
      />
      <Boxes
        id="activities"
        name="activities"
        legend={fields.activities}
        hint={fields.activitiesHint}
        fault={faultOf('activities')}
        choices={processorActivities.map((one) => ({ value: one, label: activities[one].name }))}
        chosen={written.activities}
      />
      <button type="submit">{processor === null ? words.addSubmit : words.save}</button>
    </form>
  )
}

export interface SecretPageProps extends Common {
  readonly name: string
  readonly secret: string
}

/** The answer to making it. Nothing keeps it: not an address, not a cache, and we only sealed. */
export const SecretPage = ({ lang, view, desk, name, secret }: SecretPageProps) => {
  const words = wordsIn(lang).processors
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="processors"
      title={words.secretTitle}
      lead={words.secretText}
    >
      <section class="card stack">
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <div class="field">
          <label for="secret">{words.secretLabel}</label>
          <input
            id="secret"
            class="code"
            type="text"
            readonly
            value={secret}
            autocomplete="off"
            spellcheck={false}
          />
        </div>
        <p class="actions">
          <a class="button" href={deskHref(view, 'processors')}>
            {words.secretDone}
          </a>
        </p>
      </section>
    </DeskFrame>
  )
}

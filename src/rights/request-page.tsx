/** The form for a request. Works without script; what went wrong stands beside its field, and nothing typed is lost. */
import type { Child } from 'hono/jsx'
import { privacyPath } from '../consent/more-links.tsx'
import { formAction, Points, VisitorPage, type Visiting } from '../consent/visitor-page.tsx'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Words } from '../page/words.ts'
import { nameLengthMax } from '../subscriber/change.ts'
import { trapName } from '../subscriber/read-sign-up.ts'
import { capacities, nothingTyped, whos, wishLengthMax, type RequestFault } from './read-request.ts'
import type { TypedRequest } from './read-request.ts'
import { requestKinds } from './request.ts'

export interface RequestPageProps {
  readonly visiting: Visiting
  /** Absent: the form is shown for the first time. */
  readonly refused?: {
    readonly typed: TypedRequest
    readonly why: { readonly faults: readonly RequestFault[] } | 'network' | 'email'
  }
}

export const RequestPage = ({ visiting, refused }: RequestPageProps) => {
  const { site, lang } = visiting
  const { request: words } = wordsIn(lang)
  const typed = refused?.typed ?? nothingTyped
  const why = refused?.why
  const faults = typeof why === 'object' ? why.faults : []
  const most = formatIn(lang).number(wishLengthMax)
  const refusalOf = (fault: RequestFault): string | undefined =>
    faults.includes(fault) ? (fault === 'wish' ? words.refused.wish(most) : words.refused[fault]) : undefined
  return (
    <VisitorPage visiting={visiting} title={words.title}>
      <div>
        <h1>{words.title}</h1>
        <p class="lead">{words.lead(site.domain)}</p>
      </div>
      {why !== undefined && <Refusal words={words} why={why} />}
      <section class="card passage">
        <h2>{words.device.title}</h2>
        <p>{words.device.text}</p>
        <p>
          <a class="quiet button" href={formAction('/my-data', visiting)}>
            {words.device.go}
          </a>
        </p>
      </section>
      <form class="card sign-up" method="post" action={formAction('/rights', visiting)}>
        <input type="hidden" name="d" value={site.domain} />
        <Trap label={words.trap} />
        <Choices legend={words.kindTitle} name="kind" refusal={refusalOf('kind')}>
          {requestKinds.map((kind) => (
            <Choice
              name="kind"
              value={kind}
              isChosen={typed.kind === kind}
              label={words.kind[kind].label}
              hint={words.kind[kind].hint}
            />
          ))}
        </Choices>
        <TextField
          name="email"
          label={words.email}
          hint={words.emailHint}
          type="email"
          autocomplete="email"
          value={typed.email}
          maxlength={254}
          refusal={refusalOf('email')}
        />
        <TextField
          name="name"
          label={words.name}
          optional={words.optional}
          hint={words.nameHint}
          autocomplete="name"
          value={typed.name}
          maxlength={nameLengthMax}
          refusal={refusalOf('name')}
        />
        <TextField
          name="receipt"
          label={words.receipt}
          optional={words.optional}
          hint={words.receiptHint}
          autocomplete="off"
          value={typed.receipt}
          maxlength={40}
          isCode
          refusal={refusalOf('receipt')}
        />
        <Field
          name="wish"
          label={words.wish}
          optional={words.optional}
          hint={words.wishHint(most)}
          refusal={refusalOf('wish')}
        >
          <textarea
            id="wish"
            name="wish"
            rows={5}
            maxlength={wishLengthMax}
            aria-describedby={describedBy('wish', true, refusalOf('wish'))}
            aria-invalid={refusalOf('wish') === undefined ? undefined : 'true'}
          >
            {typed.wish}
          </textarea>
        </Field>
        <Choices legend={words.who.title} name="who" refusal={refusalOf('who')}>
          {whos.map((who) => (
            <Choice name="who" value={who} isChosen={typed.who === who} label={words.who[who]} />
          ))}
        </Choices>
        <fieldset class="sign-up-part">
          <legend>{words.standIn.title}</legend>
          <TextField
            name="standInName"
            label={words.standIn.name}
            autocomplete="name"
            value={typed.standInName}
            maxlength={nameLengthMax}
            isOptional
            refusal={refusalOf('standInName')}
          />
          <Field
            name="capacity"
            label={words.standIn.capacity}
            hint={words.standIn.hint}
            refusal={refusalOf('capacity')}
          >
            <select
              id="capacity"
              name="capacity"
              aria-describedby={describedBy('capacity', true, refusalOf('capacity'))}
              aria-invalid={refusalOf('capacity') === undefined ? undefined : 'true'}
            >
              <option value="">{words.standIn.choose}</option>
              {capacities.map((one) => (
                <option value={one} selected={typed.capacity === one}>
                  {words.standIn.capacities[one]}
                </option>
              ))}
            </select>
          </Field>
        </fieldset>
        <p>{words.noProof}</p>
        <button type="submit">{words.submit}</button>
      </form>
      <div class="counted">
        <Points heading={words.happens} points={words.happensList} />
      </div>
      <p>
        <a href={privacyPath(visiting)}>{words.privacy}</a>
      </p>
    </VisitorPage>
  )
}

const Refusal = ({
  words,
  why,
}: {
  words: Words['request']
  why: NonNullable<RequestPageProps['refused']>['why']
}) => (
  <div class="alert" role="alert">
    <h2>{typeof why === 'object' ? words.refused.title : words.busy.title}</h2>
    <p>{typeof why === 'object' ? words.refused.check : words.busy[why]}</p>
  </div>
)

/** For robots, which fill in what they find. Not shown, not read out, not reached by the keyboard, not filled in by the browser. */
const Trap = ({ label }: { label: string }) => (
  <div hidden>
    <label for={trapName}>{label}</label>
    <input id={trapName} name={trapName} type="text" tabindex={-1} autocomplete="off" />
  </div>
)

const describedBy = (name: string, hasHint: boolean, refusal: string | undefined): string | undefined =>
  [hasHint && `${name}-hint`, refusal !== undefined && `${name}-refusal`].filter(Boolean).join(' ') ||
  undefined

interface FieldProps {
  readonly name: string
  readonly label: string
  readonly optional?: string
  readonly hint?: string
  readonly refusal: string | undefined
  readonly children?: Child
}

const Field = ({ name, label, optional, hint, refusal, children }: FieldProps) => (
  <div class="field">
    <label for={name}>
      {label} {optional !== undefined && <span class="optional">({optional})</span>}
    </label>
    {hint !== undefined && (
      <p class="hint" id={`${name}-hint`}>
        {hint}
      </p>
    )}
    {refusal !== undefined && (
      <p class="refusal" id={`${name}-refusal`}>
        {refusal}
      </p>
    )}
    {children}
  </div>
)

interface TextFieldProps extends Omit<FieldProps, 'children'> {
  readonly type?: 'email'
  readonly autocomplete: string
  readonly value: string
  readonly maxlength: number
  /** Letters and digits that have to be copied exactly. */
  readonly isCode?: boolean
  /** May stay empty, without saying so at the label: the heading of its part does. */
  readonly isOptional?: boolean
}

const TextField = ({
  type,
  autocomplete,
  value,
  maxlength,
  isCode = false,
  isOptional = false,
  ...field
}: TextFieldProps) => (
  <Field {...field}>
    <input
      id={field.name}
      name={field.name}
      type={type ?? 'text'}
      class={isCode ? 'code' : undefined}
      autocomplete={autocomplete}
      autocapitalize={isCode ? 'none' : undefined}
      required={field.optional === undefined && !isOptional}
      maxlength={maxlength}
      value={value}
      spellcheck={false}
      aria-describedby={describedBy(field.name, field.hint !== undefined, field.refusal)}
      aria-invalid={field.refusal === undefined ? undefined : 'true'}
    />
  </Field>
)

interface ChoicesProps {
  readonly legend: string
  readonly name: string
  readonly refusal: string | undefined
  readonly children?: Child
}

const Choices = ({ legend, name, refusal, children }: ChoicesProps) => (
  <fieldset class="sign-up-part" aria-describedby={describedBy(name, false, refusal)}>
    <legend>{legend}</legend>
    {refusal !== undefined && (
      <p class="refusal" id={`${name}-refusal`}>
        {refusal}
      </p>
    )}
    {children}
  </fieldset>
)

interface ChoiceProps {
  readonly name: string
  readonly value: string
  readonly isChosen: boolean
  readonly label: string
  readonly hint?: string
}

const Choice = ({ name, value, isChosen, label, hint }: ChoiceProps) => {
  const id = `${name}-${value}`
  return (
    <div class="tick">
      <input
        id={id}
        type="radio"
        name={name}
        value={value}
        checked={isChosen}
        required
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      <div>
        <label for={id}>{label}</label>
        {hint !== undefined && (
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  )
}

/** The same for every address, whether anything is known of it or not. */
export const RequestPendingPage = ({ visiting }: { visiting: Visiting }) => {
  const { pending } = wordsIn(visiting.lang).request
  return (
    <VisitorPage visiting={visiting} title={pending.title}>
      <div role="status">
        <h1>{pending.title}</h1>
        <p class="lead">{pending.lead}</p>
      </div>
      <div class="counted">
        <Points heading={pending.hints} points={pending.hintsList} />
      </div>
    </VisitorPage>
  )
}

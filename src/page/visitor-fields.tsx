/** Fields of forms that visitors fill in: each with its hint, and what is wrong with it above its box. They work without script. */
import type { Child } from 'hono/jsx'

/** What went wrong, read out at once. */
export const Refusal = ({ title, text }: { title: string; text: string }) => (
  <div class="alert" role="alert">
    <h2>{title}</h2>
    <p>{text}</p>
  </div>
)

/** For robots, which fill in what they find. Not shown, not read out, not reached by the keyboard, not filled in by the browser. */
export const Trap = ({ name, label }: { name: string; label: string }) => (
  <div hidden>
    <label for={name}>{label}</label>
    <input id={name} name={name} type="text" tabindex={-1} autocomplete="off" />
  </div>
)

export interface FieldProps {
  readonly name: string
  readonly label: string
  /** Behind the label: that it may stay empty. */
  readonly optional?: string
  readonly hint?: string
  readonly refusal: string | undefined
}

const describedBy = ({ name, hint, refusal }: Pick<FieldProps, 'name' | 'hint' | 'refusal'>) =>
  [hint !== undefined && `${name}-hint`, refusal !== undefined && `${name}-refusal`]
    .filter(Boolean)
    .join(' ') || undefined

/** What is read out with a field besides its label. */
const saidWith = (field: FieldProps) => ({
  'aria-describedby': describedBy(field),
  'aria-invalid': field.refusal === undefined ? undefined : ('true' as const),
})

const Hint = ({ id, hint }: { id: string; hint: string | undefined }) =>
  hint === undefined ? null : (
    <p class="hint" id={`${id}-hint`}>
      {hint}
    </p>
  )

const Wrong = ({ name, refusal }: Pick<FieldProps, 'name' | 'refusal'>) =>
  refusal === undefined ? null : (
    <p class="refusal" id={`${name}-refusal`}>
      {refusal}
    </p>
  )

const Field = ({ name, label, optional, hint, refusal, children }: FieldProps & { children?: Child }) => (
  <div class="field">
    <label for={name}>
      {label} {optional !== undefined && <span class="optional">({optional})</span>}
    </label>
    <Hint id={name} hint={hint} />
    <Wrong name={name} refusal={refusal} />
    {children}
  </div>
)

interface TextFieldProps extends FieldProps {
  readonly type?: 'email'
  readonly autocomplete: string
  readonly value: string
  readonly maxlength: number
  /** Letters and digits that have to be copied exactly. */
  readonly isCode?: boolean
  /** May stay empty, without saying so at the label: the heading of its part does. */
  readonly isOptional?: boolean
}

export const TextField = ({
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
      {...saidWith(field)}
    />
  </Field>
)

interface LongTextFieldProps extends FieldProps {
  readonly rows: number
  readonly value: string
  readonly maxlength: number
}

export const LongTextField = ({ rows, value, maxlength, ...field }: LongTextFieldProps) => (
  <Field {...field}>
    <textarea id={field.name} name={field.name} rows={rows} maxlength={maxlength} {...saidWith(field)}>
      {value}
    </textarea>
  </Field>
)

interface SelectFieldProps extends FieldProps {
  /** Its options. */
  readonly children?: Child
}

export const SelectField = ({ children, ...field }: SelectFieldProps) => (
  <Field {...field}>
    <select id={field.name} name={field.name} {...saidWith(field)}>
      {children}
    </select>
  </Field>
)

interface PartProps {
  readonly name: string
  readonly legend: string
  readonly refusal?: string | undefined
  readonly children?: Child
}

/** Fields that belong together, with what is wrong with all of them. */
export const Part = ({ name, legend, refusal, children }: PartProps) => (
  <fieldset class="sign-up-part" aria-describedby={describedBy({ name, refusal })}>
    <legend>{legend}</legend>
    <Wrong name={name} refusal={refusal} />
    {children}
  </fieldset>
)

interface TickProps {
  readonly type: 'checkbox' | 'radio'
  readonly id: string
  readonly name: string
  readonly value: string
  readonly isOn: boolean
  readonly label: string
  readonly hint?: string | undefined
}

/** One of several circles has to be chosen; boxes may all stay empty. */
export const Tick = ({ type, id, name, value, isOn, label, hint }: TickProps) => (
  <div class="tick">
    <input
      id={id}
      type={type}
      name={name}
      value={value}
      checked={isOn}
      required={type === 'radio'}
      aria-describedby={hint === undefined ? undefined : `${id}-hint`}
    />
    <div>
      <label for={id}>{label}</label>
      <Hint id={id} hint={hint} />
    </div>
  </div>
)

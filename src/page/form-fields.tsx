/** Fields of forms that staff fill in: each with its hint, and what is wrong with it right below. They work without script. */
const describedBy = (id: string, hint: string | undefined, fault: string | undefined): string | undefined =>
  [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`].filter(Boolean).join(' ') ||
  undefined

const Hint = ({ id, hint }: { id: string; hint: string | undefined }) =>
  hint === undefined ? null : (
    <p class="hint" id={`${id}-hint`}>
      {hint}
    </p>
  )

export const Fault = ({ id, fault }: { id: string; fault: string | undefined }) =>
  fault === undefined ? null : (
    <p class="wrong" id={`${id}-fault`}>
      {fault}
    </p>
  )

export interface TextFieldProps {
  readonly id: string
  readonly name: string
  readonly label: string
  /** Behind the label, such as that it may stay empty. */
  readonly aside?: string | undefined
  readonly hint?: string | undefined
  readonly fault?: string | undefined
  readonly value?: string
  readonly type?: 'text' | 'email' | 'date' | 'number'
  readonly max?: string
  readonly min?: string
  /** Of a text with several lines. */
  readonly rows?: number
  readonly maxlength?: number
  readonly isRequired?: boolean
}

/** Nothing is filled in by the browser: it is never about whoever is at the keyboard. */
export const TextField = (props: TextFieldProps) => {
  const { id, name, label, aside, hint, fault, value = '', type = 'text', rows, maxlength, min, max } = props
  const common = {
    id,
    name,
    maxlength,
    required: props.isRequired,
    autocomplete: 'off',
    'aria-describedby': describedBy(id, hint, fault),
    'aria-invalid': fault === undefined ? undefined : ('true' as const),
  }
  return (
    <div class="field">
      <label for={id}>
        {label}
        {aside !== undefined && <span class="optional">{` (${aside})`}</span>}
      </label>
      <Hint id={id} hint={hint} />
      {rows === undefined ? (
        <input
          {...common}
          type={type === 'number' ? 'text' : type}
          inputmode={type === 'number' ? 'numeric' : undefined}
          min={min}
          max={max}
          class={type === 'number' || type === 'date' ? 'short' : undefined}
          spellcheck={type === 'text' ? undefined : false}
          value={value}
        />
      ) : (
        <textarea {...common} rows={rows}>
          {value}
        </textarea>
      )}
      <Fault id={id} fault={fault} />
    </div>
  )
}

export interface Choice {
  readonly value: string
  readonly label: string
  readonly text?: string
}

interface ChoicesProps {
  readonly id: string
  readonly name: string
  readonly legend: string
  readonly hint?: string | undefined
  readonly fault?: string | undefined
  readonly type?: 'checkbox' | 'radio'
  readonly choices: readonly Choice[]
  readonly chosen: readonly string[]
}

/** Boxes or circles that belong together, with one fault for all of them. */
export const Choices = ({ id, name, legend, hint, fault, type = 'radio', choices, chosen }: ChoicesProps) => (
  <fieldset class="field" id={id} aria-describedby={describedBy(id, hint, fault)}>
    <legend>{legend}</legend>
    <Hint id={id} hint={hint} />
    <div class="picks">
      {choices.map(({ value, label, text }) => (
        <Tick
          id={`${id}-${value}`}
          name={name}
          type={type}
          value={value}
          label={label}
          hint={text}
          isOn={chosen.includes(value)}
          isWrong={fault !== undefined}
        />
      ))}
    </div>
    <Fault id={id} fault={fault} />
  </fieldset>
)

interface TickProps {
  readonly id: string
  readonly name: string
  readonly type: 'checkbox' | 'radio'
  readonly value: string
  readonly label: string
  readonly hint?: string | undefined
  readonly isOn: boolean
  readonly isWrong?: boolean
}

export const Tick = ({ id, name, type, value, label, hint, isOn, isWrong = false }: TickProps) => (
  <div class={hint === undefined ? undefined : 'explained'}>
    <div class="tick">
      <input
        id={id}
        name={name}
        type={type}
        value={value}
        checked={isOn}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        aria-invalid={isWrong ? 'true' : undefined}
      />
      <label for={id}>{label}</label>
    </div>
    <Hint id={id} hint={hint} />
  </div>
)

interface SelectFieldProps {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly fault?: string | undefined
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly chosen: string
}

export const SelectField = ({ id, name, label, fault, options, chosen }: SelectFieldProps) => (
  <div class="field">
    <label for={id}>{label}</label>
    <select
      id={id}
      name={name}
      aria-describedby={describedBy(id, undefined, fault)}
      aria-invalid={fault === undefined ? undefined : 'true'}
    >
      {options.map(({ value, label: text }) => (
        <option value={value} selected={value === chosen}>
          {text}
        </option>
      ))}
    </select>
    <Fault id={id} fault={fault} />
  </div>
)

interface ActProps {
  readonly action: string
  readonly label: string
  /** What it is about, for whoever does not see where the button stands. */
  readonly about?: string | undefined
  readonly fields?: Readonly<Record<string, string>>
  readonly isQuiet?: boolean
}

/** Tells several of one name apart. */
export const About = ({ what }: { what: string | undefined }) =>
  what === undefined ? null : <span class="visually-hidden"> {what}</span>

/** A button that does one thing. */
export const Act = ({ action, label, about, fields = {}, isQuiet = false }: ActProps) => (
  <form method="post" action={action}>
    {Object.entries(fields).map(([name, value]) => (
      <input type="hidden" name={name} value={value} />
    ))}
    <button type="submit" class={isQuiet ? 'quiet' : undefined}>
      {label}
      <About what={about} />
    </button>
  </form>
)

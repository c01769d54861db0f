/** What forms of the register, of processors and of breaches have besides the desk's own fields: boxes, a moment, what is wrong at the top. */
import { Fault, Tick, type Choice } from '../page/form-fields.tsx'

export interface AlertItem {
  /** Of the field, to lead there. */
  readonly id: string
  readonly label: string
  readonly fault: string
}

/** First on a page that was refused, so that it is read first. None: nothing is wrong. */
export const Alert = ({ title, items }: { title: string; items: readonly AlertItem[] }) =>
  items.length === 0 ? null : (
    <div class="alert" role="alert">
      <h2>{title}</h2>
      <ul>
        {items.map(({ id, label, fault }) => (
          <li>
            <a href={`#${id}`}>{label}</a>: {fault}
          </li>
        ))}
      </ul>
    </div>
  )

interface BoxesProps {
  readonly id: string
  readonly name: string
  readonly legend: string
  readonly hint?: string | undefined
  readonly fault?: string | undefined
  readonly choices: readonly Choice[]
  readonly chosen: readonly string[]
}

/** Boxes that belong together, none of which has to be ticked. */
export const Boxes = ({ id, name, legend, hint, fault, choices, chosen }: BoxesProps) => (
  <fieldset class="field" id={id} aria-describedby={hint ? `${id}-hint` : undefined}>
    <legend>{legend}</legend>
    {hint !== undefined && (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    <div class="picks">
      {choices.map(({ value, label }) => (
        <Tick
          id={`${id}-${value}`}
          name={name}
          type="checkbox"
          value={value}
          label={label}
          isOn={chosen.includes(value)}
        />
      ))}
    </div>
    <Fault id={id} fault={fault} />
  </fieldset>
)

interface MomentFieldProps {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  readonly aside?: string | undefined
  readonly fault?: string | undefined
  readonly value: string
}

/** A day and a time in one, by the clock of Amsterdam. */
export const MomentField = ({ id, name, label, hint, aside, fault, value }: MomentFieldProps) => (
  <div class="field">
    <label for={id}>
      {label}
      {aside !== undefined && <span class="optional">{` (${aside})`}</span>}
    </label>
    {hint !== undefined && (
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
    )}
    <input
      id={id}
      name={name}
      type="datetime-local"
      class="moment"
      autocomplete="off"
      value={value}
      aria-describedby={
        [hint && `${id}-hint`, fault !== undefined && `${id}-fault`].filter(Boolean).join(' ') || undefined
      }
      aria-invalid={fault === undefined ? undefined : 'true'}
    />
    <Fault id={id} fault={fault} />
  </div>
)

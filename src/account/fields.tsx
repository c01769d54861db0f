/** What the forms of accounts are made of: a labelled field with its hint and its refusal, and the alert above a form. */
import type { Child } from 'hono/jsx'

export interface FieldProps {
  readonly name: string
  readonly label: string
  readonly type: 'email' | 'password' | 'text'
  readonly autocomplete: string
  readonly hint?: string | undefined
  readonly refusal?: string | undefined
  readonly value?: string | undefined
  readonly maxlength?: number
  readonly inputmode?: 'numeric'
}

export const Field = ({
  name,
  label,
  type,
  autocomplete,
  hint,
  refusal,
  value,
  maxlength = 200,
  inputmode,
}: FieldProps) => {
  const told = [hint !== undefined && `${name}-hint`, refusal !== undefined && `${name}-refusal`].filter(
    Boolean,
  )
  return (
    <div class="field">
      <label for={name}>{label}</label>
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
      <input
        id={name}
        name={name}
        type={type}
        autocomplete={autocomplete}
        required
        maxlength={maxlength}
        value={value}
        inputmode={inputmode}
        spellcheck={type === 'text' ? undefined : false}
        autocapitalize={type === 'text' ? undefined : 'off'}
        aria-describedby={told.length > 0 ? told.join(' ') : undefined}
        aria-invalid={refusal === undefined ? undefined : 'true'}
      />
    </div>
  )
}

/** What went wrong, read out at once. */
export const Alert = ({ title, children }: { title?: string; children?: Child }) => (
  <div class="alert" role="alert">
    {title !== undefined && <h2>{title}</h2>}
    <p>{children}</p>
  </div>
)

/** What went right. */
export const Done = ({ children }: { children?: Child }) => (
  <p class="done" role="status">
    {children}
  </p>
)

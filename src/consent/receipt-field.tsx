/** Asks for the number of a receipt, to show what belongs to it. */
import { wordsIn } from '../page/words.ts'
import { Carried, formAction, type Visiting } from './visitor-page.tsx'

export const ReceiptField = ({ visiting }: { visiting: Visiting }) => {
  const { receipt: words } = wordsIn(visiting.lang).choice
  return (
    <form class="look-up" method="post" action={formAction('/choice/receipt', visiting)}>
      <h2>{words.heading}</h2>
      <p>{words.headingText}</p>
      <Carried visiting={visiting} />
      <NumberInput label={words.label} hint={words.hint} name="receipt" button={words.show} />
    </form>
  )
}

/** Not filled in again after a mistake, nor offered by the browser later: whoever has the number can act with it. */
export const NumberInput = ({
  label,
  hint,
  name,
  button,
}: {
  label: string
  hint: string
  name: string
  /** Absent: the form has buttons of its own, and the field may stay empty. */
  button?: string
}) => (
  <div class="number-field">
    <div class="field">
      <label for={name}>{label}</label>
      <p class="hint" id={`${name}-hint`}>
        {hint}
      </p>
      <input
        id={name}
        name={name}
        class="code"
        aria-describedby={`${name}-hint`}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        maxlength={40}
        required={button !== undefined}
      />
    </div>
    {button !== undefined && <button type="submit">{button}</button>}
  </div>
)

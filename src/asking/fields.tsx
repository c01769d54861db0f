/** Fields of the editor's form: each with its hint, and what is wrong with it right below. They work without script. */
import type { Child } from 'hono/jsx'
import { noticeLanguages, textsIn, type NoticeLanguage } from '../consent/texts.ts'
import type { Words } from '../page/words.ts'
import { idOf, type Faults } from './read-draft.ts'

/** What every part of the form is given. */
export interface FormParts {
  readonly faults: Faults
  readonly words: Words
}

const faultText = (name: string, { faults, words }: FormParts): string | undefined => {
  const fault = faults.get(name)
  return fault === undefined ? undefined : words.consent.edit.faults[fault]
}

export const hasFault = (faults: Faults, begin: string): boolean =>
  [...faults.keys()].some((name) => name === begin || name.startsWith(`${begin}.`))

interface TextFieldProps extends FormParts {
  readonly name: string
  readonly label: string
  readonly hint?: string | undefined
  readonly value: string
  readonly placeholder?: string | undefined
  /** Of a text with several lines. */
  readonly rows?: number
  readonly kind?: 'text' | 'number' | 'colour' | 'code'
  readonly maxlength?: number
  readonly language?: NoticeLanguage
  readonly children?: Child
}

export const TextField = (props: TextFieldProps) => {
  const { name, label, hint, value, placeholder, rows, kind = 'text', maxlength, language, children } = props
  const id = idOf(name)
  const fault = faultText(name, props)
  const described = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`]
    .filter((one) => one !== false)
    .join(' ')
  const common = {
    id,
    name,
    placeholder,
    autocomplete: 'off',
    spellcheck: kind === 'text',
    'aria-describedby': described === '' ? undefined : described,
    'aria-invalid': fault === undefined ? undefined : ('true' as const),
    lang: language,
    dir: language === undefined ? undefined : textsIn(language, 'je').direction,
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {rows === undefined ? (
        <span class="with-swatch">
          <input
            {...common}
            type="text"
            inputmode={kind === 'number' ? 'numeric' : undefined}
            class={kind === 'text' ? undefined : kind === 'code' ? 'code' : 'short'}
            maxlength={maxlength}
            value={value}
          />
          {children}
        </span>
      ) : (
        <textarea {...common} rows={rows} maxlength={maxlength}>
          {value}
        </textarea>
      )}
      {fault !== undefined && (
        <p class="wrong" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </div>
  )
}

interface GroupProps extends FormParts {
  readonly name: string
  readonly legend: string
  readonly hint?: string
  readonly children?: Child
}

/** Boxes and circles that belong together, with one fault for all of them. */
export const Group = ({ name, legend, hint, children, ...parts }: GroupProps) => {
  const id = idOf(name)
  const fault = faultText(name, parts)
  const described = [hint !== undefined && `${id}-hint`, fault !== undefined && `${id}-fault`]
    .filter((one) => one !== false)
    .join(' ')
  return (
    <fieldset class="field" id={id} aria-describedby={described === '' ? undefined : described}>
      <legend>{legend}</legend>
      {hint !== undefined && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {fault !== undefined && (
        <p class="wrong" id={`${id}-fault`}>
          {fault}
        </p>
      )}
    </fieldset>
  )
}

interface TickProps {
  readonly id: string
  readonly name: string
  readonly type: 'checkbox' | 'radio'
  readonly value: string
  readonly label: string
  readonly isOn: boolean
  readonly isWrong?: boolean
}

export const Tick = ({ id, name, type, value, label, isOn, isWrong = false }: TickProps) => (
  <div class="tick">
    <input
      id={id}
      name={name}
      type={type}
      value={value}
      checked={isOn}
      aria-invalid={isWrong ? 'true' : undefined}
    />
    <label for={id}>{label}</label>
  </div>
)

interface EachLanguageProps {
  readonly faults: Faults
  /** Name of the fields of one language, up to the language. */
  readonly begin: string
  readonly words: Words
  readonly render: (language: NoticeLanguage) => Child
}

/**
 * Fields in every language, so that nothing typed is lost when a language is taken away and put back; those of languages that
 * are not chosen are hidden by the stylesheet, at once and without script, unless something is wrong in them.
 */
export const EachLanguage = ({ faults, begin, words, render }: EachLanguageProps) => (
  <>
    {noticeLanguages.map((language) => (
      <fieldset
        class={`in-language in-${language}${hasFault(faults, `${begin}.${language}`) ? ' has-fault' : ''}`}
      >
        <legend>{words.consent.languages[language]}</legend>
        {render(language)}
      </fieldset>
    ))}
  </>
)

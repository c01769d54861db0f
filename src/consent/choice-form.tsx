/**
 * The question of a site, in its notice's own texts, with an answer to each part of it. Nothing is ticked beforehand (B5), each
 * purpose and each service is answered by itself (B10), and the three buttons look the same.
 */
import { must } from '../must.ts'
import { wordsIn } from '../page/words.ts'
import { NumberInput } from './receipt-field.tsx'
import type { Notice, ShownTexts } from './notice.ts'
import type { CurrentNotice } from './publication.ts'
import type { Purpose } from './purpose.ts'
import type { NoticeLanguage } from './texts.ts'
import { Carried, formAction, type Visiting } from './visitor-page.tsx'

export interface ChoiceFormProps {
  readonly visiting: Visiting
  readonly current: Pick<CurrentNotice, 'id' | 'notice'>
  /** Of the notice: it may be there in languages that our pages are not. */
  readonly language: NoticeLanguage
  readonly hasSignal: boolean
  /** Chance, so that the same answer sent twice makes one receipt; see `readChoiceForm`. */
  readonly once: string
  /** The receipt that this answer comes after, where it is known. */
  readonly previous?: string | undefined
}

export const textsOfNotice = (notice: Pick<Notice, 'texts'>, language: NoticeLanguage): ShownTexts =>
  must(notice.texts[language], 'a notice has texts in each of its languages')

export const ChoiceForm = ({ visiting, current, language, hasSignal, once, previous }: ChoiceFormProps) => {
  const { notice } = current
  const texts = textsOfNotice(notice, language)
  const { asking, receipt } = wordsIn(visiting.lang).choice
  return (
    <form class="card ask" method="post" action={formAction('/choice', visiting)}>
      <Carried visiting={visiting} />
      <input type="hidden" name="notice" value={current.id} />
      <input type="hidden" name="language" value={language} />
      <input type="hidden" name="once" value={once} />
      {previous !== undefined && <input type="hidden" name="previous" value={previous} />}
      <div class="asked" lang={language} dir={texts.direction}>
        <h2 id="question">{texts.title}</h2>
        <p>{texts.intro}</p>
        {notice.purposes.map((purpose) => (
          <PurposeAnswer purpose={purpose} texts={texts} visiting={visiting} hasSignal={hasSignal} />
        ))}
        <p>
          {texts.withdraw} <a href={formAction('/choice', visiting)}>{texts.choiceLink}</a>.
        </p>
      </div>
      {previous === undefined && (
        <details>
          <summary>{asking.before}</summary>
          <div class="field">
            <p class="fine">{asking.beforeText}</p>
            <NumberInput label={asking.beforeLabel} hint={receipt.hint} name="previous" />
          </div>
        </details>
      )}
      <div class="answers" role="group" aria-labelledby="question" lang={language} dir={texts.direction}>
        <button type="submit" name="answer" value="refuse">
          {texts.refuseAll}
        </button>
        <button type="submit" name="answer" value="save">
          {texts.save}
        </button>
        <button type="submit" name="answer" value="accept">
          {texts.acceptAll}
        </button>
      </div>
      <p class="fine">{asking.after}</p>
    </form>
  )
}

interface PurposeAnswerProps {
  readonly purpose: Purpose
  readonly texts: ShownTexts
  readonly visiting: Visiting
  readonly hasSignal: boolean
}

const PurposeAnswer = ({ purpose, texts, visiting, hasSignal }: PurposeAnswerProps) => {
  const { id, basis, services } = purpose
  const { name, sentence } = must(texts.purposes[id], 'a notice has a text for each purpose')
  return (
    <fieldset class="asked-purpose">
      <legend>{name}</legend>
      <p>{sentence}</p>
      <p class="fine">{notesOn(purpose, texts)}</p>
      {id === 'statistics' && <CountingAnswer visiting={visiting} hasSignal={hasSignal} />}
      {basis === 'consent' &&
        (services.length === 0 ? (
          <Tick name="granted" value={id} label={texts.on} about={name} />
        ) : (
          services.map((one) => <Tick name="granted" value={one.id} label={one.name} about={name} />)
        ))}
    </fieldset>
  )
}

/** Exempt measuring may be objected to, and an objection that the browser made may be overruled: the one that changes something. */
const CountingAnswer = ({ visiting, hasSignal }: Pick<PurposeAnswerProps, 'visiting' | 'hasSignal'>) => {
  const { choice } = wordsIn(visiting.lang)
  return (
    <div lang={visiting.lang} dir="ltr">
      {hasSignal ? (
        <Tick name="counting" value="on" label={choice.on} />
      ) : (
        <>
          <Tick name="counting" value="off" label={choice.off} />
          <p class="fine">{choice.asking.refusesAll}</p>
        </>
      )}
    </div>
  )
}

const Tick = ({
  name,
  value,
  label,
  about,
}: {
  name: string
  value: string
  label: string
  about?: string
}) => (
  <div class="tick">
    <input id={`${name}-${value}`} type="checkbox" name={name} value={value} />
    <label for={`${name}-${value}`}>
      {label}
      {about !== undefined && <span class="visually-hidden">: {about}</span>}
    </label>
  </div>
)

/**
 * Who gets the data, how long it is kept, and whether that needs a yes: as it stands below a purpose, here and where a receipt is
 * shown. The panel on the site says all of it of each purpose; this page spares it those that nobody is asked about.
 */
export function notesOn(
  { basis, services, recipients, months }: Purpose,
  texts: ShownTexts,
  surface: 'page' | 'panel' = 'page',
): string {
  if (basis === 'exempt' && surface === 'page') return texts.exempt
  const names = [...recipients, ...services.map(({ name }) => name)]
  return [
    names.length === 0 ? texts.recipientsNone : `${texts.recipients} ${names.join(', ')}.`,
    months === null ? texts.monthsTheirs : texts.months.replace('{number}', String(months)),
    ...(basis === 'exempt' ? [texts.exempt] : []),
  ].join(' ')
}

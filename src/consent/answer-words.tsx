/** What was answered, in words: each thing that was asked, by the name it had on the screen, with a yes or a no. */
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import { isLanguageOf } from './notice-language.ts'
import type { Notice, ShownTexts } from './notice.ts'
import type { Receipt, ReceiptPurpose } from './receipt.ts'

/** The notice's texts in the language in which it was answered. Absent only where a notice was changed. */
export const answeredTexts = (notice: Notice, { language }: Receipt): ShownTexts | undefined =>
  isLanguageOf(notice, language) ? notice.texts[language] : undefined

/** A purpose's name, and for a service its own besides. */
function namesOf(
  notice: Notice,
  receipt: Receipt,
  id: string,
): { readonly name: string; readonly of: string | null } {
  const texts = answeredTexts(notice, receipt)
  for (const purpose of notice.purposes) {
    const name = texts?.purposes[purpose.id]?.name ?? purpose.id
    if (purpose.id === id) return { name, of: null }
    const service = purpose.services.find((one) => one.id === id)
    if (service) return { name: service.name, of: name }
  }
  return { name: id, of: null }
}

export interface AnswerListProps {
  readonly lang: Language
  readonly notice: Notice
  readonly receipt: Receipt
  /** With data, recipients and period of each. */
  readonly isWhole?: boolean
}

export const AnswerList = ({ lang, notice, receipt, isWhole = false }: AnswerListProps) => {
  const { receipt: words } = wordsIn(lang).choice
  return (
    <ul class="answered">
      {receipt.purposes.map((purpose) => {
        const { name, of } = namesOf(notice, receipt, purpose.id)
        return (
          <li>
            <div class="answered-head">
              <h3 lang={receipt.language}>
                {name}
                {of !== null && <span class="answered-of">{of}</span>}
              </h3>
              <p class={purpose.granted ? 'yes' : 'no'}>{purpose.granted ? words.granted : words.refused}</p>
            </div>
            {isWhole && <Particulars lang={lang} purpose={purpose} />}
          </li>
        )
      })}
    </ul>
  )
}

const Particulars = ({ lang, purpose }: { lang: Language; purpose: ReceiptPurpose }) => {
  const { receipt: words, elements } = wordsIn(lang).choice
  const format = formatIn(lang)
  const named: Readonly<Record<string, string>> = elements
  return (
    <dl class="particulars">
      <div>
        <dt>{words.table.data}</dt>
        <dd>{format.list(purpose.elements.map((one) => named[one] ?? one))}</dd>
      </div>
      <div>
        <dt>{words.table.recipients}</dt>
        <dd>{purpose.recipients.length > 0 ? format.list(purpose.recipients) : words.nobody}</dd>
      </div>
      <div>
        <dt>{words.table.kept}</dt>
        <dd>{purpose.months === null ? words.theirs : words.months(format.number(purpose.months))}</dd>
      </div>
    </dl>
  )
}

/** A number, whole: to be copied in one go. */
export const ReceiptNumber = ({ lang, id }: { lang: Language; id: string }) => (
  <div class="receipt-number">
    <p class="receipt-label">{wordsIn(lang).choice.receipt.number}</p>
    <p>
      <code translate="no">{id}</code>
    </p>
  </div>
)

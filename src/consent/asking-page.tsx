/** "My choice": for a site that asks consent. Its own question with every answer, and the way to the proof of an earlier one. */
import { wordsIn } from '../page/words.ts'
import { ChoiceForm, textsOfNotice, type ChoiceFormProps } from './choice-form.tsx'
import { MoreLinks } from './more-links.tsx'
import { ReceiptField } from './receipt-field.tsx'
import type { NoticeLanguage } from './texts.ts'
import { VisitorPage, type Visiting } from './visitor-page.tsx'

export interface AskingPageProps extends ChoiceFormProps {
  /** Why an answer was not taken. */
  readonly refusal?: 'stale' | 'wrong-receipt' | undefined
}

export const AskingPage = ({ refusal, ...form }: AskingPageProps) => {
  const { visiting, current, language, hasSignal } = form
  const { asking } = wordsIn(visiting.lang).choice
  const texts = textsOfNotice(current.notice, language)
  return (
    <VisitorPage visiting={visiting} title={asking.title}>
      <div>
        <h1>{asking.title}</h1>
        <p class="lead">{asking.lead(visiting.site.domain)}</p>
      </div>
      {refusal !== undefined && (
        <div class="alert" role="alert">
          <h2>{refusal === 'stale' ? asking.stale : asking.wrongReceipt}</h2>
          <p>{refusal === 'stale' ? asking.staleText : asking.wrongReceiptText}</p>
        </div>
      )}
      {hasSignal && (
        <p class="signal" lang={language} dir={texts.direction}>
          {texts.signal}
        </p>
      )}
      <OtherLanguages visiting={visiting} language={language} languages={current.notice.languages} />
      <ChoiceForm {...form} />
      <ReceiptField visiting={visiting} />
      <MoreLinks visiting={visiting} />
    </VisitorPage>
  )
}

/** What a language calls itself. */
const ownName = (language: NoticeLanguage): string =>
  new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language

/** Those that our pages do not have below them. */
const OtherLanguages = ({
  visiting,
  language,
  languages,
}: {
  visiting: Visiting
  language: NoticeLanguage
  languages: readonly NoticeLanguage[]
}) => {
  const isOurs = (one: string) => visiting.site.settings.languages.some((ours) => ours === one)
  if (languages.every(isOurs)) return null
  return (
    <nav aria-label={wordsIn(visiting.lang).choice.asking.otherLanguages}>
      <ul class="languages">
        {languages.map((one) => (
          <li>
            <a
              href={`${visiting.here}&lang=${one}`}
              hreflang={one}
              lang={one}
              aria-current={one === language ? 'true' : undefined}
            >
              {ownName(one)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

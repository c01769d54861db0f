/** Versions of the privacy statement, and the form that adds one. */
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { StatementVersion } from '../consent/statement-version.ts'
import { isNoticeLanguage, noticeLanguages, textsIn, type NoticeLanguage } from '../consent/texts.ts'
import { AskingFrame, type Done, type Viewer } from './asking-frame.tsx'
import { askingHref } from './asking-href.ts'
import { shortName } from './purpose-words.ts'
import type { StatementFaults, StatementField, WrittenStatement } from './read-statement.ts'

export interface StatementsPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  /** The latest first. */
  readonly versions: readonly StatementVersion[]
  readonly written: WrittenStatement
  readonly faults: StatementFaults
  readonly done?: Done | null
}

interface Parts {
  readonly words: Words
  readonly format: Format
}

export const StatementsPage = (props: StatementsPageProps) => {
  const { lang, view, viewer, versions, written, faults, done = null } = props
  const words = wordsIn(lang)
  const own = words.consent.statements
  const format = formatIn(lang)
  return (
    <AskingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="statements"
      title={own.title}
      lead={own.lead}
      done={done}
      isWrong={faults.size > 0}
    >
      <section class="card panel" aria-labelledby="versions">
        <h2 id="versions">{own.heading}</h2>
        {versions.length === 0 ? (
          <p class="empty-small">
            {own.empty} {own.emptyText}
          </p>
        ) : (
          <Versions versions={versions} words={words} format={format} />
        )}
      </section>
      <section class="card panel asking-narrow" aria-labelledby="add">
        <h2 id="add">{own.add}</h2>
        <AddForm
          action={askingHref(view.domain, view.lang, 'statements')}
          written={written}
          faults={faults}
          words={words}
        />
      </section>
    </AskingFrame>
  )
}

const Versions = ({ versions, words, format }: Parts & { versions: readonly StatementVersion[] }) => {
  const { statements: own, languages } = words.consent
  return (
    <ul class="statement-list">
      {versions.map(({ hash, publishedOn, material, texts }, nth) => {
        const before = versions[nth + 1]
        const isMaterial = before !== undefined && before.material < material
        const given = Object.entries(texts).filter((one): one is [NoticeLanguage, string] =>
          isNoticeLanguage(one[0]),
        )
        return (
          <li>
            <div class="purpose-head">
              <h3>{format.day(publishedOn)}</h3>
              {nth === 0 && <span class="mark is-exempt">{own.latest}</span>}
            </div>
            <dl class="asked-facts">
              <div>
                <dt>{own.languages}</dt>
                <dd>{format.list(given.map(([language]) => languages[language]))}</dd>
              </div>
              <div>
                <dt>{own.version}</dt>
                <dd>
                  <code>{shortName(hash)}</code>
                </dd>
              </div>
              <div>
                <dt>{own.material}</dt>
                <dd>{before === undefined ? own.materialFirst : isMaterial ? own.yes : own.no}</dd>
              </div>
            </dl>
            {given.map(([language, text]) => (
              <details class="disclosure">
                <summary>
                  {own.read}: {languages[language]}
                </summary>
                <div
                  class="scroll statement-text"
                  tabindex={0}
                  role="region"
                  aria-label={`${format.day(publishedOn)}, ${languages[language]}`}
                  lang={language}
                  dir={textsIn(language, 'je').direction}
                >
                  {text}
                </div>
              </details>
            ))}
          </li>
        )
      })}
    </ul>
  )
}

interface AddFormProps {
  readonly action: string
  readonly written: WrittenStatement
  readonly faults: StatementFaults
  readonly words: Words
}

const AddForm = ({ action, written, faults, words }: AddFormProps) => {
  const { statements: own, languages, edit } = words.consent
  const faultOf = (field: StatementField) => {
    const fault = faults.get(field)
    return fault === undefined ? null : (
      <p class="wrong" id={`${field}-fault`}>
        {own.faults[fault]}
      </p>
    )
  }
  const described = (field: StatementField) =>
    faults.has(field) ? `${field}-hint ${field}-fault` : `${field}-hint`
  const invalid = (field: StatementField) => (faults.has(field) ? ('true' as const) : undefined)
  const labelOf = (field: StatementField): string =>
    field === 'publishedOn'
      ? own.date
      : field === 'material'
        ? own.question
        : `${own.text} (${languages[field.slice(5) as NoticeLanguage]})`
  return (
    <form class="settings-form" method="post" action={action} novalidate>
      {faults.size > 0 && (
        <div class="alert" role="alert">
          <h3>{edit.wrongTitle}</h3>
          <ul>
            {[...faults].map(([field, fault]) => (
              <li>
                <a href={`#${field}`}>{labelOf(field)}</a>: {own.faults[fault]}
              </li>
            ))}
          </ul>
        </div>
      )}
      <div class="field">
        <label for="publishedOn">{own.date}</label>
        <p class="hint" id="publishedOn-hint">
          {own.dateHint}
        </p>
        <input
          id="publishedOn"
          name="publishedOn"
          type="date"
          class="short"
          value={written.publishedOn}
          aria-describedby={described('publishedOn')}
          aria-invalid={invalid('publishedOn')}
        />
        {faultOf('publishedOn')}
      </div>
      {noticeLanguages.map((language) => {
        const field = `text-${language}` as const
        const text = written.texts[language] ?? ''
        const isFirst = language === 'nl'
        const area = (
          <div class="field">
            <label for={field}>{labelOf(field)}</label>
            <p class="hint" id={`${field}-hint`}>
              {own.textHint}
            </p>
            <textarea
              id={field}
              name={field}
              rows={isFirst ? 10 : 6}
              lang={language}
              dir={textsIn(language, 'je').direction}
              aria-describedby={described(field)}
              aria-invalid={invalid(field)}
            >
              {text}
            </textarea>
            {faultOf(field)}
          </div>
        )
        return isFirst ? (
          area
        ) : (
          <details class="disclosure" open={text !== '' || faults.has(field)}>
            <summary>{languages[language]}</summary>
            {area}
          </details>
        )
      })}
      <fieldset class="field" id="material" aria-describedby={described('material')}>
        <legend>{own.question}</legend>
        <p class="hint" id="material-hint">
          {own.questionMeans}
        </p>
        <div class="picks">
          {(['yes', 'no'] as const).map((answer) => (
            <div class="tick">
              <input
                id={`material-${answer}`}
                name="material"
                type="radio"
                value={answer}
                checked={written.material === answer}
                aria-invalid={invalid('material')}
              />
              <label for={`material-${answer}`}>{own.answers[answer]}</label>
            </div>
          ))}
        </div>
        {faultOf('material')}
      </fieldset>
      <p class="actions">
        <button type="submit">{own.save}</button>
      </p>
    </form>
  )
}

/** How the question was answered: figures with what each counts, by day, by language and by version. Numbers only, and no small ones. */
import { fullLabel, axisLabel } from '../dashboard/trend-label.ts'
import { conversionsCsvHref, type View } from '../dashboard/view.ts'
import type { Format } from '../page/format.ts'
import type { Language, Words } from '../page/words.ts'
import { isNoticeLanguage } from '../consent/texts.ts'
import {
  consentOutcomes,
  type ConsentCounts,
  type ConsentFigures,
  type ConsentReport,
  type ConsentTotals,
} from '../stats/consent.ts'
import { shortName } from './purpose-words.ts'

interface AnswersProps {
  readonly lang: Language
  readonly view: View
  readonly figures: ConsentReport
  readonly k: number
  readonly words: Words
  readonly format: Format
}

interface Parts {
  readonly k: number
  readonly words: Words
  readonly format: Format
}

/** By months where days would be too many to tell apart; hours are not counted here. */
export const stepOf = ({ period }: View): 'day' | 'month' => (period.interval === 'month' ? 'month' : 'day')

/** A total hides for being small itself; another cell also for what it would tell of a small one. */
const told = (value: number | null, { words, format }: Parts): string =>
  value === null ? words.consent.figures.hidden : format.number(value)

export const ConsentAnswers = ({ view, figures, k, words, format }: AnswersProps) => {
  const own = words.consent.figures
  const { range } = view.period
  const parts = { k, words, format }
  const isEmpty = consentOutcomes.every((outcome) => figures[outcome] === 0)
  return (
    <section class="card panel" aria-labelledby="answers">
      <div>
        <h2 id="answers">{own.heading}</h2>
        <p class="fine">{format.range(range.from, range.to)}</p>
      </div>
      {isEmpty ? (
        <p class="empty-small">{own.empty}</p>
      ) : (
        <>
          <dl class="consent-figures">
            <div>
              <dt>{own.rate}</dt>
              <dd class="value">{figures.rate === null ? '–' : format.percent(figures.rate)}</dd>
              <dd class="fine">{own.rateMeans}</dd>
            </div>
            {consentOutcomes.map((outcome) => (
              <div>
                <dt>{own[outcome]}</dt>
                <dd class={figures[outcome] === null ? 'value few' : 'value'}>
                  {figures[outcome] === null ? own.few(k) : format.number(figures[outcome])}
                </dd>
                <dd class="fine">{own[`${outcome}Means`]}</dd>
              </div>
            ))}
            {figures.returning !== null && (
              <div>
                <dt>{own.returning}</dt>
                <dd class="value">
                  {format.percent(figures.returning.returning / figures.returning.visits)}
                </dd>
                <dd class="fine">
                  {own.returningMeans(
                    format.number(figures.returning.visits),
                    format.number(figures.returning.devices),
                  )}
                </dd>
              </div>
            )}
          </dl>
          <Steps view={view} figures={figures} {...parts} />
          <div class="consent-tables">
            <Split
              title={own.byLanguage}
              head={own.language}
              rows={figures.languages.map((row) => ({
                ...row,
                name: isNoticeLanguage(row.language) ? words.consent.languages[row.language] : row.language,
              }))}
              {...parts}
            />
            <Split
              title={own.byNotice}
              head={own.notice}
              isCode
              rows={figures.notices.map((row) => ({ ...row, name: shortName(row.notice) }))}
              {...parts}
            />
          </div>
          <p class="fine">{own.fewWhy(k)}</p>
          <p class="actions">
            <a class="button" href={conversionsCsvHref(view, 'consent')}>
              {own.csv}
            </a>
          </p>
        </>
      )}
    </section>
  )
}

const answers = ['accepted', 'custom', 'refused'] as const

/** Three bands on one another; a cell that is not shown is a gap. Lengths are per cent of the highest column. */
const Steps = ({ view, figures: { days }, ...parts }: Parts & { view: View; figures: ConsentFigures }) => {
  const { words, format } = parts
  const own = words.consent.figures
  const interval = stepOf(view)
  const height = (counts: ConsentCounts) => answers.reduce((sum, outcome) => sum + (counts[outcome] ?? 0), 0)
  const most = Math.max(1, ...days.map(height))
  const width = 100 / days.length
  const title = interval === 'month' ? own.byMonth : own.byDay
  const [first, last] = [days[0], days.at(-1)]
  return (
    <div class="consent-steps">
      <h3 id="consent-steps">{title}</h3>
      <ul class="legend">
        {answers.map((outcome) => (
          <li>
            <svg viewBox="0 0 12 12" aria-hidden="true" class="swatch">
              <rect class={outcome} width="12" height="12" rx="2" />
            </svg>
            {own[outcome]}
          </li>
        ))}
      </ul>
      <figure class="bands">
        <svg role="img" aria-label={own.picture} width="100%" height="100%">
          {days.map((counts, nth) => {
            let top = 100
            return answers.map((outcome) => {
              const part = ((counts[outcome] ?? 0) / most) * 100
              top -= part
              return (
                part > 0 && (
                  <rect
                    class={outcome}
                    x={`${nth * width + width * 0.1}%`}
                    width={`${width * 0.8}%`}
                    y={`${top}%`}
                    height={`${part}%`}
                  />
                )
              )
            })
          })}
        </svg>
        {first && last && (
          <figcaption aria-hidden="true">
            <span>{axisLabel(interval, first.day, format)}</span>
            {days.length > 1 && <span>{axisLabel(interval, last.day, format)}</span>}
          </figcaption>
        )}
      </figure>
      <details class="disclosure">
        <summary>{own.table}</summary>
        <div class="scroll" tabindex={0} role="region" aria-labelledby="consent-steps">
          <table class="plain">
            <caption class="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{own[interval]}</th>
                <Heads words={words} />
              </tr>
            </thead>
            <tbody>
              {days.map((counts) => (
                <tr>
                  <th scope="row">{fullLabel(interval, counts.day, format)}</th>
                  <Cells counts={counts} {...parts} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </div>
  )
}

const Heads = ({ words: { consent } }: { words: Words }) => (
  <>
    {consentOutcomes.map((outcome) => (
      <th scope="col" class="num">
        {consent.figures[outcome]}
      </th>
    ))}
  </>
)

const Cells = ({ counts, ...parts }: Parts & { counts: ConsentCounts }) => (
  <>
    {consentOutcomes.map((outcome) => (
      <td class={counts[outcome] === null ? 'num few' : 'num'}>{told(counts[outcome], parts)}</td>
    ))}
  </>
)

interface SplitProps extends Parts {
  readonly title: string
  readonly head: string
  readonly isCode?: boolean
  readonly rows: readonly (ConsentTotals & { readonly name: string })[]
}

const Split = ({ title, head, isCode = false, rows, ...parts }: SplitProps) => {
  const own = parts.words.consent.figures
  return (
    <div>
      <h3>{title}</h3>
      <div class="wide-table" tabindex={0} role="region" aria-label={title}>
        <table class="plain">
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{head}</th>
              <th scope="col" class="num">
                {own.rate}
              </th>
              <Heads words={parts.words} />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr>
                <th scope="row">{isCode ? <code>{row.name}</code> : row.name}</th>
                <td class="num">{row.rate === null ? '–' : parts.format.percent(row.rate)}</td>
                <Cells counts={row} {...parts} />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

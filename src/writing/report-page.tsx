/** All newsletters of a period: how each was received, as a trend and as a table, and what readers answered about being measured. */
import { EmptyState } from '../dashboard/empty-state.tsx'
import type { Period } from '../dashboard/period.ts'
import { conversionsCsvHref, type View } from '../dashboard/view.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { IssueFigures, MeasureAnswers, NewsletterReport } from '../stats/newsletter.ts'
import { kPlain } from '../stats/small-counts.ts'
import { issueHref } from './issue-door.ts'
import { Count, FigureCell, type Telling } from './report-cell.tsx'
import { ReportChart } from './report-chart.tsx'
import { clicksOf, opensOf } from './report-figure.ts'
import type { Viewer } from './writing-door.ts'
import { WritingFrame } from './writing-frame.tsx'
import { writingHref } from './writing-href.ts'

/** A newsletter goes out once a month or so: shorter ones would show none. */
export const reportPresets = ['30d', '90d', '12m'] as const
export const standardPreset = '12m'

export interface ReportPageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly today: string
  readonly period: Period
  readonly report: NewsletterReport
}

export const ReportPage = (props: ReportPageProps) => {
  const { lang, view, viewer, today, period, report } = props
  const words = wordsIn(lang)
  const own = words.newsletterReport
  const telling: Telling = { words, format: formatIn(lang) }
  const { range } = period
  const more: Readonly<Record<string, string>> =
    period.name === 'custom' ? { from: range.from, to: range.to } : { period: period.name }
  return (
    <WritingFrame
      lang={lang}
      view={view}
      viewer={viewer}
      tab="report"
      more={more}
      title={words.readers.places.report.title}
      lead={own.lead}
    >
      <Periods view={view} today={today} period={period} {...telling} />
      {report.issues.length === 0 ? (
        <section class="card" aria-labelledby="empty">
          <EmptyState id="empty" title={own.empty} text={own.emptyText} />
        </section>
      ) : (
        <>
          <ReportChart issues={report.issues} domain={view.domain} {...telling} />
          <section class="card panel" aria-labelledby="listed">
            <h2 id="listed">{own.listed}</h2>
            <p class="fine">{telling.format.range(range.from, range.to)}</p>
            <IssueTable view={view} issues={report.issues} {...telling} />
            {report.issues.some((issue) =>
              [clicksOf(issue), opensOf(issue)].some(({ kind }) => kind === 'few'),
            ) && <p class="fine">{own.fewWhy(telling.format.number(kPlain))}</p>}
            <p class="actions">
              <a class="quiet button" href={conversionsCsvHref({ ...view, period }, 'newsletter')}>
                {own.csv}
              </a>
            </p>
          </section>
        </>
      )}
      <Answers answers={report.measuring} {...telling} />
    </WritingFrame>
  )
}

const Periods = ({
  view,
  today,
  period: { name, range },
  words: { period },
}: Telling & Pick<ReportPageProps, 'view' | 'today' | 'period'>) => (
  <nav class="periods" aria-label={period.heading}>
    <ul>
      {reportPresets.map((preset) => (
        <li>
          <a
            href={writingHref(view, 'report', preset === standardPreset ? {} : { period: preset })}
            aria-current={preset === name ? 'true' : undefined}
          >
            {period.names[preset]}
          </a>
        </li>
      ))}
    </ul>
    <details class={name === 'custom' ? 'chosen' : undefined}>
      <summary>{period.names.custom}</summary>
      <form method="get" action={writingHref({ domain: view.domain }, 'report')}>
        <div class="field">
          <label for="from">{period.from}</label>
          <input id="from" name="from" type="date" required max={today} value={range.from} />
        </div>
        <div class="field">
          <label for="to">{period.to}</label>
          <input id="to" name="to" type="date" required max={today} value={range.to} />
        </div>
        {view.lang !== undefined && <input type="hidden" name="lang" value={view.lang} />}
        <button type="submit">{period.show}</button>
      </form>
    </details>
  </nav>
)

const IssueTable = ({
  view,
  issues,
  words,
  format,
}: Telling & { readonly view: View; readonly issues: readonly IssueFigures[] }) => {
  const own = words.newsletterReport
  return (
    <div class="wide-table" tabindex={0} role="group" aria-labelledby="listed">
      <table class="plain issue-figures">
        <caption class="visually-hidden">{own.listed}</caption>
        <thead>
          <tr>
            <th scope="col">{own.issue}</th>
            {(['delivered', 'clicked', 'opened', 'unsubscribed'] as const).map((name) => (
              <th scope="col" class="num">
                {own[name]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {issues.map((issue) => (
            <tr>
              <th scope="row">
                <a href={issueHref(view, issue.issue, 'report')}>
                  <bdi>{issue.subject.trim() || words.writing.noSubject}</bdi>
                </a>
                <span class="fine">{format.day(issue.day)}</span>
              </th>
              <td class="num">{format.number(issue.delivered)}</td>
              <td class="num">
                <FigureCell figure={clicksOf(issue)} words={words} format={format} />
              </td>
              <td class="num">
                <FigureCell figure={opensOf(issue)} words={words} format={format} />
              </td>
              <td class="num">{format.number(issue.unsubscribed)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const Answers = ({ answers, words, format }: Telling & { readonly answers: MeasureAnswers | null }) => {
  const own = words.newsletterReport
  const hasAny = answers !== null && [answers.yes, answers.no, answers.neverAsked].some((one) => one !== 0)
  if (answers !== null && !hasAny) return null
  return (
    <section class="card panel" aria-labelledby="measuring">
      <h2 id="measuring">{own.measuring}</h2>
      {answers === null ? (
        <p>{own.measuringFew}</p>
      ) : (
        <>
          <p class="fine">{own.measuringLead}</p>
          <table class="plain pairs">
            <caption class="visually-hidden">{own.measuring}</caption>
            <thead>
              <tr>
                <th scope="col">{own.answer}</th>
                <th scope="col" class="num">
                  {own.people}
                </th>
              </tr>
            </thead>
            <tbody>
              {(['yes', 'no', 'neverAsked'] as const).map((answer) => (
                <tr>
                  <th scope="row">{own.answers[answer]}</th>
                  <td class="num">
                    <Count value={answers[answer]} words={words} format={format} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  )
}

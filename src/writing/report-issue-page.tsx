/** What became of one newsletter. Each figure has its meaning beside it; what can not be known is said, and not estimated. */
import { EmptyState } from '../dashboard/empty-state.tsx'
import { conversionsCsvHref, type View } from '../dashboard/view.ts'
import type { Issue } from '../newsletter/issue.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { IssueReport, MeasuredLevels } from '../stats/newsletter.ts'
import { kFiltered, kPlain } from '../stats/small-counts.ts'
import { issueHref } from './issue-door.ts'
import { IssueFrame } from './issue-frame.tsx'
import { Count, type Telling } from './report-cell.tsx'
import { clicksOf, levelNames, opensOf, type Figure } from './report-figure.ts'
import { LinkMap } from './report-links.tsx'
import type { Viewer } from './writing-door.ts'

export interface ReportIssuePageProps {
  readonly lang: Language
  readonly view: View
  readonly viewer: Viewer
  readonly timezone: string
  readonly issue: Issue
  readonly report: IssueReport
  /** Whether the mail is there to be shown. */
  readonly hasMail: boolean
}

export const ReportIssuePage = (props: ReportIssuePageProps) => {
  const { lang, view, report } = props
  const words = wordsIn(lang)
  const own = words.newsletterReport
  const telling: Telling = { words, format: formatIn(lang) }
  return (
    <IssueFrame {...props} place="report">
      {report.recipients === 0 ? (
        <section class="card" aria-labelledby="nothing">
          <EmptyState id="nothing" title={own.nothing} text={own.nothingText} />
        </section>
      ) : (
        <>
          <Headline report={report} {...telling} />
          <LinkMap {...props} {...telling} />
          <MeasuredPanel kind="clicks" measured={report.clicks} {...telling} />
          <MeasuredPanel kind="opens" measured={report.opens} {...telling} />
          <Meanings {...telling} />
          <Became report={report} {...telling} />
          <OnSite report={report} {...telling} />
          <p class="actions">
            <a class="quiet button" href={csvHref(view, report)}>
              {own.csv}
            </a>
            {report.links.length > 0 && (
              <a class="quiet button" href={issueHref(view, report.issue, 'report/links.csv')}>
                {own.csvLinks}
              </a>
            )}
          </p>
        </>
      )}
    </IssueFrame>
  )
}

/** The day on which it began, and so whatever else began on it. */
const csvHref = (view: View, { day }: IssueReport): string =>
  conversionsCsvHref({ ...view, period: { ...view.period, range: { from: day, to: day } } }, 'newsletter')

const Headline = ({ report, words, format }: Telling & { readonly report: IssueReport }) => {
  const own = words.newsletterReport
  const isFew = hasFew(report)
  return (
    <section class="card" aria-labelledby="headline">
      <h2 id="headline" class="visually-hidden">
        {own.headline}
      </h2>
      <dl class="report-figures">
        <div class="figure">
          <dt>{own.delivered}</dt>
          <dd class="value">{format.number(report.delivered)}</dd>
          <dd class="fine">{own.ofSent(format.number(report.sent))}</dd>
        </div>
        <HeadlineFigure name={own.clicked} figure={clicksOf(report)} words={words} format={format} />
        <HeadlineFigure name={own.opened} figure={opensOf(report)} words={words} format={format} />
        <div class="figure">
          <dt>{own.unsubscribed}</dt>
          <dd class="value">{format.number(report.unsubscribed)}</dd>
          <dd class="fine">{own.byThisMail}</dd>
        </div>
      </dl>
      {(report.waiting > 0 || isFew) && (
        <div class="figures-foot">
          {report.waiting > 0 && <p>{own.onTheWay(format.number(report.waiting))}</p>}
          {isFew && <p class="fine">{own.fewWhy(format.number(kPlain))}</p>}
        </div>
      )}
    </section>
  )
}

const HeadlineFigure = ({
  name,
  figure,
  words: { newsletterReport: own },
  format,
}: Telling & { readonly name: string; readonly figure: Figure }) => (
  <div class="figure">
    <dt>{name}</dt>
    <dd class="value">{figure.kind === 'told' ? format.number(figure.times) : '–'}</dd>
    <dd class="fine">
      {figure.kind === 'told'
        ? own.per100(format.number(figure.rate))
        : figure.kind === 'few'
          ? own.few
          : own.off}
    </dd>
  </div>
)

/** A click is made by a person or by a scanner; nobody else follows a link. */
const verdictsOf = {
  clicks: ['human', 'scanner'],
  opens: ['human', 'proxy', 'machine', 'scanner'],
} as const

const MeasuredPanel = ({
  kind,
  measured,
  words,
  format,
}: Telling & { readonly kind: 'opens' | 'clicks'; readonly measured: MeasuredLevels }) => {
  const own = words.newsletterReport
  const levels = levelNames.filter((level) => measured[level].mails > 0)
  return (
    <section class="card panel" aria-labelledby={kind}>
      <h2 id={kind}>{own[kind]}</h2>
      {levels.length === 0 ? (
        <p>{kind === 'opens' ? own.opensOff : own.clicksOff}</p>
      ) : (
        <>
          <p class="fine">{kind === 'opens' ? own.opensLead : own.clicksLead}</p>
          <div class="wide-table" tabindex={0} role="group" aria-labelledby={kind}>
            <table class="plain">
              <caption class="visually-hidden">{own[kind]}</caption>
              <thead>
                <tr>
                  <th scope="col">{own.level}</th>
                  {[own.mails, ...verdictsOf[kind].map((verdict) => own.verdicts[verdict]), own.unique].map(
                    (name) => (
                      <th scope="col" class="num wraps">
                        {name}
                      </th>
                    ),
                  )}
                </tr>
              </thead>
              <tbody>
                {levels.map((level) => (
                  <tr>
                    <th scope="row">{own.levels[level]}</th>
                    <td class="num">{format.number(measured[level].mails)}</td>
                    {verdictsOf[kind].map((verdict) => (
                      <td class="num">
                        <Count value={measured[level].times[verdict]} words={words} format={format} />
                      </td>
                    ))}
                    <td class="num">
                      {level === 'aggregate' ? (
                        <span class="untold">{own.unknowable}</span>
                      ) : (
                        <Count value={measured.personal.unique} words={words} format={format} />
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {measured.off > 0 && <p class="fine">{own.unmeasured(format.number(measured.off))}</p>}
        </>
      )}
    </section>
  )
}

/** Whether anything on the page is a dash for being few. */
const hasFew = ({ opens, clicks, links }: IssueReport): boolean =>
  [...levelNames.map((level) => clicks[level]), ...levelNames.map((level) => opens[level])].some(
    ({ mails, times }) => mails > 0 && Object.values(times).includes(null),
  ) ||
  [opens, clicks].some(({ personal }) => personal.mails > 0 && personal.unique === null) ||
  links.some(({ clicks: times }) => times === null) ||
  (clicks.personal.mails > 0 && links.some(({ unique }) => unique === null))

const Meanings = ({ words: { newsletterReport: own } }: Telling) => (
  <details class="disclosure">
    <summary>{own.meaning}</summary>
    <dl class="meanings">
      {own.meanings.map(({ name, means }) => (
        <div>
          <dt>{name}</dt>
          <dd>{means}</dd>
        </div>
      ))}
    </dl>
  </details>
)

const always = ['recipients', 'sent', 'delivered'] as const
/** Shown where there is one. */
const sometimes = [
  'waiting',
  'failed',
  'uncertain',
  'skipped',
  'returnedHard',
  'returnedSoft',
  'complaints',
] as const

const Became = ({ report, words, format }: Telling & { readonly report: IssueReport }) => {
  const own = words.newsletterReport
  const named: Readonly<Record<string, string>> = own.endedBy
  const rows = [
    ...always.map((name) => [own.rows[name], report[name]] as const),
    ...sometimes.filter((name) => report[name] > 0).map((name) => [own.rows[name], report[name]] as const),
    ...Object.entries(report.unsubscribedBy).map(([by, times]) => [named[by] ?? by, times] as const),
  ]
  return (
    <section class="card panel" aria-labelledby="became">
      <h2 id="became">{own.became}</h2>
      <Pairs caption={own.became} head={own.what} rows={rows} words={words} format={format} />
    </section>
  )
}

const OnSite = ({ report: { onSite }, words, format }: Telling & { readonly report: IssueReport }) => {
  const own = words.newsletterReport
  return (
    <section class="card panel" aria-labelledby="on-site">
      <h2 id="on-site">{own.onSite}</h2>
      <p class="fine">{own.onSiteLead}</p>
      {onSite === null ? (
        <p>{own.onSiteFew(format.number(kFiltered))}</p>
      ) : (
        <Pairs
          caption={own.onSite}
          head={own.figure}
          rows={(['visitors', 'visits', 'views'] as const).map((name) => [
            words.figures[name].name,
            onSite[name],
          ])}
          words={words}
          format={format}
        />
      )}
      <p class="fine">{own.onSiteNobody}</p>
    </section>
  )
}

const Pairs = ({
  caption,
  head,
  rows,
  words,
  format,
}: Telling & {
  readonly caption: string
  readonly head: string
  readonly rows: readonly (readonly [string, number])[]
}) => (
  <table class="plain pairs">
    <caption class="visually-hidden">{caption}</caption>
    <thead>
      <tr>
        <th scope="col">{head}</th>
        <th scope="col" class="num">
          {words.newsletterReport.count}
        </th>
      </tr>
    </thead>
    <tbody>
      {rows.map(([name, value]) => (
        <tr>
          <th scope="row">{name}</th>
          <td class="num">{format.number(value)}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

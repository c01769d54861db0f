/** Two choices, and what the last report would have said: the mail's own parts as a page, in the language of the mail. */
import type { LetterParts, LetterTable } from '../mail/letter.tsx'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { reportPeriods, type ReportPeriod } from '../report/period.ts'
import { SiteNav } from './site-nav.tsx'
import { dashboardHref, sitePath, viewHref, type View } from './view.ts'

export type ReportsOutcome = 'saved' | 'sent' | 'tooMany'

export interface ReportsPageProps {
  readonly lang: Language
  /** The site, and the language that was asked for. */
  readonly view: View
  /** Where it is sent to. */
  readonly email: string
  readonly own: ReadonlySet<ReportPeriod>
  readonly preview: ReportPeriod
  readonly parts: LetterParts
  readonly outcome: ReportsOutcome | null
  readonly mayAdminister: boolean
  /** Open at the desk, for who guards privacy; null for all others. */
  readonly openRequests?: number | null
}

interface Asking {
  readonly preview?: ReportPeriod
  readonly notice?: 'saved' | 'sent'
}

/** The address of this page, or with `action` of what its second form does. Reports have no period of the dashboard's. */
export function reportsHref({ domain, lang }: View, { preview, notice }: Asking = {}, action = ''): string {
  const query = new URLSearchParams()
  // The week is shown unless asked otherwise.
  if (preview === 'month') query.set('preview', preview)
  if (notice) query.set('notice', notice)
  if (lang) query.set('lang', lang)
  return `${sitePath(domain)}/reports${action}${query.size > 0 ? `?${query}` : ''}`
}

export const ReportsPage = (props: ReportsPageProps) => {
  const { lang, view, preview, parts, outcome, mayAdminister, openRequests = null } = props
  const words = wordsIn(lang)
  const own = words.report
  return (
    <Shell
      lang={lang}
      title={`${own.title} · ${view.domain}`}
      kind="work"
      here={reportsHref({ ...view, lang: undefined }, { preview })}
      trail={[
        { name: words.sites.title, href: dashboardHref(view) },
        { name: view.domain, href: viewHref(view) },
        { name: own.title },
      ]}
      signedIn
    >
      <div class="page-head">
        <div>
          <h1>{own.title}</h1>
          <p class="lead">{own.lead(view.domain)}</p>
        </div>
      </div>
      <SiteNav
        view={view}
        here="reports"
        words={words}
        mayAdminister={mayAdminister}
        openRequests={openRequests}
      />
      <div class="reports">
        <div class="stack">
          {outcome !== null && <Outcome outcome={outcome} words={words} />}
          <Choice {...props} words={words} />
        </div>
        <section class="card report" aria-labelledby="preview">
          <div class="report-head">
            <h2 id="preview">{own.preview}</h2>
            <div class="periods">
              <ul>
                {reportPeriods.map((period) => (
                  <li>
                    <a
                      href={reportsHref(view, { preview: period })}
                      aria-current={period === preview ? 'true' : undefined}
                    >
                      {own.previewOf[period]}
                    </a>
                  </li>
                ))}
              </ul>
            </div>
            <form method="post" action={reportsHref(view, {}, '/now')}>
              <input type="hidden" name="preview" value={preview} />
              <button class="quiet" type="submit">
                {own.now}
              </button>
            </form>
          </div>
          <Letter parts={parts} />
        </section>
      </div>
    </Shell>
  )
}

const Outcome = ({ outcome, words: { report } }: { outcome: ReportsOutcome; words: Words }) =>
  outcome === 'tooMany' ? (
    <div class="alert" role="alert">
      <p>{report.tooMany}</p>
    </div>
  ) : (
    <div class="saved" role="status">
      <p>{outcome === 'saved' ? report.saved : report.nowSent}</p>
    </div>
  )

const Choice = ({ view, email, own, preview, words }: ReportsPageProps & { words: Words }) => (
  <section class="card" aria-labelledby="choose">
    <form method="post" action={reportsHref(view)}>
      <input type="hidden" name="preview" value={preview} />
      <fieldset class="report-choice" aria-describedby="report-to">
        <legend>
          <h2 id="choose">{words.report.choose}</h2>
        </legend>
        {reportPeriods.map((period) => (
          <div class="field">
            <div class="tick">
              <input
                id={`period-${period}`}
                type="checkbox"
                name="period"
                value={period}
                checked={own.has(period)}
                aria-describedby={`period-${period}-when`}
              />
              <label for={`period-${period}`}>{words.report.periods[period].name}</label>
            </div>
            <p class="hint" id={`period-${period}-when`}>
              {words.report.periods[period].when}
            </p>
          </div>
        ))}
      </fieldset>
      <p class="fine" id="report-to">
        {words.report.to(email)}
      </p>
      <button type="submit">{words.report.save}</button>
    </form>
  </section>
)

/** What the mail says, with the page's own looks: its styles stand at each element, and no page of ours takes those. */
const Letter = ({
  parts: { lang, subject, paragraphs, figures = [], sections = [] },
}: {
  parts: LetterParts
}) => (
  <div class="report-letter" lang={lang}>
    <h3 class="report-subject">{subject}</h3>
    {paragraphs.map((text) => (
      <p class="fine">{text}</p>
    ))}
    {figures.length > 0 && (
      <dl class="report-figures">
        {figures.map(({ name, value, change }) => (
          <div>
            <dt>{name}</dt>
            <dd class="value">{value}</dd>
            <dd class="fine">{change}</dd>
          </div>
        ))}
      </dl>
    )}
    <div class="report-sections">
      {sections.map(({ heading, list = [], table, note }) => (
        <div>
          <h4>{heading}</h4>
          {list.length > 0 && (
            <ul>
              {list.map((item) => (
                <li>{item}</li>
              ))}
            </ul>
          )}
          {table && <Table table={table} />}
          {note !== undefined && <p class="fine">{note}</p>}
        </div>
      ))}
    </div>
  </div>
)

const Table = ({ table: { caption, columns, rows } }: { table: LetterTable }) => (
  <table class="plain">
    <caption class="fine">{caption}</caption>
    <thead>
      <tr>
        {columns.map((name, nth) => (
          <th scope="col" class={nth === 0 ? undefined : 'num'}>
            {name}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map(([name = '', ...cells]) => (
        <tr>
          <th scope="row" class="path">
            <bdi>{name}</bdi>
          </th>
          {cells.map((text) => (
            <td class="num">{text}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
)

/** The report of a month: what was asked and answered, in time or not, and what was deleted. Numbers alone; a browser prints it as PDF. */
import type { View } from '../dashboard/view.ts'
import { formatIn, type Format } from '../page/format.ts'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import { requestKinds } from '../rights/request.ts'
import { daysBetween } from '../site/local-day.ts'
import type { Desk } from './desk-door.ts'
import { DeskFrame } from './desk-frame.tsx'
import { deskHref } from './desk-href.ts'
import {
  addedUp,
  type BreachFigures,
  type ErasureFigures,
  type KindFigures,
  type RequestFigures,
  type RestrictionFigures,
  type RetentionFigures,
} from './report-figures.ts'
import { reportMonths, type ReportMonth } from './report-month.ts'

export interface ReportPageProps {
  readonly lang: Language
  readonly view: View
  readonly desk: Desk
  readonly month: ReportMonth
  readonly madeAt: Date
  readonly requests: RequestFigures
  readonly restrictions: RestrictionFigures
  readonly erasures: ErasureFigures
  readonly breaches: BreachFigures
  readonly retention: readonly RetentionFigures[]
}

type PartProps = ReportPageProps & { readonly words: Words; readonly format: Format }

export const ReportPage = (props: ReportPageProps) => {
  const { lang, view, desk, month, madeAt } = props
  const words = wordsIn(lang)
  const own = words.desk.report
  const format = formatIn(lang)
  const parts: PartProps = { ...props, words, format }
  const { timezone } = desk.site
  return (
    <DeskFrame
      lang={lang}
      view={view}
      desk={desk}
      place="report"
      more={{ month: month.name }}
      title={own.title(format.month(month.name))}
      lead={words.desk.places.report.lead}
    >
      <Months {...parts} />
      {month.isRunning && <p class="signal">{own.running}</p>}
      <Requests {...parts} />
      <InTime {...parts} />
      <div class="report-pair">
        <Restrictions {...parts} />
        <Breaches {...parts} />
      </div>
      <Erasures {...parts} />
      <Retention {...parts} />
      <p class="fine">
        {own.made(`${format.dayOf(madeAt, timezone)}, ${format.timeOf(madeAt, timezone)}`)} {own.kept}
      </p>
    </DeskFrame>
  )
}

const Months = ({ view, desk, month, words, format }: PartProps) => {
  const own = words.desk.report
  const href = (name: string) => deskHref(view, 'report', { month: name })
  return (
    <div class="desk-filter not-printed">
      <form class="desk-filter" method="get" action={deskHref({ domain: view.domain }, 'report')}>
        {view.lang !== undefined && <input type="hidden" name="lang" value={view.lang} />}
        <div class="field">
          <label for="month">{own.month}</label>
          <select id="month" name="month">
            {reportMonths(desk.today).map((one) => (
              <option value={one} selected={one === month.name}>
                {format.month(one)}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" class="quiet">
          {own.show}
        </button>
      </form>
      <p class="actions">
        {month.previous !== null && (
          <a class="quiet button" href={href(month.previous)}>
            {own.previous}
          </a>
        )}
        {month.next !== null && (
          <a class="quiet button" href={href(month.next)}>
            {own.next}
          </a>
        )}
      </p>
      <p class="hint">{own.print}</p>
    </div>
  )
}

const columns = ['received', 'answered', 'refused', 'unidentified', 'withdrawn', 'extended'] as const

const Requests = ({ requests, words, format }: PartProps) => {
  const own = words.desk.report
  const total = addedUp(requests)
  const cells = (figures: KindFigures) =>
    columns.map((one) => <td class="num">{format.number(figures[one])}</td>)
  return (
    <section class="card" aria-labelledby="report-requests">
      <h2 id="report-requests">{own.requests}</h2>
      <div class="table-scroll" role="group" aria-labelledby="report-requests" tabindex={0}>
        <table class="plain">
          <thead>
            <tr>
              <th scope="col">{own.kind}</th>
              {columns.map((one) => (
                <th scope="col" class="num">
                  {own[one]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {requestKinds.map((kind) => (
              <tr>
                <th scope="row">{words.desk.kinds[kind]}</th>
                {cells(requests[kind])}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{own.total}</th>
              {cells(total)}
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  )
}

const InTime = ({ requests, words, format }: PartProps) => {
  const own = words.desk.report
  const { decided, inPromise, inLaw, days, openNow, lateNow } = addedUp(requests)
  const share = (part: number) =>
    decided === 0
      ? own.none
      : own.of(format.number(part), format.number(decided), format.percent(part / decided))
  return (
    <section class="card stack" aria-labelledby="report-time">
      <div>
        <h2 id="report-time">{own.inTime}</h2>
        <p class="hint">{own.inTimeText}</p>
      </div>
      <Terms
        rows={[
          [own.promise, share(inPromise)],
          [own.law, share(inLaw)],
          [
            own.averageDays,
            decided === 0 ? own.none : own.days(format.decimal(Math.round((days / decided) * 10) / 10)),
          ],
          [own.openNow, format.number(openNow)],
          [own.lateNow, format.number(lateNow)],
        ]}
      />
    </section>
  )
}

const Terms = ({ rows }: { rows: readonly (readonly [string, string])[] }) => (
  <dl class="stored">
    {rows.map(([term, value]) => (
      <div>
        <dt>{term}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

const Restrictions = ({ restrictions, words, format }: PartProps) => {
  const own = words.desk.report
  return (
    <section class="card stack" aria-labelledby="report-restrictions">
      <h2 id="report-restrictions">{own.restrictions}</h2>
      <Terms
        rows={[
          [own.begun, format.number(restrictions.begun)],
          [own.lifted, format.number(restrictions.lifted)],
          [own.runningNow, format.number(restrictions.running)],
        ]}
      />
    </section>
  )
}

const Breaches = ({ breaches, words, format }: PartProps) => {
  const own = words.desk.report
  return (
    <section class="card stack" aria-labelledby="report-breaches">
      <h2 id="report-breaches">{own.breaches}</h2>
      <Terms
        rows={[
          [own.breachesRecorded, format.number(breaches.recorded)],
          [own.breachesNotified, format.number(breaches.notified)],
          [own.breachesNot, format.number(breaches.notNotified)],
          [own.breachesOpen, format.number(breaches.open)],
        ]}
      />
    </section>
  )
}

const Erasures = ({ erasures: { deeds, counts }, words, format }: PartProps) => {
  const own = words.desk.report
  return (
    <section class="card stack" aria-labelledby="report-erasures">
      <div>
        <h2 id="report-erasures">{own.erasures}</h2>
        <p>{deeds === 0 ? own.erasuresNone : own.erasuresOf(format.number(deeds))}</p>
      </div>
      {deeds > 0 && (
        <div class="table-scroll" role="group" aria-labelledby="report-erasures" tabindex={0}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{own.what}</th>
                <th scope="col" class="num">
                  {own.deleted}
                </th>
                <th scope="col" class="num">
                  {own.retained}
                </th>
              </tr>
            </thead>
            <tbody>
              {counts
                .filter(({ deleted, retained }) => deleted > 0 || retained > 0)
                .map(({ category, deleted, retained }) => (
                  <tr>
                    <th scope="row">{words.desk.erasure.categories[category]}</th>
                    <td class="num">{format.number(deleted)}</td>
                    <td class="num">{format.number(retained)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

const Retention = ({ desk, month, retention, words, format }: PartProps) => {
  const own = words.desk.report
  const to = month.isRunning ? desk.today : month.to
  const swept = retention.length === 0 ? 0 : Math.min(...retention.map(({ days }) => days))
  return (
    <section class="card stack" aria-labelledby="report-retention">
      <div>
        <h2 id="report-retention">{own.retention}</h2>
        <p>
          {retention.length === 0
            ? own.retentionNone
            : own.retentionDays(format.number(swept), format.number(daysBetween(month.from, to)))}
        </p>
      </div>
      {retention.length > 0 && (
        <div class="table-scroll" role="group" aria-labelledby="report-retention" tabindex={0}>
          <table class="plain">
            <thead>
              <tr>
                <th scope="col">{own.what}</th>
                <th scope="col" class="num">
                  {own.rows}
                </th>
                <th scope="col">{own.oldest}</th>
              </tr>
            </thead>
            <tbody>
              {retention.map(({ category, rows, oldestAt }) => (
                <tr>
                  <th scope="row">{words.retention.categories[category].name}</th>
                  <td class="num">{format.number(rows)}</td>
                  <td>{oldestAt === null ? own.none : format.dayOf(oldestAt, desk.site.timezone)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

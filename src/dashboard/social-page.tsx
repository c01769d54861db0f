/** Traffic from and to social media: both directions per network, as a picture and as a table, and the pages behind them. */
import { formatIn, type Format } from '../page/format.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import {
  linkKinds,
  type NetworkRow,
  type SocialPage as PageRow,
  type SocialReport,
} from '../social/report.ts'
import { EmptyState } from './empty-state.tsx'
import { FilterChips } from './filter-chips.tsx'
import { PeriodPicker } from './period-picker.tsx'
import { SiteNav } from './site-nav.tsx'
import { TwoWayChart } from './two-way-chart.tsx'
import { networkName } from './value-label.ts'
import { dashboardHref, reportCsvHref, viewHref, withFilter, type View } from './view.ts'

export interface SocialPageProps {
  readonly lang: Language
  readonly view: View
  readonly today: string
  readonly report: SocialReport
  /** The period before, for the trend. */
  readonly before: SocialReport
  /** Shows the way to the settings. */
  readonly mayAdminister?: boolean
  /** Open at the desk, for who guards privacy; null for all others. */
  readonly openRequests?: number | null
  readonly k: number
}

export const SocialPage = (props: SocialPageProps) => {
  const { lang, view, today, report, before, mayAdminister = false, openRequests = null, k } = props
  const words = wordsIn(lang)
  const format = formatIn(lang)
  const { range, previous } = view.period
  const { networks, pages, hidden } = report
  const isEmpty = networks.length === 0 && hidden === null
  return (
    <Shell
      lang={lang}
      title={`${words.social.title} · ${view.domain}`}
      kind="work"
      here={viewHref({ ...view, lang: undefined }, 'social')}
      trail={[
        { name: words.sites.title, href: dashboardHref(view) },
        { name: view.domain, href: viewHref(view) },
        { name: words.social.title },
      ]}
      signedIn
    >
      <div class="page-head">
        <div>
          <h1>{words.social.title}</h1>
          <p class="fine">{format.range(range.from, range.to)}</p>
        </div>
        <PeriodPicker view={view} dimension="social" today={today} words={words} />
      </div>
      <SiteNav
        view={view}
        here="social"
        words={words}
        mayAdminister={mayAdminister}
        openRequests={openRequests}
      />
      <div class="stack">
        <FilterChips view={view} dimension="social" words={words} format={format} />
        {isEmpty ? (
          <section class="card" aria-labelledby="social">
            <EmptyState id="social" title={words.social.empty} text={words.social.emptyText} />
          </section>
        ) : (
          <section class="card panel" aria-labelledby="social">
            <h2 id="social">{words.social.heading}</h2>
            <p class="fine">{words.social.lead}</p>
            {networks.length > 0 && <TwoWayChart networks={networks} words={words} format={format} />}
            <div class="wide-table" tabindex={0} role="region" aria-label={words.social.table}>
              <NetworkTable view={view} report={report} before={before} words={words} format={format} />
            </div>
            {hidden && <p class="fine">{words.breakdown.hiddenWhy(k)}</p>}
            <p class="fine">{words.figures.comparedWith(format.range(previous.from, previous.to))}</p>
          </section>
        )}
        {pages.length > 0 && <PagesPanel view={view} pages={pages} k={k} words={words} format={format} />}
        {!isEmpty && (
          <p class="actions">
            <a class="button" href={reportCsvHref(view, 'social')}>
              {words.breakdown.csv}
            </a>
          </p>
        )}
      </div>
    </Shell>
  )
}

interface Told {
  readonly view: View
  readonly words: Words
  readonly format: Format
}

/** `+12%`; nothing to compare with is said by a dash. */
function trendOf(now: number, before: number | undefined, format: Format): string {
  if (before === undefined || before === 0) return '–'
  const share = (now - before) / before
  return `${share > 0 ? '+' : share < 0 ? '−' : ''}${format.percent(Math.abs(share))}`
}

const NetworkTable = ({
  view,
  report: { networks, hidden },
  before,
  words,
  format,
}: Told & { report: SocialReport; before: SocialReport }) => (
  <table class="plain networks">
    <caption class="visually-hidden">{words.social.heading}</caption>
    <thead>
      <tr>
        <th scope="col">{words.breakdown.dimensions.social.name}</th>
        <th scope="col" class="num">
          {words.social.from}
        </th>
        <th scope="col" class="num">
          {words.social.trend}
        </th>
        <th scope="col" class="num">
          {words.social.to}
        </th>
        <th scope="col" class="num">
          {words.social.trend}
        </th>
        <th scope="col" class="num">
          {words.social.ratio}
        </th>
        <th scope="col">{words.social.kinds}</th>
      </tr>
    </thead>
    <tbody>
      {networks.map((row) => {
        const earlier = before.networks.find(({ network }) => network === row.network)
        return (
          <tr>
            <th scope="row">
              {row.from.visits > 0 ? (
                <a href={viewHref(withFilter(view, { dimension: 'social', value: row.network }))}>
                  {networkName(row.network, words)}
                </a>
              ) : (
                networkName(row.network, words)
              )}
            </th>
            <td class="num">{format.number(row.from.visits)}</td>
            <td class="num">{trendOf(row.from.visits, earlier?.from.visits, format)}</td>
            <td class="num">{format.number(row.to.clicks)}</td>
            <td class="num">{trendOf(row.to.clicks, earlier?.to.clicks, format)}</td>
            <td class="num">{row.ratio === null ? '–' : format.decimal(row.ratio)}</td>
            <td>{kindsText(row, words, format)}</td>
          </tr>
        )
      })}
      {hidden && (
        <tr class="hidden-row">
          <th scope="row">{words.breakdown.hidden(format.number(hidden.networks))}</th>
          <td class="num">{format.number(hidden.visits)}</td>
          <td class="num">–</td>
          <td class="num">{format.number(hidden.clicks)}</td>
          <td class="num">–</td>
          <td class="num">–</td>
          <td>–</td>
        </tr>
      )}
    </tbody>
  </table>
)

/** `12 profiel, 4 delen`. */
function kindsText({ to: { clicks, kinds } }: NetworkRow, words: Words, format: Format): string {
  if (clicks === 0) return '–'
  if (kinds === null) return words.social.fewKinds
  return linkKinds
    .filter((kind) => kinds[kind] > 0)
    .map((kind) => `${format.number(kinds[kind])} ${words.social.kind[kind]}`)
    .join(', ')
}

const Count = ({ value, words, format }: Omit<Told, 'view'> & { value: number | null }) =>
  value === null ? (
    <>
      <span aria-hidden="true">–</span>
      <span class="visually-hidden">{words.social.untold}</span>
    </>
  ) : (
    <>{format.number(value)}</>
  )

const pagesMax = 25

const PagesPanel = ({ view, pages, k, words, format }: Told & { pages: readonly PageRow[]; k: number }) => (
  <section class="card panel" aria-labelledby="social-pages">
    <h2 id="social-pages">{words.social.pages}</h2>
    <p class="fine">{words.social.pagesLead}</p>
    <table class="plain">
      <caption class="visually-hidden">{words.social.pages}</caption>
      <thead>
        <tr>
          <th scope="col">{words.breakdown.dimensions.page.name}</th>
          <th scope="col" class="num">
            {words.social.landed}
          </th>
          <th scope="col" class="num">
            {words.social.left}
          </th>
        </tr>
      </thead>
      <tbody>
        {pages.slice(0, pagesMax).map(({ page, from, to }) => (
          <tr>
            <th scope="row" class="path">
              <a href={viewHref(withFilter(view, { dimension: 'page', value: page }))}>{page}</a>
            </th>
            <td class="num">
              <Count value={from} words={words} format={format} />
            </td>
            <td class="num">
              <Count value={to} words={words} format={format} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
    {pages.some(({ from, to }) => from === null || to === null) && (
      <p class="fine">{words.breakdown.hiddenWhy(k)}</p>
    )}
  </section>
)

/** A site at a glance: headline, trend, breakdowns, and what was left out. Data in, page out; asks nothing itself. */
import { formatIn, type Format } from '../page/format.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language, type Words } from '../page/words.ts'
import type { Annotation } from '../stats/annotations.ts'
import type { Coverage } from '../stats/coverage.ts'
import type { DropTotal } from '../stats/drops.ts'
import type { Breakdown, SeriesPoint, Summary } from '../stats/question.ts'
import { AnnotationList } from './annotation-list.tsx'
import { BreakdownPanel } from './breakdown-panel.tsx'
import { DropsTable } from './drops-table.tsx'
import { EmptyState } from './empty-state.tsx'
import { FigureMeanings, Figures } from './figures.tsx'
import { FilterChips } from './filter-chips.tsx'
import type { Panel } from './panels.ts'
import { PeriodPicker } from './period-picker.tsx'
import { partialEnds } from './period.ts'
import { LateSweep } from './retention-late.tsx'
import { SiteNav } from './site-nav.tsx'
import { TrendChart, TrendTable } from './trend-chart.tsx'
import { dashboardHref, viewHref, type View } from './view.ts'

export interface OverviewPageProps {
  readonly lang: Language
  readonly view: View
  readonly today: string
  /** Null: filters leave fewer than k visitors, so nothing is told of them. */
  readonly now: Summary | null
  readonly before: Summary | null
  /** Null: hours of a filtered day, which are not shown. */
  readonly series: readonly SeriesPoint[] | null
  readonly breakdowns: readonly { readonly panel: Panel; readonly breakdown: Breakdown }[]
  readonly drops: readonly DropTotal[]
  readonly coverage: Coverage | null
  readonly annotations: readonly Annotation[]
  /** This key may write notes. */
  readonly mayWrite: boolean
  /** Shows the way to the settings. */
  readonly mayAdminister?: boolean
  /** Open at the desk, for who guards privacy; null for all others. */
  readonly openRequests?: number | null
  /** Days whose visitors may count twice after a crash. */
  readonly keysLostOn: readonly string[]
  /** Fewest visitors behind a figure under these filters. */
  readonly k: number
  /** The line for the website's pages, shown when nothing came in. */
  readonly snippet: string
  /** For who guards privacy: a sweep was missed. */
  readonly late?: { readonly since: Date; readonly timezone: string } | null
}

export const OverviewPage = (props: OverviewPageProps) => {
  const {
    lang,
    view,
    today,
    now,
    breakdowns,
    drops,
    coverage,
    mayAdminister = false,
    openRequests = null,
    late = null,
    k,
  } = props
  const words = wordsIn(lang)
  const format = formatIn(lang)
  const { range } = view.period
  return (
    <Shell
      lang={lang}
      title={view.domain}
      kind="work"
      here={viewHref({ ...view, lang: undefined })}
      trail={[{ name: words.sites.title, href: dashboardHref(view) }, { name: view.domain }]}
      signedIn
    >
      <div class="page-head">
        <div>
          <h1>{view.domain}</h1>
          <p class="fine">{format.range(range.from, range.to)}</p>
        </div>
        <PeriodPicker view={view} today={today} words={words} />
      </div>
      <SiteNav
        view={view}
        here="overview"
        words={words}
        mayAdminister={mayAdminister}
        openRequests={openRequests}
      />
      <div class="stack">
        {late !== null && (
          <LateSweep lang={lang} domain={view.domain} chosenLang={view.lang} {...late} withLink />
        )}
        <FilterChips view={view} words={words} format={format} />
        <Headline {...props} words={words} format={format} />
        {now !== null && now.visits > 0 && (
          <div class="panels">
            {breakdowns.map(({ panel, breakdown }) => (
              <BreakdownPanel
                panel={panel}
                view={view}
                breakdown={breakdown}
                k={k}
                words={words}
                format={format}
              />
            ))}
          </div>
        )}
        <DropsTable drops={drops} coverage={coverage} words={words} format={format} />
      </div>
    </Shell>
  )
}

const Headline = (props: OverviewPageProps & { readonly words: Words; readonly format: Format }) => {
  const { view, today, now, before, series, annotations, mayWrite, keysLostOn, k, snippet, words, format } =
    props
  const { range, interval, previous } = view.period
  if (now === null || now.visits === 0) {
    const isFiltered = view.filters.length > 0
    return (
      <section class="card" aria-labelledby="trend">
        <EmptyState
          id="trend"
          title={now === null ? words.trend.heading : words.trend.empty}
          text={
            now === null
              ? words.figures.tooFew(k)
              : isFiltered
                ? words.trend.emptyFiltered
                : words.trend.emptyText
          }
          code={isFiltered ? undefined : snippet}
        />
      </section>
    )
  }
  const isUnfinished = range.to >= today
  const title = words.trend.title(view.domain, format.range(range.from, range.to))
  const ends = partialEnds(view.period, today)
  return (
    <section class="card headline" aria-labelledby="headline">
      <h2 class="visually-hidden" id="headline">
        {words.figures.heading}
      </h2>
      <Figures now={now} before={before} previous={previous} words={words} format={format} />
      <div class="headline-body">
        <FigureMeanings previous={previous} isUnfinished={isUnfinished} words={words} format={format} />
        {series === null ? (
          <p class="empty-small">{words.trend.hoursFiltered}</p>
        ) : (
          <>
            <h2 class="visually-hidden">{words.trend.heading}</h2>
            <TrendChart
              points={series}
              interval={interval}
              ends={ends}
              title={title}
              annotations={annotations}
              words={words}
              format={format}
            />
            {interval === 'month' && <p class="fine">{words.trend.partial}</p>}
            {series.some(({ visitors }) => visitors === null) && <p class="fine">{words.trend.gaps(k)}</p>}
            {keysLostOn.length > 0 && (
              <p class="fine">{words.trend.keysLost(keysLostOn.map((day) => format.day(day)).join(', '))}</p>
            )}
            <AnnotationList
              view={view}
              annotations={annotations}
              mayWrite={mayWrite}
              today={today}
              words={words}
              format={format}
            />
            <TrendTable points={series} interval={interval} title={title} words={words} format={format} />
          </>
        )}
      </div>
    </section>
  )
}

/** Every row of one breakdown, to read or to take away. */
import { formatIn } from '../page/format.ts'
import { Shell } from '../page/shell.tsx'
import { wordsIn, type Language } from '../page/words.ts'
import type { Breakdown } from '../stats/question.ts'
import { BreakdownTable } from './breakdown-table.tsx'
import { FilterChips } from './filter-chips.tsx'
import { PeriodPicker } from './period-picker.tsx'
import { csvHref, dashboardHref, viewHref, type View } from './view.ts'

export interface DimensionPageProps {
  readonly lang: Language
  readonly view: View
  readonly today: string
  readonly breakdown: Breakdown
  /** Visitors of the whole period, for the shares; null: too few to show. */
  readonly visitors: number | null
  readonly k: number
}

export const DimensionPage = ({ lang, view, today, breakdown, visitors, k }: DimensionPageProps) => {
  const words = wordsIn(lang)
  const format = formatIn(lang)
  const { dimension, rows } = breakdown
  const { plural, means } = words.breakdown.dimensions[dimension]
  const { range } = view.period
  return (
    <Shell
      lang={lang}
      title={`${plural} · ${view.domain}`}
      kind="work"
      here={viewHref({ ...view, lang: undefined }, dimension)}
      trail={[
        { name: words.sites.title, href: dashboardHref(view) },
        { name: view.domain, href: viewHref(view) },
        { name: plural },
      ]}
      signedIn
    >
      <div class="page-head">
        <div>
          <h1>{plural}</h1>
          <p class="fine">
            {format.range(range.from, range.to)} ·{' '}
            {words.breakdown.rows(rows.length, format.number(rows.length))}
          </p>
        </div>
        <PeriodPicker view={view} dimension={dimension} today={today} words={words} />
      </div>
      <div class="stack">
        <FilterChips view={view} dimension={dimension} words={words} format={format} />
        <div class="card panel">
          <p class="fine">{means}</p>
          <div class="wide-table" tabindex={0} role="region" aria-label={plural}>
            <BreakdownTable
              view={view}
              breakdown={breakdown}
              caption={plural}
              isFull
              visitors={visitors}
              k={k}
              words={words}
              format={format}
            />
          </div>
        </div>
        <p class="actions">
          <a class="button" href={csvHref(view, dimension)}>
            {words.breakdown.csv}
          </a>
          <a class="button quiet" href={viewHref(view)}>
            {words.breakdown.back}
          </a>
        </p>
      </div>
    </Shell>
  )
}

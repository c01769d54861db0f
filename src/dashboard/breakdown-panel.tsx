/** One card of the overview: a question ("where do visitors come from?") with a tab for each way to answer it. */
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import type { Breakdown } from '../stats/question.ts'
import { BreakdownTable } from './breakdown-table.tsx'
import { withTab, type Panel } from './panels.ts'
import { viewHref, type View } from './view.ts'

export interface BreakdownPanelProps {
  readonly panel: Panel
  readonly view: View
  readonly breakdown: Breakdown
  readonly k: number
  readonly words: Words
  readonly format: Format
}

/** A card stays a card; the rest stands on the dimension's own page. */
const rowsMax = 8

export const BreakdownPanel = ({ panel, view, breakdown, k, words, format }: BreakdownPanelProps) => {
  const { dimension, rows, hidden } = breakdown
  const title = words.breakdown.groups[panel.group]
  const { name, plural, means } = words.breakdown.dimensions[dimension]
  return (
    <section class="card panel" id={panel.group} aria-labelledby={`${panel.group}-title`}>
      <div class="panel-head">
        <h2 id={`${panel.group}-title`}>{title}</h2>
        <nav aria-label={title}>
          <ul class="tabs">
            {panel.dimensions.map((tab) => (
              <li>
                <a
                  href={`${viewHref({ ...view, shown: withTab(panel, tab, view.shown) })}#${panel.group}`}
                  aria-current={tab === dimension ? 'true' : undefined}
                >
                  {words.breakdown.dimensions[tab].tab}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
      <p class="fine">{means}</p>
      <BreakdownTable
        view={view}
        breakdown={breakdown}
        caption={name}
        rowsMax={rowsMax}
        k={k}
        words={words}
        format={format}
      />
      {(rows.length > 0 || hidden) && (
        <p class="panel-foot">
          <a href={viewHref(view, dimension)}>
            {words.breakdown.all(plural)}
            {rows.length > rowsMax && ` (${format.number(rows.length)})`}
          </a>
        </p>
      )}
    </section>
  )
}

/**
 * Clicks and opens of each newsletter beside each other, as bars, the latest on the right. Laid out as the trend of the website is; lengths are per
 * cent, so it fits a phone and a wall. The table below it says the same in numbers.
 */
import { shapeTrend, type Moment } from '../dashboard/trend-shape.ts'
import type { IssueFigures } from '../stats/newsletter.ts'
import type { Telling } from './report-cell.tsx'
import { clicksOf, opensOf, type Figure } from './report-figure.ts'

/** More bars could not be told apart in a narrow window. */
const barsMax = 24

const rateOf = (figure: Figure): number | null => (figure.kind === 'told' ? figure.rate : null)

export interface ReportChartProps extends Telling {
  /** The latest first. */
  readonly issues: readonly IssueFigures[]
  readonly domain: string
}

export const ReportChart = ({ issues, domain, words, format }: ReportChartProps) => {
  const own = words.newsletterReport
  const points = issues
    .map((issue) => ({
      at: issue.day,
      visitors: rateOf(clicksOf(issue)),
      visits: null,
      views: rateOf(opensOf(issue)),
    }))
    .filter(({ visitors, views }) => visitors !== null || views !== null)
    .slice(0, barsMax)
    .toReversed()
  // One bar is no trend.
  if (points.length < 2) return null
  const shape = shapeTrend(points, { first: false, last: false })
  const say = (rate: number | null): string => (rate === null ? '–' : format.number(rate))
  return (
    <section class="card panel" aria-labelledby="trend">
      <h2 id="trend">{own.trend}</h2>
      <p class="fine">{own.trendLead}</p>
      <figure class="chart">
        <ul class="legend">
          {(['clicks', 'opens'] as const).map((name) => (
            <li>
              <svg viewBox="0 0 24 12" aria-hidden="true">
                <rect class={`bar-of-${name}`} x="4" width="16" height="12" rx="2" />
              </svg>
              {own[name]}
            </li>
          ))}
        </ul>
        <div class="chart-grid">
          <svg class="y-axis" aria-hidden="true">
            {shape.ticks.map(({ value, y }) => (
              <text x="100%" y={`${y}%`} dy="0.32em" text-anchor="end">
                {format.short(value)}
              </text>
            ))}
          </svg>
          <svg class="plot" role="img" aria-label={own.trendPicture(domain)} aria-describedby="trend-said">
            <desc id="trend-said">
              {points
                .map(({ at, visitors, views }) => own.trendPoint(format.day(at), say(visitors), say(views)))
                .join(' ')}
            </desc>
            {shape.ticks.map(({ y }, nth) => (
              <line class={nth === 0 ? 'base' : 'grid'} x1="0" x2="100%" y1={`${y}%`} y2={`${y}%`} />
            ))}
            {shape.moments.map((moment) => (
              <Bars moment={moment} strip={shape.strip} />
            ))}
          </svg>
          <svg class="x-axis" aria-hidden="true">
            {shape.labels.map(({ at, x, room }) => (
              <text
                class={room}
                x={`${x}%`}
                y="70%"
                text-anchor={x > 96 ? 'end' : x < 4 ? 'start' : 'middle'}
              >
                {format.dayShort(at)}
              </text>
            ))}
          </svg>
        </div>
      </figure>
    </section>
  )
}

/** A pair, the clicks in front; never wider than a twelfth of the plot. */
const Bars = ({ moment: { x, visitorsY, viewsY }, strip }: { moment: Moment; strip: number }) => {
  const width = Math.min(strip * 0.34, 4)
  const rows = [
    { name: 'clicks', y: visitorsY, left: x - width - 0.15 },
    { name: 'opens', y: viewsY, left: x + 0.15 },
  ]
  return (
    <g>
      {rows.map(({ name, y, left }) =>
        y === null ? null : (
          <rect
            class={`bar-of-${name}`}
            x={`${left.toFixed(2)}%`}
            y={`${y}%`}
            width={`${width.toFixed(2)}%`}
            height={`${(100 - y).toFixed(2)}%`}
          />
        ),
      )}
    </g>
  )
}

/**
 * The trend as a chart that needs no script: pointing at a strip shows its figures, a description says what the drawing
 * says, and the table below it holds every number. Lengths are per cent, so it fits a phone and a wall.
 */
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import type { Annotation } from '../stats/annotations.ts'
import type { Interval, SeriesPoint } from '../stats/question.ts'
import { axisLabel, fullLabel } from './trend-label.ts'
import {
  canvas,
  shapeTrend,
  type Curve,
  type Moment,
  type PartialEnds,
  type TrendShape,
} from './trend-shape.ts'

export interface TrendChartProps {
  readonly points: readonly SeriesPoint[]
  readonly interval: Interval
  readonly ends: PartialEnds
  /** Said by a screen reader: of which site and period. */
  readonly title: string
  /** Stand on the chart by day and by month; the list below it says them in full. */
  readonly annotations: readonly Annotation[]
  readonly words: Words
  readonly format: Format
}

const shown = (value: number | null, format: Format): string => (value === null ? '–' : format.number(value))

export const TrendChart = (props: TrendChartProps) => {
  const { points, interval, ends, title, annotations, words, format } = props
  const shape = shapeTrend(points, ends)
  return (
    <figure class="chart">
      <Legend words={words} />
      <div class="chart-grid">
        <svg class="y-axis" aria-hidden="true">
          {shape.ticks.map(({ value, y }) => (
            <text x="100%" y={`${y}%`} dy="0.32em" text-anchor="end">
              {format.short(value)}
            </text>
          ))}
        </svg>
        <svg class="plot" role="img" aria-label={title} aria-describedby="trend-description">
          <desc id="trend-description">{describe(points, interval, words, format)}</desc>
          {shape.ticks.map(({ y }, index) => (
            <line class={index === 0 ? 'base' : 'grid'} x1="0" x2="100%" y1={`${y}%`} y2={`${y}%`} />
          ))}
          <svg
            class="canvas"
            width="100%"
            height="100%"
            viewBox={`0 0 ${canvas.width} ${canvas.height}`}
            preserveAspectRatio="none"
          >
            <path class="area" d={shape.area} />
            <CurvePaths name="views" curve={shape.views} />
            <CurvePaths name="visitors" curve={shape.visitors} />
          </svg>
          {interval !== 'hour' &&
            shape.moments.map((moment) => <Notes moment={moment} annotations={annotations} />)}
          {shape.moments.length === 1 && shape.moments.map((moment) => <Dots moment={moment} />)}
          {shape.moments.map((moment) => (
            <Pointed moment={moment} shape={shape} interval={interval} words={words} format={format} />
          ))}
        </svg>
        <svg class="x-axis" aria-hidden="true">
          {shape.labels.map(({ at, x, room }) => (
            <text class={room} x={`${x}%`} y="70%" text-anchor={x > 96 ? 'end' : x < 4 ? 'start' : 'middle'}>
              {axisLabel(interval, at, format)}
            </text>
          ))}
        </svg>
      </div>
    </figure>
  )
}

const Legend = ({ words: { figures } }: { words: Words }) => (
  <ul class="legend">
    {(['visitors', 'views'] as const).map((name) => (
      <li>
        <svg viewBox="0 0 24 12" aria-hidden="true">
          <line class={name} x1="2" x2="22" y1="6" y2="6" />
        </svg>
        {figures[name].name}
      </li>
    ))}
  </ul>
)

const CurvePaths = ({ name, curve }: { name: 'visitors' | 'views'; curve: Curve }) => (
  <>
    <path class={`line ${name}`} d={curve.whole} vector-effect="non-scaling-stroke" />
    {curve.partial !== '' && (
      <path class={`line ${name} partial`} d={curve.partial} vector-effect="non-scaling-stroke" />
    )}
  </>
)

const Dots = ({ moment: { x, visitorsY, viewsY } }: { moment: Moment }) => (
  <>
    {viewsY !== null && <circle class="dot views" cx={`${x}%`} cy={`${viewsY}%`} r="4.5" />}
    {visitorsY !== null && <circle class="dot visitors" cx={`${x}%`} cy={`${visitorsY}%`} r="5" />}
  </>
)

/** A flag where something was noted; its text is read on pointing, and in the list below by everybody. */
const Notes = ({
  moment: { point, x },
  annotations,
}: {
  moment: Moment
  annotations: readonly Annotation[]
}) => {
  const own = annotations.filter(({ day }) => day.startsWith(point.at))
  if (own.length === 0) return null
  return (
    <g class="noted">
      <line x1={`${x}%`} x2={`${x}%`} y1="0" y2="100%" />
      <circle cx={`${x}%`} cy="0" r="5">
        <title>{own.map(({ note }) => note).join(' · ')}</title>
      </circle>
    </g>
  )
}

interface PointedProps {
  readonly moment: Moment
  readonly shape: TrendShape
  readonly interval: Interval
  readonly words: Words
  readonly format: Format
}

/** One strip of the plot: whoever points at it reads its figures above the plot. */
const Pointed = ({ moment, shape, interval, words, format }: PointedProps) => {
  const { point, x } = moment
  return (
    <g class="moment">
      <rect class="hit" x={`${x - shape.strip / 2}%`} y="-2.5rem" width={`${shape.strip}%`} height="120%" />
      <g class="reading">
        <line class="guide" x1={`${x}%`} x2={`${x}%`} y1="0" y2="100%" />
        <Dots moment={moment} />
        <text x="100%" y="-1.25rem" text-anchor="end">
          <tspan class="at">{fullLabel(interval, point.at, format)}</tspan>
          <tspan dx="0.75em" class="visitors">
            {shown(point.visitors, format)}
          </tspan>
          <tspan dx="0.3em">{words.figures.visitors.name.toLowerCase()}</tspan>
          <tspan dx="0.75em" class="views">
            {shown(point.views, format)}
          </tspan>
          <tspan dx="0.3em">{words.breakdown.views.toLowerCase()}</tspan>
        </text>
      </g>
    </g>
  )
}

/** What the drawing says: totals and peaks of both lines. */
function describe(points: readonly SeriesPoint[], interval: Interval, words: Words, format: Format): string {
  const sentences = (['visitors', 'views'] as const).flatMap((name) => {
    const known = points.flatMap((point) => {
      const value = point[name]
      return value === null ? [] : [{ at: point.at, value }]
    })
    const total = known.reduce((sum, { value }) => sum + value, 0)
    const [peak] = known.toSorted((a, b) => b.value - a.value)
    const figure = words.figures[name].name
    return [
      words.trend.total(figure, format.number(total)),
      ...(peak && peak.value > 0
        ? [words.trend.peak(figure, fullLabel(interval, peak.at, format), format.number(peak.value))]
        : []),
    ]
  })
  return sentences.join(' ')
}

/** The same figures as numbers. */
export const TrendTable = ({
  points,
  interval,
  title,
  words,
  format,
}: Omit<TrendChartProps, 'ends' | 'annotations'>) => (
  <details class="disclosure chart-table">
    <summary>{words.trend.table}</summary>
    <div class="scroll" tabindex={0} role="region" aria-label={title}>
      <table class="plain">
        <caption class="visually-hidden">{title}</caption>
        <thead>
          <tr>
            <th scope="col">{words.trend.at[interval]}</th>
            {(['visitors', 'visits', 'views'] as const).map((name) => (
              <th scope="col" class="num">
                {words.figures[name].name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr>
              <th scope="row">{fullLabel(interval, point.at, format)}</th>
              <td class="num">{shown(point.visitors, format)}</td>
              <td class="num">{shown(point.visits, format)}</td>
              <td class="num">{shown(point.views, format)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
)

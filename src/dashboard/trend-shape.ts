/**
 * The trend as shapes: where points, lines and ticks lie, in per cent of the plot, so that one drawing fits a window of
 * any width while its letters keep their size. Pure.
 */
import { scaleLinear } from 'd3-scale'
import { area, curveMonotoneX, line } from 'd3-shape'
import type { SeriesPoint } from '../stats/question.ts'

/** Paths are drawn on a canvas of this size, which the page stretches to the plot. */
export const canvas = { width: 1000, height: 100 } as const

export interface Moment {
  readonly point: SeriesPoint
  /** Middle of the point's own strip, per cent from the left. */
  readonly x: number
  /** Per cent from the top; null where so few people are behind it that it is not shown. */
  readonly visitorsY: number | null
  readonly viewsY: number | null
}

export interface Curve {
  readonly whole: string
  /** Stretches towards a point that is not whole: today, or the first and last month of a range. Empty when none is. */
  readonly partial: string
}

/** In how narrow a window a label still has room: `narrow` ones are always shown. */
export type Room = 'narrow' | 'middle' | 'wide'

export interface TrendShape {
  readonly moments: readonly Moment[]
  /** Width of one point's strip, per cent. */
  readonly strip: number
  readonly visitors: Curve
  readonly views: Curve
  /** Under the visitors, where days are whole. */
  readonly area: string
  readonly ticks: readonly { readonly value: number; readonly y: number }[]
  readonly labels: readonly { readonly at: string; readonly x: number; readonly room: Room }[]
}

/** Which ends of the series stand for less than a whole day or month. */
export interface PartialEnds {
  readonly first: boolean
  readonly last: boolean
}

const round = (value: number): number => Math.round(value * 100) / 100

/** Labels that fit beside each other. */
const labelsMax: Record<Room, number> = { wide: 12, middle: 7, narrow: 3 }

/** Every how many points a label stands. Steps double, so that the labels of a narrow window are among those of a wide. */
function labelSteps(count: number): Record<Room, number> {
  const stepFor = (room: Room, from: number): number => {
    let step = from
    while (Math.ceil(count / step) > labelsMax[room]) step *= 2
    return step
  }
  const wide = stepFor('wide', 1)
  const middle = stepFor('middle', wide)
  return { wide, middle, narrow: stepFor('narrow', middle) }
}

/** Needs at least one point. */
export function shapeTrend(points: readonly SeriesPoint[], ends: PartialEnds): TrendShape {
  const strip = 100 / points.length
  const most = Math.max(1, ...points.flatMap(({ visitors, views }) => [visitors ?? 0, views ?? 0]))
  // A round number at the top, so that the highest point has air above it.
  const scale = scaleLinear([0, most], [100, 0]).nice(4)
  const y = (value: number | null): number | null => (value === null ? null : round(scale(value)))
  const moments = points.map((point, index) => ({
    point,
    x: round((index + 0.5) * strip),
    visitorsY: y(point.visitors),
    viewsY: y(point.views),
  }))
  const steps = labelSteps(points.length)
  return {
    moments,
    strip: round(strip),
    visitors: drawCurve(moments, ends, ({ visitorsY }) => visitorsY),
    views: drawCurve(moments, ends, ({ viewsY }) => viewsY),
    area:
      area<Moment>(onCanvas, canvas.height, ({ visitorsY }) => visitorsY ?? 0)
        .defined(({ visitorsY }) => visitorsY !== null)
        .curve(curveMonotoneX)
        .digits(2)(moments.slice(ends.first ? 1 : 0, ends.last ? -1 : undefined)) ?? '',
    // Whole numbers only: there is no half visitor.
    ticks: scale
      .ticks(4)
      .filter((value) => Number.isInteger(value))
      .map((value) => ({ value, y: round(scale(value)) })),
    labels: moments.flatMap(({ point, x }, index) => {
      // Counted from the newest, which always has its label.
      const back = points.length - 1 - index
      const room = (['narrow', 'middle', 'wide'] as const).find((room) => back % steps[room] === 0)
      return room ? [{ at: point.at, x, room }] : []
    }),
  }
}

const onCanvas = ({ x }: Moment): number => (x / 100) * canvas.width

function drawCurve(
  moments: readonly Moment[],
  ends: PartialEnds,
  y: (moment: Moment) => number | null,
): Curve {
  const draw = line<Moment>(onCanvas, (moment) => y(moment) ?? 0)
    .defined((moment) => y(moment) !== null)
    .curve(curveMonotoneX)
    .digits(2)
  const whole = moments.slice(ends.first ? 1 : 0, ends.last ? -1 : undefined)
  const partial = [ends.first ? moments.slice(0, 2) : [], ends.last ? moments.slice(-2) : []]
  return {
    whole: draw(whole) ?? '',
    partial: partial.map((stretch) => (stretch.length > 1 ? (draw(stretch) ?? '') : '')).join(''),
  }
}

/** How a moment of the series is written: short under the axis, in full in the table and when pointed at. Pure. */
import type { Format } from '../page/format.ts'
import type { Interval } from '../stats/question.ts'

const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const axis: Record<Interval, (at: string, format: Format) => string> = {
  hour: (at, format) => format.hour(at),
  day: (at, format) => format.dayShort(at),
  // January carries its year: that is where a year turns.
  month: (at, format) => format.monthShort(at) + (at.endsWith('-01') ? ` ’${at.slice(2, 4)}` : ''),
}

const full: Record<Interval, (at: string, format: Format) => string> = {
  hour: (at, format) => `${format.dayNamed(at.slice(0, 10))}, ${format.hour(at)}`,
  day: (at, format) => format.dayNamed(at),
  month: (at, format) => format.month(at),
}

export const axisLabel = (interval: Interval, at: string, format: Format): string =>
  axis[interval](at, format)
export const fullLabel = (interval: Interval, at: string, format: Format): string =>
  upperFirst(full[interval](at, format))

/**
 * The period that a page is about, read from the address: a name (`period=30d`) or two days (`from`, `to`, both
 * included). Days are the site's own; today comes from the caller. Pure.
 */
import { addDays, daysBetween, isDay } from '../site/local-day.ts'
import { presets, rangeOf, type Preset } from '../stats/preset.ts'
import type { Interval, Range } from '../stats/question.ts'

export type PeriodName = Preset | 'custom'

export interface Period {
  readonly name: PeriodName
  readonly range: Range
  /** What one point of the chart stands for. */
  readonly interval: Interval
  /** What it is compared with: as many days just before, or for twelve months the same ones a year earlier. */
  readonly previous: Range
}

export type PeriodReading =
  | { readonly ok: true; readonly period: Period }
  /** `day`: not a calendar day; `order`: ends before it begins; `long`: over 800 days; `unknown`: no such name. */
  | { readonly ok: false; readonly why: 'day' | 'order' | 'long' | 'unknown' }

/** A little over two years: enough to lay a year beside the one before. */
export const rangeDaysMax = 800

const standard: PeriodName = '30d'

const isPreset = (text: string): text is Preset => presets.some((preset) => preset === text)

/** Points stay between a handful and about a hundred: fewer say little, more can't be told apart. */
function intervalOf({ from, to }: Range): Interval {
  const days = daysBetween(from, to)
  if (days <= 2) return 'hour'
  return days <= 100 ? 'day' : 'month'
}

/** The same date a year earlier; 29 February becomes the 28th. */
function yearEarlier(day: string): string {
  const earlier = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`
  return isDay(earlier) ? earlier : `${earlier.slice(0, 8)}28`
}

function previousOf(name: PeriodName, { from, to }: Range): Range {
  // Rent rises in July and heating fails in November: a year is compared with the same seasons.
  if (name === '12m') return { from: yearEarlier(from), to: yearEarlier(to) }
  const days = daysBetween(from, to)
  return { from: addDays(from, -days), to: addDays(from, -1) }
}

export function readPeriod(query: URLSearchParams, today: string): PeriodReading {
  const from = query.get('from')
  const to = query.get('to')
  if (from === null && to === null) {
    const name = query.get('period') ?? standard
    return isPreset(name)
      ? { ok: true, period: periodOf(name, rangeOf(name, today)) }
      : { ok: false, why: 'unknown' }
  }
  if (from === null || to === null || !isDay(from) || !isDay(to)) return { ok: false, why: 'day' }
  if (from > to) return { ok: false, why: 'order' }
  if (daysBetween(from, to) > rangeDaysMax) return { ok: false, why: 'long' }
  return { ok: true, period: periodOf('custom', { from, to }) }
}

const periodOf = (name: PeriodName, range: Range): Period => ({
  name,
  range,
  interval: intervalOf(range),
  previous: previousOf(name, range),
})

/** The query that says this period: nothing for the standard one. */
export function periodQuery(period: Pick<Period, 'name' | 'range'>): readonly (readonly [string, string])[] {
  if (period.name === standard) return []
  if (period.name !== 'custom') return [['period', period.name]]
  return [
    ['from', period.range.from],
    ['to', period.range.to],
  ]
}

/** Which ends of the chart stand for less than a whole hour, day or month. */
export function partialEnds(
  { range, interval }: Period,
  today: string,
): { readonly first: boolean; readonly last: boolean } {
  if (interval !== 'month') return { first: false, last: range.to >= today }
  const endsMonth = addDays(range.to, 1).endsWith('-01')
  return { first: !range.from.endsWith('-01'), last: !endsMonth || range.to >= today }
}

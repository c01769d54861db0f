/**
 * The periods that the dashboard offers by name. All end today (or are yesterday), so their figures can be subtracted from
 * each other: small-counts looks at all of them together.
 */
import { addDays } from '../site/local-day.ts'
import type { Range } from './question.ts'
import type { Nesting } from './small-counts.ts'

/** Shorter first. */
export const presets = ['today', 'yesterday', '7d', '30d', '90d', '12m'] as const
export type Preset = (typeof presets)[number]

function firstOfMonth(day: string, monthsBack: number): string {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() - monthsBack)
  return date.toISOString().slice(0, 10)
}

const ranges: Readonly<Record<Preset, (today: string) => Range>> = {
  today: (today) => ({ from: today, to: today }),
  yesterday: (today) => ({ from: addDays(today, -1), to: addDays(today, -1) }),
  '7d': (today) => ({ from: addDays(today, -6), to: today }),
  '30d': (today) => ({ from: addDays(today, -29), to: today }),
  '90d': (today) => ({ from: addDays(today, -89), to: today }),
  '12m': (today) => ({ from: firstOfMonth(today, 11), to: today }),
}

export const rangeOf = (preset: Preset, today: string): Range => ranges[preset](today)

const contains = (outer: Range, inner: Range) =>
  outer.from <= inner.from && inner.to <= outer.to && (outer.from !== inner.from || outer.to !== inner.to)

/** The preset periods strictly inside a range, and which of them lie in each other. Shorter first. */
export function presetsInside(
  range: Range,
  today: string,
): { readonly ranges: readonly Range[]; readonly nesting: Nesting } {
  const inside = presets.map((preset) => rangeOf(preset, today)).filter((preset) => contains(range, preset))
  const nesting = inside.map((outer) => inside.flatMap((inner, nth) => (contains(outer, inner) ? [nth] : [])))
  return { ranges: inside, nesting }
}

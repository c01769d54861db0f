/** Which breakdowns share a panel: its tabs, the first one shown unless the address says otherwise. */
import type { Dimension } from '../stats/question.ts'

export const panels = [
  { group: 'pages', dimensions: ['page', 'entry', 'exit', 'missing'] },
  { group: 'sources', dimensions: ['source', 'channel', 'social', 'referrer'] },
  { group: 'campaigns', dimensions: ['utm_campaign', 'utm_source', 'utm_medium'] },
  { group: 'actions', dimensions: ['event', 'outbound', 'download', 'property', 'term'] },
  { group: 'devices', dimensions: ['device', 'browser', 'os'] },
  { group: 'places', dimensions: ['language', 'country'] },
] as const satisfies readonly {
  readonly group: string
  readonly dimensions: readonly [Dimension, ...Dimension[]]
}[]

export type Panel = (typeof panels)[number]

/** The dimension that a panel shows. */
export const shownIn = (panel: Panel, shown: readonly Dimension[]): Dimension =>
  panel.dimensions.find((dimension) => shown.includes(dimension)) ?? panel.dimensions[0]

/** Choosing a tab replaces the choice made before in the same panel and leaves the others. */
export function withTab(panel: Panel, dimension: Dimension, shown: readonly Dimension[]): Dimension[] {
  const others = shown.filter((one) => !panel.dimensions.some((own) => own === one))
  return dimension === panel.dimensions[0] ? others : [...others, dimension]
}

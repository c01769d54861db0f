/**
 * Small groups are hidden: one function for pages, JSON and CSV alike. A value with fewer than k visitors folds into
 * "other"; when what is folded would itself be smaller than k, the next smallest value is folded with it, since a single
 * hidden cell can be found by subtracting the shown ones from the total. And between preset periods: a value that is shown
 * for seven days and for thirty must differ by nothing or by k, else the longer period keeps it folded.
 * What remains possible across freely chosen ranges is said in docs/privacy.md.
 */

/** Fewest visitors behind a shown value; twice that as soon as a filter narrows the group (Eurostat and CBS use 3 to 5). */
export const kPlain = 5
export const kFiltered = 10

export const kOf = (filters: readonly unknown[]): number => (filters.length > 0 ? kFiltered : kPlain)

export interface Cell {
  readonly value: string
  readonly visitors: number
  readonly visits: number
  readonly views: number
  /** Visitors of this value in each preset period inside the asked one. */
  readonly within: readonly number[]
}

/** For each preset period inside the asked one, which of the others lie inside it. The shorter stand first. */
export type Nesting = readonly (readonly number[])[]

export interface Folded {
  readonly shown: readonly Omit<Cell, 'within'>[]
  readonly hidden: {
    readonly values: number
    readonly visitors: number
    readonly visits: number
    readonly views: number
  } | null
}

/** Would showing a value beside the shorter periods that show it already reveal a group smaller than k? */
function isShowable({ within, visitors }: Cell, nesting: Nesting, k: number): boolean {
  const published: number[] = []
  const fits = (count: number, inside: readonly number[]) =>
    count >= k && published.every((shorter, at) => !inside.includes(at) || shorter < k || count === shorter || count - shorter >= k)
  for (const [at, count] of within.entries()) published.push(fits(count, nesting[at] ?? []) ? count : 0)
  return fits(visitors, [...within.keys()])
}

const mostFirst = (a: Cell, b: Cell) => b.visitors - a.visitors || b.views - a.views || (a.value < b.value ? -1 : 1)

/** Folds cells under k. Pure; the order of the cells does not matter. Most visitors first. */
export function foldSmallCounts(cells: readonly Cell[], k: number, nesting: Nesting = []): Folded {
  const sorted = cells.toSorted(mostFirst)
  const shown: Cell[] = []
  const hidden: Cell[] = []
  for (const cell of sorted) (isShowable(cell, nesting, k) ? shown : hidden).push(cell)
  const hiddenVisitors = () => hidden.reduce((sum, { visitors }) => sum + visitors, 0)
  // One hidden value alone, or a handful of people together, can be found by subtraction: take the next smallest along.
  while (hidden.length > 0 && shown.length > 0 && (hidden.length < 2 || hiddenVisitors() < k)) {
    const next = shown.pop()
    if (next) hidden.push(next)
  }
  return {
    shown: shown.map(({ value, visitors, visits, views }) => ({ value, visitors, visits, views })),
    hidden:
      hidden.length === 0
        ? null
        : {
            values: hidden.length,
            visitors: hiddenVisitors(),
            visits: hidden.reduce((sum, { visits }) => sum + visits, 0),
            views: hidden.reduce((sum, { views }) => sum + views, 0),
          },
  }
}

/**
 * Hides the points of a filtered series that show fewer than k people, and a second one when a single gap could be filled
 * in by subtracting the others from the total. A day without anyone stays 0: it tells of nobody.
 */
export function hideSmallPoints<Point extends { readonly visitors: number }>(
  points: readonly Point[],
  k: number,
): readonly (Point | null)[] {
  const hidden = new Set(points.filter(({ visitors }) => visitors > 0 && visitors < k))
  const rest = points.filter((point) => point.visitors >= k).toSorted((a, b) => a.visitors - b.visitors)
  const people = () => [...hidden].reduce((sum, { visitors }) => sum + visitors, 0)
  while (hidden.size > 0 && rest.length > 0 && (hidden.size < 2 || people() < k)) {
    const next = rest.shift()
    if (next) hidden.add(next)
  }
  return points.map((point) => (hidden.has(point) ? null : point))
}

/**
 * Small groups are hidden: one function for pages, JSON and CSV alike. A value with fewer than k visitors folds into
 * "other"; when what is folded would itself be smaller than k, the next smallest value is folded with it, since a single
 * hidden cell can be found by subtracting the shown ones from the total. And between preset periods: a value that is shown
 * for seven days and for thirty must differ by nothing or by k, else the longer period keeps it folded.
 *
 * A longer period knows what the shorter ones inside it show because it decides them first, from the same cells and by the
 * same rules, so the answer about a period is the same whether it is asked for or only looked at.
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

/** What one period shows. */
interface Period {
  readonly countOf: (cell: Cell) => number
  readonly shown: ReadonlySet<Cell>
}

/** May a value be shown beside the shorter periods without telling of a group smaller than k? */
function fits(cell: Cell, count: number, inside: readonly Period[], k: number): boolean {
  return (
    count >= k &&
    inside.every(({ countOf, shown }) => {
      const shorter = countOf(cell)
      // With equal counts nobody came between. But a count that a shorter period folded is not told by a longer one.
      return shown.has(cell) ? count === shorter || count - shorter >= k : count !== shorter
    })
  )
}

/** Whoever sees two periods apart (today, yesterday) knows their sum, and can subtract that from a longer one. */
const together = (one: Period, other: Period): Period => {
  const shown = one.shown.intersection(other.shown)
  return { countOf: (cell) => (shown.has(cell) ? one.countOf(cell) + other.countOf(cell) : 0), shown }
}

/** Decides which values a period shows; `inside` are the periods that lie in it, decided already. */
function decide(
  cells: readonly Cell[],
  countOf: Period['countOf'],
  inside: readonly Period[],
  k: number,
): Period {
  const present = cells
    .filter((cell) => countOf(cell) > 0)
    .toSorted((a, b) => countOf(b) - countOf(a) || (a.value < b.value ? -1 : 1))
  const shown = present.filter((cell) => fits(cell, countOf(cell), inside, k))
  const shownNow = new Set(shown)
  // Of a hidden value it is known that it has at least as many as a shorter period shows: those hide nobody else.
  const unknownOf = (cell: Cell) =>
    countOf(cell) -
    inside.reduce((known, one) => (one.shown.has(cell) ? Math.max(known, one.countOf(cell)) : known), 0)
  let hidden = 0
  let unknown = 0
  for (const cell of present)
    if (!shownNow.has(cell)) {
      hidden += 1
      unknown += unknownOf(cell)
    }
  // One hidden value alone, or a handful of people together, can be found by subtraction: take the next smallest along.
  while (hidden > 0 && (hidden < 2 || unknown < k)) {
    const next = shown.pop()
    if (!next) break
    shownNow.delete(next)
    hidden += 1
    unknown += unknownOf(next)
  }
  return { countOf, shown: shownNow }
}

const mostFirst = (a: Cell, b: Cell) =>
  b.visitors - a.visitors || b.views - a.views || (a.value < b.value ? -1 : 1)

/** Folds cells under k. Pure; the order of the cells does not matter. Most visitors first. */
export function foldSmallCounts(cells: readonly Cell[], k: number, nesting: Nesting = []): Folded {
  const periods: Period[] = []
  const inside = (places: readonly number[]) => [
    ...places.flatMap((place) => periods[place] ?? []),
    ...places.flatMap((later) =>
      places.flatMap((earlier) => {
        const [one, other] = [periods[earlier], periods[later]]
        return one && other && earlier < later && !nesting[later]?.includes(earlier)
          ? [together(one, other)]
          : []
      }),
    ),
  ]
  for (const [place, inner] of nesting.entries())
    periods.push(decide(cells, (cell) => cell.within[place] ?? 0, inside(inner), k))
  const asked = decide(cells, ({ visitors }) => visitors, inside([...periods.keys()]), k)
  const [shown, hidden] = [
    cells.filter((cell) => asked.shown.has(cell)),
    cells.filter((cell) => !asked.shown.has(cell)),
  ]
  const sum = (name: 'visitors' | 'visits' | 'views') => hidden.reduce((total, cell) => total + cell[name], 0)
  return {
    shown: shown
      .toSorted(mostFirst)
      .map(({ value, visitors, visits, views }) => ({ value, visitors, visits, views })),
    hidden:
      hidden.length === 0
        ? null
        : { values: hidden.length, visitors: sum('visitors'), visits: sum('visits'), views: sum('views') },
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

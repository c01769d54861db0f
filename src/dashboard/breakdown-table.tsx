/** One breakdown as a table whose rows filter the page; the bar behind a name is its share of the longest row. */
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import type { Breakdown, BreakdownRow, Dimension } from '../stats/question.ts'
import { outsideHref, valueLabel } from './value-label.ts'
import { hasFilter, viewHref, withFilter, type View } from './view.ts'

export interface BreakdownTableProps {
  readonly view: View
  readonly breakdown: Breakdown
  /** Read out as the table's name. */
  readonly caption: string
  /** At most so many rows; all without it. */
  readonly rowsMax?: number
  /** Shows visits and views and the share of the visitors as well. */
  readonly isFull?: boolean
  /** Visitors of the whole period, for the shares. Null: too few to show. */
  readonly visitors?: number | null
  /** Fewest visitors behind a shown row. */
  readonly k: number
  readonly words: Words
  readonly format: Format
}

type Measure = 'visitors' | 'visits' | 'views'

/** What is done is counted by times, what a visit is or has by visits. */
const trails: ReadonlySet<Dimension> = new Set([
  'page',
  'missing',
  'event',
  'outbound',
  'download',
  'property',
  'term',
])
const measuresOf = (dimension: Dimension, isFull: boolean): readonly Measure[] => {
  if (isFull) return ['visitors', 'visits', 'views']
  return trails.has(dimension) ? ['visitors', 'views'] : ['visitors', 'visits']
}

/** A view of a link or a file is a click on it. */
const headingOf = (measure: Measure, dimension: Dimension, { breakdown }: Words): string =>
  measure === 'views' && dimension !== 'page' && trails.has(dimension) ? breakdown.times : breakdown[measure]

/** In a narrow card the second figure gives its room to the name; it stays on the dimension's own page. */
const classOf = (measure: Measure, isFull: boolean): string => {
  if (measure === 'visitors') return 'num main'
  return isFull ? 'num' : 'num second'
}

export const BreakdownTable = (props: BreakdownTableProps) => {
  const { view, breakdown, caption, rowsMax, isFull = false, visitors, k, words, format } = props
  const { dimension, hidden } = breakdown
  const rows = breakdown.rows.slice(0, rowsMax)
  const measures = measuresOf(dimension, isFull)
  const most = Math.max(1, ...rows.map((row) => row.visitors))
  const total = visitors ?? 0
  if (rows.length === 0 && !hidden) return <p class="empty-small">{words.breakdown.empty}</p>
  return (
    <table class="ranked">
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{words.breakdown.dimensions[dimension].name}</th>
          {measures.map((measure) => (
            <th scope="col" class={classOf(measure, isFull)}>
              {headingOf(measure, dimension, words)}
            </th>
          ))}
          {isFull && total > 0 && (
            <th scope="col" class="num">
              {words.breakdown.share}
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row" class="name">
              <Name view={view} dimension={dimension} row={row} most={most} words={words} format={format} />
            </th>
            {measures.map((measure) => (
              <td class={classOf(measure, isFull)}>{format.number(row[measure])}</td>
            ))}
            {isFull && total > 0 && <td class="num">{shareOf(row.visitors, total, format)}</td>}
          </tr>
        ))}
        {hidden && (
          <tr class="hidden-row">
            <th scope="row" class="name">
              <span class="bar">
                <span class="text">{words.breakdown.hidden(format.number(hidden.values))}</span>
              </span>
            </th>
            {measures.map((measure) => (
              <td class={classOf(measure, isFull)}>{format.number(hidden[measure])}</td>
            ))}
            {isFull && total > 0 && <td class="num">{shareOf(hidden.visitors, total, format)}</td>}
          </tr>
        )}
      </tbody>
      {hidden && (
        <tfoot>
          <tr>
            <td class="why" colspan={measures.length + 1 + (isFull && total > 0 ? 1 : 0)}>
              <span>{words.breakdown.hiddenWhy(k)}</span>
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  )
}

interface NameProps {
  readonly view: View
  readonly dimension: Dimension
  readonly row: BreakdownRow
  readonly most: number
  readonly words: Words
  readonly format: Format
}

const Name = ({ view, dimension, row, most, words, format }: NameProps) => {
  const filter = { dimension, value: row.value }
  const label = valueLabel(dimension, row.value, words, format)
  const outside = outsideHref(dimension, row.value)
  return (
    <span class="bar">
      <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <rect width={Math.max(0.5, Math.round((row.visitors / most) * 1000) / 10)} height="1" />
      </svg>
      {hasFilter(view, filter) ? (
        <bdi class="text">
          <Breakable text={label} />
        </bdi>
      ) : (
        <a
          href={viewHref(withFilter(view, filter))}
          title={words.filters.add(nameOf(dimension, words), label)}
        >
          <bdi>
            <Breakable text={label} />
          </bdi>
        </a>
      )}
      {outside !== null && (
        <a
          class="out"
          href={outside}
          rel="noopener noreferrer nofollow"
          aria-label={words.breakdown.open(label)}
        >
          <svg viewBox="0 0 14 14" aria-hidden="true">
            <path d="M5 3H2.5v8.5H11V9M8 2.5h3.5V6M11.5 2.5 6.5 7.5" />
          </svg>
        </a>
      )}
    </span>
  )
}

/** A long path breaks after a slash rather than inside a word. */
const Breakable = ({ text }: { text: string }) => (
  <>
    {text.split(/(?<=\/)/).map((part, nth) => (
      <>
        {nth > 0 && <wbr />}
        {part}
      </>
    ))}
  </>
)

/** A share that rounds to nothing is still something. */
const shareOf = (part: number, whole: number, format: Format): string =>
  part > 0 && part / whole < 0.005 ? `<${format.percent(0.01)}` : format.percent(part / whole)

const nameOf = (dimension: Dimension, words: Words): string =>
  words.breakdown.dimensions[dimension].name.toLowerCase()

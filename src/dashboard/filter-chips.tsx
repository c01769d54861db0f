/** The filters that are on; each one is a link that takes it off. */
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import type { Dimension } from '../stats/question.ts'
import { valueLabel } from './value-label.ts'
import { viewHref, withoutFilter, type View } from './view.ts'

export interface FilterChipsProps {
  readonly view: View
  readonly dimension?: Dimension | undefined
  readonly words: Words
  readonly format: Format
}

export const FilterChips = ({ view, dimension, words, format }: FilterChipsProps) => {
  if (view.filters.length === 0) return null
  return (
    <section class="chips" aria-labelledby="filters">
      <h2 id="filters">{words.filters.heading}</h2>
      <ul>
        {view.filters.map((filter) => {
          const { name } = words.breakdown.dimensions[filter.dimension]
          const label = valueLabel(filter.dimension, filter.value, words, format)
          return (
            <li>
              <a class="chip" href={viewHref(withoutFilter(view, filter), dimension)}>
                <span>
                  <span class="visually-hidden">{words.filters.remove}: </span>
                  {name}: <strong>{label}</strong>
                </span>
                <svg viewBox="0 0 12 12" aria-hidden="true">
                  <path d="m2 2 8 8M10 2l-8 8" />
                </svg>
              </a>
            </li>
          )
        })}
      </ul>
      {view.filters.length > 1 && (
        <a class="clear" href={viewHref({ ...view, filters: [] }, dimension)}>
          {words.filters.clear}
        </a>
      )}
    </section>
  )
}

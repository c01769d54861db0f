/** How long there is left, said by word, shape and colour alike (WCAG 1.4.1): who sees one of them sees it all. */
import type { Words } from '../page/words.ts'
import type { Deadline, Grade } from './deadline.ts'

/** A ring, a triangle, a diamond and a filled octagon with a mark: told apart without colour and in print. */
export const dueShapes: Readonly<Record<Grade, string>> = {
  calm: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z',
  soon: 'M8 1.8 14.8 14H1.2z',
  today: 'M8 1 15 8 8 15 1 8z',
  late: 'M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2z',
}

export function dueWords({ days }: Pick<Deadline, 'days'>, { due }: Words['desk']): string {
  if (days < 0) return due.late(-days)
  if (days === 0) return due.today
  return days === 1 ? due.tomorrow : due.left(days)
}

export const DueMark = ({ deadline, words }: { deadline: Deadline; words: Words }) => (
  <span class={`due is-${deadline.grade}`}>
    <svg viewBox="0 0 16 16" aria-hidden="true">
      <path d={dueShapes[deadline.grade]} />
      {(deadline.grade === 'late' || deadline.grade === 'soon') && (
        <path class="due-inner" d="M8 5v4M8 11.4v.4" />
      )}
    </svg>
    {dueWords(deadline, words.desk)}
  </span>
)

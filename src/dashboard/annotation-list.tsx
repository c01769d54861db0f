/** Notes on the days of the chart, and for whoever may write them a form. Works without script. */
import type { Format } from '../page/format.ts'
import type { Words } from '../page/words.ts'
import { noteLengthMax, type Annotation } from '../stats/annotations.ts'
import { sitePath, viewHref, type View } from './view.ts'

export interface AnnotationListProps {
  readonly view: View
  readonly annotations: readonly Annotation[]
  readonly mayWrite: boolean
  readonly today: string
  readonly words: Words
  readonly format: Format
}

export const AnnotationList = (props: AnnotationListProps) => {
  const { view, annotations, mayWrite, today, words, format } = props
  const { annotations: own } = words
  if (annotations.length === 0 && !mayWrite) return null
  const back = <input type="hidden" name="back" value={viewHref(view)} />
  const action = `${sitePath(view.domain)}/annotations`
  return (
    <div class="annotations">
      {annotations.length > 0 && (
        <>
          <h3>{own.heading}</h3>
          <ul>
            {annotations.map(({ id, day, note }) => (
              <li>
                <span class="when">{format.dayNamed(day)}</span>
                <span class="note">{note}</span>
                {mayWrite && (
                  <form method="post" action={`${action}/remove`}>
                    {back}
                    <input type="hidden" name="day" value={day} />
                    <input type="hidden" name="id" value={id} />
                    <button class="quiet small" type="submit" aria-label={own.removeNote(note)}>
                      {own.remove}
                    </button>
                  </form>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {mayWrite && (
        <details class="disclosure">
          <summary>{own.add}</summary>
          <form class="row-form" method="post" action={action}>
            {back}
            <div class="field">
              <label for="note-day">{own.day}</label>
              <input id="note-day" name="day" type="date" required max={today} value={view.period.range.to} />
            </div>
            <div class="field grow">
              <label for="note">{own.note}</label>
              <input
                id="note"
                name="note"
                type="text"
                required
                maxlength={noteLengthMax}
                aria-describedby="note-hint"
                autocomplete="off"
              />
              <p class="fine" id="note-hint">
                {own.hint}
              </p>
            </div>
            <button type="submit">{own.save}</button>
          </form>
        </details>
      )}
    </div>
  )
}

/** The period, as links for the usual ones and a form for any two days. */
import type { Words } from '../page/words.ts'
import { presets } from '../stats/preset.ts'
import { keptFields, periodHref, sitePath, type Place, type View } from './view.ts'

export interface PeriodPickerProps {
  readonly view: View
  /** On a page of its own below the overview: stay there. */
  readonly dimension?: Place | undefined
  readonly today: string
  readonly words: Words
}

export const PeriodPicker = ({ view, dimension, today, words: { period } }: PeriodPickerProps) => {
  const { name, range } = view.period
  return (
    <nav class="periods" aria-label={period.heading}>
      <ul>
        {presets.map((preset) => (
          <li>
            <a
              href={periodHref(view, { name: preset, range }, dimension)}
              aria-current={preset === name ? 'true' : undefined}
            >
              {period.names[preset]}
            </a>
          </li>
        ))}
      </ul>
      <details class={name === 'custom' ? 'chosen' : undefined}>
        <summary>{period.names.custom}</summary>
        <form method="get" action={sitePath(view.domain, dimension)}>
          <div class="field">
            <label for="from">{period.from}</label>
            <input id="from" name="from" type="date" required max={today} value={range.from} />
          </div>
          <div class="field">
            <label for="to">{period.to}</label>
            <input id="to" name="to" type="date" required max={today} value={range.to} />
          </div>
          {keptFields(view).map(([field, value]) => (
            <input type="hidden" name={field} value={value} />
          ))}
          <button type="submit">{period.show}</button>
        </form>
      </details>
    </nav>
  )
}

/** How the 72 hours of a breach stand, said by word, shape and colour alike (WCAG 1.4.1): who sees one of them sees it all. */
import { clockOf, type Clock, type Clocked } from '../breach/clock.ts'
import type { Words } from '../page/words.ts'

type Look = 'waiting' | 'calm' | 'soon' | 'late' | 'settled'

/** An open ring, a clock, a triangle, an octagon and a tick: told apart without colour and in print. */
const shapes: Readonly<Record<Look, string>> = {
  waiting: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM4.5 8h7',
  calm: 'M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13zM8 4v4.2l2.6 1.6',
  soon: 'M8 1.8 14.8 14H1.2zM8 6v4M8 11.8v.4',
  late: 'M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2zM8 4.5v4.2M8 11v.4',
  settled: 'M2.5 8.5 6.3 12.3 13.5 4.2',
}

const looks: Readonly<Record<Clock['kind'], Look>> = {
  'not-aware': 'waiting',
  running: 'calm',
  soon: 'soon',
  late: 'late',
  'in-time': 'settled',
  'too-late': 'late',
  decided: 'settled',
}

export function clockWords(clock: Clock, { clock: words }: Words['breaches']): string {
  if ('hours' in clock) return clock.kind === 'late' ? words.late(clock.hours) : words.hours(clock.hours)
  return words[clock.kind]
}

export const ClockMark = ({ breach, now, words }: { breach: Clocked; now: Date; words: Words }) => {
  const clock = clockOf(breach, now)
  return (
    <span class={`clock is-${looks[clock.kind]}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d={shapes[looks[clock.kind]]} />
      </svg>
      {clockWords(clock, words.breaches)}
    </span>
  )
}

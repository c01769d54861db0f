/**
 * How far opening a mail, and clicking in it, may be measured. `aggregate`: one address in the mail for all who get it, and
 * counters alone. `personal`: an address of the reader's own, with their consent alone. The strictest of site, issue and reader
 * wins (newsletter.md §4.3): asking more than somebody allows is never an error, and never done.
 */
export const levels = ['off', 'aggregate', 'personal'] as const
export type Level = (typeof levels)[number]

/** Null: never asked. */
export type MeasureAnswer = 'yes' | 'no' | null

export const strictest = (...given: readonly [Level, ...Level[]]): Level =>
  given.reduce((least, one) => (levels.indexOf(one) < levels.indexOf(least) ? one : least))

/**
 * The most that a reader's own answer allows. A refusal is another mail, not a counter that is muted: a redirect already tells the
 * server. Who was never asked is one of all, counted without any sign of who.
 */
export const ceilingOf = (answer: MeasureAnswer): Level =>
  answer === 'yes' ? 'personal' : answer === 'no' ? 'off' : 'aggregate'

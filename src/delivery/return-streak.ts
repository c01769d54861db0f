/**
 * When mails that keep coming back "for now" are enough. A full mailbox empties, a server comes back, so one of them says nothing; but who
 * goes on mailing an address that has not taken anything for weeks is taken for a spammer. Pure.
 */

/** One mail of a reader: when it was handed in (or, where nobody knows, when it came back), and whether it came back. */
export interface Fate {
  readonly at: Date
  /** Null: it did not, as far as we know. */
  readonly returned: 'soft' | 'hard' | 'complaint' | null
}

/** A weekly letter reaches both in five weeks; somebody on holiday with a full mailbox, or a daily letter in a bad week, does not. */
export const streakLengthMax = 5
export const streakDaysMax = 14

/**
 * The last mails that came back for now, with none between them that arrived; `longest` caps it, for an address that was changed since.
 * Mails younger than the last that came back say nothing yet: their reports may be on the way.
 */
export function streakOf(
  fates: readonly Fate[],
  longest: number,
): { readonly length: number; readonly isEnough: boolean } {
  const newestFirst = fates.toSorted((a, b) => b.at.getTime() - a.at.getTime())
  const since = newestFirst.slice(newestFirst.findIndex(({ returned }) => returned === 'soft'))
  const arrived = since.findIndex(({ returned }) => returned === null)
  const streak = (arrived === -1 ? since : since.slice(0, arrived))
    .filter(({ returned }) => returned === 'soft')
    .slice(0, longest)
  const [last] = streak
  const first = streak.at(-1)
  const days = last && first ? (last.at.getTime() - first.at.getTime()) / 86_400_000 : 0
  return { length: streak.length, isEnough: streak.length >= streakLengthMax && days >= streakDaysMax }
}

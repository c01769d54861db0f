/**
 * How fast mails may leave. All there is to remember is the instant from which on the next one is free: each mail that leaves moves
 * it on by a step, and it may lie ahead by as much as a small burst. In no minute, wherever it begins, do more leave than are allowed.
 */

export interface Pace {
  /** From when on the next mail is free, as long as none leaves before; milliseconds. */
  readonly freeAt: number
}

/** A twelfth of a minute's mails at once, so that who looks every few seconds can use all of them. */
export const burstOf = (perMinuteMax: number): number => Math.ceil(perMinuteMax / 12)

/** The burst is taken off what flows after it: a minute that begins with one holds no more than any other. */
export const stepMsOf = (perMinuteMax: number): number => 60_000 / (perMinuteMax - burstOf(perMinuteMax) + 1)

/** A thousandth of a step: what adding fractions loses must cost no mail. */
const hair = 0.001

/** How many may leave at an instant. Never below zero. */
export function admissible(perMinuteMax: number, { freeAt }: Pace, now: number): number {
  const ahead = Math.max(0, freeAt - now) / stepMsOf(perMinuteMax)
  return Math.max(0, Math.floor(burstOf(perMinuteMax) - ahead + hair))
}

/** The instant after so many have left; whole milliseconds, later rather than earlier. */
export const afterLeaving = (perMinuteMax: number, { freeAt }: Pace, now: number, mails: number): number =>
  mails === 0 ? freeAt : Math.ceil(Math.max(freeAt, now) + mails * stepMsOf(perMinuteMax))

/** When the next one is free. */
export const nextFreeAt = (perMinuteMax: number, { freeAt }: Pace): number =>
  Math.ceil(freeAt - (burstOf(perMinuteMax) - 1) * stepMsOf(perMinuteMax))

/**
 * When each of some mails that were too many gets its turn, one step apart, after those that were put off before them. Looked at
 * again then: who is put off has no right to the turn, so that a pause does not end in a flood.
 */
export function putOff(
  perMinuteMax: number,
  { freeAt }: Pace,
  plannedAt: number,
  mails: number,
): readonly number[] {
  const first = Math.max(nextFreeAt(perMinuteMax, { freeAt }), plannedAt)
  return Array.from({ length: mails }, (_, nth) => Math.ceil(first + nth * stepMsOf(perMinuteMax)))
}

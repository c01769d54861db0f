/**
 * Event ids are UUID v7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then version, variant and chance. The snippet makes
 * one when the event happens and keeps it through each retry, so an event's time and identity are one thing: a retry
 * after midnight or in the next month meets its own earlier row.
 */

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

export const isEventId = (text: string): boolean => shape.test(text)

/** Unix milliseconds inside an id. */
export const timeOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

/** An id for an event that came without one. `chance` is 10 random bytes. */
export function eventId(at: Date, chance: Uint8Array): string {
  const time = at.getTime().toString(16).padStart(12, '0')
  const hex = Buffer.from(chance.buffer, chance.byteOffset, 10).toString('hex')
  const variant = ((Number.parseInt(hex.charAt(3), 16) & 3) | 8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(0, 3)}-${variant}${hex.slice(4, 7)}-${hex.slice(7, 19)}`
}

/** A device may be this far behind (a retry after a weekend would be clamped) or ahead and still be believed. */
export const behindMsMax = 48 * 3_600_000
export const aheadMsMax = 5 * 60_000

/**
 * When an event happened. The id's own time inside [−48 h, +5 min] of receipt; otherwise the receipt, flagged: then a retry
 * is no longer recognised, delivery is at-least-once, and the flag says so. Pure.
 */
export function occurredAt(id: string, receivedAt: Date): { readonly at: Date; readonly clamped: boolean } {
  const said = timeOf(id)
  const behind = receivedAt.getTime() - said
  return behind <= behindMsMax && behind >= -aheadMsMax
    ? { at: new Date(said), clamped: false }
    : { at: receivedAt, clamped: true }
}

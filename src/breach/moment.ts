/** A moment as staff fill it in, by the clock of Amsterdam: breaches are reported in the time of the authority, whatever the site's zone. Pure. */
import { isDay, offsetAt } from '../site/local-day.ts'

const zone = 'Europe/Amsterdam'
const dayMs = 86_400_000

export type MomentReading =
  | { readonly ok: true; readonly at: Date }
  /** `skipped`: the clock goes from before this time to behind it (the night summer time begins). */
  | { readonly ok: false; readonly why: 'moment' | 'skipped' }

/** As the browser's field has it, `2026-11-23T14:05`. Of a time that comes twice, the first. Takes any text; never throws. */
export function readMoment(text: string): MomentReading {
  const [, day = '', time] = /^(\d{4}-\d{2}-\d{2})T(([01]\d|2[0-3]):[0-5]\d)(?::[0-5]\d)?$/.exec(text) ?? []
  if (time === undefined || !isDay(day)) return { ok: false, why: 'moment' }
  const wall = Date.parse(`${day}T${time}:00Z`)
  // The clock does not change twice within two days: these are all offsets that may hold.
  const instants = [wall - dayMs, wall + dayMs]
    .map((near) => offsetAt(new Date(near), zone))
    .flatMap((offset) => (offsetAt(new Date(wall - offset), zone) === offset ? [wall - offset] : []))
  return instants.length === 0
    ? { ok: false, why: 'skipped' }
    : { ok: true, at: new Date(Math.min(...instants)) }
}

export const momentField = (at: Date): string =>
  new Date(at.getTime() + offsetAt(at, zone)).toISOString().slice(0, 16)

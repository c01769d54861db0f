/** A day and a time as staff type them, by the clock of the site, as one instant. */
import { isDay, offsetAt } from '../site/local-day.ts'

export type MomentReading =
  | { readonly ok: true; readonly at: Date }
  /** `skipped`: the clock goes from before this time to behind it (the night summer time begins). */
  | { readonly ok: false; readonly why: 'day' | 'time' | 'skipped' }

const timeShape = /^([01]\d|2[0-3]):([0-5]\d)(?::[0-5]\d)?$/
const dayMs = 86_400_000

/** Of a time that comes twice (the night summer time ends), the first one. Takes any text; never throws. */
export function readMoment(day: string, time: string, timezone: string): MomentReading {
  if (!isDay(day)) return { ok: false, why: 'day' }
  const [, hour, minute] = timeShape.exec(time) ?? []
  if (hour === undefined || minute === undefined) return { ok: false, why: 'time' }
  const wall = Date.parse(`${day}T${hour}:${minute}:00Z`)
  // No zone changes its clock twice within two days: these are all offsets that may hold.
  const instants = [wall - dayMs, wall + dayMs]
    .map((near) => offsetAt(new Date(near), timezone))
    .flatMap((offset) => (offsetAt(new Date(wall - offset), timezone) === offset ? [wall - offset] : []))
  return instants.length === 0
    ? { ok: false, why: 'skipped' }
    : { ok: true, at: new Date(Math.min(...instants)) }
}

/** As the browser's own fields have it: `{ day: '2026-11-23', time: '14:05' }`. */
export function momentFields(at: Date, timezone: string): { readonly day: string; readonly time: string } {
  const wall = new Date(at.getTime() + offsetAt(at, timezone)).toISOString()
  return { day: wall.slice(0, 10), time: wall.slice(11, 16) }
}

/**
 * The calendar of a site. A day is the half-open span between two local midnights, so it lasts 23, 24 or 25 hours.
 * Days are ISO text. Zones come from the site, never from the server's own setting.
 */

const formats = new Map<string, Intl.DateTimeFormat>()

function formatFor(timezone: string): Intl.DateTimeFormat {
  let format = formats.get(timezone)
  if (!format) {
    // en-CA writes ISO dates; hourCycle h23 keeps midnight at 00.
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    formats.set(timezone, format)
  }
  return format
}

/** Local wall-clock time read as if it were UTC, in milliseconds. */
function wallClock(at: Date, timezone: string): number {
  const part: Record<string, string> = {}
  for (const { type, value } of formatFor(timezone).formatToParts(at)) part[type] = value
  return Date.parse(`${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`)
}

/** Milliseconds that local time is ahead of UTC at an instant. */
export function offsetAt(at: Date, timezone: string): number {
  const whole = Math.floor(at.getTime() / 1000) * 1000
  return wallClock(new Date(whole), timezone) - whole
}

/** True for a zone that Intl knows and whose offset is whole hours all year round: hours are counted from local midnight. */
export function isCountableZone(timezone: string): boolean {
  try {
    const hour = 3_600_000
    return ['2026-01-15T12:00:00Z', '2026-07-15T12:00:00Z'].every(
      (at) => offsetAt(new Date(at), timezone) % hour === 0,
    )
  } catch {
    return false
  }
}

// Hot: asked for each event. Between two midnights the answer is the same, so the last span is remembered per zone.
const lastSpan = new Map<string, { from: number; until: number; day: string }>()

/** The local day that holds an instant. */
export function localDay(at: Date, timezone: string): string {
  const time = at.getTime()
  const last = lastSpan.get(timezone)
  if (last && time >= last.from && time < last.until) return last.day
  const day = new Date(wallClock(at, timezone)).toISOString().slice(0, 10)
  const { from, until } = dayBounds(day, timezone)
  lastSpan.set(timezone, { from: from.getTime(), until: until.getTime(), day })
  return day
}

/** Today on the site's calendar. */
export const localToday = localDay

/** `n` days later (or earlier) on the calendar. */
export function addDays(day: string, n: number): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + n)
  return date.toISOString().slice(0, 10)
}

/** How many days a range holds, both ends included. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1

/** The instant of local midnight at the start of a day; where the clock skips midnight, the first instant of the day. */
export function startOfDay(day: string, timezone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // The offset before and after can differ on the day of the change: the guess is corrected once with its own offset.
  const guess = new Date(midnight - offsetAt(new Date(midnight), timezone))
  return new Date(midnight - offsetAt(guess, timezone))
}

/** Half-open span of a local day as instants. */
export function dayBounds(day: string, timezone: string): { readonly from: Date; readonly until: Date } {
  return { from: startOfDay(day, timezone), until: startOfDay(addDays(day, 1), timezone) }
}

/** True for a real calendar date written as `2026-02-28`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

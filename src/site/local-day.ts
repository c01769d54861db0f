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

/** `Europe/Amsterdam`. Not `CET` or `+01:00`: the database reads the one without summer time and the other with its sign turned. */
const zoneShape = /^(UTC|[A-Za-z]+(\/[A-Za-z_-]+){1,2})$/

/**
 * True for a zone in which hours can be counted from local midnight: its offset is whole hours, and every day from 2024 to
 * 2037 has a midnight, once. Where clocks change at midnight the database and this file could mean different instants.
 * Takes some 30 ms for a zone; asked when a site is made.
 */
export function isCountableZone(timezone: string): boolean {
  if (!zoneShape.test(timezone)) return false
  try {
    const [hour, day] = [3_600_000, 86_400_000]
    let before = offsetAt(new Date('2023-12-31T12:00:00Z'), timezone)
    for (let noon = Date.parse('2024-01-01T12:00:00Z'); noon < Date.parse('2038-01-01'); noon += day) {
      const offset = offsetAt(new Date(noon), timezone)
      if (offset % hour !== 0) return false
      // The clock changed since the noon before. Midnight is there once when both offsets put it at the same side of the change.
      if (
        offset !== before &&
        !hasOneMidnight(new Date(noon + offset).toISOString().slice(0, 10), timezone, before, offset)
      )
        return false
      before = offset
    }
    return true
  } catch {
    return false
  }
}

/** Around a change from one offset to another: is the midnight of this day and of the day before real, and real once? */
function hasOneMidnight(day: string, timezone: string, before: number, after: number): boolean {
  return [day, addDays(day, -1)].every((date) => {
    const midnight = Date.parse(`${date}T00:00:00Z`)
    return (
      [before, after].filter((offset) => offsetAt(new Date(midnight - offset), timezone) === offset)
        .length === 1
    )
  })
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

/** The same-numbered day `n` months later (or earlier), or that month's last day where it has none of that number. */
export function addMonths(day: string, n: number): string {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))]
  const last = new Date(Date.UTC(year, month + n, 0)).getUTCDate()
  return new Date(Date.UTC(year, month - 1 + n, Math.min(date, last))).toISOString().slice(0, 10)
}

/** How many days a range holds, both ends included. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1

/** The instant of local midnight at the start of a day; where the clock skips midnight, the first instant of the day. */
export function startOfDay(day: string, timezone: string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // The offset before and after can differ on the day of the change: the guess is corrected once with its own offset.
  const guess = new Date(midnight - offsetAt(new Date(midnight), timezone))
  const corrected = new Date(midnight - offsetAt(guess, timezone))
  // Where midnight is skipped, one of the two lies in the day before: then the other is the moment of the change.
  return wallClock(corrected, timezone) >= midnight ? corrected : guess
}

/** Half-open span of a local day as instants. */
export function dayBounds(day: string, timezone: string): { readonly from: Date; readonly until: Date } {
  return { from: startOfDay(day, timezone), until: startOfDay(addDays(day, 1), timezone) }
}

/** True for a real calendar date from 2000 to 2199 written as `2026-02-28`: the day after the last one is still a date. */
export function isDay(text: string): boolean {
  if (!/^2[01]\d{2}-\d{2}-\d{2}$/.test(text)) return false
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

/**
 * Numbers, days and durations as a reader of the language writes them. Days are calendar days of the site and carry no
 * zone, so they are formatted as UTC midnights; no clock is read here.
 */
import type { Language } from './words.ts'

const locales: Record<Language, string> = { nl: 'nl-NL', en: 'en-GB' }

export interface Format {
  /** 12.345 */
  readonly number: (value: number) => string
  /** 12,3K where room is short: axis labels. */
  readonly short: (value: number) => string
  /** Up to two decimals. */
  readonly decimal: (value: number) => string
  /** 0–1 -> 43% */
  readonly percent: (share: number) => string
  /** Seconds -> 1:12 min */
  readonly duration: (seconds: number) => string
  /** ISO day -> 23 november 2026 */
  readonly day: (day: string) => string
  /** ISO day -> 23 nov */
  readonly dayShort: (day: string) => string
  /** ISO day -> ma 23 november */
  readonly dayNamed: (day: string) => string
  /** `2026-11` -> november 2026 */
  readonly month: (month: string) => string
  readonly monthShort: (month: string) => string
  /** Both ends included; shared parts are said once. */
  readonly range: (from: string, to: string) => string
  /** `2026-11-23T02+01:00` -> 02:00 */
  readonly hour: (hour: string) => string
  /** a, b en c */
  readonly list: (parts: readonly string[]) => string
  /** An instant as its local day: 23 november 2026 */
  readonly dayOf: (at: Date, timezone: string) => string
  /** An instant by its local clock: 14:05 */
  readonly timeOf: (at: Date, timezone: string) => string
  /** Seconds that have passed -> 12 seconden geleden */
  readonly ago: (seconds: number) => string
  /** An instant, by the clock in Amsterdam -> 23 nov 2026, 14:05 */
  readonly moment: (at: Date) => string
  readonly languageName: (code: string) => string
  readonly countryName: (code: string) => string
}

const midnight = (day: string): Date => new Date(`${day}T00:00:00Z`)

const spans = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

function makeFormat(language: Language): Format {
  const locale = locales[language]
  const number = new Intl.NumberFormat(locale)
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 })
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const date = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  const day = date({ day: 'numeric', month: 'long', year: 'numeric' })
  const dayShort = date({ day: 'numeric', month: 'short' })
  const dayNamed = date({ weekday: 'short', day: 'numeric', month: 'long' })
  const month = date({ month: 'long', year: 'numeric' })
  const monthShort = date({ month: 'short' })
  const lists = new Intl.ListFormat(locale, { type: 'conjunction' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'always' })
  const moment = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Europe/Amsterdam',
  })
  const languageNames = new Intl.DisplayNames([locale], { type: 'language', fallback: 'code' })
  const countryNames = new Intl.DisplayNames([locale], { type: 'region', fallback: 'code' })
  return {
    moment: (at) => moment.format(at),
    number: (value) => number.format(value),
    short: (value) => short.format(value),
    decimal: (value) => decimal.format(value),
    percent: (share) => percent.format(share),
    duration: (total) => {
      const whole = Math.round(total)
      return `${number.format(Math.floor(whole / 60))}:${String(whole % 60).padStart(2, '0')} min`
    },
    day: (text) => day.format(midnight(text)),
    dayShort: (text) => dayShort.format(midnight(text)),
    dayNamed: (text) => dayNamed.format(midnight(text)),
    month: (text) => month.format(midnight(`${text.slice(0, 7)}-01`)),
    monthShort: (text) => monthShort.format(midnight(`${text.slice(0, 7)}-01`)),
    range: (from, to) =>
      from === to ? day.format(midnight(from)) : day.formatRange(midnight(from), midnight(to)),
    hour: (text) => `${text.slice(11, 13)}:00`,
    list: (parts) => lists.format(parts),
    dayOf: (at, timezone) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: timezone }).format(at),
    timeOf: (at, timezone) =>
      new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: timezone }).format(at),
    ago: (seconds) => {
      const [unit, length] = spans.find(([, long]) => seconds >= long) ?? (['second', 1] as const)
      return relative.format(-Math.floor(Math.max(seconds, 0) / length), unit)
    },
    languageName: (code) => named(languageNames, code),
    countryName: (code) => named(countryNames, code),
  }
}

/** Codes come from browsers: what Intl refuses is shown as it came. */
function named(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}

const made = new Map<Language, Format>()

/** Formatters cost milliseconds to make, so they are made once for each language. */
export function formatIn(language: Language): Format {
  let format = made.get(language)
  if (!format) made.set(language, (format = makeFormat(language)))
  return format
}

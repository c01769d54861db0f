/**
 * Which days a report is about: the last whole week (Monday to Sunday) or month on the site's own calendar, and from which
 * instant on it is due. Pure: no clock is read here.
 */
import { addDays, localToday, offsetAt, startOfDay } from '../site/local-day.ts'
import type { Range } from '../stats/question.ts'

export const reportPeriods = ['week', 'month'] as const
export type ReportPeriod = (typeof reportPeriods)[number]

export const isReportPeriod = (text: string): text is ReportPeriod =>
  reportPeriods.some((period) => period === text)

/** On the wall in the site's zone: there before work begins, and long after the night in which the last day was computed. */
const dueHour = 7

/** The last week or month that is over on this local day. */
export function lastWhole(period: ReportPeriod, today: string): Range {
  if (period === 'month') {
    const to = addDays(`${today.slice(0, 8)}01`, -1)
    return { from: `${to.slice(0, 8)}01`, to }
  }
  const sinceMonday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7
  const monday = addDays(today, -sinceMonday)
  return { from: addDays(monday, -7), to: addDays(monday, -1) }
}

/** The week or month before one: a month is compared with a whole month, however long each is. */
export const periodBefore = (period: ReportPeriod, { from }: Range): Range => lastWhole(period, from)

/** Seven o'clock on the morning after a range. */
export function dueAt({ to }: Range, timezone: string): Date {
  const day = addDays(to, 1)
  const about = new Date(startOfDay(day, timezone).getTime() + dueHour * 3_600_000)
  // Clocks change before seven: the offset that holds then is the one of the moment that is meant.
  return new Date(Date.parse(`${day}T00:00:00Z`) + dueHour * 3_600_000 - offsetAt(about, timezone))
}

/**
 * What is to be sent by now: always the last whole week or month and never an older one, so that after an outage of weeks
 * one report comes and not all that were missed. Null on its own morning before seven.
 */
export function dueRange(period: ReportPeriod, now: Date, timezone: string): Range | null {
  const range = lastWhole(period, localToday(now, timezone))
  return now >= dueAt(range, timezone) ? range : null
}

/**
 * The two clocks of a request. The privacy statement promises an answer within four weeks; the law gives a month (GDPR article 12(3)),
 * counted as Regulation 1182/71 says. Days are ISO days of the site's calendar: whatever came in before local midnight counts for that
 * day. Pure.
 */
import { addDays } from '../site/local-day.ts'
import { isWorkingDay } from './holiday.ts'

const promiseDays = 28
/** The month of the law and the two more that an extension may add (article 12(3)). */
const extendedMonths = 3

/** The same-numbered day `n` months on, or that month's last day where it has none of that number. */
function addMonths(day: string, n: number): string {
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))]
  const last = new Date(Date.UTC(year, month + n, 0))
  const wished = Math.min(date, last.getUTCDate())
  return new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth(), wished)).toISOString().slice(0, 10)
}

/** Never moves, and is never later than `legalDue`: no month has less than 28 days (A-01; a constraint of the table holds it too). */
export const promiseDue = (received: string): string => addDays(received, promiseDays)

/**
 * The day of receipt does not count; the month ends with the same-numbered day of the next one or that one's last (article 3(1) and
 * (2)(c) of the regulation), and where that is no working day, with the next that is one (article 3(4)).
 */
export function legalDue(received: string): string {
  let due = addMonths(received, 1)
  while (!isWorkingDay(due)) due = addDays(due, 1)
  return due
}

/** At the latest, once it was extended in time. Does not move to a working day: three months is what may be asked, not more. */
export const extendedDue = (received: string): string => addMonths(received, extendedMonths)

/** Days from today until the end of a due day: 0 on that day, less than 0 once it is over. */
export const daysLeft = (due: string, today: string): number =>
  Math.round((Date.parse(due) - Date.parse(today)) / 86_400_000)

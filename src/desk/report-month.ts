/** A month of the report as its address says it: `2026-11`. Pure. */
import { addDays, startOfDay } from '../site/local-day.ts'

/** Requests are kept for two years after they were closed: of longer ago there is too little left to report. */
export const monthsBack = 24

export interface ReportMonth {
  /** `2026-11` */
  readonly name: string
  /** First and last local day, ISO. */
  readonly from: string
  readonly to: string
  /** Half-open span of instants. */
  readonly since: Date
  readonly until: Date
  readonly isRunning: boolean
  /** Null where there is nothing to see: later than now, or too long ago. */
  readonly previous: string | null
  readonly next: string | null
}

const monthOf = (day: string): string => day.slice(0, 7)
const shifted = (month: string, by: number): string => {
  const date = new Date(`${month}-01T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + by)
  return date.toISOString().slice(0, 7)
}

/** Months that may be asked for, the newest first. */
export const reportMonths = (today: string): readonly string[] =>
  Array.from({ length: monthsBack + 1 }, (_, back) => shifted(monthOf(today), -back))

/** What is no month, or none that may be asked for, is the present one. */
export function readReportMonth(asked: string | undefined, today: string, timezone: string): ReportMonth {
  const months = reportMonths(today)
  const present = monthOf(today)
  const name = months.find((one) => one === asked) ?? present
  const from = `${name}-01`
  const after = `${shifted(name, 1)}-01`
  const earlier = shifted(name, -1)
  return {
    name,
    from,
    to: addDays(after, -1),
    since: startOfDay(from, timezone),
    until: startOfDay(after, timezone),
    isRunning: name === present,
    previous: months.includes(earlier) ? earlier : null,
    next: name === present ? null : shifted(name, 1),
  }
}

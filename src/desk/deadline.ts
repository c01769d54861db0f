/** How a request stands against its due days: in days, and in four grades that pages show by word, shape and colour alike. Pure. */
import { daysLeft } from '../rights/clock.ts'
import type { RightsRequest } from '../rights/request.ts'

/** `soon`: a week or less, when the last but one reminder has gone out. */
export const grades = ['late', 'today', 'soon', 'calm'] as const
export type Grade = (typeof grades)[number]

const soonDays = 7

export interface Deadline {
  /** What was promised, or once it was extended in time, what was told then. ISO day. */
  readonly due: string
  /** Less than 0: so many days late. */
  readonly days: number
  readonly grade: Grade
}

export const gradeOf = (days: number): Grade =>
  days < 0 ? 'late' : days === 0 ? 'today' : days <= soonDays ? 'soon' : 'calm'

export function deadlineOf(
  { promiseDue, extendedDue }: Pick<RightsRequest, 'promiseDue' | 'extendedDue'>,
  today: string,
): Deadline {
  const due = extendedDue ?? promiseDue
  const days = daysLeft(due, today)
  return { due, days, grade: gradeOf(days) }
}

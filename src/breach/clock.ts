/**
 * The 72 hours within which the authority must hear of a breach (GDPR art. 33(1)). They begin when the organisation is aware of it, which is
 * not when somebody first saw something, and run through nights and weekends. Pure.
 */
const hourMs = 3_600_000
export const notifyHours = 72
/** From then on it is said with a mark of its own. */
const soonHours = 24

export const notifyDueOf = (awareAt: Date): Date => new Date(awareAt.getTime() + notifyHours * hourMs)

export interface Clocked {
  readonly awareAt: Date | null
  readonly notifyDue: Date | null
  readonly decision: 'notified' | 'not-notified' | null
  readonly notifiedAt: Date | null
}

/** `hours`: whole ones, rounded so that nobody is promised more time than there is. `late` counts those that are over. */
export type Clock =
  | { readonly kind: 'not-aware' | 'in-time' | 'too-late' | 'decided' }
  | { readonly kind: 'running' | 'soon' | 'late'; readonly hours: number }

export const isLate = (notifiedAt: Date, notifyDue: Date): boolean =>
  notifiedAt.getTime() > notifyDue.getTime()

export function clockOf({ awareAt, notifyDue, decision, notifiedAt }: Clocked, now: Date): Clock {
  if (decision === 'not-notified') return { kind: 'decided' }
  if (awareAt === null || notifyDue === null) return { kind: 'not-aware' }
  if (decision === 'notified' && notifiedAt !== null)
    return { kind: isLate(notifiedAt, notifyDue) ? 'too-late' : 'in-time' }
  const left = notifyDue.getTime() - now.getTime()
  if (left < 0) return { kind: 'late', hours: Math.ceil(-left / hourMs) }
  const hours = Math.floor(left / hourMs)
  return { kind: hours < soonHours ? 'soon' : 'running', hours }
}

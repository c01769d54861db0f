/** What a request's page is made of: how far each of its five steps is, and what the person at the desk can do now. Pure. */
import type { AuditEntry, AuditKind } from '../audit/chain.ts'
import type { Task } from '../processor/task.ts'
import type { RequestKind, RightsRequest } from '../rights/request.ts'
import { stepsFrom, type Step } from '../rights/state.ts'

/** The five of the Dutch supervisor: check who asks, in time, do or refuse, tell others, answer (AP, "privacyrechten in de praktijk"). */
export const stages = ['identity', 'deadline', 'deed', 'others', 'answer'] as const
export type Stage = (typeof stages)[number]
export type StageState = 'done' | 'now' | 'later' | 'stopped'

/** Which entry of the chain proves that what was asked was done. */
const proofOf: Readonly<Record<RequestKind, AuditKind>> = {
  access: 'package-released',
  rectify: 'rectified',
  erase: 'erased',
  restrict: 'restricted',
  object: 'objected',
  withdraw: 'withdrawn',
}

export const findProof = (
  { kind }: Pick<RightsRequest, 'kind'>,
  audit: readonly AuditEntry[],
): AuditEntry | null => audit.find((entry) => entry.kind === proofOf[kind]) ?? null

export const openTasks = (tasks: readonly Task[]): readonly Task[] =>
  tasks.filter(({ state }) => state !== 'done')

/** Why there is no answer yet, in the order in which they are to be done; null: it can go. */
export type Blocked = 'identity' | 'deed' | 'tasks'

export function blockedBy(
  request: Pick<RightsRequest, 'state'>,
  { isDone, tasks }: { readonly isDone: boolean; readonly tasks: readonly Task[] },
): Blocked | null {
  if (!stepsFrom(request.state).includes('answer')) return 'identity'
  if (!isDone) return 'deed'
  return openTasks(tasks).length > 0 ? 'tasks' : null
}

export const mayStep = ({ state }: Pick<RightsRequest, 'state'>, step: Step): boolean =>
  stepsFrom(state).includes(step)

/** How far each step is. A closed request has none that is to come; one that ended without its deed stopped there. */
export function stagesOf(
  request: Pick<RightsRequest, 'state' | 'verifiedAt' | 'closedAt'>,
  { isDone, tasks }: { readonly isDone: boolean; readonly tasks: readonly Task[] },
): Readonly<Record<Stage, StageState>> {
  const isClosed = request.closedAt !== null
  const isVerified = request.verifiedAt !== null
  const hasOpen = openTasks(tasks).length > 0
  const stopped = (isReached: boolean): StageState => (isReached ? 'done' : 'stopped')
  if (isClosed)
    return {
      identity: stopped(isVerified),
      deadline: 'done',
      deed: stopped(isDone),
      others: stopped(isDone && !hasOpen),
      answer: 'done',
    }
  return {
    identity: isVerified ? 'done' : 'now',
    deadline: 'now',
    deed: isDone ? 'done' : isVerified ? 'now' : 'later',
    others: isDone ? (hasOpen ? 'now' : 'done') : 'later',
    answer: isDone && !hasOpen ? 'now' : 'later',
  }
}

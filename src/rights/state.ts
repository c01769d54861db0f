/**
 * How a request goes from receipt to answer, as data: which step leads where, and what it takes. Nobody is answered or refused before it
 * is clear who asks, nobody is left without a letter, and nothing is called done that a processor has yet to do. A request that was
 * closed stays so: whoever wants more asks again.
 */
import { recordAudit } from '../audit/chain.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { hasOpenTasks } from '../processor/task.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { extendedDue } from './clock.ts'
import type { LetterKind, SentLetter } from './letter.ts'
import {
  findRequest,
  lockRequest,
  sealReason,
  type RequestKind,
  type RequestState,
  type RightsRequest,
} from './request.ts'
import { recordStep, type StepActor } from './step.ts'

/**
 * `mail-link`: whoever asks is mailed a link to confirm it, once more too. `verify`: it is clear that it is them. `extend`: it takes up to
 * three months. `withdraw`: they do not ask it any more.
 */
export type Step = 'mail-link' | 'verify' | 'extend' | 'answer' | 'refuse' | 'cannot-identify' | 'withdraw'

interface Rule {
  readonly from: readonly RequestState[]
  readonly to: RequestState
}

const unverified = ['received', 'verifying'] as const
const verified = ['open', 'extended'] as const

/**
 * A refusal too needs to know who asks: what it refuses, and why, is already something about somebody. Whoever can not be identified is
 * told that instead (article 11(2)), also where nothing is found that is surely theirs.
 */
export const machine: Readonly<Record<Step, Rule>> = {
  'mail-link': { from: unverified, to: 'verifying' },
  verify: { from: unverified, to: 'open' },
  extend: { from: ['open'], to: 'extended' },
  answer: { from: verified, to: 'answered' },
  refuse: { from: verified, to: 'refused' },
  'cannot-identify': { from: [...unverified, ...verified], to: 'cannot-identify' },
  withdraw: { from: [...unverified, ...verified], to: 'withdrawn' },
}

export const closedStates: ReadonlySet<RequestState> = new Set([
  'answered',
  'refused',
  'cannot-identify',
  'withdrawn',
])

/** The steps that may be taken now; whether each succeeds depends on its letter, reason and processors. */
export const stepsFrom = (state: RequestState): readonly Step[] =>
  (Object.keys(machine) as Step[]).filter((step) => machine[step].from.includes(state))

/** Which letter tells that a request of this kind was granted. */
export const answerLetter: Readonly<Record<RequestKind, LetterKind>> = {
  access: 'access',
  rectify: 'rectified',
  erase: 'erased',
  restrict: 'restricted',
  object: 'objection',
  withdraw: 'withdrawn',
}

/** The letter that a step must have sent; null: none. */
function letterFor(step: Step, kind: RequestKind): LetterKind | null {
  if (step === 'answer') return answerLetter[kind]
  if (step === 'extend') return 'extension'
  if (step === 'refuse') return 'refusal'
  return step === 'cannot-identify' ? 'cannot-identify' : null
}

export interface Moving {
  readonly actor: StepActor
  /** Of `verify`. Absent: staff when they take the step, else the mailed link. */
  readonly verifiedBy?: NonNullable<RightsRequest['verifiedBy']>
  /** On which ground it was done or refused: a closed word, never text. */
  readonly ground?: string
  /** Of `extend` and `refuse`: why, as the letter says it. */
  readonly reason?: string
  /** The letter that tells whoever asked; sent in this transaction or before, about this request. */
  readonly letter?: SentLetter
}

/**
 * `unknown`: there is no such request. `not-now`: the step does not lead on from where it is. `tasks-open`: a processor has yet to do
 * something. `too-late`: the month in which an extension must be told is over. `no-letter`: nobody was told, or of something else.
 */
export type WhyNot = 'unknown' | 'not-now' | 'tasks-open' | 'no-reason' | 'too-late' | 'no-letter'

export type Moved =
  | { readonly ok: true; readonly request: RightsRequest }
  | { readonly ok: false; readonly why: WhyNot }

type Recording = { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>

/**
 * Takes a step, with its history and its entry in the audit chain, in the caller's transaction: `db` is that one. A refusal changes
 * nothing, but what the caller did in the transaction is theirs to undo. Two steps at once come one after the other. Indexes:
 * rights_request_pk, rights_letter_pk.
 */
export async function moveRequest(
  ports: Recording,
  site: Pick<Site, 'id' | 'timezone'>,
  id: string,
  step: Step,
  moving: Moving,
): Promise<Moved> {
  const request = await lockRequest(ports, site.id, id)
  if (!request) return { ok: false, why: 'unknown' }
  const why = await findObstacle(ports, site, request, step, moving)
  if (why) return { ok: false, why }
  const { actor, ground } = moving
  const now = ports.now()
  const { to } = machine[step]
  const verifiedBy =
    step === 'verify' ? (moving.verifiedBy ?? (actor.kind === 'staff' ? 'staff' : 'mail')) : null
  const extended = step === 'extend' ? extendedDue(localDay(request.receivedAt, site.timezone)) : null
  const closedAt = closedStates.has(to) ? now : null
  await ports.db`
    update rights_request set state = ${to}, closed_at = ${closedAt},
      verified_at = coalesce(verified_at, ${verifiedBy && now}), verified_by = coalesce(verified_by, ${verifiedBy}),
      extended_due = coalesce(extended_due, ${extended}),
      extension_reason = coalesce(extension_reason, ${extended && sealReason(ports, moving.reason ?? '')}),
      ground = coalesce(${ground ?? null}, ground)
    where site_id = ${site.id} and request_id = ${id}`
  await recordStep(ports, site.id, id, { step, from: request.state, to, actor })
  await recordAudit(ports, site.id, {
    kind: 'request-moved',
    requestId: id,
    facts: {
      step,
      from: request.state,
      to,
      actor: actor.kind,
      verified_by: verifiedBy,
      extended_due: extended,
      ground: ground ?? null,
      letter: moving.letter?.id ?? null,
    },
  })
  return { ok: true, request: must(await findRequest(ports, site.id, id), 'it is locked here') }
}

async function findObstacle(
  ports: Recording,
  site: Pick<Site, 'id' | 'timezone'>,
  request: RightsRequest,
  step: Step,
  { ground, reason, letter }: Moving,
): Promise<WhyNot | null> {
  if (!machine[step].from.includes(request.state)) return 'not-now'
  const isReasoned = (reason ?? '').trim() !== ''
  if (step === 'extend' && !isReasoned) return 'no-reason'
  if (step === 'refuse' && !isReasoned && ground === undefined) return 'no-reason'
  if (step === 'extend' && localDay(ports.now(), site.timezone) > request.legalDue) return 'too-late'
  const wanted = letterFor(step, request.kind)
  if (wanted && !(letter?.kind === wanted && (await isLetterOf(ports, site.id, request.id, letter))))
    return 'no-letter'
  if (step === 'answer' && (await hasOpenTasks(ports, site.id, request.id))) return 'tasks-open'
  return null
}

/** Whether it is on file as one about this request: what a caller says of a letter is not believed. Index: rights_letter_pk. */
async function isLetterOf(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  requestId: string,
  { id, kind }: SentLetter,
): Promise<boolean> {
  const [row] = await db<{ letter_id: string }[]>`
    select letter_id from rights_letter
    where site_id = ${siteId} and request_id = ${requestId} and letter_id = ${id} and kind = ${kind}`
  return row !== undefined
}

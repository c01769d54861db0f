/** The history of a request: each step, by whom. Nothing in it names whoever asked; a member of staff is a number. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { RequestState } from './request.ts'
import type { Step } from './state.ts'

/** Who takes a step. `service`: by itself, as time passes. */
export type StepActor =
  | { readonly kind: 'subject' }
  | { readonly kind: 'staff'; readonly id: string }
  | { readonly kind: 'service' }

export interface TakenStep {
  readonly step: Step | 'open'
  /** Null: it was opened. */
  readonly from: RequestState | null
  readonly to: RequestState
  readonly actor: StepActor
}

export interface ListedStep extends TakenStep {
  readonly nth: number
  readonly at: Date
}

/** In the transaction that locks the request: that is why the next number is free. Index: rights_step_pk. */
export async function recordStep(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  requestId: string,
  { step, from, to, actor }: TakenStep,
): Promise<void> {
  await db`
    insert into rights_step (site_id, request_id, nth, at, step, from_state, to_state, actor_kind, actor_id)
    select ${siteId}::int, ${requestId}::uuid, coalesce(max(nth), 0) + 1, ${now()}::timestamptz, ${step}::text, ${from}::text,
      ${to}::text, ${actor.kind}::text, ${'id' in actor ? actor.id : null}::text
    from rights_step where site_id = ${siteId} and request_id = ${requestId}`
}

interface StepRow {
  readonly nth: number
  readonly at: Date
  readonly step: TakenStep['step']
  readonly from_state: RequestState | null
  readonly to_state: RequestState
  readonly actor_kind: StepActor['kind']
  readonly actor_id: string | null
}

/** Oldest first; a request has some tens at most. Index: rights_step_pk. */
export async function listSteps(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  requestId: string,
): Promise<ListedStep[]> {
  const rows = await db<StepRow[]>`
    select nth, at, step, from_state, to_state, actor_kind, actor_id from rights_step
    where site_id = ${siteId} and request_id = ${requestId} order by nth`
  return rows.map(({ nth, at, step, from_state: from, to_state: to, actor_kind: kind, actor_id: id }) => ({
    nth,
    at,
    step,
    from,
    to,
    actor: kind === 'staff' ? { kind, id: id ?? '' } : { kind },
  }))
}

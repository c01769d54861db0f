/**
 * Upholding an objection (art. 21) and withdrawing consent for somebody who asks the desk (art. 7(3)). Against newsletters an objection is
 * absolute: they end, the address is never mailed again, and what was measured goes. A device's consents end, in the ledger as if it had
 * taken them back itself; that it is counted without one, only its own button can stop, so the letter leads there.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { recordInJournal } from '../audit/journal.ts'
import { findReceipt, recordWithdrawal } from '../consent/ledger.ts'
import { grantedIn } from '../consent/receipt.ts'
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { addTasks } from '../processor/task.ts'
import { findRequest, type RequestKind, type RightsRequest } from '../rights/request.ts'
import type { Site } from '../site/site.ts'
import { findSubscriber } from '../subscriber/subscriber.ts'
import { suppress } from '../subscriber/suppression.ts'
import { withdraw } from '../subscriber/withdraw.ts'
import { findEvidence, recordEvidence, type Facts } from './evidence.ts'
import { dropHeld } from './held.ts'
import { endConsents, endMarketing, endMeasuring, type Ended } from './restrict.ts'
import { findRestriction } from './restriction.ts'
import { findOnFile, holdOpenRequest, receiptsOf, type OnFile } from './subject.ts'

type Acting = Pick<Ports, 'db' | 'keyFor' | 'now' | 'random' | 'config'>
type Within = { readonly db: Tx } & Pick<Ports, 'keyFor' | 'now' | 'random'>

export interface Stopped extends Ended {
  /** Answers of a device that allowed something. */
  readonly consents: number
}

const provenStop = z.object({
  stopped: z.object({
    lists: z.int().nonnegative(),
    hits: z.int().nonnegative(),
    wasMeasured: z.boolean(),
    consents: z.int().nonnegative(),
  }),
  tasks: z.int().nonnegative(),
})

/** Out of the entry that proves it. Throws where that is nothing of ours: the chain was written by somebody else. */
export const readStop = (facts: Facts): { readonly stopped: Stopped; readonly tasks: number } =>
  provenStop.parse(facts)

/** `not-now`: it is not open, or asks for something else. */
export type Stopping =
  | { readonly ok: true; readonly stopped: Stopped; readonly tasks: number }
  | { readonly ok: false; readonly why: 'not-now' }

const nothing: Ended = { lists: 0, hits: 0, wasMeasured: false }

/**
 * Upholds an objection, in one transaction but for the device's own receipt, which comes first and once however often this is tried. A
 * second call for the same request does nothing and answers what was written down. Whoever asked is told by `finishDeed`.
 */
export async function upholdObjection(
  acting: Acting,
  site: Site,
  { id }: Pick<RightsRequest, 'id'>,
  staffId: string,
): Promise<Stopping> {
  const { keyFor, now, random } = acting
  const withdrawn = await withdrawDevice(acting, site, id, 'object')
  return await acting.db.begin(async (tx): Promise<Stopping> => {
    const ports = { db: tx, keyFor, now, random }
    const request = await holdOpenRequest(ports, site.id, { id }, 'object')
    if (!request) return { ok: false, why: 'not-now' }
    const done = await findStopped(ports, site, id, 'objected')
    if (done) return { ok: true, ...done }
    const { subject } = request
    const onFile = await findOnFile(ports, site, subject)
    const receiptIds = receiptsOf(onFile, subject.receiptId)
    if (subject.email) {
      await suppress(ports, site.id, subject.email, 'asked')
      // Restricted meanwhile: lifting that must not take the objection back.
      const restrictionId = await findRestriction(ports, site.id, { email: subject.email, receiptIds })
      if (restrictionId !== null) await dropHeld(ports, site.id, restrictionId, 'suppression')
    }
    const ended =
      onFile.subscriberId === null ? nothing : await endMarketing(ports, site, onFile.subscriberId)
    const consents = withdrawn + (await endConsents(ports, site.id, onFile.receiptIds))
    const stopped: Stopped = { ...ended, consents }
    const tasks = await addTasks(ports, site, request, 'object', subject)
    await recordInJournal(ports, site.id, {
      act: 'objected',
      email: subject.email,
      receiptIds,
      requestId: id,
    })
    await recordEvidence(ports, site, request, {
      kind: 'objected',
      staffId,
      facts: { stopped: { ...stopped }, tasks },
    })
    return { ok: true, stopped, tasks }
  })
}

/** What somebody can take back. */
export type Consent = 'newsletters' | 'measuring' | 'device'

/**
 * Withdraws what somebody consented to: all of it, or `of` it. Their newsletters end with a receipt, measuring with another one, and what
 * was measured goes; they may subscribe again. As `upholdObjection` otherwise.
 */
export async function withdrawConsents(
  acting: Acting,
  site: Site,
  { id }: Pick<RightsRequest, 'id'>,
  {
    staffId,
    of = ['newsletters', 'measuring', 'device'],
  }: { readonly staffId: string; readonly of?: readonly Consent[] },
): Promise<Stopping> {
  const { keyFor, now, random } = acting
  const hasDevice = of.includes('device')
  const withdrawn = hasDevice ? await withdrawDevice(acting, site, id, 'withdraw') : 0
  return await acting.db.begin(async (tx): Promise<Stopping> => {
    const ports = { db: tx, keyFor, now, random }
    const request = await holdOpenRequest(ports, site.id, { id }, 'withdraw')
    if (!request) return { ok: false, why: 'not-now' }
    const done = await findStopped(ports, site, id, 'withdrawn')
    if (done) return { ok: true, ...done }
    const onFile = await findOnFile(ports, site, request.subject)
    const ended = await endSome(ports, site, onFile, of)
    const consents = withdrawn + (hasDevice ? await endConsents(ports, site.id, onFile.receiptIds) : 0)
    const stopped: Stopped = { ...ended, consents }
    await recordEvidence(ports, site, request, {
      kind: 'withdrawn',
      staffId,
      facts: { of: [...of], stopped: { ...stopped }, tasks: 0 },
    })
    return { ok: true, stopped, tasks: 0 }
  })
}

async function endSome(
  ports: Within,
  site: Site,
  { subscriberId }: OnFile,
  of: readonly Consent[],
): Promise<Ended> {
  if (subscriberId === null) return nothing
  const reader = await findSubscriber(ports, site.id, subscriberId)
  const lists = of.includes('newsletters')
    ? await withdraw(ports, { site, subscriberId, lists: null, by: 'staff', issueId: 0 })
    : []
  if (!of.includes('measuring')) return { ...nothing, lists: lists.length }
  const wasMeasured = reader?.measureAnswer === 'yes'
  return { lists: lists.length, wasMeasured, ...(await endMeasuring(ports, site, subscriberId)) }
}

async function findStopped(
  ports: { readonly db: Tx },
  site: Pick<Site, 'id'>,
  requestId: string,
  kind: 'objected' | 'withdrawn',
): Promise<{ readonly stopped: Stopped; readonly tasks: number } | null> {
  const facts = await findEvidence(ports, site.id, requestId, kind)
  return facts && readStop(facts)
}

/**
 * Takes a device's last answer back in the ledger, which has a transaction of its own. The key is made of the request, so that this leaves
 * one receipt, however often it is tried. Answers 1 when it allowed something until now. Indexes: rights_request_pk, consent_receipt_pk.
 */
async function withdrawDevice(acting: Acting, site: Site, id: string, kind: RequestKind): Promise<number> {
  const request = await findRequest(acting, site.id, id)
  if (request?.kind !== kind || (request.state !== 'open' && request.state !== 'extended')) return 0
  const { receiptIds } = await findOnFile(acting, site, request.subject)
  const receipt = receiptIds.at(-1)
  if (receipt === undefined) return 0
  const key = createHash('sha256').update(`desk\0${id}`).digest().subarray(0, 16).toString('base64url')
  const withdrawal = await recordWithdrawal(acting, site, { d: site.domain, receipt, key })
  const own = withdrawal && (await findReceipt(acting.db, site.id, withdrawal.recorded.receipt))
  const before = own?.previous_id ? await findReceipt(acting.db, site.id, own.previous_id) : null
  return before && grantedIn(before).length > 0 ? 1 : 0
}

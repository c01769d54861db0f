/**
 * What ends at once when somebody objects (art. 21): it is stopped first and judged afterwards. Against newsletters an objection is
 * absolute: they end, the address is never mailed again, and what was measured goes. A device's consents end, in the ledger as if it had
 * taken them back itself, and what it did is out of all figures until the objection is decided. That it is counted without a consent, only
 * its own button can stop, so letters lead there.
 */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { recordAudit } from '../audit/chain.ts'
import { recordInJournal } from '../audit/journal.ts'
import { recordWithdrawalWithin } from '../consent/ledger.ts'
import { arrayLiteral, type Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { forgetHits } from '../newsletter/forget.ts'
import type { Ports } from '../ports.ts'
import { addTasks } from '../processor/task.ts'
import type { Site } from '../site/site.ts'
import { lockSubscriber } from '../subscriber/change.ts'
import { findSubscriber, recordMeasureAnswer } from '../subscriber/subscriber.ts'
import { suppress } from '../subscriber/suppression.ts'
import { withdraw } from '../subscriber/withdraw.ts'
import { dropHeld, holdRows, takeDevice } from './held.ts'
import { findOnFile, receiptsOf, type Named, type OnFile } from './on-file.ts'
import {
  byEmail,
  findAsked,
  listHolding,
  recordRestriction,
  restrictedBy,
  type RestrictedBy,
} from './restriction.ts'

type Acting = { readonly db: Tx } & Pick<Ports, 'keyFor' | 'now' | 'random'>
type Signing = Acting & Pick<Ports, 'config'>

/** What of a reader was ended. */
export interface Ended {
  /** Subscriptions. */
  readonly lists: number
  /** Rows of what they opened and clicked. */
  readonly hits: number
  /** They had said yes to being measured. */
  readonly wasMeasured: boolean
}

export interface Stopped extends Ended {
  /** Answers of a device that allowed something. */
  readonly consents: number
}

const nothing: Ended = { lists: 0, hits: 0, wasMeasured: false }

const provenStop = z.object({
  stopped: z.object({
    lists: z.int().nonnegative(),
    hits: z.int().nonnegative(),
    wasMeasured: z.boolean(),
    consents: z.int().nonnegative(),
  }),
  tasks: z.int().nonnegative(),
})

/** Processors that have to be told, and to say that they stopped, before the request can be answered. */
export interface StopProof {
  readonly stopped: Stopped
  readonly tasks: number
}

/** Out of the entry that proves it. Throws where that is nothing of ours: the chain was written by somebody else. */
export const readStop = (facts: unknown): StopProof => provenStop.parse(facts)

/** A request by which somebody objects: it is known that it is them. */
export interface Objection {
  readonly id: string
  /** ISO day. */
  readonly promiseDue: string
  readonly subject: Named
}

/**
 * Stops what an objection is about, takes what their device did out of all figures, has processors told, and writes it down in journal
 * and chain: in the transaction that makes sure who objects. Indexes: as in the rooms.
 */
export async function stopProcessing(ports: Signing, site: Site, objection: Objection): Promise<StopProof> {
  const { id: requestId, subject } = objection
  const { email, receiptId } = subject
  const onFile = await findOnFile(ports, site, { email, receiptId })
  const receiptIds = receiptsOf(onFile, receiptId)
  const by = restrictedBy(ports, { email, receiptIds })
  // The reader before the address, as whoever hears that a mail came back.
  if (onFile.subscriberId !== null) await lockSubscriber(ports, site.id, onFile.subscriberId)
  if (email) {
    await suppress(ports, site.id, email, 'asked')
    // Restricted before: lifting that must not take the objection back.
    const asked = findAsked(await listHolding(ports, site.id, byEmail(by)))
    if (asked !== null) await dropHeld(ports, site.id, asked, 'suppression')
  }
  const ended = onFile.subscriberId === null ? nothing : await endMarketing(ports, site, onFile.subscriberId)
  const consents = await withdrawDevice(ports, site, requestId, onFile)
  const held = await holdObjectedDevice(ports, site, onFile, { ...by, requestId })
  const tasks = await addTasks(ports, site, objection, 'object', { email, receiptId })
  await recordInJournal(ports, site.id, { act: 'objected', email, receiptIds, requestId })
  const stopped: Stopped = { ...ended, consents }
  await recordAudit(ports, site.id, {
    kind: 'stopped',
    requestId,
    facts: { stopped: { ...stopped }, rows_held: held, tasks },
  })
  return { stopped, tasks }
}

/**
 * What a device did goes out of its tables until the objection is decided. Answers how many rows: none where they are out already, because
 * their owner restricted them or objected before. Its consents have ended. Indexes: as in `held.ts`.
 */
export async function holdObjectedDevice(
  ports: Acting,
  site: Site,
  onFile: OnFile,
  { emailIndex, receiptIndexes, requestId }: RestrictedBy & { readonly requestId: string },
): Promise<number> {
  // Also of a device that allowed no insights: with the decision its processors are told that they may go on.
  if (receiptIndexes.length === 0) return 0
  const id = await recordRestriction(ports, site.id, {
    emailIndex,
    receiptIndexes,
    requestId,
    because: 'objected',
    subscriberId: null,
  })
  const rows = await takeDevice(ports, site, onFile)
  await holdRows(ports, site.id, id, rows)
  return rows.length
}

/**
 * Takes a device's last answer back in the ledger. The key is made of the request, so that this leaves one receipt, however often it is
 * done. Answers how many of its answers allowed something until now. Index: consent_receipt_pk, consent_given_pk.
 */
export async function withdrawDevice(
  ports: Signing,
  site: Site,
  requestId: string,
  { receiptIds }: Pick<OnFile, 'receiptIds'>,
): Promise<number> {
  const { db } = ports
  const receipt = receiptIds.at(-1)
  if (receipt === undefined) return 0
  const key = createHash('sha256').update(`desk\0${requestId}`).digest().subarray(0, 16).toString('base64url')
  // Counted before: what had ended, or was over by itself, is not told as ended now.
  const consents = await countLive(ports, site.id, receiptIds)
  await recordWithdrawalWithin(ports, db, site, { d: site.domain, receipt, key })
  await endConsents(ports, site.id, receiptIds)
  return consents
}

/** Index: consent_given_pk. */
async function countLive(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  receiptIds: readonly string[],
): Promise<number> {
  const [row] = await db<{ n: number }[]>`
    select count(*)::integer as n from consent_given
    where site_id = ${siteId} and receipt_id = any(${arrayLiteral(receiptIds)}::text[]) and ended_at is null
      and valid_until > ${now()}`
  return row?.n ?? 0
}

/** What a device allowed ends now: nothing is stored under its ids any more. Answers how many answers that were. Index: consent_given_pk. */
export async function endConsents(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  receiptIds: readonly string[],
): Promise<number> {
  const { count } = await db`
    update consent_given set ended_at = ${now()}
    where site_id = ${siteId} and receipt_id = any(${arrayLiteral(receiptIds)}::text[]) and ended_at is null`
  return count
}

/** Ends all newsletters of a reader and their measuring, with a receipt for each; what was measured of them goes. Indexes: as in the rooms. */
export async function endMarketing(ports: Acting, site: Site, subscriberId: bigint): Promise<Ended> {
  const reader = await findSubscriber(ports, site.id, subscriberId)
  const ended = await withdraw(ports, { site, subscriberId, lists: null, by: 'staff', issueId: 0 })
  return {
    lists: ended.length,
    ...(await endMeasuring(ports, site, subscriberId)),
    wasMeasured: reader?.measureAnswer === 'yes',
  }
}

/** Ends the measuring of a reader. Index: subscriber_pk, reader_hit_of. */
export async function endMeasuring(
  ports: Acting,
  site: Pick<Site, 'id'>,
  subscriberId: bigint,
): Promise<Pick<Ended, 'hits'>> {
  await recordMeasureAnswer(ports, site.id, subscriberId, { answer: 'no', textId: null, channel: 'staff' })
  return { hits: await forgetHits(ports, site.id, subscriberId) }
}

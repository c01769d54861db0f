/**
 * Restricting what is kept of somebody (art. 18): it is only kept, and used for nothing, until they were told that this ends (18(3), A-29)
 * and somebody ends it. Their rows leave their tables (`held.ts`), their device's consents end, and an address is kept from mail and from
 * any import meanwhile, unless its owner signs up anew: that is their consent (18(2)).
 */
import { recordAct } from '../account/act.ts'
import { holdChain } from '../audit/chain.ts'
import { recordInJournal } from '../audit/journal.ts'
import type { Tx } from '../db/connect.ts'
import { listPartitions } from '../db/partitions.ts'
import type { SiteId } from '../db/schema.ts'
import { forgetDeliveries } from '../delivery/forget.ts'
import {
  dropHeld,
  holdRows,
  moveHeldDevice,
  openHeld,
  putDeviceBack,
  putReaderBack,
  takeDevice,
  takeReader,
  type DeviceBack,
  type HeldRow,
} from '../hold/held.ts'
import { findOnFile, receiptsOf, type OnFile } from '../hold/on-file.ts'
import {
  byDevice,
  findAsked,
  holdRestriction,
  listHolding,
  objectedOf,
  recordLifted,
  recordNoticed,
  recordRestriction,
  restrictedBy,
  type RestrictedBy,
  type Restriction,
} from '../hold/restriction.ts'
import { endConsents, endMarketing } from '../hold/stop.ts'
import type { Ports } from '../ports.ts'
import { addTasks } from '../processor/task.ts'
import { promiseDue } from '../rights/clock.ts'
import { sendRequestLetter, type SentLetter } from '../rights/letter.ts'
import { findRequest, type RightsRequest } from '../rights/request.ts'
import { addDays, localDay, startOfDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { lockSubscriber } from '../subscriber/change.ts'
import type { Email } from '../subscriber/email.ts'
import { findSubscriber } from '../subscriber/subscriber.ts'
import { findSuppression, suppress, suppressionHash } from '../subscriber/suppression.ts'
import { endWhatTheyEnded } from '../subscriber/withdraw.ts'
import { findEvidence, recordEvidence } from './evidence.ts'
import { holdOpenRequest } from './subject.ts'

type Acting = { readonly db: Tx } & Pick<Ports, 'keyFor' | 'now' | 'random'>

/** `restricted`: it is already, by another request. `not-now`: it is not open, or asks for something else. */
export type Restricting =
  | { readonly ok: true; readonly restrictionId: string; readonly rows: number; readonly tasks: number }
  | { readonly ok: false; readonly why: 'restricted' | 'not-now' }

/**
 * Restricts what the request leads to, writes it down and has processors told: one transaction. A second call for the same request does
 * nothing and answers what was written down. Whoever asked is told by `finishDeed`.
 */
export async function restrictSubject(
  { db, keyFor, now, random }: Pick<Ports, 'db' | 'keyFor' | 'now' | 'random'>,
  site: Site,
  { id }: Pick<RightsRequest, 'id'>,
  staffId: string,
): Promise<Restricting> {
  return await db.begin(async (tx): Promise<Restricting> => {
    const ports = { db: tx, keyFor, now, random }
    const request = await holdOpenRequest(ports, site.id, { id }, 'restrict')
    if (!request) return { ok: false, why: 'not-now' }
    const done = await findEvidence(ports, site.id, id, 'restricted')
    if (typeof done?.restriction === 'string')
      return {
        ok: true,
        restrictionId: done.restriction,
        rows: Number(done.rows),
        tasks: Number(done.tasks),
      }
    const { subject } = request
    const onFile = await findOnFile(ports, site, subject)
    const receiptIds = receiptsOf(onFile, subject.receiptId)
    const by = restrictedBy(ports, { email: subject.email, receiptIds })
    if (findAsked(await listHolding(ports, site.id, by))) return { ok: false, why: 'restricted' }
    const { restrictionId, rows } = await restrictOnFile(ports, site, onFile, {
      ...by,
      email: subject.email,
      requestId: id,
    })
    const tasks = await addTasks(ports, site, request, 'restrict', subject)
    await recordInJournal(ports, site.id, {
      act: 'restricted',
      email: subject.email,
      receiptIds,
      requestId: id,
    })
    await recordEvidence(ports, site, request, {
      kind: 'restricted',
      staffId,
      facts: { restriction: restrictionId, rows, tasks },
    })
    return { ok: true, restrictionId, rows, tasks }
  })
}

interface RestrictingBy extends RestrictedBy {
  /** Null: only its hash is known; the address of a reader who is on file is taken then. */
  readonly email: Email | null
  readonly requestId: string | null
}

/**
 * Takes rows out and holds them, in a transaction of the caller's: for the desk, and for whoever tells a restored backup what was
 * restricted since. Days whose figures change are computed again without them. Indexes: as in `held.ts`.
 */
export async function restrictOnFile(
  ports: Acting,
  site: Site,
  onFile: OnFile,
  { requestId, ...by }: RestrictingBy,
): Promise<{ readonly restrictionId: string; readonly rows: number }> {
  const { subscriberId } = onFile
  const because = 'asked'
  const restrictionId = await recordRestriction(ports, site.id, { ...by, requestId, because, subscriberId })
  // Who changes the reader, mails them or counts a hit of theirs waits from here on, and then finds nobody.
  if (subscriberId !== null) await lockSubscriber(ports, site.id, subscriberId)
  const reader = subscriberId === null ? null : await findSubscriber(ports, site.id, subscriberId)
  const held: HeldRow[] = [...(await takeReader(ports, site.id, onFile, by.emailIndex))]
  const email = by.email ?? reader?.email ?? null
  if (email && (await findSuppression(ports, site.id, email)) === null) {
    await suppress(ports, site.id, email, 'asked')
    held.push({ table: 'suppression', text: email, day: null })
  }
  await endConsents(ports, site.id, onFile.receiptIds)
  held.push(...(await takeDevice(ports, site, onFile)))
  await holdRows(ports, site.id, restrictionId, held)
  return { restrictionId, rows: held.length }
}

/** Days between the letter that says that it ends and the first day on which it may. */
export const noticeDays = 7

/** The first day on which a restriction may be lifted whose end was told then; ISO, on the site's calendar. */
export const liftableFrom = ({ timezone }: Pick<Site, 'timezone'>, noticedAt: Date): string =>
  addDays(localDay(noticedAt, timezone), noticeDays)

/** `unknown`: there is no such restriction that holds, or its request has gone. */
export type Telling =
  | { readonly ok: true; readonly until: string; readonly letter: SentLetter | null }
  | { readonly ok: false; readonly why: 'unknown' }

/**
 * Tells whoever asked that the restriction ends, and from which day on (art. 18(3)). A second call sends nothing more and answers the same
 * day. Indexes: restriction_pk, rights_request_pk.
 */
export async function tellRestrictionEnds(
  { db, keyFor, now, random, config }: Pick<Ports, 'db' | 'keyFor' | 'now' | 'random' | 'config'>,
  site: Site,
  restrictionId: string,
  staffId: string,
): Promise<Telling> {
  return await db.begin(async (tx): Promise<Telling> => {
    const ports = { db: tx, keyFor, now, random, config }
    await holdChain(tx, site.id)
    const restriction = await holdRestriction(ports, site.id, restrictionId)
    if (restriction?.because !== 'asked' || restriction.liftedAt) return { ok: false, why: 'unknown' }
    if (restriction.noticedAt)
      return { ok: true, until: liftableFrom(site, restriction.noticedAt), letter: null }
    const { requestId } = restriction
    const request = requestId === null ? null : await findRequest(ports, site.id, requestId)
    if (!request) return { ok: false, why: 'unknown' }
    const until = liftableFrom(site, now())
    const letter = await sendRequestLetter(ports, site, request, 'restriction-ends', { until })
    await recordNoticed(ports, site.id, restrictionId)
    await recordAct(ports, {
      actor: { kind: 'staff', id: staffId },
      siteId: site.id,
      kind: 'restriction-told',
      object: request.id,
    })
    return { ok: true, until, letter }
  })
}

/** `no-notice`: whoever asked was not told yet, or the day that they were told has not come. */
export type Lifting = { readonly ok: true } | { readonly ok: false; readonly why: 'no-notice' | 'unknown' }

/**
 * Lifts a restriction whose end was told: rows go back as they came out, and their days are computed again. Where the address
 * subscribed anew meanwhile, that stays as it is, and the entry in the chain says so; what somebody objected to meanwhile stays so: where
 * that waits for its decision, it holds what their device did from here on, and where it was upheld, that goes now.
 * A device's consents stay ended: it is asked anew. One transaction. Indexes: as in `held.ts`.
 */
export async function liftRestriction(
  { db, keyFor, now, random }: Pick<Ports, 'db' | 'keyFor' | 'now' | 'random'>,
  site: Site,
  restrictionId: string,
  staffId: string,
): Promise<Lifting> {
  const partitions = await listPartitions(db)
  return await db.begin(async (tx): Promise<Lifting> => {
    const ports = { db: tx, keyFor, now, random }
    await holdChain(tx, site.id)
    const restriction = await holdRestriction(ports, site.id, restrictionId)
    // What an objection holds ends with its decision (`object.ts`).
    if (restriction?.because !== 'asked') return { ok: false, why: 'unknown' }
    if (restriction.liftedAt) return { ok: true }
    const { noticedAt, requestId } = restriction
    if (!noticedAt || now() < startOfDay(liftableFrom(site, noticedAt), site.timezone))
      return { ok: false, why: 'no-notice' }
    const held = await openHeld(ports, site.id, restrictionId)
    const reader = await putReaderBack(ports, site.id, held)
    const readerId = readerIdOf(held)
    // They are one reader again, by their newer word; of the older one the totals of its newsletters are left.
    if (reader.hasNewer && readerId !== null) await forgetDeliveries(ports, site.id, readerId)
    await liftOwnSuppression(ports, site.id, restriction, held)
    if (readerId !== null && !reader.hasNewer) {
      await endWhatTheyEnded(ports, site, readerId, restriction.beganAt)
      await endSuppressed(ports, site, readerId)
    }
    const [objected] = objectedOf(await listHolding(ports, site.id, byDevice(restriction)))
    const { objectionUpheldAt } = restriction
    if (objected !== undefined && !objectionUpheldAt)
      await moveHeldDevice(ports, site.id, restrictionId, objected)
    const isOver = objected === undefined && !objectionUpheldAt
    const device = isOver ? await putDeviceBack(ports, site, held, partitions) : nothingBack
    await dropHeld(ports, site.id, restrictionId)
    await recordLifted(ports, site.id, restrictionId)
    const request = requestId === null ? null : await findRequest(ports, site.id, requestId)
    const due = promiseDue(localDay(now(), site.timezone))
    // Whom an objection told to stop as well may not go on.
    const tasks =
      request && isOver
        ? await addTasks(ports, site, { id: request.id, promiseDue: due }, 'resume', request.subject)
        : 0
    await recordInJournal(ports, site.id, {
      act: 'lifted',
      email: request?.subject.email ?? null,
      receiptIds: request
        ? receiptsOf(await findOnFile(ports, site, request.subject), request.subject.receiptId)
        : [],
      requestId,
    })
    await recordEvidence(ports, site, request, {
      kind: 'restriction-lifted',
      staffId,
      facts: {
        restriction: restrictionId,
        noticed_at: noticedAt.toISOString(),
        rows_held: held.length,
        reader_rows: reader.rows,
        subscribed_anew: reader.hasNewer,
        events: device.events,
        visits: device.visits,
        visits_anew: device.visitsAnew,
        objection_upheld: objectionUpheldAt !== null,
        objection_waits: objected !== undefined,
        tasks,
      },
    })
    return { ok: true }
  })
}

const nothingBack: DeviceBack = { events: 0, visits: 0, visitsAnew: 0 }

/** Of 63 bits, so it is read as text. */
function readerIdOf(held: readonly HeldRow[]): bigint | null {
  const row = held.find(({ table }) => table === 'subscriber')
  const [, id] = /"subscriber_id": ?(\d+)/.exec(row?.text ?? '') ?? []
  return id === undefined ? null : BigInt(id)
}

/**
 * Ends what kept the address from mail since the restriction began, and nothing that its owner asked for since: that has another hour.
 * Index: suppression_pk.
 */
async function liftOwnSuppression(
  ports: Acting,
  siteId: SiteId,
  { beganAt }: Restriction,
  held: readonly HeldRow[],
): Promise<void> {
  const email = held.find(({ table }) => table === 'suppression')?.text
  if (email === undefined) return
  await ports.db`
    delete from suppression
    where site_id = ${siteId} and email_hash = ${suppressionHash(ports, email as Email)} and suppressed_at = ${beganAt}`
}

/** They were not to be mailed when they were restricted, or asked for that since: then nothing of theirs begins again. */
async function endSuppressed(ports: Acting, site: Site, subscriberId: bigint): Promise<void> {
  const reader = await findSubscriber(ports, site.id, subscriberId)
  if (!reader || (await findSuppression(ports, site.id, reader.email)) !== 'asked') return
  await endMarketing(ports, site, subscriberId)
}

/**
 * Erasing what is kept of somebody (art. 17), over all rooms that keep it, in one transaction: done or not, whatever is killed, so that
 * nobody is half erased and a second call reports what the first one did. Rows go; nothing is kept with a name struck out. What
 * has to stay is said with why: it holds a hash, a number, or somebody else's rows.
 *
 * One transaction also for a device with very many events: it holds up the making of visits at that site and nobody's beacons, for a
 * second or two at 20,000 events (`test/bench/erase.ts`).
 */
import * as z from 'zod'
import { recordInJournal } from '../audit/journal.ts'
import { forgetLine } from '../consent/ledger.ts'
import { arrayLiteral, type Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { countHeldDevice, forgetHeldDevice } from '../hold/forget.ts'
import { findOnFile, receiptsOf, type OnFile } from '../hold/on-file.ts'
import { findRestriction, restrictedBy, type RestrictedBy } from '../hold/restriction.ts'
import { listMailsTo, removeMails } from '../mail/forget.ts'
import type { Ports } from '../ports.ts'
import { forgetReaderWithin } from '../preference/forget.ts'
import { addTasks } from '../processor/task.ts'
import { countDeviceData } from '../rights/device-data.ts'
import { requestEmailIndex, requestReceiptIndex, type RightsRequest } from '../rights/request.ts'
import type { Site } from '../site/site.ts'
import { countOthers, forgetDevice, type Forgotten } from '../stats/forget.ts'
import { lockSubscriber } from '../subscriber/change.ts'
import { forgetWaiting } from '../subscriber/by-index.ts'
import { forgetTries } from '../subscriber/sign-up-guard.ts'
import type { Email } from '../subscriber/email.ts'
import { emailIndex } from '../subscriber/subscriber.ts'
import { findSuppression, suppress } from '../subscriber/suppression.ts'
import { findEvidence, recordEvidence, type Facts } from './evidence.ts'
import { holdOpenRequest } from './subject.ts'

export const erasureCategories = [
  'reader',
  'subscriptions',
  'reader-receipts',
  'confirmations',
  'import-rows',
  'deliveries',
  'hits',
  'mails',
  'consent-receipts',
  'consents',
  'events',
  'visits',
  'suppression',
  'consent-chain',
  'newsletter-totals',
  'requests',
  'audit',
] as const
export type ErasureCategory = (typeof erasureCategories)[number]

/**
 * `never-mailed`: a keyed hash keeps the promise not to mail them (art. 17(3)(b) with 21(3)). `proof`: dates and hashes, nothing of an
 * answer. `totals`: numbers in which nobody is found. `request`: the file of what they asked, for two years, and the proof of what was
 * done (art. 5(2)). `others`: in the same visits, and not surely theirs (art. 15(4)).
 */
export type RetainedReason = 'never-mailed' | 'proof' | 'totals' | 'request' | 'others'

export interface ErasureCount {
  readonly category: ErasureCategory
  readonly deleted: number
  readonly retained: number
  /** Null where nothing is retained. */
  readonly because: RetainedReason | null
}
/** One of each category, in the order of `erasureCategories`. What is counted by the hour (tries at a form) is not among it. */
export type ErasureCounts = readonly ErasureCount[]

const provenErasure = z.object({
  counts: z.array(
    z.object({
      category: z.enum(erasureCategories),
      deleted: z.int().nonnegative(),
      retained: z.int().nonnegative(),
      because: z.enum(['never-mailed', 'proof', 'totals', 'request', 'others']).nullable(),
    }),
  ),
  tasks: z.int().nonnegative(),
})

/** Out of the entry that proves it. Throws where that is no erasure of ours: the chain was written by somebody else. */
export const readErasure = (facts: Facts): { readonly counts: ErasureCounts; readonly tasks: number } =>
  provenErasure.parse(facts)

/** Article 17(1)(a) to (f). */
export const erasureGrounds = ['a', 'b', 'c', 'd', 'e', 'f'] as const
export type ErasureGround = (typeof erasureGrounds)[number]

const whyRetained: Partial<Record<ErasureCategory, RetainedReason>> = {
  events: 'others',
  suppression: 'never-mailed',
  'consent-chain': 'proof',
  'newsletter-totals': 'totals',
  requests: 'request',
  audit: 'request',
}

type Reading = { readonly db: Tx } & Pick<Ports, 'keyFor'>
type Erasing = Reading & Pick<Ports, 'now' | 'random'>

interface HowFinal {
  /** And never to be mailed again: the address is written down as a keyed hash. */
  readonly isForGood?: boolean
}

/** What erasing them would delete and leave at this moment; changes nothing. */
export async function countErasure(
  { db, keyFor }: Pick<Ports, 'db' | 'keyFor'>,
  site: Site,
  request: RightsRequest,
  { isForGood = false }: HowFinal = {},
): Promise<ErasureCounts> {
  return await db.begin(async (tx): Promise<ErasureCounts> => {
    const ports = { db: tx, keyFor }
    const onFile = await findOnFile(ports, site, request.subject)
    const kept = await countKept(ports, site, request, onFile, isForGood)
    const { insights } = onFile
    const device = insights.length > 0 ? await countDeviceData(tx, site.id, insights) : noRows
    const held = await countHeldDevice(ports, site.id, deviceOf(ports, onFile, request))
    const others = await countOthers(tx, site, insights)
    return countsOf(kept, added({ ...device, others }, held))
  })
}

const noRows = { events: 0, visits: 0 }

/** By which what an objection holds of their device is found. */
const deviceOf = (
  ports: Pick<Ports, 'keyFor'>,
  onFile: OnFile,
  { subject }: Pick<RightsRequest, 'subject'>,
): RestrictedBy => restrictedBy(ports, { email: null, receiptIds: receiptsOf(onFile, subject.receiptId) })

const added = <D extends typeof noRows>(device: D, held: typeof noRows): D => ({
  ...device,
  events: device.events + held.events,
  visits: device.visits + held.visits,
})

interface Kept {
  readonly deleted: Partial<Record<ErasureCategory, number>>
  readonly retained: Partial<Record<ErasureCategory, number>>
  readonly mailIds: readonly string[]
}

const countsOf = (
  { deleted, retained }: Kept,
  { events, visits, others }: Pick<Forgotten, 'events' | 'visits' | 'others'>,
): ErasureCounts => {
  const gone: Kept['deleted'] = { ...deleted, events, visits }
  const stay: Kept['retained'] = { ...retained, events: others }
  return erasureCategories.map((category) => ({
    category,
    deleted: gone[category] ?? 0,
    retained: stay[category] ?? 0,
    because: (stay[category] ?? 0) > 0 ? (whyRetained[category] ?? null) : null,
  }))
}

interface KeptRow {
  readonly reader: number
  readonly subscriptions: number
  readonly readerReceipts: number
  readonly confirmations: number
  readonly importRows: number
  readonly deliveries: number
  readonly hits: number
  readonly consents: number
  readonly chain: number
  readonly requests: number
  readonly audit: number
}

/** A number that no subscriber has: theirs are 63 bits. */
const nobody = '-1'

/**
 * Everything but events and visits. Indexes: subscriber_pk, subscription_pk, subscriber_receipt_of, confirmation_email,
 * reader_import_row_email, delivery_of, reader_hit_of, consent_given_pk, consent_chain_once, consent_unsealed_pk, rights_request_email,
 * rights_request_receipt, audit_entry_of; of `confirmation`, which holds three days, a site's rows are read.
 */
async function countKept(
  ports: Reading,
  { id: siteId, domain }: Site,
  { id: requestId, subject: { email, receiptId } }: RightsRequest,
  { subscriberId, receiptIds }: OnFile,
  isForGood: boolean,
): Promise<Kept> {
  const { db } = ports
  const reader = subscriberId === null ? nobody : String(subscriberId)
  const index = email && emailIndex(ports, email)
  const receipts = arrayLiteral(receiptIds)
  const [row] = await db<KeptRow[]>`
    select (select count(*)::integer from subscriber where site_id = ${siteId} and subscriber_id = ${reader}) as reader,
      (select count(*)::integer from subscription where site_id = ${siteId} and subscriber_id = ${reader}) as subscriptions,
      (select count(*)::integer from subscriber_receipt
        where site_id = ${siteId} and subscriber_id = ${reader}) as "readerReceipts",
      (select count(*)::integer from confirmation
        where site_id = ${siteId} and (subscriber_id = ${reader} or email_index = ${index}::bytea)) as confirmations,
      (select count(*)::integer from reader_import_row
        where site_id = ${siteId} and email_index = ${index}::bytea) as "importRows",
      (select count(*)::integer from delivery where site_id = ${siteId} and subscriber_id = ${reader}) as deliveries,
      (select count(*)::integer from reader_hit where site_id = ${siteId} and subscriber_id = ${reader}) as hits,
      (select count(*)::integer from consent_given
        where site_id = ${siteId} and receipt_id = any(${receipts}::text[])) as consents,
      (select count(*)::integer from consent_chain where site_id = ${siteId} and receipt_id = any(${receipts}::text[]))
        + (select count(*)::integer from consent_unsealed
          where site_id = ${siteId} and receipt_id = any(${receipts}::text[])) as chain,
      (select count(*)::integer from rights_request where site_id = ${siteId}
        and (request_id = ${requestId} or email_index = ${email && requestEmailIndex(ports, email)}::bytea
          or receipt_index = ${receiptId && requestReceiptIndex(ports, receiptId)}::bytea)) as requests,
      (select count(*)::integer from audit_entry where site_id = ${siteId} and request_id = ${requestId}) as audit`
  const mailIds = email === null ? [] : await listMailsTo(ports, email, domain)
  const isSuppressed = email !== null && (isForGood || (await findSuppression(ports, siteId, email)) !== null)
  return {
    mailIds,
    deleted: {
      reader: row?.reader ?? 0,
      subscriptions: row?.subscriptions ?? 0,
      'reader-receipts': row?.readerReceipts ?? 0,
      confirmations: row?.confirmations ?? 0,
      'import-rows': row?.importRows ?? 0,
      deliveries: row?.deliveries ?? 0,
      hits: row?.hits ?? 0,
      mails: mailIds.length,
      'consent-receipts': receiptIds.length,
      consents: row?.consents ?? 0,
    },
    retained: {
      suppression: isSuppressed ? 1 : 0,
      'consent-chain': row?.chain ?? 0,
      // Each mail to them stays as one among many of its newsletter.
      'newsletter-totals': row?.deliveries ?? 0,
      requests: row?.requests ?? 0,
      audit: row?.audit ?? 0,
    },
  }
}

/** `tasks`: processors that have to be told, and to say that they did it, before the request can be answered. */
export type Erasure =
  | { readonly ok: true; readonly counts: ErasureCounts; readonly tasks: number }
  /** `restricted`: they asked us to keep it (art. 18); that ends first. `not-now`: it is not open, or asks for something else. */
  | { readonly ok: false; readonly why: 'restricted' | 'not-now' }

interface ErasingHow extends HowFinal {
  readonly ground: ErasureGround
  readonly staffId: string
}

/**
 * Erases what the request leads to, writes it down in the journal and the chain, and has processors told: one transaction. A second call
 * for the same request, after a crash or a second press, does nothing and answers what was written down. Whoever asked is told by
 * `finishDeed`, once no processor has anything left to do.
 */
export async function eraseSubject(
  { db, keyFor, now, random }: Pick<Ports, 'db' | 'keyFor' | 'now' | 'random'>,
  site: Site,
  { id }: Pick<RightsRequest, 'id'>,
  { ground, staffId, isForGood = false }: ErasingHow,
): Promise<Erasure> {
  return await db.begin(async (tx): Promise<Erasure> => {
    const ports = { db: tx, keyFor, now, random }
    const request = await holdOpenRequest(ports, site.id, { id }, 'erase')
    if (!request) return { ok: false, why: 'not-now' }
    const done = await findErasure(ports, site.id, id)
    if (done) return { ok: true, ...done }
    const { subject } = request
    const onFile = await findOnFile(ports, site, subject)
    if (await findRestriction(ports, site.id, { ...subject, receiptIds: onFile.receiptIds }))
      return { ok: false, why: 'restricted' }
    // Who changes the reader waits from here on, so that what is counted is what goes.
    if (onFile.subscriberId !== null) await lockSubscriber(ports, site.id, onFile.subscriberId)
    const kept = await countKept(ports, site, request, onFile, isForGood)
    if (subject.email && isForGood) await suppress(ports, site.id, subject.email, 'asked')
    const held = await forgetHeldDevice(ports, site.id, deviceOf(ports, onFile, request))
    const forgotten = added(await eraseOnFile(ports, site, onFile), held)
    if (subject.email) await forgetEmail(ports, site.id, subject.email, onFile.subscriberId)
    await removeMails(ports, kept.mailIds)
    const counts = countsOf(kept, forgotten)
    const tasks = await addTasks(ports, site, request, 'erase', subject)
    await recordInJournal(ports, site.id, {
      act: 'erased',
      email: subject.email,
      receiptIds: receiptsOf(onFile, subject.receiptId),
      requestId: id,
    })
    if (subject.email && isForGood)
      await recordInJournal(ports, site.id, {
        act: 'objected',
        email: subject.email,
        receiptIds: [],
        requestId: id,
      })
    await recordEvidence(ports, site, request, {
      kind: 'erased',
      staffId,
      facts: {
        ground,
        for_good: isForGood,
        days: forgotten.days.length,
        tasks,
        counts: counts.map((count) => ({ ...count })),
      },
    })
    return { ok: true, counts, tasks }
  })
}

/** What was written down of the erasure that a request asked for; null: it was not done. Index: audit_entry_of. */
export async function findErasure(
  ports: { readonly db: Tx },
  siteId: SiteId,
  requestId: string,
): Promise<{ readonly counts: ErasureCounts; readonly tasks: number } | null> {
  const facts = await findEvidence(ports, siteId, requestId, 'erased')
  return facts && readErasure(facts)
}

/**
 * Erases rows and nothing else, in a transaction of the caller's: for the desk, and for whoever tells a restored backup what was erased
 * since. Once more finds nothing. Totals stay; days whose figures change are computed again by the roll-up. Indexes: as in the rooms.
 */
export async function eraseOnFile(
  ports: Erasing,
  site: Site,
  { subscriberId, receiptIds, insights }: OnFile,
): Promise<Forgotten> {
  if (subscriberId !== null) await forgetReaderWithin(ports, site.id, subscriberId)
  const known = new Set(insights)
  // The first takes the whole line; where a part of it was swept before, there are two.
  for (const receiptId of receiptIds)
    for (const insight of (await forgetLine(ports, site.id, receiptId)).insights) known.add(insight)
  return await forgetDevice(ports, site, [...known])
}

/** What waits under an address alone, of whoever is no reader, or not yet. Indexes: as in the rooms. */
async function forgetEmail(
  ports: Erasing,
  siteId: SiteId,
  email: Email,
  subscriberId: bigint | null,
): Promise<void> {
  await forgetTries(ports, siteId, { id: subscriberId ?? BigInt(nobody), email })
  await forgetWaiting(ports, siteId, emailIndex(ports, email))
}

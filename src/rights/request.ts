/**
 * What somebody asks about their data (GDPR articles 7(3) and 15 to 22): which right, by when it is to be answered, how far it is. Who
 * they are and what they wrote is sealed, and found by keyed hashes alone; it goes two years after the request was closed.
 */
import type { Canonical } from '../consent/canonical.ts'
import { holdChain, recordAudit } from '../audit/chain.ts'
import { referenceOf, referenceTo } from '../audit/subject-reference.ts'
import type { Fragment, Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { blindIndex, seal, unseal } from '../seal.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import type { Email } from '../subscriber/email.ts'
import { uuidOf } from '../uuid.ts'
import { legalDue, promiseDue } from './clock.ts'
import { mailConfirmLink } from './confirm-link.ts'
import { recordStep, type StepActor } from './step.ts'

export const requestKinds = ['access', 'rectify', 'erase', 'restrict', 'object', 'withdraw'] as const
export type RequestKind = (typeof requestKinds)[number]
export type RequestState =
  | 'received'
  | 'verifying'
  | 'open'
  | 'extended'
  | 'answered'
  | 'refused'
  | 'cannot-identify'
  | 'withdrawn'
export const requestChannels = ['page', 'post', 'phone', 'counter', 'mail'] as const
export type RequestChannel = (typeof requestChannels)[number]

/** Who asks for somebody else, and what shows that they may: words, never a document (A-09). */
export interface Representative {
  readonly name: string
  readonly capacity: 'parent' | 'guardian' | 'proxy'
  readonly proof: string
}

/** Whose data it is about, as they say it. */
export interface Subject {
  readonly email: Email | null
  /** Number of a receipt of their device, by which its visits are found. */
  readonly receiptId: string | null
  readonly name: string | null
  /** Where a printed answer goes, as lines. */
  readonly postal: string | null
  readonly representedBy: Representative | null
  readonly isUnder16: boolean
}

export interface RightsRequest {
  readonly id: string
  readonly kind: RequestKind
  readonly state: RequestState
  readonly channel: RequestChannel
  readonly language: Language
  readonly receivedAt: Date
  readonly enteredAt: Date
  /** Days are ISO days of the site's calendar. */
  readonly promiseDue: string
  readonly legalDue: string
  readonly extendedDue: string | null
  readonly extensionReason: string | null
  readonly verifiedAt: Date | null
  readonly verifiedBy: 'mail' | 'device' | 'staff' | null
  readonly assignedTo: string | null
  /** The first of the same kind from the same person within thirty days (A-08). */
  readonly duplicateOf: string | null
  readonly ground: string | null
  readonly closedAt: Date | null
  readonly subject: Subject
  readonly wish: string
}

type Keys = Pick<Ports, 'keyFor'>
type Reading = { readonly db: Tx } & Keys
export type Opening = { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor' | 'config'>

const sealedColumn = 'rights_request.sealed'
const reasonColumn = 'rights_request.extension_reason'

/** By which an earlier request of the same address is found. */
export const requestEmailIndex = (ports: Keys, email: Email): Buffer =>
  blindIndex(ports, 'rights_request.email_index', email)
export const requestReceiptIndex = (ports: Keys, receiptId: string): Buffer =>
  blindIndex(ports, 'rights_request.receipt_index', receiptId)

export const sealReason = (ports: Keys & Pick<Ports, 'random'>, reason: string): Buffer =>
  seal(ports, reasonColumn, reason)

interface RequestRow {
  readonly request_id: string
  readonly kind: RequestKind
  readonly state: RequestState
  readonly channel: RequestChannel
  readonly language: Language
  readonly received_at: Date
  readonly entered_at: Date
  readonly promise_due: string
  readonly legal_due: string
  readonly extended_due: string | null
  readonly extension_reason: Uint8Array | null
  readonly verified_at: Date | null
  readonly verified_by: RightsRequest['verifiedBy']
  readonly assigned_to: string | null
  readonly duplicate_of: string | null
  readonly ground: string | null
  readonly closed_at: Date | null
  readonly sealed: Uint8Array
}

/** Dates as text: a driver would make instants of them. */
const columns = (db: Tx): Fragment => db`
  request_id, kind, state, channel, language, received_at, entered_at, promise_due::text as promise_due,
  legal_due::text as legal_due, extended_due::text as extended_due, extension_reason, verified_at, verified_by, assigned_to,
  duplicate_of, ground, closed_at, sealed`

function requestOf(ports: Keys, row: RequestRow): RightsRequest {
  const { subject, wish } = JSON.parse(unseal(ports, sealedColumn, row.sealed)) as Pick<
    RightsRequest,
    'subject' | 'wish'
  >
  return {
    id: row.request_id,
    kind: row.kind,
    state: row.state,
    channel: row.channel,
    language: row.language,
    receivedAt: row.received_at,
    enteredAt: row.entered_at,
    promiseDue: row.promise_due,
    legalDue: row.legal_due,
    extendedDue: row.extended_due,
    extensionReason: row.extension_reason && unseal(ports, reasonColumn, row.extension_reason),
    verifiedAt: row.verified_at,
    verifiedBy: row.verified_by,
    assignedTo: row.assigned_to,
    duplicateOf: row.duplicate_of,
    ground: row.ground,
    closedAt: row.closed_at,
    subject,
    wish,
  }
}

/** What the database would refuse as a number of a request is nobody's. */
export const isRequestId = (text: string): boolean =>
  /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/.test(text)

/** Takes any text. Index: rights_request_pk. */
export async function findRequest(ports: Reading, siteId: SiteId, id: string): Promise<RightsRequest | null> {
  if (!isRequestId(id)) return null
  const [row] = await ports.db<RequestRow[]>`
    select ${columns(ports.db)} from rights_request where site_id = ${siteId} and request_id = ${id}`
  return row ? requestOf(ports, row) : null
}

/**
 * As `findRequest`, and nobody moves it until the transaction ends. The site's chain is held first: a step writes into it before what an
 * objection stops is locked, a deed after, and two in one order each would wait for each other. Index: audit_head_pk, rights_request_pk.
 */
export async function lockRequest(ports: Reading, siteId: SiteId, id: string): Promise<RightsRequest | null> {
  if (!isRequestId(id)) return null
  await holdChain(ports.db, siteId)
  const [row] = await ports.db<RequestRow[]>`
    select ${columns(ports.db)} from rights_request where site_id = ${siteId} and request_id = ${id} for update`
  return row ? requestOf(ports, row) : null
}

export interface Listing {
  readonly which: 'open' | 'closed'
  /** Null: all kinds. */
  readonly kind: RequestKind | null
  /** Null: whoever answers it, and nobody. */
  readonly assignedTo: string | null
  readonly limit: number
  /** `next` of the page before; null for the first. Any text: a broken one begins anew. */
  readonly after: string | null
}

export interface RequestPage {
  readonly requests: readonly RightsRequest[]
  /** Null: this is the last page. */
  readonly next: string | null
}

const afterShape = /^([\d-]{10}(?:T[\d:.]+Z)?)_([\da-f-]{36})$/

/** Where a page goes on: what the list is ordered by, and a number. */
function readAfter(after: string | null): { readonly at: string; readonly id: string } | null {
  const [, at = '', id = ''] = afterShape.exec(after ?? '') ?? []
  return isRequestId(id) && !Number.isNaN(Date.parse(at)) ? { at, id } : null
}

/**
 * Open ones by when they are due, closed ones the newest first. By key and not by offset, so that the last page of 10,000 costs what
 * the first does. Index: rights_request_open, rights_request_closed_at.
 */
export async function listRequests(
  ports: Reading,
  siteId: SiteId,
  { which, kind, assignedTo, limit, after }: Listing,
): Promise<RequestPage> {
  const { db } = ports
  const from = readAfter(after)
  const wanted = db`
    ${kind === null ? db`` : db`and kind = ${kind}`} ${assignedTo === null ? db`` : db`and assigned_to = ${assignedTo}`}`
  const rows =
    which === 'open'
      ? await db<RequestRow[]>`
          select ${columns(db)} from rights_request where site_id = ${siteId} and closed_at is null ${wanted}
            ${from ? db`and (promise_due, request_id) > (${from.at.slice(0, 10)}::date, ${from.id}::uuid)` : db``}
          order by rights_request.promise_due, request_id limit ${limit + 1}`
      : await db<RequestRow[]>`
          select ${columns(db)} from rights_request where site_id = ${siteId} and closed_at is not null ${wanted}
            ${from ? db`and (closed_at, request_id) < (${from.at}::timestamptz, ${from.id}::uuid)` : db``}
          order by closed_at desc, request_id desc limit ${limit + 1}`
  const requests = rows.slice(0, limit).map((row) => requestOf(ports, row))
  const last = requests.at(-1)
  const at = which === 'open' ? last?.promiseDue : last?.closedAt?.toISOString()
  return { requests, next: rows.length > limit && last && at ? `${at}_${last.id}` : null }
}

/**
 * Where a request is answered from now on, once it was put right. In the transaction that holds the request. What it was opened with stays in
 * its reference, by which `findEarlier` still knows it. Index: rights_request_pk.
 */
export async function recordRequestEmail(
  ports: Reading & Pick<Ports, 'random'>,
  siteId: SiteId,
  { id, subject, wish }: Pick<RightsRequest, 'id' | 'subject' | 'wish'>,
  email: Email,
): Promise<void> {
  const sealed = seal(ports, sealedColumn, JSON.stringify({ subject: { ...subject, email }, wish }))
  await ports.db`
    update rights_request set email_index = ${requestEmailIndex(ports, email)}, sealed = ${sealed}
    where site_id = ${siteId} and request_id = ${id}`
}

/** Whom it is to be answered by, or nobody in particular. False when there is none of this number. Index: rights_request_pk. */
export async function assignRequest(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  id: string,
  staffId: string | null,
): Promise<boolean> {
  if (!isRequestId(id)) return false
  const { count } = await db`
    update rights_request set assigned_to = ${staffId} where site_id = ${siteId} and request_id = ${id}`
  return count === 1
}

export interface NewRequest {
  readonly kind: RequestKind
  readonly channel: RequestChannel
  readonly language: Language
  /** When it came, where staff write down a letter or a call. Absent: now. */
  readonly receivedAt?: Date
  readonly subject: Subject
  readonly wish: string
  /** The member of staff who writes it down. Absent: whoever asks does so themselves. */
  readonly enteredBy?: string
}

export type Opened =
  | { readonly kind: 'opened'; readonly id: string }
  /**
   * `future`: it can not have come later than it is written down (A-05). `too-old`: more than a year ago, which is a slip of the pen.
   * `nobody`: there is neither a name nor a way to reach or find anybody.
   */
  | { readonly kind: 'refused'; readonly why: 'future' | 'too-old' | 'nobody' }

const dayMs = 86_400_000
const oldestDays = 366
/** Within which a second request of the same kind is linked to the first (A-08). */
const duplicateDays = 30

const isNobody = ({ email, receiptId, name, postal }: Subject): boolean =>
  [email, receiptId, name, postal].every((one) => one === null || one.trim() === '')

/**
 * Opens a request, in a transaction of its own. From the page it waits for the link that is mailed with it; what staff write down waits
 * for them. Both clocks count from its receipt. Does the same work whether anything is known of the address or not (A-12): it is not
 * looked up.
 */
export async function openRequest(
  ports: Opening & Pick<Ports, 'db'>,
  site: Site,
  asked: NewRequest,
): Promise<Opened> {
  const now = ports.now()
  const receivedAt = asked.receivedAt ?? now
  if (receivedAt > now) return { kind: 'refused', why: 'future' }
  if (now.getTime() - receivedAt.getTime() > oldestDays * dayMs) return { kind: 'refused', why: 'too-old' }
  if (isNobody(asked.subject)) return { kind: 'refused', why: 'nobody' }
  const id = await ports.db.begin((tx) => recordRequest({ ...ports, db: tx }, site, { ...asked, receivedAt }))
  return { kind: 'opened', id }
}

async function recordRequest(
  ports: Opening,
  site: Site,
  asked: NewRequest & { readonly receivedAt: Date },
): Promise<string> {
  const { kind, channel, language, receivedAt, subject, wish, enteredBy } = asked
  const now = ports.now()
  const received = localDay(receivedAt, site.timezone)
  // Both, whatever the first finds: how long it takes tells nobody what is known (A-12).
  const earlier = await findEarlier(ports, site.id, asked)
  const putRight = await findPutRight(ports, site.id, asked)
  const request: RightsRequest = {
    id: uuidOf(ports.random(16)),
    kind,
    state: channel === 'page' ? 'verifying' : 'received',
    channel,
    language,
    receivedAt,
    enteredAt: now,
    promiseDue: promiseDue(received),
    legalDue: legalDue(received),
    extendedDue: null,
    extensionReason: null,
    verifiedAt: null,
    verifiedBy: null,
    assignedTo: null,
    duplicateOf: earlier ?? putRight,
    ground: null,
    closedAt: null,
    subject,
    wish,
  }
  const { email, receiptId } = subject
  const named = email ?? receiptId
  const reference = named === null ? null : await referenceTo(ports, named)
  await ports.db`
    insert into rights_request (site_id, request_id, kind, state, channel, language, received_at, entered_at, promise_due, legal_due,
      duplicate_of, email_index, receipt_index, subject_ref, ref_year, sealed)
    values (${site.id}, ${request.id}, ${kind}, ${request.state}, ${channel}, ${language}, ${receivedAt}, ${now},
      ${request.promiseDue}, ${request.legalDue}, ${request.duplicateOf}, ${email && requestEmailIndex(ports, email)},
      ${receiptId && requestReceiptIndex(ports, receiptId)}, ${reference?.ref ?? null}, ${reference?.year ?? null},
      ${seal(ports, sealedColumn, JSON.stringify({ subject, wish }))})`
  const actor: StepActor = enteredBy === undefined ? { kind: 'subject' } : { kind: 'staff', id: enteredBy }
  await recordStep(ports, site.id, request.id, { step: 'open', from: null, to: request.state, actor })
  await recordAudit(ports, site.id, {
    kind: 'request-opened',
    requestId: request.id,
    facts: factsOf(request, reference),
  })
  if (channel === 'page') await mailConfirmLink(ports, site, request)
  return request.id
}

/** For the chain: dates, closed words and a keyed reference; nothing that names anybody. */
const factsOf = (
  { kind, channel, receivedAt, promiseDue: promise, legalDue: legal, duplicateOf }: RightsRequest,
  reference: { readonly ref: Buffer; readonly year: number } | null,
): Canonical => ({
  kind,
  channel,
  received_at: receivedAt.toISOString(),
  promise_due: promise,
  legal_due: legal,
  duplicate_of: duplicateOf,
  subject: reference?.ref.toString('hex') ?? null,
  subject_year: reference?.year ?? null,
})

/**
 * The first request of the same kind by the same address or device within thirty days before or after. Staff may write down a letter
 * that came before what the page took. Index: rights_request_email, rights_request_receipt.
 */
async function findEarlier(
  ports: Reading,
  siteId: SiteId,
  { kind, receivedAt, subject: { email, receiptId } }: Pick<RightsRequest, 'kind' | 'receivedAt' | 'subject'>,
): Promise<string | null> {
  const span = duplicateDays * dayMs
  const [row] = await ports.db<{ first: string }[]>`
    select coalesce(duplicate_of, request_id) as first from rights_request
    where site_id = ${siteId} and kind = ${kind}
      and received_at between ${new Date(receivedAt.getTime() - span)} and ${new Date(receivedAt.getTime() + span)}
      and (email_index = ${email && requestEmailIndex(ports, email)}
        or receipt_index = ${receiptId && requestReceiptIndex(ports, receiptId)})
    order by received_at, request_id limit 1`
  return row?.first ?? null
}

/**
 * The same under an address that such a request put right, which its reference alone still leads to: of this year's key and of the one
 * before. Without an index, since nothing but putting right has any: reads a site's requests, some thousands. Index: rights_request_pk.
 */
async function findPutRight(
  ports: Reading & Pick<Ports, 'now'>,
  siteId: SiteId,
  { kind, receivedAt, subject: { email } }: Pick<RightsRequest, 'kind' | 'receivedAt' | 'subject'>,
): Promise<string | null> {
  if (kind !== 'rectify' || email === null) return null
  const year = ports.now().getUTCFullYear()
  const [current, before] = [await referenceOf(ports, year, email), await referenceOf(ports, year - 1, email)]
  const span = duplicateDays * dayMs
  const [row] = await ports.db<{ first: string }[]>`
    select coalesce(duplicate_of, request_id) as first from rights_request
    where site_id = ${siteId} and kind = ${kind}
      and received_at between ${new Date(receivedAt.getTime() - span)} and ${new Date(receivedAt.getTime() + span)}
      and ((ref_year = ${year} and subject_ref = ${current}) or (ref_year = ${year - 1} and subject_ref = ${before}))
    order by received_at, request_id limit 1`
  return row?.first ?? null
}

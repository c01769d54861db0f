/**
 * The rows of a package as they are stored, a page at a time, so that a million of them need no more memory than a thousand. Each
 * page is asked for by itself: whoever downloads slowly holds no transaction open, and the embedded database has but one. All pages end at
 * one instant, so that what comes in meanwhile is in none of them.
 */
import { exportDeliveries } from '../delivery/forget.ts'
import type { Tx } from '../db/connect.ts'
import { exportHits } from '../newsletter/forget.ts'
import { listTasks } from '../processor/task.ts'
import type { Ports } from '../ports.ts'
import { listLetters } from '../rights/letter.ts'
import { findRequest, requestEmailIndex, requestReceiptIndex, type RightsRequest } from '../rights/request.ts'
import { isShared, maskedWay } from '../rights/shared-visit.ts'
import { listSteps } from '../rights/step.ts'
import { unseal } from '../seal.ts'
import type { Site } from '../site/site.ts'
import { openWish } from '../subscriber/confirmation.ts'
import { exportSubscriber, type ExportedSubscriber } from '../subscriber/forget.ts'
import { openCells } from '../subscriber/import.ts'
import { emailIndex } from '../subscriber/subscriber.ts'
import { suppressionHash } from '../subscriber/suppression.ts'
import type { CategoryName, FieldName, PackageRow } from './package-category.ts'
import { openHeldRow } from './package-held.ts'
import type { Json } from './package-mask.ts'
import { restrictedBy, type Because } from '../hold/restriction.ts'
import { findOnFile, type OnFile } from '../hold/on-file.ts'

/** Rows that are held at once, at most. */
export const pageRowsMax = 1_000
/** Notices are whole texts of some tens of kilobytes. */
const noticesAtOnceMax = 10

/** Runs one question: as the desk while a request is open, as the owner once its link and code were checked. */
export type Ask = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

/** What is read, of whom, up to when. */
export interface Reading {
  readonly ask: Ask
  readonly keys: Pick<Ports, 'keyFor'>
  readonly site: Site
  readonly request: RightsRequest
  readonly found: OnFile
  /** All of the same person's requests at this site, the oldest first, the present one among them. */
  readonly requestIds: readonly string[]
  readonly until: Date
  /** Their own address, and what stands on the site for everybody: no mask's business. In small letters. */
  readonly kept: ReadonlySet<string>
}

const keptTexts = (
  { settings: { controller, privacyOfficer } }: Site,
  { subject }: RightsRequest,
): ReadonlySet<string> =>
  new Set(
    [subject.email, controller.email, controller.phone, privacyOfficer?.email].flatMap((text) =>
      text ? [text.toLowerCase()] : [],
    ),
  )

export async function openReading(
  keys: Pick<Ports, 'keyFor'>,
  site: Site,
  { request, ask, until }: Pick<Reading, 'request' | 'ask' | 'until'>,
): Promise<Reading> {
  const { keyFor } = keys
  return {
    ask,
    keys,
    site,
    request,
    until,
    kept: keptTexts(site, request),
    found: await ask((db) => findOnFile({ db, keyFor }, site, request.subject)),
    requestIds: await ask((db) => listOwnRequests({ db, keyFor }, site, request)),
  }
}

/** Index: rights_request_email, rights_request_receipt. Somebody asks some tens of times at most. */
async function listOwnRequests(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  { id: siteId }: Site,
  { id, subject: { email, receiptId } }: RightsRequest,
): Promise<string[]> {
  const rows = await ports.db<{ request_id: string }[]>`
    select request_id from rights_request
    where site_id = ${siteId} and (request_id = ${id} or email_index = ${email && requestEmailIndex(ports, email)}
      or receipt_index = ${receiptId && requestReceiptIndex(ports, receiptId)})
    order by received_at, request_id limit ${pageRowsMax}`
  return rows.map((row) => row.request_id)
}

/**
 * When a row began, where it says so. Events and visits are asked for up to the instant itself; a mail that waits to be sent, a row of a file
 * and one that is held have no beginning of their own.
 */
const begins: Readonly<Partial<Record<CategoryName, FieldName>>> = {
  requests: 'entered_at',
  steps: 'at',
  letters: 'sent_at',
  told: 'made_at',
  restrictions: 'began_at',
  subscriber: 'made_at',
  subscriptions: 'began_at',
  'newsletter-answers': 'recorded_at',
  confirmations: 'asked_at',
  suppression: 'suppressed_at',
  deliveries: 'sent_at',
  hits: 'first_at',
  'device-answers': 'recorded_at',
}

/** The rows of a category, unmasked, in pages of `pageRowsMax` at most; none where there is nothing. */
export async function* readRows(reading: Reading, name: CategoryName): AsyncGenerator<readonly PackageRow[]> {
  const field = begins[name]
  const until = reading.until.toISOString()
  for await (const page of readers[name](reading)) {
    const rows = page.filter((row) => {
      const begun = field && row[field]
      return typeof begun !== 'string' || begun <= until
    })
    if (rows.length > 0) yield rows
  }
}

type Reader = (reading: Reading) => AsyncIterable<readonly PackageRow[]>

/** What is little by nature comes as one page. */
const wholly = (read: (reading: Reading) => Promise<readonly PackageRow[]>): Reader =>
  async function* wholly(reading) {
    const rows = await read(reading)
    if (rows.length > 0) yield rows
  }

/** One page for each request, which has some tens of steps or letters. */
const byRequest = (read: (reading: Reading, requestId: string) => Promise<readonly PackageRow[]>): Reader =>
  async function* byRequest(reading) {
    for (const id of reading.requestIds) {
      const rows = await read(reading, id)
      if (rows.length > 0) yield rows
    }
  }

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

const ofSubscriber = (pick: (exported: ExportedSubscriber) => readonly PackageRow[]): Reader =>
  wholly(async ({ ask, keys: { keyFor }, site, found: { subscriberId } }) => {
    if (subscriberId === null) return []
    const exported = await ask((db) => exportSubscriber({ db, keyFor }, site.id, subscriberId))
    return exported ? pick(exported) : []
  })

const readers: Readonly<Record<CategoryName, Reader>> = {
  requests: byRequest(async ({ ask, keys: { keyFor }, site }, id) => {
    const request = await ask((db) => findRequest({ db, keyFor }, site.id, id))
    return request ? [requestRow(request)] : []
  }),
  steps: byRequest(async ({ ask, site }, id) =>
    (await ask((db) => listSteps({ db }, site.id, id))).map(({ at, step, from, to, actor }) => ({
      request_id: id,
      at: iso(at),
      step,
      from_state: from,
      to_state: to,
      actor_kind: actor.kind,
    })),
  ),
  letters: byRequest(async ({ ask, keys: { keyFor }, site }, id) =>
    (await ask((db) => listLetters({ db, keyFor }, site.id, id))).map((letter) => ({
      request_id: id,
      letter_id: letter.id,
      kind: letter.kind,
      sent_at: iso(letter.sentAt),
      title: letter.subject,
      text: letter.text,
    })),
  ),
  told: byRequest(async ({ ask, site }, id) =>
    (await ask((db) => listTasks({ db }, site.id, id))).map((task) => ({
      request_id: id,
      recipient: task.processorName,
      what: task.what,
      state: task.state,
      due: task.due,
      made_at: iso(task.madeAt),
      sent_at: iso(task.toldAt),
      done_at: iso(task.doneAt),
    })),
  ),
  restrictions: wholly(async (reading) => (await listRestricted(reading)).map(restrictionRow)),
  held: readHeld,
  subscriber: ofSubscriber(({ subscriber }) => [
    {
      ...subscriber,
      made_at: iso(subscriber.made_at),
      measure_asked_at: iso(subscriber.measure_asked_at),
      bounced_at: iso(subscriber.bounced_at),
    },
  ]),
  subscriptions: ofSubscriber(({ subscription }) =>
    subscription.map((one) => ({ ...one, began_at: iso(one.began_at), ended_at: iso(one.ended_at) })),
  ),
  'newsletter-answers': ofSubscriber((exported) =>
    exported.subscriber_receipt.map((one) => ({ ...one, recorded_at: iso(one.recorded_at) })),
  ),
  confirmations: wholly(listConfirmations),
  imports: wholly(listImported),
  suppression: wholly(listSuppression),
  deliveries: wholly(async ({ ask, site, found: { subscriberId } }) => {
    if (subscriberId === null) return []
    return (await ask((db) => exportDeliveries({ db }, site.id, subscriberId))).map((one) => ({
      title: one.subject,
      issue_id: one.issueId,
      state: one.state,
      opens: one.opens,
      clicks: one.clicks,
      sent_at: iso(one.sentAt),
      returned: one.returned,
      returned_at: iso(one.returnedAt),
    }))
  }),
  hits: wholly(async ({ ask, site, found: { subscriberId } }) => {
    if (subscriberId === null) return []
    return (await ask((db) => exportHits({ db }, site.id, subscriberId))).map((one) => ({
      title: one.subject,
      target: one.target,
      issue_id: one.issueId,
      verdict: one.verdict,
      times: one.times,
      first_at: iso(one.firstAt),
      last_at: iso(one.lastAt),
    }))
  }),
  'device-answers': wholly(listDeviceAnswers),
  notices: readNotices,
  visits: readVisits,
  events: readEvents,
}

const requestRow = (request: RightsRequest): PackageRow => ({
  request_id: request.id,
  kind: request.kind,
  state: request.state,
  channel: request.channel,
  language: request.language,
  received_at: iso(request.receivedAt),
  entered_at: iso(request.enteredAt),
  promise_due: request.promiseDue,
  legal_due: request.legalDue,
  extended_due: request.extendedDue,
  extension_reason: request.extensionReason,
  verified_at: iso(request.verifiedAt),
  verified_by: request.verifiedBy,
  duplicate_of: request.duplicateOf,
  ground: request.ground,
  closed_at: iso(request.closedAt),
  // Who asked for them, and how that showed, is about somebody else; staff wrote it.
  subject: { ...request.subject, representedBy: request.subject.representedBy?.capacity ?? null },
  wish: request.wish,
})

interface RestrictionRow {
  readonly restriction_id: string
  readonly request_id: string | null
  readonly began_at: Date
  readonly noticed_at: Date | null
  readonly lifted_at: Date | null
  readonly because: Because
  readonly objection_upheld_at: Date | null
  readonly email_index: Buffer | null
  readonly receipt_indexes: readonly string[] | null
}

/** By their request, their address, or a receipt of their device, which is no longer there itself. A site's are all read, some tens. Index: restriction_pk. */
async function listRestricted({
  ask,
  keys,
  site,
  request,
  requestIds,
  found,
}: Reading): Promise<RestrictionRow[]> {
  const { email, receiptId } = request.subject
  const by = restrictedBy(keys, {
    email,
    receiptIds: [...found.receiptIds, ...(receiptId === null ? [] : [receiptId])],
  })
  const rows = await ask(
    (db) => db<RestrictionRow[]>`
      select restriction_id, request_id, because, began_at, noticed_at, lifted_at, objection_upheld_at, email_index,
        receipt_indexes
      from restriction where site_id = ${site.id} order by began_at, restriction_id`,
  )
  return rows.filter(
    (row) =>
      (row.request_id !== null && requestIds.includes(row.request_id)) ||
      (by.emailIndex !== null && row.email_index?.equals(by.emailIndex)) ||
      row.receipt_indexes?.some((one) => by.receiptIndexes.includes(one)),
  )
}

const restrictionRow = (row: RestrictionRow): PackageRow => ({
  restriction_id: row.restriction_id,
  request_id: row.request_id,
  because: row.because,
  began_at: iso(row.began_at),
  noticed_at: iso(row.noticed_at),
  lifted_at: iso(row.lifted_at),
  objection_upheld_at: iso(row.objection_upheld_at),
})

interface HeldRow {
  readonly restriction_id: string
  readonly nth: number
  readonly table_name: string
  readonly day: string | null
  readonly sealed: Uint8Array
}

/** What a restriction took out of its tables: it may not be used, and is theirs to see. Index: held_row_pk. */
async function* readHeld(reading: Reading): AsyncIterable<PackageRow[]> {
  const { ask, keys, site } = reading
  for (const { restriction_id: id } of await listRestricted(reading)) {
    let last = -1
    for (;;) {
      const from = last
      const rows = await ask(
        (db) => db<HeldRow[]>`
          select restriction_id, nth, table_name, day::text as day, sealed from held_row
          where site_id = ${site.id} and restriction_id = ${id} and nth > ${from}
          order by nth limit ${pageRowsMax}`,
      )
      const end = rows.at(-1)
      if (!end) break
      last = end.nth
      yield rows.map((row) => ({
        restriction_id: row.restriction_id,
        table_name: row.table_name,
        day: row.day,
        row: openHeldRow(reading, row.table_name, unseal(keys, 'held_row.sealed', row.sealed)),
      }))
    }
  }
}

interface ConfirmationRow {
  readonly confirmation_id: string
  readonly kind: string
  readonly sealed: Uint8Array | null
  readonly asked_at: Date
  readonly mailed_at: Date | null
  readonly used_at: Date | null
}

/**
 * Of the subscriber, and of whoever has not confirmed yet and so is none. Of `confirmation`, which holds three days, a site's rows
 * are read, as when they are erased.
 */
async function listConfirmations({ ask, keys, site, request, found }: Reading): Promise<PackageRow[]> {
  const { email } = request.subject
  const subscriberId = found.subscriberId === null ? null : String(found.subscriberId)
  const rows = await ask(
    (db) => db<ConfirmationRow[]>`
      select confirmation_id, kind, sealed, asked_at, mailed_at, used_at from confirmation
      where site_id = ${site.id} and (subscriber_id = ${subscriberId} or email_index = ${email && emailIndex(keys, email)})
      order by asked_at, confirmation_id limit ${pageRowsMax}`,
  )
  return rows.map(({ sealed, ...row }) => {
    const wish = sealed && openWish(keys, sealed)
    return {
      confirmation_id: row.confirmation_id,
      kind: row.kind,
      email: wish?.email ?? null,
      name: wish?.kind === 'subscribe' ? wish.name : null,
      asked_at: iso(row.asked_at),
      mailed_at: iso(row.mailed_at),
      used_at: iso(row.used_at),
    }
  })
}

/** Rows of files that wait to be taken up. Index: reader_import_row_email. */
async function listImported({ ask, keys, site, request }: Reading): Promise<PackageRow[]> {
  const { email } = request.subject
  if (email === null) return []
  const rows = await ask(
    (db) => db<{ sealed: Uint8Array; verdict: string | null }[]>`
      select sealed, verdict from reader_import_row
      where site_id = ${site.id} and email_index = ${emailIndex(keys, email)} order by import_id, row_no limit ${pageRowsMax}`,
  )
  return rows.map(({ sealed, verdict }) => ({ row: openCells(keys, sealed), verdict }))
}

/** Whether or not they are a subscriber: the hash outlives them. Index: suppression_pk. */
async function listSuppression({ ask, keys, site, request }: Reading): Promise<PackageRow[]> {
  const { email } = request.subject
  if (email === null) return []
  const rows = await ask(
    (db) => db<{ reason: string; suppressed_at: Date; asked_again_at: Date | null }[]>`
      select reason, suppressed_at, asked_again_at from suppression
      where site_id = ${site.id} and email_hash = ${suppressionHash(keys, email)}`,
  )
  return rows.map((row) => ({
    reason: row.reason,
    suppressed_at: iso(row.suppressed_at),
    asked_again_at: iso(row.asked_again_at),
  }))
}

interface AnswerRow {
  readonly receipt_id: string
  readonly previous_id: string | null
  readonly recorded_at: Date
  readonly valid_until: Date
  readonly body: string
  readonly ended_at: Date | null
  readonly insight: string | null
  readonly insight_until: Date | null
}

/** What a device answered, and what that allows: a device has some tens. Index: consent_receipt_pk, consent_given_pk. */
async function listDeviceAnswers({ ask, site, found: { receiptIds } }: Reading): Promise<PackageRow[]> {
  if (receiptIds.length === 0) return []
  const rows = await ask(
    (db) => db<AnswerRow[]>`
      select r.receipt_id, r.previous_id, r.recorded_at, r.valid_until, r.body, g.ended_at, g.insight::text as insight,
        g.insight_until
      from consent_receipt r
      left join consent_given g on g.site_id = ${site.id} and g.receipt_id = r.receipt_id
      where r.site_id = ${site.id} and r.receipt_id in ${db([...receiptIds])} order by r.recorded_at, r.receipt_id`,
  )
  return rows.map(({ body, ...row }) => ({
    ...row,
    recorded_at: iso(row.recorded_at),
    valid_until: iso(row.valid_until),
    answer: JSON.parse(body) as Json,
    ended_at: iso(row.ended_at),
    insight_until: iso(row.insight_until),
  }))
}

/** Each notice that was answered, once. Index: consent_receipt_pk, notice_pk. */
async function* readNotices({ ask, site, found: { receiptIds } }: Reading): AsyncIterable<PackageRow[]> {
  if (receiptIds.length === 0) return
  const asked = await ask(
    (db) => db<{ notice_id: string }[]>`
      select distinct body::jsonb ->> 'notice_id' as notice_id from consent_receipt
      where site_id = ${site.id} and receipt_id in ${db([...receiptIds])} and body::jsonb ->> 'notice_id' is not null
      order by 1`,
  )
  for (let from = 0; from < asked.length; from += noticesAtOnceMax) {
    const ids = asked.slice(from, from + noticesAtOnceMax).map((row) => row.notice_id)
    const rows = await ask(
      (db) => db<{ notice_id: string; body: string }[]>`
        select notice_id, body from notice where site_id = ${site.id} and notice_id in ${db(ids)} order by notice_id`,
    )
    yield rows.map(({ notice_id: id, body }) => ({ notice_id: id, shown: JSON.parse(body) as Json }))
  }
}

interface CircumstanceRow {
  readonly device: string | null
  readonly browser: string | null
  readonly os: string | null
  readonly language: string | null
  readonly country: string | null
  readonly channel: string | null
  readonly source: string | null
  readonly referrer: string | null
  readonly utm_source: string | null
  readonly utm_medium: string | null
  readonly utm_campaign: string | null
  readonly insight: string
}

interface EventRow extends CircumstanceRow {
  readonly id: string
  readonly occurred_at: Date
  /** The same, to the microsecond: a `Date` has milliseconds. */
  readonly at: string
  readonly visitor: string
  readonly network: string | null
  readonly name: string
  readonly path: string
  readonly target: string | null
  readonly outward: string | null
  readonly props: Json
  readonly engaged_ms: number | null
  readonly scroll: number | null
}

/**
 * Oldest first. Instants go back as text, since the driver would make a `Date` of one and lose its microseconds. Index: event_insight, in
 * each month's partition from where the page begins.
 */
async function* readEvents({ ask, site, found: { insights }, until }: Reading): AsyncIterable<PackageRow[]> {
  if (insights.length === 0) return
  let last: Pick<EventRow, 'at' | 'id'> = { at: '-infinity', id: '00000000-0000-0000-0000-000000000000' }
  for (;;) {
    const { at, id } = last
    const rows = await ask(
      (db) => db<EventRow[]>`
        select id, occurred_at, occurred_at::text as at, visitor::text as visitor, network::text as network, name, path, target,
          outward, props, engaged_ms, scroll, device, browser, os, language, country, channel, source, referrer, utm_source,
          utm_medium, utm_campaign, insight::text as insight
        from event
        where site_id = ${site.id} and insight in ${db([...insights])} and occurred_at <= ${until}
          and occurred_at >= ${at}::text::timestamptz and (occurred_at, id) > (${at}::text::timestamptz, ${id}::uuid)
        order by event.occurred_at, id limit ${pageRowsMax}`,
    )
    const end = rows.at(-1)
    if (!end) return
    last = end
    yield rows.map((row) => ({ ...row, occurred_at: iso(row.occurred_at) }))
    if (rows.length < pageRowsMax) return
  }
}

interface VisitRow extends CircumstanceRow {
  readonly visitor: string
  readonly day: string
  readonly started_at: Date
  readonly began: string
  readonly ended_at: Date
  readonly opened_at: Date
  readonly engaged_ms: number
  readonly views: number
  readonly events: number
  readonly interactions: number
  readonly social: string | null
  readonly entry: string | null
  readonly exit: string | null
  readonly trail: Json
  readonly trail_at: Json
  readonly is_shared: boolean
}

/**
 * Oldest first, with the way each went, where nobody else had part in it.
 * Index: visit_insight; visit_trail_pk and event_pk for each.
 */
async function* readVisits({ ask, site, found: { insights }, until }: Reading): AsyncIterable<PackageRow[]> {
  if (insights.length === 0) return
  let last: Pick<VisitRow, 'day' | 'visitor' | 'began'> = {
    day: '0001-01-01',
    visitor: '0',
    began: '-infinity',
  }
  for (;;) {
    const { day, visitor, began } = last
    const rows = await ask(
      (db) => db<VisitRow[]>`
        select visit.visitor::text as visitor, visit.day::text as day, visit.started_at, visit.started_at::text as began, ended_at,
          opened_at, engaged_ms::float8 as engaged_ms, views, events, interactions, social, device, browser, os, language, country,
          channel, source, referrer, utm_source, utm_medium, utm_campaign, insight::text as insight, entry, exit,
          to_json(trail) as trail, to_json(trail_at) as trail_at,
          ${isShared(db, site.id, insights)} as is_shared
        from visit left join visit_trail on visit_trail.site_id = ${site.id} and visit_trail.day = visit.day
          and visit_trail.visitor = visit.visitor and visit_trail.started_at = visit.started_at
        where visit.site_id = ${site.id} and insight in ${db([...insights])} and visit.started_at <= ${until}
          and (visit.day, visit.started_at, visit.visitor) > (${day}::text::date, ${began}::text::timestamptz, ${visitor}::bigint)
        order by visit.day, visit.started_at, visit.visitor limit ${pageRowsMax}`,
    )
    const end = rows.at(-1)
    if (!end) return
    last = end
    yield rows.map((row) => ({
      ...row,
      started_at: iso(row.started_at),
      ended_at: iso(row.ended_at),
      opened_at: iso(row.opened_at),
      ...(row.is_shared && maskedWay),
    }))
    if (rows.length < pageRowsMax) return
  }
}

/** How many rows a category has, where they are more than one wants to read. Index: event_insight, visit_insight. */
export async function countRows(reading: Reading, name: CategoryName): Promise<number> {
  const { ask, site, found, until } = reading
  if (name === 'events' || name === 'visits') {
    if (found.insights.length === 0) return 0
    const [row] = await ask((db) =>
      name === 'events'
        ? db<{ rows: number }[]>`
            select count(*)::integer as rows from event
            where site_id = ${site.id} and insight in ${db([...found.insights])} and occurred_at <= ${until}`
        : db<{ rows: number }[]>`
            select count(*)::integer as rows from visit
            where site_id = ${site.id} and insight in ${db([...found.insights])} and started_at <= ${until}`,
    )
    return row?.rows ?? 0
  }
  let rows = 0
  for await (const page of readRows(reading, name)) rows += page.length
  return rows
}

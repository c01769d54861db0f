/**
 * Rows of whoever restricted them (art. 18), or objected and waits for the decision (art. 21): out of their tables and back. A row that is
 * not there can not be shown, counted, sent, swept or changed by anything, also by what is written years from now; sealed, it is only kept.
 * Each is held as the database writes it, so that what goes back is what came out, to the microsecond and the last of 64 bits.
 *
 * A visit is one visitor's, and others behind the same network may be in it: it is held as it was, and what is left of it is made anew
 * (`stats/forget.ts`). Back it goes as it was, where nothing happened to it since; else what the device did is joined to what is there,
 * as events are that come late.
 */
import { batchId } from '../ingest/batch-id.ts'
import { arrayLiteral, type Tx } from '../db/connect.ts'
import { monthOf } from '../db/partitions.ts'
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { seal, unseal } from '../seal.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { forgetDevice, holdWaiting, listTouched, markChanged } from '../stats/forget.ts'
import { silenceMinutes } from '../stats/visits.ts'
import type { OnFile } from './on-file.ts'

/** Of a reader, in the order in which they go back. */
const readerTables = [
  'subscriber',
  'subscription',
  'subscriber_receipt',
  'confirmation',
  'delivery',
  'reader_hit',
  'reader_import_row',
] as const
type ReaderTable = (typeof readerTables)[number]

/** `text`: the row as JSON of the database's; of a visit `HeldVisit`, of an event `HeldEvent`; of `suppression` the address that is kept from mail meanwhile. */
export interface HeldRow {
  readonly table: ReaderTable | 'event' | 'visit' | 'suppression'
  readonly text: string
  /** Of an event or a visit: its local day, since what an objection holds goes at its term all the same. */
  readonly day: string | null
}

interface HeldEvent {
  readonly event: string
  /** It was in no visit yet. */
  readonly isWaiting: boolean
}

interface HeldVisit {
  readonly visit: string
  readonly trail: string | null
  /** Of the numbers of others' events in it; null: there were none. */
  readonly others: string | null
}

type Storing = { readonly db: Tx } & Pick<Ports, 'keyFor' | 'random' | 'now'>

/** Rows of one statement. */
const rowsAtOnce = 500

/**
 * Takes a reader's rows out. `by`: what was sent or asked for under the address alone goes too. Who changes the reader at this moment waits,
 * and then finds nobody. Indexes: subscriber_pk, subscription_pk, subscriber_receipt_of, delivery_of, reader_hit_of, reader_import_row_email;
 * of `confirmation`, which holds three days, a site's rows are read.
 */
export async function takeReader(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  { subscriberId }: Pick<OnFile, 'subscriberId'>,
  by: Buffer | null,
): Promise<readonly HeldRow[]> {
  // A number that no subscriber has.
  const reader = String(subscriberId ?? -1n)
  type Text = { readonly row: string }
  const taken: Record<ReaderTable, readonly Text[]> = {
    subscriber: await db<Text[]>`
      delete from subscriber where site_id = ${siteId} and subscriber_id = ${reader} returning to_jsonb(subscriber)::text as row`,
    subscription: await db<Text[]>`
      delete from subscription where site_id = ${siteId} and subscriber_id = ${reader} returning to_jsonb(subscription)::text as row`,
    subscriber_receipt: await db<Text[]>`
      delete from subscriber_receipt where site_id = ${siteId} and subscriber_id = ${reader}
      returning to_jsonb(subscriber_receipt)::text as row`,
    confirmation: await db<Text[]>`
      delete from confirmation where site_id = ${siteId} and (subscriber_id = ${reader} or email_index = ${by}::bytea)
      returning to_jsonb(confirmation)::text as row`,
    delivery: await db<Text[]>`
      delete from delivery where site_id = ${siteId} and subscriber_id = ${reader} returning to_jsonb(delivery)::text as row`,
    reader_hit: await db<Text[]>`
      delete from reader_hit where site_id = ${siteId} and subscriber_id = ${reader} returning to_jsonb(reader_hit)::text as row`,
    reader_import_row: await db<Text[]>`
      delete from reader_import_row where site_id = ${siteId} and email_index = ${by}::bytea
      returning to_jsonb(reader_import_row)::text as row`,
  }
  return readerTables.flatMap((table) => taken[table].map(({ row }) => ({ table, text: row, day: null })))
}

/**
 * Takes out what a device did, in a transaction in which its consents have ended: the making of visits is held up from here on, and days
 * whose figures change are computed again. Indexes: ingest_batch_pk, event_insight, visit_pk, visit_trail_pk, event_pk.
 */
export async function takeDevice(
  ports: { readonly db: Tx } & Pick<Ports, 'now' | 'random'>,
  site: Site,
  { insights }: Pick<OnFile, 'insights'>,
): Promise<readonly HeldRow[]> {
  const copied = await copyDevice(ports.db, site, insights)
  await forgetDevice(ports, site, insights)
  return copied
}

async function copyDevice(db: Tx, site: Site, insights: readonly string[]): Promise<readonly HeldRow[]> {
  if (insights.length === 0) return []
  await holdWaiting(db, site.id)
  const touched = await listTouched(db, site, insights)
  const events = await db<(HeldEvent & { readonly day: string })[]>`
    with waiting as (
      select event_id from ingest_batch, unnest(event_ids) as one (event_id) where site_id = ${site.id}
    )
    select to_jsonb(event)::text as event, exists (select from waiting where event_id = event.id) as "isWaiting",
      (occurred_at at time zone ${site.timezone})::date::text as day
    from event where site_id = ${site.id} and insight = any(${arrayLiteral(insights)}::bigint[])`
  const visits = await db<(HeldVisit & { readonly day: string })[]>`
    with waiting as (
      select event_id from ingest_batch, unnest(event_ids) as one (event_id) where site_id = ${site.id}
    )
    select to_jsonb(visit)::text as visit, to_jsonb(visit_trail)::text as trail, (
        select md5(string_agg(other.id::text, ' ' order by other.id)) from (
          select id from event
          where site_id = ${site.id} and occurred_at >= visit.started_at and occurred_at <= visit.ended_at
            and visitor = visit.visitor and (insight is null or insight <> all(${arrayLiteral(insights)}::bigint[]))
          offset 0) other
        where not exists (select from waiting where event_id = other.id)) as others,
      visit.day::text as day
    from jsonb_to_recordset(${db.json([...touched])}) as t (day date, visitor bigint, started_at timestamptz)
    join visit on visit.site_id = ${site.id} and visit.day = t.day and visit.visitor = t.visitor
      and visit.started_at = t.started_at
    left join visit_trail on visit_trail.site_id = ${site.id} and visit_trail.day = t.day
      and visit_trail.visitor = t.visitor and visit_trail.started_at = t.started_at`
  return [
    ...events.map(({ day, ...one }): HeldRow => ({ table: 'event', text: JSON.stringify(one), day })),
    ...visits.map(({ day, ...one }): HeldRow => ({ table: 'visit', text: JSON.stringify(one), day })),
  ]
}

/** Index: held_row_pk. */
export async function holdRows(
  ports: Storing,
  siteId: SiteId,
  restrictionId: string,
  rows: readonly HeldRow[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const some = rows.slice(from, from + rowsAtOnce).map(({ table, text, day }, nth) => ({
      nth: from + nth,
      table_name: table,
      day,
      sealed: seal(ports, 'held_row.sealed', text).toString('hex'),
    }))
    await ports.db`
      insert into held_row (site_id, restriction_id, nth, table_name, sealed, day)
      select ${siteId}::integer, ${restrictionId}::uuid, h.nth, h.table_name, decode(h.sealed, 'hex'), h.day
      from jsonb_to_recordset(${ports.db.json(some)}) as h (nth integer, table_name text, sealed text, day date)`
  }
}

/** What one holds of a device is held by another from here on, behind what that holds already. Index: held_row_pk. */
export async function moveHeldDevice(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  from: string,
  to: string,
): Promise<void> {
  await db`
    update held_row set restriction_id = ${to}::uuid, nth = nth + (
      select coalesce(max(there.nth), -1) + 1 from held_row there
      where there.site_id = ${siteId} and there.restriction_id = ${to})
    where site_id = ${siteId} and restriction_id = ${from} and table_name in ('event', 'visit')`
}

/** How many of each table are held. Index: held_row_pk. */
export async function countHeld(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  restrictionIds: readonly string[],
): Promise<{ readonly events: number; readonly visits: number }> {
  const [row] = await db<{ events: number; visits: number }[]>`
    select count(*) filter (where table_name = 'event')::integer as events,
      count(*) filter (where table_name = 'visit')::integer as visits
    from held_row where site_id = ${siteId} and restriction_id = any(${arrayLiteral(restrictionIds)}::uuid[])`
  return row ?? { events: 0, visits: 0 }
}

/** In the order in which they were taken. Index: held_row_pk. */
export async function openHeld(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  siteId: SiteId,
  restrictionId: string,
): Promise<readonly HeldRow[]> {
  const rows = await ports.db<{ table: HeldRow['table']; sealed: Uint8Array; day: string | null }[]>`
    select table_name as table, sealed, day::text as day from held_row
    where site_id = ${siteId} and restriction_id = ${restrictionId} order by nth`
  return rows.map(({ table, sealed, day }) => ({
    table,
    text: unseal(ports, 'held_row.sealed', sealed),
    day,
  }))
}

/** Index: held_row_pk. */
export async function dropHeld(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  restrictionId: string,
  table: HeldRow['table'] | null = null,
): Promise<void> {
  await db`
    delete from held_row
    where site_id = ${siteId} and restriction_id = ${restrictionId} and (${table}::text is null or table_name = ${table})`
}

/** Rows as one JSON text: numbers of 64 bits must not pass through one of JavaScript's. */
const asList = (texts: readonly string[]): string => `[${texts.join(',')}]`

/** One table's rows, as they were; those whose place is taken stay out. Answers how many went back. Indexes: the primary keys. */
async function insertRows(
  db: Tx,
  siteId: SiteId,
  table: ReaderTable | 'event' | 'visit' | 'visit_trail',
  texts: readonly string[],
): Promise<number> {
  let inserted = 0
  for (let from = 0; from < texts.length; from += rowsAtOnce) {
    const { count } = await db`
      insert into ${db(table)} select held.*
      from jsonb_populate_recordset(null::${db(table)}, ${asList(texts.slice(from, from + rowsAtOnce))}::text::jsonb) held
      where held.site_id = ${siteId} on conflict do nothing`
    inserted += count
  }
  return inserted
}

/** `hasNewer`: the address subscribed anew meanwhile, and that stays as it is. */
export interface ReaderBack {
  readonly rows: number
  readonly hasNewer: boolean
}

/**
 * Puts a reader's rows back. Where the address subscribed anew, only the mails that they got go back, for the caller to fold into totals:
 * a reader is there once. A mail that waited and whose newsletter is over is one that nobody gets. Indexes: subscriber_once, the primary
 * keys, delivery_of, newsletter_issue_pk.
 */
export async function putReaderBack(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  held: readonly HeldRow[],
): Promise<ReaderBack> {
  const textsOf = (table: ReaderTable) => held.flatMap((row) => (row.table === table ? [row.text] : []))
  const [reader] = textsOf('subscriber')
  const isBack = (await insertRows(db, siteId, 'subscriber', reader === undefined ? [] : [reader])) === 1
  const hasNewer = reader !== undefined && !isBack
  let rows = isBack ? 1 : 0
  for (const table of readerTables) {
    if (table === 'subscriber' || table === 'reader_import_row') continue
    if (hasNewer && table !== 'delivery') continue
    rows += await insertRows(db, siteId, table, textsOf(table))
  }
  if (reader !== undefined)
    await db`
      update delivery set state = 'skipped', lease_holder = null, lease_until = null
      where site_id = ${siteId} and subscriber_id = (${reader}::text::jsonb ->> 'subscriber_id')::bigint
        and state in ('queued', 'claimed') and not exists (
          select from newsletter_issue i where i.site_id = ${siteId} and i.issue_id = delivery.issue_id
            and i.state in ('scheduled', 'sending', 'paused'))`
  rows += await insertImportRows(db, siteId, textsOf('reader_import_row'))
  return { rows, hasNewer }
}

/** Rows of a file that is still there; else nothing would ever take them away. Index: reader_import_row_pk, reader_import_pk. */
async function insertImportRows(db: Tx, siteId: SiteId, texts: readonly string[]): Promise<number> {
  if (texts.length === 0) return 0
  const { count } = await db`
    insert into reader_import_row select held.*
    from jsonb_populate_recordset(null::reader_import_row, ${asList(texts)}::text::jsonb) held
    where held.site_id = ${siteId} and exists (
      select from reader_import where reader_import.site_id = ${siteId} and reader_import.import_id = held.import_id)
    on conflict do nothing`
  return count
}

export interface DeviceBack {
  readonly events: number
  /** Put back as they were. */
  readonly visits: number
  /** Made anew by the roll-up, or past their time. */
  readonly visitsAnew: number
}

/** What of a held row its place is found by. */
interface HeldPlace {
  readonly day: string
  readonly started_at: string
  readonly occurred_at: string
  readonly insight: number | null
}
const placeOf = (text: string): HeldPlace => JSON.parse(text) as HeldPlace

/**
 * Puts a device's events and visits back and has their days computed again. Left out is what is past its time by now (`partitions`: those
 * of events that are there), and all of it when the device erased its answers itself meanwhile: nothing leads from it to its data then.
 * Indexes: ingest_batch_pk, consent_given_insight, event_pk, visit_pk, visit_trail_pk, site_day_pk.
 */
export async function putDeviceBack(
  { db, now, random }: Storing,
  site: Site,
  held: readonly HeldRow[],
  partitions: ReadonlySet<string>,
): Promise<DeviceBack> {
  const nothing = { events: 0, visits: 0, visitsAnew: 0 }
  const visits = held.flatMap(({ table, text }) => (table === 'visit' ? [JSON.parse(text) as HeldVisit] : []))
  const all = held.flatMap(({ table, text }) => (table === 'event' ? [JSON.parse(text) as HeldEvent] : []))
  if (visits.length + all.length === 0) return nothing
  const known = await listKnown(db, site.id, all, visits)
  if (known.length === 0) return nothing
  const events = all.filter(({ event }) => partitions.has(monthOf(new Date(placeOf(event).occurred_at)).name))
  await holdWaiting(db, site.id)
  const days = new Set([
    ...visits.map(({ visit }) => placeOf(visit).day),
    ...events.map(({ event }) => localDay(new Date(placeOf(event).occurred_at), site.timezone)),
  ])
  await markChanged(db, site.id, [...days].toSorted())
  const back = await insertRows(
    db,
    site.id,
    'event',
    events.map(({ event }) => event),
  )
  const exact = await listUnchanged(db, site, known, visits)
  await replaceVisits(db, site.id, exact)
  const waiting = events.filter(({ isWaiting }) => isWaiting).map(({ event }) => event)
  await joinLoose({ db, now, random }, site, known, exact, waiting)
  return { events: back, visits: exact.length, visitsAnew: visits.length - exact.length }
}

/** Insights ids among what is held that an answer of the device still stands for. Index: consent_given_insight. */
async function listKnown(
  db: Tx,
  siteId: SiteId,
  events: readonly HeldEvent[],
  visits: readonly HeldVisit[],
): Promise<readonly string[]> {
  const texts = [...events.map(({ event }) => event), ...visits.map(({ visit }) => visit)]
  const rows = await db<{ insight: string }[]>`
    select distinct given.insight::text as insight from consent_given given
    where given.site_id = ${siteId} and given.insight in (
      select (held ->> 'insight')::bigint from jsonb_array_elements(${asList(texts)}::text::jsonb) held)`
  return rows.map(({ insight }) => insight)
}

/**
 * Held visits to which nothing happened: the same events of others are in them, all of those were made into visits again, and these lie
 * within it, with silence around. Indexes: event_pk, visit_pk, ingest_batch_pk, site_day_pk.
 */
async function listUnchanged(
  db: Tx,
  { id }: Site,
  insights: readonly string[],
  visits: readonly HeldVisit[],
): Promise<readonly HeldVisit[]> {
  const silence = `${silenceMinutes} minutes`
  const rows = await db<{ nth: number }[]>`
    with held as materialized (
      select (nth - 1)::integer as nth, one ->> 'others' as others, visit.* from
        jsonb_array_elements(${db.json(visits.map(({ visit, others }) => ({ visit, others })))}) with ordinality as list (one, nth),
        jsonb_to_record((one ->> 'visit')::jsonb) as visit (day date, visitor bigint, started_at timestamptz, ended_at timestamptz)
    ), waiting as (
      select event_id from ingest_batch, unnest(event_ids) as one (event_id) where site_id = ${id}
    ), left_over as (
      select held.nth, md5(string_agg(other.id::text, ' ' order by other.id)) as others,
        bool_or(exists (select from waiting where event_id = other.id)) as is_waiting
      from held cross join lateral (
        select id from event
        where site_id = ${id} and occurred_at >= held.started_at and occurred_at <= held.ended_at
          and visitor = held.visitor and (insight is null or insight <> all(${arrayLiteral(insights)}::bigint[]))
        offset 0) other
      group by held.nth
    )
    select held.nth from held left join left_over on left_over.nth = held.nth
    where held.others is not distinct from left_over.others and left_over.is_waiting is not true
      and not exists (select from site_day
        where site_day.site_id = ${id} and site_day.day = held.day and site_day.purged = 'visits')
      and not exists (select from visit near
        where near.site_id = ${id} and near.day = held.day and near.visitor = held.visitor
          and near.ended_at >= held.started_at - ${silence}::interval and near.started_at <= held.ended_at + ${silence}::interval
          and not (near.started_at >= held.started_at and near.ended_at <= held.ended_at))
    order by held.nth`
  return rows.map(({ nth }) => must(visits[nth], 'it is one of those that were asked for'))
}

/** What was made of others' events in them goes, and they go back as they were. Indexes: visit_pk, visit_trail_pk. */
async function replaceVisits(db: Tx, siteId: SiteId, visits: readonly HeldVisit[]): Promise<void> {
  const texts = visits.map(({ visit }) => visit)
  const list = asList(texts)
  await db`
    delete from visit using jsonb_to_recordset(${list}::text::jsonb)
      as held (day date, visitor bigint, started_at timestamptz, ended_at timestamptz)
    where visit.site_id = ${siteId} and visit.day = held.day and visit.visitor = held.visitor
      and visit.started_at >= held.started_at and visit.started_at <= held.ended_at`
  await db`
    delete from visit_trail using jsonb_to_recordset(${list}::text::jsonb)
      as held (day date, visitor bigint, started_at timestamptz, ended_at timestamptz)
    where visit_trail.site_id = ${siteId} and visit_trail.day = held.day and visit_trail.visitor = held.visitor
      and visit_trail.started_at >= held.started_at and visit_trail.started_at <= held.ended_at`
  await insertRows(db, siteId, 'visit', texts)
  await insertRows(
    db,
    siteId,
    'visit_trail',
    visits.flatMap(({ trail }) => trail ?? []),
  )
}

/**
 * Of the events that are back: those in a visit that is as it was are added to their hour; all others are handed to the roll-up, which
 * adds them itself. Index: event_insight, ingest_batch_pk, day_hour_pk.
 */
async function joinLoose(
  { db, now, random }: { readonly db: Tx } & Pick<Ports, 'now' | 'random'>,
  { id, timezone }: Site,
  insights: readonly string[],
  exact: readonly HeldVisit[],
  waiting: readonly string[],
): Promise<void> {
  await db`
    with exact as materialized (
      select visitor, started_at, ended_at from jsonb_to_recordset(${asList(exact.map(({ visit }) => visit))}::text::jsonb)
        as held (visitor bigint, started_at timestamptz, ended_at timestamptz)
    ), waited as materialized (
      select id from jsonb_to_recordset(${asList(waiting)}::text::jsonb) as held (id uuid)
    ), back as (
      select event.id, event.occurred_at, event.name, (event.occurred_at at time zone ${timezone})::date as day,
        event.id in (select id from waited) or not exists (
          select from exact where exact.visitor = event.visitor
            and event.occurred_at >= exact.started_at and event.occurred_at <= exact.ended_at) as is_loose
      from event where event.site_id = ${id} and event.insight = any(${arrayLiteral(insights)}::bigint[])
    ), again as (
      insert into ingest_batch (site_id, batch, events, received_at, event_ids, event_times)
      select ${id}::integer, ${batchId(now(), random)}::bigint, count(*), ${now()}::timestamptz, array_agg(id),
        array_agg(occurred_at)
      from back where is_loose having count(*) > 0
    )
    insert into day_hour (site_id, day, hour, views, events, visitors, visits)
    select ${id}::integer, day,
      floor(extract(epoch from occurred_at - (day::timestamp at time zone ${timezone})) / 3600)::smallint as hour,
      count(*) filter (where name = 'pageview'), count(*) filter (where name not in ('pageview', 'engagement')), 0, 0
    from back where not is_loose and name <> 'engagement' group by day, hour order by day, hour
    on conflict (site_id, day, hour)
      do update set views = day_hour.views + excluded.views, events = day_hour.events + excluded.events`
}

/**
 * Who had their data restricted: because they asked for it (art. 18), since when, and whether they were told that it ends; or because they
 * objected and it is not decided yet (art. 18(1)(d), 21(1)). There are few at any time: a site's are all read, since a device is found by
 * any receipt of its line.
 */
import { receiptIndex } from '../audit/journal.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { Email } from '../subscriber/email.ts'
import { emailIndex } from '../subscriber/subscriber.ts'
import { heldReaderIndex } from '../subscriber/withdraw.ts'
import { uuidOf } from '../uuid.ts'

/** `asked`: until they were told that it ends, and staff end it. `objected`: until their objection is decided. */
export type Because = 'asked' | 'objected'

export interface Restriction {
  readonly id: string
  /** Null: put back from the journal, after its request had gone. */
  readonly requestId: string | null
  readonly because: Because
  readonly beganAt: Date
  /** When they were told that it ends; null: they were not yet. */
  readonly noticedAt: Date | null
  readonly liftedAt: Date | null
  /** When an objection of theirs was upheld while this holds: what their device did does not come back then. */
  readonly objectionUpheldAt: Date | null
  /** How many rows are held. */
  readonly rows: number
}

/** By which a restriction is found; hashes, as the journal has them. */
export interface RestrictedBy {
  readonly emailIndex: Buffer | null
  /** Hexadecimal. */
  readonly receiptIndexes: readonly string[]
}

type Keys = Pick<Ports, 'keyFor'>

/** The address of these alone, or the device alone: who is known by both is two things that are held apart. */
export const byEmail = ({ emailIndex: index }: RestrictedBy): RestrictedBy => ({
  emailIndex: index,
  receiptIndexes: [],
})
export const byDevice = ({ receiptIndexes }: RestrictedBy): RestrictedBy => ({
  emailIndex: null,
  receiptIndexes,
})

export const restrictedBy = (
  ports: Keys,
  { email, receiptIds }: { readonly email: Email | null; readonly receiptIds: readonly string[] },
): RestrictedBy => ({
  emailIndex: email && emailIndex(ports, email),
  receiptIndexes: receiptIds.map((id) => receiptIndex(ports, id)),
})

interface RestrictionRow {
  readonly restriction_id: string
  readonly request_id: string | null
  readonly began_at: Date
  readonly noticed_at: Date | null
  readonly lifted_at: Date | null
  readonly because: Because
  readonly objection_upheld_at: Date | null
  readonly rows: number
}

const restrictionOf = (row: RestrictionRow): Restriction => ({
  id: row.restriction_id,
  requestId: row.request_id,
  beganAt: row.began_at,
  noticedAt: row.noticed_at,
  liftedAt: row.lifted_at,
  because: row.because,
  objectionUpheldAt: row.objection_upheld_at,
  rows: row.rows,
})

/** The longest running first, those that were lifted among them. Indexes: restriction_pk, held_row_pk. */
export async function listRestrictions(
  { db }: { readonly db: Tx },
  siteId: SiteId,
): Promise<readonly Restriction[]> {
  const rows = await db<RestrictionRow[]>`
    select restriction_id, request_id, began_at, noticed_at, lifted_at, because, objection_upheld_at, (
      select count(*)::integer from held_row
      where held_row.site_id = ${siteId} and held_row.restriction_id = restriction.restriction_id) as rows
    from restriction where site_id = ${siteId} order by began_at, restriction_id`
  return rows.map(restrictionOf)
}

/** As it stands and stays until the transaction ends; null when there is none of this number. Takes any text. Index: restriction_pk. */
export async function holdRestriction(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  id: string,
): Promise<(Restriction & RestrictedBy) | null> {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(id)) return null
  const [row] = await db<
    (RestrictionRow & { readonly email_index: Buffer | null; readonly receipt_indexes: string[] })[]
  >`
    select restriction_id, request_id, began_at, noticed_at, lifted_at, because, objection_upheld_at, 0 as rows, email_index,
      receipt_indexes
    from restriction where site_id = ${siteId} and restriction_id = ${id} for update`
  return row
    ? { ...restrictionOf(row), emailIndex: row.email_index, receiptIndexes: row.receipt_indexes }
    : null
}

/** What an objection holds that was made by this request, until the transaction ends. Index: restriction_pk; reads those of a site. */
export async function holdObjected(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  requestId: string,
): Promise<readonly (RestrictedBy & { readonly id: string })[]> {
  const rows = await db<
    { restriction_id: string; email_index: Buffer | null; receipt_indexes: readonly string[] }[]
  >`
    select restriction_id, email_index, receipt_indexes from restriction
    where site_id = ${siteId} and request_id = ${requestId} and because = 'objected' and lifted_at is null
    order by began_at, restriction_id for update`
  return rows.map((row) => ({
    id: row.restriction_id,
    emailIndex: row.email_index,
    receiptIndexes: row.receipt_indexes,
  }))
}

/** The number of the restriction that they asked for and that holds now; null: there is none. Index: restriction_pk. */
export async function findRestriction(
  ports: { readonly db: Tx } & Keys,
  siteId: SiteId,
  person: { readonly email: Email | null; readonly receiptIds: readonly string[] },
): Promise<string | null> {
  return findAsked(await listHolding(ports, siteId, restrictedBy(ports, person)))
}

export interface Holding {
  readonly id: string
  readonly because: Because
}

export const findAsked = (holding: readonly Holding[]): string | null =>
  holding.find(({ because }) => because === 'asked')?.id ?? null

export const objectedOf = (holding: readonly Holding[]): readonly string[] =>
  holding.filter(({ because }) => because === 'objected').map(({ id }) => id)

/** All that hold now, of this address or of a receipt of this device, the longest running first. Index: restriction_pk; reads those of a site that hold. */
export async function listHolding(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  { emailIndex: index, receiptIndexes }: RestrictedBy,
): Promise<readonly Holding[]> {
  const rows = await db<
    {
      restriction_id: string
      because: Because
      email_index: Buffer | null
      receipt_indexes: readonly string[]
    }[]
  >`
    select restriction_id, because, email_index, receipt_indexes from restriction
    where site_id = ${siteId} and lifted_at is null order by began_at, restriction_id`
  return rows
    .filter(
      (row) =>
        (index !== null && row.email_index?.equals(index)) ||
        row.receipt_indexes.some((one) => receiptIndexes.includes(one)),
    )
    .map(({ restriction_id: id, because }) => ({ id, because }))
}

/** Index: restriction_pk. */
export async function recordRestriction(
  { db, now, random, keyFor }: { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>,
  siteId: SiteId,
  {
    emailIndex: index,
    receiptIndexes,
    requestId,
    because,
    subscriberId,
  }: RestrictedBy & {
    readonly requestId: string | null
    readonly because: Because
    /** The reader who is held; null: none is. */
    readonly subscriberId: bigint | null
  },
): Promise<string> {
  const id = uuidOf(random(16))
  await db`
    insert into restriction
      (site_id, restriction_id, request_id, because, began_at, email_index, receipt_indexes, reader_index)
    values (${siteId}, ${id}, ${requestId}, ${because}, ${now()}, ${index}, ${db.json([...receiptIndexes])},
      ${subscriberId === null ? null : heldReaderIndex({ keyFor }, subscriberId)})`
  return id
}

/** Index: restriction_pk. */
export async function recordObjectionUpheld(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  id: string,
): Promise<void> {
  await db`
    update restriction set objection_upheld_at = ${now()}
    where site_id = ${siteId} and restriction_id = ${id} and objection_upheld_at is null`
}

/** Index: restriction_pk. */
export async function recordNoticed(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  id: string,
): Promise<void> {
  await db`
    update restriction set noticed_at = ${now()}
    where site_id = ${siteId} and restriction_id = ${id} and noticed_at is null`
}

/** Index: restriction_pk. */
export async function recordLifted(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  id: string,
): Promise<void> {
  await db`
    update restriction set lifted_at = ${now()}
    where site_id = ${siteId} and restriction_id = ${id} and lifted_at is null`
}

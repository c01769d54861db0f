/**
 * What the desk did, as a chain per site: each entry hashes the one before it, so that altering, removing, adding or moving one shows,
 * and shows where (A-39, art. 5(2) and 24 GDPR). An entry is only ever inserted: nothing here changes or deletes one, and the role
 * `voordeur_audit` could not. It names nobody: counts, dates, closed words and keyed references (A-25), so that it can outlive an erasure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { canonical, sha256, type Canonical } from '../consent/canonical.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'

export type AuditKind =
  | 'request-opened'
  | 'request-moved'
  | 'letter-sent'
  | 'package-released'
  | 'erased'
  | 'restricted'
  | 'restriction-lifted'
  | 'stopped'
  | 'objected'
  | 'resumed'
  | 'rectified'
  | 'withdrawn'
  | 'processor-told'
  | 'processor-done'
  | 'swept'
  | 'breach-recorded'
  | 'breach-decided'
  | 'restored'
  | 'key-destroyed'

export interface AuditEntry {
  readonly seq: number
  readonly at: Date
  readonly kind: AuditKind
  /** Null: of no request, such as a sweep. */
  readonly requestId: string | null
  readonly facts: Canonical
}

export interface Fact {
  readonly kind: AuditKind
  readonly requestId: string | null
  /** Counts, dates, closed words, keyed references. Never anything that names a person: an entry can not be taken back. */
  readonly facts: Canonical
}

/** Where a chain stands: the number and the hash of its last entry. */
export interface End {
  readonly seq: number
  readonly hash: Buffer
}

/** What the first entry of a site's chain follows. */
const beginning = (siteId: SiteId): Buffer => sha256(`voordeur audit chain ${siteId}`)

/** `body` as it is stored; the hash stands over the text, so that it can be checked for ever, byte for byte. */
const entryHash = (before: Uint8Array, seq: number, body: string): Buffer =>
  sha256(canonical({ before: Buffer.from(before).toString('hex'), body, seq }))

const bodyOf = (at: Date, { kind, requestId, facts }: Fact): string =>
  canonical({ at: at.toISOString(), facts, kind, request: requestId })

/**
 * Where the chain stands, held until the transaction ends: whoever adds to it too waits, so that numbers have no gap and the chain
 * no fork (A-40). A row, not a session's lock: it holds through a pooler. Index: audit_head_pk.
 */
export async function holdChain(tx: Tx, siteId: SiteId): Promise<End> {
  await tx`
    insert into audit_head (site_id, seq, hash) values (${siteId}, 0, ${beginning(siteId)})
    on conflict (site_id) do nothing`
  const [row] = await tx<{ seq: string; hash: Buffer }[]>`
    select seq::text as seq, hash from audit_head where site_id = ${siteId} for update`
  const { seq, hash } = must(row, 'it was made just now, and nothing deletes it')
  return { seq: Number(seq), hash }
}

/**
 * Adds an entry, within the caller's transaction: what was done and the proof of it are committed together or not at all. Answers its
 * number. Holds the chain of the site until then, so it comes last, or nearly, in what the caller does. Index: audit_head_pk.
 */
export async function recordAudit(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  fact: Fact,
): Promise<number> {
  const end = await holdChain(db, siteId)
  const at = now()
  const seq = end.seq + 1
  const body = bodyOf(at, fact)
  const hash = entryHash(end.hash, seq, body)
  await db`
    insert into audit_entry (site_id, seq, at, kind, request_id, body, hash)
    values (${siteId}, ${seq}, ${at}, ${fact.kind}, ${fact.requestId}, ${body}, ${hash})`
  await db`update audit_head set seq = ${seq}, hash = ${hash} where site_id = ${siteId}`
  return seq
}

interface Asked {
  /** Of this request alone; null: of the whole site. */
  readonly requestId: string | null
  /** Only entries before this number, for the next page; null: from the last one on. */
  readonly before: number | null
  readonly limit: number
}

/** Entries, the newest first. Index: audit_entry_of for one request, else audit_entry_pk. */
export async function listAudit(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  { requestId, before, limit }: Asked,
): Promise<AuditEntry[]> {
  const rows = await db<
    { seq: string; at: Date; kind: AuditKind; request_id: string | null; body: string }[]
  >`
    select seq::text as seq, at, kind, request_id, body from audit_entry
    where site_id = ${siteId} and seq < ${before ?? Number.MAX_SAFE_INTEGER}
      ${requestId === null ? db`` : db`and request_id = ${requestId}`}
    order by audit_entry.seq desc limit ${limit}`
  return rows.map(({ seq, at, kind, request_id: id, body }) => ({
    seq: Number(seq),
    at,
    kind,
    requestId: id,
    facts: (JSON.parse(body) as { readonly facts: Canonical }).facts,
  }))
}

/** The end of a chain on a day, as it was signed. `day` is the site's local day, ISO. */
export interface Anchor extends End {
  readonly day: string
  readonly signature: Buffer
}

export const anchorSignature = (
  { keyFor }: Pick<Ports, 'keyFor'>,
  siteId: SiteId,
  { day, seq, hash }: Omit<Anchor, 'signature'>,
): Buffer =>
  createHmac('sha256', keyFor('audit'))
    .update(`anchor\0${siteId}\0${day}\0${seq}\0${hash.toString('hex')}`)
    .digest()

/** What is wrong with a chain, and at which entry. */
export interface AuditFlaw {
  readonly kind:
    /** An entry does not follow from the one before it: it was altered, put there, or moved. */
    | 'broken-entry'
    /** The columns of an entry say something else than its text. */
    | 'altered-entry'
    /** A number is missing: an entry was deleted. */
    | 'missing-entry'
    /** The chain does not end where it stood last: entries at its end were deleted, or put there. */
    | 'changed-end'
    /** The chain does not stand here as it was signed: it was rewritten, or the anchor was. */
    | 'changed-anchor'
  readonly seq: number
}

export interface VerifiedAudit {
  readonly entries: number
  readonly anchors: number
  /** Anchors that were kept elsewhere and are of entries that a restored backup did not have. */
  readonly lost: number
  readonly flaws: readonly AuditFlaw[]
}

interface EntryRow {
  readonly seq: string
  readonly at: Date
  readonly kind: AuditKind
  readonly request_id: string | null
  readonly body: string
  readonly hash: Buffer
}

const pageRows = 1_000

/**
 * Recomputes a site's chain from its first entry on, and compares it with where it stands now, with each day's anchor, and with
 * anchors that were kept out of the house (`outside`): whoever has the tables can rewrite all of it, but has neither the key nor the
 * mail. Index: audit_entry_pk.
 */
export async function verifyAudit(
  ports: Pick<Ports, 'db' | 'keyFor'>,
  site: Pick<Site, 'id' | 'timezone'>,
  onEntry: (entries: number, of: number) => void = () => {},
  outside: readonly Anchor[] = [],
): Promise<VerifiedAudit> {
  const flaws: AuditFlaw[] = []
  const anchors = await listAnchors(ports.db, site.id)
  const wanted = new Set([...anchors, ...outside].map(({ seq }) => seq))
  const standing = new Map<number, Buffer>()
  const head = await findHead(ports.db, site.id)
  let before = beginning(site.id)
  const restores: { readonly seq: number; readonly day: string }[] = []
  let [last, entries] = [0, 0]
  for (;;) {
    const rows = await ports.db<EntryRow[]>`
      select seq::text as seq, at, kind, request_id, body, hash from audit_entry
      where site_id = ${site.id} and seq > ${last} order by audit_entry.seq limit ${pageRows}`
    for (const row of rows) {
      const seq = Number(row.seq)
      const isNext = seq === last + 1
      // After a gap nobody can say what the entry followed.
      if (!isNext) flaws.push({ kind: 'missing-entry', seq: last + 1 })
      else if (!entryHash(before, seq, row.body).equals(row.hash)) flaws.push({ kind: 'broken-entry', seq })
      if (!saysTheSame(row)) flaws.push({ kind: 'altered-entry', seq })
      if (row.kind === 'restored') restores.push({ seq, day: localDay(row.at, site.timezone) })
      if (wanted.has(seq)) standing.set(seq, row.hash)
      // Goes on from what stands there, so that one change is one flaw and not all after it.
      before = row.hash
      last = seq
      entries += 1
    }
    onEntry(entries, head?.seq ?? 0)
    if (rows.length < pageRows) break
  }
  if ((head?.seq ?? 0) !== last || (head && !head.hash.equals(before)))
    flaws.push({ kind: 'changed-end', seq: Math.min(head?.seq ?? 0, last) + 1 })
  const isWhole = (anchor: Anchor): boolean =>
    isSigned(ports, site.id, anchor) && standing.get(anchor.seq)?.equals(anchor.hash) === true
  for (const anchor of anchors) if (!isWhole(anchor)) flaws.push({ kind: 'changed-anchor', seq: anchor.seq })
  let lost = 0
  for (const anchor of outside) {
    if (isWhole(anchor)) continue
    // From the entry on that says so, a restored chain is another one than what was signed before the day of the restore.
    const isTakenBack = restores.some(({ seq, day }) => anchor.seq >= seq && anchor.day < day)
    if (isTakenBack && isSigned(ports, site.id, anchor)) lost += 1
    else flaws.push({ kind: 'changed-anchor', seq: anchor.seq })
  }
  return { entries, anchors: anchors.length + outside.length, lost, flaws }
}

/** Whether the columns, by which entries are found and shown, say what the text says that is hashed. */
function saysTheSame({ at, kind, request_id: requestId, body }: EntryRow): boolean {
  try {
    const { facts } = JSON.parse(body) as { readonly facts: Canonical }
    return bodyOf(at, { kind, requestId, facts }) === body
  } catch {
    return false
  }
}

function isSigned(ports: Pick<Ports, 'keyFor'>, siteId: SiteId, anchor: Anchor): boolean {
  const expected = anchorSignature(ports, siteId, anchor)
  return anchor.signature.length === expected.length && timingSafeEqual(anchor.signature, expected)
}

/** Index: audit_head_pk. */
async function findHead(db: Tx, siteId: SiteId): Promise<End | null> {
  const [row] = await db<{ seq: string; hash: Buffer }[]>`
    select seq::text as seq, hash from audit_head where site_id = ${siteId}`
  return row ? { seq: Number(row.seq), hash: row.hash } : null
}

/** One a day at most: some thousand in ten years. Index: audit_anchor_pk. */
async function listAnchors(db: Tx, siteId: SiteId): Promise<Anchor[]> {
  const rows = await db<{ day: string; seq: string; hash: Buffer; signature: Buffer }[]>`
    select day::text as day, seq::text as seq, hash, signature from audit_anchor
    where site_id = ${siteId} order by day`
  return rows.map(({ seq, ...row }) => ({ ...row, seq: Number(seq) }))
}

/**
 * The chain that shows whether somebody changed, removed, added or moved a receipt afterwards: each link hashes the one before it,
 * its own number, dates, and the hash of the receipt. One sealer at a time takes up what was recorded; at the end of a day the
 * chain's end is signed, so that it can not be rewritten as a whole by whoever has the tables and not the secret. Links outlive an
 * erasure: they say that something was answered, never what or by whom.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Db, Tx } from '../db/connect.ts'
import { releaseLease, takeLease } from '../db/lease.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { addDays, localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { canonical, sha256 } from './canonical.ts'
import { noticeIdOf, type Notice } from './notice.ts'
import { findNoticeText } from './publication.ts'
import { proofMonths } from './ledger.ts'
import { readEntry, receiptHash, type Receipt } from './receipt.ts'

/** What the first link of a site's chain follows. */
const beginning = (siteId: SiteId): Buffer => sha256(`voordeur consent chain ${siteId}`)

interface Link {
  readonly seq: number
  readonly receiptId: string
  readonly recordedAt: Date
  readonly validUntil: Date
  readonly hash: Buffer
}

export const linkHash = (
  before: Uint8Array,
  { seq, receiptId, recordedAt, validUntil, hash }: Link,
): Buffer =>
  sha256(
    canonical({
      before: Buffer.from(before).toString('hex'),
      hash: hash.toString('hex'),
      receipt: receiptId,
      recorded_at: recordedAt.toISOString(),
      seq,
      valid_until: validUntil.toISOString(),
    }),
  )

/** Links of one transaction. */
const linksMax = 500
const leaseSeconds = 15

/**
 * Every site that has receipts waiting. Reads all sites on purpose: it is the sealer's list of work. Index: consent_unsealed_pk; the
 * table holds only what came in the last seconds.
 */
async function listUnsealedSites(db: Db): Promise<SiteId[]> {
  const rows = await db<{ site_id: number }[]>`
    /* every site */ select distinct site_id from consent_unsealed order by site_id`
  return rows.map((row) => row.site_id as SiteId)
}

/** Takes up what waits, at every site. Null when another process is at it. Safe to be stopped anywhere and to run twice. */
export async function sealReceipts(
  { db, now, count }: Pick<Ports, 'db' | 'now' | 'count'>,
  holder: string,
): Promise<number | null> {
  const lease = { name: 'chain', holder, seconds: leaseSeconds } as const
  if (!(await takeLease(db, lease, now()))) return null
  try {
    let sealed = 0
    for (const siteId of await listUnsealedSites(db)) {
      for (;;) {
        const links = await sealSome({ db, now }, siteId)
        sealed += links
        if (links < linksMax) break
        await takeLease(db, lease, now())
      }
    }
    if (sealed > 0) count('receipts_sealed', sealed)
    return sealed
  } finally {
    await releaseLease(db, lease)
  }
}

interface UnsealedRow {
  readonly receipt_id: string
  readonly recorded_at: Date
  readonly valid_until: Date
  readonly hash: Buffer
}

/** Index: consent_unsealed_pk, consent_chain_pk. */
async function sealSome({ db, now }: Pick<Ports, 'db' | 'now'>, siteId: SiteId): Promise<number> {
  return await db.begin(async (tx) => {
    const waiting = await tx<UnsealedRow[]>`
      select receipt_id, recorded_at, valid_until, hash from consent_unsealed
      where site_id = ${siteId} order by recorded_at, receipt_id limit ${linksMax} for update`
    const [end] = await tx<{ seq: string; chain_hash: Buffer }[]>`
      select seq::text as seq, chain_hash from consent_chain where site_id = ${siteId} order by consent_chain.seq desc limit 1`
    let seq = Number(end?.seq ?? 0)
    let before: Buffer = end?.chain_hash ?? beginning(siteId)
    for (const row of waiting) {
      seq += 1
      const { receipt_id: receiptId, recorded_at: recordedAt, valid_until: until, hash } = row
      before = linkHash(before, { seq, receiptId, recordedAt, validUntil: until, hash })
      await tx`
        insert into consent_chain (site_id, seq, receipt_id, recorded_at, valid_until, hash, chain_hash, sealed_at)
        values (${siteId}, ${seq}, ${receiptId}, ${recordedAt}, ${until}, ${hash}, ${before}, ${now()})`
      await tx`delete from consent_unsealed where site_id = ${siteId} and receipt_id = ${receiptId}`
    }
    return waiting.length
  })
}

const signatureOf = (
  ports: Pick<Ports, 'keyFor'>,
  siteId: SiteId,
  day: string,
  seq: number,
  hash: Buffer,
): Buffer =>
  createHmac('sha256', ports.keyFor('ledger'))
    .update(`head\0${siteId}\0${day}\0${seq}\0${hash.toString('hex')}`)
    .digest()

/** Signs where the chain stood at the end of yesterday, once. Null when it was signed, or nothing was answered yet. Index: consent_chain_pk. */
export async function signHead(
  ports: Pick<Ports, 'db' | 'now' | 'keyFor'>,
  site: Pick<Site, 'id' | 'timezone'>,
): Promise<string | null> {
  const day = addDays(localDay(ports.now(), site.timezone), -1)
  const [end] = await ports.db<{ seq: string; chain_hash: Buffer }[]>`
    select seq::text as seq, chain_hash from consent_chain
    where site_id = ${site.id} and not exists (select from consent_head where site_id = ${site.id} and day = ${day})
    order by consent_chain.seq desc limit 1`
  if (!end) return null
  const seq = Number(end.seq)
  await ports.db`
    insert into consent_head (site_id, day, seq, chain_hash, signature, signed_at)
    values (${site.id}, ${day}, ${seq}, ${end.chain_hash}, ${signatureOf(ports, site.id, day, seq, end.chain_hash)}, ${ports.now()})
    on conflict (site_id, day) do nothing`
  return day
}

/** What is wrong with a ledger; `seq` says where, as far as that can be said. */
export interface Flaw {
  readonly kind:
    /** A link does not follow from the one before it: it was changed, or one before it was removed or moved. */
    | 'broken-link'
    /** A number is missing. */
    | 'missing-link'
    /** A receipt says something else than was recorded. */
    | 'changed-receipt'
    /** A receipt is there that no link is of. */
    | 'unknown-receipt'
    /** More receipts are gone than were erased, or than were old enough to go. */
    | 'missing-receipt'
    /** A notice is not what its name says, or is missing. */
    | 'changed-notice'
    /** A version of the privacy statement is not what its name says, or is missing that a notice names. */
    | 'changed-statement'
    /** A day's end is not where it was signed. */
    | 'changed-head'
  readonly seq: number | null
}

export interface Verified {
  readonly links: number
  /** Receipts that are gone, by erasure or by age: their links remain. */
  readonly erased: number
  readonly heads: number
  /** Receipts that wait for the sealer. */
  readonly waiting: number
  readonly flaws: readonly Flaw[]
}

interface ChainRow {
  readonly seq: string
  readonly receipt_id: string
  readonly recorded_at: Date
  readonly valid_until: Date
  readonly hash: Buffer
  readonly chain_hash: Buffer
  readonly body: string | null
}

const pageRows = 1_000

/** Recomputes a site's chain from its first link on, with every receipt and notice that is there. Index: consent_chain_pk. */
export async function verifyLedger(
  ports: Pick<Ports, 'db' | 'keyFor' | 'now'>,
  site: Pick<Site, 'id'>,
  onLink: (links: number, of: number) => void = () => {},
): Promise<Verified> {
  const flaws: Flaw[] = []
  const ends = new Map<number, Buffer>()
  const notices = new Map<string, boolean>()
  let before = beginning(site.id)
  const oldest = new Date(ports.now())
  oldest.setUTCMonth(oldest.getUTCMonth() - proofMonths)
  let [links, erased, unaccounted] = [0, 0, 0]
  const of = await findLastSeq(ports.db, site.id)
  for (let after = 0; ;) {
    const rows = await ports.db<ChainRow[]>`
      select seq::text as seq, chain.receipt_id, chain.recorded_at, chain.valid_until, hash, chain_hash, body
      from consent_chain chain left join consent_receipt receipt
        on receipt.site_id = ${site.id} and receipt.receipt_id = chain.receipt_id
      where chain.site_id = ${site.id} and seq > ${after} order by chain.seq limit ${pageRows}`
    for (const row of rows) {
      const seq = Number(row.seq)
      if (seq !== after + 1) flaws.push({ kind: 'missing-link', seq: after + 1 })
      const link = {
        seq,
        receiptId: row.receipt_id,
        recordedAt: row.recorded_at,
        validUntil: row.valid_until,
        hash: row.hash,
      }
      if (!linkHash(before, link).equals(row.chain_hash)) flaws.push({ kind: 'broken-link', seq })
      if (row.body === null) {
        erased += 1
        if (row.valid_until >= oldest) unaccounted += 1
      } else if (receiptHash(row.body).equals(row.hash)) {
        const entry = readEntry(row.body)
        if (entry.action === 'erase') unaccounted -= entry.receipts
        else if (!(await isNoticeWhole(ports.db, site.id, entry, notices)))
          flaws.push({ kind: 'changed-notice', seq })
      } else flaws.push({ kind: 'changed-receipt', seq })
      // Goes on from what stands there, so that one change is one flaw and not all after it.
      before = row.chain_hash
      ends.set(seq, row.chain_hash)
      after = seq
      links += 1
    }
    onLink(links, of)
    if (rows.length < pageRows) break
  }
  const heads = await verifyHeads(ports, site.id, ends, flaws)
  flaws.push(...(await verifyStatements(ports.db, site.id)))
  const { waiting, unknown, erasedLately } = await findOutside(ports.db, site.id)
  for (let nth = erasedLately; nth < unaccounted; nth += 1) flaws.push({ kind: 'missing-receipt', seq: null })
  for (let nth = 0; nth < unknown; nth += 1) flaws.push({ kind: 'unknown-receipt', seq: null })
  return { links, erased, heads, waiting, flaws }
}

/** Index: consent_chain_pk. */
async function findLastSeq(db: Tx, siteId: SiteId): Promise<number> {
  const [row] = await db<{ seq: string | null }[]>`
    select max(seq)::text as seq from consent_chain where site_id = ${siteId}`
  return Number(row?.seq ?? 0)
}

async function isNoticeWhole(
  db: Tx,
  siteId: SiteId,
  { notice_id: id }: Receipt,
  known: Map<string, boolean>,
): Promise<boolean> {
  const before = known.get(id)
  if (before !== undefined) return before
  const text = await findNoticeText(db, siteId, id)
  const isWhole = text !== null && noticeIdOf(text) === id
  known.set(id, isWhole)
  return isWhole
}

/** Every version that is there, and every one that a notice names. Index: statement_version_pk, notice_pk; some dozens of each. */
async function verifyStatements(db: Tx, siteId: SiteId): Promise<Flaw[]> {
  const versions = await db<{ statement_id: string; body: string }[]>`
    select statement_id, body from statement_version where site_id = ${siteId}`
  const notices = await db<{ notice_id: string; body: string }[]>`
    select notice_id, body from notice where site_id = ${siteId}`
  const whole = new Set(
    versions
      .filter(({ statement_id: id, body }) => sha256(body).toString('hex') === id)
      .map(({ statement_id: id }) => id),
  )
  const named = notices
    // What was changed itself is another flaw, and names nothing that counts.
    .filter(({ notice_id: id, body }) => noticeIdOf(body) === id)
    .flatMap(({ body }) => (JSON.parse(body) as Notice).statement?.hash ?? [])
  const wrong = new Set(
    [...versions.map(({ statement_id: id }) => id), ...named].filter((id) => !whole.has(id)),
  )
  return [...wrong].map(() => ({ kind: 'changed-statement', seq: null }))
}

/** Index: consent_head_pk. */
async function verifyHeads(
  ports: Pick<Ports, 'db' | 'keyFor'>,
  siteId: SiteId,
  ends: ReadonlyMap<number, Buffer>,
  flaws: Flaw[],
): Promise<number> {
  const heads = await ports.db<{ day: string; seq: string; chain_hash: Buffer; signature: Buffer }[]>`
    select day::text as day, seq::text as seq, chain_hash, signature from consent_head
    where site_id = ${siteId} order by day`
  for (const { day, seq, chain_hash: hash, signature } of heads) {
    const expected = signatureOf(ports, siteId, day, Number(seq), hash)
    const isSigned = signature.length === expected.length && timingSafeEqual(signature, expected)
    if (!isSigned || !ends.get(Number(seq))?.equals(hash))
      flaws.push({ kind: 'changed-head', seq: Number(seq) })
  }
  return heads.length
}

interface Outside {
  readonly waiting: number
  readonly unknown: number
  /** Receipts that were erased by entries that wait themselves. */
  readonly erasedLately: number
}

/**
 * What no link is of: entries that wait for the sealer, and receipts that somebody put there. Index: consent_unsealed_pk,
 * consent_receipt_pk, consent_chain_once.
 */
async function findOutside(db: Tx, siteId: SiteId): Promise<Outside> {
  const waiting = await db<{ body: string | null; hash: Buffer }[]>`
    select body, hash from consent_unsealed waiting left join consent_receipt receipt
      on receipt.site_id = ${siteId} and receipt.receipt_id = waiting.receipt_id
    where waiting.site_id = ${siteId}`
  const entries = waiting.flatMap(({ body, hash }) =>
    body !== null && receiptHash(body).equals(hash) ? [readEntry(body)] : [],
  )
  const [row] = await db<{ unknown: number }[]>`
    select count(*)::integer as unknown from consent_receipt receipt where site_id = ${siteId}
      and not exists (select from consent_chain c where c.site_id = ${siteId} and c.receipt_id = receipt.receipt_id)
      and not exists (select from consent_unsealed u where u.site_id = ${siteId} and u.receipt_id = receipt.receipt_id)`
  return {
    waiting: waiting.length,
    unknown: row?.unknown ?? 0,
    erasedLately: entries.reduce((sum, entry) => sum + (entry.action === 'erase' ? entry.receipts : 0), 0),
  }
}

/** What was on the screen when a receipt was made, from the database alone: the notice's own text, the receipt's, and both whole. */
export interface Rebuilt {
  readonly receiptText: string
  readonly receipt: Receipt
  readonly noticeText: string
  readonly isReceiptWhole: boolean
  readonly isNoticeWhole: boolean
}

/** Null for a number that no receipt has. Index: consent_receipt_pk. */
export async function rebuildShown(db: Tx, siteId: SiteId, receiptId: string): Promise<Rebuilt | null> {
  const [row] = await db<{ body: string; hash: Buffer | null }[]>`
    select body, coalesce(
      (select hash from consent_unsealed where site_id = ${siteId} and receipt_id = ${receiptId}),
      (select hash from consent_chain where site_id = ${siteId} and receipt_id = ${receiptId})) as hash
    from consent_receipt where site_id = ${siteId} and receipt_id = ${receiptId}`
  if (!row) return null
  const receipt = readEntry(row.body)
  if (receipt.action === 'erase') return null
  const noticeText = await findNoticeText(db, siteId, receipt.notice_id)
  if (noticeText === null) return null
  return {
    receiptText: row.body,
    receipt,
    noticeText,
    isReceiptWhole: row.hash !== null && row.hash.equals(receiptHash(row.body)),
    isNoticeWhole: noticeIdOf(noticeText) === receipt.notice_id,
  }
}

/**
 * The journal: whom a restored backup must let go again. A backup of last night knows nobody who was erased, objected or restricted
 * since, so each of these acts is written down with it, in its transaction; what people took back themselves is read from its receipts.
 * All of it is copied within seconds to a file that no backup holds. Keyed hashes only: a copy without the root secret leads to nobody.
 * 13 months, longer than any backup is kept.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import * as z from 'zod'
import { canonical, type Canonical } from '../consent/canonical.ts'
import { takeEnded } from '../consent/ended.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { blindIndex } from '../seal.ts'
import { readEmail } from '../subscriber/email.ts'
import { emailIndex } from '../subscriber/subscriber.ts'
import { suppressionHash } from '../subscriber/suppression.ts'
import { takeWithdrawn } from '../subscriber/withdrawn.ts'
import { holdChain, type Anchor } from './chain.ts'

export const journalActs = ['erased', 'objected', 'upheld', 'restricted', 'lifted', 'withdrawn'] as const
export type JournalAct = (typeof journalActs)[number]

/** What a reader took back: newsletters, by their lists, or being measured. */
export interface WithdrawnMail {
  readonly lists: readonly number[]
  readonly isMeasuring: boolean
}

export interface JournalEntry {
  readonly siteId: SiteId
  readonly seq: number
  readonly at: Date
  readonly act: JournalAct
  /** As `subscriber.email_index`; null: nobody is known by an address. */
  readonly emailIndex: Buffer | null
  /** As `suppression.email_hash`: set where the address is not to be mailed any more. */
  readonly emailHash: Buffer | null
  readonly receiptIndexes: readonly string[]
  readonly requestId: string | null
  /** Of `withdrawn` by a reader; null for a device, whose receipts say it. */
  readonly withdrawn: WithdrawnMail | null
}

/** By which a receipt is found again without its number, which the device itself holds. Hex. */
export const receiptIndex = (ports: Pick<Ports, 'keyFor'>, receiptId: string): string =>
  blindIndex(ports, 'consent_receipt.receipt_id', receiptId).toString('hex')

/**
 * Writes an act down, within the transaction that does it. `email` and `receiptIds` are all that the person is known by; neither is
 * stored. Holds the site's audit chain, so that numbers have no gap and a lost line shows. Index: journal_entry_pk.
 */
export async function recordInJournal(
  ports: { readonly db: Tx } & Pick<Ports, 'now' | 'keyFor'>,
  siteId: SiteId,
  {
    act,
    email,
    receiptIds,
    requestId,
  }: {
    readonly act: JournalAct
    readonly email: string | null
    readonly receiptIds: readonly string[]
    readonly requestId: string | null
  },
): Promise<void> {
  const known = email === null ? null : must(readEmail(email), 'an address on file was read before')
  await insertEntry(ports, siteId, {
    at: ports.now(),
    act,
    emailIndex: known && emailIndex(ports, known),
    emailHash: known && act === 'objected' ? suppressionHash(ports, known) : null,
    receiptIndexes: receiptIds.map((id) => receiptIndex(ports, id)),
    requestId,
    withdrawn: null,
  })
}

/** Index: journal_entry_pk. */
async function insertEntry(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  entry: Omit<JournalEntry, 'siteId' | 'seq'>,
): Promise<void> {
  const { at, act, emailIndex: index, emailHash, receiptIndexes, requestId, withdrawn } = entry
  await holdChain(db, siteId)
  await db`
    insert into journal_entry (site_id, seq, at, act, email_index, email_hash, receipt_indexes, request_id, withdrawn)
    select ${siteId}::integer, coalesce(max(seq), 0) + 1, ${at}::timestamptz, ${act}::text, ${index}::bytea, ${emailHash}::bytea,
      ${db.json([...receiptIndexes])}::jsonb, ${requestId}::uuid, ${withdrawnJson(db, withdrawn)}::jsonb
    from journal_entry where site_id = ${siteId}`
}

const withdrawnJson = (db: Tx, withdrawn: WithdrawnMail | null) =>
  withdrawn && db.json({ lists: [...withdrawn.lists], isMeasuring: withdrawn.isMeasuring })

/** Receipts of one turn; what is left comes in the next. */
const withdrawalsAtOnce = 200

/**
 * Writes down what people took back since the last turn, by the hour at which they did: their newsletters, being measured, what their
 * device allowed. Read from the receipts that they leave, so that no way of taking back can be forgotten; a few seconds later, as it is
 * copied a few seconds later. All sites on purpose. Indexes: subscriber_receipt_unjournaled, consent_given_unjournaled.
 */
async function writeWithdrawals({ db, now, keyFor }: Pick<Ports, 'db' | 'now' | 'keyFor'>): Promise<void> {
  const sites = await db<{ site_id: SiteId }[]>`
    /* every site */ select distinct r.site_id from subscriber_receipt r
      join subscriber s on s.site_id = r.site_id and s.subscriber_id = r.subscriber_id
      where r.answer = 'withdrawn' and r.journaled_at is null
    union select distinct site_id from consent_given where ended_at is not null and journaled_at is null`
  for (const { site_id: siteId } of sites)
    await db.begin(async (tx) => {
      const ports = { db: tx, now }
      // The chain first, as every other act: two that wait for each other would end one of them.
      await holdChain(tx, siteId)
      const nobody = { emailHash: null, requestId: null } as const
      for (const { at, index, lists, isMeasuring } of await takeWithdrawn(ports, siteId, withdrawalsAtOnce))
        await insertEntry(ports, siteId, {
          ...nobody,
          at,
          act: 'withdrawn',
          emailIndex: index,
          receiptIndexes: [],
          withdrawn: { lists, isMeasuring },
        })
      const ended = await takeEnded(ports, siteId, withdrawalsAtOnce)
      const last = ended.at(-1)
      if (!last) return
      await insertEntry(ports, siteId, {
        ...nobody,
        at: last.endedAt,
        act: 'withdrawn',
        emailIndex: null,
        receiptIndexes: ended.map(({ receiptId }) => receiptIndex({ keyFor }, receiptId)),
        withdrawn: null,
      })
    })
}

/** Months that a line holds: no backup may be kept for longer. */
export const journalMonths = 13

export const journalBegins = (now: Date): Date => {
  const from = new Date(now)
  from.setUTCMonth(from.getUTCMonth() - journalMonths)
  return from
}

const hex = z.string().regex(/^([0-9a-f]{2})+$/)
const whole = z.int().positive()
const moment = z.iso.datetime()
const entryLine = z.strictObject({
  type: z.literal('entry'),
  site: whole,
  seq: whole,
  at: moment,
  act: z.enum(journalActs),
  email: hex.nullable(),
  suppress: hex.nullable(),
  receipts: z.array(hex),
  request: z.uuid().nullable(),
  /** Lines of earlier releases have none. */
  withdrawn: z.strictObject({ lists: z.array(whole), isMeasuring: z.boolean() }).optional(),
  mac: hex,
})
/** Where an audit chain stood: it lies here too, out of the reach of whoever has the database. */
const anchorLine = z.strictObject({
  type: z.literal('anchor'),
  site: whole,
  seq: whole,
  at: moment,
  day: z.iso.date(),
  hash: hex,
  signature: hex,
  mac: hex,
})
const journalLine = z.discriminatedUnion('type', [entryLine, anchorLine])

type Signed<T extends { readonly mac: string }> = Omit<T, 'mac'>

const macOf = ({ keyFor }: Pick<Ports, 'keyFor'>, text: string): Buffer =>
  createHmac('sha256', keyFor('journal')).update(text).digest()

const lineOf = (
  ports: Pick<Ports, 'keyFor'>,
  line: (Signed<z.infer<typeof entryLine>> | Signed<z.infer<typeof anchorLine>>) & {
    readonly [name: string]: Canonical
  },
): string => `${canonical({ ...line, mac: macOf(ports, canonical(line)).toString('hex') })}\n`

interface EntryRow {
  readonly site_id: number
  readonly seq: string
  readonly at: Date
  readonly act: JournalAct
  readonly email_index: Buffer | null
  readonly email_hash: Buffer | null
  readonly receipt_indexes: readonly string[]
  readonly request_id: string | null
  readonly withdrawn: WithdrawnMail | null
}

interface AnchorRow {
  readonly site_id: number
  readonly day: string
  readonly seq: string
  readonly hash: Buffer
  readonly signature: Buffer
  readonly made_at: Date
}

/** Lines of one turn; what is left comes in the next. */
const copiedAtOnce = 500

/**
 * Hands what is not outside yet to `append`, as lines, what people took back since among it, and marks it once that has returned: so `append` returns when they are on the
 * disk. Killed in between it copies them again, which does no harm: a line read twice is one entry. Answers how many lines.
 * Indexes: journal_entry_uncopied, audit_anchor_uncopied; all sites on purpose.
 */
export async function copyJournal(
  ports: Pick<Ports, 'db' | 'now' | 'keyFor'>,
  append: (lines: string) => Promise<void>,
): Promise<number> {
  const { db, now } = ports
  await writeWithdrawals(ports)
  const entries = await db<EntryRow[]>`
    /* every site */ select site_id, seq::text as seq, at, act, email_index, email_hash, receipt_indexes, request_id, withdrawn
    from journal_entry where copied_at is null order by site_id, journal_entry.seq limit ${copiedAtOnce}`
  const anchors = await db<AnchorRow[]>`
    /* every site */ select site_id, day::text as day, seq::text as seq, hash, signature, made_at
    from audit_anchor where copied_at is null order by site_id, audit_anchor.day limit ${copiedAtOnce}`
  if (entries.length + anchors.length === 0) return 0
  const lines = [
    ...entries.map((row) =>
      lineOf(ports, {
        type: 'entry',
        site: row.site_id,
        seq: Number(row.seq),
        at: row.at.toISOString(),
        act: row.act,
        email: row.email_index?.toString('hex') ?? null,
        suppress: row.email_hash?.toString('hex') ?? null,
        receipts: [...row.receipt_indexes],
        request: row.request_id,
        ...(row.withdrawn && {
          withdrawn: { lists: [...row.withdrawn.lists], isMeasuring: row.withdrawn.isMeasuring },
        }),
      }),
    ),
    ...anchors.map((row) =>
      lineOf(ports, {
        type: 'anchor',
        site: row.site_id,
        seq: Number(row.seq),
        at: row.made_at.toISOString(),
        day: row.day,
        hash: row.hash.toString('hex'),
        signature: row.signature.toString('hex'),
      }),
    ),
  ]
  await append(lines.join(''))
  for (const { site_id: siteId, seq } of entries)
    await db`update journal_entry set copied_at = ${now()} where site_id = ${siteId} and seq = ${seq}`
  for (const { site_id: siteId, day } of anchors)
    await db`update audit_anchor set copied_at = ${now()} where site_id = ${siteId} and day = ${day}`
  return lines.length
}

/**
 * Has everything that the database still knows of copied once more, whatever became of the file: for a database that is about to be
 * replaced. Reads 13 months, of all sites on purpose.
 */
export async function copyAgain({ db }: { readonly db: Tx }): Promise<void> {
  await db`/* every site */ update journal_entry set copied_at = null where copied_at is not null`
}

export interface Journal {
  /** In the order of their numbers, site by site; each once. */
  readonly entries: readonly JournalEntry[]
  readonly anchors: readonly (Anchor & { readonly siteId: SiteId })[]
  /** Lines that say to be ours and were changed since. */
  readonly forged: number
  /** Numbers that are missing between those that are there. */
  readonly missing: readonly { readonly siteId: SiteId; readonly seq: number }[]
}

/**
 * Reads a journal's text. Lines past their 13 months are passed over, and so is what is no line of ours: a crash can leave half a line
 * behind, and what it held was copied again after it. Never throws.
 */
export function readJournal(ports: Pick<Ports, 'now' | 'keyFor'>, text: string): Journal {
  const entries = new Map<string, JournalEntry>()
  const anchors = new Map<string, Anchor & { readonly siteId: SiteId }>()
  const from = journalBegins(ports.now())
  let forged = 0
  for (const one of text.split('\n')) {
    const line = readLine(one)
    if (!line) continue
    const { mac, ...said } = line
    const expected = macOf(ports, canonical(said))
    const given = Buffer.from(mac, 'hex')
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      forged += 1
      continue
    }
    if (new Date(said.at) < from) continue
    const siteId = said.site as SiteId
    if (said.type === 'anchor')
      anchors.set(`${siteId} ${said.day} ${said.hash}`, {
        siteId,
        day: said.day,
        seq: said.seq,
        hash: Buffer.from(said.hash, 'hex'),
        signature: Buffer.from(said.signature, 'hex'),
      })
    else
      entries.set(`${siteId} ${said.seq} ${said.at}`, {
        siteId,
        seq: said.seq,
        at: new Date(said.at),
        act: said.act,
        emailIndex: said.email === null ? null : Buffer.from(said.email, 'hex'),
        emailHash: said.suppress === null ? null : Buffer.from(said.suppress, 'hex'),
        receiptIndexes: said.receipts,
        requestId: said.request,
        withdrawn: said.withdrawn ?? null,
      })
  }
  const inOrder = [...entries.values()].toSorted((a, b) => a.siteId - b.siteId || a.seq - b.seq)
  return { entries: inOrder, anchors: [...anchors.values()], forged, missing: gapsIn(inOrder) }
}

function readLine(text: string): z.infer<typeof journalLine> | null {
  try {
    return journalLine.parse(JSON.parse(text))
  } catch {
    return null
  }
}

function gapsIn(entries: readonly JournalEntry[]): Journal['missing'] {
  const missing: { readonly siteId: SiteId; readonly seq: number }[] = []
  entries.forEach(({ siteId, seq }, nth) => {
    const before = entries[nth - 1]
    if (before?.siteId !== siteId) return
    for (let gap = before.seq + 1; gap < seq && missing.length < 100; gap += 1)
      missing.push({ siteId, seq: gap })
  })
  return missing
}

/** The lines of a text that still hold, for whoever keeps the file: those past their 13 months are left out. */
export const keepLines = (now: Date, text: string): string =>
  text
    .split('\n')
    .filter((one) => {
      const line = readLine(one)
      return line !== null && new Date(line.at) >= journalBegins(now)
    })
    .map((line) => `${line}\n`)
    .join('')

/**
 * Puts entries back that a restored database does not have, as copied: numbers go on from there. Those that are there stay as they
 * are. Index: journal_entry_pk.
 */
export async function adoptEntry(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  entry: JournalEntry,
): Promise<void> {
  const { siteId, seq, at, act, emailIndex: index, emailHash, receiptIndexes, requestId, withdrawn } = entry
  await db`
    insert into journal_entry
      (site_id, seq, at, act, email_index, email_hash, receipt_indexes, request_id, withdrawn, copied_at)
    values (${siteId}, ${seq}, ${at}, ${act}, ${index}, ${emailHash}, ${db.json([...receiptIndexes])}, ${requestId},
      ${withdrawnJson(db, withdrawn)}, ${now()})
    on conflict (site_id, seq) do nothing`
}

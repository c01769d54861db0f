/**
 * The ledger: every answer is a new row, and nothing of ours changes one. The erasable half (what was answered) and the lasting
 * half (dates and a hash, later in the chain) are written together, and beside them, where something was allowed, the row that
 * says so (`consent_given`): a row that is not there, or has ended, is a no (default deny). Withdrawing ends that row, which waits
 * for events that are being stored and makes later ones wait: whichever comes first, none is stored with an id after a withdrawal.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { must } from '../must.ts'
import { addDays, addMonths, localDay, startOfDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { canonical, type Canonical } from './canonical.ts'
import { readToken, signAnswer } from './choice-token.ts'
import { recordOutcome, type Outcome } from './count.ts'
import { findCurrentNotice, findNotice } from './publication.ts'
import { insightMonths } from './purpose.ts'
import {
  actionOf,
  grantedIn,
  grantedOf,
  isReceiptId,
  makeReceipt,
  readEntry,
  receiptHash,
  receiptIdOf,
  receiptText,
  type Action,
  type Erasure,
  type Receipt,
} from './receipt.ts'
import type { Choice } from './signal.ts'
import type { Answer, Recorded, Withdrawal } from './wire.ts'

type LedgerPorts = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor' | 'config'>
type Signing = Omit<LedgerPorts, 'db'>

/** Where somebody takes a consent back: an address of ours, without a word about who. */
export const choiceUrl = ({ config }: Pick<Ports, 'config'>, site: Pick<Site, 'domain'>): string =>
  `${config.publicUrl}/choice?${new URLSearchParams({ d: site.domain })}`

export type Recording =
  | { readonly ok: true; readonly recorded: Recorded; readonly isNew: boolean }
  | { readonly ok: false; readonly error: 'no-notice' | 'stale-notice' }

const recordedOf = (ports: Signing, site: Site, receipt: Receipt): Recorded => {
  const granted = grantedIn(receipt)
  return {
    receipt: receipt.receipt_id,
    token: signAnswer(ports, site, {
      choice: receipt.counting,
      at: new Date(receipt.at),
      granted,
      receipt: granted.includes('insights') ? receipt.receipt_id : null,
    }),
    at: receipt.at,
    until: receipt.valid_until,
    granted,
  }
}

/** What holds of being counted after an answer: what was just said, else what the device's token says. */
const countingAfter = (ports: Signing, site: Site, { counting, t }: Pick<Answer, 'counting' | 't'>): Choice =>
  counting ?? readToken(ports, site, t).choice

/**
 * Records an answer and gives the device its token. The same key again gives the same receipt and token, and no second row.
 * Refused when the site asks nothing, or something else than the notice that was answered (`stale-notice`: a name that no notice
 * has, too). `custom` where some things were allowed and others not. Indexes: the primary keys of each table.
 */
export async function recordAnswer(ports: LedgerPorts, site: Site, answer: Answer): Promise<Recording> {
  const id = receiptIdOf(ports, site, answer.key)
  return await ports.db.begin(async (tx): Promise<Recording> => {
    await holdSite(tx, site.id)
    const known = await findReceipt(tx, site.id, id)
    if (known) return { ok: true, recorded: recordedOf(ports, site, known), isNew: false }
    const current = await findCurrentNotice(tx, site.id)
    if (!current) return { ok: false, error: 'no-notice' }
    if (current.id !== answer.notice) return { ok: false, error: 'stale-notice' }
    const granted = grantedOf(current.notice, answer.granted)
    const action = actionOf(current.notice, granted)
    const receipt = await writeReceipt(ports, tx, site, {
      ...answer,
      id,
      notice: current,
      granted,
      action,
      counting: countingAfter(ports, site, answer),
    })
    // Erased before: the same answer, sent again by a network that was slow, must not bring it back.
    if (!receipt) return { ok: false, error: 'stale-notice' }
    await recordOutcome(tx, site, {
      at: ports.now(),
      noticeId: current.id,
      language: receipt.language,
      outcome: outcomeOf[action],
    })
    return { ok: true, recorded: recordedOf(ports, site, receipt), isNew: true }
  })
}

const outcomeOf: Readonly<Record<Action, Outcome>> = {
  accept_all: 'accepted',
  refuse_all: 'refused',
  custom: 'custom',
  withdraw: 'withdrawn',
}

/**
 * Takes back everything that a receipt allowed. Null for a number that no receipt has. The notice is the one that was answered,
 * also when another holds by now: nobody has to answer something new first in order to withdraw (C6).
 */
export async function recordWithdrawal(
  ports: LedgerPorts,
  site: Site,
  withdrawal: Withdrawal,
): Promise<{ readonly recorded: Recorded; readonly isNew: boolean } | null> {
  return await ports.db.begin((tx) => recordWithdrawalWithin(ports, tx, site, withdrawal))
}

/** As `recordWithdrawal`, in a transaction that is there. */
export async function recordWithdrawalWithin(
  ports: Signing,
  tx: Tx,
  site: Site,
  withdrawal: Withdrawal,
): Promise<{ readonly recorded: Recorded; readonly isNew: boolean } | null> {
  if (!isReceiptId(withdrawal.receipt)) return null
  const id = receiptIdOf(ports, site, withdrawal.key)
  const known = await findReceipt(tx, site.id, id)
  if (known) return { recorded: recordedOf(ports, site, known), isNew: false }
  const before = await findReceipt(tx, site.id, withdrawal.receipt)
  if (!before) return null
  const notice = must(
    await findNotice(tx, site.id, before.notice_id),
    'a receipt names a notice that was written before it',
  )
  const receipt = await writeReceipt(ports, tx, site, {
    id,
    notice: { id: before.notice_id, notice },
    lang: before.language,
    ui: before.ui.surface,
    viewport: before.ui.viewport,
    previous: withdrawal.receipt,
    granted: [],
    action: 'withdraw',
    // Who says nothing of being counted keeps to what was said before.
    counting: withdrawal.t === undefined ? before.counting : countingAfter(ports, site, withdrawal),
  })
  if (!receipt) return null
  await recordOutcome(tx, site, {
    at: ports.now(),
    noticeId: before.notice_id,
    language: before.language,
    outcome: 'withdrawn',
  })
  return { recorded: recordedOf(ports, site, receipt), isNew: true }
}

interface Writing {
  readonly id: string
  readonly notice: { readonly id: string; readonly notice: Parameters<typeof makeReceipt>[0]['notice'] }
  readonly lang: string
  readonly ui: Answer['ui']
  readonly viewport: Answer['viewport']
  readonly granted: readonly string[]
  readonly action: Action
  readonly counting: Choice
  readonly previous?: string
  readonly at?: number
}

/** Null when this number was used before. */
async function writeReceipt(ports: Signing, tx: Tx, site: Site, writing: Writing): Promise<Receipt | null> {
  const at = ports.now()
  const { notice, id: noticeId } = writing.notice
  const previous = isReceiptId(writing.previous) ? await findReceipt(tx, site.id, writing.previous) : null
  const receipt = makeReceipt({
    id: writing.id,
    previous: previous?.receipt_id ?? null,
    notice,
    noticeId,
    language:
      notice.languages.find((one) => one === writing.lang) ?? must(notice.languages[0], 'a notice has one'),
    surface: writing.ui,
    viewport: writing.viewport,
    granted: writing.granted,
    counting: writing.counting,
    action: writing.action,
    at,
    deviceAt: writing.at,
    withdrawAt: choiceUrl(ports, site),
  })
  const isNew = await insertEntry(tx, site.id, {
    id: receipt.receipt_id,
    previous: receipt.previous_id,
    at: receipt.at,
    until: receipt.valid_until,
    text: receiptText(receipt),
  })
  if (!isNew) return null
  const insight = previous
    ? await endGiven(tx, site.id, await listLine(tx, site.id, previous.receipt_id), at)
    : null
  if (writing.granted.length > 0) {
    const wantsInsight = writing.granted.includes('insights')
    // The same device keeps its id, and the id its end: it is never prolonged (D5).
    const kept = wantsInsight && insight !== null && insight.until > at ? insight : null
    const made = wantsInsight && kept === null ? makeInsight(ports, at) : null
    await insertGiven(tx, site.id, receipt, kept ?? made)
  }
  return receipt
}

interface Insight {
  /** 64 bits as decimal text. */
  readonly id: string
  readonly until: Date
}

function makeInsight({ random }: Pick<Ports, 'random'>, at: Date): Insight {
  const until = new Date(at)
  until.setUTCMonth(until.getUTCMonth() + insightMonths)
  return { id: Buffer.from(random(8)).readBigInt64BE().toString(), until }
}

interface Entry {
  readonly id: string
  readonly previous: string | null
  readonly at: string
  readonly until: string
  readonly text: string
}

/** Both halves at once. False when the number was used before, also by an answer that was erased since. */
async function insertEntry(
  tx: Tx,
  siteId: SiteId,
  { id, previous, at, until, text }: Entry,
): Promise<boolean> {
  const rows = await tx`
    with fresh as (
      insert into consent_receipt (site_id, receipt_id, previous_id, recorded_at, valid_until, body)
      select ${siteId}::integer, ${id}::text, ${previous}::text, ${at}::timestamptz, ${until}::timestamptz, ${text}::text
      where not exists (select from consent_chain where site_id = ${siteId} and receipt_id = ${id})
        and not exists (select from consent_unsealed where site_id = ${siteId} and receipt_id = ${id})
      on conflict (site_id, receipt_id) do nothing
      returning receipt_id
    )
    insert into consent_unsealed (site_id, receipt_id, recorded_at, valid_until, hash)
    select ${siteId}::integer, receipt_id, ${at}::timestamptz, ${until}::timestamptz, ${receiptHash(text)}::bytea
    from fresh
    on conflict (site_id, receipt_id) do nothing
    returning receipt_id`
  return rows.length === 1
}

async function insertGiven(tx: Tx, siteId: SiteId, receipt: Receipt, insight: Insight | null): Promise<void> {
  await tx`
    insert into consent_given (site_id, receipt_id, valid_until, insight, insight_until)
    values (${siteId}, ${receipt.receipt_id}, ${receipt.valid_until}, ${insight?.id ?? null}, ${insight?.until ?? null})`
}

/** Ends what some receipts allow now, and answers the insights id that was among it. Index: consent_given_pk. */
async function endGiven(
  tx: Tx,
  siteId: SiteId,
  receiptIds: readonly string[],
  at: Date,
): Promise<Insight | null> {
  const rows = await tx<{ insight: string | null; insight_until: Date | null }[]>`
    update consent_given set ended_at = ${at}
    where site_id = ${siteId} and receipt_id in ${tx(receiptIds)} and ended_at is null
    returning insight::text as insight, insight_until`
  const one = rows.find(({ insight }) => insight !== null)
  return one?.insight && one.insight_until ? { id: one.insight, until: one.insight_until } : null
}

/**
 * The insights ids that a device had, also those that were taken back: what was stored under them is still there to be shown and
 * erased. Index: consent_given_pk.
 */
export async function listInsights(tx: Tx, siteId: SiteId, receiptId: string): Promise<string[]> {
  const line = isReceiptId(receiptId) ? await listLine(tx, siteId, receiptId) : []
  if (line.length === 0) return []
  const rows = await tx<{ insight: string }[]>`
    select distinct insight::text as insight from consent_given
    where site_id = ${siteId} and receipt_id in ${tx(line)} and insight is not null order by insight`
  return rows.map(({ insight }) => insight)
}

/** Whoever publishes waits for answers that are being recorded, so that none outlives what it answered. Index: site_pk. */
async function holdSite(tx: Tx, siteId: SiteId): Promise<void> {
  await tx`select site_id from site where site_id = ${siteId} for share`
}

/** A receipt whose text is what was hashed; null for no receipt, and for one that was changed (default deny). Index: consent_receipt_pk. */
export async function findReceipt(tx: Tx, siteId: SiteId, receiptId: string): Promise<Receipt | null> {
  const [row] = await tx<{ body: string; hash: Buffer | null }[]>`
    select body, coalesce(
      (select hash from consent_unsealed where site_id = ${siteId} and receipt_id = ${receiptId}),
      (select hash from consent_chain where site_id = ${siteId} and receipt_id = ${receiptId})) as hash
    from consent_receipt where site_id = ${siteId} and receipt_id = ${receiptId}`
  const entry = row?.hash?.equals(receiptHash(row.body)) ? readEntry(row.body) : null
  return entry?.action === 'erase' ? null : entry
}

/**
 * The numbers of all receipts of the device that this one belongs to, in the order in which they were given. However many: what was left out
 * would not be withdrawn, shown or erased. Index: consent_receipt_pk backwards, consent_receipt_previous forwards.
 */
export async function listLine(tx: Tx, siteId: SiteId, receiptId: string): Promise<string[]> {
  const rows = await tx<{ receipt_id: string }[]>`
    with recursive line as (
      select receipt_id, previous_id, recorded_at, 0 as step from consent_receipt
      where site_id = ${siteId} and receipt_id = ${receiptId}
      union
      select other.receipt_id, other.previous_id, other.recorded_at,
        line.step + case when other.receipt_id = line.previous_id then -1 else 1 end
      from line join consent_receipt other on other.site_id = ${siteId}
        and (other.receipt_id = line.previous_id or other.previous_id = line.receipt_id)
    )
    select receipt_id from line order by recorded_at, step, receipt_id`
  return rows.map((row) => row.receipt_id)
}

/** What a device answered so far, oldest first. Empty for a number that no receipt has. */
export async function listHistory(tx: Tx, siteId: SiteId, receiptId: string): Promise<Receipt[]> {
  if (!isReceiptId(receiptId)) return []
  const history: Receipt[] = []
  for (const id of await listLine(tx, siteId, receiptId)) {
    const receipt = await findReceipt(tx, siteId, id)
    if (receipt) history.push(receipt)
  }
  return history
}

export interface Live {
  readonly validUntil: Date
  /** 64 bits as decimal text; null without insights. */
  readonly insight: string | null
  readonly insightUntil: Date | null
}

/** What a receipt allows at this moment; null: nothing (default deny). Index: consent_given_pk. */
export async function findLive(
  { db, now }: { readonly db: Tx; readonly now: () => Date },
  siteId: SiteId,
  receiptId: string,
): Promise<Live | null> {
  const [row] = await db<Live[]>`
    select valid_until as "validUntil", insight::text as insight, insight_until as "insightUntil"
    from consent_given
    where site_id = ${siteId} and receipt_id = ${receiptId} and ended_at is null and valid_until > ${now()}`
  return row ?? null
}

/**
 * Erases the answers of a device: what was answered is gone, dates and hashes stay in the chain (C10), and an entry of its own
 * says when so many were erased, and of whom nothing. Answers the insights ids that went with them, so that other rooms can erase
 * what was stored under them. The second time there is nothing left to find. Indexes: primary keys.
 */
export async function forgetLine(
  { db: tx, now, random }: { readonly db: Tx } & Pick<Ports, 'now' | 'random'>,
  siteId: SiteId,
  receiptId: string,
): Promise<{ readonly receipts: number; readonly insights: readonly string[] }> {
  const line = isReceiptId(receiptId) ? await listLine(tx, siteId, receiptId) : []
  if (line.length === 0) return { receipts: 0, insights: [] }
  const given = await tx<{ insight: string | null }[]>`
    delete from consent_given where site_id = ${siteId} and receipt_id in ${tx(line)}
    returning insight::text as insight`
  const gone = await tx<{ valid_until: Date }[]>`
    delete from consent_receipt where site_id = ${siteId} and receipt_id in ${tx(line)} returning valid_until`
  const at = now()
  const erasure: Erasure = { schema: 1, action: 'erase', receipts: gone.length, at: at.toISOString() }
  await insertEntry(tx, siteId, {
    id: Buffer.from(random(16)).toString('base64url'),
    previous: null,
    at: erasure.at,
    // As long as the longest of those it stands for.
    until: new Date(Math.max(at.getTime(), ...gone.map((row) => row.valid_until.getTime()))).toISOString(),
    text: canonical(erasure as unknown as Canonical),
  })
  const insights = new Set(given.flatMap(({ insight }) => insight ?? []))
  return { receipts: gone.length, insights: [...insights] }
}

/** Months that proof is kept after an answer ended (C11). */
export const proofMonths = 24

/** Answers whose proof nobody needs any more; says how many went. Index: consent_receipt_until. */
export async function sweepReceipts(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
): Promise<number> {
  const before = new Date(now())
  before.setUTCMonth(before.getUTCMonth() - proofMonths)
  const rows = await db`
    delete from consent_receipt where site_id = ${siteId} and valid_until < ${before} returning receipt_id`
  return rows.length
}

/**
 * What somebody allowed and no longer does, once nothing is stored under its id any more: what was stored on its last day went with
 * the visits of that day, which are swept the day after their term. Says how many went. Index: consent_given_pk.
 */
export async function sweepGiven(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  { id, timezone, settings }: Pick<Site, 'id' | 'timezone' | 'settings'>,
): Promise<number> {
  const day = addMonths(addDays(localDay(now(), timezone), -1), -settings.retention.visitsMonths)
  const { count } = await db`
    delete from consent_given where site_id = ${id} and least(ended_at, valid_until) <= ${now()}
      and (insight is null or least(ended_at, valid_until, insight_until) <= ${startOfDay(day, timezone)})`
  return count
}

/**
 * Tells a restored backup what the journal says happened since it was made: erased, objected, restricted, lifted, withdrawn, in the order
 * in which it happened, by the same functions as the desk. Only keyed hashes are known here: readers are found by the index of their address, devices by going through
 * the receipts of the site.
 */
import { eraseOnFile } from '../answer/erase.ts'
import { restrictOnFile } from '../answer/restrict.ts'
import { receiptIndex, type JournalEntry } from '../audit/journal.ts'
import { listInsights } from '../consent/ledger.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { forgetHeldDevice } from '../hold/forget.ts'
import { dropHeld, moveHeldDevice } from '../hold/held.ts'
import type { OnFile } from '../hold/on-file.ts'
import {
  byDevice,
  byEmail,
  findAsked,
  holdObjected,
  listHolding,
  objectedOf,
  recordLifted,
  recordObjectionUpheld,
  type RestrictedBy,
} from '../hold/restriction.ts'
import { endConsents, endMarketing, endMeasuring, holdObjectedDevice } from '../hold/stop.ts'
import type { Ports } from '../ports.ts'
import { findRequest } from '../rights/request.ts'
import type { Site } from '../site/site.ts'
import { forgetDevice } from '../stats/forget.ts'
import { forgetWaiting, findByIndex } from '../subscriber/by-index.ts'
import { suppressHash } from '../subscriber/suppression.ts'
import { withdraw } from '../subscriber/withdraw.ts'

type Acting = { readonly db: Tx } & Pick<Ports, 'keyFor' | 'now' | 'random'>

/** Acts by kind; `lifted`: a restriction that came and went since, so nothing is done about it. */
export interface Replayed {
  readonly erased: number
  readonly objected: number
  readonly restricted: number
  readonly lifted: number
  /** Readers by each of their receipts, devices by each entry. */
  readonly withdrawn: number
}

/**
 * `entries`: of one site, in order, and all of after the backup. A restriction that the backup has and that was lifted since stays: what is
 * held is shown to nobody, and staff can lift it again. An objection that the backup has and that was refused since waits for staff again.
 */
export async function replayJournal(
  ports: Acting,
  site: Site,
  entries: readonly JournalEntry[],
): Promise<Replayed> {
  const done = { erased: 0, objected: 0, upheld: 0, restricted: 0, lifted: 0, withdrawn: 0 }
  const receipts = await findReceipts(ports, site.id, entries)
  for (const [nth, entry] of entries.entries()) {
    const { act } = entry
    const isOver = isLifted(entry, entries.slice(nth + 1))
    if (act === 'restricted' && isOver) done.lifted += 1
    else if (act !== 'lifted') {
      await doAgain(ports, site, entry, await findOnFile(ports, site.id, entry, receipts), isOver)
      done[act] += 1
    }
  }
  for (const { act, requestId } of entries)
    if (act === 'objected' && requestId !== null) await endUndecidable(ports, site.id, requestId)
  const { upheld: _, ...counted } = done
  return counted
}

const isLifted = ({ requestId }: JournalEntry, later: readonly JournalEntry[]): boolean =>
  requestId !== null && later.some((one) => one.act === 'lifted' && one.requestId === requestId)

async function doAgain(
  ports: Acting,
  site: Site,
  entry: JournalEntry,
  onFile: OnFile,
  isOver: boolean,
): Promise<void> {
  const { act, emailIndex, receiptIndexes, requestId } = entry
  const by = { emailIndex, receiptIndexes }
  switch (act) {
    case 'restricted':
      await restrictOnFile(ports, site, onFile, { ...by, email: null, requestId })
      return
    case 'objected':
      return objectAgain(ports, site, entry, onFile, isOver)
    case 'upheld':
      await endDevice(ports, site.id, by)
      await forgetDevice(ports, site, onFile.insights)
      return
    case 'withdrawn':
      return withdrawAgain(ports, site, entry, onFile)
    case 'lifted':
      return
    case 'erased':
      await eraseOnFile(ports, site, onFile)
      if (emailIndex) await forgetWaiting(ports, site.id, emailIndex)
      // By the device itself, which says nothing of its owner's newsletters, whatever holds them.
      if (emailIndex === null && requestId === null) {
        await forgetHeldDevice(ports, site.id, by)
        return
      }
      // The backup may hold rows of theirs: what held them was over before they were erased.
      for (const { id } of await listHolding(ports, site.id, by)) {
        await dropHeld(ports, site.id, id)
        await recordLifted(ports, site.id, id)
      }
  }
}

/** What a device did waits for the decision again. `isOver`: it was refused since. */
async function objectAgain(
  ports: Acting,
  site: Site,
  { emailIndex, emailHash, receiptIndexes, requestId }: JournalEntry,
  onFile: OnFile,
  isOver: boolean,
): Promise<void> {
  const by = { emailIndex, receiptIndexes }
  if (emailHash) await suppressHash(ports, site.id, emailHash, 'asked')
  const asked = findAsked(await listHolding(ports, site.id, byEmail(by)))
  if (asked !== null) await dropHeld(ports, site.id, asked, 'suppression')
  if (onFile.subscriberId !== null) await endMarketing(ports, site, onFile.subscriberId)
  await endConsents(ports, site.id, onFile.receiptIds)
  if (requestId !== null && !isOver) await holdObjectedDevice(ports, site, onFile, { ...by, requestId })
}

/**
 * Where the request that objects came in since the backup, nobody can decide it any more: then what it holds goes, since a word against
 * using it is all that is known.
 */
async function endUndecidable(ports: Acting, siteId: SiteId, requestId: string): Promise<void> {
  if (await findRequest(ports, siteId, requestId)) return
  for (const device of await holdObjected(ports, siteId, requestId)) await endDevice(ports, siteId, device)
}

/** What a device did goes for good. Where its owner restricted it as well, it stays, and goes when that is lifted. */
async function endDevice(ports: Acting, siteId: SiteId, by: RestrictedBy): Promise<void> {
  const holding = await listHolding(ports, siteId, byDevice(by))
  const asked = findAsked(holding)
  if (asked === null) {
    await forgetHeldDevice(ports, siteId, byDevice(by))
    return
  }
  for (const id of objectedOf(holding)) {
    await moveHeldDevice(ports, siteId, id, asked)
    await recordLifted(ports, siteId, id)
  }
  await recordObjectionUpheld(ports, siteId, asked)
}

async function withdrawAgain(
  ports: Acting,
  site: Site,
  { withdrawn }: JournalEntry,
  { subscriberId, receiptIds }: OnFile,
): Promise<void> {
  await endConsents(ports, site.id, receiptIds)
  if (!withdrawn || subscriberId === null) return
  const { lists, isMeasuring } = withdrawn
  if (isMeasuring) await endMeasuring(ports, site, subscriberId)
  else await withdraw(ports, { site, subscriberId, lists, by: 'staff', issueId: 0 })
}

async function findOnFile(
  ports: Acting,
  siteId: SiteId,
  { emailIndex, receiptIndexes }: JournalEntry,
  receipts: ReadonlyMap<string, string>,
): Promise<OnFile> {
  const receiptIds = receiptIndexes.flatMap((index) => receipts.get(index) ?? [])
  const insights = new Set<string>()
  for (const id of receiptIds)
    for (const insight of await listInsights(ports.db, siteId, id)) insights.add(insight)
  return {
    subscriberId: emailIndex && (await findByIndex(ports, siteId, emailIndex)),
    receiptIds,
    insights: [...insights],
  }
}

/** Receipts that are looked at together. */
const pageRows = 1_000

/** Numbers of receipts by their index, of those that entries speak of. Index: consent_receipt_pk; reads all receipts of the site. */
async function findReceipts(
  ports: Acting,
  siteId: SiteId,
  entries: readonly JournalEntry[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set(entries.flatMap(({ receiptIndexes }) => receiptIndexes))
  const found = new Map<string, string>()
  if (wanted.size === 0) return found
  for (let after = ''; ;) {
    const rows = await ports.db<{ receipt_id: string }[]>`
      select receipt_id from consent_receipt
      where site_id = ${siteId} and receipt_id > ${after} order by receipt_id limit ${pageRows}`
    for (const { receipt_id: id } of rows) {
      const index = receiptIndex(ports, id)
      if (wanted.has(index)) found.set(index, id)
      after = id
    }
    if (rows.length < pageRows) return found
  }
}

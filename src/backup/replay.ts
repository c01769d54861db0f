/**
 * Tells a restored backup what the journal says happened since it was made: erased, objected, restricted and lifted, in that order, by the
 * same functions as the desk. Only keyed hashes are known here: readers are found by the index of their address, devices by going through
 * the receipts of the site.
 */
import { receiptIndex, type JournalEntry } from '../audit/journal.ts'
import { eraseOnFile } from '../answer/erase.ts'
import { dropHeld } from '../answer/held.ts'
import { endConsents, endMarketing, restrictOnFile } from '../answer/restrict.ts'
import { findRestrictionBy, recordLifted } from '../answer/restriction.ts'
import type { OnFile } from '../answer/subject.ts'
import { listInsights } from '../consent/ledger.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { forgetWaiting, findByIndex } from '../subscriber/by-index.ts'
import { suppressHash } from '../subscriber/suppression.ts'

type Acting = { readonly db: Tx } & Pick<Ports, 'keyFor' | 'now' | 'random'>

/** Acts by kind; `lifted`: a restriction that came and went since, so nothing is done about it. */
export interface Replayed {
  readonly erased: number
  readonly objected: number
  readonly restricted: number
  readonly lifted: number
}

/**
 * `entries`: of one site, in order, and all of after the backup. A restriction that the backup has and that was lifted since stays: what is
 * held is shown to nobody, and staff can lift it again.
 */
export async function replayJournal(
  ports: Acting,
  site: Site,
  entries: readonly JournalEntry[],
): Promise<Replayed> {
  const done = { erased: 0, objected: 0, restricted: 0, lifted: 0 }
  const receipts = await findReceipts(ports, site.id, entries)
  for (const [nth, entry] of entries.entries()) {
    const { act } = entry
    if (act === 'restricted' && isLifted(entry, entries.slice(nth + 1))) done.lifted += 1
    else if (act !== 'lifted') {
      await doAgain(ports, site, entry, await findOnFile(ports, site.id, entry, receipts))
      done[act] += 1
    }
  }
  return done
}

const isLifted = ({ requestId }: JournalEntry, later: readonly JournalEntry[]): boolean =>
  requestId !== null && later.some((one) => one.act === 'lifted' && one.requestId === requestId)

async function doAgain(
  ports: Acting,
  site: Site,
  { act, emailIndex, emailHash, receiptIndexes, requestId }: JournalEntry,
  onFile: OnFile,
): Promise<void> {
  const by = { emailIndex, receiptIndexes }
  if (act === 'restricted') {
    await restrictOnFile(ports, site, onFile, { ...by, email: null, requestId })
    return
  }
  // The backup may hold rows of theirs for a restriction: it was lifted before they were erased, or held while they objected.
  const restrictionId = await findRestrictionBy(ports, site.id, by)
  if (act === 'objected') {
    if (emailHash) await suppressHash(ports, site.id, emailHash, 'asked')
    if (restrictionId !== null) await dropHeld(ports, site.id, restrictionId, 'suppression')
    if (onFile.subscriberId !== null) await endMarketing(ports, site, onFile.subscriberId)
    await endConsents(ports, site.id, onFile.receiptIds)
  } else {
    await eraseOnFile(ports, site, onFile)
    if (emailIndex) await forgetWaiting(ports, site.id, emailIndex)
    if (restrictionId === null) return
    await dropHeld(ports, site.id, restrictionId)
    await recordLifted(ports, site.id, restrictionId)
  }
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

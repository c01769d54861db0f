/**
 * All that a receipt's number leads to: what was answered and shown, from the database alone, whether it is whole, what the device
 * answered before and after, and whether it holds now.
 */
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { rebuildShown, type Rebuilt } from './chain.ts'
import { findLive, listHistory, type Live } from './ledger.ts'
import type { Notice } from './notice.ts'
import { grantedIn, isReceiptId, type Receipt } from './receipt.ts'

/** A key of the words that say it. */
export type Holding = 'given' | 'refused' | 'withdrawn' | 'replaced' | 'expired' | 'outdated' | 'broken'

export interface Proof {
  readonly shown: Rebuilt
  readonly notice: Notice
  readonly holding: Holding
  /** Oldest first; those that are whole, so never empty but where this one is not. */
  readonly history: readonly Receipt[]
  /** What the device allows now, by whichever of its receipts. */
  readonly live: Live | null
}

/** Null for a number that no receipt of this site has, and for any other text. */
export async function findProof(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  site: Site,
  receiptId: string | undefined,
): Promise<Proof | null> {
  if (!isReceiptId(receiptId)) return null
  const shown = await rebuildShown(db, site.id, receiptId)
  if (!shown) return null
  const history = await listHistory(db, site.id, receiptId)
  const live = await findLiveOf({ db, now }, site, history)
  const notice = JSON.parse(shown.noticeText) as Notice
  return { shown, notice, holding: holdingOf(shown, { history, live, site, now: now() }), history, live }
}

/**
 * A yes ends with the answer after it, with its time, and with the question that it answered (`ledger`, `publication`); a no is
 * remembered as long.
 */
function holdingOf(
  { receipt, isReceiptWhole, isNoticeWhole }: Rebuilt,
  {
    history,
    live,
    site: { askedSince },
    now,
  }: Pick<Proof, 'history' | 'live'> & { readonly site: Pick<Site, 'askedSince'>; readonly now: Date },
): Holding {
  if (!isReceiptWhole || !isNoticeWhole) return 'broken'
  if (history.at(-1)?.receipt_id !== receipt.receipt_id) return 'replaced'
  if (new Date(receipt.valid_until) <= now) return 'expired'
  if (receipt.state === 'withdrawn') return 'withdrawn'
  if (askedSince === null || new Date(receipt.at) < askedSince) return 'outdated'
  if (grantedIn(receipt).length === 0) return 'refused'
  return live === null ? 'outdated' : 'given'
}

/** Only the newest answer of a device can hold; where two were given after the same one, the newest that does. */
export async function findLiveOf(
  ports: Pick<Ports, 'db' | 'now'>,
  site: Pick<Site, 'id'>,
  history: readonly Receipt[],
): Promise<Live | null> {
  for (const { receipt_id: id } of history.toReversed()) {
    const live = await findLive(ports, site.id, id)
    if (live) return live
  }
  return null
}

/** The receipts of a device with what each answered, as JSON, byte for byte as they were stored and hashed. */
export async function writeProofs(
  { db }: Pick<Ports, 'db'>,
  site: Pick<Site, 'id'>,
  history: readonly Receipt[],
): Promise<string> {
  const proofs: string[] = []
  for (const { receipt_id: id } of history) {
    const shown = await rebuildShown(db, site.id, id)
    if (shown) proofs.push(`{"receipt":${shown.receiptText},"notice":${shown.noticeText}}`)
  }
  return `[${proofs.join(',\n')}]\n`
}

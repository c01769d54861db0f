/**
 * Erasing what is known of a device, by the number of one of its receipts: its answers, and what was stored under its insights id.
 * What of it is held goes as well: that it is to be gone is a later word than that it be kept. One transaction, so that it is done or not; dates and hashes of the answers stay, as proof that holds nobody's answer (C10). So do
 * counts in the audit chain, and keyed hashes of the receipts in the journal, so that a restored backup does not bring them back.
 */
import { holdChain, recordAudit } from '../audit/chain.ts'
import { recordInJournal } from '../audit/journal.ts'
import { forgetLine, listLine } from '../consent/ledger.ts'
import { forgetHeldDevice } from '../hold/forget.ts'
import { restrictedBy } from '../hold/restriction.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { forgetDevice } from '../stats/forget.ts'

export interface Erased {
  readonly receipts: number
  readonly events: number
  readonly visits: number
}

/**
 * All zero for a number that no receipt of this site has, and when it was done before: then nothing is written either. An event that
 * is on its way is stored before (and erased), or after, and then without the id.
 */
export async function eraseDevice(
  { db, now, random, keyFor }: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>,
  site: Site,
  receiptId: string,
): Promise<Erased> {
  return await db.begin(async (tx): Promise<Erased> => {
    // First, as whoever acts at the desk.
    await holdChain(tx, site.id)
    const line = await listLine(tx, site.id, receiptId)
    const { receipts, insights } = await forgetLine({ db: tx, now, random }, site.id, receiptId)
    const by = restrictedBy({ keyFor }, { email: null, receiptIds: line })
    const held =
      receipts > 0 ? await forgetHeldDevice({ db: tx, now }, site.id, by) : { events: 0, visits: 0 }
    const { events, visits } = await forgetDevice({ db: tx, now, random }, site, insights)
    const erased = { receipts, events: events + held.events, visits: visits + held.visits }
    if (receipts > 0) {
      await recordInJournal({ db: tx, now, keyFor }, site.id, {
        act: 'erased',
        email: null,
        receiptIds: line,
        requestId: null,
      })
      await recordAudit({ db: tx, now }, site.id, { kind: 'erased', requestId: null, facts: erased })
    }
    return erased
  })
}

/**
 * Erasing what is known of a device, by the number of one of its receipts: its answers, and what was stored under its insights id.
 * One transaction, so that it is done or not; dates and hashes of the answers stay, as proof that holds nobody's answer (C10).
 */
import { forgetLine } from '../consent/ledger.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { forgetDevice } from '../stats/forget.ts'

export interface Erased {
  readonly receipts: number
  readonly events: number
  readonly visits: number
}

/**
 * All zero for a number that no receipt of this site has, and when it was done before. An event that is on its way is stored before
 * (and erased), or after, and then without the id.
 */
export async function eraseDevice(
  { db, now, random }: Pick<Ports, 'db' | 'now' | 'random'>,
  site: Site,
  receiptId: string,
): Promise<Erased> {
  return await db.begin(async (tx): Promise<Erased> => {
    const { receipts, insights } = await forgetLine({ db: tx, now, random }, site.id, receiptId)
    let [events, visits] = [0, 0]
    for (const insight of insights) {
      const forgotten = await forgetDevice({ db: tx, now, random }, site, insight)
      events += forgotten.events
      visits += forgotten.visits
    }
    return { receipts, events, visits }
  })
}

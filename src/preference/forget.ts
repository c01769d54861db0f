/**
 * Forgetting a reader, over the rooms that know them, in one transaction: done or not. Totals stay; links of old mails go on working, for they
 * name nobody but in our own cipher. Whoever asked never to be mailed again is written down as a keyed hash first: between the two nobody
 * could be subscribed anew.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { forgetDeliveries } from '../delivery/forget.ts'
import { forgetHits } from '../newsletter/forget.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { lockSubscriber } from '../subscriber/change.ts'
import { endedBefore, hasLive, listEnded } from '../subscriber/ended.ts'
import { forgetSubscriber } from '../subscriber/forget.ts'
import { findSubscriber } from '../subscriber/subscriber.ts'
import { suppress } from '../subscriber/suppression.ts'

type Acting = Pick<Ports, 'keyFor' | 'now'>

/** As `forgetReader`, in a transaction that is there: `db` is that one. */
export async function forgetReaderWithin(
  ports: { readonly db: Tx } & Acting,
  siteId: SiteId,
  id: bigint,
  { isForGood = false }: { readonly isForGood?: boolean } = {},
): Promise<boolean> {
  if (!(await lockSubscriber(ports, siteId, id))) return false
  const person = isForGood ? await findSubscriber(ports, siteId, id) : null
  if (person) await suppress(ports, siteId, person.email, 'asked')
  // Totals are made of what goes, so whose they were must still be there.
  await forgetDeliveries(ports, siteId, id)
  await forgetHits(ports, siteId, id)
  return forgetSubscriber(ports, siteId, id)
}

/** `isForGood`: and never to be mailed again. False when they are gone already. Indexes: as in the rooms. */
export function forgetReader(
  { db, keyFor, now }: Pick<Ports, 'db'> & Acting,
  siteId: SiteId,
  id: bigint,
  how: { readonly isForGood?: boolean } = {},
): Promise<boolean> {
  return db.begin((tx) => forgetReaderWithin({ db: tx, keyFor, now }, siteId, id, how))
}

/** At once: reading who ended takes longer than forgetting some of them. */
const sweptAtOnceMax = 1_000

/** Forgets who gets nothing for 30 days, each in a transaction of their own, and answers how many. */
export async function sweepSubscribers(
  { db, keyFor, now }: Pick<Ports, 'db'> & Acting,
  site: Pick<Site, 'id'>,
): Promise<number> {
  const before = endedBefore({ now })
  let forgotten = 0
  for (const id of await listEnded({ db }, site.id, before, sweptAtOnceMax))
    forgotten += await db.begin(async (tx) => {
      const ports = { db: tx, keyFor, now }
      if (!(await lockSubscriber(ports, site.id, id))) return 0
      // Subscribed again since they were listed.
      if (await hasLive(ports, site.id, id, before)) return 0
      return (await forgetReaderWithin(ports, site.id, id)) ? 1 : 0
    })
  return forgotten
}

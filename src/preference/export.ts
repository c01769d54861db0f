/** Everything that is kept of one reader, over the rooms that keep it, as plain data: what the owner of the address may take along (art. 15, 20). */
import type { Tx } from '../db/connect.ts'
import { exportDeliveries } from '../delivery/forget.ts'
import { exportHits } from '../newsletter/forget.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { exportSubscriber } from '../subscriber/forget.ts'

/** Of one moment, so in a transaction: `db` is that one. `reader` is null when there is nobody of this number. */
export async function exportReader(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor' | 'now'>,
  { id: siteId, domain }: Site,
  subscriberId: bigint,
) {
  return {
    site: domain,
    exported_at: ports.now(),
    reader: await exportSubscriber(ports, siteId, subscriberId),
    deliveries: await exportDeliveries(ports, siteId, subscriberId),
    hits: await exportHits(ports, siteId, subscriberId),
  }
}

/**
 * Making sure who asks: by the mailed link, or by staff. An objection stops what it is about in the same moment, and is judged afterwards
 * (art. 21(1) and (3)): before it is clear who asks, anybody could stop anybody's newsletters.
 */
import type { Tx } from '../db/connect.ts'
import { stopProcessing } from '../hold/stop.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { moveRequest, type Moved, type Moving } from './state.ts'

/** In the caller's transaction: `db` is that one. Refusals are those of `moveRequest`; then nothing was stopped. */
export async function verifyRequest(
  ports: { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor' | 'config'>,
  site: Site,
  id: string,
  moving: Moving,
): Promise<Moved> {
  const moved = await moveRequest(ports, site, id, 'verify', moving)
  if (moved.ok && moved.request.kind === 'object') await stopProcessing(ports, site, moved.request)
  return moved
}

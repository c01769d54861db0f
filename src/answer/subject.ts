/** The request that a deed answers: held while it is done, and how the proof of the deed refers to whom it is about. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { lockRequest, type RequestKind, type RightsRequest } from '../rights/request.ts'

/**
 * The request as it stands now, held until the transaction ends, when something may be done about it: it is known who asks, and it is not
 * answered. Null otherwise, and for a request of another kind.
 */
export async function holdOpenRequest(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  siteId: SiteId,
  { id }: Pick<RightsRequest, 'id'>,
  kind: RequestKind,
): Promise<RightsRequest | null> {
  const request = await lockRequest(ports, siteId, id)
  return request?.kind === kind && (request.state === 'open' || request.state === 'extended') ? request : null
}

/** By what the proof of a deed refers to them, through a key. Without address and receipt there is the request alone. */
export const nameOf = ({
  id,
  subject: { email, receiptId },
}: Pick<RightsRequest, 'id' | 'subject'>): string => email ?? receiptId ?? id

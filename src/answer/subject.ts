/**
 * What a verified subject leads to: a reader by their e-mail address, a device by the number of a receipt that it alone holds. Nobody is
 * looked up by a network or by the pseudonym of a day, also not by the desk: those lead to others as well (A-14, art. 11).
 */
import { listInsights, listLine } from '../consent/ledger.ts'
import { isReceiptId } from '../consent/receipt.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { lockRequest, type RequestKind, type RightsRequest, type Subject } from '../rights/request.ts'
import type { Site } from '../site/site.ts'
import { findByEmail } from '../subscriber/subscriber.ts'

type Reading = { readonly db: Tx } & Pick<Ports, 'keyFor'>

export interface OnFile {
  readonly subscriberId: bigint | null
  /** Every receipt of the device, oldest first. */
  readonly receiptIds: readonly string[]
  /** Every insights id that these had, as decimal text. */
  readonly insights: readonly string[]
}

/** All empty when nothing is kept of them. Indexes: subscriber_once, consent_receipt_pk, consent_given_pk. */
export async function findOnFile(
  ports: Reading,
  { id: siteId }: Pick<Site, 'id'>,
  { email, receiptId }: Pick<Subject, 'email' | 'receiptId'>,
): Promise<OnFile> {
  const reader = email === null ? null : await findByEmail(ports, siteId, email)
  const isReceipt = receiptId !== null && isReceiptId(receiptId)
  return {
    subscriberId: reader?.id ?? null,
    receiptIds: isReceipt ? await listLine(ports.db, siteId, receiptId) : [],
    insights: isReceipt ? await listInsights(ports.db, siteId, receiptId) : [],
  }
}

/** Also the one that was named and is not on file: a restored backup may know it. */
export const receiptsOf = ({ receiptIds }: OnFile, named: string | null): readonly string[] =>
  named !== null && isReceiptId(named) && !receiptIds.includes(named) ? [...receiptIds, named] : receiptIds

/**
 * The request as it stands now, held until the transaction ends, when something may be done about it: it is known who asks, and it is not
 * answered. Null otherwise, and for a request of another kind.
 */
export async function holdOpenRequest(
  ports: Reading,
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

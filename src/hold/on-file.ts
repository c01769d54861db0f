/**
 * What somebody leads to: a reader by their e-mail address, a device by the number of a receipt that it alone holds. Nobody is looked up
 * by a network or by the pseudonym of a day, also not by the desk: those lead to others as well (A-14, art. 11).
 */
import { listInsights, listLine } from '../consent/ledger.ts'
import { isReceiptId } from '../consent/receipt.ts'
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import type { Email } from '../subscriber/email.ts'
import { findByEmail } from '../subscriber/subscriber.ts'

/** By what whoever asks is known. */
export interface Named {
  readonly email: Email | null
  readonly receiptId: string | null
}

export interface OnFile {
  readonly subscriberId: bigint | null
  /** Every receipt of the device, oldest first. */
  readonly receiptIds: readonly string[]
  /** Every insights id that these had, as decimal text. */
  readonly insights: readonly string[]
}

/** All empty when nothing is kept of them. Indexes: subscriber_once, consent_receipt_pk, consent_given_pk. */
export async function findOnFile(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  { id: siteId }: Pick<Site, 'id'>,
  { email, receiptId }: Named,
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

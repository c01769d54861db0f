/** Readers by the keyed hash of their address alone: for whoever tells a restored backup whom it must let go, and knows no address. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'

/** Null when nobody has it. Index: subscriber_once. */
export async function findByIndex(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  index: Buffer,
): Promise<bigint | null> {
  const [row] = await db<{ subscriber_id: string }[]>`
    select subscriber_id::text as subscriber_id from subscriber where site_id = ${siteId} and email_index = ${index}`
  return row ? BigInt(row.subscriber_id) : null
}

/** What waits under an address that is no reader's, or not yet: confirmations and rows of imports. Indexes: confirmation_pk, reader_import_row_email. */
export async function forgetWaiting(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  index: Buffer,
): Promise<void> {
  await db`delete from confirmation where site_id = ${siteId} and email_index = ${index}`
  await db`delete from reader_import_row where site_id = ${siteId} and email_index = ${index}`
}

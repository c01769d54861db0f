/** What readers took back, for the journal that a restored backup is told. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'

export interface Withdrawn {
  readonly at: Date
  /** As `subscriber.email_index`. */
  readonly index: Buffer
  /** Newsletters that they ended; none where they ended being measured. */
  readonly lists: readonly number[]
  readonly isMeasuring: boolean
}

/**
 * Receipts of a withdrawal that this has not answered before, at most so many, oldest first. In the transaction that writes them down. One
 * of somebody whose rows are held waits until they are back, and keeps no other waiting.
 * Index: subscriber_receipt_unjournaled, subscriber_receipt_pk, subscriber_pk.
 */
export async function takeWithdrawn(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  most: number,
): Promise<readonly Withdrawn[]> {
  const rows = await db<Withdrawn[]>`
    with due as materialized (
      select w.receipt_id, s.email_index from subscriber_receipt w
      join subscriber s on s.site_id = ${siteId} and s.subscriber_id = w.subscriber_id
      where w.site_id = ${siteId} and w.answer = 'withdrawn' and w.journaled_at is null order by w.recorded_at limit ${most}
    )
    update subscriber_receipt r set journaled_at = ${now()} from due
    where r.site_id = ${siteId} and r.receipt_id = due.receipt_id and r.journaled_at is null
    returning r.recorded_at as at, due.email_index as index, r.lists, r.purpose = 'measure' as "isMeasuring"`
  return rows.toSorted((a, b) => a.at.getTime() - b.at.getTime())
}

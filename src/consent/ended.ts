/** What devices took back, for the journal that a restored backup is told. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'

export interface EndedConsent {
  readonly receiptId: string
  readonly endedAt: Date
}

/**
 * What was allowed and was taken back or replaced, and that this has not answered before: at most so many, oldest first. In the
 * transaction that writes it down. Index: consent_given_unjournaled, consent_given_pk.
 */
export async function takeEnded(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  most: number,
): Promise<readonly EndedConsent[]> {
  const rows = await db<EndedConsent[]>`
    with due as materialized (
      select receipt_id from consent_given
      where site_id = ${siteId} and ended_at is not null and journaled_at is null order by ended_at limit ${most}
    )
    update consent_given g set journaled_at = ${now()} from due
    where g.site_id = ${siteId} and g.receipt_id = due.receipt_id and g.journaled_at is null
    returning g.receipt_id as "receiptId", g.ended_at as "endedAt"`
  return rows.toSorted((a, b) => a.endedAt.getTime() - b.endedAt.getTime())
}

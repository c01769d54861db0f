/** How old the oldest is that is left of a category: what the report shows, and what a sweep is held against. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { everywhere } from '../account/role.ts'
import { startOfDay } from '../site/local-day.ts'
import type { Category, Kept } from './category.ts'

/** A site, or in its place the installation. */
export type Where = SiteId | typeof everywhere

/** Our own text, out of `category.ts` alone: no value of anybody's is in it. */
function questionOf(table: string, since: string, scope: Category['scope']): string {
  if (since.startsWith('select ')) return `select min(at) as at from (${since}) as found (at)`
  return `select min(${since}) as at from ${table}${scope === 'site' ? ' where site_id = $1' : ''}`
}

/**
 * Null: nothing is left whose term has begun. Reads one end of an index where the table has one by age (event_pk, visit_pk,
 * visit_trail_pk, site_day_pk, consent_receipt_until, mail_queued, staff_act_at), else all rows of the site: 0.3 s for a million mails.
 */
export async function findOldest(
  db: Tx,
  { scope, since }: Category,
  where: Where,
  { timezone }: Pick<Kept, 'timezone'>,
): Promise<Date | null> {
  let oldest: Date | null = null
  for (const [table, counted] of Object.entries(since)) {
    if (counted === null) continue
    const [row] = await db.unsafe<{ at: Date | null }[]>(
      questionOf(table, counted, scope),
      scope === 'site' ? [where] : [],
    )
    if (!row?.at) continue
    // The driver reads a date as midnight in UTC; the site's day begins when its own clock says so.
    const at = counted === 'day' ? startOfDay(row.at.toISOString().slice(0, 10), timezone) : row.at
    if (oldest === null || at < oldest) oldest = at
  }
  return oldest
}

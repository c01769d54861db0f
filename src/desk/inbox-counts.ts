/** How the open requests of a site stand on a day: the figures above the inbox. */
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'

export interface InboxCounts {
  readonly open: number
  readonly late: number
  /** Due today or within seven days. */
  readonly soon: number
  readonly unassigned: number
}

/** `today`: the site's local day, ISO. Index: rights_request_open; some tens of rows. */
export async function countInbox(
  { db }: Pick<Ports, 'db'>,
  siteId: SiteId,
  today: string,
): Promise<InboxCounts> {
  const [row] = await db<InboxCounts[]>`
    select count(*)::int as open,
      (count(*) filter (where coalesce(extended_due, promise_due) < ${today}::date))::int as late,
      (count(*) filter (where coalesce(extended_due, promise_due) between ${today}::date and ${today}::date + 7))::int as soon,
      (count(*) filter (where assigned_to is null))::int as unassigned
    from rights_request where site_id = ${siteId} and closed_at is null`
  return must(row, 'an aggregate has one row')
}

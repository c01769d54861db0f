/** How many requests of a site are open: shown beside the way to the desk. */
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'

/** Index: rights_request_open; a site has some tens at most. */
export async function countOpenRequests({ db }: Pick<Ports, 'db'>, siteId: SiteId): Promise<number> {
  const [row] = await db<{ open: number }[]>`
    select count(*)::int as open from rights_request where site_id = ${siteId} and closed_at is null`
  return row?.open ?? 0
}

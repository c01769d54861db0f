/** Which requests a page of the inbox shows: the first to answer first, an extended one by its new day; closed ones the newest first. */
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { findRequest, type RightsRequest } from '../rights/request.ts'
import type { InboxFilter } from './inbox-filter.ts'

export interface InboxAsked {
  readonly filter: InboxFilter
  /** Whose "mine" is. */
  readonly staffId: string
  readonly skip: number
  readonly limit: number
}

/**
 * Numbers first and requests by number then: what sorts them is no column of its own, and what is sealed is opened for these alone.
 * Indexes: rights_request_open (some tens of rows, sorted), rights_request_closed_at, rights_request_pk.
 */
export async function listInbox(
  ports: Pick<Ports, 'db' | 'keyFor'>,
  siteId: SiteId,
  { filter: { which, kind, who }, staffId, skip, limit }: InboxAsked,
): Promise<RightsRequest[]> {
  const { db } = ports
  const wanted = db`
    ${kind === null ? db`` : db`and kind = ${kind}`}
    ${who === 'all' ? db`` : who === 'mine' ? db`and assigned_to = ${staffId}` : db`and assigned_to is null`}`
  const rows =
    which === 'open'
      ? await db<{ request_id: string }[]>`
          select request_id from rights_request where site_id = ${siteId} and closed_at is null ${wanted}
          order by coalesce(extended_due, promise_due), request_id limit ${limit} offset ${skip}`
      : await db<{ request_id: string }[]>`
          select request_id from rights_request where site_id = ${siteId} and closed_at is not null ${wanted}
          order by closed_at desc, request_id desc limit ${limit} offset ${skip}`
  const found = await Promise.all(rows.map(({ request_id: id }) => findRequest(ports, siteId, id)))
  return found.filter((one) => one !== null)
}

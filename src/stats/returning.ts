/**
 * Visits of devices that agreed to being recognised, and how many of those had come on an earlier day: all that an insights id is
 * for. Of everybody else nobody knows, which is why this is a part and never a whole.
 */
import { asRole } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import type { Range } from './question.ts'
import { kFiltered } from './small-counts.ts'

export interface Returning {
  readonly devices: number
  readonly visits: number
  /** Of these visits, those of a device that had been there on an earlier day. */
  readonly returning: number
}

/**
 * Null where fewer than ten devices agreed. A device whose consent was withdrawn since is counted no more. Index: visit_insight,
 * consent_given_insight.
 */
export async function findReturning(
  { db }: Pick<Ports, 'db'>,
  site: Pick<Site, 'id'>,
  { from, to }: Range,
): Promise<Returning | null> {
  const [row] = await asRole(
    db,
    'dashboard',
    (tx) => tx<Returning[]>`
      select count(distinct insight)::integer as devices, count(*)::integer as visits, count(*) filter (where exists (
        select from visit earlier
        where earlier.site_id = ${site.id} and earlier.insight = visit.insight and earlier.day < visit.day))::integer as returning
      from visit
      where site_id = ${site.id} and day between ${from} and ${to} and insight is not null and views + events > 0
        and exists (select from consent_given given
          where given.site_id = ${site.id} and given.insight = visit.insight and given.ended_at is null)`,
  )
  return row && row.devices >= kFiltered ? row : null
}

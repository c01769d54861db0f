/** How many beacons were dropped in a period, by reason: what was filtered is shown, never which beacon or whose. */
import { asRole } from '../db/connect.ts'
import type { DropReason } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import type { Range } from './question.ts'

export interface DropTotal {
  readonly reason: DropReason
  readonly beacons: number
}

/** Most first. Index: drop_count_pk. */
export async function listDrops(
  { db }: Pick<Ports, 'db'>,
  site: Site,
  { from, to }: Range,
): Promise<DropTotal[]> {
  return await asRole(
    db,
    'dashboard',
    (tx) => tx<DropTotal[]>`
      select reason, sum(beacons)::float8 as beacons from drop_count
      where site_id = ${site.id} and day between ${from} and ${to} group by reason order by beacons desc, reason`,
  )
}

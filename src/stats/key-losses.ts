/**
 * Days on which a crash of the database lost the day's key: people seen before and after it count twice. Said beside the
 * figures, since a number that can't be explained is not trusted.
 */
import { asRole } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import type { Range } from './question.ts'

/** Oldest first. Index: site_day_pk. */
export async function listKeyLosses(
  { db }: Pick<Ports, 'db'>,
  site: Site,
  { from, to }: Range,
): Promise<string[]> {
  const rows = await asRole(
    db,
    'dashboard',
    (tx) => tx<{ day: string }[]>`
      select day::text as day from site_day
      where site_id = ${site.id} and day between ${from} and ${to} and keys_lost order by site_day.day`,
  )
  return rows.map(({ day }) => day)
}

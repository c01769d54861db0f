/**
 * How much of what a website gave out was measured: its own server or CDN tells us how many pages it served on a day, as a
 * bare count. Blockers, refusals and robots make the difference; it is shown, and nobody is chased for it.
 */
import * as z from 'zod'
import { asRole } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { isDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import type { Range } from './question.ts'

/** What `POST /api/coverage` takes. Each refusal names the field and what it takes, never the value. */
export const servedCount = z.strictObject(
  {
    site: z.string('is the domain of the site').max(253, 'is the domain of the site'),
    day: z.string('is a date such as 2026-11-01').refine(isDay, 'is a date such as 2026-11-01'),
    requests: z
      .int('is a whole number')
      .min(0, 'is not negative')
      .max(2_000_000_000, 'is at most 2000000000'),
  },
  'is an object with site, day and requests',
)
export type ServedCount = z.infer<typeof servedCount>

export interface Coverage {
  /** Pages that the site's own server gave out, on the days it told us of. */
  readonly served: number
  /** Page views that were measured on those days. */
  readonly measured: number
  readonly days: number
}

/** Replaces what was said of that day before, so the same request may be sent again. Index: served_day_pk. */
export async function recordServed(
  { db }: Pick<Ports, 'db'>,
  site: Site,
  { day, requests }: Pick<ServedCount, 'day' | 'requests'>,
): Promise<void> {
  await db`
    insert into served_day (site_id, day, requests) values (${site.id}, ${day}, ${requests})
    on conflict (site_id, day) do update set requests = excluded.requests`
}

/** Null when nothing was told of these days. Views are taken from the hour counters, which every event reaches. Index: served_day_pk, day_hour_pk. */
export async function findCoverage(
  { db }: Pick<Ports, 'db'>,
  site: Site,
  { from, to }: Range,
): Promise<Coverage | null> {
  const [row] = await asRole(
    db,
    'dashboard',
    (tx) => tx<Coverage[]>`
      select sum(requests)::float8 as served, count(*)::float8 as days,
        (select coalesce(sum(views), 0)::float8 from day_hour
         where site_id = ${site.id} and day in (
           select day from served_day where site_id = ${site.id} and day between ${from} and ${to})) as measured
      from served_day where site_id = ${site.id} and day between ${from} and ${to}`,
  )
  return row && row.days > 0 ? row : null
}

/**
 * What storage holds against what the senders know (a set checker in the manner of Jepsen), and visits and days against
 * the naive recount of the events as they stand.
 */
import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import type { Db } from '../../src/db/connect.ts'
import { findSite } from '../../src/site/site.ts'
import { computeStaleDays } from '../../src/stats/days.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { must } from '../../src/must.ts'
import { readEvents, readVisits, recountDays, recountVisits } from '../support/recount.ts'
import type { Load } from './load.ts'

export interface Findings {
  readonly acknowledged: number
  readonly stored: number
  /** Acknowledged and not stored. */
  readonly lost: readonly string[]
  /** Stored more than once. */
  readonly duplicated: readonly string[]
  /** Stored and never sent. */
  readonly unexpected: readonly string[]
  readonly visits: number
}

const ports = (db: Db) => ({
  db,
  now: () => new Date(),
  random: (bytes: number) => randomBytes(bytes),
  count: () => {},
})

/** Finishes the roll-up where the service left it, then compares everything. Throws when visits or days are not the recount's. */
export async function compare(db: Db, load: Pick<Load, 'sent' | 'acknowledged'>): Promise<Findings> {
  const site = must(await findSite(ports(db), 'example.nl'), 'the test made it')
  while (!(await makeVisits(ports(db), site, 500)).isDone);
  await computeStaleDays(ports(db), site)

  const events = await readEvents(db, site)
  const times = new Map<string, number>()
  for (const { id } of events) times.set(id, (times.get(id) ?? 0) + 1)

  const visits = recountVisits(events, site.timezone)
  expect(await readVisits(db, site)).toEqual(visits)
  const days = await db`
    select day::text as day, visitors, visits, views, bounces, engaged_ms::float8 as engaged_ms
    from site_day where site_id = ${site.id} and marks = computed_marks order by day`
  const closed = new Set(days.map(({ day }) => String(day)))
  expect(closed.size).toBeGreaterThan(0)
  expect([...days]).toEqual(recountDays(visits).filter(({ day }) => closed.has(day)))
  // Views by the hour are added to as events come, so they tell of an event that was rolled up twice or never.
  const [hours] = await db<{ views: number }[]>`
    select sum(views)::float8 as views from day_hour where site_id = ${site.id}`
  expect(hours?.views).toBe(events.filter(({ name }) => name === 'pageview').length)

  return {
    acknowledged: load.acknowledged.size,
    stored: events.length,
    lost: [...load.acknowledged].filter((id) => !times.has(id)),
    duplicated: [...times].filter(([, count]) => count > 1).map(([id]) => id),
    unexpected: [...times.keys()].filter((id) => !load.sent.has(id)),
    visits: visits.length,
  }
}

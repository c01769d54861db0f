/**
 * Fills the demo's site with past traffic, the way real traffic goes: events are stored, rolled up into visits, closed days
 * computed. Events past their 90 days are dropped again, as retention would, while visits and figures stay.
 */
import { dropPartition, monthOf } from '../db/partitions.ts'
import { recordDrops } from '../ingest/drops.ts'
import { storeEvents } from '../ingest/store.ts'
import type { Ports } from '../ports.ts'
import { addDays, localToday } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { recordAnnotation } from '../stats/annotations.ts'
import { fillConversions } from '../stats/conversions.ts'
import { recordServed } from '../stats/coverage.ts'
import { computeStaleDays } from '../stats/days.ts'
import { makeVisits } from '../stats/visits.ts'
import { openChance } from './chance.ts'
import { addDemoGoals } from './demo-goals.ts'
import { dropsOn, noteOn, servedOn, trafficOn } from './traffic.ts'

export interface Filling {
  /** Days back from yesterday; today is left to real visitors. */
  readonly days: number
  readonly seed: number
  readonly onDay: (done: number, of: number) => void
}

/** Raw events live this long (product: retention). */
const eventDays = 90
const rowsPerCommit = 500

/** Answers how many events were stored. A day that has figures already is left alone, so a second run adds nothing. */
export async function fillDemo(
  ports: Pick<Ports, 'db' | 'now' | 'random' | 'count'>,
  site: Site,
  { days, seed, onDay }: Filling,
): Promise<number> {
  const today = localToday(ports.now(), site.timezone)
  const filled = new Set(
    (await ports.db<{ day: string }[]>`select day::text as day from site_day where site_id = ${site.id}`).map(
      ({ day }) => day,
    ),
  )
  let stored = 0
  for (let age = days; age >= 1; age -= 1) {
    const day = addDays(today, -age)
    if (!filled.has(day)) {
      const rows = trafficOn(site, day, age, days, openChance(seed + age))
      for (let at = 0; at < rows.length; at += rowsPerCommit)
        await storeEvents(ports, [{ siteId: site.id, events: rows.slice(at, at + rowsPerCommit) }])
      while (!(await makeVisits(ports, site, 2_000)).isDone);
      await computeStaleDays(ports, site)
      await recordDrops(ports.db, dropsOn(site, day, rows.length, openChance(seed + age)))
      await recordServed(ports, site, servedOn(day, rows, openChance(seed + age)))
      const note = noteOn(day, rows.length)
      if (note !== null) await recordAnnotation(ports, site, { day, note })
      stored += rows.length
    }
    onDay(days - age + 1, days)
    await dropOldMonth(ports, day, today)
  }
  // Last, so that they are computed many days at a time.
  await addDemoGoals(ports, site)
  while (!(await fillConversions(ports, site)).isDone);
  return stored
}

/** On the last day of a month that lies wholly past the period: drops that month's events. */
async function dropOldMonth({ db }: Pick<Ports, 'db'>, day: string, today: string): Promise<void> {
  const isLastOfMonth = addDays(day, 1).endsWith('-01')
  // A local day reaches into the neighbouring UTC months, so the month before the finished one is the safe one to drop.
  if (isLastOfMonth && addDays(day, eventDays + 1) < today)
    await dropPartition(db, monthOf(new Date(`${day}T12:00:00Z`), -1))
}

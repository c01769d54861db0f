/**
 * The end of events and visits. The figures of a day are made of its visits, and its views by the hour of its events: both are right
 * before the first row of the day goes (`closeDay`), and then stand as they are for ever, also while only half of it is gone (`days.ts`).
 * Whoever deletes or makes visits holds the day's row of `site_day` first, as here: one of the two is always first, and none waits in
 * a circle.
 */
import type { Db, Tx } from '../db/connect.ts'
import { listMonths, removePartition, type Month } from '../db/partitions.ts'
import type { Ports } from '../ports.ts'
import { dayBounds, localDay, localToday } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { computeDay } from '../stats/days.ts'
import { makeVisits } from '../stats/visits.ts'
import { categories, limitOf, type Limit } from './category.ts'
import { recordRun } from './run.ts'

type Sweeping = { readonly db: Db } & Pick<Ports, 'now' | 'count'>

/** Rows of one statement: it holds up the embedded database for some 50 ms. */
export interface Batch {
  readonly rowsMax: number
}

/** An event is stored under its own time up to 48 hours later, and may wait as long as the roll-up is down. */
const lateMs = 3 * 86_400_000

/**
 * Makes visits of events that wait for it, where their day is about to go: a service that comes back after a week has them. Index:
 * ingest_batch_pk; only what waits.
 */
export async function rollUpBefore(
  ports: Sweeping,
  site: Site,
  limit: Limit,
  { rowsMax }: Batch,
): Promise<void> {
  const [waiting] = await ports.db`
    select batch from ingest_batch
    where site_id = ${site.id} and received_at < ${new Date(limit.at.getTime() + lateMs)} limit 1`
  if (!waiting) return
  while (!(await makeVisits(ports, site, rowsMax)).isDone);
}

/** Computes the figures of a day once more where they do not hold. Index: site_day_pk. */
async function settleDay(ports: Sweeping, site: Site, day: string): Promise<void> {
  const stale = await ports.db`
    select day from site_day where site_id = ${site.id} and day = ${day} and marks <> computed_marks`
  if (stale.length > 0) await computeDay(ports, site, day)
}

/**
 * Says that nothing is computed from a day's rows any more, and holds its row until the transaction ends. False when something changed
 * the day since it was settled; true as well where it has no figures. Index: site_day_pk.
 */
async function closeDay(
  tx: Tx,
  { id }: Pick<Site, 'id'>,
  day: string,
  purged: 'events' | 'visits',
): Promise<boolean> {
  const [row] = await tx<{ holds: boolean; purged: string | null }[]>`
    select marks = computed_marks or purged = 'visits' as holds, purged from site_day
    where site_id = ${id} and day = ${day} for update`
  if (!row) return true
  if (!row.holds) return false
  if (row.purged !== purged && row.purged !== 'visits')
    await tx`update site_day set purged = ${purged} where site_id = ${id} and day = ${day}`
  return true
}

/** The oldest local day that an event is kept of, where that is past its term. Index: event_pk. */
async function findEventDay(db: Tx, { id, timezone }: Site, { at }: Limit): Promise<string | null> {
  const [row] = await db<{ at: Date | null }[]>`
    select min(occurred_at) as at from event where site_id = ${id} and occurred_at < ${at}`
  return row?.at ? localDay(row.at, timezone) : null
}

/** Of visits, and of trails that a stopped sweep left. Index: visit_pk, visit_trail_pk. */
async function findVisitDay(db: Tx, { id }: Site, { day }: Limit): Promise<string | null> {
  const [row] = await db<{ day: string | null }[]>`
    select least((select min(day) from visit where site_id = ${id} and day < ${day}),
      (select min(day) from visit_trail where site_id = ${id} and day < ${day}))::text as day`
  return row?.day ?? null
}

export async function settleEvents(ports: Sweeping, site: Site, limit: Limit, batch: Batch): Promise<void> {
  await rollUpBefore(ports, site, limit, batch)
  const day = await findEventDay(ports.db, site, limit)
  if (day !== null) await settleDay(ports, site, day)
}

export async function settleVisits(ports: Sweeping, site: Site, limit: Limit, batch: Batch): Promise<void> {
  await rollUpBefore(ports, site, limit, batch)
  const day = await findVisitDay(ports.db, site, limit)
  if (day !== null) await settleDay(ports, site, day)
}

/**
 * Deletes events of the oldest day that is past its term, and answers how many; null when the day changed this moment. Index: event_pk,
 * the first rows of its range.
 */
export async function sweepEvents(
  tx: Tx,
  site: Site,
  limit: Limit,
  { rowsMax }: Batch,
): Promise<number | null> {
  const day = await findEventDay(tx, site, limit)
  if (day === null) return 0
  if (!(await closeDay(tx, site, day, 'events'))) return null
  const { from, until } = dayBounds(day, site.timezone)
  const { count } = await tx`
    delete from event where site_id = ${site.id} and occurred_at >= ${from} and occurred_at < ${until}
      and occurred_at <= (select max(occurred_at) from (
        select occurred_at from event where site_id = ${site.id} and occurred_at >= ${from} and occurred_at < ${until}
        order by occurred_at limit ${rowsMax}) oldest)`
  return count
}

/**
 * Deletes visits and their trails of the oldest day that is past its term, by visitor; as `sweepEvents`. Index: visit_pk,
 * visit_trail_pk.
 */
export async function sweepVisits(
  tx: Tx,
  site: Site,
  limit: Limit,
  { rowsMax }: Batch,
): Promise<number | null> {
  const day = await findVisitDay(tx, site, limit)
  if (day === null) return 0
  if (!(await closeDay(tx, site, day, 'visits'))) return null
  const trails = await tx`
    delete from visit_trail where site_id = ${site.id} and day = ${day} and visitor <= (select max(visitor) from (
      select visitor from visit_trail where site_id = ${site.id} and day = ${day} order by visitor limit ${rowsMax}) first)`
  const visits = await tx`
    delete from visit where site_id = ${site.id} and day = ${day} and visitor <= (select max(visitor) from (
      select visitor from visit where site_id = ${site.id} and day = ${day} order by visitor limit ${rowsMax}) first)`
  return trails.count + visits.count
}

/** The figures of days that begin in a month stay as they are: their events go with it. Index: site_day_pk. */
async function closeMonth(db: Db, site: Site, { until }: Month): Promise<void> {
  // The last local day of the month may reach into the next one.
  const lastDay = localDay(new Date(Date.parse(until) - 1), site.timezone)
  await db`
    with closing as (
      select day from site_day where site_id = ${site.id} and day <= ${lastDay} and purged is null order by day for update
    )
    update site_day set purged = 'events' from closing where site_day.site_id = ${site.id} and site_day.day = closing.day`
}

/** Index: event_pk, the site's own rows of the month. */
async function countEvents(db: Db, { id }: Site, { from, until }: Month): Promise<number> {
  const [row] = await db<{ events: string }[]>`
    select count(*)::text as events from event where site_id = ${id} and occurred_at >= ${from} and occurred_at < ${until}`
  return Number(row?.events ?? 0)
}

/**
 * Drops each month that is past its term at every site: one that keeps its events for longer keeps the month, and the others' rows of it
 * go one by one. Answers how many months went. A month that somebody holds waits for the next round.
 */
export async function sweepMonths(ports: Sweeping, sites: readonly Site[], batch: Batch): Promise<number> {
  const { db, now } = ports
  const { term } = categories['events-90-days']
  const limits = sites.flatMap((site) => {
    const limit = limitOf(term, site, now())
    return limit ? [{ site, limit }] : []
  })
  // Without a site there is nothing to go by.
  const past = Math.min(...limits.map(({ limit }) => limit.at.getTime()))
  if (!Number.isFinite(past)) return 0
  let dropped = 0
  for (const month of await listMonths(db)) {
    if (Date.parse(month.until) > past) break
    const gone: { readonly site: Site; readonly limit: Limit; readonly rows: number }[] = []
    for (const { site, limit } of limits) {
      const rows = await countEvents(db, site, month)
      if (rows > 0) await settleMonth(ports, site, limit, month, batch)
      await closeMonth(db, site, month)
      gone.push({ site, limit, rows })
    }
    const isGone = await removePartition(db, month, async (tx) => {
      for (const { site, limit, rows } of gone)
        await recordRun(tx, site.id, {
          category: 'events',
          day: localToday(now(), site.timezone),
          at: now(),
          rows,
          partitions: 1,
          oldestAt: null,
          keepFrom: limit.at,
          isDone: false,
        })
    })
    if (!isGone) break
    dropped += 1
  }
  return dropped
}

/** Before a month of a site goes that has rows in it: all of its visits are made, and all its days hold. */
async function settleMonth(
  ports: Sweeping,
  site: Site,
  limit: Limit,
  { until }: Month,
  batch: Batch,
): Promise<void> {
  await rollUpBefore(ports, site, limit, batch)
  const stale = await ports.db<{ day: string }[]>`
    select day::text as day from site_day
    where site_id = ${site.id} and day <= ${localDay(new Date(until), site.timezone)} and marks <> computed_marks
      and purged is null order by site_day.day`
  for (const { day } of stale) await computeDay(ports, site, day)
}

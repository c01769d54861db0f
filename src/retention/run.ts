/**
 * What the sweeps did, by site, local day and category: how many rows went, and how old the oldest is that is left. Numbers alone. Kept
 * for 13 months; before that, each day's counts are written in the site's audit chain, once.
 */
import { recordAudit } from '../audit/chain.ts'
import type { Db, Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { addDays } from '../site/local-day.ts'
import type { CategoryName } from './category.ts'
import type { Where } from './oldest.ts'

/** Besides categories: that the privacy officer was mailed about a missed sweep. */
type Entry = CategoryName | 'alarm'

export interface Run {
  readonly category: CategoryName
  /** Local day of the site, ISO. */
  readonly day: string
  readonly at: Date
  readonly rows: number
  readonly partitions: number
  readonly oldestAt: Date | null
  readonly keepFrom: Date | null
  readonly isDone: boolean
}

/** Adds to what the day's sweep of a category did; the last word on how it stands is the one that stays. Index: retention_run_pk. */
export async function recordRun(
  db: Tx,
  where: Where,
  { category, day, at, rows, partitions, oldestAt, keepFrom, isDone }: Run,
): Promise<void> {
  await db`
    insert into retention_run as run (site_id, day, category, at, rows_deleted, partitions_dropped, oldest_at, keep_until, is_done)
    values (${where}, ${day}, ${category}, ${at}, ${rows}, ${partitions}, ${oldestAt}, ${keepFrom}, ${isDone})
    on conflict (site_id, day, category) do update set at = excluded.at, rows_deleted = run.rows_deleted + excluded.rows_deleted,
      partitions_dropped = run.partitions_dropped + excluded.partitions_dropped, oldest_at = excluded.oldest_at,
      keep_until = excluded.keep_until, is_done = excluded.is_done`
}

/** Takes the one mail of a missed day: true for whoever was first. Index: retention_run_pk. */
export async function claimAlarm(db: Tx, siteId: SiteId, day: string, at: Date): Promise<boolean> {
  const rows = await db`
    insert into retention_run (site_id, day, category, at, rows_deleted, partitions_dropped, is_done)
    values (${siteId}, ${day}, 'alarm', ${at}, 0, 0, true)
    on conflict (site_id, day, category) do nothing returning day`
  return rows.length === 1
}

interface RunRow {
  readonly category: Entry
  readonly day: string
  readonly at: Date
  readonly rows: string
  readonly partitions: number
  readonly oldest_at: Date | null
  readonly keep_until: Date | null
  readonly is_done: boolean
}

const runOf = (row: RunRow & { readonly category: CategoryName }): Run => ({
  category: row.category,
  day: row.day,
  at: row.at,
  rows: Number(row.rows),
  partitions: row.partitions,
  oldestAt: row.oldest_at,
  keepFrom: row.keep_until,
  isDone: row.is_done,
})

const isRun = (row: RunRow): row is RunRow & { readonly category: CategoryName } => row.category !== 'alarm'

/** Since a day, the newest day first: some thirty rows a day. Index: retention_run_pk. */
export async function listRuns({ db }: { readonly db: Tx }, where: Where, since: string): Promise<Run[]> {
  const rows = await db<RunRow[]>`
    select category, day::text as day, at, rows_deleted::text as rows, partitions_dropped as partitions, oldest_at, keep_until, is_done
    from retention_run where site_id = ${where} and day >= ${since} order by retention_run.day desc, category`
  return rows.filter(isRun).map(runOf)
}

/** A chain that lacks a day's counts gets them with the next round; longer ago than this, nobody swept. */
const chainedDaysMax = 60

/**
 * Writes the counts of days that are over in the site's audit chain, one entry for each on which something went: how much of what, and
 * nothing of whom. Once, whoever else does it too: the second waits for the first and finds nothing left. Index: retention_run_pk.
 */
export async function chainDays(
  { db, now }: { readonly db: Db } & Pick<Ports, 'now'>,
  siteId: SiteId,
  today: string,
): Promise<void> {
  const days = await db<{ day: string }[]>`
    select distinct day::text as day from retention_run
    where site_id = ${siteId} and day < ${today} and day >= ${addDays(today, -chainedDaysMax)} and chained_at is null
      and category <> 'alarm' order by day`
  for (const { day } of days)
    await db.begin(async (tx) => {
      const rows = await tx<{ category: CategoryName; rows: string; partitions: number }[]>`
        update retention_run set chained_at = ${now()}
        where site_id = ${siteId} and day = ${day} and chained_at is null and category <> 'alarm'
        returning category, rows_deleted::text as rows, partitions_dropped as partitions`
      const gone = rows.filter(({ rows: count, partitions }) => Number(count) + partitions > 0)
      if (gone.length === 0) return
      await recordAudit({ db: tx, now }, siteId, {
        kind: 'swept',
        requestId: null,
        facts: {
          day,
          rows: Object.fromEntries(gone.map(({ category, rows: count }) => [category, Number(count)])),
          partitions: gone.reduce((total, { partitions }) => total + partitions, 0),
        },
      })
    })
}

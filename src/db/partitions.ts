/**
 * Monthly partitions of `event` (UTC). Made ahead, so that ingest never waits for one; no DEFAULT partition, since rows in
 * it would block the making of the right one (rights-security B5). A missing one is made when an insert meets the gap.
 */
import type { Db, Tx } from './connect.ts'
import { failureOf } from './failure.ts'

/** Months made ahead of the current one. Below 14 days of horizon readiness turns red. */
export const monthsAhead = 3

export interface Month {
  readonly name: string
  readonly from: string
  readonly until: string
}

/** The UTC month that holds an instant, `offset` months on. */
export function monthOf(at: Date, offset = 0): Month {
  const first = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset, 1))
  const next = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + offset + 1, 1))
  const month = first.toISOString().slice(0, 7)
  return { name: `event_${month.replace('-', '_')}`, from: first.toISOString(), until: next.toISOString() }
}

/** Which of them, depends on how far the other one is: a table, its range, its row type, its constraint. */
const alreadyThere = new Set(['42P07', '42P17', '23505', '42809', '42710'])

/**
 * Makes one month's partition unless it is there. `LIKE` + `ATTACH`, since a plain `PARTITION OF` waits behind every reader
 * and makes every writer wait behind itself. Two makers at once: one wins, the other finds it there.
 */
export async function makePartition(db: Db, month: Month): Promise<void> {
  try {
    await db.begin(async (tx) => {
      await tx.unsafe(`create table ${month.name} (like event including all)`)
      await tx.unsafe(
        `alter table event attach partition ${month.name} for values from ('${month.from}') to ('${month.until}')`,
      )
    })
  } catch (thrown) {
    const failure = failureOf(thrown)
    if (!alreadyThere.has(failure.code)) throw failure
  }
}

/** Last month (late events), this month and the months ahead. Answers the end of the horizon. */
export async function makePartitions(db: Db, now: Date): Promise<Date> {
  const existing = await listPartitions(db)
  for (let offset = -1; offset <= monthsAhead; offset += 1) {
    const month = monthOf(now, offset)
    if (!existing.has(month.name)) await makePartition(db, month)
  }
  return new Date(monthOf(now, monthsAhead).until)
}

/** Names of the partitions that are attached. */
export async function listPartitions(db: Tx): Promise<ReadonlySet<string>> {
  const rows = await db<{ name: string }[]>`
    select c.relname::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'event'::regclass`
  return new Set(rows.map(({ name }) => name))
}

/** The months of which there are partitions, oldest first. */
export async function listMonths(db: Db): Promise<readonly Month[]> {
  const names = [...(await listPartitions(db))].filter((name) => /^event_\d{4}_\d{2}$/.test(name)).toSorted()
  return names.map((name) => monthOf(new Date(`${name.slice(6).replace('_', '-')}-01T00:00:00Z`)))
}

/** Drops one month's events: no row is deleted one by one. Answers false when it was not there. */
export async function dropPartition(db: Db, month: Month): Promise<boolean> {
  if (!(await listPartitions(db)).has(month.name)) return false
  await db.unsafe(`drop table ${month.name}`)
  return true
}

/** A drop waits for whoever reads events, and all that ingest wants to store waits behind it: not for longer than this. */
const lockMsMax = 1_000

/**
 * As `dropPartition`, beside ingest that goes on: detached and dropped in a transaction of its own, in which `record` says so. Answers
 * false, and nothing changed, when somebody kept the events locked for a second: the next round tries again.
 */
export async function removePartition(
  db: Db,
  month: Month,
  record: (tx: Tx) => Promise<unknown>,
): Promise<boolean> {
  try {
    await db.begin(async (tx) => {
      await tx`select set_config('lock_timeout', ${String(lockMsMax)}, true)`
      await tx.unsafe(`alter table event detach partition ${month.name}`)
      await tx.unsafe(`drop table ${month.name}`)
      await record(tx)
    })
    return true
  } catch (thrown) {
    const failure = failureOf(thrown)
    // lock_not_available, and what another process that removed it first leaves behind.
    if (failure.code === '55P03' || failure.code === '42P01') return false
    throw failure
  }
}

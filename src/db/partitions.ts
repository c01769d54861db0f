/**
 * Monthly partitions of `event` (UTC). Made ahead, so that ingest never waits for one; no DEFAULT partition, since rows in
 * it would block the making of the right one (rights-security B5). A missing one is made when an insert meets the gap.
 */
import type { Db } from './connect.ts'
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
export async function listPartitions(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db<{ name: string }[]>`
    select c.relname::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'event'::regclass`
  return new Set(rows.map(({ name }) => name))
}

/** Drops one month's events, as retention does: no row is deleted one by one. Answers false when it was not there. */
export async function dropPartition(db: Db, month: Month): Promise<boolean> {
  if (!(await listPartitions(db)).has(month.name)) return false
  await db.unsafe(`drop table ${month.name}`)
  return true
}

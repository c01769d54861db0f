/**
 * Counts why beacons were dropped, per site, local day and reason; never which, so nobody can be found in it. Kept in
 * memory for a moment and added in one statement: a flood of robots costs one row, not one write each. A crash loses
 * the last moment's counts, which were never acknowledged.
 */
import { asRole } from '../db/connect.ts'
import { failureOf } from '../db/failure.ts'
import type { Dropped, Ports } from '../ports.ts'

/** Distinct (site, day, reason) held at once; sites are ours to make, so this is never reached by a sender's doing. */
const heldMax = 10_000

export interface DropCounts {
  readonly countDropped: Ports['countDropped']
  /** Writes what was counted since. A failure keeps the counts for the next time. */
  flush(): Promise<void>
}

export function openDropCounts({ db, log }: Pick<Ports, 'db' | 'log'>): DropCounts {
  let held = new Map<string, Dropped>()

  function countDropped(dropped: Dropped): void {
    const name = `${dropped.siteId} ${dropped.day} ${dropped.reason}`
    const before = held.get(name)
    if (!before && held.size >= heldMax) return
    held.set(name, { ...dropped, beacons: (before?.beacons ?? 0) + dropped.beacons })
  }

  return {
    countDropped,
    async flush() {
      if (held.size === 0) return
      const flushed = held
      held = new Map()
      try {
        await recordDrops(db, [...flushed.values()])
      } catch (thrown) {
        log({ event: 'failure', place: 'drops', code: failureOf(thrown).code })
        for (const dropped of flushed.values()) countDropped(dropped)
      }
    },
  }
}

/** Adds counts, one statement per site in a fixed order, so that two processes never deadlock. Index: drop_count_pk. */
export async function recordDrops(db: Ports['db'], dropped: readonly Dropped[]): Promise<void> {
  const sites = [...Map.groupBy(dropped, ({ siteId }) => siteId)].toSorted(([a], [b]) => a - b)
  await asRole(db, 'ingest', async (tx) => {
    for (const [siteId, counts] of sites)
      await tx`
        insert into drop_count (site_id, day, reason, beacons)
        select ${siteId}::integer, day, reason, beacons
        from json_to_recordset(${tx.typed(
          counts.map(({ day, reason, beacons }) => ({ day, reason, beacons })),
          114,
        )})
          as given (day date, reason text, beacons integer)
        order by day, reason
        on conflict (site_id, day, reason) do update set beacons = drop_count.beacons + excluded.beacons`
  })
}

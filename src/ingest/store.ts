/**
 * Events reach the table here and nowhere else: one transaction for a whole group, one statement per site, acknowledged by
 * its commit. Written with the role that may add events and read none of what they say.
 */
import type { Db, Tx } from '../db/connect.ts'
import { failureOf, lacksPartition } from '../db/failure.ts'
import { makePartition, monthOf } from '../db/partitions.ts'
import type { EventRow, SiteId } from '../db/schema.ts'
import type { Admitted, Ports } from '../ports.ts'
import { batchId } from './batch-id.ts'

/** `json`: the rows travel as one parameter, whatever their number, so there is one statement to plan and to prepare. */
const jsonType = 114

function bySite(lots: readonly Admitted[]): Map<SiteId, Map<string, EventRow>> {
  const sites = new Map<SiteId, Map<string, EventRow>>()
  for (const { siteId, events } of lots) {
    let rows = sites.get(siteId)
    if (!rows) sites.set(siteId, (rows = new Map()))
    // The same event twice in one group is stored once; the first one wins, as it would between groups.
    for (const event of events) if (!rows.has(event.id)) rows.set(event.id, event)
  }
  return sites
}

/** A row without what it does not say: PostgreSQL spends a sixth of an insert on reading nulls (24 of 29 µs, 500 rows). */
function saidOf(row: EventRow): Partial<EventRow> {
  const said: Record<string, unknown> = {}
  for (const [column, value] of Object.entries(row)) if (value !== null) said[column] = value
  return said
}

/**
 * Stores lots, all of them or none, and answers the ids that were there already. The events of one site are one statement
 * and commit with it: a transaction of four (begin, role, insert, commit) had the group wait three times for the event loop,
 * which is busy with the next requests by then (4,700 against 6,500 requests/s, measured). So the statement stands in
 * `migrations/`, as the function `store_events`, where it takes the role by itself.
 * Index: event_pk finds the duplicates. Tried with 500 rows a statement.
 */
export async function storeEvents(
  ports: Pick<Ports, 'db' | 'now' | 'random'>,
  lots: readonly Admitted[],
): Promise<ReadonlySet<string>> {
  try {
    return await insertEvents(ports, lots)
  } catch (thrown) {
    const failure = failureOf(thrown)
    if (!lacksPartition(failure)) throw failure
    // The horizon was missed, or an event of last month came late: make what is lacking and try once more.
    await makeLackingPartitions(ports.db, lots)
    return await insertEvents(ports, lots)
  }
}

async function insertEvents(
  { db, now, random }: Pick<Ports, 'db' | 'now' | 'random'>,
  lots: readonly Admitted[],
): Promise<ReadonlySet<string>> {
  const receivedAt = now()
  // In one order everywhere, so that two groups never wait for each other in a circle.
  const sites = [...bySite(lots)].toSorted(([a], [b]) => a - b)
  const batch = batchId(receivedAt, random)
  const store = (db: Tx) =>
    Promise.all(
      sites.map(
        ([siteId, rows]) => db<{ id: string }[]>`
          select id::text as id from store_events(
            ${siteId}, ${batch}, ${receivedAt}, ${db.typed([...rows.values()].map(saidOf), jsonType)}) as there (id)`,
      ),
    )
  const found = sites.length === 1 ? await store(db) : await db.begin(store)
  return new Set(found.flatMap((rows) => rows.map(({ id }) => id)))
}

async function makeLackingPartitions(db: Db, lots: readonly Admitted[]): Promise<void> {
  const months = new Map(
    lots.flatMap(({ events }) => events).map(({ occurred_at: at }) => [monthOf(at).name, monthOf(at)]),
  )
  for (const month of months.values()) await makePartition(db, month)
}

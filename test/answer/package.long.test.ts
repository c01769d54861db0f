/** The copy of somebody's data, of a million events: written as it is read, in every form, with no more memory than one of a thousand needs. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageFormats, writePackage } from '../../src/answer/package-write.ts'
import { askAsDesk, openPackage } from '../../src/answer/package.ts'
import { connect, type Db } from '../../src/db/connect.ts'
import type { RightsRequest } from '../../src/rights/request.ts'
import { migrateAll } from '../rights/requesting.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { live, openFor, openHouse, type House } from './life.ts'

const many = 1_000_000
/** A page of 1,000 rows takes a few. */
const heldMaxMb = 32
/** What is looked at: one chunk of so many. */
const chunksBetween = 200

let postgres: PostgresWorld
let db: Db
let house: House
let request: RightsRequest
beforeAll(async () => {
  postgres = await openPostgres()
  db = connect({ to: postgres.url, connectionsMax: 4, prepare: true })
  await migrateAll(db)
  house = await openHouse(db)
  const life = await live(house)
  // As one of their own events, again and again, a millisecond apart.
  await db`
    insert into event select made.*
    from (select * from event where insight = ${life.insight} order by occurred_at limit 1) one,
      generate_series(1, ${many}) n,
      jsonb_populate_record(null::event, to_jsonb(one) || jsonb_build_object(
        'id', md5(n::text)::uuid, 'occurred_at', one.occurred_at + n * interval '1 millisecond')) made`
  await db`analyze event`
  request = await openFor(house, life, 'access')
}, 1_200_000)
afterAll(async () => {
  await db.end({ timeout: 1 })
  await postgres.close()
})

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
/** What is still held once all else was collected: what waits for that says nothing. */
function heldMb(): number {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return (heapUsed + external) / 1_048_576
}

test.each(packageFormats)(
  'A-17: as %s it has every row and holds no more than a page of them',
  async (format) => {
    const { ports } = house.world
    const opened = await openPackage(ports, house.site, request, askAsDesk(db, house.site, request))
    const before = heldMb()
    let peak = 0
    let bytes = 0
    let chunks = 0
    for await (const chunk of writePackage(opened, format)) {
      bytes += chunk.length
      chunks += 1
      if (chunks % chunksBetween === 0) peak = Math.max(peak, heldMb() - before)
    }
    // No row is shorter than this in any form, packed ones aside.
    expect(bytes).toBeGreaterThan(format === 'csv' ? many : many * 50)
    expect(peak).toBeLessThan(heldMaxMb)
  },
)

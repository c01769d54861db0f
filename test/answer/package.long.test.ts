/** The copy of somebody's data, of a million events: written as it is read, in every form, with no more memory than one of a thousand needs. */
import { getHeapStatistics } from 'node:v8'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageFormats, writePackage } from '../../src/answer/package-write.ts'
import { askAsDesk, openPackage } from '../../src/answer/package.ts'
import { connect, type Db } from '../../src/db/connect.ts'
import type { RightsRequest } from '../../src/rights/request.ts'
import { migrateAll } from '../rights/requesting.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { live, openFor, openHouse, type House } from './life.ts'

const many = 1_000_000
/** A page of 1,000 rows takes a few; the rest is what was not collected yet. */
const heapMaxMb = 256

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
    insert into event
    select (jsonb_populate_record(null::event, to_jsonb(one) || jsonb_build_object(
      'id', md5(n::text)::uuid, 'occurred_at', one.occurred_at + n * interval '1 millisecond'))).*
    from (select * from event where insight = ${life.insight} order by occurred_at limit 1) one,
      generate_series(1, ${many}) n`
  await db`analyze event`
  request = await openFor(house, life, 'access')
}, 1_200_000)
afterAll(async () => {
  await db.end({ timeout: 1 })
  await postgres.close()
})

const usedMb = () => (getHeapStatistics().used_heap_size + process.memoryUsage().external) / 1_048_576

test.each(packageFormats)(
  'A-17: as %s it has every row and holds no more than a page of them',
  async (format) => {
    const { ports } = house.world
    const opened = await openPackage(ports, house.site, request, askAsDesk(db, house.site, request))
    const before = usedMb()
    let peak = 0
    let bytes = 0
    for await (const chunk of writePackage(opened, format)) {
      bytes += chunk.length
      peak = Math.max(peak, usedMb() - before)
    }
    // No row is shorter than this in any form, packed ones aside.
    expect(bytes).toBeGreaterThan(format === 'csv' ? many : many * 50)
    expect(peak).toBeLessThan(heapMaxMb)
  },
)

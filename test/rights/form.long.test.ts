/** A flood of requests: what it may not do to others who ask, or to whoever answers. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listRequests } from '../../src/rights/request.ts'
import { triesFromNetworkMax } from '../../src/rights/try.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { migrateAll, openDesk, send, wantsAccess, writtenDown, type Desk } from './requesting.ts'

let pglite: PgliteWorld
let desk: Desk
beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
  desk = await openDesk(pglite.db)
})
afterAll(() => pglite.close())

const flood = 10_000
const atOnce = 50

test('of 10,000 from one network ten are taken; another network and the desk are served all the while', async () => {
  const counts: Record<number, number> = {}
  let others = 0
  for (let from = 0; from < flood; from += atOnce) {
    const answers = await Promise.all(
      Array.from({ length: atOnce }, (_, nth) =>
        send(
          desk,
          { ...wantsAccess, email: `n${from + nth}@example.nl` },
          { address: `198.51.100.${(from + nth) % 250}` },
        ),
      ),
    )
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
    if (from % 1_000 !== 0) continue
    others += 1
    const other = { ...wantsAccess, email: `buur${others}@example.nl` }
    expect((await send(desk, other, { address: `203.0.${others}.9` })).status).toBe(200)
    expect((await writtenDown(desk)).state).toBe('received')
  }
  expect(counts).toEqual({ 200: triesFromNetworkMax, 429: flood - triesFromNetworkMax })
  const { requests } = await listRequests(desk.world.ports, desk.site.id, {
    which: 'open',
    kind: null,
    assignedTo: null,
    limit: 100,
    after: null,
  })
  expect(requests).toHaveLength(triesFromNetworkMax + 2 * others)
})

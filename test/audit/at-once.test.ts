/** Many at once, on a real PostgreSQL: rows are locked there by others than PGlite's one backend. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recordAudit, verifyAudit } from '../../src/audit/chain.ts'
import { recordInJournal } from '../../src/audit/journal.ts'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openWorld } from '../support/world.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'

let postgres: PostgresWorld
let db: Db
beforeAll(async () => {
  postgres = await openPostgres()
  db = connect({ to: postgres.url, connectionsMax: 10, prepare: true })
  await migrate(db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(async () => {
  await db.end({ timeout: 1 })
  await postgres.close()
})

test('A-40: fifty at once add to a chain without a gap or a fork, also when others fail in between', async () => {
  const world = await openWorld(db)
  const { ports } = world
  const site = await world.addSite()
  const appends = Array.from({ length: 50 }, (_, nth) =>
    db.begin(async (tx) => {
      const within = { ...ports, db: tx }
      if (nth % 5 === 0)
        await recordInJournal(within, site.id, {
          act: 'erased',
          email: null,
          receiptIds: [],
          requestId: null,
        })
      const seq = await recordAudit(within, site.id, { kind: 'swept', requestId: null, facts: { nth } })
      if (nth % 10 === 9) throw new Error('the act failed')
      return seq
    }),
  )
  const settled = await Promise.allSettled(appends)
  const numbers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 45 }, (_, nth) => nth + 1))
  expect(await verifyAudit(ports, site)).toEqual({ entries: 45, anchors: 0, lost: 0, flaws: [] })
  const rows = await db<
    { seq: string }[]
  >`select seq from journal_entry where site_id = ${site.id} order by seq`
  expect(rows.map(({ seq }) => Number(seq))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
})

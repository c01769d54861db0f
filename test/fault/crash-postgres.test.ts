/** in short; `npm run test:long` has the long version. What to break is said in crash-embedded.test.ts. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { crashPostgres } from './crash-loop.ts'

let world: PostgresWorld
beforeAll(async () => {
  world = await openPostgres()
})
afterAll(() => world.close())

test('R-01, R-04: killing the program or PostgreSQL loses, doubles and invents nothing, and it goes on by itself', async () => {
  const { findings, serverKills, unavailable } = await crashPostgres(
    world,
    await world.createDatabase('crash'),
    3,
  )
  expect(findings).toMatchObject({ lost: [], duplicated: [], unexpected: [] })
  expect(findings.acknowledged).toBeGreaterThan(2_000)
  expect(findings.visits).toBeGreaterThan(50)
  expect(serverKills).toBe(1)
  expect(unavailable).toBeGreaterThan(0)
}, 300_000)

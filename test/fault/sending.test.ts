/** Fact 10 in short; `npm run test:long` has the long version. Red when a mail that was begun goes again by itself. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { crashSending } from './sending-run.ts'

let world: PostgresWorld
beforeAll(async () => {
  world = await openPostgres()
})
afterAll(() => world.close())

test('fact 10: killed in the middle of an issue, the program leaves nobody out and mails nobody twice who is not marked', async () => {
  const findings = await crashSending(world, await world.createDatabase('sending'), {
    readers: 400,
    kills: 2,
  })
  expect(findings).toMatchObject({ lost: [], twice: [], lostInTheEnd: [] })
  // Those in hand: one for each connection, at each death.
  expect(findings.uncertain).toBeLessThanOrEqual(2 * 5)
  expect(findings.twiceInTheEnd).toBe(findings.uncertainAndGot)
}, 300_000)

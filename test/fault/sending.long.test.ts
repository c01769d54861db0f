/** Fact 10 at length: thousands of mails, the program killed again and again, the database once. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { crashSending } from './sending-run.ts'

let world: PostgresWorld
beforeAll(async () => {
  world = await openPostgres()
})
afterAll(() => world.close())

test('fact 10: 5,000 mails, six deaths of the program and one of the database: nobody left out, nobody twice unmarked', async () => {
  const findings = await crashSending(world, await world.createDatabase('sending'), {
    readers: 5_000,
    kills: 6,
    serverKills: 1,
  })
  process.stdout.write(`${JSON.stringify(findings)}\n`)
  expect(findings).toMatchObject({ lost: [], twice: [], lostInTheEnd: [] })
  expect(findings.uncertain).toBeLessThanOrEqual(7 * 5)
  expect(findings.twiceInTheEnd).toBe(findings.uncertainAndGot)
})

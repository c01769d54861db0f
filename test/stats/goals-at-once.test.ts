/** Goals that come and go while days are computed and filled by others, on a real server: nobody waits for ever, nothing is left over. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { addDays } from '../../src/site/local-day.ts'
import { fillConversions } from '../../src/stats/conversions.ts'
import { computeDay } from '../../src/stats/days.ts'
import { addGoal, goalDimension, listGoals, removeGoal } from '../../src/stats/goals.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
import { openWorld } from '../support/world.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'

let server: PostgresWorld
let db: Db
beforeAll(async () => {
  server = await openPostgres()
  db = connect({ to: await server.createDatabase('goals'), connectionsMax: 8, prepare: true })
  await migrate(db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(async () => {
  await db.end({ timeout: 5 })
  await server.close()
})

test('goals added and removed while their days are computed leave no figure behind and miss none', async () => {
  const today = '2026-11-23'
  const world = await openWorld(db, { at: `${today}T12:00:00Z` })
  const { ports } = world
  const site = await world.addSite()
  const days = Array.from({ length: 6 }, (_, nth) => addDays(today, -nth - 1))
  const events = days.flatMap((day) =>
    Array.from({ length: 40 }, (_, nth) => rowOf(site, `${day}T10:00:00Z`, { visitor: String(nth) })),
  )
  await storeEvents(ports, [{ siteId: site.id, events }])
  await makeVisits(ports, site, 2_000)

  const stop = new AbortController()
  const always = async (work: (turn: number) => Promise<unknown>) => {
    for (let turn = 0; !stop.signal.aborted; turn += 1) await work(turn)
  }
  const comeAndGo = async (who: string) => {
    for (let turn = 0; turn < 25; turn += 1) {
      const outcome = await addGoal(ports, site, { name: `${who} ${turn}`, kind: 'page', pattern: '/' })
      if (outcome.ok && turn % 3 !== 0) await removeGoal(ports, site, outcome.added.id)
    }
  }
  const others = [
    always((turn) => computeDay(ports, site, days[turn % days.length] ?? '')),
    always((turn) => computeDay(ports, site, days[(turn * 5) % days.length] ?? '')),
    always(() => fillConversions(ports, site)),
  ]
  try {
    await Promise.all([comeAndGo('een'), comeAndGo('twee')])
  } finally {
    stop.abort()
  }
  await Promise.all(others)
  await fillConversions(ports, site)

  const stored = await db<{ dimension: string; days: number; visitors: number }[]>`
    select dimension, count(*)::integer as days, sum(visitors)::integer as visitors from day_value
    where site_id = ${site.id} and dimension like 'goal:%' and value = '' group by dimension order by dimension`
  const goals = await listGoals(db, site)
  expect(goals).toHaveLength(18)
  expect([...stored]).toEqual(
    goals
      .map(({ id }) => ({ dimension: goalDimension(id), days: 6, visitors: 240 }))
      .toSorted((a, b) => (a.dimension < b.dimension ? -1 : 1)),
  )
}, 300_000)

/** The same walk as on Node, against the Worker in workerd, through a local Hyperdrive to a real PostgreSQL. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { localToday } from '../../src/site/local-day.ts'
import { adminToken } from '../fault/program.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { openWorkerd, type WorkerdWorld } from '../worlds/workerd.ts'
import { userAgents, walkAll, walkedEvents, walkedPages } from './walk.ts'

let postgres: PostgresWorld
let workerd: WorkerdWorld
let db: Db
let url: string

beforeAll(async () => {
  postgres = await openPostgres()
  db = connect({ to: postgres.url, connectionsMax: 2, prepare: true })
  await migrate(db, {
    now: () => new Date(),
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  })
  workerd = await openWorkerd({
    databaseUrl: postgres.url,
    settings: {
      VOORDEUR_SECRET: 'kJ3x9Lw2Qm7Rt5Vy8Bn4Zc6Hd1Fg0Ps2',
      VOORDEUR_ADMIN_TOKEN: adminToken,
      VOORDEUR_DEMO: '1',
    },
  })
  url = workerd.url
  // The first tick makes partitions, the key and the demo's site.
  await workerd.runScheduled()
}, 300_000)
afterAll(async () => {
  await workerd?.close()
  await db?.end({ timeout: 1 })
  await postgres?.close()
})

test('a walk through the demo on the Worker stores exactly what happened and shows in its dashboard', async () => {
  const begun = new Date()
  expect(new Set(await walkAll(url))).toEqual(new Set([202]))
  await workerd.runScheduled()
  const visits = await db<{ views: number; events: number; entry: string; exit: string }[]>`
    select views, events, entry, exit
      from visit left join visit_trail using (site_id, day, visitor, started_at)`
  expect(visits).toHaveLength(userAgents.length)
  for (const visit of visits)
    expect(visit).toMatchObject({
      views: walkedPages.length,
      events: walkedEvents.length,
      entry: '/demo/',
      exit: '/demo/app',
    })
  const range = `from=${localToday(begun, 'Europe/Amsterdam')}&to=${localToday(new Date(), 'Europe/Amsterdam')}`
  const answer = await fetch(`${url}/api/stats/delinde.example/breakdown?dimension=page&${range}`, {
    headers: { authorization: `Bearer ${adminToken}` },
  })
  const { rows } = (await answer.json()) as { rows: { value: string; views: number }[] }
  expect(rows.find(({ value }) => value === '/demo/app')).toMatchObject({ views: 2 * userAgents.length })
}, 300_000)

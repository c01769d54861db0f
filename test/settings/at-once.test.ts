/** Several at once, on a server where they really are: the embedded database takes one transaction after the other. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { changeSection } from '../../src/settings/change.ts'
import { forgetSites, readSite } from '../../src/site/site.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'

let server: PostgresWorld
let db: Db
let world: World
beforeAll(async () => {
  server = await openPostgres()
  db = connect({ to: server.url, connectionsMax: 8, prepare: true })
  await migrate(db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  world = await openWorld(db)
})
afterAll(async () => {
  await db?.end({ timeout: 1 })
  await server?.close()
})

test('changes of different sections at the same moment are all kept', async () => {
  const site = await world.addSite()
  const actor = { kind: 'operator' } as const
  for (let round = 1; round <= 10; round += 1) {
    const days = String(10 + round)
    await Promise.all([
      changeSection(world.ports, actor, site, {
        section: 'retention',
        form: {
          'retention.eventsDays': days,
          'retention.visitsMonths': '13',
          'retention.totalsMonths': '25',
        },
      }),
      changeSection(world.ports, actor, site, {
        section: 'organisation',
        form: { 'controller.name': `Linde ${round}` },
      }),
      changeSection(world.ports, actor, site, {
        section: 'counting',
        form: { excluded: `/ronde-${round}` },
      }),
      changeSection(world.ports, actor, site, {
        section: 'newsletter',
        form: { newsletter: round % 2 ? 'yes' : 'no' },
      }),
    ])
    forgetSites(db)
    expect((await readSite(world.ports, site.domain))?.settings).toMatchObject({
      retention: { eventsDays: 10 + round },
      controller: { name: `Linde ${round}` },
      excluded: [`/ronde-${round}`],
      newsletter: round % 2 === 1,
    })
  }
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites } from '../../src/site/site.ts'
import { idAt, sendBeacon, sendBody, view } from '../support/send.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  forgetSites(database.db)
  world = await openWorld(database.db)
  await world.addSite()
})

const stored = async () =>
  (
    await database.db<
      { event: Record<string, unknown> }[]
    >`select to_json(event) as event from event order by occurred_at, id`
  ).map(({ event }) => event)

describe('a beacon', () => {
  test('is stored with a truncated address and without its query, and answered 202 with an empty body', async () => {
    const answer = await sendBeacon(
      world,
      view({
        u: 'https://example.nl/aanbod?utm_source=nieuwsbrief&bsn=123456782',
        r: 'https://www.facebook.com/groups/1?x=2',
      }),
    )
    expect(answer.status).toBe(202)
    expect(await answer.text()).toBe('')
    const [event] = await stored()
    expect(event).toMatchObject({
      name: 'pageview',
      path: '/aanbod',
      network: '203.0.113.0/24',
      utm_source: 'nieuwsbrief',
      referrer: 'facebook.com',
      browser: 'Chrome 140',
      os: 'Windows',
      device: 'desktop',
      language: 'nl',
    })
    expect(JSON.stringify(event)).not.toContain('123456782')
  })

  test('sent twice is stored once, and the second answer says so', async () => {
    const beacon = view({ id: idAt('2026-11-23T10:59:00Z') })
    expect((await sendBeacon(world, beacon)).headers.get('x-voordeur-dropped')).toBeNull()
    expect((await sendBeacon(world, beacon)).headers.get('x-voordeur-dropped')).toBe('duplicate')
    expect(await stored()).toHaveLength(1)
  })

  test('that is no JSON is refused and nothing is stored', async () => {
    const answer = await sendBody(world, '{"n":')
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: 'not-json', message: 'The body is not JSON.' })
    expect(await stored()).toHaveLength(0)
  })
})

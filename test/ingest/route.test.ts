import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { signAnswer } from '../../src/consent/choice-token.ts'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import { forgetSites, readSite } from '../../src/site/site.ts'
import { lendDayKeys } from '../../src/visitor/key.ts'
import { publishFor } from '../support/asking.ts'
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

describe('A-32: while what has to be checked can not be read', () => {
  /** As if it were out of reach: whoever asks gets an error, and nothing of what is in it. */
  async function without<T>(table: string, work: () => Promise<T>): Promise<T> {
    await database.db.unsafe(`alter table ${table} rename to out_of_reach`)
    try {
      return await work()
    } finally {
      await database.db.unsafe(`alter table out_of_reach rename to ${table}`)
    }
  }
  /** Of somebody who allowed insights, so that their consent has to be looked up. */
  async function allowed(path: string) {
    const site = await publishFor(world, must(await readSite(world.ports, 'example.nl'), 'it was added'))
    const at = world.ports.now()
    const t = signAnswer(world.ports, site, {
      choice: 'none',
      at,
      granted: ['insights'],
      receipt: 'A'.repeat(22),
    })
    return view({ u: `https://example.nl${path}`, t })
  }

  test.each(['site', 'day_key', 'consent_given', 'event'])(
    'A-32: nothing is recorded without %s; that is counted, and the sender told when to come back',
    async (table) => {
      const beacon = await allowed('/tijdens')
      // A service that knows neither the site nor the day's key yet.
      forgetSites(database.db)
      lendDayKeys(database.db, new Map())
      const answer = await without(table, () => sendBeacon(world, beacon))
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answer.headers.get('access-control-expose-headers')).toContain('Retry-After')
      expect(await answer.json()).toMatchObject({ error: 'unavailable' })
      expect(await stored()).toEqual([])
      expect(world.ports.counters().get('busy_answers')).toBe(1)
      expect(world.logged).toContainEqual({ event: 'failure', place: 'request', code: '42P01' })

      expect((await sendBeacon(world, { ...beacon, u: 'https://example.nl/daarna' })).status).toBe(202)
      expect((await stored()).map(({ path }) => path)).toEqual(['/daarna'])
      expect(world.ports.counters().get('busy_answers')).toBe(1)
    },
  )
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { signChoice } from '../../src/consent/choice-token.ts'
import { dropReasons } from '../../src/db/schema.ts'
import { openDropCounts } from '../../src/ingest/drops.ts'
import { forgetSites, recordSettings, type Site } from '../../src/site/site.ts'
import { listDrops } from '../../src/stats/drops.ts'
import { idAt, sendBeacon, view, type Sending, type Wire } from '../support/send.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  forgetSites(database.db)
  world = await openWorld(database.db)
  site = await world.addSite()
  await recordSettings(world.ports, site, { ...site.settings, excluded: ['/intern/**'] })
})

const countEvents = async () => Number((await database.db`select count(*) as n from event`)[0]?.n)
const counted = async () => {
  await world.drops.flush()
  return await listDrops(world.ports, site, { from: '2026-11-23', to: '2026-11-23' })
}

const now = '2026-11-23T11:00:00Z'
const old = [view({ id: idAt('2026-11-21T10:59:59Z') }), view({ id: idAt(now) })]
const young = [view({ id: idAt('2026-11-21T11:00:01Z') }), view({ id: idAt(now) })]
const dashed = { headers: { 'user-agent': 'Googlebot/2.1 (+http://www.google.com/bot.html)' } }
const facebook =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/520.0.0.38.101;FBDV/iPhone14,5]'

type Case = [
  reason: string,
  wire: Wire | Wire[],
  sending: Sending,
  opposite: Wire | Wire[],
  other: Sending,
  kept?: number,
]
const cases: Case[] = [
  ['foreign-origin', view(), { headers: { origin: 'https://elders.nl' } }, view(), {}],
  [
    'foreign-origin',
    view(),
    { headers: { origin: 'null' } },
    view(),
    { headers: { origin: 'https://www.example.nl' } },
  ],
  ['foreign-origin', view({ u: 'https://elders.nl/' }), {}, view({ u: 'https://www.example.nl/' }), {}],
  [
    'foreign-origin',
    view({ u: 'https://example.nl.elders.nl/' }),
    {},
    view({ u: 'https://example.nl:8443/' }),
    {},
  ],
  [
    'prefetch',
    view(),
    { headers: { 'sec-purpose': 'prefetch;prerender' } },
    view(),
    { headers: { 'sec-purpose': '' } },
  ],
  ['bot', view(), dashed, view(), { headers: { 'user-agent': facebook } }],
  ['bot', view(), { headers: { 'user-agent': '' } }, view(), {}],
  ['spam-referrer', view({ r: 'https://semalt.com/x' }), {}, view({ r: 'https://www.rotterdam.nl/x' }), {}],
  ['signal', view(), { headers: { dnt: '1' } }, view(), { headers: { dnt: '0' } }],
  [
    'signal',
    view(),
    { headers: { 'sec-gpc': '1' } },
    view({ t: 'on' }),
    { headers: { 'sec-gpc': '1', dnt: '1' } },
  ],
  ['opted-out', view({ t: 'off' }), {}, view({ t: 'on' }), {}],
  [
    'excluded-path',
    view({ u: 'https://example.nl/intern/rooster' }),
    {},
    view({ u: 'https://example.nl/internet' }),
    {},
  ],
  ['too-old', old, {}, young, {}, 1],
]

describe('a drop', () => {
  test.each(cases)(
    '%s: answered 202, named, counted, not stored; and not the other way',
    async (reason, wire, sending, opposite, other, kept = 0) => {
      const answer = await sendBeacon(world, wire, sending)
      expect(answer.status).toBe(202)
      expect(await answer.text()).toBe('')
      expect(answer.headers.get('x-voordeur-dropped')).toBe(reason)
      expect(await countEvents()).toBe(kept)
      expect(await counted()).toEqual([{ reason, beacons: 1 }])
      const good = await sendBeacon(world, opposite, other)
      expect(good.headers.get('x-voordeur-dropped')).toBeNull()
      expect(await countEvents()).toBe(kept + (Array.isArray(opposite) ? opposite.length : 1))
    },
  )

  test('unknown-site is named but counted for nobody; a domain that can be none is not even asked for', async () => {
    for (const domain of ['elders.nl', 'x'.repeat(200), 'a b', '../example.nl', 'EXAMPLE.NL.']) {
      const answer = await sendBeacon(world, view({ d: domain }))
      expect([answer.status, answer.headers.get('x-voordeur-dropped')]).toEqual([202, 'unknown-site'])
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://example.nl')
    }
    expect(await countEvents()).toBe(0)
    expect(await counted()).toEqual([])
    expect((await sendBeacon(world, view({ d: 'Example.NL' }))).headers.get('x-voordeur-dropped')).toBeNull()
  })

  test('duplicate is counted once per repetition', async () => {
    const beacon = view({ id: idAt('2026-11-23T10:59:00Z') })
    await sendBeacon(world, [beacon, beacon])
    await sendBeacon(world, beacon)
    expect(await countEvents()).toBe(1)
    // The first two came in one request, where the second is the same row and nothing that was there before.
    expect(await counted()).toEqual([{ reason: 'duplicate', beacons: 1 }])
  })

  test('has one reason: what is not ours before what is no person, before who does not want it, before the page', async () => {
    const everything = {
      origin: 'https://elders.nl',
      'sec-purpose': 'prefetch',
      'user-agent': 'curl/8.0',
      dnt: '1',
    }
    const beacon = view({ t: 'off', r: 'https://semalt.com/', u: 'https://example.nl/intern/x' })
    const reasons: (string | null)[] = []
    const headers: Record<string, string> = { ...everything }
    for (const [header, plain] of [
      ['origin', 'https://example.nl'],
      ['sec-purpose', ''],
      ['user-agent', facebook],
    ] as const) {
      reasons.push((await sendBeacon(world, beacon, { headers })).headers.get('x-voordeur-dropped'))
      headers[header] = plain
    }
    for (const change of [{}, { t: '' }, { t: 'on' }, { t: 'on', r: '' }])
      reasons.push(
        (await sendBeacon(world, { ...beacon, ...change }, { headers })).headers.get('x-voordeur-dropped'),
      )
    expect(reasons).toEqual([
      'foreign-origin',
      'prefetch',
      'bot',
      'opted-out',
      'signal',
      'spam-referrer',
      'excluded-path',
    ])
    expect((await counted()).map(({ beacons }) => beacons)).toEqual([1, 1, 1, 1, 1, 1, 1])
  })

  test('every reason of the closed list is reached by some test here', () => {
    // `no-receipt` drops no beacon: `test/consent/enforcement.test.ts`.
    const others = ['unknown-site', 'duplicate', 'no-receipt']
    const reached = new Set([...cases.map(([reason]) => reason), ...others])
    expect([...reached].toSorted()).toEqual([...dropReasons].toSorted())
  })

  test('counts add up over flushes and processes, and a failed flush keeps them', async () => {
    const other = openDropCounts(world.ports)
    const drop = { siteId: site.id, day: '2026-11-23', reason: 'bot', beacons: 2 } as const
    for (const counts of [world.drops, other, other]) counts.countDropped(drop)
    await Promise.all([world.drops.flush(), other.flush()])
    expect(await counted()).toEqual([{ reason: 'bot', beacons: 6 }])
    await database.db.unsafe('alter table drop_count rename to elsewhere')
    world.drops.countDropped(drop)
    await world.drops.flush()
    expect(world.logged).toContainEqual({ event: 'failure', place: 'drops', code: '42P01' })
    await database.db.unsafe('alter table elsewhere rename to drop_count')
    expect(await counted()).toEqual([{ reason: 'bot', beacons: 8 }])
  })
})

describe('a signed choice (t)', () => {
  const gpc = { headers: { 'sec-gpc': '1' } }
  const dropped = async (t: string) =>
    (await sendBeacon(world, view({ t }), gpc)).headers.get('x-voordeur-dropped')

  test('to be counted holds over the signals of the browser for 182 days, and not a second longer', async () => {
    const token = signChoice(world.ports, site, 'on')
    expect(await dropped(token)).toBeNull()
    world.setNow('2027-05-24T10:59:59Z')
    expect(await dropped(token)).toBeNull()
    world.setNow('2027-05-24T11:00:00Z')
    expect(await dropped(token)).toBe('signal')
  })

  test('that is forged, of another site, from the future or cut counts as no choice', async () => {
    const token = signChoice(world.ports, site, 'on')
    const other = await world.addSite({ domain: 'ander.nl' })
    expect(await dropped(signChoice(world.ports, other, 'on'))).toBe('signal')
    const [counting = '', id = '', seconds = '', mac = ''] = token.split('.')
    const forged = `${mac.startsWith('A') ? 'B' : 'A'}${mac.slice(1)}`
    for (const text of [
      `${counting}.${id}.${seconds}.${forged}`,
      `${counting}.${id}.${seconds}z.${mac}`,
      `${counting}.${id}.${seconds}`,
      `${token}.x`,
      `${counting}..${seconds}.${mac}`,
      'ON',
      'on.',
      '1',
    ])
      expect(await dropped(text), text).toBe('signal')
    world.setNow('2026-11-23T10:54:00Z')
    expect(await dropped(token)).toBe('signal')
    world.setNow('2026-11-23T10:56:00Z')
    expect(await dropped(token)).toBeNull()
  })

  test('to be left alone is believed in any shape, also past its time and without a signal', async () => {
    const refusal = signChoice(world.ports, site, 'off')
    world.setNow('2028-01-01T00:00:00Z')
    for (const t of ['off', 'off.', refusal, 'off.1.x.y'])
      expect((await sendBeacon(world, view({ t }))).headers.get('x-voordeur-dropped')).toBe('opted-out')
    expect(await countEvents()).toBe(0)
  })
})

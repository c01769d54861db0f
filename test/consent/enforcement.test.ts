/** Consent is enforced where events are stored, and again where visits are made: the page's word is not enough. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { signAnswer } from '../../src/consent/choice-token.ts'
import { recordAnswer, recordWithdrawal } from '../../src/consent/ledger.ts'
import { endAsking, findCurrentNotice } from '../../src/consent/publication.ts'
import { migrate } from '../../src/db/migrate.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import { eraseDevice } from '../../src/rights/erase.ts'
import type { Site } from '../../src/site/site.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { publishFor } from '../support/asking.ts'
import { rowOf } from '../support/event-rows.ts'
import { idAt, sendBeacon, view } from '../support/send.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site
let nth = 0

beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  world = await openWorld(database.db)
  site = await publishFor(world, await world.addSite())
})

const key = () => `sleutel-${(nth += 1)}`.padEnd(22, '_')

async function give(granted: readonly string[], more: { previous?: string; counting?: 'on' | 'off' } = {}) {
  const { id } = must(await findCurrentNotice(database.db, site.id), 'it was published')
  const recording = await recordAnswer(world.ports, site, {
    d: site.domain,
    notice: id,
    lang: 'nl',
    ui: 'banner',
    granted,
    key: key(),
    viewport: 'small',
    ...more,
  })
  if (!recording.ok) throw new Error(recording.error)
  return recording.recorded
}

const withdraw = (receipt: string) =>
  recordWithdrawal(world.ports, site, { d: site.domain, receipt, key: key() })

const stored = () => database.db<{ path: string; insight: string | null }[]>`
  select path, insight::text as insight from event order by path, id`
const visits = () => database.db<{ insight: string | null; views: number }[]>`
  select insight::text as insight, views from visit order by visitor, started_at`
async function withoutReceipt(): Promise<number> {
  await world.drops.flush()
  const [row] = await database.db<{ beacons: number }[]>`
    select beacons from drop_count where reason = 'no-receipt'`
  return row?.beacons ?? 0
}
const see = (path: string, t?: string, headers: Readonly<Record<string, string>> = {}) =>
  sendBeacon(world, view({ u: `https://example.nl${path}`, ...(t !== undefined && { t }) }), { headers })
const rolled = () => rollUp(world.ports, { eventsMax: 500, holder: 'proef' })

describe('C7: at ingest', () => {
  test('an event of a device that agreed gets the device’s id; of one that did not, it has none', async () => {
    const [agreed, refused] = [await give(['insights']), await give(['youtube'])]
    for (const [path, t] of [
      ['/a', agreed.token],
      ['/b', agreed.token],
      ['/c', refused.token],
      ['/d', undefined],
      ['/e', 'on'],
    ] as const)
      expect((await see(path, t)).status).toBe(202)
    const rows = await stored()
    expect(rows.map(({ path }) => path)).toEqual(['/a', '/b', '/c', '/d', '/e'])
    expect(rows[0]?.insight).toMatch(/^-?\d+$/)
    expect(rows[1]?.insight).toBe(rows[0]?.insight)
    expect(rows.slice(2).map(({ insight }) => insight)).toEqual([null, null, null])
    expect(await withoutReceipt()).toBe(0)
    await rolled()
    expect((await visits()).map(({ views }) => views).reduce((a, b) => a + b)).toBe(5)
  })

  test('A-31: accept, withdraw, and an old tab that still sends: the visit is counted, its id is not kept, and that is counted', async () => {
    const { receipt, token } = await give(['insights'])
    await see('/voor', token)
    await withdraw(receipt)
    const answer = await see('/na', token)
    expect([answer.status, answer.headers.get('x-voordeur-dropped')]).toEqual([202, null])
    expect((await stored()).map(({ path, insight }) => [path, insight !== null])).toEqual([
      ['/na', false],
      ['/voor', true],
    ])
    expect(await withoutReceipt()).toBe(1)
  })

  test('a token that is tampered with, of another site, from the future or expired: what is exempt is stored, and it is counted', async () => {
    const { receipt, token } = await give(['insights'])
    const other = await publishFor(world, await world.addSite({ domain: 'ander.nl' }))
    const at = (text: string) =>
      signAnswer(world.ports, site, { choice: 'none', at: new Date(text), granted: ['insights'], receipt })
    const bad = [
      `${token.slice(0, -3)}AAA`,
      token.slice(0, -1),
      token.replace('ok.', 'on.'),
      signAnswer(world.ports, other, {
        choice: 'none',
        at: world.ports.now(),
        granted: ['insights'],
        receipt,
      }),
      at('2026-11-23T11:06:00Z'),
      at('2026-05-01T00:00:00Z'),
      signAnswer(world.ports, site, {
        choice: 'none',
        at: world.ports.now(),
        granted: ['insights'],
        receipt: 'A'.repeat(22),
      }),
    ]
    for (const [place, t] of bad.entries()) expect((await see(`/${place}`, t)).status).toBe(202)
    const rows = await stored()
    expect(rows).toHaveLength(bad.length)
    expect(rows.filter(({ insight }) => insight !== null)).toEqual([])
    expect(await withoutReceipt()).toBe(bad.length)
  })

  test('a token replayed from another device carries that device’s own consent, and ends with it', async () => {
    const { receipt, token } = await give(['insights'])
    await see('/eigen', token)
    await see('/elders', token, {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
    })
    await withdraw(receipt)
    await see('/later', token, {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0',
    })
    expect((await stored()).find(({ path }) => path === '/later')?.insight).toBeNull()
  })

  test('C9, A-30: with a signal and no choice nothing is stored; an answer that says yes to being counted wins', async () => {
    const silent = await give(['insights'])
    expect((await see('/a', silent.token, { 'sec-gpc': '1' })).headers.get('x-voordeur-dropped')).toBe(
      'signal',
    )
    const explicit = await give(['insights'], { counting: 'on' })
    expect((await see('/b', explicit.token, { 'sec-gpc': '1' })).headers.get('x-voordeur-dropped')).toBeNull()
    const off = await give(['insights'], { counting: 'off' })
    expect((await see('/c', off.token)).headers.get('x-voordeur-dropped')).toBe('opted-out')
    expect((await stored()).map(({ path }) => path)).toEqual(['/b'])
  })

  test('C5: after the site ended its question, no id is kept any more', async () => {
    const { token } = await give(['insights'])
    await database.db.begin((tx) => endAsking({ db: tx, now: world.ports.now }, site, null))
    await see('/a', token)
    expect((await stored()).map(({ insight }) => insight)).toEqual([null])
  })

  test('D5: 13 months after the id was made it is stored no more, though the answer still holds', async () => {
    const first = await give(['insights'])
    world.setNow('2027-05-01T11:00:00Z')
    const second = await give(['insights'], { previous: first.receipt })
    world.setNow('2027-10-25T11:00:00Z')
    const third = await give(['insights'], { previous: second.receipt })
    const send = (at: string) => {
      world.setNow(at)
      return storeEvents(world.ports, [
        { siteId: site.id, events: [rowOf(site, at, { path: at, receipt: third.receipt })] },
      ])
    }
    await send('2027-12-23T10:59:59Z')
    await send('2027-12-23T11:00:01Z')
    expect((await stored()).map(({ insight }) => insight !== null)).toEqual([true, false])
  })
})

describe('C7: where visits are made', () => {
  test('A-31: an event that waited while its consent was withdrawn makes a visit without the id', async () => {
    const { receipt, token } = await give(['insights'])
    await see('/a', token)
    await withdraw(receipt)
    await rolled()
    expect(await visits()).toEqual([{ insight: null, views: 1 }])
  })

  test('of one device with its consent, the visit has the id; two devices in one visit have none', async () => {
    const [one, two] = [await give(['insights']), await give(['insights'])]
    await see('/a', one.token)
    await rolled()
    expect((await visits()).map(({ insight }) => insight !== null)).toEqual([true])
    await see('/b', two.token)
    await rolled()
    expect((await visits()).map(({ insight, views }) => [insight, views])).toEqual([[null, 2]])
  })
})

describe('C10: erasing a device', () => {
  test('takes its events and visits, leaves what others did, and computes the days again', async () => {
    const { receipt, token } = await give(['insights'])
    const other = await give(['insights'])
    const firefox = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0' }
    await see('/zonder')
    await see('/met', token)
    await see('/ander', other.token, firefox)
    await rolled()
    expect(await eraseDevice(world.ports, site, receipt)).toEqual({ receipts: 1, events: 1, visits: 1 })
    await rolled()
    expect((await stored()).map(({ path }) => path)).toEqual(['/ander', '/zonder'])
    expect((await visits()).map(({ views }) => views)).toEqual([1, 1])
    const [hour] = await database.db`select sum(views)::integer as views from day_hour`
    expect(hour).toEqual({ views: 2 })
    expect(await eraseDevice(world.ports, site, receipt)).toEqual({ receipts: 0, events: 0, visits: 0 })
  })

  test('finds what was stored before the consent was withdrawn', async () => {
    const { receipt, token } = await give(['insights'])
    await see('/a', token)
    await withdraw(receipt)
    expect(await eraseDevice(world.ports, site, receipt)).toMatchObject({ receipts: 2, events: 1 })
    expect(await stored()).toEqual([])
  })

  test('A-24: whatever was stored, rolled up or waiting: all figures equal those of a site where the device never was', async () => {
    const domains = ['met.nl', 'zonder.nl'] as const
    const step = fc.record({
      device: fc.constantFrom('erased', 'erased', 'kept', 'nobody'),
      visitor: fc.constantFrom('1', '2'),
      minutes: fc.integer({ min: 0, max: 36 * 60 }),
      name: fc.constantFrom('pageview', 'pageview', 'engagement', 'Aanmelding'),
      path: fc.constantFrom('/', '/a', '/b'),
      rolls: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        await emptyTables(database.db)
        world = await openWorld(database.db)
        const sites: Site[] = []
        for (const domain of domains)
          sites.push(await publishFor(world, await world.addSite({ domain, hostnames: [domain] })))
        const [withDevice, without] = sites as [Site, Site]
        const receipts = new Map<string, string>()
        for (const one of sites) {
          site = one
          for (const device of ['erased', 'kept'])
            receipts.set(`${one.domain} ${device}`, (await give(['insights'])).receipt)
        }
        const begun = Date.parse('2026-11-22T00:00:00Z')
        for (const { device, visitor, minutes, name, path, rolls } of steps) {
          const at = new Date(begun + minutes * 60_000)
          for (const one of sites) {
            if (device === 'erased' && one === without) continue
            const receipt = receipts.get(`${one.domain} ${device}`) ?? null
            await storeEvents(world.ports, [
              { siteId: one.id, events: [rowOf(one, at, { id: idAt(at), visitor, name, path, receipt })] },
            ])
          }
          if (rolls) await rolled()
        }
        await eraseDevice(world.ports, withDevice, receipts.get(`${withDevice.domain} erased`) ?? '')
        await rolled()
        world.setNow('2026-11-26T11:00:00Z')
        await rolled()
        const figures = async (one: Site) => ({
          days: await database.db`select day::text, visitors, visits, views, events, bounces from site_day
            where site_id = ${one.id} and visitors > 0 order by day`,
          hours: await database.db`select day::text, hour, views, events, visits from day_hour
            where site_id = ${one.id} and views + events + visits > 0 order by day, hour`,
          values: await database.db`select day::text, dimension, value, visitors, visits, views from day_value
            where site_id = ${one.id} order by day, dimension, value`,
          trails: await database.db`select day::text, visitor::text, trail from visit_trail
            where site_id = ${one.id} order by day, visitor, started_at`,
        })
        expect(await figures(withDevice)).toEqual(await figures(without))
      }),
      {
        numRuns: 12,
        // Two devices of one visitor in one visit, which then carries the id of neither.
        examples: [
          [
            [
              { device: 'kept', visitor: '1', minutes: 0, name: 'pageview', path: '/', rolls: false },
              { device: 'erased', visitor: '1', minutes: 0, name: 'pageview', path: '/', rolls: true },
            ],
          ],
        ],
      },
    )
  }, 300_000)
})

/**
 * From and to social media, against a naive recount of the events as stored. Break `merge` (sum visitors instead of taking
 * the most) and a group of people who each clicked twice is shown; forget `landing` and pages lose a side.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { EventRow } from '../../src/db/schema.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { makeKey } from '../../src/site/key.ts'
import { addDays } from '../../src/site/local-day.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { openChance } from '../../src/demo/chance.ts'
import { trafficOn } from '../../src/demo/traffic.ts'
import { reportSocial } from '../../src/social/report.ts'
import { computeStaleDays } from '../../src/stats/days.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
import { readEvents, recountVisits } from '../support/recount.ts'
import { idAt } from '../support/send.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site
const today = '2026-11-23'
const oneDay = { range: { from: today, to: today }, filters: [] }

beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  forgetSites(database.db)
  world = await openWorld(database.db, { at: `${today}T22:00:00Z` })
  site = await world.addSite()
})

async function store(rows: readonly EventRow[]): Promise<void> {
  for (let at = 0; at < rows.length; at += 500)
    await storeEvents(world.ports, [{ siteId: site.id, events: rows.slice(at, at + 500) }])
  while (!(await makeVisits(world.ports, site, 2_000)).isDone);
}

let second = 0
/** An event of one visitor, each a second later than the one before. */
function happen(visitor: number, more: Partial<EventRow>): EventRow {
  second += 1
  const at = new Date(Date.parse(`${today}T08:00:00Z`) + second * 1000)
  return rowOf(site, at, { visitor: String(visitor), id: idAt(at), ...more })
}
const arrive = (visitor: number, network: string, path = '/') =>
  happen(visitor, { path, channel: 'social', source: network })
const click = (visitor: number, network: string, kind = 'profile', path = '/') =>
  happen(visitor, {
    name: 'Outbound Link: Click',
    path,
    target: 'elders.example/x',
    outward: `${network}|${kind}|footer`,
  })
const people = <T>(count: number, make: (visitor: number) => T, from = 0): T[] =>
  Array.from({ length: count }, (_, nth) => make(from + nth + 1))

describe('a network', () => {
  test('is told in both directions, with the ratio and the kinds of links', async () => {
    await store([
      ...people(8, (who) => arrive(who, 'Facebook')),
      ...people(6, (who) => click(who, 'Facebook')),
      ...people(6, (who) => click(who, 'Facebook', 'share')),
    ])
    const { networks, hidden } = await reportSocial(world.ports, site, oneDay)
    expect(networks).toEqual([
      {
        network: 'Facebook',
        from: { visitors: 8, visits: 8 },
        to: { clicks: 12, kinds: { profile: 6, post: 0, share: 6, message: 0 } },
        ratio: 1.5,
      },
    ])
    expect(hidden).toBeNull()
  })

  test('that only sends or only gets is told with a zero, and without visits there is no ratio', async () => {
    await store([
      ...people(6, (who) => arrive(who, 'LinkedIn')),
      ...people(7, (who) => click(who, 'WhatsApp', 'share'), 100),
    ])
    const { networks } = await reportSocial(world.ports, site, oneDay)
    expect(networks).toMatchObject([
      { network: 'WhatsApp', from: { visits: 0 }, to: { clicks: 7 }, ratio: null },
      { network: 'LinkedIn', from: { visits: 6 }, to: { clicks: 0, kinds: null }, ratio: 0 },
    ])
  })

  test('A-45: with few people on one side is told on neither, and never stands alone among the hidden', async () => {
    await store([
      ...people(9, (who) => arrive(who, 'Facebook')),
      ...people(3, (who) => click(who, 'Facebook')),
      ...people(8, (who) => arrive(who, 'Instagram'), 50),
      ...people(8, (who) => click(who, 'Instagram'), 50),
      ...people(20, (who) => click(who, 'YouTube', 'post'), 80),
    ])
    const { networks, hidden } = await reportSocial(world.ports, site, oneDay)
    expect(networks.map(({ network }) => network)).toEqual(['YouTube'])
    expect(hidden).toEqual({ networks: 2, visits: 17, clicks: 11 })
  })

  test('A-45: thirty days do not tell of two who came before the last seven', async () => {
    const before = (visitor: number, network: string) => {
      const at = new Date('2026-11-03T08:00:00Z')
      return rowOf(site, at, {
        visitor: String(visitor),
        id: idAt(at),
        path: '/',
        channel: 'social',
        source: network,
      })
    }
    await store([
      ...people(10, (who) => arrive(who, 'Facebook')),
      ...people(2, (who) => before(who, 'Facebook')),
      ...people(40, (who) => before(who, 'Instagram'), 50),
      ...people(50, (who) => before(who, 'YouTube'), 100),
    ])
    const shown = async (from: string) =>
      (await reportSocial(world.ports, site, { range: { from, to: today }, filters: [] })).networks.map(
        ({ network, from: { visitors } }) => `${network} ${visitors}`,
      )
    expect(await shown('2026-11-17')).toEqual(['Facebook 10'])
    expect(await shown('2026-10-25')).toEqual(['YouTube 50'])
    await store(people(3, (who) => before(who, 'Facebook'), 200))
    expect(await shown('2026-10-25')).toEqual(['YouTube 50', 'Instagram 40', 'Facebook 15'])
  })

  test('A-45: many clicks of few people do not make a group', async () => {
    await store(people(3, (who) => people(5, () => click(who, 'X'))).flat())
    const { networks, hidden } = await reportSocial(world.ports, site, oneDay)
    expect(networks).toEqual([])
    expect(hidden).toEqual({ networks: 1, visits: 0, clicks: 15 })
  })

  test('A-45: its kinds are kept together when one of them is a small group', async () => {
    await store([
      ...people(9, (who) => click(who, 'Facebook')),
      ...people(2, (who) => click(who, 'Facebook', 'message')),
    ])
    const { networks } = await reportSocial(world.ports, site, oneDay)
    expect(networks).toMatchObject([{ to: { clicks: 11, kinds: null } }])
  })
})

describe('pages', () => {
  test('tell where visits from networks began and where they were left for one; others are not there', async () => {
    await store([
      ...people(6, (who) => arrive(who, 'Facebook', '/aanbod')),
      ...people(5, (who) => click(who, 'WhatsApp', 'share', '/aanbod'), 20),
      ...people(7, (who) => click(who, 'LinkedIn', 'profile', '/contact'), 40),
      ...people(3, (who) => arrive(who, 'X', '/contact'), 60),
      ...people(9, (who) => happen(who, { path: '/gewoon', channel: 'search', source: 'Google' }), 80),
    ])
    const { pages } = await reportSocial(world.ports, site, oneDay)
    // Who came from X to the contact page are three, and hidden alone they would be the rest of a sum.
    expect(pages).toEqual([
      { page: '/contact', from: null, to: 7 },
      { page: '/aanbod', from: null, to: 5 },
    ])
  })
})

test('closed days and today together equal a naive recount of the demo traffic', async () => {
  for (let age = 6; age >= 0; age -= 1) {
    const day = addDays(today, -age)
    await store(trafficOn(site, day, age, 7, openChance(age + 1)))
  }
  await computeStaleDays(world.ports, site)
  const question = { range: { from: addDays(today, -6), to: today }, filters: [] }
  const { networks, hidden } = await reportSocial(world.ports, site, question)
  const visits = recountVisits(await readEvents(database.db, site), site.timezone)
  const social = new Set(['social', 'paid-social', 'shared'])
  const inward = Map.groupBy(
    visits.filter(({ opening, views, events }) => social.has(opening[10] ?? '') && views + events > 0),
    ({ opening }) => opening[0] ?? '?',
  )
  const outward = Map.groupBy(
    visits.flatMap(({ trail }) => trail.filter((step) => step.startsWith('n:'))),
    (step) => step.slice(2).split('|')[0] ?? '',
  )
  expect(networks.length).toBeGreaterThan(2)
  for (const { network, from, to } of networks) {
    expect(from.visits).toBe(inward.get(network)?.length ?? 0)
    expect(to.clicks).toBe(outward.get(network)?.length ?? 0)
  }
  const sum = (side: Map<string, readonly unknown[]>) =>
    [...side.values()].reduce((all, { length }) => all + length, 0)
  expect(networks.reduce((all, { from }) => all + from.visits, hidden?.visits ?? 0)).toBe(sum(inward))
  expect(networks.reduce((all, { to }) => all + to.clicks, hidden?.clicks ?? 0)).toBe(sum(outward))
})

describe('GET /api/stats/:site/social', () => {
  const ask = async (query: string, headers: Record<string, string> = {}) => {
    const { token } = await makeKey(world.ports, {
      label: 'x',
      scope: 'read',
      siteId: site.id,
      expiresAt: null,
    })
    return world.request(`/api/stats/example.nl/social?${query}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    })
  }

  test('answers the report as JSON, its networks as CSV, and refuses what it does not know', async () => {
    await store([
      ...people(8, (who) => arrive(who, 'Facebook')),
      ...people(6, (who) => click(who, 'Facebook')),
      ...people(2, (who) => click(who, '=EVIL()'), 30),
    ])
    const range = `from=${today}&to=${today}`
    expect(await (await ask(range)).json()).toEqual({ ...(await reportSocial(world.ports, site, oneDay)) })
    const csv = await (await ask(range, { accept: 'text/csv' })).text()
    expect(csv.split('\r\n')[0]).toBe('network,from_visitors,from_visits,to_clicks,ratio')
    expect(csv).not.toContain('EVIL')
    expect((await ask(`${range}&dimension=page`)).status).toBe(400)
    expect((await ask('from=2026-11-23')).status).toBe(400)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { migrate } from '../../src/db/migrate.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { makeKey, revokeKey } from '../../src/site/key.ts'
import type { Site } from '../../src/site/site.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site
let token: string

beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
  world = await openWorld(database.db)
  site = await world.addSite()
  token = (await makeKey(world.ports, { label: 'x', scope: 'read', siteId: null, expiresAt: null })).token
  const rows = Array.from({ length: 22 }, (_, n) =>
    rowOf(site, `2026-11-23T0${n % 9}:00:00Z`, {
      visitor: String(n),
      path: n < 12 ? '/a' : n < 20 ? '=b' : '/klein',
      browser: n < 12 ? 'Chrome 140' : 'Edge 1',
    }),
  )
  await storeEvents(world.ports, [{ siteId: site.id, events: rows }])
  await makeVisits(world.ports, site, 500)
})
afterAll(() => database.close())

const days = 'from=2026-11-23&to=2026-11-23'
const get = (path: string, headers: Record<string, string> = {}) =>
  world.request(`/api/stats/${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } })
const ask = async (path: string, headers: Record<string, string> = {}) => {
  const answer = await get(path, headers)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe('an answer', () => {
  test('has the shapes that are promised', async () => {
    expect((await ask(`example.nl/summary?${days}`)).body).toEqual({
      visitors: 22,
      visits: 22,
      views: 22,
      viewsPerVisit: 1,
      bounceRate: 1,
      engagedSeconds: 0,
    })
    expect((await ask(`example.nl/series?${days}`)).body).toEqual([
      { at: '2026-11-23', visitors: 22, visits: 22, views: 22 },
    ])
    expect((await ask(`Example.NL/breakdown?${days}&dimension=browser`)).body).toEqual({
      dimension: 'browser',
      rows: [
        { value: 'Chrome 140', visitors: 12, visits: 12, views: 12 },
        { value: 'Edge 1', visitors: 10, visits: 10, views: 10 },
      ],
      hidden: null,
    })
    expect(await (await get(`example.nl/series?${days}&interval=hour`)).json()).toHaveLength(24)
  })

  test('A-45: hides small groups alike in JSON and CSV, and says that a filtered one is too small', async () => {
    const { body } = await ask(`example.nl/breakdown?${days}&dimension=exit`)
    expect(body).toEqual({
      dimension: 'exit',
      rows: [],
      hidden: { values: 2, visitors: 14, visits: 14, views: 14 },
    })
    const written = await get(`example.nl/breakdown?${days}&dimension=exit`, { accept: 'text/csv' })
    expect(await written.text()).toBe('value,visitors,visits,views\r\n(2 hidden),14,14,14\r\n')
    const few = await ask(`example.nl/summary?${days}&filter=page:/klein`)
    expect(few.body).toEqual({ hidden: { below: 10 } })
    expect((await ask(`example.nl/summary?${days}&filter=page:/klein&filter=browser:Edge 1`)).body).toEqual({
      hidden: { below: 10 },
    })
    expect((await ask(`example.nl/summary?${days}&filter=browser:Edge 1`)).body).toMatchObject({
      visitors: 10,
    })
  })

  test('is CSV when asked for, without a cache, as a file', async () => {
    const answer = await get(`example.nl/breakdown?${days}&dimension=browser`, { accept: 'text/csv' })
    expect(answer.headers.get('content-type')).toContain('text/csv')
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="browser.csv"')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.text()).toBe(
      'value,visitors,visits,views\r\nChrome 140,12,12,12\r\nEdge 1,10,10,10\r\n',
    )
    for (const path of ['summary', 'series'])
      expect(
        (await get(`example.nl/${path}?${days}`, { accept: 'text/csv' })).headers.get('content-type'),
      ).toContain('text/csv')
    expect(
      (await get(`example.nl/series?${days}`, { accept: 'application/json, text/csv;q=0.5' })).headers.get(
        'content-type',
      ),
    ).toContain('json')
  })
})

describe('a question that can not be answered', () => {
  const planted = 'geplant-8813'
  const good = `${days}&dimension=page`
  test.each([
    ['no days', 'dimension=page', 'from is given once'],
    ['a day given twice', `${good}&from=2026-11-22`, 'from is given once'],
    ['no real date', `from=2026-02-30&to=2026-03-01&dimension=page`, 'from is a date such as 2026-11-01'],
    [
      'a date of the year 0',
      `from=0000-01-01&to=0000-01-02&dimension=page`,
      'from is a date such as 2026-11-01',
    ],
    [
      'a date of the year 9999',
      `from=9999-12-30&to=9999-12-31&dimension=page`,
      'from is a date such as 2026-11-01',
    ],
    ['words for a date', `from=${planted}&to=${planted}&dimension=page`, 'from is a date such as 2026-11-01'],
    ['days that run back', `from=2026-11-23&to=2026-11-22&dimension=page`, 'to is not before from'],
    [
      'too many days',
      `from=2020-01-01&to=2026-11-22&dimension=page`,
      'from and to are at most 800 days apart',
    ],
    ['an unknown name', `${good}&${planted}=1`, 'There is a parameter that is not known.'],
    ['__proto__', `${good}&__proto__=1`, 'There is a parameter that is not known.'],
    ['constructor', `${good}&constructor=1`, 'There is a parameter that is not known.'],
    ['an unknown dimension', `${days}&dimension=${planted}`, /^dimension is one of page, entry/],
    ['a dimension of the language', `${days}&dimension=__proto__`, /^dimension is one of page, entry/],
    ['no dimension', days, /^dimension /],
    [
      'a filter of no dimension',
      `${good}&filter=${planted}`,
      'filter is dimension:value, such as page:/aanbod',
    ],
    [
      'a filter of an unknown dimension',
      `${good}&filter=${planted}:x`,
      'filter is dimension:value, such as page:/aanbod',
    ],
    [
      'a filter with NUL',
      `${good}&filter=page:${planted}%00`,
      'filter is dimension:value, such as page:/aanbod',
    ],
    [
      'a filter that is too long',
      `${good}&filter=page:${planted.repeat(50)}`,
      'filter has at most 500 characters',
    ],
    ['nine filters', good + '&filter=page:/'.repeat(9), 'filter is given at most 8 times'],
  ])('%s: 400 and one sentence', async (_, query, message) => {
    const answer = await get(`example.nl/breakdown?${query}`)
    const text = await answer.text()
    expect(answer.status, text).toBe(400)
    expect(JSON.parse(text)).toEqual({
      error: 'invalid-question',
      message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
    })
    expect(text).not.toContain(planted)
  })

  test('hours of three weeks, hours with a filter, an interval of its own making', async () => {
    for (const query of [
      'from=2026-11-01&to=2026-11-15&interval=hour',
      `${days}&interval=hour&filter=page:/a`,
      `${days}&interval=week`,
    ])
      expect((await ask(`example.nl/series?${query}`)).status).toBe(400)
    expect((await ask('example.nl/series?from=2026-11-01&to=2026-11-14&interval=hour')).status).toBe(200)
    expect((await ask(`example.nl/summary?${days}&dimension=page`)).status).toBe(400)
  })

  test.each(['%00', 'x'.repeat(300), 'elders.nl', "'; drop table site --", '%F0%9F%8F%A0', '%ff'])(
    'about %j is about no site',
    async (name) => {
      expect(await ask(`${name}/summary?${days}`)).toEqual({
        status: 404,
        body: { error: 'unknown-site', message: 'There is no such site.' },
      })
    },
  )
})

describe('who may ask', () => {
  test('a key of the site, and of every site; not that of another one, a revoked or an expired one', async () => {
    const other = await world.addSite({ domain: 'ander.nl' })
    const make = (siteId: Site['id'] | null, expiresAt: Date | null = null) =>
      makeKey(world.ports, { label: 'x', scope: 'read', siteId, expiresAt })
    const status = async (authorization: string) =>
      (await get(`example.nl/summary?${days}`, { authorization })).status
    const [own, foreign, revoked] = [await make(site.id), await make(other.id), await make(null)]
    const short = await make(null, new Date('2026-11-23T11:00:01Z'))
    expect(await status(`Bearer ${own.token}`)).toBe(200)
    expect(await status(`bearer ${own.token}`)).toBe(200)
    expect(await status(`Bearer ${foreign.token}`)).toBe(404)
    expect(await status(`Bearer ${short.token}`)).toBe(200)
    expect(await revokeKey(world.ports, revoked.key.id)).toBe(true)
    expect(await status(`Bearer ${revoked.token}`)).toBe(401)
    world.setNow('2026-11-23T11:00:01Z')
    expect(await status(`Bearer ${short.token}`)).toBe(401)
    world.setNow('2026-11-23T11:00:00Z')
  })

  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Bearer x',
    `Basic abcdefghijklmnopqrstuvwxyz`,
    `Bearer ${'x'.repeat(300)}`,
    'Bearer onbekend-maar-lang-genoeg',
    "Bearer ' or 1=1 --          ",
  ])('not whoever sends %j: 401, all alike', async (authorization) => {
    const answer = await get(`example.nl/summary?${days}`, { authorization })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    expect(await answer.json()).toEqual({
      error: 'unauthorized',
      message: 'Send an API key: Authorization: Bearer …',
    })
  })

  test('a key in the address opens nothing', async () => {
    expect((await world.request(`/api/stats/example.nl/summary?${days}&access_token=${token}`)).status).toBe(
      401,
    )
  })
})

describe('A-45: periods that lie in each other', () => {
  test('A-45: thirty days do not tell of two who came before the last seven, in JSON nor in CSV', async () => {
    const nested = await world.addSite({ domain: 'genest.nl' })
    const come = async (on: string, path: string, count: number, first = 0) => {
      const events = Array.from({ length: count }, (_, nth) =>
        rowOf(nested, `${on}T10:00:00Z`, { visitor: String(first + nth), path }),
      )
      await storeEvents(world.ports, [{ siteId: nested.id, events }])
      while (!(await makeVisits(world.ports, nested, 500)).isDone);
    }
    await come('2026-11-22', '/a', 10)
    await come('2026-11-03', '/a', 2)
    await come('2026-11-03', '/b', 40, 100)
    await come('2026-11-02', '/c', 50)
    const pagesOf = async (from: string) => {
      const asked = `genest.nl/breakdown?from=${from}&to=2026-11-23&dimension=page`
      const { body } = await ask(asked)
      const told = (body['rows'] as { value: string; visitors: number }[]).map(
        ({ value, visitors }) => `${value} ${visitors}`,
      )
      const csv = await (await get(asked, { accept: 'text/csv' })).text()
      for (const path of ['/a', '/b', '/c'])
        expect(csv.includes(`\n${path},`), path).toBe(told.some((row) => row.startsWith(`${path} `)))
      return told
    }
    expect(await pagesOf('2026-11-17')).toEqual(['/a 10'])
    expect(await pagesOf('2026-10-25')).toEqual(['/c 50'])
    await come('2026-11-03', '/a', 3, 200)
    expect(await pagesOf('2026-10-25')).toEqual(['/c 50', '/b 40', '/a 15'])
  })
})

describe('A-38: the role of the dashboard', () => {
  /** As long as nobody can take it, whoever answers has read as somebody else. */
  async function withoutRole<T>(work: () => Promise<T>): Promise<T> {
    await database.db`alter role voordeur_dashboard rename to voordeur_away`
    try {
      return await work()
    } finally {
      await database.db`alter role voordeur_away rename to voordeur_dashboard`
    }
  }

  test('A-38: is what every question about figures is asked with', async () => {
    const paths = [
      ...new Set(
        app.routes.flatMap(({ method, path }) =>
          method === 'GET' && path.startsWith('/api/stats/:site/')
            ? [path.slice('/api/stats/:site/'.length)]
            : [],
        ),
      ),
    ]
    expect(paths.length).toBeGreaterThan(6)
    const asked = paths.map(
      (path) => `example.nl/${path}?${days}${path === 'breakdown' ? '&dimension=page' : ''}`,
    )
    asked.push(
      `example.nl/series?${days}&interval=hour`,
      `example.nl/breakdown?${days}&dimension=exit&filter=page:/a`,
    )
    for (const one of asked) expect([one, (await get(one)).status]).toEqual([one, 200])
    await withoutRole(async () => {
      for (const one of asked) expect([one, (await get(one)).status]).toEqual([one, 500])
    })
  })
})

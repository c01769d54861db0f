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

const stored = async () => {
  const rows = await database.db<{ event: Record<string, unknown> }[]>`
    select to_json(event) as event from event order by occurred_at, id`
  return rows.map(({ event }) => event)
}

/** Planted in every bad value: no answer and no log line may repeat it. */
const planted = 'geplant-8813'

/** Refused, with one clear sentence; nothing stored; nothing repeated. */
async function expectRefusal(answer: Response, status: number, error: string): Promise<string> {
  const text = await answer.text()
  expect(answer.status, text).toBe(status)
  const body = JSON.parse(text) as { error: string; message: string }
  expect(body.error).toBe(error)
  expect(body.message).toMatch(/^[\w ,:./<>=&+-]{5,120}$/)
  expect(text).not.toContain(planted)
  expect(JSON.stringify(world.logged)).not.toContain(planted)
  expect(await stored()).toHaveLength(0)
  return body.message
}

describe('a body', () => {
  test.each([
    ['nothing', ''],
    ['half a text', `{"n":"${planted}`],
    ['a bare word', planted],
    ['two values', `{}{"${planted}":1}`],
    ['a script', `<script>${planted}</script>`],
  ])('that is %s is no JSON', async (_, body) => {
    expect(await expectRefusal(await sendBody(world, body), 400, 'not-json')).toBe('The body is not JSON.')
  })

  test.each([
    ['null', 'null'],
    ['a number', '5'],
    ['a text', `"${planted}"`],
    ['an empty object', '{}'],
    ['an empty array', '[]'],
    ['an array in an array', `[[{"n":"${planted}"}]]`],
    ['very deep', '['.repeat(30_000) + ']'.repeat(30_000)],
  ])('that is %s is no event', async (_, body) => {
    await expectRefusal(await sendBody(world, body), 400, 'invalid-beacon')
  })

  const large = JSON.stringify(view({ x: planted, y: 'x'.repeat(65_536) }))
  test.each([
    ['without a length', {}],
    ['with its length', { 'content-length': String(large.length) }],
    ['with a length that lies', { 'content-length': '10' }],
    ['with a length that is none', { 'content-length': 'tien' }],
    ['with a negative length', { 'content-length': '-1' }],
  ])('over 64 KiB is refused %s', async (_, headers: Record<string, string>) => {
    await expectRefusal(await sendBody(world, large, { headers }), 413, 'too-large')
  })

  test('of 64 KiB exactly is taken', async () => {
    const empty = JSON.stringify(view({ y: '' }))
    const answer = await sendBody(world, JSON.stringify(view({ y: 'x'.repeat(65_536 - empty.length) })))
    expect(answer.status).toBe(202)
    expect(await stored()).toHaveLength(1)
  })

  test('of more than 100 events is refused, of 100 taken', async () => {
    const events = Array.from({ length: 101 }, () => view())
    expect(await expectRefusal(await sendBeacon(world, events), 400, 'too-many')).toBe(
      'An array holds at most 100 events.',
    )
    expect((await sendBeacon(world, events.slice(1))).status).toBe(202)
    expect(await stored()).toHaveLength(100)
  })
})

const long = planted.repeat(700)
const wrong: [string, unknown][] = [
  ...['n', 'u', 'd', 'r', 'i', 'e', 'sd', 'v', 'h', 'id', 't'].map((key): [string, unknown] => [
    key,
    { [planted]: planted },
  ]),
  ...['n', 'u', 'd', 'r', 'i', 'e', 'sd', 'v', 'h', 'id', 't'].map((key): [string, unknown] => [
    key,
    [planted],
  ]),
  ...['n', 'u', 'd', 'p', 'm'].map((key): [string, unknown] => [key, `${planted}\0`]),
  ...['n', 'u', 'd', 'p'].map((key): [string, unknown] => [key, `${planted}\ud800`]),
  ...['n', 'u', 'd', 'v', 'id', 't'].map((key): [string, unknown] => [key, long]),
  ['n', ''],
  ['n', null],
  ['d', ''],
  ['u', `data:text/html,${planted}`],
  ['u', `javascript:alert('${planted}')`],
  ['u', `file:///${planted}`],
  ['u', `/${planted}`],
  ['u', `https://example.nl/${'x'.repeat(8_192)}${planted}`],
  ['e', planted],
  ['e', -1],
  ['sd', -1],
  ['i', planted],
  ['h', planted],
  ['id', '00000000-0000-4000-8000-000000000000'],
  ['t', `${planted} <b>`],
  ['p', planted],
  ['p', 5],
  ['p', [planted]],
  ['p', { naam: { [planted]: planted } }],
  ['p', { [`${planted}\0`]: 'x' }],
  ['p', { naam: `${planted}\ud800` }],
  ['p', JSON.stringify({ naam: [planted] })],
  ['m', { naam: [planted] }],
]

describe('a value of the wrong kind', () => {
  test.each(wrong)('in %s is refused by the name of its key alone: %j', async (key, value) => {
    const message = await expectRefusal(
      await sendBeacon(world, view({ [key]: value })),
      400,
      'invalid-beacon',
    )
    expect(message.startsWith(`${key} `), message).toBe(true)
    expect(message).not.toMatch(/Invalid input|Too big/)
  })

  test('beside good events is refused alone, by its place', async () => {
    const bad = wrong.slice(0, 40).map(([key, value]) => view({ [key]: value }))
    const events = bad.flatMap((event, nth) => [view({ u: `https://example.nl/goed-${nth}` }), event])
    const answer = await sendBeacon(world, events)
    const text = await answer.text()
    expect(answer.status).toBe(202)
    expect(text).not.toContain(planted)
    const { refused } = JSON.parse(text) as { refused: { index: number; error: string; message: string }[] }
    expect(refused.map(({ index }) => index)).toEqual(bad.map((_, nth) => nth * 2 + 1))
    expect(refused[0]).toEqual({ index: 1, error: 'invalid-beacon', message: 'n is text' })
    const paths = (await stored()).map(({ path }) => path)
    expect(new Set(paths)).toEqual(new Set(bad.map((_, nth) => `/goed-${nth}`)))
    expect(paths).toHaveLength(bad.length)
  })

  test('in every event of an array refuses the whole', async () => {
    const answer = await sendBeacon(world, [view({ n: {} }), view({ u: 'x' })])
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({
      error: 'invalid-beacon',
      message: 'n is text',
      refused: [
        { index: 0, error: 'invalid-beacon', message: 'n is text' },
        { index: 1, error: 'invalid-beacon', message: 'u is an http or https address' },
      ],
    })
  })
})

describe('odd but no error', () => {
  test('a property of any length is cut at 500 characters; a form says its page by the event’s own address', async () => {
    expect((await sendBeacon(world, view({ n: 'Zoeken', p: { tekst: 'é'.repeat(9_000) } }))).status).toBe(202)
    const form = view({ n: 'Form: Submission', u: 'https://example.nl/reparatie/12345' })
    expect((await sendBeacon(world, form)).status).toBe(202)
    const rows = await database.db<{ props: unknown }[]>`select props from event order by name`
    expect(rows.map(({ props }) => props)).toEqual([{ path: '/reparatie/:id' }, { tekst: 'é'.repeat(500) }])
  })

  test('a referrer that can not be read, unknown keys and a scroll beyond the page are unknown', async () => {
    const odd = view({ r: `javascript:${planted}\0`, x: { y: planted }, sd: 255 })
    expect((await sendBeacon(world, odd)).status).toBe(202)
    const [event] = await stored()
    expect(event).toMatchObject({ referrer: null, scroll: null, path: '/' })
    expect(JSON.stringify(event)).not.toContain(planted)
  })

  test('of two equal keys the last one counts, and names of the language mean nothing', async () => {
    const body = `{"n":"x","n":"pageview","d":"example.nl","u":"https://example.nl/een","u":"https://example.nl/twee",
      "__proto__":{"i":5},"constructor":{"prototype":{"n":5}},"p":{"__proto__":"a","constructor":"b","soort":"c"}}`
    expect((await sendBody(world, body)).status).toBe(202)
    const [event] = await stored()
    expect(event).toMatchObject({ name: 'pageview', path: '/twee', props: { constructor: 'b', soort: 'c' } })
    expect(Object.getPrototypeOf({})).toBe(Object.prototype)
  })

  test('R-15: an id of 1970 or 9999 is stored at its receipt and flagged, and events beside it keep their time', async () => {
    const good = idAt('2026-11-23T10:00:00Z')
    const absurd = ['1970-01-01T00:00:01Z', '9999-12-31T23:59:59Z'].map(idAt)
    const answer = await sendBeacon(
      world,
      [good, ...absurd].map((id) => view({ id })),
    )
    expect(answer.status).toBe(202)
    expect(answer.headers.get('x-voordeur-dropped')).toBeNull()
    const events = new Map((await stored()).map((event) => [event.id, event]))
    expect(events.get(good)).toMatchObject({ occurred_at: '2026-11-23T10:00:00+00:00', clock_clamped: null })
    for (const id of absurd)
      expect(events.get(id)).toMatchObject({ occurred_at: '2026-11-23T11:00:00+00:00', clock_clamped: true })
  })

  test('a reading time of a week is cut at a day', async () => {
    await sendBeacon(world, view({ n: 'engagement', e: 604_800_000.5 }))
    expect((await stored())[0]).toMatchObject({ engaged_ms: 86_400_000 })
  })
})

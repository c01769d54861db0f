/** Goals and funnels against a naive recount, filled backwards, removed, hidden where they are small, and over HTTP. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { EventRow } from '../../src/db/schema.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { makeKey } from '../../src/site/key.ts'
import { addDays } from '../../src/site/local-day.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { fillConversions, findFunnels, findGoals } from '../../src/stats/conversions.ts'
import { computeDay, computeStaleDays } from '../../src/stats/days.ts'
import { compilePattern, goalKinds, readPattern, type GoalPattern } from '../../src/stats/goal-pattern.ts'
import {
  addFunnel,
  addGoal,
  funnelDimension,
  funnelsMax,
  goalDimension,
  goalsMax,
  listFunnels,
  listGoals,
  removeFunnel,
  removeGoal,
  type Funnel,
  type Goal,
} from '../../src/stats/goals.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
import { fits, readEvents, recountFunnel, recountGoal, recountVisits } from '../support/recount.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site

async function begin(): Promise<void> {
  await emptyTables(database.db)
  forgetSites(database.db)
  site = await world.addSite()
}

beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
  world = await openWorld(database.db, { at: '2026-10-28T12:00:00Z' })
})
afterAll(() => database.close())
beforeEach(async () => {
  world.setNow('2026-10-28T12:00:00Z')
  await begin()
})

const today = '2026-10-28'
const store = (events: readonly EventRow[]) => storeEvents(world.ports, [{ siteId: site.id, events }])
const roll = async () => {
  while (!(await makeVisits(world.ports, site, 2_000)).isDone);
}
const fillAll = async () => {
  while (!(await fillConversions(world.ports, site)).isDone);
}

async function goalOf(kind: string, pattern: string, name = `${kind} ${pattern}`): Promise<Goal> {
  const outcome = await addGoal(world.ports, site, { name, kind, pattern })
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.added
}
async function funnelOf(name: string, ...steps: readonly (readonly [string, string])[]): Promise<Funnel> {
  const outcome = await addFunnel(world.ports, site, {
    name,
    steps: steps.map(([kind, pattern]) => ({ kind, pattern })),
  })
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal))
  return outcome.added
}

interface Stored {
  readonly day: string
  readonly value: string
  readonly visitors: number
  readonly visits: number
  readonly views: number
}

const storedOf = (dimension: string) => database.db<Stored[]>`
  select day::text as day, value, visitors, visits, views from day_value
  where site_id = ${site.id} and dimension = ${dimension} order by day_value.day, value collate "C"`

/** Figures as stored against the naive recount of the events as stored; today, which is not over, is left out. */
async function expectRecount(goals: readonly Goal[], funnels: readonly Funnel[]): Promise<void> {
  const visits = recountVisits(await readEvents(database.db, site), site.timezone).filter(
    ({ day }) => day < today,
  )
  for (const goal of goals)
    expect([...(await storedOf(goalDimension(goal.id)))], goal.name).toEqual(recountGoal(visits, goal))
  for (const funnel of funnels)
    expect([...(await storedOf(funnelDimension(funnel.id)))], funnel.name).toEqual(
      recountFunnel(visits, funnel.steps),
    )
}

describe('a goal', () => {
  test('counts visits, visitors and times by source, over several visits of one visitor', async () => {
    const goal = await goalOf('page', '/reparatie/bedankt')
    const at = (time: string, more: Partial<EventRow>) => rowOf(site, `2026-10-20T${time}:00Z`, more)
    await store([
      at('08:00', { visitor: '1', path: '/', source: 'Google', channel: 'search' }),
      at('08:01', { visitor: '1', path: '/reparatie/bedankt' }),
      at('08:02', { visitor: '1', path: '/reparatie/bedankt/' }),
      at('12:00', { visitor: '1', path: '/reparatie/bedankt' }),
      at('08:00', { visitor: '2', path: '/reparatie/bedankt', channel: 'unknown' }),
      at('08:00', { visitor: '3', path: '/reparatie/bedankt/niet' }),
      at('08:00', { visitor: '4', path: '/reparatie', source: 'Google', channel: 'search' }),
      at('08:01', { visitor: '4', name: 'Signup', path: '/reparatie/bedankt' }),
    ])
    await roll()
    await computeStaleDays(world.ports, site)
    expect([...(await storedOf(goalDimension(goal.id)))]).toEqual([
      { day: '2026-10-20', value: '', visitors: 2, visits: 3, views: 4 },
      { day: '2026-10-20', value: 'Google', visitors: 1, visits: 1, views: 2 },
      { day: '2026-10-20', value: 'direct', visitors: 1, visits: 1, views: 1 },
      { day: '2026-10-20', value: 'unknown', visitors: 1, visits: 1, views: 1 },
    ])
    await expectRecount([goal], [])
  })
})

describe('a pattern', () => {
  test.each<[GoalPattern['kind'], string, string, boolean]>([
    ['page', '/aanvragen/**', '/aanvragen/woning/stap-2', true],
    ['page', '/aanvragen/**', '/aanvragen', true],
    ['page', '/aanvragen/**', '/aanvragen/', true],
    ['page', '/aanvragen/**', '/aanvragenlijst', false],
    ['page', '/aanbod/*', '/aanbod/linden-12', true],
    ['page', '/aanbod/*', '/aanbod/linden-12/', true],
    ['page', '/aanbod/*', '/aanbod/linden-12/foto', false],
    ['page', '/a*b', '/axxb', true],
    ['page', '/a*b', '/ax/b', false],
    ['page', '/a**b', '/ax/b', true],
    ['page', '/**', '/', true],
    ['page', '/', '/', true],
    ['page', '/', '/a', false],
    ['page', '/a.c', '/abc', false],
    ['page', '/a(b)[c]{2}^$|+?'.slice(0, -1), '/a(b)[c]{2}^$|+', false],
    ['page', '/a', 'e:/a', false],
    ['event', 'Signup', 'e:Signup', true],
    ['event', 'Signup', 'e:signup', false],
    ['event', 'Sign*', 'e:Sign up twice', true],
    ['event', 'a|b', 'e:a|b', true],
    ['event', 'a|b', 'e:a', false],
    ['event', '(a+)+$', 'e:(a+)+$', true],
    ['event', 'Sign%_', 'e:Sign%_', true],
    ['event', 'a\\d', 'e:a\\d', true],
    ['event', 'a\\d', 'e:a1', false],
    ['event', 'é*', 'e:één', true],
    ['event', '*', '/pagina', false],
    ['outbound', 'facebook.com/**', 'o:facebook.com/delinde', true],
    ['outbound', 'facebook.com/**', 'o:facebook.com', true],
    ['outbound', 'facebook.com', 'o:notfacebook.com', false],
    ['outbound', 'HTTPS://Facebook.com/Linde', 'o:facebook.com/Linde', true],
    ['download', '**.pdf', 'd:/media/gids.pdf', true],
    ['download', '/media/*.pdf', 'd:/media/oud/gids.pdf', false],
  ])('%s %s on %s: %s', async (kind, written, step, expected) => {
    const reading = readPattern(kind, written)
    if (!reading.ok) throw new Error(reading.why)
    const { prefix, expression } = compilePattern({ kind, pattern: reading.pattern })
    const [row] = await database.db<{ fits: boolean }[]>`
      select starts_with(${step}, ${prefix}) and ${step}::text ~ ${expression} as fits`
    expect(row?.fits).toBe(expected)
    expect(fits(step, { kind, pattern: reading.pattern })).toBe(expected)
  })

  test('is kept as the browser writes an address, and reading it again changes nothing', () => {
    for (const [written, kept] of [
      ['/aan bod/één/*', '/aan%20bod/%C3%A9%C3%A9n/*'],
      ['  //reparatie//bedankt/ ', '/reparatie/bedankt'],
      ['/\\elders.nl/x', '/elders.nl/x'],
      ['/#/aanbod/', '/#/aanbod/'],
      ['/a/../b', '/b'],
    ] as const) {
      expect(readPattern('page', written)).toEqual({ ok: true, pattern: kept })
      expect(readPattern('page', kept)).toEqual({ ok: true, pattern: kept })
    }
  })

  test.each([
    ['page', '', 'empty'],
    ['page', 'reparatie', 'path'],
    ['page', 'https://example.nl/reparatie', 'path'],
    ['page', '/a?b=c', 'query'],
    ['page', '/\0', 'text'],
    ['event', '\ud800', 'text'],
    ['event', 'x'.repeat(301), 'long'],
    ['page', `/${'é'.repeat(60)}`, 'long'],
    ['event', 'a*'.repeat(11), 'wild'],
    ['outbound', 'https://', 'empty'],
  ] as const)('of kind %s that reads %j is refused: %s', (kind, written, why) => {
    expect(readPattern(kind, written)).toEqual({ ok: false, why })
  })

  test('never takes long, and never throws, whatever is written (property)', () => {
    fc.assert(
      fc.property(fc.constantFrom(...goalKinds), fc.string({ unit: 'binary' }), (kind, written) => {
        const reading = readPattern(kind, written)
        if (!reading.ok) return
        expect(readPattern(kind, reading.pattern)).toEqual(reading)
        expect(() => new RegExp(compilePattern({ kind, pattern: reading.pattern }).expression)).not.toThrow()
      }),
    )
  })
})

describe('goals and funnels', () => {
  test('equal a naive recount of any events, in order and not, computed, filled or late (property)', async () => {
    const from = Date.parse('2026-10-24T20:00:00Z')
    const event = fc.record({
      slot: fc.integer({ min: 0, max: 100 }),
      extra: fc.constantFrom(0, 0, 1, 60_000),
      visitor: fc.constantFrom('1', '2', '-3'),
      name: fc.constantFrom(
        'pageview',
        'pageview',
        'pageview',
        'Signup',
        'Outbound Link: Click',
        'File Download',
      ),
      path: fc.constantFrom('/', '/a', '/a/', '/a/b', '/a/b/c', '/b'),
      source: fc.constantFrom(null, 'Google', '', 'direct'),
    })
    const step = fc.record({
      kind: fc.constantFrom('page', 'page', 'event', 'outbound', 'download'),
      pattern: fc.constantFrom('/', '/a', '/a/*', '/a/**', '/**', '/*'),
    })
    const pattern = step.map(({ kind, pattern: written }) => ({
      kind,
      pattern:
        kind === 'page'
          ? written
          : ({ event: 'Sign*', outbound: 'x.nl/**', download: '**.pdf' }[kind] ?? '*'),
    }))
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(event, { maxLength: 10 }), { minLength: 1, maxLength: 4 }),
        fc.array(pattern, { minLength: 1, maxLength: 3 }),
        fc.array(fc.array(pattern, { minLength: 2, maxLength: 8 }), { minLength: 1, maxLength: 2 }),
        fc.nat(4),
        async (rounds, goals, funnels, addedAt) => {
          await begin()
          const made: { goals: Goal[]; funnels: Funnel[] } = { goals: [], funnels: [] }
          for (const [nth, round] of [...rounds, []].entries()) {
            if (nth === Math.min(addedAt, rounds.length)) {
              for (const [of, one] of goals.entries())
                made.goals.push(await goalOf(one.kind, one.pattern, `${of}`))
              for (const [of, steps] of funnels.entries())
                made.funnels.push(
                  await funnelOf(`${of}`, ...steps.map((one) => [one.kind, one.pattern] as const)),
                )
            }
            const rows = round.map(({ slot, extra, name, path, visitor, source }) =>
              rowOf(site, new Date(from + slot * 15 * 60_000 + extra), {
                visitor,
                name,
                path,
                source,
                channel: source === '' ? 'email' : null,
                target:
                  name === 'Outbound Link: Click' ? 'x.nl/y' : name === 'File Download' ? '/f.pdf' : null,
              }),
            )
            if (rows.length > 0) await store(rows)
            await roll()
            if (nth % 2 === 0) await computeStaleDays(world.ports, site)
          }
          await fillAll()
          await computeStaleDays(world.ports, site)
          await expectRecount(made.goals, made.funnels)
        },
      ),
      { numRuns: 40 },
    )
  }, 300_000)

  test('of a live day are read from its visits, the same as when it is computed', async () => {
    const goal = await goalOf('page', '/b')
    const funnel = await funnelOf('f', ['page', '/a'], ['page', '/b'])
    const rows = Array.from({ length: 12 }, (_, nth) => [
      rowOf(site, `${today}T09:00:00Z`, { visitor: String(nth), path: '/a' }),
      rowOf(site, `${today}T09:01:00Z`, { visitor: String(nth), path: nth < 6 ? '/b' : '/c' }),
    ])
    await store(rows.flat())
    await roll()
    const range = { from: today, to: today }
    const ask = async () => [
      await findGoals(world.ports, site, range),
      await findFunnels(world.ports, site, range),
    ]
    const live = await ask()
    expect(live).toMatchObject([
      [{ id: goal.id, visitors: 6, visits: 6, times: 6, rate: 0.5, known: null }],
      [
        {
          id: funnel.id,
          steps: [
            { visitors: 12, share: 1 },
            { visitors: 6, share: 0.5, lost: 6 },
          ],
          known: null,
        },
      ],
    ])
    expect(await storedOf(goalDimension(goal.id))).toHaveLength(0)
    world.setNow('2026-10-29T12:00:00Z')
    await computeStaleDays(world.ports, site)
    await fillAll()
    expect(await storedOf(goalDimension(goal.id))).not.toHaveLength(0)
    expect(await ask()).toEqual(live)
  })
})

describe('a funnel', () => {
  const walk = async (...visits: readonly (readonly string[])[]) => {
    const funnel = await funnelOf('f', ['page', '/a'], ['page', '/b'], ['page', '/a'])
    const rows = visits.flatMap((paths, nth) =>
      paths.map((path, step) =>
        rowOf(site, new Date(Date.parse('2026-10-20T08:00:00Z') + step * 1000), {
          visitor: String(nth),
          path,
        }),
      ),
    )
    await store(rows)
    await roll()
    await computeStaleDays(world.ports, site)
    await expectRecount([], [funnel])
    return (await storedOf(funnelDimension(funnel.id))).map(({ value, visitors }) => `${value}:${visitors}`)
  }

  test('is walked in order, with anything in between, and a step is a step of its own', async () => {
    expect(await walk(['/a', '/x', '/b', '/x', '/a'], ['/b', '/a', '/b'], ['/a', '/b'], ['/b'])).toEqual([
      '1:3',
      '2:3',
      '3:1',
    ])
  })

  test('is walked within one visit: what was begun before a silence is not gone on with', async () => {
    const funnel = await funnelOf('f', ['page', '/a'], ['page', '/b'])
    await store([
      rowOf(site, '2026-10-20T08:00:00Z', { path: '/a' }),
      rowOf(site, '2026-10-20T09:00:00Z', { path: '/b' }),
      rowOf(site, '2026-10-20T09:01:00Z', { path: '/a' }),
    ])
    await roll()
    await computeStaleDays(world.ports, site)
    expect([...(await storedOf(funnelDimension(funnel.id)))]).toEqual([
      { day: '2026-10-20', value: '1', visitors: 1, visits: 2, views: 0 },
    ])
    await expectRecount([], [funnel])
  })
})

/** One visit a day of so many visitors, oldest day first. */
async function visitDaily(days: number, visitors = 6): Promise<void> {
  for (let age = days; age >= 1; age -= 1)
    await store(
      Array.from({ length: visitors }, (_, nth) =>
        rowOf(site, `${addDays(today, -age)}T10:00:00Z`, { visitor: String(nth), path: '/a' }),
      ),
    )
  await roll()
  await computeStaleDays(world.ports, site)
}

describe('a new goal', () => {
  test('is filled backwards, newest day first, by the rounds, and says how far it is', async () => {
    await visitDaily(20)
    const goal = await goalOf('page', '/a')
    const range = { from: addDays(today, -20), to: today }
    const ask = async () => (await findGoals(world.ports, site, range))[0]
    expect(await ask()).toMatchObject({ visitors: 0, rate: null, known: { from: null, isFilling: true } })

    // A clock that runs: a second is over after a few steps.
    let ticks = 0
    const start = Date.parse('2026-10-28T12:00:00Z')
    const slow = { ...world.ports, now: () => new Date(start + (ticks += 1) * 120) }
    expect(await fillConversions(slow, site)).toMatchObject({ isDone: false })
    const [half] = await listGoals(database.db, site)
    const filledOn = half?.filledOn ?? ''
    expect(filledOn > addDays(today, -20) && filledOn < today).toBe(true)
    const days = (await storedOf(goalDimension(goal.id))).filter(({ value }) => value === '')
    expect(days[0]?.day).toBe(filledOn)
    expect(days.at(-1)?.day).toBe(addDays(today, -1))
    // The rate is that of the known days, so it is right from the first one on.
    expect(await ask()).toMatchObject({
      visitors: days.length * 6,
      rate: 1,
      known: { from: filledOn, isFilling: true },
    })

    await rollUp(world.ports, { eventsMax: 500, holder: 'test' })
    expect(await ask()).toMatchObject({ visitors: 120, visits: 120, rate: 1, known: null })
    expect(await fillConversions(world.ports, site)).toEqual({ days: 0, isDone: true })
    await expectRecount([goal], [])
  })

  test('catches up with the others, whose figures stay as they are', async () => {
    await visitDaily(5)
    const first = await goalOf('page', '/a')
    await fillAll()
    const before = await storedOf(goalDimension(first.id))
    await database.db`update day_value set visitors = 99 where site_id = ${site.id} and dimension = ${goalDimension(first.id)}`
    const second = await goalOf('page', '/**')
    await fillAll()
    expect((await storedOf(goalDimension(first.id))).every(({ visitors }) => visitors === 99)).toBe(true)
    expect([...(await storedOf(goalDimension(second.id)))]).toEqual([...before])
  })

  test('of a site without visits, or of one whose older visits are gone, is done at once', async () => {
    const goal = await goalOf('page', '/a')
    expect(await fillConversions(world.ports, site)).toMatchObject({ isDone: true })
    expect((await listGoals(database.db, site))[0]?.filledOn).toBe(today)
    await removeGoal(world.ports, site, goal.id)

    await visitDaily(4)
    const old = addDays(today, -3)
    await database.db`delete from visit where site_id = ${site.id} and day <= ${old}`
    await database.db`delete from visit_trail where site_id = ${site.id} and day <= ${old}`
    await goalOf('page', '/a')
    await fillAll()
    const [figures] = await findGoals(world.ports, site, { from: addDays(today, -4), to: today })
    expect(figures).toMatchObject({
      visitors: 12,
      rate: 1,
      known: { from: addDays(today, -2), isFilling: false },
    })
  })

  test('made while a day is computed again holds on that day too', async () => {
    await visitDaily(2)
    const goal = await goalOf('page', '/a')
    await computeDay(world.ports, site, addDays(today, -1))
    await fillAll()
    await computeDay(world.ports, site, addDays(today, -1))
    await expectRecount([goal], [])
  })
})

describe('removing', () => {
  test('takes the figures along, of that one only, and adding again counts again', async () => {
    await visitDaily(3)
    const [gone, kept] = [await goalOf('page', '/a', 'weg'), await goalOf('page', '/a', 'blijft')]
    const funnel = await funnelOf('weg', ['page', '/a'], ['page', '/b'])
    await fillAll()
    expect(await storedOf(funnelDimension(funnel.id))).not.toHaveLength(0)
    expect(await removeGoal(world.ports, site, gone.id)).toBe(true)
    expect(await removeFunnel(world.ports, site, funnel.id)).toBe(true)
    expect(await storedOf(goalDimension(gone.id))).toHaveLength(0)
    expect(await storedOf(funnelDimension(funnel.id))).toHaveLength(0)
    expect(await storedOf(goalDimension(kept.id))).not.toHaveLength(0)
    expect((await listGoals(database.db, site)).map(({ name }) => name)).toEqual(['blijft'])
    expect(await listFunnels(database.db, site)).toEqual([])

    expect(await removeGoal(world.ports, site, gone.id)).toBe(false)
    expect(await removeGoal(world.ports, site, "' or true --")).toBe(false)
    const again = await goalOf('page', '/a', 'weg')
    await fillAll()
    await expectRecount([again, kept], [])
  })

  test('of another site does nothing', async () => {
    const goal = await goalOf('page', '/a')
    const other = await world.addSite({ domain: 'ander.nl' })
    expect(await removeGoal(world.ports, other, goal.id)).toBe(false)
    expect(await listGoals(database.db, site)).toHaveLength(1)
    expect(await listGoals(database.db, other)).toEqual([])
  })
})

describe('what can not be added', () => {
  const page = { kind: 'page', pattern: '/a' }
  const refusalOf = async (input: unknown) => {
    const outcome = await addGoal(world.ports, site, input)
    return outcome.ok ? null : outcome.refusal
  }
  const funnelRefusalOf = async (input: unknown) => {
    const outcome = await addFunnel(world.ports, site, input)
    return outcome.ok ? null : outcome.refusal
  }

  test('a goal without a name, with one that is there, of no kind, with a pattern that is none', async () => {
    expect(await refusalOf({ name: ' ', ...page })).toEqual({ what: 'name', why: 'empty' })
    expect(await refusalOf({ name: 'x'.repeat(81), ...page })).toEqual({ what: 'name', why: 'long' })
    expect(await refusalOf({ name: 'a\0b', ...page })).toEqual({ what: 'name', why: 'text' })
    expect(await refusalOf({ name: 'een', ...page })).toBeNull()
    expect(await refusalOf({ name: '  een ', ...page })).toEqual({ what: 'name', why: 'taken' })
    expect(await refusalOf({ name: 'twee', kind: 'scroll', pattern: '/a' })).toEqual({
      what: 'step',
      step: 0,
      field: 'kind',
      why: 'unknown',
    })
    expect(await refusalOf({ name: 'twee', kind: 'page', pattern: 'a' })).toEqual({
      what: 'step',
      step: 0,
      field: 'pattern',
      why: 'path',
    })
    for (const input of [null, [], 'x', {}, { name: 1, ...page }, { name: 'twee', kind: 'page' }])
      expect(await refusalOf(input)).toEqual({ what: 'shape' })
    expect(await listGoals(database.db, site)).toHaveLength(1)
  })

  test('a funnel of one step, of nine, with a step that is none', async () => {
    const steps = (count: number) => Array.from({ length: count }, () => page)
    expect(await funnelRefusalOf({ name: 'f', steps: steps(1) })).toEqual({ what: 'steps', why: 'few' })
    expect(await funnelRefusalOf({ name: 'f', steps: steps(9) })).toEqual({ what: 'steps', why: 'many' })
    expect(await funnelRefusalOf({ name: 'f', steps: [page, { kind: 'event', pattern: '\0' }] })).toEqual({
      what: 'step',
      step: 1,
      field: 'pattern',
      why: 'text',
    })
    expect(await funnelRefusalOf({ name: 'f' })).toEqual({ what: 'shape' })
    expect(await funnelRefusalOf({ name: 'f', steps: steps(8) })).toBeNull()
    expect(await listFunnels(database.db, site)).toHaveLength(1)
  })

  test('more than fifty goals and twenty funnels, until one is removed', async () => {
    for (let nth = 0; nth < goalsMax; nth += 1) await goalOf('page', '/a', `${nth}`)
    expect(await refusalOf({ name: 'meer', ...page })).toEqual({ what: 'full' })
    for (let nth = 0; nth < funnelsMax; nth += 1) await funnelOf(`${nth}`, ['page', '/a'], ['page', '/b'])
    expect(await funnelRefusalOf({ name: 'meer', steps: [page, page] })).toEqual({ what: 'full' })
    const [oldest] = await listGoals(database.db, site)
    await removeGoal(world.ports, site, oldest?.id ?? '')
    expect(await refusalOf({ name: 'meer', ...page })).toBeNull()
  })
})

describe('small groups', () => {
  /** So many visitors at each page of a row, on one day that no shorter period holds. */
  const day = '2026-10-10'
  const range = { from: day, to: '2026-10-11' }
  const visit = async (
    on: string,
    counts: Readonly<Record<string, number>>,
    more: Partial<EventRow> = {},
    first = 0,
  ) => {
    const rows = Object.entries(counts).flatMap(([path, count], nth) =>
      Array.from({ length: count }, (_, visitor) =>
        rowOf(site, new Date(Date.parse(`${on}T10:00:00Z`) + nth * 1000), {
          visitor: String(first + visitor),
          path,
          ...more,
        }),
      ),
    )
    await store(rows)
    await roll()
    await computeStaleDays(world.ports, site)
    await fillAll()
  }
  const stepsOf = async () =>
    (await findFunnels(world.ports, site, range))[0]?.steps.map(({ visitors }) => visitors)

  test('A-45: a goal of fewer than five is told of nobody, and one that nobody reached is', async () => {
    await goalOf('page', '/klein')
    await goalOf('page', '/niemand')
    await goalOf('page', '/groot')
    await visit(day, { '/groot': 9, '/klein': 4 })
    const [large, small, none] = await findGoals(world.ports, site, range)
    expect(small).toMatchObject({
      visitors: null,
      visits: null,
      times: null,
      rate: null,
      sources: [],
      hidden: null,
    })
    expect(none).toMatchObject({ visitors: 0, visits: 0, times: 0, rate: 0, sources: [], hidden: null })
    expect(large).toMatchObject({
      visitors: 9,
      rate: 1,
      sources: [{ value: 'direct', visitors: 9, visits: 9 }],
    })
  })

  test('A-45: a goal that fewer than five more reached in thirty days than in seven is told for seven alone', async () => {
    await goalOf('page', '/a')
    await visit('2026-10-27', { '/a': 10 })
    await visit('2026-10-08', { '/a': 2 })
    const reached = async (from: string) =>
      (await findGoals(world.ports, site, { from, to: today }))[0]?.visitors
    expect(await reached('2026-10-22')).toBe(10)
    expect(await reached('2026-09-29')).toBeNull()
    await visit('2026-10-08', { '/a': 3 }, {}, 20)
    expect(await reached('2026-09-29')).toBe(15)
  })

  test('A-45: small sources of a goal are folded, with another one when one alone could be worked out', async () => {
    await goalOf('page', '/a')
    await visit(day, { '/a': 9 }, { source: 'Google', channel: 'search' })
    await visit(day, { '/a': 6 }, { source: 'Facebook', channel: 'social' }, 20)
    await visit(day, { '/a': 2 }, { channel: 'email' }, 40)
    const [goal] = await findGoals(world.ports, site, range)
    expect(goal).toMatchObject({
      visitors: 17,
      sources: [{ value: 'Google', visitors: 9, visits: 9 }],
      hidden: { values: 2, visitors: 8, visits: 8 },
    })
  })

  test('A-45: a step of a funnel that few reached, or that few left, is hidden, and what follows is told of the last shown', async () => {
    await funnelOf('f', ['page', '/1'], ['page', '/2'], ['page', '/3'], ['page', '/4'], ['page', '/5'])
    await visit(day, { '/1': 20, '/2': 18, '/3': 12, '/4': 3, '/5': 0 })
    expect(await stepsOf()).toEqual([20, null, 12, null, 0])
    const [funnel] = await findFunnels(world.ports, site, range)
    // Neither a share nor a difference tells what is hidden.
    expect(funnel?.steps.map(({ share }) => share)).toEqual([1, null, 0.6, null, 0])
    expect(funnel?.steps.map(({ lost }) => lost)).toEqual([null, null, null, null, null])
  })

  test('a period does not tell what a shorter one inside it leaves out', async () => {
    await goalOf('page', '/a')
    await visit(addDays(today, -3), { '/a': 8 })
    await visit(addDays(today, -10), { '/a': 2 })
    const visitorsIn = async (days: number) =>
      (await findGoals(world.ports, site, { from: addDays(today, 1 - days), to: today }))[0]?.visitors
    expect(await visitorsIn(7)).toBe(8)
    // Ten in thirty days and eight in seven would tell of two.
    expect(await visitorsIn(30)).toBeNull()
  })
})

describe('over HTTP', () => {
  const days = 'from=2026-10-20&to=2026-10-21'
  const open = async (path: string, headers: Record<string, string> = {}) => {
    const { token } = await makeKey(world.ports, { label: 'x', scope: 'read', siteId: null, expiresAt: null })
    return world.request(`/api/stats/${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } })
  }
  const fill = async () => {
    await goalOf('page', '/b', '=Doel')
    await funnelOf('Trechter', ['page', '/a'], ['page', '/b'])
    const rows = Array.from({ length: 12 }, (_, nth) => [
      rowOf(site, '2026-10-20T09:00:00Z', {
        visitor: String(nth),
        path: '/a',
        source: 'Google',
        channel: 'search',
      }),
      rowOf(site, '2026-10-20T09:01:00Z', { visitor: String(nth), path: nth < 6 ? '/b' : '/c' }),
    ])
    await store(rows.flat())
    await roll()
    await computeStaleDays(world.ports, site)
    await fillAll()
  }

  test('both have the shapes that are promised, as JSON and as CSV', async () => {
    await fill()
    const [goal] = await listGoals(database.db, site)
    const [funnel] = await listFunnels(database.db, site)
    const answer = await open(`example.nl/goals?${days}`)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await answer.json()).toEqual([
      {
        id: goal?.id,
        name: '=Doel',
        kind: 'page',
        pattern: '/b',
        visitors: 6,
        visits: 6,
        times: 6,
        rate: 0.5,
        sources: [{ value: 'Google', visitors: 6, visits: 6 }],
        hidden: null,
        known: null,
      },
    ])
    expect(await (await open(`example.nl/funnels?${days}`)).json()).toEqual([
      {
        id: funnel?.id,
        name: 'Trechter',
        steps: [
          { kind: 'page', pattern: '/a', visitors: 12, visits: 12, share: 1, lost: null },
          { kind: 'page', pattern: '/b', visitors: 6, visits: 6, share: 0.5, lost: 6 },
        ],
        known: null,
      },
    ])
    expect(await (await open(`example.nl/goals?${days}`, { accept: 'text/csv' })).text()).toBe(
      "goal,kind,pattern,source,visitors,visits,times,rate\r\n'=Doel,page,/b,,6,6,6,0.5\r\n'=Doel,page,/b,Google,6,6,,\r\n",
    )
    expect(await (await open(`example.nl/funnels?${days}&format=csv`)).text()).toBe(
      'funnel,step,kind,pattern,visitors,visits,share,lost\r\nTrechter,1,page,/a,12,12,1,\r\nTrechter,2,page,/b,6,6,0.5,6\r\n',
    )
  })

  test('a site without any answers none; a filter, a missing day and an unknown site are refused', async () => {
    for (const which of ['goals', 'funnels']) {
      expect(await (await open(`example.nl/${which}?${days}`)).json()).toEqual([])
      expect((await open(`elders.nl/${which}?${days}`)).status).toBe(404)
      expect((await open(`example.nl/${which}?from=2026-10-20`)).status).toBe(400)
      const filtered = await open(`example.nl/${which}?${days}&filter=page:/a`)
      expect(filtered.status).toBe(400)
      expect(await filtered.json()).toEqual({
        error: 'invalid-question',
        message: 'filter is not taken here',
      })
      expect((await world.request(`/api/stats/example.nl/${which}?${days}`)).status).toBe(401)
    }
  })
})

/** What is past its term goes by itself, nothing else does, and what is told of the days stays as it was. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAudit, verifyAudit } from '../../src/audit/chain.ts'
import { referenceOf, referenceTo } from '../../src/audit/subject-reference.ts'
import type { Tx } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { listMonths, makePartition, monthOf } from '../../src/db/partitions.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import { categories, limitOf, type Category } from '../../src/retention/category.ts'
import { sweepEvents, sweepVisits } from '../../src/retention/events.ts'
import { findRetention } from '../../src/retention/report.ts'
import { sweep } from '../../src/retention/sweep.ts'
import { addDays, addMonths, localDay, localToday } from '../../src/site/local-day.ts'
import { forgetSites, readSite, recordSettings, type Site } from '../../src/site/site.ts'
import { computeDay, listStaleDays } from '../../src/stats/days.ts'
import { addGoal, goalDimension } from '../../src/stats/goals.ts'
import { breakDown, findSummary, listSeries } from '../../src/stats/query.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { markDays } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { fileRequest, somethingOfEverything, somethingOfSite, visitOn } from './past.ts'

let pglite: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => pglite.close())
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  // Months of another test lie elsewhere.
  for (const { name } of await listMonths(pglite.db)) await pglite.db.unsafe(`drop table ${name}`)
  world = await openWorld(pglite.db)
  site = await world.addSite()
})

const turn = { rowsMax: 500, batchesMax: 5_000 }
const swept = () => sweep(world.ports, turn)

async function setRetention(one: Site, retention: Site['settings']['retention']): Promise<Site> {
  await recordSettings(world.ports, one, { ...one.settings, retention })
  forgetSites(pglite.db)
  return must(await readSite(world.ports, one.domain), 'it is there')
}

const countOf = async (table: string, where = 'true'): Promise<number> => {
  const [row] = await pglite.db.unsafe<{ rows: number }[]>(
    `select count(*)::integer as rows from ${table} where ${where}`,
  )
  return row?.rows ?? 0
}

/** Written for this test alone: from when on each row's term counts, by table. */
const countsFrom: Readonly<Record<string, string>> = {
  event: 'occurred_at',
  visit: `day::timestamp at time zone 'Europe/Amsterdam'`,
  visit_trail: `day::timestamp at time zone 'Europe/Amsterdam'`,
  site_day: `day::timestamp at time zone 'Europe/Amsterdam'`,
  day_hour: `day::timestamp at time zone 'Europe/Amsterdam'`,
  day_value: `day::timestamp at time zone 'Europe/Amsterdam'`,
  served_day: `day::timestamp at time zone 'Europe/Amsterdam'`,
  drop_count: `day::timestamp at time zone 'Europe/Amsterdam'`,
  consent_count: `day::timestamp at time zone 'Europe/Amsterdam'`,
  unsubscribe_count: `day::timestamp at time zone 'Europe/Amsterdam'`,
  hit_count: `day::timestamp at time zone 'Europe/Amsterdam'`,
  day_key: 'made_at',
  consent_receipt: 'valid_until',
  consent_given: 'coalesce(ended_at, valid_until)',
  subscriber: 'made_at',
  subscription: 'ended_at',
  subscriber_receipt: 'recorded_at',
  confirmation: 'asked_at',
  reader_import: 'changed_at',
  sign_up_try: 'began_at',
  rights_try: 'began_at',
  sending_pace: 'free_at',
  delivery: 'sent_at',
  reader_hit: 'last_at',
  rights_request: 'closed_at',
  rights_step: 'at',
  rights_note: 'at',
  rights_reminder: 'at',
  rights_letter: 'sent_at',
  processor_task: 'made_at',
  rights_link: 'made_at',
  rights_code: 'made_at',
  restriction: 'lifted_at',
  journal_entry: 'at',
  breach: 'closed_at',
  retention_run: `day::timestamp at time zone 'Europe/Amsterdam'`,
  staff_session: 'created_at',
  staff_verification: 'created_at',
  staff_attempt: 'began_at',
  staff_invitation: 'created_at',
  staff_act: 'at',
  mail: 'queued_at',
}
/** Rows that have no time of their own, which go with another, or that stay and lose what matters. */
const without = new Set(['reader_import_row', 'held_row', 'subject_key'])

/** Days that a term lasts at most. */
function termDays({ term }: Category): number {
  const { retention } = site.settings
  switch (term.kind) {
    case 'set':
      return term.by === 'eventsDays' ? retention.eventsDays : retention[term.by] * 31
    case 'hours':
      return term.length / 24
    case 'days':
      return term.length
    case 'months':
      return term.length * 31
    case 'years':
      return term.length * 366
    case 'until':
      return Number.POSITIVE_INFINITY
  }
}

test('A-34: while years go by, after each daily run nothing is older than its term and a day, in every category', async () => {
  const begun = new Date('2026-11-23T11:00:00Z')
  const tables = Object.values(categories).flatMap((category) =>
    category.rhythm === 'never'
      ? []
      : Object.keys(category.since).map((table) => ({ table, most: termDays(category) + 1 })),
  )
  expect(tables.filter(({ table }) => !countsFrom[table] && !without.has(table))).toEqual([])
  // Three years of odd steps, so that runs fall on all hours and months; then in strides until the longest term is over.
  const steps = [
    ...Array.from({ length: 18 }, (_, nth) => 1 + ((nth * 37) % 90)),
    ...Array.from({ length: 8 }, () => 290),
  ]
  let days = 0
  let filled = 0
  for (const step of steps) {
    days += step
    const now = new Date(begun.getTime() + days * 86_400_000 + ((days * 7) % 24) * 3_600_000)
    world.setNow(now.toISOString())
    if (days < 1_200) {
      await makePartition(pglite.db, monthOf(now))
      await somethingOfEverything(world.ports, site, new Date(now.getTime() - 60_000))
      filled += 1
    }
    await swept()
    const tooOld = tables.flatMap(({ table, most }) => {
      const oldest = new Date(now.getTime() - most * 86_400_000).toISOString()
      const counted = countsFrom[table]
      return counted
        ? [`select '${table}' as at, count(*)::integer as rows from ${table} where ${counted} < '${oldest}'`]
        : []
    })
    const left = await pglite.db.unsafe(`select * from (${tooOld.join(' union all ')}) found where rows > 0`)
    expect([...left], `after ${days} days`).toEqual([])
  }
  expect(filled).toBeGreaterThan(16)
  // Runs are what is left, and what a proof leads to by a key that is gone.
  expect(
    await countOf('subject_key', `year < ${world.ports.now().getUTCFullYear() - 2} and key is not null`),
  ).toBe(0)
  for (const table of [
    'event',
    'visit',
    'site_day',
    'rights_request',
    'held_row',
    'breach',
    'reader_import_row',
  ])
    expect(await countOf(table), table).toBe(0)
  expect(await countOf('retention_run', 'site_id > 0')).toBeGreaterThan(0)
  expect(world.logged.filter(({ event }) => event === 'failure')).toEqual([])
})

test('A-25: the sweep alone destroys the key of a year two years after that one ended, and once more where a backup had it', async () => {
  const email = 'anna@example.nl'
  const refer = (db: Tx) => referenceTo({ ...world.ports, db }, email)
  world.setNow('2023-06-01T11:00:00Z')
  const { ref } = await pglite.db.begin(refer)
  const keys = await pglite.db<{ key: Buffer }[]>`select key from subject_key`
  world.setNow('2025-12-31T23:00:00Z')
  await swept()
  expect(await referenceOf(world.ports, 2023, email)).toEqual(ref)
  world.setNow('2026-01-01T11:00:00Z')
  await swept()
  expect(await referenceOf(world.ports, 2023, email)).toBeNull()
  await pglite.db`update subject_key set key = ${must(keys[0], 'it was made').key}, destroyed_at = null`
  expect(await referenceOf(world.ports, 2023, email)).toEqual(ref)
  world.setNow('2026-01-02T11:00:00Z')
  await swept()
  expect(await referenceOf(world.ports, 2023, email)).toBeNull()
})

describe('the figures of a day', () => {
  const days = ['2026-10-01', '2026-10-02', '2026-11-20'] as const

  /** Some thirty people on each day, on two pages, from two places; one of them by a link that few follow. */
  async function someDays(): Promise<void> {
    const events = days.flatMap((day, nth) =>
      Array.from({ length: 30 + nth }, (_, one) =>
        rowOf(site, `${day}T${String(8 + (one % 9)).padStart(2, '0')}:00:00Z`, {
          visitor: String(1 + one + nth * 100),
          path: one % 4 === 0 ? '/huur' : '/',
          browser: one === 7 ? 'Lynx 2' : 'Chrome 140',
        }),
      ),
    )
    await makePartition(pglite.db, monthOf(new Date('2026-10-01T12:00:00Z')))
    await addGoal(world.ports, site, { name: 'Huren', kind: 'page', pattern: '/huur' })
    await storeEvents(world.ports, [{ siteId: site.id, events }])
    await rollUp(world.ports, { eventsMax: 500, holder: 'test' })
  }

  const range = { from: '2026-10-01', to: '2026-11-30' }
  const told = async () => ({
    summary: await findSummary(world.ports, site, { range, filters: [] }),
    days: await listSeries(world.ports, site, { range, filters: [] }, 'day'),
    hours: await listSeries(
      world.ports,
      site,
      { range: { from: days[0], to: days[0] }, filters: [] },
      'hour',
    ),
    pages: await breakDown(world.ports, site, { range, filters: [] }, 'page'),
    browsers: await breakDown(world.ports, site, { range, filters: [] }, 'browser'),
    values: await pglite.db`
      select day::text as day, dimension, value, visitors, visits, views from day_value order by 1, 2, 3`,
  })

  test('A-34: are the same before and after its events and its visits went, and small groups stay folded', async () => {
    await someDays()
    const before = await told()
    expect(before.summary).toMatchObject({ visits: 93 })
    expect(before.browsers.hidden).not.toBeNull()
    site = await setRetention(site, { eventsDays: 7, visitsMonths: 1, totalsMonths: 25 })
    world.setNow('2026-11-30T11:00:00Z')
    await swept()
    expect(await countOf('event')).toBe(0)
    expect(await countOf('visit')).toBe(32)
    expect(await told()).toEqual(before)
    expect(await pglite.db`select day::text as day, purged from site_day order by day`).toEqual([
      { day: days[0], purged: 'visits' },
      { day: days[1], purged: 'visits' },
      { day: days[2], purged: 'events' },
    ])
  })

  test('A-34: do not follow what is left when something marks the day afterwards', async () => {
    await someDays()
    const before = await told()
    site = await setRetention(site, { eventsDays: 7, visitsMonths: 1, totalsMonths: 25 })
    world.setNow('2026-11-30T11:00:00Z')
    await swept()
    await pglite.db.begin((tx) => markDays(tx, site.id, [...days]))
    // Somebody's rows come back to a day of the past, as when a restriction is lifted.
    await visitOn(pglite.db, site, new Date('2026-10-01T10:00:00Z'))
    await pglite.db`
      update site_day set visitors = visitors - 1, visits = visits - 1, views = views - 1, bounces = bounces - 1 where day = ${days[0]}`
    await pglite.db`delete from day_value where day = ${days[0]} and dimension = 'page' and value = '/' and visitors = 1`
    await pglite.db`
      update day_value set visitors = visitors - 1, visits = visits - 1, views = views - 1
      where day = ${days[0]} and dimension = 'page' and value = '/'`
    await pglite.db`
      update day_hour set views = views - 1, visitors = visitors - 1, visits = visits - 1 where day = ${days[0]} and hour = 10`
    expect(await told()).toEqual(before)
    await rollUp(world.ports, { eventsMax: 500, holder: 'test' })
    expect(await told()).toEqual(before)
    // The day whose visits are there was computed again from them; its hours stay.
    expect(await countOf('site_day', `marks <> computed_marks`)).toBe(0)
  })

  describe('of which everything was swept', () => {
    beforeEach(async () => {
      await someDays()
      site = await setRetention(site, { eventsDays: 7, visitsMonths: 1, totalsMonths: 25 })
      world.setNow('2026-11-30T11:00:00Z')
      await swept()
    })
    const marks = () => pglite.db<{ day: string; marks: number; purged: string }[]>`
      select day::text as day, marks, purged from site_day order by day`
    const stored = async () => [
      await pglite.db`
        select day::text as day, visitors, visits, views, bounces, engaged_ms::integer as ms from site_day order by day`,
      await pglite.db`select day::text as day, hour, views, visitors, visits from day_hour order by day, hour`,
      await pglite.db`
        select day::text as day, dimension, value, visitors, visits, views from day_value order by 1, 2, 3`,
    ]

    // Three guards, each of which would do: what one of them lets through, the next one holds.
    test('A-34: are not marked any more', async () => {
      const known = await marks()
      await pglite.db.begin((tx) => markDays(tx, site.id, [...days]))
      // Of the last day the visits are there.
      const expected = known.map((one, nth) => (nth === 2 ? { ...one, marks: one.marks + 1 } : one))
      expect(await marks()).toEqual(expected)
    })

    test('A-34: are not among those to compute, even where they bear a mark', async () => {
      await pglite.db`update site_day set marks = marks + 1`
      expect(await listStaleDays(world.ports, site)).toEqual([days[2]])
      expect(await rollUp(world.ports, { eventsMax: 500, holder: 'test' })).toMatchObject({ days: 1 })
    })

    test('A-34: are not computed, whoever asks for it', async () => {
      const before = await stored()
      await pglite.db`update site_day set marks = marks + 1`
      for (const day of days) await computeDay(world.ports, site, day)
      expect(await stored()).toEqual(before)
    })

    test('A-34: stay closed when a row of the day comes back and goes again', async () => {
      await makePartition(pglite.db, monthOf(new Date('2026-10-01T10:00:00Z')))
      await pglite.db`
        insert into event (site_id, occurred_at, id, visitor, name, path)
        values (${site.id}, ${new Date('2026-10-01T10:00:00Z')}, '00000000-0000-4000-8000-000000000009', 1, 'pageview', '/')`
      const limit = must(limitOf(categories['events-90-days'].term, site, world.ports.now()), 'events end')
      expect(await pglite.db.begin((tx) => sweepEvents(tx, site, limit, turn))).toBe(1)
      expect((await marks())[0]).toMatchObject({ day: days[0], purged: 'visits' })
    })
  })

  test('A-34: hold while only a part of the day’s events is gone, whatever marks the day', async () => {
    await someDays()
    const before = await told()
    site = await setRetention(site, { eventsDays: 7, visitsMonths: 13, totalsMonths: 25 })
    // Keeps the month, so that rows go one by one.
    await setRetention(await world.addSite({ domain: 'lang.nl' }), {
      eventsDays: 395,
      visitsMonths: 13,
      totalsMonths: 25,
    })
    world.setNow('2026-11-30T11:00:00Z')
    await sweep(world.ports, { rowsMax: 10, batchesMax: 1 })
    const left = await countOf('event', `occurred_at < '2026-10-02'`)
    expect([left > 0, left < 30]).toEqual([true, true])
    await pglite.db.begin((tx) => markDays(tx, site.id, [...days]))
    expect(await rollUp(world.ports, { eventsMax: 500, holder: 'test' })).toMatchObject({ days: 3 })
    expect(await told()).toEqual(before)
  })

  test('A-34: are settled first: no row of a day goes that was marked a moment ago', async () => {
    await someDays()
    site = await setRetention(site, { eventsDays: 7, visitsMonths: 1, totalsMonths: 25 })
    world.setNow('2026-11-30T11:00:00Z')
    const limitOfTerm = (term: Category['term']) => must(limitOf(term, site, world.ports.now()), 'it ends')
    const events = limitOfTerm(categories['events-90-days'].term)
    const visits = limitOfTerm(categories['visits-13-months'].term)
    await pglite.db.begin((tx) => markDays(tx, site.id, [...days]))
    const rows = async () => [await countOf('event'), await countOf('visit'), await countOf('visit_trail')]
    const all = await rows()
    // Null: the sweep comes again once the figures are computed.
    expect(await pglite.db.begin((tx) => sweepEvents(tx, site, events, turn))).toBeNull()
    expect(await pglite.db.begin((tx) => sweepVisits(tx, site, visits, turn))).toBeNull()
    expect(await rows()).toEqual(all)
    await swept()
    expect(await countOf('event')).toBe(0)
  })

  test('A-34: a goal that is made later is known from the first day of which all visits are there', async () => {
    await someDays()
    site = await setRetention(site, { eventsDays: 7, visitsMonths: 1, totalsMonths: 25 })
    world.setNow('2026-11-30T11:00:00Z')
    // The first of the two days is gone, and the second by half.
    await sweep(world.ports, { rowsMax: 10, batchesMax: 9 })
    const visits = await pglite.db<{ day: string; rows: number }[]>`
      select day::text as day, count(*)::integer as rows from visit group by day order by day`
    expect(visits).toEqual([
      { day: days[1], rows: expect.toSatisfy((rows: number) => rows > 0 && rows < 31) as unknown },
      { day: days[2], rows: 32 },
    ])
    const goal = await addGoal(world.ports, site, { name: 'Start', kind: 'page', pattern: '/' })
    await rollUp(world.ports, { eventsMax: 500, holder: 'test' })
    const id = must(goal.ok ? goal.added.id : null, 'it was added')
    expect(
      await pglite.db`
        select distinct day::text as day from day_value where dimension = ${goalDimension(id)} order by day`,
    ).toEqual([{ day: days[2] }])
  })

  test('A-34: of a month that was dropped hold, whatever marks a day whose rest is in the next one', async () => {
    // In Amsterdam both are of the first of November; the month ends an hour later, in UTC.
    for (const at of ['2026-10-31T23:30:00Z', '2026-11-01T10:00:00Z'])
      await makePartition(pglite.db, monthOf(new Date(at)))
    await storeEvents(world.ports, [
      {
        siteId: site.id,
        events: ['2026-10-31T23:30:00Z', '2026-11-01T10:00:00Z'].map((at, nth) =>
          rowOf(site, at, { visitor: String(1 + nth) }),
        ),
      },
    ])
    await rollUp(world.ports, { eventsMax: 500, holder: 'test' })
    const hours = () => pglite.db`select hour, views from day_hour where day = '2026-11-01' order by hour`
    const before = await hours()
    expect(before).toEqual([
      { hour: 0, views: 1 },
      { hour: 11, views: 1 },
    ])
    site = await setRetention(site, { eventsDays: 7, visitsMonths: 13, totalsMonths: 25 })
    world.setNow('2026-11-30T11:00:00Z')
    // Stopped right after the month went.
    await sweep(world.ports, { rowsMax: 10, batchesMax: 0 })
    expect(await countOf('event')).toBe(1)
    await pglite.db.begin((tx) => markDays(tx, site.id, ['2026-11-01']))
    await rollUp(world.ports, { eventsMax: 500, holder: 'test' })
    expect(await hours()).toEqual(before)
  })

  test('A-34: hold before anything of it goes: what waits is made visits, and what changed is computed', async () => {
    site = await setRetention(site, { eventsDays: 7, visitsMonths: 1, totalsMonths: 25 })
    await storeEvents(world.ports, [
      {
        siteId: site.id,
        events: [rowOf(site, '2026-11-23T10:00:00Z'), rowOf(site, '2026-11-23T10:00:00Z', { visitor: '2' })],
      },
    ])
    world.setNow('2026-12-05T11:00:00Z')
    await swept()
    expect(await countOf('event')).toBe(0)
    expect(
      await findSummary(world.ports, site, { range: { from: '2026-11-23', to: '2026-11-23' }, filters: [] }),
    ).toMatchObject({ visitors: 2, visits: 2 })
    expect(await pglite.db`select views from day_hour`).toEqual([{ views: 2 }])
  })
})

describe('months of events', () => {
  const months = async () => (await listMonths(pglite.db)).map(({ name }) => name)

  test('go as a whole once they are past their term at every site', async () => {
    const other = await world.addSite({ domain: 'elders.nl' })
    for (const at of ['2026-06-10T10:00:00Z', '2026-07-10T10:00:00Z', '2026-08-30T10:00:00Z'])
      for (const one of [site, other]) await visitOn(pglite.db, one, new Date(at))
    expect(await months()).toContain('event_2026_06')
    await swept()
    expect((await months()).slice(0, 2)).toEqual(['event_2026_08', 'event_2026_10'])
    expect(await countOf('event')).toBe(2)
    const { ofSite, days } = await findRetention(world.ports, site)
    const events = ofSite.find(({ category }) => category.name === 'events')
    expect(events?.last).toMatchObject({ rows: 2, partitions: 2, isDone: true })
    expect(days[0]?.gone[0]).toMatchObject({ category: 'events', rows: 2, partitions: 2 })
  })

  test('stay while one site keeps its events for longer, whose rows stay, and those of others go', async () => {
    const patient = await setRetention(await world.addSite({ domain: 'lang.nl' }), {
      eventsDays: 395,
      visitsMonths: 13,
      totalsMonths: 25,
    })
    for (const one of [site, patient]) await visitOn(pglite.db, one, new Date('2026-06-10T10:00:00Z'))
    await swept()
    expect(await months()).toContain('event_2026_06')
    expect(await pglite.db`select site_id from event`).toEqual([{ site_id: patient.id }])
    world.setNow('2027-08-01T11:00:00Z')
    await swept()
    expect(await months()).not.toContain('event_2026_06')
    expect(await countOf('event')).toBe(0)
  })

  test('are not dropped on the local day on which a part of their last day is within the term', async () => {
    // Until 23:00 on the 31st in UTC it is October in Amsterdam; the term begins at a local midnight.
    await visitOn(pglite.db, site, new Date('2026-10-31T22:30:00Z'))
    await visitOn(pglite.db, site, new Date('2026-10-31T23:30:00Z'))
    const limit = must(limitOf(categories['events-90-days'].term, site, new Date('2027-01-30T11:00:00Z')), '')
    expect(limit.at.toISOString()).toBe('2026-10-31T23:00:00.000Z')
    world.setNow('2027-01-30T11:00:00Z')
    await swept()
    expect(await months()).toContain('event_2026_10')
    expect(await countOf('event')).toBe(1)
  })
})

describe('a sweep', () => {
  test('goes on where one was stopped between two batches, and counts each row once', async () => {
    for (let nth = 0; nth < 45; nth += 1)
      await visitOn(pglite.db, site, new Date(Date.parse('2026-08-01T10:00:00Z') + nth * 60_000))
    // Keeps the month, so that rows go one by one.
    await setRetention(await world.addSite({ domain: 'lang.nl' }), {
      eventsDays: 395,
      visitsMonths: 13,
      totalsMonths: 25,
    })
    const small = { rowsMax: 10, batchesMax: 2 }
    await sweep(world.ports, small)
    expect(await countOf('event', `site_id = ${site.id}`)).toBe(25)
    const eventsRun = async () =>
      (
        await pglite.db`
        select rows_deleted::integer as rows, is_done from retention_run
        where site_id = ${site.id} and category = 'events'`
      )[0]
    expect(await eventsRun()).toEqual({ rows: 20, is_done: false })
    expect(await countOf('event', `site_id = ${site.id} and occurred_at < '2026-08-01T10:20:00Z'`)).toBe(0)
    // The holder is dead: its lease ends by time.
    world.setNow('2026-11-23T11:02:00Z')
    await sweep(world.ports, small)
    expect(await eventsRun()).toEqual({ rows: 40, is_done: false })
    await swept()
    expect(await eventsRun()).toEqual({ rows: 45, is_done: true })
    expect(await countOf('event', `site_id = ${site.id}`)).toBe(0)
  })

  test('that fails in one category does the others, says so in the log, and is not called done', async () => {
    await somethingOfSite(world.ports, site, new Date('2020-01-01T10:00:00Z'))
    await pglite.db`alter table breach rename to breach_away`
    try {
      await swept()
    } finally {
      await pglite.db`alter table breach_away rename to breach`
    }
    expect(world.logged.filter(({ event }) => event === 'failure')).toMatchObject([
      { place: 'retention', code: '42P01' },
    ])
    expect(await countOf('rights_request')).toBe(0)
    expect(await countOf('breach')).toBe(1)
    expect(await pglite.db`select is_done from retention_run where category = 'breaches'`).toEqual([
      { is_done: false },
    ])
    await swept()
    expect(await countOf('breach')).toBe(0)
  })

  test('does daily work once on a local day, and short terms again after an hour', async () => {
    const old = new Date('2025-01-01T10:00:00Z')
    await swept()
    await somethingOfSite(world.ports, site, old)
    world.setNow('2026-11-23T11:30:00Z')
    await swept()
    expect([await countOf('confirmation'), await countOf('delivery')]).toEqual([1, 1])
    world.setNow('2026-11-23T12:00:00Z')
    await swept()
    expect([await countOf('confirmation'), await countOf('delivery')]).toEqual([0, 1])
    // It is the 24th in Amsterdam.
    world.setNow('2026-11-23T23:00:00Z')
    await swept()
    expect(await countOf('delivery')).toBe(0)
  })

  test('leaves the work to another process that is at it', async () => {
    await pglite.db`
      insert into lease (name, holder, expires_at) values ('retention', 'other', ${new Date('2026-11-23T11:00:30Z')})`
    expect(await swept()).toBe(false)
    world.setNow('2026-11-23T11:01:00Z')
    expect(await swept()).toBe(true)
  })

  test('stops when the process is to stop', async () => {
    expect(await sweep({ ...world.ports, isStopping: () => true }, turn)).toBe(false)
    expect(await countOf('retention_run')).toBe(0)
  })

  test('leaves what is within its term, what is open, and other sites', async () => {
    const young = new Date('2026-11-23T10:30:00Z')
    await somethingOfSite(world.ports, site, young)
    const other = await world.addSite({ domain: 'elders.nl' })
    await somethingOfSite(world.ports, other, young)
    await fileRequest(world.ports, site, new Date('2020-01-01T10:00:00Z'), null)
    await pglite.db`update breach set closed_at = null, discovered_at = '2015-01-01'`
    const rows = async () =>
      Object.fromEntries(
        await Promise.all(
          Object.keys(countsFrom)
            .filter(
              (table) =>
                !['retention_run', 'sending_pace', 'rights_link', 'rights_code', 'consent_given'].includes(
                  table,
                ),
            )
            .map(async (table) => [table, await countOf(table)] as const),
        ),
      )
    const before = await rows()
    await swept()
    expect(await rows()).toEqual(before)
    // A consent that ended without an id allows nothing and shows nothing; one with an id stays as long as its visits.
    expect(await countOf('consent_given')).toBe(2)
  })
})

describe('restricted', () => {
  test('A-28: rows that somebody had restricted lie untouched however long it lasts, with the request it rests on', async () => {
    const at = new Date('2020-01-01T10:00:00Z')
    const request = await fileRequest(world.ports, site, at, at)
    await pglite.db`
      insert into restriction (site_id, restriction_id, request_id, began_at)
      values (${site.id}, '00000000-0000-4000-8000-000000000001', ${request}, ${at})`
    await pglite.db`
      insert into held_row (site_id, restriction_id, nth, table_name, sealed)
      values (${site.id}, '00000000-0000-4000-8000-000000000001', 1, 'visit', '\\x01'),
        (${site.id}, '00000000-0000-4000-8000-000000000001', 2, 'event', '\\x02')`
    await swept()
    expect([
      await countOf('held_row'),
      await countOf('restriction'),
      await countOf('rights_request'),
    ]).toEqual([2, 1, 1])
    await pglite.db`delete from held_row`
    await pglite.db`update restriction set lifted_at = ${world.ports.now()}`
    world.setNow('2028-11-25T11:00:00Z')
    await swept()
    expect([await countOf('restriction'), await countOf('rights_request')]).toEqual([0, 0])
  })

  test('art. 21: what an objection holds goes at its own term, undecided or not, and not a day before', async () => {
    const at = new Date('2020-01-01T10:00:00Z')
    const request = await fileRequest(world.ports, site, at, at)
    const { eventsDays, visitsMonths } = site.settings.retention
    const today = localToday(world.ports.now(), site.timezone)
    const rows = (because: string, id: string) => pglite.db`
      with made as (
        insert into restriction (site_id, restriction_id, request_id, because, began_at)
        values (${site.id}, ${id}, ${request}, ${because}, ${at})
      )
      insert into held_row (site_id, restriction_id, nth, table_name, sealed, day)
      values (${site.id}, ${id}, 1, 'event', '\\x01', ${addDays(today, -eventsDays)}),
        (${site.id}, ${id}, 2, 'event', '\\x02', ${addDays(today, -eventsDays - 1)}),
        (${site.id}, ${id}, 3, 'visit', '\\x03', ${addMonths(today, -visitsMonths)}),
        (${site.id}, ${id}, 4, 'visit', '\\x04', ${addDays(addMonths(today, -visitsMonths), -1)})`
    await rows('objected', '00000000-0000-4000-8000-000000000001')
    await rows('asked', '00000000-0000-4000-8000-000000000002')
    await swept()
    const left = await pglite.db<{ because: string; nth: number }[]>`
      select because, nth from held_row join restriction using (site_id, restriction_id) order by because, nth`
    expect(left.map(({ because, nth }) => `${because} ${nth}`)).toEqual([
      'asked 1',
      'asked 2',
      'asked 3',
      'asked 4',
      'objected 1',
      'objected 3',
    ])
  })
})

describe('the audit chain', () => {
  const entries = async () =>
    (await listAudit(world.ports, site.id, { requestId: null, before: null, limit: 10 })).map(
      ({ kind, facts }) => ({ kind, facts }),
    )

  test('has one entry for each day on which something went, with how much of what, once the day is over', async () => {
    await somethingOfSite(world.ports, site, new Date('2026-11-20T10:00:00Z'))
    await swept()
    expect(await entries()).toEqual([])
    world.setNow('2026-11-24T11:00:00Z')
    await swept()
    await swept()
    expect(await entries()).toEqual([
      {
        kind: 'swept',
        facts: {
          day: '2026-11-23',
          partitions: 0,
          rows: expect.objectContaining({ 'day-keys': 1, tries: 3, confirmations: 1, imports: 1 }) as unknown,
        },
      },
    ])
    // On the 24th nothing went.
    world.setNow('2026-11-25T11:00:00Z')
    await swept()
    expect(await entries()).toHaveLength(1)
    expect((await verifyAudit(world.ports, site)).flaws).toEqual([])
  })
})

test('a run says how old the oldest is that is left, and how old it may be', async () => {
  for (const day of ['2026-08-20', '2026-09-01']) await visitOn(pglite.db, site, new Date(`${day}T10:00:00Z`))
  await swept()
  const { ofSite, ofInstallation, lateSince } = await findRetention(world.ports, site)
  const last = (name: string) =>
    [...ofSite, ...ofInstallation].find(({ category }) => category.name === name)?.last
  expect(last('events')).toMatchObject({
    rows: 1,
    oldestAt: new Date('2026-09-01T10:00:00Z'),
    keepFrom: new Date('2026-08-24T22:00:00Z'),
    isDone: true,
  })
  expect(last('visits')).toMatchObject({ rows: 0, oldestAt: new Date('2026-08-19T22:00:00Z') })
  expect(last('breaches')).toMatchObject({ rows: 0, oldestAt: null })
  expect(last('mail')).toMatchObject({ rows: 0, isDone: true })
  expect(last('site')).toBeNull()
  expect(lateSince).toBeNull()
  expect(localDay(must(last('visits')?.oldestAt, 'one is left'), site.timezone)).toBe(
    addDays('2026-08-19', 1),
  )
})

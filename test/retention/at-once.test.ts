/**
 * purge, erasure, ingest and roll-up at once, on a real server with a session for each. In every pair both wait at the days of
 * the site, which somebody else holds, and go on in either order; then all four together, unheld. Nothing that went comes back, no
 * counter is below zero, nobody waits in a circle, and the days that can be computed are as their visits say.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { makePartition, monthOf } from '../../src/db/partitions.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import { sweep } from '../../src/retention/sweep.ts'
import { forgetSites, readSite, recordSettings, type Site } from '../../src/site/site.ts'
import { computeDay } from '../../src/stats/days.ts'
import { forgetDevice } from '../../src/stats/forget.ts'
import { rollUp } from '../../src/stats/roll-up.ts'
import { rowOf } from '../support/event-rows.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables } from '../worlds/pglite.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'

let server: PostgresWorld
let db: Db
let world: World
let site: Site
beforeAll(async () => {
  server = await openPostgres()
  db = connect({ to: server.url, connectionsMax: 10, prepare: true })
  await migrate(db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(async () => {
  await db.end({ timeout: 5 })
  await server.close()
})

/** Past both terms; past that of events alone; within both. */
const [old, middle, fresh] = ['2026-10-10', '2026-11-10', '2026-11-22'] as const
const receipt = 'ontvangst-van-dit-apparaat'
const device = '77'

beforeEach(async () => {
  await emptyTables(db)
  forgetSites(db)
  world = await openWorld(db)
  const added = await world.addSite()
  await recordSettings(world.ports, added, {
    ...added.settings,
    retention: { eventsDays: 7, visitsMonths: 1, totalsMonths: 25 },
  })
  forgetSites(db)
  site = must(await readSite(world.ports, added.domain), 'it is there')
  await makePartition(db, monthOf(new Date(`${old}T12:00:00Z`)))
  await db`
    insert into consent_given (site_id, receipt_id, valid_until, insight, insight_until)
    values (${site.id}, ${receipt}, '2027-05-01', ${device}, '2027-12-01')`
  const events = [old, middle, fresh].flatMap((day) => [
    ...Array.from({ length: 9 }, (_, nth) =>
      rowOf(site, `${day}T1${nth}:00:00Z`, { visitor: String(nth + 1) }),
    ),
    rowOf(site, `${day}T10:00:00Z`, { visitor: '50', receipt }),
    rowOf(site, `${day}T14:00:00Z`, { visitor: '50', receipt, name: 'Signup' }),
  ])
  await storeEvents(world.ports, [{ siteId: site.id, events }])
  await rollUp(world.ports, { eventsMax: 500, holder: 'before' })
})

/** A batch takes a few rows, so that a day goes in several. */
const purge = () => sweep(world.ports, { rowsMax: 4, batchesMax: 500 })
const works = {
  purge,
  erase: () =>
    db.begin(async (tx) => {
      await tx`update consent_given set ended_at = ${world.ports.now()} where site_id = ${site.id} and ended_at is null`
      await forgetDevice({ ...world.ports, db: tx }, site, [device])
    }),
  ingest: () =>
    storeEvents(world.ports, [
      {
        siteId: site.id,
        events: [
          rowOf(site, `${fresh}T20:00:00Z`, { visitor: '1' }),
          rowOf(site, `${fresh}T20:00:00Z`, { visitor: '50', receipt }),
          // Sent again, for a day that is past its term: an event that nobody takes any more.
          rowOf(site, `${middle}T20:00:00Z`, { visitor: '1' }),
        ],
      },
    ]),
  rollUp: async () => {
    await rollUp(world.ports, { eventsMax: 5, holder: randomBytes(8).toString('hex') })
    for (const day of [old, middle, fresh]) await computeDay(world.ports, site, day)
  },
} as const
type Work = keyof typeof works
const names = Object.keys(works) as Work[]

/** How many sessions wait for a lock of another. */
async function countWaiting(): Promise<number> {
  const [row] = await db<{ waiting: number }[]>`
    select count(*)::integer as waiting from pg_stat_activity where wait_event_type = 'Lock'`
  return row?.waiting ?? 0
}

/** Begins the works one after the other while another session holds all days of the site, and lets them go when each waits or is done. */
async function atOnce(some: readonly Work[]): Promise<void> {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  const holding = db.begin(async (tx) => {
    await tx`select day from site_day where site_id = ${site.id} order by day for update`
    await held
  })
  const going: Promise<unknown>[] = []
  let done = 0
  for (const [nth, name] of some.entries()) {
    going.push(Promise.resolve(works[name]()).finally(() => (done += 1)))
    while ((await countWaiting()) + done < nth + 1) await pause(5)
  }
  letGo()
  await holding
  await Promise.all(going)
}

const countOf = async (text: string): Promise<number> => {
  const [row] = await db.unsafe<{ rows: number }[]>(`select count(*)::integer as rows from ${text}`)
  return row?.rows ?? 0
}

/** Lets everything come to rest, and holds it against the rules. */
async function expectWhole(some: readonly Work[]): Promise<void> {
  expect(world.logged.filter(({ event }) => event === 'failure')).toEqual([])
  expect(await countOf('day_hour where views < 0 or events < 0 or visits < 0 or visitors < 0')).toBe(0)
  if (some.includes('erase')) {
    expect(await countOf(`event where insight = ${device}`)).toBe(0)
    expect(await countOf(`visit where insight = ${device}`)).toBe(0)
  }
  const wasPurged = some.includes('purge')
  if (wasPurged) {
    expect(await countOf(`event where occurred_at < '${old}T23:00:00Z'`)).toBe(0)
    expect(await countOf(`visit where day = '${old}'`)).toBe(0)
  }
  await rollUp(world.ports, { eventsMax: 500, holder: 'after' })
  world.setNow('2026-11-24T11:00:00Z')
  await purge()
  await rollUp(world.ports, { eventsMax: 500, holder: 'after' })
  expect(await countOf(`event where occurred_at < '2026-11-17T00:00:00Z'`)).toBe(0)
  expect(await countOf(`visit where day = '${old}'`)).toBe(0)
  expect(await countOf('ingest_batch')).toBe(0)
  expect(await countOf('site_day where marks <> computed_marks')).toBe(0)
  if (some.includes('erase')) expect(await countOf(`visit where insight = ${device}`)).toBe(0)
  // What is told of the days is what their visits say; of the old one, what it said when they went: ten people, or nine.
  const told = await db<{ day: string; visitors: number; visits: number; views: number }[]>`
    select day::text as day, visitors, visits, views from site_day order by day`
  const counted = await db<{ day: string; visitors: number; visits: number; views: number }[]>`
    select day::text as day, count(distinct visitor)::integer as visitors, count(*)::integer as visits, sum(views)::integer as views
    from visit where views + events > 0 group by day order by day`
  expect(told.slice(1)).toEqual([...counted])
  expect([9, 10]).toContain(told[0]?.visitors)
  // Views by the hour add up to those of the day, also where nothing can be counted again.
  const hours = await db<{ day: string; visits: number }[]>`
    select day::text as day, sum(visits)::integer as visits from day_hour group by day order by day`
  expect(hours.slice(1).map(({ visits }) => visits)).toEqual(told.slice(1).map(({ visits }) => visits))
}

const pairs = names.flatMap((one) =>
  names.filter((other) => other !== one).map((other) => [one, other] as const),
)

test.each(pairs)('R-16: %s, and then %s while both wait', async (...pair) => {
  await atOnce(pair)
  await expectWhole(pair)
})

test('R-16: all of them at once, again and again', async () => {
  for (let nth = 0; nth < 4; nth += 1) await Promise.all(names.map((name) => works[name]()))
  await expectWhole(names)
})

test('a month that somebody reads is not waited for, so that what is stored goes on, and goes with the next turn', async () => {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => (letGo = resolve))
  const reading = db.begin(async (tx) => {
    await tx`select count(*) from event where site_id = ${site.id}`
    await held
  })
  world.setNow('2026-11-24T11:00:00Z')
  await purge()
  const months = async () => countOf(`pg_inherits where inhparent = 'event'::regclass`)
  const before = await months()
  await works.ingest()
  letGo()
  await reading
  world.setNow('2026-11-24T12:00:00Z')
  await purge()
  expect(await months()).toBe(before - 1)
  expect(await countOf(`event where occurred_at >= '${fresh}T00:00:00Z'`)).toBe(13)
})

/** How fast events become visits, and how long a closed day takes to be computed again. */
import { addDays, localToday, startOfDay } from '../../src/site/local-day.ts'
import { addSite, type Site } from '../../src/site/site.ts'
import { computeDay } from '../../src/stats/days.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import type { PostgresWorld } from '../worlds/postgres.ts'
import { openDatabase, type BenchPorts } from './database.ts'
import { generateSpan, leaveWaiting } from './generate.ts'
import { say, timed } from './progress.ts'
import { atLeast, atMost, told, type Figure } from './report.ts'
import { measureStorage } from './storage.ts'

/** As `runtime/node.ts` runs it on PostgreSQL. */
const eventsMax = 20_000

/** Shape of a day's visits as one text: equal when every row and column is. */
async function digestOf({ db }: BenchPorts, site: Site, day: string): Promise<string> {
  const [row] = await db<{ digest: string; visits: number }[]>`
    select md5(string_agg(visit::text || visit_trail::text, ' ' order by visitor, started_at)) as digest,
      count(*)::integer as visits
    from visit left join visit_trail using (site_id, day, visitor, started_at) where site_id = ${site.id} and day = ${day}`
  return `${row?.visits} ${row?.digest}`
}

/** Throws unless the generated visits of a day are those that the roll-up makes of its events, and its figures hold. */
export async function assertAsRolledUp(ports: BenchPorts, site: Site, day: string): Promise<void> {
  const figures = () => ports.db<{ digest: string }[]>`
    select md5(string_agg(figure, ' ' order by figure)) as digest from (
      select concat_ws(' ', dimension, value, visitors, visits, views) as figure from day_value
      where site_id = ${site.id} and day = ${day}
      union all select concat_ws(' ', visitors, visits, views, events, bounces, engaged_ms) from site_day
      where site_id = ${site.id} and day = ${day}) all_figures`
  const [generated, [before]] = [await digestOf(ports, site, day), await figures()]
  await ports.db`delete from visit where site_id = ${site.id} and day = ${day}`
  await ports.db`delete from visit_trail where site_id = ${site.id} and day = ${day}`
  await ports.db`delete from day_hour where site_id = ${site.id} and day = ${day}`
  await leaveWaiting(ports.db, site, { day, eventsPerBatch: 50 })
  while (!(await makeVisits(ports, site, eventsMax)).isDone);
  await computeDay(ports, site, day)
  const [rolled, [after]] = [await digestOf(ports, site, day), await figures()]
  if (rolled !== generated) throw new Error(`${day}: the roll-up makes other visits than were generated`)
  if (before?.digest !== after?.digest)
    throw new Error(`${day}: the figures differ from what the roll-up's visits give`)
}

export async function measureRollUp(server: PostgresWorld): Promise<Figure[]> {
  const at = new Date()
  const { ports, close } = await openDatabase(server, 'rollup', at)
  try {
    const { site } = await addSite(ports, { domain: 'example.nl' })
    const today = localToday(at, site.timezone)
    const yesterday = addDays(today, -1)
    const before = addDays(today, -2)
    const measure = async () => {
      const made = { visits: 0, events: 0 }
      const { seconds } = await timed(async () => {
        for (let isDone = false; !isDone;) {
          const turn = await makeVisits(ports, site, eventsMax)
          made.visits += turn.visits
          made.events += turn.events
          isDone = turn.isDone
        }
      })
      return { seconds, ...made }
    }

    say('roll-up: a backlog of 200,000 events of one day')
    const backlog = {
      day: before,
      from: startOfDay(before, site.timezone),
      seconds: 66_000,
      visits: 50_200,
      eventsPerBatch: 50,
    }
    await generateSpan(ports, site, { ...backlog, becomes: 'waiting' })
    await ports.db.unsafe('vacuum (analyze) event, visit, visit_trail, ingest_batch')
    const caughtUp = await measure()

    say('roll-up: a peak of 1,000 events a second, whose visits go on from one transaction to the next')
    const noon = new Date(startOfDay(today, site.timezone).getTime() + 3_600_000)
    await generateSpan(ports, site, {
      day: today,
      from: noon,
      seconds: 200,
      visits: 50_200,
      eventsPerBatch: 50,
      becomes: 'waiting',
    })
    await ports.db.unsafe('vacuum (analyze) event, visit, visit_trail, ingest_batch')
    const peak = await measure()

    say('roll-up: a closed day of 100,000 events')
    const day = {
      day: yesterday,
      from: startOfDay(yesterday, site.timezone),
      seconds: 66_000,
      visits: 25_060,
      eventsPerBatch: 50,
    }
    await generateSpan(ports, site, { ...day, becomes: 'waiting' })
    await measure()
    const again: number[] = []
    for (let turn = 0; turn < 5; turn += 1)
      again.push((await timed(() => computeDay(ports, site, yesterday))).seconds)
    again.sort((a, b) => a - b)

    const lone = await openDatabase(server, 'lone', at)
    const { site: quiet } = await addSite(lone.ports, { domain: 'example.nl' })
    await generateSpan(lone.ports, quiet, { ...day, eventsPerBatch: 1, becomes: 'waiting' })
    const loneStorage = await measureStorage(lone.ports, 'event, each in a commit of its own')
    await lone.close()
    return [
      atLeast('roll-up of a backlog', 20_000, caughtUp.events / caughtUp.seconds, 'events/s'),
      told('roll-up of a backlog, visits', caughtUp.visits / caughtUp.seconds, 'visits/s'),
      atLeast('roll-up of a peak, visits that go on', 20_000, peak.events / peak.seconds, 'events/s'),
      atMost('closed day of 100,000 events, computed again', 3, again[2] ?? 0, 's'),
      ...loneStorage,
    ]
  } finally {
    await close()
  }
}

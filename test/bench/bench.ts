/**
 * `npm run bench`: the figures of the product on a real PostgreSQL, in one run. `--quick` leaves the 10 million events
 * out. Prints a table, and writes `bench.json` with plans and rows touched.
 */
import { addDays, localToday, startOfDay } from '../../src/site/local-day.ts'
import { addSite } from '../../src/site/site.ts'
import { computeDay } from '../../src/stats/days.ts'
import type { PostgresWorld } from '../worlds/postgres.ts'
import { measureBanners } from './banners.ts'
import type { MeasuredBanner } from './banner-visit.ts'
import { serveBare } from './bare.ts'
import { serveLoads } from './client.ts'
import { loadAverage } from './cpu.ts'
import { assertDurable, openDatabase, openServer } from './database.ts'
import { measureErasing } from './erase.ts'
import { generateMonths } from './generate.ts'
import { addBenchGoals, assertGoalsFilled } from './goals.ts'
import { measureIngest } from './ingest.ts'
import { measureNewsletter } from './newsletter.ts'
import type { Plan } from './plan.ts'
import { say, timed } from './progress.ts'
import { measureQuestions, type Answered } from './questions.ts'
import {
  atMost,
  told,
  writeComparison,
  writeJson,
  writeTable,
  type Comparison,
  type Figure,
} from './report.ts'
import { measureRecognising } from './recognise.ts'
import { assertAsRolledUp, measureRollUp } from './roll-up.ts'
import { measureSending } from './sending.ts'
import { measureSnippet } from './snippet.ts'
import { measureStorage, measureVisitStorage } from './storage.ts'

interface Measured {
  readonly figures: readonly Figure[]
  readonly plans?: Readonly<Record<string, Plan>>
  readonly comparisons?: readonly Comparison[]
  readonly banners?: readonly MeasuredBanner[]
}

/** Both sizes live in one database, as two sites of one service do, so each reads past the other's rows. */
async function measureStatistics(server: PostgresWorld, isQuick: boolean): Promise<Measured> {
  // The last minutes of a local day: today is as long as it can be.
  const timezone = 'Europe/Amsterdam'
  const today = localToday(new Date(), timezone)
  const at = new Date(startOfDay(addDays(today, 1), timezone).getTime() - 60_000)
  const { url, ports, close } = await openDatabase(server, 'months', at, 4)
  try {
    const figures: Figure[] = []
    const plans: Record<string, Plan> = {}
    const answered: Answered[] = []
    for (const millions of isQuick ? [1] : [1, 10]) {
      const { site } = await addSite(ports, { domain: `site-${millions}.example`, timezone })
      await addBenchGoals(ports, site)
      const months = { events: millions * 1_000_000, days: 90, today, eventsPerBatch: 50 }
      const { seconds } = await timed(() => generateMonths(ports, site, months))
      figures.push(told(`${millions} M events: generated with their days`, seconds, 's'))
      await assertAsRolledUp(ports, site, addDays(today, -20))
      await assertGoalsFilled(ports, site, today)
      const [row] = await ports.db<
        { events: number }[]
      >`select count(*)::float8 as events from event where site_id = ${site.id}`
      figures.push(told(`${millions} M events: rows`, row?.events ?? 0, ''))
      // As the roll-up does on a busy day, moments before somebody looks; then an event comes.
      const computing = await timed(() => computeDay(ports, site, today))
      figures.push(told(`${millions} M events: today computed`, computing.seconds * 1000, 'ms'))
      await ports.db`update site_day set marks = marks + 1 where site_id = ${site.id} and day = ${today}`
      const answer = await measureQuestions(url, ports, site, today, `${millions} M`)
      answered.push(answer)
      figures.push(...answer.figures)
      for (const [name, plan] of Object.entries(answer.plans)) plans[`${millions} M: ${name}`] = plan
    }
    const [one, ten] = answered
    if (one && ten)
      figures.push(
        atMost('10 M against 1 M, overview of 30 days', 1.5, ten.month / one.month, '×'),
        atMost('10 M against 1 M, overview of a year', 1.5, ten.year / one.year, '×'),
      )
    figures.push(
      ...(await measureStorage(ports, 'event, 50 in a commit')),
      ...(await measureVisitStorage(ports)),
    )
    return { figures, plans }
  } finally {
    await close()
  }
}

async function bench(): Promise<void> {
  const isQuick = process.argv.includes('--quick')
  const only = process.argv.find((one) => one.startsWith('--only='))?.slice(7)
  const loadBefore = loadAverage()
  const server = await openServer()
  const measured: Measured[] = []
  try {
    const asked = await openDatabase(server, 'asked', new Date())
    say(
      `PostgreSQL ${await assertDurable(asked.ports.db)}: fsync, synchronous_commit and full_page_writes are on`,
    )
    const parts: Readonly<Record<string, () => Promise<Measured>>> = {
      ingest: async () => ({ figures: await measureIngest(server, { rounds: isQuick ? 1 : 3, seconds: 8 }) }),
      rollup: async () => ({ figures: await measureRollUp(server) }),
      questions: () => measureStatistics(server, isQuick),
      snippet: async () => ({ figures: await measureSnippet(asked.ports) }),
      recognise: async () => ({ figures: await measureRecognising() }),
      banners: () => measureBanners(server),
      sending: async () => ({ figures: await measureSending(server, isQuick) }),
      newsletter: async () => ({ figures: await measureNewsletter() }),
      erase: async () => ({ figures: await measureErasing(server, isQuick) }),
    }
    for (const [name, measure] of Object.entries(parts))
      if (only === undefined || only === name) measured.push(await measure())
    await asked.close()
  } finally {
    await server.close()
  }
  const figures = measured.flatMap((part) => part.figures)
  const load = { before: loadBefore, after: loadAverage() }
  process.stdout.write(writeTable(figures))
  for (const comparison of measured.flatMap(({ comparisons }) => comparisons ?? []))
    process.stdout.write(`\n${writeComparison(comparison)}`)
  process.stdout.write(
    `\nload average ${load.before} before and ${load.after} after; bench.json holds plans and rows touched\n`,
  )
  writeJson('bench.json', {
    at: new Date().toISOString(),
    load,
    figures,
    plans: Object.assign({}, ...measured.map(({ plans }) => plans ?? {})),
    banners: measured.flatMap(({ banners }) => banners ?? []),
  })
}

const roles: Readonly<Record<string, () => void | Promise<void>>> = { bare: serveBare, client: serveLoads }
await (roles[process.argv[2] ?? ''] ?? bench)()

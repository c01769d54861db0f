/** The dashboard's questions at 1 and at 10 million events, asked as the pages ask them: in the process, over a pool of 4. */
import { performance } from 'node:perf_hooks'
import { connect } from '../../src/db/connect.ts'
import { panels } from '../../src/dashboard/panels.ts'
import { addDays, daysBetween } from '../../src/site/local-day.ts'
import type { Site } from '../../src/site/site.ts'
import { listDrops } from '../../src/stats/drops.ts'
import { breakDown, findSummary, listSeries } from '../../src/stats/query.ts'
import type { Filter, Question, Range } from '../../src/stats/question.ts'
import type { BenchPorts } from './database.ts'
import { askGoals, measureFilling } from './goals.ts'
import { explain, type Plan } from './plan.ts'
import { say } from './progress.ts'
import { atMost, told, type Figure } from './report.ts'

const shown = panels.map(({ dimensions }) => dimensions[0])

/** What `GET /dashboard/sites/:site` asks, at once as it does. */
function askOverview(ports: BenchPorts, site: Site, question: Question): Promise<unknown> {
  const { from, to } = question.range
  const days = daysBetween(from, to)
  const previous = { from: addDays(from, -days), to: addDays(from, -1) }
  return Promise.all([
    findSummary(ports, site, question),
    findSummary(ports, site, { ...question, range: previous }),
    listSeries(ports, site, question, days > 100 ? 'month' : 'day'),
    listDrops(ports, site, question.range),
    ...shown.map((dimension) => breakDown(ports, site, question, dimension)),
  ])
}

interface Times {
  readonly median: number
  readonly worst: number
}

/** Milliseconds over warm runs. Enough of them that each connection has gone over to its generic plans, if it does. */
async function timesOf(ask: () => Promise<unknown>, runs: number): Promise<Times> {
  for (let run = 0; run < 3; run += 1) await ask()
  const times: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const begun = performance.now()
    await ask()
    times.push(performance.now() - begun)
  }
  times.sort((a, b) => a - b)
  return { median: times[times.length >> 1] ?? 0, worst: times.at(-1) ?? 0 }
}

const twoFilters: readonly Filter[] = [
  { dimension: 'source', value: 'google.com' },
  { dimension: 'device', value: 'mobile' },
]

interface Asked {
  readonly name: string
  readonly ask: () => Promise<unknown>
}

/** Each question of an overview by itself. */
function questionsOf(ports: BenchPorts, site: Site, question: Question): Asked[] {
  return [
    { name: 'summary', ask: () => findSummary(ports, site, question) },
    { name: 'series', ask: () => listSeries(ports, site, question, 'day') },
    ...[...shown, 'referrer' as const, 'browser' as const].map((dimension) => ({
      name: dimension,
      ask: () => breakDown(ports, site, question, dimension),
    })),
  ]
}

export interface Answered {
  readonly figures: readonly Figure[]
  readonly plans: Readonly<Record<string, Plan>>
  readonly month: number
  readonly year: number
}

/** Asks a site's questions as of `today`, its live day. `size` names the site in the table. */
export async function measureQuestions(
  url: string,
  base: BenchPorts,
  site: Site,
  today: string,
  size: string,
): Promise<Answered> {
  const db = connect({ to: url, connectionsMax: 4, prepare: true })
  const ports = { ...base, db }
  const back = (days: number): Range => ({ from: addDays(today, 1 - days), to: today })
  const month = { range: back(30), filters: [] }
  const year = { range: back(365), filters: [] }
  const quarter = { range: back(90), filters: twoFilters }
  const plans: Record<string, Plan> = {}
  try {
    say(`questions at ${size}: overviews`)
    const ofMonth = await timesOf(() => askOverview(ports, site, month), 30)
    const ofYear = await timesOf(() => askOverview(ports, site, year), 30)
    const computedAt = (at: Date | null) => ports.db`
      update site_day set computed_at = ${at} where site_id = ${site.id} and day = ${today}`
    await computedAt(null)
    const unready = await timesOf(() => askOverview(ports, site, month), 10)
    await computedAt(ports.now())
    const figures = [
      told(`${size}: overview of 30 days, today not computed for long`, unready.median, 'ms'),
      atMost(`${size}: overview of 30 days`, 50, ofMonth.median, 'ms'),
      told(`${size}: overview of 30 days, worst`, ofMonth.worst, 'ms'),
      atMost(`${size}: overview of a year`, 100, ofYear.median, 'ms'),
      told(`${size}: overview of a year, worst`, ofYear.worst, 'ms'),
    ]
    say(`questions at ${size}: two filters over 90 days`)
    for (const { name, ask } of questionsOf(ports, site, quarter)) {
      const { median } = await timesOf(ask, 5)
      figures.push(atMost(`${size}: two filters over 90 days, ${name}`, 500, median, 'ms'))
    }
    const whole = await timesOf(() => askOverview(ports, site, quarter), 3)
    figures.push(told(`${size}: two filters over 90 days, the whole overview`, whole.median, 'ms'))
    for (const { name, ask } of questionsOf(ports, site, year).filter(({ name }) =>
      ['summary', 'page', 'source'].includes(name),
    )) {
      figures.push(told(`${size}: a year, ${name} alone`, (await timesOf(ask, 5)).median, 'ms'))
    }
    const conversions = await timesOf(() => askGoals(ports, site, back(90)), 10)
    figures.push(atMost(`${size}: goals and a funnel over 90 days`, 500, conversions.median, 'ms'))
    await computedAt(null)
    const liveConversions = await timesOf(() => askGoals(ports, site, back(90)), 5)
    await computedAt(ports.now())
    figures.push(
      told(`${size}: goals and a funnel over 90 days, today read live`, liveConversions.median, 'ms'),
      await measureFilling(ports, site, size),
    )
    say(`questions at ${size}: plans`)
    for (const [title, question] of [
      ['30 days', month],
      ['a year', year],
      ['two filters', quarter],
    ] as const)
      for (const name of ['summary', 'page', 'source'])
        plans[`${title}, ${name}`] = await explain(url, (explaining) => {
          const asked = questionsOf({ ...ports, db: explaining }, site, question).find(
            (one) => one.name === name,
          )
          return asked ? asked.ask() : Promise.resolve()
        })
    return { figures, plans, month: ofMonth.median, year: ofYear.median }
  } finally {
    await db.end({ timeout: 5 })
  }
}

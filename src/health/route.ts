/**
 * What the operator's machines ask: is the process alive, may it get traffic, what has it counted. No site, no visitor and
 * no configuration shows here, so none of it needs a key.
 */
import { Hono } from 'hono'
import { listPartitions, monthOf } from '../db/partitions.ts'
import type { Counter, Env } from '../ports.ts'

/** Days that partitions must reach ahead: enough to mend it before an insert meets the gap. */
const horizonDays = 14

const meaning: Readonly<Record<Counter, string>> = {
  requests: 'Requests answered',
  events_stored: 'Events committed',
  events_duplicate: 'Events that were there already',
  events_refused: 'Events that could not be read',
  commits: 'Group commits',
  commits_failed: 'Group commits that failed',
  busy_answers: 'Answers 429 and 503 to beacons',
  visits_made: 'Visits made or changed by the roll-up',
  days_computed: 'Closed days computed',
}

/** A database that accepts and never answers is away, too. */
const answerMsMax = 3_000

function inTime<T>(work: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(answerMsMax)
  return Promise.race([
    work,
    new Promise<never>((_, reject) =>
      late.addEventListener('abort', () => reject(new Error('the database does not answer'))),
    ),
  ])
}

export const healthRoutes = new Hono<Env>()
  .get('/healthz', (c) => c.json({ status: 'ok' }, 200, { 'Cache-Control': 'no-store' }))

  .get('/readyz', async (c) => {
    const ports = c.env
    c.header('Cache-Control', 'no-store')
    if (ports.isStopping()) return c.json({ status: 'stopping' }, 503)
    try {
      const partitions = await inTime(listPartitions(ports.db))
      const needed = monthOf(new Date(ports.now().getTime() + horizonDays * 86_400_000))
      if (!partitions.has(needed.name)) return c.json({ status: 'no-partition-ahead' }, 503)
      return c.json({ status: 'ready' })
    } catch {
      return c.json({ status: 'database-away' }, 503)
    }
  })

  // Prometheus text format 0.0.4.
  .get('/metrics', (c) => {
    const counted = c.env.counters()
    const lines = Object.entries(meaning).flatMap(([name, help]) => [
      `# HELP voordeur_${name}_total ${help}.`,
      `# TYPE voordeur_${name}_total counter`,
      `voordeur_${name}_total ${counted.get(name as Counter) ?? 0}`,
    ])
    return c.text(`${lines.join('\n')}\n`, 200, {
      'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
    })
  })

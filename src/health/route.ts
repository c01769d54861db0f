/**
 * What the operator's machines ask: is the process alive, may it get traffic, what has it counted. No site, no visitor and
 * no configuration shows here, so none of it needs a key.
 */
import { Hono } from 'hono'
import { listPartitions, monthOf } from '../db/partitions.ts'
import { listMail, type UnsentMails } from '../mail/queue.ts'
import type { Counter, Env, Ports } from '../ports.ts'

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
  mails_sent: 'Mails handed in',
  consents_recorded: 'Answers to questions for consent that were recorded',
  consents_failed: 'Answers that could not be recorded; what they allowed stays off',
  receipts_sealed: 'Receipts taken up in the chain',
  mails_failed: 'Mails given up',
  newsletters_sent: 'Newsletters handed in, one for each reader',
  newsletters_failed: 'Newsletters given up, one for each reader',
  newsletters_uncertain: 'Newsletters of which nobody knows whether they were handed in',
  newsletters_returned: 'Newsletters that came back, and complaints',
  opens_counted: 'Opened newsletters that were counted',
  clicks_counted: 'Clicks in newsletters that were counted',
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

/** A number that goes up and down, for `/metrics`. Its name is ours and holds no site. */
export interface Gauge {
  readonly name: string
  readonly help: string
  readonly value: number
}

const gaugeLines = ({ name, help, value }: Gauge): readonly string[] => [
  `# HELP ${name} ${help}.`,
  `# TYPE ${name} gauge`,
  `${name} ${value}`,
]

/** Mails that wait or were given up, as numbers. */
function mailGauges(unsent: readonly UnsentMails[], now: Date): readonly Gauge[] {
  const waiting = unsent.filter(({ state }) => state === 'waiting')
  const sum = (some: readonly UnsentMails[]) => some.reduce((total, { mails }) => total + mails, 0)
  const oldest = Math.min(now.getTime(), ...waiting.map(({ oldestAt }) => oldestAt.getTime()))
  return [
    { name: 'voordeur_mails_waiting', help: 'Mails that wait to be handed in', value: sum(waiting) },
    {
      name: 'voordeur_mails_given_up',
      help: 'Mails of the last 14 days that were given up',
      value: sum(unsent) - sum(waiting),
    },
    {
      name: 'voordeur_mail_oldest_waiting_seconds',
      help: 'How long the oldest of them waits',
      value: Math.round((now.getTime() - oldest) / 1000),
    },
  ]
}

/** `more`: numbers of rooms that stand above this one, which may ask the database. */
export const healthRoutes = (more: (ports: Ports) => Promise<readonly Gauge[]>) =>
  new Hono<Env>()
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
    .get('/metrics', async (c) => {
      const counted = c.env.counters()
      const lines = Object.entries(meaning).flatMap(([name, help]) => [
        `# HELP voordeur_${name}_total ${help}.`,
        `# TYPE voordeur_${name}_total counter`,
        `voordeur_${name}_total ${counted.get(name as Counter) ?? 0}`,
      ])
      // Counters are worth having while the database is away, too.
      const unsent = await inTime(listMail(c.env)).catch(() => null)
      if (unsent) lines.push(...mailGauges(unsent, c.env.now()).flatMap(gaugeLines))
      lines.push(...(await inTime(more(c.env)).catch(() => [])).flatMap(gaugeLines))
      return c.text(`${lines.join('\n')}\n`, 200, {
        'Content-Type': 'text/plain; version=0.0.4; charset=utf-8',
      })
    })

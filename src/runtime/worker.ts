/**
 * The service on Cloudflare Workers: the same app, with ports made for each request, since a connection belongs to the
 * request that opened it. An isolate keeps only what is plain data: settings, derived keys, counters, and what the rooms
 * remember. Migrations are not run here: they are one job, on a direct connection.
 */
import { randomBytes } from 'node:crypto'
import { app } from '../app.ts'
import { keepChains } from '../audit/anchor.ts'
import type { Config } from '../config.ts'
import { sealReceipts } from '../consent/chain.ts'
import { connect } from '../db/connect.ts'
import { failureOf } from '../db/failure.ts'
import { addDemoSite } from '../demo/demo-site.ts'
import { openSender } from '../delivery/send.ts'
import { openDropCounts } from '../ingest/drops.ts'
import { storeEvents } from '../ingest/store.ts'
import type { Sender } from '../mail/message.ts'
import { queueLetter, sendDue } from '../mail/queue.ts'
import { openSession } from '../mail/session.ts'
import { openSubmission } from '../mail/submission.ts'
import { must } from '../must.ts'
import { lendHits, openHitMemory, type HitMemory } from '../newsletter/hit.ts'
import { lendTargets, openTargetMemory, type TargetMemory } from '../newsletter/target.ts'
import type { CommitOutcome, Place, Ports } from '../ports.ts'
import { tellProcessors } from '../processor/tell.ts'
import { sendReports } from '../report/send.ts'
import { lapseEverywhere } from '../rights/lapse.ts'
import { remindEverybody } from '../rights/reminder.ts'
import { seedAdminKey } from '../site/key.ts'
import { lendSites, type SiteMemory } from '../site/site.ts'
import { rollUp } from '../stats/roll-up.ts'
import { applyImports } from '../subscriber/import-round.ts'
import { postConfirmations } from '../subscriber/post-confirmations.ts'
import { lendDayKeys, type DayKeyMemory } from '../visitor/key.ts'
import { countryOf, networkOf } from '../visitor/network.ts'
import { openCounters, type Counters } from './counters.ts'
import { openDeferred } from './deferred.ts'
import { logLine } from './log.ts'
import { openKeys } from './root-keys.ts'
import { keepHouse } from './rounds.ts'
import { openFetching } from './outbound-fetch.ts'
import { readSigning } from './signing.ts'
import { databaseUrlOf, readWorkerConfig, type WorkerEnv } from './worker-config.ts'

/** What we use of the platform's execution context. */
interface Context {
  waitUntil(work: Promise<unknown>): void
}

/**
 * Hyperdrive allows six at once per request. A beacon uses one, a dashboard page asks its panels side by side: four leave
 * room and more would not make a page faster.
 */
const connectionsMax = 4

/** Events of one transaction of the roll-up, as on Node beside a real server. */
const eventsPerRoundMax = 20_000

const retryAfterSeconds = 5

/** After an answer there are 30 s: room for what this request posted. The cron trigger has minutes. */
const mailsPerRequestMax = 3
const mailsPerTickMax = 100
/** A tick a minute makes that 18,000 an hour, some 2 s of processor time each (the platform allows 30), over one connection. */
const newslettersPerTickMax = 300
/** A tick ends before the next one begins. */
const newslettersMsMax = 50_000
/** Of 500 rows: what a tick has room for beside its other work. */
const importBatchesPerTick = 20
/** A hundred thousand rows a minute, of what is past its term. */
const sweepTurn = { rowsMax: 5_000, batchesMax: 20 }

interface Isolate {
  readonly config: Config
  readonly keyFor: Ports['keyFor']
  readonly counting: Counters
  readonly sites: SiteMemory
  readonly dayKeys: DayKeyMemory
  readonly targets: TargetMemory
  readonly hits: HitMemory
  readonly sender: Sender
}

/** By the object that the platform hands to every request of an isolate. Null: its settings can't be used. */
const isolates = new WeakMap<WorkerEnv, Isolate | null>()

function isolateOf(env: WorkerEnv): Isolate | null {
  const known = isolates.get(env)
  if (known !== undefined) return known
  const isolate = openIsolate(env)
  isolates.set(env, isolate)
  return isolate
}

function openIsolate(env: WorkerEnv): Isolate | null {
  const reading = readWorkerConfig(env)
  if (!reading.ok) {
    // Names of settings and what they take: there is nothing secret in a mistake, and nobody else to tell it to.
    console.error(JSON.stringify({ event: 'misconfigured', mistakes: reading.mistakes }))
    return null
  }
  const { config } = reading
  const secret = must(config.rootSecret, 'readConfig demands it with a database').reveal()
  const signing = readSigning(config.mail.dkim)
  if (!signing.ok) throw new Error('impossible: readWorkerConfig refuses such a key')
  return {
    config,
    keyFor: openKeys(secret),
    counting: openCounters(),
    sites: new Map(),
    dayKeys: new Map(),
    targets: openTargetMemory(),
    hits: openHitMemory({ random }),
    sender: { from: config.mail.from, signing: signing.signing },
  }
}

const now = () => new Date()
const isStopping = () => false
const random: Ports['random'] = (bytes) => randomBytes(bytes)

interface Opened {
  readonly ports: Omit<Ports, 'network' | 'country'>
  /** Sends mails that are due. Without a submission server they wait in the queue until there is one. Never throws. */
  readonly sendMails: (limit: number) => Promise<void>
  /** Sends newsletters for less than a minute; as `sendMails`. */
  readonly sendNewsletters: () => Promise<void>
  /** Settles what was deferred, writes the counted drops, leaves the database. Never throws. */
  readonly close: () => Promise<void>
}

function open(
  env: WorkerEnv,
  { config, keyFor, counting, sites, dayKeys, targets, hits, sender }: Isolate,
): Opened {
  const db = connect({
    to: must(databaseUrlOf(env), 'readWorkerConfig demands it'),
    connectionsMax,
    prepare: config.databasePrepare,
  })
  lendSites(db, sites)
  lendDayKeys(db, dayKeys)
  lendTargets(db, targets)
  lendHits(db, hits)
  // The platform's log takes what the console says, line by line.
  const log: Ports['log'] = (line) => console.log(logLine(line, now()).trimEnd())
  const base = { db, now, random, log, ...counting }
  const deferred = openDeferred()
  const drops = openDropCounts(base)

  /** No group: other requests have connections of their own. Acknowledged after the commit all the same. */
  async function commit(lot: Parameters<Ports['commit']>[0]): Promise<CommitOutcome> {
    try {
      const duplicates = await storeEvents(base, [lot])
      counting.count('commits')
      return { kind: 'stored', duplicates }
    } catch (thrown) {
      counting.count('commits_failed')
      log({ event: 'failure', place: 'commit', code: failureOf(thrown).code })
      return { kind: 'busy', who: 'service', retryAfterSeconds }
    }
  }

  async function sendMails(limit: number): Promise<void> {
    const { submission } = config.mail
    if (!submission) return
    const holder = Buffer.from(random(12)).toString('hex')
    try {
      await sendDue({ ...base, keyFor, isStopping }, openSubmission(submission, sender), { limit, holder })
    } catch (thrown) {
      log({ event: 'failure', place: 'mail', code: failureOf(thrown).code })
    }
  }

  async function sendNewsletters(): Promise<void> {
    const { submission, from } = config.mail
    if (!submission) return
    const outlet = { sessions: [openSession(submission, from)], signing: sender.signing }
    const holder = Buffer.from(random(12)).toString('hex')
    const sending = openSender({ ...base, config, keyFor, isStopping }, outlet, holder)
    const endsAt = now().getTime() + newslettersMsMax
    const waitUntil = async (at: Date): Promise<boolean> => {
      if (at.getTime() >= endsAt) return false
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, at.getTime() - now().getTime())))
      return true
    }
    try {
      await sending.send({ limit: newslettersPerTickMax, waitUntil })
    } catch (thrown) {
      log({ event: 'failure', place: 'newsletter', code: failureOf(thrown).code })
    }
    sending.close()
  }

  return {
    sendMails,
    sendNewsletters,
    ports: {
      ...base,
      config,
      keyFor,
      async post(letter) {
        await queueLetter({ ...base, keyFor }, letter)
        deferred.defer(sendMails(mailsPerRequestMax))
      },
      tell: openFetching(),
      outbox: null,
      defer: deferred.defer,
      commit,
      countDropped: drops.countDropped,
      isStopping,
    },
    async close() {
      await deferred.drain()
      await drops.flush()
      await db.end({ timeout: 5 }).catch(() => undefined)
    },
  }
}

async function answer(request: Request, env: WorkerEnv, context: Context): Promise<Response> {
  const isolate = isolateOf(env)
  if (!isolate)
    return Response.json({ error: 'failed', message: 'This service is not set up.' }, { status: 500 })
  const { ports, close } = open(env, isolate)
  const { proxy } = isolate.config
  try {
    return await app.fetch(request, {
      ...ports,
      // Here the full address ends: what goes on is truncated.
      network: networkOf(proxy, undefined, request.headers),
      country: countryOf(proxy, request.headers),
    })
  } finally {
    // Every answer is whole by now (no page streams), so nobody needs the database any more.
    context.waitUntil(close())
  }
}

/** Runs each minute: what the operator set, partitions and day keys, visits and days, receipts, reports, mails that wait. One that fails stops no other. */
async function tick(env: WorkerEnv): Promise<void> {
  const isolate = isolateOf(env)
  if (!isolate) return
  const { ports, sendMails, sendNewsletters, close } = open(env, isolate)
  const { adminToken, demo, publicUrl } = isolate.config

  const attempt = async (place: Place, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (thrown) {
      ports.log({ event: 'failure', place, code: failureOf(thrown).code })
    }
  }

  await attempt('start', async () => {
    if (adminToken) await seedAdminKey(ports, adminToken.reveal())
    if (demo) await addDemoSite(ports, publicUrl)
  })
  await attempt('partitions', () => keepHouse(ports, sweepTurn))
  await attempt('journal', () => keepChains(ports))
  await attempt('visits', async () => {
    const holder = Buffer.from(randomBytes(12)).toString('hex')
    // One round takes all that waits; what comes meanwhile waits for the next minute.
    const rolled = await rollUp(ports, { eventsMax: eventsPerRoundMax, holder })
    if (rolled && rolled.events + rolled.days > 0) ports.log({ event: 'rolled-up', ...rolled })
  })
  // What was sealed with its answer already (`consent-route.ts`) is not here any more.
  await attempt('consent', () => sealReceipts(ports, Buffer.from(randomBytes(12)).toString('hex')))
  await attempt('processors', () => tellProcessors(ports, Buffer.from(randomBytes(12)).toString('hex')))
  // Before the mails, so that what is queued leaves with this tick.
  await attempt('reports', () => sendReports(ports))
  await attempt('rights', () => remindEverybody(ports))
  await attempt('rights', () => lapseEverywhere(ports))
  await attempt('newsletter', () => postConfirmations(ports))
  await attempt('newsletter', () => applyImports(ports, importBatchesPerTick))
  await sendMails(mailsPerTickMax)
  // Last, since it may take all that is left of the minute.
  await sendNewsletters()
  await close()
}

export default {
  fetch: answer,
  scheduled: (_controller: unknown, env: WorkerEnv) => tick(env),
}

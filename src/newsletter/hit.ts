/**
 * A mail was opened, or a link in it was followed. Whoever did so has their answer before anything is looked up here: what is counted is
 * counted behind it, and when that fails the log says so and nobody else notices. The level was frozen in the mail; whether it still
 * holds is asked again at each hit (newsletter.md fact 3).
 */
import { hasSignal } from '../consent/signal.ts'
import type { Db, Tx } from '../db/connect.ts'
import { DatabaseFailure, failureOf, mayPassLater } from '../db/failure.ts'
import type { Network, Ports } from '../ports.ts'
import { localDay } from '../site/local-day.ts'
import type { MailLink } from '../subscriber/token.ts'
import { burstKey, joinBurst, openBurstMemory, type BurstHit, type BurstMemory } from './burst.ts'
import { countAggregate, countReader, findMeasuring, foldCount, foldReader } from './count.ts'
import { judge, type Verdict } from './verdict.ts'

interface Hit extends BurstHit {
  readonly link: MailLink
  readonly verdict: Verdict
  /** On which day, once it is counted as a person's. Null: not yet, or not at all. */
  countedOn: string | null
}
type CountedHit = Hit & { readonly countedOn: string }
const isCounted = (hit: Hit): hit is CountedHit => hit.countedOn !== null

/** What is known of the last seconds. Made by `openHitMemory`, filled here alone. */
export type HitMemory = BurstMemory<Hit>
export const openHitMemory = (ports: Pick<Ports, 'random'>): HitMemory => openBurstMemory<Hit>(ports)

const memories = new WeakMap<Tx, HitMemory>()

/** Lets a client remember what another one saw: on Workers each request has a client of its own. */
export const lendHits = (db: Db, memory: HitMemory): unknown => memories.set(db, memory)

function memoryOf(ports: Pick<Ports, 'db' | 'random'>): HitMemory {
  const known = memories.get(ports.db)
  if (known) return known
  const memory = openHitMemory(ports)
  memories.set(ports.db, memory)
  return memory
}

/** How a database stands. Of the client alone: work that a platform cut off never says that it is done. */
interface Standing {
  /** Hits that it has not answered yet. */
  waiting: number
  /** It is away: until then, in milliseconds, it is not asked again. */
  awayUntil: number
}
const standings = new WeakMap<Tx, Standing>()

function standingOf(db: Tx): Standing {
  const known = standings.get(db)
  if (known) return known
  const standing = { waiting: 0, awayUntil: 0 }
  standings.set(db, standing)
  return standing
}

/** A database that takes questions and answers none would have them pile up without end; what comes beyond is not counted. */
const waitingMax = 1_000
/** While it is away, each click that asked for it would take twice the processor time (measured: 1.2 ms for 0.6) and a line in the log. */
const awayMs = 1_000

type Counting = Pick<Ports, 'db' | 'now' | 'random' | 'defer' | 'log' | 'count'>

export interface Asked {
  readonly kind: 'open' | 'click'
  readonly link: MailLink
  readonly method: string
  readonly headers: Headers
  readonly network: Network | null
}

/**
 * Takes one hit, to be counted behind the answer. Never throws and never waits. Of a reader without a token of their own a browser's
 * word against being measured is kept (DNT, GPC); whoever consented said otherwise to us.
 */
export function takeHit(ports: Counting, { kind, link, method, headers, network }: Asked): void {
  const verdict = judge({ kind, method, headers, network })
  if (verdict === null || (link.subscriberId === null && hasSignal(headers))) return
  const at = ports.now().getTime()
  const standing = standingOf(ports.db)
  if (standing.awayUntil > at && standing.awayUntil <= at + awayMs) return
  if (standing.waiting >= waitingMax) return logFailure(ports, new DatabaseFailure('HITS_WAITING'))
  const hit: Hit = {
    at,
    linkNo: link.linkNo,
    link,
    verdict,
    isScanner: false,
    countedOn: null,
  }
  const bursts = memoryOf(ports)
  const key =
    verdict === 'human'
      ? burstKey(bursts, link, { network, userAgent: headers.get('user-agent') ?? '' })
      : null
  // Those that are being counted at this moment find out by themselves that they were a scanner's.
  const turned = key === null ? [] : joinBurst(bursts, key, hit).filter(isCounted)
  standing.waiting += 1
  const counted = recordHit(ports, hit, turned)
    .catch((thrown: unknown) => {
      const failure = failureOf(thrown)
      if (isAway(failure)) standing.awayUntil = ports.now().getTime() + awayMs
      logFailure(ports, failure)
    })
    .finally(() => (standing.waiting -= 1))
  ports.defer(counted)
}

/** Two hits that got in each other's way are no reason to leave the next ones out. */
const isAway = (failure: DatabaseFailure): boolean => mayPassLater(failure) && !failure.code.startsWith('40')

const logFailure = ({ log }: Pick<Ports, 'log'>, { code }: DatabaseFailure): void =>
  log({ event: 'failure', place: 'newsletter', code })

async function recordHit(ports: Counting, hit: Hit, turned: readonly CountedHit[]): Promise<void> {
  const { link, at } = hit
  const measuring = await findMeasuring(ports, link.siteId)
  if (!measuring) return
  const day = localDay(new Date(at), measuring.timezone)
  const allowed = link.linkNo === 0 ? measuring.opens : measuring.clicks
  // Asked last, so that it is as late as can be.
  const verdict = hit.isScanner ? 'scanner' : hit.verdict
  const counted = { link, day, at: new Date(at), verdict }
  const isStored =
    link.subscriberId === null
      ? allowed !== 'off' && (await countAggregate(ports, counted))
      : allowed === 'personal' && (await countReader(ports, counted))
  if (isStored) ports.count(link.linkNo === 0 ? 'opens_counted' : 'clicks_counted')
  if (isStored && verdict === 'human') hit.countedOn = day
  // Judged anew while it was stored: whoever judged could not know where.
  const own = verdict === 'human' && hit.isScanner && isCounted(hit) ? [hit] : []
  for (const one of [...own, ...turned]) await foldBack(ports, one)
}

/** Moves a hit that was counted as a person's to the scanners. */
async function foldBack(ports: Pick<Ports, 'db'>, { link, at, countedOn }: CountedHit): Promise<void> {
  const folded = { link, day: countedOn, at: new Date(at) }
  await foldCount(ports, folded)
  if (link.subscriberId !== null) await foldReader(ports, folded)
}

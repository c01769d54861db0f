/**
 * From beacons that could be read to a commit: find the site, admit, give each event its id, time and visitor key, commit,
 * count what was dropped. One site at a time.
 */
import type { DropReason, EventRow } from '../db/schema.ts'
import { failureOf } from '../db/failure.ts'
import type { CommitOutcome, Ports } from '../ports.ts'
import { readToken } from '../consent/choice-token.ts'
import { hasSignal } from '../consent/signal.ts'
import { addDays, localDay } from '../site/local-day.ts'
import { findSite, type Site } from '../site/site.ts'
import { isPrefetch, isRobot } from '../visitor/bot.ts'
import { isRobotByHeaders } from '../visitor/header-signs.ts'
import { readDevice, readLanguage } from '../visitor/device.ts'
import { findDayKey, visitorKey } from '../visitor/key.ts'
import { admit } from './admit.ts'
import type { Beacon } from './beacon.ts'
import { eventId, occurredAt, timeOf } from './event-id.ts'
import { cleanPage, eventRow, type Page, type Sender } from './event.ts'

/** What the request itself says, read once for all its beacons. */
interface Request {
  readonly originHost: string | null
  readonly userAgent: string
  readonly isRobot: boolean
  readonly isPrefetch: boolean
  readonly signal: boolean
  readonly receivedAt: Date
}

function readRequest(headers: Headers, receivedAt: Date): Request {
  const origin = headers.get('origin')
  const userAgent = headers.get('user-agent') ?? ''
  return {
    // An origin that is no web address (`null`, a file) becomes an empty host, which belongs to no site.
    originHost: origin === null ? null : (URL.parse(origin)?.hostname ?? ''),
    userAgent,
    isRobot: isRobot(userAgent) || isRobotByHeaders(headers, userAgent),
    isPrefetch: isPrefetch(headers),
    signal: hasSignal(headers),
    receivedAt,
  }
}

interface Kept {
  readonly beacon: Beacon
  readonly page: Page
  /** What the token claims; whether it holds is looked up inside the insert. */
  readonly receipt: string | null
}

interface Sorted {
  readonly site: Site
  readonly kept: readonly Kept[]
  readonly dropped: readonly DropReason[]
}

/** Splits one site's beacons into those to count and the reasons of the others, which are counted. */
function sortBeacons(ports: Ports, request: Request, site: Site, beacons: readonly Beacon[]): Sorted {
  const newestMs = beacons.reduce<number | null>(
    (newest, { id }) => (id === null ? newest : Math.max(newest ?? 0, timeOf(id))),
    null,
  )
  const kept: Kept[] = []
  const dropped: DropReason[] = []
  /** Counted for what was left out of them, and stored all the same. */
  const without: DropReason[] = []
  for (const beacon of beacons) {
    const page = cleanPage(site, beacon)
    const { choice, receipt, isFalse } = readToken(ports, site, beacon.choice)
    const reason = admit({
      ...request,
      site,
      pageHost: beacon.url.hostname,
      path: page.path,
      referrer: page.referrer,
      choice,
      id: beacon.id,
      newestMs,
    })
    if (reason !== null) dropped.push(reason)
    else {
      kept.push({ beacon, page, receipt })
      if (isFalse) without.push('no-receipt')
    }
  }
  countDrops(ports, site, request.receivedAt, [...dropped, ...without])
  return { site, kept, dropped }
}

function countDrops(ports: Ports, site: Site, at: Date, reasons: readonly DropReason[]): void {
  const day = localDay(at, site.timezone)
  for (const [reason, all] of Map.groupBy(reasons, (reason) => reason))
    ports.countDropped({ siteId: site.id, day, reason, beacons: all.length })
}

/** Gives each event its identity: id, time, and the key of the day it happened on. */
async function identify(
  ports: Ports,
  request: Request,
  sender: Sender,
  { site, kept }: Sorted,
): Promise<EventRow[]> {
  const today = localDay(request.receivedAt, site.timezone)
  const todaysKey = await findDayKey(ports, site.id, today, true)
  const rows: EventRow[] = []
  for (const { beacon, page, receipt } of kept) {
    const id = beacon.id ?? eventId(request.receivedAt, ports.random(10))
    const { at, clamped } = occurredAt(id, request.receivedAt)
    const day = localDay(at, site.timezone)
    // A late event takes yesterday's key while it lives; older keys are gone, and it counts by itself.
    const isYesterday = day !== today && day === addDays(today, -1)
    const key = isYesterday ? ((await findDayKey(ports, site.id, day, false)) ?? todaysKey) : todaysKey
    const visitor = visitorKey(key ?? ports.random(32), {
      siteId: site.id,
      day,
      network: sender.network,
      userAgent: request.userAgent,
    })
    rows.push(eventRow(site, beacon, page, sender, { id, at, clamped, visitor, receipt }))
  }
  return rows
}

export interface Taken {
  readonly outcome: CommitOutcome
  readonly dropped: readonly DropReason[]
}

const nothingToStore: CommitOutcome = { kind: 'stored', duplicates: new Set() }

async function takeOfSite(
  ports: Ports,
  request: Request,
  sender: () => Sender,
  domain: string,
  beacons: readonly Beacon[],
): Promise<Taken> {
  const site = await findSite(ports, domain)
  if (!site) return { outcome: nothingToStore, dropped: ['unknown-site'] }
  const sorted = sortBeacons(ports, request, site, beacons)
  if (sorted.kept.length === 0) return { outcome: nothingToStore, dropped: sorted.dropped }
  const events = await identify(ports, request, sender(), sorted)
  const outcome = await ports.commit({ siteId: site.id, events })
  if (outcome.kind === 'busy') return { outcome, dropped: sorted.dropped }
  const duplicates = events.filter(({ id }) => outcome.duplicates.has(id)).map(() => 'duplicate' as const)
  if (duplicates.length > 0) countDrops(ports, site, request.receivedAt, duplicates)
  ports.count('events_stored', events.length - duplicates.length)
  ports.count('events_duplicate', duplicates.length)
  return { outcome, dropped: [...sorted.dropped, ...duplicates] }
}

/**
 * Takes the beacons of one request. Never throws: when the site or the day's key can't be read, nothing is stored and the
 * outcome says so, so that the sender keeps what it has.
 */
export async function takeBeacons(
  ports: Ports,
  headers: Headers,
  beacons: readonly Beacon[],
): Promise<Taken> {
  const request = readRequest(headers, ports.now())
  const sender = (): Sender => ({
    network: ports.network,
    country: ports.country,
    device: readDevice(request.userAgent),
    language: readLanguage(headers.get('accept-language')),
  })
  const dropped: DropReason[] = []
  let outcome = nothingToStore
  for (const [domain, ofSite] of Map.groupBy(beacons, (beacon) => beacon.domain)) {
    try {
      const taken = await takeOfSite(ports, request, sender, domain, ofSite)
      dropped.push(...taken.dropped)
      if (taken.outcome.kind === 'busy') outcome = taken.outcome
    } catch (thrown) {
      ports.log({ event: 'failure', place: 'request', code: failureOf(thrown).code })
      outcome = { kind: 'busy', who: 'service', retryAfterSeconds: 5 }
    }
  }
  return { outcome, dropped }
}

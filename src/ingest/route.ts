/**
 * `POST /api/event`: read → find the site → admit → key → commit → answer. Answers 202 after the commit, and also when all
 * was dropped, with the reasons in `x-voordeur-dropped`. Sets no cookie and reads none.
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { DropReason, EventRow } from '../db/schema.ts'
import { failureOf } from '../db/failure.ts'
import type { CommitOutcome, Env, Ports } from '../ports.ts'
import { readChoice } from '../consent/choice-token.ts'
import { hasSignal } from '../consent/signal.ts'
import { addDays, localDay } from '../site/local-day.ts'
import { findSite, type Site } from '../site/site.ts'
import { isPrefetch, isRobot } from '../visitor/bot.ts'
import { readDevice, readLanguage } from '../visitor/device.ts'
import { findDayKey, visitorKey } from '../visitor/key.ts'
import { admit } from './admit.ts'
import { readBody, type Beacon, type Refusal } from './beacon.ts'
import { eventId, occurredAt, timeOf } from './event-id.ts'
import { cleanPage, eventRow, type Page, type Sender } from './event.ts'

/** A beacon of a full batch is some 40 KB; browsers cap what they send at leaving at 64 KiB. */
const bodyBytesMax = 64 * 1024

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
    isRobot: isRobot(userAgent),
    isPrefetch: isPrefetch(headers),
    signal: hasSignal(headers),
    receivedAt,
  }
}

interface Sorted {
  readonly site: Site
  readonly kept: readonly { readonly beacon: Beacon; readonly page: Page }[]
  readonly dropped: readonly DropReason[]
}

/** Splits one site's beacons into those to count and the reasons of the others, which are counted. */
function sortBeacons(ports: Ports, request: Request, site: Site, beacons: readonly Beacon[]): Sorted {
  const newestMs = beacons.reduce<number | null>(
    (newest, { id }) => (id === null ? newest : Math.max(newest ?? 0, timeOf(id))),
    null,
  )
  const kept: { beacon: Beacon; page: Page }[] = []
  const dropped: DropReason[] = []
  for (const beacon of beacons) {
    const page = cleanPage(site, beacon)
    const reason = admit({
      ...request,
      site,
      pageHost: beacon.url.hostname,
      path: page.path,
      referrer: page.referrer,
      choice: readChoice(ports, site, beacon.choice),
      id: beacon.id,
      newestMs,
    })
    if (reason === null) kept.push({ beacon, page })
    else dropped.push(reason)
  }
  countDrops(ports, site, request.receivedAt, dropped)
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
  for (const { beacon, page } of kept) {
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
    rows.push(eventRow(site, beacon, page, sender, { id, at, clamped, visitor }))
  }
  return rows
}

interface Answer {
  readonly outcome: CommitOutcome
  readonly dropped: readonly DropReason[]
}

async function take(
  ports: Ports,
  request: Request,
  sender: () => Sender,
  domain: string,
  beacons: readonly Beacon[],
): Promise<Answer> {
  const site = await findSite(ports, domain)
  const nothing: CommitOutcome = { kind: 'stored', duplicates: new Set() }
  if (!site) return { outcome: nothing, dropped: ['unknown-site'] }
  const sorted = sortBeacons(ports, request, site, beacons)
  if (sorted.kept.length === 0) return { outcome: nothing, dropped: sorted.dropped }
  const events = await identify(ports, request, sender(), sorted)
  const outcome = await ports.commit({ siteId: site.id, events })
  if (outcome.kind === 'busy') return { outcome, dropped: sorted.dropped }
  const duplicates = events.filter(({ id }) => outcome.duplicates.has(id)).map(() => 'duplicate' as const)
  if (duplicates.length > 0) countDrops(ports, site, request.receivedAt, duplicates)
  ports.count('events_stored', events.length - duplicates.length)
  ports.count('events_duplicate', duplicates.length)
  return { outcome, dropped: [...sorted.dropped, ...duplicates] }
}

interface Refused {
  readonly index: number
  readonly error: Refusal['error']
  readonly message: string
}

/** Counts the bytes of a body that comes without a length. */
const countBody = bodyLimit({ maxSize: bodyBytesMax, onError: (c) => refuseSize(c) })

const refuseSize = (c: Context) =>
  c.json(
    { error: 'too-large', message: `The body has at most ${bodyBytesMax} bytes.` },
    413,
    openTo(c.req.header('origin')),
  )

/**
 * Every web origin may read the answer, refusals too: it holds nothing of anybody, comes without credentials, and a snippet
 * that can't read "no" would take it for a broken network and try again for ever. `null` (a sandbox, a file) may not.
 */
const openTo = (origin: string | null | undefined): Record<string, string> =>
  origin && origin !== 'null'
    ? {
        Vary: 'Origin',
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': 'Retry-After, x-voordeur-dropped',
      }
    : { Vary: 'Origin' }

/**
 * Hono's own limit asks for the body as a web stream before it looks at the length, which costs as much as all our work
 * on a beacon (measured: 70 of 250 µs). Browsers and servers say the length, and the HTTP parser holds them to it.
 */
const limitBody = createMiddleware<Env>(async (c, next) => {
  const length = c.req.header('content-length')
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) return countBody(c, next)
  return Number(length) <= bodyBytesMax ? next() : refuseSize(c)
})

export const eventRoute = new Hono<Env>()

eventRoute.options('/', (c) => {
  // A simple request (text/plain) has no preflight; JSON senders do. No credentials, so any web origin may ask: whether its
  // beacon counts is decided when it comes, by the site it names.
  const origin = c.req.header('origin')
  if (!origin || origin === 'null') return c.body(null, 204)
  return c.body(null, 204, {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': 'content-type',
    'Access-Control-Max-Age': '86400',
    Vary: 'Origin',
  })
})

eventRoute.post('/', limitBody, async (c) => {
  const ports = c.env
  const headers = c.req.raw.headers
  const body = await c.req.text()
  // A length that lies gets past the limit where nothing holds it to its word.
  if (body.length > bodyBytesMax) return refuseSize(c)
  const read = readBody(body)
  const open = openTo(headers.get('origin'))
  if (!read.ok) return c.json(read.refusal, 400, open)
  const beacons: Beacon[] = []
  const refused: Refused[] = []
  for (const [index, reading] of read.readings.entries()) {
    if (reading.ok) beacons.push(reading.beacon)
    else refused.push({ index, ...reading.refusal })
  }
  if (refused.length > 0) ports.count('events_refused', refused.length)
  const [first] = refused
  if (beacons.length === 0 && first)
    return c.json(
      read.isArray
        ? { error: first.error, message: first.message, refused }
        : { error: first.error, message: first.message },
      400,
      open,
    )

  const request = readRequest(headers, ports.now())
  const sender = (): Sender => ({
    network: ports.network,
    country: ports.country,
    device: readDevice(request.userAgent),
    language: readLanguage(headers.get('accept-language')),
  })
  const answers: Answer[] = []
  for (const [domain, ofSite] of Map.groupBy(beacons, ({ domain }) => domain)) {
    try {
      answers.push(await take(ports, request, sender, domain, ofSite))
    } catch (thrown) {
      // Neither the site nor the day's key can be read: nothing was stored, so the sender keeps it.
      ports.log({ event: 'failure', place: 'request', code: failureOf(thrown).code })
      answers.push({ outcome: { kind: 'busy', who: 'service', retryAfterSeconds: 5 }, dropped: [] })
    }
  }

  const dropped = new Set(answers.flatMap((answer) => answer.dropped))
  const answered = dropped.size > 0 ? { ...open, 'x-voordeur-dropped': [...dropped].join(',') } : open
  const busy = answers.find(({ outcome }) => outcome.kind === 'busy')?.outcome
  if (busy?.kind === 'busy') {
    ports.count('busy_answers')
    return c.json(
      busy.who === 'site'
        ? {
            error: 'too-many-requests',
            message: 'This site sends more than can be stored now. Try again later.',
          }
        : { error: 'unavailable', message: 'Events can not be stored now. Try again later.' },
      busy.who === 'site' ? 429 : 503,
      { ...answered, 'Retry-After': String(busy.retryAfterSeconds) },
    )
  }
  if (refused.length > 0) return c.json({ refused }, 202, answered)
  // Made directly, and with a length: Hono would copy the headers twice and Node would send an empty body in chunks.
  return new Response(null, { status: 202, headers: { ...answered, 'Content-Length': '0' } })
})

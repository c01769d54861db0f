/**
 * `POST /api/event`: read → take → answer. Answers 202 after the commit, and also when all was dropped, with the reasons in
 * `x-voordeur-dropped`. Sets no cookie and reads none.
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { createMiddleware } from 'hono/factory'
import type { Env } from '../ports.ts'
import { readBody, type Beacon, type BeaconReading, type Refusal } from './beacon.ts'
import { takeBeacons, type Taken } from './take.ts'

/** A beacon of a full batch is some 40 KB; browsers cap what they send at leaving at 64 KiB. */
const bodyBytesMax = 64 * 1024

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
  const body = await c.req.text()
  // A length that lies gets past the limit where nothing holds it to its word.
  if (body.length > bodyBytesMax) return refuseSize(c)
  const open = openTo(c.req.header('origin'))
  const read = readBody(body)
  if (!read.ok) return c.json(read.refusal, 400, open)
  const { beacons, refused } = apart(read.readings)
  if (refused.length > 0) c.env.count('events_refused', refused.length)
  const [first] = refused
  if (beacons.length === 0 && first)
    return c.json({ error: first.error, message: first.message, ...(read.isArray && { refused }) }, 400, open)
  return answer(c, open, refused, await takeBeacons(c.env, c.req.raw.headers, beacons))
})

function apart(readings: readonly BeaconReading[]) {
  const beacons: Beacon[] = []
  const refused: Refused[] = []
  for (const [index, reading] of readings.entries()) {
    if (reading.ok) beacons.push(reading.beacon)
    else refused.push({ index, ...reading.refusal })
  }
  return { beacons, refused }
}

function answer(
  c: Context<Env>,
  open: Readonly<Record<string, string>>,
  refused: readonly Refused[],
  { outcome, dropped }: Taken,
): Response {
  const reasons = [...new Set(dropped)].join(',')
  const headers = reasons === '' ? open : { ...open, 'x-voordeur-dropped': reasons }
  if (outcome.kind === 'busy') {
    c.env.count('busy_answers')
    return c.json(busyWords[outcome.who], outcome.who === 'site' ? 429 : 503, {
      ...headers,
      'Retry-After': String(outcome.retryAfterSeconds),
    })
  }
  if (refused.length > 0) return c.json({ refused }, 202, headers)
  // Made directly, and with a length: Hono would copy the headers twice and Node would send an empty body in chunks.
  return new Response(null, { status: 202, headers: { ...headers, 'Content-Length': '0' } })
}

const busyWords = {
  site: {
    error: 'too-many-requests',
    message: 'This site sends more than can be stored now. Try again later.',
  },
  service: { error: 'unavailable', message: 'Events can not be stored now. Try again later.' },
} as const

/**
 * The bytes of realistic requests, made before the clock runs: while it does, only the ids are written into them, so that
 * the client takes as little as it can of the cores it shares with what is measured.
 */
import { randomBytes } from 'node:crypto'
import { campaigns, chance, languages, pages, referrers, userAgents } from './believable.ts'

export interface Prepared {
  readonly bytes: Buffer
  /** Where each event's id begins. */
  readonly idsAt: readonly number[]
}

const placeholder = '00000000-0000-7000-8000-000000000000'

/** 55 in 100 are views, 35 reading time, 10 something that was done. */
function beacon(roll: () => number): Record<string, unknown> {
  const pick = <T>(list: readonly T[], skew = 1): T | undefined =>
    list[Math.floor(list.length * roll() ** skew)]
  const campaign =
    roll() < 0.08 ? `?utm_source=nieuwsbrief&utm_medium=email&utm_campaign=${pick(campaigns)}` : ''
  const base = { u: `https://example.nl${pick(pages, 3)}${campaign}`, d: 'example.nl', id: placeholder }
  const referrer = roll() < 0.6 ? pick(referrers, 2) : null
  const from = referrer ? { r: referrer.includes('://') ? referrer : `https://www.${referrer}/` } : {}
  const kind = roll()
  if (kind < 0.55) return { n: 'pageview', ...base, ...from }
  if (kind < 0.9)
    return {
      n: 'engagement',
      ...base,
      e: Math.round(roll() * 40_000),
      sd: Math.round(roll() * 100),
      i: false,
    }
  if (kind < 0.94)
    return {
      n: 'Outbound Link: Click',
      ...base,
      p: { url: `https://www.rotterdam.nl/wonen/${Math.floor(roll() * 20)}` },
    }
  if (kind < 0.96)
    return {
      n: 'File Download',
      ...base,
      p: { url: `https://example.nl/media/folder-${Math.floor(roll() * 30)}.pdf` },
    }
  return {
    n: 'Woningreactie',
    ...base,
    ...from,
    p: { wijk: 'Kralingen', kamers: String(1 + Math.floor(roll() * 5)) },
  }
}

/** One request with `events` events: an object for one, an array for more. Own bytes, so they may be written into. */
export function prepare(seed: number, events: number): Prepared {
  const roll = chance(seed)
  const address = `${11 + Math.floor(roll() * 180)}.${Math.floor(roll() * 256)}.${Math.floor(roll() * 256)}.${Math.floor(roll() * 256)}`
  const beacons = Array.from({ length: events }, () => beacon(roll))
  const body = JSON.stringify(events === 1 ? beacons[0] : beacons)
  const head = [
    'POST /api/event HTTP/1.1',
    'Host: meten.example.nl',
    `User-Agent: ${userAgents[Math.floor(userAgents.length * roll() ** 1.5)]}`,
    'Accept: */*',
    `Accept-Language: ${languages[Math.floor(languages.length * roll())]},en;q=0.8`,
    'Accept-Encoding: gzip, deflate, br, zstd',
    'Content-Type: text/plain;charset=UTF-8',
    'Origin: https://example.nl',
    'Referer: https://example.nl/',
    'Sec-Fetch-Site: cross-site',
    'Sec-Fetch-Mode: cors',
    'Sec-Fetch-Dest: empty',
    `X-Forwarded-For: ${address}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ].join('\r\n')
  const bytes = Buffer.from(`${head}\r\n\r\n${body}`)
  const idsAt: number[] = []
  for (let at = bytes.indexOf(placeholder); at !== -1; at = bytes.indexOf(placeholder, at + 36))
    idsAt.push(at)
  return { bytes, idsAt }
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
let pool = randomBytes(65_536)
let poolAt = 0

/** Writes a fresh UUID v7 of this moment over each id. */
export function writeIds({ bytes, idsAt }: Prepared): void {
  const time = Date.now().toString(16).padStart(12, '0')
  for (const at of idsAt) {
    if (poolAt + 9 > pool.length) {
      pool = randomBytes(65_536)
      poolAt = 0
    }
    const two = () => hex[pool[poolAt++] ?? 0] ?? '00'
    bytes.write(
      `${time.slice(0, 8)}-${time.slice(8)}-7${two()}${two().charAt(0)}-8${two().charAt(0)}${two()}-${two()}${two()}${two()}${two()}`,
      at,
      'latin1',
    )
    // Four digits are left as the template had them: 60 random bits are enough for a few million ids.
  }
}

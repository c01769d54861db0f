/** What browsers send, for tests: a beacon with ordinary headers, and ids of a given moment. */
import { randomBytes } from 'node:crypto'
import { eventId } from '../../src/ingest/event-id.ts'
import type { World } from './world.ts'

export const chrome =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

export const idAt = (at: string | Date): string => eventId(new Date(at), randomBytes(10))

export interface Sending {
  readonly from?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a body as the snippet does: text/plain, from the site's own origin. */
export async function sendBody(
  world: World,
  body: string,
  { from = '203.0.113.77', headers = {} }: Sending = {},
) {
  return await world.request(
    '/api/event',
    {
      method: 'POST',
      body,
      headers: {
        'content-type': 'text/plain;charset=UTF-8',
        origin: 'https://example.nl',
        'user-agent': chrome,
        'accept-language': 'nl-NL,nl;q=0.9',
        ...headers,
      },
    },
    from,
  )
}

export type Wire = Readonly<Record<string, unknown>>

export const view = (more: Wire = {}): Wire => ({
  n: 'pageview',
  u: 'https://example.nl/',
  d: 'example.nl',
  ...more,
})

export const sendBeacon = (world: World, beacon: Wire | readonly Wire[] = view(), sending: Sending = {}) =>
  sendBody(world, JSON.stringify(beacon), sending)

/** The service as it is shipped, seen from outside, whichever runtime it runs on. */
import type { Db } from '../../src/db/connect.ts'
import type { Wire } from '../support/send.ts'
import { chrome, view } from '../support/send.ts'

export interface Served {
  readonly url: string
  /** What it was told in `VOORDEUR_URL`. */
  readonly publicUrl: string
  /** The database behind it, for looking. */
  readonly db: Db
  readonly adminToken: string
  /** The one header that this runtime was told to believe about addresses. */
  readonly addressHeader: 'x-forwarded-for' | 'cf-connecting-ip'
  /** The lines that the service printed. */
  printed(): readonly string[]
  /** Waits until the service has made visits of all that was stored. */
  rollUp(): Promise<void>
  /** The database goes away as in a crash, and comes back. */
  loseDatabase(): Promise<void>
  regainDatabase(): Promise<void>
  close(): Promise<void>
}

export const settings = {
  VOORDEUR_SECRET: 'e2b19f5d08c47a6390d1be7f42c85a6b',
  VOORDEUR_URL: 'https://meten.example',
  VOORDEUR_MAIL_HOOK_SECRET: 'whsec_q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ',
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** A request as it was asked: a redirect is an answer, not a way. */
export const ask = (served: Served, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(served.url + path, { redirect: 'manual', ...init })

export interface Sent {
  readonly address?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a body as the snippet does: text/plain, from the site's own origin. */
export function send(
  served: Served,
  body: string,
  { address = '203.0.113.77', headers = {} }: Sent = {},
): Promise<Response> {
  return ask(served, '/api/event', {
    method: 'POST',
    body,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      origin: 'https://example.nl',
      'user-agent': chrome,
      'accept-language': 'nl-NL,nl;q=0.9',
      [served.addressHeader]: address,
      ...headers,
    },
  })
}

export const sendEvents = (served: Served, events: Wire | readonly Wire[] = view(), sent: Sent = {}) =>
  send(served, JSON.stringify(events), sent)

/** A view of a page that only the asking test knows. */
export const viewOf = (path: string, more: Wire = {}): Wire =>
  view({ u: `https://example.nl${path}`, ...more })

/** What is stored of a page, as JSON. */
export async function storedOf({ db }: Served, path: string): Promise<Record<string, unknown>[]> {
  const rows = await db<{ event: Record<string, unknown> }[]>`
    select to_json(event) as event from event where path = ${path} order by occurred_at, id`
  return rows.map(({ event }) => event)
}

/** Who was dropped from a 202, or null. */
export const droppedOf = (answer: Response): string | null => answer.headers.get('x-voordeur-dropped')

/**
 * S-24: a message from Workers, as their `fetch` sends it: signed, to whom it is for and to nobody whom they name, and whatever comes back
 * holds nobody up. Against a real server, which stands where the name would lead.
 */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Message } from '../../src/ports.ts'
import { composeMessage, signatureOf } from '../../src/processor/message.ts'
import { openFetching } from '../../src/runtime/outbound-fetch.ts'

interface Taken {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let theirs: Server
let elsewhere: Server
let base: string
let outside: string
const taken: Taken[] = []
const takenElsewhere: string[] = []
let answer: (response: ServerResponse) => void

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

beforeAll(async () => {
  theirs = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { method, url: path, headers } = request
      taken.push({ method, path, headers, body: Buffer.concat(parts).toString('utf8') })
      answer(response)
    })
  })
  elsewhere = createServer((request, response) => {
    takenElsewhere.push(`${request.method} ${request.url}`)
    response.end()
  })
  base = await listen(theirs)
  outside = await listen(elsewhere)
})
afterEach(() => {
  taken.length = 0
  takenElsewhere.length = 0
})
afterAll(() => {
  for (const server of [theirs, elsewhere]) {
    server.closeAllConnections()
    server.close()
  }
})

const url = 'https://hook.verwerker.example/gdpr?tenant=1'
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const message = (over: Partial<Message> = {}): Message => ({ url, headers: {}, body: '{}', ...over })
/** The platform's `fetch`, but for where the name leads. */
const tell = (told: Message, millisecondsMax = 5_000) =>
  openFetching({
    fetch: (to, init) => {
      expect(to.origin).toBe('https://hook.verwerker.example')
      return fetch(new URL(`${to.pathname}${to.search}`, base), init)
    },
    millisecondsMax,
  })(told)

test('S-24: is delivered once, with its signature over the very bytes that arrive', async () => {
  answer = (response) => response.writeHead(204).end()
  const telling = {
    taskId: '7d2f1c3e-0000-4000-a000-000000000000',
    domain: 'delinde.example',
    what: 'rectify',
    due: '2026-12-21',
    subject: { email: 'anna@lezer.example', receiptId: null, change: 'name: Zoë “Jansen”' },
    acknowledgeUrl: 'https://voordeur.example/hooks/processor/x',
  } as const
  const composed = composeMessage(url, secret, telling, new Date('2026-11-23T11:00:00Z'))
  expect(await tell(composed)).toEqual({ kind: 'answered', status: 204 })
  const [one, ...more] = taken
  expect(more).toEqual([])
  expect(one).toMatchObject({
    method: 'POST',
    path: '/gdpr?tenant=1',
    body: composed.body,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'webhook-id': telling.taskId,
      'webhook-timestamp': String(Date.parse('2026-11-23T11:00:00Z') / 1000),
    },
  })
  const {
    'webhook-id': id = '',
    'webhook-timestamp': at = '',
    'webhook-signature': signature,
  } = one?.headers ?? {}
  expect(signature).toBe(signatureOf(secret, String(id), String(at), one?.body ?? ''))
})

test('S-24: what they answer is told as it is, also that they refuse it', async () => {
  for (const status of [200, 202, 400, 410, 500]) {
    answer = (response) => response.writeHead(status).end('x'.repeat(1_000))
    expect(await tell(message())).toEqual({ kind: 'answered', status })
  }
  expect(taken).toHaveLength(5)
})

test.each([301, 302, 303, 307, 308])(
  'S-24: an answer that leads elsewhere (%i) is not followed',
  async (status) => {
    answer = (response) => response.writeHead(status, { location: `${outside}/latest/meta-data/` }).end()
    expect(await tell(message({ body: '{"a":1}' }))).toEqual({ kind: 'answered', status })
    expect([taken.length, takenElsewhere]).toEqual([1, []])
    // It is there to be found: else nothing would be proven.
    expect((await fetch(`${outside}/latest/meta-data/`)).status).toBe(200)
  },
)

test('S-24: an answer without an end is let go of once its status is read', async () => {
  let sent = 0
  const isClosed = new Promise<void>((resolve) => {
    answer = (response) => {
      response.on('close', resolve)
      response.writeHead(200)
      const more = () => {
        sent += 65_536
        if (!response.destroyed) response.write('x'.repeat(65_536), more)
      }
      more()
    }
  })
  expect(await tell(message())).toEqual({ kind: 'answered', status: 200 })
  await isClosed
  // No more than what lay in buffers on the way.
  expect(sent).toBeLessThan(64 * 1024 * 1024)
})

test('S-24: an answer that does not begin is not waited for', async () => {
  const isClosed = new Promise<void>((resolve) => {
    answer = (response) => void response.on('close', resolve)
  })
  expect(await tell(message(), 200)).toEqual({ kind: 'failed', code: 'TIMEOUT' })
  await isClosed
})

test('S-24: one who is not there is said to be so, in a word that names nobody', async () => {
  const nobody = openFetching({
    fetch: (_, init) => fetch('http://127.0.0.1:1/', init),
    millisecondsMax: 5_000,
  })
  expect(await nobody(message())).toEqual({ kind: 'failed', code: 'UNREACHABLE' })
})

test('S-24: nothing is sent that is longer than what we ever say, nor to what is no webhook', async () => {
  answer = (response) => response.end()
  const blocked = { kind: 'failed', code: 'BLOCKED' }
  expect(await tell(message({ body: 'é'.repeat(32_769) }))).toEqual(blocked)
  expect(await tell(message({ url: 'https://127.0.0.1/' }))).toEqual(blocked)
  expect(taken).toEqual([])
  expect(await tell(message({ body: 'é'.repeat(32_768) }))).toEqual({ kind: 'answered', status: 200 })
})

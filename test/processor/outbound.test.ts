/**
 * S-24: a message to somebody else's server never reaches our own network: not by a number in odd clothes, not by a name that leads there,
 * not by one that leads there the second time, not by a redirect. Against a real server with a real certificate.
 */
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Message } from '../../src/ports.ts'
import { isWebhookUrl, readWebhookUrl } from '../../src/processor/webhook-url.ts'
import { openFetching } from '../../src/runtime/outbound-fetch.ts'
import { openOutbound, type Outbound } from '../../src/runtime/outbound.ts'
import { isPublicAddress } from '../../src/runtime/public-address.ts'
import { makeSelfSigned } from '../mail/self-signed.ts'

const host = 'hook.verwerker.example'
const url = `https://${host}/gdpr?tenant=1`
const { key, cert } = makeSelfSigned(host)

interface Taken {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly host: string | undefined
  readonly body: string
}

/** One that is theirs, and one in our own network; the same port, so that only the address tells them apart. */
let theirs: Server
let ours: Server
let port: number
const taken: Taken[] = []
const takenInside: string[] = []
let answer: (response: ServerResponse) => void

const listen = (server: Server, at: string, on = 0) =>
  new Promise<number>((resolve) =>
    server.listen(on, at, () => resolve((server.address() as AddressInfo).port)),
  )

beforeAll(async () => {
  theirs = createServer({ key, cert }, (request: IncomingMessage, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      taken.push({ method: request.method, path: request.url, host: request.headers.host, body })
      answer(response)
    })
  })
  ours = createServer({ key, cert }, (request, response) => {
    takenInside.push(request.url ?? '')
    response.end()
  })
  port = await listen(theirs, '127.0.0.1')
  await listen(ours, '127.0.0.2', port)
})
afterEach(() => {
  taken.length = 0
  takenInside.length = 0
})
afterAll(() => {
  for (const server of [theirs, ours]) {
    server.closeAllConnections()
    server.close()
  }
})

const message = (over: Partial<Message> = {}): Message => ({
  url,
  headers: { 'content-type': 'application/json', 'webhook-id': '1' },
  body: '{"a":1}',
  ...over,
})

/** 127.0.0.1 stands for the public internet; whatever the test says besides is ours. */
function open(answers: readonly (readonly string[])[], over: Partial<Outbound> = {}) {
  const asked: string[] = []
  const tell = openOutbound({
    async resolve(name) {
      asked.push(name)
      const found = answers[Math.min(asked.length, answers.length) - 1] ?? []
      return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    },
    mayReach: (address) => address === '127.0.0.1',
    port,
    millisecondsMax: 5_000,
    ca: cert,
    ...over,
  })
  return { tell, asked }
}

const blocked = { kind: 'failed', code: 'BLOCKED' }

describe('S-24: an address', () => {
  test.each([
    'http://verwerker.example/',
    'https://verwerker.example:8443/',
    'https://verwerker.example:80/',
    'https://anna@verwerker.example/',
    'https://anna:geheim@verwerker.example/',
    'https://verwerker.example@127.0.0.1/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://127.1/',
    'https://1.1.1.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::]/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[2606:4700::1]/',
    'https://localhost/',
    'https://localhost./',
    'https://api.localhost/',
    'https://metadata.google.internal/computeMetadata/v1/',
    'https://printer.local/',
    'https://router.lan/',
    'https://nas.home.arpa/',
    'https://verwerker/',
    'https://verwerker.example/#a',
    'https://verwerker.example\\@127.0.0.1/',
    'https://verwerker.example/a\tb',
    'https://verwerker.example/a\nb',
    ' https://verwerker.example/',
    'https:verwerker.example',
    'https://verwerker。example/',
    'https://①②⑦.0.0.1/',
    'https://verwerker.123/',
    'ftp://verwerker.example/',
    'file:///etc/passwd',
    '//verwerker.example/',
    '',
    `https://verwerker.example/${'x'.repeat(500)}`,
  ])('%j is no webhook, when it is saved and when it is told', async (given) => {
    expect(isWebhookUrl(given)).toBe(false)
    const { tell, asked } = open([['127.0.0.1']])
    expect(await tell(message({ url: given }))).toEqual(blocked)
    expect(await openFetching()(message({ url: given }))).toEqual(blocked)
    expect([asked, taken]).toEqual([[], []])
  })

  test.each([
    url,
    'https://verwerker.example',
    'https://VERWERKER.example:443/a/b?c=d',
    'https://xn--bcher-kva.example/',
  ])('%s is one', (given) => {
    expect(readWebhookUrl(given)).toMatchObject({ protocol: 'https:', port: '', username: '' })
  })

  test('whatever the text, one that is taken is https to a name at the usual port', () => {
    const part = fc.constantFrom(
      'https://',
      'a.example',
      '127.0.0.1',
      '@',
      ':',
      '443',
      '8443',
      '/',
      '\\',
      '[::1]',
      '.',
      '%',
      '#',
      '?',
      '0x7f',
      'localhost',
      '\t',
    )
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
        (text) => {
          const read = readWebhookUrl(text)
          if (!read) return
          expect([read.protocol, read.port, read.username, read.password]).toEqual(['https:', '', '', ''])
          expect(read.hostname).toMatch(/[a-z]/)
          expect(read.hostname).not.toMatch(/^\[|^[\d.]+$|(^|\.)localhost\.?$/)
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('S-24: what a name leads to', () => {
  test.each([
    '127.0.0.1',
    '127.8.8.8',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '100.100.100.200',
    '169.254.169.254',
    '168.63.129.16',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:8.8.8.8',
    '::ffff:127.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::',
    '5f00::1',
    '100::1',
    '0x7f.1',
    '2130706433',
    'niets',
    '',
  ])('%s is not of the public internet', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  test.each([
    '1.1.1.1',
    '93.184.216.34',
    '100.63.255.255',
    '172.32.0.1',
    '2606:4700::1111',
    '2a00:1450:400e::1',
  ])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  test('is looked at before anything is sent: one address of ours among others spoils them all', async () => {
    answer = (response) => response.end()
    for (const answers of [['127.0.0.2'], ['127.0.0.1', '127.0.0.2'], ['127.0.0.2', '127.0.0.1'], []])
      expect(await open([answers]).tell(message()), answers.join()).toEqual(blocked)
    const real = open([['127.0.0.1']], { mayReach: isPublicAddress })
    expect(await real.tell(message())).toEqual(blocked)
    expect([taken, takenInside]).toEqual([[], []])
  })

  test('is asked for once and connected to: a second answer that leads inside (rebinding) is never used', async () => {
    answer = (response) => response.writeHead(204).end()
    const { tell, asked } = open([['127.0.0.1'], ['127.0.0.2']])
    expect(await tell(message())).toEqual({ kind: 'answered', status: 204 })
    expect(asked).toEqual([host])
    expect(taken).toEqual([{ method: 'POST', path: '/gdpr?tenant=1', host, body: '{"a":1}' }])
    // No connection is kept, so the next message looks again, and sees that it leads inside now.
    expect(await tell(message())).toEqual(blocked)
    expect([asked.length, taken.length, takenInside.length]).toEqual([2, 1, 0])
  })
})

describe('S-24: an answer', () => {
  test('that leads elsewhere is not followed', async () => {
    answer = (response) =>
      response.writeHead(302, { location: `https://127.0.0.2:${port}/latest/meta-data/` }).end()
    expect(await open([['127.0.0.1']]).tell(message())).toEqual({ kind: 'answered', status: 302 })
    expect(taken).toHaveLength(1)
    expect(takenInside).toEqual([])
  })

  test('without an end, or with headers without an end, holds nobody up', async () => {
    answer = (response) => {
      response.writeHead(200)
      const more = () => void (response.destroyed || response.write('x'.repeat(65_536), more))
      more()
    }
    expect(await open([['127.0.0.1']]).tell(message())).toEqual({ kind: 'answered', status: 200 })
    answer = (response) => response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end()
    expect(await open([['127.0.0.1']]).tell(message())).toMatchObject({ kind: 'failed' })
  })

  test('that does not come is not waited for', async () => {
    answer = () => undefined
    const { tell } = open([['127.0.0.1']], { millisecondsMax: 200 })
    expect(await tell(message())).toEqual({ kind: 'failed', code: 'TIMEOUT' })
    const { tell: unresolved } = open([], {
      millisecondsMax: 200,
      resolve: () => new Promise(() => undefined),
    })
    expect(await unresolved(message())).toEqual({ kind: 'failed', code: 'TIMEOUT' })
  })

  test('of somebody without the right certificate is none, and the error names nobody', async () => {
    answer = (response) => response.end()
    const { tell } = open([['127.0.0.1']])
    const outcome = await openOutbound({
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
      mayReach: () => true,
      port,
      millisecondsMax: 5_000,
    })(message())
    expect(outcome).toEqual({ kind: 'failed', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    expect(await tell(message({ url: 'https://andere.example/' }))).toEqual({
      kind: 'failed',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    })
    expect(taken).toEqual([])
  })

  test('is not asked for with more than we ever say', async () => {
    const { tell, asked } = open([['127.0.0.1']])
    expect(await tell(message({ body: 'x'.repeat(70_000) }))).toEqual(blocked)
    expect(asked).toEqual([])
  })
})

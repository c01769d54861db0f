/**
 * Sends the marked values by every header, route, query string and error path. Answers what came back, since an error
 * that repeats a value is a leak too.
 */
import { connect as dial } from 'node:net'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { app } from '../../src/app.ts'
import { chrome } from '../support/send.ts'
import type { Marks } from './marks.ts'

export interface Visited {
  /** `POST /api/event 202` and the like, with how often. */
  readonly statuses: ReadonlyMap<string, number>
  /** Heads and bodies of all answers but pages and redirects. */
  readonly answers: Buffer
  /**
   * Pages and redirects: a page links to itself in the other language and sign-in leads back to the page, so the asker gets
   * the asked address back. That may not be kept by a cache or passed on as a referrer.
   */
  readonly pages: readonly { readonly asked: string; readonly headers: Headers; readonly bytes: Buffer }[]
}

/** Headers in which an address, a name or a token travels. */
function markedHeaders({ ipv4, ipv6, texts }: Marks): Record<string, string>[] {
  const addresses = [ipv4, ipv6, `[${ipv6}]:4711`, `${ipv4}:4711`, `::ffff:${ipv4}`]
  const carriers = [
    'x-forwarded-for',
    'x-real-ip',
    'cf-connecting-ip',
    'cf-connecting-ipv6',
    'true-client-ip',
    'x-client-ip',
    'fly-client-ip',
    'x-forwarded-host',
    'via',
    'cf-ipcountry',
    'x-request-id',
  ]
  const all = (address: string) => Object.fromEntries(carriers.map((name) => [name, address]))
  return [
    ...addresses.map((address) => ({
      ...all(address),
      // Without a language, what Node sends in this browser's name is taken for the script that it is.
      'accept-language': 'nl',
      forwarded: `for="${address}";proto=https`,
      'user-agent': `${chrome} ${texts.agent}`,
    })),
    {
      'x-forwarded-for': `${ipv4}, ${ipv6}, ${ipv4}`,
      'user-agent': `${texts.agent}/1.0 (${ipv4}; ${texts.mail})`,
      'accept-language': `${texts.token},nl;q=0.9`,
      from: texts.mail,
      cookie: `session=${texts.token}; mail=${encodeURIComponent(texts.mail)}`,
      authorization: `Bearer ${texts.token}`,
      referer: `https://example.nl/?mail=${texts.mail}&ip=${ipv4}`,
    },
    {
      authorization: `Basic ${Buffer.from(`${texts.mail}:${texts.token}`).toString('base64')}`,
      accept: 'text/html',
    },
  ]
}

const queryOf = ({ ipv4, ipv6, texts }: Marks): string =>
  new URLSearchParams({
    d: 'example.nl',
    email: texts.mail,
    token: texts.token,
    ip: ipv4,
    ip6: ipv6,
    next: `/${texts.token}`,
    return: texts.mail,
    filter: `page:${texts.mail}`,
    from: ipv4,
    to: texts.token,
    dimension: texts.token,
    utm_campaign: texts.mail,
    fbclid: texts.token,
  }).toString()

/** Beacons that are counted: what they carry beyond the promised fields must not stay. */
function beaconsOf({ ipv4, ipv6, texts }: Marks): unknown[] {
  const query = queryOf({ ipv4, ipv6, texts })
  const base = { n: 'pageview', d: 'example.nl', u: 'https://example.nl/' }
  return [
    { ...base, u: `https://example.nl/huurder/${texts.mail}/${texts.token}?${query}#${texts.token}` },
    { ...base, r: `https://www.facebook.com/${texts.mail}?ip=${ipv4}&${query}` },
    { ...base, r: `https://${ipv4}/x` },
    { ...base, r: `https://[${ipv6}]/x` },
    {
      ...base,
      u: `https://example.nl/?utm_source=${ipv4}&utm_medium=${texts.mail}&utm_campaign=${texts.token}`,
    },
    { ...base, u: `https://example.nl/?ref=${encodeURIComponent(ipv6)}` },
    { ...base, u: `https://${encodeURIComponent(texts.agent)}:${texts.token}@example.nl/` },
    { ...base, n: 'Contact', p: { mail: texts.mail } },
    { ...base, n: 'Outbound Link: Click', p: { url: `https://example.org/?${query}` } },
    { ...base, n: 'File Download', p: { url: `https://example.nl/gids.pdf?${query}` } },
    { ...base, t: `on.1.${texts.token}.${texts.token}` },
    { ...base, v: texts.agent, [texts.token]: texts.mail },
  ]
}

/** Answers to the question of the site, where it asks one: whole ones, and with marked values where something else belongs. */
async function answersTo(url: string, { ipv4, ipv6, texts }: Marks): Promise<unknown[]> {
  const asked = await fetch(`${url}/api/consent?d=example.nl`)
  if (!asked.ok) return []
  const { notice } = (await asked.json()) as { notice: string }
  const whole = (nth: number) => ({
    d: 'example.nl',
    notice,
    lang: 'nl',
    ui: 'banner',
    granted: ['insights', 'youtube'],
    key: `kanarie-${nth}`.padEnd(22, '_'),
    viewport: 'small',
    // Unknown names, which are nobody's business.
    [texts.token]: texts.mail,
    ip: ipv4,
  })
  return [
    ...Array.from({ length: 6 }, (_, nth) => whole(nth)),
    { ...whole(10), lang: texts.mail.slice(0, 35) },
    { ...whole(11), granted: [texts.token.toLowerCase().slice(0, 20)] },
    { ...whole(12), granted: [texts.mail, ipv6] },
    { ...whole(13), t: `ok.${texts.token}.1.insights.${texts.token}.x` },
    { ...whole(14), previous: texts.token.slice(0, 22) },
    { ...whole(15), ui: texts.agent },
  ]
}

/** Bodies that are refused: each must be answered without being repeated. */
function brokenOf({ ipv4, ipv6, texts }: Marks): string[] {
  const all = `${ipv4} ${ipv6} ${texts.mail} ${texts.token} ${texts.agent}`
  return [
    `{"n":"${all}`,
    all,
    JSON.stringify([]),
    JSON.stringify(Array.from({ length: 101 }, () => ({ n: all }))),
    JSON.stringify({ n: { mail: texts.mail }, u: all, d: all }),
    JSON.stringify({ n: 'x', u: `javascript:${all}`, d: 'example.nl' }),
    JSON.stringify({ n: 'x', u: 'https://example.nl/', d: all }),
    JSON.stringify({ n: 'x', u: 'https://example.nl/', d: 'example.nl', id: texts.token, p: all }),
    JSON.stringify({ n: `\0${all}`, u: 'https://example.nl/', d: 'example.nl' }),
    JSON.stringify({ n: 'x', u: 'https://example.nl/', d: texts.mail }),
    'x'.repeat(70_000) + all,
  ]
}

/** Every mounted path, with the marked values in the place of its parameters. */
function pathsOf(given: Marks): string[] {
  const values = [given.texts.mail, given.texts.token, given.ipv4, 'example.nl']
  const mounted = [...new Set(app.routes.map(({ path }) => path.replace('/*', `/${given.texts.token}`)))]
  return [
    ...mounted.flatMap((path) =>
      path.includes(':')
        ? values.map((value) => path.replace(/:\w+(\{[^}]*\})?/g, encodeURIComponent(value)))
        : [path],
    ),
    '/api/stats/example.nl/summary',
    '/api/stats/example.nl/breakdown',
    `/${given.ipv4}`,
    `/nowhere/${encodeURIComponent(given.texts.mail)}`,
  ]
}

export async function visitEverything(url: string, given: Marks): Promise<Visited> {
  const statuses = new Map<string, number>()
  const answers: Buffer[] = []
  const pages: { asked: string; headers: Headers; bytes: Buffer }[] = []
  const query = queryOf(given)

  const asked: (() => Promise<void>)[] = []
  const ask = (path: string, init: RequestInit) => void asked.push(() => send(path, init))

  async function send(path: string, init: RequestInit): Promise<void> {
    const answer = await fetch(url + path, { redirect: 'manual', ...init })
    const name = `${init.method ?? 'GET'} ${path.split('?')[0]?.startsWith('/api/event') ? '/api/event ' : ''}${answer.status}`
    statuses.set(name, (statuses.get(name) ?? 0) + 1)
    const bytes = Buffer.concat([
      Buffer.from(`${JSON.stringify([...answer.headers])}\n`),
      Buffer.from(await answer.arrayBuffer()),
    ])
    if (answer.headers.has('location') || answer.headers.get('content-type')?.startsWith('text/html'))
      pages.push({
        asked: `${init.method ?? 'GET'} ${path} ${answer.status}`,
        headers: answer.headers,
        bytes,
      })
    else answers.push(bytes)
  }

  const headers = markedHeaders(given)
  for (const beacon of beaconsOf(given))
    for (const one of headers)
      ask(`/api/event?${query}`, {
        method: 'POST',
        body: JSON.stringify(beacon),
        headers: { origin: 'https://example.nl', ...one },
      })
  for (const answer of await answersTo(url, given))
    for (const one of headers)
      ask(`/api/consent?${query}`, {
        method: 'POST',
        body: JSON.stringify(answer),
        headers: { origin: 'https://example.nl', ...one },
      })
  for (const body of brokenOf(given))
    ask(`/api/event?${query}`, { method: 'POST', body, headers: headers[0] ?? {} })
  for (const [nth, path] of pathsOf(given).entries()) {
    const one = headers[nth % headers.length] ?? {}
    const form = { 'content-type': 'application/x-www-form-urlencoded', origin: url }
    ask(`${path}?${query}`, { headers: { ...one, accept: nth % 2 ? 'text/html' : 'application/json' } })
    ask(`${path}?${query}`, {
      method: 'POST',
      body: `password=${given.texts.token}&name=${given.texts.agent}&${query}`,
      headers: { ...one, ...form },
    })
    if (nth % 4 === 0) ask(path, { method: 'DELETE', headers: one })
  }
  const lane = async () => {
    for (let one = asked.shift(); one; one = asked.shift()) await one()
  }
  await Promise.all(Array.from({ length: 6 }, lane))
  answers.push(...(await sendBroken(new URL(url), given)))
  return { statuses, answers: Buffer.concat(answers), pages }
}

/** What no HTTP client would send: a body that breaks off, and what is no HTTP at all. */
async function sendBroken({ port }: URL, { ipv4, texts }: Marks): Promise<Buffer[]> {
  const answers: Buffer[] = []
  const head = `POST /api/event?mail=${texts.mail} HTTP/1.1\r\nhost: x\r\nx-forwarded-for: ${ipv4}\r\nuser-agent: ${texts.agent}\r\n`
  const broken = [
    `${head}content-length: 500\r\n\r\n{"n":"${texts.mail} ${ipv4}`,
    `${head}transfer-encoding: chunked\r\n\r\nff\r\n{"n":"${texts.mail}`,
    `${head}content-length: ${ipv4}\r\n\r\n`,
    `${ipv4} ${texts.mail} ${texts.token}\r\n\r\n`,
    `GET /${texts.token} HTTP/9.9\r\n\r\n`,
    `${head}x-long: ${texts.token.repeat(1_000)}\r\n\r\n`,
  ]
  for (const text of broken) {
    const socket = dial(Number(port), '127.0.0.1')
    socket.on('error', () => {}).on('data', (bytes) => answers.push(bytes))
    await once(socket, 'connect')
    socket.write(text)
    await pause(60)
    socket.destroy()
  }
  return answers
}

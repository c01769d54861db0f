/** Who made a hit: a table of what is known, and what holds for whatever comes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPictureProxy, isScannerNetwork } from '../../src/newsletter/scanner-networks.ts'
import { judge, type Verdict } from '../../src/newsletter/verdict.ts'
import { must } from '../../src/must.ts'
import { readNetwork } from '../../src/visitor/network.ts'
import { chrome } from '../support/send.ts'

interface Case {
  readonly agent?: string
  readonly address?: string
  readonly open: Verdict
  readonly click: Verdict
}

const outlook =
  'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; Microsoft Outlook 16.0.5422; ms-office; MSOffice 16)'
const ahead =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0'

const cases: Readonly<Record<string, Case>> = {
  'a browser': { agent: chrome, open: 'human', click: 'human' },
  'Apple’s Mail Privacy Protection': { agent: 'Mozilla/5.0', open: 'machine', click: 'scanner' },
  'what begins like Apple’s': {
    agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.3.1',
    open: 'human',
    click: 'human',
  },
  'Gmail’s proxy': {
    agent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    open: 'proxy',
    click: 'scanner',
  },
  'Gmail, ahead of its reader': { agent: ahead, open: 'machine', click: 'human' },
  'Yahoo’s proxy': {
    agent: 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
    open: 'proxy',
    click: 'scanner',
  },
  'Outlook on the web': { agent: chrome, address: '40.97.1.9', open: 'proxy', click: 'human' },
  'Outlook on the web, by IPv6': {
    agent: chrome,
    address: '2603:1026:c0a::5',
    open: 'proxy',
    click: 'human',
  },
  'Outlook on a computer': { agent: outlook, open: 'human', click: 'human' },
  // Mail programs that the public lists take for robots.
  'Outlook on Android': { agent: 'Outlook-Android/2.0', open: 'human', click: 'scanner' },
  KMail: { agent: 'KMail/5.24', open: 'human', click: 'scanner' },
  nobody: { open: 'scanner', click: 'scanner' },
  'white space': { agent: '   ', open: 'scanner', click: 'scanner' },
  'Safe Links': { agent: chrome, address: '40.107.22.84', open: 'human', click: 'scanner' },
  'Safe Links, by IPv6': { agent: chrome, address: '2a01:111:f403::1', open: 'human', click: 'scanner' },
  'Safe Links, IPv4 in IPv6': {
    agent: chrome,
    address: '::ffff:104.47.18.1',
    open: 'human',
    click: 'scanner',
  },
  Barracuda: { agent: chrome, address: '209.222.82.17', open: 'human', click: 'scanner' },
  // A maker of scanners, whose browsers people use as well: no network decides by whose it is.
  'a browser that runs at Proofpoint': {
    agent: chrome,
    address: '148.163.128.10',
    open: 'human',
    click: 'human',
  },
  'an office in Azure': { agent: chrome, address: '20.50.2.1', open: 'human', click: 'human' },
  curl: { agent: 'curl/8.5.0', open: 'human', click: 'scanner' },
  'a named bot': {
    agent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    open: 'human',
    click: 'scanner',
  },
  'an app of a social network': {
    agent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/420.0;FBDV/iPhone14,5]',
    open: 'human',
    click: 'human',
  },
}

const judged = (
  kind: 'open' | 'click',
  { agent, address = '203.0.113.77' }: Pick<Case, 'agent' | 'address'>,
) =>
  judge({
    kind,
    method: 'GET',
    headers: new Headers(agent === undefined ? {} : { 'user-agent': agent }),
    network: readNetwork(address),
  })

describe('the verdict on', () => {
  test.each(Object.entries(cases))('%s', (_who, { open, click, ...seen }) => {
    expect([judged('open', seen), judged('click', seen)]).toEqual([open, click])
  })
})

describe('fact 9: the proxies of Gmail, Yahoo and Outlook', () => {
  test('are never taken for a bot when they open, whatever else their name holds', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~]{0,60}$/), fc.stringMatching(/^[ -~]{0,60}$/), (before, after) => {
        expect(judged('open', { agent: `${before} GoogleImageProxy ${after}` })).toBe('proxy')
        expect(judged('open', { agent: `YahooMailProxy; ${after}` })).toBe('proxy')
        const verdict = judged('open', { agent: `x${before}`, address: '52.96.0.9' })
        expect(['proxy', 'machine']).toContain(verdict)
      }),
    )
  })

  test('are recognised by networks that no scanner is in', () => {
    // At the edges of every block that ends within a second byte.
    const thirds = [0, 1, 15, 16, 31, 32, 63, 64, 82, 127, 128, 160, 175, 191, 192, 255]
    for (const first of [13, 23, 40, 52, 104, 132, 150, 209])
      for (let second = 0; second < 256; second += 1)
        for (const third of thirds) {
          const network = must(readNetwork(`${first}.${second}.${third}.1`), 'an address')
          if (isPictureProxy(network) && isScannerNetwork(network)) expect.unreachable(network.daily)
        }
  })
})

describe('what is no hit', () => {
  test('is HEAD and every other method, and what is loaded ahead, whoever asks', () => {
    for (const kind of ['open', 'click'] as const) {
      for (const method of ['HEAD', 'POST', 'OPTIONS', 'get'])
        expect(
          judge({ kind, method, headers: new Headers({ 'user-agent': chrome }), network: null }),
        ).toBeNull()
      for (const [name, value] of [
        ['sec-purpose', 'prefetch'],
        ['sec-purpose', 'prefetch;anonymous-client-ip'],
        ['sec-purpose', 'prefetch;prerender'],
        ['purpose', 'prefetch'],
        ['purpose', 'preview'],
        ['x-moz', 'prefetch'],
      ] as const)
        expect(
          judge({
            kind,
            method: 'GET',
            headers: new Headers({ 'user-agent': chrome, [name]: value }),
            network: null,
          }),
        ).toBeNull()
    }
  })
})

test('the verdict is of a closed list for whatever a request says, and never throws', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('open', 'click'),
      fc.stringMatching(/^[\x20-\x7e\x80-\xff]{0,700}$/),
      fc.option(fc.ipV4()),
      (kind, agent, address) => {
        const verdict = judge({
          kind,
          method: 'GET',
          headers: new Headers({ 'user-agent': agent }),
          network: address === null ? null : readNetwork(address),
        })
        expect(['human', 'proxy', 'machine', 'scanner']).toContain(verdict)
        if (kind === 'click') expect(['human', 'scanner']).toContain(verdict)
      },
    ),
  )
})

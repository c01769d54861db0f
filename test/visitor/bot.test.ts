import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import crawlers from 'crawler-user-agents'
import * as fc from 'fast-check'
import topUserAgents from 'top-user-agents'
import topDesktopUserAgents from 'top-user-agents/desktop'
import topMobileUserAgents from 'top-user-agents/mobile'
import { describe, expect, test } from 'vitest'
import { isPrefetch, isRobot } from '../../src/visitor/bot.ts'
import { isRobotByHeaders, robotSigns, type SignCategory } from '../../src/visitor/header-signs.ts'
import { inAppNetwork } from '../../src/visitor/in-app.ts'
import { inAppBrowsers } from '../../src/visitor/known-names.ts'
import { beaconHeaders, browsers, inApp, robots } from './user-agents.ts'

type Sent = Readonly<Record<string, string>>

const chromeOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'
const safariOnMac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.6 Safari/605.1.15'
const firefoxOnLinux = 'Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0'

const agentOf = (sent: Sent): string => sent['user-agent'] ?? ''
const signsOf = (sent: Sent): readonly SignCategory[] => robotSigns(new Headers(sent), agentOf(sent))
const isDropped = (sent: Sent): boolean => isRobotByHeaders(new Headers(sent), agentOf(sent))
const without = (sent: Sent, ...names: readonly string[]): Sent =>
  Object.fromEntries(Object.entries(sent).filter(([name]) => !names.some((one) => name.startsWith(one))))

/** People's browsers as sold and as measured: `user-agents` is a sample of visits, one entry a visit. */
const visits = JSON.parse(
  readFileSync(
    join(dirname(createRequire(import.meta.url).resolve('user-agents')), 'user-agents.json'),
    'utf8',
  ),
) as readonly { readonly userAgent: string }[]
const people: Readonly<Record<string, readonly string[]>> = {
  'user-agents': visits.map(({ userAgent }) => userAgent),
  'top-user-agents': [...topUserAgents, ...topDesktopUserAgents, ...topMobileUserAgents],
  'in-app browsers': inApp.map(({ userAgent }) => userAgent),
  'ordinary browsers': browsers.map(({ userAgent }) => userAgent),
}
const everybody = [...new Set(Object.values(people).flat())]

describe('isRobot', () => {
  test.each(robots)('a robot: %s', (userAgent) => {
    expect(isRobot(userAgent)).toBe(true)
    expect(isRobot(userAgent)).toBe(true)
  })

  test.each(inApp)('a person inside an app, $browser: $userAgent', ({ userAgent }) => {
    expect(isRobot(userAgent)).toBe(false)
    expect(isRobot(userAgent)).toBe(false)
  })

  test.each(browsers)('a person: $userAgent', ({ userAgent }) => {
    expect(isRobot(userAgent)).toBe(false)
  })

  test('the tables are as large as they claim', () => {
    expect(inApp.length).toBeGreaterThanOrEqual(40)
    expect(robots.length).toBeGreaterThanOrEqual(40)
    expect(new Set([...inApp, ...browsers].map(({ userAgent }) => userAgent)).size).toBe(
      inApp.length + browsers.length,
    )
    expect(people['user-agents']?.length).toBeGreaterThanOrEqual(1_000)
    expect(people['top-user-agents']?.length).toBeGreaterThanOrEqual(100)
    expect(everybody.length).toBeGreaterThan(900)
  })

  /** Patterns of the public list that mean our visitors, and why. */
  const peopleToUs: Readonly<Record<string, string>> = {
    'AP3A\\.240617\\.008': 'a build of Android, which the list saw in the Instagram app of one OPPO phone',
    'MetaIAB Facebook': 'the browser inside the Facebook app, in which its user reads our page',
  }

  test('of a public list of crawlers at least 99.5 % are robots, and its two mistakes are people', () => {
    const listed = crawlers.flatMap(({ pattern, instances }) =>
      instances.map((userAgent) => ({ isPerson: pattern in peopleToUs, userAgent })),
    )
    const persons = listed.filter(({ isPerson }) => isPerson)
    expect(persons.length).toBe(Object.keys(peopleToUs).length)
    expect(persons.filter(({ userAgent }) => isRobot(userAgent))).toEqual([])
    const crawling = listed.filter(({ isPerson }) => !isPerson)
    expect(crawling.length).toBeGreaterThan(2_000)
    const missed = crawling.filter(({ userAgent }) => !isRobot(userAgent))
    expect(1 - missed.length / crawling.length).toBeGreaterThanOrEqual(0.995)
    // Editors (Visual Studio Code, Trae) and one page as a Mac app: somebody sits before each.
    expect(missed.map(({ userAgent }) => /Code|Trae|Fluid/.exec(userAgent)?.[0])).toEqual([
      'Code',
      'Trae',
      'Fluid',
    ])
  })

  test.each(Object.entries(people))('nobody of %s is a robot', (_, userAgents) => {
    expect(userAgents.filter(isRobot)).toEqual([])
  })

  test('nobody browses without a user agent', () => {
    expect(isRobot('')).toBe(true)
    expect(isRobot('   ')).toBe(true)
  })

  test('a very long user agent costs no more than its first 512 characters', () => {
    const person = `${chromeOnWindows} ${'x '.repeat(300)}`
    expect(isRobot(person)).toBe(false)
    expect(isRobot(`${person}Googlebot/2.1`)).toBe(false)
    expect(isRobot(`Googlebot/2.1 ${person}`)).toBe(true)
  })
})

describe('robotSigns', () => {
  test.each(Object.entries(people))(
    'nobody of %s has a sign, by fetch or beacon, on https or http',
    (_, all) => {
      for (const userAgent of new Set(all))
        for (const scheme of ['https', 'http'] as const)
          for (const transport of ['fetch', 'sendBeacon'] as const) {
            const sent = beaconHeaders(userAgent, scheme, transport)
            expect(signsOf(sent), userAgent).toEqual([])
            expect(isDropped(sent)).toBe(false)
          }
    },
  )

  /** What makes a Chrome on https show one category, and how else the same category may show. */
  const chrome = beaconHeaders(chromeOnWindows)
  const changes: Readonly<Record<SignCategory, (sent: Sent) => Sent>> = {
    'user-agent': (sent) => ({ ...sent, 'user-agent': agentOf(sent).replace('NT 10.0', 'NT 11.0') }),
    'client-hints': (sent) => ({ ...sent, 'sec-ch-ua': '"HeadlessChrome";v="140", "Chromium";v="140"' }),
    accept: (sent) => ({
      ...sent,
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    }),
    language: (sent) => without(sent, 'accept-language'),
    'fetch-metadata': (sent) => ({ ...sent, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }),
    encoding: (sent) => without(sent, 'accept-encoding'),
  }
  const categories = Object.keys(changes) as SignCategory[]
  const pairs = categories.flatMap((one, at) =>
    categories.slice(at + 1).map((other) => [one, other] as const),
  )

  test.each(categories)('%s alone drops nobody', (category) => {
    const sent = changes[category](chrome)
    expect(signsOf(sent)).toEqual([category])
    expect(isDropped(sent)).toBe(false)
  })

  test.each(pairs)('%s and %s together drop', (one, other) => {
    const sent = changes[one](changes[other](chrome))
    expect(new Set(signsOf(sent))).toEqual(new Set([one, other]))
    expect(isDropped(sent)).toBe(true)
  })

  test.each<[SignCategory | null, string, Sent]>([
    ['user-agent', 'a Chrome of four digits', { 'user-agent': chromeOnWindows.replace('140', '1400') }],
    [
      'user-agent',
      'a Firefox of four digits',
      { 'user-agent': `${firefoxOnLinux}0`.replace('143.00', '1430.0') },
    ],
    ['user-agent', 'Windows 8 as NT 8', { 'user-agent': chromeOnWindows.replace('NT 10.0', 'NT 8.0') }],
    ['user-agent', 'Windows on a Mac', { 'user-agent': chromeOnWindows.replace('x64', 'Macintosh') }],
    ['user-agent', 'Windows on Android', { 'user-agent': chromeOnWindows.replace('x64', 'Android 14') }],
    [
      'user-agent',
      'Windows on an iPhone',
      { 'user-agent': chromeOnWindows.replace('x64', 'iPhone; CPU iPhone OS 18_6 like Mac OS X') },
    ],
    [null, 'Windows 7', { 'user-agent': chromeOnWindows.replace('NT 10.0', 'NT 6.1') }],
    [null, 'Windows XP', { 'user-agent': chromeOnWindows.replace('NT 10.0', 'NT 5.1') }],
    ['client-hints', 'another version', { 'sec-ch-ua': '"Chromium";v="139", "Not_A Brand";v="8"' }],
    ['client-hints', 'Linux under Windows', { 'sec-ch-ua-platform': '"Linux"' }],
    ['client-hints', 'a Mac under Windows', { 'sec-ch-ua-platform': '"macOS"' }],
    ['client-hints', 'hints of a Firefox', { 'user-agent': firefoxOnLinux }],
    [
      null,
      "a phone's browser in desktop mode",
      { 'sec-ch-ua-platform': '"Android"', 'sec-ch-ua-mobile': '?1' },
    ],
    [null, 'a platform nobody knows', { 'sec-ch-ua-platform': '"Fuchsia"' }],
    ['language', 'an empty one', { 'accept-language': '' }],
    ['language', 'any', { 'accept-language': '*' }],
    [null, 'any after one of its own', { 'accept-language': 'nl, *;q=0.1' }],
    ['accept', 'a fragment of a page', { accept: 'text/html, */*; q=0.01' }],
    [null, 'a client of an API', { accept: 'application/json, text/plain, */*' }],
    ['fetch-metadata', 'a page load by its mode', { 'sec-fetch-mode': 'navigate' }],
    ['fetch-metadata', 'a page load by its destination', { 'sec-fetch-dest': 'document' }],
    [null, 'a header that a proxy doubled', { 'sec-fetch-dest': 'empty, empty' }],
    ['encoding', 'none', { 'accept-encoding': 'identity' }],
    ['encoding', 'an empty one', { 'accept-encoding': '' }],
  ])('%s: %s', (category, _, change) => {
    expect(signsOf({ ...chrome, ...change })).toEqual(category === null ? [] : [category])
  })

  test('a phone is no computer on Linux, but one on ChromeOS or BSD is near enough', () => {
    const linux = (userAgent: string) =>
      signsOf({ ...beaconHeaders(userAgent), 'sec-ch-ua-platform': '"Linux"' })
    expect(linux(chromeOnWindows.replace(/\(Windows.*?\)/, '(Linux; Android 10; K)'))).toEqual([
      'client-hints',
    ])
    expect(linux(chromeOnWindows.replace(/\(Windows.*?\)/, '(X11; CrOS x86_64 14541.0.0)'))).toEqual([])
    expect(linux(chromeOnWindows.replace(/\(Windows.*?\)/, '(X11; FreeBSD amd64)'))).toEqual([])
  })

  test('who does not claim to be a browser is not measured by what browsers send', () => {
    for (const userAgent of [
      'HuurdersApp/3.1 (iPhone; iOS 18.6)',
      'Opera/9.80 (Android; Opera Mini/36.2)',
      '',
    ])
      expect(signsOf({ 'user-agent': userAgent, origin: 'https://example.nl', accept: '*/*' })).toEqual([])
  })

  test('Sec-Fetch headers are asked for where every browser of that name sends them', () => {
    const missing = (userAgent: string, scheme: 'https' | 'http' = 'https') =>
      signsOf(without(beaconHeaders(userAgent, scheme), 'sec-fetch'))
    expect(missing(chromeOnWindows)).toEqual(['fetch-metadata'])
    expect(missing(firefoxOnLinux)).toEqual(['fetch-metadata'])
    expect(missing(chromeOnWindows, 'http')).toEqual([])
    expect(missing(chromeOnWindows.replace('140', '79'))).toEqual([])
    expect(missing(firefoxOnLinux.replaceAll('143', '89'))).toEqual([])
    // It sent two of the three.
    expect(signsOf(beaconHeaders(chromeOnWindows.replace('140', '79')))).toEqual([])
    expect(missing(safariOnMac)).toEqual([])
    expect(missing(safariOnMac.replace('15.6', '18.6'))).toEqual([])
    // One of the two that always come together, as Node's fetch sends them: on http as well.
    expect(signsOf({ ...beaconHeaders(safariOnMac, 'http'), 'sec-fetch-mode': 'cors' })).toEqual([
      'fetch-metadata',
    ])
    expect(signsOf(without(chrome, 'sec-fetch-mode'))).toEqual(['fetch-metadata'])
  })
})

describe('isRobotByHeaders', () => {
  const chrome = beaconHeaders(chromeOnWindows)
  const posted = { origin: 'https://example.nl', 'content-type': 'text/plain' }
  /** As a page load of Chrome was recorded in its developer tools. */
  const pageLoad = {
    'user-agent': chromeOnWindows,
    accept:
      'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8',
    'accept-language': 'en-US,en;q=0.9',
    'accept-encoding': 'gzip, deflate, br, zstd',
    'sec-ch-ua': '"Google Chrome";v="140", "Not_A Brand";v="8", "Chromium";v="140"',
    'sec-ch-ua-mobile': '?0',
    'sec-ch-ua-platform': '"Windows"',
    'sec-fetch-dest': 'document',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-site': 'none',
    'sec-fetch-user': '?1',
    'upgrade-insecure-requests': '1',
  }
  /** Recorded from the headless Chromium of `test/worlds`, started with `--user-agent` and no language. */
  const headless = {
    'user-agent': chromeOnWindows,
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br, zstd',
    'content-type': 'text/plain;charset=UTF-8',
    origin: 'https://example.nl',
    'sec-ch-ua': '"HeadlessChrome";v="153", "Not_A Brand";v="8", "Chromium";v="153"',
    'sec-ch-ua-mobile': '?0',
    'sec-ch-ua-platform': '"Linux"',
    'sec-fetch-dest': 'empty',
    'sec-fetch-mode': 'cors',
    'sec-fetch-site': 'cross-site',
  }

  test.each<[string, Sent]>([
    ['a headless Chromium that was told to call itself Chrome', headless],
    ['curl', { ...posted, 'user-agent': chromeOnWindows, accept: '*/*' }],
    ['curl as Safari, which sends no Sec-Fetch', { ...posted, 'user-agent': safariOnMac, accept: '*/*' }],
    [
      'curl as Safari, from a page on http',
      { ...posted, origin: 'http://example.nl', 'user-agent': safariOnMac, accept: '*/*' },
    ],
    ['Wget', { ...posted, 'user-agent': safariOnMac, accept: '*/*', 'accept-encoding': 'identity' }],
    [
      "Python's requests, httpx or aiohttp as Chrome",
      { ...posted, 'user-agent': chromeOnWindows, accept: '*/*', 'accept-encoding': 'gzip, deflate' },
    ],
    [
      'the same as Firefox',
      { ...posted, 'user-agent': firefoxOnLinux, accept: '*/*', 'accept-encoding': 'gzip, deflate' },
    ],
    [
      "Node's fetch",
      {
        ...posted,
        'user-agent': safariOnMac,
        accept: '*/*',
        'accept-language': '*',
        'accept-encoding': 'gzip, deflate',
        'sec-fetch-mode': 'cors',
      },
    ],
    ['a page load that was recorded and is sent as a beacon', { ...pageLoad, ...posted }],
    [
      'a list of user agents before the same hints',
      {
        ...pageLoad,
        ...posted,
        'user-agent': firefoxOnLinux,
        'sec-fetch-mode': 'cors',
        'sec-fetch-dest': 'empty',
      },
    ],
    [
      'a user agent made up, and no language',
      { ...without(chrome, 'accept-language'), 'user-agent': chromeOnWindows.replace('NT 10.0', 'NT 11.0') },
    ],
  ])('drops %s', (_, sent) => {
    expect(isRobot(agentOf(sent))).toBe(false)
    expect(isDropped(sent)).toBe(true)
  })

  test.each<[string, Sent]>([
    [
      'a server that tells of its visitors',
      without({ ...posted, 'user-agent': chromeOnWindows, accept: '*/*' }, 'origin'),
    ],
    [
      "one that runs on Node's fetch",
      { 'user-agent': chromeOnWindows, accept: '*/*', 'accept-language': '*', 'sec-fetch-mode': 'cors' },
    ],
    ['one that hands on all headers of the page that was asked for', pageLoad],
  ])('never drops %s', (_, sent) => {
    expect(signsOf(sent)).toEqual([])
    // It is the missing Origin that tells.
    expect(isDropped({ ...sent, origin: 'https://example.nl' })).toBe(true)
  })

  /** What befalls people on their way to us: one cause each, whatever it takes away or adds. */
  const causes: Readonly<Record<string, (sent: Sent) => Sent>> = {
    nothing: (sent) => sent,
    'an extension that tells no language': (sent) => without(sent, 'accept-language'),
    'a filter that takes out Sec- headers': (sent) => without(sent, 'sec-'),
    'a virus scanner that wants to read along': (sent) => without(sent, 'accept-encoding'),
    'a proxy that passes on only what we are known to read': (sent) =>
      Object.fromEntries(['user-agent', 'origin', 'content-type'].map((name) => [name, sent[name] ?? ''])),
    'the same, told of the language': (sent) =>
      Object.fromEntries(
        ['user-agent', 'origin', 'content-type', 'accept', 'accept-language'].map((name) => [
          name,
          sent[name] ?? '',
        ]),
      ),
    'a proxy that speaks HTTP/1.1 and adds its own': (sent) => ({
      ...sent,
      te: 'trailers',
      via: '1.1 proxy',
      connection: 'close',
    }),
    "another browser's name": (sent) => ({ ...sent, 'user-agent': safariOnMac }),
    "Chrome's name for all": (sent) => ({ ...sent, 'user-agent': chromeOnWindows }),
    'a name that never was': (sent) => ({
      ...sent,
      'user-agent': 'Mozilla/5.0 (Windows NT 99.0) Chrome/9999.0',
    }),
    'a page as a phone shows it': (sent) => ({
      ...sent,
      'user-agent': inApp[0]?.userAgent ?? '',
      'sec-ch-ua-mobile': '?1',
    }),
    'desktop mode on a phone': (sent) => ({
      ...sent,
      'sec-ch-ua-mobile': '?1',
      'sec-ch-ua-platform': '"Android"',
    }),
    'a site that wants fragments': (sent) => ({ ...sent, accept: 'text/html, */*; q=0.01' }),
  }

  test.each(Object.entries(causes))('drops nobody for one cause: %s', (_, cause) => {
    for (const userAgent of everybody)
      for (const scheme of ['https', 'http'] as const)
        expect(isDropped(cause(beaconHeaders(userAgent, scheme))), `${userAgent} on ${scheme}`).toBe(false)
  })

  const person = fc.record({
    userAgent: fc.constantFrom(...everybody),
    scheme: fc.constantFrom('https' as const, 'http' as const),
    transport: fc.constantFrom('fetch' as const, 'sendBeacon' as const),
  })

  test("of any part of a real browser's headers, one category or none is never dropped", () => {
    let dropped = 0
    fc.assert(
      fc.property(person, fc.func(fc.boolean()), ({ userAgent, scheme, transport }, keeps) => {
        const all = beaconHeaders(userAgent, scheme, transport)
        const sent: Sent = {
          'user-agent': userAgent,
          ...Object.fromEntries(Object.entries(all).filter(([name]) => keeps(name))),
        }
        const signs = new Set(signsOf(sent))
        // What is missing can be missed, but proves no forgery.
        expect(signs.isSubsetOf(new Set(['language', 'fetch-metadata', 'encoding']))).toBe(true)
        expect(isDropped(sent)).toBe(signs.size >= 2)
        if (signs.size >= 2) dropped += 1
        // Taken away by one hand, with the others as they were.
        for (const name of Object.keys(all)) expect(isDropped(without(all, name)), name).toBe(false)
      }),
      { numRuns: 500 },
    )
    expect(dropped).toBeGreaterThan(0)
  })

  test('whatever is sent, it never throws, names each category once, and judges nobody without Origin', () => {
    const names = Object.keys({ ...chrome, ...pageLoad })
    // What a header can hold, as Node reads it.
    const value = fc.oneof(
      fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)) }),
      fc.constantFrom(...Object.values(chrome), ...Object.values(headless), ...Object.values(pageLoad)),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), value), fc.string(), (sent, userAgent) => {
        for (const agent of [
          userAgent,
          agentOf(sent),
          `Mozilla/5.0 (${userAgent}`,
          `${chromeOnWindows}${userAgent}`,
        ]) {
          const headers = new Headers(sent)
          const signs = robotSigns(headers, agent)
          expect(new Set(signs).size).toBe(signs.length)
          expect(robotSigns(headers, agent)).toEqual(signs)
          expect(isRobotByHeaders(headers, agent)).toBe(signs.length >= 2)
          headers.delete('origin')
          expect(robotSigns(headers, agent)).toEqual([])
        }
      }),
    )
  })

  test('of a very long user agent its first 512 characters are read', () => {
    const sent = { ...chrome, 'user-agent': `${chromeOnWindows} ${'x '.repeat(300)}Android` }
    expect(signsOf(sent)).toEqual([])
  })
})

describe('isPrefetch', () => {
  test.each([
    ['sec-purpose', 'prefetch'],
    ['Sec-Purpose', 'prefetch;prerender'],
    ['sec-purpose', 'prefetch;anonymous-client-ip'],
    ['purpose', 'prefetch'],
    ['Purpose', 'Preview'],
    ['x-purpose', 'preview'],
    ['x-moz', 'prefetch'],
  ])('%s: %s was made ahead of a visit', (name, value) => {
    expect(isPrefetch(new Headers({ [name]: value }))).toBe(true)
  })

  test('an ordinary beacon is none, the one of an activated prerendered page included', () => {
    expect(isPrefetch(new Headers())).toBe(false)
    expect(isPrefetch(new Headers({ 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'empty' }))).toBe(false)
    expect(isPrefetch(new Headers({ 'x-moz': '1', purpose: '', 'x-purpose': 'previewer' }))).toBe(false)
    expect(isPrefetch(new Headers({ 'user-agent': 'prefetch', 'x-other': 'prefetch' }))).toBe(false)
  })
})

describe('inAppNetwork', () => {
  test.each([
    ['Facebook 470', 'Facebook'],
    ['Facebook', 'Facebook'],
    ['X', 'X'],
    ['Line 14', 'LINE'],
    ['TikTok', 'TikTok'],
    ['WhatsApp 2', 'WhatsApp'],
    ['Discord 1', 'Discord'],
    ['Weibo', 'Weibo'],
  ])('%s is %s', (browser, network) => {
    expect(inAppNetwork(browser)).toBe(network)
  })

  test.each([
    null,
    '',
    'Chrome 140',
    'DuckDuckGo 7',
    'Google App 334',
    'Ecosia 12',
    'constructor',
    'Facebook 4700',
    'facebook',
  ])('%s is none', (browser) => {
    expect(inAppNetwork(browser)).toBeNull()
  })

  test('every app that a device can name, with a version or without, is decided as in the samples', () => {
    const none = new Set(['Google App', 'Ecosia'])
    for (const { family } of inAppBrowsers) {
      expect(inAppNetwork(family) === null, family).toBe(none.has(family))
      expect(inAppNetwork(`${family} 12`)).toBe(inAppNetwork(family))
    }
    for (const { browser } of browsers) expect(inAppNetwork(browser)).toBeNull()
    expect(inApp.filter(({ browser }) => inAppNetwork(browser) !== null).length).toBeGreaterThanOrEqual(40)
  })
})

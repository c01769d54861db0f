/** A marked address goes into every place that the room reads; no spelling of it may come out. */
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import type { ProxyTrust } from '../../src/config.ts'
import { isPrefetch, isRobot } from '../../src/visitor/bot.ts'
import { readDevice, readLanguage } from '../../src/visitor/device.ts'
import { countryOf, networkOf, readNetwork } from '../../src/visitor/network.ts'
import { browsers, inApp } from './user-agents.ts'

const marked = [
  '203.0.113.77',
  '2001:db8:85a3:8d3:1319:8a2e:370:7348',
  '2002:cb00:714d:9c4:5d6e::1',
  '64:ff9b::cb00:714d',
]
const spelled = marked.flatMap((address) => [
  address,
  address.toUpperCase(),
  `${address}%eth0`,
  `[${address}]`,
  `[${address}]:4711`,
  `${address}:4711`,
  `::ffff:${address}`,
  encodeURIComponent(address),
  Buffer.from(address).toString('base64'),
  Buffer.from(address).toString('hex'),
  ` ${address} `,
  `${address}/32`,
])
// Spellings that are no address to us, or, reversed, another one.
const foreign = ['3405803853', '0xcb00714d', 'cb00714d', '77.113.0.203']
// What only the full address has: its last octet beside another, its groups after the 48th bit, other bases, encodings.
const traces = [
  '113.77',
  '77.113',
  '3405803853',
  'cb00714d',
  'cb00:714d',
  '714d',
  '8d3',
  '1319',
  '8a2e',
  '7348',
  '9c4',
  '5d6e',
  'MjAz',
  'NjQ6',
  'MjAwM',
  'LjExMy4',
  'MTE',
  '3230332e',
  '36343a66',
  '32303032',
  '32303031',
  '%3a',
  '4711',
  'eth0',
  '8437',
  'd417',
]

const seen = (value: unknown): string =>
  `${JSON.stringify(value)} ${inspect(value, { showHidden: true, depth: null })}`.toLowerCase()
const found = (value: unknown): string[] =>
  traces.filter((trace) => seen(value).includes(trace.toLowerCase()))

test('the scan does find an address that was let through', () => {
  for (const address of [...spelled, ...foreign]) expect(found({ kept: address })).not.toEqual([])
})

test('no spelling of a marked address survives in a network, whatever place it came by', () => {
  const trusts: ProxyTrust[] = [
    { mode: 'socket' },
    { mode: 'xff', hops: 1 },
    { mode: 'xff', hops: 2 },
    { mode: 'cloudflare' },
  ]
  for (const address of spelled) {
    expect(found(readNetwork(address))).toEqual([])
    const value = address.trim()
    const headers = new Headers({
      'x-forwarded-for': `${value}, ${value}`,
      'cf-connecting-ip': value,
      'cf-ipcountry': value,
      'true-client-ip': value,
    })
    for (const trust of trusts)
      expect(found([networkOf(trust, address, headers), countryOf(trust, headers)])).toEqual([])
  }
  // The opposite: they were read, not refused as a whole.
  expect(spelled.filter((address) => readNetwork(address) !== null).length).toBeGreaterThan(15)
})

test('no spelling of a marked address survives in what is told of a device, a language, a robot', () => {
  // A part of them, some of each kind: each is new to the parser, and all would take seconds.
  const agents = [...browsers, ...inApp].filter((_, at) => at % 6 === 0).map(({ userAgent }) => userAgent)
  for (const address of [...spelled, ...foreign]) {
    const inside = agents.flatMap((agent) => [
      `${agent} ${address}`,
      `${address} ${agent}`,
      agent.replace(/\(/, `(${address}; `),
      agent.replaceAll(/(?<=[A-Z]\/)\d+(?:\.\d+)*/gi, address),
    ])
    for (const agent of [address, ...inside]) expect(found([readDevice(agent), isRobot(agent)])).toEqual([])
    const header = address.trim()
    expect(
      found([readLanguage(address), readLanguage(`nl,${address}`), readLanguage(`${address},nl`)]),
    ).toEqual([])
    expect(found(isPrefetch(new Headers({ 'sec-purpose': header, purpose: header })))).toEqual([])
  }
})

import { isIP } from 'node:net'
import * as fc from 'fast-check'
import ipaddr from 'ipaddr.js'
import { describe, expect, test } from 'vitest'
import type { ProxyTrust } from '../../src/config.ts'
import { countryOf, networkOf, readNetwork } from '../../src/visitor/network.ts'

const ipv4 = (network: string) => ({ stored: network, daily: network })
const both = (stored: string, daily: string) => ({ stored, daily })

describe('A-41: readNetwork, each form of an address', () => {
  test.each([
    ['203.0.113.77', ipv4('203.0.113.0/24')],
    ['  203.0.113.77\t', ipv4('203.0.113.0/24')],
    ['203.0.113.77:50123', ipv4('203.0.113.0/24')],
    ['255.255.255.255', ipv4('255.255.255.0/24')],
    ['0.0.0.0', ipv4('0.0.0.0/24')],
    ['127.0.0.1', ipv4('127.0.0.0/24')],
    ['10.20.30.40', ipv4('10.20.30.0/24')],
    // IPv4 inside IPv6 is that IPv4, in each spelling.
    ['::ffff:203.0.113.77', ipv4('203.0.113.0/24')],
    ['::FFFF:CB00:714D', ipv4('203.0.113.0/24')],
    ['0:0:0:0:0:ffff:203.0.113.77', ipv4('203.0.113.0/24')],
    ['[::ffff:203.0.113.77]:443', ipv4('203.0.113.0/24')],
    ['::ffff:203.0.113.77%eth0', ipv4('203.0.113.0/24')],
    ['64:ff9b::203.0.113.77', ipv4('203.0.113.0/24')],
    ['64:FF9B::cb00:714d', ipv4('203.0.113.0/24')],
    // Local NAT64 (RFC 8215) shows none of the IPv4 at these lengths.
    ['64:ff9b:1::203.0.113.77', both('64:ff9b::/32', '64:ff9b:1::/48')],
    ['2001:db8:85a3:8d3:1319:8a2e:370:7348', both('2001:db8::/32', '2001:db8:85a3::/48')],
    ['2001:DB8:85A3::7348', both('2001:db8::/32', '2001:db8:85a3::/48')],
    ['[2001:db8::1]', both('2001:db8::/32', '2001:db8::/48')],
    ['[2001:db8::1]:443', both('2001:db8::/32', '2001:db8::/48')],
    ['[2001:db8::1%en0]:443', both('2001:db8::/32', '2001:db8::/48')],
    ['fe80::1%eth0.100', both('fe80::/32', 'fe80::/48')],
    ['::1', both('::/32', '::/48')],
    ['::', both('::/32', '::/48')],
    // The deprecated IPv4-compatible form and SIIT's translated form: the IPv4 is in the bits that go.
    ['::203.0.113.77', both('::/32', '::/48')],
    ['::ffff:0:203.0.113.77', both('::/32', '::/48')],
    // 6to4 of 203.0.113.77: no more than its /24 in either.
    ['2002:cb00:714d::1', both('2002:cb00::/32', '2002:cb00:7100::/40')],
    // Teredo: the client's IPv4 is in the last 32 bits.
    ['2001:0:4136:e378:8000:63bf:34ff:8eb2', both('2001::/32', '2001:0:4136::/48')],
    ['fc00:1234:5678::1', both('fc00:1234::/32', 'fc00:1234:5678::/48')],
  ])('%j is known by its network', (address, network) => {
    expect(readNetwork(address)).toEqual(network)
  })

  test.each([
    '',
    ' ',
    '.',
    ':',
    '::ffff:',
    'unknown',
    '_hidden',
    'localhost',
    'example.nl',
    'null',
    // Spellings on which two readers disagree: octal, hexadecimal, one number, fewer parts, leading zeros.
    '0313.0.113.77',
    '0xcb.0.113.77',
    '0xcb00714d',
    '3405803853',
    '203.0.28941',
    '203.7405',
    '203.0.113.077',
    '::ffff:0313.0.113.77',
    '::ffff:0xcb.0.113.77',
    '::ffff:203.0.113.077',
    '::ffff:203.0.28941',
    '256.0.0.1',
    '203.0.113',
    '203.0.113.',
    '.203.0.113.77',
    '203.0.113.77.1',
    '203.0.113.-7',
    '203.0.113.7e1',
    '203.0.113.77/24',
    '203.0.113.77:',
    '203.0.113.77:port',
    '203.0.113.77:123456',
    '203.0.113.77, 10.0.0.1',
    '[203.0.113.77]',
    '203.0.113.77%eth0',
    '"[2001:db8::1]:443"',
    '[2001:db8::1',
    '2001:db8::1]:443',
    '[]:1',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1::2::3',
    ':::',
    '1:::2',
    '2001:db8::12345',
    '2001:0db8a::1',
    'g::1',
    '2001:db8::1/64',
    '2001:db8::1%',
    `::1%${'z'.repeat(40)}`,
    '1:2:3:4:5:6:7:203.0.113.77',
    '203.0.113.77::',
    '::a1.2.3.4',
    '::1231.2.3.4',
    '1.2.3.4:a::',
    '٢٠٣.0.113.77',
    '203。0。113。77',
    '203.0.113.77\u0000',
    '::1\u0000',
    `${'0'.repeat(200)}::1`,
  ])('%j is no address: null', (address) => {
    expect(readNetwork(address)).toBeNull()
  })
})

const octet = fc.integer({ min: 0, max: 255 })
const group = fc.integer({ min: 0, max: 0xffff })
const octets = fc.tuple(octet, octet, octet, octet)
const groups = fc.tuple(group, group, group, group, group, group, group, group)
const hex = (parts: readonly number[]) => parts.map((part) => part.toString(16)).join(':')

describe('A-41: readNetwork, for any address', () => {
  test('of IPv4 the last 8 bits change nothing, and the first 24 are all kept', () => {
    fc.assert(
      fc.property(octets, octet, ([a, b, c, d], other) => {
        const network = readNetwork(`${a}.${b}.${c}.${d}`)
        expect(network).toEqual(ipv4(`${a}.${b}.${c}.0/24`))
        expect(readNetwork(`${a}.${b}.${c}.${other}`)).toEqual(network)
        expect(readNetwork(`::ffff:${a}.${b}.${c}.${other}`)).toEqual(network)
        expect(readNetwork(`64:ff9b::${a}.${b}.${c}.${other}`)).toEqual(network)
      }),
    )
  })

  test('of IPv6 no bit after the 32nd reaches what is stored, none after the 48th the day key', () => {
    fc.assert(
      fc.property(groups, groups, (address, others) => {
        const network = readNetwork(hex(address))
        expect(readNetwork(hex([...address.slice(0, 3), ...others.slice(3)]))?.daily).toBe(network?.daily)
        expect(readNetwork(hex([...address.slice(0, 2), ...others.slice(2)]))?.stored).toBe(network?.stored)
      }),
    )
  })

  test('of 6to4 no bit of the IPv4 after its 24th shows anywhere', () => {
    fc.assert(
      fc.property(octets, octet, groups, ([a, b, c, d], other, rest) => {
        const sixToFour = (last: number, after: readonly number[]) =>
          readNetwork(hex([0x2002, (a << 8) | b, (c << 8) | last, ...after]))
        expect(sixToFour(other, rest.slice(0, 5))).toEqual(sixToFour(d, rest.slice(3)))
      }),
    )
  })

  test('the text is what PostgreSQL takes as cidr: no host bits, no longer than /24, /32 and /48', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          octets.map((parts) => parts.join('.')),
          groups.map(hex),
          fc.ipV6(),
        ),
        (address) => {
          const network = readNetwork(address)
          expect(network).not.toBeNull()
          if (network === null) return
          for (const [text, ipv6BitsMax] of [
            [network.stored, 32],
            [network.daily, 48],
          ] as const) {
            const [start, bits] = ipaddr.parseCIDR(text)
            expect(bits).toBeLessThanOrEqual(start.kind() === 'ipv4' ? 24 : ipv6BitsMax)
            expect(ipaddr[start.kind() === 'ipv4' ? 'IPv4' : 'IPv6'].networkAddressFromCIDR(text)).toEqual(
              start,
            )
          }
        },
      ),
    )
  })

  test('never throws, and takes what Node calls an address and nothing else', () => {
    const odd = fc.string({ unit: fc.constantFrom(...Array.from('0123456789abcdefF:.%x[] ')), maxLength: 45 })
    const bare = fc.string({ unit: fc.constantFrom(...Array.from('0129fF:::..')), maxLength: 24 })
    fc.assert(
      fc.property(
        fc.oneof(odd, fc.string(), fc.string({ unit: 'binary' })),
        (text) => void readNetwork(text),
      ),
    )
    fc.assert(
      fc.property(fc.oneof(bare, fc.ipV4(), fc.ipV6(), fc.ipV4Extended()), (text) => {
        fc.pre(!/^[\d.]+:\d{1,5}$/.test(text))
        expect(readNetwork(text) !== null).toBe(isIP(text) !== 0)
      }),
      { numRuns: 2_000 },
    )
  })
})

const trusts: readonly ProxyTrust[] = [
  { mode: 'socket' },
  { mode: 'xff', hops: 1 },
  { mode: 'xff', hops: 2 },
  { mode: 'cloudflare' },
]
const socket = '192.0.2.10'
const named = (name: string, value: string): [string, string] => [name, value]

describe('networkOf believes one place alone (S-23)', () => {
  const headers = new Headers([
    named('x-forwarded-for', '198.18.1.1, 198.18.2.2'),
    named('x-forwarded-for', '198.18.3.3'),
    named('cf-connecting-ip', '198.18.4.4'),
  ])

  test('each mode reads its own place, X-Forwarded-For counted from the right over all its lines', () => {
    expect(networkOf({ mode: 'socket' }, socket, headers)?.stored).toBe('192.0.2.0/24')
    expect(networkOf({ mode: 'xff', hops: 1 }, socket, headers)?.stored).toBe('198.18.3.0/24')
    expect(networkOf({ mode: 'xff', hops: 2 }, socket, headers)?.stored).toBe('198.18.2.0/24')
    expect(networkOf({ mode: 'xff', hops: 3 }, socket, headers)?.stored).toBe('198.18.1.0/24')
    expect(networkOf({ mode: 'cloudflare' }, socket, headers)?.stored).toBe('198.18.4.0/24')
  })

  test('what the sender wrote to the left of our proxies changes nothing', () => {
    const forged = new Headers({ 'x-forwarded-for': '8.8.8.8, junk, , [::1]:5, 198.18.3.3:4711' })
    expect(networkOf({ mode: 'xff', hops: 1 }, socket, forged)).toEqual(ipv4('198.18.3.0/24'))
  })

  test('an absent, short or broken place is nobody: there is no falling back', () => {
    const empty = new Headers()
    expect(networkOf({ mode: 'socket' }, undefined, headers)).toBeNull()
    expect(networkOf({ mode: 'xff', hops: 1 }, socket, empty)).toBeNull()
    expect(networkOf({ mode: 'xff', hops: 4 }, socket, headers)).toBeNull()
    expect(
      networkOf({ mode: 'xff', hops: 1 }, socket, new Headers({ 'x-forwarded-for': '198.18.1.1, unknown' })),
    ).toBeNull()
    expect(
      networkOf({ mode: 'xff', hops: 1 }, socket, new Headers({ 'x-forwarded-for': '198.18.1.1,' })),
    ).toBeNull()
    expect(networkOf({ mode: 'cloudflare' }, socket, empty)).toBeNull()
    // Two of them: the second was not Cloudflare's.
    const twice = new Headers([
      named('cf-connecting-ip', '198.18.4.4'),
      named('cf-connecting-ip', '198.18.5.5'),
    ])
    expect(networkOf({ mode: 'cloudflare' }, socket, twice)).toBeNull()
  })

  test.each(trusts)('no other header changes the answer: %j', (trust) => {
    const spoofable = [
      'true-client-ip',
      'x-real-ip',
      'x-client-ip',
      'x-cluster-client-ip',
      'fastly-client-ip',
      'forwarded-for',
      'cf-connecting-ipv6',
      'cf-pseudo-ipv4',
      'x-forwarded',
      'x-original-forwarded-for',
      'x-appengine-user-ip',
      'via',
    ]
    const own =
      trust.mode === 'xff' ? 'x-forwarded-for' : trust.mode === 'cloudflare' ? 'cf-connecting-ip' : undefined
    const spoofed = new Headers(headers)
    for (const name of spoofable) spoofed.set(name, '203.0.113.77')
    spoofed.set('forwarded', 'for=203.0.113.77')
    for (const name of ['x-forwarded-for', 'cf-connecting-ip'])
      if (name !== own) spoofed.set(name, '203.0.113.77')
    expect(networkOf(trust, socket, spoofed)).toEqual(networkOf(trust, socket, headers))
    expect(networkOf(trust, socket, headers)).not.toBeNull()
    // The opposite: the one place does decide.
    const moved = new Headers(headers)
    if (own !== undefined)
      moved.set(own, '203.0.113.1, 203.0.113.77'.slice(own === 'cf-connecting-ip' ? 13 : 0))
    expect(networkOf(trust, own === undefined ? '203.0.113.77' : socket, moved)).toEqual(
      ipv4('203.0.113.0/24'),
    )
  })
})

const said = (country: string) => new Headers({ 'cf-ipcountry': country })

describe('countryOf', () => {
  test('is what Cloudflare says, where Cloudflare is trusted', () => {
    expect(countryOf({ mode: 'cloudflare' }, said('NL'))).toBe('NL')
    expect(countryOf({ mode: 'cloudflare' }, said('nl'))).toBe('NL')
  })

  test('is null when it is said by anybody else, or not known', () => {
    expect(countryOf({ mode: 'socket' }, said('NL'))).toBeNull()
    expect(countryOf({ mode: 'xff', hops: 1 }, said('NL'))).toBeNull()
    for (const nothing of ['XX', 'xx', 'T1', '', 'NLD', 'N', '12', 'NL, BE', 'N\u00cb'])
      expect(countryOf({ mode: 'cloudflare' }, said(nothing))).toBeNull()
    expect(countryOf({ mode: 'cloudflare' }, new Headers())).toBeNull()
  })
})

import { describe, expect, test } from 'vitest'
import { sendEvents, storedOf, viewOf, type Served } from './served.ts'

/** Every header that some server somewhere believes. */
const others = [
  'x-forwarded-for',
  'cf-connecting-ip',
  'cf-connecting-ipv6',
  'cf-pseudo-ipv4',
  'true-client-ip',
  'x-real-ip',
  'x-client-ip',
  'x-cluster-client-ip',
  'fastly-client-ip',
  'forwarded',
]

export function addressTests(served: () => Served): void {
  describe('the address of a sender', () => {
    test.each([
      ['203.0.113.77', '203.0.113.0/24', '/adres/vier'],
      ['2001:db8:1234:5678:9abc:def0:1234:5678', '2001:db8::/32', '/adres/zes'],
      ['::ffff:198.51.100.23', '198.51.100.0/24', '/adres/vier-in-zes'],
    ])('A-41: %s is stored as %s and nowhere as a whole', async (address, network, path) => {
      await sendEvents(served(), viewOf(path), { address })
      const stored = await storedOf(served(), path)
      expect(stored.map((event) => event['network'])).toEqual([network])
      expect(JSON.stringify(stored)).not.toContain(address)
    })

    test('that can not be read is stored as unknown', async () => {
      await sendEvents(served(), viewOf('/adres/onzin'), { address: 'unknown' })
      expect((await storedOf(served(), '/adres/onzin')).map((event) => event['network'])).toEqual([null])
    })

    test('spoofed in any other header changes neither the stored network nor the visitor (S-23)', async () => {
      const { addressHeader } = served()
      const spoofed = Object.fromEntries(
        others.filter((name) => name !== addressHeader).map((name) => [name, '192.0.2.66']),
      )
      await sendEvents(served(), viewOf('/adres/eerlijk'), { address: '203.0.113.5' })
      await sendEvents(served(), viewOf('/adres/vals'), { address: '203.0.113.5', headers: spoofed })
      const [honest] = await storedOf(served(), '/adres/eerlijk')
      const [spoof] = await storedOf(served(), '/adres/vals')
      expect(honest).toMatchObject({ network: '203.0.113.0/24' })
      expect(spoof).toMatchObject({ network: '203.0.113.0/24', visitor: honest?.['visitor'] })
    })

    test('is one visitor with the same browser, and another network is another visitor', async () => {
      await sendEvents(served(), viewOf('/adres/een'), { address: '203.0.113.8' })
      await sendEvents(served(), viewOf('/adres/zelfde'), { address: '203.0.113.9' })
      await sendEvents(served(), viewOf('/adres/ander'), { address: '198.51.100.8' })
      const visitorOf = async (path: string) => (await storedOf(served(), path))[0]?.['visitor']
      expect(await visitorOf('/adres/zelfde')).toBe(await visitorOf('/adres/een'))
      expect(await visitorOf('/adres/ander')).not.toBe(await visitorOf('/adres/een'))
    })

    test('has a country only where the platform that says so is trusted', async () => {
      await sendEvents(served(), viewOf('/adres/land'), { headers: { 'cf-ipcountry': 'NL' } })
      const expected = served().addressHeader === 'cf-connecting-ip' ? 'NL' : null
      expect((await storedOf(served(), '/adres/land')).map((event) => event['country'])).toEqual([expected])
    })
  })
}

/** What stands in the links of a mail, against the standard library's own HMAC, from which ours is made by hand for its speed. */
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SiteId } from '../../src/db/schema.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { readLink, signLink, type LinkPurpose, type MailLink } from '../../src/subscriber/token.ts'

const keyFor = openKeys('0123456789abcdef0123456789abcdef')
const purposes: readonly LinkPurpose[] = ['click', 'open', 'unsubscribe', 'manage', 'view', 'return']

const link = fc.record({
  siteId: fc.nat({ max: 2 ** 28 - 1 }).map((id) => id as SiteId),
  issueId: fc.nat({ max: 2 ** 21 - 1 }),
  linkNo: fc.nat({ max: 2 ** 14 - 1 }),
  subscriberId: fc.option(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n })),
})

/** `version, tag, ciphertext`, by the description at the head of the module. */
function expected(purpose: LinkPurpose, { siteId, issueId, linkNo, subscriberId }: MailLink): string {
  const text: number[] = []
  for (let number of [siteId, issueId, linkNo]) {
    for (; number >= 128; number = Math.floor(number / 128)) text.push((number % 128) + 128)
    text.push(number)
  }
  const person = Buffer.alloc(subscriberId === null ? 0 : 8)
  if (subscriberId !== null) person.writeBigUInt64BE(subscriberId)
  const bytes = Buffer.concat([Buffer.from(text), person])
  const mac = (label: string, of: Uint8Array) =>
    createHmac('sha256', keyFor(purpose)).update(`${label} ${purpose}\0`).update(of).digest()
  const tag = mac('tag', bytes).subarray(0, 10)
  const stream = mac('stream', tag)
  return Buffer.concat([Buffer.from([1]), tag, bytes.map((byte, nth) => byte ^ (stream[nth] ?? 0))]).toString(
    'base64url',
  )
}

test('a token is what the standard library makes of it, of at most 38 characters, and is read back', () => {
  fc.assert(
    fc.property(link, fc.constantFrom(...purposes), (given, purpose) => {
      const token = signLink({ keyFor }, purpose, given)
      expect(token).toBe(expected(purpose, given))
      expect(token.length).toBeLessThanOrEqual(38)
      expect(readLink({ keyFor }, purpose, token)).toEqual(given)
    }),
  )
})

test('fact 11: a token of one purpose is nothing for another, nor is one with a bit changed', () => {
  fc.assert(
    fc.property(
      link,
      fc.constantFrom(...purposes),
      fc.constantFrom(...purposes),
      fc.nat(),
      (given, of, to, place) => {
        const token = signLink({ keyFor }, of, given)
        if (of !== to) expect(readLink({ keyFor }, to, token)).toBeNull()
        const bytes = Buffer.from(token, 'base64url')
        const at = place % (bytes.length * 8)
        bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7))
        expect(readLink({ keyFor }, of, bytes.toString('base64url'))).toBeNull()
      },
    ),
  )
})

import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchId } from '../../src/ingest/batch-id.ts'
import { aheadMsMax, behindMsMax, eventId, isEventId, occurredAt, timeOf } from '../../src/ingest/event-id.ts'

const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 }).map((at) => Math.min(at, 8.64e15))
const receipt = new Date('2026-11-23T11:00:00Z')

describe('an event id', () => {
  test('property: is a UUID v7 that holds its instant, whatever chance gives (RFC 9562 section 5.7)', () => {
    fc.assert(
      fc.property(instant, fc.uint8Array({ minLength: 10, maxLength: 10 }), (at, chance) => {
        const id = eventId(new Date(at), chance)
        expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
        expect(isEventId(id)).toBe(true)
        expect(timeOf(id)).toBe(at)
      }),
    )
  })

  test('made of the middle of a larger buffer takes its own bytes', () => {
    const bytes = randomBytes(30)
    expect(eventId(receipt, bytes.subarray(10, 20))).toBe(
      eventId(receipt, Uint8Array.from(bytes.subarray(10, 20))),
    )
  })

  test.each([
    '',
    '0198c0de-0000-4000-8000-000000000000',
    '0198c0de-0000-7000-c000-000000000000',
    '0198C0DE-0000-7000-8000-000000000000',
    '0198c0de-0000-7000-8000-0000000000000',
    ' 0198c0de-0000-7000-8000-000000000000',
    '0198c0de-0000-7000-8000-000000000000\n',
    '0198c0de000070008000000000000000',
  ])('%j is none', (text) => {
    expect(isEventId(text)).toBe(false)
  })
})

describe('R-15: when an event happened', () => {
  const at = (ms: number) => occurredAt(eventId(new Date(receipt.getTime() + ms), randomBytes(10)), receipt)

  test('is the time of its id within 48 hours before and five minutes after receipt', () => {
    for (const ms of [0, -behindMsMax, aheadMsMax, -1])
      expect(at(ms)).toEqual({ at: new Date(receipt.getTime() + ms), clamped: false })
  })

  test('is its receipt, flagged, a millisecond beyond', () => {
    for (const ms of [-behindMsMax - 1, aheadMsMax + 1, -receipt.getTime(), 8.64e15 / 40])
      expect(at(ms)).toEqual({ at: receipt, clamped: true })
  })
})

describe('a batch number', () => {
  const random = (bytes: number) => randomBytes(bytes)

  test('property: fits 63 bits, rises with time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 42 - 2 }), (at) => {
        const [one, next] = [BigInt(batchId(new Date(at), random)), BigInt(batchId(new Date(at + 1), random))]
        expect(one < next && next < 2n ** 63n).toBe(true)
      }),
    )
  })

  test('differs in one millisecond by chance', () => {
    expect(new Set(Array.from({ length: 50 }, () => batchId(receipt, random))).size).toBeGreaterThan(45)
  })
})

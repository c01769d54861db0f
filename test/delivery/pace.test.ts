/** In no minute do more mails leave than are allowed, however they are asked for; and none waits for ever. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { admissible, afterLeaving, burstOf, nextFreeAt, putOff, stepMsOf } from '../../src/delivery/pace.ts'

const perMinute = fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 5_000 }))
/** Who asks, when and for how many. */
const asking = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 20_000 }), wanted: fc.integer({ min: 1, max: 400 }) }),
  { maxLength: 120 },
)

/** The most in any half-open minute: it begins with one of the mails. */
function mostInAMinute(times: readonly number[]): number {
  let most = 0
  let from = 0
  times.forEach((time, to) => {
    while ((times[from] ?? 0) <= time - 60_000) from += 1
    most = Math.max(most, to - from + 1)
  })
  return most
}

describe('the pace', () => {
  test('never lets more leave in a minute than are allowed, wherever it begins', () => {
    fc.assert(
      fc.property(perMinute, asking, (max, asked) => {
        let now = 1_800_000_000_000
        let freeAt = now
        const times: number[] = []
        for (const { afterMs, wanted } of asked) {
          now += afterMs
          const mails = Math.min(wanted, admissible(max, { freeAt }, now))
          freeAt = afterLeaving(max, { freeAt }, now, mails)
          for (let nth = 0; nth < mails; nth += 1) times.push(now)
        }
        expect(mostInAMinute(times)).toBeLessThanOrEqual(max)
      }),
      { numRuns: 500 },
    )
  })

  test.each([1, 2, 7, 12, 13, 60, 1_000, 100_000])(
    'of %d a minute is used to four fifths by who asks every two seconds',
    (max) => {
      let freeAt = 0
      let left = 0
      for (let now = 0; now < 600_000; now += 2_000) {
        const mails = admissible(max, { freeAt }, now)
        freeAt = afterLeaving(max, { freeAt }, now, mails)
        left += mails
      }
      expect(left).toBeLessThanOrEqual(max * 10)
      expect(left).toBeGreaterThanOrEqual(Math.floor(max * 10 * 0.8))
    },
  )

  test('says when the next one is free: not before, and then', () => {
    fc.assert(
      fc.property(perMinute, fc.integer({ min: 0, max: 1e9 }), (max, now) => {
        const mails = admissible(max, { freeAt: now }, now)
        expect(mails).toBe(burstOf(max))
        const freeAt = afterLeaving(max, { freeAt: now }, now, mails)
        const next = nextFreeAt(max, { freeAt })
        expect(admissible(max, { freeAt }, next)).toBeGreaterThanOrEqual(1)
        expect(admissible(max, { freeAt }, Math.floor(next - Math.max(2, stepMsOf(max) * 0.01)))).toBe(0)
      }),
    )
  })

  test('gives who was too many a turn each, behind those that wait already', () => {
    const turns = putOff(60, { freeAt: 100_000 }, 0, 3)
    expect(turns[0]).toBe(nextFreeAt(60, { freeAt: 100_000 }))
    const behind = putOff(60, { freeAt: 100_000 }, 500_000, 2)
    expect(behind[0]).toBe(500_000)
    expect((behind[1] ?? 0) - (behind[0] ?? 0)).toBeGreaterThanOrEqual(Math.floor(stepMsOf(60)))
  })
})

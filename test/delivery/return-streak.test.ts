/** When coming back "for now" is enough: five in a row, over two weeks. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { streakOf, type Fate } from '../../src/delivery/return-streak.ts'

const day = (nth: number): Date => new Date(Date.UTC(2026, 0, 1 + nth))
/** One letter each, a week apart: `s` soft, `.` arrived, `h` hard, `c` a complaint. */
const weekly = (fates: string, days = 7): Fate[] =>
  fates.split('').map((one, nth) => ({
    at: day(nth * days),
    returned: one === 's' ? 'soft' : one === 'h' ? 'hard' : one === 'c' ? 'complaint' : null,
  }))

test('counts from the last that arrived', () => {
  expect(streakOf(weekly('sss.ss'), 99)).toEqual({ length: 2, isEnough: false })
  expect(streakOf(weekly('.sssss'), 99)).toEqual({ length: 5, isEnough: true })
  expect(streakOf(weekly('ssss'), 99)).toEqual({ length: 4, isEnough: false })
  expect(streakOf(weekly('ssssss.'), 99)).toEqual({ length: 6, isEnough: true })
  expect(streakOf([], 99)).toEqual({ length: 0, isEnough: false })
})

test('takes two weeks, however many letters they hold', () => {
  expect(streakOf(weekly('ssssssss', 1), 99)).toEqual({ length: 8, isEnough: false })
  expect(streakOf(weekly('sssssssssssssss', 1), 99)).toMatchObject({ isEnough: true })
})

test('says nothing yet of letters younger than the last that came back', () => {
  expect(streakOf(weekly('sssss..'), 99)).toMatchObject({ isEnough: true })
})

test('counts no further than the reader’s own count, which begins anew with another address', () => {
  expect(streakOf(weekly('sssss'), 1)).toEqual({ length: 1, isEnough: false })
  expect(streakOf(weekly('sssss'), 5)).toEqual({ length: 5, isEnough: true })
})

test('does not depend on the order in which the rows come', () => {
  const fates = fc.string({ unit: fc.constantFrom('s', '.', 'h', 'c'), maxLength: 20 })
  fc.assert(
    fc.property(fates, fc.nat(6), (text, longest) => {
      const rows = weekly(text)
      expect(streakOf(rows.toReversed(), longest)).toEqual(streakOf(rows, longest))
      expect(streakOf(rows, longest).length).toBeLessThanOrEqual(longest)
    }),
  )
})

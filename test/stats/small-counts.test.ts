import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { presets, presetsInside, rangeOf, type Preset } from '../../src/stats/preset.ts'
import type { Range } from '../../src/stats/question.ts'
import {
  foldSmallCounts,
  hideSmallPoints,
  kFiltered,
  kOf,
  kPlain,
  type Cell,
} from '../../src/stats/small-counts.ts'
import { addDays } from '../../src/site/local-day.ts'

const cell = (value: string, visitors: number, within: readonly number[] = []): Cell => ({
  value,
  visitors,
  visits: visitors,
  views: visitors * 2,
  within,
})
const shownOf = (cells: readonly Cell[], k = kPlain) =>
  foldSmallCounts(cells, k).shown.map(({ value }) => value)

describe('a breakdown', () => {
  test('A-45: shows k people and hides k − 1, together with the next smallest', () => {
    expect(shownOf([cell('a', 5), cell('b', 9)])).toEqual(['b', 'a'])
    const folded = foldSmallCounts([cell('a', 4), cell('b', 9), cell('c', 30)], kPlain)
    expect(folded.shown.map(({ value }) => value)).toEqual(['c'])
    expect(folded.hidden).toEqual({ values: 2, visitors: 13, visits: 13, views: 26 })
  })

  test('hides nothing when nobody is few, and says so with null', () => {
    expect(foldSmallCounts([cell('a', 5)], kPlain)).toEqual({
      shown: [{ value: 'a', visitors: 5, visits: 5, views: 10 }],
      hidden: null,
    })
    expect(foldSmallCounts([], kPlain)).toEqual({ shown: [], hidden: null })
  })

  test('A-45: with a filter takes 10', () => {
    expect([kOf([]), kOf([{}])]).toEqual([kPlain, kFiltered])
    expect(shownOf([cell('a', 9), cell('b', 40), cell('c', 50)], kOf([{}]))).toEqual(['c'])
  })

  test('A-45: property: no shown cell under k, no hidden cell alone or under k beside a shown one, whatever the order', () => {
    const cells = fc.uniqueArray(fc.tuple(fc.string({ maxLength: 3 }), fc.integer({ min: 1, max: 30 })), {
      selector: ([value]) => value,
    })
    fc.assert(
      fc.property(cells, fc.constantFrom(kPlain, kFiltered), (given, k) => {
        const all = given.map(([value, visitors]) => cell(value, visitors))
        const { shown, hidden } = foldSmallCounts(all, k)
        expect(shown.every(({ visitors }) => visitors >= k)).toBe(true)
        if (hidden && shown.length > 0) {
          expect(hidden.values).toBeGreaterThanOrEqual(2)
          expect(hidden.visitors).toBeGreaterThanOrEqual(k)
        }
        const sum = (rows: readonly { visitors: number }[]) =>
          rows.reduce((total, { visitors }) => total + visitors, 0)
        expect(sum(shown) + (hidden?.visitors ?? 0)).toBe(sum(all))
        if (all.every(({ visitors }) => visitors >= k)) expect(hidden).toBeNull()
        expect(foldSmallCounts(all.toReversed(), k)).toEqual({ shown, hidden })
      }),
    )
  })
})

const today = '2026-11-23'
/** Visitors of each value on some days back from today. */
type Traffic = Readonly<Record<string, Readonly<Record<number, number>>>>

/** What is answered about a range when these people came: the way the query does it, in plain loops. */
function ask(traffic: Traffic, range: Range, k = kPlain) {
  const { ranges, nesting } = presetsInside(range, today)
  const count = (days: Readonly<Record<number, number>>, { from, to }: Range) =>
    Object.entries(days).reduce((sum, [back, visitors]) => {
      const day = addDays(today, -Number(back))
      return from <= day && day <= to ? sum + visitors : sum
    }, 0)
  const cells = Object.entries(traffic)
    .map(([value, days]) =>
      cell(
        value,
        count(days, range),
        ranges.map((inner) => count(days, inner)),
      ),
    )
    .filter(({ visitors }) => visitors > 0)
  const folded = foldSmallCounts(cells, k, nesting)
  return {
    shown: new Map(folded.shown.map(({ value, visitors }) => [value, visitors])),
    hidden: folded.hidden,
  }
}
const askPreset = (traffic: Traffic, preset: Preset) => ask(traffic, rangeOf(preset, today))

describe('preset periods', () => {
  test('A-45: a value that grew by fewer than k since a shorter period stays folded in the longer one', () => {
    const others = { b: { 20: 40 }, c: { 21: 50 } }
    expect(askPreset({ a: { 1: 10, 20: 2 }, ...others }, '30d').shown.has('a')).toBe(false)
    expect(askPreset({ a: { 1: 10, 20: 5 }, ...others }, '30d').shown.get('a')).toBe(15)
    expect(askPreset({ a: { 1: 10 }, ...others }, '30d').shown.get('a')).toBe(10)
  })

  test('A-45: today and yesterday are taken together: both subtracted from seven days leave nobody or k', () => {
    const others = { b: { 3: 40 }, c: { 4: 50 } }
    expect(askPreset({ a: { 0: 10, 1: 10, 3: 2 }, ...others }, '7d').shown.has('a')).toBe(false)
    expect(askPreset({ a: { 0: 10, 1: 10, 3: 5 }, ...others }, '7d').shown.get('a')).toBe(25)
  })

  test('A-45: what seven days show hides nobody in thirty: another value is folded along', () => {
    // `b` has 20 in both; hidden beside `a` alone, the 22 hidden people would tell of the two of `a`.
    const answer = askPreset({ a: { 20: 2 }, b: { 3: 20 }, c: { 3: 30, 20: 30 }, d: { 20: 90 } }, '30d')
    expect([...answer.shown.keys()]).toEqual(['d'])
    expect(answer.hidden).toMatchObject({ values: 3, visitors: 82 })
  })

  test('A-45: a count folded along in a shorter period is not told by a longer one with the same count', () => {
    const traffic = { a: { 20: 2, 60: 20 }, b: { 20: 20 }, c: { 20: 90 }, d: { 60: 90 } }
    expect(askPreset(traffic, '30d').shown.has('b')).toBe(false)
    expect(askPreset(traffic, '90d').shown.has('b')).toBe(false)
    // Nor by being the only one that is hidden: it would be what is left of the total.
    expect(askPreset(traffic, '90d').hidden).toMatchObject({ values: 2 })
    expect(askPreset({ ...traffic, a: { 60: 20 } }, '90d').shown.get('b')).toBe(20)
  })

  const traffic = fc.dictionary(
    fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    fc.dictionary(fc.constantFrom('0', '1', '3', '5', '20', '60', '200'), fc.integer({ min: 1, max: 14 })),
  ) as fc.Arbitrary<Traffic>

  test('A-45: property: no two figures of a value, nor today and yesterday together, differ by 1 to k − 1', () => {
    fc.assert(
      fc.property(traffic, (people) => {
        const told = new Map(presets.map((preset) => [preset, askPreset(people, preset).shown]))
        const close = (a = 0, b = 0) => a > 0 && b > 0 && a !== b && Math.abs(a - b) < kPlain
        for (const value of Object.keys(people)) {
          const figure = (preset: Preset) => told.get(preset)?.get(value)
          for (const [nth, longer] of presets.entries())
            for (const shorter of presets.slice(0, nth)) {
              if (longer === 'yesterday') continue
              expect(close(figure(longer), figure(shorter)), `${value}: ${shorter} and ${longer}`).toBe(false)
            }
          const [now, before] = [figure('today'), figure('yesterday')]
          if (now !== undefined && before !== undefined)
            for (const longer of presets.slice(2))
              expect(close(figure(longer), now + before), `${value}: ${longer}`).toBe(false)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('A-45: property: who knows every preset answer cannot bound the hidden people of a period under k', () => {
    fc.assert(
      fc.property(traffic, (people) => {
        for (const [nth, preset] of presets.entries()) {
          const { shown, hidden } = askPreset(people, preset)
          if (!hidden || shown.size === 0) continue
          expect(hidden.values).toBeGreaterThanOrEqual(2)
          // The least that each hidden value must have: what a shorter period inside says of it.
          const inner =
            preset === 'yesterday'
              ? []
              : presets.slice(0, nth).map((shorter) => askPreset(people, shorter).shown)
          const least = Object.keys(people)
            .filter((value) => !shown.has(value))
            .reduce((sum, value) => sum + Math.max(0, ...inner.map((answer) => answer.get(value) ?? 0)), 0)
          expect(hidden.visitors - least).toBeGreaterThanOrEqual(kPlain)
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('a filtered series', () => {
  const points = (...visitors: number[]) => visitors.map((count) => ({ visitors: count }))
  const hide = (...visitors: number[]) =>
    hideSmallPoints(points(...visitors), 10).map((point) => point?.visitors ?? null)

  test('A-45: hides points under k and a second one with them, and leaves days without anyone at 0', () => {
    expect(hide(0, 3, 20, 12)).toEqual([0, null, 20, null])
    expect(hide(4, 7, 20, 12)).toEqual([null, null, 20, 12])
    expect(hide(0, 10, 20)).toEqual([0, 10, 20])
    expect(hide(0, 3, 0)).toEqual([0, null, 0])
  })

  test('A-45: property: never one hidden point alone, nor k − 1 people in all, beside a shown one with people', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 })), (visitors) => {
        const shown = hide(...visitors)
        const hidden = visitors.filter((_, nth) => shown[nth] === null)
        expect(shown.every((count) => count === null || count === 0 || count >= 10)).toBe(true)
        expect(visitors.every((count, nth) => count > 0 || shown[nth] === 0)).toBe(true)
        if (hidden.length > 0 && shown.some((count) => count !== null && count > 0)) {
          expect(hidden.length).toBeGreaterThanOrEqual(2)
          expect(hidden.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(10)
        }
      }),
    )
  })
})

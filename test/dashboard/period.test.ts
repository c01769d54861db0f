import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { partialEnds, rangeDaysMax, readPeriod } from '../../src/dashboard/period.ts'
import { addDays, daysBetween } from '../../src/site/local-day.ts'

const today = '2026-11-23'
const read = (query: string) => readPeriod(new URLSearchParams(query), today)
const period = (query: string) => {
  const reading = read(query)
  if (!reading.ok) throw new Error(reading.why)
  return reading.period
}

describe('a period by name', () => {
  test.each([
    ['', '30d', '2026-10-25', today, 'day', '2026-09-25', '2026-10-24'],
    ['period=today', 'today', today, today, 'hour', '2026-11-22', '2026-11-22'],
    ['period=yesterday', 'yesterday', '2026-11-22', '2026-11-22', 'hour', '2026-11-21', '2026-11-21'],
    ['period=7d', '7d', '2026-11-17', today, 'day', '2026-11-10', '2026-11-16'],
    ['period=90d', '90d', '2026-08-26', today, 'day', '2026-05-28', '2026-08-25'],
    ['period=12m', '12m', '2025-12-01', today, 'month', '2024-12-01', '2025-11-23'],
  ])('"%s" is %s', (query, name, from, to, interval, before, until) => {
    expect(period(query)).toEqual({
      name,
      range: { from, to },
      interval,
      previous: { from: before, to: until },
    })
  })

  test('that nobody offers is refused', () => {
    for (const query of ['period=8d', 'period=', 'period=constructor'])
      expect(read(query)).toEqual({ ok: false, why: 'unknown' })
  })
})

describe('a period between two days', () => {
  test.each([
    ['from=2026-02-30&to=2026-03-01', 'day'],
    ['from=2026-03-01', 'day'],
    ['to=2026-03-01', 'day'],
    ['from=01-03-2026&to=02-03-2026', 'day'],
    ['from=&to=', 'day'],
    ['from=2026-03-02&to=2026-03-01', 'order'],
    ['from=2024-01-01&to=2026-03-11', 'long'],
  ])('%s is refused as %s', (query, why) => {
    expect(read(query)).toEqual({ ok: false, why })
  })

  test('may be as long as two years and a bit, and no longer', () => {
    const from = addDays(today, 1 - rangeDaysMax)
    expect(period(`from=${from}&to=${today}`).name).toBe('custom')
    expect(read(`from=${addDays(from, -1)}&to=${today}`)).toEqual({ ok: false, why: 'long' })
  })

  test('is compared with as many days, just before; and its chart has at most a hundred points', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 1, max: rangeDaysMax }),
        (back, days) => {
          const to = addDays(today, -back)
          const { range, previous, interval } = period(`from=${addDays(to, 1 - days)}&to=${to}`)
          expect(daysBetween(previous.from, previous.to)).toBe(days)
          expect(addDays(previous.to, 1)).toBe(range.from)
          const points = { hour: days * 25, day: days, month: days / 28 + 2 }[interval]
          expect(points).toBeLessThanOrEqual(100)
        },
      ),
    )
  })
})

test('a chart marks the ends that are not whole', () => {
  expect(partialEnds(period('period=30d'), today)).toEqual({ first: false, last: true })
  expect(partialEnds(period('period=yesterday'), today)).toEqual({ first: false, last: false })
  expect(partialEnds(period('period=12m'), today)).toEqual({ first: false, last: true })
  expect(partialEnds(period('from=2026-01-15&to=2026-09-30'), today)).toEqual({ first: true, last: false })
  expect(partialEnds(period('from=2026-01-01&to=2026-09-29'), today)).toEqual({ first: false, last: true })
})

/** Weeks, months and the hour at which a report is due, across changes of the clock and the ends of months. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dueAt, dueRange, lastWhole, periodBefore, reportPeriods } from '../../src/report/period.ts'
import { addDays, daysBetween, localToday } from '../../src/site/local-day.ts'

const zone = 'Europe/Amsterdam'

describe('the last whole week', () => {
  test.each([
    ['a Monday', '2026-11-23', '2026-11-16', '2026-11-22'],
    ['a Sunday, whose week is not over', '2026-11-22', '2026-11-09', '2026-11-15'],
    ['a Wednesday', '2026-11-25', '2026-11-16', '2026-11-22'],
    ['the Monday after summer time began', '2026-03-30', '2026-03-23', '2026-03-29'],
    ['the Monday after it ended', '2026-10-26', '2026-10-19', '2026-10-25'],
    ['the first Monday of a year', '2027-01-04', '2026-12-28', '2027-01-03'],
  ])('on %s', (_, today, from, to) => {
    expect(lastWhole('week', today)).toEqual({ from, to })
  })

  test('is seven days from Monday to Sunday, over before today, and the one before it joins on', () => {
    fc.assert(
      fc.property(fc.nat(20_000), (days) => {
        const today = addDays('2001-01-01', days)
        const range = lastWhole('week', today)
        expect(new Date(range.from).getUTCDay()).toBe(1)
        expect(daysBetween(range.from, range.to)).toBe(7)
        expect(range.to < today && addDays(range.to, 7) >= today).toBe(true)
        expect(periodBefore('week', range)).toEqual({
          from: addDays(range.from, -7),
          to: addDays(range.from, -1),
        })
      }),
    )
  })
})

describe('the last whole month', () => {
  test.each([
    ['the first of March', '2026-03-01', '2026-02-01', '2026-02-28'],
    ['the first of March of a leap year', '2028-03-01', '2028-02-01', '2028-02-29'],
    ['the last of January', '2026-01-31', '2025-12-01', '2025-12-31'],
    ['the first of November', '2026-11-01', '2026-10-01', '2026-10-31'],
  ])('on %s', (_, today, from, to) => {
    expect(lastWhole('month', today)).toEqual({ from, to })
  })

  test('is compared with the whole month before it, of whatever length', () => {
    expect(periodBefore('month', { from: '2026-03-01', to: '2026-03-31' })).toEqual({
      from: '2026-02-01',
      to: '2026-02-28',
    })
  })
})

describe('a report is due', () => {
  test.each([
    ['in winter', '2026-11-22', zone, '2026-11-23T06:00:00.000Z'],
    ['in summer', '2026-07-05', zone, '2026-07-06T05:00:00.000Z'],
    ['the day after summer time began', '2026-03-29', zone, '2026-03-30T05:00:00.000Z'],
    ['the day after it ended', '2026-10-25', zone, '2026-10-26T06:00:00.000Z'],
    ['on the very day it began', '2026-03-28', zone, '2026-03-29T05:00:00.000Z'],
    ['on the very day it ended', '2026-10-24', zone, '2026-10-25T06:00:00.000Z'],
    ['where the first of November is that day', '2026-10-31', 'America/New_York', '2026-11-01T12:00:00.000Z'],
    ['in a zone that is ahead', '2026-11-22', 'Asia/Tokyo', '2026-11-22T22:00:00.000Z'],
  ])('at seven by the wall, %s', (_, to, timezone, at) => {
    expect(dueAt({ from: to, to }, timezone).toISOString()).toBe(at)
  })

  test('not a minute before seven on its own morning, and all week after', () => {
    const due = (at: string) => dueRange('week', new Date(at), zone)
    const week = { from: '2026-11-16', to: '2026-11-22' }
    expect(due('2026-11-22T23:00:00Z')).toBeNull()
    expect(due('2026-11-23T05:59:59Z')).toBeNull()
    expect(due('2026-11-23T06:00:00Z')).toEqual(week)
    expect(due('2026-11-29T22:59:59Z')).toEqual(week)
    expect(due('2026-11-29T23:00:00Z')).toBeNull()
  })

  test('for what is over by then, and never for anything older than the last whole one', () => {
    fc.assert(
      fc.property(fc.nat(30 * 365 * 24), fc.constantFrom(...reportPeriods), (hours, period) => {
        const now = new Date(Date.UTC(2020, 0, 1) + hours * 3_600_000)
        const range = dueRange(period, now, zone)
        const last = lastWhole(period, localToday(now, zone))
        if (range === null) expect(now < dueAt(last, zone)).toBe(true)
        else expect(range).toEqual(last)
      }),
    )
  })
})

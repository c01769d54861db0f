import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  dayBounds,
  daysBetween,
  isCountableZone,
  isDay,
  localDay,
  offsetAt,
  startOfDay,
} from '../../src/site/local-day.ts'

const zones = ['Europe/Amsterdam', 'America/New_York', 'UTC', 'Atlantic/Reykjavik'] as const
const hour = 3_600_000

/** The local date as another part of the platform writes it. */
const slowDay = (at: number, timeZone: string) => {
  const parts = new Intl.DateTimeFormat('nl-NL', { timeZone, dateStyle: 'short' }).formatToParts(at)
  const part = (type: string) => parts.find((one) => one.type === type)?.value.padStart(2, '0')
  return `20${part('year')?.slice(-2)}-${part('month')}-${part('day')}`
}

const instant = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2036, 0, 1) })
/** Within three hours of a UTC midnight and around the two changes of the clock, where mistakes live. */
const delicate = fc
  .tuple(
    fc.integer({ min: 2024, max: 2035 }),
    fc.constantFrom(2, 9, 10),
    fc.integer({ min: 1, max: 31 }),
    fc.integer({ min: -6 * hour, max: 6 * hour }),
  )
  .map(([year, month, date, off]) => Date.UTC(year, month, date) + off)

describe('property: for every instant of 2024 to 2035', () => {
  test.each(zones)(
    'in %s the day holds it, is the one the calendar says, and lasts 23, 24 or 25 hours',
    (zone) => {
      fc.assert(
        fc.property(fc.oneof(instant, delicate), (at) => {
          const day = localDay(new Date(at), zone)
          expect(day).toBe(slowDay(at, zone))
          const { from, until } = dayBounds(day, zone)
          expect(from.getTime()).toBeLessThanOrEqual(at)
          expect(until.getTime()).toBeGreaterThan(at)
          expect([23, 24, 25]).toContain((until.getTime() - from.getTime()) / hour)
          expect(localDay(from, zone)).toBe(day)
          expect(slowDay(from.getTime() - 1, zone)).toBe(addDays(day, -1))
          expect(startOfDay(addDays(day, 1), zone)).toEqual(until)
        }),
        { numRuns: 400 },
      )
    },
  )
})

test('R-14: the days of a clock change have 23 and 25 hours, in each zone on its own date', () => {
  const hours = (day: string, zone: string) => {
    const { from, until } = dayBounds(day, zone)
    return (until.getTime() - from.getTime()) / hour
  }
  expect(['2026-03-28', '2026-03-29', '2026-10-25'].map((day) => hours(day, 'Europe/Amsterdam'))).toEqual([
    24, 23, 25,
  ])
  expect(['2026-03-08', '2026-11-01', '2026-10-25'].map((day) => hours(day, 'America/New_York'))).toEqual([
    23, 25, 24,
  ])
  expect(hours('2026-03-29', 'Atlantic/Reykjavik')).toBe(24)
})

test('where the clock skips midnight the day begins at the first instant there is, east and west of Greenwich', () => {
  for (const [day, zone, first] of [
    ['2025-09-07', 'America/Santiago', '2025-09-07T04:00:00.000Z'],
    ['2025-03-30', 'Asia/Beirut', '2025-03-29T22:00:00.000Z'],
    ['2025-04-25', 'Africa/Cairo', '2025-04-24T22:00:00.000Z'],
  ] as const) {
    const start = startOfDay(day, zone)
    expect(start.toISOString()).toBe(first)
    expect([localDay(start, zone), slowDay(start.getTime() - 1, zone)]).toEqual([day, addDays(day, -1)])
  }
})

test('the offset is that of the instant', () => {
  expect(offsetAt(new Date('2026-01-01T00:00:00.999Z'), 'Europe/Amsterdam')).toBe(hour)
  expect(offsetAt(new Date('2026-07-01T00:00:00Z'), 'Europe/Amsterdam')).toBe(2 * hour)
  expect(offsetAt(new Date('2026-01-01T00:00:00Z'), 'America/New_York')).toBe(-5 * hour)
})

test.each([
  'Europe/Amsterdam',
  'UTC',
  'America/New_York',
  'Atlantic/Reykjavik',
  'America/Argentina/Buenos_Aires',
  'Asia/Tokyo',
])('%s is a zone whose hours can be counted', (zone) => {
  expect(isCountableZone(zone)).toBe(true)
})

test.each([
  ['Asia/Kolkata', 'half hours'],
  ['Asia/Kathmandu', 'quarters'],
  ['Australia/Lord_Howe', 'half an hour of summer time'],
  ['America/Havana', 'a midnight that comes twice'],
  ['Atlantic/Azores', 'a midnight that comes twice'],
  ['America/Santiago', 'a midnight that is skipped'],
  ['CET', 'an abbreviation: the database knows no summer time for it'],
  ['EST', 'an abbreviation'],
  ['+01:00', 'an offset: the database turns its sign'],
  ['Mars/Phobos', 'nowhere'],
  ['', 'nothing'],
  ["UTC'; drop table site --", 'no zone'],
])('%s is none: %s', (zone) => {
  expect(isCountableZone(zone)).toBe(false)
})

test('a day is a real date of this age', () => {
  for (const day of ['2026-02-28', '2028-02-29', '2000-01-01', '2199-12-31']) expect(isDay(day)).toBe(true)
  for (const day of [
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '0000-01-01',
    '1999-12-31',
    '2200-01-01',
    '9999-12-31',
    '2026-11-23T',
    ' 2026-11-23',
    '',
  ])
    expect(isDay(day), day).toBe(false)
})

test('days are added and counted on the calendar', () => {
  expect([addDays('2026-02-28', 1), addDays('2026-01-01', -1), addDays('2199-12-31', 1)]).toEqual([
    '2026-03-01',
    '2025-12-31',
    '2200-01-01',
  ])
  expect([daysBetween('2026-11-23', '2026-11-23'), daysBetween('2026-03-28', '2026-03-30')]).toEqual([1, 3])
})

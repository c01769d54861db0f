import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysLeft, extendedDue, legalDue, promiseDue } from '../../src/rights/clock.ts'
import { easterOf, isWorkingDay, publicHolidays } from '../../src/rights/holiday.ts'
import { addDays, localDay } from '../../src/site/local-day.ts'

const allDays: string[] = []
for (let day = '2024-01-01'; day <= '2035-12-31'; day = addDays(day, 1)) allDays.push(day)
const amsterdam = 'Europe/Amsterdam'

describe('A-01: for every day from 2024 to 2035', () => {
  test('A-01: the promise is 28 days on, on the same weekday, and never later than the law', () => {
    expect(allDays).toHaveLength(4_383)
    for (const day of allDays) {
      expect(daysLeft(promiseDue(day), day)).toBe(28)
      expect(promiseDue(day) <= legalDue(day), day).toBe(true)
    }
  })

  test('A-01: the law ends on a working day, at most five days after the month, and on the same number unless it moved', () => {
    for (const day of allDays) {
      const due = legalDue(day)
      expect(isWorkingDay(due), day).toBe(true)
      // The plain month by another way: the first of next month, and as many days on as it has.
      const first = addDays(`${day.slice(0, 7)}-28`, 4).slice(0, 7)
      const last = addDays(`${addDays(`${first}-28`, 4).slice(0, 7)}-01`, -1)
      const numbered = `${first}-${day.slice(8)}`
      const plain = numbered > last ? last : numbered
      const moved = daysLeft(due, plain)
      expect(moved, day).toBeGreaterThanOrEqual(0)
      expect(moved, day).toBeLessThanOrEqual(5)
      // It moves over days off alone, and only where it began on one.
      for (let nth = 0; nth < moved; nth += 1) expect(isWorkingDay(addDays(plain, nth)), day).toBe(false)
    }
  })

  test('A-01: days that are off are as the calendar has them', () => {
    expect(publicHolidays(2026)).toEqual([
      '2026-01-01',
      '2026-04-06',
      '2026-04-27',
      '2026-05-05',
      '2026-05-14',
      '2026-05-25',
      '2026-12-25',
      '2026-12-26',
    ])
    // Easter, from tables that were printed.
    for (const [year, easter] of [
      [2024, '2024-03-31'],
      [2025, '2025-04-20'],
      [2027, '2027-03-28'],
      [2028, '2028-04-16'],
      [2030, '2030-04-21'],
      [2035, '2035-03-25'],
      [2038, '2038-04-25'],
      [2049, '2049-04-18'],
    ] as const)
      expect(easterOf(year)).toBe(easter)
    // The 27th of April is a Sunday in 2025 and 2031.
    expect(publicHolidays(2025)).toContain('2025-04-26')
    expect(publicHolidays(2025)).not.toContain('2025-04-27')
    expect(publicHolidays(2031)).toContain('2031-04-26')
    // Good Friday is on a level with them "for this act" alone, and this period is not one of that act.
    expect(isWorkingDay('2026-04-03')).toBe(true)
  })

  test.each([
    // Month ends, and leap years.
    ['2027-01-31', '2027-03-01', 'the 28th is a Sunday'],
    ['2028-01-31', '2028-02-29', 'a leap year'],
    ['2026-01-29', '2026-03-02', 'to the end of February, a Saturday'],
    ['2026-03-31', '2026-04-30', 'a month of thirty days'],
    ['2026-11-30', '2026-12-30', 'an ordinary month'],
    ['2026-12-31', '2027-02-01', 'over the year’s end, to a Sunday'],
    // Holidays.
    ['2026-03-06', '2026-04-07', 'Easter Monday'],
    ['2026-03-03', '2026-04-03', 'Good Friday is a day like others'],
    ['2026-03-27', '2026-04-28', 'King’s Day'],
    ['2025-03-26', '2025-04-28', 'King’s Day on a Saturday, and the Sunday'],
    ['2026-04-05', '2026-05-06', 'Liberation Day'],
    ['2026-04-14', '2026-05-15', 'Ascension Day'],
    ['2026-04-25', '2026-05-26', 'Whit Monday'],
    ['2026-11-25', '2026-12-28', 'Christmas on a Friday, and the weekend'],
    ['2024-12-01', '2025-01-02', 'New Year’s Day'],
  ])('A-01: what comes in on %s is due on %s: %s', (received, due) => {
    expect(legalDue(received)).toBe(due)
  })
})

describe('A-02: the day on which something comes in', () => {
  test.each([
    ['2026-11-23T22:59:59Z', '2026-11-23', 'winter'],
    ['2026-11-23T23:00:00Z', '2026-11-24', 'a second later'],
    ['2026-07-01T21:59:59Z', '2026-07-01', 'summer'],
    ['2026-07-01T22:00:00Z', '2026-07-02', 'a second later'],
    // The clock goes on at 2:00 on the 29th of March, and back at 3:00 on the 25th of October.
    ['2026-03-28T22:59:59Z', '2026-03-28', 'the evening before summer time'],
    ['2026-03-29T21:59:59Z', '2026-03-29', 'the evening of its first day'],
    ['2026-03-29T22:00:00Z', '2026-03-30', 'a second later'],
    ['2026-10-24T21:59:59Z', '2026-10-24', 'the evening before winter time'],
    ['2026-10-25T22:59:59Z', '2026-10-25', 'the evening of its first day'],
    ['2026-10-25T23:00:00Z', '2026-10-26', 'a second later'],
  ])('A-02: %s counts for %s: %s', (at, day) => {
    expect(localDay(new Date(at), amsterdam)).toBe(day)
  })

  test('A-02: is the same for all instants of a local day, at any time of the year', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2024-01-01'), max: new Date('2035-12-31'), noInvalidDate: true }),
        (at) => {
          const day = localDay(at, amsterdam)
          const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: amsterdam, dateStyle: 'short' })
          expect(day).toBe(parts.format(at))
        },
      ),
    )
  })
})

test('A-03: an extension ends three months after receipt at most, and after what the law gives without', () => {
  for (const day of allDays) {
    const latest = new Date(`${day}T00:00:00Z`)
    latest.setUTCMonth(latest.getUTCMonth() + 3)
    expect(extendedDue(day) <= latest.toISOString().slice(0, 10), day).toBe(true)
    expect(extendedDue(day) > legalDue(day), day).toBe(true)
  }
  expect(extendedDue('2026-11-30')).toBe('2027-02-28')
  expect(extendedDue('2026-11-23')).toBe('2027-02-23')
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { localDay } from '../../src/site/local-day.ts'
import { momentFields, readMoment } from '../../src/writing/local-moment.ts'

const amsterdam = 'Europe/Amsterdam'
const at = (day: string, time: string, timezone = amsterdam) => {
  const reading = readMoment(day, time, timezone)
  return reading.ok ? reading.at.toISOString() : reading.why
}

describe('a moment as staff type it', () => {
  test.each([
    ['2026-01-15', '09:30', '2026-01-15T08:30:00.000Z'],
    ['2026-07-15', '09:30', '2026-07-15T07:30:00.000Z'],
    ['2026-07-15', '09:30:00', '2026-07-15T07:30:00.000Z'],
    // The night summer time begins: 02:30 does not exist.
    ['2026-03-29', '01:59', '2026-03-29T00:59:00.000Z'],
    ['2026-03-29', '02:30', 'skipped'],
    ['2026-03-29', '03:00', '2026-03-29T01:00:00.000Z'],
    // The night it ends: 02:30 comes twice, and the first one is meant.
    ['2026-10-25', '02:30', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25', '03:00', '2026-10-25T02:00:00.000Z'],
    ['2026-02-30', '09:30', 'day'],
    ['', '09:30', 'day'],
    ['2026-02-28', '24:00', 'time'],
    ['2026-02-28', '9:30', 'time'],
    ['2026-02-28', '', 'time'],
  ])('%s %s in Amsterdam is %s', (day, time, instant) => {
    expect(at(day, time)).toBe(instant)
  })

  test('is read by the clock of the site, not of the server', () => {
    expect(at('2026-01-15', '09:30', 'America/New_York')).toBe('2026-01-15T14:30:00.000Z')
    expect(at('2026-01-15', '09:30', 'UTC')).toBe('2026-01-15T09:30:00.000Z')
  })

  test('comes back from its fields, and never a day off', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.parse('2024-01-01') / 60_000, max: Date.parse('2036-12-31') / 60_000 }),
        fc.constantFrom(amsterdam, 'America/New_York', 'Asia/Tokyo', 'UTC', 'Pacific/Auckland'),
        (minutes, timezone) => {
          const instant = new Date(minutes * 60_000)
          const { day, time } = momentFields(instant, timezone)
          expect(day).toBe(localDay(instant, timezone))
          const reading = readMoment(day, time, timezone)
          // An hour that comes twice: the first of the two.
          const off = reading.ok ? instant.getTime() - reading.at.getTime() : NaN
          expect([0, 3_600_000]).toContain(off)
        },
      ),
    )
  })

  test('any text is answered', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (day, time) => typeof at(day, time) === 'string'))
  })
})

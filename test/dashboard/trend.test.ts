import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { axisLabel, fullLabel } from '../../src/dashboard/trend-label.ts'
import { shapeTrend } from '../../src/dashboard/trend-shape.ts'
import { formatIn } from '../../src/page/format.ts'
import { changeOf } from '../../src/stats/change.ts'
import type { SeriesPoint } from '../../src/stats/question.ts'
import { believableDays } from './believable.ts'

const whole = { first: false, last: false }
const known = (point: SeriesPoint) => point.visitors !== null

const points = fc.array(
  fc.oneof(
    { weight: 9, arbitrary: fc.record({ visitors: fc.nat(1e6), visits: fc.nat(1e6), views: fc.nat(1e7) }) },
    { weight: 1, arbitrary: fc.constant({ visitors: null, visits: null, views: null }) },
  ),
  { minLength: 1, maxLength: 100 },
)
const dated = points.map((all) => all.map((point, nth) => ({ at: `2026-01-${nth}`, ...point })))

describe('the trend', () => {
  test('lies inside its plot, more is higher, and what is hidden is not drawn', () => {
    fc.assert(
      fc.property(dated, fc.boolean(), fc.boolean(), (series, first, last) => {
        const shape = shapeTrend(series, { first, last })
        for (const { point, visitorsY, viewsY, x } of shape.moments) {
          expect(x).toBeGreaterThan(0)
          expect(x).toBeLessThan(100)
          expect(visitorsY === null).toBe(!known(point))
          for (const y of [visitorsY, viewsY]) if (y !== null) expect(y >= 0 && y <= 100).toBe(true)
          if (point.visitors !== null && point.views !== null && visitorsY !== null && viewsY !== null)
            expect(Math.sign(point.views - point.visitors) * (visitorsY - viewsY)).toBeGreaterThanOrEqual(0)
        }
        expect(shape.visitors.whole + shape.visitors.partial + shape.area).not.toMatch(/NaN|Infinity|null/)
      }),
    )
  })

  test('has whole numbers at its axis, from nought to above the highest', () => {
    fc.assert(
      fc.property(dated, (series) => {
        const values = shapeTrend(series, whole).ticks.map(({ value }) => value)
        expect(values[0]).toBe(0)
        expect(values.every(Number.isInteger)).toBe(true)
        expect(values.length).toBeLessThanOrEqual(9)
      }),
    )
  })

  test('labels the newest point, and no more points than there is room for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), (count) => {
        const { labels } = shapeTrend(believableDays('2026-01-01', count), whole)
        const rooms = labels.map(({ room }) => room)
        expect(rooms.at(-1)).toBe('narrow')
        expect(rooms.filter((room) => room === 'narrow').length).toBeLessThanOrEqual(3)
        expect(rooms.filter((room) => room !== 'wide').length).toBeLessThanOrEqual(7)
        expect(rooms.length).toBeLessThanOrEqual(12)
      }),
    )
  })

  test('draws the stretch towards an unfinished day apart', () => {
    const series = believableDays('2026-11-01', 10)
    const closed = shapeTrend(series, whole)
    const open = shapeTrend(series, { first: false, last: true })
    expect(closed.visitors.partial).toBe('')
    expect(open.visitors.partial).toMatch(/^M/)
    expect(open.visitors.whole.length).toBeLessThan(closed.visitors.whole.length)
  })

  test('of a day without anyone is a line on the ground', () => {
    const none = believableDays('2026-11-01', 3).map(({ at }) => ({ at, visitors: 0, visits: 0, views: 0 }))
    expect(shapeTrend(none, whole).moments.map(({ visitorsY }) => visitorsY)).toEqual([100, 100, 100])
  })
})

test('moments are short under the axis and whole in the table', () => {
  const nl = formatIn('nl')
  expect(axisLabel('hour', '2026-10-25T02+01:00', nl)).toBe('02:00')
  expect(fullLabel('hour', '2026-10-25T02+01:00', nl)).toBe('Zo 25 oktober, 02:00')
  expect(axisLabel('day', '2026-11-23', nl)).toBe('23 nov')
  expect(fullLabel('day', '2026-11-23', nl)).toBe('Ma 23 november')
  expect([axisLabel('month', '2026-01', nl), axisLabel('month', '2026-02', nl)]).toEqual(['jan ’26', 'feb'])
  expect(fullLabel('month', '2026-02', formatIn('en'))).toBe('February 2026')
})

test.each([
  [110, 100, { kind: 'more', share: 0.1 }],
  [50, 100, { kind: 'less', share: 0.5 }],
  [1000, 1004, { kind: 'same' }],
  [0, 0, { kind: 'same' }],
  [5, 0, { kind: 'fresh' }],
  [0, 5, { kind: 'less', share: 1 }],
  [5, undefined, { kind: 'unknown' }],
])('%d against %s before', (now, before, change) => {
  expect(changeOf(now, before)).toEqual(change)
})

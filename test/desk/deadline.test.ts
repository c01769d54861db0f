/** How a request stands against its due day: the words and the shapes that say so. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deadlineOf, grades } from '../../src/desk/deadline.ts'
import { dueShapes, dueWords } from '../../src/desk/due-mark.tsx'
import { readTypedDay } from '../../src/desk/intake-read.ts'
import { readReportMonth, reportMonths } from '../../src/desk/report-month.ts'
import { wordsIn } from '../../src/page/words.ts'
import { addDays } from '../../src/site/local-day.ts'

const said = (days: number) => dueWords({ days }, wordsIn('nl').desk)

test('A-01: how long there is left is a word of its own, and each grade has a shape of its own', () => {
  expect([-2, -1, 0, 1, 2, 12].map(said)).toEqual([
    'te laat: 2 dagen',
    'te laat: 1 dag',
    'vandaag',
    'morgen',
    'nog 2 dagen',
    'nog 12 dagen',
  ])
  const found = [-1, 0, 7, 8].map(
    (days) => deadlineOf({ promiseDue: addDays('2026-11-23', days), extendedDue: null }, '2026-11-23').grade,
  )
  expect(found).toEqual(grades)
  expect(new Set(Object.values(dueShapes)).size).toBe(grades.length)
})

test('A-03: once it was extended, the new day counts; before that the promise does, and never the later day of the law', () => {
  fc.assert(
    fc.property(fc.integer({ min: -400, max: 400 }), fc.integer({ min: 0, max: 90 }), (ahead, more) => {
      const today = '2026-11-23'
      const promiseDue = addDays(today, ahead)
      expect(deadlineOf({ promiseDue, extendedDue: null }, today)).toMatchObject({
        due: promiseDue,
        days: ahead,
      })
      const extendedDue = addDays(promiseDue, more)
      expect(deadlineOf({ promiseDue, extendedDue }, today)).toMatchObject({
        due: extendedDue,
        days: ahead + more,
      })
    }),
  )
})

test.each([
  ['3-11-2026', '2026-11-03'],
  ['03/11/2026', '2026-11-03'],
  [' 3.11.2026 ', '2026-11-03'],
  ['2026-11-03', '2026-11-03'],
  ['31-11-2026', null],
  ['2026-02-30', null],
  ['11-2026', null],
  ['gisteren', null],
  ['', null],
])('A-05: a day that is typed as %j is read as %s', (text, day) => {
  expect(readTypedDay(text)).toBe(day)
})

test('a month of the report is one of the last two years, and its span is that of the local calendar', () => {
  const month = (asked: string | undefined) => readReportMonth(asked, '2026-11-23', 'Europe/Amsterdam')
  expect(month('2026-10')).toMatchObject({
    from: '2026-10-01',
    to: '2026-10-31',
    isRunning: false,
    previous: '2026-09',
    next: '2026-11',
  })
  // Summer time ends in it.
  expect([month('2026-10').since, month('2026-10').until].map((at) => at.toISOString())).toEqual([
    '2026-09-30T22:00:00.000Z',
    '2026-10-31T23:00:00.000Z',
  ])
  expect(month('2026-11')).toMatchObject({ isRunning: true, next: null, to: '2026-11-30' })
  expect(month('2024-11')).toMatchObject({ name: '2024-11', previous: null })
  for (const odd of [undefined, '', '2026-12', '2024-10', '2026-13', "2026-11'", '1999-01'])
    expect(month(odd).name).toBe('2026-11')
  expect(reportMonths('2026-03-31')).toHaveLength(25)
  expect(new Set(reportMonths('2026-03-31')).size).toBe(25)
})

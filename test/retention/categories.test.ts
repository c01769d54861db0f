/** each category has a term, a legal note and somebody who answers for it; nothing is kept "for ever", and nothing switches it off. */
import { expect, test } from 'vitest'
import { register, type Period } from '../../src/db/personal.ts'
import { languages, wordsIn } from '../../src/page/words.ts'
import { categories, limitOf, ownersOf, type Category } from '../../src/retention/category.ts'
import { retentionBounds, siteSettings } from '../../src/site/site-settings.ts'

const all: readonly (readonly [string, Category])[] = Object.entries(categories)
const kept = { timezone: 'Europe/Amsterdam', settings: siteSettings.parse({}) }

test('A-33: every table of the register is in one category, the one of its period, and no category has another', () => {
  for (const [period, { since }] of all) {
    const tables = new Set(register.filter((entry) => entry.period === period).map(({ table }) => table))
    expect(Object.keys(since).toSorted(), period).toEqual([...tables].toSorted())
  }
  const listed = all.flatMap(([, { since }]) => Object.keys(since))
  expect(new Set(listed).size).toBe(listed.length)
  expect(new Set(listed)).toEqual(new Set(register.map(({ table }) => table)))
  expect(new Set(all.map(([, { name }]) => name)).size).toBe(all.length)
})

test('A-33: each category has a term, a legal note in every language, and a room that answers for it', () => {
  for (const [period, category] of all) {
    expect(ownersOf(category).length, period).toBeGreaterThan(0)
    for (const language of languages) {
      const words = wordsIn(language).retention
      const { name, law, since } = words.categories[category.name]
      expect(name.length, period).toBeGreaterThan(3)
      expect(law, period).toMatch(/AVG|GDPR|persoon|person/)
      if (category.term.kind === 'until') expect(words.until[category.term.end].length).toBeGreaterThan(5)
      else expect(since, period).not.toBe('')
    }
  }
})

test('A-33: what is swept has a limit at any time, and what is not ends with something that is said', () => {
  for (const [period, { term, rhythm }] of all) {
    const limit = limitOf(term, kept, new Date('2026-11-23T11:00:00Z'))
    expect(limit === null, period).toBe(rhythm === 'never')
    expect(term.kind === 'until', period).toBe(rhythm === 'never')
  }
})

test('A-33: no value of a setting keeps anything for ever, and none turns a sweep off', () => {
  const { retention } = siteSettings.parse({})
  expect(retention).toEqual({ eventsDays: 90, visitsMonths: 13, totalsMonths: 25 })
  for (const [name, { low, high }] of Object.entries(retentionBounds)) {
    expect(low).toBeGreaterThan(0)
    for (const value of [0, -1, low - 1, high + 1, Number.POSITIVE_INFINITY, null, false, 'never'])
      expect(
        siteSettings.safeParse({ retention: { [name]: value } }).success,
        `${name} ${String(value)}`,
      ).toBe(false)
  }
})

test('a limit is the start of a local day, on the days of a clock change too, and months end where they end', () => {
  const at = (period: Period, now: string, retention: Partial<typeof kept.settings.retention> = {}) =>
    limitOf(
      categories[period].term,
      {
        ...kept,
        settings: { ...kept.settings, retention: { ...kept.settings.retention, ...retention } },
      },
      new Date(now),
    )
  expect(at('events-90-days', '2026-11-23T11:00:00Z')).toEqual({
    day: '2026-08-25',
    at: new Date('2026-08-24T22:00:00Z'),
  })
  // Just after midnight in Amsterdam it is still yesterday in UTC.
  expect(at('events-90-days', '2026-11-22T23:30:00Z')?.day).toBe('2026-08-25')
  expect(at('visits-13-months', '2028-03-31T11:00:00Z')?.day).toBe('2027-02-28')
  expect(at('totals-25-months', '2026-11-23T11:00:00Z')?.day).toBe('2024-10-23')
  expect(at('requests-2-years', '2028-02-29T11:00:00Z')?.day).toBe('2026-02-28')
  // In March a month is shorter than thirty days: events do not outlive visits.
  expect(at('events-90-days', '2027-03-15T11:00:00Z', { eventsDays: 30, visitsMonths: 1 })?.day).toBe(
    '2027-02-15',
  )
})

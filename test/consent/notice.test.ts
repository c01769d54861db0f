import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consentDraft } from '../../src/consent/draft.ts'
import {
  answerDays,
  makeNotice,
  materialOf,
  noticeIdOf,
  noticeText,
  reasonsToAsk,
  type Notice,
  type NoticeParts,
} from '../../src/consent/notice.ts'
import { statistics, type Purpose } from '../../src/consent/purpose.ts'
import { nlU } from '../../src/consent/texts/nl-u.ts'

const draft = consentDraft.parse({
  languages: ['nl', 'en', 'ar'],
  purposes: [
    { id: 'insights', basis: 'consent', elements: ['visitor-id'], months: 13 },
    {
      id: 'embeds',
      basis: 'consent',
      elements: ['third-party-content', 'third-party-storage'],
      recipients: ['Google', 'Vimeo'],
      services: [
        { id: 'youtube', name: 'YouTube', hosts: ['youtube.com', 'youtube-nocookie.com'] },
        { id: 'vimeo', name: 'Vimeo', hosts: ['vimeo.com'] },
      ],
    },
  ],
  texts: { nl: { title: 'Mag dit?' } },
})
const parts: NoticeParts = {
  site: 'voorbeeldwonen.nl',
  form: 'je',
  controller: { name: 'Voorbeeld Wonen', address: 'Straat 1, Delft', email: 'privacy@voorbeeldwonen.nl' },
  statement: { hash: 'a'.repeat(64), publishedOn: '2026-10-01', material: 1 },
}
const notice = makeNotice(draft, parts)
const idOf = (one: Notice): string => noticeIdOf(noticeText(one))

const changing = (id: string, change: Partial<Purpose>): Notice => ({
  ...notice,
  purposes: notice.purposes.map((purpose) =>
    purpose.id === id ? ({ ...purpose, ...change } as Purpose) : purpose,
  ),
})
const embeds = (change: Partial<Purpose>) => changing('embeds', change)
const services = notice.purposes.find(({ id }) => id === 'embeds')?.services ?? []

describe('a notice', () => {
  test('B6: names who asks and has a text for each purpose in each language', () => {
    expect(notice.texts.nl?.intro).toBe('Voorbeeld Wonen wil graag:')
    for (const language of notice.languages) {
      const texts = notice.texts[language]
      expect(texts?.intro).toContain('Voorbeeld Wonen')
      expect(Object.keys(texts?.purposes ?? {})).toEqual(['statistics', 'insights', 'embeds'])
    }
  })

  test('has the texts of its languages and no others, and what the editor wrote in place of ours', () => {
    expect(Object.keys(notice.texts)).toEqual(['nl', 'en', 'ar'])
    expect(notice.texts.nl?.title).toBe('Mag dit?')
    expect(notice.texts.en?.title).toBe('May we use this?')
    expect(makeNotice(draft, { ...parts, form: 'u' }).texts.nl?.withdraw).toBe(nlU.withdraw)
  })

  test('names who asks as they are called, with whatever signs', () => {
    const name = `$& Wonen $' {controller} $1`
    expect(makeNotice(draft, { ...parts, controller: { ...parts.controller, name } }).texts.nl?.intro).toBe(
      `${name} wil graag:`,
    )
  })

  test('B1: has reasons to ask, which are its purposes that need consent', () => {
    expect(reasonsToAsk(draft).map(({ id }) => id)).toEqual(['insights', 'embeds'])
    expect(reasonsToAsk(consentDraft.parse({}))).toEqual([])
    expect(notice.purposes[0]).toEqual(statistics)
  })

  test('C4: says how long an answer holds: half a year', () => {
    expect(notice.validDays).toBe(answerDays)
    expect(answerDays).toBe(182)
  })
})

/** The same value with the names of each object in another order. */
function reordered(value: unknown, order: (names: string[]) => string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => reordered(one, order))
  if (typeof value !== 'object' || value === null) return value
  const members = value as Record<string, unknown>
  return Object.fromEntries(
    order(Object.keys(members)).map((name) => [name, reordered(members[name], order)]),
  )
}

/** Paths of all strings and numbers in a value. */
function leavesOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, one]) => leavesOf(one, [...path, name]))
}
function changedAt(value: unknown, [first, ...rest]: readonly (string | number)[]): unknown {
  if (first === undefined)
    return typeof value === 'number' ? value + 1 : typeof value === 'string' ? `${value}.` : !value
  const members = value as Record<string, unknown>
  const changed = { ...members, [first]: changedAt(members[first], rest) }
  return Array.isArray(value) ? Object.values(changed) : changed
}

describe('C2: the name of a notice', () => {
  test('is the hash of its text: 64 digits, the same each time', () => {
    expect(idOf(notice)).toMatch(/^[\da-f]{64}$/)
    expect(idOf(makeNotice(draft, parts))).toBe(idOf(notice))
    expect(idOf(JSON.parse(noticeText(notice)) as Notice)).toBe(idOf(notice))
  })

  test('does not depend on the order in which names were written', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const other = reordered(notice, (names) =>
          names
            .map((name) => [numbers.next().value ?? 0, name] as const)
            .toSorted(([a], [b]) => a - b)
            .map(([, name]) => name),
        ) as Notice
        expect(noticeText(other)).toBe(noticeText(notice))
      }),
      { numRuns: 50 },
    )
  })

  test('changes with every single text, number and switch', () => {
    const leaves = leavesOf(notice)
    const ids = leaves.map((path) => idOf(changedAt(notice, path) as Notice))
    expect(leaves.length).toBeGreaterThan(150)
    expect(new Set([idOf(notice), ...ids]).size).toBe(leaves.length + 1)
  })

  test('changes with the order of buttons and purposes, which is what one sees', () => {
    expect(idOf({ ...notice, purposes: notice.purposes.toReversed() })).not.toBe(idOf(notice))
    const buttons = {
      ...notice.buttons,
      banner: ['accept', 'refuse', 'customise'],
    } as unknown as Notice['buttons']
    expect(idOf({ ...notice, buttons })).not.toBe(idOf(notice))
  })
})

describe('C5: everyone is asked again', () => {
  const insights = notice.purposes.find(({ id }) => id === 'insights')
  test.each<[string, Notice]>([
    ['another organisation asks', { ...notice, controller: { ...notice.controller, name: 'Ander Wonen' } }],
    [
      'there is another purpose',
      { ...notice, purposes: [...notice.purposes, { ...insights, id: 'chat' } as Purpose] },
    ],
    ['a purpose is gone', { ...notice, purposes: notice.purposes.filter(({ id }) => id !== 'insights') }],
    ['a purpose means something else', embeds({ version: 2 })],
    ['a purpose takes other data', embeds({ elements: ['third-party-content', 'account-link'] })],
    ['somebody else gets the data', embeds({ recipients: ['Google', 'Vimeo', 'Meta'] })],
    ['the data is kept for longer', changing('insights', { months: 14 })],
    ['nobody says any more how long', changing('insights', { months: null })],
    [
      'there is another service',
      embeds({ services: [...services, { id: 'maps', name: 'Maps', hosts: ['maps.example'] }] }),
    ],
    [
      'another company comes under the same id',
      embeds({ services: services.map((one) => ({ ...one, hosts: ['tracker.example'] })) }),
    ],
    [
      'the privacy statement changed in substance',
      { ...notice, statement: { hash: 'b', publishedOn: '2026-11-01', material: 2 } },
    ],
  ])('when %s', (_, changed) => {
    expect(materialOf(changed)).not.toBe(materialOf(notice))
  })

  const { nl } = notice.texts
  test.each<[string, Notice]>([
    [
      'a typo was mended',
      { ...notice, texts: { ...notice.texts, ...(nl && { nl: { ...nl, title: 'Mag dít?' } }) } },
    ],
    ['a colour changed', { ...notice, theme: { ...notice.theme, button: '#000000' } }],
    [
      'the organisation moved',
      { ...notice, controller: { ...notice.controller, address: 'Straat 2, Delft' } },
    ],
    [
      'it has another e-mail address',
      { ...notice, controller: { ...notice.controller, email: 'avg@voorbeeldwonen.nl' } },
    ],
    ['a language came', { ...notice, languages: [...notice.languages, 'pl'] }],
    ['the banner looks otherwise', { ...notice, layout: notice.layout + 1 }],
    ['recipients stand in another order', embeds({ recipients: ['Vimeo', 'Google'] })],
    ['data stands in another order', embeds({ elements: ['third-party-storage', 'third-party-content'] })],
    [
      'services and addresses stand in another order',
      embeds({ services: services.toReversed().map((one) => ({ ...one, hosts: one.hosts.toReversed() })) }),
    ],
    [
      'the privacy statement was mended',
      { ...notice, statement: { hash: 'b', publishedOn: '2026-11-01', material: 1 } },
    ],
    ['what is exempt is counted otherwise', changing('statistics', { months: 6 })],
  ])('but not when %s', (_, changed) => {
    expect(materialOf(changed)).toBe(materialOf(notice))
    // It is another notice all the same.
    expect(idOf(changed)).not.toBe(idOf(notice))
  })
})

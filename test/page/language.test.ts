import { describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { readAcceptLanguage } from '../../src/page/language.ts'
import { formatIn } from '../../src/page/format.ts'
import { languages, wordsIn } from '../../src/page/words.ts'

const sentences = (text: string | undefined) => new Set(text?.match(/"[^"]{40,}"/g))

describe('the language of a page', () => {
  test.each([
    ['nl-NL,nl;q=0.9,en;q=0.8', 'nl'],
    ['en-US,en;q=0.9', 'en'],
    ['de-DE, en;q=0.5, nl;q=0.7', 'nl'],
    ['fr, en;q=0', null],
    ['*', null],
    ['', null],
    ['nl;q=zero', 'nl'],
    ['constructor, toString', null],
  ])('of "%s" the best that we have is %s', (header, language) => {
    expect(readAcceptLanguage(header)).toBe(language)
  })

  test('whatever a browser sends, reading it never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (header) => {
        expect([...languages, null]).toContain(readAcceptLanguage(header))
      }),
    )
  })

  test('no text is empty, and no language borrows whole sentences from another', () => {
    const [dutch, english] = languages.map((language) => JSON.stringify(wordsIn(language)))
    for (const text of [dutch, english]) expect(text).not.toContain('""')
    expect([...sentences(dutch)].filter((sentence) => sentences(english).has(sentence))).toEqual([])
    expect(sentences(dutch).size).toBeGreaterThan(20)
  })
})

describe('figures are written as the reader of the language writes them', () => {
  test('in Dutch and in English', () => {
    const [nl, en] = [formatIn('nl'), formatIn('en')]
    expect([nl.number(12_431), en.number(12_431)]).toEqual(['12.431', '12,431'])
    expect([nl.decimal(2.567), en.decimal(2.567)]).toEqual(['2,57', '2.57'])
    expect([nl.percent(0.431), en.percent(0.431)]).toEqual(['43%', '43%'])
    expect([nl.day('2026-11-23'), en.day('2026-11-23')]).toEqual(['23 november 2026', '23 November 2026'])
    expect([nl.languageName('uk'), en.countryName('BE')]).toEqual(['Oekraïens', 'Belgium'])
  })

  test('seconds become minutes that are read aloud easily', () => {
    const { duration } = formatIn('nl')
    expect([0, 9.6, 59.7, 96.4, 3600].map(duration)).toEqual([
      '0:00 min',
      '0:10 min',
      '1:00 min',
      '1:36 min',
      '60:00 min',
    ])
  })

  test('a code that no one knows is shown as it came', () => {
    const { languageName, countryName } = formatIn('nl')
    expect([languageName('not a code'), countryName('<b>')]).toEqual(['not a code', '<b>'])
  })
})

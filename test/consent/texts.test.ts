import { describe, expect, test } from 'vitest'
import { noticeLanguages, textsIn, type NoticeTexts } from '../../src/consent/texts.ts'
import { en } from '../../src/consent/texts/en.ts'
import { nlJe } from '../../src/consent/texts/nl-je.ts'
import { nlU } from '../../src/consent/texts/nl-u.ts'
import { wordsOf } from '../../src/consent/lint-words.ts'

/** Each text by its name: `purposes.embeds.sentence`. */
function flat(texts: NoticeTexts): Map<string, string> {
  const { purposes, ...others } = texts
  return new Map([
    ...Object.entries(others),
    ...Object.entries(purposes).flatMap(([id, both]) =>
      Object.entries(both).map(([name, text]): [string, string] => [`purposes.${id}.${name}`, text]),
    ),
  ])
}
const placeholdersOf = (text: string): string[] => (text.match(/\{\w*\}/g) ?? []).toSorted()

const all = [
  ['nl, “u”', nlU],
  ...noticeLanguages.map((language) => [language, textsIn(language, 'je')] as const),
] as const
const dutch = flat(nlJe)
/** The same in every language, by nature. */
const alike = ['direction']

describe.each(all)('the texts in %s', (language, texts) => {
  const these = flat(texts)

  test('are complete, and none is empty or has a space too many', () => {
    expect([...these.keys()].toSorted()).toEqual([...dutch.keys()].toSorted())
    for (const [name, text] of these) {
      expect(text, name).toMatch(/[\p{L}]/u)
      expect(text, name).not.toMatch(/^\s|\s$|\s{2}|\s[.,:;?!]/u)
      expect(text, name).toBe(text.normalize('NFC'))
    }
  })

  test('have the same places for names and numbers as the Dutch', () => {
    for (const [name, text] of these)
      expect(placeholdersOf(text), name).toEqual(placeholdersOf(dutch.get(name) ?? ''))
  })

  test('end in the same kind of sign as the Dutch', () => {
    const endOf = (text: string) => text.replace('؟', '?').match(/[.?:…]$/)?.[0] ?? ''
    for (const [name, text] of these) {
      // In Turkish the verb ends the sentence, so that the link stands after a colon.
      if (language === 'tr' && name === 'withdraw') continue
      expect(endOf(text), name).toBe(endOf(dutch.get(name) ?? ''))
    }
  })

  test('are read in the direction of their letters', () => {
    const isArabic = [...these.values()].some((text) => /\p{Script=Arabic}/u.test(text))
    expect(texts.direction).toBe(isArabic ? 'rtl' : 'ltr')
  })

  test('tell what can be answered apart', () => {
    const names = Object.values(texts.purposes).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const group of [
      [texts.refuse, texts.accept, texts.customise],
      [texts.refuseAll, texts.save, texts.acceptAll],
      [texts.on, texts.off],
      [texts.show, texts.showAlways],
    ])
      expect(new Set(group).size).toBe(group.length)
  })
})

describe('translations', () => {
  test.each(noticeLanguages.filter((language) => language !== 'nl'))(
    'into %s leave nothing in Dutch',
    (language) => {
      const left = new Set([...dutch.values(), ...flat(nlU).values()])
      const same = [...flat(textsIn(language, 'je'))].filter(
        ([name, text]) => !alike.includes(name) && left.has(text),
      )
      expect(same).toEqual([])
    },
  )

  test.each(noticeLanguages.filter((language) => language !== 'nl' && language !== 'en'))(
    'into %s leave nothing in English',
    (language) => {
      const left = new Set(flat(en).values())
      const same = [...flat(textsIn(language, 'u'))].filter(
        ([name, text]) => !alike.includes(name) && left.has(text),
      )
      expect(same).toEqual([])
    },
  )

  test('are of whole texts: no two languages share one', () => {
    const seen = new Map<string, string>()
    for (const language of noticeLanguages)
      for (const [name, text] of flat(textsIn(language, 'je'))) {
        if (alike.includes(name)) continue
        expect(seen.get(text) ?? language, `${language} ${name}`).toBe(language)
        seen.set(text, language)
      }
  })
})

describe('Dutch in two forms', () => {
  const formal = ['u', 'uw']
  const familiar = ['je', 'jij', 'jou', 'jouw']
  const says = (texts: NoticeTexts, words: readonly string[]) =>
    [...flat(texts)].filter(([, text]) => words.some((word) => wordsOf(text, 'nl').includes(` ${word} `)))

  test('speaks to a visitor in one of them throughout', () => {
    expect(says(nlJe, formal)).toEqual([])
    expect(says(nlU, familiar)).toEqual([])
    // There is something to be mixed up.
    expect(says(nlJe, familiar).length).toBeGreaterThan(10)
    expect(says(nlU, formal)).toHaveLength(says(nlJe, familiar).length)
  })

  test('says the same apart from that', () => {
    const neutral = (text: string) =>
      wordsOf(text, 'nl')
        .replaceAll(/ (je|jij|jou|jouw|u|uw) /g, ' … ')
        // "Je mag", "u mag"; but "kun je", "kunt u".
        .replaceAll(' kun … ', ' kunt … ')
    for (const [name, text] of dutch) expect(neutral(flat(nlU).get(name) ?? ''), name).toBe(neutral(text))
  })

  test('is “u” on request and changes no other language', () => {
    expect(textsIn('nl', 'u')).toBe(nlU)
    expect(textsIn('nl', 'je')).toBe(nlJe)
    for (const language of noticeLanguages)
      if (language !== 'nl') expect(textsIn(language, 'u')).toBe(textsIn(language, 'je'))
  })
})

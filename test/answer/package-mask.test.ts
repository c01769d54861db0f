/** What is taken out of a text that may speak of somebody else, and what is left. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskJson, maskText } from '../../src/answer/package-mask.ts'
import { mask } from '../../src/rights/shared-visit.ts'

const nobody = new Set<string>()

describe('A-16: a text', () => {
  test.each([
    ['mail jan@ander.example nu', `mail ${mask} nu`],
    ['JAN.de.Boer+x@Mail.Ander.Example', mask],
    ['jan%40ander.example', mask],
    ['bel 06-12345678', `bel ${mask}`],
    ['bel 06 12 34 56 78 of +31 (0)20 123 45 67', `bel ${mask} of ${mask}`],
    ['BSN 123456782', `BSN ${mask}`],
    ['NL91ABNA0417164300', mask],
    ['NL91 ABNA 0417 1643 00.', `${mask}.`],
    ['klant 1234567', `klant ${mask}`],
  ])('A-16: %s loses what leads to somebody', (text, left) => {
    expect(maskText(text, nobody)).toBe(left)
  })

  test.each([
    'Voorjaar in 2026',
    '2026-11-23',
    '2026-11-23T09:05:00.000Z',
    '2026-11-23 09:05',
    '€ 1.250,00',
    '/aanbod/co2020nieuwsbrief',
    '12 kamers, 3 slaapkamers, 95 m2',
    '1234 AB',
    'page@home',
  ])('A-16: %s stays', (text) => {
    expect(maskText(text, nobody)).toBe(text)
  })

  test('A-16: their own address stays, and so does what stands on the site', () => {
    const kept = new Set(['anna@lezer.example'])
    expect(maskText('Anna@Lezer.example en jan@ander.example', kept)).toBe(`Anna@Lezer.example en ${mask}`)
  })

  test('A-16: JSON is looked through to its names', () => {
    expect(maskJson({ 'jan@ander.example': ['bel 0612345678', 3, null, { a: true }] }, nobody)).toEqual({
      [mask]: [`bel ${mask}`, 3, null, { a: true }],
    })
  })
})

describe('A-16: whatever stands around it', () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/)
  const around = fc.string().map((text) => text.replace(/[\p{L}\p{N}@%._+'-]/gu, ' '))

  test('A-16: an e-mail address goes', () => {
    fc.assert(
      fc.property(around, word, word, around, (before, name, host, after) => {
        const left = maskText(`${before} ${name}@${host}.example ${after}`, nobody)
        return !left.includes(`${name}@${host}`)
      }),
    )
  })

  test('A-16: a long number goes, and a second time nothing more', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1_000_000, max: 999_999_999 }), (before, number) => {
        const once = maskText(`${before.replace(/[\d.,:+-]/g, ' ')} ${number} x`, nobody)
        return !once.includes(String(number)) && maskText(once, nobody) === once
      }),
    )
  })
})

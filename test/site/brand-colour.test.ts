import fc from 'fast-check'
import { expect, test } from 'vitest'
import { brandLook, contrast } from '../../src/site/brand-colour.ts'

const colour = fc.integer({ min: 0, max: 0xff_ff_ff }).map((bits) => `#${bits.toString(16).padStart(6, '0')}`)
const lightGrounds = ['#efe9dc', '#f6f2e9', '#fffdf9', '#ffffff']
const darkGrounds = ['#1a2520', '#141d19', '#0d1411', '#000000']

test('contrast is as the standard counts it', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  expect(contrast('#ffffff', '#000000')).toBeCloseTo(21)
  expect(contrast('#123456', '#123456')).toBe(1)
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
})

test('whatever the colour, the text on it and the colour on a page can be read', () => {
  fc.assert(
    fc.property(colour, (brand) => {
      const { text, textContrast, onLight, onDark } = brandLook(brand)
      expect(contrast(brand, text)).toBe(textContrast)
      expect(textContrast).toBeGreaterThanOrEqual(4.5)
      for (const ground of lightGrounds) expect(contrast(onLight, ground)).toBeGreaterThanOrEqual(4.5)
      for (const ground of darkGrounds) expect(contrast(onDark, ground)).toBeGreaterThanOrEqual(4.5)
      for (const one of [onLight, onDark]) expect(one).toMatch(/^#[\da-f]{6}$/)
    }),
    { numRuns: 2_000 },
  )
})

test('a colour that can be read stays as it is, and text is white wherever white can be read', () => {
  fc.assert(
    fc.property(colour, (brand) => {
      const { text, onLight, onDark } = brandLook(brand)
      if (contrast(brand, '#efe9dc') >= 4.5) expect(onLight).toBe(brand)
      if (contrast(brand, '#1a2520') >= 4.5) expect(onDark).toBe(brand)
      expect(text === '#ffffff').toBe(contrast(brand, '#ffffff') >= 4.5)
    }),
  )
})

test('the green of a linden: black on it, darker on a light page, itself on a dark one', () => {
  expect(brandLook('#8fae2e')).toMatchObject({ text: '#000000', onDark: '#8fae2e' })
  expect(brandLook('#8fae2e').onLight).not.toBe('#8fae2e')
})

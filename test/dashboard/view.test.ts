import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { panels, shownIn, withTab } from '../../src/dashboard/panels.ts'
import { outsideHref, valueLabel } from '../../src/dashboard/value-label.ts'
import {
  csvHref,
  readFilter,
  readView,
  viewHref,
  withFilter,
  withoutFilter,
  type View,
} from '../../src/dashboard/view.ts'
import { formatIn } from '../../src/page/format.ts'
import { wordsIn } from '../../src/page/words.ts'
import { dimensions } from '../../src/stats/question.ts'

const today = '2026-11-23'
const read = (query: string) => readView('example.nl', new URLSearchParams(query), today)
const view = (query = ''): View => {
  const reading = read(query)
  if (!reading.ok) throw new Error(reading.why)
  return reading.view
}
const queryOf = (href: string) => new URL(href, 'http://own.invalid').search

const dimension = fc.constantFrom(...dimensions)
const value = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  .filter((text) => !text.includes('\0') && text.isWellFormed())

describe('a view stands whole in its address', () => {
  test('whatever the filters hold, reading the address gives the view again', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ dimension, value }), {
          maxLength: 8,
          selector: (one) => `${one.dimension}:${one.value}`,
        }),
        fc.uniqueArray(dimension, { maxLength: 4 }),
        fc.constantFrom('', 'period=7d', 'from=2026-01-01&to=2026-01-31', 'lang=en'),
        (filters, shown, query) => {
          const before: View = { ...view(query), filters, shown }
          expect(view(queryOf(viewHref(before)))).toEqual(before)
        },
      ),
    )
  })

  test('a filter is added once and taken off again', () => {
    const filter = { dimension: 'page', value: '/a:b&c' } as const
    const filtered = withFilter(withFilter(view('period=7d'), filter), filter)
    expect(viewHref(filtered)).toBe('/dashboard/sites/example.nl?period=7d&filter=page%3A%2Fa%3Ab%26c')
    expect(viewHref(withoutFilter(filtered, filter))).toBe('/dashboard/sites/example.nl?period=7d')
  })

  test('the standard view has an address without a query', () => {
    expect(viewHref(view())).toBe('/dashboard/sites/example.nl')
    expect(viewHref(view(), 'page')).toBe('/dashboard/sites/example.nl/page')
  })

  test('the CSV asks the API the same question', () => {
    expect(csvHref(view('period=yesterday&filter=device:mobile&show=os&lang=en'), 'os')).toBe(
      '/api/stats/example.nl/breakdown?from=2026-11-22&to=2026-11-22&dimension=os&format=csv&filter=device%3Amobile',
    )
  })
})

describe('a filter', () => {
  test.each([
    'page',
    'page:',
    ':x',
    'nothing:x',
    'constructor:x',
    'page:a\0b',
    'page:\ud800',
    `page:/${'a'.repeat(500)}`,
  ])('%j is refused', (text) => {
    expect(readFilter(text)).toBeNull()
    expect(read(`${new URLSearchParams({ filter: text })}`).ok).toBe(text === 'page:\ud800')
  })

  test('keeps every colon after the first', () => {
    expect(readFilter('outbound:a.nl/b:c')).toEqual({ dimension: 'outbound', value: 'a.nl/b:c' })
  })

  test('beyond eight is refused, the same one twice is one', () => {
    const many = Array.from({ length: 9 }, (_, nth) => `filter=page:/${nth}`)
    expect(read(many.join('&'))).toEqual({ ok: false, why: 'filter' })
    expect(read(many.slice(1).join('&')).ok).toBe(true)
    expect(view(Array(20).fill('filter=page:/').join('&')).filters).toHaveLength(1)
  })
})

describe('panels', () => {
  test('hold every dimension exactly once', () => {
    expect(panels.flatMap((panel) => [...panel.dimensions]).toSorted()).toEqual([...dimensions].toSorted())
  })

  test('open the tab that was chosen and leave the others alone', () => {
    const [pages, , campaigns] = panels
    const shown = withTab(campaigns, 'utm_medium', withTab(pages, 'exit', []))
    expect([shownIn(pages, shown), shownIn(campaigns, shown)]).toEqual(['exit', 'utm_medium'])
    expect(withTab(pages, 'page', shown)).toEqual(['utm_medium'])
  })
})

const label = (dimension: (typeof dimensions)[number], text: string) =>
  valueLabel(dimension, text, wordsIn('nl'), formatIn('nl'))

describe('values of visitors', () => {
  test('read as words where we know them and as they came where not', () => {
    expect(label('device', 'mobile')).toBe('Telefoon')
    expect(label('language', 'pl')).toBe('Pools')
    expect(label('event', 'File Download')).toBe('Bestand gedownload')
    expect(label('event', 'constructor')).toBe('constructor')
    expect(label('page', '/<script>')).toBe('/<script>')
  })

  test('become links only as https to the host that they show (S-08)', () => {
    expect(outsideHref('referrer', 'huurcommissie.nl')).toBe('https://huurcommissie.nl/')
    expect(outsideHref('outbound', 'www.rotterdam.nl/wonen')).toBe('https://www.rotterdam.nl/wonen')
    const others = [
      'javascript:alert(1)',
      'data:text/html,x',
      'android-app://com.facebook.katana',
      'a.nl@evil.example/',
      'a.nl:8080/',
      'a.nl\\@evil.example',
      '/folder.pdf',
      'nieuwsbrief',
      'a.nl?x',
    ]
    expect(others.filter((text) => outsideHref('outbound', text) !== null)).toEqual([])
    expect(outsideHref('page', 'a.nl/x')).toBeNull()
  })

  test('whatever they hold, such a link goes to https', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('', 'a.nl', 'a.nl/'), (text, start) => {
        const href = outsideHref('outbound', start + text)
        expect(href === null || new URL(href).protocol === 'https:').toBe(true)
      }),
    )
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composeLetter, type LetterParts } from '../../src/mail/letter.tsx'

const parts: LetterParts = {
  lang: 'nl',
  subject: 'Je cijfers van deze week',
  greeting: 'Hallo Anna,',
  paragraphs: ['Dit was de week van 16 november.', 'Rustig, maar goed.'],
  list: ['Meer uit de nieuwsbrief', 'Minder uit zoekmachines'],
  table: {
    caption: 'Drukste pagina’s',
    columns: ['Pagina', 'Bezoekers', 'Weergaven'],
    rows: [
      ['/aanbod', '120', '310'],
      ['/contact', '44', '51'],
    ],
  },
  action: { label: 'Bekijk alles', url: 'https://meten.example.nl/dashboard?a=1&b=2' },
  closing: ['Groet,', 'Voordeur'],
  unsubscribeUrl: 'https://meten.example.nl/uit/abc',
}

/** What a browser would show, entities and all. */
const shownIn = (html: string) =>
  html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')

describe('a letter', () => {
  test('says the same as text and as HTML', () => {
    const { subject, text, html, unsubscribeUrl } = composeLetter(parts)
    expect(subject).toBe(parts.subject)
    expect(unsubscribeUrl).toBe(parts.unsubscribeUrl)
    expect(text).toBe(`Hallo Anna,

Dit was de week van 16 november.

Rustig, maar goed.

- Meer uit de nieuwsbrief
- Minder uit zoekmachines

Drukste pagina’s
- /aanbod: Bezoekers 120, Weergaven 310
- /contact: Bezoekers 44, Weergaven 51

Bekijk alles:
https://meten.example.nl/dashboard?a=1&b=2

Groet,
Voordeur

-- 
Verstuurd door Voordeur. Beantwoord deze mail niet.
Afmelden voor deze mail: https://meten.example.nl/uit/abc
`)
    const shown = shownIn(html)
    for (const said of [
      parts.greeting,
      ...parts.paragraphs,
      ...(parts.list ?? []),
      'Drukste pagina’s',
      '/contact',
      '310',
      'Bekijk alles',
      'https://meten.example.nl/dashboard?a=1&b=2',
      'Afmelden voor deze mail',
    ])
      expect(shown).toContain(said)
    expect(html).toContain('href="https://meten.example.nl/dashboard?a=1&amp;b=2"')
  })

  test('is in the language it was asked for, and has only what it was given', () => {
    const { text, html, ...rest } = composeLetter({ lang: 'en', subject: 'Hi', paragraphs: ['One.'] })
    expect(text).toBe('One.\n\n-- \nSent by Voordeur. Please do not reply to this mail.\n')
    expect(html).toMatch(/^<!doctype html><html lang="en">/)
    expect(html).not.toMatch(/<(table|ul|a|hr[^>]*><p[^>]*><a)\b/)
    expect(rest).toEqual({ subject: 'Hi' })
  })

  test('loads nothing and runs nothing, so that opening it tells nobody', () => {
    const { html } = composeLetter(parts)
    expect(html).not.toMatch(
      /<(img|script|link|iframe|object|video|base|form)\b|url\(|@import|@font-face|src=/i,
    )
    // Nothing about visitors is counted in a mail: its links are the plain addresses.
    const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)
    expect(new Set(links)).toEqual(
      new Set(['https://meten.example.nl/dashboard?a=1&amp;b=2', 'https://meten.example.nl/uit/abc']),
    )
  })

  test('shows markup in any of its texts as it was written', () => {
    const element = /<(\/?)([a-z][a-z0-9]*)/gi
    const tags = (html: string) => [...html.matchAll(element)].map(([tag]) => tag)
    const compose = (text: string) =>
      composeLetter({
        ...parts,
        subject: text,
        greeting: text,
        paragraphs: [text, text],
        list: [text, text],
        table: { caption: text, columns: [text, text, text], rows: [[text, text, text]] },
        action: { label: text, url: 'https://meten.example.nl/' },
        closing: [text, text],
      }).html
    const harmless = tags(compose('plain'))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.constantFrom(
            '<script>alert(1)</script>',
            '"><img src=x onerror=1>',
            '</style><b>',
            "' onload='",
          ),
        ),
        (text) => {
          expect(tags(compose(text))).toEqual(harmless)
        },
      ),
    )
  })
})

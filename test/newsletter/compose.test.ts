/** An issue as it is mailed: what is written, in a frame that mail programs keep, with the three ways out in both parts. */
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composeIssue, type Composed } from '../../src/newsletter/compose.ts'
import { issueDocument, type IssueDocument } from '../../src/newsletter/issue.ts'
import { mailLooks } from '../../src/newsletter/mail-look.ts'
import { normalise, waysOut } from '../../src/newsletter/placeholder.ts'
import { textOf } from '../../src/newsletter/text-part.ts'
import { contrast } from '../../src/site/brand-colour.ts'
import { siteSettings, type SiteSettings } from '../../src/site/site-settings.ts'
import { newsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { believableDocument, believableDomain, believableSending } from './believable-issue.ts'
import { attributeOf, dangersIn, elementsOf, linksOf, named, wordsOf } from './mail-tree.ts'

const compose = (document: Partial<IssueDocument>, sending = believableSending): Composed =>
  composeIssue(issueDocument.parse({ subject: 'Nieuws', ...document }), sending)
const markdown = (source: string) => compose({ source })
const asHtml = (source: string, more: Partial<IssueDocument> = {}) =>
  compose({ format: 'html', source, ...more })
const withSettings = (settings: Partial<SiteSettings>) => ({
  ...believableSending,
  site: { ...believableSending.site, settings: siteSettings.parse({ ...settings }) },
})

/** Ways out that one can follow: in HTML the whole address of a link, in text anywhere. */
const waysIn = ({ html, text }: Composed) => ({
  html: waysOut.filter((way) => linksOf(html).some(([href, words]) => href === `{{${way}}}` && words !== '')),
  text: waysOut.filter((way) => text.includes(`{{${way}}}`)),
})
const allWays = { html: [...waysOut], text: [...waysOut] }

const believable = composeIssue(believableDocument, believableSending)

describe('the frame', () => {
  const { html } = believable

  test('says its language, its name and that it knows dark and light', () => {
    const [root] = named(html, 'html')
    expect(root && attributeOf(root, 'lang')).toBe('nl')
    expect(named(html, 'title').map(wordsOf)).toEqual([believableDocument.subject])
    const metas = named(html, 'meta').map((meta) => [attributeOf(meta, 'name'), attributeOf(meta, 'content')])
    expect(metas).toContainEqual(['color-scheme', 'light dark'])
    expect(html).toContain('@media (prefers-color-scheme: dark)')
    expect(named(html, 'h1').map(wordsOf)).toEqual(['Nieuws voor bewoners'])
  })

  test('is made of tables that screen readers pass by, 600 wide, for Outlook too; figures stay a table', () => {
    const tables = named(html, 'table')
    const figures = tables.filter((table) => attributeOf(table, 'role') !== 'presentation')
    expect(figures.map(wordsOf)).toEqual([expect.stringContaining('Soort woning')])
    expect(named(html, 'th').map((cell) => attributeOf(cell, 'scope'))).toEqual(['col', 'col'])
    expect(html).toContain('max-width: 600px')
    expect(html).toMatch(/<!--\[if mso\]><table role="presentation" width="600"/)
    expect(html.match(/<!--\[if mso\]>/g)).toHaveLength(html.match(/<!\[endif\]-->/g)?.length ?? 0)
  })

  test('begins with its preview line, which nobody sees or hears in the mail itself', () => {
    const [first] = named(html, 'div')
    expect(first && wordsOf(first)).toContain(believableDocument.preheader)
    expect(first && attributeOf(first, 'style')).toMatch(/display: none/)
    expect(compose({ source: 'x' }).html).not.toContain('class="preheader"')
    expect(believable.text).not.toContain(believableDocument.preheader)
  })

  test('loads nothing but the pictures of its editor: no font, no sheet, no dot', () => {
    expect(named(html, 'img').map((image) => attributeOf(image, 'src'))).toEqual([
      'https://www.woonstichtingdelinde.nl/beeld/voordeur.jpg',
    ])
    expect(html).not.toMatch(/@font-face|@import|url\(|<link/)
    expect(dangersIn(html)).toEqual([])
  })

  test('every picture has a width and a text', () => {
    for (const image of named(
      markdown('![a](https://x.nl/a.png) ![b](https://x.nl/b.png "120")').html,
      'img',
    ))
      expect([attributeOf(image, 'alt'), Number(attributeOf(image, 'width'))]).toEqual(
        attributeOf(image, 'alt') === 'a' ? ['a', 552] : ['b', 120],
      )
  })

  test('carries the site’s colour, and its logo by an address that is the same for all', () => {
    expect(html).toContain('bgcolor="#00607a"')
    expect(html).toContain('Woonstichting De Linde</td>')
    const logo = `data:image/png;base64,${Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]).toString('base64')}`
    const withLogo = compose(
      { source: 'x' },
      withSettings({ brand: { name: 'De Linde', colour: '#00607a', logo } }),
    ).html
    expect(
      named(withLogo, 'img').map((image) => [attributeOf(image, 'src'), attributeOf(image, 'alt')]),
    ).toEqual([[`https://meten.example.nl/newsletter/logo/${believableDomain}`, 'De Linde']])
    expect(withLogo).not.toContain(logo)
  })

  test('can be read in dark and light, whatever the site’s colour', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xff_ff_ff }), (number) => {
        const { light, dark, brand } = mailLooks(`#${number.toString(16).padStart(6, '0')}`)
        for (const look of [light, dark]) {
          for (const ground of [look.ground, look.sheet, look.tint])
            for (const ink of [look.ink, look.soft, look.link])
              expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5)
          expect(contrast(look.onButton, look.button)).toBeGreaterThanOrEqual(4.5)
        }
        expect(contrast(brand.text, brand.colour)).toBeGreaterThanOrEqual(4.5)
      }),
    )
  })
})

describe('the foot', () => {
  test('N1, N5: has the way out, the way to measuring and the clean copy, in both parts', () => {
    expect(waysIn(believable)).toEqual(allWays)
    const words = new Map(linksOf(believable.html))
    expect(words.get('{{unsubscribe}}')).toBe('Afmelden')
    expect(words.get('{{manage}}')).toBe('Voorkeuren, en meten aan- of uitzetten')
    expect(words.get('{{view}}')).toBe('Bekijk deze mail in je browser')
    expect(believable.text).toContain('Afmelden: {{unsubscribe}}')
  })

  test('says why it came, who sends it, and where to read what is done with data', () => {
    for (const part of [believable.html, believable.text]) {
      expect(part).toContain(`nieuwsbrief van ${believableDomain}`)
      expect(part).toContain('KvK 12345678')
      expect(part).toContain(`https://meten.example.nl/privacy/${believableDomain}?lang=nl`)
    }
  })

  test('without words of the editor’s for it, names who answers for the site', () => {
    const { text } = compose(
      { source: 'x' },
      { ...believableSending, settings: newsletterSettings.parse({}) },
    )
    expect(text).toContain('Stichting De Linde\nLindelaan 1\n3011 AB Rotterdam')
  })

  test('speaks the language of the issue, and in Dutch in the form of the site', () => {
    expect(compose({ source: 'x', language: 'en' }).text).toContain('Unsubscribe: {{unsubscribe}}')
    const formal = compose({ source: 'x' }, withSettings({ form: 'u' }))
    expect(formal.text).toContain('U krijgt deze mail')
    expect(formal.html).not.toMatch(/\b(je|Je)\b krijgt/)
  })
})

describe('Markdown', () => {
  const blocksOf = (source: string) => markdown(source).html

  test.each([
    ['a heading', '## Kop', /<h2 [^>]*>Kop<\/h2>/],
    ['a deep heading', '##### Kop', /<h3 [^>]*>Kop<\/h3>/],
    ['emphasis', '**a** *b* ~~c~~', /<strong>a<\/strong> <em>b<\/em> <del>c<\/del>/],
    ['a list', '- a\n- b', /<ul [^>]*><li [^>]*>a<\/li><li [^>]*>b<\/li><\/ul>/],
    ['a list that goes on', '3. a\n4. b', /<ol [^>]*start="3"/],
    ['a list of things to do', '- [x] a\n- [ ] b', /☑ a<\/li><li [^>]*>☐ b/],
    ['a quote', '> a', /<blockquote [^>]*>[^]*a/],
    ['a divider', 'a\n\n---\n\nb', /<hr /],
    ['code', '`<b>`', /<code [^>]*>&lt;b&gt;<\/code>/],
    ['a new line where one was typed', 'a\nb', /a<br\/>b/],
    ['a bare address', 'https://x.nl/a?b=1&c=2', /<a href="https:\/\/x\.nl\/a\?b=1&amp;c=2"[^>]*>/],
    [
      'a link by a name that is said elsewhere',
      '[a][x]\n\n:::note\nb\n:::\n\n[x]: https://x.nl/1',
      /<a href="https:\/\/x\.nl\/1"/,
    ],
    [
      'an entity',
      '[a](https://x.nl/?b=1&amp;c=2) &copy; &lt;b&gt;',
      /\?b=1&amp;c=2"[^>]*>a<\/a> © &lt;b&gt;/,
    ],
  ])('makes %s', (_, source, expected) => {
    expect(blocksOf(source)).toMatch(expected)
  })

  test.each([
    ['a link marked as one', '[Doe mee](https://x.nl){knop}'],
    ['one in English', '[Doe mee](https://x.nl){button}'],
    ['one in a fence', ':::knop\n[Doe mee](https://x.nl)\n:::'],
    ['one in a fence in English', ':::button\n[Doe mee](https://x.nl)\n:::'],
  ])('makes a button of %s, with room around it in Outlook', (_, source) => {
    const html = blocksOf(source)
    const [link] = named(html, 'a')
    expect(link && [attributeOf(link, 'class'), attributeOf(link, 'href'), wordsOf(link)]).toEqual([
      'button',
      'https://x.nl',
      'Doe mee',
    ])
    expect(html).toContain('mso-padding-alt')
    expect(html).not.toMatch(/knop|\{button\}|:::/)
  })

  test('makes no button in the middle of a sentence, and shows no mark there', () => {
    const html = blocksOf('Lees [het plan](https://x.nl){knop} voor je komt.')
    expect(html).toMatch(/class="link"[^>]*>het plan<\/a> voor je komt/)
    expect(html).not.toContain('class="button"')
  })

  test('makes a framed notice, and columns that fall below each other in a narrow window', () => {
    expect(blocksOf(':::let-op\nPas op\n:::')).toMatch(
      /<td class="tint accent"[^>]*><p [^>]*>Pas op<\/p><\/td>/,
    )
    const html = blocksOf(':::kolommen\nLinks\n\n---\n\nRechts\n\n:::note\nDiep\n:::\n:::\n\nErna')
    const columns = elementsOf(html).filter((one) => attributeOf(one, 'class') === 'column')
    expect(columns.map(wordsOf)).toEqual(['Links', 'RechtsDiep'])
    for (const column of columns)
      expect(attributeOf(column, 'style')).toMatch(/display: inline-block; width: 100%; max-width: 276px/)
    expect(html).toMatch(/<!--\[if mso\]><\/td><td width="276" valign="top"><!\[endif\]-->/)
    expect(html).toContain('Erna')
  })

  test('leaves a fence of no known name as it was typed, and one without its end goes on to the end', () => {
    expect(blocksOf(':::iets\na\n:::')).toContain(':::iets')
    expect(blocksOf('```\n:::note\n```')).toContain(':::note')
    expect(blocksOf('a\n\n:::note\nb\n\nc')).toMatch(
      /<td class="tint accent"[^>]*><p [^>]*>b<\/p><p [^>]*>c<\/p>/,
    )
  })

  test('shows HTML as it was typed', () => {
    const html = blocksOf('<div onclick="x()">a</div>\n\nb <script>alert(1)</script> <!-- c -->')
    expect(html).toContain('&lt;div onclick=&quot;x()&quot;&gt;a&lt;/div&gt;')
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(dangersIn(html)).toEqual([])
  })

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'javascript&colon;alert(1)',
    'java&#115;cript:alert(1)',
    'javascript&#58;alert(1)',
    'data:text/html,alert(1)',
    'vbscript:x',
    'file:///etc/passwd',
    '//x.nl/a',
    '/reparatie',
    'reparatie.html',
  ])('makes no link to %s, and keeps its words', (href) => {
    const links = linksOf(blocksOf(`[Lees dit](<${href}>)`)).filter(([, words]) => words === 'Lees dit')
    expect(links).toEqual([['', 'Lees dit']])
  })

  test('makes nothing that runs, sends or loads, of any text', () => {
    const nasty = fc.array(
      fc.oneof(
        fc.constantFrom(
          ...'<script>|</td>|<img src=x onerror=a()>|<a href="|">|[a](|](|)|![|javascript:|data:text/html,|&colon;|&#106;|"onload="a|<!--|-->|<![endif]-->|<style>|{{|}}|{{name|}}|\0|:::note|:::kolommen|---|\n|\n\n|`|```|<svg/onload=a>|</style>|](<|>)|[x]: |\\|vdplace0x|\ud800|{{unsubscribe}}|{{naam|b}}'.split(
            '|',
          ),
        ),
        fc.string({ maxLength: 8 }),
      ),
      { maxLength: 25 },
    )
    fc.assert(
      fc.property(nasty, (parts) => {
        const composed = markdown(parts.join(''))
        expect(dangersIn(composed.html)).toEqual([])
        expect(waysIn(composed)).toEqual(allWays)
      }),
      { numRuns: 150 },
    )
  })

  test.each([
    ['quotes in quotes', '> '.repeat(50_000)],
    ['lists in lists', '- '.repeat(50_000)],
    ['fences in fences', ':::note\n'.repeat(10_000)],
    ['pictures in pictures', `${'!['.repeat(20_000)}a${'](b)'.repeat(20_000)}`],
    ['stars', `${'*'.repeat(50_000)}a${'*'.repeat(50_000)}`],
    ['one word', 'a.'.repeat(50_000)],
    ['emphasis in emphasis', '*a '.repeat(12_000) + 'b* '.repeat(12_000)],
  ])(
    'reads 100,000 letters of %s within seconds',
    (_, source) => {
      expect(waysIn(markdown(source))).toEqual(allWays)
    },
    30_000,
  )
})

describe('placeholders', () => {
  test.each([
    ['{{naam|bewoner}}', '{{name|bewoner}}'],
    ['{{ Naam | beste buur }}', '{{name|beste buur}}'],
    ['{{name}}', '{{name|lezer}}'],
    ['{{name|}}', '{{name|}}'],
    ['{{afmelden}} {{voorkeuren}} {{online}}', '{{unsubscribe}} {{manage}} {{view}}'],
    ['%7B%7Bafmelden%7D%7D', '{{unsubscribe}}'],
    ['{{name|<b>}}', '{{name|<b>}}'],
    ['{{voornaam}}', '{{voornaam}}'],
    ['{{constructor}} {{__proto__}}', '{{constructor}} {{__proto__}}'],
    ['{{afmelden|nu}}', '{{afmelden|nu}}'],
    ['{{na{{naam}}', '{{na{{name|lezer}}'],
  ])('%s is written as %s', (typed, written) => {
    expect(normalise(typed, 'lezer')).toBe(written)
    expect(normalise(written, 'lezer')).toBe(written)
  })

  test('stand in subject, words, tables and addresses, in both parts', () => {
    const { subject, html, text } = compose({
      subject: 'Dag {{naam|bewoner}}',
      source:
        '| {{naam|buur}} | b |\n|--|--|\n| c | [weg]({{afmelden}}) |\n\n**{{naam}}** [lees]({{ online }})',
    })
    expect(subject).toBe('Dag {{name|bewoner}}')
    expect(named(html, 'th').map(wordsOf)).toEqual(['{{name|buur}}', 'b'])
    expect(linksOf(html).slice(0, 2)).toEqual([
      ['{{unsubscribe}}', 'weg'],
      ['{{view}}', 'lees'],
    ])
    expect(html).toContain('<strong>{{name|lezer}}</strong>')
    expect(text).toContain('{{name|buur}} | b\nc | weg [{{unsubscribe}}]')
    expect(text).toContain('{{name|lezer}} lees [{{view}}]')
  })

  test('a name is filled in where it stands: nothing of it has been escaped before', () => {
    for (const part of Object.values(
      compose({ subject: '{{naam|b}}', source: '# {{naam|b}}\n\n`{{naam|b}}`' }),
    ))
      expect(part.match(/\{\{[^}]*\}\}/g)).toContain('{{name|b}}')
  })
})

describe('HTML of an editor', () => {
  const root = new URL('templates/', import.meta.url)
  const templates = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.html?$/.test(path))
    .toSorted()

  /** What was added to a text, if it was added in one or two places. */
  function isWithin(source: string, html: string): boolean {
    let start = 0
    while (start < source.length && source[start] === html[start]) start += 1
    let end = 0
    while (end < source.length - start && source.at(-1 - end) === html.at(-1 - end)) end += 1
    return start + end >= source.length
  }

  test('keeps each byte of a whole document, with our foot before its end', () => {
    const source =
      '<!DOCTYPE html>\n<html lang=nl><BODY  bgcolor=white><p>Dag\t&eacute; &amp; <a href=https://x.nl/?a=1&b=2>x</a></BODY>\n</html>\n'
    const composed = asHtml(source)
    const [before = '', after = ''] = composed.html.split(/<table role="presentation" lang="nl"[^]*<\/table>/)
    expect(before + after).toBe(source)
    expect(after).toBe('</BODY>\n</html>\n')
    expect(waysIn(composed)).toEqual(allWays)
  })

  test('changes nothing at all where the ways out are there', () => {
    const source =
      '<html lang="nl"><body><p>Dag</p><a href="{{unsubscribe}}">weg</a> <a href="{{manage}}">meten</a> <a href="{{view}}">online</a></body></html>'
    expect(asHtml(source).html).toBe(source)
  })

  test('adds those that are missing and no others', () => {
    const composed = asHtml('<html><body><p>Dag</p><a href="{{afmelden}}">weg</a></body></html>')
    expect(linksOf(composed.html).map(([href]) => href)).toEqual([
      '{{unsubscribe}}',
      '{{manage}}',
      '{{view}}',
      expect.stringContaining('/privacy/'),
    ])
    expect(waysIn(composed)).toEqual(allWays)
  })

  test.each([
    ['in a comment', '<!-- <a href="{{unsubscribe}}">weg</a> -->'],
    ['for Outlook alone', '<!--[if mso]><a href="{{unsubscribe}}">weg</a><![endif]-->'],
    ['in a script', '<script>"<a href={{unsubscribe}}>"</script>'],
    ['as words', '{{unsubscribe}}'],
    ['as part of an address', '<a href="https://x.nl/?u={{unsubscribe}}">weg</a>'],
  ])('takes no way out for one that stands %s', (_, part) => {
    expect(waysIn(asHtml(`<html><body>${part}</body></html>`))).toEqual(allWays)
  })

  test('ends at its last end, not at one in a comment or a script', () => {
    const { html } = asHtml('<body><!-- </body> --><script>"</body>"</script><p>Dag</p></body>')
    expect(html).toMatch(/<p>Dag<\/p><table role="presentation"[^]*<\/table><\/body>$/)
    expect(asHtml('<html><p>Dag').html).toMatch(/<p>Dag<table [^]*<\/table>$/)
    expect(asHtml('<html><p>Dag</html>').html).toMatch(/<p>Dag<table [^]*<\/table><\/html>$/)
  })

  test('has the preview line where there is one', () => {
    const { html } = asHtml('<body class=a><p>Dag</p></body>', { preheader: 'Kort <nieuws>' })
    expect(html).toMatch(/^<body class=a><div class="preheader" [^>]*>Kort &lt;nieuws&gt;/)
  })

  test('gets our frame around a piece, which keeps its bytes', () => {
    const source = '<h1>Dag &eacute;</h1><p>Een <b>stuk</b></p>'
    const composed = asHtml(source)
    expect(composed.html).toContain(source)
    expect(named(composed.html, 'html').map((one) => attributeOf(one, 'lang'))).toEqual(['nl'])
    expect(waysIn(composed)).toEqual(allWays)
  })

  test('of six makers of templates stays what it is, with three ways out in both parts', () => {
    expect(templates.length).toBeGreaterThan(20)
    for (const path of templates) {
      const source = readFileSync(new URL(path, root), 'utf8').slice(0, 190_000)
      const composed = asHtml(source)
      expect([path, waysIn(composed)]).toEqual([path, allWays])
      if (/<body/i.test(source))
        expect([path, isWithin(normalise(source, 'lezer'), composed.html)]).toEqual([path, true])
    }
  })

  test('has its own foot where the editor’s link has no words', () => {
    const hidden = '<a href="{{unsubscribe}}"><html><script>'
    expect(waysIn(asHtml(hidden))).toEqual(allWays)
    expect(waysIn(asHtml('<html><a href="{{unsubscribe}}"> </a>'))).toEqual(allWays)
    const picture = '<html><a href="{{unsubscribe}}"><img src="https://a.nl/uit.png" alt="Afmelden"></a>'
    expect(asHtml(picture).html.split('{{unsubscribe}}')).toHaveLength(2)
  })

  test('of any brokenness has the ways out, and what was written', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.constantFrom(
              '<html>',
              '<body>',
              '</body>',
              '</html>',
              '<p',
              '">',
              '<!--',
              '-->',
              '<style>',
              '</style>',
              '<td>',
              '<a href="{{unsubscribe}}">',
              '<title>',
              '<script>',
              '<!doctype html>',
              '<textarea>',
            ),
            fc.string({ maxLength: 6 }),
          ),
          { maxLength: 15 },
        ),
        (parts) => {
          const source = parts.join('')
          const composed = asHtml(source)
          expect(waysIn(composed)).toEqual(allWays)
          const typed = normalise(source, 'lezer')
          expect(composed.html.includes(typed) || isWithin(typed, composed.html)).toBe(true)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('of 50,000 elements in each other is composed', () => {
    const composed = asHtml(`<html><body>${'<b>'.repeat(50_000)}x</body></html>`)
    expect(composed.html).toContain('{{unsubscribe}}')
    expect(composed.text).toContain('{{unsubscribe}}')
  }, 300_000)
})

describe('the text part', () => {
  test('says the same words, with addresses behind what leads to them', () => {
    const { text } = believable
    expect(text).toContain(
      'Bekijk de planning van jouw straat [https://www.woonstichtingdelinde.nl/planning?wijk=linde&jaar=2027]',
    )
    expect(text).toContain('Bel dan 010 123 45 67 [+31101234567].')
    expect(text).toContain('Een nieuwe voordeur in de Lindestraat, met planten ernaast')
    expect(text).toContain('Soort woning | Verhoging\nAppartement | 2,8%')
    expect(text).toContain('Hartelijke groet,\nWoonstichting De Linde')
    expect(text).not.toMatch(/<[a-z]|&[a-z]+;|:::|\{knop\}/)
    expect(text.split('\n')).toContain('-- ')
  })

  test('leaves out what is not read: styles, titles, hidden previews', () => {
    expect(
      textOf(
        '<head><title>t</title><style>a{}</style></head><body><div class="preheader">p</div><script>s</script>Dag <a href="mailto:a@b.nl">a@b.nl</a></body>',
      ),
    ).toBe('Dag a@b.nl')
  })

  test('keeps cells of a layout apart', () => {
    expect(
      textOf(
        '<table><tr><td>A</td><td>B<table role="presentation"><tr><td>C</td></tr></table></td></tr></table>',
      ),
    ).toMatch(/^A\nB\n+C$/)
  })
})

test('the same issue is the same bytes', () => {
  expect(composeIssue(believableDocument, believableSending)).toEqual(believable)
})

test('is far below the size at which Gmail cuts', () => {
  expect(Buffer.byteLength(believable.html)).toBeLessThan(20_000)
})

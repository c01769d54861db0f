/**
 * Which places of a mail become links that are counted, and that all else keeps its bytes: in mails as people write them, and in what
 * nobody would write. Addresses of ours are filled in elsewhere; here a hole says which link it is.
 */
import fc from 'fast-check'
import { parseFragment } from 'parse5'
import { describe, expect, test } from 'vitest'
import { escapeHtml, readPlaceholders, spokenName } from '../../src/newsletter/holes.ts'
import { instrumentHtml, linksMax, markText } from '../../src/newsletter/instrument.ts'
import { cut, fill, type Hole, type Pieces } from '../../src/newsletter/pieces.ts'
import { addUtm, campaignOf, tagTarget } from '../../src/newsletter/utm.ts'
import { issueDocument } from '../../src/newsletter/issue.ts'
import { readCampaign } from '../../src/source/campaign.ts'

/** Any code points, halves of pairs too; half of them such as people type. */
const anyText = (maxLength: number) =>
  fc
    .array(fc.oneof(fc.integer({ min: 0, max: 0x24f }), fc.integer({ min: 0, max: 0x10_ff_ff })), {
      maxLength,
    })
    .map((points) => points.map((point) => String.fromCodePoint(point)).join(''))

const both = { clicks: true, opens: true }
const restored = (pieces: Pieces): string =>
  fill(pieces, (hole) => (hole.hole === 'click' ? hole.target : ''))
const holesOf = (pieces: Pieces): Hole[] => pieces.filter((piece) => typeof piece !== 'string')
/** Each link as `[2]`, the picture as `(dot)`. */
const shown = (html: string, isTracked?: (target: string) => boolean): string =>
  fill(instrumentHtml(html, { ...both, ...(isTracked ? { isTracked } : {}) }).pieces, (hole) =>
    hole.hole === 'click' ? `[${hole.linkNo}]` : hole.hole === 'open' ? '(dot)' : '',
  )
const targetsOf = (html: string) => instrumentHtml(html, both).targets

describe('which links are counted', () => {
  test.each([
    ['double quotes', '<a href="https://a.nl/x">y</a>', '<a href="[1]">y</a>'],
    ['single quotes', "<a href='https://a.nl/x'>y</a>", "<a href='[1]'>y</a>"],
    ['no quotes', '<a href=https://a.nl/x/>y</a>', '<a href=[1]>y</a>'],
    [
      'no quotes, and more behind',
      '<a href=http://a.nl target=_blank>y</a>',
      '<a href=[1] target=_blank>y</a>',
    ],
    ['capitals', '<A CLASS=b HREF = "HTTPS://A.NL">y</A>', '<A CLASS=b HREF = "[1]">y</A>'],
    [
      'an area',
      '<map><area shape=rect href="https://a.nl"></map>',
      '<map><area shape=rect href="[1]"></map>',
    ],
    [
      'line breaks around and in it',
      '<a\nhref=\n"\n https://a.nl/\n x "\n>y</a>',
      '<a\nhref=\n"[1]"\n>y</a>',
    ],
    ['the first of two', '<a href="https://a.nl" href="https://b.nl">', '<a href="[1]" href="https://b.nl">'],
    [
      'one in noscript',
      '<noscript><a href="https://a.nl">y</a></noscript>',
      '<noscript><a href="[1]">y</a></noscript>',
    ],
    ['one that closes itself', '<a href="https://a.nl"/>y', '<a href="[1]"/>y'],
    ['one in a table that is no table', '<table><a href="https://a.nl">', '<table><a href="[1]">'],
  ])('%s', (_, html, expected) => {
    expect(shown(html)).toBe(`${expected}(dot)`)
    expect(targetsOf(html)).toHaveLength(1)
    expect(restored(instrumentHtml(html, both).pieces)).toBe(html)
  })

  test.each([
    '<a href="mailto:a@b.nl">',
    '<a href="tel:010">',
    '<a href="sms:010">',
    '<a href="#top">',
    '<a href="cid:1">',
    '<a href="data:text/html,https://a.nl">',
    '<a href="/huren">',
    '<a href="//a.nl">',
    '<base href="https://a.nl/"><a href="huren">',
    '<a href="javascript:location=\'https://a.nl\'">',
    '<a href=" java\nscript:x">',
    '<a href="">',
    '<a href>',
    '<a href=>',
    '<a name="https://a.nl">',
    '<a data-href="https://a.nl">',
    '<a title=\'<a href="https://a.nl">\'>',
    '<link href="https://a.nl"><img src="https://a.nl"><form action="https://a.nl">',
    '<v:rect href="https://a.nl">',
    '<svg><use href="https://a.nl"/></svg>',
    '<a data-no-track href="https://a.nl">',
    '<a href="https://a.nl" data-no-track="">',
    '<a href="https://a.nl" data-voordeur="geen">',
    '<a href="{{unsubscribe}}">',
    '<a href="{{manage}}"><a href=" {{view}} ">',
    '<a href="https://a.nl/?m={{contact.email}}">',
    '<a href="https://a.nl/?m={&#123;x}}">',
    '<a href="https://a.nl/*|UNSUB|*">',
    '<a href="https://a.nl/%%x%%">',
    '<a href="https://a.nl/[[x]]">',
    '<a href="https://a.nl/${x}">',
    '<a href="https://a.nl/<%= x %>">',
    '<a href="https://a.nl/{% x %}">',
    '<a href="https://a.nl/%7B%7Bx%7D%7D">',
    '<a href="https://">',
    '<a href="https://a b.nl/">',
    `<a href="https://a.nl/${'x'.repeat(3000)}">`,
    '<!-- <a href="https://a.nl"> -->',
    '<!--[x]> <a href="https://a.nl"> -->',
    '<style><a href="https://a.nl"></style>',
    '<script><a href="https://a.nl"></script>',
    '<textarea><a href="https://a.nl"></textarea>',
    '<title><a href="https://a.nl"></title>',
    '<a href="https://a.nl',
    '<a href="https://a.nl" ',
  ])('%s is left alone', (html) => {
    const { pieces, targets } = instrumentHtml(html, both)
    expect(targets).toEqual([])
    expect(restored(pieces)).toBe(html)
    expect(holesOf(pieces)).toEqual([{ hole: 'open' }])
  })

  test('what is tracked can be said from outside too', () => {
    const html = '<a href="https://a.nl/1"><a href="https://a.nl/2">'
    expect(shown(html, (target) => target.endsWith('2'))).toBe('<a href="https://a.nl/1"><a href="[1]">(dot)')
  })

  test('the same page at two places is two links', () => {
    const html = '<a href="https://a.nl/">boven</a><a href="https://a.nl/">onder</a>'
    expect(shown(html)).toBe('<a href="[1]">boven</a><a href="[2]">onder</a>(dot)')
    expect(targetsOf(html)).toEqual(['https://a.nl/', 'https://a.nl/'])
  })

  test('entities are decoded once, so that a signed address still fits its signature', () => {
    const of = (value: string) => targetsOf(`<a href="${value}">`)[0]
    expect(of('https://a.nl/?a=1&amp;b=2&c=3')).toBe('https://a.nl/?a=1&b=2&c=3')
    expect(of('https://a.nl/?a=%26amp%3B&amp;amp;b')).toBe('https://a.nl/?a=%26amp%3B&amp;b')
    expect(of('https://a.nl/?copy=1&copy=2&lt=3')).toBe('https://a.nl/?copy=1&copy=2&lt=3')
    expect(of('https://a.nl/&#x2f;&#47;')).toBe('https://a.nl///')
    expect(of('https://a.nl/?sig=AbC%2B%2f+/=&Expires=1')).toBe('https://a.nl/?sig=AbC%2B%2f+/=&Expires=1')
    expect(of('\n https://a.nl/a\nb\t ')).toBe('https://a.nl/ab')
    expect(of('https://b&uuml;cher.example/stra&szlig;e')).toBe('https://xn--bcher-kva.example/stra%C3%9Fe')
    expect(of('https://a.nl/&#0;')).toBe('https://a.nl/%EF%BF%BD')
  })

  test('without clicks no link, without opens no picture', () => {
    const html = '<a href="https://a.nl">x</a>'
    expect(instrumentHtml(html, { clicks: false, opens: false })).toEqual({ pieces: [html], targets: [] })
    expect(holesOf(instrumentHtml(html, { clicks: false, opens: true }).pieces)).toEqual([{ hole: 'open' }])
    expect(holesOf(instrumentHtml(html, { clicks: true, opens: false }).pieces)).toHaveLength(1)
  })

  test(`those beyond ${linksMax} lead where they lead`, () => {
    const html = '<a href="https://a.nl/">x</a>'.repeat(100_000)
    const { pieces, targets } = instrumentHtml(html, both)
    expect(targets).toHaveLength(linksMax)
    expect(restored(pieces)).toBe(html)
    expect(holesOf(pieces).filter(({ hole }) => hole === 'click')).toHaveLength(linksMax)
  })
})

describe('what Outlook alone sees', () => {
  const button = (inside: string) => `<!--[if mso]>${inside}<![endif]-->`

  test.each(['roundrect', 'rect', 'shape', 'oval'])('a v:%s is a link, in a conditional comment', (shape) => {
    expect(shown(button(`<v:${shape} arcsize="8%" href="https://a.nl" fill="t">`))).toBe(
      button(`<v:${shape} arcsize="8%" href="[1]" fill="t">`) + '(dot)',
    )
  })

  test('a picture that fills a shape is none', () => {
    const html = button('<v:fill src="https://a.nl/x.png" href="https://a.nl"/><o:x href="https://a.nl">')
    expect(targetsOf(html)).toEqual([])
  })

  test.each(['mso', 'gte mso 9', '(gte mso 9)|(IE)', '!mso', 'mso | IE'])(
    'links in [if %s] too',
    (condition) => {
      const html = `<!--[if ${condition}]><table><tr><td><a href="https://a.nl">x</a></td></tr></table><![endif]-->`
      expect(targetsOf(html)).toEqual(['https://a.nl/'])
      expect(restored(instrumentHtml(html, both).pieces)).toBe(html)
    },
  )

  test.each(['<!--[if !mso]><!-->', '<!--[if !mso]><!-- -->', '<!--[if !mso]>-->', '<![if !mso]>'])(
    'what follows %s is in plain sight',
    (opening) => {
      const html = `${opening}<a href="https://a.nl">x</a><!--<![endif]--><a href="https://b.nl">y</a>`
      expect(targetsOf(html)).toEqual(['https://a.nl/', 'https://b.nl/'])
      expect(restored(instrumentHtml(html, both).pieces)).toBe(html)
    },
  )

  test('a button that is written twice is one link', () => {
    const html =
      `<a href="https://a.nl/0">0</a>` +
      button('<v:roundrect href="https://a.nl/1"><a href="https://a.nl/1">1</a></v:roundrect>') +
      `<!--[if !mso]><!--><a href="https://a.nl/1">1</a><!--<![endif]--><a href="https://a.nl/1">1</a>`
    expect(shown(html)).toBe(
      `<a href="[1]">0</a>` +
        button('<v:roundrect href="[2]"><a href="[2]">1</a></v:roundrect>') +
        `<!--[if !mso]><!--><a href="[2]">1</a><!--<![endif]--><a href="[3]">1</a>(dot)`,
    )
    expect(targetsOf(html)).toEqual(['https://a.nl/0', 'https://a.nl/1', 'https://a.nl/1'])
  })

  test('one that only Outlook has, or that leads elsewhere there, is a link of its own', () => {
    expect(shown(button('<a href="https://a.nl/1">') + '<a href="https://a.nl/2">')).toBe(
      button('<a href="[1]">') + '<a href="[2]">(dot)',
    )
    expect(shown('<a href="https://a.nl/1">' + button('<a href="https://a.nl/1">'))).toBe(
      '<a href="[1]">' + button('<a href="[2]">') + '(dot)',
    )
  })
})

describe('the picture that tells of an opening', () => {
  test.each([
    ['before the end of the body', '<body>x</body></html>', '<body>x(dot)</body></html>'],
    ['before the last of several', '<body>x</body>y</body>', '<body>x</body>y(dot)</body>'],
    ['not in a comment', 'x</body><!-- </body> -->', 'x(dot)</body><!-- </body> -->'],
    [
      'not where Outlook alone is',
      'x</body><!--[if mso]></body><![endif]-->',
      'x(dot)</body><!--[if mso]></body><![endif]-->',
    ],
    ['not in a script', 'x</BODY ><script>"</body>"</script>', 'x(dot)</BODY ><script>"</body>"</script>'],
    ['at the end where there is no body', '<p>x', '<p>x(dot)'],
    ['in nothing', '', '(dot)'],
  ])('%s', (_, html, expected) => expect(shown(html)).toBe(expected))
})

describe('the plain text', () => {
  const text = (given: string, known: readonly string[] = []) => {
    const { marks, targets } = markText(given, known, {})
    return {
      targets,
      shown: fill(cut(given, marks), (hole) => (hole.hole === 'click' ? `[${hole.linkNo}]` : '')),
    }
  }

  test.each([
    ['Lees https://a.nl/x.', 'Lees [1].'],
    ['(zie https://a.nl/x)', '(zie [1])'],
    ['(https://a.nl/x_(y)), en', '([1]), en'],
    ['Lees meer [https://a.nl/x]', 'Lees meer [[1]]'],
    ['<https://a.nl/x>', '<[1]>'],
    ['"https://a.nl/x"?!', '"[1]"?!'],
    ['https://a.nl/x\nb', '[1]\nb'],
    ['HTTP://A.NL/', '[1]'],
  ])('%s', (given, expected) => expect(text(given).shown).toBe(expected))

  test.each([
    'xhttps://a.nl',
    'https://',
    'mailto:a@b.nl',
    'www.a.nl',
    'https://a.nl/{{name}}',
    '{{unsubscribe}}',
    '',
  ])('%s is left alone', (given) => expect(text(given)).toEqual({ targets: [], shown: given }))

  test('a link has the number of the one in the HTML that leads to the same page, the nth that of the nth', () => {
    expect(
      text('https://b.nl https://a.nl https://a.nl/ https://a.nl https://c.nl', [
        'https://a.nl/',
        'https://b.nl/',
        'https://a.nl/',
      ]),
    ).toEqual({
      shown: '[2] [1] [3] [3] [4]',
      targets: ['https://a.nl/', 'https://b.nl/', 'https://a.nl/', 'https://c.nl/'],
    })
  })
})

describe('placeholders', () => {
  const holes = (given: string, as: 'html' | 'text' | 'subject' = 'html') =>
    holesOf(readPlaceholders(given, as))
  const filled = (given: string, as: 'html' | 'text' | 'subject' = 'html') =>
    fill(
      readPlaceholders(given, as),
      (hole) => `<${hole.hole === 'name' ? `name:${hole.fallback}` : hole.hole}>`,
    )

  test('stand in words, in what is read aloud, and ways out in links', () => {
    expect(filled('Dag {{name|huurder}}, {{ NAME }}! {{view}}')).toBe('Dag <name:huurder>, <name:>! <view>')
    expect(filled('<img alt="voor {{name|u}}"><a href="{{unsubscribe}}" title=\'{{manage}}\'>')).toBe(
      '<img alt="voor <name:u>"><a href="<unsubscribe>" title=\'<manage>\'>',
    )
    expect(filled('<a href={{manage}}>x</a><!--[if mso]><a href="{{view}}">{{name}}</a><![endif]-->')).toBe(
      '<a href=<manage>>x</a><!--[if mso]><a href="<view>"><name:></a><![endif]-->',
    )
    expect(filled('<a href="mailto:?body={{view}}">')).toBe('<a href="mailto:?body=<view>">')
  })

  test.each([
    ['{{naam}} {{name|}} {name} {{}}', '{{naam}} <name:> {name} {{}}'],
    ['{{name|<b>}} {{name|a{b}}', '{{name|<b>}} {{name|a{b}}'],
  ])('%s', (given, expected) => expect(filled(given)).toBe(expected))

  test('N2: a name stands in no address, so that no other server learns who reads', () => {
    for (const html of [
      '<img src="https://elders.example/dot.gif?who={{name|x}}">',
      '<a href="https://elders.example/{{name|x}}">',
      '<td background="https://elders.example/{{name|x}}">',
      '<style>p { background: url(https://elders.example/{{name|x}}) }</style>',
      '<p style="background: url(https://elders.example/{{name|x}})">',
      '<img alt={{name|x}}>',
      '<p {{name|x}}>',
      '<script>"{{name|x}}"</script>',
    ]) {
      expect(holes(html), html).toEqual([])
      expect(filled(html)).toBe(html.replace('{{name|x}}', 'x'))
    }
    expect(filled('https://elders.example/{{name|x}} {{name|x}}', 'text')).toBe(
      'https://elders.example/x <name:x>',
    )
  })

  test('a way out goes to nobody else as a parameter, nor into a subject', () => {
    for (const html of [
      '<a href="https://elders.example/?next={{unsubscribe}}">',
      '<img src="x?{{manage}}">',
    ])
      expect(holes(html), html).toEqual([])
    expect(holes('https://elders.example/?next={{unsubscribe}}', 'text')).toEqual([])
    expect(holes('{{unsubscribe}} {{name}}', 'subject')).toEqual([{ hole: 'name', fallback: '' }])
    expect(holes('{{unsubscribe}}', 'text')).toEqual([{ hole: 'unsubscribe' }])
  })

  test('words in place of a name are read as they are seen', () => {
    expect(holes('{{name|Anna &amp; co}}')).toEqual([{ hole: 'name', fallback: 'Anna & co' }])
    expect(holes('{{name|"&quot;&lt;}}')).toEqual([{ hole: 'name', fallback: '""<' }])
    expect(holes('{{name|Anna &amp; co}}', 'text')).toEqual([{ hole: 'name', fallback: 'Anna &amp; co' }])
  })

  test('a name is one line of at most 100 characters, and breaks out of nothing', () => {
    expect(spokenName(' Anna\r\nBcc: x@y.nl\u2028\u202eb\0 ')).toBe('Anna Bcc: x@y.nl b')
    expect(spokenName('😀'.repeat(300))).toBe('😀'.repeat(100))
    expect(escapeHtml(`<b a="'">&`)).toBe('&lt;b a=&quot;&#39;&quot;&gt;&amp;')
    fc.assert(
      fc.property(anyText(300), (name) => {
        const spoken = spokenName(name)
        expect(Array.from(spoken).length).toBeLessThanOrEqual(100)
        expect(spoken).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u)
        expect(spokenName(spoken)).toBe(spoken)
        const [element] = parseFragment(
          `<p title="${escapeHtml(spoken)}">${escapeHtml(spoken)}</p>`,
        ).childNodes
        if (!element || !('attrs' in element)) throw new Error('it is an element')
        expect(element.attrs).toEqual([{ name: 'title', value: spoken }])
        expect(
          element.childNodes.map((node) => ('value' in node ? node.value : node.nodeName)).join(''),
        ).toBe(spoken)
      }),
    )
  })
})

describe('any text', () => {
  const parts = [
    '<a href="',
    "<a href='",
    '<a href=',
    'https://a.nl/?a=1&amp;b=2',
    'HTTP://b.nl',
    '">',
    "'>",
    '>',
    '<',
    '</a>',
    '</body>',
    '<!--',
    '-->',
    '<!--[if mso]>',
    '<![endif]-->',
    '<!--[if !mso]><!-->',
    '<v:rect href="https://a.nl">',
    '<style>',
    '</style>',
    '<svg>',
    '<noscript>',
    '<plaintext>',
    '{{name|x}}',
    '{{unsubscribe}}',
    '{{view}}',
    'javascript:x',
    '&',
    '&#',
    '&amp',
    ' data-no-track',
    '\0',
    '\r\n',
    '\ud800',
    '=',
    '/',
    '"',
    "'",
    '<![CDATA[',
    '<?',
    '<!',
  ]
  const soup = fc
    .array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 8 })), { maxLength: 40 })
    .map((chosen) => chosen.join(''))

  test('comes back byte for byte when nothing is filled in, and all links lead to http or https (N8)', () => {
    fc.assert(
      fc.property(soup, (html) => {
        const { pieces, targets } = instrumentHtml(html, both)
        expect(restored(pieces)).toBe(html)
        for (const target of targets) expect(target).toMatch(/^https?:\/\/[!-~]+$/)
        const numbers = holesOf(pieces).flatMap((hole) => (hole.hole === 'click' ? [hole.linkNo] : []))
        expect(new Set(numbers)).toEqual(new Set(targets.map((_, nth) => nth + 1)))
      }),
      { numRuns: 2_000 },
    )
  })

  test('placeholders are read in any, and what stands between them keeps its bytes', () => {
    fc.assert(
      fc.property(soup, fc.constantFrom('html', 'text', 'subject'), (text, as) => {
        for (const piece of readPlaceholders(text, as))
          if (typeof piece === 'string')
            expect(text.replaceAll(/\{\{name\|x\}\}/g, 'x')).toContain(
              piece.replaceAll(/\{\{name\|x\}\}/g, 'x'),
            )
      }),
      { numRuns: 1_000 },
    )
  })

  test('plain text comes back too', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const { marks } = markText(text, [], {})
        expect(restored(cut(text, marks))).toBe(text)
      }),
      { numRuns: 1_000 },
    )
  })

  test.each([
    ['a megabyte of links', '<a href="https://a.nl/?x=1&amp;y=2">x</a>'.repeat(25_000)],
    ['of tags that never end', '<a href="https://a.nl '.repeat(45_000)],
    ['of attributes', `<a ${'b '.repeat(250_000)}${'c=d '.repeat(125_000)}href="https://a.nl">`],
    ['of open elements', '<table><tr><td>'.repeat(66_000)],
    ['of conditional comments', '<!--[if mso]>'.repeat(76_000)],
    ['of comments that end', '<!--[if mso]><v:rect href="https://a.nl"><![endif]-->'.repeat(19_000)],
    ['of open brackets', '<'.repeat(1_000_000)],
    ['of ampersands', `<a href="https://a.nl/${'&'.repeat(1_000_000)}">`],
    ['of closing brackets', `https://a.nl/${')'.repeat(1_000_000)}`],
    ['of placeholders', '{{name|x}}'.repeat(100_000)],
    ['of half placeholders', '{{name|'.repeat(140_000)],
    ['of spaces in one', `{{${' '.repeat(1_000_000)}name}}`],
    ['of addresses', 'https://a.nl '.repeat(76_000)],
    ['of nothing', '\0'.repeat(1_000_000)],
  ])(
    '%s is read, and soon',
    (_, html) => {
      const { pieces } = instrumentHtml(html, both)
      expect(restored(pieces)).toBe(html)
      expect(restored(cut(html, markText(html, [], {}).marks))).toBe(html)
      readPlaceholders(html, 'html')
      readPlaceholders(html, 'text')
    },
    20_000,
  )
})

describe('what the site sees of where a visit came from', () => {
  const site = { hostnames: ['example.nl', 'www.example.nl'] }
  const issueOf = (id: number, subject: string) => ({ id, document: issueDocument.parse({ subject }) })

  test('stands behind what was there, before the fragment, and changes no byte of it', () => {
    const added = 'utm_source=nieuwsbrief&utm_medium=email&utm_campaign=7-x'
    expect(addUtm('https://example.nl/', '7-x')).toBe(`https://example.nl/?${added}`)
    expect(addUtm('https://example.nl/a?b=%2f+c&B&d=#e?f', '7-x')).toBe(
      `https://example.nl/a?b=%2f+c&B&d=&${added}#e?f`,
    )
    expect(addUtm('https://example.nl/?', '7-x')).toBe(`https://example.nl/?${added}`)
    expect(addUtm('https://example.nl/?a&', '7-x')).toBe(`https://example.nl/?a&${added}`)
  })

  test('overrides nothing that is there', () => {
    expect(addUtm('https://example.nl/?utm_campaign=mijn&utm_source=', '7-x')).toBe(
      'https://example.nl/?utm_campaign=mijn&utm_source=&utm_medium=email',
    )
    const full = addUtm('https://example.nl/#a', '7-x')
    expect(addUtm(full, '8-y')).toBe(full)
  })

  test('goes to pages of the site alone', () => {
    expect(tagTarget('https://www.example.nl./a', site, '7-x')).toContain('utm_campaign=7-x')
    for (const other of [
      'https://example.com/',
      'https://example.nl.example.com/',
      'https://a.example.nl/',
      'x',
    ])
      expect(tagTarget(other, site, '7-x')).toBe(other)
  })

  test.each([
    [7, 'Nieuws voor bewoners: maart 2026!', '7-nieuws-voor-bewoners-maart-2026'],
    [7, 'Dag {{name|huurder}}, één café', '7-dag-een-cafe'],
    [7, '', '7'],
    [7, '🎉', '7'],
    [5, '1, 2, 3 van start', '5'],
    [5, 'Bel 010 123 45 67 89', '5'],
    [12, 'x'.repeat(200), `12-${'x'.repeat(60)}`],
  ])('the campaign of %i "%s" is %s', (id, subject, campaign) => {
    expect(campaignOf(issueOf(id, subject))).toBe(campaign)
    const url = new URL(addUtm('https://example.nl/', campaignOf(issueOf(id, subject))))
    expect(readCampaign(url.searchParams)).toEqual({ source: 'nieuwsbrief', medium: 'email', campaign })
  })

  test('is kept whole by the ingest, whatever the subject', () => {
    fc.assert(
      fc.property(fc.nat(), anyText(200), (id, subject) => {
        const campaign = campaignOf({ id: id % 100_000, document: { ...issueDocument.parse({}), subject } })
        expect(campaign).toMatch(/^\d+(-[a-z\d]+)*$/)
        expect(readCampaign(new URLSearchParams({ utm_campaign: campaign })).campaign).toBe(campaign)
      }),
    )
  })
})

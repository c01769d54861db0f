/** What is wrong with an issue before anybody gets it: each rule with who offends it and who does not. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { composeIssue, type Composed } from '../../src/newsletter/compose.ts'
import { isLegible, paintOf, readColour, readStyle, unpainted } from '../../src/newsletter/contrast.ts'
import { issueDocument, type IssueDocument } from '../../src/newsletter/issue.ts'
import { lintIssue, lintRules, type LintRule } from '../../src/newsletter/lint.ts'
import { believableDocument, believableSending } from './believable-issue.ts'

type Given = Partial<IssueDocument>
const fault = 'Dag, hier is wat nieuws.'
const found = (given: Given) => {
  const document = issueDocument.parse({ subject: 'Nieuws', source: fault, lists: [1], ...given })
  return lintIssue(document, composeIssue(document, believableSending))
}
const rulesOf = (given: Given): LintRule[] => found(given).map(({ rule }) => rule)
/** A whole document with nothing wrong but what is given. */
const page = (inner: string): Given => ({
  format: 'html',
  source: `<!doctype html><html lang="nl"><head><title>x</title></head><body><p>Dag, hier is wat nieuws.</p>${inner}</body></html>`,
})
const raw = (source: string): Given => ({ source })

interface Case {
  readonly offenders: readonly Given[]
  readonly innocent: readonly Given[]
}

const outs = '<a href="{{manage}}">meten</a> <a href="{{view}}">online</a>'
const cases: Readonly<Record<Exclude<LintRule, 'unsubscribe-missing' | 'manage-missing'>, Case>> = {
  'subject-empty': { offenders: [{ subject: '' }, { subject: '{{name|}}' }], innocent: [{ subject: 'Dag' }] },
  'subject-long': {
    offenders: [{ subject: 'woord '.repeat(11).trim() }],
    innocent: [{ subject: 'x'.repeat(60) }, { subject: `${'x'.repeat(52)} {{naam|bewoner}}` }],
  },
  'subject-shouts': {
    offenders: [{ subject: 'LAATSTE KANS VANDAAG' }, { subject: 'Nu!!' }, { subject: 'Echt?!' }],
    innocent: [{ subject: 'AVG' }, { subject: 'Nieuws van WBO en VvE!' }],
  },
  'subject-way-out': {
    offenders: [{ subject: 'Nieuws {{afmelden}}' }],
    innocent: [{ subject: 'Dag {{naam|jij}}' }],
  },
  'lists-empty': { offenders: [{ lists: [] }], innocent: [{ lists: [2] }] },
  'content-empty': {
    offenders: [raw(''), raw(' \n\n '), { format: 'html', source: '<style>a{}</style><p> </p>' }],
    innocent: [raw('a')],
  },
  'content-only-images': {
    offenders: [
      raw('![Een deur](https://x.nl/a.png)'),
      { format: 'html', source: '<img src="https://x.nl/a.png" alt="Alles staat in het plaatje">' },
    ],
    innocent: [raw('Dag ![Een deur](https://x.nl/a.png)')],
  },
  'link-address': {
    offenders: [
      raw('[Lees dit](/reparatie)'),
      raw('[Lees dit](ftp://x.nl/a)'),
      page('<a href="//x.nl/a">Onze website</a>'),
      page('<a href="http://">Onze website</a>'),
      page('<a>Onze website</a>'),
      page('<a href="">Onze website</a>'),
    ],
    innocent: [
      raw('[Lees dit](https://x.nl) [Mail ons](mailto:a@b.nl) [Bel ons](tel:+3110) [Naar boven](#top)'),
      page('<a name="top"></a>'),
      page('<a href=" HTTPS://x.nl/a ">Onze website</a>'),
    ],
  },
  'link-script': {
    offenders: [
      page('<a href="javascript:alert(1)">Onze website</a>'),
      page('<a href="&#106;ava\tscript:alert(1)">Onze website</a>'),
      page('<a href="data:text/html,x">Onze website</a>'),
    ],
    innocent: [page('<a href="https://x.nl/javascript:">Onze website</a>')],
  },
  'link-text-empty': {
    offenders: [
      page('<a href="https://x.nl"></a>'),
      page('<a href="https://x.nl"><img src="https://x.nl/a.png" alt=""></a>'),
      raw('[](https://x.nl)'),
    ],
    innocent: [
      page('<a href="https://x.nl"><img src="https://x.nl/a.png" alt="Onze website"></a>'),
      page('<a href="https://x.nl" aria-label="Onze website"></a>'),
    ],
  },
  'link-text-vague': {
    offenders: ['Klik hier', 'hier', 'Lees meer »', 'click here', 'Read more…'].map((text) =>
      raw(`[${text}](https://x.nl)`),
    ),
    innocent: [raw('[Lees meer over de huur](https://x.nl)'), raw('[Hier wonen we](https://x.nl)')],
  },
  'link-email': {
    offenders: [
      raw('[Jouw pagina](https://x.nl/?e=anna@bewoner.example)'),
      raw('[Jouw pagina](https://x.nl/anna%40bewoner.example/x)'),
      page('<img src="https://x.nl/p.png?u=anna@bewoner.example" alt="x">'),
    ],
    innocent: [
      raw('[Mail ons](mailto:anna@bewoner.example)'),
      raw('[Op Mastodon](https://mastodon.example/@delinde)'),
    ],
  },
  'link-placeholder': {
    offenders: [
      raw('[Jouw pagina](https://x.nl/?n={{naam}})'),
      raw('[Jouw pagina]({{naam}})'),
      raw('[Weg](https://x.nl/?u={{afmelden}})'),
      page('<img src="https://x.nl/{{name}}.png" alt="x">'),
    ],
    innocent: [raw('[Weg]({{afmelden}}) [Meten]({{voorkeuren}}) [Online]({{online}}) {{naam}}')],
  },
  'image-text': {
    offenders: [raw('a ![](https://x.nl/a.png)'), page('<img src="https://x.nl/a.png">')],
    innocent: [raw('a ![Een deur](https://x.nl/a.png)'), page('<img src="https://x.nl/a.png" alt="">')],
  },
  'image-address': {
    offenders: [
      raw('a ![Een deur](beeld/a.png)'),
      page('<img alt="x">'),
      page('<img src="cid:a" alt="x">'),
      page('<img src="/a.png" alt="x">'),
    ],
    innocent: [page('<img src="http://x.nl/a.png" alt="x">')],
  },
  'image-inline': {
    offenders: [
      page('<img src="data:image/png;base64,AAAA" alt="x">'),
      raw('a ![x](data:image/png;base64,AAAA)'),
    ],
    innocent: [page('<img src="https://x.nl/data:image" alt="x">')],
  },
  'image-pixel': {
    offenders: [
      page('<img src="https://x.nl/o.gif" width="1" height="1" alt="">'),
      page('<img src="https://x.nl/o.gif" style="width:0;height:0" alt="">'),
    ],
    innocent: [page('<img src="https://x.nl/lijn.gif" width="600" height="1" alt="">')],
  },
  'size-too-large': {
    offenders: [page('<p>woord</p>'.repeat(9_500))],
    innocent: [page('<p>woord</p>'.repeat(7_900))],
  },
  'size-large': {
    offenders: [page('<p>woord</p>'.repeat(7_900))],
    innocent: [page('<p>woord</p>'.repeat(6_000))],
  },
  'unsubscribe-hidden': {
    offenders: [
      page(`<a href="{{unsubscribe}}" style="display:none">weg</a> ${outs}`),
      page(`<div style="DISPLAY : none !important"><p><a href="{{unsubscribe}}">weg</a></p></div> ${outs}`),
      page(`<a href="{{unsubscribe}}" style="font-size:0">weg</a> ${outs}`),
      page(`<a href="{{unsubscribe}}" style="color:#ffffff">weg</a> ${outs}`),
      page(`<div hidden><a href="{{unsubscribe}}">weg</a></div> ${outs}`),
      page(`<a href="{{unsubscribe}}"></a> ${outs}`),
    ],
    innocent: [
      page(`<a href="{{unsubscribe}}">weg</a> ${outs}`),
      page(
        `<div style="display:none"><a href="{{unsubscribe}}">weg</a></div><a href="{{unsubscribe}}">weg</a> ${outs}`,
      ),
      page(
        `<td style="font-size:0"><p style="font-size:14px"><a href="{{unsubscribe}}">weg</a></p></td> ${outs}`,
      ),
      page(
        `<div style="display:none">a</div><a href="{{unsubscribe}}"><img src="https://x.nl/a.png" alt="weg"></a> ${outs}`,
      ),
    ],
  },
  'contrast-low': {
    offenders: [
      page('<p style="color:#999">grijs op wit</p>'),
      page('<table bgcolor="#14543f"><tr><td>zwart op groen</td></tr></table>'),
      page('<div style="background:#000"><p>zwart <b>op</b> zwart</p></div>'),
      page('<div style="background-color:#222222"><a href="https://x.nl">blauw op zwart</a></div>'),
      page('<font color="yellow">geel op wit</font>'),
      page('<td style="background:#14543f;color:#fff">a<td style="color:rgb(250, 250, 250)">wit op wit'),
    ],
    innocent: [
      page('<p style="color:#595959">grijs op wit</p>'),
      page('<h1 style="color:#888">groot</h1>'),
      page('<div style="background:url(https://x.nl/a.png)"><p style="color:#fff">op een foto</p></div>'),
      page('<div background="https://x.nl/a.png"><p style="color:#fff">op een foto</p></div>'),
      page('<p style="display:none;color:#fff">niemand ziet het</p>'),
      page('<table bgcolor="14543f"><tr><td style="color:#fff">wit op groen</td></tr></table>'),
      raw(':::let-op\nPas op\n:::\n\n[Doe mee](https://x.nl){knop}\n\n:::kolommen\na\n\n---\n\nb\n:::'),
    ],
  },
  'placeholder-unknown': {
    offenders: [
      raw('{{voornaam}}'),
      raw('{{naam|<b>}}'),
      { subject: 'Dag {{first_name}}' },
      page('{{#if a}}'),
      raw('{{naam'),
      { preheader: '{{adres}}' },
    ],
    innocent: [raw('{{ naam | beste buur }} {naam} }}'), page('<style>@media print{.a{color:red}}</style>')],
  },
  'element-forbidden': {
    offenders: ['script', 'form', 'iframe', 'object', 'embed', 'input', 'BUTTON'].map((name) =>
      page(`<${name}></${name}>`),
    ),
    innocent: [raw('<script>alert(1)</script>'), page('<!-- <script></script> --><p>script</p>')],
  },
  'handler-forbidden': {
    offenders: [page('<p onclick="a()">a</p>'), page('<img src="https://x.nl/a.png" alt="x" ONERROR=a()>')],
    innocent: [page('<p title="onclick=a()">a</p>')],
  },
  'stylesheet-external': {
    offenders: [
      page('<link rel="stylesheet" href="https://x.nl/a.css">'),
      page('<style>@import url(https://x.nl/a.css);</style>'),
    ],
    innocent: [
      page('<style>p{color:#000}</style><p>@import</p>'),
      page('<link rel="icon" href="https://x.nl/a.ico">'),
    ],
  },
  'base-forbidden': { offenders: [page('<base href="https://x.nl/">')], innocent: [page('<p>base</p>')] },
  'language-missing': {
    offenders: [{ format: 'html', source: '<html><body><p>Dag</p></body></html>' }],
    innocent: [page('')],
  },
}

test('a believable newsletter has nothing wrong with it', () => {
  expect(lintIssue(believableDocument, composeIssue(believableDocument, believableSending))).toEqual([])
  expect(found(page(''))).toEqual([])
  expect(found({})).toEqual([])
})

test('every rule has an offender here', () => {
  expect([...Object.keys(cases), 'unsubscribe-missing', 'manage-missing'].toSorted()).toEqual(
    lintRules.toSorted(),
  )
})

test.each(Object.entries(cases))('%s', (rule, { offenders, innocent }) => {
  for (const offender of offenders)
    expect(rulesOf(offender), JSON.stringify(offender).slice(0, 200)).toContain(rule)
  for (const one of innocent) expect(rulesOf(one), JSON.stringify(one).slice(0, 200)).not.toContain(rule)
})

test('N1, N5: a mail that somehow has no way out is stopped', () => {
  const bare: Composed = { subject: 'x', html: '<p>Dag</p>', text: 'Dag' }
  const rules = lintIssue(believableDocument, bare).filter(({ weight }) => weight === 'error')
  expect(rules.map(({ rule }) => rule)).toEqual(['unsubscribe-missing', 'manage-missing'])
})

describe('a finding', () => {
  test('says which one, by the words that stand there', () => {
    expect(found(raw('[Lees  het\nplan](/plan) en [hier](https://x.nl)'))).toEqual([
      { rule: 'link-address', weight: 'error', what: 'Lees het plan' },
      { rule: 'link-text-vague', weight: 'warning', what: 'hier' },
    ])
  })

  test('names no e-mail address, and no more than 40 letters', () => {
    const findings = [
      ...found(raw('[anna@bewoner.example](/plan) ![](https://x.nl/anna@bewoner.example)')),
      ...found(page(`<a href="https://x.nl/?e=anna%40bewoner.example">Voor anna@bewoner.example alleen</a>`)),
      ...found(page(`<a href="/x">${'a'.repeat(100)}</a>`)),
      ...found({ subject: 'Dag {{anna@bewoner.example}}' }),
    ]
    expect(findings.length).toBeGreaterThan(4)
    expect(JSON.stringify(findings)).not.toMatch(/anna|bewoner\.example/)
    for (const { what = '' } of findings) expect(what.length).toBeLessThanOrEqual(40)
  })

  test('comes once for each that is alike, and a hundred at most', () => {
    expect(found(raw('[a](/x) [a](/x) [a](/y)'))).toHaveLength(1)
    expect(
      found(page(Array.from({ length: 500 }, (_, nth) => `<a href="/x">a${nth}</a>`).join(''))),
    ).toHaveLength(100)
  })
})

describe('of any text', () => {
  const parts = fc.array(
    fc.oneof(
      fc.constantFrom(
        ...'<|<a href="|<img src=|style="color:#|">|</a>|</b>|<b>|<td>|<!--|-->|<style>|</style>|{{|}}|{{name|&|&#|&#x110000;|&#xd800;|\0|\ud800|javascript:|<script>|</script>|@b.nl|%40|<title>|display:none|<svg>|<![CDATA['.split(
          '|',
        ),
      ),
      fc.string({ maxLength: 10 }),
    ),
    { maxLength: 30 },
  )

  test('never throws, and says nothing that is not a rule', () => {
    fc.assert(
      fc.property(
        parts,
        parts,
        fc.constantFrom('markdown' as const, 'html' as const),
        (one, other, format) => {
          const document = { ...believableDocument, format, source: one.join('') }
          const composed = { subject: other.join(''), html: one.join(''), text: other.join('') }
          for (const { rule, what = '' } of lintIssue(document, composed)) {
            expect(lintRules).toContain(rule)
            expect(what.length).toBeLessThanOrEqual(40)
            expect(what.isWellFormed()).toBe(true)
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  test.each([
    ['elements in each other', '<b>'.repeat(330_000)],
    ['styled elements in each other', '<div style="color:red">x'.repeat(43_000)],
    ['ends that end nothing', '<b>'.repeat(50_000) + '</i>'.repeat(200_000)],
    ['attributes', `<a ${Array.from({ length: 100_000 }, (_, nth) => `a${nth}=1`).join(' ')}>`],
    ['one address', `<a href="https://x.nl/${'a'.repeat(1_000_000)}">`],
    ['almost addresses', 'a@b.c '.repeat(160_000)],
    ['almost placeholders', '{{'.repeat(500_000)],
    ['one style', `<p style="${'a:b;'.repeat(250_000)}">`],
    ['links without an end', '<a href="https://a.nl/b@c.nl">'.repeat(33_000)],
  ])(
    'reads a megabyte of %s within seconds',
    (_, html) => {
      const document: IssueDocument = { ...believableDocument, format: 'html', source: html }
      expect(lintIssue(document, { subject: 'x', html, text: html }).length).toBeGreaterThan(0)
    },
    20_000,
  )
})

describe('colours', () => {
  test.each([
    ['#fff', '#ffffff'],
    ['#ABCDEF', '#abcdef'],
    ['#abcf', '#aabbcc'],
    ['ffffff', '#ffffff'],
    ['White', '#ffffff'],
    ['rgb(255, 0 , 10)', '#ff000a'],
    ['rgb(1 2 3)', '#010203'],
    ['rgba(1,2,3,1)', '#010203'],
    ['rgba(1,2,3,0.5)', null],
    ['#12', null],
    ['rebeccapurple', null],
    ['constructor', null],
    ['', null],
  ])('%s is read as %s', (text, colour) => {
    expect(readColour(text)).toBe(colour)
  })

  test('WCAG 1.4.3: large text may be paler', () => {
    const paint = (size: number, isBold: boolean) => ({ ink: '#888888', ground: '#ffffff', size, isBold })
    expect([paint(16, false), paint(18, true), paint(19, true), paint(24, false)].map(isLegible)).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  test('what is not known is not held against anybody', () => {
    const opened = { name: 'p', attributes: new Map<string, string>(), end: 0 }
    for (const style of [
      'color: var(--x)',
      'background: linear-gradient(red, blue)',
      'background-color: hsl(1 2% 3%)',
    ])
      expect(isLegible(paintOf(opened, readStyle(style), unpainted))).toBe(true)
  })
})

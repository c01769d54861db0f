/**
 * Sixty-nine mails as others write them (newsletter.md §6.2): each link is found that a parser of the standard finds, and no other; all
 * else keeps its bytes; who is not measured reads the same words and gets out as easily.
 *
 * parse5, the reference, is blind in two places on purpose: it reads `noscript` as markup here (`scriptingEnabled: false`, as mail
 * programs show it), and comments as comments. Links in Outlook's conditional comments are therefore counted apart, by parsing each comment's content.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { convert } from 'html-to-text'
import { parse, type DefaultTreeAdapterTypes } from 'parse5'
import { describe, expect, test } from 'vitest'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { readLink } from '../../src/subscriber/token.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { instrumentHtml } from '../../src/newsletter/instrument.ts'
import { openMail, prepareMail, type Reader } from '../../src/newsletter/mail.ts'
import { fill } from '../../src/newsletter/pieces.ts'
import { testConfig, testSettings } from '../support/world.ts'

const folder = join(import.meta.dirname, 'templates')
const templates = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.html'))
  .toSorted()
  .map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')] as const)

/** Templates leave their links open (`#`). An editor fills them in, with what makes them hard: entities, fragments, no quotes. */
const filledIn = (html: string): string => {
  let nth = 0
  return html.replaceAll(/href="#"/g, () => {
    nth += 1
    const path = `https://www.example.nl/pagina/${nth}`
    return (
      [`href="${path}?a=1&amp;b=2#deel"`, `href='${path}?a=1&b=2'`, `href=${path}`, `href="\n  ${path}\n"`][
        nth % 4
      ] ?? ''
    )
  })
}
const cases = templates.flatMap(([path, html]) => {
  const filled = filledIn(html)
  return filled === html
    ? [[path, html] as const]
    : ([
        [path, html],
        [`${path}, filled in`, filled],
      ] as const)
})

type Node = DefaultTreeAdapterTypes.Node
const childrenOf = (node: Node): readonly Node[] => [
  ...('childNodes' in node ? node.childNodes : []),
  ...('content' in node ? node.content.childNodes : []),
]
const attributeOf = (node: Node, name: string): string | undefined =>
  'attrs' in node ? node.attrs.find((one) => one.name === name)?.value : undefined

/** Every node, in the order of the document. */
function nodesOf(html: string): readonly Node[] {
  const nodes: Node[] = []
  const waiting: Node[] = [parse(html, { scriptingEnabled: false })]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    nodes.push(node)
    waiting.push(...childrenOf(node).toReversed())
  }
  return nodes
}

const leftover = /\{\{|\}\}|\{%|%\}|\*\||\|\*|%%|\[\[|\]\]|\$\{|<%|%>|%7b%7b/i
const hrefs = (html: string, names: readonly RegExp[]): string[] =>
  nodesOf(html)
    .filter(({ nodeName }) => names.some((name) => name.test(nodeName)))
    .flatMap((node) => attributeOf(node, 'href') ?? [])
    .filter((href) => !leftover.test(href))
    .flatMap((href) => {
      const url = URL.parse(href)
      return url && /^https?:$/.test(url.protocol) ? [url.href] : []
    })

const inSight = (html: string): string[] => hrefs(html, [/^(a|area)$/])
const inConditions = (html: string): string[] =>
  nodesOf(html).flatMap((node) => {
    const hidden =
      node.nodeName === '#comment' && 'data' in node ? /^\[if [^\]]+\]>(.*)$/s.exec(node.data)?.[1] : ''
    return hidden ? hrefs(hidden, [/^(a|area)$/, /^v:(rect|roundrect|shape|oval)$/]) : []
  })

/** Positions of tags may differ where tables hold what they may not: parse5 moves it. What is found is compared as a bag. */
const sorted = (texts: readonly string[]): string[] => texts.toSorted()

const publicUrl = 'https://meten.example.nl'
const ports = {
  config: testConfig({ VOORDEUR_URL: publicUrl }),
  keyFor: openKeys(testSettings.VOORDEUR_SECRET),
}
const sent = { siteId: 3 as SiteId, issueId: 7 }
const foot = '<p><a href="{{unsubscribe}}">Afmelden</a> <a href="{{manage}}">Voorkeuren</a></p>'
/** As every mail of ours ends: with the ways out before the end of the body. */
const withFoot = (html: string): string => {
  const end = html.lastIndexOf('</body>')
  return end === -1 ? html + foot : html.slice(0, end) + foot + html.slice(end)
}
const openOf = (html: string) =>
  openMail(
    ports,
    sent,
    prepareMail({ subject: 'x', html, text: '' }, { publicUrl, clicks: true, opens: true }),
  )
const reader = (level: Reader['opens'], subscriberId = 71n): Reader => ({
  subscriberId,
  name: 'Anna',
  opens: level,
  clicks: level,
})
const wordsOf = (html: string): string =>
  convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'a', options: { ignoreHref: true } },
      { selector: 'img', format: 'skip' },
    ],
  })

test('there are enough of them, with links in most, and each project’s licence beside them', () => {
  expect(templates.length).toBeGreaterThanOrEqual(60)
  expect(cases.filter(([, html]) => inSight(html).length > 0).length).toBeGreaterThanOrEqual(45)
  expect(templates.filter(([, html]) => /<!--\[if [^\]]*mso/.test(html)).length).toBeGreaterThanOrEqual(20)
  expect(templates.filter(([, html]) => inConditions(html).length > 0).length).toBeGreaterThanOrEqual(2)
  const readme = readFileSync(join(folder, 'README.md'), 'utf8')
  for (const project of new Set(templates.map(([path]) => path.split('/')[0] ?? ''))) {
    expect(readme).toContain(`| \`${project}\` |`)
    expect(readFileSync(join(folder, project, 'LICENSE'), 'utf8')).toMatch(
      /Permission is hereby granted, free of charge|Apache License/,
    )
  }
})

describe.each(cases)('%s', (_, html) => {
  test('fact 13: the links are those of a parser of the standard, and all else keeps its bytes', () => {
    const { pieces, targets } = instrumentHtml(html, { clicks: true, opens: true })
    expect(fill(pieces, (hole) => (hole.hole === 'click' ? hole.target : ''))).toBe(html)
    const written = pieces.flatMap((piece) =>
      typeof piece !== 'string' && piece.hole === 'click' ? [targets[piece.linkNo - 1] ?? ''] : [],
    )
    expect(sorted(written)).toEqual(sorted([...inSight(html), ...inConditions(html)]))
    expect(pieces.filter((piece) => typeof piece !== 'string' && piece.hole === 'open')).toHaveLength(1)
  })

  test('fact 2: who is not measured reads the same words, and gets out by the same two links', () => {
    const mail = openOf(withFoot(html))
    const [measured, counted, plain] = (['personal', 'aggregate', 'off'] as const).map((level) =>
      mail.render(reader(level)),
    )
    if (!measured || !counted || !plain) throw new Error('each level has a mail')
    expect(wordsOf(measured.html)).toBe(wordsOf(plain.html))
    expect(counted.html.replaceAll(/\/n\/[a-z]\/[\w-]+/g, '')).toBe(
      measured.html.replaceAll(/\/n\/[a-z]\/[\w-]+/g, ''),
    )
    for (const twin of [measured, counted, plain]) {
      const links = nodesOf(twin.html).flatMap((node) => attributeOf(node, 'href') ?? [])
      expect(links).toContain(twin.unsubscribeUrl)
      expect(links).toContain(twin.manageUrl)
      expect(readLink(ports, 'unsubscribe', twin.unsubscribeUrl.split('/n/u/')[1] ?? '')).toEqual({
        ...sent,
        linkNo: 0,
        subscriberId: 71n,
      })
    }
    expect(plain.html).toBe(
      withFoot(html)
        .replaceAll('{{unsubscribe}}', plain.unsubscribeUrl)
        .replaceAll('{{manage}}', plain.manageUrl),
    )
    expect(plain.html).not.toMatch(/\/n\/[co]\//)
  })

  test('instrumented twice is instrumented once: addresses of ours are left alone', () => {
    const once = openOf(withFoot(html)).render(reader('personal')).html
    const again = prepareMail(
      { subject: 'x', html: once, text: '' },
      { publicUrl, clicks: true, opens: false },
    )
    expect(again.links).toEqual([])
    expect(openMail(ports, sent, again).render(reader('personal')).html).toBe(once)
  })
})

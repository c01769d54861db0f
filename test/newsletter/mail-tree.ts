/** A mail as a browser would build it: by parse5, which none of our own code uses. */
import { parse, type DefaultTreeAdapterTypes } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element

/** In the order they stand in; content of templates left out. */
export function elementsOf(html: string): Element[] {
  const found: Element[] = []
  const waiting: Node[] = [parse(html)]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if ('tagName' in node) found.push(node)
    if ('childNodes' in node) waiting.push(...node.childNodes.toReversed())
  }
  return found
}

export const attributeOf = (element: Element, name: string): string | null =>
  element.attrs.find((one) => one.name === name)?.value ?? null

export function wordsOf(element: Element): string {
  return element.childNodes
    .map((node) => ('value' in node ? node.value : 'tagName' in node ? wordsOf(node) : ''))
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

export const named = (html: string, ...names: string[]): Element[] =>
  elementsOf(html).filter(({ tagName }) => names.includes(tagName))

/** `[address, words]` of each link. */
export const linksOf = (html: string): [string, string][] =>
  named(html, 'a').map((link) => [attributeOf(link, 'href') ?? '', wordsOf(link)])

const forbidden =
  /^(?:script|form|input|button|select|textarea|iframe|frame|object|embed|applet|base|svg|math|link|template|portal)$/

/** Whatever could run, send or load more than a picture: none of it may be in a mail that is made of Markdown. */
export const dangersIn = (html: string): string[] =>
  elementsOf(html).flatMap((element) => [
    ...(forbidden.test(element.tagName) ? [`<${element.tagName}>`] : []),
    ...element.attrs.flatMap(({ name, value }) => {
      if (name.startsWith('on') || name === 'srcdoc' || name === 'formaction') return [name]
      if (name === 'href' && !/^(?:https?:|mailto:|tel:|#|\{\{)/.test(value)) return [`href=${value}`]
      if (name === 'src' && !/^(?:https?:|data:image\/|cid:|$)/i.test(value)) return [`src=${value}`]
      return name === 'style' && /url\(|expression|@import/i.test(value) ? ['style'] : []
    }),
  ])

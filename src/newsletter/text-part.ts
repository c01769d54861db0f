/**
 * The plain text of an issue, made of its clean HTML: whoever reads this part reads the same words, and no address in it is counted. Lines are
 * as long as their paragraphs: a telephone breaks lines of 78 characters once more. Never throws.
 */
import { compile, type DomNode, type FormatCallback } from 'html-to-text'

/** Tables for layout are nested a dozen deep; the converter goes down by calling itself. What lies deeper is left out of this part. */
const depthMax = 200

const childrenNamed = (node: DomNode, ...names: string[]): DomNode[] =>
  node.children.filter(({ name }) => name !== undefined && names.includes(name))

const rowsOf = (table: DomNode): DomNode[] => [
  ...childrenNamed(table, 'tr'),
  ...childrenNamed(table, 'thead', 'tbody', 'tfoot').flatMap((part) => childrenNamed(part, 'tr')),
]

const attributeOf = (node: DomNode, name: string): string => {
  const attributes: unknown = node.attribs
  const value: unknown =
    typeof attributes === 'object' && attributes !== null ? Reflect.get(attributes, name) : undefined
  return typeof value === 'string' ? value : ''
}

/** Most tables of a mail put boxes in their places; one that names its columns says something. */
const saysFigures = (table: DomNode): boolean =>
  !/^(presentation|none)$/.test(attributeOf(table, 'role')) &&
  rowsOf(table).some((row) => childrenNamed(row, 'th').length > 0)

/** A line for each row: columns of spaces line up in no reader that shows text in its own typeface. */
const table: FormatCallback = (element, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 2 })
  if (saysFigures(element))
    for (const row of rowsOf(element)) {
      builder.openBlock({ leadingLineBreaks: 1 })
      for (const [nth, cell] of childrenNamed(row, 'th', 'td').entries()) {
        if (nth > 0) builder.addInline(' | ')
        walk(cell.children, builder)
      }
      builder.closeBlock({ trailingLineBreaks: 1 })
    }
  else walk(element.children, builder)
  builder.closeBlock({ trailingLineBreaks: 2 })
}

/** A picture is what it is called. */
const picture: FormatCallback = (element, _walk, builder) => {
  builder.addInline(attributeOf(element, 'alt'))
}

const skipped = ['head', 'title', 'style', 'script', 'template', '.preheader', '[hidden]']

export const textOf: (html: string) => string = compile({
  wordwrap: false,
  limits: { maxDepth: depthMax },
  formatters: { table, picture },
  selectors: [
    ...skipped.map((selector) => ({ selector, format: 'skip' })),
    {
      selector: 'a',
      options: {
        hideLinkHrefIfSameAsText: true,
        linkBrackets: ['[', ']'],
        noAnchorUrl: true,
        pathRewrite: (path) => path.replace(/^tel:/i, ''),
      },
    },
    { selector: 'img', format: 'picture' },
    { selector: 'table', format: 'table' },
    { selector: 'td', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'th', format: 'block', options: { leadingLineBreaks: 1, trailingLineBreaks: 1 } },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'hr', options: { length: 24 } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
})

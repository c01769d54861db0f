/**
 * Where in a mail's HTML its tags, values and words stand, by position: nothing is parsed into a tree and nothing written again, since
 * that changes nearly every mail (newsletter.md §6.2). Content of `noscript` is read, since mail programs show it, and so is what stands in
 * Outlook's conditional comments; ordinary comments are not. Takes any text, of any brokenness; never throws; time grows with the length alone.
 */
import { QuoteType, Tokenizer } from 'htmlparser2'

export interface Attribute {
  /** With its entities decoded, once. */
  readonly value: string
  /** Of the value as written, without its quotes. */
  readonly start: number
  readonly end: number
  readonly isQuoted: boolean
}

export interface Tag {
  /** In lower case. */
  readonly name: string
  /** By name, in lower case. The first of each: those that follow count for nothing. */
  readonly attributes: ReadonlyMap<string, Attribute>
  /** Stands in a conditional comment: Outlook alone sees it. */
  readonly isConditional: boolean
  /** Behind its last character. */
  readonly end: number
}

export interface Stretch {
  readonly start: number
  readonly end: number
}

export interface Markup {
  /** In the order they stand in. A tag that never ends is none, as in browsers. */
  readonly tags: readonly Tag[]
  /** What is read as text: not what stands in `style`, `script` and their like. */
  readonly words: readonly Stretch[]
  /** Before the last `</body>`, or the end: what is put in there is shown. */
  readonly bodyEnd: number
}

/** Contents that are no markup to a mail program (HTML, 13.2.5); the tokenizer reads them as one text. */
const raw = new Set(['script', 'style', 'xmp', 'iframe', 'noembed', 'noframes', 'plaintext'])
/** What hides a comment's content from all but Outlook. Where the comment ends at once (`[if !mso]><!`), what follows is in plain sight. */
const conditional = /^\s*\[if\s[^\]]{1,200}\]>/i
const beforeValue = /[ \t\r\n\f]*=[ \t\r\n\f]*["']?/y

export function readMarkup(html: string): Markup {
  const tags: Tag[] = []
  const words: Stretch[] = []
  let bodyEnd: number | null = null

  function read(source: string, offset: number, isConditional: boolean): void {
    let name = ''
    let within: string | null = null
    let attributes = new Map<string, Attribute>()
    let attribute = ''
    let attributeEnd = 0
    let value = ''
    const endTag = (end: number): void => {
      tags.push({ name, attributes, isConditional, end: end + 1 + offset })
      within = raw.has(name) ? name : null
    }
    const word = (start: number, end: number): void => {
      if (within === null) words.push({ start: start + offset, end: end + offset })
    }
    const tokenizer = new Tokenizer(
      { decodeEntities: true },
      {
        onopentagname(start, end) {
          name = source.slice(start, end).toLowerCase()
          attributes = new Map()
        },
        onattribname(start, end) {
          attribute = source.slice(start, end).toLowerCase()
          attributeEnd = end
          value = ''
        },
        onattribdata(start, end) {
          value += source.slice(start, end)
        },
        onattribentity(codepoint) {
          value += String.fromCodePoint(codepoint)
        },
        onattribend(quote, end) {
          if (attributes.has(attribute)) return
          const isQuoted = quote === QuoteType.Double || quote === QuoteType.Single
          beforeValue.lastIndex = attributeEnd
          const start = beforeValue.test(source) ? beforeValue.lastIndex : end
          attributes.set(attribute, {
            value,
            start: start + offset,
            end: (isQuoted ? end - 1 : end) + offset,
            isQuoted,
          })
        },
        onopentagend: endTag,
        onselfclosingtag: endTag,
        onclosetag(start, end) {
          const closed = source.slice(start, end).toLowerCase()
          if (closed === within) within = null
          if (closed === 'body' && !isConditional) bodyEnd = start - 2
        },
        ontext: word,
        // It ends where the entity ends; nothing that we look for begins in one.
        ontextentity: () => {},
        oncomment(start, end, endOffset) {
          if (isConditional) return
          const comment = source.slice(start, end - endOffset)
          const opening = conditional.exec(comment)?.[0]
          if (opening) read(comment.slice(opening.length), start + opening.length, true)
        },
        oncdata: () => {},
        ondeclaration: () => {},
        onprocessinginstruction: () => {},
        onend: () => {},
      },
    )
    tokenizer.write(source)
    tokenizer.end()
  }

  read(html, 0, false)
  return { tags, words, bodyEnd: bodyEnd ?? html.length }
}

/**
 * HTML as a mail program would go through it: what opens, what is written there, what closes, each with what it stands in. Made for texts of
 * any brokenness: no tree, no recursion, time that grows with the length. What stands in comments is not read, Outlook's either.
 */
import { Tokenizer } from 'htmlparser2'

export interface Element<State> {
  /** In lower case. */
  readonly name: string
  readonly state: State
}

export interface Opened {
  readonly name: string
  /** Names in lower case, values with their entities decoded; the first of each name counts. */
  readonly attributes: ReadonlyMap<string, string>
  /** Where the tag ends: the position behind its `>`. */
  readonly end: number
}

export interface Walking<State> {
  /** What holds outside all elements. */
  readonly outside: State
  /** What holds inside an element, made of what holds around it. */
  readonly open: (opened: Opened, around: State) => State
  /** Decoded, in as many stretches as it comes. `within` is the element it stands in, or '' outside all. */
  readonly text: (text: string, state: State, within: string) => void
  /** Once for each element that was opened and holds something, in the order they end; also for those that nobody closed. */
  readonly close: (element: Element<State>) => void
  /** Where an end tag begins, whether or not it closes anything. */
  readonly endTag?: (name: string, start: number) => void
}

const empty = new Set(
  'area base basefont br col command embed frame hr img input keygen link meta param source track wbr'.split(
    ' ',
  ),
)

/** Elements whose beginning ends another that is still open beside it (HTML, 13.1.2.4). */
const ends: Readonly<Record<string, readonly string[]>> = {
  td: ['td', 'th', 'p'],
  th: ['td', 'th', 'p'],
  tr: ['td', 'th', 'tr', 'p'],
  tbody: ['td', 'th', 'tr', 'tbody', 'thead', 'p'],
  li: ['li', 'p'],
  p: ['p'],
  div: ['p'],
  table: ['p'],
  ul: ['p'],
  ol: ['p'],
  a: ['a'],
}

/** An end tag closes what was opened so far up at most. Deeper, nobody means it; and 50,000 open elements take no second look each. */
const reach = 200

/** Takes any text; never throws. */
export function walk<State>(html: string, { outside, open, text, close, endTag }: Walking<State>): void {
  const stack: Element<State>[] = []
  let name = ''
  let attributes = new Map<string, string>()
  let attribute = ''
  let value = ''

  const around = (): State => stack.at(-1)?.state ?? outside
  const pop = (): void => {
    const element = stack.pop()
    if (element) close(element)
  }
  const say = (words: string): void => text(words, around(), stack.at(-1)?.name ?? '')
  const begin = (index: number): void => {
    const ended = Object.hasOwn(ends, name) ? ends[name] : undefined
    while (ended?.includes(stack.at(-1)?.name ?? '') === true) pop()
    const state = open({ name, attributes, end: index + 1 }, around())
    if (!empty.has(name)) stack.push({ name, state })
  }

  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname(start, end) {
        name = html.slice(start, end).toLowerCase()
        attributes = new Map()
      },
      onattribname(start, end) {
        attribute = html.slice(start, end).toLowerCase()
        value = ''
      },
      onattribdata(start, end) {
        value += html.slice(start, end)
      },
      onattribentity(codepoint) {
        value += String.fromCodePoint(codepoint)
      },
      onattribend() {
        if (!attributes.has(attribute)) attributes.set(attribute, value)
      },
      onopentagend: begin,
      onselfclosingtag: begin,
      onclosetag(start, end) {
        const closed = html.slice(start, end).toLowerCase()
        endTag?.(closed, html.lastIndexOf('<', start))
        const deepest = Math.max(0, stack.length - reach)
        for (let at = stack.length - 1; at >= deepest; at -= 1)
          if (stack[at]?.name === closed) {
            while (stack.length > at) pop()
            return
          }
      },
      ontext(start, end) {
        say(html.slice(start, end))
      },
      ontextentity(codepoint) {
        say(String.fromCodePoint(codepoint))
      },
      oncomment: () => {},
      oncdata: () => {},
      ondeclaration: () => {},
      onprocessinginstruction: () => {},
      onend: () => {},
    },
  )
  tokenizer.write(html)
  tokenizer.end()
  while (stack.length > 0) pop()
}

/**
 * Markdown as an editor writes it (GFM, and three fences of our own), made into HTML that survives mail programs. HTML in it is text: it is shown as
 * it was typed. The reader of Markdown looks at what is long again for each of its parts, and goes down into what is nested by calling
 * itself: so it gets no more than so much at once, and nothing that nobody means.
 */
import { Marked, type Token } from 'marked'
import { drawParts, drawPlain } from './blocks.tsx'
import { contentWidth, type MailLooks } from './mail-look.ts'
import { escapeHtml } from './holes.ts'
import { written } from './written.ts'

const fenceKinds = {
  'let-op': 'notice',
  note: 'notice',
  kolommen: 'columns',
  columns: 'columns',
  knop: 'button',
  button: 'button',
} as const

/** What stands between `:::name` and `:::`, or between two of these. */
export type Part =
  | { readonly kind: 'words'; readonly tokens: readonly Token[] }
  | { readonly kind: 'notice' | 'button'; readonly parts: readonly Part[] }
  /** Split at lines of `---`. */
  | { readonly kind: 'columns'; readonly columns: readonly (readonly Part[])[] }

/** `breaks`: who presses Enter means a new line. */
const reader = new Marked({ gfm: true, breaks: true })

const opening = /^ {0,3}:::[ \t]*([a-z-]{1,20})[ \t]*$/
const closing = /^ {0,3}:::[ \t]*$/
const divider = /^ {0,3}-{3,}[ \t]*$/
const codeFence = /^ {0,3}(?:`{3,}|~{3,})/
const definition = /^ {0,3}\[[^\]]{1,100}\]:[ \t]{0,9}\S{1,2000}/

type FenceKind = (typeof fenceKinds)[keyof typeof fenceKinds]
const isFenceName = (name: string): name is keyof typeof fenceKinds => Object.hasOwn(fenceKinds, name)
const kindOf = (line: string): FenceKind | null => {
  const name = opening.exec(line)?.[1] ?? ''
  return isFenceName(name) ? fenceKinds[name] : null
}

/** A notice within a column within a notice: deeper, a fence is text. */
const fenceDepthMax = 3

interface Lines {
  readonly lines: readonly string[]
  /** Of links, from anywhere in the text: they hold everywhere (CommonMark 4.7). */
  readonly definitions: string
}

/** Reads lines from one on, up to the end of the fence that they stand in. A fence without its end goes on to the end of the text. */
function readParts(
  { lines, definitions }: Lines,
  from: number,
  { depth, splits }: { readonly depth: number; readonly splits: boolean },
): { readonly columns: Part[][]; readonly next: number } {
  const columns: Part[][] = [[]]
  let words: string[] = []
  let isCode = false
  const settle = (): void => {
    if (words.some((line) => line.trim() !== ''))
      columns.at(-1)?.push(
        ...chunks(words).map((chunk): Part => ({
          kind: 'words',
          tokens: reader.lexer(tame(chunk) + definitions),
        })),
      )
    words = []
  }
  let at = from
  for (; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (codeFence.test(line)) isCode = !isCode
    const kind = isCode || depth === fenceDepthMax ? null : kindOf(line)
    if (kind) {
      settle()
      const inner = readParts({ lines, definitions }, at + 1, {
        depth: depth + 1,
        splits: kind === 'columns',
      })
      columns
        .at(-1)
        ?.push(kind === 'columns' ? { kind, columns: inner.columns } : { kind, parts: inner.columns.flat() })
      at = inner.next
    } else if (!isCode && depth > 0 && closing.test(line)) break
    else if (!isCode && splits && divider.test(line)) {
      settle()
      columns.push([])
    } else words.push(line)
  }
  settle()
  return { columns, next: at }
}

/** Ten times what one would write in a row. 200,000 letters of the worst kind take seconds in pieces of this size, and minutes as a whole. */
const chunkLengthMax = 10_000

/** Whole paragraphs as long as they fit, else lines, else letters. */
function chunks(lines: readonly string[]): readonly string[] {
  const all: string[] = []
  let chunk = ''
  let paragraph = ''
  const put = (text: string): void => {
    if (chunk.length + text.length > chunkLengthMax) {
      all.push(chunk)
      chunk = ''
    }
    chunk += text
  }
  for (const line of lines)
    for (const piece of line.match(new RegExp(`.{1,${chunkLengthMax - 1}}`, 'gsu')) ?? ['']) {
      if (paragraph.length + piece.length >= chunkLengthMax) {
        put(paragraph)
        paragraph = ''
      }
      paragraph += `${piece}\n`
      if (piece.trim() !== '') continue
      put(paragraph)
      paragraph = ''
    }
  put(paragraph)
  return [...all, chunk].filter((text) => text.trim() !== '')
}

const containersMax = 12
const indentMax = 40
const runMax = 10
/** Longer than any address that one would mail. */
const wordLengthMax = 2_000

const containers = new RegExp(
  String.raw`^(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))){${containersMax + 1}}`,
)
const indent = new RegExp(String.raw`^[ \t]{${indentMax},}`)
const run = new RegExp(String.raw`([*_~\x60])\1{${runMax},}`, 'g')
const longWord = new RegExp(String.raw`\S{${wordLengthMax}}`, 'g')
const ruler = /^ {0,3}([*_])(?:[ \t]*\1)+[ \t]*$/

/** Lists in lists a dozen deep, rows of a hundred asterisks, words of two thousand letters: text, not marks. */
const tame = (chunk: string): string =>
  chunk
    .replaceAll(/(data:[^\s,)]{0,60},)[^\s)]{200,}/gi, '$1')
    .replaceAll(longWord, '$& ')
    .split('\n')
    .map((line) => {
      if (ruler.test(line)) return line.slice(0, 80)
      const shallow = line.replace(indent, ' '.repeat(indentMax))
      const plain = containers.test(shallow) ? `\\${shallow.trimStart()}` : shallow
      return plain.replaceAll(run, (marks) => marks.replaceAll(/./g, String.raw`\$&`))
    })
    .join('\n')

interface StandIns {
  readonly text: string
  readonly restore: (html: string) => string
  readonly isStandIn: (text: string) => boolean
}

/** A word that stands for a placeholder while Markdown is read: a `|` would split a table's cell, a brace would be escaped in an address. */
function withStandIns(source: string): StandIns {
  let stem = 'vdplace'
  while (source.includes(stem)) stem += 'q'
  const placeholders: string[] = []
  const text = source.replaceAll(/\{\{[^{}\n]{1,100}\}\}/g, (placeholder) => {
    placeholders.push(placeholder)
    return `${stem}${placeholders.length - 1}x`
  })
  const standIn = new RegExp(`${stem}(\\d+)x`, 'g')
  return {
    text,
    // What is no placeholder of ours may hold anything.
    restore: (html) =>
      html.replaceAll(standIn, (_, nth: string) => escapeHtml(placeholders[Number(nth)] ?? '')),
    isStandIn: (word) => word !== '' && word.replace(standIn, '') === '',
  }
}

/** Never throws: what is nested deeper than the stack goes is shown as it was typed. */
export function renderMarkdown(source: string, looks: MailLooks): string {
  const { text, restore, isStandIn } = withStandIns(source.replaceAll(/\r\n?/g, '\n'))
  const drawing = { looks, width: contentWidth, isPlaceholder: isStandIn }
  try {
    const lines = text.split('\n')
    const definitions = lines.filter((line) => definition.test(line)).slice(0, 50)
    const { columns } = readParts({ lines, definitions: ['', '', ...definitions].join('\n') }, 0, {
      depth: 0,
      splits: false,
    })
    return restore(written(drawParts(columns.flat(), drawing)))
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
    return restore(written(drawPlain(text, drawing)))
  }
}

/**
 * Makes places in a mail where links and the picture that tells of an opening go, by position: all else keeps every byte, and with nothing
 * filled in, what comes out is what went in (newsletter.md §6.2). It knows neither readers nor addresses of ours: those are filled in later, or
 * not at all for who is not measured. Takes any text; never throws.
 */
import { readMarkup, type Tag } from './markup.ts'
import { cut, type Hole, type Mark, type Pieces } from './pieces.ts'
import { readTarget } from './target.ts'

/** Links beyond these lead where they lead: a report of more would say nothing, and the numbers in our addresses stay short. */
export const linksMax = 1_000

export interface Instrumenting {
  readonly clicks: boolean
  readonly opens: boolean
  /** Leaves a link alone that is a web address all the same. Takes the target as browsers read it. */
  readonly isTracked?: (target: string) => boolean
}

export interface Marks {
  readonly marks: readonly Mark[]
  /** Targets by number less one, as browsers would ask for them (WHATWG URL). */
  readonly targets: readonly string[]
}

export interface HtmlMarks extends Marks {
  /** Targets of links that are marked as not to be counted. */
  readonly markedOff: ReadonlySet<string>
}

export interface Instrumented {
  readonly pieces: Pieces
  readonly targets: readonly string[]
}

/** Of a mail program, ours or another: filled in later, or forgotten. Both ways, the address is not known yet. */
const leftover = /\{\{|\}\}|\{%|%\}|\*\||\|\*|%%|\[\[|\]\]|\$\{|<%|%>|%7b%7b/i
/** What Outlook draws and makes a link; a `v:fill` or `v:imagedata` asks for a picture instead. */
const vml = /^v:(arc|curve|group|image|line|oval|polyline|rect|roundrect|shape)$/
/** Removed from an address by every browser (WHATWG URL), but not by what looks for leftovers. */
const lineBreaks = /[\t\r\n]/g

/** Null: of another scheme, relative, not complete, or not to be tracked. */
function targetOf(address: string, isTracked: Instrumenting['isTracked']): string | null {
  if (leftover.test(address.replace(lineBreaks, ''))) return null
  const target = readTarget(address)
  return target !== null && (isTracked?.(target) ?? true) ? target : null
}

interface Link {
  readonly start: number
  readonly end: number
  readonly target: string
  readonly isConditional: boolean
}

const isLink = ({ name, isConditional }: Tag): boolean =>
  name === 'a' || name === 'area' || (isConditional && vml.test(name))

const isMarkedOff = ({ attributes }: Tag): boolean =>
  attributes.has('data-no-track') || attributes.get('data-voordeur')?.value.trim() === 'geen'

/** Targets that the writer keeps from being counted: there is no telling which of two links to a page stands in plain text. */
const markedOff = (tags: readonly Tag[]): ReadonlySet<string> =>
  new Set(
    tags
      .filter((tag) => isLink(tag) && isMarkedOff(tag))
      .flatMap(({ attributes }) => readTarget(attributes.get('href')?.value ?? '') ?? []),
  )

function* linksIn(tags: readonly Tag[], isTracked: Instrumenting['isTracked']): Generator<Link> {
  for (const tag of tags) {
    const href = isLink(tag) ? tag.attributes.get('href') : undefined
    if (!href || isMarkedOff(tag)) continue
    const target = targetOf(href.value, isTracked)
    if (target !== null) yield { start: href.start, end: href.end, target, isConditional: tag.isConditional }
  }
}

/**
 * A number for each place, since the same page linked at the top and at the foot is clicked for different reasons. A button is
 * written twice, first for Outlook in a conditional comment and then for all others, but it is one place: both have one number.
 */
export function markHtml(html: string, { clicks, opens, isTracked }: Instrumenting): HtmlMarks {
  const { tags, bodyEnd } = readMarkup(html)
  const marks: Mark[] = []
  const targets: string[] = []
  /** Of a conditional comment, waiting for the link that all others see. */
  let waiting: Link[] = []
  const number = (links: readonly Link[]): void => {
    const target = links[0]?.target
    if (target === undefined || targets.length === linksMax) return
    const linkNo = targets.push(target)
    for (const { start, end } of links)
      marks.push({ start, end, put: { hole: 'click', linkNo, target: html.slice(start, end) } })
  }
  for (const link of clicks ? linksIn(tags, isTracked) : []) {
    if (targets.length === linksMax) break
    if (waiting.length > 0 && link.target !== waiting[0]?.target) {
      number(waiting)
      waiting = []
    }
    waiting.push(link)
    if (!link.isConditional) {
      number(waiting)
      waiting = []
    }
  }
  number(waiting)
  if (opens) marks.push({ start: bodyEnd, end: bodyEnd, put: { hole: 'open' } })
  return { marks, targets, markedOff: markedOff(tags) }
}

/** With each hole's own `target` put back, and nothing for the picture, the pieces are `html` again, byte for byte. */
export function instrumentHtml(html: string, how: Instrumenting): Instrumented {
  const { marks, targets } = markHtml(html, how)
  return { pieces: cut(html, marks), targets }
}

const textAddress = /\bhttps?:\/\/[^\s<>"]+/gi
/** Ends a sentence, or closes what was opened before the address. */
const trailing = new Set(".,;:!?'*_)]}’”")
const opened: ReadonlyMap<string, string> = new Map([
  [')', '('],
  [']', '['],
])

/** Without what of its end belongs to the sentence: a bracket stays when the address itself opened it. */
function trimmed(address: string): string {
  const times = new Map<string, number>()
  for (const letter of address) times.set(letter, (times.get(letter) ?? 0) + 1)
  let end = address.length
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1)
    const [opens = 0, closes = 0] = [times.get(opened.get(last) ?? ''), times.get(last)]
    if (!trailing.has(last) || (opened.has(last) && opens >= closes)) break
    times.set(last, closes - 1)
  }
  return address.slice(0, end)
}

/**
 * The same for the part without markup. `known`: targets of the HTML part, by number less one: its nth link to a page is the nth here
 * too, as far as there are so many. `targets` are those and the ones that stand here alone.
 */
export function markText(
  text: string,
  known: readonly string[],
  { isTracked }: Pick<Instrumenting, 'isTracked'>,
): Marks {
  const targets = [...known]
  const numbers = new Map<string, number[]>()
  for (const [nth, target] of known.entries()) numbers.set(target, [...(numbers.get(target) ?? []), nth + 1])
  const marks: Mark[] = []
  for (const { 0: run, index: start } of text.matchAll(textAddress)) {
    const address = trimmed(run)
    const target = targetOf(address, isTracked)
    if (target === null) continue
    const [linkNo = targets.length + 1, ...rest] = numbers.get(target) ?? []
    if (linkNo > targets.length) {
      if (targets.length === linksMax) continue
      targets.push(target)
    }
    numbers.set(target, rest.length > 0 ? rest : [linkNo])
    marks.push({
      start,
      end: start + address.length,
      put: { hole: 'click', linkNo, target: address } satisfies Hole,
    })
  }
  return { marks, targets }
}

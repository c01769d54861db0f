/**
 * What a writer leaves open for each reader: `{{name}}`, `{{name|neighbour}}`, `{{unsubscribe}}`, `{{manage}}`, `{{view}}`. Found once, where
 * they can stand safely; filled for thousands. A name in the address of a link or a picture would tell another server who reads,
 * so there it is nobody's name: the words after the bar, or nothing (law N2). The ways out are the reader's own: an address of
 * somebody else that takes one along as a parameter does not get it.
 */
import { readMarkup } from './markup.ts'
import { cut, type Hole, type Mark, type Pieces } from './pieces.ts'

/** `html`: all of a mail's HTML, since what is safe depends on where it stands. */
export type PlaceholderText = 'html' | 'text' | 'subject'

const placeholder =
  /\{\{\s{0,20}(?:(name)\s{0,20}(?:\|([^{}<>\r\n]{0,100}))?|(unsubscribe|manage|view)\s{0,20})\}\}/gi

interface Found {
  readonly start: number
  readonly end: number
  /** `fallback`: as it is written there. */
  readonly hole: { readonly hole: 'name'; readonly fallback: string } | WayOut
}
type WayOut = Extract<Hole, { hole: 'unsubscribe' | 'manage' | 'view' }>

const wayOut: Readonly<Record<string, WayOut>> = {
  unsubscribe: { hole: 'unsubscribe' },
  manage: { hole: 'manage' },
  view: { hole: 'view' },
}

function* placeholdersIn(text: string): Generator<Found> {
  for (const { 0: written, 1: name, 2: fallback = '', 3: way = '', index: start } of text.matchAll(
    placeholder,
  )) {
    const known = name ? { hole: 'name' as const, fallback: fallback.trim() } : wayOut[way.toLowerCase()]
    if (known) yield { start, end: start + written.length, hole: known }
  }
}

/** What of a place a placeholder may be filled with. `link`: the value of an attribute, and whether the placeholder begins it. */
type Spot = 'words' | { readonly link: boolean } | 'nothing'

/** Attributes that are read aloud or shown, and asked of no server. */
const spoken = new Set(['alt', 'title', 'aria-label'])

interface Place {
  readonly start: number
  readonly end: number
  readonly spot: (at: number) => Spot
}

/** In the order they stand in. */
function placesOf(html: string): readonly Place[] {
  const { tags, words } = readMarkup(html)
  const values = tags.flatMap(({ attributes }) =>
    [...attributes].map(([name, { start, end, isQuoted }]): Place => ({
      start,
      end,
      // A name may hold a space, where an unquoted value ends.
      spot: (at) => (isQuoted && spoken.has(name) ? 'words' : { link: html.slice(start, at).trim() === '' }),
    })),
  )
  return [...values, ...words.map(({ start, end }): Place => ({ start, end, spot: () => 'words' }))].toSorted(
    (a, b) => a.start - b.start,
  )
}

/** Of HTML, what its reader sees. */
function decoded(html: string): string {
  if (!html.includes('&')) return html
  const [tag] = readMarkup(`<a title="${html.replaceAll('"', '&quot;')}">`).tags
  return tag?.attributes.get('title')?.value ?? ''
}

function* marksInHtml(html: string): Generator<Mark> {
  const found = [...placeholdersIn(html)]
  if (found.length === 0) return
  const places = placesOf(html)
  let nth = 0
  for (const { start, end, hole } of found) {
    // Both are in order: each place is passed once.
    while ((places[nth]?.end ?? Infinity) <= start) nth += 1
    const place = places[nth]
    const spot = place && place.start <= start ? place.spot(start) : 'nothing'
    if (hole.hole === 'name')
      yield {
        start,
        end,
        put: spot === 'words' ? { hole: 'name', fallback: decoded(hole.fallback) } : hole.fallback,
      }
    else if (spot !== 'nothing' && (spot === 'words' || spot.link || hole.hole === 'view'))
      yield { start, end, put: hole }
  }
}

const address = /\bhttps?:\/\/[^\s<>"]*/gi

function* marksInText(text: string, as: 'text' | 'subject'): Generator<Mark> {
  const addresses = [...text.matchAll(address)].map(({ 0: run, index }) => ({
    start: index,
    end: index + run.length,
  }))
  let nth = 0
  for (const { start, end, hole } of placeholdersIn(text)) {
    while ((addresses[nth]?.end ?? Infinity) <= start) nth += 1
    const isInAddress = (addresses[nth]?.start ?? Infinity) <= start
    if (hole.hole === 'name') yield { start, end, put: isInAddress ? hole.fallback : hole }
    else if (as === 'text' && (!isInAddress || hole.hole === 'view')) yield { start, end, put: hole }
  }
}

/** Takes any text; never throws. */
export const markPlaceholders = (text: string, as: PlaceholderText): readonly Mark[] => [
  ...(as === 'html' ? marksInHtml(text) : marksInText(text, as)),
]

export const readPlaceholders = (text: string, as: PlaceholderText): Pieces =>
  cut(text, markPlaceholders(text, as))

export const nameLengthMax = 100
/** Line ends and other signs for machines, of which a header could be made (RFC 5322 section 2.2); and what turns the words around it. */
const unspoken = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu

/** What a reader is called in a mail: at most 100 characters of one line. Takes any text; never throws. */
export function spokenName(name: string): string {
  const line = name.toWellFormed().replace(unspoken, ' ').replace(/\s+/gu, ' ').trim()
  return Array.from(line).slice(0, nameLengthMax).join('').trim()
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
/** For words and for quoted values alike. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (letter) => entities[letter] ?? '')

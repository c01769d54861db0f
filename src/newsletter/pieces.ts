/**
 * A mail between its making and its sending: text, with holes where a reader's own words and links go. What was written, made into
 * pieces once, is filled for thousands.
 */

/** `name` stands in what was written; the three ways out, in what we add below it, or wherever an editor puts them. */
export type Hole =
  | { readonly hole: 'name'; readonly fallback: string }
  | { readonly hole: 'unsubscribe' | 'manage' | 'view' }
  /** Where a link of the mail leads. `target` is what stood there, byte for byte. */
  | { readonly hole: 'click'; readonly linkNo: number; readonly target: string }
  /** The picture of one dot that tells of an opening; nothing where that is not measured. */
  | { readonly hole: 'open' }

export type Pieces = readonly (string | Hole)[]

/** One mail for all who get it. `links[n - 1]` is the target of link `n`, decoded and as it is stored. */
export interface MailPieces {
  readonly subject: Pieces
  readonly html: Pieces
  readonly text: Pieces
  readonly links: readonly string[]
}

/** What takes the place of the characters from `start` up to `end`. */
export interface Mark {
  readonly start: number
  readonly end: number
  readonly put: string | Hole
}

/** Cuts a text at its marks, in whichever order they are given; what lies between them keeps every byte. */
export function cut(text: string, marks: readonly Mark[]): Pieces {
  const pieces: (string | Hole)[] = []
  let from = 0
  for (const { start, end, put } of marks.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    // Of two that overlap the first holds: a text is never put in twice.
    if (start < from) continue
    pieces.push(text.slice(from, start), put)
    from = end
  }
  pieces.push(text.slice(from))
  return settle(pieces, () => null)
}

/** Fills what is known by now; null leaves a hole open. Texts that touch become one, so that the rest is filled in few steps. */
export function settle(pieces: Pieces, put: (hole: Hole) => string | null): Pieces {
  const settled: (string | Hole)[] = []
  let text = ''
  for (const piece of pieces) {
    const known = typeof piece === 'string' ? piece : put(piece)
    if (known !== null) text += known
    else if (typeof piece !== 'string') {
      if (text !== '') settled.push(text)
      settled.push(piece)
      text = ''
    }
  }
  if (text !== '') settled.push(text)
  return settled
}

export function fill(pieces: Pieces, put: (hole: Hole) => string): string {
  let text = ''
  for (const piece of pieces) text += typeof piece === 'string' ? piece : put(piece)
  return text
}

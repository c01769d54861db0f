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

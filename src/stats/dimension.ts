/**
 * Where each dimension stands. A single-valued one is a column, of `visit` or (what is known from the trail) of `visit_trail`;
 * a many-valued one is what the trail holds with a given prefix (views are paths and start with `/`). The maps are total by
 * type, so a new dimension cannot be forgotten.
 */
import { dimensions, type Dimension } from './question.ts'

/**
 * What the social report is made of; nobody asks for it by name. `outward`: network and kind of a link that was followed
 * (`WhatsApp|share`). `outward_page`: with its place and page (`WhatsApp|share|content|/aanbod`). `landing`: first pages of
 * visits that came from a network.
 */
export const reportDimensions = ['outward', 'outward_page', 'landing'] as const
export type StoredDimension = Dimension | (typeof reportDimensions)[number]
/** Every dimension of which closed days hold figures. */
export const storedDimensions: readonly StoredDimension[] = [...dimensions, ...reportDimensions]

type Prefix = '/' | 'e:' | 'o:' | 'd:' | 'm:' | 'p:' | 'q:' | 'n:' | 's:'

export type Place =
  /** `sql` reads the value where both tables are joined, and `column` is its name when it is one. All constants of ours. */
  | {
      readonly kind: 'column'
      readonly table: 'visit' | 'visit_trail'
      readonly sql: string
      readonly column?: string
    }
  /** `prefix` is cut off for showing; `/` belongs to the value itself. */
  | { readonly kind: 'trail'; readonly table: 'visit_trail'; readonly prefix: Prefix }

const column = (name: string): Place => ({
  kind: 'column',
  table: 'visit',
  sql: `visit.${name}`,
  column: name,
})
const ofTrail = (name: 'entry' | 'exit'): Place => ({
  kind: 'column',
  table: 'visit_trail',
  sql: `visit_trail.${name}`,
  column: name,
})
const steps = (prefix: Prefix): Place => ({ kind: 'trail', table: 'visit_trail', prefix })

export const placeOf: Readonly<Record<StoredDimension, Place>> = {
  page: steps('/'),
  entry: ofTrail('entry'),
  exit: ofTrail('exit'),
  missing: steps('m:'),
  channel: column('channel'),
  source: column('source'),
  referrer: column('referrer'),
  social: column('social'),
  utm_source: column('utm_source'),
  utm_medium: column('utm_medium'),
  utm_campaign: column('utm_campaign'),
  browser: column('browser'),
  os: column('os'),
  device: column('device'),
  language: column('language'),
  country: column('country'),
  event: steps('e:'),
  outbound: steps('o:'),
  download: steps('d:'),
  property: steps('p:'),
  term: steps('q:'),
  outward: steps('n:'),
  outward_page: steps('s:'),
  landing: {
    kind: 'column',
    table: 'visit_trail',
    sql: 'case when visit.social is not null then visit_trail.entry end',
  },
}

/** Values as they stand in the trail and as they are shown. */
export const stepOf = (prefix: string, value: string): string => (prefix === '/' ? value : prefix + value)

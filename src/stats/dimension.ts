/**
 * Where each dimension stands. A single-valued one is a column, of `visit` or (what is known from the trail) of `visit_trail`;
 * a many-valued one is what the trail holds with a given prefix (views are paths and start with `/`). The map is total by
 * type, so a new dimension cannot be forgotten.
 */
import type { Dimension } from './question.ts'

export type Place =
  | { readonly kind: 'column'; readonly table: 'visit' | 'visit_trail'; readonly column: string }
  /** `prefix` is cut off for showing; `/` belongs to the value itself. */
  | { readonly kind: 'trail'; readonly table: 'visit_trail'; readonly prefix: '/' | 'e:' | 'o:' | 'd:' }

const column = (name: string): Place => ({ kind: 'column', table: 'visit', column: name })
const ofTrail = (name: 'entry' | 'exit'): Place => ({ kind: 'column', table: 'visit_trail', column: name })
const steps = (prefix: '/' | 'e:' | 'o:' | 'd:'): Place => ({ kind: 'trail', table: 'visit_trail', prefix })

export const placeOf: Readonly<Record<Dimension, Place>> = {
  page: steps('/'),
  entry: ofTrail('entry'),
  exit: ofTrail('exit'),
  source: column('source'),
  referrer: column('referrer'),
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
}

/** Values as they stand in the trail and as they are shown. */
export const stepOf = (prefix: string, value: string): string => (prefix === '/' ? value : prefix + value)

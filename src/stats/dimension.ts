/**
 * Where each dimension stands in `visit`. A single-valued one is a column; a many-valued one is what the trail holds with a
 * given prefix (views are paths and start with `/`). The map is total by type, so a new dimension cannot be forgotten.
 */
import type { Dimension } from './question.ts'

export type Place =
  | { readonly kind: 'column'; readonly column: string }
  /** `prefix` is cut off for showing; `/` belongs to the value itself. */
  | { readonly kind: 'trail'; readonly prefix: '/' | 'e:' | 'o:' | 'd:' }

const column = (name: string): Place => ({ kind: 'column', column: name })

export const placeOf: Readonly<Record<Dimension, Place>> = {
  page: { kind: 'trail', prefix: '/' },
  entry: column('entry'),
  exit: column('exit'),
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
  event: { kind: 'trail', prefix: 'e:' },
  outbound: { kind: 'trail', prefix: 'o:' },
  download: { kind: 'trail', prefix: 'd:' },
}

/** Values as they stand in the trail and as they are shown. */
export const stepOf = (prefix: string, value: string): string => (prefix === '/' ? value : prefix + value)

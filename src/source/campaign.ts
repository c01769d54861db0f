/**
 * What a link says of the campaign it belongs to: three parameters of an allow-list, no others. utm_term and utm_content
 * can tell one recipient from another, so they are not read.
 */
import { looksPersonal } from './personal-text.ts'
import { readReferrer } from './referrer.ts'

export interface Campaign {
  readonly source: string | null
  readonly medium: string | null
  readonly campaign: string | null
}

// A name that needs more is no name for a report; the rest is cut off.
const charactersMax = 120

// Signs of a person are looked for in the whole value, so that none is cut in half and kept; beyond this it is refused.
const charactersReadMax = 1_024

/**
 * `utm_source` (or `ref`, when that is absent or empty), `utm_medium`, `utm_campaign`. Source and medium in lower case,
 * since `Facebook` and `facebook` are one; each at most 120 characters without control characters. Null when absent or
 * when a value looks like a person's (an address of mail or network, a number, a token). A source that is an address of
 * a page becomes its host. Never throws.
 */
export function readCampaign(search: URLSearchParams): Campaign {
  return {
    source: readSource(search.get('utm_source') || search.get('ref')),
    medium: readValue(search.get('utm_medium'), lowerCase),
    campaign: readValue(search.get('utm_campaign')),
  }
}

const lowerCase = (text: string): string => text.toLowerCase()

const readSource = (value: string | null): string | null =>
  value?.includes('://') ? readReferrer(value.trim(), []) : readValue(value, lowerCase)

function readValue(value: string | null, asWritten = (text: string): string => text): string | null {
  if (value === null || value.length > charactersReadMax) return null
  // Format characters too: they are unseen, and two names that look alike would be two rows.
  const text = value.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim()
  if (text === '' || looksPersonal(text)) return null
  // Only then in lower case: a token shows by its mixed case.
  return asWritten(text)
    .slice(0, charactersMax)
    .replace(/\p{Cs}$/u, '')
    .trimEnd()
}

export type Advertiser = 'google' | 'microsoft'

// Facebook's `fbclid` and its like aren't here: they stand on every link in a post, paid for or not.
const clickIds: readonly (readonly [string, Advertiser])[] = [
  ['gclid', 'google'],
  ['gbraid', 'google'],
  ['wbraid', 'google'],
  ['msclkid', 'microsoft'],
]

/**
 * Whose advertisement put its click id on the link. Only that there is one: the id itself stands for one click of one
 * person and is never read. Links are copied with the id on them, so that this alone proves no paid visit.
 */
export function readPaidBy(search: URLSearchParams): Advertiser | null {
  return clickIds.find(([name]) => search.has(name))?.[1] ?? null
}

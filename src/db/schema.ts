/**
 * The rows that travel between rooms, named as their columns are. The tables themselves stand in `migrations/`.
 * Instants are `Date`, days are ISO text (`2026-11-23`) in the site's own zone.
 */
export type SiteId = number & { readonly __brand: 'SiteId' }

/** One row of `event`: what a browser said, minimised. Keys are the column names, since the row travels as JSON. */
export interface EventRow {
  readonly site_id: SiteId
  /** From the id's own time, or the receipt when the device's clock can't be believed (`clock_clamped`). */
  readonly occurred_at: Date
  /** UUID v7, made by the snippet or here; the same for each retry. */
  readonly id: string
  /** The day's pseudonym: 64 bits as decimal text, since JSON has no such number. */
  readonly visitor: string
  readonly name: string
  readonly path: string
  /** Truncated: /24 of IPv4, /32 of IPv6. */
  readonly network: string | null
  readonly engaged_ms: number | null
  readonly scroll: number | null
  readonly clock_clamped: true | null
  /** Set when the event does not count as an interaction (`i: false` on the wire). */
  readonly passive: true | null
  readonly device: string | null
  readonly browser: string | null
  readonly os: string | null
  readonly language: string | null
  readonly country: string | null
  /** One of `channels` (source/channel.ts). Null is direct, as most events are. */
  readonly channel: string | null
  readonly source: string | null
  readonly referrer: string | null
  readonly utm_source: string | null
  readonly utm_medium: string | null
  readonly utm_campaign: string | null
  /** Where an outbound link or a download led to (host and path, or path), which page was missing, what was searched for. */
  readonly target: string | null
  /** A click to a social network: `WhatsApp|share|content`. */
  readonly outward: string | null
  readonly props: Readonly<Record<string, string>> | null
  /**
   * Number of the receipt that the sender's token names. Never stored: whether it holds is looked up where the event is inserted,
   * and then the device's insights id is stored in its place.
   */
  readonly receipt: string | null
}

/** Names of events that mean something to the roll-up. All else is a custom event. */
export const VIEW = 'pageview'
export const ENGAGEMENT = 'engagement'
export const OUTBOUND = 'Outbound Link: Click'
export const DOWNLOAD = 'File Download'
export const FORM = 'Form: Submission'
/** A page that is not there; also what Plausible's own recipe sends. */
export const MISSING = '404'
export const SEARCH = 'Site Search'
/** The device's own share menu was opened; which network was chosen there, no page is told. */
export const SHARE = 'Share'

/** Why a beacon was dropped. Counted per site and day; shown to the site's owner with its meaning. */
export const dropReasons = [
  'unknown-site',
  'foreign-origin',
  'bot',
  'prefetch',
  'spam-referrer',
  'signal',
  'opted-out',
  'excluded-path',
  'too-old',
  'duplicate',
  // The event is stored all the same, without what needs consent.
  'no-receipt',
] as const
export type DropReason = (typeof dropReasons)[number]

/**
 * What a request may touch, and nothing else. `runtime/*` builds it (once on Node, per request on Workers), tests build
 * their own, and it travels as Hono's `c.env`. A room that needs the clock, chance or the world finds it here.
 */
import type { Config } from './config.ts'
import type { Db } from './db/connect.ts'
import type { DropReason, EventRow, SiteId } from './db/schema.ts'

/** A truncated address. The full one ended in the runtime, before any room saw it. */
export interface Network {
  /** What may be stored: /24 of IPv4, /32 of IPv6, as `cidr` text. */
  readonly stored: string
  /** What may enter the day's visitor key: /24 of IPv4, /48 of IPv6. Never stored. */
  readonly daily: string
}

/** What of one request goes to storage together: all of it or nothing. */
export interface Admitted {
  readonly siteId: SiteId
  readonly events: readonly EventRow[]
}

export interface Dropped {
  readonly siteId: SiteId
  /** The site's local day, ISO. */
  readonly day: string
  readonly reason: DropReason
  readonly beacons: number
}

/**
 * `stored`: committed, with the ids that were there already. `busy`: nothing was stored and the sender may retry;
 * `site` when this site alone asks too much (429), `service` when we do or the database is away (503).
 */
export type CommitOutcome =
  | { readonly kind: 'stored'; readonly duplicates: ReadonlySet<string> }
  | { readonly kind: 'busy'; readonly who: 'site' | 'service'; readonly retryAfterSeconds: number }

/** A message to a server of somebody else's. */
export interface Message {
  /** As `readWebhookUrl` takes it. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** `answered`: with this status, whatever it is; a redirect is not followed. `failed`: nobody answered, or the address was refused. */
export type MessageOutcome =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'failed'; readonly code: FailureCode }

declare const branded: unique symbol
/** A route as it was mounted (`/s/:site`), never a path as it was asked. Made by `app.ts` alone. */
export type RouteTemplate = string & { readonly [branded]: 'RouteTemplate' }
export type RequestId = string & { readonly [branded]: 'RequestId' }
/** A SQLSTATE or an errno name. Made by `db/failure.ts` out of what the driver said. */
export type FailureCode = string & { readonly [branded]: 'FailureCode' }

/** A mail as its room wrote it. Who it is from stands in the settings. */
export interface Letter {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  /** Beside the installation's own address, where a mail speaks for a site; as read from its settings. */
  readonly senderName?: string
  /** RFC 8058: where one click unsubscribes. Absent in mail that somebody asked for just now. */
  readonly unsubscribeUrl?: string
}

/** A mail in the folder that takes them where no submission server is set. */
export interface OutboxMail {
  /** The mail's own number, by which it is asked for. */
  readonly id: string
  readonly writtenAt: Date
}

/** Where mails land without a submission server: for the demo to show, never for a visitor. */
export interface Outbox {
  /** The newest first, at most `limit`. */
  readonly list: (limit: number) => Promise<readonly OutboxMail[]>
  /** The mail as it would have travelled (RFC 5322), or null when there is none of this number. */
  readonly read: (id: string) => Promise<Uint8Array | null>
}

export type Place =
  | 'request'
  | 'commit'
  | 'visits'
  | 'days'
  | 'partitions'
  | 'drops'
  | 'start'
  | 'stop'
  | 'mail'
  | 'reports'
  | 'consent'
  | 'newsletter'
  | 'returns'
  | 'journal'
  | 'rights'
  | 'processors'
  | 'retention'

/**
 * A log line admits numbers, booleans, ids and members of closed unions. It has no room for free text, so personal data
 * does not compile (canary test: A-43).
 */
export type LogLine =
  | {
      readonly event: 'request'
      readonly route: RouteTemplate
      readonly method: 'GET' | 'POST' | 'HEAD' | 'OPTIONS' | 'OTHER'
      readonly status: number
      readonly ms: number
      readonly id: RequestId
    }
  | { readonly event: 'failure'; readonly place: Place; readonly code: FailureCode; readonly id?: RequestId }
  | { readonly event: 'listening'; readonly port: number }
  | { readonly event: 'stopping'; readonly secondsMax: number }
  | { readonly event: 'stopped'; readonly clean: boolean }
  | { readonly event: 'migrated'; readonly applied: number }
  | { readonly event: 'rolled-up'; readonly visits: number; readonly events: number; readonly days: number }

export type Counter =
  | 'requests'
  | 'events_stored'
  | 'events_duplicate'
  | 'events_refused'
  | 'commits'
  | 'commits_failed'
  | 'busy_answers'
  | 'days_computed'
  | 'visits_made'
  | 'mails_sent'
  | 'mails_failed'
  | 'consents_recorded'
  | 'consents_failed'
  | 'receipts_sealed'
  | 'newsletters_sent'
  | 'newsletters_failed'
  | 'newsletters_uncertain'
  | 'newsletters_returned'
  | 'opens_counted'
  | 'clicks_counted'

/** `suppress`: apart from `find`, so that a hash that outlives a person leads to nothing else that is stored. */
export type KeyPurpose =
  | 'session'
  | 'choice'
  | 'seal'
  | 'find'
  | 'report'
  | 'ledger'
  | 'suppress'
  | 'confirm'
  | 'click'
  | 'open'
  | 'unsubscribe'
  | 'manage'
  | 'view'
  | 'return'
  | 'download'
  | 'audit'
  | 'journal'
  | 'backup'
  | 'processor'

export interface Ports {
  readonly config: Config
  readonly db: Db
  /** A key for one purpose, derived from the root secret; tokens of one purpose are worth nothing for another. */
  readonly keyFor: (purpose: KeyPurpose) => Uint8Array
  readonly now: () => Date
  readonly random: (bytes: number) => Uint8Array
  /** Work that outlives the answer: `waitUntil` on Workers, a drained set on Node, so shutdown loses nothing. */
  readonly defer: (work: Promise<unknown>) => void
  /** Null when there is no address that can be believed. */
  readonly network: Network | null
  /** ISO 3166 alpha-2, only from a trusted platform header. */
  readonly country: string | null
  readonly commit: (admitted: Admitted) => Promise<CommitOutcome>
  /**
   * Takes a mail: once this returns it is committed and will be sent, also when the submission server is away now.
   * Refuses nothing: whoever asks with an address that can't be one is told before.
   */
  readonly post: (letter: Letter) => Promise<void>
  /**
   * Posts a message to a server outside and reads nothing of the answer but its status. Leads into no network of ours, whatever the name in
   * the address resolves to (S-24), and waits five seconds at most. Never throws.
   */
  readonly tell: (message: Message) => Promise<MessageOutcome>
  /** Null where a submission server takes the mails, and on Workers, which have no folder. */
  readonly outbox: Outbox | null
  /** Counts drops for the site's owner. Best effort: a drop is not acknowledged data. */
  readonly countDropped: (dropped: Dropped) => void
  readonly count: (counter: Counter, by?: number) => void
  /** What was counted since this process began; for `/metrics`. */
  readonly counters: () => ReadonlyMap<Counter, number>
  /** True once a stop was asked for: readiness turns red, so that no new traffic is sent here. */
  readonly isStopping: () => boolean
  readonly log: (line: LogLine) => void
}

/** Hono's environment of every room. */
export interface Env {
  Bindings: Ports
}

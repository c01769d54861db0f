/**
 * Who it was that led somebody here: a referrer or a `utm_source` becomes a name for reports and a kind. Hosts are
 * compared label by label from the end and never as text within text: `t.co` stands in microsoft.com as well.
 */
import { assistants } from './assistants.ts'
import { dutchHosts } from './dutch-hosts.ts'
import { engines } from './engines.ts'
import { foldName, readEntries } from './entry.ts'
import { mail } from './mail.ts'
import { networks } from './networks.ts'

export type OriginKind =
  | 'social'
  | 'search'
  | 'email'
  | 'ai'
  | 'marketplace'
  | 'portal'
  | 'news'
  | 'housing'
  | 'government'

export interface Origin {
  readonly kind: OriginKind
  /** One of the names in the tables, never text that came in. */
  readonly name: string
}

/** All that is known, as `readEntries` reads it. */
export const tables: Readonly<Record<OriginKind, string>> = {
  social: networks,
  search: engines,
  email: mail,
  ai: assistants,
  ...dutchHosts,
}

/**
 * What anybody may run on a host of their own and nearly everybody then calls by its name: `mastodon.gemeente.nl`,
 * `webmail.provider.nl`. No list could hold them. Whoever names a host so without running it is named wrong.
 */
export const ruledByFirstLabel: ReadonlyMap<string, Origin> = new Map([
  ['mastodon', { kind: 'social', name: 'Mastodon' }],
  ['pixelfed', { kind: 'social', name: 'Pixelfed' }],
  ['lemmy', { kind: 'social', name: 'Lemmy' }],
  ['peertube', { kind: 'social', name: 'PeerTube' }],
  ['misskey', { kind: 'social', name: 'Misskey' }],
  ['friendica', { kind: 'social', name: 'Friendica' }],
  ['searx', { kind: 'search', name: 'SearXNG' }],
  ['searxng', { kind: 'search', name: 'SearXNG' }],
  ['webmail', { kind: 'email', name: 'Webmail' }],
  ['roundcube', { kind: 'email', name: 'Webmail' }],
])

interface Known {
  readonly hosts: ReadonlyMap<string, Origin>
  readonly hostsAlone: ReadonlyMap<string, Origin>
  readonly apps: ReadonlyMap<string, Origin>
  readonly names: ReadonlyMap<string, Origin>
}

// Read at the first question, so that a start (and each isolate of a Worker) doesn't wait for it.
let read: Known | undefined
const known = (): Known => (read ??= readTables())

function readTables(): Known {
  const hosts = new Map<string, Origin>()
  const hostsAlone = new Map<string, Origin>()
  const apps = new Map<string, Origin>()
  const names = new Map<string, Origin>()
  for (const [kind, table] of Object.entries(tables) as [OriginKind, string][]) {
    for (const entry of readEntries(table)) {
      const origin = { kind, name: entry.name }
      for (const host of entry.hosts) hosts.set(host, origin)
      for (const host of entry.hostsAlone) hostsAlone.set(host, origin)
      for (const app of entry.apps) apps.set(app, origin)
      for (const name of [entry.name, ...entry.aliases]) names.set(foldName(name), origin)
    }
  }
  return { hosts, hostsAlone, apps, names }
}

const appScheme = 'android-app://'
// The most that a listed host has (`statics.teams.cdn.office.net`); one that came in may have 126, each a look-up.
const labelsMax = 5
const cleanHost = /^(?=.{1,253}$)[a-z\d_-]+(?:\.[a-z\d_-]+)+$/

/**
 * Takes what `readReferrer` gives: a host in lower case without `www.`, or `android-app://` and an app id. The longest
 * known ending of a host wins: gemini.google.com is an assistant, mail.google.com mail, google.nl search. Null for all
 * that isn't known and all that is no such host (a port, a user, upper case, an address). Never throws.
 */
export function recognise(referrer: string): Origin | null {
  if (referrer.startsWith(appScheme)) {
    return known().apps.get(referrer.slice(appScheme.length).toLowerCase()) ?? null
  }
  return cleanHost.test(referrer) ? recogniseHost(referrer) : null
}

function recogniseHost(host: string): Origin | null {
  const { hosts, hostsAlone } = known()
  const whole =
    hosts.get(host) ?? hostsAlone.get(host) ?? ruledByFirstLabel.get(host.slice(0, host.indexOf('.')))
  if (whole !== undefined) return whole
  let longest: Origin | null = null
  let dot = host.lastIndexOf('.')
  for (let labels = 2; labels <= labelsMax && dot !== -1; labels++) {
    dot = host.lastIndexOf('.', dot - 1)
    longest = hosts.get(host.slice(dot + 1)) ?? longest
  }
  return longest
}

/**
 * Takes a `utm_source` as `readCampaign` gives it: one of our names or aliases, however spelled (`FB`, `linked-in`), or
 * what `recognise` takes, also with `www.`. Null when it is neither. Never throws.
 */
export function recogniseName(utmSource: string): Origin | null {
  const name = utmSource.trim().toLowerCase()
  return known().names.get(foldName(name)) ?? recognise(name.replace(/^www\./, ''))
}

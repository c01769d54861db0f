/**
 * Through which channel a visit came, and from whom: one answer from all that an arrival says of itself, most deliberate
 * first: how the link was tagged, then who sent the visitor, then in whose app the page was opened.
 */
import type { Advertiser, Campaign } from './campaign.ts'
import { foldName } from './entry.ts'
import { recognise, recogniseName, type Origin, type OriginKind } from './recognise.ts'

/**
 * In the order of a report. `shared` came by a share link of ours. `unknown` reads "unknown, likely shared": a page
 * deep in the site was opened and nothing was said. Nobody remembers such an address, so that it probably came by a
 * message or a mail; it is a guess about many visits and never a fact about one.
 */
export const channels = [
  'direct',
  'search',
  'social',
  'referral',
  'email',
  'newsletter',
  'ai',
  'paid-search',
  'paid-social',
  'display',
  'affiliate',
  'shared',
  'unknown',
] as const

export type Channel = (typeof channels)[number]

/** Stands for the network of a visit that came by a share link of ours which was sent on by nobody knows whom. */
export const unknownNetwork = '?'

export interface Arrival {
  readonly campaign: Campaign
  /** As `readReferrer` gives it. */
  readonly referrer: string | null
  /** The page before was one of our own. */
  readonly isInternal: boolean
  /** The network in whose app the page was opened, by name (`Facebook`). */
  readonly inApp: string | null
  readonly paidBy: Advertiser | null
  readonly path: string
}

export interface Attribution {
  readonly channel: Channel
  /** A name of ours (`Facebook`); else the `utm_source` or the host as read. Null for "direct" and "unknown". */
  readonly source: string | null
}

/** `paid` and `organic` say how, and leave it to the source to say where. */
type Medium = Exclude<Channel, 'direct' | 'search' | 'paid-search' | 'unknown'> | 'paid' | 'organic'

/** `utm_medium`, as `foldName` leaves it. A word that isn't here (`button`, `qr`, `story`) says nothing of the channel. */
const mediums: ReadonlyMap<string, Medium> = new Map(
  Object.entries({
    paid: 'cpc ppc paid paidsearch sem ad ads advertentie',
    'paid-social': 'paidsocial socialpaid paidsocialmedia socialad socialads',
    display: 'display banner banners cpm expandable interstitial programmatic',
    affiliate: 'affiliate affiliates partner partners',
    email: 'email mail mailing emailmarketing',
    newsletter: 'newsletter newsletters nieuwsbrief nieuwsbrieven',
    social: 'social socialmedia socialnetwork sm organicsocial socialorganic',
    organic: 'organic',
    shared: 'share shared gedeeld delen',
    referral: 'referral',
    ai: 'ai llm chatbot aiassistant',
  } satisfies Partial<Record<Medium, string>>).flatMap(([medium, words]) =>
    words.split(' ').map((word) => [word, medium as Medium] as const),
  ),
)

/** A `utm_source` that names no sender but what was sent, with no medium to say so. */
const sentMails: ReadonlyMap<string, Channel> = new Map([
  ['nieuwsbrief', 'newsletter'],
  ['newsletter', 'newsletter'],
  ['email', 'email'],
  ['mail', 'email'],
])

const channelOf: Readonly<Record<OriginKind, Channel>> = {
  social: 'social',
  search: 'search',
  email: 'email',
  ai: 'ai',
  marketplace: 'referral',
  portal: 'referral',
  news: 'referral',
  housing: 'referral',
  government: 'referral',
}

const paidOf = (kind: OriginKind | undefined): Channel => {
  // Of a source that nobody knows, `cpc` most often means the engine that the term comes from.
  if (kind === undefined || kind === 'search') return 'paid-search'
  return kind === 'social' ? 'paid-social' : 'display'
}

/** The engine whose click id it is. Others show their advertisements too, but can't be told from a copied link. */
const engineOf: Readonly<Record<Advertiser, string>> = { google: 'Google', microsoft: 'Bing' }

/** Pure; never throws. Each rule stands above those that it outweighs. */
export function attribute(arrival: Arrival): Attribution {
  const { campaign, referrer, paidBy } = arrival
  const tagged = campaign.source === null ? null : recogniseName(campaign.source)
  const sender = referrer === null ? null : recognise(referrer)

  const medium = campaign.medium === null ? undefined : mediums.get(foldName(campaign.medium))
  if (medium !== undefined) {
    const channel = sentAs(campaign.source, channelOfMedium(medium, tagged ?? sender))
    return { channel, source: sourceOfTagged(channel, arrival, tagged, sender) }
  }

  const engine = paidBy === null ? null : engineOf[paidBy]
  if (engine !== null && (tagged?.name === engine || sender?.name === engine)) {
    return { channel: 'paid-search', source: engine }
  }

  const sent = campaign.source === null ? undefined : sentMails.get(foldName(campaign.source))
  if (sent !== undefined) return { channel: sent, source: campaign.source }

  const origin = tagged ?? sender
  if (origin !== null) return { channel: channelOf[origin.kind], source: origin.name }
  if (referrer !== null) return { channel: 'referral', source: campaign.source ?? referrer }

  // From page to page inside an app the visitor stays in it: only the first came from there.
  const app = arrival.inApp === null || arrival.isInternal ? null : recogniseName(arrival.inApp)
  if (app !== null) return { channel: channelOf[app.kind], source: app.name }
  if (campaign.source !== null) return { channel: 'referral', source: campaign.source }

  return { channel: isUnexplained(arrival) ? 'unknown' : 'direct', source: null }
}

/** Most systems tag a newsletter `utm_source=nieuwsbrief&utm_medium=email`: the source says which kind of mail it was. */
const sentAs = (source: string | null, channel: Channel): Channel =>
  channel === 'email' && source !== null && sentMails.get(foldName(source)) === 'newsletter'
    ? 'newsletter'
    : channel

function channelOfMedium(medium: Medium, origin: Origin | null): Channel {
  if (medium === 'paid') return paidOf(origin?.kind)
  if (medium === 'organic') return origin === null ? 'search' : channelOf[origin.kind]
  return medium
}

/** What kind of sender explains a channel: for the others its name would only hide that of the campaign. */
const explainedBy: Partial<Record<Channel, OriginKind>> = {
  search: 'search',
  'paid-search': 'search',
  social: 'social',
  'paid-social': 'social',
  shared: 'social',
  ai: 'ai',
}

/** A mailing opened in webmail is the mailing's (`woonbron`), not Gmail's; a post opened on Facebook is Facebook's. */
function sourceOfTagged(
  channel: Channel,
  { campaign, referrer }: Arrival,
  tagged: Origin | null,
  sender: Origin | null,
): string | null {
  if (tagged !== null) return tagged.name
  if (sender !== null && explainedBy[channel] === sender.kind) return sender.name
  return campaign.source ?? sender?.name ?? referrer
}

const isUnexplained = ({ campaign, isInternal, path }: Arrival): boolean =>
  !isInternal && campaign.medium === null && campaign.campaign === null && !isEntrance(path)

// A language before it (`/nl`, `/en-gb`), then a start page by whatever name; `/#/` is one where routes are hashes.
const entrance =
  /^(?:\/[a-z]{2}(?:-[a-z]{2})?)?(?:\/(?:index|default|home|homepage|start|startpagina|welkom|welcome)(?:\.[a-z]{3,5})?)?\/?(?:#\/?)?$/i

/** True for an address that people type or have as a bookmark: `/`, `/nl/`, `/index.html`, `/home`. */
export const isEntrance = (path: string): boolean => entrance.test(path)

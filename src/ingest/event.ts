/**
 * A beacon becomes the row that is stored: minimised, masked, truncated. What is not in this row does not survive the
 * request: no query string beyond the campaign, no referrer path, no user agent, no address.
 */
import {
  DOWNLOAD,
  ENGAGEMENT,
  FORM,
  MISSING,
  OUTBOUND,
  SEARCH,
  SHARE,
  VIEW,
  type EventRow,
} from '../db/schema.ts'
import type { Network } from '../ports.ts'
import { maskPath } from '../site/mask.ts'
import type { Site } from '../site/site.ts'
import { readCampaign, readPaidBy } from '../source/campaign.ts'
import { attribute, unknownNetwork, type Attribution } from '../source/channel.ts'
import { readSocialLink } from '../source/outward.ts'
import { holdsMachineAddress, looksPersonal } from '../source/personal-text.ts'
import { readReferrer } from '../source/referrer.ts'
import type { Device } from '../visitor/device.ts'
import { inAppNetwork } from '../visitor/in-app.ts'
import type { Beacon } from './beacon.ts'

/** What the request said of its sender, read once for all its beacons. */
export interface Sender {
  readonly network: Network | null
  readonly country: string | null
  readonly device: Device
  readonly language: string | null
}

/** What was cleaned of a beacon before it was admitted. */
export interface Page {
  readonly path: string
  readonly referrer: string | null
  /** The page before was one of the site's own. */
  readonly isInternal: boolean
}

/**
 * A path as it may be stored: masked as in the browser, and besides without addresses of machines, for which the snippet has
 * no room (`/beheer/203.0.113.77`): somebody's own address would else be stored in full.
 */
const cleanPath = (site: Site, path: string): string =>
  maskPath(path, site.settings.masks).replace(/[^/]+/g, (segment) =>
    holdsMachineAddress(segment) ? ':address' : segment,
  )

/** Path of the page, masked by defaults and the site's rules; with hash routes the fragment is part of the page. */
export function cleanPage(site: Site, beacon: Beacon): Page {
  const path = cleanPath(site, beacon.url.pathname)
  const fragment =
    site.settings.hashRoutes || beacon.isHashRouted ? beacon.url.hash.slice(1).split('?')[0] : ''
  const referrer = beacon.referrer === null ? null : readReferrer(beacon.referrer, site.hostnames)
  return {
    path: fragment ? `${path}#${cleanPath(site, fragment)}` : path,
    referrer,
    // A host that is nobody's when it is ours.
    isInternal: referrer === null && beacon.referrer !== null && readReferrer(beacon.referrer, []) !== null,
  }
}

const targetLengthMax = 300

/** Where a click led: host and path of another site, the path alone on our own. Never a query. */
function linkOf(site: Site, address: string | undefined): string | null {
  const url = address === undefined ? null : URL.parse(address)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  // A link out may hold somebody's telephone number in parts (`wa.me/+31 6 12 34 56 78`), which a path of ours does not.
  const path = cleanPath(site, url.pathname).replace(/[^/]+/g, (segment) =>
    looksPersonal(segment) ? ':masked' : segment,
  )
  const host = holdsMachineAddress(url.hostname) ? ':address' : url.hostname
  return (site.hostnames.includes(url.hostname) ? path : host + path).slice(0, targetLengthMax)
}

/** Somebody's address, number or token in a name or a property is a mistake of the page; it is not kept. */
function maskText(value: string): string {
  if (/\S@\S|%40/.test(value)) return ':email'
  return looksPersonal(value) ? ':masked' : value
}

/** A property that is an address or a path is cleaned like any other: no query, no fragment, masked. */
function maskValue(site: Site, value: string): string {
  if (value.startsWith('/')) return cleanPath(site, value.replace(/[?#].*$/s, ''))
  const url = /^https?:/i.test(value) ? URL.parse(value) : null
  if (!url) return maskText(value)
  return (holdsMachineAddress(url.hostname) ? ':address' : url.origin) + cleanPath(site, url.pathname)
}

const searchTermLengthMax = 60

/** What somebody looked for, when the site's owner asked to know: in lower case, and never what may be a person's. */
function termOf(term: string | undefined): string | null {
  const text = (term ?? '')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim()
    .toLowerCase()
  if (text === '') return null
  return looksPersonal(text) || /(?:\d[\s-]?){5}/.test(text) ? ':masked' : text.slice(0, searchTermLengthMax)
}

function targetOf(site: Site, { name, props }: Beacon, page: Page): string | null {
  if (name === OUTBOUND || name === DOWNLOAD) return linkOf(site, props?.get('url'))
  if (name === MISSING) return page.path
  // Only where the owner asked for it, whoever sends it.
  return name === SEARCH && site.settings.searchParameters.length > 0 ? termOf(props?.get('term')) : null
}

/** `header` and `footer` are told by the snippet; what says nothing stands in the page itself. */
const placesOnPage: ReadonlySet<string> = new Set(['header', 'footer'])

/** A click to a social network: network, kind of link, place on the page. The device's own share menu tells no network. */
function outwardOf({ name, props }: Beacon): string | null {
  const where = props?.get('where') ?? ''
  const place = placesOnPage.has(where) ? where : 'content'
  if (name === SHARE) return `${unknownNetwork}|share|${place}`
  const url = name === OUTBOUND ? URL.parse(props?.get('url') ?? '') : null
  const link = url === null ? null : readSocialLink(url)
  return link === null ? null : `${link.network}|${link.kind}|${place}`
}

/** Properties that became columns of their own. */
const spokenFor: Readonly<Record<string, readonly string[]>> = {
  [OUTBOUND]: ['url', 'where'],
  [DOWNLOAD]: ['url', 'where'],
  [MISSING]: ['path'],
  [SEARCH]: ['term'],
  [SHARE]: ['where'],
}

function propsOf(site: Site, { name, props }: Beacon, page: Page): EventRow['props'] {
  // The page that a form was on, as Plausible's tracker says it too; ours leaves it to the event's own address.
  if (name === FORM && !props?.has('path')) return { path: page.path }
  if (props === null) return null
  const kept = [...props]
    .filter(([key]) => !(Object.hasOwn(spokenFor, name) && spokenFor[name]?.includes(key)))
    .map(([key, value]) => [maskText(key), maskValue(site, value)])
  return kept.length === 0 ? null : (Object.fromEntries(kept) as Record<string, string>)
}

export interface Identity {
  readonly id: string
  readonly at: Date
  readonly clamped: boolean
  readonly visitor: string
  readonly receipt: string | null
}

/** Pure: everything that needs the world (id, time, key) is given. */
export function eventRow(
  site: Site,
  beacon: Beacon,
  page: Page,
  sender: Sender,
  identity: Identity,
): EventRow {
  const campaign = readCampaign(beacon.url.searchParams)
  // Engagement adds time to a visit that has its own views: repeating their facts would only cost storage.
  const isEngagement = beacon.name === ENGAGEMENT
  const arrival: Attribution | null = isEngagement
    ? null
    : attribute({
        campaign,
        referrer: page.referrer,
        isInternal: page.isInternal,
        inApp: inAppNetwork(sender.device.browser),
        paidBy: readPaidBy(beacon.url.searchParams),
        path: page.path,
      })
  return {
    site_id: site.id,
    occurred_at: identity.at,
    id: identity.id,
    visitor: identity.visitor,
    name: maskText(beacon.name),
    path: page.path,
    network: sender.network?.stored ?? null,
    engaged_ms: beacon.engagedMs,
    scroll: beacon.scroll,
    clock_clamped: identity.clamped || null,
    passive: (!beacon.isInteractive && beacon.name !== VIEW) || null,
    device: isEngagement ? null : sender.device.device,
    browser: isEngagement ? null : sender.device.browser,
    os: isEngagement ? null : sender.device.os,
    language: isEngagement ? null : sender.language,
    country: isEngagement ? null : sender.country,
    channel: arrival === null || arrival.channel === 'direct' ? null : arrival.channel,
    source: arrival?.source ?? null,
    referrer: isEngagement ? null : page.referrer,
    utm_source: isEngagement ? null : campaign.source,
    utm_medium: isEngagement ? null : campaign.medium,
    utm_campaign: isEngagement ? null : campaign.campaign,
    target: targetOf(site, beacon, page),
    outward: outwardOf(beacon),
    props: propsOf(site, beacon, page),
    receipt: identity.receipt,
  }
}

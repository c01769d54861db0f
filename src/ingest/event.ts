/**
 * A beacon becomes the row that is stored: minimised, masked, truncated. What is not in this row does not survive the
 * request: no query string beyond the campaign, no referrer path, no user agent, no address.
 */
import { DOWNLOAD, ENGAGEMENT, OUTBOUND, VIEW, type EventRow } from '../db/schema.ts'
import type { Network } from '../ports.ts'
import { maskPath } from '../site/mask.ts'
import type { Site } from '../site/site.ts'
import { readCampaign, sourceOf } from '../source/campaign.ts'
import { holdsMachineAddress, looksPersonal } from '../source/personal-text.ts'
import { readReferrer } from '../source/referrer.ts'
import type { Device } from '../visitor/device.ts'
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
  return {
    path: fragment ? `${path}#${cleanPath(site, fragment)}` : path,
    referrer: beacon.referrer === null ? null : readReferrer(beacon.referrer, site.hostnames),
  }
}

const targetLengthMax = 300

/** Where a click led: host and path of another site, the path alone on our own. Never a query. */
function targetOf(site: Site, address: string | undefined): string | null {
  const url = address === undefined ? null : URL.parse(address)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  const path = cleanPath(site, url.pathname)
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

function propsOf(site: Site, { name, props }: Beacon): EventRow['props'] {
  if (props === null) return null
  const isLink = name === OUTBOUND || name === DOWNLOAD
  const kept = [...props]
    .filter(([key]) => !(isLink && key === 'url'))
    .map(([key, value]) => [maskText(key), maskValue(site, value)])
  return kept.length === 0 ? null : (Object.fromEntries(kept) as Record<string, string>)
}

export interface Identity {
  readonly id: string
  readonly at: Date
  readonly clamped: boolean
  readonly visitor: string
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
    source: isEngagement ? null : sourceOf(campaign, page.referrer),
    referrer: isEngagement ? null : page.referrer,
    utm_source: isEngagement ? null : campaign.source,
    utm_medium: isEngagement ? null : campaign.medium,
    utm_campaign: isEngagement ? null : campaign.campaign,
    target:
      beacon.name === OUTBOUND || beacon.name === DOWNLOAD ? targetOf(site, beacon.props?.get('url')) : null,
    props: propsOf(site, beacon),
  }
}

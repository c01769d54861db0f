/**
 * What is stored about one device, for whoever has its receipt's number: found by its insights ids alone, which it had by its
 * consent, one after another. Day pseudonyms lead to nobody, and are not looked through.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { isShared, maskedWay, type mask } from './shared-visit.ts'

/** One event as it is stored, by the names of its columns. */
export interface DeviceEvent {
  readonly id: string
  readonly occurred_at: Date
  readonly name: string
  readonly path: string
  readonly target: string | null
  readonly outward: string | null
  readonly props: Readonly<Record<string, unknown>> | null
  readonly engaged_ms: number | null
  readonly scroll: number | null
  readonly network: string | null
  readonly device: string | null
  readonly browser: string | null
  readonly os: string | null
  readonly language: string | null
  readonly country: string | null
  readonly channel: string | null
  readonly source: string | null
  readonly referrer: string | null
  readonly utm_source: string | null
  readonly utm_medium: string | null
  readonly utm_campaign: string | null
}

export interface DeviceVisit {
  readonly day: string
  readonly started_at: Date
  readonly ended_at: Date
  readonly views: number
  readonly events: number
  readonly engaged_ms: number
  readonly device: string | null
  readonly browser: string | null
  readonly os: string | null
  readonly language: string | null
  readonly country: string | null
  readonly channel: string | null
  readonly social: string | null
  readonly source: string | null
  readonly referrer: string | null
  readonly utm_source: string | null
  readonly utm_medium: string | null
  readonly utm_campaign: string | null
  readonly entry: string | null
  readonly exit: string | null
  readonly trail: readonly string[] | typeof mask | null
  readonly trail_at: readonly number[] | null
}

/** Newest first. Index: event_insight, in each month's partition; a device has some hundreds. */
export async function listDeviceEvents(
  db: Tx,
  siteId: SiteId,
  insights: readonly string[],
  limit: number,
): Promise<DeviceEvent[]> {
  return await db<DeviceEvent[]>`
    select id, occurred_at, name, path, target, outward, props, engaged_ms, scroll, network::text as network, device, browser,
      os, language, country, channel, source, referrer, utm_source, utm_medium, utm_campaign
    from event where site_id = ${siteId} and insight in ${db(insights)} order by occurred_at desc, id limit ${limit}`
}

/**
 * Newest first, with the way each went, where nobody else had part in it. Index: visit_insight; visit_trail_pk and event_pk for
 * each.
 */
export async function listDeviceVisits(
  db: Tx,
  siteId: SiteId,
  insights: readonly string[],
  limit: number,
): Promise<DeviceVisit[]> {
  const rows = await db<(DeviceVisit & { readonly is_shared: boolean })[]>`
    select visit.day::text as day, visit.started_at, ended_at, views, events, engaged_ms::integer as engaged_ms, device, browser,
      os, language, country, channel, social, source, referrer, utm_source, utm_medium, utm_campaign, entry, exit,
      to_json(trail) as trail, to_json(trail_at) as trail_at, ${isShared(db, siteId, insights)} as is_shared
    from visit left join visit_trail on visit_trail.site_id = ${siteId} and visit_trail.day = visit.day
      and visit_trail.visitor = visit.visitor and visit_trail.started_at = visit.started_at
    where visit.site_id = ${siteId} and insight in ${db(insights)} order by visit.day desc, visit.started_at desc limit ${limit}`
  return rows.map(({ is_shared: hasOthers, ...visit }) => (hasOthers ? { ...visit, ...maskedWay } : visit))
}

export interface DeviceCounts {
  readonly events: number
  readonly visits: number
}

/** Indexes: event_insight, visit_insight. */
export async function countDeviceData(
  db: Tx,
  siteId: SiteId,
  insights: readonly string[],
): Promise<DeviceCounts> {
  const [row] = await db<DeviceCounts[]>`
    select (select count(*)::integer from event where site_id = ${siteId} and insight in ${db(insights)}) as events,
      (select count(*)::integer from visit where site_id = ${siteId} and insight in ${db(insights)}) as visits`
  return row ?? { events: 0, visits: 0 }
}

/**
 * Who may send. A site is a domain with the hostnames its pages live on, a time zone that is fixed once it has data, and
 * settings, which name the people who answer for it. Sites are few and read on every beacon, so they are kept in memory for a short while.
 */
import * as z from 'zod'
import type { Tx } from '../db/connect.ts'
import { DatabaseFailure, failureOf } from '../db/failure.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { isCountableZone } from './local-day.ts'
import { readSiteSettings, siteSettings, type SiteSettings } from './site-settings.ts'

export interface Site {
  readonly id: SiteId
  readonly domain: string
  readonly hostnames: readonly string[]
  readonly timezone: string
  readonly settings: SiteSettings
  /** Since when answers to the site's question for consent hold; null: it asks for none. */
  readonly askedSince: Date | null
}

const hostname = z
  .string('is a host name')
  .trim()
  .toLowerCase()
  .max(253, 'is a host name')
  .regex(/^(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, 'is a host name')
  // `/dashboard/sites/new` is where a site is made.
  .refine((name) => name !== 'new', 'is a host name')

const zoneMessage =
  'is UTC or a zone such as Europe/Amsterdam, with whole-hour offsets and one midnight a day'

/** What `POST /api/sites` and `site add` take. Each refusal names the field and what it takes, never the value. */
export const newSite = z.strictObject(
  {
    domain: hostname,
    hostnames: z
      .array(z.union([hostname, z.literal('127.0.0.1')], 'are host names'), 'is a list of host names')
      .max(50, 'has at most 50 host names')
      .optional(),
    timezone: z.string(zoneMessage).max(64, zoneMessage).refine(isCountableZone, zoneMessage).optional(),
  },
  'is an object with a domain',
)
export type NewSite = z.infer<typeof newSite>

interface SiteRow {
  readonly site_id: number
  readonly domain: string
  readonly hostnames: string[]
  readonly timezone: string
  readonly settings: unknown
  readonly asked_since: Date | null
}

/** Throws a failure that says why in the log: an older release on a newer database must stop, not forget what it can't read. */
function settingsOf(stored: unknown): SiteSettings {
  const reading = readSiteSettings(stored)
  if (reading.ok) return reading.settings
  throw new DatabaseFailure(reading.why === 'newer' ? 'SETTINGS_NEWER' : 'SETTINGS_BROKEN')
}

const siteOf = (row: SiteRow): Site => ({
  id: row.site_id as SiteId,
  domain: row.domain,
  hostnames: row.hostnames,
  timezone: row.timezone,
  settings: settingsOf(row.settings),
  askedSince: row.asked_since,
})

interface Remembered {
  readonly site: Site | null
  readonly until: number
}

/** A change of settings reaches each process within this time; an unknown domain is asked for again as soon. */
const rememberedMs = 10_000
/** Domains a process remembers: an attacker who makes up domains fills this and no more. */
const rememberedMax = 1_000
const remembered = new WeakMap<Tx, SiteMemory>()

/** What is remembered by domain. Made as an empty map by whoever lends it, and filled here alone. */
export type SiteMemory = Map<string, Remembered>

/** Lets a client remember what another one did: on Workers each request has a client of its own. */
export const lendSites = (db: Ports['db'], memory: SiteMemory): unknown => remembered.set(db, memory)

/** Every domain of ours looks like this. Anything else is nobody's, and need not be asked for or remembered. */
const domainShape = /^[a-z0-9.-]{1,253}$/

/** The site of a domain, in lower case, or null. Served from memory for 10 s; index: site_domain_once. Takes any text. */
export async function findSite(ports: Pick<Ports, 'db' | 'now'>, domain: string): Promise<Site | null> {
  if (!domainShape.test(domain)) return null
  let known = remembered.get(ports.db)
  if (!known) remembered.set(ports.db, (known = new Map()))
  const now = ports.now().getTime()
  const hit = known.get(domain)
  if (hit && hit.until > now && hit.until <= now + rememberedMs) return hit.site
  const [row] = await ports.db<SiteRow[]>`
    select site_id, domain, hostnames, timezone, settings, asked_since from site where domain = ${domain}`
  const site = row ? siteOf(row) : null
  if (known.size >= rememberedMax) known.clear()
  known.set(domain, { site, until: now + rememberedMs })
  return site
}

/** Forgets what was remembered: after a change made in this process, and between tests. */
export const forgetSites = (db: Tx): void => remembered.get(db)?.clear()

/** Every site by domain. A reference table of at most some thousands of rows. */
export async function listSites(ports: { readonly db: Tx }): Promise<Site[]> {
  const rows = await ports.db<SiteRow[]>`
    select site_id, domain, hostnames, timezone, settings, asked_since from site order by domain`
  return rows.map(siteOf)
}

export interface AddedSite {
  readonly site: Site
  readonly isNew: boolean
}

/**
 * Adds a site, or answers the one that has this domain already (the same request again is no error).
 * The number is given here, not by a sequence, which a cluster would hand out in gaps per node; two who add at once
 * collide on the primary key and the second tries the next number.
 */
export async function addSite(ports: Pick<Ports, 'db' | 'now'>, site: NewSite): Promise<AddedSite> {
  const hostnames = [...new Set([site.domain, ...(site.hostnames ?? [`www.${site.domain}`])])]
  for (let attempt = 0; ; attempt += 1) {
    try {
      const [added] = await ports.db<SiteRow[]>`
        insert into site (site_id, domain, hostnames, timezone, settings, created_at)
        select coalesce(max(site_id), 0) + 1, ${site.domain}, ${ports.db.json(hostnames)},
          ${site.timezone ?? 'Europe/Amsterdam'}, ${ports.db.json(siteSettings.parse({}))}, ${ports.now()}
        from site
        on conflict (domain) do nothing
        returning site_id, domain, hostnames, timezone, settings, asked_since`
      forgetSites(ports.db)
      if (added) return { site: siteOf(added), isNew: true }
      const there = await findSite(ports, site.domain)
      if (there) return { site: there, isNew: false }
    } catch (thrown) {
      const failure = failureOf(thrown)
      if (failure.code !== '23505' || attempt >= 20) throw failure
    }
  }
}

/**
 * The site as it stands now, and stays until the transaction ends: whoever changes it too waits. What is remembered may be
 * ten seconds old, and would undo what another process wrote since. Null when it is gone. Index: site_pk.
 */
export async function lockSite(db: Tx, { id }: Pick<Site, 'id'>): Promise<Site | null> {
  const [row] = await db<SiteRow[]>`
    select site_id, domain, hostnames, timezone, settings, asked_since from site where site_id = ${id} for update`
  return row ? siteOf(row) : null
}

/** The site as it stands now, past what is remembered: for whoever just changed it. Index: site_domain_once. */
export async function readSite(ports: Pick<Ports, 'db' | 'now'>, domain: string): Promise<Site | null> {
  if (domainShape.test(domain)) remembered.get(ports.db)?.delete(domain)
  return findSite(ports, domain)
}

/**
 * Replaces a site's settings. Takes effect in other processes within 10 s. In a transaction, the caller forgets the sites of
 * its pool once it is committed. Index: site_pk.
 */
export async function recordSettings(
  { db }: { readonly db: Tx },
  { id }: Pick<Site, 'id'>,
  settings: SiteSettings,
): Promise<void> {
  await db`update site set settings = ${db.json(settings)} where site_id = ${id}`
  forgetSites(db)
}

/** Replaces the hosts that a site's pages live on; its own domain always stays among them. As `recordSettings`. Index: site_pk. */
export async function recordHostnames(
  { db }: { readonly db: Tx },
  { id, domain }: Pick<Site, 'id' | 'domain'>,
  hostnames: readonly string[],
): Promise<void> {
  const all = [...new Set([domain, ...hostnames])]
  await db`update site set hostnames = ${db.json(all)} where site_id = ${id}`
  forgetSites(db)
}

/** Says since when answers hold; null: nothing is asked any more. As `recordSettings`. Index: site_pk. */
export async function recordAsking(
  { db }: { readonly db: Tx },
  { id }: Pick<Site, 'id'>,
  askedSince: Date | null,
): Promise<void> {
  await db`update site set asked_since = ${askedSince} where site_id = ${id}`
  forgetSites(db)
}

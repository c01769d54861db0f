/**
 * Who may send. A site is a domain with the hostnames its pages live on, a time zone that is fixed once it has data, and
 * settings. No personal data. Sites are few and read on every beacon, so they are kept in memory for a short while.
 */
import * as z from 'zod'
import type { Ports } from '../ports.ts'
import type { SiteId } from '../db/schema.ts'
import { failureOf } from '../db/failure.ts'
import { isCountableZone } from './local-day.ts'

/** A path pattern: `*` stands for one whole segment, `**` at the end for the rest. Not a regular expression: no blow-up. */
const pattern = z
  .string()
  .max(200)
  .regex(/^\/[^\s?#]*$/)

export const siteSettings = z.strictObject({
  /** Patterns whose `*` segments become `:id`. */
  masks: z.array(pattern).max(50).default([]),
  /** Pages that are not counted. */
  excluded: z.array(pattern).max(50).default([]),
  /** The fragment is the page (`/#/aanbod`). */
  hashRoutes: z.boolean().default(false),
  /** A text that only the title of a missing page contains ("Pagina niet gevonden"). Empty: none does. */
  missingTitle: z.string().trim().max(100).default(''),
  /** Names of query parameters that hold what was looked for on the site itself (`q`). Without any it is not counted. */
  searchParameters: z
    .array(z.string().regex(/^[\w.[\]-]{1,50}$/))
    .max(5)
    .default([]),
})
export type SiteSettings = z.infer<typeof siteSettings>

export interface Site {
  readonly id: SiteId
  readonly domain: string
  readonly hostnames: readonly string[]
  readonly timezone: string
  readonly settings: SiteSettings
}

const hostname = z
  .string('is a host name')
  .trim()
  .toLowerCase()
  .max(253, 'is a host name')
  .regex(/^(?=.*[a-z])[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, 'is a host name')

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
}

const siteOf = (row: SiteRow): Site => ({
  id: row.site_id as SiteId,
  domain: row.domain,
  hostnames: row.hostnames,
  timezone: row.timezone,
  settings: siteSettings.parse(row.settings),
})

interface Remembered {
  readonly site: Site | null
  readonly until: number
}

/** A change of settings reaches each process within this time; an unknown domain is asked for again as soon. */
const rememberedMs = 10_000
/** Domains a process remembers: an attacker who makes up domains fills this and no more. */
const rememberedMax = 1_000
const remembered = new WeakMap<Ports['db'], SiteMemory>()

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
    select site_id, domain, hostnames, timezone, settings from site where domain = ${domain}`
  const site = row ? siteOf(row) : null
  if (known.size >= rememberedMax) known.clear()
  known.set(domain, { site, until: now + rememberedMs })
  return site
}

/** Forgets what was remembered: after a change made in this process, and between tests. */
export const forgetSites = (db: Ports['db']): void => remembered.get(db)?.clear()

/** Every site by domain. A reference table of at most some thousands of rows. */
export async function listSites(ports: Pick<Ports, 'db'>): Promise<Site[]> {
  const rows = await ports.db<SiteRow[]>`
    select site_id, domain, hostnames, timezone, settings from site order by domain`
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
          ${site.timezone ?? 'Europe/Amsterdam'}, ${ports.db.json({})}, ${ports.now()}
        from site
        on conflict (domain) do nothing
        returning site_id, domain, hostnames, timezone, settings`
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

/** Replaces a site's settings. Takes effect in other processes within 10 s. Index: site_pk. */
export async function recordSettings(
  ports: Pick<Ports, 'db'>,
  site: Site,
  settings: SiteSettings,
): Promise<void> {
  await ports.db`update site set settings = ${ports.db.json(settings)} where site_id = ${site.id}`
  forgetSites(ports.db)
}

/** The way back to a site from a page of ours, with what the device shall keep in the address' fragment: no server sees that. */
import type { Config } from '../config.ts'
import type { Site } from '../site/site.ts'

/** Origin of one of the site's hostnames. Our own host (trying out on localhost) keeps its scheme and port. */
function originOf(hostname: string, config: Pick<Config, 'publicUrl'>): string {
  const own = new URL(config.publicUrl)
  return hostname === own.hostname ? own.origin : `https://${hostname}`
}

/** Every origin that the site's pages live on. */
export const originsOf = (site: Pick<Site, 'hostnames'>, config: Pick<Config, 'publicUrl'>): string[] =>
  site.hostnames.map((hostname) => originOf(hostname, config))

/**
 * Where the choice is handed back: a hostname of this site, a page of the demo that we serve ourselves, or else the
 * site's first hostname. Never an address of the caller's making (S-22).
 */
export function returnAddress(
  site: Site,
  config: Pick<Config, 'publicUrl' | 'demo'>,
  asked: string | undefined,
): string {
  const first = originOf(site.hostnames[0] ?? site.domain, config)
  if (asked === undefined) return `${first}/`
  if (config.demo && asked.startsWith('/demo/') && URL.canParse(asked, config.publicUrl)) {
    const { origin, pathname } = new URL(asked, config.publicUrl)
    const own = new URL(config.publicUrl).origin
    if (origin === own && pathname.startsWith('/demo/')) return origin + pathname
  }
  return site.hostnames.includes(asked) ? `${originOf(asked, config)}/` : `${first}/`
}

const demoPathLengthMax = 200

/** What a caller says of where to go back, as far as a form of ours may carry it on: all else is nobody's and is dropped. */
export const readReturn = (site: Pick<Site, 'hostnames'>, asked: string | undefined): string | undefined =>
  asked !== undefined &&
  (site.hostnames.includes(asked) || (asked.startsWith('/demo/') && asked.length <= demoPathLengthMax))
    ? asked
    : undefined

/** The way back with a choice: the snippet takes it out of sight and keeps it. */
export const wayBack = (
  site: Site,
  config: Pick<Config, 'publicUrl' | 'demo'>,
  asked: string | undefined,
  token: string,
): string => `${returnAddress(site, config, asked)}#voordeur=${token}`

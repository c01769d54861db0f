/** The site that the demo's pages are counted for: a fictitious housing corporation, in the embedded default and on request. */
import type { Ports } from '../ports.ts'
import { addSite, type Site } from '../site/site.ts'
import { demoDomain } from './demo-domain.ts'

/** Makes sure the demo's site is there, with our own host among its hostnames, since that is where its pages live. */
export async function addDemoSite(ports: Pick<Ports, 'db' | 'now'>, publicUrl: string): Promise<Site> {
  const hostnames = new Set([demoDomain, new URL(publicUrl).hostname, 'localhost', '127.0.0.1'])
  return (await addSite(ports, { domain: demoDomain, hostnames: [...hostnames] })).site
}

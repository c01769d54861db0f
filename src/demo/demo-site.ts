/** The site that the demo's pages are counted for: a fictitious housing corporation, in the embedded default and on request. */
import type { Ports } from '../ports.ts'
import { addSite, type Site } from '../site/site.ts'
import { addList, listLists } from '../subscriber/list.ts'
import { newsletterSettings, recordNewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { demoDomain } from './demo-domain.ts'

/** Once: whoever closes or renames the list, or measures less, finds it so after the next start. */
async function addNewsletter(ports: Pick<Ports, 'db' | 'now'>, site: Site): Promise<void> {
  if ((await listLists(ports, site)).length > 0) return
  await recordNewsletterSettings(
    ports,
    site,
    // So that the form shows the box for it; what is measured is up to who signs up.
    newsletterSettings.parse({
      senderName: 'Woonstichting De Linde',
      opens: 'personal',
      clicks: 'personal',
      imprint: 'Woonstichting De Linde\nLindenlaan 1',
    }),
  )
  await addList(ports, site, {
    name: 'Bewonersnieuws',
    description: 'Elke maand: wat er in je buurt gebeurt, en wat dat voor je huis betekent.',
    isOpen: true,
  })
}

/**
 * Makes sure the demo's site is there, with our own host among its hostnames, since that is where its pages live, and a newsletter that one
 * can sign up for.
 */
export async function addDemoSite(ports: Pick<Ports, 'db' | 'now'>, publicUrl: string): Promise<Site> {
  const hostnames = new Set([demoDomain, new URL(publicUrl).hostname, 'localhost', '127.0.0.1'])
  const { site } = await addSite(ports, { domain: demoDomain, hostnames: [...hostnames] })
  await addNewsletter(ports, site)
  return site
}

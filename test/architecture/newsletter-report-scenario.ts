/** What became of newsletters, for the scenario of every statement. */
import { findNewsletter, findNewsletters } from '../../src/stats/newsletter.ts'
import type { Site } from '../../src/site/site.ts'
import type { World } from '../support/world.ts'

/** After an issue was sent. */
export async function workWithNewsletterReport({ ports }: World, site: Site): Promise<void> {
  const range = { from: '2026-11-01', to: '2027-01-31' }
  const { issues } = await findNewsletters(ports, site, range)
  for (const { issue } of issues) await findNewsletter(ports, site, issue)
}

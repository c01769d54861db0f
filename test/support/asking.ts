/** A site that asks for consent: names who answers for it, and publishes a question as its editors would. */
import { consentDraft, type ConsentDraft } from '../../src/consent/draft.ts'
import { publishNow } from '../../src/consent/publication.ts'
import { findStatement, recordStatement, type NewStatement } from '../../src/consent/statement-version.ts'
import { insights } from '../../src/consent/purpose.ts'
import { must } from '../../src/must.ts'
import { forgetSites, readSite, recordSettings, type Site } from '../../src/site/site.ts'
import type { World } from './world.ts'

/** Insights, two services each by itself, and measuring of adverts by somebody else. */
export const usualDraft: ConsentDraft = consentDraft.parse({
  purposes: [
    { id: 'insights', basis: 'consent', elements: insights.elements, months: insights.months },
    {
      id: 'embeds',
      basis: 'consent',
      elements: ['third-party-content'],
      services: [
        { id: 'youtube', name: 'YouTube', hosts: ['youtube.com', 'youtube-nocookie.com'] },
        { id: 'maps', name: 'Google Maps', hosts: ['google.com'] },
      ],
      cookies: ['VISITOR_INFO1_LIVE'],
    },
    {
      id: 'marketing',
      basis: 'consent',
      elements: ['campaign', 'shared-with-others'],
      recipients: ['Meta'],
      months: 12,
      cookies: ['_fbp'],
      storage: ['lastExternalReferrer*'],
    },
  ],
})

export const usualController = {
  name: 'Woonstichting De Linde',
  address: 'Lindelaan 1\n1234 AB Lindendam',
  email: 'privacy@woonstichtingdelinde.nl',
  phone: '',
  website: '',
}

export const usualStatement: NewStatement = {
  publishedOn: '2026-01-01',
  texts: { nl: 'Wij gaan zorgvuldig om met uw gegevens.' },
  isMaterial: true,
}

/** Publishes a draft, and answers the site as it stands then. Throws when it is refused: then the test means something else. */
export async function publishFor(
  { ports }: { readonly ports: Pick<World['ports'], 'db' | 'now'> },
  site: Site,
  draft: ConsentDraft = usualDraft,
): Promise<Site> {
  const now = must(await readSite(ports, site.domain), 'the test made it')
  if (now.settings.controller.name === '')
    await recordSettings(ports, now, { ...now.settings, controller: usualController })
  const asking = must(await readSite(ports, site.domain), 'the test made it')
  if ((await findStatement(ports.db, site.id)) === null) await recordStatement(ports, site.id, usualStatement)
  const publishing = await publishNow(ports, asking, draft)
  if (!publishing.ok) throw new Error(`not published: ${JSON.stringify(publishing)}`)
  forgetSites(ports.db)
  return must(await readSite(ports, site.domain), 'the test made it')
}

/** Pages of settings and of the first steps, filled as a housing corporation's would be, for looking at and for axe. */
import { Hono } from 'hono'
import { SitesPage } from '../../src/dashboard/sites-page.tsx'
import { readView } from '../../src/dashboard/view.ts'
import { assetRoutes } from '../../src/page/assets.ts'
import { pageHeaders, setPageHeaders } from '../../src/page/headers.ts'
import { answerPage } from '../../src/page/shell.tsx'
import type { Language } from '../../src/page/words.ts'
import type { Env } from '../../src/ports.ts'
import { sections, writtenOf, type Editable } from '../../src/settings/fields.ts'
import { IndexPage } from '../../src/settings/index-page.tsx'
import { KeyMadePage, KeysPage } from '../../src/settings/keys-page.tsx'
import { NewSitePage } from '../../src/settings/new-site-page.tsx'
import { SectionPage } from '../../src/settings/section-page.tsx'
import type { ListedKey } from '../../src/site/key.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import { DoneStep } from '../../src/welcome/done-step.tsx'
import { NewsletterStep } from '../../src/welcome/newsletter-step.tsx'
import { PeopleStep } from '../../src/welcome/people-step.tsx'
import { SiteStep } from '../../src/welcome/site-step.tsx'
import { SnippetStep } from '../../src/welcome/snippet-step.tsx'
import { noProgress, progressOf, type Step } from '../../src/welcome/steps.ts'
import { VisitStep } from '../../src/welcome/visit-step.tsx'

export const domain = 'woonstichtingdelinde.nl'
const now = new Date('2026-11-23T11:00:00Z')

/** 8 × 8 points of linden green. */
export const logo =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAE0lEQVR4nGPoX6eHFTEMLQkADn1IgZrqyyQAAAAASUVORK5CYII='

export const believableSite: Editable = {
  domain,
  hostnames: [domain, `www.${domain}`, `mijn.${domain}`],
  timezone: 'Europe/Amsterdam',
  settings: siteSettings.parse({
    masks: ['/klant/*', '/dossier/*/brief'],
    excluded: ['/intern/**'],
    missingTitle: 'Pagina niet gevonden',
    searchParameters: ['q'],
    controller: {
      name: 'Woonstichting De Linde',
      address: 'Lindelaan 1\n3000 AA Rotterdam',
      email: 'info@woonstichtingdelinde.nl',
      phone: '010 123 45 67',
      website: 'https://woonstichtingdelinde.nl',
    },
    privacyOfficer: { name: 'J. de Vries', email: 'privacy@woonstichtingdelinde.nl' },
    brand: { name: 'De Linde', colour: '#8fae2e', logo },
    form: 'u',
    newsletter: true,
  }),
}
export const emptySite: Editable = {
  ...believableSite,
  hostnames: [domain],
  settings: siteSettings.parse({}),
}

export const viewIn = (lang?: Language) => {
  const reading = readView(domain, new URLSearchParams(lang && { lang }), '2026-11-23')
  if (!reading.ok) throw new Error(reading.why)
  return reading.view
}

export const believableKeys: readonly ListedKey[] = [
  {
    id: '00000000-0000-4000-a000-000000000001',
    label: 'Maandrapport voor de directie',
    scope: 'read',
    siteId: null,
    createdAt: new Date('2026-11-01T09:00:00Z'),
    expiresAt: new Date('2027-11-01T09:00:00Z'),
    isRevoked: false,
  },
  {
    id: '00000000-0000-4000-a000-000000000002',
    label: 'Oude koppeling met het bureau dat de vorige website maakte en bijhield',
    scope: 'admin',
    siteId: null,
    createdAt: new Date('2025-02-03T09:00:00Z'),
    expiresAt: null,
    isRevoked: true,
  },
]

const page = (path: string) => `/staff/settings/${path}`
const step = (one: Step, site: Editable | null, seen: boolean) => ({
  lang: 'nl' as const,
  step: one,
  domain,
  progress: site === null ? noProgress : progressOf(site, seen ? now : null),
})

export const settingsPages = new Hono<Env>()
  .route('/', assetRoutes)
  .use('/staff/*', pageHeaders())
  .get(page('index'), (c) =>
    answerPage(c, <IndexPage lang="nl" view={viewIn()} site={believableSite} openKeys={1} />),
  )
  .get(page('index-empty'), (c) =>
    answerPage(c, <IndexPage lang="en" view={viewIn('en')} site={emptySite} openKeys={0} />),
  )
  .get(page('keys'), (c) =>
    answerPage(
      c,
      <KeysPage
        lang="nl"
        view={viewIn()}
        timezone="Europe/Amsterdam"
        now={now}
        keys={believableKeys}
        refused={{
          written: { label: '', scope: 'read', days: '1' },
          faults: { label: 'empty', days: 'choice' },
        }}
      />,
    ),
  )
  .get(page('keys-empty'), (c) =>
    answerPage(c, <KeysPage lang="en" view={viewIn('en')} timezone="UTC" now={now} keys={[]} isSaved />),
  )
  .get(page('key-made'), (c) =>
    answerPage(
      c,
      <KeyMadePage lang="nl" view={viewIn()} label="Maandrapport" token={`vd_${'Ab3'.repeat(14)}x`} />,
    ),
  )
  .get(page('new'), (c) =>
    answerPage(
      c,
      <NewSitePage
        lang="nl"
        refused={{
          written: { domain: 'onze website', timezone: 'Mars' },
          faults: { domain: 'hostname', timezone: 'zone' },
        }}
      />,
    ),
  )
  .get(page('retention-wrong'), (c) =>
    answerPage(
      c,
      <SectionPage
        lang="nl"
        view={viewIn()}
        section="retention"
        site={believableSite}
        isZoneFixed={false}
        refused={{
          written: { 'retention.eventsDays': '900', 'retention.visitsMonths': '13' },
          faults: { 'retention.eventsDays': 'range' },
        }}
      />,
    ),
  )
  .get(page('organisation-empty'), (c) =>
    answerPage(
      c,
      <SectionPage
        lang="en"
        view={viewIn('en')}
        section="organisation"
        site={emptySite}
        isZoneFixed={false}
        refused={{
          written: { ...writtenOf(emptySite, 'organisation'), 'privacyOfficer.name': 'J. de Vries' },
          faults: { 'privacyOfficer.email': 'empty', 'controller.email': 'email' },
        }}
      />,
    ),
  )
  .get(page('site-fixed'), (c) =>
    answerPage(
      c,
      <SectionPage lang="nl" view={viewIn()} section="site" site={believableSite} isZoneFixed isSaved />,
    ),
  )
  .get(page('sites'), (c) =>
    answerPage(
      c,
      <SitesPage
        lang="nl"
        sites={[
          { domain: 'delinde.example', visitorsToday: 312 },
          { domain, visitorsToday: 0 },
        ]}
        snippet=""
        setUp={{ kind: 'finish', domain }}
        mayAdd
      />,
    ),
  )
  .get(page('no-sites'), (c) =>
    answerPage(c, <SitesPage lang="nl" sites={[]} snippet="" setUp={{ kind: 'begin' }} mayAdd />),
  )
  .get(page('step-1'), (c) =>
    answerPage(
      c,
      <SiteStep
        {...step('site', null, false)}
        domain={null}
        refused={
          c.req.query('wrong') === undefined
            ? null
            : {
                written: { organisation: '', domain: 'onze website' },
                faults: { organisation: 'empty', domain: 'hostname' },
              }
        }
      />,
    ),
  )
  .get(page('step-2'), (c) => {
    setPageHeaders(c, { ownScript: true })
    return answerPage(
      c,
      <SnippetStep
        {...step('snippet', emptySite, false)}
        domain={domain}
        publicUrl="https://meten.woonstichtingdelinde.nl"
      />,
    )
  })
  .get(page('step-3'), (c) => {
    setPageHeaders(c, { ownScript: true })
    return answerPage(
      c,
      <VisitStep {...step('visit', emptySite, false)} domain={domain} lastSeen={null} now={now} />,
    )
  })
  .get(page('step-3-seen'), (c) => {
    setPageHeaders(c, { ownScript: true })
    const lastSeen = new Date('2026-11-23T10:59:48Z')
    return answerPage(
      c,
      <VisitStep {...step('visit', emptySite, true)} domain={domain} lastSeen={lastSeen} now={now} />,
    )
  })
  .get(page('step-4'), (c) =>
    answerPage(
      c,
      <PeopleStep
        {...step('people', emptySite, true)}
        domain={domain}
        site={emptySite}
        refused={{
          written: { 'controller.name': 'Woonstichting De Linde' },
          faults: { 'controller.address': 'empty', 'controller.email': 'empty' },
        }}
      />,
    ),
  )
  .get(page('step-5'), (c) =>
    answerPage(
      c,
      <NewsletterStep
        {...step('newsletter', emptySite, true)}
        site={emptySite}
        isUnanswered={c.req.query('wrong') !== undefined}
      />,
    ),
  )
  .get(page('step-6'), (c) =>
    answerPage(c, <DoneStep {...step('done', believableSite, true)} domain={domain} />),
  )
  .get(page('step-6-open'), (c) =>
    answerPage(c, <DoneStep {...step('done', emptySite, false)} domain={domain} />),
  )
  .get(page(':section'), (c) => {
    const section = sections.find((one) => one === c.req.param('section'))
    if (!section) return c.notFound()
    return answerPage(
      c,
      <SectionPage lang="nl" view={viewIn()} section={section} site={believableSite} isZoneFixed={false} />,
    )
  })

export const settingsPaths = [
  ...sections,
  'index',
  'index-empty',
  'keys',
  'keys-empty',
  'key-made',
  'new',
  'retention-wrong',
  'organisation-empty',
  'site-fixed',
  'sites',
  'no-sites',
  'step-1',
  'step-1?wrong',
  'step-2',
  'step-3',
  'step-3-seen',
  'step-4',
  'step-5',
  'step-5?wrong',
  'step-6',
  'step-6-open',
].map(page)

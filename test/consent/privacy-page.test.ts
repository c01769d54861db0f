/** The page about privacy that is made of a site's settings, and what we say of Global Privacy Control. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { recordStatement } from '../../src/consent/statement-version.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, recordSettings, type Site } from '../../src/site/site.ts'
import { attributesOf, inlineParts } from '../page/html.ts'
import { publishFor } from '../support/asking.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let pglite: PgliteWorld
let world: World
let site: Site

beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db)
  site = await world.addSite()
})
afterAll(() => pglite.close())

const page = async (query = '') => (await world.request(`/privacy/example.nl${query}`)).text()

describe('the page about privacy', () => {
  test('B1: of a site that asks nothing lists exempt measuring, its ground and the way out', async () => {
    const html = await page()
    expect(html).toContain('Bezoeken tellen')
    expect(html).toContain('artikel 11.7a lid 3 onder b Telecommunicatiewet')
    expect(html).toContain('Zet het tellen uit')
    expect(attributesOf(html, 'href')).toContain('/choice?d=example.nl&lang=nl')
    expect(html).not.toContain('Alleen als jij het goed vindt')
    expect(html).not.toContain('voordeur-receipt')
    expect(html).toContain('Dat is hier nog niet ingevuld.')
    expect(inlineParts(html)).toEqual([])
  })

  test('D7: lists every purpose with data, ground, recipients and period, and every cookie', async () => {
    await publishFor(world, site)
    const html = await page()
    const rows = html.split('<tr role="row">').slice(2)
    const row = (name: string) => rows.find((one) => one.includes(`<strong>${name}</strong>`)) ?? ''
    expect(row('Zien of je vaker komt')).toMatch(
      /een nummer van je browser[\s\S]*onder a AVG[\s\S]*13 maanden[\s\S]*Niemand anders/,
    )
    expect(row('Video’s en kaarten tonen')).toMatch(
      /Dat bepaalt de ontvanger[\s\S]*YouTube en Google Maps[\s\S]*VISITOR_INFO1_LIVE/,
    )
    expect(row('Meten of advertenties werken')).toMatch(
      /12 maanden[\s\S]*Meta[\s\S]*_fbp[\s\S]*lastExternalReferrer\*[\s\S]*12 maanden/,
    )
    expect(row('Bezoeken tellen')).toContain('onder b Telecommunicatiewet')
    for (const text of ['localStorage.voordeur<', 'localStorage.voordeur-receipt', '182 dagen geldig'])
      expect(html).toContain(text)
  })

  test('D5: says the periods that are set for this site', async () => {
    const retention = { eventsDays: 30, visitsMonths: 6, totalsMonths: 12 }
    await recordSettings(world.ports, site, { ...site.settings, retention })
    expect(await page()).toContain(
      'Ingesteld: wat er op een pagina gebeurt 30 dagen, bezoeken 6 maanden, totalen per dag 12 maanden.',
    )
  })

  test('names who is responsible, the privacy officer, and where to complain', async () => {
    const privacyOfficer = { name: 'F. Gevers', email: 'fg@example.nl' }
    await publishFor(world, site)
    await recordSettings(world.ports, site, {
      ...site.settings,
      controller: {
        name: 'De Linde',
        address: 'Laan 1\nLindendam',
        email: 'privacy@example.nl',
        phone: '010 1234567',
        website: '',
      },
      privacyOfficer,
    })
    const html = await page()
    for (const text of ['De Linde', 'Lindendam', '010 1234567', 'F. Gevers', 'Autoriteit Persoonsgegevens'])
      expect(html).toContain(text)
    expect(attributesOf(html, 'href')).toEqual(
      expect.arrayContaining(['mailto:privacy@example.nl', 'mailto:fg@example.nl']),
    )
  })

  test('C2: keeps every version of the statement readable, by date and hash', async () => {
    const add = (publishedOn: string, nl: string) =>
      recordStatement(world.ports, site.id, { publishedOn, texts: { nl }, isMaterial: true })
    const old = await add('2026-01-02', 'Oude tekst <b>')
    world.setNow('2026-11-24T11:00:00Z')
    const now = await add('2026-11-24', 'Nieuwe tekst')
    const html = await page()
    expect(html.indexOf('Versie van 24 november 2026 (geldt nu)')).toBeLessThan(
      html.indexOf('Versie van 2 januari 2026'),
    )
    for (const one of [old, now]) expect(html).toContain(one.ok ? one.hash : 'not recorded')
    expect(html).toContain('Oude tekst &lt;b&gt;')
  })

  test('is there in English, and speaks of purposes in the language of the page', async () => {
    await publishFor(world, site)
    const html = await page('?lang=en')
    for (const text of ['Privacy on example.nl', 'Show videos and maps', 'article 6(1)(a) GDPR'])
      expect(html).toContain(text)
  })

  test('of a site that is not ours is not there', async () => {
    for (const path of ['/privacy/evil.example', `/privacy/${'a'.repeat(300)}`, '/privacy/%00']) {
      const answer = await world.request(path)
      expect(answer.status).toBe(404)
      expect((await answer.text()).replaceAll(/href="[^"]*"/g, '')).not.toContain('evil')
    }
  })
})

describe('the table alone', () => {
  test('D7: may be framed by the site’s own pages and by nobody else', async () => {
    await publishFor(world, site)
    const answer = await world.request('/privacy/example.nl?plain=1')
    expect(answer.headers.get('content-security-policy')).toContain(
      'frame-ancestors https://example.nl https://www.example.nl;',
    )
    expect(answer.headers.get('x-frame-options')).toBeNull()
    const html = await answer.text()
    expect(html).toContain('<table class="stacked purposes"')
    expect(html).not.toMatch(/<header|<footer|<nav|<form|<script/)
    expect(inlineParts(html)).toEqual([])
    // The page itself may not.
    const whole = await world.request('/privacy/example.nl')
    expect(whole.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(whole.headers.get('x-frame-options')).toBe('DENY')
  })
})

test('C9: gpc.json says that Global Privacy Control is heeded', async () => {
  const answer = await world.request('/.well-known/gpc.json')
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  expect(await answer.json()).toEqual({ gpc: true, lastUpdate: '2026-11-26' })
})

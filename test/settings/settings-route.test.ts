import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listActs } from '../../src/account/act.ts'
import { everywhere, roles, type Role } from '../../src/account/role.ts'
import { migrate } from '../../src/db/migrate.ts'
import { sections, type Section } from '../../src/settings/fields.ts'
import { findKeyByToken, listSiteKeys, makeKey } from '../../src/site/key.ts'
import { logoBytesMax } from '../../src/site/logo.ts'
import { retentionBounds } from '../../src/site/site-settings.ts'
import { findSite, forgetSites, listSites, readSite, type Site } from '../../src/site/site.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { attributesOf, inlineParts } from '../page/html.ts'
import { rowOf } from '../support/event-rows.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site
let other: Site
let cookie: string
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  await emptyTables(database.db)
  world = await openWorld(database.db)
})
afterAll(() => database.close())
/** Accounts stay: each costs a password's hash. */
beforeEach(async () => {
  await database.db`truncate site, event, ingest_batch, api_key, staff_act`
  forgetSites(database.db)
  site = await world.addSite()
  other = await world.addSite({ domain: 'ander.nl' })
  cookie = await signIn('admin', site.id)
})

const cookies = new Map<string, string>()
async function signIn(role: Role, where: Site['id'] | typeof everywhere): Promise<string> {
  const who = `${role} ${where}`
  const known = cookies.get(who) ?? (await signInAs(world.ports, role, where)).cookie
  cookies.set(who, known)
  return known
}

const origin = 'http://localhost:3000'
const path = '/dashboard/sites/example.nl/settings'
const ask = (at: string, as = cookie) => world.request(at, { headers: { cookie: as } })
const post = (
  at: string,
  fields: Readonly<Record<string, string>> | FormData,
  { as = cookie, from = origin }: { as?: string; from?: string } = {},
) =>
  world.request(at, {
    method: 'POST',
    headers: { cookie: as, origin: from },
    body: fields instanceof FormData ? fields : new URLSearchParams(fields),
  })
const now = async () => (await readSite(world.ports, 'example.nl')) ?? expect.fail('the site is there')
const acts = async () =>
  (await listActs(world.ports, { siteIds: [site.id], before: null, limit: 50 }))
    .filter(({ siteId, kind }) => siteId === site.id && /^(setting|key|site)-/.test(kind))
    .map(({ kind, object }) => (kind === 'setting-changed' ? String(object) : kind))
const unescaped = (html: string) => html.replaceAll('&quot;', '"').replaceAll('&#39;', "'")

/** Each section's form, filled in another way than by default. */
const filled: Readonly<Record<Section, Readonly<Record<string, string>>>> = {
  site: { hostnames: 'www.example.nl\nhttps://app.example.nl/inloggen', timezone: 'Europe/Amsterdam' },
  counting: {
    masks: '/klant/*\r\n\r\n /dossier/*/brief ',
    excluded: '/intern/**',
    hashRoutes: 'on',
    missingTitle: 'Pagina niet gevonden',
    searchParameters: 'q\nzoek',
  },
  retention: {
    'retention.eventsDays': '30',
    'retention.visitsMonths': '6',
    'retention.totalsMonths': '25',
  },
  organisation: {
    'controller.name': 'Woonstichting De Linde',
    'controller.address': 'Lindelaan 1\r\n3000 AA Rotterdam',
    'controller.email': 'info@delinde.nl',
    'controller.phone': '',
    'controller.website': '',
    'privacyOfficer.name': 'J. de Vries',
    'privacyOfficer.email': 'privacy@delinde.nl',
  },
  appearance: { 'brand.name': 'De Linde', 'brand.colour': '#8FAE2E', languages: 'nl', form: 'u' },
  newsletter: { newsletter: 'yes' },
}

describe('a section', () => {
  test('is stored, shown as saved, and each setting that changed is an act of its own, without its value', async () => {
    for (const section of sections) {
      const answer = await post(`${path}/${section}`, filled[section])
      expect([answer.status, answer.headers.get('location')], section).toEqual([
        303,
        `${path}/${section}?saved=1`,
      ])
    }
    const { settings, hostnames, timezone } = await now()
    expect({ hostnames, timezone }).toEqual({
      hostnames: ['example.nl', 'www.example.nl', 'app.example.nl'],
      timezone: 'Europe/Amsterdam',
    })
    expect(settings).toMatchObject({
      version: 2,
      masks: ['/klant/*', '/dossier/*/brief'],
      searchParameters: ['q', 'zoek'],
      hashRoutes: true,
      retention: { eventsDays: 30, visitsMonths: 6, totalsMonths: 25 },
      controller: { name: 'Woonstichting De Linde', address: 'Lindelaan 1\n3000 AA Rotterdam' },
      privacyOfficer: { name: 'J. de Vries', email: 'privacy@delinde.nl' },
      brand: { name: 'De Linde', colour: '#8fae2e' },
      languages: ['nl'],
      form: 'u',
      newsletter: true,
    })
    // The period that stayed, the colours that nobody touched and the zone are not among them.
    expect((await acts()).toSorted()).toEqual([
      'brand.colour',
      'brand.name',
      'controller.address',
      'controller.email',
      'controller.name',
      'excluded',
      'form',
      'hashRoutes',
      'hostnames',
      'languages',
      'masks',
      'missingTitle',
      'newsletter',
      'privacyOfficer.email',
      'privacyOfficer.name',
      'retention.eventsDays',
      'retention.visitsMonths',
      'searchParameters',
    ])
    const [row] = await database.db<
      { all: string }[]
    >`select string_agg(staff_act::text, ' ') as all from staff_act`
    expect(row?.all).not.toMatch(/Linde|Vries|intern/)

    const page = await (await ask(`${path}/retention?saved=1`)).text()
    expect(page).toContain('<title>Bewaard · Bewaartermijnen · example.nl')
    expect(page).toContain('role="status"')
    expect(page).toContain('Bezoekgegevens bewaren wij ten hoogste 6 maanden.')
  })

  test('sent again as it is changes nothing and is no act', async () => {
    await post(`${path}/organisation`, filled.organisation)
    const before = await acts()
    expect((await post(`${path}/organisation`, filled.organisation)).status).toBe(303)
    expect(await acts()).toEqual(before)
  })

  test('replaces only what is its own, also when this process remembers the site as it was', async () => {
    await findSite(world.ports, 'example.nl')
    await database.db`
      update site set settings = ${database.db.json({ masks: ['/elders/*'] })} where site_id = ${site.id}`
    await post(`${path}/retention`, filled.retention)
    expect((await now()).settings).toMatchObject({ masks: ['/elders/*'], retention: { eventsDays: 30 } })
  })

  test('of each kind, sent together, is kept (`at-once.test.ts` has a server where they really meet)', async () => {
    await Promise.all(sections.map((section) => post(`${path}/${section}`, filled[section])))
    expect((await now()).settings).toMatchObject({
      form: 'u',
      newsletter: true,
      masks: ['/klant/*', '/dossier/*/brief'],
    })
    expect(await acts()).toHaveLength(18)
  })
})

describe('what is wrong', () => {
  const cases: readonly [string, Section, Readonly<Record<string, string>>, string, string][] = [
    [
      'a name of 10,000 characters',
      'organisation',
      { 'controller.name': 'x'.repeat(10_000) },
      'controller-name',
      'Dit is te lang',
    ],
    [
      'NUL in a name',
      'organisation',
      { 'controller.name': 'a\0' },
      'controller-name',
      'een teken dat we niet kunnen lezen',
    ],
    [
      'an officer without an address',
      'organisation',
      { 'privacyOfficer.email': '' },
      'privacyOfficer-email',
      'Vul dit in',
    ],
    [
      'no mail address',
      'organisation',
      { 'controller.email': 'info' },
      'controller-email',
      'geen e-mailadres',
    ],
    [
      'a script for a website',
      'organisation',
      { 'controller.website': 'javascript:alert(1)' },
      'controller-website',
      'Begin met https://',
    ],
    [
      'a host that is none',
      'site',
      { hostnames: 'goed.nl\nniet goed' },
      'hostnames',
      'geen adres van een website',
    ],
    [
      'fifty-one hosts',
      'site',
      { hostnames: Array.from({ length: 51 }, (_, n) => `h${n}.nl`).join('\n') },
      'hostnames',
      'te veel',
    ],
    [
      'a zone of half hours',
      'site',
      { timezone: 'Asia/Kolkata' },
      'timezone',
      'Deze tijdzone kennen we niet',
    ],
    [
      'a period that is too long',
      'retention',
      { 'retention.visitsMonths': '26' },
      'retention-visitsMonths',
      'tussen de grenzen',
    ],
    [
      'a period of minus one',
      'retention',
      { 'retention.eventsDays': '-1' },
      'retention-eventsDays',
      'tussen de grenzen',
    ],
    [
      'a finer period that is longer',
      'retention',
      { 'retention.visitsMonths': '1', 'retention.eventsDays': '90' },
      'retention-eventsDays',
      'bewaren we nooit langer',
    ],
    ['a path without a slash', 'counting', { excluded: 'intern' }, 'excluded', 'begint met een /'],
    ['a colour by name', 'appearance', { 'brand.colour': 'groen' }, 'brand-colour', 'als # met zes tekens'],
    [
      'a language that we have not',
      'appearance',
      { languages: 'fy' },
      'languages',
      'Kies een van de mogelijkheden',
    ],
    ['no answer', 'newsletter', { newsletter: '' }, 'newsletter', 'Kies een van de mogelijkheden'],
  ]
  test.each(cases)(
    '%s is said beside its field and above the form, and nothing is stored',
    async (_, section, wrong, id, why) => {
      const before = await now()
      const answer = await post(`${path}/${section}`, { ...filled[section], ...wrong })
      const html = unescaped(await answer.text())
      expect(answer.status).toBe(400)
      expect(html).toMatch(/<title>Fout: /)
      expect(html).toMatch(new RegExp(`id="${id}-fault">[^<]*${why}`))
      expect(html).toMatch(new RegExp(`role="alert"><h2>Dit klopt nog niet</h2><ul><li><a href="#${id}">`))
      expect(html).toMatch(new RegExp(`id="${id}"[^>]*aria-describedby="[^"]*${id}-fault`))
      expect(inlineParts(html)).toEqual([])
      expect(await now()).toEqual(before)
      expect(await acts()).toEqual([])
    },
  )

  test('what was written stands in the form again, as text', async () => {
    const poison = `"><script>alert(1)</script>`
    const answer = await post(`${path}/organisation`, {
      ...filled.organisation,
      'controller.name': poison,
      'controller.address': `${poison}</textarea>`,
      'controller.email': 'geen adres',
    })
    const html = await answer.text()
    expect(attributesOf(html, 'value')).toEqual(expect.arrayContaining([poison, 'geen adres', 'J. de Vries']))
    expect(html).not.toMatch(/<script[\s>]/)
    expect(html).toContain('&lt;/textarea&gt;')
  })

  test('a form over its size is refused', async () => {
    expect((await post(`${path}/organisation`, { 'controller.name': 'x'.repeat(120_000) })).status).toBe(400)
  })

  test('a time zone that was fixed meanwhile undoes the rest of its form', async () => {
    await storeEvents(world.ports, [{ siteId: site.id, events: [rowOf(site, '2026-11-23T10:00:00Z')] }])
    const shown = await (await ask(`${path}/site`)).text()
    expect(shown).toContain('Er is al bezoek geteld.')
    expect(shown).not.toContain('name="timezone"')
    const answer = await post(`${path}/site`, { hostnames: 'app.example.nl', timezone: 'UTC' })
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('De tijdzone ligt nu vast.')
    expect(await now()).toMatchObject({ timezone: 'Europe/Amsterdam', hostnames: site.hostnames })
    expect(await acts()).toEqual([])
    // Without the zone, as its page sends it, the hosts are stored.
    expect((await post(`${path}/site`, { hostnames: 'app.example.nl' })).status).toBe(303)
    expect((await now()).hostnames).toEqual(['example.nl', 'app.example.nl'])
  })
})

describe('a logo', () => {
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  const appearance = (
    bytes: readonly number[] | string | null,
    more: Readonly<Record<string, string>> = {},
  ) => {
    const form = new FormData()
    for (const [name, value] of Object.entries({ ...filled.appearance, ...more })) form.set(name, value)
    const part = typeof bytes === 'string' ? bytes : new Uint8Array(bytes ?? [])
    form.set('brand.logo', new File([part], 'logo.png', { type: 'image/png' }))
    return form
  }
  const send = async (form: FormData) => {
    const answer = await post(`${path}/appearance`, form)
    return [answer.status, (await now()).settings.brand.logo] as const
  }

  test('is kept by its bytes, stays when no file is chosen, and goes when its box is ticked', async () => {
    const logo = `data:image/png;base64,${Buffer.from(png).toString('base64')}`
    expect(await send(appearance(png))).toEqual([303, logo])
    expect(await send(appearance(null))).toEqual([303, logo])
    expect(attributesOf(await (await ask(`${path}/appearance`)).text(), 'src')).toContain(logo)
    expect(await send(appearance(null, { 'brand.logo.remove': 'on' }))).toEqual([303, null])
    expect((await acts()).filter((act) => act === 'brand.logo')).toHaveLength(2)
  })

  test('is refused as SVG, whatever it is called, and over 60 KiB', async () => {
    expect(await send(appearance('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))).toEqual([
      400,
      null,
    ])
    const large = [...png, ...Array.from({ length: logoBytesMax }, () => 0)]
    const answer = await post(`${path}/appearance`, appearance(large))
    expect([answer.status, (await now()).settings.brand.logo]).toEqual([400, null])
    expect(await answer.text()).toContain('groter dan 60 kB')
  })
})

describe('keys', () => {
  const key = { label: 'Maandrapport', scope: 'read', days: '365' }

  test('one is made and shown once: in the answer, in no address, in no list', async () => {
    const answer = await post(`${path}/keys`, key)
    const html = await answer.text()
    const token = attributesOf(html, 'value').find((value) => value.startsWith('vd_')) ?? ''
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(attributesOf(html, 'href').join()).not.toContain(token)
    expect(await findKeyByToken(world.ports, token)).toMatchObject({ scope: 'read', siteId: site.id })
    const list = await (await ask(`${path}/keys`)).text()
    expect(list).toContain('Maandrapport')
    expect(list).toContain('23 november 2027')
    expect(list).not.toContain(token)
    expect(await acts()).toEqual(['key-made'])
  })

  test('one is revoked: it opens nothing any more', async () => {
    const token = attributesOf(await (await post(`${path}/keys`, key)).text(), 'value').find((value) =>
      value.startsWith('vd_'),
    )
    const [made] = await listSiteKeys(world.ports, site.id)
    const answer = await post(`${path}/keys/revoke`, { id: made?.id ?? '' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}/keys?saved=1`])
    expect(await findKeyByToken(world.ports, token ?? '')).toBeNull()
    expect(await (await ask(`${path}/keys`)).text()).toContain('ingetrokken')
    expect((await acts()).toSorted()).toEqual(['key-made', 'key-revoked'])
  })

  test('those of another site and those for all sites are neither seen nor revoked', async () => {
    const make = async (label: string, siteId: Site['id'] | null) =>
      (await makeKey(world.ports, { label, scope: 'read', siteId, expiresAt: null })).key.id
    const foreign = [await make('van een ander', other.id), await make('van allemaal', null)]
    const list = await (await ask(`${path}/keys`)).text()
    expect(list).not.toMatch(/van een ander|van allemaal/)
    for (const id of [...foreign, 'x', '', '00000000-0000-4000-a000-000000000000'])
      expect((await post(`${path}/keys/revoke`, { id })).status, id).toBe(404)
    expect(await acts()).toEqual([])
  })

  test.each([
    ['no label', { ...key, label: ' ' }, 'key-label', 'Vul dit in'],
    ['a label of 10,000 characters', { ...key, label: 'x'.repeat(10_000) }, 'key-label', 'te lang'],
    ['NUL in a label', { ...key, label: 'a\0' }, 'key-label', 'niet kunnen lezen'],
    ['a scope that is none', { ...key, scope: 'root' }, 'key-scope', 'Kies een van'],
    ['a time that is not offered', { ...key, days: '99999' }, 'key-days', 'Kies een van'],
  ])('%s is refused beside its field', async (_, fields, id, why) => {
    const answer = await post(`${path}/keys`, fields)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toMatch(new RegExp(`id="${id}-fault">[^<]*${why}`))
    expect(await listSiteKeys(world.ports, site.id)).toEqual([])
  })
})

describe('who may not', () => {
  const pages = ['', ...sections.map((section) => `/${section}`), '/keys'].map((at) => path + at)
  const forms = [...sections.map((section) => `/${section}`), '/keys', '/keys/revoke'].map((at) => path + at)

  test('finds nothing there: every role but admin, and the admin of another site', async () => {
    const foreign = await signIn('admin', other.id)
    const lesser = await Promise.all(
      roles.filter((role) => role !== 'admin').map((role) => signIn(role, site.id)),
    )
    for (const as of [foreign, ...lesser]) {
      for (const at of pages) expect((await ask(at, as)).status, at).toBe(404)
      for (const at of forms) expect((await post(at, filled.newsletter, { as })).status, at).toBe(404)
    }
    expect((await now()).settings.newsletter).toBeNull()
  })

  test('without an account is shown to the door, and from another website is refused', async () => {
    for (const at of forms) {
      expect((await post(at, {}, { as: '' })).headers.get('location'), at).toMatch(/^\/auth\/sign-in\?/)
      expect((await post(at, filled.newsletter, { from: 'https://kwaad.example' })).status, at).toBe(403)
    }
    expect((await now()).settings.newsletter).toBeNull()
  })

  test('a section that there is none of, and a site that there is none of, are not found', async () => {
    const everyone = await signIn('admin', everywhere)
    for (const at of [`${path}/wachtwoord`, `${path}/keys/x`, '/dashboard/sites/weg.nl/settings'])
      expect((await ask(at, everyone)).status, at).toBe(404)
    expect((await post(`${path}/wachtwoord`, {})).status).toBe(404)
  })

  test('sees no way to the settings on the other pages', async () => {
    const link = `href="${path}"`
    const reader = await signIn('viewer', site.id)
    for (const at of ['', '/social', '/goals']) {
      expect(await (await ask(`/dashboard/sites/example.nl${at}`)).text(), at).toContain(link)
      expect(await (await ask(`/dashboard/sites/example.nl${at}`, reader)).text(), at).not.toContain(link)
    }
  })
})

describe('a new site', () => {
  const add = '/dashboard/sites/new'

  test('is made by whoever administers all sites, from an address as it is pasted', async () => {
    const all = await signIn('admin', everywhere)
    expect((await ask(add, all)).status).toBe(200)
    const answer = await post(
      add,
      { domain: 'https://www.Nieuw.nl/over-ons', timezone: 'Europe/Amsterdam' },
      { as: all },
    )
    expect([answer.status, answer.headers.get('location')]).toEqual([
      303,
      '/dashboard/welcome/snippet?d=nieuw.nl',
    ])
    expect(await findSite(world.ports, 'nieuw.nl')).toMatchObject({ hostnames: ['nieuw.nl', 'www.nieuw.nl'] })
    const done = await listActs(world.ports, { siteIds: null, before: null, limit: 50 })
    expect(done).toContainEqual(expect.objectContaining({ kind: 'site-added' }))
  })

  test.each([
    ['nothing', '', 'Vul dit in'],
    ['a name with a space', 'onze site', 'geen adres van een website'],
    ['10,000 characters', 'a'.repeat(10_000), 'geen adres van een website'],
    ['a site that is there', 'www.example.nl', 'Deze website is er al'],
    ['the name of this page', 'new', 'geen adres van een website'],
  ])('is refused with %s', async (_, domain, why) => {
    const answer = await post(
      add,
      { domain, timezone: 'Europe/Amsterdam' },
      { as: await signIn('admin', everywhere) },
    )
    expect(answer.status).toBe(400)
    expect(await answer.text()).toMatch(new RegExp(`id="domain-fault">[^<]*${why}`))
    expect(await listSites(world.ports)).toHaveLength(2)
  })

  test('is nothing for the admin of one site', async () => {
    expect([(await ask(add)).status, (await post(add, { domain: 'nieuw.nl' })).status]).toEqual([404, 404])
    expect(await listSites(world.ports)).toHaveLength(2)
  })
})

describe('A-33: a period', () => {
  const periods = Object.entries(retentionBounds)
  test.each(periods)(
    'A-33: of %s is never off, without an end or past its bounds',
    async (name, { low, high }) => {
      const before = (await now()).settings.retention
      expect(before[name as keyof typeof before]).toBeGreaterThanOrEqual(low)
      const given = ['', '0', '-1', 'nooit', 'Infinity', '1e9', String(low - 1), String(high + 1)]
      for (const value of given) {
        const answer = await post(`${path}/retention`, { ...filled.retention, [`retention.${name}`]: value })
        expect(answer.status, value).toBe(400)
        expect((await now()).settings.retention, value).toEqual(before)
      }
      // Nor by a form that leaves it out.
      const { [`retention.${name}`]: _left, ...others } = filled.retention
      await post(`${path}/retention`, others)
      expect((await now()).settings.retention[name as keyof typeof before]).toBeGreaterThanOrEqual(low)
    },
  )
})

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { SiteSettings } from '../../src/site/site-settings.ts'
import { forgetSites, recordSettings, type Site } from '../../src/site/site.ts'
import { sendBeacon, view, type Wire } from '../support/send.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  forgetSites(database.db)
  world = await openWorld(database.db)
  site = await world.addSite()
})

const set = (settings: Partial<SiteSettings>) =>
  recordSettings(world.ports, site, { ...site.settings, ...settings })

/** Sends one beacon and answers the row that is stored. */
async function store(wire: Wire): Promise<Record<string, unknown>> {
  const answer = await sendBeacon(world, view(wire))
  expect([answer.status, answer.headers.get('x-voordeur-dropped')]).toEqual([202, null])
  const [row] = await database.db<
    { event: Record<string, unknown> }[]
  >`select to_json(event) as event from event`
  await database.db`delete from event`
  return row?.event ?? {}
}
const pathOf = async (address: string, wire: Wire = {}) =>
  (await store({ ...wire, u: `https://example.nl${address}` })).path

describe('the address of a page', () => {
  test.each([
    ['/', '/'],
    ['', '/'],
    ['/huurder/12345', '/huurder/:id'],
    ['/huurder/12345/betalingen', '/huurder/:id/betalingen'],
    ['/huurder/1234', '/huurder/1234'],
    ['/nieuws/jan@voorbeeld.nl/x', '/nieuws/:email/x'],
    ['/nieuws/jan%40voorbeeld.nl', '/nieuws/:email'],
    ['/nieuws/jan%2540voorbeeld.nl', '/nieuws/:email'],
    ['/herstel/dGhpc0lzQVRva2VuMTIz9xZ', '/herstel/:token'],
    ['/sessie/550e8400-e29b-41d4-a716-446655440000', '/sessie/:token'],
    ['/aanbod?bsn=123456782&gclid=x#kaart', '/aanbod'],
    ['/aanbod/linden-12a', '/aanbod/linden-12a'],
    ['/beheer/203.0.113.77', '/beheer/:address'],
    ['/beheer/2001:db8:abcd:12::77/log', '/beheer/:address/log'],
    ['/versie/1.2.3', '/versie/1.2.3'],
  ])('%s is stored as %s', async (address, path) => {
    expect(await pathOf(address)).toBe(path)
  })

  test('follows the rules of the site besides, and leaves what they do not name', async () => {
    await set({ masks: ['/klant/*', '/a/*/b'] })
    expect(await pathOf('/klant/jan-de-vries/brieven')).toBe('/klant/:id/brieven')
    expect(await pathOf('/a/jan/b')).toBe('/a/:id/b')
    expect(await pathOf('/a/jan/c')).toBe('/a/jan/c')
  })

  test('holds the fragment only with hash routes, by setting or by h, without its query and masked', async () => {
    expect(await pathOf('/app#/huurder/12345')).toBe('/app')
    expect(await pathOf('/app#/huurder/12345?x=1', { h: 1 })).toBe('/app#/huurder/:id')
    expect(await pathOf('/app#/aanbod', { h: true })).toBe('/app#/aanbod')
    expect(await pathOf('/app', { h: 1 })).toBe('/app')
    await set({ hashRoutes: true })
    expect(await pathOf('/app#/mail/jan@voorbeeld.nl', { h: 0 })).toBe('/app#/mail/:email')
  })

  test('keeps of its query the campaign alone, by an allow-list, and nothing that looks like a person', async () => {
    const query =
      'utm_source=Nieuwsbrief&utm_medium=email&utm_campaign=lente&utm_term=jan&utm_content=a@b.nl&fbclid=x&q=y'
    const row = await store({ u: `https://example.nl/?${query}` })
    expect(row).toMatchObject({
      utm_source: 'nieuwsbrief',
      utm_medium: 'email',
      utm_campaign: 'lente',
      source: 'nieuwsbrief',
    })
    expect(JSON.stringify(row)).not.toMatch(/jan|a@b|fbclid|utm_term/)
    expect(await store({ u: 'https://example.nl/?ref=huurderskrant' })).toMatchObject({
      source: 'huurderskrant',
    })
    expect(await store({ u: 'https://example.nl/?utm_source=jan@voorbeeld.nl' })).toMatchObject({
      utm_source: null,
      source: null,
    })
  })

  test('of 4,000 characters is cut to whole segments', async () => {
    const path = String(await pathOf(`/${'lang/'.repeat(780)}`))
    expect(path.length).toBeLessThanOrEqual(500)
    expect(path.endsWith('/lang')).toBe(true)
  })
})

describe('a referrer', () => {
  test('is stored as its host alone; our own host is none', async () => {
    expect(
      await store({ r: 'https://user:pw@www.Google.com:443/search?q=huurachterstand+jan' }),
    ).toMatchObject({ referrer: 'google.com', source: 'Google', channel: 'search' })
    expect(await store({ r: 'https://www.example.nl/vorige' })).toMatchObject({
      referrer: null,
      source: null,
      channel: null,
    })
    expect(await store({ r: 'android-app://com.google.android.gm/x' })).toMatchObject({
      referrer: 'android-app://com.google.android.gm',
      source: 'Gmail',
      channel: 'email',
    })
  })
})

describe('a property', () => {
  test('that holds an address of a person or of a page is masked; others stay as they are', async () => {
    const { props, name } = await store({
      n: 'Aanmelding jan@voorbeeld.nl',
      p: {
        wie: 'jan@voorbeeld.nl',
        'jan@voorbeeld.nl': 'x',
        path: '/huurder/12345?token=geheim#deel',
        bron: 'https://elders.nl/klant/12345?mail=jan@voorbeeld.nl',
        soort: 'Eengezinswoning',
        kamers: 4,
        balkon: true,
        niets: null,
      },
    })
    expect(name).toBe(':email')
    expect(props).toEqual({
      wie: ':email',
      ':email': 'x',
      path: '/huurder/:id',
      bron: 'https://elders.nl/klant/:id',
      soort: 'Eengezinswoning',
      kamers: '4',
      balkon: 'true',
    })
  })

  test('as JSON text, or under m, is read the same; at most 30 of 500 characters are kept', async () => {
    expect((await store({ p: '{"soort":"x"}' })).props).toEqual({ soort: 'x' })
    expect((await store({ m: { soort: 'x' } })).props).toEqual({ soort: 'x' })
    expect((await store({ p: {} })).props).toBeNull()
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, nth) => [`k${nth}`, `${'x'.repeat(499)}\u{1f3e0}`]),
    )
    const props = (await store({ p: many })).props as Record<string, string>
    expect(Object.keys(props)).toHaveLength(30)
    // Cut through the middle of a sign outside the basic plane: half of it is not kept.
    expect(props.k0).toBe(`${'x'.repeat(499)}\ufffd`)
  })
})

describe('the target of a click', () => {
  const target = async (n: string, url: unknown) => (await store({ n, p: { url } })).target
  const out = 'Outbound Link: Click'

  test('is a host and path elsewhere, and the path alone on our own site, without query and masked', async () => {
    expect(await target(out, 'https://www.facebook.com/delinde?fbclid=x#top')).toBe(
      'www.facebook.com/delinde',
    )
    expect(await target(out, 'https://elders.nl/klant/12345')).toBe('elders.nl/klant/:id')
    expect(await target('File Download', 'https://www.example.nl/brief/12345.pdf?t=geheim')).toBe(
      '/brief/:id',
    )
    expect(await target('File Download', 'https://cdn.elders.nl/gids.pdf')).toBe('cdn.elders.nl/gids.pdf')
  })

  test('is unknown when it is no web address, and never a property as well', async () => {
    for (const url of ['mailto:jan@voorbeeld.nl', 'tel:+31612345678', 'javascript:x', '/gids.pdf', 5])
      expect(await target(out, url)).toBeNull()
    expect((await store({ n: out, p: { url: 'https://elders.nl/?geheim', plek: 'voet' } })).props).toEqual({
      plek: 'voet',
    })
    expect((await store({ n: 'Anders', p: { url: 'https://elders.nl/' } })).target).toBeNull()
  })
})

test('reading time repeats no fact of the visit', async () => {
  const row = await store({
    n: 'engagement',
    e: 1500.4,
    sd: 80,
    r: 'https://elders.nl/',
    u: 'https://example.nl/?utm_source=x',
  })
  expect(row).toMatchObject({
    engaged_ms: 1500,
    scroll: 80,
    browser: null,
    os: null,
    device: null,
    language: null,
    referrer: null,
    source: null,
    utm_source: null,
  })
  expect(await store({ n: 'Klik', i: false })).toMatchObject({ passive: true, browser: 'Chrome 140' })
  expect(await store({ n: 'pageview', i: false })).toMatchObject({ passive: null })
})

describe('a link to a social network', () => {
  const follow = (url: string, more: Record<string, string> = {}) =>
    store({ n: 'Outbound Link: Click', p: { url, ...more } })

  test('is kept as network, kind and place on the page; nothing of what its query said', async () => {
    expect(await follow('https://wa.me/?text=Kijk%20jan@voorbeeld.nl', { where: 'header' })).toMatchObject({
      outward: 'WhatsApp|share|header',
      target: 'wa.me/',
      props: null,
    })
    expect(await follow('https://www.facebook.com/delinde', { where: 'footer' })).toMatchObject({
      outward: 'Facebook|profile|footer',
    })
    expect(await follow('https://nl.linkedin.com/posts/delinde-123', { where: 'elders' })).toMatchObject({
      outward: 'LinkedIn|post|content',
    })
    expect(await follow('whatsapp://send?text')).toMatchObject({
      outward: 'WhatsApp|share|content',
      target: null,
    })
    const call = await follow('https://wa.me/31612345678')
    expect(call).toMatchObject({ outward: 'WhatsApp|message|content' })
    expect(JSON.stringify({ ...call, id: null, visitor: null })).not.toContain('612345678')
    for (const number of ['+31%206%2012%2034%2056%2078', '+31-6-12-34-56-78', '(010)%20123%2045%2067'])
      expect((await follow(`https://wa.me/${number}`))['target']).toMatch(/^wa\.me\/:(?:masked|address)$/)
  })

  test('that only looks like one is an ordinary link, and so is a page of ours', async () => {
    for (const url of [
      'https://facebook.com.kwaad.example/',
      'https://notfacebook.com/x',
      'https://example.nl/wa.me',
    ])
      expect(await follow(url)).toMatchObject({ outward: null })
    expect(await store({ n: 'Eigen', p: { url: 'https://wa.me/?text' } })).toMatchObject({ outward: null })
  })

  test('opened by the share menu of the device tells no network', async () => {
    expect(await store({ n: 'Share' })).toMatchObject({ outward: '?|share|content', props: null })
  })
})

describe('a missing page and a search', () => {
  test('are kept as the page, and as the term when the owner asked for it', async () => {
    expect(
      await store({ n: '404', i: false, u: 'https://example.nl/klant/12345', p: { path: '/klant/12345?x' } }),
    ).toMatchObject({
      target: '/klant/:id',
      props: null,
    })
    const search = { n: 'Site Search', i: false, p: { term: '  Huurtoeslag  ' } }
    expect(await store(search)).toMatchObject({ target: null, props: null })
    await set({ searchParameters: ['q'] })
    expect(await store(search)).toMatchObject({ target: 'huurtoeslag', props: null })
    for (const term of ['jan@voorbeeld.nl', '06 12 34 56 78', 'contract 123456', 'NL91ABNA0417164300'])
      expect(await store({ ...search, p: { term } })).toMatchObject({ target: ':masked' })
    expect(await store({ ...search, p: { term: ` \u200b ` } })).toMatchObject({ target: null })
  })
})

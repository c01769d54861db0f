import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listActs } from '../../src/account/act.ts'
import { everywhere, type Role } from '../../src/account/role.ts'
import { migrate } from '../../src/db/migrate.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { addSite, forgetSites, listSites, readSite, type Site } from '../../src/site/site.ts'
import { progressOf, steps } from '../../src/welcome/steps.ts'
import { policyLines, snippetLine } from '../../src/welcome/embed.ts'
import { attributesOf, inlineParts, unescapeHtml } from '../page/html.ts'
import { rowOf } from '../support/event-rows.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let cookie: string
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  await emptyTables(database.db)
  world = await openWorld(database.db)
  cookie = await signIn('admin', everywhere)
})
afterAll(() => database.close())
/** Accounts stay: each costs a password's hash. */
beforeEach(async () => {
  await database.db`truncate site, event, ingest_batch, staff_act`
  forgetSites(database.db)
})

const cookies = new Map<string, string>()
async function signIn(role: Role, where: Site['id'] | typeof everywhere): Promise<string> {
  const who = `${role} ${where}`
  const known = cookies.get(who) ?? (await signInAs(world.ports, role, where)).cookie
  cookies.set(who, known)
  return known
}

const origin = 'http://localhost:3000'
const start = '/dashboard/welcome'
const ask = (at: string, as = cookie) => world.request(at, { headers: { cookie: as } })
const leadsTo = async (at = start, as = cookie) => (await ask(at, as)).headers.get('location')
const post = (at: string, fields: Readonly<Record<string, string>>, as = cookie, from = origin) =>
  world.request(at, {
    method: 'POST',
    headers: { cookie: as, origin: from },
    body: new URLSearchParams(fields),
  })
const visit = async (site: Site, at = '2026-11-23T10:59:48Z') =>
  storeEvents(world.ports, [{ siteId: site.id, events: [rowOf(site, at)] }])

const organisation = {
  'controller.name': 'De Linde',
  'controller.address': 'Lindelaan 1',
  'controller.email': 'info@delinde.nl',
}
const d = '?d=delinde.nl'
const begin = async () => {
  const answer = await post(`${start}/site`, { organisation: 'De Linde', domain: 'www.delinde.nl' })
  const [site] = await listSites(world.ports)
  return { answer, site: site ?? expect.fail('the site was made') }
}

test('the first five minutes: from nothing to done, each time from where one left', async () => {
  expect(await leadsTo()).toBe(`${start}/site`)
  const { answer, site } = await begin()
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `${start}/snippet${d}`])
  expect(site).toMatchObject({ domain: 'delinde.nl', hostnames: ['delinde.nl', 'www.delinde.nl'] })
  expect(site.settings.controller.name).toBe('De Linde')
  expect(await leadsTo()).toBe(`${start}/snippet${d}`)

  await visit(site)
  expect(await leadsTo()).toBe(`${start}/people${d}`)
  expect((await post(`${start}/people${d}`, organisation)).headers.get('location')).toBe(
    `${start}/newsletter${d}`,
  )
  expect(await leadsTo()).toBe(`${start}/newsletter${d}`)
  expect((await post(`${start}/newsletter${d}`, { newsletter: 'no' })).headers.get('location')).toBe(
    `${start}/done${d}`,
  )
  expect(await leadsTo()).toBe(`${start}/done${d}`)
  expect((await readSite(world.ports, 'delinde.nl'))?.settings).toMatchObject({
    newsletter: false,
    privacyOfficer: null,
  })
  const kinds = (await listActs(world.ports, { siteIds: [site.id], before: null, limit: 20 })).map(
    ({ kind, object }) => object ?? kind,
  )
  expect(kinds).toEqual(
    expect.arrayContaining([
      'site-added',
      'controller.name',
      'controller.address',
      'controller.email',
      'newsletter',
    ]),
  )
})

describe('the first visit', () => {
  const seen = async () => (await (await ask(`${start}/seen${d}`)).json()) as { seen: boolean; text: string }

  test('is seen as soon as it is committed, with how long ago and never who', async () => {
    const { site } = await begin()
    expect(await seen()).toEqual({ seen: false, text: 'We wachten op het eerste bezoek.' })
    expect(await (await ask(`${start}/visit${d}`)).text()).toContain('We wachten op het eerste bezoek.')
    await visit(site)
    expect(await seen()).toEqual({ seen: true, text: 'We zien bezoek. Het laatste was 12 seconden geleden.' })
    expect(await (await ask(`${start}/visit${d}`)).text()).toContain('12 seconden geleden')
  })

  test('of a device whose clock is ahead was just now, not in the future', async () => {
    const { site } = await begin()
    await visit(site, '2026-11-23T11:03:00Z')
    expect((await seen()).text).toContain('0 seconden geleden')
  })

  test('of another site is none of this one', async () => {
    await begin()
    const { site: other } = await addSite(world.ports, { domain: 'ander.nl' })
    await visit(other)
    expect((await seen()).seen).toBe(false)
  })
})

test('the line and what a strict website must allow are exact', () => {
  expect(snippetLine('https://meten.example.nl', 'example.nl')).toBe(
    '<script defer src="https://meten.example.nl/s/example.nl.js"></script>',
  )
  expect(policyLines('https://meten.example.nl/voordeur')).toBe(
    'script-src https://meten.example.nl;\nconnect-src https://meten.example.nl;',
  )
})

describe('each step', () => {
  test('says which of six it is, shows no script but where one helps, and holds nothing inline', async () => {
    const { site } = await begin()
    for (const [nth, step] of steps.entries()) {
      for (const lang of ['nl', 'en']) {
        const answer = await ask(
          step === 'site' ? `${start}/site?lang=${lang}` : `${start}/${step}${d}&lang=${lang}`,
        )
        const html = await answer.text()
        expect(answer.status, step).toBe(200)
        expect(html).toContain(lang === 'nl' ? `Stap ${nth + 1} van 6` : `Step ${nth + 1} of 6`)
        expect(html).toContain('aria-current="step"')
        expect(inlineParts(html)).toEqual([])
        const hasScript = step === 'snippet' || step === 'visit'
        expect(html.includes('<script defer'), step).toBe(hasScript)
        expect(answer.headers.get('content-security-policy')?.includes("script-src 'self'"), step).toBe(
          hasScript,
        )
        expect(html).not.toMatch(/http-equiv/i)
        // Asked in a language, it goes on in it.
        const onward = attributesOf(html, 'href').filter(
          (href) => href.startsWith(start) && href.includes('d='),
        )
        for (const href of onward.filter((one) => !/lang=(nl|en)$/.test(one))) expect.fail(href)
      }
    }
    expect(unescapeHtml(await (await ask(`${start}/snippet${d}`)).text())).toContain(
      snippetLine('http://localhost:3000', site.domain),
    )
  })

  test('of a site that is not theirs to administer is not there, and nobody else makes one', async () => {
    await begin()
    const { site: other } = await addSite(world.ports, { domain: 'ander.nl' })
    const foreign = await signIn('admin', other.id)
    const viewer = await signIn('viewer', everywhere)
    const places = [
      ...steps.slice(1).map((step) => `${start}/${step}${d}`),
      `${start}/seen${d}`,
      `${start}/site`,
    ]
    for (const as of [foreign, viewer]) {
      for (const at of places) expect((await ask(at, as)).status, at).toBe(404)
      for (const at of [`${start}/site`, `${start}/people${d}`, `${start}/newsletter${d}`])
        expect((await post(at, { ...organisation, newsletter: 'yes' }, as)).status, at).toBe(404)
    }
    expect((await ask(start, viewer)).status).toBe(404)
    expect(await leadsTo(start, foreign)).toBe(`${start}/snippet?d=ander.nl`)
    expect(
      (await post(`${start}/newsletter${d}`, { newsletter: 'yes' }, cookie, 'https://kwaad.example')).status,
    ).toBe(403)
    expect((await ask(`${start}/snippet?d=weg.nl`)).status).toBe(404)
    expect((await ask(`${start}/taart${d}`)).status).toBe(404)
    expect(await listSites(world.ports)).toHaveLength(2)
  })
})

describe('what is wrong in a step', () => {
  test.each([
    ['no name', { organisation: ' ', domain: 'delinde.nl' }, 'organisation', 'Vul dit in'],
    [
      'a name of 10,000 characters',
      { organisation: 'x'.repeat(10_000), domain: 'delinde.nl' },
      'organisation',
      'te lang',
    ],
    ['NUL in a name', { organisation: 'a\0', domain: 'delinde.nl' }, 'organisation', 'niet kunnen lezen'],
    ['no address', { organisation: 'De Linde', domain: '' }, 'domain', 'Vul dit in'],
    [
      'an address that is none',
      { organisation: 'De Linde', domain: 'onze site' },
      'domain',
      'geen adres van een website',
    ],
  ])('%s makes no site', async (_, fields, id, why) => {
    const answer = await post(`${start}/site`, fields)
    const html = await answer.text()
    expect(answer.status).toBe(400)
    expect(html).toMatch(new RegExp(`id="${id}-fault">[^<]*${why}`))
    expect(html).toContain(`<a href="#${id}">`)
    expect(await listSites(world.ports)).toEqual([])
  })

  test('a site that is there is not made twice', async () => {
    await begin()
    const { answer } = await begin()
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('Deze website is er al.')
  })

  test('who is responsible is asked in full here, and what was written stays', async () => {
    await begin()
    const answer = await post(`${start}/people${d}`, {
      ...organisation,
      'controller.address': '',
      'privacyOfficer.name': 'J. de Vries',
    })
    const html = await answer.text()
    expect(answer.status).toBe(400)
    expect(html).toContain('id="controller-address-fault"')
    expect(attributesOf(html, 'value')).toEqual(expect.arrayContaining(['info@delinde.nl', 'J. de Vries']))
    expect((await readSite(world.ports, 'delinde.nl'))?.settings.controller.email).toBe('')
  })

  test('a newsletter that nobody said yes or no to is asked for again', async () => {
    await begin()
    for (const fields of [{}, { newsletter: 'misschien' }])
      expect((await post(`${start}/newsletter${d}`, fields as Record<string, string>)).status).toBe(400)
    expect((await readSite(world.ports, 'delinde.nl'))?.settings.newsletter).toBeNull()
  })
})

describe('the list of sites', () => {
  const list = async (as = cookie) => (await ask('/dashboard', as)).text()

  test('invites to begin beside the demonstration, and to finish while something is open', async () => {
    await addSite(world.ports, { domain: 'delinde.example' })
    expect(await list()).toContain('Stel je eigen website in')
    expect(await leadsTo()).toBe(`${start}/site`)
    const made = await post(`${start}/site`, { organisation: 'De Linde', domain: 'delinde.nl' })
    expect(made.status).toBe(303)
    expect(await list()).toContain('Er staan nog stappen open voor delinde.nl.')
    const viewer = await signIn('viewer', everywhere)
    expect(await list(viewer)).not.toContain(start)
    const site = (await readSite(world.ports, 'delinde.nl')) ?? expect.fail('made')
    await visit(site)
    await post(`${start}/people${d}`, organisation)
    await post(`${start}/newsletter${d}`, { newsletter: 'yes' })
    expect(await list()).not.toContain(start)
  })
})

test('the next step is the first that is open', async () => {
  const { site } = await begin()
  expect(progressOf(site, null)).toEqual({ open: ['visit', 'people', 'newsletter'], next: 'snippet' })
  expect(progressOf(site, new Date()).next).toBe('people')
})

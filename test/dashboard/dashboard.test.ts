import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Where } from '../../src/account/people.ts'
import { everywhere } from '../../src/account/role.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { EventRow } from '../../src/db/schema.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { attributesOf, inlineParts } from '../page/html.ts'
import { rowOf } from '../support/event-rows.ts'
import { signInAs } from '../support/staff.ts'
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

const signIn = async (where: Where = everywhere): Promise<string> =>
  (await signInAs(world.ports, 'viewer', where)).cookie
const open = (path: string, cookie: string, headers = {}) =>
  world.request(path, { headers: { cookie, ...headers } })

/** Twelve people look at two pages each today; three of them came from Facebook. */
async function receive(more: Partial<EventRow> = {}): Promise<void> {
  const events = Array.from({ length: 12 }, (_, nth) => {
    const visitor = { visitor: String(nth + 1), referrer: nth < 3 ? 'facebook.com' : 'google.com', ...more }
    const source = { ...visitor, source: visitor.referrer }
    return [
      rowOf(site, '2026-11-23T09:00:00Z', { path: '/', ...source }),
      rowOf(site, '2026-11-23T09:01:00Z', { path: '/reparatie', ...visitor, referrer: null }),
    ]
  })
  await world.ports.commit({ siteId: site.id, events: events.flat() })
  await makeVisits(world.ports, site, 500)
}

describe('the dashboard', () => {
  test('sends who is not signed in to the door and back', async () => {
    const answer = await open('/dashboard/sites/example.nl?period=7d', '')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(
      '/auth/sign-in?next=%2Fdashboard%2Fsites%2Fexample.nl%3Fperiod%3D7d',
    )
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('shows what came in, today', async () => {
    await receive()
    const cookie = await signIn()
    const html = await (await open('/dashboard/sites/example.nl?period=today', cookie)).text()
    const [visitors, visits, views] = [...html.matchAll(/<dd class="value">([^<]+)</g)].map(
      ([, text]) => text,
    )
    expect([visitors, visits, views]).toEqual(['12', '12', '24'])
    expect(html).toContain('<wbr/>reparatie')
    expect(html).toContain('Ma 23 november, 10:00')
    expect(await (await open('/dashboard', cookie)).text()).toContain('<span class="value">12</span>')
  })

  test('A-45: never shows a group of fewer than five, nor the one that would give it away', async () => {
    await receive()
    const html = await (await open('/dashboard/sites/example.nl/source?period=today', await signIn())).text()
    expect(html).not.toContain('facebook.com')
    expect(html).not.toContain('google.com')
    expect(html).toContain('2 kleine groepen samen')
  })

  test('A-45: filters by link, and tells nothing of fewer than ten', async () => {
    await receive()
    const cookie = await signIn()
    const nine = await (
      await open('/dashboard/sites/example.nl?period=7d&filter=source:google.com', cookie)
    ).text()
    expect(nine).toContain('minder dan 10 bezoekers')
    expect(nine).not.toContain('<dd class="value">')
    const all = await (
      await open('/dashboard/sites/example.nl?period=7d&filter=page:/reparatie', cookie)
    ).text()
    expect(all).toContain('<dd class="value">12</dd>')
    expect(attributesOf(all, 'href')).toContain('/dashboard/sites/example.nl?period=7d')
  })

  test('shows no markup that a visitor sent (S-07)', async () => {
    await receive({
      path: '/<script>alert(1)</script>',
      referrer: '"><img src=x>',
      browser: '<b>',
    })
    const cookie = await signIn()
    for (const path of ['', '/page', '/browser', '/source'])
      expect(
        inlineParts(
          await (await open(`/dashboard/sites/example.nl${path}?period=today&show=browser`, cookie)).text(),
        ),
      ).toEqual([])
  })

  test('gives each breakdown away as CSV, by a link that works', async () => {
    await receive()
    const cookie = await signIn()
    const html = await (await open('/dashboard/sites/example.nl/page?period=today', cookie)).text()
    const href = attributesOf(html, 'href').find((link) => link.startsWith('/api/')) ?? ''
    const answer = await open(href, cookie)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/csv')
    expect(await answer.text()).toContain('/reparatie')
  })

  test('refuses a period or filter that makes no sense, and says why', async () => {
    const cookie = await signIn()
    const asked = {
      'from=2026-02-30&to=2026-03-01': 'bestaat niet',
      'period=1y': 'kennen we niet',
      'filter=x:y': 'filters',
    }
    for (const [query, why] of Object.entries(asked)) {
      const answer = await open(`/dashboard/sites/example.nl?${query}`, cookie)
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain(why)
    }
  })

  test('knows no other site and no made-up path (S-02, S-19)', async () => {
    const other = await world.addSite({ domain: 'ander.example' })
    const cookie = await signIn(site.id)
    expect((await open('/dashboard/sites/example.nl', cookie)).status).toBe(200)
    const unknown = [
      '/dashboard/sites/ander.example',
      '/dashboard/sites/ander.example/page',
      '/dashboard/sites/nergens.example',
      '/dashboard/sites/example.nl/x.css',
      '/dashboard/sites/example.nl/constructor',
      '/dashboard/x.css',
    ]
    const answers = await Promise.all(unknown.map((path) => open(path, cookie)))
    expect(answers.map(({ status }) => status)).toEqual(unknown.map(() => 404))
    expect(await (await open('/dashboard', cookie)).text()).not.toContain('ander.example')
    expect((await open('/dashboard/sites/ander.example', await signIn(other.id))).status).toBe(200)
  })

  test('speaks the language that is asked for, and its links keep it', async () => {
    const cookie = await signIn()
    const html = await (await open('/dashboard/sites/example.nl?lang=en', cookie)).text()
    expect(html).toContain('<html lang="en">')
    expect(attributesOf(html, 'href')).toContain('/dashboard/sites/example.nl?period=7d&lang=en')
    expect(
      await (await open('/dashboard/sites/example.nl', cookie, { 'accept-language': 'en' })).text(),
    ).toContain('Nothing was counted')
  })

  test('is stored by nobody on the way (S-19)', async () => {
    const cookie = await signIn()
    const paths = [
      '/dashboard',
      '/dashboard/sites/example.nl',
      '/dashboard/sites/example.nl/page',
      '/dashboard/nothing',
    ]
    const answers = await Promise.all(paths.map((path) => open(path, cookie)))
    expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(paths.map(() => 'no-store'))
  })
})

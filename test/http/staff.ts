import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { makeKey } from '../../src/site/key.ts'
import { addDays, localDay } from '../../src/site/local-day.ts'
import { addSite } from '../../src/site/site.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { idAt, view } from '../support/send.ts'
import { makeStaff, staffPassword } from '../support/staff.ts'
import { ask, bearer, sendEvents, settings, type Served } from './served.ts'

/** Makes a site with a key that reads it, straight in the database. */
async function siteWithKey({ db }: Served, domain: string): Promise<string> {
  const ports = { db, now: () => new Date(), random: (bytes: number) => randomBytes(bytes) }
  const { site } = await addSite(ports, { domain })
  return (await makeKey(ports, { label: domain, scope: 'read', siteId: site.id, expiresAt: null })).token
}

/** The days around now: whatever happens to midnight meanwhile, today is one of them. */
function period(): string {
  const today = localDay(new Date(), 'Europe/Amsterdam')
  return `from=${addDays(today, -1)}&to=${addDays(today, 1)}`
}

const postSite = (served: Served, token: string, body: unknown) =>
  ask(served, '/api/sites', { method: 'POST', headers: bearer(token), body: JSON.stringify(body) })

const email = 'anna@staff.example'

/** Somebody who may look, made straight in the database, under the secret that the service has. */
const makeViewer = ({ db }: Served) =>
  makeStaff(
    {
      db,
      now: () => new Date(),
      random: (bytes: number) => randomBytes(bytes),
      keyFor: openKeys(settings.VOORDEUR_SECRET),
    },
    email,
    'viewer',
  )

const signIn = (served: Served, password: string, origin = served.publicUrl) =>
  ask(served, '/auth/sign-in', {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({ email, password, next: '/dashboard/sites/example.nl' }),
  })

export function staffTests(served: () => Served): void {
  describe('POST /api/sites', () => {
    test('makes a site (201), answers the same for the same again (200), and the site counts at once', async () => {
      const made = await postSite(served(), served().adminToken, {
        domain: 'nieuw.example',
        hostnames: ['www.nieuw.example'],
      })
      expect(made.status).toBe(201)
      const site = {
        domain: 'nieuw.example',
        hostnames: ['nieuw.example', 'www.nieuw.example'],
        timezone: 'Europe/Amsterdam',
      }
      expect(await made.json()).toEqual(site)
      const again = await postSite(served(), served().adminToken, { domain: 'nieuw.example' })
      expect([again.status, await again.json()]).toEqual([200, site])
      const beacon = await sendEvents(served(), view({ u: 'https://nieuw.example/', d: 'nieuw.example' }), {
        headers: { origin: 'https://www.nieuw.example' },
      })
      expect([beacon.status, beacon.headers.get('x-voordeur-dropped')]).toEqual([202, null])
    })

    test('is for admin keys: 401 without one, 403 with one that only reads', async () => {
      expect((await ask(served(), '/api/sites', { method: 'POST', body: '{}' })).status).toBe(401)
      expect((await postSite(served(), 'vd_een-sleutel-die-niet-bestaat', {})).status).toBe(401)
      const token = await siteWithKey(served(), 'lezer.example')
      expect((await postSite(served(), token, { domain: 'van-lezer.example' })).status).toBe(403)
      expect(await served().db`select from site where domain = 'van-lezer.example'`).toHaveLength(0)
    })

    test.each([
      ['no host name', { domain: 'geen domein' }],
      ['a zone of half hours', { domain: 'zone.example', timezone: 'Asia/Kolkata' }],
      ['an unknown field', { domain: 'veld.example', secret: 'geheim' }],
      ['no object', 'tekst'],
    ])('refuses %s with 400 and does not repeat it', async (_what, body) => {
      const answer = await postSite(served(), served().adminToken, body)
      expect(answer.status).toBe(400)
      const text = await answer.text()
      expect(JSON.parse(text)).toMatchObject({ error: 'invalid-site' })
      expect(text).not.toMatch(/geen domein|Kolkata|geheim|tekst"/)
    })
  })

  describe('statistics', () => {
    test('show the visits that were made of what was sent, as JSON and as CSV', async () => {
      const token = await siteWithKey(served(), 'tellen.example')
      const at = new Date()
      // Six networks with two views each: six visitors, enough for a page to be shown.
      for (let network = 1; network <= 6; network += 1) {
        const views = ['/', '/aanbod'].map((path) =>
          view({ u: `https://tellen.example${path}`, d: 'tellen.example', id: idAt(at) }),
        )
        const answer = await sendEvents(served(), views, {
          address: `198.18.${network}.9`,
          headers: { origin: 'https://tellen.example' },
        })
        expect([answer.status, answer.headers.get('x-voordeur-dropped')]).toEqual([202, null])
      }
      await served().rollUp()
      const get = (question: string, accept = 'application/json') =>
        ask(served(), `/api/stats/tellen.example/${question}&${period()}`, {
          headers: { ...bearer(token), accept },
        })
      const summary = await get('summary?')
      expect(summary.status).toBe(200)
      expect(await summary.json()).toMatchObject({
        visitors: 6,
        visits: 6,
        views: 12,
        viewsPerVisit: 2,
        bounceRate: 0,
      })
      const breakdown = await get('breakdown?dimension=page')
      expect(await breakdown.json()).toMatchObject({
        rows: expect.arrayContaining([
          { value: '/', visitors: 6, visits: 6, views: 6 },
          { value: '/aanbod', visitors: 6, visits: 6, views: 6 },
        ]),
        hidden: null,
      })
      const csv = await get('breakdown?dimension=page', 'text/csv')
      expect(csv.headers.get('content-type')).toMatch(/^text\/csv/)
      const lines = (await csv.text()).split('\r\n')
      expect(lines).toContain('/aanbod,6,6,6')
      expect(csv.headers.get('cache-control')).toBe('no-store')
    })

    test('are shown with a key only (401), and another site looks like none at all (404)', async () => {
      const token = await siteWithKey(served(), 'eigen.example')
      const get = (domain: string, headers = {}) =>
        ask(served(), `/api/stats/${domain}/summary?${period()}`, { headers })
      expect((await get('eigen.example')).status).toBe(401)
      expect((await get('eigen.example', bearer(token))).status).toBe(200)
      const [other, none] = await Promise.all([
        get('example.nl', bearer(token)),
        get('nergens.example', bearer(token)),
      ])
      expect([other.status, none.status]).toEqual([404, 404])
      expect(await other.text()).toBe(await none.text())
    })

    test('refuse a question that they do not know with 400', async () => {
      for (const question of [
        `summary?${period()}&fliter=page:/`,
        'summary?from=2026-02-30&to=2026-03-01',
        `breakdown?${period()}&dimension=network`,
        `series?${period()}&interval=minute`,
        `summary?${period()}&filter=visitor:1`,
      ]) {
        const answer = await ask(served(), `/api/stats/example.nl/${question}`, {
          headers: bearer(served().adminToken),
        })
        expect([question, answer.status]).toEqual([question, 400])
        expect(await answer.json()).toMatchObject({ error: 'invalid-question' })
      }
    })
  })

  describe('the dashboard', () => {
    test('is for who signed in, with a cookie that no script reads', async () => {
      const stranger = await ask(served(), '/dashboard/sites/example.nl')
      expect(stranger.status).toBe(303)
      expect(stranger.headers.get('location')).toMatch(/^\/auth\/sign-in\?/)
      await makeViewer(served())
      const inside = await signIn(served(), staffPassword)
      expect([inside.status, inside.headers.get('location')]).toEqual([303, '/dashboard/sites/example.nl'])
      const cookie = inside.headers.get('set-cookie') ?? ''
      expect(cookie).toMatch(/^__Host-sid=/)
      expect(cookie).toMatch(/; HttpOnly/)
      expect(cookie).toMatch(/; Secure/)
      expect(cookie).toMatch(/; SameSite=Lax/)
      const page = await ask(served(), '/dashboard/sites/example.nl', {
        headers: { cookie: cookie.split(';')[0] ?? '' },
      })
      expect(page.status).toBe(200)
      expect(await page.text()).toContain('example.nl')
    })

    test('lets in no wrong password (401) and no form of another origin (403)', async () => {
      const wrong = await signIn(served(), 'een wachtwoord dat niet klopt')
      expect([wrong.status, wrong.headers.get('set-cookie')]).toEqual([401, null])
      const foreign = await signIn(served(), staffPassword, 'https://elders.example')
      expect([foreign.status, foreign.headers.get('set-cookie')]).toEqual([403, null])
    })
  })
}

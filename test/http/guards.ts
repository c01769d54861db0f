/**
 * What holds for every route alike: a form of another site changes nothing (S-17), nobody else's page reads with a visitor's
 * credentials (S-18), and nothing of a person lies in a cache (S-19).
 */
import { describe, expect, test } from 'vitest'
import { app } from '../../src/app.ts'
import { ask, type Served } from './served.ts'
import { rows } from './matrix.ts'

/** Unsafe methods that need not come from our own pages, each with its reason. */
const fromAnywhere: Readonly<Record<string, string>> = {
  'POST /api/event': 'beacons come from the pages of sites',
  'POST /api/consent':
    'answers come from the pages of sites, without credentials; which site is checked by its hosts',
  'POST /api/consent/withdraw': 'as /api/consent, by a secret of 128 bits in its body',
  'POST /api/sites': 'a key in a header, which no form of another site can send',
  'POST /api/coverage': 'a key in a header',
  'POST /api/newsletter/instrument': 'a key in a header',
  'POST /report/unsubscribe/:token': 'one click in a mail program (RFC 8058), which sends no Origin',
  'POST /hooks/mail/:provider': 'a signature over the body, or a secret in a header',
  'POST /hooks/processor/:token': 'a signature over the body, with the secret of the processor',
  'POST /n/u/:token': 'as /report/unsubscribe',
  'POST /n/m/:token': 'a signed token in its address and no cookie: who has it needs no page of ours',
  'POST /newsletter/measuring/:token': 'as /n/m',
  'POST /newsletter/change/:token': 'as /n/m, by a token that works once',
  'POST /choice/receipt':
    'the banner sends people here from the site; it only reads, by a secret of 128 bits in its body',
  'POST /my-data': 'as /choice/receipt',
  'POST /newsletter/subscribe':
    'forms stand on the pages of sites, without credentials; whose page it is is checked by its hosts, and only a mail confirms',
}

const unsafe = Object.keys(rows).filter((route) => !route.startsWith('GET '))

const post = (served: Served, at: string, headers: Record<string, string>, method = 'POST') =>
  ask(served, at, { method, headers, body: 'x=1' })

export function guardTests(served: () => Served): void {
  describe('S-17: an unsafe method', () => {
    test('from a foreign origin, none, or one that is hidden is refused, whatever the body calls itself', async () => {
      expect(Object.keys(fromAnywhere).filter((route) => !unsafe.includes(route))).toEqual([])
      for (const route of unsafe.filter((one) => !(one in fromAnywhere))) {
        const at = rows[route]?.at ?? ''
        const form = { 'content-type': 'application/x-www-form-urlencoded' }
        for (const headers of [
          { ...form },
          { ...form, origin: 'https://kwaad.example' },
          { ...form, origin: 'null' },
          { ...form, origin: `${served().publicUrl}.kwaad.example` },
          { ...form, origin: served().publicUrl, 'sec-fetch-site': 'cross-site' },
          { 'content-type': 'text/plain', origin: 'https://kwaad.example' },
          { 'content-type': 'application/json', origin: 'https://kwaad.example' },
          { ...form, 'x-http-method-override': 'GET' },
        ])
          expect([route, (await post(served(), at, headers)).status]).toEqual([route, 403])
      }
    }, 60_000)

    test('is no other in disguise', async () => {
      const site = '/dashboard/sites/matrix.example'
      for (const at of [`${site}/annotations`, '/auth/sign-out', '/dashboard/people/remove'])
        for (const method of ['PUT', 'PATCH', 'DELETE'])
          expect((await post(served(), at, {}, method)).status, `${method} ${at}`).toBeGreaterThanOrEqual(403)
      // Nor does GET act.
      for (const route of unsafe.filter((one) => !Object.hasOwn(rows, one.replace('POST ', 'GET '))))
        expect([303, 401, 404, 405]).toContain((await ask(served(), rows[route]?.at ?? '')).status)
    })
  })

  describe('S-18: another origin', () => {
    test('never gets an answer that it may read with credentials, and a beacon without says so', async () => {
      for (const origin of ['https://example.nl', 'https://kwaad.example', 'null', served().publicUrl])
        for (const [route, { at }] of Object.entries(rows)) {
          const [method = 'GET'] = route.split(' ')
          const answer = await ask(served(), at, {
            method,
            headers: { origin },
            ...(method === 'POST' && { body: '' }),
          })
          await answer.arrayBuffer()
          expect(answer.headers.get('access-control-allow-credentials'), route).toBeNull()
          if (/^\w+ \/(auth|dashboard|api\/(stats|sites|coverage))/.test(route))
            expect(answer.headers.get('access-control-allow-origin'), route).toBeNull()
        }
      const preflight = (origin: string) =>
        ask(served(), '/api/event', {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        })
      const answer = await preflight('https://example.nl')
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
      expect(answer.headers.get('vary') ?? 'origin').toMatch(/origin/i)
    }, 60_000)
  })

  describe('S-19: a cache', () => {
    test('is told to keep nothing of staff, nor of pages that depend on who asks', async () => {
      for (const [route, { at }] of Object.entries(rows)) {
        if (!/^GET \/(auth|dashboard|api\/stats|choice|report|my-data|rights|privacy)/.test(route)) continue
        const answer = await ask(served(), at)
        expect([route, answer.headers.get('cache-control')]).toEqual([
          route,
          route.includes('/api/') ? answer.headers.get('cache-control') : 'no-store',
        ])
        expect(answer.headers.get('cache-control') ?? 'no-store', route).not.toMatch(/public|max-age=[1-9]/)
      }
    })

    test('can not be made to keep what an unusual header changed', async () => {
      const headers = {
        'x-forwarded-host': 'kwaad.example',
        'x-forwarded-proto': 'http',
        'x-forwarded-prefix': '/kwaad',
        'x-original-url': '/dashboard',
        'x-rewrite-url': '/dashboard',
        'x-http-method-override': 'POST',
        'x-middleware-preflight': '1',
        forwarded: 'host=kwaad.example',
        cookie: 'sid=x',
      }
      for (const at of ['/s/example.nl.js', '/share.js', '/healthz', '/assets/niets.css']) {
        const [plain, odd] = [await ask(served(), at), await ask(served(), at, { headers })]
        expect([odd.status, await odd.text()]).toEqual([plain.status, await plain.text()])
      }
    })

    test('is not deceived by the end of a path', async () => {
      for (const at of [
        '/dashboard/x.css',
        '/dashboard/people/x.css',
        '/auth/account/x.css',
        '/dashboard/acts/x.js',
      ])
        expect([at, (await ask(served(), at)).status]).toEqual([at, expect.toBeOneOf([303, 404])])
      for (const at of [
        '/dashboard/..%2fs/example.nl.js',
        '//dashboard',
        '/DASHBOARD',
        '/dashboard%2fpeople',
      ])
        expect([200, 500]).not.toContain((await ask(served(), at)).status)
    })
  })

  test('every route that exists is known to these tests', () => {
    const mounted = app.routes.filter(
      ({ method }) => method === 'POST' || method === 'PUT' || method === 'DELETE',
    )
    for (const { method, path } of mounted)
      if (!path.startsWith('/demo')) expect(unsafe).toContain(`${method} ${path}`)
  })
}

import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { makeKey, revokeKey } from '../../src/site/key.ts'
import { forgetSites } from '../../src/site/site.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let pglite: PgliteWorld
let world: World

beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db)
})
afterAll(() => pglite.close())

const origin = 'http://localhost:3000'
const makeStaff = (expiresAt: Date | null = null) =>
  makeKey(world.ports, { label: 'marketing', scope: 'read', siteId: null, expiresAt })
const signIn = (key: string, next = '/dashboard', headers: Record<string, string> = { origin }) =>
  world.request('/auth/sign-in', { method: 'POST', headers, body: new URLSearchParams({ key, next }) })
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''
const dashboard = (cookie: string) => world.request('/dashboard', { headers: { cookie } })

describe('signing in', () => {
  test('with an open key leads to the page that was asked for', async () => {
    const { token } = await makeStaff()
    const answer = await signIn(token, '/dashboard/sites/example.nl?period=7d')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/dashboard/sites/example.nl?period=7d')
    expect((await dashboard(cookieOf(answer))).status).toBe(200)
  })

  test('sets a cookie that scripts and other sites can not use', async () => {
    const { token } = await makeStaff()
    const cookie = (await signIn(token)).headers.get('set-cookie')
    expect(cookie).toMatch(/^sid=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/)
    const secure = await openWorld(pglite.db, { settings: { VOORDEUR_URL: 'https://meten.example.nl' } })
    const answer = await secure.request('/auth/sign-in', {
      method: 'POST',
      headers: { origin: 'https://meten.example.nl' },
      body: new URLSearchParams({ key: token }),
    })
    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-sid=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
  })

  test('with a wrong, revoked or expired key answers the same page, which never repeats the key', async () => {
    const revoked = await makeStaff()
    await revokeKey(world.ports, revoked.key.id)
    const expired = await makeStaff(new Date('2026-11-23T10:59:59Z'))
    const keys = ['vd_not-a-key', revoked.token, expired.token, '', 'x'.repeat(5000), "' or 1=1 --"]
    const answers = await Promise.all(keys.map((key) => signIn(key)))
    const pages = await Promise.all(answers.map((answer) => answer.text()))
    expect(answers.map(({ status }) => status)).toEqual(keys.map(() => 401))
    expect(new Set(pages).size).toBe(1)
    expect(pages[0]).toContain('Inloggen is niet gelukt')
    for (const key of keys.filter(Boolean)) expect(pages[0]).not.toContain(key)
    for (const answer of answers) expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('from another website is refused, with the right key too (S-17)', async () => {
    const { token } = await makeStaff()
    const foreign: Record<string, string>[] = [{ origin: 'https://evil.example' }, {}, { origin: 'null' }]
    for (const headers of foreign) {
      const answer = await signIn(token, '/dashboard', headers)
      expect(answer.status).toBe(403)
      expect(answer.headers.get('set-cookie')).toBeNull()
    }
  })

  test('takes no key from the address', async () => {
    const { token } = await makeStaff()
    const answer = await world.request(`/auth/sign-in?key=${token}`)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await answer.text()).not.toContain(token)
  })

  test('refuses a form that is too large', async () => {
    const answer = await signIn('x'.repeat(20_000))
    expect(answer.status).toBe(400)
  })
})

describe('being signed in', () => {
  test('ends at once when the key is revoked (S-04)', async () => {
    const { key, token } = await makeStaff()
    const cookie = cookieOf(await signIn(token))
    expect((await dashboard(cookie)).status).toBe(200)
    await revokeKey(world.ports, key.id)
    expect((await dashboard(cookie)).status).toBe(303)
  })

  test('ends when the key expires, and after twelve hours at the latest', async () => {
    const short = cookieOf(await signIn((await makeStaff(new Date('2026-11-23T13:00:00Z'))).token))
    const long = cookieOf(await signIn((await makeStaff()).token))
    world.setNow('2026-11-23T13:00:01Z')
    expect((await dashboard(short)).status).toBe(303)
    expect((await dashboard(long)).status).toBe(200)
    world.setNow('2026-11-23T23:00:00Z')
    expect((await dashboard(long)).status).toBe(303)
  })

  test('ends by signing out, which leads to the door', async () => {
    const cookie = cookieOf(await signIn((await makeStaff()).token))
    const answer = await world.request('/auth/sign-out', { method: 'POST', headers: { origin, cookie } })
    expect(answer.headers.get('location')).toBe('/auth/sign-in')
    expect(answer.headers.get('set-cookie')).toMatch(/^sid=; Max-Age=0; Path=\//)
    expect((await world.request('/auth/sign-out', { headers: { cookie } })).status).toBe(404)
  })

  test('skips the door', async () => {
    const cookie = cookieOf(await signIn((await makeStaff()).token))
    const answer = await world.request('/auth/sign-in?next=/dashboard/sites/example.nl', {
      headers: { cookie },
    })
    expect(answer.headers.get('location')).toBe('/dashboard/sites/example.nl')
  })

  test("with a session of one's own making is not", async () => {
    const { key } = await makeStaff()
    const answer = await dashboard(`sid=1795431600.${key.id}.${'A'.repeat(43)}`)
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/auth/sign-in?next=%2Fdashboard')
  })
})

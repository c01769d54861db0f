/**
 * Single sign-on against a real provider of OpenID Connect (`oidc-provider`), over HTTP: the redirect, the sign-in there, the way
 * back, and what groups give.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { grantsOf, readGrants } from '../../src/account/provider.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites } from '../../src/site/site.ts'
import { makeStaff, readAsText } from '../support/staff.ts'
import { openWorld, testConfig, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

interface Person {
  readonly email: string
  readonly name: string
  groups: string[]
}
const people = new Map<string, Person>()

let pglite: PgliteWorld
let world: World
let server: Server
let issuer: string

const origin = 'http://localhost:3000'
const settings = () => ({
  VOORDEUR_OIDC_ISSUER: issuer,
  VOORDEUR_OIDC_CLIENT_ID: 'voordeur',
  VOORDEUR_OIDC_CLIENT_SECRET: 'een-lang-geheim-van-de-aanbieder',
  VOORDEUR_OIDC_ROLES: 'beheer=admin, marketing=viewer@example.nl, f3b1c2d4=officer',
})

beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
  server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'voordeur',
        client_secret: 'een-lang-geheim-van-de-aanbieder',
        redirect_uris: [`${origin}/auth/api/callback/oidc`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    claims: { openid: ['sub', 'groups'], email: ['email', 'email_verified'], profile: ['name'] },
    // Entra ID puts the claims into the id token too.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => {
      const person = people.get(id)
      return person && { accountId: id, claims: () => ({ sub: id, email_verified: false, ...person }) }
    },
    cookies: { keys: ['een-sleutel-voor-de-koekjes'] },
  })
  const answer = provider.callback()
  server.on('request', (request, response) => void answer(request, response))
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  people.clear()
  world = await openWorld(pglite.db, { at: new Date().toISOString(), settings: settings() })
  await world.addSite()
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await pglite.close()
})

/** A browser's cookies, by the origin they belong to. */
function openJar() {
  const cookies = new Map<string, string>()
  return {
    header: () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    take: (answer: Response) => {
      for (const one of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(one) ?? []
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
    },
  }
}

/** Signs in at the provider as somebody, all the way back; answers where it ended and with which cookies. */
async function signInAs(
  id: string,
): Promise<{ readonly to: string; readonly cookie: string; readonly back: string }> {
  const ours = openJar()
  const theirs = openJar()
  const begun = await world.request('/auth/provider', {
    method: 'POST',
    headers: { origin },
    body: new URLSearchParams({ next: '/dashboard/people' }),
  })
  expect(begun.status).toBe(303)
  ours.take(begun)
  let at = begun.headers.get('location') ?? ''
  expect(at.startsWith(`${issuer}/auth?`)).toBe(true)
  for (let hops = 0; hops < 12 && at.startsWith(issuer); hops += 1) {
    let answer = await fetch(at, { redirect: 'manual', headers: { cookie: theirs.header() } })
    theirs.take(answer)
    if (answer.status === 200) {
      // The provider's own form: first who, then whether this service may know.
      const page = await answer.text()
      const action = /action="([^"]+)"/.exec(page)?.[1] ?? ''
      const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? ''
      answer = await fetch(action, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie: theirs.header(), 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ prompt, ...(prompt === 'login' && { login: id, password: 'x' }) }),
      })
      theirs.take(answer)
    }
    at = new URL(answer.headers.get('location') ?? '', at).href
  }
  const { pathname, search } = new URL(at)
  expect(pathname).toBe('/auth/api/callback/oidc')
  const back = await world.request(pathname + search, { headers: { cookie: ours.header() } })
  ours.take(back)
  return { to: back.headers.get('location') ?? '', cookie: ours.header(), back: pathname + search }
}

const status = async (path: string, cookie: string) =>
  (await world.request(path, { headers: { cookie } })).status

describe('single sign-on', () => {
  test('makes an account by the groups that are mapped, and what they give is read anew each time', async () => {
    people.set('sub-1', { email: 'anna@corporatie.example', name: 'Anna', groups: ['beheer', 'iets anders'] })
    const first = await signInAs('sub-1')
    expect(first.to).toBe('/dashboard/people')
    expect(await status('/dashboard/people', first.cookie)).toBe(200)
    const person = people.get('sub-1')
    if (person) person.groups = ['marketing']
    const second = await signInAs('sub-1')
    expect(await world.ports.db`select 1 from staff`).toHaveLength(1)
    expect(await status('/dashboard/sites/example.nl', second.cookie)).toBe(200)
    expect(await status('/dashboard/people', second.cookie)).toBe(404)
    // Also for the session from before: the roles stand with the account.
    expect(await status('/dashboard/people', first.cookie)).toBe(404)
  })

  test('lets nobody in whose groups are not mapped', async () => {
    people.set('sub-2', { email: 'bert@corporatie.example', name: 'Bert', groups: ['kantine'] })
    const { to, cookie } = await signInAs('sub-2')
    expect(to).toBe('/auth/sign-in?notice=provider')
    expect(await status('/dashboard', cookie)).toBe(303)
    expect(await world.ports.db`select 1 from staff`).toHaveLength(0)
  })

  test('never joins an account by an address: whoever says they are somebody is not let into theirs', async () => {
    await makeStaff(world.ports, 'baas@corporatie.example', 'admin')
    people.set('sub-3', { email: 'baas@corporatie.example', name: 'Niet de baas', groups: ['marketing'] })
    const { to, cookie } = await signInAs('sub-3')
    expect(to).toBe('/auth/sign-in?notice=provider')
    expect(await status('/dashboard', cookie)).toBe(303)
    expect(await world.ports.db`select 1 from staff_credential where provider_id = 'oidc'`).toHaveLength(0)
  })

  test('keeps no token of the provider, and the way back works once', async () => {
    people.set('sub-4', { email: 'carla@corporatie.example', name: 'Carla', groups: ['f3b1c2d4'] })
    const { cookie, back } = await signInAs('sub-4')
    expect(await status('/dashboard/acts', cookie)).toBe(200)
    const rows = readAsText([
      ...(await world.ports.db`select * from staff_credential`),
      ...(await world.ports.db`select * from staff`),
      ...(await world.ports.db`select * from staff_verification`),
    ])
    expect(rows).not.toMatch(/eyJ|access|refresh|carla@|Carla/)
    const again = await world.request(back)
    expect(again.headers.get('location')).toBe('/auth/sign-in?notice=provider')
    expect(again.headers.getSetCookie().some((one) => /^(__Host-)?sid=[^;]/.test(one))).toBe(false)
  })

  test('is not there without its settings, and with an unreachable provider says so', async () => {
    const without = await openWorld(pglite.db, { at: new Date().toISOString() })
    const begin = (one: World) =>
      one.request('/auth/provider', { method: 'POST', headers: { origin }, body: new URLSearchParams() })
    expect((await begin(without)).status).toBe(404)
    expect(await (await without.request('/auth/sign-in')).text()).not.toContain('/auth/provider')
    const unreachable = await openWorld(pglite.db, {
      at: new Date().toISOString(),
      settings: { ...settings(), VOORDEUR_OIDC_ISSUER: 'http://localhost:9' },
    })
    const answer = await begin(unreachable)
    expect(answer.status).toBe(401)
    expect(await answer.text()).toContain('Met je werkaccount kun je hier niet inloggen')
  })
})

describe('groups', () => {
  test('give what the settings say, under the claim that they name', () => {
    const { oidc } = testConfig({
      ...settings(),
      VOORDEUR_OIDC_ISSUER: 'https://login.example/v2.0/',
      VOORDEUR_OIDC_CLAIM: 'roles',
    })
    if (!oidc) throw new Error('it was set')
    expect(oidc.issuer).toBe('https://login.example/v2.0')
    expect(grantsOf(oidc, { roles: ['marketing', 'beheer'], groups: ['f3b1c2d4'] })).toBe(
      'admin,viewer@example.nl',
    )
    expect(grantsOf(oidc, { roles: 'f3b1c2d4' })).toBe('officer')
    for (const roles of [undefined, null, 7, [7, null], {}, ['Beheer'], 'beheer,marketing'])
      expect(grantsOf(oidc, { roles })).toBe('')
    expect(readGrants('admin,viewer@example.nl')).toEqual([
      { role: 'admin', domain: null },
      { role: 'viewer', domain: 'example.nl' },
    ])
    expect(readGrants('god,,keizer@x')).toEqual([])
    expect(readGrants(null)).toEqual([])
  })
})

/** S-04, S-05, S-06: getting in and out, by password and second step, with invitations and resets. */
import { randomBytes } from 'node:crypto'
import { createOTP } from '@better-auth/utils/otp'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openAuth } from '../../src/account/auth.ts'
import { grantRole, makeInvitation } from '../../src/account/people.ts'
import { everywhere } from '../../src/account/role.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites } from '../../src/site/site.ts'
import { makeStaff, readAsText, realHash, sessionOf, signInAs, staffPassword } from '../support/staff.ts'
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
  // The library counts by the real clock.
  world = await openWorld(pglite.db, { at: new Date().toISOString() })
})
afterAll(() => pglite.close())

const origin = 'http://localhost:3000'
const email = 'anna@staff.example'

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  world.request(path, { method: 'POST', headers: { origin, ...headers }, body: new URLSearchParams(fields) })
const signIn = (password: string, address = email, next = '/dashboard') =>
  post('/auth/sign-in', { email: address, password, next })
const cookiesOf = (answer: Response) =>
  answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0] ?? '')
    .filter((one) => !one.endsWith('='))
    .join('; ')
const dashboard = async (cookie: string) =>
  (await world.request('/dashboard', { headers: { cookie } })).status

describe('signing in', () => {
  test('with the password leads to the page that was asked for, and is written down', async () => {
    const hash = await realHash(world.ports)
    const id = await makeStaff(world.ports, email, 'viewer', everywhere, hash)
    const answer = await signIn(staffPassword, email, '/dashboard/sites/example.nl?period=7d')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/dashboard/sites/example.nl?period=7d')
    expect(await dashboard(cookiesOf(answer))).toBe(200)
    expect(await world.ports.db`select actor_id, kind from staff_act where kind = 'signed-in'`).toEqual([
      { actor_id: id, kind: 'signed-in' },
    ])
  })

  test('sets a cookie that scripts and other sites can not use, with __Host- on https', async () => {
    await makeStaff(world.ports, email, 'viewer')
    const cookie = (await signIn(staffPassword)).headers.getSetCookie().find((one) => one.startsWith('sid='))
    expect(cookie).toMatch(/; Max-Age=1800; Path=\/; HttpOnly; SameSite=Lax$/i)
    const secure = await openWorld(pglite.db, {
      at: new Date().toISOString(),
      settings: { VOORDEUR_URL: 'https://meten.example.nl' },
    })
    const answer = await secure.request('/auth/sign-in', {
      method: 'POST',
      headers: { origin: 'https://meten.example.nl' },
      body: new URLSearchParams({ email, password: staffPassword }),
    })
    for (const one of answer.headers.getSetCookie())
      expect(one).toMatch(/^__Host-[\w.-]+=[^;]*;(?=.* HttpOnly)(?=.* Secure)(?=.* Path=\/)(?!.*Domain)/i)
  })

  test('never repeats the password, and says the same for a wrong one and an address that nobody has', async () => {
    await makeStaff(world.ports, email, 'viewer')
    const secret = 'een-geheim-van-iemand'
    const [wrong, unknown] = [await signIn(secret), await signIn(secret, 'niemand@staff.example')]
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    const texts = [await wrong.text(), (await unknown.text()).replaceAll('niemand@', 'anna@')]
    expect(texts[0]).toBe(texts[1])
    expect(texts[0]).not.toContain(secret)
    expect(wrong.headers.getSetCookie()).toEqual([])
  })

  test('S-17: a form of another site, or of none, is refused', async () => {
    await makeStaff(world.ports, email, 'viewer')
    for (const headers of [{ origin: 'https://kwaad.example' }, { origin: 'null' }, {}])
      expect(
        (
          await world.request('/auth/sign-in', {
            method: 'POST',
            headers,
            body: new URLSearchParams({ email, password: staffPassword }),
          })
        ).status,
      ).toBe(403)
  })

  test('S-22: leads to our own pages alone', async () => {
    await makeStaff(world.ports, email, 'viewer')
    for (const next of [
      'https://kwaad.example',
      '//kwaad.example',
      '/\\kwaad.example',
      '/auth/sign-out',
      'x',
    ])
      expect((await signIn(staffPassword, email, next)).headers.get('location')).toBe('/dashboard')
  })
})

describe('S-06: wrong ones', () => {
  test('are taken five times in a quarter of an hour, also all at once, and the right one then no more', async () => {
    // As long as one really takes, so that all have come before the first is answered.
    await makeStaff(world.ports, email, 'viewer', everywhere, await realHash(world.ports))
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn('fout fout fout fout')))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(5)
    expect(statuses.filter((status) => status === 429)).toHaveLength(7)
    expect((await signIn(staffPassword)).status).toBe(429)
    // Another server counts the same: it stands in the database.
    const other = await openWorld(pglite.db, { at: new Date().toISOString() })
    const there = await other.request('/auth/sign-in', {
      method: 'POST',
      headers: { origin },
      body: new URLSearchParams({ email, password: staffPassword }),
    })
    expect(there.status).toBe(429)
    world.setNow(new Date(Date.now() + 15 * 60_000 + 1_000).toISOString())
    expect((await signIn(staffPassword)).status).toBe(303)
  })

  test('of an address that nobody has are counted alike, and a right one begins the count anew', async () => {
    for (let nth = 0; nth < 5; nth += 1)
      expect((await signIn('fout fout fout', 'niemand@staff.example')).status).toBe(401)
    expect((await signIn('fout fout fout', 'niemand@staff.example')).status).toBe(429)
    await makeStaff(world.ports, email, 'viewer')
    for (let nth = 0; nth < 4; nth += 1) expect((await signIn('fout fout fout')).status).toBe(401)
    expect((await signIn(staffPassword)).status).toBe(303)
    for (let nth = 0; nth < 2; nth += 1) expect((await signIn('fout fout fout')).status).toBe(401)
  })

  test('cost one scrypt of the same size for an address that nobody has as for one that somebody has', async () => {
    await makeStaff(world.ports, email, 'viewer', everywhere, await realHash(world.ports))
    // All that takes time here: what is left is some statements of a tenth of a millisecond.
    const { password } = await openAuth(world.ports).$context
    const [hash, verify] = [vi.spyOn(password, 'hash'), vi.spyOn(password, 'verify')]
    await signIn('fout fout fout fout')
    expect([hash.mock.calls.length, verify.mock.calls.length]).toEqual([0, 1])
    await signIn('fout fout fout fout', 'niemand@staff.example')
    expect([hash.mock.calls.length, verify.mock.calls.length]).toEqual([1, 1])
    const [row] = await world.ports.db<{ password: string }[]>`select password from staff_credential`
    const made = (await hash.mock.results[0]?.value) as string
    expect(made.split('$')[2]).toBe(row?.password.split('$')[2])
    expect(made.split('$')[2]).toBe('ln=15,r=8,p=3')
  })
})

describe('S-05: the number of a session', () => {
  test('is new at each sign-in, and one that somebody else fixed is not taken', async () => {
    await makeStaff(world.ports, email, 'viewer')
    const fixed = 'sid=vastgezet.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D'
    expect(await dashboard(fixed)).toBe(303)
    const first = await post('/auth/sign-in', { email, password: staffPassword }, { cookie: fixed })
    const second = await signIn(staffPassword)
    const [one, two] = [cookiesOf(first), cookiesOf(second)]
    expect(one).not.toContain('vastgezet')
    expect(one).not.toBe(two)
    expect([await dashboard(one), await dashboard(two)]).toEqual([200, 200])
  })

  test('is not kept: a copy of the table opens nothing', async () => {
    await makeStaff(world.ports, email, 'viewer')
    const cookie = cookiesOf(await signIn(staffPassword))
    const token = decodeURIComponent(cookie.split('=')[1] ?? '').split('.')[0] ?? ''
    expect(token.length).toBeGreaterThan(20)
    const [row] = await world.ports.db`select * from staff_session`
    const kept = readAsText([row ?? {}])
    expect(kept).not.toContain(token)
    expect(Object.keys(row ?? {}).toSorted()).toEqual([
      'created_at',
      'expires_at',
      'session_id',
      'staff_id',
      'token_hash',
      'updated_at',
    ])
  })

  test('ends after half an hour without use, and after twelve hours whatever happens', async () => {
    const { cookie } = await signInAs(world.ports, 'viewer')
    expect(await dashboard(cookie)).toBe(200)
    await world.ports.db`update staff_session set created_at = created_at - interval '12 hours 1 minute'`
    expect(await dashboard(cookie)).toBe(303)
    await world.ports.db`update staff_session set created_at = now()`
    expect(await dashboard(cookie)).toBe(200)
    await world.ports.db`update staff_session set expires_at = now() - interval '1 second'`
    expect(await dashboard(cookie)).toBe(303)
  })

  test('is dead at once after signing out, also as a copy', async () => {
    const { cookie } = await signInAs(world.ports, 'viewer')
    expect((await post('/auth/sign-out', {}, { cookie })).headers.get('location')).toBe(
      '/auth/sign-in?notice=out',
    )
    expect(await dashboard(cookie)).toBe(303)
    expect(await world.ports.db`select 1 from staff_session`).toHaveLength(0)
  })
})

describe('S-04: every session ends', () => {
  const two = async () => {
    const { staffId, cookie } = await signInAs(world.ports, 'admin')
    return { staffId, mine: cookie, other: await sessionOf(world.ports, staffId) }
  }
  const account = (path: string, cookie: string, fields: Record<string, string>) =>
    post(`/auth/account/${path}`, fields, { cookie })

  test('on a new password, but the one that set it; the address hears of it', async () => {
    const { mine, other } = await two()
    const answer = await account('password', mine, {
      current: staffPassword,
      password: 'nog een lange zin hoor',
    })
    expect(answer.headers.get('location')).toBe('/auth/account?saved')
    expect([await dashboard(mine), await dashboard(other)]).toEqual([200, 303])
    expect(world.posted.at(-1)).toMatchObject({ to: 'admin-0@staff.example' })
    expect((await signIn(staffPassword, 'admin-0@staff.example')).status).toBe(401)
    expect((await signIn('nog een lange zin hoor', 'admin-0@staff.example')).status).toBe(303)
  })

  test('not on a wrong current password, which is counted', async () => {
    const { mine, other } = await two()
    for (let nth = 0; nth < 5; nth += 1)
      expect(
        (await account('password', mine, { current: 'fout', password: 'nog een lange zin hoor' })).status,
      ).toBe(401)
    expect(
      (await account('password', mine, { current: staffPassword, password: 'nog een lange zin hoor' }))
        .status,
    ).toBe(429)
    expect(await dashboard(other)).toBe(200)
  })

  test('on another role, and when the last role is taken away nothing opens any more', async () => {
    const { staffId, mine, other } = await two()
    const change = (role: 'viewer' | null) =>
      world.ports.db.begin((tx) => grantRole(tx, world.ports, { staffId, where: everywhere, role, by: null }))
    await change('viewer')
    expect([await dashboard(mine), await dashboard(other)]).toEqual([303, 303])
    const again = await sessionOf(world.ports, staffId)
    expect(await dashboard(again)).toBe(200)
    await change(null)
    const without = await sessionOf(world.ports, staffId)
    expect(await dashboard(without)).toBe(303)
  })

  test('on a second factor added and removed, and with one the password alone opens nothing', async () => {
    const { staffId, mine, other } = await two()
    const begun = await account('factor', mine, { current: staffPassword })
    const page = await begun.text()
    const secret = (/<code class="secret">([^<]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '')
    const recovery = [...page.matchAll(/<li><code>([^<]+)<\/code>/g)].map(([, code]) => code ?? '')
    expect(recovery.length).toBeGreaterThanOrEqual(8)
    expect(await dashboard(other)).toBe(200)
    // The app has the secret as bytes; base32 is how it travels.
    const codeNow = async () => createOTP(fromBase32(secret)).totp()
    expect((await account('factor/confirm', mine, { code: '000000' })).status).toBe(401)
    const confirmed = await account('factor/confirm', mine, { code: await codeNow() })
    expect(confirmed.headers.get('location')).toBe('/auth/account?saved')
    const kept = cookiesOf(confirmed) || mine
    expect([await dashboard(kept), await dashboard(other)]).toEqual([200, 303])

    const first = await signIn(staffPassword, 'admin-0@staff.example', '/dashboard/people')
    expect(first.headers.get('location')).toBe('/auth/code?next=%2Fdashboard%2Fpeople')
    const half = cookiesOf(first)
    expect(await dashboard(half), 'half way is not in').toBe(303)
    expect((await post('/auth/code', { code: '000000' }, { cookie: half })).status).toBe(401)
    const second = await post(
      '/auth/code',
      { code: await codeNow(), next: '/dashboard/people' },
      { cookie: half },
    )
    expect(second.headers.get('location')).toBe('/dashboard/people')
    expect(await dashboard(cookiesOf(second))).toBe(200)

    const third = cookiesOf(await signIn(staffPassword, 'admin-0@staff.example'))
    const byPaper = await post('/auth/code', { code: recovery[0] ?? '' }, { cookie: third })
    expect(byPaper.status).toBe(303)
    const fourth = cookiesOf(await signIn(staffPassword, 'admin-0@staff.example'))
    expect((await post('/auth/code', { code: recovery[0] ?? '' }, { cookie: fourth })).status, 'once').toBe(
      401,
    )

    const stays = await sessionOf(world.ports, staffId)
    await account('factor/remove', stays, { current: staffPassword })
    expect(await dashboard(kept)).toBe(303)
    expect((await signIn(staffPassword, 'admin-0@staff.example')).headers.get('location')).toBe('/dashboard')
  })

  test('of codes that are guessed at once five are looked at, over all challenges', async () => {
    const { mine } = await two()
    const page = await (await account('factor', mine, { current: staffPassword })).text()
    const secret = (/<code class="secret">([^<]+)</.exec(page)?.[1] ?? '').replaceAll(' ', '')
    await account('factor/confirm', mine, { code: await createOTP(fromBase32(secret)).totp() })
    const challenges = await Promise.all(
      [1, 2, 3].map(async () => cookiesOf(await signIn(staffPassword, 'admin-0@staff.example'))),
    )
    const guesses = await Promise.all(
      challenges.flatMap((cookie) =>
        ['111111', '222222', '333333', '444444'].map((code) => post('/auth/code', { code }, { cookie })),
      ),
    )
    const statuses = guesses.map(({ status }) => status)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(7)
    expect(statuses.filter((status) => status === 303)).toHaveLength(0)
    const right = await createOTP(fromBase32(secret)).totp()
    expect((await post('/auth/code', { code: right }, { cookie: challenges[0] ?? '' })).status).toBe(429)
  })

  test('when somebody is removed, and their name is gone from every table', async () => {
    const { cookie } = await signInAs(world.ports, 'admin')
    const id = await makeStaff(world.ports, 'weg@staff.example', 'viewer')
    const theirs = cookiesOf(await signIn(staffPassword, 'weg@staff.example'))
    expect(await dashboard(theirs)).toBe(200)
    const answer = await post('/dashboard/people/remove', { staff: id }, { cookie })
    expect(answer.headers.get('location')).toBe('/dashboard/people?notice=removed')
    expect(await dashboard(theirs)).toBe(303)
    expect((await signIn(staffPassword, 'weg@staff.example')).status).toBe(401)
    const acts = await (await world.request('/dashboard/acts', { headers: { cookie } })).text()
    expect(acts).not.toContain('weg@')
    expect(acts).toContain('iemand die hier niet meer werkt')
  })
})

describe('an invitation', () => {
  const invited = (where: 0 = everywhere) =>
    makeInvitation(world.ports, { email, role: 'editor', where, invitedBy: null })
  const accept = (token: string, fields: Record<string, string> = {}) =>
    post(`/auth/invitation/${token}`, { name: 'Anna', password: staffPassword, language: 'en', ...fields })

  test('makes an account once, with the role that it gives, and signs in', async () => {
    const { token } = await invited()
    expect((await world.request(`/auth/invitation/${token}`)).status).toBe(200)
    const answer = await accept(token)
    expect(answer.headers.get('location')).toBe('/dashboard')
    expect(await dashboard(cookiesOf(answer))).toBe(200)
    expect(await world.ports.db`select site_id, role from staff_role`).toEqual([
      { site_id: 0, role: 'editor' },
    ])
    expect((await accept(token)).status).toBe(404)
    expect((await world.request(`/auth/invitation/${token}`)).status).toBe(404)
  })

  test('that two accept at once makes one account', async () => {
    const { token } = await makeInvitation(world.ports, {
      email: null,
      role: 'admin',
      where: everywhere,
      invitedBy: null,
    })
    const answers = await Promise.all(
      ['een@staff.example', 'twee@staff.example'].map((address) => accept(token, { email: address })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303, 404]))
    expect(await world.ports.db`select 1 from staff`).toHaveLength(1)
  })

  test('that is over, withdrawn or made up looks like one that never was', async () => {
    const { id, token } = await invited()
    world.setNow(new Date(Date.now() + 7 * 86_400_000 + 1_000).toISOString())
    const over = await world.request(`/auth/invitation/${token}`)
    const never = await world.request('/auth/invitation/verzonnen-verzonnen-verzonnen')
    expect([over.status, never.status]).toEqual([404, 404])
    expect((await over.text()).replaceAll(token, '')).toBe(
      (await never.text()).replaceAll('verzonnen-verzonnen-verzonnen', ''),
    )
    expect((await accept(token)).status).toBe(404)
    world.setNow(new Date().toISOString())
    const { cookie } = await signInAs(world.ports, 'admin')
    expect((await post('/dashboard/people/withdraw', { id, where: '' }, { cookie })).status).toBe(303)
    expect((await accept(token)).status).toBe(404)
  })

  test('for the same address replaces the one before', async () => {
    const before = await invited()
    const after = await invited()
    expect((await world.request(`/auth/invitation/${before.token}`)).status).toBe(404)
    expect((await world.request(`/auth/invitation/${after.token}`)).status).toBe(200)
  })

  test.each([
    ['a name of 10,000 characters', { name: 'x'.repeat(10_000) }],
    ['no name', { name: ' ' }],
    ['a name of two lines', { name: 'Anna\r\nBcc: x@y.example' }],
    ['a short password', { password: 'kort' }],
    ['a password of 10,000 characters', { password: 'x'.repeat(10_000) }],
  ])('with %s is refused with what to do, and works afterwards', async (_what, fields) => {
    const { token } = await invited()
    const refused = await accept(token, fields)
    expect(refused.status).toBe(400)
    expect(await refused.text()).toMatch(/class="refusal"/)
    expect((await accept(token)).status).toBe(303)
  })

  test('for an address that has an account is refused, and tells to sign in', async () => {
    await makeStaff(world.ports, email, 'viewer')
    const { token } = await invited()
    const answer = await accept(token)
    expect(answer.status).toBe(400)
    expect(await answer.text()).toContain('heeft al een account')
  })

  test('for somebody who has an account adds the role to it, once they are signed in with it and nobody else', async () => {
    const site = await world.addSite()
    const id = await makeStaff(world.ports, email, 'viewer', site.id)
    const cookie = await sessionOf(world.ports, id)
    const { cookie: other } = await signInAs(world.ports, 'viewer')
    const { token } = await invited()
    const at = `/auth/invitation/${token}`
    expect(await (await world.request(at, { headers: { cookie } })).text()).toContain(
      'Neem de uitnodiging aan',
    )
    expect((await post(at, {}, { cookie: other })).status).toBe(400)
    const answer = await post(at, {}, { cookie })
    expect(answer.headers.get('location')).toBe('/auth/sign-in?notice=joined')
    expect(await dashboard(cookie)).toBe(303)
    expect(
      await world.ports.db`select site_id, role from staff_role where staff_id = ${id} order by 1`,
    ).toEqual([
      { site_id: 0, role: 'editor' },
      { site_id: site.id, role: 'viewer' },
    ])
    expect((await post(at, {}, { cookie: await sessionOf(world.ports, id) })).status).toBe(404)
  })

  test('is mailed, holds no word of whoever invites, and its token is in no table', async () => {
    const { cookie } = await signInAs(world.ports, 'admin')
    const answer = await post(
      '/dashboard/people/invite',
      { email: ' NIEUW@Staff.example ', role: 'officer', where: '' },
      { cookie },
    )
    expect(answer.headers.get('location')).toBe('/dashboard/people?notice=invited')
    const letter = world.posted.at(-1)
    expect(letter?.to).toBe('nieuw@staff.example')
    const token = /\/auth\/invitation\/([\w-]+)/.exec(letter?.text ?? '')?.[1] ?? ''
    expect(letter?.html).toContain(token)
    expect(readAsText(await world.ports.db`select * from staff_invitation`)).not.toMatch(
      new RegExp(`${token}|nieuw@`, 'i'),
    )
    expect((await world.request(`/auth/invitation/${token}`)).status).toBe(200)
  })
})

describe('a forgotten password', () => {
  const forget = (address: string) => post('/auth/forgot', { email: address })

  test('is answered the same for an address that nobody has, and mailed to the one that somebody has', async () => {
    await makeStaff(world.ports, email, 'viewer')
    const [known, unknown] = [await forget(email), await forget('niemand@staff.example')]
    expect([known.status, unknown.status]).toEqual([200, 200])
    expect(await known.text()).toBe(await unknown.text())
    await world.deferred.drain()
    expect(world.posted.map(({ to }) => to)).toEqual([email])
  })

  test('leads to a new one once, and ends every session', async () => {
    const id = await makeStaff(world.ports, email, 'viewer')
    const cookie = await sessionOf(world.ports, id)
    await forget(email)
    await world.deferred.drain()
    const token = /\/auth\/reset\/([\w-]+)/.exec(world.posted.at(-1)?.text ?? '')?.[1] ?? ''
    expect(token.length).toBeGreaterThan(20)
    expect(readAsText(await world.ports.db`select * from staff_verification`)).not.toContain(token)
    expect((await world.request(`/auth/reset/${token}`)).status).toBe(200)
    expect(await dashboard(cookie), 'GET changes nothing').toBe(200)
    const set = (password: string) => post(`/auth/reset/${token}`, { password })
    expect((await set('kort')).status).toBe(400)
    expect((await set('een heel nieuwe lange zin')).headers.get('location')).toBe(
      '/auth/sign-in?notice=reset',
    )
    expect(await dashboard(cookie)).toBe(303)
    expect((await set('nog een keer een lange zin')).status).toBe(400)
    expect((await signIn('een heel nieuwe lange zin')).status).toBe(303)
  })

  test('is asked for five times in a quarter of an hour at most', async () => {
    for (let nth = 0; nth < 5; nth += 1) expect((await forget(email)).status).toBe(200)
    expect((await forget(email)).status).toBe(429)
  })
})

/** RFC 4648, without padding: how the secret of an authenticator app is written. */
function fromBase32(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = text
    .replace(/=+$/, '')
    .split('')
    .map((one) => alphabet.indexOf(one).toString(2).padStart(5, '0'))
    .join('')
  return String.fromCharCode(...(bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}

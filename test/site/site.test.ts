import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { listKeys, makeKey, mayUse, revokeKey, seedAdminKey, findKeyByToken } from '../../src/site/key.ts'
import { addSite, findSite, forgetSites, listSites, recordSettings } from '../../src/site/site.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let admin: string
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  forgetSites(database.db)
  world = await openWorld(database.db)
  admin = (await makeKey(world.ports, { label: 'admin', scope: 'admin', siteId: null, expiresAt: null }))
    .token
})

const post = async (body: unknown, token = admin) => {
  const answer = await world.request('/api/sites', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  })
  const text = await answer.text()
  return { status: answer.status, text, body: JSON.parse(text) as Record<string, unknown> }
}

describe('a site', () => {
  test('is made once: 201, and the same request again 200 with the same', async () => {
    const site = {
      domain: 'example.nl',
      hostnames: ['example.nl', 'www.example.nl'],
      timezone: 'Europe/Amsterdam',
    }
    expect(await post({ domain: ' Example.NL ' })).toMatchObject({ status: 201, body: site })
    expect(await post({ domain: 'example.nl' })).toMatchObject({ status: 200, body: site })
    expect(
      await post({ domain: 'ander.nl', hostnames: ['app.ander.nl'], timezone: 'America/New_York' }),
    ).toMatchObject({
      status: 201,
      body: { domain: 'ander.nl', hostnames: ['ander.nl', 'app.ander.nl'], timezone: 'America/New_York' },
    })
    expect(await listSites(world.ports)).toHaveLength(2)
  })

  test('has a number of its own, also when several are made at once, and when one is made several times', async () => {
    const domains = ['a.nl', 'b.nl', 'c.nl', 'd.nl', 'a.nl', 'b.nl']
    const added = await Promise.all(domains.map((domain) => addSite(world.ports, { domain })))
    expect(new Set(added.map(({ site }) => site.id)).size).toBe(4)
    expect(added.filter(({ isNew }) => isNew)).toHaveLength(4)
    expect(await listSites(world.ports)).toHaveLength(4)
  })

  test.each([
    ['no JSON', '{"domain"', 'The body is an object with a domain'],
    ['a list', [], 'The body is an object with a domain'],
    ['nothing', {}, 'domain is a host name'],
    ['an object for a name', { domain: { geplant: 1 } }, 'domain is a host name'],
    ['a name with a space', { domain: 'geplant x' }, 'domain is a host name'],
    ['a name with NUL', { domain: 'geplant\0' }, 'domain is a host name'],
    ['an address', { domain: 'https://geplant.nl/' }, 'domain is a host name'],
    ['a number', { domain: '127.0.0.1' }, 'domain is a host name'],
    ['a name that is too long', { domain: 'geplant.'.repeat(40) }, 'domain is a host name'],
    ['hosts that are no list', { domain: 'a.nl', hostnames: 'geplant' }, 'hostnames is a list of host names'],
    [
      'hosts that are none',
      { domain: 'a.nl', hostnames: ['b.nl', 'geplant *'] },
      /^hostnames (is a host name|are host names)$/,
    ],
    [
      'too many hosts',
      { domain: 'a.nl', hostnames: Array.from({ length: 51 }, (_, n) => `h${n}.nl`) },
      'hostnames has at most 50 host names',
    ],
    ['no zone', { domain: 'a.nl', timezone: 'Mars/Geplant' }, /^timezone is UTC or a zone/],
    ['a zone of half hours', { domain: 'a.nl', timezone: 'Asia/Kolkata' }, /^timezone is UTC or a zone/],
    ['an offset for a zone', { domain: 'a.nl', timezone: '+01:00' }, /^timezone is UTC or a zone/],
    ['an unknown field', { domain: 'a.nl', geplant: 1 }, 'A field is not known'],
    ['__proto__', '{"domain":"a.nl","__proto__":{"geplant":1}}', 'A field is not known'],
  ])('is refused with %s', async (_, body, message) => {
    const answer = await post(body)
    expect(answer.status, answer.text).toBe(400)
    expect(answer.body).toEqual({
      error: 'invalid-site',
      message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
    })
    expect(answer.text.toLowerCase()).not.toContain('geplant')
    expect(await listSites(world.ports)).toHaveLength(0)
  })

  test('is made by an admin key for all sites alone; a body over 16 KiB is refused', async () => {
    const { site } = await addSite(world.ports, { domain: 'ander.nl' })
    const make = async (scope: 'read' | 'admin', siteId: typeof site.id | null) =>
      (await makeKey(world.ports, { label: 'x', scope, siteId, expiresAt: null })).token
    for (const token of [await make('read', null), await make('admin', site.id)])
      expect(await post({ domain: 'a.nl' }, token)).toMatchObject({
        status: 403,
        body: { error: 'forbidden' },
      })
    expect(await post({ domain: 'a.nl' }, 'vd_onbekend-maar-lang-genoeg')).toMatchObject({ status: 401 })
    expect(await post(JSON.stringify({ domain: 'a.nl', x: 'x'.repeat(16_384) }))).toMatchObject({
      status: 413,
      body: { error: 'too-large' },
    })
    expect(await listSites(world.ports)).toHaveLength(1)
  })

  test('is remembered for 10 s, known anew after a change here, and never asked for when it can be none', async () => {
    expect(await findSite(world.ports, 'example.nl')).toBeNull()
    await database.db`insert into site values (7, 'example.nl', '["example.nl"]', 'UTC', '{}', now())`
    expect(await findSite(world.ports, 'example.nl')).toBeNull()
    world.setNow('2026-11-23T11:00:10Z')
    const site = await findSite(world.ports, 'example.nl')
    expect(site).toMatchObject({ id: 7, settings: { masks: [], excluded: [], hashRoutes: false } })
    if (site) await recordSettings(world.ports, site, { ...site.settings, hashRoutes: true })
    expect(await findSite(world.ports, 'example.nl')).toMatchObject({ settings: { hashRoutes: true } })
    for (const name of ['', '\0', 'EXAMPLE.NL', 'a b', 'x'.repeat(254)])
      expect(await findSite(world.ports, name)).toBeNull()
  })
})

describe('a key', () => {
  test('is kept as a hash alone', async () => {
    const { token } = await makeKey(world.ports, { label: 'x', scope: 'read', siteId: null, expiresAt: null })
    expect(token).toMatch(/^vd_[\w-]{43}$/)
    const rows = await database.db<{ row: string }[]>`select api_key::text as row from api_key`
    expect(rows).toHaveLength(2)
    for (const { row } of rows) {
      expect(row).not.toContain(token)
      expect(row).not.toContain(Buffer.from(token).toString('hex'))
      expect(row).not.toContain(token.slice(3))
    }
    expect(await findKeyByToken(world.ports, token)).toMatchObject({ scope: 'read' })
    expect(await findKeyByToken(world.ports, `${token}x`)).toBeNull()
  })

  test('ends when it is revoked or expires, at once', async () => {
    const { key, token } = await makeKey(world.ports, {
      label: 'x',
      scope: 'read',
      siteId: null,
      expiresAt: new Date('2026-11-24T11:00:00Z'),
    })
    expect(await findKeyByToken(world.ports, token)).toEqual(key)
    world.setNow('2026-11-24T11:00:00Z')
    expect(await findKeyByToken(world.ports, token)).toBeNull()
    world.setNow('2026-11-23T11:00:00Z')
    expect(await revokeKey(world.ports, key.id)).toBe(true)
    expect(await revokeKey(world.ports, key.id)).toBe(false)
    expect(await findKeyByToken(world.ports, token)).toBeNull()
    expect(await listKeys(world.ports)).toContainEqual(
      expect.objectContaining({ id: key.id, isRevoked: true }),
    )
  })

  test('given by the operator opens at once, twice is once, and a new one closes the one before', async () => {
    const [old, fresh] = ['oud-oud-oud-oud-oud-oud-oud', 'nieuw-nieuw-nieuw-nieuw-nieuw']
    await seedAdminKey(world.ports, old)
    await seedAdminKey(world.ports, old)
    expect(await listKeys(world.ports)).toHaveLength(2)
    expect(await findKeyByToken(world.ports, old)).toMatchObject({ scope: 'admin', siteId: null })
    await seedAdminKey(world.ports, fresh)
    expect(await findKeyByToken(world.ports, old)).toBeNull()
    expect(await findKeyByToken(world.ports, fresh)).toMatchObject({ scope: 'admin' })
    expect(await findKeyByToken(world.ports, admin)).toMatchObject({ label: 'admin' })
  })

  test('of one site is for that site', async () => {
    const { site } = await addSite(world.ports, { domain: 'a.nl' })
    const { site: other } = await addSite(world.ports, { domain: 'b.nl' })
    const { key } = await makeKey(world.ports, {
      label: 'x',
      scope: 'read',
      siteId: site.id,
      expiresAt: null,
    })
    expect([mayUse(key, site.id), mayUse(key, other.id), mayUse({ ...key, siteId: null }, other.id)]).toEqual(
      [true, false, true],
    )
  })
})

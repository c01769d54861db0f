import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, recordSettings } from '../../src/site/site.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => new Uint8Array(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  forgetSites(database.db)
  world = await openWorld(database.db)
})

const get = (path: string, headers: Record<string, string> = {}) => world.request(path, { headers })

test('the snippet is the same bytes for every visitor, cached for five minutes, and 304 by its tag', async () => {
  await world.addSite()
  const plain = await get('/s/example.nl.js')
  const text = await plain.text()
  expect(plain.status).toBe(200)
  expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(plain.headers.get('cache-control')).toBe('public, max-age=300')
  expect(plain.headers.get('set-cookie')).toBeNull()
  expect(plain.headers.get('vary') ?? '').not.toMatch(/cookie|user-agent|dnt|gpc/i)
  expect(text).toContain('example.nl')
  expect(text).not.toContain('__SETTINGS__')
  for (const headers of [
    { dnt: '1', 'sec-gpc': '1' },
    { cookie: 'voordeur=off' },
    { 'accept-language': 'ar' },
  ])
    expect(await (await get('/s/Example.NL.js', headers)).text()).toBe(text)
  const etag = plain.headers.get('etag') ?? ''
  const again = await get('/s/example.nl.js', { 'if-none-match': etag })
  expect([again.status, await again.text()]).toEqual([304, ''])
  expect((await get('/s/example.nl.js', { 'if-none-match': '"x"' })).status).toBe(200)
})

test('a change of settings changes bytes and tag; what a setting holds can end no script', async () => {
  const site = await world.addSite()
  const before = (await get('/s/example.nl.js')).headers.get('etag')
  await recordSettings(world.ports, site, {
    ...site.settings,
    masks: ['/</script><script>alert(1)'],
    excluded: ['/intern/**'],
    hashRoutes: true,
  })
  const answer = await get('/s/example.nl.js')
  expect(answer.headers.get('etag')).not.toBe(before)
  expect(await answer.text()).not.toMatch(/<\/?script/)
})

test('of an unknown site it is a comment that breaks no page, remembered for a minute', async () => {
  for (const name of ['elders.nl', '%00', 'x'.repeat(300), "a'b", '..%2f..%2fetc']) {
    const answer = await get(`/s/${name}.js`)
    expect(answer.status, name).toBe(404)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=60')
    expect(await answer.text()).toBe('// Voordeur: there is no such site\n')
  }
})

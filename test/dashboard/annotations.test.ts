import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Role } from '../../src/account/role.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { listAnnotations } from '../../src/stats/annotations.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { makeVisits } from '../../src/stats/visits.ts'
import { rowOf } from '../support/event-rows.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => database.close())
beforeEach(async () => {
  await emptyTables(database.db)
  forgetSites(database.db)
  world = await openWorld(database.db)
  site = await world.addSite()
})

const own = 'http://localhost:3000'
const signIn = async (role: Role = 'editor', siteId = site.id): Promise<string> =>
  (await signInAs(world.ports, role, siteId)).cookie
const post = (path: string, cookie: string, fields: Record<string, string>, origin = own) =>
  world.request(`/dashboard/sites/example.nl/annotations${path}`, {
    method: 'POST',
    headers: { cookie, origin },
    body: new URLSearchParams(fields),
  })
const note = {
  day: '2026-11-20',
  note: 'Nieuwsbrief verstuurd',
  back: '/dashboard/sites/example.nl?period=7d',
}
const range = { from: '2026-11-01', to: '2026-11-30' }
const list = () => listAnnotations(world.ports, site, range)

test('a note is written, stands on the page beside its day, and is taken away again', async () => {
  await storeEvents(world.ports, [{ siteId: site.id, events: [rowOf(site, '2026-11-23T10:00:00Z')] }])
  await makeVisits(world.ports, site, 500)
  const cookie = await signIn()
  const written = await post('', cookie, note)
  expect([written.status, written.headers.get('location')]).toEqual([303, note.back])
  expect(world.logged.at(-1)).toMatchObject({ route: '/dashboard/sites/:site/annotations', status: 303 })
  const [made] = await list()
  expect(made).toMatchObject({ day: note.day, note: note.note })
  const page = await (await world.request(note.back, { headers: { cookie } })).text()
  expect(page).toContain('<title>Nieuwsbrief verstuurd</title>')
  expect(page).toContain('vr 20 november')
  expect(world.logged.at(-1)).toMatchObject({ route: '/dashboard/sites/:site', status: 200 })
  expect((await post('/remove', cookie, { ...note, id: made?.id ?? '' })).status).toBe(303)
  expect(await list()).toEqual([])
})

describe('a note is refused', () => {
  test.each([
    ['without a day', { ...note, day: '' }],
    ['on a day that is none', { ...note, day: '2026-02-30' }],
    ['when it says nothing', { ...note, note: ' \u200b ' }],
    ['when it is longer than a line', { ...note, note: 'x'.repeat(141) }],
  ])('%s', async (_, fields) => {
    expect((await post('', await signIn(), fields)).status).toBe(400)
    expect(await list()).toEqual([])
  })

  test('as the sixth on one day', async () => {
    const cookie = await signIn()
    const statuses: number[] = []
    for (let nth = 0; nth < 6; nth += 1)
      statuses.push((await post('', cookie, { ...note, note: `${nth}` })).status)
    expect(statuses).toEqual([303, 303, 303, 303, 303, 400])
  })

  test('from a key that reads, from one of another site, from another website, and from nobody', async () => {
    const other = await world.addSite({ domain: 'ander.nl' })
    expect((await post('', await signIn('viewer'), note)).status).toBe(404)
    expect((await post('', await signIn('editor', other.id), note)).status).toBe(404)
    expect((await post('', await signIn(), note, 'https://kwaad.example')).status).toBe(403)
    expect((await post('', '', note)).status).toBe(303)
    expect(await list()).toEqual([])
  })
})

test('what a note says is text and never markup, and a page for a reading key has no forms', async () => {
  await storeEvents(world.ports, [{ siteId: site.id, events: [rowOf(site, '2026-11-23T10:00:00Z')] }])
  await makeVisits(world.ports, site, 500)
  await post('', await signIn(), { ...note, note: '<script>alert(1)</script>' })
  const cookie = await signIn('viewer')
  const page = await (await world.request(note.back, { headers: { cookie } })).text()
  expect(page).not.toContain('<script>alert')
  expect(page).toContain('&lt;script&gt;alert')
  expect(page).not.toContain('/annotations')
})

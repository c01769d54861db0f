/** The page on which staff choose for themselves, see what they would get, and have one sent now. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { exportStaff } from '../../src/account/people.ts'
import { migrate } from '../../src/db/migrate.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { addDays, localToday } from '../../src/site/local-day.ts'
import { lastWhole } from '../../src/report/period.ts'
import { inlineParts, unescapeHtml } from '../page/html.ts'
import { signInAs } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { happen, people, store } from './readers.ts'

const path = '/dashboard/sites/example.nl/reports'
const origin = 'http://localhost:3000'

let pglite: PgliteWorld
let world: World
let site: Site
let staffId: string
let cookie: string
let lastWeek: string
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  // The library of accounts counts by the real clock.
  world = await openWorld(pglite.db, { at: new Date().toISOString() })
  site = await world.addSite()
  ;({ staffId, cookie } = await signInAs(world.ports, 'viewer'))
  lastWeek = lastWhole('week', localToday(world.ports.now(), site.timezone)).from
})
afterAll(() => pglite.close())

const look = async (query = '', headers: Record<string, string> = {}) =>
  world.request(`${path}${query}`, { headers: { cookie, 'accept-language': 'nl', ...headers } })
const send = (
  fields: readonly (readonly [string, string])[],
  to = '',
  headers: Record<string, string> = {},
) =>
  world.request(`${path}${to}`, {
    method: 'POST',
    headers: { cookie, origin, 'accept-language': 'nl', ...headers },
    body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
  })
const own = async () =>
  (
    await pglite.db<{ period: string }[]>`
    select period from report_subscription where site_id = ${site.id} and staff_id = ${staffId} order by period`
  ).map(({ period }) => period)
const acts = async () =>
  (
    await pglite.db<{ kind: string; object: string }[]>`
    select kind, object from staff_act where kind like 'report-%' order by kind, object`
  ).map(({ kind, object }) => `${kind} ${object}`)
const textOf = (html: string) => unescapeHtml(html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' '))

describe('choosing', () => {
  test('is two boxes for oneself, and each change is written down once', async () => {
    const first = await (await look()).text()
    expect(first).toContain('<title>Rapport per mail · example.nl · Voordeur</title>')
    expect(first).toContain('viewer-0@staff.example')
    expect(first.match(/type="checkbox"[^>]*checked/g)).toBeNull()
    const saved = await send([
      ['period', 'week'],
      ['period', 'month'],
    ])
    expect([saved.status, saved.headers.get('location')]).toEqual([303, `${path}?notice=saved`])
    expect(await own()).toEqual(['month', 'week'])
    const page = await (await look('?notice=saved')).text()
    expect(page.match(/type="checkbox"[^>]*checked/g)).toHaveLength(2)
    expect(textOf(page)).toContain('Bewaard.')
    await send([['period', 'month']])
    await send([['period', 'month']])
    expect(await own()).toEqual(['month'])
    await send([])
    expect(await own()).toEqual([])
    expect(await acts()).toEqual([
      'report-subscribed month',
      'report-subscribed week',
      'report-unsubscribed month',
      'report-unsubscribed week',
    ])
  })

  test('takes no period that there is not', async () => {
    expect((await send([['period', 'hour']])).status).toBe(303)
    expect(await own()).toEqual([])
  })

  test('S-17: works from our own pages alone', async () => {
    for (const to of ['', '/now'])
      expect((await send([['period', 'week']], to, { origin: 'https://kwaad.example' })).status).toBe(403)
    expect([await own(), world.posted]).toEqual([[], []])
  })

  test('is for who may see the site: to others it is not there, and strangers sign in first', async () => {
    const other = await world.addSite({ domain: 'ander.example' })
    const stranger = await signInAs(world.ports, 'admin', other.id)
    for (const [method, to] of [
      ['GET', ''],
      ['POST', ''],
      ['POST', '/now'],
    ] as const) {
      const ask = (headers: Record<string, string>) =>
        world.request(`${path}${to}`, {
          method,
          headers: { origin, ...headers },
          ...(method === 'POST' && { body: new URLSearchParams({ period: 'week' }) }),
        })
      expect([method, to, (await ask({ cookie: stranger.cookie })).status]).toEqual([method, to, 404])
      expect([method, to, (await ask({})).status]).toEqual([method, to, 303])
    }
    expect(await pglite.db`select 1 from report_subscription`).toEqual([])
    expect(world.posted).toEqual([])
  })

  test('is known of oneself: it is in the download of one’s own data', async () => {
    await send([['period', 'week']])
    expect(await exportStaff(world.ports, staffId)).toMatchObject({
      reports: [{ site_id: site.id, period: 'week', last_sent_for: null }],
    })
  })
})

describe('what it looks like', () => {
  test('is the mail of last week as a page, with small groups hidden and without a style of its own', async () => {
    const day = addDays(lastWeek, 1)
    await store(world, site, [
      ...people(8, (who) => happen(site, day, who, { path: '/aanbod' })),
      ...people(4, (who) => happen(site, day, who + 20, { path: '/geheim' })),
      ...people(3, (who) => happen(site, day, who + 40, { path: '/ook-geheim' })),
    ])
    const html = await (await look()).text()
    const text = textOf(html)
    expect(text).toContain('Weekrapport example.nl:')
    expect(text).toContain('Bezoekers 15 daarvoor niets')
    expect(text).toContain('/aanbod 8 8')
    expect(text).toContain('2 kleine groepen samen 7 7')
    expect(text).not.toContain('geheim')
    expect(inlineParts(html)).toEqual([])
    expect(html).toContain('aria-current="page">Rapport per mail</a>')
  })

  test('is of last month when asked, and in the language of the mail whatever the page is in', async () => {
    await pglite.db`update staff set language = 'en' where staff_id = ${staffId}`
    const html = await (await look('?preview=month')).text()
    expect(textOf(html)).toContain('Monthly report of example.nl:')
    expect(html).toMatch(/<div class="report-letter" lang="en">/)
    expect(textOf(html)).toContain('Hoe vaak wil je het?')
    expect(textOf(await (await look('?lang=en')).text())).toContain('How often do you want it?')
  })
})

describe('one now', () => {
  test('goes to oneself, without a way out unless one gets it anyway, and takes none that comes by itself', async () => {
    const sent = await send([['preview', 'month']], '/now')
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${path}?preview=month&notice=sent`])
    expect(textOf(await (await look('?notice=sent')).text())).toContain('De mail is onderweg.')
    await send([['period', 'week']])
    await send([['preview', 'week']], '/now')
    expect(world.posted.map(({ to, subject }) => [to, subject.slice(0, 12)])).toEqual([
      ['viewer-0@staff.example', 'Maandrapport'],
      ['viewer-0@staff.example', 'Weekrapport '],
    ])
    expect(world.posted.map(({ unsubscribeUrl }) => unsubscribeUrl !== undefined)).toEqual([false, true])
    expect(await pglite.db`select last_sent_for from report_subscription`).toEqual([{ last_sent_for: null }])
  })

  test('is posted five times in a quarter of an hour at most', async () => {
    const statuses: number[] = []
    for (let nth = 0; nth < 7; nth += 1) statuses.push((await send([], '/now')).status)
    expect(statuses).toEqual([303, 303, 303, 303, 303, 429, 429])
    expect(world.posted).toHaveLength(5)
    expect(textOf(await (await send([], '/now')).text())).toContain('Wacht een kwartier')
  })
})

/** The way out of a report from the mail itself: without signing in, by a button or by a mail program's one click. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { sendReports } from '../../src/report/send.ts'
import { recordSubscription, type SubscriptionKey } from '../../src/report/subscription.ts'
import { readUnsubscribe, signUnsubscribe } from '../../src/report/token.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { seal } from '../../src/seal.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { inlineParts } from '../page/html.ts'
import { makeStaff } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { takeMails, unsubscribePath } from './readers.ts'

let pglite: PgliteWorld
let world: World
let site: Site
let staffId: string
let link: string
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: '2026-11-19T11:00:00Z' })
  site = await world.addSite()
  staffId = await makeStaff(world.ports, 'anna@staff.example', 'viewer')
  for (const period of ['week', 'month'] as const)
    await recordSubscription(world.ports, { siteId: site.id, staffId, period })
  world.setNow('2026-11-23T06:00:00Z')
  await sendReports(world.ports)
  const [mail] = await takeMails(world)
  link = mail ? unsubscribePath(mail) : ''
})
afterAll(() => pglite.close())

const left = async () =>
  (await pglite.db<{ period: string }[]>`select period from report_subscription order by period`).map(
    ({ period }) => period,
  )
const acts = () => pglite.db`
  select actor_kind, actor_id, site_id, object from staff_act where kind = 'report-unsubscribed'`
const look = (path: string, language = 'nl') =>
  world.request(path, { headers: { accept: 'text/html', 'accept-language': language } })
/** As RFC 8058 section 3.1 has it: from a machine of the mail provider, which says no origin and sends no cookie. */
const oneClick = (path: string) =>
  world.request(path, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) })

describe('the link in the mail', () => {
  test('asks and changes nothing, however often it is followed, in the language of who follows it', async () => {
    const page = await look(link)
    expect(page.status).toBe(200)
    const html = await page.text()
    expect(html).toContain('Geen weekrapport meer?')
    expect(html).toContain('example.nl')
    // Neither the page nor the link names anybody.
    expect(html + link).not.toMatch(/anna|staff\.example/)
    expect(html + link).not.toContain(staffId)
    expect(inlineParts(html)).toEqual([])
    expect(await (await look(link, 'en')).text()).toContain('No weekly report any more?')
    await world.request(link, { method: 'HEAD' })
    expect(await left()).toEqual(['month', 'week'])
    expect(await acts()).toEqual([])
  })

  test('leads to a button that ends this report and no other, and writes down who did', async () => {
    const action = /<form method="post" action="([^"]+)"/.exec(await (await look(link)).text())?.[1] ?? ''
    expect(action).toBe(link)
    const done = await world.request(action, {
      method: 'POST',
      headers: { origin: 'http://localhost:3000', 'accept-language': 'nl' },
    })
    expect(done.status).toBe(200)
    expect(await done.text()).toContain('Je bent afgemeld')
    expect(await left()).toEqual(['month'])
    expect(await acts()).toEqual([
      { actor_kind: 'staff', actor_id: staffId, site_id: site.id, object: 'week' },
    ])
    world.setNow('2026-11-30T07:00:00Z')
    await sendReports(world.ports)
    expect(await takeMails(world)).toEqual([])
  })

  test('RFC 8058: works with one click of a mail program, and twice is as good as once', async () => {
    expect((await oneClick(link)).status).toBe(200)
    expect(await left()).toEqual(['month'])
    expect((await oneClick(link)).status).toBe(200)
    expect((await look(link)).status).toBe(200)
    expect(await left()).toEqual(['month'])
    expect(await acts()).toHaveLength(1)
  })

  test('works a year later, and after the account is gone', async () => {
    world.setNow('2027-12-01T06:00:00Z')
    await pglite.db`delete from staff where staff_id = ${staffId}`
    expect((await oneClick(link)).status).toBe(200)
  })
})

describe('a token', () => {
  const key = (): SubscriptionKey => ({ siteId: site.id, staffId, period: 'week' })

  test('of another purpose, another secret, or changed by one letter is 404 and ends nothing', async () => {
    const token = link.slice('/report/unsubscribe/'.length)
    const text = `${site.id} ${staffId} week`
    const foreign = { ...world.ports, keyFor: openKeys('ffffffffffffffffffffffffffffffff') }
    const wrong = [
      signUnsubscribe(foreign, key()),
      // Sealed as a column is, and by the key of reports for something else.
      seal(world.ports, 'report.unsubscribe', text).toString('base64url'),
      seal({ ...world.ports, keyFor: () => world.ports.keyFor('report') }, 'other', text).toString(
        'base64url',
      ),
      Buffer.from(text).toString('base64url'),
      `${token}A`,
      token.slice(0, -1),
      token.toUpperCase(),
      'x',
      '%00',
      'A'.repeat(5_000),
    ]
    for (const one of wrong) {
      expect([one, (await look(`/report/unsubscribe/${one}`)).status]).toEqual([one, 404])
      expect([one, (await oneClick(`/report/unsubscribe/${one}`)).status]).toEqual([one, 404])
    }
    for (let nth = 0; nth < token.length; nth += 1) {
      const letter = token[nth] === 'A' ? 'B' : 'A'
      expect(readUnsubscribe(world.ports, token.slice(0, nth) + letter + token.slice(nth + 1))).toBeNull()
    }
    expect(await left()).toEqual(['month', 'week'])
  })

  test('is read back as it was written, and is another one each time', () => {
    const [one, two] = [signUnsubscribe(world.ports, key()), signUnsubscribe(world.ports, key())]
    expect(one).not.toBe(two)
    for (const token of [one, two]) expect(readUnsubscribe(world.ports, token)).toEqual(key())
  })

  test('of a site that is not there is 404', async () => {
    const token = signUnsubscribe(world.ports, { ...key(), siteId: 999 as SiteId })
    expect((await oneClick(`/report/unsubscribe/${token}`)).status).toBe(404)
  })
})

test('a form that is too large is refused', async () => {
  const answer = await world.request(link, { method: 'POST', body: 'x'.repeat(2_000) })
  expect(answer.status).toBe(400)
  expect(await left()).toEqual(['month', 'week'])
})

test('no log line holds the token', async () => {
  await look(link)
  await oneClick(link)
  expect(JSON.stringify(world.logged)).not.toContain(link.slice(-20))
  expect(JSON.stringify(world.logged)).toContain('/report/unsubscribe/:token')
})

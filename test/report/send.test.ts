/** When reports come, to whom, and that each comes once: two runners, outages, lost roles, accounts that are gone. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { forgetStaff, grantRole } from '../../src/account/people.ts'
import { everywhere, type Role } from '../../src/account/role.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Ports } from '../../src/ports.ts'
import type { ReportPeriod } from '../../src/report/period.ts'
import { sendReports } from '../../src/report/send.ts'
import { endSubscription, recordSubscription } from '../../src/report/subscription.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { makeStaff } from '../support/staff.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { happen, people, store, takeMails } from './readers.ts'

let pglite: PgliteWorld
let world: World
let site: Site
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: '2026-11-19T11:00:00Z' })
  site = await world.addSite()
  await store(
    world,
    site,
    people(6, (who) => happen(site, '2026-11-17', who)),
  )
})
afterAll(() => pglite.close())

const email = 'anna@staff.example'
async function subscriber(
  more: { to?: string; role?: Role; at?: Site; periods?: readonly ReportPeriod[] } = {},
): Promise<string> {
  const { to = email, role = 'viewer', at = site, periods = ['week'] } = more
  const staffId = await makeStaff(world.ports, to, role)
  for (const period of periods) await recordSubscription(world.ports, { siteId: at.id, staffId, period })
  return staffId
}
/** One round at an instant, and the mails it made. */
async function roundAt(at: string) {
  world.setNow(at)
  await sendReports(world.ports)
  return await takeMails(world)
}
const subjects = async (at: string) => (await roundAt(at)).map(({ subject }) => subject)
const subscriptions = () => pglite.db`select staff_id, period from report_subscription`

const weekOf16 = 'Weekrapport example.nl: 16–22 november 2026'
const weekOf23 = 'Weekrapport example.nl: 23–29 november 2026'

describe('a weekly report', () => {
  test('comes on Monday from seven on, to the one who asked, about the week that is over', async () => {
    await subscriber()
    await makeStaff(world.ports, 'niet@staff.example', 'admin')
    expect(await subjects('2026-11-22T22:00:00Z')).toEqual([])
    expect(await subjects('2026-11-23T05:59:00Z')).toEqual([])
    const [mail, ...more] = await roundAt('2026-11-23T06:00:00Z')
    expect(more).toEqual([])
    expect(mail).toMatchObject({ to: email, subject: weekOf16 })
    expect(mail?.text).toContain('Bezoekers: 6, daarvoor niets')
    expect(mail?.unsubscribeUrl).toMatch(/^http:\/\/localhost:3000\/report\/unsubscribe\/[\w-]{90,120}$/)
  })

  test('comes once: not again in the next rounds, after a restart, or from two who run at the same moment', async () => {
    for (const to of ['een@staff.example', 'twee@staff.example', 'drie@staff.example'])
      await subscriber({ to })
    world.setNow('2026-11-23T06:05:00Z')
    const other = await openWorld(pglite.db, { at: '2026-11-23T06:05:00Z' })
    await Promise.all([world, other, world, other].map(({ ports }) => sendReports(ports)))
    expect((await takeMails(world)).map(({ to }) => to).toSorted()).toEqual([
      'drie@staff.example',
      'een@staff.example',
      'twee@staff.example',
    ])
    expect(await subjects('2026-11-23T06:15:00Z')).toEqual([])
    expect(await subjects('2026-11-29T12:00:00Z')).toEqual([])
    expect(await subjects('2026-11-30T06:00:00Z')).toEqual([weekOf23, weekOf23, weekOf23])
  })

  test('after an outage comes late and for the last whole week alone', async () => {
    await subscriber()
    expect(await subjects('2026-11-23T06:00:00Z')).toEqual([weekOf16])
    expect(await subjects('2026-12-17T14:00:00Z')).toEqual(['Weekrapport example.nl: 7–13 december 2026'])
    expect(await subjects('2026-12-18T14:00:00Z')).toEqual([])
    // Back on a Monday before seven: the week before the last is old news, and the last one is not due.
    expect(await subjects('2026-12-28T05:00:00Z')).toEqual([])
  })

  test('begins with the first that is due after one subscribes', async () => {
    world.setNow('2026-11-23T09:00:00Z')
    await subscriber()
    expect(await subjects('2026-11-23T09:10:00Z')).toEqual([])
    expect(await subjects('2026-11-30T06:00:00Z')).toEqual([weekOf23])
  })

  test('is not sent twice to who leaves and comes back', async () => {
    const staffId = await subscriber()
    expect(await subjects('2026-11-23T06:00:00Z')).toHaveLength(1)
    const key = { siteId: site.id, staffId, period: 'week' as const }
    await endSubscription(pglite, key)
    await recordSubscription(world.ports, key)
    expect(await subjects('2026-11-23T06:10:00Z')).toEqual([])
  })
})

test('a monthly report comes on the first, also beside a weekly one', async () => {
  await subscriber({ periods: ['week', 'month'] })
  expect(await subjects('2026-11-30T06:00:00Z')).toEqual([weekOf23])
  expect(await subjects('2026-12-01T05:59:00Z')).toEqual([])
  expect(await subjects('2026-12-01T06:00:00Z')).toEqual(['Maandrapport example.nl: november 2026'])
  expect(await subjects('2026-12-31T12:00:00Z')).toEqual(['Weekrapport example.nl: 21–27 december 2026'])
})

test('each site has its own clock, readers and figures', async () => {
  const tokyo = await world.addSite({ domain: 'tokyo.example', timezone: 'Asia/Tokyo' })
  await subscriber()
  await subscriber({ to: 'taro@staff.example', at: tokyo })
  expect((await roundAt('2026-11-22T22:00:00Z')).map(({ to, subject }) => [to, subject])).toEqual([
    ['taro@staff.example', 'Weekrapport tokyo.example: 16–22 november 2026'],
  ])
  expect((await roundAt('2026-11-23T06:00:00Z')).map(({ to, subject }) => [to, subject])).toEqual([
    [email, weekOf16],
  ])
})

test('each reader gets it in their own language', async () => {
  const staffId = await subscriber({ to: 'ann@staff.example' })
  await subscriber()
  await pglite.db`update staff set language = 'en' where staff_id = ${staffId}`
  const mails = await roundAt('2026-11-23T06:00:00Z')
  expect(new Map(mails.map(({ to, subject }) => [to, subject]))).toEqual(
    new Map([
      [email, weekOf16],
      ['ann@staff.example', 'Weekly report of example.nl: 16\u2009–\u200922 November 2026'],
    ]),
  )
})

describe('nobody gets a report', () => {
  test('of a site that they may no longer see: the subscription ends, and that is written down', async () => {
    const gone = await subscriber({ to: 'weg@staff.example' })
    await subscriber()
    await pglite.db.begin((tx) =>
      grantRole(tx, world.ports, { staffId: gone, where: everywhere, role: null, by: null }),
    )
    expect((await roundAt('2026-11-23T06:00:00Z')).map(({ to }) => to)).toEqual([email])
    expect(await subscriptions()).toHaveLength(1)
    expect(
      await pglite.db`select actor_kind, site_id, object from staff_act where kind = 'report-unsubscribed'`,
    ).toEqual([{ actor_kind: 'service', site_id: site.id, object: gone }])
  })

  test('when they work at another site only', async () => {
    const other = await world.addSite({ domain: 'ander.example' })
    const staffId = await makeStaff(world.ports, email, 'viewer', other.id)
    for (const { id } of [site, other])
      await recordSubscription(world.ports, { siteId: id, staffId, period: 'week' })
    expect(await subjects('2026-11-23T06:00:00Z')).toEqual(['Weekrapport ander.example: 16–22 november 2026'])
  })

  test('when a group of the provider gives no role any more; with one, they get it', async () => {
    const staffId = await subscriber()
    await pglite.db`delete from staff_role where staff_id = ${staffId}`
    await pglite.db`update staff set granted_by_provider = 'viewer@example.nl' where staff_id = ${staffId}`
    expect(await subjects('2026-11-23T06:00:00Z')).toEqual([weekOf16])
    await pglite.db`update staff set granted_by_provider = 'viewer@elders.example' where staff_id = ${staffId}`
    expect(await subjects('2026-11-30T06:00:00Z')).toEqual([])
    expect(await subscriptions()).toEqual([])
  })

  test('whose account is gone, and nothing of it stays after the next round, due or not', async () => {
    const gone = await subscriber({ to: 'weg@staff.example' })
    const stays = await subscriber()
    await pglite.db.begin((tx) => forgetStaff(tx, gone))
    expect(await subjects('2026-11-20T10:00:00Z')).toEqual([])
    expect(await subscriptions()).toEqual([{ staff_id: stays, period: 'week' }])
  })
})

describe('what breaks', () => {
  test('for one reader stops no other, is logged without a word about them, and is tried again', async () => {
    const broken = await subscriber({ to: 'stuk@staff.example' })
    await subscriber()
    const [row] = await pglite.db<{ email: Buffer }[]>`select email from staff where staff_id = ${broken}`
    await pglite.db`update staff set email = '\\x00' where staff_id = ${broken}`
    expect((await roundAt('2026-11-23T06:00:00Z')).map(({ to }) => to)).toEqual([email])
    expect(world.logged.filter(({ event }) => event === 'failure')).toEqual([
      { event: 'failure', place: 'reports', code: 'unknown' },
    ])
    await pglite.db`update staff set email = ${row?.email ?? null} where staff_id = ${broken}`
    expect((await roundAt('2026-11-23T06:10:00Z')).map(({ to }) => to)).toEqual(['stuk@staff.example'])
  })

  test('between claim and mail takes both back, so that the report still comes', async () => {
    await subscriber()
    world.setNow('2026-11-23T06:00:00Z')
    // The queue asks for the sixteen bytes of a mail's number; the claim stands by then.
    const random: Ports['random'] = (bytes) => {
      if (bytes === 16) throw new Error('dies here')
      return randomBytes(bytes)
    }
    await sendReports({ ...world.ports, random })
    expect(await takeMails(world)).toEqual([])
    expect(await subjects('2026-11-23T06:10:00Z')).toEqual([weekOf16])
  })

  test('a stop ends the round between two readers', async () => {
    await subscriber()
    world.setNow('2026-11-23T06:00:00Z')
    await sendReports({ ...world.ports, isStopping: () => true })
    expect(await takeMails(world)).toEqual([])
  })
})

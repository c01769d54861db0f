/** Many at once, and the role of the desk, on a real PostgreSQL: PGlite has one backend, and everything comes one after the other there. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mailCode, tryCode } from '../../src/answer/code.ts'
import { buildPackage } from '../../src/answer/package.ts'
import { asDesk, connect, type Db } from '../../src/db/connect.ts'
import { useLink } from '../../src/rights/link.ts'
import { forgetSites } from '../../src/site/site.ts'
import { migrateAll, takeMails, writtenDown } from '../rights/requesting.ts'
import { openWorld } from '../support/world.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { furnish, live, openFor, type House, type Life } from './life.ts'
import { codeIn, release } from './released.ts'

let postgres: PostgresWorld
let db: Db
let house: House
let life: Life
beforeAll(async () => {
  postgres = await openPostgres()
  db = connect({ to: postgres.url, connectionsMax: 10, prepare: true })
  await migrateAll(db)
  forgetSites(db)
  house = await furnish(await openWorld(db), 'example.nl')
  life = await live(house)
})
afterAll(async () => {
  await db.end({ timeout: 1 })
  await postgres.close()
})

test('A-11: of a hundred wrong codes over ten connections three are looked at, and then the right one is dead', async () => {
  const { ports } = house.world
  const { request } = await release(house, life)
  await mailCode(ports, house.site, request)
  const code = codeIn(await takeMails(house))
  const which = { siteId: house.site.id, requestId: request.id }
  const wrong = (nth: number) => String((Number(code) + 1 + nth) % 1e8).padStart(8, '0')
  const outcomes = await Promise.all(
    Array.from({ length: 100 }, (_, nth) => tryCode(ports, which, wrong(nth))),
  )
  // The third that is looked at is told as the others are that come after it.
  expect(outcomes.filter((one) => one === 'wrong')).toHaveLength(2)
  expect(outcomes.filter((one) => one === 'dead')).toHaveLength(98)
  const [row] = await db<{ tries: number }[]>`
    select tries from rights_code where site_id = ${house.site.id} and request_id = ${request.id}`
  expect(row?.tries).toBe(3)
  expect(await tryCode(ports, which, code)).toBe('dead')
})

test('A-11: the right code ten times at once is right once', async () => {
  const { ports } = house.world
  const { request } = await release(house, life)
  await mailCode(ports, house.site, request)
  const code = codeIn(await takeMails(house))
  const which = { siteId: house.site.id, requestId: request.id }
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => tryCode(ports, which, code)))
  expect(outcomes.filter((one) => one === 'right')).toHaveLength(1)
})

test('A-15: fifty downloads at once are three', async () => {
  const { ports } = house.world
  const { path } = await release(house, life)
  const token = path.slice('/rights/download/'.length)
  const used = await Promise.all(Array.from({ length: 50 }, () => useLink(ports, token)))
  expect(used.filter(Boolean)).toHaveLength(3)
})

test('A-38: the desk reads nothing without an open request of that site', async () => {
  const { world, site } = house
  const tables = [
    'event',
    'visit',
    'subscriber',
    'delivery',
    'reader_hit',
    'consent_receipt',
    'rights_letter',
  ]
  const seenAs = (siteId: number, requestId: string) =>
    asDesk(db, { siteId, requestId }, async (tx) => {
      const seen: string[] = []
      for (const table of tables)
        if ((await tx`select 1 from ${tx(table)} limit 1`).length > 0) seen.push(table)
      return seen
    })
  const closed = (await release(house, life)).request
  const open = await openFor(house, life, 'access')
  expect(await seenAs(site.id, open.id)).toEqual(tables)
  expect(await seenAs(site.id, closed.id)).toEqual([])
  expect(await seenAs(site.id, (await writtenDown(house)).id)).toEqual([])
  expect(await seenAs(site.id, '')).toEqual([])
  expect(await seenAs((await world.addSite({ domain: 'elders.example' })).id, open.id)).toEqual([])
  const { categories } = await buildPackage(world.ports, site, closed)
  expect(categories.filter(({ rows }) => rows > 0)).toEqual([])
  // Nor is anything left of the role on the connection that it had.
  expect(
    (await db`select current_user <> 'voordeur_desk' as is_owner, 1 from subscriber limit 1`)[0]?.[
      'is_owner'
    ],
  ).toBe(true)
})

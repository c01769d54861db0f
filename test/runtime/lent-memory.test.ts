import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { addSite, findSite, forgetSites, lendSites, type SiteMemory } from '../../src/site/site.ts'
import { findDayKey, lendDayKeys, type DayKeyMemory } from '../../src/visitor/key.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

const random = (bytes: number) => randomBytes(bytes)
const now = () => new Date('2026-11-23T11:00:00Z')
const later = () => new Date('2026-11-25T11:00:01Z')

let world: PgliteWorld
beforeAll(async () => {
  world = await openPglite()
  await migrate(world.db, { now, random })
})
afterAll(() => world.close())

/** A client of its own, as a request on Workers has, and what it asked the database. */
function client(): { readonly db: Db; readonly asked: string[] } {
  const asked: string[] = []
  return {
    db: connect({ to: world.to, connectionsMax: 1, prepare: false, observe: (text) => asked.push(text) }),
    asked,
  }
}

describe('what an isolate remembers', () => {
  test('of a site serves the next client, a stranger asks for itself, and forgetting holds for both', async () => {
    await addSite({ db: world.db, now }, { domain: 'example.nl' })
    const memory: SiteMemory = new Map()
    const [first, second, stranger] = [client(), client(), client()]
    lendSites(first.db, memory)
    lendSites(second.db, memory)
    const site = await findSite({ db: first.db, now }, 'example.nl')
    expect(await findSite({ db: second.db, now }, 'example.nl')).toEqual(site)
    expect(second.asked).toEqual([])
    await findSite({ db: stranger.db, now }, 'example.nl')
    expect(stranger.asked).toHaveLength(1)
    forgetSites(first.db)
    await findSite({ db: second.db, now }, 'example.nl')
    expect(second.asked).toHaveLength(1)
    await Promise.all([first, second, stranger].map(({ db }) => db.end()))
  })

  test("of a day's key serves the next client, and a new key drives out one past its 48 hours (A-44)", async () => {
    const { site } = await addSite({ db: world.db, now }, { domain: 'keys.example' })
    const memory: DayKeyMemory = new Map()
    const [first, second] = [client(), client()]
    lendDayKeys(first.db, memory)
    lendDayKeys(second.db, memory)
    const key = await findDayKey({ db: first.db, now, random }, site.id, '2026-11-23', true)
    expect(await findDayKey({ db: second.db, now, random }, site.id, '2026-11-23', true)).toEqual(key)
    expect(second.asked).toEqual([])
    const next = await findDayKey({ db: second.db, now: later, random }, site.id, '2026-11-25', true)
    expect(next).not.toEqual(key)
    expect([...memory.keys()]).toEqual([`${site.id} 2026-11-25`])
    await Promise.all([first, second].map(({ db }) => db.end()))
  })
})

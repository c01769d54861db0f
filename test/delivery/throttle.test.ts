/** How fast newsletters leave: in a minute, to a mail domain, on a day; counted from the server's mails, by a clock that a test moves. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { openSender } from '../../src/delivery/send.ts'
import type { Session } from '../../src/mail/session.ts'
import type { Ports } from '../../src/ports.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import type { List } from '../../src/subscriber/list.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { addNewsList, addReaders, addScheduled, readIssue, setPace, someEmails, statesOf } from './mailing.ts'

let pglite: PgliteWorld
let world: World
let ports: Ports
let site: Site
let list: List
let left: { readonly to: string; readonly at: number }[]
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => pglite.close())
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db)
  ports = world.ports
  site = await world.addSite()
  list = await addNewsList(ports, site)
  left = []
})

const later = (seconds: number) =>
  world.setNow(new Date(ports.now().getTime() + seconds * 1_000).toISOString())
/** A server that says yes at once, and remembers by the test's clock. */
const session: Session = {
  ready: async () => null,
  close: () => undefined,
  async hand({ to }) {
    left.push({ to, at: ports.now().getTime() })
    return { kind: 'sent' }
  },
}
const openHere = (holder: string) =>
  openSender(ports, { sessions: [session, session], signing: null }, holder)

function mostIn(ms: number, some = left): number {
  const times = some.map(({ at }) => at).toSorted((a, b) => a - b)
  return Math.max(0, ...times.map((time) => times.filter((at) => at >= time && at < time + ms).length))
}

describe('of a site', () => {
  test('no more leave in a minute than are allowed, and hardly fewer', async () => {
    await setPace(ports, site, { mailsPerMinuteMax: 24, mailsPerMinuteAndDomainMax: 1_000 })
    await addReaders(ports, site, list, someEmails(40))
    await addScheduled(ports, site, [list])
    // Two processes, by turns.
    const senders = [openHere('one'), openHere('other')]
    for (let seconds = 0; seconds < 110; seconds += 2) {
      await senders[(seconds / 2) % 2]?.send({ limit: 1_000 })
      later(2)
    }
    expect(mostIn(60_000)).toBeLessThanOrEqual(24)
    expect(mostIn(60_000)).toBeGreaterThanOrEqual(22)
    expect(left).toHaveLength(40)
    expect(new Set(left.map(({ to }) => to)).size).toBe(40)
  })

  test('two senders at once take no more together than one', async () => {
    await setPace(ports, site, { mailsPerMinuteMax: 120, mailsPerMinuteAndDomainMax: 1_000 })
    await addReaders(ports, site, list, someEmails(60))
    await addScheduled(ports, site, [list])
    await Promise.all(['one', 'other', 'third'].map((name) => openHere(name).send({ limit: 1_000 })))
    expect(left).toHaveLength(10)
    expect(new Set(left.map(({ to }) => to)).size).toBe(10)
  })

  test('waits for the next one where there is time for that', async () => {
    await setPace(ports, site, { mailsPerMinuteMax: 60, mailsPerMinuteAndDomainMax: 1_000 })
    await addReaders(ports, site, list, someEmails(20))
    const issue = await addScheduled(ports, site, [list])
    const until = ports.now().getTime() + 10_500
    const waitUntil = async (at: Date) => {
      if (at.getTime() > until) return false
      later((at.getTime() - ports.now().getTime()) / 1_000)
      return true
    }
    expect(await openHere('one').send({ limit: 1_000, waitUntil })).toBe(14)
    expect(await statesOf(ports, issue)).toEqual({ sent: 14, queued: 6 })
  })
})

describe('to one mail domain', () => {
  test('no more leave in a minute than are allowed, and others are not held up', async () => {
    await setPace(ports, site, { mailsPerMinuteMax: 1_000, mailsPerMinuteAndDomainMax: 36 })
    await addReaders(ports, site, list, someEmails(45, ['groot.example']))
    await addReaders(ports, site, list, someEmails(10, ['klein.example']))
    const issue = await addScheduled(ports, site, [list])
    const sender = openHere('one')
    await sender.send({ limit: 1_000 })
    // A burst of the one, and of the other domain, too.
    expect(left).toHaveLength(6)
    for (let seconds = 0; seconds < 100; seconds += 2) {
      later(2)
      await sender.send({ limit: 1_000 })
    }
    for (const domain of ['groot.example', 'klein.example']) {
      const some = left.filter(({ to }) => to.endsWith(domain))
      expect(mostIn(60_000, some), domain).toBeLessThanOrEqual(36)
    }
    // The small one is done within its own minute.
    expect(left.filter(({ to }) => to.endsWith('klein.example')).at(-1)?.at).toBeLessThan(
      (left[0]?.at ?? 0) + 60_000,
    )
    expect(left).toHaveLength(55)
    expect((await readIssue(ports, issue)).state).toBe('sent')
    const [row] = await ports.db`select max(tries) as tries from delivery`
    expect(row).toEqual({ tries: 0 })
  })

  test('a pause does not end in a flood', async () => {
    await setPace(ports, site, { mailsPerMinuteMax: 1_000, mailsPerMinuteAndDomainMax: 12 })
    await addReaders(ports, site, list, someEmails(30))
    await addScheduled(ports, site, [list])
    await openHere('one').send({ limit: 1_000 })
    later(3_600)
    await openHere('one').send({ limit: 1_000 })
    expect(mostIn(60_000)).toBeLessThanOrEqual(12)
  })
})

describe('on a day', () => {
  test('no more leave than are allowed, by the clock of the site, also by two who send', async () => {
    // Half past eleven in the evening in Amsterdam.
    world.setNow('2026-11-23T22:30:00Z')
    await setPace(ports, site, {
      mailsPerMinuteMax: 10_000,
      mailsPerMinuteAndDomainMax: 10_000,
      mailsPerDayMax: 25,
    })
    await addReaders(ports, site, list, someEmails(60))
    const issue = await addScheduled(ports, site, [list])
    await Promise.all(['one', 'other'].map((name) => openHere(name).send({ limit: 1_000 })))
    expect(left).toHaveLength(25)
    expect((await readIssue(ports, issue)).pauseCode).toBe('DAY_FULL')
    later(29 * 60)
    await openHere('one').send({ limit: 1_000 })
    expect(left).toHaveLength(25)
    later(60)
    await openHere('one').send({ limit: 1_000 })
    expect(left).toHaveLength(50)
    later(86_400)
    await openHere('one').send({ limit: 1_000 })
    expect(left).toHaveLength(60)
    expect(await readIssue(ports, issue)).toMatchObject({ state: 'sent', pauseCode: null })
  })

  test('what did not leave is not of that day', async () => {
    await setPace(ports, site, {
      mailsPerMinuteMax: 10_000,
      mailsPerMinuteAndDomainMax: 10_000,
      mailsPerDayMax: 20,
    })
    await addReaders(ports, site, list, someEmails(30))
    await addScheduled(ports, site, [list])
    let isAway = true
    const away: Session = {
      ...session,
      hand: async (parcel) => (isAway ? { kind: 'postponed', code: '451' as never } : session.hand(parcel)),
    }
    const sender = openSender(ports, { sessions: [away], signing: null }, 'one')
    await sender.send({ limit: 100 })
    expect(left).toEqual([])
    isAway = false
    later(300)
    await sender.send({ limit: 100 })
    expect(left).toHaveLength(20)
  })
})

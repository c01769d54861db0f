/**
 * Fact 10, wherever a sender dies: nobody is left out, nobody is mailed twice unless the mail is marked uncertain first. The server is one in
 * memory that dies with the sender at every step in turn; the database is real.
 */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { openSender } from '../../src/delivery/send.ts'
import type { Session } from '../../src/mail/session.ts'
import type { FailureCode, Ports } from '../../src/ports.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import type { List } from '../../src/subscriber/list.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { addNewsList, addReaders, addScheduled, setPace, someEmails } from './mailing.ts'

let pglite: PgliteWorld
let world: World
let ports: Ports
let site: Site
let list: List
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => pglite.close())

async function begin(): Promise<void> {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db)
  ports = world.ports
  site = await world.addSite()
  list = await addNewsList(ports, site)
  await setPace(ports, site, { mailsPerMinuteMax: 100_000, mailsPerMinuteAndDomainMax: 100_000 })
}
const later = (seconds: number) =>
  world.setNow(new Date(ports.now().getTime() + seconds * 1_000).toISOString())

/** Where the process dies at one of the mails, or what the server does to it. */
const steps = [
  'before-connecting',
  'before-data',
  'in-data-taken',
  'in-data-lost',
  'connection-lost-taken',
  'connection-lost',
  'later',
  'away',
  'yes',
] as const
type Step = (typeof steps)[number]

class Died extends Error {}

interface Server {
  readonly got: string[]
  readonly uncertain: Set<string>
}

/** A process with its connections: once it died, nothing of it goes on, as with SIGKILL. */
function openProcess(server: Server, plan: Step[], holder: string) {
  let isDead = false
  const never = new Promise<never>(() => {})
  const die = (): never => {
    isDead = true
    throw new Died()
  }
  const session = (): Session => ({
    ready: async () => {
      if (isDead) return never
      if (plan[0] === 'before-connecting') {
        plan.shift()
        return die()
      }
      return null
    },
    close: () => undefined,
    async hand({ to }) {
      if (isDead) return never
      const step = plan.shift() ?? 'yes'
      switch (step) {
        case 'before-connecting':
        case 'before-data':
          return die()
        case 'in-data-taken':
          server.got.push(to)
          server.uncertain.add(to)
          return die()
        case 'in-data-lost':
          server.uncertain.add(to)
          return die()
        case 'connection-lost-taken':
          server.got.push(to)
          server.uncertain.add(to)
          return { kind: 'uncertain', code: 'ECONNECTION' as FailureCode }
        case 'connection-lost':
          server.uncertain.add(to)
          return { kind: 'uncertain', code: 'ECONNECTION' as FailureCode }
        case 'later':
          return { kind: 'postponed', code: '451' as FailureCode }
        case 'away':
          return { kind: 'away', code: 'ECONNECTION' as FailureCode, isOurs: false }
        case 'yes':
          server.got.push(to)
          return { kind: 'sent' }
      }
    },
  })
  // What the dead one would still write never reaches the database.
  const db = new Proxy(ports.db, {
    apply: (target, self, args) => (isDead ? never : (Reflect.apply(target, self, args) as unknown)),
    get: (target, name, self) =>
      isDead && name === 'begin' ? () => never : (Reflect.get(target, name, self) as unknown),
  })
  const sender = openSender({ ...ports, db }, { sessions: [session(), session()], signing: null }, holder)
  return {
    run: () =>
      Promise.race([
        sender.send({ limit: 1_000 }).catch((thrown: unknown) => {
          if (!(thrown instanceof Died)) throw thrown
        }),
        // All of it stands still for good.
        new Promise<void>((resolve) => {
          const look = setInterval(() => {
            if (!isDead) return
            clearInterval(look)
            resolve()
          }, 5)
          void sender
        }),
      ]),
  }
}

describe('fact 10: whatever dies, and wherever', () => {
  test('nobody is left out, and nobody is mailed twice who was not uncertain', async () => {
    let deaths = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 24 }),
        async (planned) => {
          await begin()
          const emails = someEmails(16)
          await addReaders(ports, site, list, emails)
          await addScheduled(ports, site, [list])
          const server: Server = { got: [], uncertain: new Set() }
          const plan = [...planned]
          for (let life = 0; life < 60; life += 1) {
            const before = plan.length
            await openProcess(server, plan, `life-${life}`).run()
            if (before !== plan.length) deaths += 1
            // Leases end, and whatever was told to wait is due.
            later(400)
            const [row] = await ports.db<{ open: number }[]>`
            select count(*)::integer as open from newsletter_issue where state <> 'sent'`
            if (row?.open === 0) break
            // A server that takes no mail stops the issue, until somebody has looked.
            await ports.db`update newsletter_issue set state = 'sending', pause_code = null where state = 'paused'`
          }
          const rows = await ports.db<{ state: string; mails: number }[]>`
          select state, count(*)::integer as mails from delivery group by 1`
          const states = Object.fromEntries(rows.map(({ state, mails }) => [state, mails]))
          const settled = new Set(server.got)
          // Every one arrived, or stands there as uncertain or waiting: none is forgotten.
          expect((states['sent'] ?? 0) + (states['uncertain'] ?? 0) + (states['queued'] ?? 0)).toBe(16)
          expect(states['claimed'] ?? 0).toBe(0)
          expect(states['handing'] ?? 0).toBe(0)
          // No mail came twice: the uncertain ones are not sent again by themselves.
          expect(server.got).toHaveLength(settled.size)
          for (const to of emails)
            if (!settled.has(to))
              expect((states['uncertain'] ?? 0) + (states['queued'] ?? 0)).toBeGreaterThan(0)
          expect(states['queued'] ?? 0).toBe(0)
          expect(states['uncertain'] ?? 0).toBeGreaterThanOrEqual(
            emails.filter((to) => !settled.has(to)).length,
          )
        },
      ),
      {
        numRuns: 25,
        // Stopped after five broken connections, and gone on with.
        examples: [
          [
            [
              'connection-lost-taken',
              'away',
              'connection-lost',
              'connection-lost-taken',
              'connection-lost',
              'connection-lost-taken',
            ],
          ],
        ],
      },
    )
    // It did die, or this shows nothing.
    expect(deaths).toBeGreaterThan(20)
  })
})

/** What comes back, out of a mailbox: a real conversation with a server on loopback. */
import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/config.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Issue } from '../../src/newsletter/issue.ts'
import type { Ports } from '../../src/ports.ts'
import { openMailbox, type NodeMailbox } from '../../src/runtime/mailbox.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import type { Subscriber } from '../../src/subscriber/subscriber.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { startService } from '../fault/program.ts'
import { openImap, type Imap, type ImapOptions } from './imap-server.ts'
import { addReader, handIn, makeIssue, makeLists, returnTo, standingOf } from './readers.ts'
import { holidayReply, ownWords, postfixBounce, unsubscribeMail } from './returned-mails.ts'

let pglite: PgliteWorld
let world: World
let site: Site
let anna: Subscriber
let issue: Issue
const opened: { close(): Promise<void> }[] = []

beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: '2026-11-02T11:00:00Z' })
  site = await world.addSite()
  const lists = await makeLists(world, site)
  anna = await addReader(world, site, lists)
  issue = await makeIssue(world, site, lists)
  await handIn(world, issue, anna)
})
afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.close()
})
afterAll(() => pglite.close())

const password = 'geheim'

async function openServer(options: ImapOptions = {}): Promise<Imap> {
  const imap = await openImap(options)
  opened.push(imap)
  return imap
}

/** Reads once as it is opened; `take` waits for that and reads again. */
function read(
  imap: Imap,
  more: { shown?: string; folder?: string; ports?: Partial<Ports> } = {},
): NodeMailbox {
  const { shown = password, folder = 'INBOX', ports = {} } = more
  const mailbox = openMailbox(
    { ...world.ports, ...ports },
    {
      host: '127.0.0.1',
      port: imap.port,
      security: 'none',
      user: 'beheer@example.nl',
      password: new Secret(shown),
      folder,
    },
  )
  opened.push(mailbox)
  return mailbox
}

const standing = () => standingOf(world, issue, anna)
const failures = () =>
  world.logged.flatMap((line) => (line.event === 'failure' ? [[line.place, line.code]] : []))

describe('a mailbox', () => {
  test('is read: what was understood acts and is deleted, everything else stays as it was, unread', async () => {
    const imap = await openServer()
    const own = imap.add(ownWords({ to: returnTo(world, issue, anna) }))
    const foreign = imap.add(postfixBounce())
    imap.add(postfixBounce({ to: returnTo(world, issue, anna) }))
    imap.add(holidayReply({ to: returnTo(world, issue, anna) }))
    const broken = imap.add('geen mail')
    await read(imap).take()
    expect(await standing()).toMatchObject({ returned: 'hard', suppressed: 'bounce', live: 0 })
    expect(imap.list()).toEqual([own, foreign, broken].map((uid) => ({ uid, flags: [] })))
    expect(failures()).toEqual([])
  })

  test('takes somebody at their word who unsubscribes by mail', async () => {
    const imap = await openServer()
    imap.add(unsubscribeMail({ to: returnTo(world, issue, anna, 'unsubscribe') }))
    await read(imap).take()
    expect(await standing()).toMatchObject({ live: 0, endedBy: ['mail', 'mail'] })
    expect(imap.list()).toEqual([])
  })

  test('is asked each time for what is new, and never again for what was left', async () => {
    const imap = await openServer()
    imap.add(ownWords())
    const mailbox = read(imap)
    await mailbox.take()
    await mailbox.take()
    const asked = () => imap.commands.filter((one) => one.startsWith('UID FETCH')).length
    expect(asked()).toBe(1)
    imap.add(postfixBounce({ to: returnTo(world, issue, anna) }))
    await mailbox.take()
    expect(asked()).toBe(2)
    expect(imap.list()).toHaveLength(1)
    // Its server counts anew: so do we.
    imap.renumber()
    await mailbox.take()
    expect(asked()).toBe(3)
  })

  test('gives at most a quarter of a megabyte of each mail, and two hundred mails a round', async () => {
    const imap = await openServer()
    for (let nth = 0; nth < 201; nth += 1) imap.add('To: wie@example.nl\r\n\r\n')
    // The round at opening, and the one after it.
    await read(imap).take()
    const kinds = imap.commands.map((one) => one.split(' ').slice(0, 2).join(' '))
    const second = kinds.lastIndexOf('UID SEARCH')
    const fetches = (from: number, to?: number) =>
      kinds.slice(from, to).filter((one) => one === 'UID FETCH').length
    expect([fetches(0, second), fetches(second)]).toEqual([200, 1])
    expect(imap.commands.find((one) => one.startsWith('UID FETCH'))).toContain('<0.262144>')
  })

  test('that can not delete one mail alone only marks it, and others’ marks stay marks', async () => {
    const imap = await openServer({ hasUidPlus: false })
    const uid = imap.add(postfixBounce({ to: returnTo(world, issue, anna) }))
    const mailbox = read(imap)
    await mailbox.take()
    expect(imap.list()).toEqual([{ uid, flags: ['\\Seen', '\\Deleted'] }])
    expect(imap.commands.some((one) => one.includes('EXPUNGE'))).toBe(false)
    expect(await standing()).toMatchObject({ returned: 'hard' })
  })
})

describe('a round that fails', () => {
  test('says so as a code, nothing of what the server said, and comes again', async () => {
    const imap = await openServer()
    imap.add(postfixBounce({ to: returnTo(world, issue, anna) }))
    await read(imap, { shown: 'fout' }).take()
    await read(imap, { folder: 'Elders' }).take()
    expect(new Set(failures().map(([place, code]) => `${place} ${code}`))).toEqual(
      new Set(['returns AUTHENTICATIONFAILED', 'returns NONEXISTENT']),
    )
    expect(JSON.stringify(world.logged)).not.toMatch(/example|fout/)
    expect(await standing()).toMatchObject({ returned: null })
    await read(imap).take()
    expect(await standing()).toMatchObject({ returned: 'hard' })
  })

  test('half way reads on where it was, whether the server says no or hangs up', async () => {
    for (const how of ['no', 'hang-up'] as const) {
      const imap = await openServer()
      imap.fail(/^UID FETCH 2 /, how)
      imap.add(ownWords())
      imap.add(unsubscribeMail({ to: returnTo(world, issue, anna, 'unsubscribe') }))
      const last = imap.add(ownWords())
      const mailbox = read(imap)
      await mailbox.take()
      const asked = () => imap.commands.filter((one) => one.startsWith(`UID FETCH ${last} `)).length
      // One that the server does not give holds up nobody; a lost connection is taken up again at the same mail.
      expect([how, asked()]).toEqual([how, how === 'no' ? 1 : 0])
      imap.fail(null)
      await mailbox.take()
      expect([how, asked()]).toEqual([how, 1])
      expect([how, imap.list().length]).toEqual([how, how === 'no' ? 3 : 2])
    }
  })

  test('leaves the mail where it is while the database is away', async () => {
    const imap = await openServer()
    imap.add(postfixBounce({ to: returnTo(world, issue, anna) }))
    const away = () => Promise.reject(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))
    const db = Object.assign(away, { begin: away }) as unknown as Ports['db']
    const mailbox = read(imap, { ports: { db } })
    await mailbox.take()
    expect(imap.list()).toHaveLength(1)
    expect(new Set(failures().flat())).toEqual(new Set(['returns', 'ECONNREFUSED']))
    await mailbox.close()
    await read(imap).take()
    expect(imap.list()).toEqual([])
    expect(await standing()).toMatchObject({ returned: 'hard' })
  })

  test('keeps no stop waiting, however silent the server is', async () => {
    const imap = await openServer()
    imap.add(ownWords())
    imap.fail(/^UID FETCH/, 'silence')
    let isStopping = false
    const mailbox = read(imap, { ports: { isStopping: () => isStopping } })
    await expect.poll(() => imap.commands.some((one) => one.startsWith('UID FETCH'))).toBe(true)
    isStopping = true
    const begun = performance.now()
    await mailbox.close()
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(failures()).toEqual([])
  })

  test('of two who read the same mailbox counts once', async () => {
    const imap = await openServer()
    imap.add(postfixBounce({ to: returnTo(world, issue, anna) }))
    const [one, other] = [read(imap), read(imap)]
    await Promise.all([one.take(), other.take()])
    expect(imap.list()).toEqual([])
    expect(world.ports.counters().get('newsletters_returned')).toBe(1)
  })
})

test('the service as it is shipped reads its mailbox from the start, and stops while a server is silent', async () => {
  const imap = await openServer()
  const uid = imap.add(ownWords())
  imap.fail(/^UID FETCH/, 'silence')
  const service = await startService({
    VOORDEUR_IMAP_URL: `imap://beheer%40example.nl:${password}@127.0.0.1:${imap.port}/INBOX`,
  })
  await expect
    .poll(() => imap.commands.some((one) => one.startsWith(`UID FETCH ${uid} `)), { timeout: 60_000 })
    .toBe(true)
  const { code } = await service.end('SIGTERM')
  expect(code).toBe(0)
  expect(service.output()).toContain('"event":"stopped","clean":true')
  expect(service.output()).not.toContain('"failure"')
  expect(imap.list()).toEqual([{ uid, flags: [] }])
})

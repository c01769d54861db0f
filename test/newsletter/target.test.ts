/** Where links lead: remembered within bounds, mended at once, served stale rather than not at all. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { SiteId } from '../../src/db/schema.ts'
import {
  findTarget,
  lendTargets,
  openTargetMemory,
  readTarget,
  recordTarget,
  warmTargets,
} from '../../src/newsletter/target.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { addLinks, linkPath, mailIssue, targets, type Mailed } from './mailed.ts'

let pglite: PgliteWorld
let world: World
let mailed: Mailed
/** What was asked of the table. */
let asked: string[]
const opened: Db[] = []
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  asked = []
  const db = connect({
    to: pglite.to,
    connectionsMax: 1,
    prepare: true,
    observe: (statement) => {
      if (/select link_no, target/.test(statement)) asked.push(statement)
    },
  })
  opened.push(db)
  world = await openWorld(db)
  mailed = await mailIssue(world)
})
afterEach(() => Promise.all(opened.splice(0).map((db) => db.end({ timeout: 1 }))))
afterAll(() => pglite.close())

const at = (ms: number) => world.setNow(new Date(Date.parse('2026-11-23T11:00:00Z') + ms).toISOString())
const find = (linkNo: number, issueId = mailed.issue.id) =>
  findTarget(world.ports, { siteId: mailed.site.id, issueId, linkNo })
const away = async () => {
  await world.ports.db.end({ timeout: 1 })
}

describe('a target', () => {
  test('is read once for all links of a mail, and again behind the answer after ten seconds', async () => {
    expect([await find(1), await find(2), await find(3), await find(4), await find(0)]).toEqual([
      ...targets,
      null,
      null,
    ])
    expect(asked).toHaveLength(1)
    await pglite.db`update issue_link set target = 'https://example.nl/anders' where link_no = 2`
    at(9_999)
    expect(await find(2)).toBe(targets[1])
    expect(asked).toHaveLength(1)
    at(10_000)
    expect([await find(2), await find(2)]).toEqual([targets[1], targets[1]])
    await world.deferred.drain()
    expect(asked).toHaveLength(2)
    expect(await find(2)).toBe('https://example.nl/anders')
    // A clock that was set back makes nothing last.
    at(-60_000)
    await find(2)
    await world.deferred.drain()
    expect(asked).toHaveLength(3)
  })

  test('of what is not there is not asked for again and again either', async () => {
    for (let nth = 0; nth < 5; nth += 1) expect(await find(1, 99)).toBeNull()
    expect(asked).toHaveLength(1)
  })

  test('is there when a mail goes out, before anybody clicked, and is read again at the first click', async () => {
    warmTargets(world.ports.db, mailed.site.id, mailed.issue.id, ['https://example.nl/warm', 'mailto:a@b.nl'])
    expect([await find(1), await find(2)]).toEqual(['https://example.nl/warm', null])
    await world.deferred.drain()
    expect(asked).toHaveLength(1)
    expect(await find(1)).toBe(targets[0])
  })

  test('is another site’s own, whatever the numbers', async () => {
    const other = await world.addSite({ domain: 'ander.example' })
    expect(
      await findTarget(world.ports, { siteId: other.id, issueId: mailed.issue.id, linkNo: 1 }),
    ).toBeNull()
    expect(await find(1)).toBe(targets[0])
  })

  test('leads on while the database is away, however long, and asks it seldom', async () => {
    await find(1)
    await away()
    for (const ms of [20_000, 20_500, 3_600_000, 86_400_000]) {
      at(ms)
      const answer = await world.request(linkPath(world, mailed.issue, 1))
      expect([answer.status, answer.headers.get('location')]).toEqual([302, targets[0]])
      await world.deferred.drain()
    }
    expect(new Set(world.logged.map((line) => line.event))).toEqual(new Set(['request', 'failure']))
    // Each of many clicks within a second would ask it in vain, and say so in the log.
    const failures = () => world.logged.filter(({ event }) => event === 'failure').length
    const before = failures()
    at(90_000_000)
    for (let nth = 0; nth < 20; nth += 1) {
      await world.request(linkPath(world, mailed.issue, 1))
      await world.deferred.drain()
    }
    expect(failures() - before).toBe(2)
  })

  test('that nobody remembers, while the database is away, is a page that says when to come back', async () => {
    await away()
    for (const [language, text] of [
      ['nl', 'Probeer het later nog eens'],
      ['en', 'try again later'],
    ] as const) {
      const answer = await world.request(linkPath(world, mailed.issue, 1), {
        headers: { accept: 'text/html', 'accept-language': language },
      })
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(await answer.text()).toContain(text)
    }
    await world.deferred.drain()
    // A picture is there all the same.
    expect((await world.request(linkPath(world, mailed.issue, 0))).status).toBe(200)
    await world.deferred.drain()
  })

  test('is answered at once by a memory, when the database takes the question and says nothing', async () => {
    await find(1)
    at(60_000)
    let questions = 0
    // Takes questions, and answers none.
    const silent = new Proxy(world.ports.db, {
      apply: () => {
        questions += 1
        return new Promise<never>(() => {})
      },
    })
    const memory = openTargetMemory()
    lendTargets(silent, memory)
    warmTargets(silent, mailed.site.id, mailed.issue.id, targets)
    const key = { siteId: mailed.site.id, issueId: mailed.issue.id, linkNo: 1 }
    const ports = { ...world.ports, db: silent, defer: () => {} }
    for (let nth = 0; nth < 100; nth += 1) expect(await findTarget(ports, key)).toBe(targets[0])
    expect(questions).toBe(1)
    at(90_001)
    expect(await findTarget(ports, key)).toBe(targets[0])
    expect(questions).toBe(2)
  })
})

describe('a memory', () => {
  const siteId = 1 as SiteId
  const many = (length: number) => Array.from({ length }, (_, nth) => `https://example.nl/${nth}`)

  test('is bounded, and lets go of what was asked for longest ago', async () => {
    const memory = openTargetMemory()
    lendTargets(world.ports.db, memory)
    for (let issueId = 1; issueId <= 100; issueId += 1) {
      warmTargets(world.ports.db, siteId, issueId, many(999))
      // The first one is asked for all the time.
      await findTarget(world.ports, { siteId, issueId: 1, linkNo: 1 })
    }
    await world.deferred.drain()
    expect(memory.links).toBeLessThanOrEqual(20_000)
    expect(memory.links).toBe(
      [...memory.issues.values()].reduce((sum, { targets: { length } }) => sum + length + 1, 0),
    )
    const kept = [...memory.issues.keys()].map((name) => Number(name.split(' ')[1]))
    expect(kept.toSorted((a, b) => a - b).slice(-19)).toEqual(
      Array.from({ length: 19 }, (_, nth) => 82 + nth),
    )
    expect(kept).toContain(1)
    // One that is larger than all of it is kept, alone.
    warmTargets(world.ports.db, siteId, 101, many(25_000))
    expect([...memory.issues.keys()]).toEqual([`${siteId} 101`])
    warmTargets(world.ports.db, siteId, 102, many(10))
    expect([...memory.issues.keys()]).toEqual([`${siteId} 102`])
  })

  test('is lent from one client to the next, as on Workers', async () => {
    const memory = openTargetMemory()
    lendTargets(world.ports.db, memory)
    await find(1)
    const db = connect({ to: pglite.to, connectionsMax: 1, prepare: true })
    opened.push(db)
    lendTargets(db, memory)
    expect(
      await findTarget(
        { ...world.ports, db },
        { siteId: mailed.site.id, issueId: mailed.issue.id, linkNo: 3 },
      ),
    ).toBe(targets[2])
    expect(asked).toHaveLength(1)
  })
})

describe('fact 12: mending a target', () => {
  const mend = (linkNo: number, target: string) => recordTarget(world.ports, mailed.issue, linkNo, target)

  test('takes effect at once in this process, and for mails that were sent', async () => {
    expect(await find(2)).toBe(targets[1])
    world.setNow('2026-11-23T11:00:05Z')
    expect(await mend(2, '  https://Example.nl/goed?a=1&b=é#x ')).toBe('recorded')
    expect(await find(2)).toBe('https://example.nl/goed?a=1&b=%C3%A9#x')
    expect([await find(1), await find(3)]).toEqual([targets[0], targets[2]])
    const rows = await pglite.db`select link_no, target, changed_at from issue_link where link_no = 2`
    expect([...rows]).toEqual([
      {
        link_no: 2,
        target: 'https://example.nl/goed?a=1&b=%C3%A9#x',
        changed_at: new Date('2026-11-23T11:00:05Z'),
      },
    ])
  })

  test('is not undone by somebody who read the old one at that moment', async () => {
    await find(1)
    at(60_000)
    const [, mended] = await Promise.all([find(2), mend(2, 'https://example.nl/goed')])
    await world.deferred.drain()
    expect(mended).toBe('recorded')
    expect(await find(2)).toBe('https://example.nl/goed')
  })

  test('of a link that is not there, or to what is no web address, is refused and changes nothing', async () => {
    await find(1)
    for (const [linkNo, target, why] of [
      [4, 'https://example.nl/', 'unknown'],
      [0, 'https://example.nl/', 'unknown'],
      [1, 'javascript:alert(1)', 'invalid'],
      [1, 'example.nl', 'invalid'],
      [1, '//example.nl', 'invalid'],
      [1, 'mailto:a@example.nl', 'invalid'],
      [1, `https://example.nl/${'a'.repeat(2_000)}`, 'invalid'],
      [1, '', 'invalid'],
    ] as const)
      expect(await mend(linkNo, target)).toBe(why)
    await addLinks(world.ports.db, { ...mailed.issue, id: mailed.issue.id + 1 })
    expect(
      await recordTarget(
        world.ports,
        { siteId: (mailed.site.id + 1) as SiteId, id: mailed.issue.id },
        1,
        targets[1] ?? '',
      ),
    ).toBe('unknown')
    expect([await find(1), await find(2), await find(3)]).toEqual(targets)
  })
})

describe('readTarget', () => {
  test('N8: takes web addresses alone, as browsers read them, and what comes out can stand in a header', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl({ withQueryParameters: true, withFragments: true }),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const target = readTarget(text)
          if (target === null) return
          expect(target).toMatch(/^https?:\/\/[\x21-\x7e]+$/)
          expect(target.length).toBeLessThanOrEqual(2_000)
          expect(readTarget(target)).toBe(target)
          expect(new Headers({ location: target }).get('location')).toBe(target)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test.each([
    [
      'https://example.nl/a?x=%2F&sig=a%2Bb%3D%3D&y=1+2#z',
      'https://example.nl/a?x=%2F&sig=a%2Bb%3D%3D&y=1+2#z',
    ],
    ['HTTP://EXAMPLE.NL', 'http://example.nl/'],
    ['https://exa\nmple.nl/\r\nSet-Cookie: x', 'https://example.nl/Set-Cookie:%20x'],
    ['https://bücher.example/ä', 'https://xn--bcher-kva.example/%C3%A4'],
  ])('reads %j', (text, target) => {
    expect(readTarget(text)).toBe(target)
  })

  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt://example.nl/%0aalert(1)',
    'data:text/html,x',
    'vbscript:x',
    'ftp://a.nl/',
    'file:///etc/passwd',
    'mailto:a@b.nl',
    'tel:010',
    '#a',
    '/a',
    '//a.nl',
    'https://',
    'http:///',
  ])('refuses %j', (text) => {
    expect(readTarget(text)).toBeNull()
  })
})

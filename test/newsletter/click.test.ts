/** A link in a mail: where it leads, what it counts, and for whom it counts nothing. */
import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { exportHits, forgetHits } from '../../src/newsletter/forget.ts'
import { recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { recordMeasureAnswer } from '../../src/subscriber/subscriber.ts'
import { signLink } from '../../src/subscriber/token.ts'
import { forgetSites } from '../../src/site/site.ts'
import { inlineParts } from '../page/html.ts'
import { chrome } from '../support/send.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  addReader,
  allowing,
  counts,
  follow,
  linkPath,
  mailIssue,
  readerHits,
  targets,
  type Mailed,
} from './mailed.ts'

let pglite: PgliteWorld
let world: World
let mailed: Mailed
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  // A client of its own, so that nothing is remembered of the test before.
  world = await openWorld(connectAgain())
  mailed = await mailIssue(world)
})
const opened: Db[] = []
function connectAgain(): Db {
  const db = connect({ to: pglite.to, connectionsMax: 2, prepare: true })
  opened.push(db)
  return db
}
afterEach(() => Promise.all(opened.splice(0).map((db) => db.end({ timeout: 1 }))))
afterAll(() => pglite.close())

const withdraw = (id: bigint) =>
  world.ports.db.begin(async (db) => {
    const ports = { ...world.ports, db }
    await recordMeasureAnswer(ports, mailed.site.id, id, { answer: 'no', textId: null, channel: 'page' })
    await forgetHits(ports, mailed.site.id, id)
  })

describe('a click', () => {
  test('leads on at once to the target as it was written, and tells it nothing of where it came from', async () => {
    for (const [nth, target] of targets.entries()) {
      const answer = await follow(world, linkPath(world, mailed.issue, nth + 1))
      expect(answer.status).toBe(302)
      expect(answer.headers.get('location')).toBe(target)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
      expect(answer.headers.get('x-robots-tag')).toBe('noindex')
      expect(answer.headers.get('set-cookie')).toBeNull()
      expect(await answer.text()).toBe('')
    }
  })

  test('N8: nothing in the request changes where it leads', async () => {
    const path = linkPath(world, mailed.issue, 1)
    for (const more of ['?url=https://kwaad.example', '?sig=anders&a=2', '?', '?lang=en'])
      expect((await follow(world, path + more)).headers.get('location')).toBe(targets[0])
    const odd = { host: 'kwaad.example', 'x-forwarded-host': 'kwaad.example', 'x-original-url': '/kwaad' }
    expect((await follow(world, path, { headers: odd })).headers.get('location')).toBe(targets[0])
  })

  test('N8: that is forged, cut, of another purpose, or of what is not there leads nowhere and counts nothing', async () => {
    const { site, issue } = mailed
    const link = { siteId: site.id, issueId: issue.id, linkNo: 1, subscriberId: null }
    const good = signLink(world.ports, 'click', link)
    const elsewhere = { ...world.ports, keyFor: () => new Uint8Array(32) }
    const tokens = [
      'x',
      good.slice(0, -1),
      good.slice(1),
      `${good}A`,
      good.toLowerCase() === good ? good.toUpperCase() : good.toLowerCase(),
      signLink(elsewhere, 'click', link),
      ...(['open', 'unsubscribe', 'manage', 'view'] as const).map((purpose) =>
        signLink(world.ports, purpose, link),
      ),
      signLink(world.ports, 'click', { ...link, linkNo: 4 }),
      signLink(world.ports, 'click', { ...link, linkNo: 0 }),
      signLink(world.ports, 'click', { ...link, issueId: issue.id + 1 }),
      signLink(world.ports, 'click', { ...link, issueId: 0 }),
      signLink(world.ports, 'click', { ...link, siteId: (site.id + 1) as SiteId }),
      '%00',
      '%E2%80%AE',
      'https:%2F%2Fkwaad.example',
    ]
    for (const token of tokens) {
      const answer = await follow(world, `/n/c/${token}`, { headers: { accept: 'text/html' } })
      expect([token, answer.status, answer.headers.get('location')]).toEqual([token, 404, null])
    }
    expect(await counts(pglite.db)).toEqual([])
    expect((await follow(world, `/n/c/${good}`)).status).toBe(302)
  })

  test('that leads nowhere is told so in the language of who follows it, without a word of what was sent', async () => {
    const page = async (language: string) =>
      (
        await follow(world, '/n/c/verzonnen-token', {
          headers: { accept: 'text/html', 'accept-language': language },
        })
      ).text()
    expect(await page('nl')).toContain('Deze link klopt niet')
    expect(await page('en')).toContain('This link is not right')
    expect(inlineParts(await page('nl'))).toEqual([])
  })

  test('N8: a target in the table that is no web address leads nowhere, whoever put it there', async () => {
    for (const target of [
      'javascript:alert(1)',
      'data:text/html,x',
      '//kwaad.example',
      '/intern',
      'ftp://a.example',
      '',
    ]) {
      await pglite.db`update issue_link set target = ${target} where link_no = 2`
      const fresh = await openWorld(connectAgain())
      expect([target, (await follow(fresh, linkPath(fresh, mailed.issue, 2))).status]).toEqual([target, 404])
    }
    expect(await counts(pglite.db)).toEqual([])
  })

  test('HEAD is answered as GET and counts nothing, nor does what is only loaded ahead', async () => {
    const path = linkPath(world, mailed.issue, 1)
    const [get, head] = [await follow(world, path), await follow(world, path, { method: 'HEAD' })]
    expect(head.status).toBe(get.status)
    expect([...head.headers]).toEqual([...get.headers])
    const before = await counts(pglite.db)
    expect(before).toEqual(['2026-11-23 1 aggregate human 1'])
    for (const headers of [
      { 'sec-purpose': 'prefetch' },
      { 'sec-purpose': 'prefetch;prerender' },
      { purpose: 'prefetch' },
      { 'x-moz': 'prefetch' },
    ])
      expect((await follow(world, path, { headers })).status).toBe(302)
    expect(await counts(pglite.db)).toEqual(before)
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await follow(world, path, { method })).status).toBe(404)
    expect(await counts(pglite.db)).toEqual(before)
  })

  test('is counted on the local day of its site', async () => {
    world.setNow('2026-11-23T22:59:59Z')
    await follow(world, linkPath(world, mailed.issue, 2))
    world.setNow('2026-11-23T23:00:00Z')
    await follow(world, linkPath(world, mailed.issue, 2))
    expect(await counts(pglite.db)).toEqual([
      '2026-11-23 2 aggregate human 1',
      '2026-11-24 2 aggregate human 1',
    ])
  })
})

describe('N7: measuring all readers alike', () => {
  test('keeps counters after a thousand hits, and no sign of who', async () => {
    const paths = [1, 2, 3].map((linkNo) => linkPath(world, mailed.issue, linkNo))
    expect(new Set(paths.map((path) => path.length)).size).toBe(1)
    for (let hit = 0; hit < 1_000; hit += 1) {
      world.setNow(new Date(Date.parse('2026-11-23T11:00:00Z') + hit * 1_500).toISOString())
      await world.request(
        paths[hit % 3] ?? '',
        { headers: { 'user-agent': `${chrome} ${hit % 7}` } },
        `203.0.${hit % 113}.${hit % 251}`,
      )
    }
    await world.deferred.drain()
    expect(await counts(pglite.db)).toEqual([
      '2026-11-23 1 aggregate human 334',
      '2026-11-23 2 aggregate human 333',
      '2026-11-23 3 aggregate human 333',
    ])
    expect(await readerHits(pglite.db)).toEqual([])
    const [columns] = await pglite.db<{ names: string[] }[]>`
      select array_to_json(array_agg(column_name::text order by column_name)) as names
      from information_schema.columns where table_name = 'hit_count'`
    expect(columns?.names).toEqual(['day', 'issue_id', 'level', 'link_no', 'site_id', 'times', 'verdict'])
  }, 300_000)

  test('stops at once when the site switches it off, in mails already sent, and links go on', async () => {
    await recordNewsletterSettings(world.ports, mailed.site, allowing({ opens: 'personal', clicks: 'off' }))
    expect((await follow(world, linkPath(world, mailed.issue, 1))).status).toBe(302)
    expect(await counts(pglite.db)).toEqual([])
    await recordNewsletterSettings(world.ports, mailed.site, allowing({ clicks: 'aggregate' }))
    await follow(world, linkPath(world, mailed.issue, 1))
    expect(await counts(pglite.db)).toHaveLength(1)
  })

  test('leaves out whose browser says not to be measured', async () => {
    const path = linkPath(world, mailed.issue, 1)
    for (const headers of [{ dnt: '1' }, { 'sec-gpc': '1' }])
      expect((await follow(world, path, { headers })).headers.get('location')).toBe(targets[0])
    expect(await counts(pglite.db)).toEqual([])
    await follow(world, path, { headers: { dnt: '0' } })
    expect(await counts(pglite.db)).toHaveLength(1)
  })
})

describe('N5: measuring one reader', () => {
  const yes = { answer: 'yes', level: 'personal' } as const

  test('keeps what they clicked, once they said yes and while they do', async () => {
    const reader = await addReader(world, mailed, 'anna', yes)
    const path = linkPath(world, mailed.issue, 2, reader)
    await follow(world, path, { headers: { dnt: '1' } })
    world.setNow('2026-11-23T12:00:00Z')
    await follow(world, path)
    expect(await counts(pglite.db)).toEqual(['2026-11-23 2 personal human 2'])
    expect(await readerHits(pglite.db)).toEqual([`${reader} 2 human 2`])
    expect(await exportHits(world.ports, mailed.site.id, reader)).toEqual([
      {
        issueId: mailed.issue.id,
        subject: 'Nieuws van mei',
        target: targets[1],
        verdict: 'human',
        times: 2,
        firstAt: new Date('2026-11-23T11:00:00Z'),
        lastAt: new Date('2026-11-23T12:00:00Z'),
      },
    ])
  })

  test('fact 3: ends with their word, also for mail that was sent before; the link goes on, and what was kept is gone', async () => {
    const reader = await addReader(world, mailed, 'anna', yes)
    const other = await addReader(world, mailed, 'bas', yes)
    const path = linkPath(world, mailed.issue, 1, reader)
    await follow(world, path)
    await follow(world, linkPath(world, mailed.issue, 1, other))
    await withdraw(reader)
    expect(await readerHits(pglite.db)).toEqual([`${other} 1 human 1`])
    expect(await exportHits(world.ports, mailed.site.id, reader)).toEqual([])
    const before = await counts(pglite.db)
    expect(before).toEqual(['2026-11-23 1 personal human 2'])
    const answer = await follow(world, path)
    expect(answer.headers.get('location')).toBe(targets[0])
    expect(await counts(pglite.db)).toEqual(before)
    expect(await readerHits(pglite.db)).toEqual([`${other} 1 human 1`])
  })

  test('fact 3: never begins for a mail that was made without it, whatever they say later', async () => {
    for (const [name, answer, level] of [
      ['cas', 'yes', 'aggregate'],
      ['dirk', 'yes', 'off'],
      ['els', 'no', 'personal'],
      ['fien', null, 'personal'],
    ] as const) {
      const reader = await addReader(world, mailed, name, { answer, level })
      expect((await follow(world, linkPath(world, mailed.issue, 1, reader))).status).toBe(302)
    }
    expect(await counts(pglite.db)).toEqual([])
    expect(await readerHits(pglite.db)).toEqual([])
  })

  test('stores nothing at all of somebody erased, of a delivery that is gone, or when the site measures nobody any more', async () => {
    const erased = await addReader(world, mailed, 'gerda', yes)
    const swept = await addReader(world, mailed, 'hans', yes)
    const other = await addReader(world, mailed, 'ida', yes)
    await pglite.db`delete from subscriber where subscriber_id = ${String(erased)}`
    await pglite.db`delete from delivery where subscriber_id = ${String(swept)}`
    for (const reader of [erased, swept, 7n])
      expect((await follow(world, linkPath(world, mailed.issue, 1, reader))).status).toBe(302)
    for (const clicks of ['aggregate', 'off'] as const) {
      await recordNewsletterSettings(world.ports, mailed.site, allowing({ clicks }))
      expect((await follow(world, linkPath(world, mailed.issue, 1, other))).status).toBe(302)
    }
    expect(await counts(pglite.db)).toEqual([])
    expect(await readerHits(pglite.db)).toEqual([])
  })
})

describe('fact 11: a link to click', () => {
  test('opens nothing else: no preferences, no unsubscribing, no mail, and the other way round', async () => {
    const reader = await addReader(world, mailed, 'anna', { answer: 'yes', level: 'personal' })
    const link = { siteId: mailed.site.id, issueId: mailed.issue.id, linkNo: 1, subscriberId: reader }
    const click = signLink(world.ports, 'click', link)
    for (const path of [`/n/u/${click}`, `/n/m/${click}`, `/n/v/${click}`, `/n/o/${click}.gif`])
      for (const method of ['GET', 'POST'])
        expect([path, (await world.request(path, { method })).status]).toEqual([
          path,
          expect.toBeOneOf([403, 404]),
        ])
    const [row] = await pglite.db<{ live: number }[]>`
      select count(*)::integer as live from subscription where ended_at is null`
    expect(row?.live).toBe(1)
    for (const purpose of ['open', 'unsubscribe', 'manage', 'view'] as const)
      expect((await follow(world, `/n/c/${signLink(world.ports, purpose, link)}`)).status).toBe(404)
  })
})

describe('fact 7: three links within two seconds', () => {
  const at = (ms: number) => world.setNow(new Date(Date.parse('2026-11-23T11:00:00Z') + ms).toISOString())

  test('are a scanner’s, and so are the two before that were counted as a person’s, however long after sending', async () => {
    const reader = await addReader(world, mailed, 'anna', { answer: 'yes', level: 'personal' })
    for (const who of [reader, null]) {
      // A day that is not today: somebody read it before.
      await follow(world, linkPath(world, mailed.issue, 1, who))
      for (const [ms, linkNo] of [
        [60_000, 1],
        [60_900, 2],
      ] as const) {
        at(ms)
        await follow(world, linkPath(world, mailed.issue, linkNo, who))
      }
      const level = who === null ? 'aggregate' : 'personal'
      const ours = async () => (await counts(pglite.db)).filter((row) => row.includes(level))
      expect(await ours()).toEqual([`2026-11-23 1 ${level} human 2`, `2026-11-23 2 ${level} human 1`])
      at(62_000)
      await follow(world, linkPath(world, mailed.issue, 3, who))
      expect(await ours()).toEqual([
        `2026-11-23 1 ${level} human 1`,
        `2026-11-23 1 ${level} scanner 1`,
        `2026-11-23 2 ${level} scanner 1`,
        `2026-11-23 3 ${level} scanner 1`,
      ])
      at(0)
    }
    expect(await readerHits(pglite.db)).toEqual([
      `${reader} 1 human 1`,
      `${reader} 1 scanner 1`,
      `${reader} 2 scanner 1`,
      `${reader} 3 scanner 1`,
    ])
    // What is left is the click before, when it was made.
    const [kept] = (await exportHits(world.ports, mailed.site.id, reader)).filter(
      ({ verdict }) => verdict === 'human',
    )
    expect([kept?.firstAt, kept?.lastAt]).toEqual([
      new Date('2026-11-23T11:00:00Z'),
      new Date('2026-11-23T11:00:00Z'),
    ])
  })

  test('are a scanner’s when all come at once, before the first of them is stored', async () => {
    const reader = await addReader(world, mailed, 'anna', { answer: 'yes', level: 'personal' })
    const paths = [0, 1, 2, 3, 1].map((linkNo) => linkPath(world, mailed.issue, linkNo, reader))
    await Promise.all(paths.map((path) => world.request(path, { headers: { 'user-agent': chrome } })))
    await world.deferred.drain()
    expect(await readerHits(pglite.db)).toEqual([
      `${reader} 0 scanner 1`,
      `${reader} 1 scanner 2`,
      `${reader} 2 scanner 1`,
      `${reader} 3 scanner 1`,
    ])
    expect((await counts(pglite.db)).filter((row) => !row.includes('scanner'))).toEqual([])
  })

  test('are people’s when they are of different readers, networks or browsers, or take longer', async () => {
    const readers = [
      await addReader(world, mailed, 'anna', { answer: 'yes', level: 'personal' }),
      await addReader(world, mailed, 'bas', { answer: 'yes', level: 'personal' }),
    ]
    for (const linkNo of [1, 2])
      for (const reader of readers) await follow(world, linkPath(world, mailed.issue, linkNo, reader))
    for (const [nth, address] of ['198.51.100.1', '203.0.113.1', '192.0.2.1'].entries())
      await follow(world, linkPath(world, mailed.issue, nth + 1), { address })
    for (const linkNo of [1, 2, 3])
      await follow(world, linkPath(world, mailed.issue, linkNo), {
        address: '100.64.9.1',
        headers: { 'user-agent': `${chrome} ${linkNo}` },
      })
    // Nobody knows whose: then nobody is judged by it.
    for (const linkNo of [1, 2, 3])
      await follow(world, linkPath(world, mailed.issue, linkNo), { address: 'niets' })
    expect((await counts(pglite.db)).filter((row) => row.includes('scanner'))).toEqual([])
  })

  test('keep nothing of somebody who withdrew between the first and the third', async () => {
    const reader = await addReader(world, mailed, 'anna', { answer: 'yes', level: 'personal' })
    for (const linkNo of [1, 2]) await follow(world, linkPath(world, mailed.issue, linkNo, reader))
    await withdraw(reader)
    await follow(world, linkPath(world, mailed.issue, 3, reader))
    expect(await readerHits(pglite.db)).toEqual([])
    expect(await counts(pglite.db)).toEqual([
      '2026-11-23 1 personal scanner 1',
      '2026-11-23 2 personal scanner 1',
    ])
  })
})

describe('fact 8: what a hit was judged by', () => {
  test('is in no table, no log line and no answer: the verdict alone is', async () => {
    const marks = ['Kenmerk77', '203.0.113', '2001:db8:77', 'herkomst.example', 'taal-xx']
    const reader = await addReader(world, mailed, 'anna', { answer: 'yes', level: 'personal' })
    for (const address of ['203.0.113.77', '2001:db8:77:1::5'])
      for (const agent of [`${chrome} Kenmerk77`, 'Kenmerk77 bot'])
        for (const path of [
          linkPath(world, mailed.issue, 0),
          linkPath(world, mailed.issue, 1, reader),
          linkPath(world, mailed.issue, 2),
        ]) {
          const answer = await follow(world, path, {
            address,
            headers: {
              'user-agent': agent,
              referer: 'https://herkomst.example/postvak',
              'accept-language': 'taal-xx',
            },
          })
          const said = JSON.stringify([...answer.headers]) + (await answer.text())
          expect(marks.filter((mark) => said.includes(mark))).toEqual([])
        }
    expect((await counts(pglite.db)).length).toBeGreaterThan(3)
    const tables = await pglite.db<{ name: string }[]>`
      select table_name::text as name from information_schema.tables where table_schema = 'public'`
    expect(tables.length).toBeGreaterThan(40)
    for (const { name } of tables) {
      const rows = await pglite.db.unsafe(`select t::text as row from ${name} t`)
      const text = JSON.stringify(rows)
      expect([name, marks.filter((mark) => text.includes(mark))]).toEqual([name, []])
    }
    const logged = JSON.stringify(world.logged)
    expect(marks.filter((mark) => logged.includes(mark))).toEqual([])
    expect(logged).not.toContain(linkPath(world, mailed.issue, 2))
  })
})

describe('a failure', () => {
  test('of the counting is a code in the log, and the reader gets on', async () => {
    await pglite.db`alter table hit_count rename to hit_count_away`
    try {
      const answer = await follow(world, linkPath(world, mailed.issue, 1))
      expect(answer.headers.get('location')).toBe(targets[0])
      expect(world.logged).toContainEqual({ event: 'failure', place: 'newsletter', code: '42P01' })
    } finally {
      await pglite.db`alter table hit_count_away rename to hit_count`
    }
  })
})

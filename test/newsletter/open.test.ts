/** The dot that tells of an opening: always there, and counted by the same rules as a click. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { recordNewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { recordMeasureAnswer } from '../../src/subscriber/subscriber.ts'
import { signLink } from '../../src/subscriber/token.ts'
import { forgetSites } from '../../src/site/site.ts'
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
  world = await openWorld(pglite.db)
  mailed = await mailIssue(world)
})
afterAll(() => pglite.close())

const yes = { answer: 'yes', level: 'personal' } as const

describe('the dot', () => {
  test('is a picture of 43 bytes that nobody keeps, and says nothing', async () => {
    const answer = await follow(world, linkPath(world, mailed.issue, 0))
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toEqual({
      'content-type': 'image/gif',
      'content-length': '43',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'cross-origin',
    })
    const bytes = Buffer.from(await answer.arrayBuffer())
    expect(bytes).toHaveLength(43)
    // One by one.
    expect(bytes.subarray(0, 10).toString('hex')).toBe(`${Buffer.from('GIF89a').toString('hex')}01000100`)
    expect(bytes.at(-1)).toBe(0x3b)
  })

  test('N8: is 404 for what is no link of ours, a picture all the same, and counts nothing', async () => {
    const { site, issue } = mailed
    const link = { siteId: site.id, issueId: issue.id, linkNo: 0, subscriberId: null }
    const good = signLink(world.ports, 'open', link)
    const click = signLink(world.ports, 'click', link)
    for (const token of ['x', good.slice(0, -1), `${good}A`, click, '%00', `${good}/..`]) {
      const answer = await follow(world, `/n/o/${token}.gif`)
      expect([token, answer.status, answer.headers.get('content-type')]).toEqual([token, 404, 'image/gif'])
    }
    expect((await follow(world, `/n/o/${good}`)).status).toBe(404)
    // One of ours, of a newsletter or a site that is not there: nobody is told, and nothing is counted.
    for (const gone of [
      { ...link, issueId: issue.id + 1 },
      { ...link, issueId: 0 },
      { ...link, siteId: 99 as typeof site.id },
      { ...link, issueId: issue.id + 1, subscriberId: 5n },
    ])
      expect((await follow(world, `/n/o/${signLink(world.ports, 'open', gone)}.gif`)).status).toBe(200)
    expect(await counts(pglite.db)).toEqual([])
    expect(world.logged.filter(({ event }) => event === 'failure')).toEqual([])
  })

  test('HEAD and loading ahead count nothing', async () => {
    const path = linkPath(world, mailed.issue, 0)
    expect((await follow(world, path, { method: 'HEAD' })).status).toBe(200)
    await follow(world, path, { headers: { 'sec-purpose': 'prefetch' } })
    expect(await counts(pglite.db)).toEqual([])
  })

  test('N7: of all readers alike is counted by day and kind of reader, and stops when the site says so', async () => {
    const path = linkPath(world, mailed.issue, 0)
    for (const agent of [
      'Mozilla/5.0',
      'Mozilla/5.0 (via ggpht.com GoogleImageProxy)',
      '',
      'Thunderbird/115.3',
    ])
      await follow(world, path, { headers: { 'user-agent': agent } })
    await follow(world, path, { headers: { 'sec-gpc': '1' } })
    const all = [
      '2026-11-23 0 aggregate human 1',
      '2026-11-23 0 aggregate machine 1',
      '2026-11-23 0 aggregate proxy 1',
      '2026-11-23 0 aggregate scanner 1',
    ]
    expect(await counts(pglite.db)).toEqual(all)
    expect(await readerHits(pglite.db)).toEqual([])
    await recordNewsletterSettings(world.ports, mailed.site, allowing({ opens: 'off', clicks: 'personal' }))
    await follow(world, path)
    expect(await counts(pglite.db)).toEqual(all)
    // Clicks are another matter (opens and clicks are allowed apart).
    await follow(world, linkPath(world, mailed.issue, 1))
    expect(await counts(pglite.db)).toHaveLength(5)
  })

  test('N5: of one reader is kept while they consent, and afterwards it is a picture and nothing more', async () => {
    const reader = await addReader(world, mailed, 'anna', yes)
    const path = linkPath(world, mailed.issue, 0, reader)
    await follow(world, path)
    await follow(world, path, { headers: { 'user-agent': 'Mozilla/5.0' } })
    expect(await readerHits(pglite.db)).toEqual([`${reader} 0 human 1`, `${reader} 0 machine 1`])
    const before = await counts(pglite.db)
    await world.ports.db.begin((db) =>
      recordMeasureAnswer({ ...world.ports, db }, mailed.site.id, reader, {
        answer: 'no',
        textId: null,
        channel: 'page',
      }),
    )
    expect((await follow(world, path)).status).toBe(200)
    expect(await counts(pglite.db)).toEqual(before)
    expect(await readerHits(pglite.db)).toHaveLength(2)
  })

  test('of one reader whose clicks alone are measured counts nothing, and their click does', async () => {
    const reader = await addReader(world, mailed, 'anna', yes)
    await pglite.db`update delivery set opens = 'off' where subscriber_id = ${String(reader)}`
    await follow(world, linkPath(world, mailed.issue, 0, reader))
    expect(await counts(pglite.db)).toEqual([])
    await follow(world, linkPath(world, mailed.issue, 1, reader))
    expect(await readerHits(pglite.db)).toEqual([`${reader} 1 human 1`])
  })

  test('fact 11: opens nothing else', async () => {
    const reader = await addReader(world, mailed, 'anna', yes)
    const link = { siteId: mailed.site.id, issueId: mailed.issue.id, linkNo: 0, subscriberId: reader }
    const open = signLink(world.ports, 'open', link)
    for (const path of [`/n/u/${open}`, `/n/m/${open}`, `/n/v/${open}`, `/n/c/${open}`])
      expect([path, (await world.request(path)).status]).toEqual([path, 404])
  })
})

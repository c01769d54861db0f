/** What is kept of a reader's mails: to be handed over, to be forgotten, and not for longer than promised; the figures of an issue stay. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import {
  exportDeliveries,
  forgetDeliveries,
  monthsBefore,
  sweepDeliveries,
  sweepPaces,
} from '../../src/delivery/forget.ts'
import { progressOf } from '../../src/delivery/progress.ts'
import { sweepHitCounts } from '../../src/newsletter/forget.ts'
import type { Issue } from '../../src/newsletter/issue.ts'
import type { Ports } from '../../src/ports.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { addDraft, addNewsList, addReaders, someEmails } from './mailing.ts'

let pglite: PgliteWorld
let world: World
let ports: Ports
let site: Site
let issue: Issue
let ids: readonly bigint[]
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => pglite.close())

/** A mail of each kind. */
const mails = [
  ['sent', null],
  ['sent', 'hard'],
  ['sent', null],
  ['queued', null],
  ['claimed', null],
  ['handing', null],
  ['uncertain', null],
  ['failed', null],
  ['skipped', null],
] as const
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db)
  ports = world.ports
  site = await world.addSite()
  const list = await addNewsList(ports, site)
  ids = await addReaders(ports, site, list, someEmails(mails.length))
  issue = await addDraft(ports, site, [list])
  await ports.db`update newsletter_issue set state = 'sending', started_at = ${ports.now()}, scheduled_at = ${ports.now()}`
  for (const [nth, [state, returned]] of mails.entries())
    await ports.db`
      insert into delivery (site_id, issue_id, subscriber_id, state, opens, clicks, domain_key, next_try_at, sent_at, returned)
      values (${site.id}, ${issue.id}, ${String(ids[nth])}, ${state}, 'aggregate', 'personal', '\\x01', ${ports.now()},
        ${state === 'sent' ? ports.now() : null}, ${returned})`
})

const forget = (id: bigint | undefined) => ports.db.begin((db) => forgetDeliveries({ db }, site.id, id ?? 0n))
const rows = async () => (await ports.db`select subscriber_id from delivery`).length
const folded = () =>
  ports.db`select state, opens, clicks, returned, recipients from delivery_total order by state, returned`

describe('a reader who is forgotten', () => {
  test('is in no row any more, and an issue counts as before', async () => {
    const before = await progressOf(ports, site, issue.id)
    expect(before).toMatchObject({ total: 9, sent: 3, queued: 3, uncertain: 1, failed: 1, skipped: 1 })
    expect(await forget(ids[0])).toBe(1)
    expect(await forget(ids[2])).toBe(1)
    expect(await forget(ids[1])).toBe(1)
    expect(await forget(ids[1])).toBe(0)
    expect(await rows()).toBe(6)
    expect(await folded()).toEqual([
      { state: 'sent', opens: 'aggregate', clicks: 'personal', returned: '', recipients: 2 },
      { state: 'sent', opens: 'aggregate', clicks: 'personal', returned: 'hard', recipients: 1 },
    ])
    expect(await progressOf(ports, site, issue.id)).toMatchObject({ total: 9, sent: 3 })
  })

  test('before their mail left, gets none; while it is handed in, nobody knows', async () => {
    for (const nth of [3, 4, 5, 6]) await forget(ids[nth])
    expect(await folded()).toMatchObject([
      { state: 'skipped', recipients: 2 },
      { state: 'uncertain', recipients: 2 },
    ])
    // Nobody is asked about somebody who is gone.
    expect(await progressOf(ports, site, issue.id)).toMatchObject({
      uncertain: 0,
      left: 2,
      skipped: 3,
      queued: 0,
    })
  })

  test('of one site is not forgotten at another', async () => {
    const elsewhere = await world.addSite({ domain: 'elders.nl' })
    expect(await ports.db.begin((db) => forgetDeliveries({ db }, elsewhere.id, ids[0] ?? 0n))).toBe(0)
    expect(await rows()).toBe(9)
  })

  test('gets a copy of what was kept, and of nobody else', async () => {
    expect(await exportDeliveries(ports, site.id, ids[1] ?? 0n)).toEqual([
      {
        issueId: issue.id,
        subject: 'Nieuws uit de wijk',
        state: 'sent',
        opens: 'aggregate',
        clicks: 'personal',
        sentAt: ports.now(),
        returned: 'hard',
        returnedAt: null,
      },
    ])
    await forget(ids[1])
    expect(await exportDeliveries(ports, site.id, ids[1] ?? 0n)).toEqual([])
  })
})

describe('mails', () => {
  test('are kept for 13 months and no day longer, in whatever state; their figures stay', async () => {
    const before = await progressOf(ports, site, issue.id)
    const made = ports.now()
    world.setNow('2027-12-23T10:59:00Z')
    expect(monthsBefore(ports.now(), 13).getTime()).toBeLessThan(made.getTime())
    await sweepDeliveries(ports, site)
    expect(await rows()).toBe(9)
    world.setNow('2027-12-23T11:00:01Z')
    await sweepDeliveries(ports, site)
    expect(await rows()).toBe(0)
    const after = await progressOf(ports, site, issue.id)
    expect(after).toMatchObject({ total: before.total, sent: before.sent, failed: before.failed, queued: 0 })
    await sweepDeliveries(ports, site)
    expect(await progressOf(ports, site, issue.id)).toEqual(after)
  })

  test('are kept with what was opened and clicked in them, as long as they are and no longer', async () => {
    await ports.db`
      insert into reader_hit (site_id, issue_id, subscriber_id, link_no, verdict, times, first_at, last_at)
      values (${site.id}, ${issue.id}, ${String(ids[0])}, 1, 'human', 2, ${ports.now()}, ${ports.now()})`
    await ports.db`
      insert into hit_count (site_id, issue_id, day, link_no, level, verdict, times)
      values (${site.id}, ${issue.id}, '2026-11-23', 1, 'personal', 'human', 2)`
    const kept = async () => [
      (await ports.db`select issue_id from reader_hit`).length,
      (await ports.db`select issue_id from hit_count`).length,
    ]
    for (const [at, left] of [
      ['2027-12-23T10:59:00Z', [1, 1]],
      ['2027-12-23T11:00:01Z', [0, 1]],
      ['2028-12-23T11:00:00Z', [0, 1]],
      ['2029-01-23T11:00:00Z', [0, 0]],
    ] as const) {
      world.setNow(at)
      await sweepDeliveries(ports, site)
      await sweepHitCounts(ports, site)
      expect(await kept(), at).toEqual(left)
    }
  })

  test('leave no trace of how fast they went to which mail domain', async () => {
    const soon = new Date(ports.now().getTime() + 60_000)
    await ports.db`
      insert into sending_pace (site_id, subject, free_at, planned_at)
      values (${site.id}, '\\x01', ${ports.now()}, ${ports.now()}), (${site.id}, '\\x02', ${ports.now()}, ${soon})`
    world.setNow(new Date(ports.now().getTime() + 1_000).toISOString())
    expect(await sweepPaces(ports, site.id)).toBe(1)
    expect(await ports.db`select encode(subject, 'hex') as subject from sending_pace`).toEqual([
      { subject: '02' },
    ])
  })
})

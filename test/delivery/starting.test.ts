/** How an issue begins: with a basis or not at all (N1), its audience whole and once, wherever it is cut off. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { addAudience } from '../../src/delivery/audience.ts'
import { findNoBasis } from '../../src/delivery/basis.ts'
import { forgetDeliveries } from '../../src/delivery/forget.ts'
import { startDue } from '../../src/delivery/start.ts'
import {
  cancelIssue,
  pauseIssue,
  resumeIssue,
  scheduleIssue,
  unscheduleIssue,
} from '../../src/delivery/state.ts'
import { recordDocument } from '../../src/newsletter/issue.ts'
import type { Ports } from '../../src/ports.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { recordListClosed, type List } from '../../src/subscriber/list.ts'
import { newsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { endSubscriptions } from '../../src/subscriber/subscriber.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  addDraft,
  addNewsList,
  addReaders,
  addScheduled,
  readIssue,
  setPace,
  someEmails,
  statesOf,
} from './mailing.ts'

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
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db)
  ports = world.ports
  site = await world.addSite()
  list = await addNewsList(ports, site)
  await setPace(ports, site, {})
})

const later = (seconds: number) =>
  world.setNow(new Date(ports.now().getTime() + seconds * 1_000).toISOString())

describe('N1: nothing is sent without a basis', () => {
  test('to no list, to a list that is closed, to nobody, or with what the lint calls an error', async () => {
    const nowhere = await addDraft(ports, site, [])
    expect(await findNoBasis(ports, site, nowhere)).toBe('no-lists')
    const empty = await addDraft(ports, site, [list])
    expect(await findNoBasis(ports, site, empty)).toBe('no-subscribers')
    const [id] = await addReaders(ports, site, list, ['anna@post.nl'])
    expect(await findNoBasis(ports, site, empty)).toBeNull()
    const broken = await addDraft(ports, site, [list], { subject: '' })
    expect(await findNoBasis(ports, site, broken)).toBe('lint')
    await recordListClosed(ports, site, list.id, true)
    expect(await findNoBasis(ports, site, empty)).toBe('no-lists')
    await recordListClosed(ports, site, list.id, false)
    await endSubscriptions(ports, { site, subscriberId: id ?? 0n, by: 'page', issueId: 0 })
    for (const issue of [nowhere, empty, broken]) {
      expect(await scheduleIssue(ports, site, issue, null)).toBe(false)
      expect((await readIssue(ports, issue)).state).toBe('draft')
    }
  })

  test('also when the basis is lost between the wish and its time: back to the editor, with the reason', async () => {
    const [id] = await addReaders(ports, site, list, ['anna@post.nl'])
    const issue = await addScheduled(ports, site, [list])
    await endSubscriptions(ports, { site, subscriberId: id ?? 0n, by: 'page', issueId: 0 })
    await startDue(ports)
    expect(await readIssue(ports, issue)).toMatchObject({
      state: 'draft',
      pauseCode: 'NO_SUBSCRIBERS',
      scheduledAt: null,
      startedAt: null,
    })
    expect(await ports.db`select issue_id from issue_body`).toEqual([])
    // Mended, it can be sent.
    await addReaders(ports, site, list, ['eva@post.nl'])
    expect(await scheduleIssue(ports, site, issue, null)).toBe(true)
    await startDue(ports)
    expect(await readIssue(ports, issue)).toMatchObject({ state: 'sending', pauseCode: null })
  })
})

describe('each step', () => {
  test('holds only in the state it begins from', async () => {
    await addReaders(ports, site, list, ['anna@post.nl'])
    const issue = await addDraft(ports, site, [list])
    const at = new Date(ports.now().getTime() + 3_600_000)
    for (const step of [unscheduleIssue, pauseIssue, resumeIssue, cancelIssue])
      expect(await step(ports, site, issue), step.name).toBe(false)
    expect(await scheduleIssue(ports, site, issue, at)).toBe(true)
    expect(await scheduleIssue(ports, site, issue, at)).toBe(false)
    expect(await recordDocument(ports, issue, issue.document)).toBe(false)
    expect(await readIssue(ports, issue)).toMatchObject({ state: 'scheduled', scheduledAt: at })
    expect(await unscheduleIssue(ports, site, issue)).toBe(true)
    expect(await readIssue(ports, issue)).toMatchObject({ state: 'draft', scheduledAt: null })
    expect(await scheduleIssue(ports, site, issue, null)).toBe(true)
    await startDue(ports)
    expect((await readIssue(ports, issue)).state).toBe('sending')
    for (const step of [unscheduleIssue, resumeIssue])
      expect(await step(ports, site, issue), step.name).toBe(false)
    expect(await pauseIssue(ports, site, issue)).toBe(true)
    expect(await resumeIssue(ports, site, issue)).toBe(true)
    expect(await cancelIssue(ports, site, issue)).toBe(true)
    for (const step of [unscheduleIssue, pauseIssue, resumeIssue, cancelIssue])
      expect(await step(ports, site, issue), step.name).toBe(false)
    // Of another site none of it is.
    const elsewhere = await world.addSite({ domain: 'elders.nl' })
    const other = await addScheduled(ports, site, [list])
    for (const step of [unscheduleIssue, cancelIssue]) expect(await step(ports, elsewhere, other)).toBe(false)
  })

  test('before its time nothing begins', async () => {
    await addReaders(ports, site, list, ['anna@post.nl'])
    const issue = await addDraft(ports, site, [list])
    await scheduleIssue(ports, site, issue, new Date(ports.now().getTime() + 1_000))
    await startDue(ports)
    expect((await readIssue(ports, issue)).startedAt).toBeNull()
    later(1)
    await startDue(ports)
    expect(await readIssue(ports, issue)).toMatchObject({ state: 'sending', startedAt: ports.now() })
  })
})

describe('the audience', () => {
  const emails = someEmails(2_350)
  const total = async () => (await ports.db`select issue_id, subscriber_id from delivery`).length

  test('is frozen in batches; cut off after any of them, it is whole in the end, and nobody is there twice', async () => {
    await addReaders(ports, site, list, emails)
    const issue = await addScheduled(ports, site, [list])
    // The process dies at the second batch.
    let statements = 0
    const dying = new Proxy(ports.db, {
      apply(target, self, args: readonly unknown[]) {
        if (String(args[0]).includes('insert into delivery') && (statements += 1) === 2)
          throw new Error('died')
        return Reflect.apply(target, self, args) as unknown
      },
    })
    await startDue({ ...ports, db: dying })
    expect(await total()).toBe(1_000)
    expect((await readIssue(ports, issue)).state).toBe('scheduled')
    await startDue(ports)
    expect(await total()).toBe(2_350)
    expect((await readIssue(ports, issue)).state).toBe('sending')
  })

  test('goes on behind the last one that is there', async () => {
    await addReaders(ports, site, list, emails)
    const issue = await addScheduled(ports, site, [list])
    await startDue(ports)
    expect(await total()).toBe(2_350)
    expect((await readIssue(ports, issue)).state).toBe('sending')
    // As a crash would have left it: begun, two batches there, still scheduled.
    await ports.db`
      delete from delivery where subscriber_id in (select subscriber_id from delivery order by subscriber_id desc limit 350)`
    await ports.db`update newsletter_issue set state = 'scheduled'`
    await Promise.all([startDue(ports), startDue(ports)])
    expect(await total()).toBe(2_350)
    expect(await statesOf(ports, issue)).toEqual({ queued: 2_350 })
    expect((await readIssue(ports, issue)).state).toBe('sending')
    expect(await ports.db`select count(*)::integer as bodies from issue_body`).toEqual([{ bodies: 1 }])
  })

  test('gets nobody any more once it is cancelled, and nobody who is erased meanwhile', async () => {
    const ids = await addReaders(ports, site, list, ['anna@post.nl', 'eva@post.nl'])
    const issue = await addScheduled(ports, site, [list])
    await ports.db`update newsletter_issue set started_at = ${ports.now()}`
    const settings = newsletterSettings.parse({})
    const begun = await readIssue(ports, issue)
    await ports.db.begin(async (db) => {
      await forgetDeliveries({ db }, site.id, ids[0] ?? 0n)
      // Waits for the erasure, and then finds nobody.
      const adding = addAudience(ports, begun, settings)
      await db`delete from subscriber where site_id = ${site.id} and subscriber_id = ${String(ids[0])}`
      void adding.catch(() => undefined)
    })
    await addAudience(ports, begun, settings)
    expect(await ports.db`select subscriber_id from delivery`).toEqual([{ subscriber_id: String(ids[1]) }])
    await ports.db`delete from delivery`
    expect(await cancelIssue(ports, site, issue)).toBe(true)
    await addAudience(ports, begun, settings)
    expect(await total()).toBe(0)
  })

  test('what can not be made goes back to its editor, and stops no other', async () => {
    await addReaders(ports, site, list, ['anna@post.nl'])
    const first = await addScheduled(ports, site, [list])
    later(1)
    const second = await addScheduled(ports, site, [list])
    await ports.db`update newsletter_issue set document = '{"format":"anders"}' where issue_id = ${first.id}`
    await startDue(ports).catch(() => undefined)
    expect((await readIssue(ports, second)).state).toBe('sending')
  })
})

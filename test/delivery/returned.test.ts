/** What follows when a mail comes back: mail to dead and unwanted addresses stops, once, and to no others. */
import { randomBytes } from 'node:crypto'
import * as fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { takeMail } from '../../src/delivery/return-mail.ts'
import { recordReturn, type Returned } from '../../src/delivery/returned.ts'
import type { Issue } from '../../src/newsletter/issue.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import { recordEmail } from '../../src/subscriber/change.ts'
import { requestConfirmation, useConfirmation } from '../../src/subscriber/confirmation.ts'
import type { Subscriber } from '../../src/subscriber/subscriber.ts'
import { findSuppression, liftSuppression } from '../../src/subscriber/suppression.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { addReader, emailOf, handIn, makeIssue, makeLists, returnTo, standingOf } from './readers.ts'
import {
  complaintReport,
  delayNotice,
  exchangeBounce,
  eximBounce,
  gmailBounce,
  holidayReply,
  ownWords,
  postfixBounce,
  qmailBounce,
  unsubscribeMail,
} from './returned-mails.ts'

let pglite: PgliteWorld
let world: World
let site: Site
let lists: readonly number[]
let anna: Subscriber
let bert: Subscriber
let issue: Issue

beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, { at: '2026-11-02T11:00:00Z' })
  site = await world.addSite()
  lists = await makeLists(world, site)
  anna = await addReader(world, site, lists)
  bert = await addReader(world, site, lists, 'bert@lezer.example')
  issue = await makeIssue(world, site, lists)
  for (const reader of [anna, bert]) await handIn(world, issue, reader)
})
afterAll(() => pglite.close())

const linkOf = (reader: Subscriber, of = issue) => ({
  siteId: of.siteId,
  issueId: of.id,
  subscriberId: reader.id,
})
const comeBack = (returned: Returned, reader = anna, of = issue) =>
  recordReturn(world.ports, linkOf(reader, of), returned)
const counted = () => world.ports.counters().get('newsletters_returned') ?? 0
/** Whoever would get the next issue of a list. */
const audience = async () =>
  (
    await pglite.db<{ subscriber_id: string }[]>`
      select distinct subscriber_id from subscription where site_id = ${site.id} and ended_at is null`
  ).map((row) => BigInt(row.subscriber_id))
const untouched = { returned: null, suppressed: null, softBounces: 0, live: 2, endedBy: [] }

describe('a mail that came back for good', () => {
  test('ends every subscription of its reader and no other’s, and keeps the address from coming back by an import', async () => {
    expect(await comeBack('hard')).toBe(true)
    expect(await standingOf(world, issue, anna)).toMatchObject({
      returned: 'hard',
      live: 0,
      endedBy: ['bounce', 'bounce'],
    })
    expect(await findSuppression(world.ports, site.id, anna.email)).toBe('bounce')
    expect(await findSuppression(world.ports, site.id, bert.email)).toBeNull()
    expect(await audience()).toEqual([bert.id])
    expect(counted()).toBe(1)
  })

  test('is counted under its issue, without who', async () => {
    await comeBack('hard')
    const counts = await pglite.db`select issue_id, ended_by, times from unsubscribe_count`
    expect([...counts]).toEqual([{ issue_id: issue.id, ended_by: 'bounce', times: 1 }])
  })

  test('does nothing the second time, also when its reader confirmed the address anew in between', async () => {
    await comeBack('hard')
    expect(await comeBack('hard')).toBe(false)
    expect(counted()).toBe(1)
    await liftSuppression(world.ports, site.id, anna.email)
    await addReader(world, site, lists)
    expect(await comeBack('hard')).toBe(false)
    expect(await standingOf(world, issue, anna)).toMatchObject({ suppressed: null, live: 2 })
  })

  test('says nothing of an address that is newer than the mail, and everything of one that is not', async () => {
    const to = emailOf('anna@nieuw.example')
    world.setNow('2026-11-03T11:00:00Z')
    const wish = { kind: 'email', subscriberId: String(anna.id), email: to } as const
    const id = await requestConfirmation(world.ports, site.id, wish)
    await pglite.db.begin(async (db) => {
      await useConfirmation({ ...world.ports, db }, site.id, id)
      await recordEmail({ ...world.ports, db }, site.id, anna.id, to)
    })
    expect(await comeBack('hard')).toBe(true)
    expect(await standingOf(world, issue, anna)).toEqual({ ...untouched, returned: 'hard' })
    const next = await makeIssue(world, site, lists)
    world.setNow('2026-11-04T11:00:00Z')
    await handIn(world, next, anna)
    await comeBack('hard', anna, next)
    expect(await standingOf(world, next, anna)).toMatchObject({ suppressed: 'bounce', live: 0 })
  })
})

describe('a complaint', () => {
  test('ends every subscription, with a receipt, and outranks whatever came before', async () => {
    await comeBack('soft')
    await comeBack('complaint')
    expect(await standingOf(world, issue, anna)).toMatchObject({
      returned: 'complaint',
      suppressed: 'complaint',
      live: 0,
      endedBy: ['complaint', 'complaint'],
    })
    const receipts = await pglite.db`
      select channel from subscriber_receipt where answer = 'withdrawn' and subscriber_id = ${String(anna.id)}`
    expect(receipts).toHaveLength(1)
    expect(await comeBack('hard')).toBe(false)
    expect(counted()).toBe(1)
    expect(await audience()).toEqual([bert.id])
  })
})

describe('a mail that came back for now', () => {
  /** The letters of so many weeks, each of which came back or did not. */
  async function weeks(fates: string): Promise<Issue> {
    let last = issue
    for (const [nth, fate] of fates.split('').entries()) {
      world.setNow(new Date(Date.UTC(2026, 10, 9 + nth * 7, 11)).toISOString())
      last = await makeIssue(world, site, lists)
      await handIn(world, last, anna)
      if (fate === 's') await comeBack('soft', anna, last)
    }
    return last
  }

  test('is counted once, and changes nothing else', async () => {
    await comeBack('soft')
    await comeBack('soft')
    expect(await standingOf(world, issue, anna)).toEqual({ ...untouched, returned: 'soft', softBounces: 1 })
    expect(counted()).toBe(1)
  })

  test('ends it when five in a row did, over more than two weeks', async () => {
    const fourth = await weeks('ssss')
    expect(await standingOf(world, fourth, anna)).toMatchObject({ softBounces: 4, suppressed: null, live: 2 })
    const fifth = await weeks('sssss')
    expect(await standingOf(world, fifth, anna)).toMatchObject({
      returned: 'soft',
      suppressed: 'bounce',
      live: 0,
      endedBy: ['bounce', 'bounce'],
    })
    expect(await audience()).toEqual([bert.id])
  })

  test('begins anew after one that arrived, and after the reader came back', async () => {
    const broken = await weeks('ssss.ss')
    expect(await standingOf(world, broken, anna)).toMatchObject({ softBounces: 2, live: 2 })
    await weeks('sssss')
    await liftSuppression(world.ports, site.id, anna.email)
    await addReader(world, site, lists)
    world.setNow('2027-01-11T11:00:00Z')
    const later = await makeIssue(world, site, lists)
    await handIn(world, later, anna)
    await comeBack('soft', anna, later)
    expect(await standingOf(world, later, anna)).toMatchObject({ softBounces: 1, suppressed: null, live: 2 })
  })
})

describe('a report', () => {
  test('about somebody who was erased, a site that is gone, or nobody, changes nothing', async () => {
    const none = { siteId: site.id, issueId: issue.id, subscriberId: null }
    expect(await recordReturn(world.ports, none, 'hard')).toBe(false)
    expect(await recordReturn(world.ports, linkOf({ ...anna, id: 5n }), 'hard')).toBe(false)
    expect(await recordReturn(world.ports, { ...linkOf(anna), issueId: 999 }, 'complaint')).toBe(false)
    await pglite.db`delete from subscriber where site_id = ${site.id} and subscriber_id = ${String(anna.id)}`
    expect(await comeBack('hard')).toBe(false)
    await pglite.db`delete from site`
    expect(await comeBack('hard', bert)).toBe(false)
    expect(counted()).toBe(0)
    expect(await pglite.db`select from suppression`).toHaveLength(0)
  })

  test('never lowers what is known, in whatever order reports come, and counts one mail once', async () => {
    const grave = ['soft', 'hard', 'complaint'] as const
    const orders = fc.array(fc.constantFrom(...grave), { minLength: 1, maxLength: 6 })
    let before = 0
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const one = await makeIssue(world, site, lists)
        await handIn(world, one, bert)
        for (const returned of order) await comeBack(returned, bert, one)
        const worst = grave.findLast((returned) => order.includes(returned))
        expect((await standingOf(world, one, bert)).returned).toBe(worst)
        expect(counted() - before).toBe(1)
        before = counted()
      }),
      { numRuns: 15 },
    )
  })

  test('that comes twice at the same moment counts once', async () => {
    const all = await Promise.all([comeBack('hard'), comeBack('hard'), comeBack('soft'), comeBack('hard')])
    expect(all.filter((changed) => changed).length).toBeLessThanOrEqual(2)
    expect(counted()).toBe(1)
    const [count] = await pglite.db`select times from unsubscribe_count`
    expect(count).toEqual({ times: 1 })
  })
})

describe('a mail that comes in', () => {
  const take = (raw: string) => takeMail(world.ports, Buffer.from(raw))
  const to = () => returnTo(world, issue, anna)
  const out = () => returnTo(world, issue, anna, 'unsubscribe')

  test.each([
    ['Postfix', postfixBounce],
    ['Exchange', exchangeBounce],
    ['Gmail', gmailBounce],
    ['Exim', eximBounce],
    ['qmail', qmailBounce],
  ])('as a bounce of %s ends mail to whom its token names', async (_, bounce) => {
    expect(await take(bounce({ to: to() }))).toBe('taken')
    expect(await standingOf(world, issue, anna)).toMatchObject({ returned: 'hard', live: 0 })
    expect(await standingOf(world, issue, bert)).toMatchObject({ returned: null, live: 2 })
  })

  test('to an address in capitals, at another server, is known by its token all the same', async () => {
    const elsewhere = to().toUpperCase().replace(/@.*/, '@relay.example')
    expect(await take(postfixBounce({ to: elsewhere }))).toBe('taken')
    expect(await standingOf(world, issue, anna)).toMatchObject({ returned: 'hard' })
  })

  test('about somebody by name alone, or with a token that was made up, changes nothing for anybody', async () => {
    const forged = to().replace(/\+([\da-f]{8})/, '+00000000')
    const swapped = to().replace(/.{4}@/, 'beef@')
    for (const address of ['nieuws@corporatie.example', 'anna@lezer.example', forged, swapped])
      for (const make of [postfixBounce, eximBounce, complaintReport, unsubscribeMail])
        expect(await take(make({ to: address }))).toBe('left')
    expect(await standingOf(world, issue, anna)).toEqual(untouched)
    expect(counted()).toBe(0)
  })

  test('at an address of the operator’s own is known by what it is about', async () => {
    const original = [`Return-Path: <${to()}>`]
    expect(await take(postfixBounce({ original }))).toBe('taken')
    expect(await standingOf(world, issue, anna)).toMatchObject({ returned: 'hard' })
    expect(await take(complaintReport({ from: returnTo(world, issue, bert) }))).toBe('taken')
    expect(await standingOf(world, issue, bert)).toMatchObject({ returned: 'complaint' })
    // The mail's own words are no report, even when they hold a token.
    expect(await take(`${ownWords()}\r\n${out()}`)).toBe('left')
  })

  test('as a complaint by way of the list’s own header ends mail', async () => {
    const original = [
      `List-Unsubscribe: <https://meten.example/n/u/x>, <mailto:${out()}?subject=unsubscribe>`,
    ]
    expect(await take(complaintReport({ original }))).toBe('taken')
    expect(await standingOf(world, issue, anna)).toMatchObject({
      returned: 'complaint',
      suppressed: 'complaint',
    })
  })

  test('as a delay, a holiday or a machine’s opinion changes nothing', async () => {
    expect(await take(delayNotice({ to: to() }))).toBe('taken')
    expect(await take(holidayReply({ to: to() }))).toBe('taken')
    expect(await take(complaintReport({ to: to(), type: 'not-spam' }))).toBe('left')
    expect(await take(ownWords({ to: to() }))).toBe('left')
    expect(await take('')).toBe('unreadable')
    expect(await standingOf(world, issue, anna)).toEqual(untouched)
  })

  test('to the address for that unsubscribes (RFC 2369), whatever is in it, and twice no more than once', async () => {
    const before = await audience()
    expect(before).toHaveLength(2)
    expect(await take(unsubscribeMail({ to: out() }))).toBe('taken')
    expect(await take(`Auto-Submitted: auto-generated\r\n${ownWords({ to: out() })}`)).toBe('taken')
    expect(await standingOf(world, issue, anna)).toEqual({
      ...untouched,
      live: 0,
      endedBy: ['mail', 'mail'],
    })
    const [count] = await pglite.db`select ended_by, times from unsubscribe_count`
    expect(count).toEqual({ ended_by: 'mail', times: 1 })
    expect(await audience()).toEqual([bert.id])
  })
})

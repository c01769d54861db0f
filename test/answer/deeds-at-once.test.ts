/** Erasing and restricting while newsletters leave and events come in, on a real PostgreSQL: nothing of them comes back, and nobody else is lost. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseSubject } from '../../src/answer/erase.ts'
import { restrictSubject } from '../../src/answer/restrict.ts'
import { connect, type Db } from '../../src/db/connect.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import { findByEmail } from '../../src/subscriber/subscriber.ts'
import {
  addNewsList,
  addReaders,
  addScheduled,
  emailOf,
  openSenderTo,
  openSink,
  setPace,
  someEmails,
} from '../delivery/mailing.ts'
import { migrateAll, staffId } from '../rights/requesting.ts'
import { rowOf } from '../support/event-rows.ts'
import { readEvents, readVisits, recountVisits } from '../support/recount.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { live, openFor, openHouse, roll } from './life.ts'

let postgres: PostgresWorld
let db: Db
beforeAll(async () => {
  postgres = await openPostgres()
  db = connect({ to: postgres.url, connectionsMax: 10, prepare: true })
  await migrateAll(db)
})
afterAll(async () => {
  await db.end({ timeout: 1 })
  await postgres.close()
})

test.each(['erase', 'restrict'] as const)(
  'A-20, A-28: %s while their events come in and become visits: none keeps the device’s id, and figures equal a recount',
  async (kind) => {
    const house = await openHouse(db)
    const life = await live(house)
    const { world, site } = house
    const { ports } = world
    const request = await openFor(house, life, kind)
    const browsing = async (lane: number) => {
      for (let nth = 0; nth < 25; nth += 1) {
        const at = new Date(Date.parse('2026-11-23T09:30:00Z') + (lane * 25 + nth) * 1_000)
        const event = rowOf(site, at, { path: '/nog-eens', receipt: life.receiptId, visitor: '9' })
        await storeEvents(ports, [{ siteId: site.id, events: [event] }])
      }
    }
    const rolling = async () => {
      for (let nth = 0; nth < 8; nth += 1) await roll(world)
    }
    const acting = () =>
      kind === 'erase'
        ? eraseSubject(ports, site, request, { ground: 'b', staffId })
        : restrictSubject(ports, site, request, staffId)
    const [done, again] = await Promise.all([acting(), acting(), browsing(0), browsing(1), rolling()])
    expect(done).toMatchObject({ ok: true })
    expect(again).toEqual(done)
    await roll(world)
    expect(await db`select count(*)::integer as n from event where insight is not null`).toEqual([{ n: 0 }])
    expect(await db`select count(*)::integer as n from visit where insight is not null`).toEqual([{ n: 0 }])
    const visits = recountVisits(await readEvents(db, site), site.timezone)
    expect(await readVisits(db, site)).toEqual(visits)
    const [hours] = await db<{ views: number }[]>`
      select coalesce(sum(views), 0)::integer as views from day_hour`
    expect(hours?.views).toBe(visits.reduce((sum, { views }) => sum + views, 0))
  },
)

test('A-20: erased in the middle of an issue, they get at most the mail that is in a server’s hands, and all others theirs', async () => {
  const house = await openHouse(db)
  const { world, site } = house
  const { ports } = world
  await setPace(ports, site, { mailsPerMinuteMax: 6_000, mailsPerMinuteAndDomainMax: 6_000 })
  const list = await addNewsList(ports, site, 'Wijknieuws')
  const emails = someEmails(120)
  await addReaders(ports, site, list, emails)
  const issue = await addScheduled(ports, site, [list])
  const sink = await openSink()
  const sender = openSenderTo(ports, sink)
  const erased = ['lezer3@post.nl', 'lezer60@post.nl', 'lezer119@post.nl'].map((text) => emailOf(text))
  const requests = await Promise.all(erased.map((email) => openFor(house, { email }, 'erase')))
  const sending = sender.send({ limit: 1_000 })
  for (const request of requests)
    expect(await eraseSubject(ports, site, request, { ground: 'a', staffId })).toMatchObject({ ok: true })
  await sending
  // What may leave in a moment is limited: the rest goes minutes later.
  for (let minutes = 1; minutes <= 3; minutes += 1) {
    world.setNow(new Date(ports.now().getTime() + 60_000).toISOString())
    await sender.send({ limit: 1_000 })
  }
  sender.close()
  await sink.close()
  const got = sink.received.map(({ to }) => to)
  expect(new Set(got).size).toBe(got.length)
  for (const email of emails) if (!erased.some((one) => one === email)) expect(got).toContain(email)
  for (const email of erased) expect(await findByEmail(ports, site.id, email)).toBeNull()
  // Each is counted once: in a row of their own, or among the totals once that is gone.
  const [counted] = await db<{ mails: number }[]>`
    select ((select count(*) from delivery where issue_id = ${issue.id})
      + (select coalesce(sum(recipients), 0) from delivery_total where issue_id = ${issue.id}))::integer as mails`
  const never = erased.filter((email) => !got.includes(email)).length
  expect(must(counted, 'a count').mails).toBeGreaterThanOrEqual(emails.length - never)
  expect(must(counted, 'a count').mails).toBeLessThanOrEqual(emails.length)
})

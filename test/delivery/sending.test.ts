/** Sending as a whole: a real server, a real database; every number is counted from the mails that the server got. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { progressOf } from '../../src/delivery/progress.ts'
import { cancelIssue, pauseIssue, resumeIssue, settleUncertain } from '../../src/delivery/state.ts'
import type { Ports } from '../../src/ports.ts'
import { forgetSites, type Site } from '../../src/site/site.ts'
import type { List } from '../../src/subscriber/list.ts'
import { recordListClosed } from '../../src/subscriber/list.ts'
import { endSubscriptions, findByEmail, recordMeasureAnswer } from '../../src/subscriber/subscriber.ts'
import { findSuppression, suppress } from '../../src/subscriber/suppression.ts'
import { openWorld, type World } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  addNewsList,
  addReaders,
  addScheduled,
  emailOf,
  openSenderTo,
  openSink,
  readIssue,
  setPace,
  someEmails,
  statesOf,
  type Sink,
} from './mailing.ts'

let pglite: PgliteWorld
let world: World
let ports: Ports
let site: Site
let list: List
let sink: Sink
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => pglite.close())
beforeEach(async () => {
  await emptyTables(pglite.db)
  forgetSites(pglite.db)
  world = await openWorld(pglite.db, {
    settings: { VOORDEUR_MAIL_FROM: 'De Linde <nieuws@delinde.example>' },
  })
  ports = world.ports
  site = await world.addSite()
  list = await addNewsList(ports, site)
  await setPace(ports, site, { mailsPerMinuteMax: 100_000, mailsPerMinuteAndDomainMax: 100_000 })
  sink = await openSink()
  return () => sink.close()
})

const later = (seconds: number) =>
  world.setNow(new Date(ports.now().getTime() + seconds * 1_000).toISOString())
const recipients = () => sink.received.map(({ to }) => to).toSorted()
async function send(limit = 10_000, holder = 'here'): Promise<number> {
  const sender = openSenderTo(ports, sink, { holder })
  try {
    return await sender.send({ limit })
  } finally {
    sender.close()
  }
}
const domains = ['post.nl', 'mail.example', 'bewoner.example', 'werk.example']

describe('an issue', () => {
  test('reaches each of its readers once, over connections that are kept, and is sent', async () => {
    const emails = someEmails(120, domains)
    await addReaders(ports, site, list, emails)
    await addReaders(ports, site, await addNewsList(ports, site, 'Anders'), ['niemand@post.nl'])
    const issue = await addScheduled(ports, site, [list])
    expect(await send()).toBe(120)
    expect(recipients()).toEqual(emails.toSorted())
    expect(sink.connections.most).toBeLessThanOrEqual(3)
    expect(sink.connections.all).toBeLessThanOrEqual(3)
    expect(await readIssue(ports, issue)).toMatchObject({
      state: 'sent',
      finishedAt: ports.now(),
      pauseCode: null,
    })
    expect(await statesOf(ports, issue)).toEqual({ sent: 120 })
    expect(ports.counters().get('newsletters_sent')).toBe(120)
    // What was needed to send is gone with the sending.
    const [kept] = await ports.db`
      select count(*)::integer as mails from delivery where domain_key is not null or lease_holder is not null`
    expect(kept).toEqual({ mails: 0 })
    // Once more: nothing leaves.
    expect(await send()).toBe(0)
    expect(sink.received).toHaveLength(120)
  })

  test('of two lists reaches who is on both of them once, and not the list that was closed', async () => {
    const other = await addNewsList(ports, site, 'Onderhoud')
    const closed = await addNewsList(ports, site, 'Dicht')
    const [both] = await addReaders(ports, site, list, ['beide@post.nl', 'een@post.nl'])
    await addReaders(ports, site, other, ['twee@post.nl'])
    await addReaders(ports, site, closed, ['dicht@post.nl'])
    await ports.db`
      insert into subscription (site_id, subscriber_id, list_id, began_at, receipt_id)
      values (${site.id}, ${String(both)}, ${other.id}, ${ports.now()}, ${'0b54a7c2-5c3d-4f5e-a1b2-3c4d5e6f7a8b'})`
    await recordListClosed(ports, site, closed.id, true)
    await addScheduled(ports, site, [list, other, closed])
    await send()
    expect(recipients()).toEqual(['beide@post.nl', 'een@post.nl', 'twee@post.nl'])
  })

  test('waits for its time', async () => {
    await addReaders(ports, site, list, ['anna@post.nl'])
    const issue = await addScheduled(ports, site, [list])
    await ports.db`update newsletter_issue set scheduled_at = ${new Date(ports.now().getTime() + 60_000)}`
    expect(await send()).toBe(0)
    expect((await readIssue(ports, issue)).state).toBe('scheduled')
    later(60)
    expect(await send()).toBe(1)
  })

  test('is sent by several processes at once, and reaches each of its readers once', async () => {
    await addReaders(ports, site, list, someEmails(150, domains))
    const issue = await addScheduled(ports, site, [list])
    const counts = await Promise.all(['een', 'twee', 'drie'].map((holder) => send(10_000, holder)))
    expect(recipients()).toEqual(someEmails(150, domains).toSorted())
    expect(counts.reduce((sum, some) => sum + some)).toBe(150)
    // They did share it, or this shows nothing.
    expect(counts.filter((some) => some > 0).length).toBeGreaterThan(1)
    expect(await statesOf(ports, issue)).toEqual({ sent: 150 })
  })

  test('takes its turn beside another, of the same site and of another one', async () => {
    const elsewhere = await world.addSite({ domain: 'elders.nl' })
    const there = await addNewsList(ports, elsewhere)
    await setPace(ports, elsewhere, { mailsPerMinuteMax: 100_000, mailsPerMinuteAndDomainMax: 100_000 })
    await addReaders(ports, site, list, someEmails(110))
    await addReaders(ports, elsewhere, there, someEmails(110, ['elders.example']))
    const first = await addScheduled(ports, site, [list], { subject: 'Eerste' })
    const second = await addScheduled(ports, elsewhere, [there], { subject: 'Tweede' })
    await send(200)
    expect((await statesOf(ports, first))['sent']).toBe(100)
    expect((await statesOf(ports, second))['sent']).toBe(100)
  })
})

describe('N1: the way out', () => {
  test('stands in each mail, in both parts and in its headers, and is the reader’s own', async () => {
    await addReaders(ports, site, list, someEmails(4))
    await addReaders(ports, site, list, ['anna@post.nl'], { measure: 'no', name: 'Anna' })
    await addScheduled(ports, site, [list])
    await send()
    const ways = (await sink.parsed()).map(({ headers, html, text }) => {
      const header = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? ''
      const url = /<(http[^>]+\/n\/u\/[\w-]+)>/.exec(header)?.[1] ?? 'none'
      expect(html).toContain(url)
      expect(text).toContain(url)
      return url
    })
    expect(new Set(ways).size).toBe(5)
  })

  test('that got lost stops the issue before a mail leaves', async () => {
    await addReaders(ports, site, list, someEmails(3))
    const issue = await addScheduled(ports, site, [list])
    sink.decide(() => ({ at: 'sender', code: 451, says: '4.3.0 later' }))
    await send()
    await ports.db`update issue_body set body = replace(body, '{{unsubscribe}}', '')`
    sink.decide(() => null)
    await send()
    expect(sink.received).toEqual([])
    expect(await readIssue(ports, issue)).toMatchObject({ state: 'paused', pauseCode: 'NO_UNSUBSCRIBE' })
    expect(await statesOf(ports, issue)).toEqual({ queued: 3 })
  })
})

describe('who is not mailed', () => {
  const codes = async () => {
    const rows = await ports.db<{ last_code: string | null; state: string }[]>`
      select last_code, state from delivery order by last_code`
    return rows.map(({ state, last_code: code }) => `${state} ${code}`)
  }

  test('is suppressed, when the audience is frozen and again when it is sent', async () => {
    await suppress(ports, site.id, emailOf('vroeg@post.nl'), 'asked')
    await addReaders(ports, site, list, ['vroeg@post.nl', 'laat@post.nl', 'anna@post.nl'])
    const issue = await addScheduled(ports, site, [list])
    // The audience is frozen, and one mail may leave: none is given to the server.
    await setPace(ports, site, { mailsPerDayMax: 1 })
    sink.decide(() => ({ at: 'sender', code: 451, says: '4.3.0 later' }))
    await send()
    expect(await statesOf(ports, issue)).toEqual({ queued: 2, skipped: 1 })
    await suppress(ports, site.id, emailOf('laat@post.nl'), 'complaint')
    await setPace(ports, site, {})
    sink.decide(() => null)
    await send()
    expect(recipients()).toEqual(['anna@post.nl'])
    expect(await codes()).toEqual(['skipped SUPPRESSED', 'skipped SUPPRESSED', 'sent null'])
  })

  test('left, or is gone, since the audience was frozen', async () => {
    const [left, erased] = await addReaders(ports, site, list, [
      'weg@post.nl',
      'gewist@post.nl',
      'anna@post.nl',
    ])
    const issue = await addScheduled(ports, site, [list])
    sink.decide(() => ({ at: 'sender', code: 451, says: '4.3.0 later' }))
    await send()
    expect(await statesOf(ports, issue)).toEqual({ queued: 3 })
    await endSubscriptions(ports, { site, subscriberId: left ?? 0n, by: 'one-click', issueId: 0 })
    await ports.db`delete from subscriber where site_id = ${site.id} and subscriber_id = ${String(erased)}`
    sink.decide(() => null)
    await send()
    expect(recipients()).toEqual(['anna@post.nl'])
    expect(await codes()).toEqual(['skipped ERASED', 'skipped UNSUBSCRIBED', 'sent null'])
    expect((await readIssue(ports, issue)).state).toBe('sent')
  })

  test('subscribed after it began', async () => {
    await addReaders(ports, site, list, ['anna@post.nl'])
    await addScheduled(ports, site, [list])
    sink.decide(() => ({ at: 'sender', code: 451, says: '4.3.0 later' }))
    await send()
    later(60)
    await addReaders(ports, site, list, ['nieuw@post.nl'])
    sink.decide(() => null)
    await send()
    expect(recipients()).toEqual(['anna@post.nl'])
  })
})

describe('how far somebody is measured', () => {
  const levels = async () => {
    const rows = await ports.db<{ opens: string; clicks: string }[]>`
      select opens, clicks from delivery order by subscriber_id`
    return rows.map(({ opens, clicks }) => `${opens} ${clicks}`)
  }

  test('is the strictest of site, issue and their answer', async () => {
    await setPace(ports, site, { opens: 'aggregate', clicks: 'personal' })
    const answers = { ja: 'yes', nee: 'no', niet: null } as const
    for (const [who, measure] of Object.entries(answers))
      await addReaders(ports, site, list, [`${who}@post.nl`], { measure })
    await addScheduled(ports, site, [list])
    await send()
    expect((await levels()).toSorted()).toEqual(['aggregate aggregate', 'aggregate personal', 'off off'])
  })

  test('follows an answer that is taken back before the mail leaves', async () => {
    await setPace(ports, site, { opens: 'personal', clicks: 'personal' })
    const [id] = await addReaders(ports, site, list, ['ja@post.nl'], { measure: 'yes' })
    await addScheduled(ports, site, [list])
    sink.decide(() => ({ at: 'sender', code: 451, says: '4.3.0 later' }))
    await send()
    expect(await levels()).toEqual(['personal personal'])
    await recordMeasureAnswer(ports, site.id, id ?? 0n, { answer: 'no', textId: null, channel: 'page' })
    sink.decide(() => null)
    await send()
    expect(await levels()).toEqual(['off off'])
    const [mail] = await sink.parsed()
    expect(mail?.html).toContain('href="https://example.nl/lift"')
    expect(mail?.html).not.toContain('/n/c/')
    expect(mail?.html).not.toContain('/n/o/')
  })
})

describe('what the server says', () => {
  test('"later" about a mail is asked again after 1, 5, 15 and 60 minutes, and given up within two days', async () => {
    await addReaders(ports, site, list, ['anna@post.nl', 'vol@post.nl'])
    const issue = await addScheduled(ports, site, [list])
    sink.decide((to) => (to === 'vol@post.nl' ? { at: 'recipient', code: 452, says: '4.2.2 full' } : null))
    await send()
    expect(recipients()).toEqual(['anna@post.nl'])
    const begun = ports.now().getTime()
    const waited: number[] = []
    for (;;) {
      const [row] = await ports.db<{ state: string; next_try_at: Date; last_code: string }[]>`
        select state, next_try_at, last_code from delivery where last_code is not null`
      expect(row?.last_code).toBe('452')
      if (!row || row.state !== 'queued') {
        expect(row?.state).toBe('failed')
        break
      }
      const seconds = (row.next_try_at.getTime() - ports.now().getTime()) / 1_000
      waited.push(seconds / 60)
      later(seconds - 1)
      expect(await send()).toBe(0)
      later(1)
      expect(await send()).toBe(1)
    }
    expect(waited.slice(0, 6)).toEqual([1, 5, 15, 60, 240, 240])
    const hours = (ports.now().getTime() - begun) / 3_600_000
    expect(hours).toBeGreaterThan(40)
    expect(hours).toBeLessThanOrEqual(48)
    expect((await readIssue(ports, issue)).state).toBe('sent')
    expect(ports.counters().get('newsletters_failed')).toBe(1)
  })

  test('"later", and then yes: it arrives, once', async () => {
    await addReaders(ports, site, list, someEmails(20))
    await addScheduled(ports, site, [list])
    sink.decide((_to, times) => (times === 0 ? { at: 'data', code: 451, says: '4.7.1 greylisted' } : null))
    await send()
    expect(sink.received).toEqual([])
    later(60)
    await send()
    expect(recipients()).toEqual(someEmails(20).toSorted())
  })

  test('"no such mailbox" ends the subscription for good; "blocked" does not', async () => {
    await addReaders(ports, site, list, [
      'weg@post.nl',
      'dicht@post.nl',
      'kaal@post.nl',
      'vol@post.nl',
      'anna@post.nl',
    ])
    const issue = await addScheduled(ports, site, [list])
    const says: Readonly<Record<string, string>> = {
      'weg@post.nl': '5.1.1 <weg@post.nl> unknown',
      'dicht@post.nl': '5.7.1 blocked',
      'kaal@post.nl': 'no',
      'vol@post.nl': '5.2.2 full',
    }
    sink.decide((to) => (says[to] === undefined ? null : { at: 'recipient', code: 550, says: says[to] }))
    await send()
    expect(recipients()).toEqual(['anna@post.nl'])
    expect(await statesOf(ports, issue)).toEqual({ failed: 4, sent: 1 })
    const rows = await ports.db`select state, last_code, returned from delivery where returned is not null`
    expect(rows).toEqual([{ state: 'failed', last_code: '550', returned: 'hard' }])
    expect(await findSuppression(ports, site.id, emailOf('weg@post.nl'))).toBe('bounce')
    for (const to of ['dicht@post.nl', 'kaal@post.nl', 'vol@post.nl', 'anna@post.nl'])
      expect(await findSuppression(ports, site.id, emailOf(to)), to).toBeNull()
    // What a server says quotes an address; a code does not.
    expect(JSON.stringify(world.logged)).not.toContain('@')
  })

  test('of every mail that it is spam: the issue stops before the list is used up', async () => {
    await addReaders(ports, site, list, someEmails(200))
    const issue = await addScheduled(ports, site, [list])
    sink.decide(() => ({ at: 'data', code: 554, says: '5.7.1 spam' }))
    await send()
    expect(await readIssue(ports, issue)).toMatchObject({ state: 'paused', pauseCode: '554' })
    const states = await statesOf(ports, issue)
    expect(states['failed']).toBeLessThan(15)
    expect(states['queued']).toBe(200 - (states['failed'] ?? 0))
  })

  test('nothing, since it is away: all wait, it is shown why, and they leave once it is back', async () => {
    await addReaders(ports, site, list, someEmails(30))
    const issue = await addScheduled(ports, site, [list])
    const { port } = sink
    await sink.close()
    const sender = openSenderTo(ports, { port })
    expect(await sender.send({ limit: 100 })).toBe(0)
    expect(await readIssue(ports, issue)).toMatchObject({ state: 'sending', pauseCode: 'ESOCKET' })
    expect(await statesOf(ports, issue)).toEqual({ queued: 30 })
    sink = await openSink({}, port)
    // Left alone for a moment first.
    expect(await sender.send({ limit: 100 })).toBe(0)
    later(60)
    expect(await sender.send({ limit: 100 })).toBe(30)
    sender.close()
    expect(recipients()).toEqual(someEmails(30).toSorted())
    expect((await readIssue(ports, issue)).pauseCode).toBeNull()
    // None of the tries was one of a mail's own, nor of the day's.
    const [row] = await ports.db`select max(tries) as tries from delivery`
    expect(row).toEqual({ tries: 0 })
    expect(await ports.db`select mails from sending_day`).toEqual([{ mails: 30 }])
  })

  test('no to our login, twice: the issue is paused with the code', async () => {
    await sink.close()
    sink = await openSink({
      authOptional: false,
      onAuth: (_auth, _session, done) => done(Object.assign(new Error('no'), { responseCode: 535 })),
    })
    await addReaders(ports, site, list, someEmails(3))
    const issue = await addScheduled(ports, site, [list])
    const { openSession } = await import('../../src/mail/session.ts')
    const { openSender } = await import('../../src/delivery/send.ts')
    const { Secret } = await import('../../src/config.ts')
    const login = { user: 'voordeur', password: new Secret('onzin') }
    const session = openSession(
      { host: '127.0.0.1', port: sink.port, security: 'none', login },
      ports.config.mail.from,
    )
    const sender = openSender(ports, { sessions: [session], signing: null }, 'here')
    await sender.send({ limit: 10 })
    expect(await readIssue(ports, issue)).toMatchObject({ state: 'sending', pauseCode: '535' })
    later(61)
    await sender.send({ limit: 10 })
    expect(await readIssue(ports, issue)).toMatchObject({ state: 'paused', pauseCode: '535' })
    expect(await statesOf(ports, issue)).toEqual({ queued: 3 })
    sender.close()
  })

  test('goodbye between two mails: the next one is told on a new connection, and nobody is uncertain', async () => {
    await addReaders(ports, site, list, someEmails(40))
    const issue = await addScheduled(ports, site, [list])
    sink.decide((to, times) => (times === 0 && /[05]@/.test(to) ? { at: 'hang-up' } : null))
    const sender = openSenderTo(ports, sink, { lanes: 1 })
    while ((await sender.send({ limit: 100 })) > 0) later(60)
    sender.close()
    expect(recipients()).toEqual(someEmails(40).toSorted())
    expect(await statesOf(ports, issue)).toEqual({ sent: 40 })
  })
})

describe('a connection that breaks after the mail began', () => {
  test('leaves it uncertain, and it is not sent again unless somebody says so', async () => {
    await addReaders(ports, site, list, someEmails(30))
    const issue = await addScheduled(ports, site, [list])
    sink.decide((to, times) =>
      times === 0 && /7@/.test(to) ? { at: 'drop', isKept: to.startsWith('lezer7@') } : null,
    )
    await send()
    later(3_600)
    await send()
    // Sent: 27 and the one that the server kept. Uncertain: 7, 17 and 27.
    expect(sink.received).toHaveLength(28)
    expect(await statesOf(ports, issue)).toEqual({ sent: 27, uncertain: 3 })
    expect(await progressOf(ports, site, issue.id)).toMatchObject({
      total: 30,
      sent: 27,
      uncertain: 3,
      left: 0,
    })
    expect((await readIssue(ports, issue)).state).toBe('sent')

    expect(await settleUncertain(ports, site, issue.id, 'again')).toBe(3)
    expect((await readIssue(ports, issue)).state).toBe('sending')
    await send()
    expect(await statesOf(ports, issue)).toEqual({ sent: 30 })
    // The one that was kept came twice: that is what "uncertain" means. They can be told to be the same.
    const twice = (await sink.parsed()).filter(({ to }) => to?.[0]?.address === 'lezer7@post.nl')
    expect(twice).toHaveLength(2)
    expect(new Set(twice.map(({ messageId }) => messageId)).size).toBe(1)
    expect(new Set(recipients()).size).toBe(30)
  })

  test('is left at that, if somebody decides so, and asked about no more', async () => {
    await addReaders(ports, site, list, someEmails(10))
    const issue = await addScheduled(ports, site, [list])
    sink.decide((to) => (to === 'lezer9@post.nl' ? { at: 'drop', isKept: false } : null))
    await send()
    expect(await settleUncertain(ports, site, issue.id, 'leave')).toBe(1)
    expect(await settleUncertain(ports, site, issue.id, 'again')).toBe(0)
    await send()
    expect(sink.received).toHaveLength(9)
    expect(await progressOf(ports, site, issue.id)).toMatchObject({ uncertain: 0, left: 1, total: 10 })
  })

  test('each time: the issue stops before the list is used up', async () => {
    await addReaders(ports, site, list, someEmails(200))
    const issue = await addScheduled(ports, site, [list])
    sink.decide(() => ({ at: 'drop', isKept: false }))
    await send()
    expect((await readIssue(ports, issue)).state).toBe('paused')
    expect((await statesOf(ports, issue))['uncertain']).toBeLessThan(10)
  })
})

describe('somebody', () => {
  test('pauses, and nothing leaves until they go on', async () => {
    await addReaders(ports, site, list, someEmails(70))
    const issue = await addScheduled(ports, site, [list])
    await send(50)
    expect(await pauseIssue(ports, site, issue)).toBe(true)
    expect(await pauseIssue(ports, site, issue)).toBe(false)
    await send()
    expect(sink.received).toHaveLength(50)
    expect(await resumeIssue(ports, site, issue)).toBe(true)
    expect(await resumeIssue(ports, site, issue)).toBe(false)
    await send()
    expect(recipients()).toEqual(someEmails(70).toSorted())
  })

  test('pauses in the middle of a batch, and only those in hand still leave', async () => {
    await addReaders(ports, site, list, someEmails(50))
    const issue = await addScheduled(ports, site, [list])
    let pausing: Promise<boolean> | undefined
    sink.decide(() => {
      pausing ??= pauseIssue(ports, site, issue)
      return null
    })
    await send()
    expect(await pausing).toBe(true)
    expect(sink.received.length).toBeLessThan(30)
    const states = await statesOf(ports, issue)
    expect(states).toEqual({ sent: sink.received.length, queued: 50 - sink.received.length })
  })

  test('cancels, and who was not mailed is not', async () => {
    await addReaders(ports, site, list, someEmails(60))
    const issue = await addScheduled(ports, site, [list])
    await send(50)
    expect(await cancelIssue(ports, site, issue)).toBe(true)
    expect(await cancelIssue(ports, site, issue)).toBe(false)
    expect(await resumeIssue(ports, site, issue)).toBe(false)
    await send()
    expect(sink.received).toHaveLength(50)
    expect(await statesOf(ports, issue)).toEqual({ sent: 50, skipped: 10 })
    expect((await readIssue(ports, issue)).state).toBe('cancelled')
    expect(await findByEmail(ports, site.id, emailOf('lezer60@post.nl'))).not.toBeNull()
  })

  test('stops the service, and what was taken and not begun is given back', async () => {
    await addReaders(ports, site, list, someEmails(50))
    const issue = await addScheduled(ports, site, [list])
    const stopping = { ...ports, isStopping: () => sink.received.length >= 10 }
    const sender = openSenderTo(stopping, sink)
    await sender.send({ limit: 100 })
    sender.close()
    const many = sink.received.length
    expect(many).toBeLessThan(15)
    expect(await statesOf(ports, issue)).toEqual({ sent: many, queued: 50 - many })
    await send()
    expect(recipients()).toEqual(someEmails(50).toSorted())
  })
})

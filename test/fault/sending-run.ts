/**
 * The program sending an issue to a real server, killed in the middle again and again. Who got what is counted from the mails of the server,
 * never from our tables.
 */
import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import { connect } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { leaseSeconds } from '../../src/delivery/claim.ts'
import { settleUncertain } from '../../src/delivery/state.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { addSite } from '../../src/site/site.ts'
import {
  addNewsList,
  addReaders,
  addScheduled,
  openSink,
  readIssue,
  setPace,
  someEmails,
  statesOf,
} from '../delivery/mailing.ts'
import { testConfig } from '../support/world.ts'
import type { PostgresWorld } from '../worlds/postgres.ts'
import { secret } from './crash-loop.ts'
import { startService } from './program.ts'

export interface SendingFindings {
  readonly readers: number
  readonly kills: number
  /** Readers who got none, and are not uncertain either. */
  readonly lost: readonly string[]
  /** Readers who got it more than once before anybody decided about the uncertain ones. */
  readonly twice: readonly string[]
  readonly uncertain: number
  /** Of those, how many had got it. */
  readonly uncertainAndGot: number
  /** After a person said "again": who still has none, and how many came twice. */
  readonly lostInTheEnd: readonly string[]
  readonly twiceInTheEnd: number
  readonly seconds: number
  readonly mailsPerSecond: number
}

const domains = ['post.nl', 'mail.example', 'bewoner.example', 'werk.example', 'school.example']

const countBy = (texts: readonly string[]): ReadonlyMap<string, number> => {
  const counted = new Map<string, number>()
  for (const text of texts) counted.set(text, (counted.get(text) ?? 0) + 1)
  return counted
}

export async function crashSending(
  world: PostgresWorld,
  url: string,
  { readers, kills, serverKills = 0 }: { readers: number; kills: number; serverKills?: number },
): Promise<SendingFindings> {
  const db = connect({ to: url, connectionsMax: 3, prepare: true })
  const ports = {
    db,
    now: () => new Date(),
    random: (bytes: number) => randomBytes(bytes),
    keyFor: openKeys(secret),
    config: testConfig(),
  }
  const sink = await openSink()
  const emails = someEmails(readers, domains)
  try {
    await migrate(db, ports)
    const { site } = await addSite(ports, { domain: 'example.nl' })
    const list = await addNewsList(ports, site)
    await setPace(ports, site, { mailsPerMinuteMax: 100_000, mailsPerMinuteAndDomainMax: 100_000 })
    await addReaders(ports, site, list, emails)
    const issue = await addScheduled(ports, site, [list])
    const settings = {
      DATABASE_URL: url,
      VOORDEUR_SECRET: secret,
      VOORDEUR_SMTP_URL: sink.url,
      VOORDEUR_MAIL_FROM: 'De Linde <nieuws@delinde.example>',
    }
    const begun = performance.now()
    let service = await startService(settings)
    const reaches = (mails: number) =>
      expect.poll(() => sink.received.length, { timeout: 300_000, interval: 5 }).toBeGreaterThanOrEqual(mails)

    const all = kills + serverKills
    for (let nth = 0; nth < all; nth += 1) {
      // Somewhere in this part of the list, in the middle of whatever it does.
      await reaches(Math.floor(((nth + 0.2 + Math.random() * 0.6) * readers) / (all + 1)))
      if (nth >= kills) {
        await world.kill()
        await world.restart()
      } else {
        await service.end('SIGKILL')
        service = await startService(settings)
      }
      // Five minutes pass for those that the dead one held; nobody else's leases end.
      await expect
        .poll(
          () =>
            db`select 1`.then(
              () => true,
              () => false,
            ),
          { timeout: 60_000 },
        )
        .toBe(true)
      await db`
        update delivery set lease_until = lease_until - ${leaseSeconds} * interval '1 second'
        where site_id = ${site.id} and state in ('claimed', 'handing') and lease_holder in (
          select lease_holder from delivery where site_id = ${site.id} and state in ('claimed', 'handing')
          group by lease_holder having max(lease_until) < ${new Date(Date.now() + (leaseSeconds - 1) * 1_000)})`
    }
    const isSent = async () => {
      // Whom the last death left: as above, once they are seen.
      await db`
        update delivery set lease_until = lease_until - ${leaseSeconds} * interval '1 second'
        where site_id = ${site.id} and state in ('claimed', 'handing') and lease_until < ${new Date(Date.now() + (leaseSeconds - 10) * 1_000)}`
      return (await readIssue(ports, issue)).state
    }
    await expect.poll(isSent, { timeout: 600_000, interval: 500 }).toBe('sent')
    const seconds = (performance.now() - begun) / 1_000

    const got = countBy(sink.received.map(({ to }) => to))
    const states = await statesOf(ports, issue)
    const uncertain = states['uncertain'] ?? 0
    const lost = emails.filter((email) => !got.has(email))
    const twice = [...got].flatMap(([email, times]) => (times > 1 ? [email] : []))
    // By our own books: who is uncertain; those who got none must be among them.
    expect((states['sent'] ?? 0) + uncertain).toBe(readers)
    await settleUncertain(ports, site, issue.id, 'again')
    await expect.poll(isSent, { timeout: 120_000, interval: 200 }).toBe('sent')
    await service.end('SIGTERM')
    const gotInTheEnd = countBy(sink.received.map(({ to }) => to))
    return {
      readers,
      kills: all,
      lost: lost.slice(uncertain),
      twice,
      uncertain,
      uncertainAndGot: uncertain - lost.length,
      lostInTheEnd: emails.filter((email) => !gotInTheEnd.has(email)),
      twiceInTheEnd: [...gotInTheEnd.values()].filter((times) => times > 1).length,
      seconds,
      mailsPerSecond: readers / seconds,
    }
  } finally {
    await sink.close()
    await db.end({ timeout: 1 })
  }
}

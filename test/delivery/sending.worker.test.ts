/** Fact 14: the real Worker in workerd sends an issue to a real submission server, over one connection that is kept. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { addSite } from '../../src/site/site.ts'
import { testConfig } from '../support/world.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { openWorkerd } from '../worlds/workerd.ts'
import {
  addNewsList,
  addReaders,
  addScheduled,
  openSink,
  readIssue,
  setPace,
  someEmails,
  statesOf,
} from './mailing.ts'

const secret = 'e2b19f5d08c47a6390d1be7f42c85a6b'

let postgres: PostgresWorld
let db: Db
beforeAll(async () => {
  postgres = await openPostgres()
  db = connect({ to: postgres.url, connectionsMax: 2, prepare: true })
  await migrate(db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
}, 300_000)
afterAll(async () => {
  await db.end({ timeout: 1 })
  await postgres.close()
})

test('fact 14: a Worker sends an issue, a bounded number each minute, and each of its readers gets it once', async () => {
  const ports = {
    db,
    now: () => new Date(),
    random: (bytes: number) => randomBytes(bytes),
    keyFor: openKeys(secret),
    config: testConfig({ VOORDEUR_SECRET: secret }),
  }
  const sink = await openSink()
  const { site } = await addSite(ports, { domain: 'example.nl' })
  const list = await addNewsList(ports, site)
  await setPace(ports, site, { mailsPerMinuteMax: 100_000, mailsPerMinuteAndDomainMax: 100_000 })
  const emails = someEmails(350, ['post.nl', 'mail.example'])
  await addReaders(ports, site, list, emails, { name: 'Anna' })
  const issue = await addScheduled(ports, site, [list])
  const worker = await openWorkerd({
    databaseUrl: postgres.url,
    settings: {
      VOORDEUR_SECRET: secret,
      VOORDEUR_SMTP_URL: sink.url,
      VOORDEUR_MAIL_FROM: 'De Linde <nieuws@delinde.example>',
    },
  })
  try {
    await worker.runScheduled()
    expect(worker.logs.filter((line) => line.includes('"failure"'))).toEqual([])
    expect(sink.received).toHaveLength(300)
    expect(sink.connections.most).toBe(1)
    await worker.runScheduled()
    expect(sink.received.map(({ to }) => to).toSorted()).toEqual(emails.toSorted())
    expect(await statesOf(ports, issue)).toEqual({ sent: 350 })
    await worker.runScheduled()
    expect((await readIssue(ports, issue)).state).toBe('sent')
    expect(sink.received).toHaveLength(350)
    const [mail] = await sink.parsed()
    expect(mail).toMatchObject({
      subject: 'Nieuws uit de wijk',
      from: { address: 'nieuws@delinde.example', name: 'example.nl' },
    })
    expect(mail?.text).toContain('Anna')
  } finally {
    await worker.close()
    await sink.close()
  }
}, 300_000)

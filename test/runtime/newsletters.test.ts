/** Newsletters of a Node process: into the folder where no server is set, by turns, and in order at a stop. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readMail } from '../../src/demo/read-mail.ts'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import { openMail } from '../../src/runtime/mail.ts'
import { openNewsletters } from '../../src/runtime/newsletters.ts'
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
import { openWorld, testConfig } from '../support/world.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let pglite: PgliteWorld
let folder: string
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => pglite.close())
beforeEach(async () => {
  await emptyTables(pglite.db)
  folder = mkdtempSync(join(tmpdir(), 'voordeur-outbox-'))
  return () => rmSync(folder, { recursive: true })
})

async function open(readers: number, settings: Readonly<Record<string, string>> = {}) {
  const world = await openWorld(pglite.db)
  const config = testConfig({ VOORDEUR_DATA: folder, ...settings })
  let isStopping = false
  const ports = { ...world.ports, config, isStopping: () => isStopping }
  const site = await world.addSite()
  const list = await addNewsList(ports, site)
  await setPace(ports, site, { mailsPerMinuteMax: 100_000, mailsPerMinuteAndDomainMax: 100_000 })
  await addReaders(ports, site, list, someEmails(readers))
  const issue = await addScheduled(ports, site, [list])
  const opening = openMail(ports, config)
  const mail = must(opening.ok ? opening.mail : null, 'the settings are right')
  return {
    ports,
    issue,
    mail,
    newsletters: openNewsletters(ports, mail.outlet),
    stop: () => (isStopping = true),
  }
}

test('without a submission server an issue lands in the folder, a file for each reader, and the demo shows it', async () => {
  const { ports, issue, mail, newsletters } = await open(3)
  await newsletters.take()
  const outbox = must(mail.outbox, 'there is one without a server')
  const mails = await outbox.list(10)
  expect(mails).toHaveLength(3)
  const shown = await Promise.all(
    mails.map(async ({ id }) => readMail(must(await outbox.read(id), 'it is listed'))),
  )
  expect(shown.map(({ to }) => to).toSorted()).toEqual(someEmails(3))
  expect(shown[0]?.subject).toBe('Nieuws uit de wijk')
  expect(shown[0]?.html).toContain('de lift is weer heel')
  expect((await readIssue(ports, issue)).state).toBe('sent')
  await Promise.all([newsletters.close(), mail.close()])
})

test('a stop finishes the mails in hand, gives back the others, and takes no more turns', async () => {
  const sink = await openSink()
  const { ports, issue, mail, newsletters, stop } = await open(60, {
    VOORDEUR_SMTP_URL: sink.url,
    VOORDEUR_MAIL_FROM: 'nieuws@delinde.example',
  })
  sink.decide(() => {
    if (sink.received.length >= 8) stop()
    return null
  })
  const turn = newsletters.take()
  await turn
  await newsletters.close()
  await newsletters.take()
  const many = sink.received.length
  expect(many).toBeLessThan(20)
  expect(await statesOf(ports, issue)).toEqual({ sent: many, queued: 60 - many })
  await mail.close()
  await sink.close()
})

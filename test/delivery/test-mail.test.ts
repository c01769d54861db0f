/** A test of an issue: to one address, clean, marked, of nobody's deliveries, and not without end. */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { sendTestMail } from '../../src/delivery/test-mail.ts'
import { readLetter } from '../../src/mail/read-letter.ts'
import { issueDocument } from '../../src/newsletter/issue.ts'
import { newsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { openWorld } from '../support/world.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { emailOf, source } from './mailing.ts'

let pglite: PgliteWorld
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => pglite.close())

test('a test goes to one address, with the sender and the words of the issue and nothing that is counted, a hundred a day', async () => {
  const world = await openWorld(pglite.db)
  const site = await world.addSite()
  const settings = newsletterSettings.parse({ senderName: 'De Linde', opens: 'personal', clicks: 'personal' })
  const document = issueDocument.parse({ subject: 'Nieuws voor {{name|bewoner}}', source, lists: [1] })
  const send = () => sendTestMail(world.ports, site, settings, document, emailOf('redactie@delinde.example'))
  expect(await send()).toBe(true)
  const [letter] = world.posted
  expect(letter).toMatchObject({
    to: 'redactie@delinde.example',
    subject: '[test] Nieuws voor bewoner',
    senderName: 'De Linde',
  })
  expect(letter?.unsubscribeUrl).toBeUndefined()
  expect(letter?.html).toContain('https://example.nl/lift')
  expect(`${letter?.html}${letter?.text}`).not.toMatch(/\/n\/[co]\//)
  expect(letter && readLetter(letter).ok).toBe(true)
  expect(await pglite.db`select issue_id from delivery`).toEqual([])
  for (let nth = 1; nth < 100; nth += 1) expect(await send()).toBe(true)
  expect(await send()).toBe(false)
  expect(world.posted).toHaveLength(100)
  world.setNow('2026-11-24T11:00:00Z')
  expect(await send()).toBe(true)
})

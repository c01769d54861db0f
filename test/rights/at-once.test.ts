/**
 * Rounds of two processes at the same moment, on a real PostgreSQL, each with connections of its own: nobody is reminded twice of the same, and
 * no processor is told twice to do the same.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { listAudit } from '../../src/audit/chain.ts'
import { connect, type Db } from '../../src/db/connect.ts'
import { must } from '../../src/must.ts'
import type { Message } from '../../src/ports.ts'
import { tellProcessors } from '../../src/processor/tell.ts'
import { sendReminders } from '../../src/rights/reminder.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import { findSite, recordSettings } from '../../src/site/site.ts'
import { add, addAll, mailed, webhook } from '../processor/processors.ts'
import { openWorld, type World } from '../support/world.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { migrateAll, openDesk, takeMails, writtenDown, type Desk } from './requesting.ts'

let postgres: PostgresWorld
let processes: readonly [Db, Db]
let desk: Desk
let worlds: readonly [World, World]
beforeAll(async () => {
  postgres = await openPostgres()
  const open = () => connect({ to: postgres.url, connectionsMax: 4, prepare: true })
  processes = [open(), open()]
  await migrateAll(processes[0])
})
afterAll(async () => {
  for (const db of processes) await db.end({ timeout: 1 })
  await postgres.close()
})
beforeEach(async () => {
  desk = await openDesk(processes[0])
  worlds = [desk.world, await openWorld(processes[1])]
})

test('A-04: of two processes that remind at once, one reminds of each request, and nobody of one twice', async () => {
  const { world, site } = desk
  const privacyOfficer = { name: 'Noor Bakker', email: 'privacy@delinde.example' }
  await recordSettings(world.ports, site, siteSettings.parse({ privacyOfficer }))
  const here = must(await findSite(world.ports, site.domain), 'it was made')
  // One day since each; of the oldest four reminders fell due while nothing ran.
  const ids: string[] = []
  for (let nth = 0; nth < 20; nth += 1) {
    const receivedAt = new Date(Date.parse('2026-11-15T10:00:00Z') - nth * 86_400_000)
    ids.push((await writtenDown({ world, site: here }, { receivedAt })).id)
  }
  await takeMails(desk)
  const rounds = await Promise.all([...worlds, ...worlds].map(({ ports }) => sendReminders(ports, here)))
  expect(rounds.reduce((all, one) => all + one, 0)).toBe(ids.length)
  const mails = await takeMails(desk)
  const reminded = mails.map(({ text }) => /\/desk\/requests\/([\w-]+)/.exec(text)?.[1] ?? '')
  expect(reminded.toSorted()).toEqual(ids.toSorted())
  expect(new Set(mails.map(({ to }) => to))).toEqual(new Set([privacyOfficer.email]))
  for (const { ports } of worlds) expect(await sendReminders(ports, here)).toBe(0)
})

test('A-06: of two processes that tell processors at once, one tells of each task, by message and by mail', async () => {
  const { world, site } = desk
  await add(desk, webhook)
  await add(desk, mailed)
  let tasks = 0
  for (let nth = 0; nth < 10; nth += 1)
    tasks += await addAll(desk, await writtenDown(desk, { kind: 'erase' }))
  expect(tasks).toBe(20)
  await takeMails(desk)
  const told: Message[] = []
  // Each is in the middle of its first message when the other begins its own.
  let bothTell = () => {}
  const both = new Promise<void>((resolve) => {
    bothTell = resolve
  })
  const telling = new Set<number>()
  await Promise.all(
    worlds.map(async ({ ports }, nth) => {
      const tell: typeof ports.tell = async (message) => {
        told.push(message)
        if (telling.add(nth).size === worlds.length) bothTell()
        await both
        return { kind: 'answered', status: 204 }
      }
      await tellProcessors({ ...ports, tell }, `process-${nth}`)
    }),
  )
  const numbers = told.map(({ headers }) => headers['webhook-id'] ?? '')
  expect([numbers.length, new Set(numbers).size]).toEqual([10, 10])
  const mails = await takeMails(desk)
  expect(mails.map(({ to }) => to)).toEqual(Array.from({ length: 10 }, () => 'privacy@host.example'))
  expect(new Set(mails.map(({ text }) => text)).size).toBe(10)
  const states = await processes[0]<{ state: string; tries: number }[]>`
    select state, tries from processor_task where site_id = ${site.id}`
  expect(states.map(({ state, tries }) => [state, tries])).toEqual(
    Array.from({ length: 20 }, () => ['sent', 1]),
  )
  const entries = await listAudit(world.ports, site.id, { requestId: null, before: null, limit: 200 })
  expect(entries.filter(({ kind }) => kind === 'processor-told')).toHaveLength(20)
})

/** The program as it is shipped, with a submission server beside it. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { queueLetter } from '../../src/mail/queue.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { startService } from '../fault/program.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { openSmtp } from './smtp.ts'

const secret = 'e2b19f5d08c47a6390d1be7f42c85a6b'
let postgres: PostgresWorld
let db: Db
beforeAll(async () => {
  postgres = await openPostgres()
  db = connect({ to: postgres.url, connectionsMax: 2, prepare: true })
}, 300_000)
afterAll(async () => {
  await db.end({ timeout: 1 })
  await postgres.close()
})

const settingsOf = (port: number) => ({
  DATABASE_URL: postgres.url,
  VOORDEUR_SECRET: secret,
  VOORDEUR_SMTP_URL: `smtp://127.0.0.1:${port}`,
  VOORDEUR_MAIL_FROM: 'De Linde <voordeur@delinde.example>',
})
const post = () =>
  queueLetter(
    { db, now: () => new Date(), random: (bytes) => randomBytes(bytes), keyFor: openKeys(secret) },
    { to: 'anna@example.nl', subject: 'Hallo', text: 'Hallo\n', html: '<p>Hallo</p>' },
  )
const gauge = async (url: string, name: string) => {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
}

describe('the service', () => {
  test('delivers what waits in the queue, by its own clock, and says so in numbers', async () => {
    const smtp = await openSmtp()
    smtp.answer({ at: 'recipient', code: 550 })
    const service = await startService(settingsOf(smtp.port))
    await post()
    await expect.poll(() => gauge(service.url, 'voordeur_mails_given_up'), { timeout: 60_000 }).toBe(1)
    smtp.answer(null)
    await post()
    await expect.poll(() => smtp.received.length, { timeout: 60_000 }).toBe(1)
    await expect.poll(() => gauge(service.url, 'voordeur_mails_sent_total'), { timeout: 60_000 }).toBe(1)
    expect(await gauge(service.url, 'voordeur_mails_waiting')).toBe(0)
    expect(await gauge(service.url, 'voordeur_mail_oldest_waiting_seconds')).toBe(0)
    expect((await service.end('SIGTERM')).code).toBe(0)
    expect(service.output()).not.toMatch(/anna|example\.nl|somebody/)
    await smtp.close()
  })

  test('stops cleanly while a server keeps it waiting; the mail is sent later, once', async () => {
    let connections = 0
    const silent = createServer(() => void (connections += 1)).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const service = await startService(settingsOf((silent.address() as AddressInfo).port))
    await post()
    await expect.poll(() => connections, { timeout: 60_000 }).toBe(1)
    const { code, ms } = await service.end('SIGTERM')
    expect(code).toBe(0)
    expect(ms).toBeLessThan(15_000)
    silent.close()
    const [row] = await db<{ tries: number; sealed: Buffer | null }[]>`
      select tries, sealed from mail where sent_at is null and failed_at is null`
    expect([row?.tries, row?.sealed !== null]).toEqual([1, true])
    // As if the three minutes of the lease were over.
    await db`update mail set lease_until = queued_at where lease_until is not null`
    await db`update mail set next_try_at = queued_at where sent_at is null and failed_at is null`
    const smtp = await openSmtp()
    const next = await startService(settingsOf(smtp.port))
    await expect.poll(() => smtp.received.length, { timeout: 60_000 }).toBe(1)
    await next.end('SIGTERM')
    expect(smtp.received).toHaveLength(1)
    await smtp.close()
  })

  test('does not start with a key that can not sign, and says which setting', async () => {
    const starting = startService({
      ...settingsOf(1),
      VOORDEUR_DKIM: 'delinde.example:s1:/nowhere/dkim.pem',
    })
    await expect(starting).rejects.toThrow(
      /ended with 78: [\s\S]*VOORDEUR_DKIM names no private key that can be read/,
    )
  })
})

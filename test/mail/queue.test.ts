import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Submission } from '../../src/config.ts'
import { migrate } from '../../src/db/migrate.ts'
import {
  listMail,
  nextTryOf,
  queueLetter,
  sendDue,
  sweepMail,
  type Delivery,
  type OutgoingMail,
  type Transport,
} from '../../src/mail/queue.ts'
import { openSubmission } from '../../src/mail/submission.ts'
import type { FailureCode, Letter } from '../../src/ports.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { openWorld, type World } from '../support/world.ts'
import { freePort } from '../worlds/free-port.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { openSmtp, type Smtp } from './smtp.ts'

let pglite: PgliteWorld
let world: World
let smtp: Smtp

beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
beforeEach(async () => {
  await emptyTables(pglite.db)
  world = await openWorld(pglite.db)
  smtp = await openSmtp()
  return () => smtp.close()
})
afterAll(() => pglite.close())

const letter: Letter = {
  to: 'anna.de.vries@example.nl',
  subject: 'Je uitnodiging',
  text: 'Kom binnen: https://meten.example.nl/i/geheim-token-123\n',
  html: '<p>Kom binnen</p>',
}
const sender = { from: { address: 'voordeur@delinde.example', name: 'De Linde' }, signing: null }
const submissionOf = (port: number): Submission => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  login: null,
})
const transportTo = (port: number) => openSubmission(submissionOf(port), sender)
/** For a machine that does a hundred other things. */
const patient = { timeout: 60_000 }
const turn = { limit: 50, holder: 'one' }
const post = (more: Partial<Letter> = {}) => queueLetter(world.ports, { ...letter, ...more })
const send = (transport: Transport = transportTo(smtp.port), holder = 'one') =>
  sendDue(world.ports, transport, { ...turn, holder })

interface Row {
  readonly mail_id: string
  readonly tries: number
  readonly last_code: string | null
  readonly next_try_at: Date
  readonly lease_until: Date | null
  readonly sent_at: Date | null
  readonly failed_at: Date | null
  readonly sealed: Buffer | null
}
const rows = () => pglite.db<Row[]>`select * from mail order by queued_at, mail_id`
const only = async () => {
  const [row, more] = await rows()
  expect(more).toBeUndefined()
  return row as Row
}

describe('a mail that is posted', () => {
  test('is delivered once, with its number in the Message-ID', async () => {
    await post()
    expect(await send()).toEqual({ sent: 1, postponed: 0, failed: 0 })
    expect(await send()).toEqual({ sent: 0, postponed: 0, failed: 0 })
    const [received, more] = smtp.received
    expect(more).toBeUndefined()
    expect(received).toMatchObject({ from: 'voordeur@delinde.example', to: [letter.to] })
    const [mail] = await smtp.parsed()
    expect(mail?.messageId).toBe(`<${(await only()).mail_id}@delinde.example>`)
    expect(world.ports.counters().get('mails_sent')).toBe(1)
  })

  test('can not be read in the database, and is gone from it once it is sent', async () => {
    await post()
    const secrets = [letter.to, 'anna', letter.subject, 'geheim-token-123']
    const stored = async () => {
      const row = await only()
      return [
        JSON.stringify(row),
        row.sealed?.toString('latin1') ?? '',
        row.sealed?.toString('utf16le') ?? '',
      ]
        .join('\n')
        .toLowerCase()
    }
    const waiting = await stored()
    expect((await only()).sealed?.length).toBeGreaterThan(150)
    for (const secret of secrets) expect(waiting).not.toContain(secret.toLowerCase())
    await send()
    expect((await only()).sealed).toBeNull()
    expect((await only()).sent_at).toEqual(world.ports.now())
  })

  test('waits while the server is away, which whoever posts never notices, and is delivered when it is back', async () => {
    const port = await freePort()
    await post()
    expect(await send(transportTo(port))).toEqual({ sent: 0, postponed: 1, failed: 0 })
    expect(await listMail(world.ports)).toEqual([
      { state: 'waiting', code: 'ESOCKET', mails: 1, oldestAt: world.ports.now() },
    ])
    const back = await openSmtp({}, port)
    // Not before its time: a server that came back is not run over.
    expect(await send(transportTo(port))).toMatchObject({ sent: 0 })
    world.setNow('2026-11-23T11:01:00Z')
    expect(await send(transportTo(port))).toMatchObject({ sent: 1 })
    await back.close()
    expect(back.received).toHaveLength(1)
    expect(await listMail(world.ports)).toEqual([])
  })

  test('is not tried when another one just found the server away', async () => {
    for (let nth = 0; nth < 3; nth += 1) await post()
    expect(await send(transportTo(await freePort()))).toEqual({ sent: 0, postponed: 1, failed: 0 })
    expect((await rows()).filter(({ tries }) => tries > 0)).toHaveLength(1)
  })

  test('is not sent by a service that stops', async () => {
    await post()
    const stopping = { ...world.ports, isStopping: () => true }
    expect(await sendDue(stopping, transportTo(smtp.port), turn)).toMatchObject({ sent: 0 })
    expect(smtp.received).toEqual([])
  })
})

describe('a server that says no', () => {
  test('for now (4xx) is asked again after 1, 5, 15 and 60 minutes and every four hours, for two days', async () => {
    smtp.answer({ at: 'recipient', code: 451 })
    await post()
    const begun = world.ports.now().getTime()
    const minutes: number[] = []
    for (;;) {
      const next = (await only()).next_try_at
      world.setNow(new Date(next.getTime() - 1).toISOString())
      expect(await send()).toEqual({ sent: 0, postponed: 0, failed: 0 })
      world.setNow(next.toISOString())
      await send()
      if ((await only()).failed_at) break
      minutes.push(((await only()).next_try_at.getTime() - next.getTime()) / 60_000)
    }
    expect(minutes).toEqual([1, 5, 15, 60, ...Array.from({ length: 11 }, () => 240)])
    expect(world.ports.now().getTime() - begun).toBeLessThanOrEqual(48 * 3_600_000)
    expect(await only()).toMatchObject({ last_code: '451', sealed: null, tries: 16 })
    expect(world.ports.counters().get('mails_failed')).toBe(1)
    // The opposite: nobody sends it after all.
    smtp.answer(null)
    world.setNow('2026-11-30T11:00:00Z')
    await send()
    expect(smtp.received).toEqual([])
  })

  test('for now is forgotten once it says yes', async () => {
    smtp.answer({ at: 'data', code: 452 })
    await post()
    await send()
    expect((await only()).last_code).toBe('452')
    smtp.answer(null)
    world.setNow('2026-11-23T11:01:00Z')
    await send()
    expect(await only()).toMatchObject({ last_code: null, failed_at: null, lease_until: null })
    expect(smtp.received).toHaveLength(1)
  })

  test.each([
    { at: 'recipient', code: 550 },
    { at: 'data', code: 554 },
  ] as const)('for good ($code at the $at) is not asked again', async (refusal) => {
    smtp.answer(refusal)
    await post()
    await post({ to: 'bert@example.nl' })
    // One refused mail does not hold up the next.
    expect(await send()).toEqual({ sent: 0, postponed: 0, failed: 2 })
    for (const row of await rows())
      expect(row).toMatchObject({ last_code: String(refusal.code), sealed: null, tries: 1 })
    expect(await listMail(world.ports)).toEqual([
      { state: 'failed', code: String(refusal.code), mails: 2, oldestAt: world.ports.now() },
    ])
  })

  test.each([
    { at: 'connect', code: 554 },
    { at: 'sender', code: 553 },
    { at: 'recipient', code: 530 },
  ] as const)(
    'to us rather than to the mail ($code at the $at) is asked again, as the operator can mend it',
    async (refusal) => {
      smtp.answer(refusal)
      await post()
      expect(await send()).toEqual({ sent: 0, postponed: 1, failed: 0 })
      expect((await only()).last_code).toBe(String(refusal.code))
    },
  )

  test.each(['unknown', '42', 'a@example.nl', 'E'.repeat(50)])(
    'or an error in no words of ours (%s) is kept as unknown, and the mail tried again',
    async (said) => {
      await post()
      await send(async () => ({ kind: 'postponed', code: said as FailureCode, isAway: false }))
      expect((await only()).last_code).toBe('UNKNOWN')
      expect(world.logged).toEqual([{ event: 'failure', place: 'mail', code: 'UNKNOWN' }])
    },
  )

  test('is quoted nowhere: of its words, which hold addresses, only the code is kept and logged', async () => {
    smtp.answer({ at: 'recipient', code: 550 })
    await post()
    await send()
    expect(world.logged).toEqual([{ event: 'failure', place: 'mail', code: '550' }])
    expect(JSON.stringify(await rows())).not.toContain('example.nl')
  })
})

describe('two senders at once', () => {
  test('deliver each mail once', async () => {
    for (let nth = 0; nth < 12; nth += 1) await post({ to: `nr${nth}@example.nl` })
    const sent = await Promise.all(['one', 'two', 'three'].map((holder) => send(undefined, holder)))
    expect(sent.reduce((sum, one) => sum + one.sent, 0)).toBe(12)
    expect(new Set(smtp.received.map(({ to }) => to[0])).size).toBe(12)
    expect(smtp.received).toHaveLength(12)
  })

  test('one of which dies: its mail is taken by the other once the lease ends, under the same Message-ID', async () => {
    await post()
    const taken: OutgoingMail[] = []
    const dies: Transport = (mail) => {
      taken.push(mail)
      return new Promise(() => undefined)
    }
    void send(dies, 'dead')
    await expect.poll(() => taken.length, patient).toBe(1)
    expect(await send()).toMatchObject({ sent: 0 })
    world.setNow('2026-11-23T11:02:59Z')
    expect(await send()).toMatchObject({ sent: 0 })
    world.setNow('2026-11-23T11:03:00Z')
    expect(await send()).toMatchObject({ sent: 1 })
    const [mail] = await smtp.parsed()
    expect(mail?.messageId).toBe(`<${taken[0]?.id}@delinde.example>`)
    expect((await only()).tries).toBe(2)
  })

  test('one of which was thought dead: what it delivered counts, and what it failed at does not', async () => {
    for (const late of ['sent', 'refused'] as const) {
      await emptyTables(pglite.db)
      world.setNow('2026-11-23T11:00:00Z')
      await post()
      let tell: (delivery: Delivery) => void = () => undefined
      const slow = send(() => new Promise((resolve) => (tell = resolve)), 'slow')
      await expect.poll(async () => (await only()).lease_until !== null, patient).toBe(true)
      world.setNow('2026-11-23T11:03:00Z')
      let tellOther: (delivery: Delivery) => void = () => undefined
      const other = send(() => new Promise((resolve) => (tellOther = resolve)), 'other')
      await expect.poll(async () => (await only()).tries, patient).toBe(2)
      tell(late === 'sent' ? { kind: 'sent' } : { kind: 'refused', code: '550' as FailureCode })
      await slow
      expect((await only()).failed_at).toBeNull()
      expect((await only()).sent_at !== null).toBe(late === 'sent')
      tellOther({ kind: 'sent' })
      await other
      expect((await only()).sent_at).not.toBeNull()
    }
  })
})

describe('the queue', () => {
  test('gives up a mail that was sealed by another root secret, and sends the next', async () => {
    const keyFor = openKeys('Zz3F9xQ7LmZ2pW8vT4nB6rY1sD5hJ0gCe')
    await queueLetter({ ...world.ports, keyFor }, letter)
    world.setNow('2026-11-23T11:00:01Z')
    await post({ to: 'bert@example.nl' })
    expect(await send()).toEqual({ sent: 1, postponed: 0, failed: 1 })
    expect((await rows()).map(({ last_code: code }) => code)).toEqual(['UNREADABLE', null])
  })

  test('keeps nothing for longer than 14 days, in whatever state', async () => {
    await post()
    await send()
    smtp.answer({ at: 'recipient', code: 550 })
    await post()
    await send()
    await post()
    world.setNow('2026-12-07T11:00:00Z')
    await sweepMail(world.ports)
    expect(await rows()).toHaveLength(3)
    await post()
    world.setNow('2026-12-07T11:00:00.001Z')
    await sweepMail(world.ports)
    expect(await rows()).toHaveLength(1)
  })

  test('refuses a letter that can not be sent before anything is stored', async () => {
    await expect(post({ to: 'anna@example.nl, bert@example.nl' })).rejects.toThrow(
      'impossible: a room posts what can be sent: recipient',
    )
    expect(await rows()).toEqual([])
  })

  test('never tries a mail later than two days after it was queued', () => {
    const queuedAt = new Date('2026-11-23T11:00:00Z')
    const at = (text: string) => nextTryOf({ tries: 9, queued_at: queuedAt }, new Date(text))
    expect(at('2026-11-25T07:00:00Z')).toEqual(new Date('2026-11-25T11:00:00Z'))
    expect(at('2026-11-25T07:00:00.001Z')).toBeNull()
  })
})

/** What a Node process does with its mail: the outbox, the turns, the key that signs, and who may look. */
import { randomBytes, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/config.ts'
import { migrate } from '../../src/db/migrate.ts'
import { must } from '../../src/must.ts'
import type { Letter } from '../../src/ports.ts'
import { isAskedHere } from '../../src/runtime/asked-here.ts'
import { openMail } from '../../src/runtime/mail.ts'
import { openOutbox } from '../../src/runtime/outbox.ts'
import { readSigning } from '../../src/runtime/signing.ts'
import { openTurns } from '../../src/runtime/turns.ts'
import { openSmtp } from '../mail/smtp.ts'
import { openWorld, testConfig, type World } from '../support/world.ts'
import { freePort } from '../worlds/free-port.ts'
import { emptyTables, openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let pglite: PgliteWorld
let world: World
let folder: string
beforeAll(async () => {
  pglite = await openPglite()
  await migrate(pglite.db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })
})
afterAll(() => pglite.close())
beforeEach(async () => {
  await emptyTables(pglite.db)
  world = await openWorld(pglite.db)
  folder = mkdtempSync(join(tmpdir(), 'voordeur-outbox-'))
  return () => rmSync(folder, { recursive: true })
})

const letter: Letter = {
  to: 'anna@example.nl',
  subject: 'Kom binnen – één klik',
  text: 'Kom binnen: https://meten.example.nl/i/abc\n',
  html: '<p>Kom binnen</p>',
}
const open = (settings: Readonly<Record<string, string>> = {}) => {
  const opening = openMail(world.ports, testConfig({ VOORDEUR_DATA: folder, ...settings }))
  if (!opening.ok) throw new Error(opening.mistake)
  return opening.mail
}
const filesIn = () => readdirSync(join(folder, 'outbox')).toSorted()

describe('without a submission server', () => {
  test('a mail is a file at once, that any mail program opens and nobody else reads', async () => {
    const mail = open()
    await mail.post(letter)
    await expect.poll(() => mail.outbox?.list(10), { timeout: 60_000 }).toHaveLength(1)
    await mail.close()
    const [name = ''] = filesIn()
    expect(name).toMatch(/^20261123T110000000Z-[0-9a-f-]{36}\.eml$/)
    const file = join(folder, 'outbox', name)
    if (process.platform !== 'win32') {
      expect(statSync(file).mode & 0o777).toBe(0o600)
      expect(statSync(join(folder, 'outbox')).mode & 0o777).toBe(0o700)
    }
    expect(await PostalMime.parse(readFileSync(file))).toMatchObject({
      from: { address: 'voordeur@localhost', name: 'Voordeur' },
      to: [{ address: 'anna@example.nl' }],
      subject: letter.subject,
      attachments: [],
    })
    const [row] = await pglite.db`select sealed, sent_at from mail`
    expect(row).toEqual({ sealed: null, sent_at: world.ports.now() })
  })

  test('lists the newest first, and reads by number', async () => {
    const { transport, list, read } = openOutbox(folder, sender)
    expect(await list(10)).toEqual([])
    for (const [id, at] of mails) await transport({ id, letter, queuedAt: new Date(at) })
    expect((await list(10)).map(({ id }) => id)).toEqual([mails[1][0], mails[2][0], mails[0][0]])
    expect(await list(1)).toEqual([{ id: mails[1][0], writtenAt: new Date(mails[1][1]) }])
    expect(Buffer.from(must(await read(mails[0][0]), 'it is there')).toString()).toContain(mails[0][0])
    for (const id of ['../../secret', '', 'x', `${mails[0][0]}.eml`]) expect(await read(id)).toBeNull()
  })

  test('the same mail twice is one file, and half a mail is none', async () => {
    const { transport, list } = openOutbox(folder, sender)
    const [[id, at]] = mails
    await transport({ id, letter, queuedAt: new Date(at) })
    await transport({ id, letter, queuedAt: new Date(at) })
    expect(filesIn()).toHaveLength(1)
    writeFileSync(join(folder, 'outbox', `${filesIn()[0]?.replace(id, mails[1][0])}.4711`), 'Subject: ha')
    expect(await list(10)).toHaveLength(1)
  })

  test('files go after 14 days, drafts of a killed process too, and what is not ours stays', async () => {
    const { transport, sweep } = openOutbox(folder, sender)
    await sweep(new Date(mails[0][1]))
    for (const [id, at] of mails) await transport({ id, letter, queuedAt: new Date(at) })
    const [oldest = ''] = filesIn()
    writeFileSync(join(folder, 'outbox', `${oldest}.4711`), 'Subject: ha')
    writeFileSync(join(folder, 'outbox', 'notes.txt'), 'mine')
    await sweep(new Date(new Date(mails[0][1]).getTime() + 14 * 86_400_000))
    expect(filesIn()).toHaveLength(5)
    await sweep(new Date(new Date(mails[0][1]).getTime() + 14 * 86_400_000 + 1))
    expect(filesIn().map((name) => name.slice(0, 15))).toEqual([
      '20261123T110001',
      '20261123T110002',
      'notes.txt',
    ])
  })

  test('a folder that can not be made leaves the mail waiting, also for root', async () => {
    writeFileSync(join(folder, 'outbox-is-a-file'), '')
    const told = await openOutbox(join(folder, 'outbox-is-a-file'), sender).transport({
      id: mails[0][0],
      letter,
      queuedAt: new Date(),
    })
    expect(told).toEqual({ kind: 'postponed', code: 'ENOTDIR', isAway: true })
  })
})

const sender = { from: { address: 'voordeur@delinde.example', name: '' }, signing: null }
const mails = [
  ['0b54a7c2-5c3d-4f5e-a1b2-3c4d5e6f7a8b', '2026-11-23T11:00:00Z'],
  ['1b54a7c2-5c3d-4f5e-a1b2-3c4d5e6f7a8b', '2026-11-23T11:00:02Z'],
  ['2b54a7c2-5c3d-4f5e-a1b2-3c4d5e6f7a8b', '2026-11-23T11:00:01Z'],
] as const

describe('with a submission server', () => {
  test('a mail leaves as soon as it is posted, and nothing lies in a folder', async () => {
    const smtp = await openSmtp()
    const mail = open({
      VOORDEUR_SMTP_URL: `smtp://127.0.0.1:${smtp.port}`,
      VOORDEUR_MAIL_FROM: 'De Linde <voordeur@delinde.example>',
    })
    expect(mail.outbox).toBeNull()
    // No round runs here: posting alone sends them.
    await Promise.all([mail.post(letter), mail.post(letter), mail.post(letter)])
    await expect.poll(() => smtp.received.length, { interval: 10, timeout: 60_000 }).toBe(3)
    await mail.close()
    await smtp.close()
    expect(readdirSync(folder)).toEqual([])
  })

  test('posting waits for the database and for nobody else', async () => {
    const mail = open({
      VOORDEUR_SMTP_URL: `smtp://127.0.0.1:${await freePort()}`,
      VOORDEUR_MAIL_FROM: 'voordeur@delinde.example',
    })
    await mail.post(letter)
    await mail.take()
    await mail.close()
    expect(world.logged).toEqual([{ event: 'failure', place: 'mail', code: 'ESOCKET' }])
    expect(await pglite.db`select 1 from mail where sealed is not null`).toHaveLength(1)
  })
})

describe('turns', () => {
  test('never overlap, and what is asked for meanwhile is done after', async () => {
    let atOnce = 0
    let most = 0
    let done = 0
    const turns = openTurns(async () => {
      atOnce += 1
      most = Math.max(most, atOnce)
      await pause(5)
      atOnce -= 1
      done += 1
    })
    await Promise.all([turns.take(), turns.take(), turns.take()])
    expect([most, done]).toEqual([1, 2])
    await turns.take()
    expect(done).toBe(3)
    await turns.close(1_000)
    await turns.take()
    expect(done).toBe(3)
  })

  test('are waited for at the end, but not for ever', async () => {
    let finish: () => void = () => undefined
    const turns = openTurns(() => new Promise<void>((resolve) => (finish = resolve)))
    const turn = turns.take()
    const begun = performance.now()
    await turns.close(30)
    expect(performance.now() - begun).toBeGreaterThanOrEqual(25)
    const closed = turns.close(10_000)
    finish()
    await Promise.all([turn, closed])
  })
})

describe('the key that signs', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const dkim = (key: string) => ({ domain: 'delinde.example', selector: 's1', key: new Secret(key) })
  const readFile = (path: string) => readFileSync(path, 'utf8')

  test('is read from the setting, or from the file that it names where there are files', () => {
    const file = join(folder, 'dkim.pem')
    writeFileSync(file, pem)
    const signing = { domain: 'delinde.example', selector: 's1', privateKey: pem }
    expect(readSigning(dkim(pem))).toEqual({ ok: true, signing })
    expect(readSigning(dkim(file), readFile)).toEqual({ ok: true, signing })
    expect(readSigning(null)).toEqual({ ok: true, signing: null })
    expect(readSigning(dkim(file))).toEqual({
      ok: false,
      mistake: 'VOORDEUR_DKIM holds the key itself here: PEM, with \\n for its line ends',
    })
  })

  test('is refused when it can not sign, without a word of it', () => {
    const { privateKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    for (const key of [
      join(folder, 'not-there.pem'),
      pem.slice(0, 200),
      other.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ])
      expect(readSigning(dkim(key), readFile)).toEqual({
        ok: false,
        mistake: 'VOORDEUR_DKIM names no private key that can be read: RSA, as PEM',
      })
  })
})

describe('the outbox is shown', () => {
  const asked = (url: string, address: string | undefined, headers: Record<string, string> = {}) =>
    isAskedHere(new Request(url, { headers }), address)

  test('to somebody at the machine itself', () => {
    for (const address of ['127.0.0.1', '::1', '::ffff:127.0.0.1'])
      for (const url of [
        'http://localhost:3000/demo/outbox',
        'http://127.0.0.1/demo/outbox',
        'http://[::1]:1/',
      ])
        expect(asked(url, address)).toBe(true)
  })

  test('to nobody elsewhere, through a proxy, or by a name that somebody else pointed here', () => {
    const here = 'http://localhost:3000/demo/outbox'
    for (const address of [
      '203.0.113.7',
      '172.17.0.1',
      '::ffff:10.0.0.1',
      '127.0.0.1.evil.example',
      undefined,
    ])
      expect(asked(here, address)).toBe(false)
    for (const name of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip', 'cf-connecting-ip'])
      expect(asked(here, '127.0.0.1', { [name]: '127.0.0.1' })).toBe(false)
    for (const url of ['http://rebound.evil.example:3000/demo/outbox', 'http://localhost.evil.example/'])
      expect(asked(url, '127.0.0.1')).toBe(false)
  })
})

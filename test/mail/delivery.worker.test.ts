/** The real Worker in workerd delivers to a real submission server: plain on loopback, TLS, STARTTLS, signed. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import { listMail, queueLetter } from '../../src/mail/queue.ts'
import type { Letter } from '../../src/ports.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'
import { openWorkerd } from '../worlds/workerd.ts'
import { makeSelfSigned } from './self-signed.ts'
import { isSignedBy } from './signature.ts'
import { openSmtp } from './smtp.ts'

const secret = 'e2b19f5d08c47a6390d1be7f42c85a6b'
const random = (bytes: number) => randomBytes(bytes)
const now = () => new Date()

let postgres: PostgresWorld
let db: Db
beforeAll(async () => {
  postgres = await openPostgres()
  db = connect({ to: postgres.url, connectionsMax: 2, prepare: true })
  await migrate(db, { now, random })
}, 300_000)
afterAll(async () => {
  await db.end({ timeout: 1 })
  await postgres.close()
})

const post = (more: Partial<Letter> = {}) =>
  queueLetter(
    { db, now, random, keyFor: openKeys(secret) },
    {
      to: 'anna@example.nl',
      subject: 'Vanaf de rand – één mail',
      text: 'Platte tekst: é\n',
      html: '<p>Opgemaakt: é</p>',
      ...more,
    },
  )

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'voordeur-mail-'))
  return () => rmSync(folder, { recursive: true })
})
function trust(cert: string): string {
  const file = join(folder, 'trusted.pem')
  writeFileSync(file, cert)
  return file
}

/** Runs one minute of a Worker with these settings of mail. */
async function runMinute(settings: Readonly<Record<string, string>>, trusted?: string): Promise<string[]> {
  const worker = await openWorkerd({
    databaseUrl: postgres.url,
    settings: {
      VOORDEUR_SECRET: secret,
      VOORDEUR_MAIL_FROM: 'De Linde <voordeur@delinde.example>',
      ...settings,
    },
    ...(trusted !== undefined && { trusted }),
  })
  try {
    await worker.runScheduled()
    return worker.logs.filter((line) => line.startsWith('{'))
  } finally {
    await worker.close()
  }
}

describe('a Worker', () => {
  test('without a submission server leaves mails waiting, and delivers them once it has one', async () => {
    const smtp = await openSmtp()
    await post()
    await runMinute({})
    expect(await listMail({ db })).toMatchObject([{ state: 'waiting', code: null, mails: 1 }])
    const lines = await runMinute({ VOORDEUR_SMTP_URL: `smtp://127.0.0.1:${smtp.port}` })
    expect(lines.filter((line) => line.includes('failure'))).toEqual([])
    const [mail, more] = await smtp.parsed()
    expect(more).toBeUndefined()
    expect(mail).toMatchObject({
      subject: 'Vanaf de rand – één mail',
      from: { name: 'De Linde', address: 'voordeur@delinde.example' },
      to: [{ address: 'anna@example.nl' }],
      text: 'Platte tekst: é\n\n',
    })
    expect(await listMail({ db })).toEqual([])
    await smtp.close()
  })

  test('speaks TLS from the first byte, logs in, and signs', async () => {
    const { key, cert } = makeSelfSigned()
    const smtp = await openSmtp({
      secure: true,
      key,
      cert,
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        done(password === 'wacht:woord@1' ? null : new Error('no'), { user: username }),
    })
    const signing = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = signing.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    await post()
    const settings = {
      VOORDEUR_SMTP_URL: `smtps://voordeur:wacht%3Awoord%401@127.0.0.1:${smtp.port}`,
      VOORDEUR_DKIM: `delinde.example:s1:${pem.replaceAll('\n', '\\n')}`,
    }
    const lines = await runMinute(settings, trust(cert))
    expect(lines.filter((line) => line.includes('failure'))).toEqual([])
    expect(smtp.received).toMatchObject([{ isEncrypted: true, user: 'voordeur' }])
    expect(isSignedBy(signing.publicKey, smtp.received[0]?.raw ?? Buffer.alloc(0))).toBe(true)
    await smtp.close()
  })

  test('demands STARTTLS of a server elsewhere, and trusts no certificate that nobody vouches for', async () => {
    const { key, cert } = makeSelfSigned()
    const smtp = await openSmtp({ key, cert, hideSTARTTLS: false }, 0, '0.0.0.0')
    const settings = { VOORDEUR_SMTP_URL: `smtp://0.0.0.0:${smtp.port}` }
    await post()
    await runMinute(settings)
    expect(smtp.received).toEqual([])
    expect(await listMail({ db })).toMatchObject([{ state: 'waiting', code: expect.stringMatching(/^E/) }])
    await db`update mail set next_try_at = queued_at`
    await runMinute(settings, trust(cert))
    expect(smtp.received).toMatchObject([{ isEncrypted: true }])
    await smtp.close()
  })
})

import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Secret, type Submission } from '../../src/config.ts'
import { deliveryOf, openSubmission } from '../../src/mail/submission.ts'
import type { OutgoingMail } from '../../src/mail/queue.ts'
import { makeSelfSigned } from './self-signed.ts'
import { openSmtp } from './smtp.ts'

const mail: OutgoingMail = {
  id: '0b54a7c2-5c3d-4f5e-a1b2-3c4d5e6f7a8b',
  letter: { to: 'anna@example.nl', subject: 'Hallo', text: 'Hallo\n', html: '<p>Hallo</p>' },
  queuedAt: new Date('2026-11-23T11:00:00Z'),
}
const sender = { from: { address: 'voordeur@delinde.example', name: '' }, signing: null }
const send = (submission: Partial<Submission> & { port: number }) =>
  openSubmission({ host: '127.0.0.1', security: 'none', login: null, ...submission }, sender)(mail)

const { key, cert } = makeSelfSigned()
const believed = getCACertificates('default')
/** As `NODE_EXTRA_CA_CERTS` does at the start of a process. */
const believe = () => setDefaultCACertificates([...believed, cert])
beforeEach(() => {
  setDefaultCACertificates(believed)
})
afterEach(() => {
  setDefaultCACertificates(believed)
})

describe('the submission server', () => {
  test('is spoken to over STARTTLS, and gets the login only then', async () => {
    believe()
    const smtp = await openSmtp({
      key,
      cert,
      hideSTARTTLS: false,
      authOptional: false,
      onAuth: ({ username, password }, _session, done) =>
        done(password === 'geheim' ? null : new Error('no'), { user: username }),
    })
    const login = { user: 'voordeur', password: new Secret('geheim') }
    expect(await send({ port: smtp.port, security: 'starttls', login })).toEqual({ kind: 'sent' })
    expect(smtp.received).toMatchObject([{ isEncrypted: true, user: 'voordeur' }])
    const wrong = { user: 'voordeur', password: new Secret('onzin') }
    expect(await send({ port: smtp.port, security: 'starttls', login: wrong })).toEqual({
      kind: 'postponed',
      code: '535',
      isAway: true,
    })
    await smtp.close()
  })

  test('that offers no STARTTLS gets no mail, unless it is this machine', async () => {
    const smtp = await openSmtp()
    expect(await send({ port: smtp.port, security: 'starttls' })).toMatchObject({
      kind: 'postponed',
      isAway: true,
    })
    expect(smtp.received).toEqual([])
    expect(await send({ port: smtp.port, security: 'none' })).toEqual({ kind: 'sent' })
    await smtp.close()
  })

  test.each(['tls', 'starttls'] as const)(
    'whose certificate nobody vouches for gets no mail (%s)',
    async (security) => {
      const smtp = await openSmtp({ key, cert, secure: security === 'tls', hideSTARTTLS: false })
      const told = await send({ port: smtp.port, security })
      expect(told).toMatchObject({ kind: 'postponed', isAway: true })
      expect(smtp.received).toEqual([])
      believe()
      expect(await send({ port: smtp.port, security })).toEqual({ kind: 'sent' })
      expect(smtp.received).toMatchObject([{ isEncrypted: true }])
      await smtp.close()
    },
  )

  test('on this machine takes mail whatever its certificate says, as nothing leaves it', async () => {
    const smtp = await openSmtp({ key, cert, hideSTARTTLS: false })
    expect(await send({ port: smtp.port })).toEqual({ kind: 'sent' })
    expect(smtp.received).toMatchObject([{ isEncrypted: false }])
    await smtp.close()
  })

  test('that hangs up is away', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1')
    await once(server, 'listening')
    expect(await send({ port: (server.address() as AddressInfo).port })).toMatchObject({
      kind: 'postponed',
      isAway: true,
    })
    server.close()
  })

  test('that takes the connection and says nothing is away after 10 s', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const begun = performance.now()
    expect(await send({ port: (server.address() as AddressInfo).port })).toEqual({
      kind: 'postponed',
      code: 'ETIMEDOUT',
      isAway: true,
    })
    expect(performance.now() - begun).toBeLessThan(15_000)
    server.close()
  }, 20_000)
})

describe('what a server said', () => {
  test.each([
    [
      { responseCode: 550, command: 'RCPT TO' },
      { kind: 'refused', code: '550' },
    ],
    [
      { responseCode: 552, command: 'DATA' },
      { kind: 'refused', code: '552' },
    ],
    [
      { responseCode: 450, command: 'RCPT TO' },
      { kind: 'postponed', code: '450', isAway: false },
    ],
    [
      { responseCode: 421, command: 'RCPT TO' },
      { kind: 'postponed', code: '421', isAway: true },
    ],
    [
      { responseCode: 530, command: 'RCPT TO' },
      { kind: 'postponed', code: '530', isAway: false },
    ],
    [
      { responseCode: 550, command: 'MAIL FROM' },
      { kind: 'postponed', code: '550', isAway: true },
    ],
    [
      { responseCode: 535, command: 'AUTH PLAIN' },
      { kind: 'postponed', code: '535', isAway: true },
    ],
    [{ responseCode: 9999 }, { kind: 'postponed', code: 'unknown', isAway: true }],
    [{ code: 'ECONNREFUSED' }, { kind: 'postponed', code: 'ECONNREFUSED', isAway: true }],
    [{ code: 'anna@example.nl' }, { kind: 'postponed', code: 'unknown', isAway: true }],
    [new Error('550 5.1.1 <anna@example.nl> unknown'), { kind: 'postponed', code: 'unknown', isAway: true }],
    ['anna@example.nl', { kind: 'postponed', code: 'unknown', isAway: true }],
    [null, { kind: 'postponed', code: 'unknown', isAway: true }],
  ])('%j is %j', (thrown, delivery) => {
    expect(deliveryOf(thrown)).toEqual(delivery)
  })
})

/** How far a mail got, by what a server said and when: the border between "again" and "nobody knows". */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { handingOf, openSession, type Parcel } from '../../src/mail/session.ts'

const from = { address: 'voordeur@delinde.example', name: '' }
const parcel: Parcel = {
  id: '0b54a7c2-5c3d-4f5e-a1b2-3c4d5e6f7a8b',
  at: new Date('2026-11-23T11:00:00Z'),
  from: from.address,
  to: 'anna@example.nl',
  message: Buffer.from(`Subject: x\r\n\r\n${'Hallo daar\r\n'.repeat(5_000)}`),
}

/** Speaks word by word what a test wrote: an answer for each command, `null` hangs up. */
async function openScripted(answer: (said: string, connection: number) => string | null | undefined) {
  const said: string[] = []
  let connections = 0
  const server = createServer((socket: Socket) => {
    connections += 1
    const mine = connections
    let rest = ''
    let isData = false
    const reply = (text: string | null | undefined) => {
      if (text === null) socket.destroy()
      else if (text !== undefined) socket.write(`${text}\r\n`)
      if (text?.startsWith('354')) isData = true
    }
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      rest += chunk.toString('latin1')
      for (;;) {
        const end = isData ? rest.indexOf('\r\n.\r\n') : rest.indexOf('\r\n')
        if (isData && end === -1) {
          if (answer('in the mail', mine) === null) socket.destroy()
          return
        }
        if (end === -1) return
        const line = isData ? '.' : rest.slice(0, end)
        rest = rest.slice(end + (isData ? 5 : 2))
        isData = false
        said.push(line)
        reply(answer(line, mine))
      }
    })
    reply(answer('hello', mine))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    said,
    count: () => connections,
    session: () =>
      openSession(
        { host: '127.0.0.1', port: (server.address() as AddressInfo).port, security: 'none', login: null },
        from,
      ),
    close: () => server.close(),
  }
}

/** A server that takes all, but for what is said here by the beginning of a command. */
const taking =
  (but: Readonly<Record<string, string | null>>) =>
  (line: string): string | null | undefined => {
    for (const [beginning, answer] of Object.entries(but)) if (line.startsWith(beginning)) return answer
    if (line === 'hello') return '220 here'
    if (line === 'DATA') return '354 go on'
    return line === 'in the mail' ? undefined : '250 ok'
  }

describe('a mail', () => {
  test.each([
    ['is sent', {}, { kind: 'sent' }],
    [
      'is refused at its recipient',
      { RCPT: '550 5.1.1 <anna@example.nl> unknown' },
      { kind: 'refused', at: 'recipient', code: '550', status: '5.1.1' },
    ],
    [
      'is refused without a reason',
      { RCPT: '550 no' },
      { kind: 'refused', at: 'recipient', code: '550', status: null },
    ],
    ['is put off at its recipient', { RCPT: '451 4.7.1 greylisted' }, { kind: 'postponed', code: '451' }],
    [
      'is refused when it is told',
      { DATA: '554 5.5.1 no' },
      { kind: 'refused', at: 'message', code: '554', status: '5.5.1' },
    ],
    [
      'is refused once it was told',
      { '.': '552 5.3.4 too large' },
      { kind: 'refused', at: 'message', code: '552', status: '5.3.4' },
    ],
    ['is put off once it was told', { '.': '452 4.3.1 full' }, { kind: 'postponed', code: '452' }],
    [
      'is larger than the sender may send',
      { MAIL: '552 5.3.4 too large' },
      { kind: 'refused', at: 'message', code: '552', status: '5.3.4' },
    ],
    [
      'is not taken, like any other, for our sender',
      { MAIL: '550 5.7.1 not yours' },
      { kind: 'away', code: '550', isOurs: true },
    ],
    [
      'is not taken now, like any other',
      { MAIL: '451 4.3.0 later' },
      { kind: 'away', code: '451', isOurs: false },
    ],
    ['meets a door that closes', { RCPT: '421 4.3.2 closing' }, { kind: 'away', code: '421', isOurs: false }],
    ['must log in first', { RCPT: '530 5.7.0 who are you' }, { kind: 'away', code: '530', isOurs: true }],
    [
      'meets a connection that breaks before it began',
      { DATA: null },
      { kind: 'away', code: 'ECONNECTION', isOurs: false },
    ],
    ['is uncertain once all of it was told', { '.': null }, { kind: 'uncertain', code: 'ECONNECTION' }],
    [
      'is uncertain once the telling began',
      { 'in the mail': null },
      { kind: 'uncertain', code: expect.stringMatching(/^E/) },
    ],
    [
      'is uncertain when the answer is no answer',
      { '.': 'hm' },
      { kind: 'uncertain', code: expect.any(String) },
    ],
  ] as const)('%s', async (_what, but, handing) => {
    const server = await openScripted(taking(but))
    const session = server.session()
    expect(await session.hand(parcel)).toEqual(handing)
    session.close()
    server.close()
  })
})

describe('a connection', () => {
  test('is kept for many mails, also after one that was refused, and for a hundred at most', async () => {
    let nth = 0
    const server = await openScripted((line) => {
      if (line.startsWith('RCPT')) return (nth += 1) % 3 === 0 ? '550 5.1.1 no' : '250 ok'
      return taking({})(line)
    })
    const session = server.session()
    for (let mail = 0; mail < 100; mail += 1) await session.hand(parcel)
    expect(server.count()).toBe(1)
    expect(server.said.filter((line) => line === 'RSET')).toHaveLength(33)
    await session.hand(parcel)
    expect(server.count()).toBe(2)
    session.close()
    server.close()
  })

  test('that the server gave up meanwhile is replaced by another one, once', async () => {
    const mails = new Map<number, number>()
    const server = await openScripted((line, connection) => {
      if (line.startsWith('MAIL')) {
        const before = mails.get(connection) ?? 0
        mails.set(connection, before + 1)
        if (before === 1) return connection === 1 ? null : '421 4.4.2 idle'
      }
      return taking({})(line)
    })
    const session = server.session()
    for (let mail = 0; mail < 4; mail += 1) expect(await session.hand(parcel)).toEqual({ kind: 'sent' })
    expect(server.count()).toBe(4)
    session.close()
    server.close()
  })

  test('says what is in the way, and tries again when it is asked', async () => {
    let isOpen = false
    const server = await openScripted((line) =>
      line === 'hello' && !isOpen ? '554 5.3.2 not today' : taking({})(line),
    )
    const session = server.session()
    expect(await session.ready()).toEqual({ kind: 'away', code: '554', isOurs: true })
    isOpen = true
    expect(await session.ready()).toBeNull()
    expect(await session.hand(parcel)).toEqual({ kind: 'sent' })
    session.close()
    server.close()
  })
})

test('what a server says is never kept, only its codes', () => {
  const thrown = Object.assign(new Error('550 5.1.1 <anna@example.nl> unknown'), {
    responseCode: 550,
    response: '550 5.1.1 <anna@example.nl> unknown',
    command: 'RCPT TO',
  })
  expect(JSON.stringify(handingOf(thrown, false))).not.toContain('anna')
  for (const odd of [
    null,
    'anna@example.nl',
    { code: 'anna@example.nl' },
    { response: 3, responseCode: 'x' },
  ])
    for (const began of [true, false]) expect(JSON.stringify(handingOf(odd, began))).not.toContain('anna')
})

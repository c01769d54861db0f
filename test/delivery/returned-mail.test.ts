/** What comes in, read: the shapes of real servers, and whatever else strangers send. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBytesMax, readReturned, type ReturnedMail } from '../../src/delivery/dsn.ts'
import {
  complaintReport,
  delayNotice,
  exchangeBounce,
  eximBounce,
  gmailBounce,
  holidayReply,
  ownWords,
  postfixBounce,
  qmailBounce,
  unsubscribeMail,
} from './returned-mails.ts'

const read = (raw: string | Uint8Array): Promise<ReturnedMail> =>
  readReturned(typeof raw === 'string' ? Buffer.from(raw, 'latin1') : raw)
const to = 'nieuws+01ab@corporatie.example'

describe('a bounce', () => {
  test.each([
    ['Postfix', postfixBounce],
    ['Exchange', exchangeBounce],
    ['Gmail', gmailBounce],
    ['Exim', eximBounce],
    ['qmail', qmailBounce],
  ])('of %s is for good, and where it came in is read', async (_, bounce) => {
    expect(await read(bounce({ to }))).toMatchObject({ kind: 'dsn', verdict: 'hard', sentTo: [to] })
  })

  test.each([
    ['Postfix', postfixBounce({ status: '5.2.2', diagnostic: 'smtp; 552 5.2.2 Mailbox full' })],
    ['Exchange', exchangeBounce({ status: '5.7.1', diagnostic: 'smtp;550 5.7.1 not allowed' })],
    ['Gmail', gmailBounce({ status: '4.2.2', diagnostic: 'smtp; 452-4.2.2 out of storage' })],
    ['Exim', eximBounce({ diagnostic: '452 4.2.2 over quota' })],
    ['qmail', qmailBounce({ diagnostic: 'I tried for a week and gave up. (#4.4.1)' })],
    // What we wrote ourselves, below the line, has no say.
    ['Exim', eximBounce({ diagnostic: 'no reason' })],
  ])('of %s for a passing reason is for now', async (_, raw) => {
    expect(await read(raw)).toMatchObject({ kind: 'dsn', verdict: 'soft' })
  })

  test('that did not happen yet, or not at all, says nothing', async () => {
    expect(await read(delayNotice())).toMatchObject({ kind: 'dsn', verdict: 'none' })
    for (const action of ['delayed', 'delivered', 'relayed', 'expanded'])
      expect(await read(postfixBounce({ action }))).toMatchObject({ kind: 'dsn', verdict: 'none' })
  })

  test('is read with its fields folded, in capitals, without some of them, with line ends of any kind', async () => {
    expect(await read(postfixBounce())).toMatchObject({
      recipients: [
        { action: 'failed', status: '5.1.1', diagnostic: expect.stringContaining('User unknown') },
      ],
    })
    expect(await read(postfixBounce().replaceAll('\r\n', '\n'))).toMatchObject({ verdict: 'hard' })
    expect(await read(postfixBounce({ status: '' }))).toMatchObject({ verdict: 'hard' })
    expect(await read(postfixBounce({ action: '' }))).toMatchObject({ verdict: 'hard' })
    expect(await read(postfixBounce({ action: 'FAILED' }).replace('Status:', 'STATUS :'))).toMatchObject({
      verdict: 'hard',
    })
    // Cut off in the middle, as servers do to large ones.
    const whole = postfixBounce()
    const cut = whole.slice(
      0,
      whole.indexOf('--4XabcD1x2y.1764000000/mx.corporatie.example\r\nContent-Description: Und'),
    )
    expect(await read(cut)).toMatchObject({ verdict: 'hard' })
  })

  test('may bring a mail along of any size: what is read of it has an end', async () => {
    for (const filling of [`${'x'.repeat(76)}\r\n`, '--_a1b2_x\r\n', '\r\n', '<a href=x>'])
      for (const bounce of [exchangeBounce, gmailBounce]) {
        const end = bounce().indexOf('Subject: Nieuws van november\r\nMessage-ID')
        const huge = `${bounce().slice(0, end)}\r\n\r\n${filling.repeat((3 * readBytesMax) / filling.length)}`
        expect(await read(huge)).toMatchObject({ kind: 'dsn', verdict: 'hard' })
      }
  })

  test('in UTF-8 (RFC 6533) is one too', async () => {
    const raw = postfixBounce()
      .replaceAll('message/delivery-status', 'message/global-delivery-status')
      .replaceAll('text/rfc822-headers', 'message/global-headers')
    expect(await read(raw)).toMatchObject({ kind: 'dsn', verdict: 'hard' })
  })

  test('passed on by somebody in a mail of their own is none', async () => {
    const raw = ['From: anna@lezer.example', `To: ${to}`, 'Content-Type: message/rfc822', '', postfixBounce()]
    expect(await read(raw.join('\r\n'))).toMatchObject({ kind: 'other' })
  })
})

describe('what the mail that came back carried', () => {
  test('is read of its headers alone', async () => {
    const original = [
      'Return-Path: <nieuws+02cd@corporatie.example>',
      'List-Unsubscribe: <https://meten.example/n/u/x>, <mailto:nieuws+03ef@corporatie.example?subject=x>',
    ]
    const about = ['nieuws+02cd@corporatie.example', 'nieuws+03ef@corporatie.example']
    expect(await read(postfixBounce({ original }))).toMatchObject({ about })
    expect(await read(complaintReport({ original }))).toMatchObject({ about })
    const inside = complaintReport().replace('Dag Anna', original.join('\r\n'))
    expect(await read(inside)).toMatchObject({ about: [] })
  })

  test('is told by a complaint, too', async () => {
    expect(await read(complaintReport({ from: to }))).toMatchObject({ kind: 'complaint', about: [to] })
  })
})

describe('a complaint', () => {
  test('is one when a person made it, and not when a machine did or when it is its opposite', async () => {
    for (const type of ['abuse', 'fraud', 'opt-out', 'other', 'Abuse'])
      expect(await read(complaintReport({ type })), type).toMatchObject({ kind: 'complaint' })
    for (const type of ['not-spam', 'auth-failure', 'virus', 'dmarc', '', 'onzin'])
      expect(await read(complaintReport({ type })), type).toMatchObject({ kind: 'other' })
  })
})

describe('everything else', () => {
  test('is a robot’s answer, or somebody’s own words', async () => {
    expect(await read(holidayReply())).toMatchObject({ kind: 'auto-reply' })
    expect(await read(holidayReply().replace('Auto-Submitted: auto-replied\r\n', ''))).toMatchObject({
      kind: 'auto-reply',
    })
    for (const header of ['X-Autoreply: yes', 'Precedence: auto_reply', 'Auto-Submitted: auto-generated'])
      expect(await read(`${header}\r\n${ownWords()}`), header).toMatchObject({ kind: 'auto-reply' })
    for (const raw of [ownWords(), unsubscribeMail(), `Auto-Submitted: no\r\n${ownWords()}`])
      expect(await read(raw)).toMatchObject({ kind: 'other' })
  })

  test('that is no mail, or is made to be hard to read, is said to be unreadable', async () => {
    const deep = Array.from({ length: 50 }, (_, nth) =>
      [`Content-Type: multipart/mixed; boundary="b${nth}"`, '', `--b${nth}`, ''].join('\r\n'),
    ).join('')
    for (const raw of ['', '\r\n\r\n', 'hallo', `\0${'x'.repeat(99)}`, deep, `A: ${'x'.repeat(300_000)}`])
      expect(await read(raw)).toEqual({ kind: 'unreadable' })
  })

  test('never throws, whatever the bytes', async () => {
    const bytes = fc.uint8Array({ maxLength: 400 })
    const whole = Buffer.from(postfixBounce())
    await fc.assert(
      fc.asyncProperty(bytes, fc.nat(whole.length), fc.nat(60), async (noise, at, lost) => {
        expect(await read(noise)).toHaveProperty('kind')
        const broken = Buffer.concat([whole.subarray(0, at), noise, whole.subarray(at + lost)])
        expect(await read(broken)).toHaveProperty('kind')
      }),
      { numRuns: 150 },
    )
  })

  test('names at most fifty addresses, and none longer than an address may be', async () => {
    const many = Array.from({ length: 500 }, (_, nth) => `a${nth}@b.example`).join(', ')
    const mail = await read(`To: ${many}\r\nFrom: x@y.example\r\n\r\n`)
    expect(mail.kind === 'unreadable' ? [] : mail.sentTo).toHaveLength(50)
    expect(await read(`To: ${'a'.repeat(9_000)}@b.example\r\n\r\nx`)).toMatchObject({ kind: 'other' })
  })

  test('in letters of another kind is read as well as it goes', async () => {
    const raw = postfixBounce().replace('us-ascii', 'x-nobody-knows').replace('could not', 'k\u00f8n')
    expect(await read(raw)).toMatchObject({ verdict: 'hard' })
  })
})

import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import PostalMime, { type Email } from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readMail } from '../../src/demo/read-mail.ts'
import { composeMessage } from '../../src/mail/message.ts'
import type { OutgoingMail } from '../../src/mail/queue.ts'
import { readLetter } from '../../src/mail/read-letter.ts'
import { openSubmission } from '../../src/mail/submission.ts'
import type { Letter } from '../../src/ports.ts'
import { isSignedBy } from './signature.ts'
import { openSmtp, type Smtp } from './smtp.ts'

const id = '0b54a7c2-5c3d-4f5e-a1b2-3c4d5e6f7a8b'
const from = { address: 'voordeur@delinde.example', name: 'Woonstichting De Linde – één' }
const letter: Letter = {
  to: 'anna@example.nl',
  subject: 'Je cijfers van deze week: 12 % méér',
  text: 'Platte tekst\n.\nFrom hier\n-- \nVoordeur\n',
  html: '<p>Opgemaakt</p>',
  unsubscribeUrl: 'https://meten.example.nl/r/uit?token=abc,def&x=1',
}
const mailOf = (more: Partial<Letter> = {}): OutgoingMail => ({
  id,
  letter: { ...letter, ...more },
  queuedAt: new Date('2026-11-23T11:00:00Z'),
})
const compose = (more: Partial<Letter> = {}) => composeMessage(mailOf(more), { from, signing: null })

const ours = ['auto-submitted', 'content-type', 'date', 'from', 'message-id', 'mime-version', 'subject', 'to']
const ofLists = ['list-unsubscribe', 'list-unsubscribe-post']
const headersOf = ({ headers }: Email) => headers.map(({ key }) => key).toSorted()
const headerOf = ({ headers }: Email, name: string) => headers.filter(({ key }) => key === name)[0]?.value

let smtp: Smtp
beforeAll(async () => {
  smtp = await openSmtp()
})
afterAll(() => smtp.close())

/** What a real server got of it, as a mail program reads it. */
async function deliver(
  more: Partial<Letter>,
): Promise<{ readonly to: readonly string[]; readonly mail: Email }> {
  const transport = openSubmission(
    { host: '127.0.0.1', port: smtp.port, security: 'none', login: null },
    { from, signing: null },
  )
  smtp.received.length = 0
  expect(await transport(mailOf(more))).toEqual({ kind: 'sent' })
  expect(smtp.received).toHaveLength(1)
  const [mail] = await smtp.parsed()
  return { to: smtp.received[0]?.to ?? [], mail: mail as Email }
}

describe('a mail', () => {
  test('carries our headers, each once, a text part and an HTML part', async () => {
    const { mail } = await deliver({})
    expect(headersOf(mail)).toEqual([...ours, ...ofLists].toSorted())
    expect(mail).toMatchObject({
      from,
      to: [{ address: 'anna@example.nl', name: '' }],
      subject: letter.subject,
      messageId: `<${id}@delinde.example>`,
      date: '2026-11-23T11:00:00.000Z',
      attachments: [],
    })
    expect(headerOf(mail, 'content-type')).toMatch(/^multipart\/alternative; boundary="[^"]+"$/)
    expect(headerOf(mail, 'auto-submitted')).toBe('auto-generated')
    expect(mail.text?.trimEnd()).toBe(letter.text.trimEnd())
    expect(mail.html?.trimEnd()).toBe(letter.html)
  })

  test('says how to unsubscribe with one click where it comes by itself (RFC 8058), and only there', async () => {
    const { mail } = await deliver({})
    expect(headerOf(mail, 'list-unsubscribe')).toBe(`<${letter.unsubscribeUrl}>`)
    expect(headerOf(mail, 'list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click')
    const { unsubscribeUrl: _, ...asked } = letter
    const message = await composeMessage({ ...mailOf(), letter: asked }, { from, signing: null })
    expect(headersOf(await PostalMime.parse(message))).toEqual(ours)
  })

  test('is the same bytes each time, in lines that every server takes', async () => {
    const message = await compose()
    expect((await compose()).equals(message)).toBe(true)
    const text = message.toString('latin1')
    expect(text).not.toMatch(/[^\r]\n|\r[^\n]/)
    expect(Math.max(...text.split('\r\n').map(({ length }) => length))).toBeLessThan(998)
    // Only what every server passes on unchanged.
    expect(text).toMatch(/^[\x20-\x7e\r\n\t]*$/)
    // Nothing about the machine or the software that made it.
    expect(text).not.toMatch(/nodemailer|X-Mailer|Received/i)
  })

  test('is signed when there is a key, over everything that matters, and a change shows', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const message = await composeMessage(mailOf(), {
      from,
      signing: { domain: 'delinde.example', selector: 's1', privateKey: pem },
    })
    expect(isSignedBy(publicKey, message)).toBe(true)
    const text = message.toString('latin1')
    expect(text).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed; d=delinde\.example;/)
    expect(text.slice(0, 900).replaceAll(/\s/g, '').toLowerCase()).toMatch(
      /h=[\w:-]*:list-unsubscribe:list-unsubscribe-post/,
    )
    for (const [what, forged] of [
      ['anna@example.nl', 'eva@example.nl'],
      ['Opgemaakt', 'Omgemaakt'],
      ['token=3Dabc', 'token=3Dabd'],
      ['One-Click', 'Two-Click'],
    ] as const) {
      const changed = Buffer.from(
        text.replace(what, forged).replace(what.replace('=3D', '='), forged),
        'latin1',
      )
      expect(changed.equals(message), what).toBe(false)
      expect(isSignedBy(publicKey, changed), what).toBe(false)
    }
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
    expect(isSignedBy(other.publicKey, message)).toBe(false)
    expect(isSignedBy(publicKey, await compose())).toBe(false)
  })

  test('is read by the demo as by any mail program', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'binary' }),
        async (subject, body) => {
          const written = { subject, text: body, html: `<p>${body}</p>` }
          fc.pre(readLetter({ ...letter, ...written }).ok)
          const message = await compose(written)
          const shown = readMail(message)
          const parsed = await PostalMime.parse(message)
          expect(shown.subject.trim()).toBe(parsed.subject?.trim())
          expect(shown.text.replaceAll('\r\n', '\n').trim()).toBe(parsed.text?.trim())
          expect(shown.html.replaceAll('\r\n', '\n').trim()).toBe(parsed.html?.trim())
          expect(shown.to).toBe('anna@example.nl')
          expect(shown.headers).toHaveLength(parsed.headers.length)
        },
      ),
      { numRuns: 150 },
    )
  })
})

/** What somebody would write who wants a header, a recipient or a part of their own. */
const hostile = fc.constantFrom(
  '\r\nBcc: eve@evil.example',
  '\nBcc: eve@evil.example',
  '\rBcc: eve@evil.example',
  '\r\n\r\n<script>alert(1)</script>',
  '\r\n.\r\nMAIL FROM:<eve@evil.example>\r\nRCPT TO:<eve@evil.example>\r\nDATA\r\n',
  '\u0000',
  '\u2028Bcc: eve@evil.example',
  '\u0085Bcc: eve@evil.example',
  ', eve@evil.example',
  '; eve@evil.example',
  ' <eve@evil.example>',
  '>, <https://evil.example/',
  '=?utf-8?Q?=0D=0ABcc:_eve=40evil.example?=',
  'Undisclosed: eve@evil.example;',
  `--${id}--`,
)
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc
    .tuple(fc.string({ maxLength: 20 }), hostile, fc.string({ maxLength: 20 }))
    .map((parts) => parts.join('')),
)
const orWellFormed = (plain: string, text: fc.Arbitrary<string>) =>
  fc.oneof({ arbitrary: text, weight: 1 }, { arbitrary: fc.constant(plain), weight: 3 })
const anyLetter = fc.record({
  to: orWellFormed(
    'anna@example.nl',
    fc.oneof(
      anyText,
      hostile.map((text) => `anna@example.nl${text}`),
    ),
  ),
  subject: anyText,
  text: anyText,
  html: anyText,
  unsubscribeUrl: orWellFormed(
    'https://meten.example.nl/r/1',
    fc.oneof(
      anyText,
      fc.webUrl({ withQueryParameters: true }),
      hostile.map((text) => `https://x.example/${text}`),
    ),
  ),
})

describe('whatever text is given in any field', () => {
  test('the mail is refused before it is queued, or arrives with our headers at one recipient', async () => {
    let arrived = 0
    let refused = 0
    await fc.assert(
      fc.asyncProperty(anyLetter, async (given) => {
        const reading = readLetter(given)
        if (!reading.ok) {
          refused += 1
          return
        }
        arrived += 1
        const { to, mail } = await deliver(given)
        expect(to).toEqual([given.to])
        expect(mail.to).toEqual([{ address: given.to, name: '' }])
        expect(headersOf(mail)).toEqual([...ours, ...ofLists].toSorted())
        expect(mail.from).toEqual(from)
        expect(headerOf(mail, 'list-unsubscribe')).toBe(`<${given.unsubscribeUrl}>`)
        expect(mail.attachments).toEqual([])
        expect(mail.cc).toBeUndefined()
        expect(mail.bcc).toBeUndefined()
      }),
      { numRuns: 400 },
    )
    // Both happen, or this shows nothing.
    expect(arrived).toBeGreaterThan(40)
    expect(refused).toBeGreaterThan(40)
  })

  test.each<[string, Partial<Letter>, string]>([
    ['two addresses', { to: 'a@example.nl, b@example.nl' }, 'recipient'],
    ['a name beside the address', { to: 'Anna <a@example.nl>' }, 'recipient'],
    ['an address with a line end', { to: 'a@example.nl\r\nBcc: b@example.nl' }, 'recipient'],
    ['an address that ends in one', { to: 'a@example.nl\n' }, 'recipient'],
    ['no address', { to: '' }, 'recipient'],
    ['an address without a domain', { to: 'root@localhost' }, 'recipient'],
    ['an address of 255 characters', { to: `a@${'b'.repeat(60)}.${'c'.repeat(190)}.nl` }, 'recipient'],
    ['a subject with a line end', { subject: 'a\r\nBcc: b@example.nl' }, 'subject'],
    ['a subject with NUL', { subject: 'a\0b' }, 'subject'],
    ['a subject with a line separator', { subject: 'a\u2028b' }, 'subject'],
    ['a subject of 201 characters', { subject: 'a'.repeat(201) }, 'subject'],
    ['no subject', { subject: ' ' }, 'subject'],
    ['no text part', { text: ' \r\n' }, 'content'],
    ['no HTML part', { html: '' }, 'content'],
    [
      'an address to unsubscribe that ends early',
      { unsubscribeUrl: 'https://x.example/>,<b' },
      'unsubscribe-url',
    ],
    ['one that is no web address', { unsubscribeUrl: 'mailto:a@example.nl' }, 'unsubscribe-url'],
    ['one with a space', { unsubscribeUrl: 'https://x.example/a b' }, 'unsubscribe-url'],
  ])('%s is refused', (_what, more, refusal) => {
    expect(readLetter({ ...letter, ...more })).toEqual({ ok: false, refusal })
  })

  test('what people really write is not', () => {
    for (const to of ['a.b+c@sub.example.co.uk', "o'brien@example.nl", 'A_B-c@EXAMPLE.NL'])
      expect(readLetter({ ...letter, to }).ok, to).toBe(true)
    for (const subject of ['Je cijfers: 12 % méér', '👩‍👩‍👧 <welkom> & "hallo"', 'a'.repeat(200)])
      expect(readLetter({ ...letter, subject }).ok, subject).toBe(true)
  })
})

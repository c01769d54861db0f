/** What a newsletter says of itself beside its text: read by another library than the one that wrote it, out of mails of a real server. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import PostalMime, { type Email as ParsedMail } from 'postal-mime'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addressMail, type Addressee } from '../../src/delivery/headers.ts'
import { makeReturnPath, readReturnPath } from '../../src/delivery/return-path.ts'
import type { SiteId } from '../../src/db/schema.ts'
import { composeMail, type Signing } from '../../src/mail/message.ts'
import { openSession } from '../../src/mail/session.ts'
import { openKeys } from '../../src/runtime/root-keys.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import type { Site } from '../../src/site/site.ts'
import { newsletterSettings, type NewsletterSettings } from '../../src/subscriber/newsletter-settings.ts'
import { isSignedBy } from '../mail/signature.ts'
import { testConfig } from '../support/world.ts'
import { emailOf, openSink, type Sink } from './mailing.ts'

const ports = { keyFor: openKeys('0123456789abcdef0123456789abcdef') }
const settings = {
  VOORDEUR_MAIL_FROM: 'Installatie <nieuws@delinde.example>',
  VOORDEUR_MAIL_HOOK_SECRET: 'Fz3qLr8TnXw2Ks6Bd9Hy4Vm7',
}
const config = testConfig(settings)
const site: Site = {
  id: 3 as SiteId,
  domain: 'example.nl',
  hostnames: ['example.nl'],
  timezone: 'Europe/Amsterdam',
  settings: siteSettings.parse({ brand: { name: 'De Linde – één' } }),
  askedSince: null,
}
const at = new Date('2026-11-23T11:00:00Z')
const anna: Addressee = {
  subscriberId: 4_611_686_018_427_387_904n,
  email: emailOf('anna@post.nl'),
  list: { id: 7, name: 'Bewonersnieuws' },
}
const unsubscribeUrl = 'https://meten.example.nl/n/u/AUx3dGhpcy1pcy1hLXRva2Vu'
const rendered = {
  subject: 'Nieuws uit de wijk: één lift is weer heel',
  html: `<p>Dag. <a href="${unsubscribeUrl}">Uitschrijven</a></p>`,
  text: `Dag. Uitschrijven: ${unsubscribeUrl}\n`,
  unsubscribeUrl,
  manageUrl: 'https://meten.example.nl/n/m/x',
}

interface Given {
  readonly addressee?: Partial<Addressee>
  readonly subject?: string
  readonly settings?: Partial<NewsletterSettings>
  readonly issueId?: number
  readonly config?: typeof config
}
const address = (given: Given = {}) =>
  addressMail(
    ports,
    {
      site,
      issueId: given.issueId ?? 12,
      settings: newsletterSettings.parse(given.settings ?? {}),
      config: given.config ?? config,
    },
    { ...anna, ...given.addressee },
    { ...rendered, subject: given.subject ?? rendered.subject },
    at,
  )

let sink: Sink
beforeAll(async () => {
  sink = await openSink()
})
afterAll(() => sink.close())

async function deliver(given: Given = {}, signing: Signing | null = null) {
  const session = openSession(
    { host: '127.0.0.1', port: sink.port, security: 'none', login: null },
    config.mail.from,
  )
  const { from, parts } = address(given)
  sink.received.length = 0
  const message = await composeMail(parts, signing)
  expect(await session.hand({ id: parts.id, at, from, to: parts.to, message })).toEqual({ kind: 'sent' })
  session.close()
  const [got] = sink.received
  const raw = got?.raw ?? Buffer.alloc(0)
  return { envelope: got, raw, mail: await PostalMime.parse(raw) }
}
const namesOf = ({ headers }: ParsedMail) => headers.map(({ key }) => key).toSorted()
const valuesOf = ({ headers }: ParsedMail, name: string) =>
  headers.filter(({ key }) => key === name).map(({ value }) => value)

const ours = [
  'auto-submitted',
  'content-type',
  'date',
  'feedback-id',
  'from',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'message-id',
  'mime-version',
  'precedence',
  'subject',
  'to',
  'x-auto-response-suppress',
]

describe('a newsletter', () => {
  test('says who it is from, of which list it is, how to leave, and that robots are not to answer; each once', async () => {
    const { mail, envelope } = await deliver({ settings: { replyTo: 'team@example.nl' } })
    expect(namesOf(mail)).toEqual([...ours, 'reply-to'].toSorted())
    expect(mail).toMatchObject({
      from: { name: 'De Linde – één', address: 'nieuws@delinde.example' },
      to: [{ name: '', address: 'anna@post.nl' }],
      replyTo: [{ address: 'team@example.nl' }],
      subject: rendered.subject,
      date: '2026-11-23T11:00:00.000Z',
      attachments: [],
    })
    expect(mail.html?.trim()).toBe(rendered.html)
    expect(mail.text?.trim()).toBe(rendered.text.trim())
    expect(valuesOf(mail, 'list-id')).toEqual(['"Bewonersnieuws" <list-7.example.nl>'])
    expect(valuesOf(mail, 'list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])
    expect(valuesOf(mail, 'precedence')).toEqual(['bulk'])
    expect(valuesOf(mail, 'auto-submitted')).toEqual(['auto-generated'])
    expect(valuesOf(mail, 'x-auto-response-suppress')).toEqual(['All'])
    expect(valuesOf(mail, 'feedback-id')).toEqual(['12:3:newsletter:voordeur'])

    // RFC 8058: https first; RFC 2369: and by mail, to an address of this very mail.
    const [unsubscribe = ''] = valuesOf(mail, 'list-unsubscribe')
    const [, url, mailto] =
      /^<([^>]+)>, <mailto:([^?>]+)\?subject=unsubscribe>$/.exec(unsubscribe.replaceAll(/\s+/g, ' ')) ?? []
    expect(url).toBe(unsubscribeUrl)
    const mailOf = { siteId: 3, issueId: 12, subscriberId: anna.subscriberId }
    expect(readReturnPath(ports, mailto ?? '')).toEqual({ kind: 'unsubscribe', ...mailOf })
    expect(envelope?.from).toMatch(/^nieuws\+[\da-f]{40,50}@delinde\.example$/)
    expect(readReturnPath(ports, envelope?.from ?? '')).toEqual({ kind: 'return', ...mailOf })
  })

  test('has the same number each time it is made, another one in each issue and for each reader, that says nothing of them', async () => {
    const [one, again, next, other] = [
      address(),
      address(),
      address({ issueId: 13 }),
      address({ addressee: { subscriberId: 5n } }),
    ].map(({ parts }) => parts.id)
    expect(again).toBe(one)
    expect(new Set([one, next, other]).size).toBe(3)
    const { raw, mail } = await deliver()
    expect(mail.messageId).toBe(`<${one}@delinde.example>`)
    const number = anna.subscriberId
    for (const trace of [String(number), number.toString(16), number.toString(36), 'De Linde Installatie'])
      expect(raw.toString('latin1').toLowerCase()).not.toContain(trace)
  })

  test('where nobody reads what comes back, promises no address for it', async () => {
    const { mail, envelope } = await deliver({
      config: testConfig({ VOORDEUR_MAIL_FROM: settings.VOORDEUR_MAIL_FROM }),
    })
    expect(envelope?.from).toBe('nieuws@delinde.example')
    expect(valuesOf(mail, 'list-unsubscribe')).toEqual([`<${unsubscribeUrl}>`])
  })

  test('is in lines and letters that every server takes, and names no software or machine', async () => {
    const { raw } = await deliver({ addressee: { list: { id: 7, name: 'é'.repeat(100) } } })
    const text = raw.toString('latin1')
    expect(text).not.toMatch(/[^\r]\n|\r[^\n]/)
    expect(Math.max(...text.split('\r\n').map(({ length }) => length))).toBeLessThan(998)
    expect(text).toMatch(/^[\x20-\x7e\r\n\t]*$/)
    expect(text).not.toMatch(/nodemailer|X-Mailer|Received/i)
    expect(text).toMatch(/Content-Transfer-Encoding: quoted-printable/)
  })

  test('is signed over both headers of leaving, so that a change of either shows (RFC 8058)', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const { raw } = await deliver({}, { domain: 'delinde.example', selector: 's1', privateKey: pem })
    expect(isSignedBy(publicKey, raw)).toBe(true)
    const text = raw.toString('latin1')
    const signed = /;h=([^;]+);/
      .exec(text.slice(0, 1_500).replaceAll(/\s/g, ''))?.[1]
      ?.toLowerCase()
      .split(':')
    for (const name of ['from', 'to', 'subject', 'list-id', 'list-unsubscribe', 'list-unsubscribe-post'])
      expect(signed, name).toContain(name)
    for (const [what, forged] of [
      ['/n/u/AUx3', '/n/u/BUx3'],
      ['One-Click', 'Two-Click'],
      ['list-7.', 'list-8.'],
    ] as const)
      expect(isSignedBy(publicKey, Buffer.from(text.replace(what, forged), 'latin1')), what).toBe(false)
  })
})

/** What somebody would write who wants a header, a recipient or a part of their own. */
const hostile = fc.constantFrom(
  '\r\nBcc: eve@evil.example',
  '\nBcc: eve@evil.example',
  '\rBcc: eve@evil.example',
  '\r\n\r\n<script>',
  '\u0000',
  '\u2028Bcc: eve@evil.example',
  '\u0085Bcc: eve@evil.example',
  ', eve@evil.example',
  '" <eve@evil.example>',
  '\\" <evil.example>',
  '> <evil.example',
  '=?utf-8?Q?=0D=0ABcc:_eve=40evil.example?=',
  '\ud83d',
)
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 150 }),
  fc.string({ unit: 'grapheme', maxLength: 150 }),
  fc
    .tuple(fc.string({ maxLength: 30 }), hostile, fc.string({ maxLength: 30 }))
    .map((parts) => parts.join('')),
)

describe('whatever stands in a subject or in a name', () => {
  test('the mail has our headers, each once, one recipient, and a list by its own number', async () => {
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, async (subject, listName, brand) => {
        const message = await composeMail(
          addressMail(
            ports,
            {
              site: {
                ...site,
                settings: { ...site.settings, brand: { ...site.settings.brand, name: brand } },
              },
              issueId: 12,
              settings: newsletterSettings.parse({}),
              config,
            },
            { ...anna, list: { id: 7, name: listName } },
            { ...rendered, subject },
            at,
          ).parts,
          null,
        )
        const mail = await PostalMime.parse(message)
        expect(namesOf(mail).filter((name) => name !== 'subject')).toEqual(
          ours.filter((name) => name !== 'subject'),
        )
        expect(mail.to).toEqual([{ name: '', address: 'anna@post.nl' }])
        expect(mail.from?.address).toBe('nieuws@delinde.example')
        expect(mail.cc ?? mail.bcc).toBeUndefined()
        expect(mail.attachments).toEqual([])
        expect(mail.html?.trim()).toBe(rendered.html)
        const [listId = ''] = valuesOf(mail, 'list-id')
        expect(listId).toMatch(/<list-7\.example\.nl>$/)
        // Nothing of it reads as an address before ours.
        const raw = message.toString('latin1')
        const line = /^List-Id: ((?:.|\r\n )*)\r\n/im.exec(raw)?.[1] ?? ''
        expect(line).toMatch(/^("[ !#-[\]-~]*"|(=\?UTF-8\?Q\?[!->@-~]*\?=(\r\n )?)+) <list-7\.example\.nl>$/)
        for (const one of raw.split('\r\n')) expect(one.length).toBeLessThan(998)
      }),
      { numRuns: 400 },
    )
  })

  test('a subject arrives as it was written, in any script', async () => {
    for (const subject of ['Één lift – 100 % méér', '👩‍👩‍👧 Buurtfeest', 'اخبار الحي', '日本語'.repeat(30)]) {
      const { mail } = await deliver({ subject })
      expect(mail.subject).toBe(subject)
    }
    const { mail } = await deliver({ subject: `Dag ${'𝒜'.repeat(300)}` })
    expect(mail.subject?.isWellFormed()).toBe(true)
    expect(mail.subject?.length).toBeLessThanOrEqual(200)
  })
})

describe('the address that a mail returns to', () => {
  const from = { address: 'nieuws@delinde.example', name: '' }
  const mail = { siteId: 3 as SiteId, issueId: 12, subscriberId: 99n }

  test('is read back, also in capitals, and neither kind can be made of the other', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 28 - 1 }),
        fc.integer({ min: 1, max: 2 ** 21 - 1 }),
        fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
        fc.constantFrom('return', 'unsubscribe'),
        (siteId, issueId, subscriberId, kind) => {
          const one = { siteId: siteId as SiteId, issueId, subscriberId }
          const path = makeReturnPath(ports, from, kind, one) ?? ''
          expect(path.indexOf('@')).toBeLessThanOrEqual(64)
          for (const written of [path, path.toUpperCase(), ` ${path}\r\n`])
            expect(readReturnPath(ports, written)).toEqual({ kind, ...one })
        },
      ),
    )
    const [a = '', b = ''] = (['return', 'unsubscribe'] as const).map(
      (kind) => makeReturnPath(ports, from, kind, mail) ?? '',
    )
    expect(a).not.toBe(b)
  })

  test('is nobody’s when it was made up, cut or changed, or made with another secret', () => {
    const path = makeReturnPath(ports, from, 'return', mail) ?? ''
    const at1 = path.indexOf('+') + 3
    const changed = path.slice(0, at1) + (path[at1] === '0' ? '1' : '0') + path.slice(at1 + 1)
    for (const text of [
      '',
      'nieuws@delinde.example',
      'nieuws+@x.nl',
      'nieuws+abc@x.nl',
      changed,
      path.replace(/.@/, '@'),
      '+',
    ])
      expect(readReturnPath(ports, text), text).toBeNull()
    expect(readReturnPath({ keyFor: openKeys(randomBytes(32).toString('hex')) }, path)).toBeNull()
    expect(readReturnPath(ports, path.replace('delinde.example', 'elders.example'))).not.toBeNull()
  })

  test('is none where the local part leaves no room for it', () => {
    expect(makeReturnPath(ports, { address: `${'a'.repeat(40)}@x.nl`, name: '' }, 'return', mail)).toBeNull()
    expect(makeReturnPath(ports, { address: 'nieuwsbrieven@x.nl', name: '' }, 'return', mail)).not.toBeNull()
  })
})

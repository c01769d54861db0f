import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readConfig, Secret, settings } from '../src/config.ts'

const read = (env: Record<string, string | undefined>) => {
  const reading = readConfig(env)
  if (!reading.ok) throw new Error(reading.mistakes.join('; '))
  return reading.config
}
const mistakesOf = (env: Record<string, string>) => {
  const reading = readConfig(env)
  return reading.ok ? [] : reading.mistakes
}

describe('settings', () => {
  test('may all be absent or empty: the embedded default on port 3000, with the demo', () => {
    for (const env of [{}, Object.fromEntries(settings.map(({ name }) => [name, '']))])
      expect(read({ HOME: '/root', ...env })).toEqual({
        databaseUrl: undefined,
        databasePrepare: true,
        port: 3000,
        publicUrl: 'http://localhost:3000',
        dataFolder: './data',
        journalFile: './data/journal.ndjson',
        proxy: { mode: 'socket' },
        rootSecret: undefined,
        adminToken: undefined,
        demo: true,
        oidc: undefined,
        mail: {
          submission: null,
          from: { address: 'voordeur@localhost', name: 'Voordeur' },
          dkim: null,
        },
        returns: { hookSecret: null, mailbox: null },
      })
  })

  test('are read', () => {
    const config = read({
      DATABASE_URL: 'postgres://a:b@c/d',
      PORT: '8080',
      VOORDEUR_URL: 'https://meten.example.nl/',
      VOORDEUR_DATA: '/srv/x',
      VOORDEUR_PROXY: 'xff:2',
      VOORDEUR_SECRET: 'k3F9xQ7LmZ2pW8vT4nB6rY1sD5hJ0gCe',
      VOORDEUR_ADMIN_TOKEN: 'k3F9xQ7LmZ2pW8vT4nB6rY1s',
      VOORDEUR_DB_PREPARE: 'off',
      VOORDEUR_DEMO: '0',
    })
    expect(config).toMatchObject({
      port: 8080,
      publicUrl: 'https://meten.example.nl',
      dataFolder: '/srv/x',
      databasePrepare: false,
      demo: false,
    })
    expect(config.proxy).toEqual({ mode: 'xff', hops: 2 })
    expect(config.databaseUrl?.reveal()).toBe('postgres://a:b@c/d')
    expect(config.adminToken?.reveal()).toBe('k3F9xQ7LmZ2pW8vT4nB6rY1s')
    expect(
      read({ DATABASE_URL: 'postgresql://c/d', VOORDEUR_SECRET: 'k3F9xQ7LmZ2pW8vT4nB6rY1sD5hJ0gCe' }).demo,
    ).toBe(false)
    expect(read({ VOORDEUR_PROXY: 'cloudflare' }).proxy).toEqual({ mode: 'cloudflare' })
  })

  test('that are wrong are named all at once, each once, and without their value', () => {
    const planted = 'geplant'
    const mistakes = mistakesOf({
      DATABASE_URL: `mysql://${planted}`,
      PORT: '99999999',
      VOORDEUR_URL: `javascript:${planted}`,
      VOORDEUR_PROXY: `xff:0${planted}`,
      VOORDEUR_SECRET: planted,
      VOORDEUR_ADMIN_TOKEN: `${planted} met spaties en tekens!`,
      VOORDEUR_DB_PREPARE: planted,
      VOORDEUR_DEMO: 'yes',
      VOORDEUR_PORT: planted,
      VOORDEUR_SECRETS: planted,
    })
    const names = mistakes.map((mistake) => mistake.split(' ')[0])
    expect(names).toHaveLength(10)
    expect(new Set(names)).toEqual(
      new Set([
        'DATABASE_URL',
        'PORT',
        'VOORDEUR_ADMIN_TOKEN',
        'VOORDEUR_DB_PREPARE',
        'VOORDEUR_DEMO',
        'VOORDEUR_PORT',
        'VOORDEUR_PROXY',
        'VOORDEUR_SECRET',
        'VOORDEUR_SECRETS',
        'VOORDEUR_URL',
      ]),
    )
    expect(mistakes).toContain('VOORDEUR_PORT is not a setting')
    expect(mistakes.join(' ')).not.toContain(planted)
  })

  test('S-26: a short, default or plain secret is refused, also beside another mistake', () => {
    for (const secret of [
      'x'.repeat(32),
      'change-me-change-me-change-me-change-me',
      'my-secret-my-secret-my-secret-1234',
      'voorbeeld-password-voorbeeld-1234',
    ])
      expect(mistakesOf({ VOORDEUR_SECRET: secret, PORT: 'x' })).toEqual(
        expect.arrayContaining(['VOORDEUR_SECRET is too easy to guess', 'PORT is a port number below 65536']),
      )
    expect(mistakesOf({ VOORDEUR_SECRET: 'k3F9xQ7L' })).toEqual(['VOORDEUR_SECRET has 32 characters or more'])
    expect(mistakesOf({ VOORDEUR_ADMIN_TOKEN: 'a'.repeat(24) })).toEqual([
      'VOORDEUR_ADMIN_TOKEN is too easy to guess',
    ])
    expect(mistakesOf({ DATABASE_URL: 'postgres://a/b', PORT: 'x' })).toContain(
      'VOORDEUR_SECRET is required with DATABASE_URL: 32 random characters or more',
    )
  })

  test('whom to believe about addresses is exactly one of three', () => {
    for (const proxy of ['xff', 'xff:0', 'xff:-1', 'xff:100', 'XFF:1', 'xff:1,socket', 'true', '*'])
      expect(mistakesOf({ VOORDEUR_PROXY: proxy }), proxy).toHaveLength(1)
  })
})

describe('the settings of mail', () => {
  const from = { VOORDEUR_MAIL_FROM: 'voordeur@delinde.example' }
  const submissionOf = (url: string) => read({ VOORDEUR_SMTP_URL: url, ...from }).mail.submission
  const address =
    'VOORDEUR_SMTP_URL is an address such as smtps://user:password@mail.example.nl, with special characters as %40'

  test('say where mail is handed in: with TLS, or with STARTTLS demanded', () => {
    expect(submissionOf('smtps://mail.example.nl')).toEqual({
      host: 'mail.example.nl',
      port: 465,
      security: 'tls',
      login: null,
    })
    const login = submissionOf('smtp://anna%40example.nl:ge%3Aheim%2F@mail.example.nl:2525/')
    expect(login).toMatchObject({
      port: 2525,
      security: 'starttls',
      login: { user: 'anna@example.nl' },
    })
    expect(login?.login?.password.reveal()).toBe('ge:heim/')
    expect(JSON.stringify(login)).not.toContain('heim')
    expect(submissionOf('smtp://mail.example.nl')?.port).toBe(587)
  })

  test('let mail go without encryption to this very machine, and nowhere else', () => {
    for (const host of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]'])
      expect(submissionOf(`smtp://${host}:25`)?.security, host).toBe('none')
    for (const host of [
      '10.0.0.5',
      'localhost.example.nl',
      '127.0.0.1.example.nl',
      '0.0.0.0',
      '[::ffff:7f00:1]',
    ])
      expect(submissionOf(`smtp://${host}:25`)?.security, host).toBe('starttls')
  })

  test('are refused when they are no address of a submission server, without repeating a password', () => {
    for (const url of [
      'http://mail.example.nl',
      'mail.example.nl:587',
      'smtp://',
      'smtp://gebruiker@mail.example.nl',
      'smtp://:geplant@mail.example.nl',
      'smtp://u:geplant@mail.example.nl/pad',
      'smtp://u:geplant@mail.example.nl?tls=no',
      'smtp://u:gepl%ant@mail.example.nl',
      'smtp://mail.example.nl:99999',
      'smtp://mail example.nl',
      'smtp://mail.example.nl%0d%0aRCPT',
    ])
      expect(mistakesOf({ VOORDEUR_SMTP_URL: url, ...from }), url).toEqual([address])
    expect(mistakesOf({ VOORDEUR_SMTP_URL: 'smtp://mail.example.nl' })).toEqual([
      'VOORDEUR_MAIL_FROM is required with VOORDEUR_SMTP_URL: who mails are from',
    ])
  })

  test('say who mails are from: one address, with a name or without', () => {
    const named = (text: string) => read({ VOORDEUR_MAIL_FROM: text }).mail.from
    expect(named('a@b.nl')).toEqual({ address: 'a@b.nl', name: '' })
    expect(named('<a@b.nl>')).toEqual({ address: 'a@b.nl', name: '' })
    for (const text of ['Woonstichting De Linde <a@b.nl>', '"Woonstichting De Linde" <a@b.nl>'])
      expect(named(text)).toEqual({ address: 'a@b.nl', name: 'Woonstichting De Linde' })
    for (const text of [
      'a',
      'a@b.nl, c@d.nl',
      'a@b.nl <c@d.nl>, e@f.nl',
      'x\r\nBcc: c@d.nl <a@b.nl>',
      'x\0 <a@b.nl>',
      'a" <a@b.nl>',
    ])
      expect(mistakesOf({ VOORDEUR_MAIL_FROM: text }), text).toEqual([
        'VOORDEUR_MAIL_FROM is an address, or Name <address>',
      ])
  })

  test('sign for the domain that mails are from, with a key that may stand on one line', () => {
    const { dkim } = read({ ...from, VOORDEUR_DKIM: 'Delinde.example:s1:-----BEGIN X-----\\nMII\\n' }).mail
    expect(dkim).toMatchObject({ domain: 'delinde.example', selector: 's1' })
    expect(dkim?.key.reveal()).toBe('-----BEGIN X-----\nMII\n')
    expect(read({ VOORDEUR_DKIM: 'd.example:s1:C:\\new\\key.pem' }).mail.dkim?.key.reveal()).toBe(
      'C:\\new\\key.pem',
    )
    const above = { VOORDEUR_MAIL_FROM: 'a@mail.d.example', VOORDEUR_DKIM: 'd.example:s1:/run/key.pem' }
    expect(read(above).mail.dkim?.domain).toBe('d.example')
    for (const text of ['d.example', 'd.example:s1', 'd.example:s1:', 'd:s1:x', 'd.example:s 1:x', ':s1:x'])
      expect(mistakesOf({ VOORDEUR_DKIM: text }), text).toEqual([
        'VOORDEUR_DKIM is <domain>:<selector>:<private key as PEM, or the file that holds it>',
      ])
    for (const domain of ['other.example', 'elinde.example', 'mail.delinde.example'])
      expect(mistakesOf({ ...from, VOORDEUR_DKIM: `${domain}:s1:/run/key.pem` })).toEqual([
        'VOORDEUR_DKIM signs for the domain of VOORDEUR_MAIL_FROM, or for one above it',
      ])
  })
})

describe('the settings of what comes back', () => {
  const mailboxOf = (url: string) => read({ VOORDEUR_IMAP_URL: url }).returns.mailbox

  test('say which mailbox is read: with TLS, or with STARTTLS demanded; to this very machine without', () => {
    expect(mailboxOf('imaps://terug%40example.nl:ge%3Aheim@mail.example.nl')).toMatchObject({
      host: 'mail.example.nl',
      port: 993,
      security: 'tls',
      user: 'terug@example.nl',
      folder: 'INBOX',
    })
    const other = mailboxOf('imap://u:geheim@mail.example.nl:1143/Postvak%20IN/Retour')
    expect(other).toMatchObject({ port: 1143, security: 'starttls', folder: 'Postvak IN/Retour' })
    expect(other?.password.reveal()).toBe('geheim')
    expect(JSON.stringify(other)).not.toContain('geheim')
    expect(mailboxOf('imap://u:p@[::1]/')).toMatchObject({ host: '::1', port: 143, security: 'none' })
  })

  test('are refused when they are no address of a mailbox, without repeating a password', () => {
    for (const url of [
      'https://u:geplant@mail.example.nl',
      'imaps://mail.example.nl',
      'imaps://u@mail.example.nl',
      'imaps://:geplant@mail.example.nl',
      'imaps://u:geplant@mail.example.nl/INBOX?tls=no',
      'imaps://u:gepl%ant@mail.example.nl',
      'imaps://u:geplant@mail.example.nl/INBOX%0d%0aA1',
      'imaps://u:geplant%0a@mail.example.nl',
    ])
      expect([url, mistakesOf({ VOORDEUR_IMAP_URL: url })]).toEqual([
        url,
        [
          'VOORDEUR_IMAP_URL is an address such as imaps://user:password@mail.example.nl/INBOX, with special characters as %40',
        ],
      ])
  })

  test('have a secret of a provider or one that fits into a header, of 24 letters or bytes at least', () => {
    const whsec = `whsec_${Buffer.alloc(24, 7).toString('base64')}`
    for (const secret of [
      whsec,
      `whsec_${Buffer.alloc(25, 7).toString('base64')}`,
      'k3F9xQ7LmZ2pW8vT4nB6rY1s',
    ])
      expect(read({ VOORDEUR_MAIL_HOOK_SECRET: secret }).returns.hookSecret?.reveal()).toBe(secret)
    for (const secret of [
      'kort',
      'whsec_kort',
      `whsec_${'x'.repeat(31)}`,
      'met spaties en tekens en meer!',
      `${whsec}!`,
    ])
      expect([secret, mistakesOf({ VOORDEUR_MAIL_HOOK_SECRET: secret }).length]).toEqual([secret, 1])
    expect(mistakesOf({ VOORDEUR_MAIL_HOOK_SECRET: 'change-me-change-me-change-me' })).toEqual([
      'VOORDEUR_MAIL_HOOK_SECRET is too easy to guess',
    ])
  })
})

test('a secret prints as [secret] in every spelling, and says itself only when asked', () => {
  const secret = new Secret('geheim-8813')
  const spellings = [
    String(secret),
    'in text: '.concat(String(secret)),
    [secret].join(),
    JSON.stringify({ secret }),
    JSON.stringify([secret], null, 2),
    inspect(secret),
    inspect({ a: { b: { secret } } }, { depth: 5, showHidden: true }),
    inspect(secret, { customInspect: false, showHidden: true }),
    JSON.stringify(Object.entries(secret)),
    JSON.stringify(Object.assign({}, secret)),
    JSON.stringify(structuredClone(secret)),
    new Error('x', { cause: secret }).toString(),
    inspect(new Error('x', { cause: secret })),
  ]
  for (const spelling of spellings) expect(spelling).not.toContain('geheim')
  expect(spellings.slice(0, 3)).toEqual(['[secret]', 'in text: [secret]', '[secret]'])
  expect(secret.reveal()).toBe('geheim-8813')
})

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
        proxy: { mode: 'socket' },
        rootSecret: undefined,
        adminToken: undefined,
        demo: true,
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

import { describe, expect, test } from 'vitest'
import { databaseUrlOf, readWorkerConfig, type WorkerEnv } from '../../src/runtime/worker-config.ts'

const env = {
  HYPERDRIVE: { connectionString: 'postgres://u:p@abc.hyperdrive.local:5432/voordeur' },
  VOORDEUR_SECRET: '3f9d27c1b84e60a5d7f21c98e6b40a3d',
  VOORDEUR_URL: 'https://meten.example',
  VOORDEUR_PROXY: 'cloudflare',
}

const mistakesOf = (given: WorkerEnv): readonly string[] => {
  const reading = readWorkerConfig(given)
  return reading.ok ? [] : reading.mistakes
}

describe('the settings of a Worker', () => {
  test('are read from its bindings, with the database behind Hyperdrive', () => {
    const reading = readWorkerConfig({ ...env, QUEUE: { send: () => undefined } })
    expect(reading).toMatchObject({
      ok: true,
      config: { publicUrl: 'https://meten.example', proxy: { mode: 'cloudflare' }, demo: false },
    })
  })

  test('name Hyperdrive first, and a plain DATABASE_URL in its place', () => {
    const plain = 'postgres://direct.example/voordeur'
    expect(databaseUrlOf({ ...env, DATABASE_URL: plain })).toBe(env.HYPERDRIVE.connectionString)
    expect(databaseUrlOf({ DATABASE_URL: plain })).toBe(plain)
    expect(databaseUrlOf({ HYPERDRIVE: { connectionString: '' } })).toBeUndefined()
  })

  test('lack nothing that a Worker can not do without, and every lack is told at once', () => {
    expect(mistakesOf({}).map((mistake) => mistake.split(' ')[0])).toEqual([
      'HYPERDRIVE',
      'VOORDEUR_URL',
      'VOORDEUR_PROXY',
    ])
    expect(mistakesOf({ ...env, VOORDEUR_SECRET: '' })).toHaveLength(1)
    expect(mistakesOf({ ...env, VOORDEUR_IMAP_URL: 'imaps://u:geplant@mail.example.nl' })).toEqual([
      'VOORDEUR_IMAP_URL is for Node: on Workers POST /hooks/mail/dsn takes the same mails',
    ])
    expect(mistakesOf({ ...env, VOORDEUR_PORXY: 'cloudflare' })).toEqual(['VOORDEUR_PORXY is not a setting'])
  })

  test('name whom to believe about addresses, since there is no socket to look at (S-26)', () => {
    expect(mistakesOf({ ...env, VOORDEUR_PROXY: 'socket' })).toHaveLength(1)
    expect(mistakesOf({ ...env, VOORDEUR_PROXY: '' })).toHaveLength(1)
    expect(mistakesOf({ ...env, VOORDEUR_PROXY: 'xff:1' })).toEqual([])
  })

  test('that are wrong are named and never repeated', () => {
    const told = mistakesOf({
      ...env,
      VOORDEUR_SECRET: 'te-kort-geheim',
      HYPERDRIVE: { connectionString: 'mysql://u:wachtwoord@h/db' },
    })
    expect(told).toHaveLength(2)
    expect(told.join()).not.toMatch(/te-kort|wachtwoord|mysql/)
  })
})

import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DatabaseFailure, failureOf, mayPassLater } from '../../src/db/failure.ts'
import { migrate } from '../../src/db/migrate.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'

let database: PgliteWorld
const ports = { now: () => new Date('2026-11-23T11:00:00Z'), random: (bytes: number) => randomBytes(bytes) }
beforeAll(async () => {
  database = await openPglite()
  await migrate(database.db, ports)
})
afterAll(() => database.close())

describe('a failure', () => {
  const planted = 'geplant-8813@voorbeeld.nl'
  const spelled = (failure: Error) =>
    [failure.message, failure.stack, JSON.stringify(failure), String(failure), String(failure.cause)].join(
      '\n',
    )

  test.each([
    [
      'a key that is there already',
      () => database.db`insert into schema_migration values (${planted}, '', now()), (${planted}, '', now())`,
      '23505',
      'schema_migration_pk',
    ],
    ['a text that is no number', () => database.db`select ${planted}::text::integer`, '22P02', undefined],
    [
      'a rule of the table',
      () =>
        database.db`insert into api_key values (gen_random_uuid(), ${planted}::text::bytea, ${planted}, ${planted}, null, now())`,
      '23514',
      'api_key_scope',
    ],
    [
      'a column that can not be empty',
      () => database.db`insert into site values (1, ${planted}, null, 'UTC', '{}', now())`,
      '23502',
      undefined,
    ],
    [
      'a name that is not there',
      () => database.db.unsafe(`select "${planted}" from site`),
      '42703',
      undefined,
    ],
  ])('of %s keeps its code and constraint and no value', async (_, work, code, constraint) => {
    const thrown: unknown = await work().then(
      () => undefined,
      (error: unknown) => error,
    )
    const failure = failureOf(thrown)
    expect([failure.code, failure.constraint]).toEqual([code, constraint])
    expect(spelled(failure)).not.toContain('geplant')
    expect(failureOf(failure)).toBe(failure)
  })

  test('of anything else says unknown and repeats nothing', () => {
    for (const thrown of [
      planted,
      null,
      undefined,
      5,
      new Error(planted),
      { code: planted },
      { code: 'geplant_8813' },
      { code: 5, constraint_name: planted },
    ]) {
      const failure = failureOf(thrown)
      expect(failure.code).toBe('unknown')
      expect(spelled(failure)).not.toContain('geplant')
    }
    expect(spelled(new DatabaseFailure(planted))).not.toContain('geplant')
  })

  test('may pass later when the database is away or busy, and not when the statement is wrong', () => {
    const codes = [
      '08006',
      '53300',
      '57P01',
      '57P03',
      '40001',
      '40P01',
      '25006',
      'ECONNREFUSED',
      'ECONNRESET',
      'CONNECTION_CLOSED',
      'CONNECT_TIMEOUT',
      'ENOTFOUND',
      'EAI_AGAIN',
      'ENOENT',
    ]
    for (const code of codes) expect(mayPassLater(failureOf({ code })), code).toBe(true)
    for (const code of ['23505', '23514', '22P02', '42P01', '42501', 'unknown'])
      expect(mayPassLater(failureOf({ code })), code).toBe(false)
  })
})

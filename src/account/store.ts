/**
 * Where better-auth keeps what it knows: our own tables, our own driver. The library would store session tokens, addresses and
 * user agents as they are, and the tokens of a provider; what of that is kept at all is decided here, column by column:
 * e-mail and name sealed, the session's token as a hash, identifiers as keyed hashes, and a field that has no column is dropped.
 */
import { createHash } from 'node:crypto'
import { createAdapterFactory, type CleanedWhere } from '@better-auth/core/db/adapter'
import type { Fragment } from '../db/connect.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { blindIndex, seal, unseal } from '../seal.ts'
import { uuidOf } from '../uuid.ts'

export type StorePorts = Pick<Ports, 'db' | 'keyFor' | 'random'>

/** How a field lies in its column. `index`: found by a keyed hash beside it. `token`, `identifier`: the hash alone is kept. */
type Kept = 'plain' | 'sealed' | 'indexed' | 'token' | 'identifier'

interface Table {
  readonly name: string
  readonly key: string
  /** Field -> column. */
  readonly columns: Readonly<Record<string, readonly [column: string, kept?: Kept]>>
  /** What the library expects of a row and we have no column for. */
  readonly given?: Readonly<Record<string, unknown>>
}

const tables: Readonly<Record<string, Table>> = {
  user: {
    name: 'staff',
    key: 'staff_id',
    columns: {
      id: ['staff_id'],
      email: ['email', 'indexed'],
      name: ['name', 'sealed'],
      language: ['language'],
      twoFactorEnabled: ['two_factor_enabled'],
      grantedByProvider: ['granted_by_provider'],
      createdAt: ['created_at'],
      updatedAt: ['updated_at'],
    },
    // Nobody gets in without an invitation by mail or a group at the provider.
    given: { emailVerified: true, image: null },
  },
  account: {
    name: 'staff_credential',
    key: 'credential_id',
    columns: {
      id: ['credential_id'],
      userId: ['staff_id'],
      providerId: ['provider_id'],
      accountId: ['account_id'],
      password: ['password'],
      createdAt: ['created_at'],
      updatedAt: ['updated_at'],
    },
  },
  session: {
    name: 'staff_session',
    key: 'session_id',
    columns: {
      id: ['session_id'],
      userId: ['staff_id'],
      token: ['token_hash', 'token'],
      createdAt: ['created_at'],
      updatedAt: ['updated_at'],
      expiresAt: ['expires_at'],
    },
  },
  verification: {
    name: 'staff_verification',
    key: 'verification_id',
    columns: {
      id: ['verification_id'],
      identifier: ['identifier', 'identifier'],
      value: ['value', 'sealed'],
      expiresAt: ['expires_at'],
      createdAt: ['created_at'],
      updatedAt: ['updated_at'],
    },
  },
  twoFactor: {
    name: 'staff_factor',
    key: 'factor_id',
    columns: {
      id: ['factor_id'],
      userId: ['staff_id'],
      secret: ['secret'],
      backupCodes: ['backup_codes'],
      verified: ['verified'],
      failedVerificationCount: ['failed_verification_count'],
      lockedUntil: ['locked_until'],
    },
  },
  passkey: {
    name: 'staff_passkey',
    key: 'passkey_id',
    columns: {
      id: ['passkey_id'],
      userId: ['staff_id'],
      name: ['name'],
      publicKey: ['public_key'],
      credentialID: ['credential_id'],
      counter: ['counter'],
      deviceType: ['device_type'],
      backedUp: ['backed_up'],
      transports: ['transports'],
      aaguid: ['aaguid'],
      createdAt: ['created_at'],
    },
  },
}

type Value = string | number | boolean | Date | Uint8Array | null
type Row = Record<string, unknown>

const textOf = (value: unknown): string =>
  must(typeof value === 'string' ? value : null, 'what is sealed is text')
const tableOf = (model: string): Table =>
  must(tables[model], 'the library asks for tables that we configured')
const indexColumn = (column: string): string => `${column}_index`

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** The library's adapter on one pool. Statements are built of the names above and bound values, never of text that came in. */
export function openStore(ports: StorePorts) {
  const { db } = ports

  /** What a field's value is looked up by. */
  function sought(table: Table, field: string, value: Value): Value {
    const [column, kept = 'plain'] = must(table.columns[field], 'it asks by fields that we keep')
    if (value === null) return null
    if (kept === 'token') return hashToken(String(value))
    if (kept === 'indexed' || kept === 'identifier')
      return blindIndex(ports, `${table.name}.${column}`, String(value))
    return value
  }

  const foundBy = (table: Table, field: string): string => {
    const [column, kept] = must(table.columns[field], 'it asks by fields that we keep')
    return kept === 'indexed' ? indexColumn(column) : column
  }

  /** Columns and values of what is written. */
  function written(table: Table, data: Row): Record<string, Value> {
    const values: Record<string, Value> = {}
    for (const [field, value] of Object.entries(data)) {
      const place = table.columns[field]
      if (!place || value === undefined) continue
      const [column, kept = 'plain'] = place
      const name = `${table.name}.${column}`
      if (kept === 'sealed' || kept === 'indexed')
        values[column] = value === null ? null : seal(ports, name, textOf(value))
      if (kept === 'indexed') values[indexColumn(column)] = sought(table, field, value as Value)
      if (kept === 'token' || kept === 'identifier') values[column] = sought(table, field, value as Value)
      if (kept === 'plain') values[column] = value as Value
    }
    return values
  }

  /** The row as the library knows it. What is kept as a hash alone is what it was asked by, where that is known. */
  function read(table: Table, row: Row, asked: Row): Row {
    const out: Row = { ...table.given }
    for (const [field, [column, kept = 'plain']] of Object.entries(table.columns)) {
      const value = row[column]
      if (kept === 'plain') out[field] = field === 'counter' ? Number(value) : value
      else if (kept === 'sealed' || kept === 'indexed')
        out[field] = value === null ? null : unseal(ports, `${table.name}.${column}`, value as Uint8Array)
      else out[field] = asked[field] ?? Buffer.from(value as Uint8Array).toString('hex')
    }
    return out
  }

  const askedBy = (where: readonly CleanedWhere[]): Row =>
    Object.fromEntries(
      where.filter(({ operator }) => operator === 'eq').map(({ field, value }) => [field, value]),
    )

  function clause(table: Table, { field, operator, value }: CleanedWhere): Fragment {
    const column = db(foundBy(table, field))
    if (operator === 'in' || operator === 'not_in') {
      const values = (value as (string | number)[]).map((one) => sought(table, field, one))
      if (values.length === 0) return operator === 'in' ? db`false` : db`true`
      const alike = values.map((one) => db`${column} = ${one}`).reduce((all, one) => db`${all} or ${one}`)
      return operator === 'in' ? db`(${alike})` : db`not (${alike})`
    }
    const to = sought(table, field, value as Value)
    if (operator === 'eq') return to === null ? db`${column} is null` : db`${column} = ${to}`
    if (operator === 'ne') return to === null ? db`${column} is not null` : db`${column} <> ${to}`
    if (operator === 'lt') return db`${column} < ${to}`
    if (operator === 'lte') return db`${column} <= ${to}`
    if (operator === 'gt') return db`${column} > ${to}`
    return must(operator === 'gte' ? db`${column} >= ${to}` : null, 'it compares; it never searches in text')
  }

  function condition(table: Table, where: readonly CleanedWhere[] = []): Fragment {
    const clauses = where.map((one) => clause(table, one))
    return clauses.length === 0
      ? db`true`
      : clauses.reduce((all, one, nth) =>
          where[nth]?.connector === 'OR' ? db`(${all}) or ${one}` : db`${all} and ${one}`,
        )
  }

  return createAdapterFactory({
    config: {
      adapterId: 'voordeur',
      supportsNumericIds: false,
      supportsUUIDs: true,
      customIdGenerator: () => uuidOf(ports.random(16)),
      // Each of our statements is one change; what must go together is written by our own rooms in a transaction of theirs.
      transaction: false,
    },
    adapter: () => ({
      async create<T extends Row>({ model, data }: { model: string; data: T }): Promise<T> {
        const table = tableOf(model)
        const [row] = await db<Row[]>`
          insert into ${db(table.name)} ${db(written(table, data))} returning *`
        return read(table, must(row, 'an insert returns its row'), data) as T
      },
      async findOne<T>({ model, where }: { model: string; where: CleanedWhere[] }): Promise<T | null> {
        const table = tableOf(model)
        const [row] = await db<Row[]>`
          select * from ${db(table.name)} where ${condition(table, where)} limit 1`
        return row ? (read(table, row, askedBy(where)) as T) : null
      },
      async findMany<T>({
        model,
        where,
        limit,
        sortBy,
        offset = 0,
      }: {
        model: string
        where?: CleanedWhere[] | undefined
        limit: number
        sortBy?: { field: string; direction: 'asc' | 'desc' } | undefined
        offset?: number | undefined
      }): Promise<T[]> {
        const table = tableOf(model)
        const order = sortBy
          ? db`${db(foundBy(table, sortBy.field))} ${sortBy.direction === 'desc' ? db`desc` : db`asc`}`
          : db`${db(table.key)}`
        const rows = await db<Row[]>`
          select * from ${db(table.name)} where ${condition(table, where)}
          order by ${order} limit ${limit} offset ${offset}`
        return rows.map((row) => read(table, row, askedBy(where ?? [])) as T)
      },
      async count({ model, where }: { model: string; where?: CleanedWhere[] | undefined }): Promise<number> {
        const table = tableOf(model)
        const [row] = await db<{ rows: number }[]>`
          select count(*)::int as rows from ${db(table.name)} where ${condition(table, where)}`
        return row?.rows ?? 0
      },
      async update<T>({
        model,
        where,
        update,
      }: {
        model: string
        where: CleanedWhere[]
        update: T
      }): Promise<T | null> {
        const table = tableOf(model)
        const [row] = await db<Row[]>`
          update ${db(table.name)} set ${db(written(table, update as Row))}
          where ${condition(table, where)} returning *`
        return row ? (read(table, row, askedBy(where)) as T) : null
      },
      async updateMany({
        model,
        where,
        update,
      }: {
        model: string
        where: CleanedWhere[]
        update: Row
      }): Promise<number> {
        const table = tableOf(model)
        const { count } = await db`
          update ${db(table.name)} set ${db(written(table, update))} where ${condition(table, where)}`
        return count
      },
      async delete({ model, where }: { model: string; where: CleanedWhere[] }): Promise<void> {
        const table = tableOf(model)
        await db`delete from ${db(table.name)} where ${condition(table, where)}`
      },
      async deleteMany({ model, where }: { model: string; where: CleanedWhere[] }): Promise<number> {
        const table = tableOf(model)
        const { count } = await db`delete from ${db(table.name)} where ${condition(table, where)}`
        return count
      },
      // One statement, so that of two who use a token at once one alone gets it.
      async consumeOne<T>({ model, where }: { model: string; where: CleanedWhere[] }): Promise<T | null> {
        const table = tableOf(model)
        const key = db(table.key)
        const [row] = await db<Row[]>`
          delete from ${db(table.name)} where ${key} = (
            select ${key} from ${db(table.name)} where ${condition(table, where)} limit 1 for update)
          returning *`
        return row ? (read(table, row, askedBy(where)) as T) : null
      },
      async incrementOne<T>({
        model,
        where,
        increment,
        set = {},
      }: {
        model: string
        where: CleanedWhere[]
        increment: Record<string, number>
        set?: Row | undefined
      }): Promise<T | null> {
        const table = tableOf(model)
        const counted = Object.entries(increment).map(([field, by]) => {
          const column = db(foundBy(table, field))
          return db`${column} = coalesce(${column}, 0) + ${by}`
        })
        const others = Object.entries(written(table, set)).map(
          ([column, value]) => db`${db(column)} = ${value}`,
        )
        const assignments = [...counted, ...others].reduce((all, one) => db`${all}, ${one}`)
        const [row] = await db<Row[]>`
          update ${db(table.name)} set ${assignments} where ${condition(table, where)} returning *`
        return row ? (read(table, row, askedBy(where)) as T) : null
      },
    }),
  })
}

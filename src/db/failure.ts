/**
 * The one boundary where a failure of the database loses its text. PostgreSQL quotes values in messages and details
 * ("Key (email)=(…) already exists"), so only the SQLSTATE and the names of constraint and table may travel on.
 */
import type { FailureCode } from '../ports.ts'

export class DatabaseFailure extends Error {
  readonly code: FailureCode
  readonly constraint: string | undefined
  readonly table: string | undefined

  constructor(code: string, constraint?: string, table?: string) {
    const plain = (/^[A-Z0-9_]{2,40}$/.test(code) ? code : 'unknown') as FailureCode
    super(`database failure ${plain}`)
    this.name = 'DatabaseFailure'
    this.code = plain
    this.constraint = constraint
    this.table = table
  }
}

// In workerd a connection that fails has no code, only one of these sentences of the platform's own.
const lostOnWorkers = /^(connection attempt failed|network connection lost|stream was cancelled)/i

interface Described {
  readonly code?: unknown
  readonly constraint_name?: unknown
  readonly table_name?: unknown
}

/** Names are ours and plain; anything else that stands in such a field is not repeated. */
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && /^\w{1,63}$/.test(value) ? value : undefined

/** What is known of any thrown value, stripped of every value. Never throws. */
export function failureOf(thrown: unknown): DatabaseFailure {
  if (thrown instanceof DatabaseFailure) return thrown
  const described: Described = typeof thrown === 'object' && thrown !== null ? thrown : {}
  const isLost = thrown instanceof Error && lostOnWorkers.test(thrown.message)
  return new DatabaseFailure(
    text(described.code) ?? (isLost ? 'CONNECTION_LOST' : 'unknown'),
    text(described.constraint_name),
    text(described.table_name),
  )
}

/**
 * True when the database is away or refuses for now, so that the same statement may pass later:
 * connection lost (class 08, postgres.js codes, errno, names that do not resolve for now), shutting down (57P0x), too many
 * (53), read-only while another server takes over (25006), deadlock or serialisation.
 */
export function mayPassLater({ code }: DatabaseFailure): boolean {
  return /^(08|53|57P|25006|40001|40P01|CONNECT|ECONN|EPIPE|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)/.test(
    code,
  )
}

/** No partition holds this instant (check_violation, "no partition of relation found for row"). */
export const lacksPartition = ({ code, constraint }: DatabaseFailure): boolean =>
  code === '23514' && constraint === undefined

/**
 * The one way to PostgreSQL: postgres.js, to a server by URL or to the embedded database by its socket.
 * Works through a transaction pooler: no session settings, no LISTEN, no advisory locks; what must be shared is a row.
 */
import postgres from 'postgres'

/** A pool: it can be asked and can begin a transaction. */
export type Db = postgres.Sql
/** Whoever can be asked: the pool or a transaction. */
export type Tx = postgres.ISql
/** A piece of SQL with its values, to be set into a statement. */
export type Fragment = postgres.Fragment

export interface Connecting {
  /** `postgres://…`, or for the embedded database the path of its Unix socket or its loopback port. */
  readonly to: string | { readonly socket: string } | { readonly port: number }
  readonly connectionsMax: number
  /** Off for a pooler that does not follow prepared statements in transaction mode (PgBouncer before 1.21). */
  readonly prepare: boolean
  /** Sees each statement's text, never its values. Tests capture with it. */
  readonly observe?: (statement: string) => void
}

/** Opens lazily: nothing is sent before the first statement. */
export function connect({ to, connectionsMax, prepare, observe }: Connecting): Db {
  const options: postgres.Options<Record<string, never>> = {
    max: connectionsMax,
    prepare,
    // Array types come as JSON in our statements, so the catalogue look-up at each connection is not needed.
    fetch_types: false,
    // The longest a beacon waits for a database that accepts and says nothing; then 503, and the sender keeps it.
    connect_timeout: 5,
    // The driver's own goes up to 20 s, and each failed request doubles it for all: senders hung that long after an outage.
    backoff: (failures) => Math.min(0.02 * 2 ** Math.min(failures, 6), 1),
    idle_timeout: 60,
    // A notice can quote a value: it is not for a log.
    onnotice: () => {},
    connection: { TimeZone: 'UTC', application_name: 'voordeur' },
    ...(observe && { debug: (_connection: number, statement: string) => observe(statement) }),
  }
  if (typeof to === 'string') return postgres(to, options)
  const embedded = {
    ...options,
    database: 'postgres',
    username: 'postgres',
    password: 'postgres',
    ssl: false,
  }
  return 'socket' in to
    ? postgres({ ...embedded, path: to.socket })
    : postgres({ ...embedded, host: '127.0.0.1', port: to.port })
}

/**
 * What a transaction may do. `owner` is the login itself: migrations, roll-ups, the sweep.
 * `ingest` may write events and read none; `dashboard` may read visits and roll-ups and never an event.
 */
export type Role = 'ingest' | 'dashboard' | 'owner'

const become: Record<Exclude<Role, 'owner'>, string> = {
  ingest: `select set_config('role', 'voordeur_ingest', true)`,
  // PostgreSQL counts a page that lies in memory as four read from a disk's far end, and so reads all sites' visits to find
  // one's: a small site beside a large one took 550 ms instead of 120. Compiling a statement that runs 50 ms takes longer. Of
  // today it has no statistics, takes each table for one row, and would join visits and their trails one with every other.
  dashboard: `select set_config('role', 'voordeur_dashboard', true), set_config('random_page_cost', '1.1', true),
    set_config('work_mem', '32MB', true), set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)`,
}

/** Runs `work` in one transaction as `role`. Both end with it, role and settings, so a pooler may hand the connection on. */
export async function asRole<T>(db: Db, role: Role, work: (tx: Tx) => Promise<T>): Promise<T> {
  return (await db.begin(async (tx) => {
    if (role === 'owner') return work(tx)
    // `execute` sends at once, so the role is set before the work's first statement without a round trip of its own.
    const [, result] = await Promise.all([tx.unsafe(become[role]).execute(), work(tx)])
    return result
  })) as T
}

/**
 * Runs `work` in one transaction as the desk, at one request: it reads what that site keeps of people, and only while the request is
 * open (row policies in `0012-rights.sql`, A-38). To a request that is closed, or of another site, there is nobody.
 */
export async function asDesk<T>(
  db: Db,
  { siteId, requestId }: { readonly siteId: number; readonly requestId: string },
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return (await db.begin(async (tx) => {
    await tx`
      select set_config('role', 'voordeur_desk', true), set_config('voordeur.site', ${String(siteId)}, true),
        set_config('voordeur.request', ${requestId}, true)`
    return work(tx)
  })) as T
}

/** A PostgreSQL array literal of numbers or ISO dates: what needs no escaping. */
export const arrayLiteral = (values: readonly (number | bigint | string)[]): string => `{${values.join(',')}}`

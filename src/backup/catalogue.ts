/**
 * Which tables a backup holds: every one that the database has, but for those listed here with their reason. Names and types come from
 * the live catalogue, written as SQL by the database itself (`format('%I')`), so that a new table is in the next backup by itself.
 */
import type { Tx } from '../db/connect.ts'

/** What no backup may hold, and what would only do harm when it came back. */
export const leftOut: Readonly<Record<string, string>> = {
  day_key: 'the secret behind the pseudonyms of a day: whoever has it can say whose visit it was (A-44)',
  journal_entry: 'it lies outside every backup, so that it can say what happened since',
  lease: 'who works at what now',
  mail: 'letters of then, to people who may be erased since; what the queue held was sent within seconds',
  schema_migration: 'it is in the header',
  staff_session: 'whoever was signed in then is not now',
  staff_verification: 'codes and links of then',
}

export interface Column {
  /** As it is written in SQL. */
  readonly name: string
  readonly type: string
}

export interface Table {
  /** As it is written in SQL. */
  readonly name: string
  readonly columns: readonly Column[]
}

/** Every table of the schema public, partitions through their parents, by name. */
export async function listTables(db: Tx): Promise<readonly Table[]> {
  const rows = await db<{ bare: string; name: string; column: string; type: string }[]>`
    select c.relname::text as bare, format('%I', c.relname) as name, format('%I', a.attname) as column,
      format_type(a.atttypid, a.atttypmod) as type
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    order by c.relname, a.attnum`
  const tables = new Map<string, { name: string; columns: Column[] }>()
  for (const { bare, name, column, type } of rows) {
    if (Object.hasOwn(leftOut, bare)) continue
    const table = tables.get(bare) ?? { name, columns: [] }
    table.columns.push({ name: column, type })
    tables.set(bare, table)
  }
  return [...tables.values()]
}

/** A JSON value `null` and no value at all are the same once a row is JSON: such a column travels as its text. */
export const travelsAsText = ({ type }: Column): boolean => type === 'jsonb' || type === 'json'

/** The migrations that made the tables as they are, in order. */
export async function listMigrations(db: Tx): Promise<{ readonly name: string; readonly digest: string }[]> {
  const rows = await db<{ name: string; digest: string }[]>`
    select name, digest from schema_migration order by name`
  return rows.map(({ name, digest }) => ({ name, digest }))
}

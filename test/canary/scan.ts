/** Where a marked value could have stayed: every row of every table as text, every byte of a folder. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Db } from '../../src/db/connect.ts'
import { findMarks, type Spelling } from './marks.ts'

/** Every row of every table outside PostgreSQL's own schemas, as PostgreSQL writes it in a dump: one text per table. */
export async function dumpTables(db: Db): Promise<ReadonlyMap<string, Buffer>> {
  const tables = await db<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
      and not c.relispartition order by 1`
  const dump = new Map<string, Buffer>()
  for (const { name } of tables) {
    const rows = await db.unsafe<{ line: string }[]>(`select one::text as line from ${name} one`)
    dump.set(name, Buffer.from(rows.map(({ line }) => line).join('\n')))
  }
  return dump
}

export interface Found {
  readonly where: string
  readonly what: readonly string[]
}

export const scanTables = (dump: ReadonlyMap<string, Buffer>, spellings: readonly Spelling[]): Found[] =>
  [...dump].flatMap(([where, bytes]) => {
    const what = findMarks(bytes, spellings)
    return what.length > 0 ? [{ where, what }] : []
  })

/** Every file below a folder, byte by byte: heap, indexes, write-ahead log, whatever lies there. */
export function scanFolder(
  folder: string,
  spellings: readonly Spelling[],
): { readonly found: Found[]; readonly bytes: number } {
  const found: Found[] = []
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    bytes += statSync(path).size
    const what = findMarks(readFileSync(path), spellings)
    if (what.length > 0) found.push({ where: path.slice(folder.length), what })
  }
  return { found, bytes }
}

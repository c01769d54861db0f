/** Bytes on disk per row, indexes and all, after a vacuum. */
import type { BenchPorts } from './database.ts'
import { atMost, told, type Figure } from './report.ts'

interface Sizes {
  readonly rows: number
  readonly table: number
  readonly indexes: number
}

/** Sizes of a table with its partitions. The rows are counted, not estimated. */
async function sizesOf({ db }: BenchPorts, table: 'event' | 'visit' | 'visit_trail'): Promise<Sizes> {
  const partitions = db`
    select relid from pg_partition_tree(${table}::regclass) where isleaf
    union select ${table}::regclass where not exists (select from pg_partition_tree(${table}::regclass) where level > 0)`
  await db.unsafe(`vacuum (analyze) ${table}`)
  const [sizes] = await db<{ table: number; indexes: number }[]>`
    select sum(pg_table_size(relid))::float8 as table, sum(pg_indexes_size(relid))::float8 as indexes from (${partitions}) parts`
  const [counted] = await db.unsafe<{ rows: number }[]>(`select count(*)::float8 as rows from ${table}`)
  return { rows: counted?.rows ?? 0, table: sizes?.table ?? 0, indexes: sizes?.indexes ?? 0 }
}

export async function measureStorage(ports: BenchPorts, name: string): Promise<Figure[]> {
  const { rows, table, indexes } = await sizesOf(ports, 'event')
  return [
    atMost(`${name}: bytes per event`, 200, (table + indexes) / rows, 'B'),
    told(`${name}: of these indexes`, indexes / rows, 'B'),
  ]
}

export async function measureVisitStorage(ports: BenchPorts): Promise<Figure[]> {
  const [visit, trail] = [await sizesOf(ports, 'visit'), await sizesOf(ports, 'visit_trail')]
  return [
    told('visit: bytes per visit', (visit.table + visit.indexes) / visit.rows, 'B'),
    told('visit_trail: bytes per visit', (trail.table + trail.indexes) / visit.rows, 'B'),
    told('both: of these indexes', (visit.indexes + trail.indexes) / visit.rows, 'B'),
  ]
}

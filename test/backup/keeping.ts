/** Backups in memory, databases to put them back into, and what both hold. */
import { randomBytes } from 'node:crypto'
import type { Db } from '../../src/db/connect.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { JournalEntry } from '../../src/audit/journal.ts'
import { listTables } from '../../src/backup/catalogue.ts'
import { openSource } from '../../src/backup/format.ts'
import { restoreBackup, type Restored } from '../../src/backup/restore.ts'
import { writeBackup } from '../../src/backup/write.ts'
import { forgetSites } from '../../src/site/site.ts'
import type { World } from '../support/world.ts'

export const migrateAll = (db: Db) =>
  migrate(db, { now: () => new Date(), random: (bytes) => randomBytes(bytes) })

export async function backUp({ ports }: Pick<World, 'ports'>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  await writeBackup(ports, async (bytes) => void parts.push(Buffer.from(bytes)))
  return Buffer.concat(parts)
}

/** In pieces of a size that no frame has. */
export async function* inPieces(bytes: Uint8Array, size = 1_013): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export async function restoreInto(
  { ports }: Pick<World, 'ports'>,
  bytes: Uint8Array,
  { entries = [], replaces = false }: { entries?: readonly JournalEntry[]; replaces?: boolean } = {},
): Promise<Restored> {
  const restored = await restoreBackup(ports, inPieces(bytes), {
    journal: { entries },
    missing: 0,
    acceptsGaps: false,
    replaces,
  })
  forgetSites(ports.db)
  return restored
}

/** Every chunk as it reads when it is opened. */
export async function chunksOf(ports: World['ports'], bytes: Uint8Array): Promise<string[]> {
  const source = await openSource(ports, inPieces(bytes))
  const texts: string[] = []
  for await (const { text } of source.chunks()) texts.push(text)
  return texts
}

/** Rows and a checksum of each table that a backup holds, whatever order its rows lie in. Empty ones are left out. */
export async function checksums(db: Db): Promise<Record<string, string>> {
  const sums: Record<string, string> = {}
  for (const { name } of await listTables(db)) {
    const [row] = await db.unsafe<{ rows: number; sum: string }[]>(
      `select count(*)::integer as rows, md5(coalesce(string_agg(one::text, chr(10) order by one::text collate "C"), '')) as sum from ${name} one`,
    )
    if (row && row.rows > 0) sums[name] = `${row.rows} ${row.sum}`
  }
  return sums
}

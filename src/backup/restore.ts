/**
 * Puts a backup back into a database that has the tables and nothing in them, and tells it what happened since: whoever was erased,
 * objected or restricted is so again before anybody can see a row. One transaction: all of it is there, or nothing is.
 */
import type { Db, Tx } from '../db/connect.ts'
import { makePartition, monthOf } from '../db/partitions.ts'
import { recordAudit } from '../audit/chain.ts'
import { adoptEntry, type Journal, type JournalEntry } from '../audit/journal.ts'
import { holdIssues } from '../delivery/hold.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { listSites } from '../site/site.ts'
import { listMigrations, listTables, travelsAsText, type Table } from './catalogue.ts'
import { BackupRefused, openSource, type BackupHeader, type BackupSource } from './format.ts'
import { replayJournal, type Replayed } from './replay.ts'
import type { Totals } from './write.ts'

export interface Restoring {
  readonly journal: Pick<Journal, 'entries'>
  /** Entries that are known to be missing from the journal; written in the chain. */
  readonly missing: number
  /** Goes on where the journal does not begin right after the backup: entries in between are missing. */
  readonly acceptsGaps: boolean
  /** Deletes what is there first. */
  readonly replaces: boolean
  readonly onRows?: (rows: number) => void
}

export interface RestoredSite extends Replayed {
  readonly domain: string
  /** Newsletters that were on their way when the backup was made. Sent since, or not: somebody has to look. */
  readonly issuesHeld: number
}

export interface Restored {
  readonly madeAt: string
  readonly rows: number
  readonly sites: readonly RestoredSite[]
}

/** Throws `BackupRefused` with a sentence for the operator, and has then changed nothing but that partitions were made. */
export async function restoreBackup(
  ports: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor' | 'config'>,
  bytes: AsyncIterable<Uint8Array>,
  { journal, missing, acceptsGaps, replaces, onRows = () => {} }: Restoring,
): Promise<Restored> {
  const source = await openSource(ports, bytes)
  await admitSchema(ports.db, source.header)
  const between = countBetween(source.header, journal.entries)
  if (between > 0 && !acceptsGaps)
    throw new BackupRefused(
      `The journal lacks ${between} entries of right after the backup. Name the whole of it with --journal, or go on without with --incomplete.`,
    )
  // Outside the transaction: to attach a partition waits for whoever has touched the table.
  for (const month of source.header.months)
    await makePartition(ports.db, monthOf(new Date(`${month}-01T00:00:00Z`)))
  return await ports.db.begin(async (tx) => {
    const tables = await listTables(tx)
    if (replaces) await emptyTables(tx)
    else if (!(await isEmpty(tx, tables)))
      throw new BackupRefused(
        'This database is not empty: restore into a new one, or give --replace, which deletes what is in it.',
      )
    const rows = await fillTables(tx, tables, source, onRows)
    const within = { ...ports, db: tx }
    const sites: RestoredSite[] = []
    // Inside the transaction: nobody else sees the sites yet.
    for (const site of await listSites(within)) {
      const issuesHeld = await holdIssues(within, site.id)
      const known = journal.entries.filter(({ siteId }) => siteId === site.id)
      const entries = known.filter((entry) => isNews(source.header, entry))
      const replayed = await replayJournal(within, site, entries)
      for (const entry of known) await adoptEntry(within, entry)
      const { erased, objected, restricted, lifted, withdrawn } = replayed
      await recordAudit(within, site.id, {
        kind: 'restored',
        requestId: null,
        facts: {
          backup: source.header.madeAt,
          entries: entries.length,
          erased,
          objected,
          restricted,
          lifted,
          withdrawn,
          missing: missing + between,
        },
      })
      sites.push({ domain: site.domain, issuesHeld, ...replayed })
    }
    return { madeAt: source.header.madeAt, rows, sites }
  })
}

/** No transaction lasts as long: what was written down an hour before a backup was made is in it, or was never done. */
const unsureMs = 3_600_000

/**
 * Whether a backup does not know of an act: its number is past those that the backup saw. Not by the time alone, which is read before an
 * act is committed; and not by the number alone, since numbers begin again where a database was restored without its journal. Acts that
 * the backup knows are not done again: whoever was erased then may have subscribed anew.
 */
const isNews = ({ madeAt, journal }: BackupHeader, { siteId, seq, at }: JournalEntry): boolean =>
  seq > (journal[siteId] ?? 0) && at.getTime() > Date.parse(madeAt) - unsureMs

/** Entries that are missing between a backup and the first one that is news to it, over all sites. */
function countBetween(header: BackupHeader, entries: readonly JournalEntry[]): number {
  const first = new Map<number, number>()
  for (const entry of entries)
    if (isNews(header, entry))
      first.set(entry.siteId, Math.min(entry.seq, first.get(entry.siteId) ?? entry.seq))
  return [...first].reduce((sum, [siteId, seq]) => sum + seq - 1 - (header.journal[siteId] ?? 0), 0)
}

/** Rows are only put back into the very tables that they came from: a release knows its own migrations, and no others. */
async function admitSchema(db: Db, { migrations }: BackupHeader): Promise<void> {
  const here = await listMigrations(db)
  const newest = (list: typeof here): string => list.at(-1)?.name ?? 'none'
  const differs = migrations.find(
    ({ name, digest }, nth) => here[nth]?.name !== name || here[nth].digest !== digest,
  )
  if (!differs && migrations.length === here.length) return
  throw new BackupRefused(
    differs
      ? `This backup was made by a later release: its tables are as ${newest(migrations)} makes them, these as ${newest(here)}. Restore it with that release.`
      : `This backup was made by an earlier release: its tables are as ${newest(migrations)} makes them, these as ${newest(here)}. Restore it with that release; this one brings it up to date when it starts.`,
  )
}

/** A site, a member of staff or a key that is there would be mixed with those of the backup. */
async function isEmpty(tx: Tx, tables: readonly Table[]): Promise<boolean> {
  for (const { name } of tables) {
    const rows = await tx.unsafe(`/* every site */ select 1 as there from ${name} limit 1`)
    if (rows.length > 0) return false
  }
  return true
}

/** Also what no backup holds: keys of a day and sessions belong to the data that goes. */
async function emptyTables(tx: Tx): Promise<void> {
  const rows = await tx<{ name: string }[]>`
    select format('%I', c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not in ('schema_migration', 'lease') order by c.relname`
  await tx.unsafe(`truncate ${rows.map(({ name }) => name).join(', ')}`)
}

/** Every chunk once it has proved to be whole, then the totals: fewer rows than were written are no restore. */
async function fillTables(
  tx: Tx,
  tables: readonly Table[],
  source: BackupSource,
  onRows: (rows: number) => void,
): Promise<number> {
  const byName = new Map(tables.map((table) => [table.name, table]))
  const counted: Record<string, number> = Object.fromEntries(tables.map(({ name }) => [name, 0]))
  let rows = 0
  for await (const { text, isLast } of source.chunks()) {
    if (isLast) {
      const totals = JSON.parse(text) as Totals
      if (tables.some(({ name }) => counted[name] !== totals[name]))
        throw new BackupRefused('This backup holds fewer rows than it says.')
      continue
    }
    const end = text.indexOf('\n')
    const table = must(byName.get(text.slice(0, end)), 'a backup of these migrations has their tables')
    const inserted = await insertRows(tx, table, text.slice(end + 1))
    counted[table.name] = (counted[table.name] ?? 0) + inserted
    rows += inserted
    onRows(rows)
  }
  return rows
}

/** `rows` is the JSON that the database wrote, and reads again: nothing in between makes a number or a time of it. */
async function insertRows(tx: Tx, { name, columns }: Table, rows: string): Promise<number> {
  const names = columns.map((column) => column.name).join(', ')
  const values = columns.map((column) =>
    travelsAsText(column) ? `${column.name}::${column.type}` : column.name,
  )
  const shape = columns.map((column) => `${column.name} ${travelsAsText(column) ? 'text' : column.type}`)
  const { count } = await tx.unsafe(
    `insert into ${name} (${names}) select ${values.join(', ')} from json_to_recordset($1::text::json) as one (${shape.join(', ')})`,
    [rows],
  )
  return count
}

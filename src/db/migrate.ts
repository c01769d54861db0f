/**
 * Brings the tables to what `migrations/` says: each file once, in the order of its number, in one transaction of its own,
 * one runner at a time (a lease row). A file that landed is never edited; its digest is kept and compared.
 * Needs a login that owns the tables and may make roles; run it on a direct connection, as one job.
 */
import { createHash } from 'node:crypto'
import type { Ports } from '../ports.ts'
import type { Db } from './connect.ts'
import { failureOf } from './failure.ts'
import { releaseLease, takeLease } from './lease.ts'
import { migrations, type MigrationText } from './migrations.ts'

/** A migration that can't be applied: edited after it landed, or older than what is there. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused'
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

// `if not exists` is no lock: two runners at once can both try, and one gets a unique violation from the catalogue.
async function makeBookkeeping(db: Db): Promise<void> {
  for (const statement of [
    `create table if not exists schema_migration
       (name text constraint schema_migration_pk primary key, digest text not null, applied_at timestamptz not null)`,
    `create table if not exists lease
       (name text constraint lease_pk primary key, holder text not null, expires_at timestamptz not null)`,
  ]) {
    try {
      await db.unsafe(statement)
    } catch (thrown) {
      if (!['23505', '42P07'].includes(failureOf(thrown).code)) throw failureOf(thrown)
    }
  }
}

const leaseSeconds = 60
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

async function waitForLease(db: Db, holder: string, now: () => Date): Promise<void> {
  for (;;) {
    if (await takeLease(db, { name: 'migrate', holder, seconds: leaseSeconds }, now())) return
    await pause(200)
  }
}

/**
 * Applies what is missing and answers how many files that were.
 * @throws MigrationRefused when a landed file was edited or an older one appeared after a newer landed.
 */
export async function migrate(
  db: Db,
  ports: Pick<Ports, 'now' | 'random'>,
  wanted: readonly MigrationText[] = migrations,
): Promise<number> {
  await makeBookkeeping(db)
  const holder = Buffer.from(ports.random(12)).toString('hex')
  await waitForLease(db, holder, ports.now)
  try {
    const landed = new Map<string, string>()
    for (const row of await db<{ name: string; digest: string }[]>`select name, digest from schema_migration`)
      landed.set(row.name, row.digest)
    const newest = [...landed.keys()].toSorted().at(-1) ?? ''
    let applied = 0
    for (const { name, text } of wanted) {
      const digest = digestOf(text)
      const before = landed.get(name)
      if (before === digest) continue
      if (before !== undefined) throw new MigrationRefused(`${name} was edited after it landed`)
      if (name < newest) throw new MigrationRefused(`${name} is older than ${newest}, which landed already`)
      await db.begin(async (tx) => {
        for (const statement of text.split('--> statement-breakpoint')) await tx.unsafe(statement)
        await tx`insert into schema_migration (name, digest, applied_at) values (${name}, ${digest}, ${ports.now()})`
      })
      applied += 1
    }
    return applied
  } finally {
    await releaseLease(db, { name: 'migrate', holder })
  }
}

/**
 * One worker at a time, by a row that expires: session locks do not survive a transaction pooler, and Hyperdrive has none.
 * A holder that dies loses its lease by time; work under a lease must therefore be safe to do twice, only wasteful.
 */
import type { Tx } from './connect.ts'

export interface Lease {
  readonly name: 'migrate' | 'visits' | 'days' | 'partitions' | 'chain' | 'retention'
  /** Tells holders apart; chance, not identity. */
  readonly holder: string
  readonly seconds: number
}

/** True when the lease is now ours: it was free, expired, or ours already. Index: lease_pk. */
export async function takeLease(db: Tx, { name, holder, seconds }: Lease, now: Date): Promise<boolean> {
  const until = new Date(now.getTime() + seconds * 1000)
  const rows = await db`
    insert into lease (name, holder, expires_at) values (${name}, ${holder}, ${until})
    on conflict (name) do update set holder = excluded.holder, expires_at = excluded.expires_at
    where lease.holder = excluded.holder or lease.expires_at < ${now}
    returning name`
  return rows.length === 1
}

/** Gives the lease back early; nothing happens when it was lost meanwhile. */
export async function releaseLease(db: Tx, { name, holder }: Pick<Lease, 'name' | 'holder'>): Promise<void> {
  await db`delete from lease where name = ${name} and holder = ${holder}`
}

/**
 * Addresses that get no newsletter any more: by their owner's wish, or because mail to them is not wanted or does not arrive. A keyed hash
 * of the address and nothing else, so that it can outlive the person's data and keep its promise against the next import. Its key
 * is of this purpose alone: the hash leads to nothing else that is stored.
 */
import { createHmac } from 'node:crypto'
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import type { SiteId } from '../db/schema.ts'
import type { Email } from './email.ts'

export type SuppressionReason = 'asked' | 'bounce' | 'complaint'

type Asking = { readonly db: Tx } & Pick<Ports, 'keyFor'>

/** The keyed hash of an address, which is all that is kept of it here; the journal that outlives a backup carries the same. */
export const suppressionHash = ({ keyFor }: Pick<Ports, 'keyFor'>, email: Email): Buffer =>
  createHmac('sha256', keyFor('suppress')).update(email).digest()

/** Somebody's own wish outweighs what a server said; it is never replaced by it. Index: suppression_pk. */
export async function suppress(
  ports: Asking & Pick<Ports, 'now'>,
  siteId: SiteId,
  email: Email,
  reason: SuppressionReason,
): Promise<void> {
  await suppressHash(ports, siteId, suppressionHash(ports, email), reason)
}

/** As `suppress`, of an address that only its hash is known of. Index: suppression_pk. */
export async function suppressHash(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  hash: Uint8Array,
  reason: SuppressionReason,
): Promise<void> {
  await db`
    insert into suppression (site_id, email_hash, reason, suppressed_at)
    values (${siteId}, ${hash}, ${reason}, ${now()})
    on conflict (site_id, email_hash) do update set reason = excluded.reason, suppressed_at = excluded.suppressed_at
    where excluded.reason = 'asked' and suppression.reason <> 'asked'`
}

/** Index: suppression_pk. */
export async function findSuppression(
  ports: Asking,
  siteId: SiteId,
  email: Email,
): Promise<SuppressionReason | null> {
  const [row] = await ports.db<{ reason: SuppressionReason }[]>`
    select reason from suppression where site_id = ${siteId} and email_hash = ${suppressionHash(ports, email)}`
  return row?.reason ?? null
}

/** Which of many are suppressed. Index: suppression_pk; tried with 1,000 addresses. */
export async function listSuppressed(
  ports: Asking,
  siteId: SiteId,
  emails: readonly Email[],
): Promise<ReadonlySet<Email>> {
  const byHash = new Map(emails.map((email) => [suppressionHash(ports, email).toString('hex'), email]))
  const rows = await ports.db<{ hash: string }[]>`
    select encode(email_hash, 'hex') as hash from suppression
    where site_id = ${siteId}
      and email_hash in (select decode(h, 'hex') from unnest(${`{${[...byHash.keys()].join(',')}}`}::text[]) as h)`
  return new Set(rows.flatMap(({ hash }) => byHash.get(hash) ?? []))
}

/** How long who asked never to be mailed again is left in peace, once a mail went out because somebody filled in their address. */
const peaceDays = 30

/**
 * Whether an address that is suppressed by its owner's wish may be asked once whether they changed their mind, and takes that turn. Two
 * at once: one has it. Index: suppression_pk.
 */
export async function takeAskingTurn(
  ports: Asking & Pick<Ports, 'now'>,
  siteId: SiteId,
  email: Email,
): Promise<boolean> {
  const now = ports.now()
  const { count } = await ports.db`
    update suppression set asked_again_at = ${now}
    where site_id = ${siteId} and email_hash = ${suppressionHash(ports, email)} and reason = 'asked'
      and (asked_again_at is null or asked_again_at <= ${new Date(now.getTime() - peaceDays * 86_400_000)})`
  return count === 1
}

/** The owner of the address confirmed by mail that it is to get newsletters again. Index: suppression_pk. */
export async function liftSuppression(ports: Asking, siteId: SiteId, email: Email): Promise<void> {
  await ports.db`
    delete from suppression where site_id = ${siteId} and email_hash = ${suppressionHash(ports, email)}`
}

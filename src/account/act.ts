/**
 * What staff did: who, when, what kind, which object. Append-only, shown to admins and the privacy officer. An object is a
 * number or the name of a setting, never text that somebody wrote: what was written stands in the object's own table.
 */
import type { SiteId } from '../db/schema.ts'
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { uuidOf } from '../uuid.ts'

/** Who acted. `operator`: at the command line. `service`: by itself, such as a role that a provider's group gives. */
export type Actor =
  | { readonly kind: 'staff'; readonly id: string }
  | { readonly kind: 'key'; readonly id: string }
  | { readonly kind: 'operator' | 'service' }

export type ActKind =
  | 'signed-in'
  | 'signed-out'
  | 'invited'
  | 'invitation-withdrawn'
  | 'invitation-accepted'
  | 'role-changed'
  | 'staff-removed'
  | 'staff-exported'
  | 'password-changed'
  | 'factor-added'
  | 'factor-removed'
  | 'passkey-added'
  | 'passkey-removed'
  | 'identity-linked'
  | 'site-added'
  | 'setting-changed'
  | 'key-made'
  | 'key-revoked'
  | 'annotation-added'
  | 'annotation-removed'
  | 'goal-added'
  | 'goal-removed'
  | 'report-subscribed'
  | 'report-unsubscribed'
  | 'consent-draft-saved'
  | 'consent-published'
  | 'consent-ended'
  | 'statement-recorded'
  | 'list-added'
  | 'list-changed'
  | 'list-closed'
  | 'list-opened'
  | 'reader-added'
  | 'reader-ended'
  | 'readers-asked'
  | 'readers-exported'
  | 'import-confirmed'
  | 'import-cancelled'
  | 'import-undone'
  | 'issue-added'
  | 'issue-changed'
  | 'issue-removed'
  | 'issue-tested'
  | 'issue-scheduled'
  | 'issue-unscheduled'
  | 'issue-paused'
  | 'issue-resumed'
  | 'issue-cancelled'
  | 'issue-settled'
  | 'link-mended'
  | 'request-entered'
  | 'request-assigned'
  | 'request-noted'
  | 'request-verified'
  | 'request-link-mailed'
  | 'request-extended'
  | 'request-refused'
  | 'request-unidentified'
  | 'request-withdrawn'
  | 'request-answered'
  | 'package-exported'
  | 'package-released'
  | 'person-erased'
  | 'person-restricted'
  | 'restriction-told'
  | 'restriction-lifted'
  | 'objection-upheld'
  | 'person-rectified'
  | 'consent-withdrawn'
  | 'processor-added'
  | 'processor-changed'
  | 'processor-secret-renewed'
  | 'processor-ended'
  | 'task-settled'
  | 'processing-added'
  | 'processing-changed'
  | 'processing-ended'
  | 'breach-recorded'
  | 'breach-amended'
  | 'breach-decided'
  | 'breach-closed'

export interface Act {
  readonly actor: Actor
  /** Null: no one site. */
  readonly siteId: SiteId | null
  readonly kind: ActKind
  /** A number (uuid) or the name of a setting. */
  readonly object: string | null
}

export interface ListedAct extends Act {
  readonly at: Date
}

/** Writes one act. Give a transaction to write it with what was done: both or neither. */
export async function recordAct(
  { db, now, random }: { readonly db: Tx } & Pick<Ports, 'now' | 'random'>,
  { actor, siteId, kind, object }: Act,
): Promise<void> {
  await db`
    insert into staff_act (act_id, at, site_id, actor_kind, actor_id, kind, object)
    values (${uuidOf(random(16))}, ${now()}, ${siteId}, ${actor.kind}, ${'id' in actor ? actor.id : null}, ${kind}, ${object})`
}

interface ActRow {
  readonly at: Date
  readonly site_id: number | null
  readonly actor_kind: Actor['kind']
  readonly actor_id: string | null
  readonly kind: ActKind
  readonly object: string | null
}

/** The newest acts at the given sites and those of no site; `siteIds` null: everywhere. Index: staff_act_at. */
export async function listActs(
  { db }: Pick<Ports, 'db'>,
  {
    siteIds,
    before,
    limit,
  }: { readonly siteIds: readonly SiteId[] | null; readonly before: Date | null; readonly limit: number },
): Promise<ListedAct[]> {
  const rows = await db<ActRow[]>`
    select at, site_id, actor_kind, actor_id, kind, object from staff_act
    where ${siteIds === null ? db`true` : db`(site_id is null or site_id = any (${`{${siteIds.join(',')}}`}::int[]))`}
      and ${before === null ? db`true` : db`at < ${before}`}
    order by at desc limit ${limit}`
  return rows.map((row) => ({
    at: row.at,
    siteId: row.site_id as SiteId | null,
    kind: row.kind,
    object: row.object,
    actor:
      row.actor_kind === 'staff' || row.actor_kind === 'key'
        ? { kind: row.actor_kind, id: row.actor_id ?? '' }
        : { kind: row.actor_kind },
  }))
}

/**
 * A newsletter while it is written. Two editors may have it open at once: each save says which state it began from, and the second of two is
 * told, so that nobody's words vanish without a sign.
 */
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import type { Issue, IssueDocument } from './issue.ts'

type Which = Pick<Issue, 'siteId' | 'id'>

/**
 * `changed`: somebody saved since `changedAt`, or it is no draft any more, or is gone; nothing is stored then. Each save has an instant of its
 * own, also within one millisecond. Index: newsletter_issue_pk.
 */
export async function recordDraft(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  { siteId, id }: Which,
  document: IssueDocument,
  changedAt: Date,
): Promise<'recorded' | 'changed'> {
  const { count } = await db`
    update newsletter_issue set document = ${db.json(document)},
      changed_at = greatest(${now()}::timestamptz, changed_at + interval '1 millisecond')
    where site_id = ${siteId} and issue_id = ${id} and state = 'draft' and changed_at = ${changedAt}`
  return count === 1 ? 'recorded' : 'changed'
}

/** For good. False when it is no draft: what was sent is never removed, its figures hang on it. Index: newsletter_issue_pk. */
export async function removeDraft({ db }: { readonly db: Tx }, { siteId, id }: Which): Promise<boolean> {
  const { count } = await db`
    delete from newsletter_issue where site_id = ${siteId} and issue_id = ${id} and state = 'draft'`
  return count === 1
}

/** What was sent of an issue, as it was frozen: clean, with placeholders. No reader's name or link is in it. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Composed } from './compose.ts'

/** Null: there is no such issue, or it was not frozen yet. Index: issue_body_pk. */
export async function findBody(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  issueId: number,
): Promise<Composed | null> {
  const [row] = await db<{ subject: string; html: string; body: string }[]>`
    select b.subject, b.html, b.body from issue_body b where b.site_id = ${siteId} and b.issue_id = ${issueId}`
  return row ? { subject: row.subject, html: row.html, text: row.body } : null
}

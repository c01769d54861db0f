/** The issues that anybody may read: sent, and meant for everybody. Clean copies: who reads here is counted nowhere. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'

export interface ArchivedIssue {
  readonly id: number
  /** With placeholders. */
  readonly subject: string
  readonly preheader: string
  readonly sentAt: Date
}

interface ArchiveRow {
  readonly issue_id: number
  readonly subject: string
  readonly preheader: string
  readonly sent_at: Date
}

/** Fifty years of a monthly letter would fit on some pages; nobody turns that many. */
const archivedMax = 200

/** The latest first. A site has some hundreds of issues at most. Indexes: newsletter_issue_pk, issue_body_pk. */
export async function listArchive(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  limit = archivedMax,
): Promise<readonly ArchivedIssue[]> {
  const rows = await db<ArchiveRow[]>`
    select i.issue_id, b.subject, coalesce(i.document ->> 'preheader', '') as preheader,
      coalesce(i.started_at, i.finished_at, b.frozen_at) as sent_at
    from newsletter_issue i join issue_body b on b.site_id = i.site_id and b.issue_id = i.issue_id
    where i.site_id = ${siteId} and i.state = 'sent' and coalesce((i.document ->> 'isPublic')::boolean, true)
    order by sent_at desc, i.issue_id desc limit ${limit}`
  return rows.map((row) => ({
    id: row.issue_id,
    subject: row.subject,
    preheader: row.preheader,
    sentAt: row.sent_at,
  }))
}

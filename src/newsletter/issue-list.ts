/** The newsletters of a site for a page that lists them, without what they say, and the links of one. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Issue } from './issue.ts'

export interface IssueHead extends Pick<
  Issue,
  'id' | 'state' | 'changedAt' | 'scheduledAt' | 'startedAt' | 'finishedAt' | 'pauseCode'
> {
  readonly subject: string
}

/** The latest first. Index: newsletter_issue_pk. */
export async function listHeads(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<readonly IssueHead[]> {
  return await db<IssueHead[]>`
    select issue_id as id, state, coalesce(document ->> 'subject', '') as subject, changed_at as "changedAt",
      scheduled_at as "scheduledAt", started_at as "startedAt", finished_at as "finishedAt", pause_code as "pauseCode"
    from newsletter_issue where site_id = ${siteId} order by issue_id desc offset ${skip} limit ${limit}`
}

export interface IssueLink {
  readonly linkNo: number
  readonly target: string
  readonly changedAt: Date
}

/** In the order in which they stand in the mail. Index: issue_link_pk. */
export async function listIssueLinks(
  { db }: { readonly db: Tx },
  { siteId, id }: Pick<Issue, 'siteId' | 'id'>,
): Promise<readonly IssueLink[]> {
  return await db<IssueLink[]>`
    select link_no as "linkNo", target, changed_at as "changedAt" from issue_link
    where site_id = ${siteId} and issue_id = ${id} order by link_no`
}

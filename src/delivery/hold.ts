/**
 * Newsletters of a restored backup: what was on its way then may have gone out since, and nobody here can know. Nothing is sent again by
 * itself; a planned one is a draft again, one that was being sent is paused, and an editor looks.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'

/** Answers how many. Index: newsletter_issue_pk. */
export async function holdIssues({ db }: { readonly db: Tx }, siteId: SiteId): Promise<number> {
  const { count } = await db`
    update newsletter_issue set
      state = case when state = 'scheduled' and started_at is null then 'draft' else 'paused' end,
      scheduled_at = case when state = 'scheduled' and started_at is null then null else scheduled_at end,
      pause_code = null
    where site_id = ${siteId} and state in ('scheduled', 'sending')`
  return count
}

/** What one reader opened and clicked, for their copy of it and for its end. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { addMonths, localDay, startOfDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { lockSubscriber } from '../subscriber/change.ts'
import type { Verdict } from './verdict.ts'

type Asking = { readonly db: Tx }

/**
 * Deletes all that is kept of one reader's opens and clicks; the counts, which name nobody, stay. In the transaction that records that
 * they withdraw or are erased: the lock makes a hit of this moment wait for it, and then store nothing. Answers how many rows went.
 * Index: subscriber_pk, reader_hit_of.
 */
export async function forgetHits({ db }: Asking, siteId: SiteId, subscriberId: bigint): Promise<number> {
  await lockSubscriber({ db }, siteId, subscriberId)
  const { count } = await db`
    delete from reader_hit where site_id = ${siteId} and subscriber_id = ${String(subscriberId)}`
  return count
}

export interface ExportedHit {
  readonly issueId: number
  /** Of the mail. */
  readonly subject: string
  /** Null: the mail was opened. */
  readonly target: string | null
  readonly verdict: Verdict
  readonly times: number
  readonly firstAt: Date
  readonly lastAt: Date
}

interface HitRow {
  readonly issue_id: number
  readonly subject: string | null
  readonly target: string | null
  readonly verdict: Verdict
  readonly times: number
  readonly first_at: Date
  readonly last_at: Date
}

/** All that is kept of one reader's opens and clicks, by mail and link. Index: reader_hit_of. */
export async function exportHits(
  { db }: Asking,
  siteId: SiteId,
  subscriberId: bigint,
): Promise<readonly ExportedHit[]> {
  const rows = await db<HitRow[]>`
    select h.issue_id, i.document ->> 'subject' as subject, l.target, h.verdict, h.times, h.first_at, h.last_at
    from reader_hit h
    left join newsletter_issue i on i.site_id = h.site_id and i.issue_id = h.issue_id
    left join issue_link l on l.site_id = h.site_id and l.issue_id = h.issue_id and l.link_no = h.link_no
    where h.site_id = ${siteId} and h.subscriber_id = ${String(subscriberId)}
    order by h.issue_id, h.link_no, h.verdict`
  return rows.map((row) => ({
    issueId: row.issue_id,
    subject: row.subject ?? '',
    target: row.target,
    verdict: row.verdict,
    times: row.times,
    firstAt: row.first_at,
    lastAt: row.last_at,
  }))
}

/**
 * Deletes what is kept of readers since before an instant, and answers how many rows; an issue that was made after it has none. Indexes:
 * newsletter_issue_pk, reader_hit_pk.
 */
export async function sweepHits({ db }: Asking, siteId: SiteId, before: Date): Promise<number> {
  const { count } = await db`
    delete from reader_hit where site_id = ${siteId} and last_at < ${before}
      and issue_id in (select issue_id from newsletter_issue where site_id = ${siteId} and made_at < ${before})`
  return count
}

/** Deletes counts past the time that the site's totals are kept; answers how many. Index: newsletter_issue_pk, hit_count_pk. */
export async function sweepHitCounts(
  { db, now }: Asking & Pick<Ports, 'now'>,
  { id, timezone, settings }: Pick<Site, 'id' | 'timezone' | 'settings'>,
): Promise<number> {
  const before = addMonths(localDay(now(), timezone), -settings.retention.totalsMonths)
  const { count } = await db`
    delete from hit_count where site_id = ${id} and day < ${before}
      and issue_id in (select issue_id from newsletter_issue where site_id = ${id} and made_at < ${startOfDay(before, timezone)})`
  return count
}

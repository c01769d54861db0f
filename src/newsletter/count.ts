/**
 * What is stored of opens and clicks. For everybody: how often, by day, link and kind of reader. For one reader: what they opened and
 * clicked, with their consent alone, which is asked of the database inside the statement that stores it (law N5): whoever takes it
 * back first has won, also for mail that was sent long before.
 */
import type { Db, Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { newsletterSettings } from '../subscriber/newsletter-settings.ts'
import type { Level } from '../subscriber/level.ts'
import type { MailLink } from '../subscriber/token.ts'
import type { Verdict } from './verdict.ts'

export interface Counted {
  readonly link: MailLink
  /** On the site's calendar, ISO. */
  readonly day: string
  readonly at: Date
  readonly verdict: Verdict
}

export interface Measuring {
  readonly timezone: string
  /** The most that the site allows now, whatever it allowed when the mail was made. */
  readonly opens: Level
  readonly clicks: Level
}

type Storing = { readonly db: Tx }

/** Null when there is no such site. Index: site_pk, newsletter_settings_pk. */
export async function findMeasuring({ db }: Storing, siteId: SiteId): Promise<Measuring | null> {
  const [row] = await db<{ timezone: string; document: unknown }[]>`
    select site.timezone, s.document from site left join newsletter_settings s on s.site_id = site.site_id
    where site.site_id = ${siteId}`
  if (!row) return null
  const { opens, clicks } = newsletterSettings.parse(row.document ?? {})
  return { timezone: row.timezone, opens, clicks }
}

/** Counts a hit of somebody among all. False: of no issue that is there. Index: newsletter_issue_pk, hit_count_pk. */
export async function countAggregate({ db }: Storing, { link, day, verdict }: Counted): Promise<boolean> {
  const { siteId, issueId, linkNo } = link
  const { count } = await db`
    insert into hit_count (site_id, issue_id, day, link_no, level, verdict, times)
    select ${siteId}, ${issueId}, ${day}, ${linkNo}, 'aggregate', ${verdict}, 1
    where exists (select from newsletter_issue where site_id = ${siteId} and issue_id = ${issueId})
    on conflict (site_id, issue_id, day, link_no, level, verdict) do update set times = hit_count.times + 1`
  return count === 1
}

/**
 * Counts a hit of one reader, and keeps it with them. False, and nothing is stored at all: they don't consent now, the mail was not
 * measured personally when it was made, or the reader is gone. The lock makes a withdrawal wait that comes at the same moment, so that it
 * finds what it has to delete; one that was first leaves nothing to lock. Index: subscriber_pk, delivery_pk, reader_hit_pk, hit_count_pk.
 */
export async function countReader({ db }: Storing, { link, day, at, verdict }: Counted): Promise<boolean> {
  const { siteId, issueId, linkNo, subscriberId } = link
  const { count } = await db`
    with allowed as (
      select s.subscriber_id from subscriber s
      join delivery d on d.site_id = s.site_id and d.subscriber_id = s.subscriber_id
      where s.site_id = ${siteId} and s.subscriber_id = ${String(subscriberId)} and s.measure_answer = 'yes'
        and d.issue_id = ${issueId} and case when ${linkNo}::integer = 0 then d.opens else d.clicks end = 'personal'
      for share of s
    ), kept as (
      insert into reader_hit (site_id, issue_id, subscriber_id, link_no, verdict, times, first_at, last_at)
      select ${siteId}, ${issueId}, subscriber_id, ${linkNo}, ${verdict}, 1, ${at}, ${at} from allowed
      on conflict (site_id, issue_id, subscriber_id, link_no, verdict) do update
        set times = reader_hit.times + 1, last_at = greatest(reader_hit.last_at, excluded.last_at)
    )
    insert into hit_count (site_id, issue_id, day, link_no, level, verdict, times)
    select ${siteId}, ${issueId}, ${day}, ${linkNo}, 'personal', ${verdict}, 1 from allowed
    on conflict (site_id, issue_id, day, link_no, level, verdict) do update set times = hit_count.times + 1`
  return count === 1
}

type Folded = Omit<Counted, 'verdict'>

/** One hit that was counted as a person's was a scanner's. Index: hit_count_pk. */
export async function foldCount({ db }: Storing, { link, day }: Folded): Promise<void> {
  const { siteId, issueId, linkNo, subscriberId } = link
  await db`
    with moved as (
      update hit_count set times = times - 1
      where site_id = ${siteId} and issue_id = ${issueId} and day = ${day} and link_no = ${linkNo}
        and level = ${subscriberId === null ? 'aggregate' : 'personal'} and verdict = 'human' and times > 0
      returning site_id, issue_id, day, link_no, level
    )
    insert into hit_count (site_id, issue_id, day, link_no, level, verdict, times)
    select site_id, issue_id, day, link_no, level, 'scanner', 1 from moved
    on conflict (site_id, issue_id, day, link_no, level, verdict) do update set times = hit_count.times + 1`
}

/**
 * As `foldCount`, of what is kept with a reader who still consents; of whoever does not, nothing is left to move. The lock is that of
 * `countReader`. Index: subscriber_pk, reader_hit_pk.
 */
export async function foldReader({ db }: { readonly db: Db }, { link, at }: Folded): Promise<void> {
  const { siteId, issueId, linkNo } = link
  const reader = String(link.subscriberId)
  await db.begin(async (tx) => {
    await tx`
      with allowed as (
        select subscriber_id from subscriber
        where site_id = ${siteId} and subscriber_id = ${reader} and measure_answer = 'yes' for share
      ), moved as (
        update reader_hit set times = times - 1, last_at = case when times = 2 then first_at else last_at end
        where site_id = ${siteId} and issue_id = ${issueId} and link_no = ${linkNo} and verdict = 'human'
          and subscriber_id in (select subscriber_id from allowed)
        returning site_id, issue_id, subscriber_id, link_no
      )
      insert into reader_hit (site_id, issue_id, subscriber_id, link_no, verdict, times, first_at, last_at)
      select site_id, issue_id, subscriber_id, link_no, 'scanner', 1, ${at}, ${at} from moved
      on conflict (site_id, issue_id, subscriber_id, link_no, verdict) do update
        set times = reader_hit.times + 1, last_at = greatest(reader_hit.last_at, excluded.last_at)`
    // A row says that they clicked: one that stands at nothing would be counted as a reader.
    await tx`
      delete from reader_hit
      where site_id = ${siteId} and issue_id = ${issueId} and subscriber_id = ${reader} and link_no = ${linkNo}
        and verdict = 'human' and times < 1`
  })
}

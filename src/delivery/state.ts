/**
 * What an issue goes through: draft, scheduled, sending, paused, sent, or cancelled. Each step is one statement that holds only in the state
 * it begins from, so that of two who press at once one is told no.
 */
import type { Issue } from '../newsletter/issue.ts'
import type { FailureCode, Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { findNoBasis } from './basis.ts'

type Which = Pick<Issue, 'siteId' | 'id'>

/**
 * Null: as soon as can be. False when it is no draft, or when there is no basis to send it: `findNoBasis` says which. Index:
 * newsletter_issue_pk.
 */
export async function scheduleIssue(
  ports: Pick<Ports, 'db' | 'now' | 'config'>,
  site: Site,
  issue: Issue,
  at: Date | null,
): Promise<boolean> {
  if ((await findNoBasis(ports, site, issue)) !== null) return false
  const { db, now } = ports
  const { count } = await db`
    update newsletter_issue set state = 'scheduled', scheduled_at = ${at ?? now()}, changed_at = ${now()}, pause_code = null
    where site_id = ${site.id} and issue_id = ${issue.id} and state = 'draft'`
  return count === 1
}

/** Back to a draft; false once it began. Index: newsletter_issue_pk. */
export async function unscheduleIssue(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  { id: siteId }: Pick<Site, 'id'>,
  { id }: Pick<Issue, 'id'>,
): Promise<boolean> {
  const { count } = await db`
    update newsletter_issue set state = 'draft', scheduled_at = null, changed_at = ${now()}
    where site_id = ${siteId} and issue_id = ${id} and state = 'scheduled' and started_at is null`
  return count === 1
}

/** Mails that are being handed in are finished; no other begins. Index: newsletter_issue_pk. */
export async function pauseIssue(
  { db }: Pick<Ports, 'db'>,
  { id: siteId }: Pick<Site, 'id'>,
  { id }: Pick<Issue, 'id'>,
): Promise<boolean> {
  const { count } = await db`
    update newsletter_issue set state = 'paused', pause_code = null
    where site_id = ${siteId} and issue_id = ${id} and state = 'sending'`
  return count === 1
}

/** Index: newsletter_issue_pk. */
export async function resumeIssue(
  { db }: Pick<Ports, 'db'>,
  { id: siteId }: Pick<Site, 'id'>,
  { id }: Pick<Issue, 'id'>,
): Promise<boolean> {
  const { count } = await db`
    update newsletter_issue set state = 'sending', pause_code = null
    where site_id = ${siteId} and issue_id = ${id} and state = 'paused'`
  return count === 1
}

/** For good: who was not mailed is not. Indexes: newsletter_issue_pk, delivery_due. */
export async function cancelIssue(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  { id: siteId }: Pick<Site, 'id'>,
  { id }: Pick<Issue, 'id'>,
): Promise<boolean> {
  return await db.begin(async (tx) => {
    const { count } = await tx`
      update newsletter_issue set state = 'cancelled', finished_at = ${now()}, pause_code = null
      where site_id = ${siteId} and issue_id = ${id} and state in ('scheduled', 'sending', 'paused')`
    if (count !== 1) return false
    await tx`
      update delivery set state = 'skipped', last_code = 'CANCELLED', domain_key = null, lease_holder = null, lease_until = null
      where site_id = ${siteId} and issue_id = ${id} and state in ('queued', 'claimed')`
    return true
  })
}

/**
 * A person decides about mails of which nobody knows whether they arrived. `again`: they are mailed once more, some for the second time;
 * `leave`: they are not, and nobody is asked again. Answers how many. Indexes: newsletter_issue_pk, delivery_pk.
 */
export async function settleUncertain(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  { id: siteId }: Pick<Site, 'id'>,
  issueId: number,
  choice: 'again' | 'leave',
): Promise<number> {
  if (choice === 'leave') {
    const { count } = await db`
      update delivery set last_code = 'LEFT', domain_key = null
      where site_id = ${siteId} and issue_id = ${issueId} and state = 'uncertain' and last_code is distinct from 'LEFT'`
    return count
  }
  return await db.begin(async (tx) => {
    const { count: mayGo } = await tx`
      update newsletter_issue set state = case state when 'paused' then 'paused' else 'sending' end, finished_at = null
      where site_id = ${siteId} and issue_id = ${issueId} and state in ('sending', 'paused', 'sent')`
    if (mayGo !== 1) return 0
    const { count } = await tx`
      update delivery set state = 'queued', next_try_at = ${now()}, tries = 0, last_code = null
      where site_id = ${siteId} and issue_id = ${issueId} and state = 'uncertain' and last_code is distinct from 'LEFT'`
    return count
  })
}

/** Shown while it waits; sending goes on by itself. Null: what was in the way is gone. Index: newsletter_issue_pk. */
export async function recordTrouble(
  { db }: Pick<Ports, 'db'>,
  { siteId, id }: Which,
  code: FailureCode | null,
): Promise<void> {
  await db`
    update newsletter_issue set pause_code = ${code}
    where site_id = ${siteId} and issue_id = ${id} and state = 'sending' and pause_code is distinct from ${code}`
}

/** Somebody has to mend what is in the way. Index: newsletter_issue_pk. */
export async function recordStopped(
  { db }: Pick<Ports, 'db'>,
  { siteId, id }: Which,
  code: FailureCode,
): Promise<void> {
  await db`
    update newsletter_issue set state = 'paused', pause_code = ${code}
    where site_id = ${siteId} and issue_id = ${id} and state = 'sending'`
}

/**
 * Once no mail is left that may still go. The issue is locked first and looked at after: somebody who sends the uncertain ones again at this
 * moment must not find it finished. Indexes: newsletter_issue_pk, delivery_due.
 */
export async function finishIssue(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  { siteId, id }: Which,
): Promise<void> {
  await db.begin(async (tx) => {
    const rows = await tx`
      select issue_id from newsletter_issue
      where site_id = ${siteId} and issue_id = ${id} and state = 'sending' for update`
    if (rows.length === 0) return
    await tx`
      update newsletter_issue set state = 'sent', finished_at = ${now()}, pause_code = null
      where site_id = ${siteId} and issue_id = ${id} and not exists (
        select from delivery where site_id = ${siteId} and issue_id = ${id} and state in ('queued', 'claimed', 'handing'))`
  })
}

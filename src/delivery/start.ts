/**
 * How an issue begins: its mail is made and its audience frozen, in that order, before the first mail leaves. Until both are whole it stays
 * `scheduled`, and whoever comes next, after a crash or beside another, goes on from where it stands.
 */
import { failureOf, mayPassLater } from '../db/failure.ts'
import { findIssue, type Issue } from '../newsletter/issue.ts'
import { freezeIssue } from '../newsletter/mail.ts'
import type { FailureCode, Ports } from '../ports.ts'
import { listSites, type Site } from '../site/site.ts'
import { findNewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { addAudience } from './audience.ts'
import { codeOfNoBasis, findNoBasis } from './basis.ts'

type Starting = Pick<Ports, 'db' | 'now' | 'keyFor' | 'config' | 'log'>
type Which = Pick<Issue, 'siteId' | 'id'>

/** Before anything was mailed: an editor mends it and sends it anew. Index: newsletter_issue_pk. */
async function recordRefused(
  { db }: Pick<Ports, 'db'>,
  { siteId, id }: Which,
  code: FailureCode,
): Promise<void> {
  await db`
    update newsletter_issue set state = 'draft', scheduled_at = null, pause_code = ${code}
    where site_id = ${siteId} and issue_id = ${id} and state = 'scheduled' and started_at is null`
}

/** The mail is made, and the issue has begun; both or neither. Does nothing when it began already. Index: newsletter_issue_pk. */
async function begin(ports: Starting, site: Site, issue: Issue): Promise<void> {
  const now = ports.now()
  await ports.db.begin(async (db) => {
    const { count } = await db`
      update newsletter_issue set started_at = ${now}
      where site_id = ${issue.siteId} and issue_id = ${issue.id} and state = 'scheduled' and started_at is null
        and scheduled_at <= ${now}`
    if (count === 1) await freezeIssue({ ...ports, db }, site, issue)
  })
}

/** Index: newsletter_issue_pk. */
async function recordSending({ db }: Pick<Ports, 'db'>, { siteId, id }: Which): Promise<void> {
  await db`
    update newsletter_issue set state = 'sending'
    where site_id = ${siteId} and issue_id = ${id} and state = 'scheduled' and started_at is not null`
}

/** From wherever it was left. The basis is asked for again, as long as nothing of it is made. */
async function startIssue(ports: Starting, site: Site, issue: Issue): Promise<void> {
  if (issue.startedAt === null) {
    const noBasis = await findNoBasis(ports, site, issue)
    if (noBasis) return recordRefused(ports, issue, codeOfNoBasis(noBasis))
    await begin(ports, site, issue)
  }
  const begun = await findIssue(ports, issue.siteId, issue.id)
  if (!begun || begun.state !== 'scheduled' || begun.startedAt === null) return
  await addAudience(ports, begun, await findNewsletterSettings(ports, site))
  await recordSending(ports, begun)
}

interface ActiveRow {
  readonly siteId: number
  readonly issueId: number
  readonly state: 'scheduled' | 'sending'
}

/** An issue that is to be started or sent now, and its site. */
export interface Active {
  readonly site: Site
  readonly issueId: number
  readonly state: 'scheduled' | 'sending'
}

/** The earliest first. Reads every site on purpose: it is the sender's own list of work. Index: newsletter_issue_due. */
export async function listActive({ db, now }: Pick<Ports, 'db' | 'now'>): Promise<readonly Active[]> {
  const rows = await db<ActiveRow[]>`
    /* every site */ select site_id as "siteId", issue_id as "issueId", state from newsletter_issue
    where state in ('scheduled', 'sending') and scheduled_at <= ${now()}
    order by scheduled_at, site_id, issue_id`
  if (rows.length === 0) return []
  const sites = new Map(Array.from(await listSites({ db }), (site) => [Number(site.id), site]))
  return rows.flatMap(({ siteId, issueId, state }) => {
    const site = sites.get(siteId)
    return site ? [{ site, issueId, state }] : []
  })
}

/**
 * Starts every issue whose time has come; one that fails stops no other. What can't be made is a bug of ours and goes back to its editor
 * rather than being tried for ever; a database that is away is thrown.
 */
export async function startDue(ports: Starting): Promise<void> {
  for (const { site, issueId, state } of await listActive(ports)) {
    if (state !== 'scheduled') continue
    try {
      const issue = await findIssue(ports, site.id, issueId)
      if (issue?.state === 'scheduled') await startIssue(ports, site, issue)
    } catch (thrown) {
      const failure = failureOf(thrown)
      if (mayPassLater(failure)) throw thrown
      ports.log({ event: 'failure', place: 'newsletter', code: failure.code })
      await recordRefused(ports, { siteId: site.id, id: issueId }, 'UNMADE' as FailureCode)
    }
  }
}

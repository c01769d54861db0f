/**
 * A newsletter that another mail system sends, with our links. It has the name that the other system gives it: the same name again is
 * the same newsletter, so that thousands of readers can be asked for in several requests, and a request that failed can be sent again.
 */
import type { Tx } from '../db/connect.ts'
import { failureOf } from '../db/failure.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import type { Level } from '../subscriber/level.ts'
import type { Composed } from './compose.ts'
import { findIssue, issueDocument } from './issue.ts'
import { recordLinks } from './mail.ts'
import type { MailPieces } from './pieces.ts'

export interface Campaign {
  readonly name: string
  readonly list: number
  readonly opens: Level
  readonly clicks: Level
  /** As it came, with placeholders. */
  readonly mail: Composed
}

type Storing = Pick<Ports, 'db' | 'now'>
type Within = { readonly db: Tx } & Pick<Ports, 'now'>

/**
 * Stores a campaign with its mail and its links, all or nothing, and answers the number of its issue. The same again answers the same
 * number; null: there is one of this name that says something else. Indexes: newsletter_issue_campaign, newsletter_issue_pk.
 */
export async function recordCampaign(
  ports: Storing,
  site: Site,
  campaign: Campaign,
  { links }: MailPieces,
): Promise<number | null> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ports.db.begin((db) => admitCampaign({ db, now: ports.now }, site, campaign, links))
    } catch (thrown) {
      // Two that are made at once take the same number: the second tries the next one.
      const failure = failureOf(thrown)
      if (failure.code !== '23505' || attempt >= 20) throw failure
    }
  }
}

async function admitCampaign(
  ports: Within,
  { id: siteId }: Site,
  { name, list, opens, clicks, mail }: Campaign,
  links: readonly string[],
): Promise<number | null> {
  const { db, now } = ports
  const { subject, html, text } = mail
  const document = issueDocument.parse({ format: 'html', lists: [list], opens, clicks, isPublic: false })
  const [made] = await db<{ issue_id: number }[]>`
    insert into newsletter_issue (site_id, issue_id, state, document, made_at, changed_at, started_at, campaign)
    select ${siteId}, coalesce(max(issue_id), 0) + 1, 'external', ${db.json({ ...document, subject })}, ${now()}, ${now()},
      ${now()}, ${name}
    from newsletter_issue where site_id = ${siteId}
    on conflict (site_id, campaign) do nothing
    returning issue_id`
  if (!made) return findSame(ports, siteId, name, { list, opens, clicks, mail })
  const id = made.issue_id
  await db`
    insert into issue_body (site_id, issue_id, subject, html, body, frozen_at)
    values (${siteId}, ${id}, ${subject}, ${html}, ${text}, ${now()})`
  await recordLinks(ports, { siteId, id }, links)
  return id
}

async function findSame(
  { db }: Within,
  siteId: Site['id'],
  name: string,
  { list, opens, clicks, mail: { subject, html, text } }: Omit<Campaign, 'name'>,
): Promise<number | null> {
  const [row] = await db<{ issue_id: number; same: boolean }[]>`
    select i.issue_id, b.subject = ${subject} and b.html = ${html} and b.body = ${text} as same
    from newsletter_issue i join issue_body b on b.site_id = i.site_id and b.issue_id = i.issue_id
    where i.site_id = ${siteId} and i.campaign = ${name}`
  if (!row?.same) return null
  const issue = must(await findIssue({ db }, siteId, row.issue_id), 'it has a body')
  const { document } = issue
  const isSame = document.lists[0] === list && document.opens === opens && document.clicks === clicks
  return isSame ? issue.id : null
}

/**
 * The way out of a newsletter, by whichever door: the page, one click of a mail program (RFC 8058), a mail (RFC 2369), a complaint. A link ends
 * the reader's subscriptions to the lists that its newsletter went to; one of no newsletter, or of one that is not there any more, ends all.
 */
import type { Ports } from '../ports.ts'
import { listSites, type Site } from '../site/site.ts'
import type { Ending } from '../subscriber/subscriber.ts'
import type { MailLink } from '../subscriber/token.ts'
import { withdraw } from '../subscriber/withdraw.ts'
import { findIssue } from './issue.ts'

type Acting = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>

/** What a link ends. */
export interface Covered {
  readonly site: Site
  /** Null: every one. */
  readonly lists: readonly number[] | null
}

/** Null: a link of a site that is not there, or of no reader in particular. Indexes: newsletter_issue_pk. */
export async function coveredBy(
  ports: Pick<Ports, 'db'>,
  { siteId, issueId, subscriberId }: MailLink,
): Promise<Covered | null> {
  if (subscriberId === null) return null
  const site = (await listSites(ports)).find(({ id }) => id === siteId)
  if (!site) return null
  const issue = issueId === 0 ? null : await findIssue(ports, siteId, issueId)
  // One that another system sends may have named no list.
  const lists = issue?.document.lists ?? []
  return { site, lists: lists.length === 0 ? null : lists }
}

export interface Ended {
  /** None: they had ended, or the person is gone. */
  readonly lists: readonly number[]
  readonly at: Date
}

/** Ends what a link covers, in one transaction. Twice is as good as once. */
export async function endByIssue(
  { db, now, random, keyFor }: Acting,
  { issueId, subscriberId }: MailLink,
  { site, lists }: Covered,
  by: Ending,
): Promise<Ended> {
  if (subscriberId === null) return { lists: [], at: now() }
  const at = now()
  const ended = await db.begin((tx) =>
    withdraw({ db: tx, now: () => at, random, keyFor }, { site, subscriberId, lists, by, issueId }),
  )
  return { lists: ended, at }
}

/**
 * For whoever has a link and nothing to show. `already`: nothing was subscribed to, by then or any more. `unknown`: a link of a site that is not
 * there, or of no reader in particular. Never throws for what a link says.
 */
export async function unsubscribe(
  ports: Acting,
  link: MailLink,
  by: Ending,
): Promise<'ended' | 'already' | 'unknown'> {
  const covered = await coveredBy(ports, link)
  if (!covered) return 'unknown'
  const { lists } = await endByIssue(ports, link, covered, by)
  return lists.length > 0 ? 'ended' : 'already'
}

/**
 * Whether an issue may be sent at all (law N1): to people who asked for it and can leave. Asked when somebody sends it, and again at the
 * moment it begins, since lists close and people leave in between.
 */
import type { Config } from '../config.ts'
import type { Tx } from '../db/connect.ts'
import { arrayLiteral } from '../db/connect.ts'
import { composeIssue, type Composed } from '../newsletter/compose.ts'
import type { Issue } from '../newsletter/issue.ts'
import { lintIssue } from '../newsletter/lint.ts'
import type { FailureCode } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { listLists } from '../subscriber/list.ts'
import { findNewsletterSettings } from '../subscriber/newsletter-settings.ts'

export type NoBasis = 'no-lists' | 'no-subscribers' | 'lint' | 'no-unsubscribe'

type Asking = { readonly db: Tx; readonly config: Pick<Config, 'publicUrl'> }

/** As it stands in `newsletter_issue.pause_code`. */
export const codeOfNoBasis = (why: NoBasis): FailureCode =>
  why.toUpperCase().replaceAll('-', '_') as FailureCode

/** The lists of an issue that are there and open, by their number. Index: newsletter_list_pk. */
export async function listAudienceLists(
  { db }: { readonly db: Tx },
  { siteId, document }: Pick<Issue, 'siteId' | 'document'>,
): Promise<ReadonlyMap<number, string>> {
  const lists = await listLists({ db }, { id: siteId })
  const wanted = new Set(document.lists)
  return new Map(
    lists.flatMap(({ id, name, closedAt }) => (closedAt === null && wanted.has(id) ? [[id, name]] : [])),
  )
}

/** Index: subscription_live. */
async function hasSubscribers(
  { db }: { readonly db: Tx },
  siteId: number,
  lists: readonly number[],
): Promise<boolean> {
  const rows = await db`
    select subscriber_id from subscription
    where site_id = ${siteId} and list_id = any(${arrayLiteral(lists)}::integer[]) and ended_at is null limit 1`
  return rows.length === 1
}

/** Both parts: who reads the plain one has as much right to leave. */
const canLeave = ({ html, text }: Composed): boolean =>
  [html, text].every((part) => part.includes('{{unsubscribe}}'))

/** Null: it may be sent. */
export async function findNoBasis(
  ports: Asking,
  site: Site,
  issue: Pick<Issue, 'siteId' | 'document'>,
): Promise<NoBasis | null> {
  const lists = await listAudienceLists(ports, issue)
  if (lists.size === 0) return 'no-lists'
  if (!(await hasSubscribers(ports, issue.siteId, [...lists.keys()]))) return 'no-subscribers'
  const settings = await findNewsletterSettings(ports, site)
  const { publicUrl } = ports.config
  const composed = composeIssue(issue.document, { site, settings, publicUrl })
  if (!canLeave(composed)) return 'no-unsubscribe'
  return lintIssue(issue.document, composed).some(({ weight }) => weight === 'error') ? 'lint' : null
}

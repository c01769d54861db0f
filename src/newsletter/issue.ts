/** A newsletter as a whole: what it says, to which lists it goes, in which state it is. */
import * as z from 'zod'
import type { Tx } from '../db/connect.ts'
import { failureOf } from '../db/failure.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { levels } from '../subscriber/level.ts'

/** RFC 5322 section 2.2: a line end in a header would be a header of somebody else's choosing. */
const subjectText = z
  .string()
  .trim()
  .max(200)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u)

/** A mail larger than this is cut by Gmail, with the way out at its foot; what is written must leave room for the rest. */
export const sourceLengthMax = 200_000

export const issueDocument = z.strictObject({
  subject: subjectText.default(''),
  /** What mail programs show beside the subject. */
  preheader: subjectText.default(''),
  format: z.enum(['markdown', 'html']).default('markdown'),
  source: z.string().max(sourceLengthMax).default(''),
  language: z.enum(['nl', 'en']).default('nl'),
  lists: z.array(z.int().positive()).max(100).default([]),
  /** The site's own levels are the most, whatever stands here. */
  opens: z.enum(levels).default('personal'),
  clicks: z.enum(levels).default('personal'),
  /** In the archive that anybody can read, once it is sent. */
  isPublic: z.boolean().default(true),
})
export type IssueDocument = z.infer<typeof issueDocument>

/** `external`: another mail system sends it, with our links. */
export type IssueState = 'draft' | 'scheduled' | 'sending' | 'paused' | 'sent' | 'cancelled' | 'external'

export interface Issue {
  readonly siteId: SiteId
  readonly id: number
  readonly state: IssueState
  readonly document: IssueDocument
  readonly madeAt: Date
  readonly changedAt: Date
  readonly scheduledAt: Date | null
  readonly startedAt: Date | null
  readonly finishedAt: Date | null
  /** Why sending stopped by itself: a server's three digits or the name of an error. */
  readonly pauseCode: string | null
}

interface IssueRow {
  readonly site_id: number
  readonly issue_id: number
  readonly state: IssueState
  readonly document: unknown
  readonly made_at: Date
  readonly changed_at: Date
  readonly scheduled_at: Date | null
  readonly started_at: Date | null
  readonly finished_at: Date | null
  readonly pause_code: string | null
}
const issueOf = (row: IssueRow): Issue => ({
  siteId: row.site_id as SiteId,
  id: row.issue_id,
  state: row.state,
  document: issueDocument.parse(row.document),
  madeAt: row.made_at,
  changedAt: row.changed_at,
  scheduledAt: row.scheduled_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  pauseCode: row.pause_code,
})

/** Two who begin at once collide on the primary key, and the second takes the next number. */
export async function addIssue(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  { id }: Pick<Site, 'id'>,
  {
    document,
    madeBy,
    state = 'draft',
  }: {
    readonly document: IssueDocument
    readonly madeBy: string | null
    readonly state?: 'draft' | 'external'
  },
): Promise<Issue> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const [row] = await db<IssueRow[]>`
        insert into newsletter_issue (site_id, issue_id, state, document, made_at, made_by, changed_at)
        select ${id}, coalesce(max(issue_id), 0) + 1, ${state}, ${db.json(document)}, ${now()}, ${madeBy}, ${now()}
        from newsletter_issue where site_id = ${id}
        returning site_id, issue_id, state, document, made_at, changed_at, scheduled_at, started_at, finished_at, pause_code`
      if (row) return issueOf(row)
    } catch (thrown) {
      const failure = failureOf(thrown)
      if (failure.code !== '23505' || attempt >= 20) throw failure
    }
  }
}

/** Index: newsletter_issue_pk. */
export async function findIssue(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  issueId: number,
): Promise<Issue | null> {
  const [row] = await db<IssueRow[]>`
    select site_id, issue_id, state, document, made_at, changed_at, scheduled_at, started_at, finished_at, pause_code
    from newsletter_issue where site_id = ${siteId} and issue_id = ${issueId}`
  return row ? issueOf(row) : null
}

/** The latest first. Index: newsletter_issue_pk. */
export async function listIssues(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  limit = 200,
): Promise<readonly Issue[]> {
  const rows = await db<IssueRow[]>`
    select site_id, issue_id, state, document, made_at, changed_at, scheduled_at, started_at, finished_at, pause_code
    from newsletter_issue where site_id = ${siteId} order by issue_id desc limit ${limit}`
  return rows.map(issueOf)
}

/** What was not sent yet can be changed; false when it was. Index: newsletter_issue_pk. */
export async function recordDocument(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  { siteId, id }: Pick<Issue, 'siteId' | 'id'>,
  document: IssueDocument,
): Promise<boolean> {
  const { count } = await db`
    update newsletter_issue set document = ${db.json(document)}, changed_at = ${now()}
    where site_id = ${siteId} and issue_id = ${id} and state = 'draft'`
  return count === 1
}

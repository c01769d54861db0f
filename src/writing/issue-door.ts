/** One newsletter of a site, for who may edit. One that is not there, or another site's, is not there. */
import type { Context } from 'hono'
import type { StaffEnv } from '../account/staff.ts'
import type { ActKind } from '../account/act.ts'
import { recordAct } from '../account/act.ts'
import { findIssue, type Issue } from '../newsletter/issue.ts'
import { answerError } from '../page/error-page.tsx'
import { writing, type Need, type Writing } from './writing-door.ts'
import { writingHref, writingPath } from './writing-href.ts'

export type Staff = Context<StaffEnv>

export const issuesPath = `${writingPath}/issues`
export const issuePath = `${issuesPath}/:issue`

/** `place` null: the newsletter itself. */
export const issueHref = (
  view: Parameters<typeof writingHref>[0],
  issueId: number,
  place: string | null = null,
  more: Readonly<Record<string, string>> = {},
): string => writingHref(view, `issues/${issueId}${place === null ? '' : `/${place}`}`, more)

/** Numbers fit an integer column. */
const numberShape = /^[1-9]\d{0,8}$/

export const issueNotFound = (c: Staff) => answerError(c, 'not-found', { signedIn: true })

/** The one that the address names; null: there is none of this site. */
export async function issueOf(c: Staff, { site }: Writing): Promise<Issue | null> {
  const given = c.req.param('issue') ?? ''
  return numberShape.test(given) ? findIssue(c.env, site.id, Number(given)) : null
}

export const issuing = (
  c: Staff,
  answer: (read: Writing, issue: Issue) => Promise<Response>,
  need: Need = 'edit',
): Promise<Response> =>
  writing(c, need, async (read) => {
    const issue = await issueOf(c, read)
    return issue ? answer(read, issue) : issueNotFound(c)
  })

/** Into the list of what staff did: the number of the newsletter, never a word of it. */
export const recordIssueAct = (
  c: Staff,
  { actor, site }: Writing,
  kind: Extract<ActKind, `issue-${string}` | 'link-mended'>,
  { id }: Pick<Issue, 'id'>,
): Promise<void> => recordAct(c.env, { actor, siteId: site.id, kind, object: String(id) })

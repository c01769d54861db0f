/** `…/issues/:issue/links`: where the links of a newsletter lead, and mending one. For who may edit. */
import { Hono } from 'hono'
import type { StaffEnv } from '../account/staff.ts'
import { listIssueLinks } from '../newsletter/issue-list.ts'
import type { Issue } from '../newsletter/issue.ts'
import { recordTarget } from '../newsletter/target.ts'
import { readForm } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { issueHref, issueNotFound, issuePath, issuing, recordIssueAct, type Staff } from './issue-door.ts'
import { LinksPage, type RefusedTarget } from './links-page.tsx'
import type { Writing } from './writing-door.ts'

async function answerLinks(
  c: Staff,
  { site, view, lang, viewer }: Writing,
  issue: Issue,
  refused: RefusedTarget | null = null,
): Promise<Response> {
  const page = (
    <LinksPage
      lang={lang}
      view={view}
      viewer={viewer}
      timezone={site.timezone}
      issue={issue}
      links={await listIssueLinks(c.env, issue)}
      refused={refused}
      isSaved={c.req.query('saved') !== undefined}
    />
  )
  return answerPage(c, page, refused === null ? 200 : 400)
}

export const linksRoutes = new Hono<StaffEnv>()
  .get(`${issuePath}/links`, (c) => issuing(c, (read, issue) => answerLinks(c, read, issue)))

  .post(`${issuePath}/links`, (c) =>
    issuing(c, async (read, issue) => {
      const form = await readForm(c)
      const given = form.one('link') ?? ''
      const linkNo = /^[1-9]\d{0,4}$/.test(given) ? Number(given) : 0
      const target = (form.one('target') ?? '').trim()
      const recorded = await recordTarget(c.env, issue, linkNo, target)
      if (recorded === 'unknown') return issueNotFound(c)
      if (recorded === 'invalid') return answerLinks(c, read, issue, { linkNo, target })
      await recordIssueAct(c, read, 'link-mended', issue)
      return c.redirect(issueHref(read.view, issue.id, 'links', { saved: '1' }), 303)
    }),
  )

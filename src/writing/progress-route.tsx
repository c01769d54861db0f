/** What one may do about a newsletter that is planned or on its way: take it back, put it on hold, go on, stop. For who may edit. */
import { Hono } from 'hono'
import type { ActKind } from '../account/act.ts'
import type { StaffEnv } from '../account/staff.ts'
import { countAudience } from '../delivery/count-audience.ts'
import { progressOf } from '../delivery/progress.ts'
import { cancelIssue, pauseIssue, resumeIssue, settleUncertain, unscheduleIssue } from '../delivery/state.ts'
import type { Issue } from '../newsletter/issue.ts'
import { readForm } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import { issueHref, issueNotFound, issuePath, issuing, recordIssueAct, type Staff } from './issue-door.ts'
import { ProgressPage } from './progress-page.tsx'
import type { Writing } from './writing-door.ts'

const refreshSeconds = 5
/** One that goes out sooner is watched from now on. */
const soonMs = 60_000

const notes = ['scheduled', 'paused', 'resumed', 'cancelled', 'settled', 'late'] as const
type Note = (typeof notes)[number] | 'unscheduled'

/** Answers the page of a newsletter that is no draft. */
export async function answerProgress(
  c: Staff,
  { site, view, lang, viewer }: Writing,
  issue: Issue,
): Promise<Response> {
  const isPlanned = issue.state === 'scheduled'
  const isGoing =
    issue.state === 'sending' ||
    (isPlanned &&
      (issue.scheduledAt === null || issue.scheduledAt.getTime() <= c.env.now().getTime() + soonMs))
  const [progress, audience] = await Promise.all([
    progressOf(c.env, site, issue.id),
    isPlanned && issue.startedAt === null ? countAudience(c.env, issue) : null,
  ])
  const isRefreshing = isGoing && c.req.query('still') === undefined
  // As `meta refresh` does, without script; the page says how to make it stop (WCAG 2.2.1). Without how the last change went: it is over.
  if (isRefreshing) c.header('Refresh', `${refreshSeconds}; url=${issueHref(view, issue.id)}`)
  const note = notes.find((one) => c.req.query(one) !== undefined)
  const page = (
    <ProgressPage
      lang={lang}
      view={view}
      viewer={viewer}
      timezone={site.timezone}
      issue={issue}
      progress={progress}
      audience={audience}
      isGoing={isGoing}
      isRefreshing={isRefreshing}
      note={note ? wordsIn(lang).writing.progress.notes[note] : null}
    />
  )
  return answerPage(c, page)
}

/** Each holds only in the state it begins from: of two who press at once, one is told how it stands. */
const step = (
  c: Staff,
  kind: Extract<ActKind, `issue-${string}`>,
  done: Note,
  work: (read: Writing, issue: Issue) => Promise<boolean>,
): Promise<Response> =>
  issuing(c, async (read, issue) => {
    const isDone = await work(read, issue)
    if (isDone) await recordIssueAct(c, read, kind, issue)
    return c.redirect(issueHref(read.view, issue.id, null, { [isDone ? done : 'late']: '1' }), 303)
  })

export const progressRoutes = new Hono<StaffEnv>()
  .post(`${issuePath}/unschedule`, (c) =>
    step(c, 'issue-unscheduled', 'unscheduled', ({ site }, issue) => unscheduleIssue(c.env, site, issue)),
  )
  .post(`${issuePath}/pause`, (c) =>
    step(c, 'issue-paused', 'paused', ({ site }, issue) => pauseIssue(c.env, site, issue)),
  )
  .post(`${issuePath}/resume`, (c) =>
    step(c, 'issue-resumed', 'resumed', ({ site }, issue) => resumeIssue(c.env, site, issue)),
  )
  .post(`${issuePath}/cancel`, (c) =>
    step(c, 'issue-cancelled', 'cancelled', ({ site }, issue) => cancelIssue(c.env, site, issue)),
  )
  .post(`${issuePath}/settle`, async (c) => {
    const choice = (await readForm(c)).one('choice')
    if (choice !== 'again' && choice !== 'leave') return issuing(c, async () => issueNotFound(c))
    return step(
      c,
      'issue-settled',
      'settled',
      async ({ site }, issue) => (await settleUncertain(c.env, site, issue.id, choice)) > 0,
    )
  })

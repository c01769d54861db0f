/** `…/newsletter/issues`: writing newsletters, for who may edit. What is on its way has its own page at the same address (`progress-route.tsx`). */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { StaffEnv } from '../account/staff.ts'
import { recordDraft, removeDraft } from '../newsletter/draft.ts'
import { addIssue, findIssue, type Issue } from '../newsletter/issue.ts'
import { answerError } from '../page/error-page.tsx'
import { readForm, type Form } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import { listLists } from '../subscriber/list.ts'
import { findNewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { countReaders } from '../subscriber/readers.ts'
import { EditPage, type Clash } from './edit-page.tsx'
import {
  issueHref,
  issueNotFound,
  issueOf,
  issuePath,
  issuesPath,
  issuing,
  recordIssueAct,
  type Staff,
} from './issue-door.ts'
import { emptyDocument, readIssue, writtenIssue, type IssueFaults, type WrittenIssue } from './issue-read.ts'
import { answerProgress } from './progress-route.tsx'
import { writing, type Writing } from './writing-door.ts'
import { writingHref } from './writing-href.ts'

/** The longest text with each letter of it percent-encoded, as a form sends it, so that what is too long comes back to be made shorter. */
const issueBytesMax = 4 * 1024 * 1024

const limited = bodyLimit({ maxSize: issueBytesMax, onError: (c) => answerError(c, 'bad-request') })

interface Asked {
  readonly issue: Issue | null
  readonly seen?: Date
  readonly written?: WrittenIssue
  readonly faults?: IssueFaults
  readonly clash?: Clash
}

async function answerEditor(
  c: Staff,
  { site, view, lang, viewer }: Writing,
  { issue, seen, written, faults = new Set(), clash }: Asked,
): Promise<Response> {
  const [lists, counts, settings] = await Promise.all([
    listLists(c.env, site),
    countReaders(c.env, site),
    findNewsletterSettings(c.env, site),
  ])
  const { edit, progress } = wordsIn(lang).writing
  const notes = {
    saved: edit.saved,
    duplicated: edit.duplicated,
    unscheduled: progress.notes.unscheduled,
  }
  const note = Object.entries(notes).find(([name]) => c.req.query(name) !== undefined)?.[1] ?? null
  const page = (
    <EditPage
      lang={lang}
      view={view}
      viewer={viewer}
      timezone={site.timezone}
      issue={issue}
      seen={seen ?? issue?.changedAt ?? null}
      written={written ?? writtenIssue(issue?.document ?? emptyDocument, settings)}
      faults={faults}
      clash={clash ?? null}
      lists={lists.filter(({ closedAt }) => closedAt === null)}
      counts={counts}
      settings={settings}
      note={clash || faults.size > 0 ? null : note}
    />
  )
  return answerPage(c, page, clash ? 409 : faults.size > 0 ? 400 : 200)
}

async function readingOf(c: Staff, { site }: Writing, before: Issue | null, form: Form) {
  const [lists, settings] = await Promise.all([listLists(c.env, site), findNewsletterSettings(c.env, site)])
  const offered = lists.filter(({ closedAt }) => closedAt === null)
  return { settings, reading: readIssue(form, { before, lists: offered, settings }) }
}

/** After a change, so that loading the page again changes nothing. */
const onwards = (c: Staff, { view }: Writing, issueId: number, form: Form) =>
  c.redirect(
    form.one('next') === 'preview'
      ? issueHref(view, issueId, 'preview')
      : issueHref(view, issueId, null, { saved: '1' }),
    303,
  )

/** The state that a form began from. */
function seenIn(form: Form): Date {
  const seen = form.one('seen') ?? ''
  return new Date(/^\d{1,15}$/.test(seen) ? Number(seen) : 0)
}

/** The same words in two objects: saved again as it is, it is no act. */
const isSame = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other)

export const issueRoutes = new Hono<StaffEnv>()
  .get(`${issuesPath}/new`, (c) => writing(c, 'edit', (read) => answerEditor(c, read, { issue: null })))

  .post(`${issuesPath}/new`, limited, (c) =>
    writing(c, 'edit', async (read) => {
      const form = await readForm(c)
      const { reading } = await readingOf(c, read, null, form)
      if (!reading.ok)
        return answerEditor(c, read, { issue: null, written: reading.written, faults: reading.faults })
      const { actor, site } = read
      const issue = await addIssue(c.env, site, { document: reading.document, madeBy: actor.id })
      await recordIssueAct(c, read, 'issue-added', issue)
      return onwards(c, read, issue.id, form)
    }),
  )

  .get(issuePath, (c) =>
    issuing(c, (read, issue) =>
      issue.state === 'draft' ? answerEditor(c, read, { issue }) : answerProgress(c, read, issue),
    ),
  )

  .post(issuePath, limited, (c) =>
    writing(c, 'edit', async (read) => {
      const form = await readForm(c)
      const issue = await issueOf(c, read)
      // A form that somebody typed into comes back, also when what it was about is gone.
      if (!issue && form.one('seen') === undefined) return issueNotFound(c)
      const { reading, settings } = await readingOf(c, read, issue, form)
      if (!issue || issue.state !== 'draft') {
        const written = reading.ok ? writtenIssue(reading.document, settings) : reading.written
        return answerEditor(c, read, { issue: null, written, clash: { kind: 'gone' } })
      }
      if (!reading.ok)
        return answerEditor(c, read, {
          issue,
          // The state it began from stays, or what somebody saved meanwhile would be lost after all.
          seen: seenIn(form),
          written: reading.written,
          faults: reading.faults,
        })
      if (isSame(reading.document, issue.document)) return onwards(c, read, issue.id, form)
      const recorded = await recordDraft(c.env, issue, reading.document, seenIn(form))
      if (recorded === 'changed') {
        const now = await findIssue(c.env, read.site.id, issue.id)
        const written = writtenIssue(reading.document, settings)
        return now?.state === 'draft'
          ? answerEditor(c, read, {
              issue: now,
              written,
              clash: { kind: 'changed', theirs: writtenIssue(now.document, settings) },
            })
          : answerEditor(c, read, { issue: null, written, clash: { kind: 'gone' } })
      }
      await recordIssueAct(c, read, 'issue-changed', issue)
      return onwards(c, read, issue.id, form)
    }),
  )

  .post(`${issuePath}/duplicate`, (c) =>
    issuing(c, async (read, { document }) => {
      const { actor, site, view } = read
      const issue = await addIssue(c.env, site, { document, madeBy: actor.id })
      await recordIssueAct(c, read, 'issue-added', issue)
      return c.redirect(issueHref(view, issue.id, null, { duplicated: '1' }), 303)
    }),
  )

  .post(`${issuePath}/remove`, (c) =>
    issuing(c, async (read, issue) => {
      if (!(await removeDraft(c.env, issue))) return c.redirect(issueHref(read.view, issue.id), 303)
      await recordIssueAct(c, read, 'issue-removed', issue)
      return c.redirect(writingHref(read.view), 303)
    }),
  )

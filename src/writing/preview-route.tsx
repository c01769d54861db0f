/** `…/issues/:issue/preview`: the mail in frames of its own origin, what is wrong with it, and a test to whoever asks. For who may edit. */
import { Hono } from 'hono'
import { findPerson } from '../account/people.ts'
import type { StaffEnv } from '../account/staff.ts'
import { sendTestMail } from '../delivery/test-mail.ts'
import { must } from '../must.ts'
import { archivePath } from '../newsletter/archive-path.ts'
import { findBody } from '../newsletter/body.ts'
import type { Issue } from '../newsletter/issue.ts'
import { previewMail } from '../newsletter/mail.ts'
import { answerMail, fillForNobody, type Nobody } from '../newsletter/show.ts'
import { setPageHeaders } from '../page/headers.ts'
import { readForm } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import { readEmail, type Email } from '../subscriber/email.ts'
import { findNewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { signLink } from '../subscriber/token.ts'
import { checkIssue, levelsByAnswer } from './issue-check.ts'
import { issueHref, issueNotFound, issuePath, issuing, recordIssueAct, type Staff } from './issue-door.ts'
import { PreviewPage, type Looking, type RefusedTest } from './preview-page.tsx'
import { readTestRecipients } from './test-recipients.ts'
import type { Writing } from './writing-door.ts'

const lookingIn = (c: Staff): Looking => ({
  reader: c.req.query('reader') === 'none' ? 'none' : 'name',
  images: c.req.query('images') === 'off' ? 'off' : 'on',
})

const isUnsent = ({ state, startedAt }: Issue): boolean =>
  state === 'draft' || (state === 'scheduled' && startedAt === null)

interface Shown {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** What is still written is composed as it stands; what was sent is shown as it was frozen. Null: there is none. */
async function findMail(c: Staff, { site, lang }: Writing, issue: Issue): Promise<Shown | null> {
  if (isUnsent(issue)) {
    const settings = await findNewsletterSettings(c.env, site)
    const name = lookingIn(c).reader === 'name' ? wordsIn(lang).writing.preview.sampleName : null
    return previewMail(c.env, site, settings, issue.document, {
      subscriberId: 0n,
      name,
      opens: 'off',
      clicks: 'off',
    })
  }
  const body = await findBody(c.env, site.id, issue.id)
  if (!body) return null
  const { publicUrl } = c.env.config
  const link = { siteId: site.id, issueId: issue.id, linkNo: 0, subscriberId: null }
  const nobody: Nobody = {
    wayOutUrl: `${publicUrl}${archivePath(site)}#leave`,
    viewUrl: `${publicUrl}/n/v/${signLink(c.env, 'view', link)}`,
  }
  return {
    subject: fillForNobody(body.subject, 'subject', nobody),
    html: fillForNobody(body.html, 'html', nobody),
    text: fillForNobody(body.text, 'subject', nobody),
  }
}

/** Of whoever is signed in. */
async function ownEmail(c: Staff): Promise<Email> {
  const person = must(await findPerson(c.env, c.var.staff.id), 'whoever is signed in is there')
  return must(readEmail(person.email), 'an account has an address that is one')
}

async function answerPreview(
  c: Staff,
  read: Writing,
  issue: Issue,
  refused: RefusedTest | null = null,
): Promise<Response> {
  const { site, view, lang, viewer } = read
  const settings = await findNewsletterSettings(c.env, site)
  const tested = /^[0-4]$/.exec(c.req.query('tested') ?? '')
  const page = (
    <PreviewPage
      lang={lang}
      view={view}
      viewer={viewer}
      timezone={site.timezone}
      issue={issue}
      looking={lookingIn(c)}
      mail={await findMail(c, read, issue)}
      draft={
        isUnsent(issue)
          ? {
              findings: checkIssue(c.env, site, settings, issue).findings,
              levels: levelsByAnswer(settings, issue),
              email: await ownEmail(c),
              refused,
              tested: tested && Number(tested[0]),
              isFull: c.req.query('full') !== undefined,
            }
          : null
      }
    />
  )
  setPageHeaders(c, { ownFrames: true })
  return answerPage(c, page, refused === null ? 200 : 400)
}

export const previewRoutes = new Hono<StaffEnv>()
  .get(`${issuePath}/preview`, (c) => issuing(c, (read, issue) => answerPreview(c, read, issue)))

  .get(`${issuePath}/mail`, (c) =>
    issuing(c, async (read, issue) => {
      const mail = await findMail(c, read, issue)
      if (!mail) return issueNotFound(c)
      // Browsers show nothing at all of a sandboxed page that has one.
      c.header('Cross-Origin-Opener-Policy', undefined)
      const answer = answerMail(c, mail.html)
      // Of two policies both hold: as in a mail program that loads no pictures.
      if (lookingIn(c).images === 'off') answer.headers.append('Content-Security-Policy', "img-src 'none'")
      return answer
    }),
  )

  .post(`${issuePath}/test`, (c) =>
    issuing(c, async (read, issue) => {
      if (!isUnsent(issue)) return c.redirect(issueHref(read.view, issue.id, 'preview'), 303)
      const { site, view } = read
      const also = (await readForm(c)).one('also') ?? ''
      const own = await ownEmail(c)
      const reading = await readTestRecipients(c.env, site, also, own)
      if (!reading.ok) return answerPreview(c, read, issue, { also, why: reading.why })
      const settings = await findNewsletterSettings(c.env, site)
      let tested = 0
      let isFull = false
      for (const email of [own, ...reading.others]) {
        isFull = !(await sendTestMail(c.env, site, settings, issue.document, email))
        if (isFull) break
        tested += 1
      }
      if (tested > 0) await recordIssueAct(c, read, 'issue-tested', issue)
      const how = { tested: String(tested), ...(isFull && { full: '1' }) }
      return c.redirect(`${issueHref(view, issue.id, 'preview', how)}#test`, 303)
    }),
  )

/** `…/issues/:issue/send`: sends a newsletter, now or at a moment by the clock of the site. For who may edit. */
import { Hono } from 'hono'
import type { StaffEnv } from '../account/staff.ts'
import { findNoBasis } from '../delivery/basis.ts'
import { countAudience } from '../delivery/count-audience.ts'
import { scheduleIssue } from '../delivery/state.ts'
import type { Issue } from '../newsletter/issue.ts'
import { readForm, type Form } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { findNewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { checkIssue, levelsByAnswer } from './issue-check.ts'
import { issueHref, issuePath, issuing, recordIssueAct, type Staff } from './issue-door.ts'
import { momentFields, readMoment } from './local-moment.ts'
import { SendPage, type SendFault, type WrittenMoment } from './send-page.tsx'
import type { Writing } from './writing-door.ts'

/** Nobody plans further, and a year that was mistyped is told at once. */
const aheadMsMax = 366 * 86_400_000
const dayMs = 86_400_000

interface Asked {
  readonly written?: WrittenMoment
  readonly fault?: SendFault
  readonly isChanged?: boolean
}

async function answerSend(
  c: Staff,
  { site, view, lang, viewer }: Writing,
  issue: Issue,
  { written, fault, isChanged = false }: Asked = {},
): Promise<Response> {
  const settings = await findNewsletterSettings(c.env, site)
  const [noBasis, audience] = await Promise.all([
    findNoBasis(c.env, site, issue),
    countAudience(c.env, issue),
  ])
  const { findings } = checkIssue(c.env, site, settings, issue)
  const tomorrow = momentFields(new Date(c.env.now().getTime() + dayMs), site.timezone)
  const page = (
    <SendPage
      lang={lang}
      view={view}
      viewer={viewer}
      timezone={site.timezone}
      issue={issue}
      noBasis={noBasis}
      audience={audience}
      levels={levelsByAnswer(settings, issue)}
      warnings={findings.filter(({ weight }) => weight === 'warning').length}
      written={written ?? { when: 'now', day: tomorrow.day, time: '09:30' }}
      fault={fault ?? null}
      isChanged={isChanged}
    />
  )
  return answerPage(c, page, isChanged ? 409 : fault ? 400 : 200)
}

type WhenReading =
  | { readonly ok: true; readonly at: Date | null }
  | { readonly ok: false; readonly why: SendFault }

function readWhen({ when, day, time }: WrittenMoment, timezone: string, now: Date): WhenReading {
  if (when === 'now') return { ok: true, at: null }
  if (when !== 'later') return { ok: false, why: 'when' }
  const reading = readMoment(day, time, timezone)
  if (!reading.ok) return reading
  if (reading.at <= now) return { ok: false, why: 'past' }
  if (reading.at.getTime() > now.getTime() + aheadMsMax) return { ok: false, why: 'far' }
  return reading
}

const writtenOf = (form: Form): WrittenMoment => ({
  when: form.one('when') ?? '',
  day: form.one('day') ?? '',
  time: form.one('time') ?? '',
})

export const sendRoutes = new Hono<StaffEnv>()
  .get(`${issuePath}/send`, (c) =>
    issuing(c, async (read, issue) =>
      issue.state === 'draft' ? answerSend(c, read, issue) : c.redirect(issueHref(read.view, issue.id), 303),
    ),
  )

  .post(`${issuePath}/send`, (c) =>
    issuing(c, async (read, issue) => {
      const { site, view } = read
      if (issue.state !== 'draft') return c.redirect(issueHref(view, issue.id, null, { late: '1' }), 303)
      const form = await readForm(c)
      const written = writtenOf(form)
      // Who pressed saw another text than would go out.
      if (form.one('seen') !== String(issue.changedAt.getTime()))
        return answerSend(c, read, issue, { written, isChanged: true })
      const reading = readWhen(written, site.timezone, c.env.now())
      if (!reading.ok) return answerSend(c, read, issue, { written, fault: reading.why })
      if (!(await scheduleIssue(c.env, site, issue, reading.at)))
        return answerSend(c, read, issue, { written, isChanged: true })
      await recordIssueAct(c, read, 'issue-scheduled', issue)
      return c.redirect(issueHref(view, issue.id, null, { scheduled: '1' }), 303)
    }),
  )

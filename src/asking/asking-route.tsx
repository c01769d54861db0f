/**
 * `/dashboard/sites/:site/consent`: what a site asks consent for, and why, for everybody who may see it; drafting, looking and
 * publishing, from our own pages, for who edits or guards privacy. Every page works without script.
 */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { may } from '../account/role.ts'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import { shownNotice } from '../consent/consent-route.ts'
import type { ConsentDraft } from '../consent/draft.ts'
import { lintNotice } from '../consent/lint.ts'
import { noticeIdOf, noticeText, reasonsToAsk, type Notice } from '../consent/notice.ts'
import { findCurrentNotice, findDraft, listPublications, previewNotice } from '../consent/publication.ts'
import { listStatements } from '../consent/statement-version.ts'
import { isNoticeLanguage } from '../consent/texts.ts'
import type { ShownNotice } from '../consent/wire.ts'
import { asked } from '../dashboard/asked.ts'
import { openRequestsFor } from '../dashboard/open-requests.ts'
import { previewScriptPath } from '../page/assets.ts'
import { answerError } from '../page/error-page.tsx'
import { formatIn } from '../page/format.ts'
import { pageHeaders, setPageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import { isControllerKnown } from '../site/site-settings.ts'
import type { Site } from '../site/site.ts'
import { findConsent } from '../stats/consent.ts'
import { kPlain } from '../stats/small-counts.ts'
import type { Done, Viewer } from './asking-frame.tsx'
import { askingHref, type AskingPlace } from './asking-href.ts'
import { addStatement, publishSeen, saveDraft, stopAsking } from './change.ts'
import { stepOf } from './consent-answers.tsx'
import { deciding, mayDecide, type Deciding } from './deciding.ts'
import { contrastsOf, EditPage } from './edit-page.tsx'
import { PreviewPage } from './preview-page.tsx'
import { EndPage, PublishPage, type Refusal } from './publish-page.tsx'
import { namedSite, tellOffence } from './purpose-words.ts'
import {
  changeRows,
  doing,
  readDraft,
  readWritten,
  withIds,
  writtenOf,
  type Faults,
  type Form,
  type WrittenDraft,
} from './read-draft.ts'
import {
  readStatement,
  readWrittenStatement,
  type StatementFaults,
  type WrittenStatement,
} from './read-statement.ts'
import { StatementsPage } from './statements-page.tsx'
import { WhyPage } from './why-page.tsx'

type Staff = Context<StaffEnv>

/** Six languages of a privacy statement, of 60,000 characters each and up to three bytes a character, encoded. */
const formBytesMax = 2 * 1024 * 1024
const path = '/dashboard/sites/:site/consent'
const noFaults = new Map<never, never>()

const viewerOf = async (c: Staff, site: Site): Promise<Viewer> => ({
  mayDecide: mayDecide(c.var.staff, site),
  mayAdminister: may(c.var.staff, 'administer', site.id),
  openRequests: await openRequestsFor(c.env, c.var.staff, site),
})

const doneIn = (c: Staff): Done | null =>
  (['saved', 'published', 'ended', 'statement'] as const).find((one) => c.req.query(one) !== undefined) ??
  null

/** After a change, so that loading the page again changes nothing. */
const back = (c: Staff, { view }: Deciding, place: AskingPlace | undefined, done: Done) =>
  c.redirect(askingHref(view.domain, view.lang, place, { [done]: '1' }), 303)

/** What is no form, or a broken one, has no fields. */
const formOf = async (c: Staff): Promise<Form> => c.req.parseBody({ all: true }).catch(() => ({}))

const idOfNotice = (notice: Notice): string => noticeIdOf(noticeText(notice))

const previewOf = async (c: Staff, site: Site): Promise<Notice> =>
  previewNotice(c.env.db, site, await findDraft(c.env.db, site.id))

interface Edited {
  readonly written: WrittenDraft
  readonly faults?: Faults
  readonly isUnsaved?: boolean
}

async function answerEdit(c: Staff, { site, view, lang }: Deciding, edited: Edited | null = null) {
  const draft = await findDraft(c.env.db, site.id)
  const saved = await previewNotice(c.env.db, site, draft)
  const { written, faults = noFaults, isUnsaved = false } = edited ?? { written: writtenOf(draft) }
  setPageHeaders(c, { ownScript: true, ownFrames: true })
  const page = (
    <EditPage
      lang={lang}
      view={view}
      viewer={await viewerOf(c, site)}
      form={site.settings.form}
      written={written}
      faults={faults}
      offences={offencesOf(draft, saved, lang)}
      isControllerKnown={isControllerKnown(site.settings)}
      isUnsaved={isUnsaved}
      script={previewScriptPath}
      done={doneIn(c)}
    />
  )
  return answerPage(c, page, faults.size > 0 ? 400 : 200)
}

/** Null where nothing is asked: then there is nothing to break a rule. */
const offencesOf = (draft: ConsentDraft, notice: Notice, lang: Deciding['lang']) =>
  reasonsToAsk(draft).length === 0
    ? null
    : lintNotice(notice).map((offence) => tellOffence(offence, notice, lang, wordsIn(lang)))

/** A draft as the banner takes it, in each of its languages; empty where it asks nothing. */
async function shownOf(c: Staff, site: Site, draft: ConsentDraft): Promise<ShownNotice[]> {
  if (reasonsToAsk(draft).length === 0) return []
  const notice = await previewNotice(c.env.db, namedSite(site), draft)
  const id = idOfNotice(notice)
  return notice.languages.map((language) => shownNotice({ id, notice }, language))
}

/** What the form would be if it were saved: looked at while somebody types, and stored nowhere. */
async function look(c: Staff, { site, lang }: Deciding): Promise<Response> {
  const written = withIds(readWritten(await formOf(c)))
  const words = wordsIn(lang)
  const contrasts =
    contrastsOf(written.theme, words, formatIn(lang))?.map((told) => ({
      ...told,
      verdict: told.isEnough ? words.consent.edit.theme.enough : words.consent.edit.theme.short,
    })) ?? null
  const reading = readDraft(written)
  if (!reading.ok) return c.json({ notices: null, offences: [], contrasts })
  const notice = await previewNotice(c.env.db, site, reading.draft)
  return c.json({
    notices: await shownOf(c, site, reading.draft),
    offences: offencesOf(reading.draft, notice, lang) ?? [],
    contrasts,
  })
}

interface Refused {
  readonly refusal: Refusal | null
  readonly isChanged?: boolean
}

async function answerPublish(c: Staff, { site, view, lang }: Deciding, refused: Refused | null = null) {
  const [draft, current] = await Promise.all([
    findDraft(c.env.db, site.id),
    findCurrentNotice(c.env.db, site.id),
  ])
  const next = await previewNotice(c.env.db, site, draft)
  const nextId = idOfNotice(next)
  const offences = offencesOf(draft, next, lang)
  // In the order in which publishing refuses.
  const foreseen: Refusal | null = !isControllerKnown(site.settings)
    ? { why: 'no-controller' }
    : offences === null
      ? { why: 'nothing-to-ask' }
      : next.statement === null
        ? { why: 'no-statement' }
        : offences.length > 0
          ? { why: 'offences', offences }
          : current?.id === nextId
            ? { why: 'unchanged' }
            : null
  const page = (
    <PublishPage
      lang={lang}
      view={view}
      viewer={await viewerOf(c, site)}
      current={current}
      next={next}
      nextId={nextId}
      refusal={refused?.refusal ?? foreseen}
      isChanged={refused?.isChanged ?? false}
    />
  )
  return answerPage(c, page, refused === null ? 200 : 400)
}

async function publish(c: Staff, read: Deciding): Promise<Response> {
  const { notice } = await formOf(c)
  const publishing = await publishSeen(c.env, read.actor, read.site, typeof notice === 'string' ? notice : '')
  if (publishing.ok) return back(c, read, undefined, 'published')
  return answerPublish(c, read, { refusal: null, isChanged: publishing.why === 'changed' })
}

interface GivenStatement {
  readonly written: WrittenStatement
  readonly faults: StatementFaults
}

async function answerStatements(c: Staff, read: Deciding, given: GivenStatement | null = null) {
  const { site, view, lang, today } = read
  const page = (
    <StatementsPage
      lang={lang}
      view={view}
      viewer={await viewerOf(c, site)}
      versions={await listStatements(c.env.db, site.id)}
      written={given?.written ?? { publishedOn: today, material: '', texts: {} }}
      faults={given?.faults ?? noFaults}
      done={doneIn(c)}
    />
  )
  return answerPage(c, page, given === null ? 200 : 400)
}

export const askingRoutes = new Hono<StaffEnv>()
  .use(`${path}/*`, pageHeaders(), requireSameOrigin, requireStaff)
  .use(`${path}/*`, bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }))

  .get(path, (c) =>
    asked(c, async ({ site, view, today }) => {
      const { db } = c.env
      const [draft, current, publications, figures] = await Promise.all([
        previewOf(c, site),
        findCurrentNotice(db, site.id),
        listPublications(db, site.id),
        findConsent(c.env, site, view.period.range, { by: stepOf(view) }),
      ])
      const page = (
        <WhyPage
          lang={readLanguageOf(c)}
          view={view}
          viewer={await viewerOf(c, site)}
          today={today}
          timezone={site.timezone}
          draft={draft}
          draftId={idOfNotice(draft)}
          current={current}
          publications={publications}
          figures={figures}
          k={kPlain}
          done={doneIn(c)}
        />
      )
      return answerPage(c, page)
    }),
  )

  .get(`${path}/edit`, (c) => deciding(c, (read) => answerEdit(c, read)))

  .post(`${path}/edit`, (c) =>
    deciding(c, async (read) => {
      const form = await formOf(c)
      const written = readWritten(form)
      const changed = typeof form['does'] === 'string' ? changeRows(written, form['does']) : null
      if (changed !== null) return answerEdit(c, read, { written: changed, isUnsaved: true })
      const named = withIds(written)
      const reading = readDraft(named)
      if (!reading.ok) return answerEdit(c, read, { written: named, faults: reading.faults })
      await saveDraft(c.env, read.actor, read.site, reading.draft)
      return form['does'] === doing.publish
        ? c.redirect(askingHref(read.site.domain, read.view.lang, 'publish'), 303)
        : back(c, read, 'edit', 'saved')
    }),
  )

  .get(`${path}/preview`, (c) =>
    deciding(c, async ({ site }) => {
      setPageHeaders(c, { ownScript: true, frameAncestors: ["'self'"] })
      // Only ours may show it: the older header can say that too.
      c.header('X-Frame-Options', 'SAMEORIGIN')
      c.header('Cross-Origin-Resource-Policy', 'same-origin')
      const notice = await previewOf(c, site)
      const given = c.req.query('lang') ?? ''
      const { brand, controller } = site.settings
      return answerPage(
        c,
        <PreviewPage
          domain={site.domain}
          brand={brand.name || controller.name || site.domain}
          language={isNoticeLanguage(given) ? given : (notice.languages[0] ?? 'nl')}
          notice={notice}
        />,
      )
    }),
  )

  .post(`${path}/preview`, (c) => deciding(c, (read) => look(c, read)))

  .get(`${path}/draft.json`, (c) =>
    deciding(c, async ({ site }) => {
      const shown = await shownOf(c, site, await findDraft(c.env.db, site.id))
      const language = c.req.query('lang')?.toLowerCase().split('-')[0]
      const notice = shown.find(({ lang }) => lang === language) ?? shown[0]
      return notice
        ? c.json(notice)
        : c.json({ error: 'no-notice', message: 'This draft asks for no consent.' }, 404)
    }),
  )

  .get(`${path}/publish`, (c) => deciding(c, (read) => answerPublish(c, read)))
  .post(`${path}/publish`, (c) => deciding(c, (read) => publish(c, read)))

  .get(`${path}/end`, (c) =>
    deciding(c, async ({ site, view, lang }) => {
      const isAsking = (await findCurrentNotice(c.env.db, site.id)) !== null
      return answerPage(
        c,
        <EndPage lang={lang} view={view} viewer={await viewerOf(c, site)} isAsking={isAsking} />,
      )
    }),
  )

  .post(`${path}/end`, (c) =>
    deciding(c, async (read) => {
      // What has ended already is as good as ended now.
      await stopAsking(c.env, read.actor, read.site)
      return back(c, read, undefined, 'ended')
    }),
  )

  .get(`${path}/statements`, (c) => deciding(c, (read) => answerStatements(c, read)))

  .post(`${path}/statements`, (c) =>
    deciding(c, async (read) => {
      const written = readWrittenStatement(await formOf(c))
      const reading = readStatement(written)
      if (!reading.ok) return answerStatements(c, read, { written, faults: reading.faults })
      const isNew = await addStatement(c.env, read.actor, read.site, reading.statement)
      if (isNew) return back(c, read, 'statements', 'statement')
      return answerStatements(c, read, { written, faults: new Map([['publishedOn', 'same'] as const]) })
    }),
  )

/** Writing and taking away the notes of a site's chart. POST only, from our own pages only, by those who may write. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { recordAct, type ActKind } from '../account/act.ts'
import { may } from '../account/role.ts'
import { requireStaff, safeNext, type StaffEnv } from '../account/staff.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { wordsIn } from '../page/words.ts'
import { isDay } from '../site/local-day.ts'
import { findSite, type Site } from '../site/site.ts'
import { newAnnotation, recordAnnotation, removeAnnotation } from '../stats/annotations.ts'

type Staff = Context<StaffEnv>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** The site that whoever asks may write to; null: to them it is not there. */
async function writableSite(c: Staff): Promise<Site | null> {
  const site = await findSite(c.env, c.req.param('site') ?? '')
  return site && may(c.var.staff, 'edit', site.id) ? site : null
}

const refuse = (c: Staff, why: 'invalid' | 'full') =>
  answerError(c, 'bad-request', {
    detail: wordsIn(readLanguageOf(c)).annotations.refused[why],
    signedIn: true,
  })

export const annotationRoutes = new Hono<StaffEnv>()
  .use('/dashboard/sites/:site/annotations/*', pageHeaders(), requireSameOrigin, requireStaff)
  .use(
    '/dashboard/sites/:site/annotations/*',
    bodyLimit({ maxSize: 8 * 1024, onError: (c) => answerError(c, 'bad-request') }),
  )

  .post('/dashboard/sites/:site/annotations', async (c) => {
    const site = await writableSite(c)
    if (!site) return answerError(c, 'not-found', { signedIn: true })
    const form = await c.req.parseBody()
    const read = newAnnotation.safeParse({ day: text(form['day']), note: text(form['note']) })
    if (!read.success) return refuse(c, 'invalid')
    if (!(await recordAnnotation(c.env, site, read.data))) return refuse(c, 'full')
    await record(c, site, 'annotation-added', read.data.day)
    return c.redirect(safeNext(text(form['back'])), 303)
  })

  .post('/dashboard/sites/:site/annotations/remove', async (c) => {
    const site = await writableSite(c)
    if (!site) return answerError(c, 'not-found', { signedIn: true })
    const form = await c.req.parseBody()
    const [id, day] = [text(form['id']), text(form['day'])]
    if (!uuid.test(id) || !isDay(day)) return refuse(c, 'invalid')
    // One that is gone already is as good as taken away now.
    await removeAnnotation(c.env, site, { id, day })
    await record(c, site, 'annotation-removed', day)
    return c.redirect(safeNext(text(form['back'])), 303)
  })

/** The object is the day: the note's own words stand in the note. */
const record = (c: Staff, site: Site, kind: ActKind, day: string) =>
  recordAct(c.env, { actor: { kind: 'staff', id: c.var.staff.id }, siteId: site.id, kind, object: day })

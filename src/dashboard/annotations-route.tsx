/** Writing and taking away the notes of a site's chart. POST only, from our own pages only, by keys that may write. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { requireStaff, safeNext, type StaffEnv } from '../account/staff.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { wordsIn } from '../page/words.ts'
import { mayUse } from '../site/key.ts'
import { isDay } from '../site/local-day.ts'
import { findSite, type Site } from '../site/site.ts'
import { newAnnotation, recordAnnotation, removeAnnotation } from '../stats/annotations.ts'

type Staff = Context<StaffEnv>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

/** The site that this key may write to; null: to this key it is not there. */
async function writableSite(c: Staff): Promise<Site | null> {
  const site = await findSite(c.env, c.req.param('site') ?? '')
  return site && mayUse(c.var.staff, site.id) && c.var.staff.scope === 'admin' ? site : null
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
    return c.redirect(safeNext(text(form['back'])), 303)
  })

/** `/dashboard/sites/:site/goals`: looking, for everybody who may see the site; adding and removing, from our own pages, for those who may write. */
import { Hono, type Context } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { recordAct, type ActKind } from '../account/act.ts'
import { may } from '../account/role.ts'
import { requireStaff, type StaffEnv } from '../account/staff.ts'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import { wordsIn } from '../page/words.ts'
import { findFunnels, findGoals } from '../stats/conversions.ts'
import { addFunnel, addGoal, removeFunnel, removeGoal, stepsMax } from '../stats/goals.ts'
import { kPlain } from '../stats/small-counts.ts'
import { asked, type Asked } from './asked.ts'
import type { Refused, WrittenStep } from './goal-forms.tsx'
import { GoalsPage } from './goals-page.tsx'
import { openRequestsFor } from './open-requests.ts'
import { viewHref, type View } from './view.ts'

type Staff = Context<StaffEnv>

const formBytesMax = 16 * 1024
const path = '/dashboard/sites/:site/goals'

/** As `asked`, for a form of somebody who may write. */
const posted = (
  c: Staff,
  answer: (asked: Asked, form: Readonly<Record<string, unknown>>) => Promise<Response>,
) =>
  asked(c, async (read) => {
    if (!may(c.var.staff, 'edit', read.site.id)) {
      const detail = wordsIn(readLanguageOf(c)).goals.needsAdmin
      return answerError(c, 'refused', { detail, signedIn: true })
    }
    return answer(read, await c.req.parseBody())
  })

async function answerGoals(c: Staff, { site, view, today }: Asked, refused: Refused | null = null) {
  const { range } = view.period
  const [goals, funnels] = await Promise.all([findGoals(c.env, site, range), findFunnels(c.env, site, range)])
  return answerPage(
    c,
    <GoalsPage
      lang={readLanguageOf(c)}
      view={view}
      today={today}
      goals={goals}
      funnels={funnels}
      mayWrite={may(c.var.staff, 'edit', site.id)}
      mayAdminister={may(c.var.staff, 'administer', site.id)}
      openRequests={await openRequestsFor(c.env, c.var.staff, site)}
      refused={refused}
      k={kPlain}
    />,
    refused ? 400 : 200,
  )
}

const record = (c: Staff, { site }: Asked, kind: ActKind) =>
  recordAct(c.env, { actor: { kind: 'staff', id: c.var.staff.id }, siteId: site.id, kind, object: null })

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

const stepOf = (form: Readonly<Record<string, unknown>>, nth: number): WrittenStep => ({
  kind: text(form[`kind-${nth}`]),
  pattern: text(form[`pattern-${nth}`]),
})

const back = (c: Staff, view: View, place: 'goals' | 'funnels') =>
  c.redirect(`${viewHref(view, 'goals')}#${place}`, 303)

export const goalsRoutes = new Hono<StaffEnv>()
  .use(`${path}/*`, pageHeaders(), requireSameOrigin, requireStaff)
  .use(`${path}/*`, bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }))

  .get(path, (c) => asked(c, (read) => answerGoals(c, read)))

  .post(path, (c) =>
    posted(c, async (read, form) => {
      const written = { name: text(form.name), steps: [stepOf(form, 1)] }
      const outcome = await addGoal(c.env, read.site, { name: written.name, ...written.steps[0] })
      if (!outcome.ok) return answerGoals(c, read, { form: 'goal', written, refusal: outcome.refusal })
      await record(c, read, 'goal-added')
      return back(c, read.view, 'goals')
    }),
  )

  .post(`${path}/remove`, (c) =>
    posted(c, async (read, form) => {
      // One that is gone already is as good as removed now.
      await removeGoal(c.env, read.site, text(form.id))
      await record(c, read, 'goal-removed')
      return back(c, read.view, 'goals')
    }),
  )

  .post(`${path}/funnels`, (c) =>
    posted(c, async (read, form) => {
      const all = Array.from({ length: stepsMax + 1 }, (_, nth) => stepOf(form, nth + 1))
      const filled = all.flatMap((step, nth) => (step.pattern.trim() === '' ? [] : [{ step, nth }]))
      const steps = filled.map(({ step }) => step)
      const outcome = await addFunnel(c.env, read.site, { name: text(form.name), steps })
      if (outcome.ok) {
        await record(c, read, 'goal-added')
        return back(c, read.view, 'funnels')
      }
      const { refusal } = outcome
      return answerGoals(c, read, {
        form: 'funnel',
        written: { name: text(form.name), steps: all },
        // Empty steps were skipped: what is wrong stands where it was written.
        refusal:
          refusal.what === 'step' ? { ...refusal, step: filled[refusal.step]?.nth ?? refusal.step } : refusal,
      })
    }),
  )

  .post(`${path}/funnels/remove`, (c) =>
    posted(c, async (read, form) => {
      await removeFunnel(c.env, read.site, text(form.id))
      await record(c, read, 'goal-removed')
      return back(c, read.view, 'funnels')
    }),
  )

/** `…/package`: looking at what somebody will get, printing it for whoever has no mail, and releasing it, which answers the request. */
import { Hono } from 'hono'
import { recordAct, type ActKind } from '../account/act.ts'
import type { StaffEnv } from '../account/staff.ts'
import { answerPackage } from '../answer/package-answer.ts'
import { describeCategory } from '../answer/package-info.ts'
import { packageFormats } from '../answer/package-write.ts'
import { askAsDesk, buildPackage, openPackage, releasePackage } from '../answer/package.ts'
import { answerError } from '../page/error-page.tsx'
import { readForm } from '../page/read-form.ts'
import { answerPage } from '../page/shell.tsx'
import { requestHref, requestPath } from './desk-href.ts'
import { PackagePage } from './package-page.tsx'
import { handling, type Handling } from './request-route.tsx'
import { mayStep } from './request-view.ts'

/** Looked at while the request is open and it is known who asks; to any other there is no package. */
const isReadable = ({ request }: Handling): boolean => request.kind === 'access' && mayStep(request, 'answer')

async function answerReview({ c, at, request }: Handling, isUnchecked = false): Promise<Response> {
  const page = (
    <PackagePage
      lang={at.lang}
      view={at.view}
      desk={at}
      request={request}
      found={await buildPackage(c.env, at.site, request)}
      describe={(name) => describeCategory(name, at.lang, at.site)}
      isUnchecked={isUnchecked}
    />
  )
  return answerPage(c, page, isUnchecked ? 400 : 200)
}

const record = ({ c, at, request }: Handling, kind: ActKind): Promise<void> =>
  recordAct(c.env, { actor: at.actor, siteId: at.site.id, kind, object: request.id })

export const packageRoutes = new Hono<StaffEnv>()
  .get(`${requestPath}/package`, (c) =>
    handling(c, async (handled) =>
      isReadable(handled) ? answerReview(handled) : answerError(c, 'not-found', { signedIn: true }),
    ),
  )

  .post(`${requestPath}/package/export`, (c) =>
    handling(c, async (handled) => {
      const { at, request } = handled
      const asked = (await readForm(c)).one('format')
      const format = packageFormats.find((one) => one === asked)
      if (!isReadable(handled) || !format) return answerError(c, 'not-found', { signedIn: true })
      await record(handled, 'package-exported')
      return answerPackage(
        c,
        await openPackage(c.env, at.site, request, askAsDesk(c.env.db, at.site, request)),
        format,
      )
    }),
  )

  .post(`${requestPath}/release`, (c) =>
    handling(c, async (handled) => {
      const { at, request } = handled
      if (!isReadable(handled)) return answerError(c, 'not-found', { signedIn: true })
      if ((await readForm(c)).one('checked') !== 'yes') return answerReview(handled, true)
      const moved = await releasePackage(c.env, at.site, request, at.actor.id)
      if (moved.ok) await record(handled, 'package-released')
      const done = moved.ok ? { done: 'released' } : {}
      return c.redirect(`${requestHref(at.view, request.id, null, done)}#answer`, 303)
    }),
  )

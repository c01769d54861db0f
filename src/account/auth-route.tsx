/** Signing in and out. Nothing secret is ever in an address: the key comes in a form's body only. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { answerError } from '../page/error-page.tsx'
import { pageHeaders } from '../page/headers.ts'
import { readLanguageOf } from '../page/language.ts'
import { requireSameOrigin } from '../page/same-origin.ts'
import { answerPage } from '../page/shell.tsx'
import type { Env } from '../ports.ts'
import { findKeyByToken } from '../site/key.ts'
import { beginSession, endSession } from './session.ts'
import { SignInPage } from './sign-in-page.tsx'
import { safeNext, staffOf } from './staff.ts'

const formBytesMax = 8 * 1024
/** Longer than any key we make or take; more is not worth hashing. */
const keyLengthMax = 200

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

export const authRoutes = new Hono<Env>()
  .use('/auth/*', pageHeaders(), requireSameOrigin)
  .use('/auth/*', bodyLimit({ maxSize: formBytesMax, onError: (c) => answerError(c, 'bad-request') }))

  .get('/auth/sign-in', async (c) => {
    const next = safeNext(c.req.query('next'))
    if (await staffOf(c)) return c.redirect(next, 303)
    const here = `/auth/sign-in?${new URLSearchParams({ next })}`
    return answerPage(c, <SignInPage lang={readLanguageOf(c)} here={here} next={next} />)
  })

  .post('/auth/sign-in', async (c) => {
    const form = await c.req.parseBody()
    const token = text(form.key).trim()
    const next = safeNext(text(form.next))
    const key = token.length === 0 || token.length > keyLengthMax ? null : await findKeyByToken(c.env, token)
    if (!key) {
      const here = `/auth/sign-in?${new URLSearchParams({ next })}`
      // One answer for a key that is wrong, revoked or expired: it tells nobody which.
      return answerPage(c, <SignInPage lang={readLanguageOf(c)} here={here} next={next} hasFailed />, 401)
    }
    beginSession(c, key.id)
    return c.redirect(next, 303)
  })

  .post('/auth/sign-out', (c) => {
    endSession(c)
    return c.redirect('/auth/sign-in', 303)
  })

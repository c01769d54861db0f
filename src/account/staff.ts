/** Who is signed in. Guards every page of staff; the API asks `staffOf` for the same key behind a session. */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Env } from '../ports.ts'
import { findKeyById, type ApiKey } from '../site/key.ts'
import { sessionOf } from './session.ts'

export interface StaffEnv extends Env {
  Variables: { staff: ApiKey }
}

/** The key behind the session: null without one, and when the key was revoked or has expired since. */
export async function staffOf<E extends Env>(c: Context<E>): Promise<ApiKey | null> {
  const keyId = sessionOf(c)
  return keyId === null ? null : findKeyById(c.env, keyId)
}

/** Where sign-in may lead: our own dashboard, never elsewhere (S-22). Anything else is the dashboard's start. */
export function safeNext(next: string | undefined): string {
  const start = '/dashboard'
  if (next === undefined || next.length > 2000 || !next.startsWith('/')) return start
  const base = 'http://own.invalid'
  if (!URL.canParse(next, base)) return start
  // The parser settles `//host`, `/\host`, `..` and control characters the way a browser would.
  const { origin, pathname, search } = new URL(next, base)
  const isOurs = origin === base && (pathname === start || pathname.startsWith(`${start}/`))
  return isOurs ? pathname + search : start
}

export const signInPath = (next: string): string => `/auth/sign-in?${new URLSearchParams({ next })}`

/** Lets staff through with their key in `c.var.staff`; sends all others to sign in and then back here. */
export const requireStaff = createMiddleware<StaffEnv>(async (c, next) => {
  const staff = await staffOf(c)
  if (!staff) {
    const { pathname, search } = new URL(c.req.url)
    return c.redirect(signInPath(safeNext(pathname + search)), 303)
  }
  c.set('staff', staff)
  return next()
})

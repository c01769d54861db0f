/** Who is signed in. Guards every page of staff; the API asks `staffOf` for the same. */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Env, Ports } from '../ports.ts'
import { findSite } from '../site/site.ts'
import { openAuth, sessionSecondsMax } from './auth.ts'
import { higher, readGrants } from './provider.ts'
import { everywhere, type Role, type Staff } from './role.ts'
import type { Where } from './people.ts'

export interface StaffEnv extends Env {
  Variables: { staff: Staff }
}

/** What each of them may do where, of their own and by a provider's groups. Index: staff_role_pk. */
export async function rolesOf(
  ports: Pick<Ports, 'db' | 'now'>,
  staffId: string,
  grantedByProvider: string | null,
): Promise<ReadonlyMap<Where, Role>> {
  const rows = await ports.db<{ site_id: number; role: Role }[]>`
    select site_id, role from staff_role where staff_id = ${staffId}`
  const roles = new Map<Where, Role>(rows.map(({ site_id, role }) => [site_id as Where, role]))
  for (const { role, domain } of readGrants(grantedByProvider)) {
    const where = domain === null ? everywhere : (await findSite(ports, domain))?.id
    if (where !== undefined) roles.set(where, higher(roles.get(where), role))
  }
  return roles
}

export interface SignedIn extends Staff {
  readonly email: string
  readonly hasSecondFactor: boolean
  /** The session's own token: to keep this one when all others end. */
  readonly token: string
}

/**
 * Who this request is of: null without a session, with one that ended, and when whoever it is may do nothing anywhere. An
 * active session lives on by half an hour, twelve hours at most; the new date goes out with the answer.
 */
export async function signedInOf<E extends Env>(c: Context<E>): Promise<SignedIn | null> {
  // Most requests have none, and need not ask.
  if (!/(^|[; ])(__Host-)?sid=/.test(c.req.header('cookie') ?? '')) return null
  const { headers, response } = await openAuth(c.env).api.getSession({
    headers: c.req.raw.headers,
    returnHeaders: true,
  })
  if (!response) return null
  const { session, user } = response
  if (c.env.now().getTime() - session.createdAt.getTime() >= sessionSecondsMax * 1000) return null
  const roles = await rolesOf(c.env, user.id, user.grantedByProvider ?? null)
  if (roles.size === 0) return null
  for (const cookie of headers.getSetCookie()) c.header('Set-Cookie', cookie, { append: true })
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    language: user.language === 'en' ? 'en' : 'nl',
    hasSecondFactor: user.twoFactorEnabled === true,
    roles,
    token: session.token,
  }
}

/** Where sign-in may lead: our own pages of staff, never elsewhere (S-22). Anything else is the dashboard's start. */
export function safeNext(next: string | undefined): string {
  const start = '/dashboard'
  if (next === undefined || next.length > 2000 || !next.startsWith('/')) return start
  const base = 'http://own.invalid'
  if (!URL.canParse(next, base)) return start
  // The parser settles `//host`, `/\host`, `..` and control characters the way a browser would.
  const { origin, pathname, search } = new URL(next, base)
  const isOurs =
    origin === base &&
    (pathname === start || pathname.startsWith(`${start}/`) || pathname === '/auth/account')
  return isOurs ? pathname + search : start
}

export const signInPath = (next: string): string => `/auth/sign-in?${new URLSearchParams({ next })}`

/** Lets staff through with who they are in `c.var.staff`; sends all others to sign in and then back here. */
export const requireStaff = createMiddleware<StaffEnv>(async (c, next) => {
  const staff = await signedInOf(c)
  if (!staff) {
    const { pathname, search } = new URL(c.req.url)
    return c.redirect(signInPath(safeNext(pathname + search)), 303)
  }
  c.set('staff', staff)
  return next()
})

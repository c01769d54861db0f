/**
 * What every page says to the browser about itself (rights-security B3, S-15, S-16): nothing runs, nothing loads from
 * elsewhere, nobody frames it.
 */
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Env } from '../ports.ts'

export interface PagePolicy {
  /** Origins whose scripts may run and may be spoken to by them. Only the demo has any. */
  readonly scripts?: readonly string[]
  /** Our own script may run: where the browser's passkey dialog is asked for. All other pages have none. */
  readonly ownScript?: boolean
  /** Pages of our own may be shown in a frame; which of them allow it is theirs to say. */
  readonly ownFrames?: boolean
  /** Origins where a form may end besides our own: browsers apply `form-action` to the redirect that follows, too. */
  readonly formTargets?: readonly string[]
  /** Origins that may show this page in a frame: for what a site includes in a page of its own. Nobody else, ever. */
  readonly frameAncestors?: readonly string[]
}

export function contentSecurityPolicy({
  scripts = [],
  ownScript = false,
  ownFrames = false,
  formTargets = [],
  frameAncestors = [],
}: PagePolicy = {}): string {
  const allowed = ["'self'", ...scripts].join(' ')
  return [
    "default-src 'none'",
    ...(ownScript || scripts.length > 0 ? [`script-src ${allowed}`, `connect-src ${allowed}`] : []),
    ...(ownFrames ? ["frame-src 'self'"] : []),
    "style-src 'self'",
    "img-src 'self' data:",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    `frame-ancestors ${frameAncestors.join(' ') || "'none'"}`,
    "require-trusted-types-for 'script'",
  ].join('; ')
}

const permissions = ['camera', 'geolocation', 'microphone', 'payment', 'usb', 'browsing-topics']
  .map((feature) => `${feature}=()`)
  .join(', ')

/**
 * Every header that a page carries.
 *
 * `same-origin` and not `no-referrer`: with the latter browsers send `Origin: null` with our own forms, and those are
 * refused unless they say where they come from. Other origins get nothing either way.
 * `no-store` on every page: each one depends on who asks and in which language.
 */
export function setPageHeaders(c: Context, policy: PagePolicy = {}): void {
  c.header('Content-Security-Policy', contentSecurityPolicy(policy))
  // Two years, the least that ASVS 3.4.1 accepts for a whole domain; browsers ignore it over plain http.
  c.header('Strict-Transport-Security', 'max-age=63072000; includeSubDomains')
  c.header('X-Content-Type-Options', 'nosniff')
  c.header('Referrer-Policy', 'same-origin')
  c.header('Permissions-Policy', permissions)
  c.header('Cross-Origin-Opener-Policy', 'same-origin')
  // A page that may be framed elsewhere says so by `frame-ancestors`; the older header knows no list.
  const isFramed = (policy.frameAncestors ?? []).length > 0
  c.header('Cross-Origin-Resource-Policy', isFramed ? 'cross-origin' : 'same-origin')
  c.header('X-Frame-Options', isFramed ? undefined : 'DENY')
  c.header('Cache-Control', 'no-store')
}

/**
 * Sets them before the handler runs, so that its redirects and refusals carry them as well, and so that it can widen
 * the policy for one answer.
 */
export const pageHeaders = (policyFor: (publicUrl: string) => PagePolicy = () => ({})) =>
  createMiddleware<Env>(async (c, next) => {
    setPageHeaders(c, policyFor(c.env.config.publicUrl))
    await next()
  })

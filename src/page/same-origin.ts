/**
 * Forms work from our own pages alone (S-17). Stricter than hono's `csrf`, which looks at form content types only and is
 * content with either of two headers: here every unsafe method must say our own origin, and a missing one is refused.
 * The origin comes from the configuration, never from the request's Host.
 */
import { createMiddleware } from 'hono/factory'
import type { Env } from '../ports.ts'
import { answerError } from './error-page.tsx'

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

export const requireSameOrigin = createMiddleware<Env>(async (c, next) => {
  const own = new URL(c.env.config.publicUrl).origin
  const site = c.req.header('sec-fetch-site')
  const isOurs = c.req.header('origin') === own && (site === undefined || site === 'same-origin')
  if (!safeMethods.has(c.req.method) && !isOurs) return answerError(c, 'refused')
  return next()
})

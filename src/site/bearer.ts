/** Reads `Authorization: Bearer …` (RFC 6750). A key never travels in a URL, where logs and histories would keep it. */
import { createMiddleware } from 'hono/factory'
import type { Env } from '../ports.ts'
import { findKeyByToken, mayUse, type ApiKey, type Reader } from './key.ts'

export type KeyedEnv = Env & { Variables: { key: ApiKey; reader: Reader } }

/** Lets a request through that carries an open key, and puts the key in `c.var.key`; 401 for everything else, all alike. */
export const requireBearer = createMiddleware<KeyedEnv>(async (c, next) => {
  const token = /^Bearer ([\w.~+/-]{16,200}=*)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  const key = token === undefined ? null : await findKeyByToken(c.env, token)
  if (!key)
    return c.json({ error: 'unauthorized', message: 'Send an API key: Authorization: Bearer …' }, 401, {
      'WWW-Authenticate': 'Bearer',
    })
  c.set('key', key)
  c.set('reader', { mayRead: (siteId) => mayUse(key, siteId) })
  await next()
})

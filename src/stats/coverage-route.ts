/** `POST /api/coverage`: a site's own server says how many pages it served on a day. A count and nothing else is taken. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { KeyedEnv } from '../site/bearer.ts'
import { mayUse } from '../site/key.ts'
import { findSite } from '../site/site.ts'
import { recordServed, servedCount } from './coverage.ts'

/** Mounted behind a check of the key. */
export const coverageRoute = new Hono<KeyedEnv>().post(
  '/',
  bodyLimit({
    maxSize: 1024,
    onError: (c) => c.json({ error: 'too-large', message: 'The body has at most 1024 bytes.' }, 413),
  }),
  async (c) => {
    const json: unknown = await c.req.json().catch(() => undefined)
    const read = servedCount.safeParse(json)
    if (!read.success) {
      const [issue] = read.error.issues
      const message =
        issue?.code === 'unrecognized_keys'
          ? 'A field is not known'
          : `${String(issue?.path[0] ?? 'The body')} ${issue?.message ?? 'is not valid'}`
      return c.json({ error: 'invalid-count', message }, 400)
    }
    const site = await findSite(c.env, read.data.site.toLowerCase())
    if (!site || !mayUse(c.get('key'), site.id))
      return c.json({ error: 'unknown-site', message: 'There is no such site.' }, 404)
    if (c.get('key').scope !== 'admin')
      return c.json({ error: 'forbidden', message: 'This needs a key with admin scope.' }, 403)
    await recordServed(c.env, site, read.data)
    return c.body(null, 204)
  },
)

/** `POST /api/sites`: an automation makes a site. The same request again answers the same site (200), so it may be retried. */
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { Env } from '../ports.ts'
import type { ApiKey } from './key.ts'
import { addSite, newSite, type Site } from './site.ts'

const shown = ({ domain, hostnames, timezone }: Site) => ({ domain, hostnames, timezone })

/** Mounted behind a check that the key has admin scope and holds for every site. */
export const siteRoute = new Hono<Env & { Variables: { key: ApiKey } }>().post(
  '/',
  bodyLimit({
    maxSize: 16 * 1024,
    onError: (c) => c.json({ error: 'too-large', message: 'The body has at most 16384 bytes.' }, 413),
  }),
  async (c) => {
    const key = c.get('key')
    if (key.scope !== 'admin' || key.siteId !== null)
      return c.json({ error: 'forbidden', message: 'This needs a key with admin scope for all sites.' }, 403)
    const json: unknown = await c.req.json().catch(() => undefined)
    const read = newSite.safeParse(json)
    if (!read.success) {
      const [issue] = read.error.issues
      const field = issue?.code === 'unrecognized_keys' ? 'A field' : String(issue?.path[0] ?? 'The body')
      const message = issue?.code === 'unrecognized_keys' ? 'is not known' : issue?.message
      return c.json({ error: 'invalid-site', message: `${field} ${message}` }, 400)
    }
    const { site, isNew } = await addSite(c.env, read.data)
    return c.json(shown(site), isNew ? 201 : 200)
  },
)

/**
 * `GET /n/o/:token.gif`: the picture of one dot. It is always served, so that no mail ever shows a broken picture; whether anything is
 * counted is decided behind the answer. Without a link of ours the status says 404, to whoever looks at it.
 */
import { Hono } from 'hono'
import type { Env } from '../ports.ts'
import { readLink } from '../subscriber/token.ts'
import { takeHit } from './hit.ts'

/** GIF89a, one transparent dot, 43 bytes. */
const dot = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')

const headers = {
  'Content-Type': 'image/gif',
  'Content-Length': String(dot.length),
  // Each opening asks anew, where the reader's mail program lets it.
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
  'X-Content-Type-Options': 'nosniff',
  // Webmail shows it in pages of its own.
  'Cross-Origin-Resource-Policy': 'cross-origin',
}

export const openRoutes = new Hono<Env>().get('/n/o/:file{.+\\.gif}', (c) => {
  const link = readLink(c.env, 'open', c.req.param('file').slice(0, -'.gif'.length))
  if (link)
    takeHit(c.env, {
      kind: 'open',
      link,
      method: c.req.method,
      headers: c.req.raw.headers,
      network: c.env.network,
    })
  return new Response(new Uint8Array(dot), { status: link ? 200 : 404, headers })
})

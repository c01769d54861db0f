/**
 * `GET /.well-known/gpc.json`: that we heed Global Privacy Control (globalprivacycontrol.org, the "GPC Support Resource"), on our
 * own pages and where sites are measured. `lastUpdate` is the day on which this was last so decided, not of a release.
 */
import { Hono } from 'hono'
import type { Env } from '../ports.ts'

const support = { gpc: true, lastUpdate: '2026-11-26' }

export const gpcRoutes = new Hono<Env>().get('/.well-known/gpc.json', (c) =>
  c.json(support, 200, {
    'Cache-Control': 'public, max-age=86400',
    'X-Content-Type-Options': 'nosniff',
    'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  }),
)

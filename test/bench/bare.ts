/** What ingest and clicks are measured against: the same server and framework, and routes that do nothing but answer 202 or lead on. */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

/** Serves until the process is ended; tells its parent the port. */
export function serveBare(): void {
  const app = new Hono()
    .post('/api/event', (c) => c.body(null, 202))
    .get('/n/c/:token', (c) => c.redirect('https://example.nl/'))
  serve({ port: 0, hostname: '127.0.0.1', fetch: app.fetch }, ({ port }) => process.send?.({ port }))
}

/** The one door of every question over HTTP: which site, may this caller ask, what exactly, and in which form the answer goes. */
import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import type { Env } from '../ports.ts'
import type { Reader } from '../site/key.ts'
import { findSite, type Site } from '../site/site.ts'
import { readQuestion, type Asked, type Read } from './read-question.ts'

/** Whoever mounts this route has let the caller in and says what they may read. */
export type StatsEnv = Env & { Variables: { reader: Reader } }

export const wantsCsv = (c: Context, { format }: Read) =>
  format !== undefined
    ? format === 'csv'
    : accepts(c, {
        header: 'Accept',
        supports: ['application/json', 'text/csv'],
        default: 'application/json',
      }) === 'text/csv'

export function csv(c: Context, name: string, text: string): Response {
  return c.body(text, 200, {
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="${name}.csv"`,
  })
}

type Answering = (c: Context<StatsEnv>, site: Site, read: Read) => Promise<Response>

/** The same door for every question: the site must exist and the caller must be able to see it, else both look the same (404). */
export const ask = (asked: Asked, answer: Answering) => async (c: Context<StatsEnv>) => {
  const site = await findSite(c.env, (c.req.param('site') ?? '').toLowerCase())
  if (!site || !c.get('reader').mayRead(site.id))
    return c.json({ error: 'unknown-site', message: 'There is no such site.' }, 404)
  const reading = readQuestion(asked, c.req.queries())
  if (!reading.ok) return c.json(reading.refusal, 400)
  c.header('Cache-Control', 'no-store')
  c.header('Vary', 'Accept, Authorization, Cookie')
  return answer(c, site, reading.read)
}

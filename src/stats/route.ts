/** `GET /api/stats/:site/{summary,series,breakdown}`: JSON, or CSV when asked by `Accept: text/csv`. Holds no personal data. */
import { Hono, type Context } from 'hono'
import { accepts } from 'hono/accepts'
import type { Env } from '../ports.ts'
import { mayUse, type ApiKey } from '../site/key.ts'
import { findSite, type Site } from '../site/site.ts'
import { writeCsv } from './export.ts'
import { breakDown, findSummary, listSeries } from './query.ts'
import { readQuestion, type Asked, type Read } from './read-question.ts'
import { kOf } from './small-counts.ts'

/** Whoever mounts this route has let the caller in and says by which key. */
export type StatsEnv = Env & { Variables: { key: ApiKey } }

const figures = ['visitors', 'visits', 'views'] as const

const wantsCsv = (c: Context, { format }: Read) =>
  format !== undefined
    ? format === 'csv'
    : accepts(c, {
        header: 'Accept',
        supports: ['application/json', 'text/csv'],
        default: 'application/json',
      }) === 'text/csv'

function csv(c: Context, name: string, text: string): Response {
  return c.body(text, 200, {
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="${name}.csv"`,
  })
}

type Asking = (c: Context<StatsEnv>, site: Site, read: Read) => Promise<Response>

/** The same door for every question: the site must exist and the key must hold for it, else both look the same (404). */
const ask = (asked: Asked, answer: Asking) => async (c: Context<StatsEnv>) => {
  const site = await findSite(c.env, (c.req.param('site') ?? '').toLowerCase())
  if (!site || !mayUse(c.get('key'), site.id))
    return c.json({ error: 'unknown-site', message: 'There is no such site.' }, 404)
  const reading = readQuestion(asked, c.req.queries())
  if (!reading.ok) return c.json(reading.refusal, 400)
  c.header('Cache-Control', 'no-store')
  c.header('Vary', 'Accept, Authorization, Cookie')
  return answer(c, site, reading.read)
}

export const statsRoute = new Hono<StatsEnv>()
  .get(
    '/:site/summary',
    ask('summary', async (c, site, read) => {
      const { question } = read
      const summary = await findSummary(c.env, site, question)
      const columns = [
        'visitors',
        'visits',
        'views',
        'viewsPerVisit',
        'bounceRate',
        'engagedSeconds',
      ] as const
      if (!summary)
        return wantsCsv(c, read)
          ? csv(c, 'summary', writeCsv(columns, []))
          : c.json({ hidden: { below: kOf(question.filters) } })
      return wantsCsv(c, read) ? csv(c, 'summary', writeCsv(columns, [{ ...summary }])) : c.json(summary)
    }),
  )
  .get(
    '/:site/series',
    ask('series', async (c, site, read) => {
      const { question, interval } = read
      const points = await listSeries(c.env, site, question, interval)
      return wantsCsv(c, read)
        ? csv(
            c,
            'series',
            writeCsv(
              ['at', ...figures],
              points.map((point) => ({ ...point })),
            ),
          )
        : c.json(points)
    }),
  )
  .get(
    '/:site/breakdown',
    ask('breakdown', async (c, site, read) => {
      const { question, dimension } = read
      const breakdown = await breakDown(c.env, site, question, dimension)
      if (!wantsCsv(c, read)) return c.json(breakdown)
      const { rows, hidden } = breakdown
      const folded = hidden ? [{ value: `(${hidden.values} hidden)`, ...hidden }] : []
      return csv(c, dimension, writeCsv(['value', ...figures], [...rows, ...folded]))
    }),
  )

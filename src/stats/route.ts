/** `GET /api/stats/:site/{summary,series,breakdown}`: JSON, or CSV when asked by `Accept: text/csv`. Holds no personal data. */
import { Hono } from 'hono'
import { ask, csv, wantsCsv, type StatsEnv } from './ask.ts'
import { writeCsv } from './export.ts'
import { breakDown, findSummary, listSeries } from './query.ts'
import { kOf } from './small-counts.ts'

const figures = ['visitors', 'visits', 'views'] as const

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

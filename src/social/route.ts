/** `GET /api/stats/:site/social`: the report of both directions, as JSON, or its networks as CSV. Holds no personal data. */
import { Hono } from 'hono'
import { ask, csv, wantsCsv, type StatsEnv } from '../stats/ask.ts'
import { writeCsv } from '../stats/export.ts'
import { reportSocial } from './report.ts'

const columns = ['network', 'from_visitors', 'from_visits', 'to_clicks', 'ratio'] as const

export const socialRoute = new Hono<StatsEnv>().get(
  '/:site/social',
  ask('social', async (c, site, read) => {
    const report = await reportSocial(c.env, site, read.question)
    if (!wantsCsv(c, read)) return c.json(report)
    const rows = report.networks.map(({ network, from, to, ratio }) => ({
      network,
      from_visitors: from.visitors,
      from_visits: from.visits,
      to_clicks: to.clicks,
      ratio,
    }))
    const { hidden } = report
    const folded = hidden
      ? [
          {
            network: `(${hidden.networks} hidden)`,
            from_visitors: null,
            from_visits: hidden.visits,
            to_clicks: hidden.clicks,
            ratio: null,
          },
        ]
      : []
    return csv(c, 'social', writeCsv(columns, [...rows, ...folded]))
  }),
)

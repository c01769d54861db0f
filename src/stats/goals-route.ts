/** `GET /api/stats/:site/{goals,funnels}`: JSON, or CSV with a row for each source or step. Holds no personal data. */
import { Hono } from 'hono'
import { ask, csv, wantsCsv, type StatsEnv } from './ask.ts'
import { findFunnels, findGoals } from './conversions.ts'
import { writeCsv } from './export.ts'

const goalColumns = ['goal', 'kind', 'pattern', 'source', 'visitors', 'visits', 'times', 'rate'] as const
const funnelColumns = ['funnel', 'step', 'kind', 'pattern', 'visitors', 'visits', 'share', 'lost'] as const

export const goalsRoute = new Hono<StatsEnv>()
  .get(
    '/:site/goals',
    ask('goals', async (c, site, read) => {
      const goals = await findGoals(c.env, site, read.question.range)
      if (!wantsCsv(c, read)) return c.json(goals)
      const rows = goals.flatMap(
        ({ name, kind, pattern, visitors, visits, times, rate, sources, hidden }) => {
          const goal = { goal: name, kind, pattern }
          const folded = hidden ? [{ ...hidden, value: `(${hidden.values} hidden)` }] : []
          return [
            { ...goal, source: null, visitors, visits, times, rate },
            ...[...sources, ...folded].map((source) => ({
              ...goal,
              source: source.value,
              visitors: source.visitors,
              visits: source.visits,
              times: null,
              rate: null,
            })),
          ]
        },
      )
      return csv(c, 'goals', writeCsv(goalColumns, rows))
    }),
  )
  .get(
    '/:site/funnels',
    ask('funnels', async (c, site, read) => {
      const funnels = await findFunnels(c.env, site, read.question.range)
      if (!wantsCsv(c, read)) return c.json(funnels)
      const rows = funnels.flatMap(({ name, steps }) =>
        steps.map((step, nth) => ({ funnel: name, step: nth + 1, ...step })),
      )
      return csv(c, 'funnels', writeCsv(funnelColumns, rows))
    }),
  )

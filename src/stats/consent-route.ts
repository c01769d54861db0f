/** `GET /api/stats/:site/consent`: JSON, or CSV with a row for each total, day, language and notice. Holds no personal data. */
import { Hono } from 'hono'
import { ask, csv, wantsCsv, type StatsEnv } from './ask.ts'
import { findConsent } from './consent.ts'
import { writeCsv } from './export.ts'

const columns = ['by', 'value', 'shown', 'accepted', 'refused', 'custom', 'withdrawn', 'rate'] as const

export const consentStatsRoute = new Hono<StatsEnv>().get(
  '/:site/consent',
  ask('consent', async (c, site, read) => {
    const figures = await findConsent(c.env, site, read.question.range)
    if (!wantsCsv(c, read)) return c.json(figures)
    const { days, languages, notices, returning: _returning, ...total } = figures
    const rows = [
      { by: 'total', value: null, ...total },
      ...days.map(({ day, ...counts }) => ({ by: 'day', value: day, rate: null, ...counts })),
      ...languages.map(({ language, ...totals }) => ({ by: 'language', value: language, ...totals })),
      ...notices.map(({ notice, ...totals }) => ({ by: 'notice', value: notice, ...totals })),
    ]
    return csv(c, 'consent', writeCsv(columns, rows))
  }),
)

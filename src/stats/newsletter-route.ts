/**
 * `GET /api/stats/:site/newsletter`: what became of the newsletters of a range, with their links, as JSON, or as
 * CSV with a row for each issue. Holds no personal data.
 */
import { Hono } from 'hono'
import { ask, csv, wantsCsv, type StatsEnv } from './ask.ts'
import { writeCsv } from './export.ts'
import { findNewsletters, type IssueFigures } from './newsletter.ts'

const columns = [
  'issue',
  'subject',
  'day',
  'recipients',
  'sent',
  'failed',
  'uncertain',
  'skipped',
  'delivered',
  'returned_hard',
  'returned_soft',
  'complaints',
  'unsubscribed',
  'opens_aggregate_mails',
  'opens_aggregate_human',
  'opens_aggregate_proxy',
  'opens_aggregate_machine',
  'opens_aggregate_scanner',
  'opens_personal_mails',
  'opens_personal_unique',
  'clicks_aggregate_mails',
  'clicks_aggregate_human',
  'clicks_aggregate_scanner',
  'clicks_personal_mails',
  'clicks_personal_human',
  'clicks_personal_unique',
] as const

const rowOf = (one: IssueFigures): Readonly<Record<(typeof columns)[number], string | number | null>> => ({
  issue: one.issue,
  subject: one.subject,
  day: one.day,
  recipients: one.recipients,
  sent: one.sent,
  failed: one.failed,
  uncertain: one.uncertain,
  skipped: one.skipped,
  delivered: one.delivered,
  returned_hard: one.returnedHard,
  returned_soft: one.returnedSoft,
  complaints: one.complaints,
  unsubscribed: one.unsubscribed,
  opens_aggregate_mails: one.opens.aggregate.mails,
  opens_aggregate_human: one.opens.aggregate.times.human,
  opens_aggregate_proxy: one.opens.aggregate.times.proxy,
  opens_aggregate_machine: one.opens.aggregate.times.machine,
  opens_aggregate_scanner: one.opens.aggregate.times.scanner,
  opens_personal_mails: one.opens.personal.mails,
  opens_personal_unique: one.opens.personal.unique,
  clicks_aggregate_mails: one.clicks.aggregate.mails,
  clicks_aggregate_human: one.clicks.aggregate.times.human,
  clicks_aggregate_scanner: one.clicks.aggregate.times.scanner,
  clicks_personal_mails: one.clicks.personal.mails,
  clicks_personal_human: one.clicks.personal.times.human,
  clicks_personal_unique: one.clicks.personal.unique,
})

export const newsletterStatsRoute = new Hono<StatsEnv>().get(
  '/:site/newsletter',
  ask('newsletter', async (c, site, read) => {
    const report = await findNewsletters(c.env, site, read.question.range)
    if (!wantsCsv(c, read)) return c.json(report)
    return csv(c, 'newsletter', writeCsv(columns, report.issues.map(rowOf)))
  }),
)

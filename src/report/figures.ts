/**
 * What a report tells: the dashboard's own questions about one period and its headline about the period before. Small groups
 * are folded by the dashboard's own functions, so that a mail never shows what the page hides. Holds no personal data.
 */
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { reportSocial, type SocialReport } from '../social/report.ts'
import { listAnnotations, type Annotation } from '../stats/annotations.ts'
import { findGoals, type GoalFigures } from '../stats/conversions.ts'
import { listDrops, type DropTotal } from '../stats/drops.ts'
import { listKeyLosses } from '../stats/key-losses.ts'
import { breakDown, findSummary } from '../stats/query.ts'
import type { Breakdown, Range, Summary } from '../stats/question.ts'
import { periodBefore, type ReportPeriod } from './period.ts'

export interface Report {
  readonly domain: string
  readonly period: ReportPeriod
  readonly range: Range
  readonly previous: Range
  readonly summary: Summary
  readonly before: Summary
  readonly pages: Breakdown
  readonly channels: Breakdown
  readonly sources: Breakdown
  readonly social: SocialReport
  readonly goals: readonly GoalFigures[]
  readonly drops: readonly DropTotal[]
  readonly notes: readonly Annotation[]
  /** Days on which people may count twice after a crash. */
  readonly keysLostOn: readonly string[]
}

/** Twelve questions of the dashboard, as quick as one of its pages. */
export async function findReport(
  ports: Pick<Ports, 'db' | 'now'>,
  site: Site,
  period: ReportPeriod,
  range: Range,
): Promise<Report> {
  const previous = periodBefore(period, range)
  const question = { range, filters: [] }
  const [summary, before, pages, channels, sources, social, goals, drops, notes, keysLostOn] =
    await Promise.all([
      findSummary(ports, site, question),
      findSummary(ports, site, { range: previous, filters: [] }),
      breakDown(ports, site, question, 'page'),
      breakDown(ports, site, question, 'channel'),
      breakDown(ports, site, question, 'source'),
      reportSocial(ports, site, question),
      findGoals(ports, site, range),
      listDrops(ports, site, range),
      listAnnotations(ports, site, range),
      listKeyLosses(ports, site, range),
    ])
  const whole = (asked: Summary | null) => must(asked, 'only a filter hides the headline')
  return {
    domain: site.domain,
    period,
    range,
    previous,
    summary: whole(summary),
    before: whole(before),
    pages,
    channels,
    sources,
    social,
    goals,
    drops,
    notes,
    keysLostOn,
  }
}

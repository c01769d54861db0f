/**
 * How often a notice was shown, and how it was answered, by local day and language: a number and nothing else. "Shown" is counted
 * when the texts are asked for, by a request that says nothing of who asks, once per page that shows the banner.
 */
import { asRole, type Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'

export const outcomes = ['shown', 'accepted', 'refused', 'custom', 'withdrawn'] as const
export type Outcome = (typeof outcomes)[number]

export interface Counted {
  readonly at: Date
  readonly noticeId: string
  readonly language: string
  readonly outcome: Outcome
}

/** Index: consent_count_pk. Inserts go in one order, one row each. */
export async function recordOutcome(
  db: Tx,
  site: Pick<Site, 'id' | 'timezone'>,
  { at, noticeId, language, outcome }: Counted,
): Promise<void> {
  await db`
    insert into consent_count (site_id, day, notice_id, language, outcome, times)
    values (${site.id}, ${localDay(at, site.timezone)}, ${noticeId}, ${language}, ${outcome}, 1)
    on conflict (site_id, day, notice_id, language, outcome) do update set times = consent_count.times + 1`
}

export interface OutcomeRow {
  readonly day: string
  readonly noticeId: string
  readonly language: string
  readonly outcome: Outcome
  readonly times: number
}

/** By day, notice, language and outcome. Index: consent_count_pk. */
export async function listOutcomes(
  { db }: Pick<Ports, 'db'>,
  site: Pick<Site, 'id'>,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<OutcomeRow[]> {
  return await asRole(
    db,
    'dashboard',
    (tx) => tx<OutcomeRow[]>`
      select day::text as day, notice_id as "noticeId", language, outcome, times
      from consent_count where site_id = ${site.id} and day between ${from} and ${to}
      order by day, notice_id, language, outcome`,
  )
}

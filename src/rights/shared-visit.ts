/**
 * Visits that somebody else had part in: a visit is one visitor's of one day, and somebody behind the same network with the same browser,
 * such as a housemate, is the same visitor to us. What a visit says of the way is then nobody's alone, and is not told to either (art. 15(4),
 * of whoever asks, each page and where they came from stand among their own events.
 */
import type { Fragment, Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'

/** Stands where something was taken out; in no language, and nothing that a spreadsheet would take for a formula. */
export const mask = '[***]'

/**
 * Whether an event that is not a device's own lies in a row of `visit`: for the list of what is selected. Also one that carries no id, which may be
 * the device's own from before it consented: that nobody can tell. Once the events are past their time nobody can tell at all.
 * Index: event_pk for each visit, between its own ends.
 */
export const isShared = (db: Tx, siteId: SiteId, insights: readonly string[]): Fragment => db`
  exists (
    select from event
    where event.site_id = ${siteId} and event.occurred_at >= visit.started_at and event.occurred_at <= visit.ended_at
      and event.visitor = visit.visitor and (event.insight is null or event.insight not in ${db([...insights])}))`

/** What a shared visit says in place of its own: the opening may be the other's as well as any step. */
export const maskedWay = {
  channel: mask,
  social: mask,
  source: mask,
  referrer: mask,
  utm_source: mask,
  utm_medium: mask,
  utm_campaign: mask,
  entry: mask,
  exit: mask,
  trail: mask,
  trail_at: null,
} as const

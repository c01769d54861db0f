/** What was measured of a device with its consent: there may be a million of them, which are read and counted by their index. */
import { isShared, maskedWay } from '../rights/shared-visit.ts'
import type { CategoryName, PackageRow } from './package-category.ts'
import type { Json } from './package-mask.ts'
import { iso, pageRowsMax, type Reader, type Reading } from './package-reading.ts'

interface CircumstanceRow {
  readonly device: string | null
  readonly browser: string | null
  readonly os: string | null
  readonly language: string | null
  readonly country: string | null
  readonly channel: string | null
  readonly source: string | null
  readonly referrer: string | null
  readonly utm_source: string | null
  readonly utm_medium: string | null
  readonly utm_campaign: string | null
  readonly insight: string
}

interface EventRow extends CircumstanceRow {
  readonly id: string
  readonly occurred_at: Date
  /** The same, to the microsecond: a `Date` has milliseconds. */
  readonly at: string
  readonly visitor: string
  readonly network: string | null
  readonly name: string
  readonly path: string
  readonly target: string | null
  readonly outward: string | null
  readonly props: Json
  readonly engaged_ms: number | null
  readonly scroll: number | null
}

/**
 * Oldest first. Instants go back as text, since the driver would make a `Date` of one and lose its microseconds. Index: event_insight, in
 * each month's partition from where the page begins.
 */
async function* readEvents({ ask, site, found: { insights }, until }: Reading): AsyncIterable<PackageRow[]> {
  if (insights.length === 0) return
  let last: Pick<EventRow, 'at' | 'id'> = { at: '-infinity', id: '00000000-0000-0000-0000-000000000000' }
  for (;;) {
    const { at, id } = last
    const rows = await ask(
      (db) => db<EventRow[]>`
        select id, occurred_at, occurred_at::text as at, visitor::text as visitor, network::text as network, name, path, target,
          outward, props, engaged_ms, scroll, device, browser, os, language, country, channel, source, referrer, utm_source,
          utm_medium, utm_campaign, insight::text as insight
        from event
        where site_id = ${site.id} and insight in ${db([...insights])} and occurred_at <= ${until}
          and occurred_at >= ${at}::text::timestamptz and (occurred_at, id) > (${at}::text::timestamptz, ${id}::uuid)
        order by event.occurred_at, id limit ${pageRowsMax}`,
    )
    const end = rows.at(-1)
    if (!end) return
    last = end
    yield rows.map((row) => ({ ...row, occurred_at: iso(row.occurred_at) }))
    if (rows.length < pageRowsMax) return
  }
}

interface VisitRow extends CircumstanceRow {
  readonly visitor: string
  readonly day: string
  readonly started_at: Date
  readonly began: string
  readonly ended_at: Date
  readonly opened_at: Date
  readonly engaged_ms: number
  readonly views: number
  readonly events: number
  readonly interactions: number
  readonly social: string | null
  readonly entry: string | null
  readonly exit: string | null
  readonly trail: Json
  readonly trail_at: Json
  readonly is_shared: boolean
}

/**
 * Oldest first, with the way each went, where nobody else had part in it.
 * Index: visit_insight; visit_trail_pk and event_pk for each.
 */
async function* readVisits({ ask, site, found: { insights }, until }: Reading): AsyncIterable<PackageRow[]> {
  if (insights.length === 0) return
  let last: Pick<VisitRow, 'day' | 'visitor' | 'began'> = {
    day: '0001-01-01',
    visitor: '0',
    began: '-infinity',
  }
  for (;;) {
    const { day, visitor, began } = last
    const rows = await ask(
      (db) => db<VisitRow[]>`
        select visit.visitor::text as visitor, visit.day::text as day, visit.started_at, visit.started_at::text as began, ended_at,
          opened_at, engaged_ms::float8 as engaged_ms, views, events, interactions, social, device, browser, os, language, country,
          channel, source, referrer, utm_source, utm_medium, utm_campaign, insight::text as insight, entry, exit,
          to_json(trail) as trail, to_json(trail_at) as trail_at,
          ${isShared(db, site.id, insights)} as is_shared
        from visit left join visit_trail on visit_trail.site_id = ${site.id} and visit_trail.day = visit.day
          and visit_trail.visitor = visit.visitor and visit_trail.started_at = visit.started_at
        where visit.site_id = ${site.id} and insight in ${db([...insights])} and visit.started_at <= ${until}
          and (visit.day, visit.started_at, visit.visitor) > (${day}::text::date, ${began}::text::timestamptz, ${visitor}::bigint)
        order by visit.day, visit.started_at, visit.visitor limit ${pageRowsMax}`,
    )
    const end = rows.at(-1)
    if (!end) return
    last = end
    yield rows.map((row) => ({
      ...row,
      started_at: iso(row.started_at),
      ended_at: iso(row.ended_at),
      opened_at: iso(row.opened_at),
      ...(row.is_shared && maskedWay),
    }))
    if (rows.length < pageRowsMax) return
  }
}

export const visitReaders = {
  visits: readVisits,
  events: readEvents,
} satisfies Partial<Record<CategoryName, Reader>>

/** How many there are, where they are more than one wants to read. Index: event_insight, visit_insight. */
export async function countVisitRows(
  { ask, site, found: { insights }, until }: Reading,
  name: keyof typeof visitReaders,
): Promise<number> {
  if (insights.length === 0) return 0
  const [row] = await ask((db) =>
    name === 'events'
      ? db<{ rows: number }[]>`
          select count(*)::integer as rows from event
          where site_id = ${site.id} and insight in ${db([...insights])} and occurred_at <= ${until}`
      : db<{ rows: number }[]>`
          select count(*)::integer as rows from visit
          where site_id = ${site.id} and insight in ${db([...insights])} and started_at <= ${until}`,
  )
  return row?.rows ?? 0
}

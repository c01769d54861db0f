/**
 * What the desk did in a month, as numbers (art. 5(2)): for the privacy officer's own reporting. Staff alone see them, so small ones are
 * not hidden; none of them is about one person who could be told from it.
 */
import { erasureCategories, type ErasureCategory, type ErasureCounts } from '../answer/erase.ts'
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import type { CategoryName } from '../retention/category.ts'
import { requestKinds, type RequestKind } from '../rights/request.ts'
import type { Site } from '../site/site.ts'
import type { ReportMonth } from './report-month.ts'

type Asking = Pick<Ports, 'db'>
type Span = Pick<ReportMonth, 'since' | 'until'>

export interface KindFigures {
  readonly received: number
  readonly answered: number
  readonly refused: number
  readonly unidentified: number
  readonly withdrawn: number
  readonly extended: number
  /** Answered, refused or told that nobody was recognised: whoever took it back needed no answer. */
  readonly decided: number
  readonly inPromise: number
  readonly inLaw: number
  /** From the day of receipt to the day of the answer, over all that were decided. */
  readonly days: number
  readonly openNow: number
  readonly lateNow: number
}

export type RequestFigures = Readonly<Record<RequestKind, KindFigures>>

const nothing: KindFigures = {
  received: 0,
  answered: 0,
  refused: 0,
  unidentified: 0,
  withdrawn: 0,
  extended: 0,
  decided: 0,
  inPromise: 0,
  inLaw: 0,
  days: 0,
  openNow: 0,
  lateNow: 0,
}

interface KindRow {
  readonly kind: RequestKind
  readonly received: number
  readonly answered: number
  readonly refused: number
  readonly unidentified: number
  readonly withdrawn: number
  readonly decided: number
  readonly in_promise: number
  readonly in_law: number
  readonly days: number
  readonly open_now: number
  readonly late_now: number
}

/** Index: rights_request_pk, all of one site: two years of requests, some thousands. */
export async function countRequests(
  { db }: Asking,
  site: Pick<Site, 'id' | 'timezone'>,
  { since, until }: Span,
  today: string,
): Promise<RequestFigures> {
  const rows = await db<KindRow[]>`
    select kind,
      (count(*) filter (where received_at >= ${since} and received_at < ${until}))::int as received,
      (count(*) filter (where is_closed and state = 'answered'))::int as answered,
      (count(*) filter (where is_closed and state = 'refused'))::int as refused,
      (count(*) filter (where is_closed and state = 'cannot-identify'))::int as unidentified,
      (count(*) filter (where is_closed and state = 'withdrawn'))::int as withdrawn,
      (count(*) filter (where is_closed and state <> 'withdrawn'))::int as decided,
      (count(*) filter (where is_closed and state <> 'withdrawn' and closed_on <= promise_due))::int as in_promise,
      (count(*) filter (where is_closed and state <> 'withdrawn' and closed_on <= coalesce(extended_due, legal_due)))::int as in_law,
      coalesce(sum(closed_on - received_on) filter (where is_closed and state <> 'withdrawn'), 0)::int as days,
      (count(*) filter (where closed_at is null))::int as open_now,
      (count(*) filter (where closed_at is null and coalesce(extended_due, promise_due) < ${today}::date))::int as late_now
    from (
      select kind, state, received_at, closed_at, promise_due, legal_due, extended_due,
        coalesce(closed_at >= ${since} and closed_at < ${until}, false) as is_closed,
        (closed_at at time zone ${site.timezone})::date as closed_on,
        (received_at at time zone ${site.timezone})::date as received_on
      from rights_request where site_id = ${site.id}
    ) one group by kind`
  const extended = await countExtended({ db }, site.id, { since, until })
  const byKind = new Map(rows.map((row) => [row.kind, row]))
  const figuresOf = (kind: RequestKind): KindFigures => {
    const row = byKind.get(kind)
    if (!row) return { ...nothing, extended: extended.get(kind) ?? 0 }
    const { in_promise: inPromise, in_law: inLaw, open_now: openNow, late_now: lateNow, ...rest } = row
    return { ...rest, inPromise, inLaw, openNow, lateNow, extended: extended.get(kind) ?? 0 }
  }
  return Object.fromEntries(requestKinds.map((kind) => [kind, figuresOf(kind)])) as RequestFigures
}

/** Indexes: rights_step_pk, rights_request_pk. */
async function countExtended(
  { db }: Asking,
  siteId: SiteId,
  { since, until }: Span,
): Promise<ReadonlyMap<RequestKind, number>> {
  const rows = await db<{ kind: RequestKind; extended: number }[]>`
    select rights_request.kind, count(*)::int as extended from rights_step
    join rights_request on rights_request.site_id = rights_step.site_id
      and rights_request.request_id = rights_step.request_id
    where rights_step.site_id = ${siteId} and rights_request.site_id = ${siteId} and step = 'extend'
      and at >= ${since} and at < ${until}
    group by rights_request.kind`
  return new Map(rows.map(({ kind, extended }) => [kind, extended]))
}

export const addedUp = (figures: RequestFigures): KindFigures =>
  requestKinds.reduce(
    (sum, kind) =>
      Object.fromEntries(
        Object.entries(sum).map(([name, value]) => [name, value + figures[kind][name as keyof KindFigures]]),
      ) as unknown as KindFigures,
    nothing,
  )

export interface RestrictionFigures {
  readonly begun: number
  readonly lifted: number
  readonly running: number
}

/** Index: restriction_pk, all of one site: some dozens. */
export async function countRestrictions(
  { db }: Asking,
  siteId: SiteId,
  { since, until }: Span,
): Promise<RestrictionFigures> {
  const [row] = await db<RestrictionFigures[]>`
    select (count(*) filter (where began_at >= ${since} and began_at < ${until}))::int as begun,
      (count(*) filter (where lifted_at >= ${since} and lifted_at < ${until}))::int as lifted,
      (count(*) filter (where lifted_at is null))::int as running
    from restriction where site_id = ${siteId} and because = 'asked'`
  return must(row, 'an aggregate has one row')
}

export interface BreachFigures {
  readonly recorded: number
  readonly notified: number
  readonly notNotified: number
  readonly open: number
}

/** Of those recorded in the month, what was decided by now. Index: breach_pk, all of one site: some dozens. */
export async function countBreaches(
  { db }: Asking,
  siteId: SiteId,
  { since, until }: Span,
): Promise<BreachFigures> {
  const [row] = await db<{ recorded: number; notified: number; not_notified: number; open: number }[]>`
    select count(*)::int as recorded,
      (count(*) filter (where decision = 'notified'))::int as notified,
      (count(*) filter (where decision = 'not-notified'))::int as not_notified,
      (count(*) filter (where decision is null))::int as open
    from breach where site_id = ${siteId} and made_at >= ${since} and made_at < ${until}`
  const { not_notified: notNotified, ...rest } = must(row, 'an aggregate has one row')
  return { ...rest, notNotified }
}

export interface RetentionFigures {
  readonly category: CategoryName
  readonly days: number
  readonly rows: number
  /** The oldest that was left, as the last run of the month found it. */
  readonly oldestAt: Date | null
}

/** Index: retention_run_pk: a row a day for each category; that a sweep was missed and told is a row too, and no category. */
export async function listRetention(
  { db }: Asking,
  siteId: SiteId,
  { from, to }: Pick<ReportMonth, 'from' | 'to'>,
): Promise<RetentionFigures[]> {
  const rows = await db<{ category: CategoryName; days: number; rows: string; oldest_at: Date | null }[]>`
    select category, (count(*) filter (where is_done))::int as days, sum(rows_deleted)::text as rows,
      (array_agg(oldest_at order by day desc))[1] as oldest_at
    from retention_run where site_id = ${siteId} and day between ${from}::date and ${to}::date and category <> 'alarm'
    group by category order by category`
  return rows.map(({ rows: deleted, oldest_at: oldestAt, ...rest }) => ({
    ...rest,
    rows: Number(deleted),
    oldestAt,
  }))
}

/** How often somebody was erased, and of what how much, over a month. */
export interface ErasureFigures {
  readonly deeds: number
  readonly counts: ErasureCounts
}

/** Whoever is erased in a month, added up by what there was of them. */
export async function sumErasures(
  { db }: Asking,
  siteId: SiteId,
  { since, until }: Span,
): Promise<ErasureFigures> {
  // Index: audit_entry_pk, the entries of one site: some thousands in two years.
  const rows = await db<{ body: string }[]>`
    select body from audit_entry
    where site_id = ${siteId} and kind = 'erased' and at >= ${since} and at < ${until} order by seq limit 10000`
  const all = rows.flatMap(({ body }) => {
    const { facts } = JSON.parse(body) as { readonly facts: { readonly counts?: ErasureCounts } }
    return facts.counts ?? []
  })
  const sum = (category: ErasureCategory, which: 'deleted' | 'retained') =>
    all.reduce((total, count) => total + (count.category === category ? count[which] : 0), 0)
  return {
    deeds: rows.length,
    counts: erasureCategories.map((category) => ({
      category,
      deleted: sum(category, 'deleted'),
      retained: sum(category, 'retained'),
      because: null,
    })),
  }
}

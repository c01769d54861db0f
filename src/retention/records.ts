/**
 * What goes by age of tables that no lower room sweeps: figures, files of requests, restrictions, proof. Each takes a transaction, a site and
 * since when something may be there, and answers how many rows went; 0 when nothing is left. What somebody restricted lies in `held_row`
 * and is touched by none of them.
 */
import { arrayLiteral, type Tx } from '../db/connect.ts'
import { must } from '../must.ts'
import { sweepHitCounts } from '../newsletter/forget.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { sweepUnsubscribeCounts } from '../subscriber/ended.ts'
import { categories, limitOf, type Kept, type Limit } from './category.ts'

type Of = Pick<Site, 'id'>

/**
 * The figures of the oldest day that is past its term, a day at a time: its row is held first, as whoever computes it holds it. Then what
 * is counted by the day elsewhere. Index: site_day_pk, day_hour_pk, day_value_pk (all of the site's: it has the dimension first),
 * served_day_pk, drop_count_pk, consent_count_pk.
 */
export async function sweepTotals(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  site: Pick<Site, 'id' | 'timezone' | 'settings'>,
  limit: Limit,
): Promise<number> {
  const { id } = site
  const [held] = await db<{ day: string }[]>`
    select day::text as day from site_day where site_id = ${id} and day < ${limit.day}
    order by site_day.day limit 1 for update`
  if (held) {
    const values = await db`delete from day_value where site_id = ${id} and day = ${held.day}`
    const hours = await db`delete from day_hour where site_id = ${id} and day = ${held.day}`
    const days = await db`delete from site_day where site_id = ${id} and day = ${held.day}`
    return values.count + hours.count + days.count
  }
  const served = await db`delete from served_day where site_id = ${id} and day < ${limit.day}`
  const drops = await db`delete from drop_count where site_id = ${id} and day < ${limit.day}`
  const answers = await db`delete from consent_count where site_id = ${id} and day < ${limit.day}`
  const others = (await sweepUnsubscribeCounts({ db, now }, site)) + (await sweepHitCounts({ db, now }, site))
  return served.count + drops.count + answers.count + others
}

/** In one transaction: each has some tens of rows in other tables. */
const requestsAtOnce = 50

/**
 * Whole files of requests that were closed before the limit. One by which something is still restricted stays: whoever asked must be told
 * before that ends (art. 18(3)). Index: rights_request_closed_at, restriction_pk, and of the others what begins with the request.
 */
export async function sweepRequests(db: Tx, { id }: Of, { at }: Limit): Promise<number> {
  const rows = await db<{ request_id: string }[]>`
    select request_id from rights_request
    where site_id = ${id} and closed_at < ${at} and not exists (
      select from restriction where restriction.site_id = ${id} and restriction.request_id = rights_request.request_id
        and lifted_at is null)
    order by closed_at, request_id limit ${requestsAtOnce} for update`
  if (rows.length === 0) return 0
  const ids = arrayLiteral(rows.map((row) => row.request_id))
  const gone = [
    await db`delete from rights_step where site_id = ${id} and request_id = any(${ids}::uuid[])`,
    await db`delete from rights_link where site_id = ${id} and request_id = any(${ids}::uuid[])`,
    await db`delete from rights_code where site_id = ${id} and request_id = any(${ids}::uuid[])`,
    await db`delete from rights_note where site_id = ${id} and request_id = any(${ids}::uuid[])`,
    await db`delete from rights_reminder where site_id = ${id} and request_id = any(${ids}::uuid[])`,
    await db`delete from rights_letter where site_id = ${id} and request_id = any(${ids}::uuid[])`,
    await db`delete from processor_task where site_id = ${id} and request_id = any(${ids}::uuid[])`,
    await db`delete from rights_request where site_id = ${id} and request_id = any(${ids}::uuid[])`,
  ]
  return gone.reduce((total, { count }) => total + count, 0)
}

/** Mailed links and codes, used or not. Reads those of a week. Index: rights_link_pk, rights_code_pk. */
export async function sweepLinks(db: Tx, { id }: Of, { at }: Limit): Promise<number> {
  const links = await db`delete from rights_link where site_id = ${id} and made_at < ${at}`
  const codes = await db`delete from rights_code where site_id = ${id} and made_at < ${at}`
  return links.count + codes.count
}

/**
 * Restrictions that were lifted, with rows that one of them should not have any more; and what an objection holds, at its own term, decided
 * or not: an objection puts off no deletion, and what its owner asked to keep is another matter. Some tens at a site. Index:
 * restriction_pk, held_row_pk.
 */
export async function sweepRestrictions(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  site: Of & Kept,
  { at }: Limit,
): Promise<number> {
  const { id } = site
  const rows = await db<{ restriction_id: string }[]>`
    delete from restriction where site_id = ${id} and lifted_at < ${at} returning restriction_id`
  const ids = arrayLiteral(rows.map((row) => row.restriction_id))
  const held = await db`delete from held_row where site_id = ${id} and restriction_id = any(${ids}::uuid[])`
  const since = (period: 'events-90-days' | 'visits-13-months'): string =>
    must(limitOf(categories[period].term, site, now()), 'both have a term').day
  const over = await db`
    delete from held_row using restriction
    where held_row.site_id = ${id} and restriction.site_id = ${id}
      and restriction.restriction_id = held_row.restriction_id and because = 'objected'
      and (table_name = 'event' and held_row.day < ${since('events-90-days')}
        or table_name = 'visit' and held_row.day < ${since('visits-13-months')})`
  return rows.length + held.count + over.count
}

/** No backup is older, so none has to be told of these any more. Index: journal_entry_pk. */
export async function sweepJournal(db: Tx, { id }: Of, { at }: Limit): Promise<number> {
  const { count } = await db`delete from journal_entry where site_id = ${id} and at < ${at}`
  return count
}

/** Breaches that were closed; an open one stays. Index: breach_pk. */
export async function sweepBreaches(db: Tx, { id }: Of, { at }: Limit): Promise<number> {
  const { count } = await db`delete from breach where site_id = ${id} and closed_at < ${at}`
  return count
}

/** What the sweeps themselves wrote down; of the installation too. Index: retention_run_pk. */
export async function sweepRuns(db: Tx, id: number, { day }: Pick<Limit, 'day'>): Promise<number> {
  const { count } = await db`delete from retention_run where site_id = ${id} and day < ${day}`
  return count
}

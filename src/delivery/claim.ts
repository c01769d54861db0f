/**
 * Which mails a sender takes next, so many as may leave now: of the site in a minute and on a day, and to one mail domain in a minute. All
 * who send for a site take turns at one row, so however many there are, together they never take more. Nobody waits in a transaction
 * while a server is spoken to: what is taken is leased.
 */
import { arrayLiteral, type Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import type { Issue } from '../newsletter/issue.ts'
import type { Ports } from '../ports.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import type { Level } from '../subscriber/level.ts'
import type { NewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { admissible, afterLeaving, nextFreeAt, putOff } from './pace.ts'

type Claiming = Pick<Ports, 'db' | 'now'>
type Which = Pick<Issue, 'siteId' | 'id'>

export interface Taking {
  /** Mails to take at most. */
  readonly limit: number
  /** Tells senders apart; chance, not identity. */
  readonly holder: string
}

/** A mail that is ours to send until its lease ends. */
export interface Taken {
  readonly subscriberId: bigint
  /** Frozen when the issue began. */
  readonly opens: Level
  readonly clicks: Level
  /** How often its server said "later". */
  readonly tries: number
}

export interface Claim {
  readonly taken: readonly Taken[]
  /** Some were due and put off, so that there may be others to take at once. */
  readonly hasPutOff: boolean
  /** When the site may send again, where that is what is in the way; null: it is not. */
  readonly freeAt: Date | null
  /** All that the site may send on this day is sent. */
  readonly isDayFull: boolean
}

const nothing: Claim = { taken: [], hasPutOff: false, freeAt: null, isDayFull: false }

/** Longer than telling a server one mail may take, four answers of a minute each at most: whose lease ends is dead, not slow. */
export const leaseSeconds = 300

export const leaseUntil = (now: Date): Date => new Date(now.getTime() + leaseSeconds * 1_000)

/** All mails of the site, in `sending_pace`. */
const all = Buffer.alloc(0)

interface PaceRow {
  readonly subject: string
  readonly free_at: Date
  readonly planned_at: Date
}

interface TakenRow {
  readonly subscriber_id: string
  readonly opens: Level
  readonly clicks: Level
  readonly domain: string | null
  readonly tries: number
}

/** How many left today; locks the site's row until the transaction ends. Index: sending_day_pk. */
async function lockDay(db: Tx, siteId: number, day: string): Promise<number> {
  const [row] = await db<{ mails: number }[]>`
    insert into sending_day (site_id, kind, day, mails) values (${siteId}, 'newsletter', ${day}, 0)
    on conflict (site_id, kind) do update set
      mails = case sending_day.day when excluded.day then sending_day.mails else 0 end, day = excluded.day
    returning mails`
  return must(row, 'the statement always returns a row').mails
}

/** Index: sending_day_pk. */
async function addToDay(db: Tx, siteId: number, mails: number): Promise<void> {
  await db`
    update sending_day set mails = mails + ${mails} where site_id = ${siteId} and kind = 'newsletter'`
}

/** By subject, in hexadecimal. Index: sending_pace_pk. */
async function listPaces(
  db: Tx,
  siteId: number,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, PaceRow>> {
  const rows = await db<PaceRow[]>`
    select encode(subject, 'hex') as subject, free_at, planned_at from sending_pace
    where site_id = ${siteId} and subject in (
      select decode(given, 'hex') from unnest(${arrayLiteral(subjects.map((one) => `"${one}"`))}::text[]) as given)`
  return new Map(rows.map((row) => [row.subject, row]))
}

interface Paced {
  readonly subject: string
  readonly freeAt: number
  readonly plannedAt: number
}

const instants = (times: readonly number[]): string =>
  arrayLiteral(times.map((time) => new Date(time).toISOString()))

/** Index: sending_pace_pk. */
async function recordPaces(db: Tx, siteId: number, paces: readonly Paced[]): Promise<void> {
  await db`
    insert into sending_pace (site_id, subject, free_at, planned_at)
    select ${siteId}, decode(given.subject, 'hex'), given.free_at, given.planned_at
    from unnest(${arrayLiteral(paces.map(({ subject }) => `"${subject}"`))}::text[],
      ${instants(paces.map(({ freeAt }) => freeAt))}::timestamptz[],
      ${instants(paces.map(({ plannedAt }) => plannedAt))}::timestamptz[]) as given (subject, free_at, planned_at)
    on conflict (site_id, subject) do update set free_at = excluded.free_at, planned_at = excluded.planned_at`
}

/**
 * The longest waiting first. By a list of numbers, not by a join: an audience that was frozen a moment ago has no statistics yet, and a plan
 * for one row then reads all of them for each. Indexes: delivery_due, delivery_pk; tried with 50,000 that wait.
 */
async function takeDue(
  db: Tx,
  { siteId, id }: Which,
  { limit, holder }: Taking,
  now: Date,
): Promise<readonly TakenRow[]> {
  return await db<TakenRow[]>`
    with due as materialized (
      select subscriber_id from delivery
      where site_id = ${siteId} and issue_id = ${id} and state = 'queued' and next_try_at <= ${now}
      order by next_try_at limit ${limit} for update skip locked)
    update delivery set state = 'claimed', lease_holder = ${holder}, lease_until = ${leaseUntil(now)}
    where site_id = ${siteId} and issue_id = ${id} and subscriber_id = any(array(select subscriber_id from due))
    returning subscriber_id, opens, clicks, encode(domain_key, 'hex') as domain, tries`
}

interface Later {
  readonly id: string
  readonly at: number
}

/** As `takeDue`. Index: delivery_pk. */
async function recordPutOff(db: Tx, { siteId, id }: Which, later: readonly Later[]): Promise<void> {
  const ids = arrayLiteral(later.map((one) => one.id))
  await db`
    update delivery set state = 'queued', next_try_at = given.at, lease_holder = null, lease_until = null
    from unnest(${ids}::bigint[], ${instants(later.map(({ at }) => at))}::timestamptz[]) as given (id, at)
    where delivery.site_id = ${siteId} and delivery.issue_id = ${id} and delivery.subscriber_id = any(${ids}::bigint[])
      and delivery.subscriber_id = given.id`
}

interface Sorted {
  readonly now: readonly TakenRow[]
  readonly later: readonly Later[]
  readonly paces: readonly Paced[]
}

/** Which of those that were taken may leave now, domain by domain. Pure. */
function sortByDomain(
  rows: readonly TakenRow[],
  perMinuteMax: number,
  known: ReadonlyMap<string, PaceRow>,
  now: number,
): Sorted {
  const leaving = rows.filter(({ domain }) => domain === null)
  const later: Later[] = []
  const paces: Paced[] = []
  for (const [domain, some] of Map.groupBy(rows, ({ domain }) => domain)) {
    if (domain === null) continue
    const row = known.get(domain)
    const before = { freeAt: row?.free_at.getTime() ?? now }
    const may = some.slice(0, admissible(perMinuteMax, before, now))
    const freeAt = afterLeaving(perMinuteMax, before, now, may.length)
    const tooMany = some.slice(may.length)
    const turns = putOff(perMinuteMax, { freeAt }, row?.planned_at.getTime() ?? now, tooMany.length + 1)
    leaving.push(...may)
    later.push(...tooMany.map((one, nth) => ({ id: one.subscriber_id, at: turns[nth] ?? now })))
    paces.push({
      subject: domain,
      freeAt,
      plannedAt: tooMany.length > 0 ? (turns.at(-1) ?? now) : (row?.planned_at.getTime() ?? now),
    })
  }
  return { now: leaving, later, paces }
}

/** Takes mails of an issue that are due. Gives none when none is, or none may leave. */
export async function claimDue(
  ports: Claiming,
  site: Pick<Site, 'id' | 'timezone'>,
  issue: Which,
  settings: Pick<NewsletterSettings, 'mailsPerMinuteMax' | 'mailsPerMinuteAndDomainMax' | 'mailsPerDayMax'>,
  taking: Taking,
): Promise<Claim> {
  const { mailsPerMinuteMax, mailsPerMinuteAndDomainMax, mailsPerDayMax } = settings
  return await ports.db.begin(async (db) => {
    const at = ports.now()
    const now = at.getTime()
    const today = await lockDay(db, site.id, localDay(at, site.timezone))
    const overall = (await listPaces(db, site.id, [''])).get('')
    const pace = { freeAt: overall?.free_at.getTime() ?? now }
    const may = admissible(mailsPerMinuteMax, pace, now)
    if (mailsPerDayMax <= today) return { ...nothing, isDayFull: true }
    if (may === 0) return { ...nothing, freeAt: new Date(nextFreeAt(mailsPerMinuteMax, pace)) }
    const limit = Math.min(taking.limit, may, mailsPerDayMax - today)
    const rows = await takeDue(db, issue, { ...taking, limit }, at)
    if (rows.length === 0) return nothing
    const domains = [...new Set(rows.flatMap(({ domain }) => domain ?? []))]
    const sorted = sortByDomain(rows, mailsPerMinuteAndDomainMax, await listPaces(db, site.id, domains), now)
    if (sorted.later.length > 0) await recordPutOff(db, issue, sorted.later)
    const freeAt = afterLeaving(mailsPerMinuteMax, pace, now, sorted.now.length)
    await recordPaces(db, site.id, [
      { subject: all.toString('hex'), freeAt, plannedAt: now },
      ...sorted.paces,
    ])
    await addToDay(db, site.id, sorted.now.length)
    return {
      ...nothing,
      taken: sorted.now.map(({ subscriber_id: id, opens, clicks, tries }) => ({
        subscriberId: BigInt(id),
        opens,
        clicks,
        tries,
      })),
      hasPutOff: sorted.later.length > 0,
    }
  })
}

/** Issues with mails whose sender let the lease end. Reads every site on purpose; few are leased at any time. Index: delivery_leased. */
export async function listLeft({ db, now }: Claiming): Promise<readonly Which[]> {
  const rows = await db<{ site_id: number; issue_id: number }[]>`
    /* every site */ select distinct site_id, issue_id from delivery
    where state in ('claimed', 'handing') and lease_until <= ${now()}`
  return rows.map((row) => ({ siteId: row.site_id as SiteId, id: row.issue_id }))
}

/**
 * What a sender left that died, or hangs: taken and not begun waits again; begun is uncertain, since nobody knows how far it came. Answers how
 * many are uncertain. Index: delivery_leased.
 */
export async function recoverLeases({ db, now }: Claiming, { siteId, id }: Which): Promise<number> {
  const [row] = await db<{ uncertain: number }[]>`
    with ended as (
      update delivery set state = case state when 'claimed' then 'queued' else 'uncertain' end,
        last_code = case state when 'claimed' then last_code else 'LEASE_ENDED' end, lease_holder = null, lease_until = null
      where site_id = ${siteId} and issue_id = ${id} and state in ('claimed', 'handing') and lease_until <= ${now()}
      returning state
    ), back as (select count(*)::integer as mails from ended where state = 'queued'),
    given as (
      update sending_day set mails = greatest(0, mails - (select mails from back))
      where site_id = ${siteId} and kind = 'newsletter' and (select mails from back) > 0
    )
    select count(*)::integer as uncertain from ended where state = 'uncertain'`
  return row?.uncertain ?? 0
}

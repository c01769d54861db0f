/**
 * Months of a believable site, made by the database itself: the same on every run, since each choice is a hash of the day,
 * the visit and the step. A visit has 2.2 views, and of 100 events 55 are views, 35 reading time and 10 something done. Visits
 * are written beside their events, set by set, as the roll-up would make them; a sample day is rolled up again and compared.
 */
import { arrayLiteral, type Tx } from '../../src/db/connect.ts'
import { addDays, dayBounds } from '../../src/site/local-day.ts'
import type { Site } from '../../src/site/site.ts'
import { computeDay } from '../../src/stats/days.ts'
import { campaigns, devices, languages, pages, referrers } from './believable.ts'
import type { BenchPorts } from './database.ts'
import { say } from './progress.ts'

export interface Span {
  /** Local day of the site that holds the span. */
  readonly day: string
  readonly from: Date
  /** Visits begin within this time; the last ends some minutes later. */
  readonly seconds: number
  readonly visits: number
  readonly eventsPerBatch: number
  /** Written as visits at once, or left waiting for the roll-up. */
  readonly becomes: 'visits' | 'waiting'
}

/** An array as PostgreSQL reads it from text; none of our lists holds a quote or a backslash. */
const list = (values: readonly (string | null)[]): string =>
  arrayLiteral(values.map((value) => (value === null ? 'NULL' : `"${value}"`)))

/** The channel of a visit as stored: null is direct. */
const channel = `case when campaign is not null then 'newsletter' when referrer is not null then 'search' end`

/** Inlined by the planner: a number between 0 and 1 out of a visit's number and what it is drawn for. */
const chance = `create or replace function pg_temp.chance(nth bigint, what bigint) returns float8 language sql immutable
  as 'select (hashint8extended(nth, what) & 1048575) / 1048576.0'`

/** Writes the events of one span, and what they become. Meant for one day at most. */
export async function generateSpan({ db }: Pick<BenchPorts, 'db'>, site: Site, span: Span): Promise<void> {
  const draw = (what: number) => `pg_temp.chance(nth, $7::bigint + ${what})`
  const pick = (values: string, length: number, what: number, skew = 1) =>
    `(${values}::text[])[1 + floor(${length} * ${draw(what)} ^ ${skew})::integer]`
  const midnight = dayBounds(span.day, site.timezone).from
  await db.begin(async (tx) => {
    await tx.unsafe(chance)
    // Every eighth visit is the second one of the visitor before it, long enough after the first to stand by itself.
    await tx.unsafe(
      `create temp table plan on commit drop as
       select nth, hashint8extended(first, $7::bigint) as visitor,
         $1::timestamptz + make_interval(secs => $2::float8 / 2
           * (pg_temp.chance(first, $7::bigint + 1) + pg_temp.chance(first, $7::bigint + 2))
           + case when nth = first then 0 else 14400 end) as started_at,
         least(20, 1 + floor(-ln(1 - ${draw(3)}) * 1.65))::integer as views,
         ${pick('$4', devices.length, 4, 1.6)} as device, ${pick('$5', languages.length, 5)} as language,
         case when ${draw(6)} < 0.08 then ${pick('$6', campaigns.length, 7, 2)} end as campaign,
         ${pick('$8', referrers.length, 8, 2)} as referrer,
         format('%s.%s.%s.0/24', 11 + nth % 180, nth / 180 % 250, nth / 45000 % 250)::cidr as network
       from (select nth, case when nth % 8 = 0 then nth - 1 else nth end as first from generate_series(1, $3::bigint) nth) numbered`,
      [
        span.from,
        span.seconds,
        span.visits,
        list(devices.map((device) => device.join('|'))),
        list(languages),
        list(campaigns),
        site.id * 100_000_000 + (Date.parse(span.day) / 86_400_000) * 10,
        list(referrers),
      ],
    )
    await tx.unsafe(
      `create temp table happening on commit drop as
       select nth, kind, date_trunc('milliseconds', at) as at, path, name, target, props, engaged_ms, scroll
       from (
         select nth, view, ($1::text[])[1 + floor(${pages.length} * pg_temp.chance(visitor # nth, 1000 + view) ^ 3)::integer] as path,
           started_at + make_interval(secs => (view - 1) * 45 + 30 * pg_temp.chance(visitor # nth, 2000 + view)) as viewed_at,
           pg_temp.chance(visitor # nth, 3000 + view) as reads, pg_temp.chance(visitor # nth, 4000 + view) as acts,
           pg_temp.chance(visitor # nth, 5000 + view) as much
         from plan, generate_series(1, views) as view
       ) viewed, lateral (
         select 1 as kind, viewed_at as at, 'pageview' as name, null::text as target, null::jsonb as props,
           null::integer as engaged_ms, null::smallint as scroll
         union all
         select 2, viewed_at + make_interval(secs => 1 + 12 * much), 'engagement', null, null, (1000 + 12000 * much)::integer,
           (100 * much)::smallint where reads < 0.64
         union all
         select 3, viewed_at + make_interval(secs => 1 + 10 * much), 'Outbound Link: Click',
           'www.rotterdam.nl/wonen/' || floor(20 * much), null, null, null where acts < 0.07
         union all
         select 4, viewed_at + make_interval(secs => 1 + 10 * much), 'File Download',
           '/media/folder-' || floor(30 * much) || '.pdf', null, null, null where acts between 0.07 and 0.11
         union all
         select 5, viewed_at + make_interval(secs => 1 + 10 * much), 'Woningreactie', null,
           jsonb_build_object('wijk', 'Kralingen', 'kamers', (1 + floor(5 * much))::text), null, null where acts between 0.11 and 0.18
       ) happened`,
      [list(pages)],
    )
    await tx`
      insert into event (occurred_at, visitor, id, site_id, engaged_ms, scroll, passive, name, path, network, device, browser, os,
        language, channel, source, referrer, utm_source, utm_medium, utm_campaign, target, props)
      select at, visitor, (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(digits, 1, 3) || '8'
          || substr(digits, 4, 15))::uuid,
        ${site.id}, engaged_ms, scroll, case when kind = 2 then true end, name, path, network,
        case when kind <> 2 then split_part(device, '|', 1) end, case when kind <> 2 then split_part(device, '|', 2) end,
        case when kind <> 2 then split_part(device, '|', 3) end, case when kind <> 2 then language end,
        case when kind <> 2 then ${tx.unsafe(channel)} end, case when kind <> 2 then case when campaign is null then referrer else 'nieuwsbrief' end end,
        case when kind <> 2 then referrer end, case when kind <> 2 and campaign is not null then 'nieuwsbrief' end,
        case when kind <> 2 and campaign is not null then 'email' end, case when kind <> 2 then campaign end, target, props
      from happening join plan using (nth), md5(concat_ws(' ', nth, kind, at)) as digits
      order by at`
    if (span.becomes === 'waiting') await leaveWaiting(tx, site, span)
    else await writeVisits(tx, site, span, midnight)
  })
}

/** Gives the roll-up its work: a day's events in batches, in the order of time. */
export async function leaveWaiting(
  tx: Tx,
  site: Site,
  { day, eventsPerBatch }: Pick<Span, 'day' | 'eventsPerBatch'>,
): Promise<void> {
  const { from, until } = dayBounds(day, site.timezone)
  await tx`
    insert into ingest_batch (site_id, batch, events, received_at, event_ids, event_times)
    select ${site.id}::integer, ${from.getTime()}::bigint + batch, count(*), ${until}, array_agg(id), array_agg(occurred_at)
    from (
      select id, occurred_at, (row_number() over (order by occurred_at, id) - 1) / ${eventsPerBatch}::integer as batch
      from event where site_id = ${site.id} and occurred_at >= ${from} and occurred_at < ${until}
    ) numbered
    group by batch`
}

async function writeVisits(tx: Tx, site: Site, { day }: Span, midnight: Date): Promise<void> {
  await tx`
    with walked as (
      select nth, array_agg(step order by after, step) as trail, array_agg(after order by after, step) as trail_at
      from (
        select nth, case kind when 1 then path else 'e:' || name end as step, at from happening where kind <> 2
        union all
        select nth, case kind when 4 then 'd:' else 'o:' end || target, at from happening where target is not null
        union all
        select nth, 'p:' || key || '=' || value, at from happening, jsonb_each_text(props) as property (key, value)
      ) steps, lateral (select (extract(epoch from at - ${midnight}) * 1000)::integer as after) placed
      group by nth
    ), summed as (
      select nth, min(at) filter (where kind = 1) as first, max(at) as last, coalesce(sum(engaged_ms), 0) as engaged_ms,
        count(*) filter (where kind > 2) as acts, (array_agg(path order by at) filter (where kind = 1))[1] as entry,
        (array_agg(path order by at desc) filter (where kind = 1))[1] as exit
      from happening group by nth
    ), trailed as (
      insert into visit_trail (visitor, started_at, site_id, day, entry, exit, trail, trail_at)
      select visitor, first, ${site.id}, ${day}::date, entry, exit, trail, trail_at
      from summed join plan using (nth) join walked using (nth) order by visitor, first
    )
    insert into visit (visitor, started_at, ended_at, opened_at, site_id, day, engaged_ms, views, events, interactions,
      device, browser, os, language, channel, source, referrer, utm_source, utm_medium, utm_campaign)
    select visitor, first, last, first, ${site.id}, ${day}::date, engaged_ms, plan.views, acts, acts,
      split_part(device, '|', 1), split_part(device, '|', 2), split_part(device, '|', 3), language,
      coalesce(${tx.unsafe(channel)}, 'direct'), case when campaign is null then referrer else 'nieuwsbrief' end, referrer,
      case when campaign is not null then 'nieuwsbrief' end, case when campaign is not null then 'email' end, campaign
    from summed join plan using (nth)
    order by visitor, first`
}

/** Weekends are quiet; no two days are the same. */
function visitsOn(day: string, eventsPerDay: number): number {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  const uneven = 0.94 + (((Date.parse(day) / 86_400_000) * 7) % 13) / 100
  return Math.round((eventsPerDay / 3.99) * uneven * (weekday === 0 || weekday === 6 ? 0.7 : 1.12))
}

export interface Months {
  readonly events: number
  readonly days: number
  /** The newest day; it is not closed. */
  readonly today: string
  readonly eventsPerBatch: number
}

/**
 * Generates days of events with their visits and, by the product's own `computeDay`, the figures of each closed day; then
 * repeats these figures backwards by 13 weeks until they span more than a year.
 */
export async function generateMonths(
  ports: BenchPorts,
  site: Site,
  { events, days, today, eventsPerBatch }: Months,
): Promise<void> {
  const all = Array.from({ length: days }, (_, nth) => addDays(today, nth - days + 1))
  let done = 0
  const writeDay = async (day: string): Promise<void> => {
    const { from } = dayBounds(day, site.timezone)
    const visits = visitsOn(day, events / days)
    await generateSpan(ports, site, { day, from, seconds: 66_000, visits, eventsPerBatch, becomes: 'visits' })
    await ports.db`
      insert into site_day (site_id, day, marks, computed_marks, visitors, visits, views, events, bounces, engaged_ms, keys_lost)
      values (${site.id}, ${day}, 1, 0, 0, 0, 0, 0, 0, 0, false)`
    if (day !== today) await computeDay(ports, site, day)
    done += 1
    if (done % 15 === 0) say(`generate: ${done} of ${days} days of ${site.domain}`)
  }
  // Two at a time: one core each.
  const left = all.values()
  await Promise.all(
    [0, 1].map(async () => {
      for (const day of left) await writeDay(day)
    }),
  )
  await repeatFigures(ports, site, today)
  await ports.db.unsafe('vacuum (analyze) event, visit, visit_trail, site_day, day_value, day_hour')
}

async function repeatFigures({ db }: BenchPorts, site: Site, today: string): Promise<void> {
  for (const table of ['site_day', 'day_value', 'day_hour']) {
    const columns = await db<{ name: string }[]>`
      select attname::text as name from pg_attribute
      where attrelid = ${table}::regclass and attnum > 0 and attname not in ('site_id', 'day') order by attnum`
    const names = columns.map(({ name }) => name).join(', ')
    await db.unsafe(
      `insert into ${table} (site_id, day, ${names})
       select site_id, day - 91 * earlier, ${names} from ${table}, generate_series(1, 4) as earlier
       where site_id = $1 and day < $2 and day > $2::date - 91`,
      [site.id, today],
    )
  }
}

/**
 * The naive recount: visits and figures worked out from the raw events in plain loops, sharing no line with the product.
 * What the roll-up says must equal this, whatever the order of arrival, the batches, or what was killed.
 */
import type { Db } from '../../src/db/connect.ts'
import type { Site } from '../../src/site/site.ts'

export interface RawEvent {
  readonly id: string
  readonly occurred_at: string
  readonly visitor: string
  readonly name: string
  readonly path: string
  readonly engaged_ms: number | null
  readonly passive: boolean | null
  readonly target: string | null
  readonly device: string | null
  readonly browser: string | null
  readonly os: string | null
  readonly language: string | null
  readonly country: string | null
  readonly channel: string | null
  readonly outward: string | null
  readonly props: Readonly<Record<string, string>> | null
  readonly source: string | null
  readonly referrer: string | null
  readonly utm_source: string | null
  readonly utm_medium: string | null
  readonly utm_campaign: string | null
}

export interface RecountedVisit {
  readonly visitor: string
  readonly day: string
  readonly started_at: number
  readonly ended_at: number
  readonly engaged_ms: number
  readonly views: number
  readonly events: number
  readonly interactions: number
  readonly entry: string | null
  readonly exit: string | null
  readonly opening: readonly (string | null)[]
  readonly trail: readonly string[]
  readonly trail_at: readonly number[]
}

const openingColumns = [
  'source',
  'referrer',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'browser',
  'os',
  'device',
  'language',
  'country',
  'channel',
] as const

// Making a format costs a hundred times its use.
const formats = new Map<string, Intl.DateTimeFormat>()

function dayOf(at: number, timeZone: string): string {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format.format(at)
}

/** Local midnight found by asking, minute by minute, where the day begins: slow and sure. */
function midnightOf(at: number, timezone: string): number {
  const day = dayOf(at, timezone)
  let minute = Math.floor(at / 60_000) * 60_000
  while (dayOf(minute - 3_600_000, timezone) === day) minute -= 3_600_000
  while (dayOf(minute - 60_000, timezone) === day) minute -= 60_000
  return minute
}

const textFirst = (a: string | null, b: string | null): number => {
  if (a === b) return 0
  if (a === null) return 1
  if (b === null) return -1
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function visitOf(events: readonly RawEvent[], timezone: string): RecountedVisit {
  const times = events.map((event) => Date.parse(event.occurred_at))
  const isView = ({ name }: RawEvent) => name === 'pageview'
  const isCustom = ({ name }: RawEvent) => name !== 'pageview' && name !== 'engagement'
  const start = Math.min(...times)
  const midnight = midnightOf(start, timezone)
  const rank = (event: RawEvent) => (isView(event) ? 0 : isCustom(event) ? 1 : 2)
  const first = events.toSorted((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b)
    const apart = Date.parse(a.occurred_at) - Date.parse(b.occurred_at)
    if (apart !== 0) return apart
    for (const column of openingColumns) {
      const order = textFirst(a[column], b[column])
      if (order !== 0) return order
    }
    return 0
  })[0]
  const steps: { at: number; step: string }[] = []
  for (const event of events) {
    const at = Date.parse(event.occurred_at) - midnight
    if (isView(event)) steps.push({ at, step: event.path })
    if (isCustom(event)) steps.push({ at, step: `e:${event.name}` })
    if (!isCustom(event)) continue
    const letter = { 'File Download': 'd', '404': 'm', 'Site Search': 'q' }[event.name] ?? 'o'
    if (event.target !== null) steps.push({ at, step: `${letter}:${event.target}` })
    for (const [key, value] of Object.entries(event.props ?? {}))
      steps.push({ at, step: `p:${key}=${value}` })
    if (event.outward === null) continue
    steps.push({ at, step: `n:${event.outward.split('|').slice(0, 2).join('|')}` })
    steps.push({ at, step: `s:${event.outward}|${event.path}` })
  }
  steps.sort((a, b) => a.at - b.at || textFirst(a.step, b.step))
  const kept = steps.slice(0, 500)
  const pages = kept.filter(({ step }) => step.startsWith('/'))
  return {
    visitor: events[0]?.visitor ?? '',
    day: dayOf(start, timezone),
    started_at: start,
    ended_at: Math.max(...times),
    engaged_ms: events.reduce((sum, event) => sum + (event.engaged_ms ?? 0), 0),
    views: events.filter(isView).length,
    events: events.filter(isCustom).length,
    interactions: events.filter((event) => isCustom(event) && event.passive !== true).length,
    entry: pages[0]?.step ?? null,
    exit: pages.at(-1)?.step ?? null,
    opening: openingColumns.map((column) => first?.[column] ?? null),
    trail: kept.map(({ step }) => step),
    trail_at: kept.map(({ at }) => at),
  }
}

/** Every visit that the events make, in a fixed order. */
export function recountVisits(events: readonly RawEvent[], timezone: string): RecountedVisit[] {
  const visits: RecountedVisit[] = []
  const byVisitorDay = Map.groupBy(
    events,
    (event) => `${event.visitor} ${dayOf(Date.parse(event.occurred_at), timezone)}`,
  )
  for (const ofDay of byVisitorDay.values()) {
    const sorted = ofDay.toSorted((a, b) => Date.parse(a.occurred_at) - Date.parse(b.occurred_at))
    let current: RawEvent[] = []
    let last = -Infinity
    for (const event of sorted) {
      const at = Date.parse(event.occurred_at)
      if (at - last > 30 * 60_000 && current.length > 0) {
        visits.push(visitOf(current, timezone))
        current = []
      }
      current.push(event)
      last = at
    }
    if (current.length > 0) visits.push(visitOf(current, timezone))
  }
  return inOrder(visits)
}

const inOrder = (visits: readonly RecountedVisit[]): RecountedVisit[] =>
  visits.toSorted(
    (a, b) => a.day.localeCompare(b.day) || a.visitor.localeCompare(b.visitor) || a.started_at - b.started_at,
  )

/** All events of a site as they stand in storage. */
export async function readEvents(db: Db, site: Site): Promise<RawEvent[]> {
  const rows = await db<{ event: RawEvent }[]>`
    select to_jsonb(event) || jsonb_build_object('visitor', visitor::text, 'channel', coalesce(channel, 'direct')) as event
    from event where site_id = ${site.id}`
  return rows.map(({ event }) => event)
}

/** The visits that the roll-up made, in the same shape. */
export async function readVisits(db: Db, site: Site): Promise<RecountedVisit[]> {
  const rows = await db<{ visit: Record<string, unknown> }[]>`
    select to_jsonb(visit) || coalesce(to_jsonb(visit_trail), '{}') || jsonb_build_object('visitor', visitor::text) as visit
    from visit left join visit_trail using (site_id, day, visitor, started_at) where site_id = ${site.id}`
  return inOrder(
    rows.map(({ visit }) => ({
      visitor: String(visit.visitor),
      day: String(visit.day),
      started_at: Date.parse(String(visit.started_at)),
      ended_at: Date.parse(String(visit.ended_at)),
      engaged_ms: Number(visit.engaged_ms),
      views: Number(visit.views),
      events: Number(visit.events),
      interactions: Number(visit.interactions),
      entry: (visit.entry ?? null) as string | null,
      exit: (visit.exit ?? null) as string | null,
      opening: openingColumns.map((column) => visit[column] as string | null),
      trail: (visit.trail ?? []) as string[],
      trail_at: (visit.trail_at ?? []) as number[],
    })),
  )
}

export interface RecountedDay {
  readonly day: string
  readonly visitors: number
  readonly visits: number
  readonly views: number
  readonly bounces: number
  readonly engaged_ms: number
}

/** Figures of each day from recounted visits. A visit that is only reading time counts as nobody. */
export function recountDays(visits: readonly RecountedVisit[]): RecountedDay[] {
  return [...Map.groupBy(visits, ({ day }) => day)]
    .map(([day, ofDay]) => {
      const counted = ofDay.filter(({ views, events }) => views + events > 0)
      return {
        day,
        visitors: new Set(counted.map(({ visitor }) => visitor)).size,
        visits: counted.length,
        views: ofDay.reduce((sum, { views }) => sum + views, 0),
        bounces: counted.filter(({ views, interactions }) => views < 2 && interactions === 0).length,
        engaged_ms: ofDay.reduce((sum, visit) => sum + visit.engaged_ms, 0),
      }
    })
    .toSorted((a, b) => a.day.localeCompare(b.day))
}

/** Page values of each day: visitors, visits and views, keyed `day page`. */
export function recountPages(
  visits: readonly RecountedVisit[],
): Map<string, { visitors: number; visits: number; views: number }> {
  const pages = new Map<string, { visitors: Set<string>; visits: number; views: number }>()
  for (const { day, visitor, trail } of visits)
    for (const [page, times] of Map.groupBy(
      trail.filter((step) => step.startsWith('/')),
      (page) => page,
    )) {
      const name = `${day} ${page}`
      const known = pages.get(name) ?? { visitors: new Set<string>(), visits: 0, views: 0 }
      known.visitors.add(visitor)
      pages.set(name, {
        visitors: known.visitors,
        visits: known.visits + 1,
        views: known.views + times.length,
      })
    }
  return new Map(
    [...pages].map(([name, { visitors, visits, views }]) => [
      name,
      { visitors: visitors.size, visits, views },
    ]),
  )
}

/** Does a step of a visit fit what was asked for? Character by character, without a regular expression. */
export function fits(
  step: string,
  { kind, pattern }: { readonly kind: string; readonly pattern: string },
): boolean {
  const prefix = { page: '', event: 'e:', outbound: 'o:', download: 'd:' }[kind] ?? '?'
  if (!step.startsWith(prefix)) return false
  const text = step.slice(prefix.length)
  if (kind === 'page') {
    if (!text.startsWith('/')) return false
    if (text.length > 1 && text.endsWith('/') && walk(text.slice(0, -1), pattern)) return true
  }
  // What ends in `/**` is also meant without it.
  return (
    walk(text, pattern) || (pattern.length > 3 && pattern.endsWith('/**') && walk(text, pattern.slice(0, -3)))
  )
}

function walk(text: string, pattern: string): boolean {
  if (pattern === '') return text === ''
  if (pattern.startsWith('**')) {
    for (let taken = 0; taken <= text.length; taken += 1)
      if (walk(text.slice(taken), pattern.slice(2))) return true
    return false
  }
  if (pattern.startsWith('*')) {
    for (let taken = 0; taken <= text.length; taken += 1) {
      if (walk(text.slice(taken), pattern.slice(1))) return true
      if (text[taken] === '/') return false
    }
    return false
  }
  return text[0] === pattern[0] && text !== '' && walk(text.slice(1), pattern.slice(1))
}

interface RecountedValue {
  readonly day: string
  readonly value: string
  readonly visitors: number
  readonly visits: number
  readonly views: number
}

/** Counts per day and value, in the order of both. */
function countValues(
  found: readonly {
    readonly day: string
    readonly value: string
    readonly visitor: string
    readonly times: number
  }[],
): RecountedValue[] {
  return [...Map.groupBy(found, ({ day, value }) => `${day} ${value}`).values()]
    .map((same) => ({
      day: same[0]?.day ?? '',
      value: same[0]?.value ?? '',
      visitors: new Set(same.map(({ visitor }) => visitor)).size,
      visits: same.length,
      views: same.reduce((sum, { times }) => sum + times, 0),
    }))
    .toSorted((a, b) => a.day.localeCompare(b.day) || textFirst(a.value, b.value))
}

/** What `day_value` must hold of a goal: all visits that reached it under '', and those of each source or channel. */
export function recountGoal(
  visits: readonly RecountedVisit[],
  goal: { readonly kind: string; readonly pattern: string },
): RecountedValue[] {
  const found = []
  for (const { day, visitor, trail, opening } of visits) {
    const times = trail.filter((step) => fits(step, goal)).length
    if (times === 0) continue
    const whence =
      opening[openingColumns.indexOf('source')] || opening[openingColumns.indexOf('channel')] || 'direct'
    for (const value of ['', whence]) found.push({ day, value, visitor, times })
  }
  return countValues(found)
}

/** What `day_value` must hold of a funnel: the visits that came as far as each step, walking each trail once. */
export function recountFunnel(
  visits: readonly RecountedVisit[],
  steps: readonly { readonly kind: string; readonly pattern: string }[],
): RecountedValue[] {
  const found = []
  for (const { day, visitor, trail } of visits) {
    let come = 0
    for (const step of trail) {
      const next = steps[come]
      if (!next || !fits(step, next)) continue
      come += 1
      found.push({ day, value: String(come), visitor, times: 0 })
    }
  }
  return countValues(found)
}

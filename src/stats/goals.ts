/**
 * What a site wants to be reached: goals, and funnels of steps in order. Set by staff with admin scope; no personal data. What
 * they counted stands in `day_value` (`conversions.ts`) and goes with them.
 */
import * as z from 'zod'
import { arrayLiteral, type Tx } from '../db/connect.ts'
import { eventId } from '../ingest/event-id.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { goalKinds, readPattern, type GoalKind, type GoalPattern, type PatternFault } from './goal-pattern.ts'

/** Each is looked for in every visit of every day, and a page with more is read by nobody. */
export const goalsMax = 50
export const funnelsMax = 20
export const stepsMin = 2
export const stepsMax = 8
export const nameLengthMax = 80

interface Defined {
  readonly id: string
  readonly name: string
  /** The oldest local day from which its figures are there; null until the first was computed. */
  readonly filledOn: string | null
}
export interface Goal extends Defined, GoalPattern {}
export interface Funnel extends Defined {
  readonly steps: readonly GoalPattern[]
}

/** What was written wrong in one step (0 is the first), or in the only one that a goal has. */
export interface StepFault {
  readonly step: number
  readonly field: 'kind' | 'pattern'
  readonly why: PatternFault | 'unknown'
}

/**
 * `name`: empty, over 80 characters, unreadable, or there already. `step`: a kind that is not known, or a pattern that is none.
 * `steps`: fewer than 2 or more than 8. `full`: as many as a site may have. `shape`: not the fields at all.
 */
export type GoalRefusal =
  | { readonly what: 'name'; readonly why: 'empty' | 'long' | 'text' | 'taken' }
  | ({ readonly what: 'step' } & StepFault)
  | { readonly what: 'steps'; readonly why: 'few' | 'many' }
  | { readonly what: 'full' }
  | { readonly what: 'shape' }

export type Outcome<T> =
  | { readonly ok: true; readonly added: T }
  | { readonly ok: false; readonly refusal: GoalRefusal }

const refuse = (refusal: GoalRefusal): { readonly ok: false; readonly refusal: GoalRefusal } => ({
  ok: false,
  refusal,
})

const given = z.object({ kind: z.string(), pattern: z.string() })
/** What a form or a program hands over; every text is still anybody's. */
const givenGoal = given.extend({ name: z.string() })
const givenFunnel = z.object({ name: z.string(), steps: z.array(given) })

const isKind = (text: string): text is GoalKind => goalKinds.some((kind) => kind === text)

function readName(text: string): { readonly ok: true; readonly name: string } | ReturnType<typeof refuse> {
  const name = text.trim().replace(/\s+/g, ' ')
  if (name === '') return refuse({ what: 'name', why: 'empty' })
  if (name.length > nameLengthMax) return refuse({ what: 'name', why: 'long' })
  return /\p{Cc}/u.test(name) || !name.isWellFormed()
    ? refuse({ what: 'name', why: 'text' })
    : { ok: true, name }
}

function readStep(
  { kind, pattern }: z.infer<typeof given>,
  step: number,
): { readonly ok: true; readonly read: GoalPattern } | ReturnType<typeof refuse> {
  if (!isKind(kind)) return refuse({ what: 'step', step, field: 'kind', why: 'unknown' })
  const reading = readPattern(kind, pattern)
  return reading.ok
    ? { ok: true, read: { kind, pattern: reading.pattern } }
    : refuse({ what: 'step', step, field: 'pattern', why: reading.why })
}

type Adding = Pick<Ports, 'db' | 'now' | 'random'>

const inOrder = (db: Tx) => db`order by made_at, name`

/** In the order in which they were made. Index: goal_pk; at most 50 rows. */
export async function listGoals(db: Tx, { id }: Pick<Site, 'id'>): Promise<Goal[]> {
  return await db<Goal[]>`
    select goal_id::text as id, name, kind, pattern, filled_on::text as "filledOn" from goal where site_id = ${id} ${inOrder(db)}`
}

/** In the order in which they were made. Index: funnel_pk; at most 20 rows. */
export async function listFunnels(db: Tx, { id }: Pick<Site, 'id'>): Promise<Funnel[]> {
  return await db<Funnel[]>`
    select funnel_id::text as id, name, steps, filled_on::text as "filledOn" from funnel where site_id = ${id} ${inOrder(db)}`
}

/**
 * Adds a goal; its past days are computed by the next rounds. Two who add the fiftieth at once may make it fifty-one, which
 * harms nobody; the same name twice is settled by goal_name_once.
 */
export async function addGoal(
  { db, now, random }: Adding,
  site: Site,
  input: unknown,
): Promise<Outcome<Goal>> {
  const read = givenGoal.safeParse(input)
  if (!read.success) return refuse({ what: 'shape' })
  const name = readName(read.data.name)
  if (!name.ok) return name
  const step = readStep(read.data, 0)
  if (!step.ok) return step
  const { kind, pattern } = step.read
  const [added] = await db<Goal[]>`
    insert into goal (site_id, goal_id, made_at, name, kind, pattern)
    select ${site.id}::integer, ${eventId(now(), random(10))}::uuid, ${now()}::timestamptz, ${name.name}, ${kind}, ${pattern}
    where (select count(*) from goal where site_id = ${site.id}) < ${goalsMax}
    on conflict (site_id, name) do nothing
    returning goal_id::text as id, name, kind, pattern, filled_on::text as "filledOn"`
  if (added) return { ok: true, added }
  const isTaken = (await listGoals(db, site)).some((one) => one.name === name.name)
  return refuse(isTaken ? { what: 'name', why: 'taken' } : { what: 'full' })
}

/** Adds a funnel. As `addGoal`; index: funnel_name_once. */
export async function addFunnel(
  { db, now, random }: Adding,
  site: Site,
  input: unknown,
): Promise<Outcome<Funnel>> {
  const read = givenFunnel.safeParse(input)
  if (!read.success) return refuse({ what: 'shape' })
  const name = readName(read.data.name)
  if (!name.ok) return name
  if (read.data.steps.length > stepsMax) return refuse({ what: 'steps', why: 'many' })
  const steps: { kind: GoalKind; pattern: string }[] = []
  for (const [nth, one] of read.data.steps.entries()) {
    const step = readStep(one, nth)
    if (!step.ok) return step
    steps.push({ ...step.read })
  }
  if (steps.length < stepsMin) return refuse({ what: 'steps', why: 'few' })
  const [added] = await db<Funnel[]>`
    insert into funnel (site_id, funnel_id, made_at, name, steps)
    select ${site.id}::integer, ${eventId(now(), random(10))}::uuid, ${now()}::timestamptz, ${name.name}, ${db.json(steps)}
    where (select count(*) from funnel where site_id = ${site.id}) < ${funnelsMax}
    on conflict (site_id, name) do nothing
    returning funnel_id::text as id, name, steps, filled_on::text as "filledOn"`
  if (added) return { ok: true, added }
  const isTaken = (await listFunnels(db, site)).some((one) => one.name === name.name)
  return refuse(isTaken ? { what: 'name', why: 'taken' } : { what: 'full' })
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * Removes a goal and what it counted; false when there is none. The goal goes first, by itself: that waits for whoever computes
 * a day with it (they hold its row), and whoever computes after no longer knows it. Index: goal_pk, day_value_pk.
 */
export async function removeGoal({ db }: Pick<Ports, 'db'>, site: Site, id: string): Promise<boolean> {
  if (!uuid.test(id)) return false
  const gone = await db`delete from goal where site_id = ${site.id} and goal_id = ${id} returning 1`
  await forgetFigures(db, site, goalDimension(id))
  return gone.length === 1
}

/** Removes a funnel and what it counted; false when there is none. Index: funnel_pk, day_value_pk. */
export async function removeFunnel({ db }: Pick<Ports, 'db'>, site: Site, id: string): Promise<boolean> {
  if (!uuid.test(id)) return false
  const gone = await db`delete from funnel where site_id = ${site.id} and funnel_id = ${id} returning 1`
  await forgetFigures(db, site, funnelDimension(id))
  return gone.length === 1
}

/** Also when the row was gone already: a process that stopped between the two left them. */
async function forgetFigures(db: Tx, { id }: Site, dimension: string): Promise<void> {
  await db`delete from day_value where site_id = ${id} and dimension = ${dimension}`
}

/** Where the figures of a goal or a funnel stand in `day_value`. */
export const goalDimension = (id: string): string => `goal:${id}`
export const funnelDimension = (id: string): string => `funnel:${id}`

export interface Definitions {
  readonly goals: readonly Goal[]
  readonly funnels: readonly Funnel[]
}

/**
 * All goals and funnels of a site, held until the transaction ends: none of them can be removed while a day is computed with
 * it. Taken after the rows of `site_day` and before those of `day_value`, so that nobody waits in a circle.
 */
export async function holdDefinitions(tx: Tx, { id }: Pick<Site, 'id'>): Promise<Definitions> {
  const goals = await tx<Goal[]>`
    select goal_id::text as id, name, kind, pattern, filled_on::text as "filledOn" from goal where site_id = ${id}
    order by goal_id for key share`
  const funnels = await tx<Funnel[]>`
    select funnel_id::text as id, name, steps, filled_on::text as "filledOn" from funnel where site_id = ${id}
    order by funnel_id for key share`
  return { goals, funnels }
}

/** Says from which day on the figures of some of them are there. Never forwards. Index: goal_pk, funnel_pk. */
export async function recordFilled(
  tx: Tx,
  { id }: Pick<Site, 'id'>,
  { goals, funnels }: Definitions,
  day: string,
): Promise<void> {
  const ids = (defined: readonly Defined[]) => arrayLiteral(defined.map((one) => one.id))
  await tx`
    update goal set filled_on = ${day}
    where site_id = ${id} and goal_id = any(${ids(goals)}::uuid[]) and (filled_on is null or filled_on > ${day})`
  await tx`
    update funnel set filled_on = ${day}
    where site_id = ${id} and funnel_id = any(${ids(funnels)}::uuid[]) and (filled_on is null or filled_on > ${day})`
}

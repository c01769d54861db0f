/**
 * The log of breaches (GDPR art. 33(5)): every one, also those that were not notified, with the reason. What happened is sealed, since an account of
 * it may name somebody; each act at it is an entry in the audit chain, with a keyed hash of what was written and nothing of it.
 */
import { recordAct, type Actor } from '../account/act.ts'
import { recordAudit } from '../audit/chain.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { blindIndex, seal, unseal } from '../seal.ts'
import { uuidOf } from '../uuid.ts'
import { isLate, notifyDueOf, type Clocked } from './clock.ts'
import { breachDocument, type BreachContent, type BreachDecision, type BreachDocument } from './record.ts'

export interface Breach extends Clocked {
  readonly id: string
  readonly discoveredAt: Date
  readonly closedAt: Date | null
  readonly madeAt: Date
  readonly changedAt: Date
  readonly content: BreachContent
  readonly because: BreachDecision | null
  /** What stood there before, the latest first. */
  readonly before: readonly { readonly until: Date; readonly content: BreachContent }[]
}

/** When somebody saw it, and when it was clear what it was. `awareAt` null: it is being looked into. */
export interface BreachTimes {
  readonly discoveredAt: Date
  readonly awareAt: Date | null
}

export type Deciding =
  | { readonly kind: 'notified'; readonly notifiedAt: Date; readonly because: BreachDecision }
  | { readonly kind: 'not-notified'; readonly because: BreachDecision }

/** `closed`: nothing is added to it any more. */
export type BreachRefusal =
  | 'unknown'
  | 'closed'
  | 'future'
  | 'order'
  | 'not-aware'
  | 'reason'
  | 'delay'
  | 'undecided'
export type BreachOutcome = { readonly ok: true } | { readonly ok: false; readonly why: BreachRefusal }

interface BreachRow {
  readonly breach_id: string
  readonly discovered_at: Date
  readonly aware_at: Date | null
  readonly notify_due: Date | null
  readonly notified_at: Date | null
  readonly decision: Breach['decision']
  readonly closed_at: Date | null
  readonly sealed: Uint8Array
  readonly made_at: Date
  readonly changed_at: Date
}

type Keys = Pick<Ports, 'keyFor'>
type Writing = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>
type Within = { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>

const readSealed = (ports: Keys, sealed: Uint8Array): BreachDocument =>
  breachDocument.parse(JSON.parse(unseal(ports, 'breach.sealed', sealed)))

const writeSealed = (ports: Keys & Pick<Ports, 'random'>, document: BreachDocument): Buffer =>
  seal(ports, 'breach.sealed', JSON.stringify(document))

const storedBefore = (before: Breach['before']): BreachDocument['before'] =>
  before.map(({ until, content }) => ({ until: until.toISOString(), content }))

/** Shows later that what was written is what stands there, and to nobody without the secret what it was. */
const digestOf = (ports: Keys, written: BreachContent | BreachDecision): string =>
  blindIndex(ports, 'breach.sealed', JSON.stringify(written)).toString('hex')

function breachOf(ports: Keys, row: BreachRow): Breach {
  const { now, decision, before } = readSealed(ports, row.sealed)
  return {
    id: row.breach_id,
    discoveredAt: row.discovered_at,
    awareAt: row.aware_at,
    notifyDue: row.notify_due,
    notifiedAt: row.notified_at,
    decision: row.decision,
    closedAt: row.closed_at,
    madeAt: row.made_at,
    changedAt: row.changed_at,
    content: now,
    because: decision,
    before: before.map(({ until, content }) => ({ until: new Date(until), content })),
  }
}

/** The newest first. They are few: each is a bad day. Index: breach_pk. */
export async function listBreaches(
  ports: { readonly db: Tx } & Keys,
  siteId: SiteId,
  limit = 500,
): Promise<readonly Breach[]> {
  const rows = await ports.db<BreachRow[]>`
    select breach_id, discovered_at, aware_at, notify_due, notified_at, decision, closed_at, sealed, made_at, changed_at
    from breach where site_id = ${siteId} order by discovered_at desc, breach_id limit ${limit}`
  return rows.map((row) => breachOf(ports, row))
}

/** Index: breach_pk. */
export async function findBreach(
  ports: { readonly db: Tx } & Keys,
  siteId: SiteId,
  id: string,
): Promise<Breach | null> {
  const [row] = await ports.db<BreachRow[]>`
    select breach_id, discovered_at, aware_at, notify_due, notified_at, decision, closed_at, sealed, made_at, changed_at
    from breach where site_id = ${siteId} and breach_id = ${id}`
  return row ? breachOf(ports, row) : null
}

/** The breach as it stands until the transaction ends: whoever changes it too waits. Index: breach_pk. */
async function lockBreach(ports: Within, siteId: SiteId, id: string): Promise<Breach | null> {
  const [row] = await ports.db<BreachRow[]>`
    select breach_id, discovered_at, aware_at, notify_due, notified_at, decision, closed_at, sealed, made_at, changed_at
    from breach where site_id = ${siteId} and breach_id = ${id} for update`
  return row ? breachOf(ports, row) : null
}

/** Does something at a breach that nobody else changes meanwhile, all of it or nothing. One that is closed stays as it is. */
const changeOpen = (
  ports: Writing,
  siteId: SiteId,
  id: string,
  change: (within: Within, breach: Breach) => Promise<BreachOutcome>,
): Promise<BreachOutcome> =>
  ports.db.begin(async (tx): Promise<BreachOutcome> => {
    const within = { ...ports, db: tx }
    const breach = await lockBreach(within, siteId, id)
    if (!breach) return { ok: false, why: 'unknown' }
    if (breach.closedAt !== null) return { ok: false, why: 'closed' }
    return change(within, breach)
  })

/** Null: the moments can be. `order`: nobody knows of what nobody saw. */
export function timesFault({ discoveredAt, awareAt }: BreachTimes, now: Date): 'future' | 'order' | null {
  if (discoveredAt > now || (awareAt !== null && awareAt > now)) return 'future'
  return awareAt !== null && awareAt < discoveredAt ? 'order' : null
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

export type Recorded =
  | { readonly ok: true; readonly id: string }
  | { readonly ok: false; readonly why: 'future' | 'order' }

export async function recordBreach(
  ports: Writing,
  actor: Actor,
  siteId: SiteId,
  times: BreachTimes,
  content: BreachContent,
): Promise<Recorded> {
  const now = ports.now()
  const why = timesFault(times, now)
  if (why) return { ok: false, why }
  const id = uuidOf(ports.random(16))
  const { discoveredAt, awareAt } = times
  const notifyDue = awareAt && notifyDueOf(awareAt)
  const sealed = writeSealed(ports, { version: 1, now: content, decision: null, before: [] })
  await ports.db.begin(async (tx) => {
    const within = { ...ports, db: tx }
    await tx`
      insert into breach (site_id, breach_id, discovered_at, aware_at, notify_due, sealed, made_at, changed_at)
      values (${siteId}, ${id}, ${discoveredAt}, ${awareAt}, ${notifyDue}, ${sealed}, ${now}, ${now})`
    await recordAct(within, { actor, siteId, kind: 'breach-recorded', object: id })
    await recordAudit(within, siteId, {
      kind: 'breach-recorded',
      requestId: null,
      facts: {
        breach: id,
        change: 'recorded',
        discovered: iso(discoveredAt),
        aware: iso(awareAt),
        due: iso(notifyDue),
        digest: digestOf(ports, content),
      },
    })
  })
  return { ok: true, id }
}

/** Names of fields that say something else now. */
const changedFields = (before: BreachContent, after: BreachContent): readonly string[] =>
  Object.keys(after).filter(
    (name) =>
      JSON.stringify(before[name as keyof BreachContent]) !==
      JSON.stringify(after[name as keyof BreachContent]),
  )

/**
 * More is known, or something else: what stood there stays, and the chain says which fields changed. Once it was decided when the organisation
 * knew, that moment can be corrected and never taken away, since the clock runs from it.
 */
export async function amendBreach(
  ports: Writing,
  actor: Actor,
  siteId: SiteId,
  id: string,
  times: BreachTimes,
  content: BreachContent,
): Promise<BreachOutcome> {
  return await changeOpen(ports, siteId, id, async (within, breach) => {
    const now = ports.now()
    const why = timesFault(times, now)
    if (why) return { ok: false, why }
    const { discoveredAt, awareAt } = times
    if (awareAt === null && breach.awareAt !== null) return { ok: false, why: 'not-aware' }
    const notifyDue = awareAt && notifyDueOf(awareAt)
    const sealed = writeSealed(ports, {
      version: 1,
      now: content,
      decision: breach.because,
      before: storedBefore([{ until: now, content: breach.content }, ...breach.before]),
    })
    await within.db`
      update breach set discovered_at = ${discoveredAt}, aware_at = ${awareAt}, notify_due = ${notifyDue}, sealed = ${sealed},
        changed_at = ${now}
      where site_id = ${siteId} and breach_id = ${id}`
    await recordAct(within, { actor, siteId, kind: 'breach-amended', object: id })
    await recordAudit(within, siteId, {
      kind: 'breach-recorded',
      requestId: null,
      facts: {
        breach: id,
        change: 'amended',
        fields: changedFields(breach.content, content),
        discovered: iso(discoveredAt),
        aware: iso(awareAt),
        due: iso(notifyDue),
        digest: digestOf(ports, content),
      },
    })
    return { ok: true }
  })
}

function decisionFault(
  { discoveredAt, awareAt, notifyDue }: Breach,
  deciding: Deciding,
  now: Date,
): BreachRefusal | null {
  if (deciding.kind === 'not-notified') return deciding.because.reason === '' ? 'reason' : null
  const { notifiedAt, because } = deciding
  if (awareAt === null || notifyDue === null) return 'not-aware'
  if (notifiedAt > now) return 'future'
  if (notifiedAt < discoveredAt) return 'order'
  return isLate(notifiedAt, notifyDue) && because.delay === '' ? 'delay' : null
}

/** Whether the authority hears of it. `reason`: not to tell it needs one (art. 33(5)). `delay`: after 72 hours that needs one (art. 33(1)). */
export async function decideBreach(
  ports: Writing,
  actor: Actor,
  siteId: SiteId,
  id: string,
  deciding: Deciding,
): Promise<BreachOutcome> {
  return await changeOpen(ports, siteId, id, async (within, breach) => {
    const now = ports.now()
    const why = decisionFault(breach, deciding, now)
    if (why) return { ok: false, why }
    const notifiedAt = deciding.kind === 'notified' ? deciding.notifiedAt : null
    const sealed = writeSealed(ports, {
      version: 1,
      now: breach.content,
      decision: deciding.because,
      before: storedBefore(breach.before),
    })
    await within.db`
      update breach set decision = ${deciding.kind}, notified_at = ${notifiedAt}, sealed = ${sealed}, changed_at = ${now}
      where site_id = ${siteId} and breach_id = ${id}`
    await recordAct(within, { actor, siteId, kind: 'breach-decided', object: id })
    await recordAudit(within, siteId, {
      kind: 'breach-decided',
      requestId: null,
      facts: {
        breach: id,
        decision: deciding.kind,
        notified: iso(notifiedAt),
        late: notifiedAt !== null && breach.notifyDue !== null && isLate(notifiedAt, breach.notifyDue),
        digest: digestOf(ports, deciding.because),
      },
    })
    return { ok: true }
  })
}

/** Nothing is added any more, and its five years begin. `undecided`: first it must be said whether the authority hears of it. */
export async function closeBreach(
  ports: Writing,
  actor: Actor,
  siteId: SiteId,
  id: string,
): Promise<BreachOutcome> {
  return await changeOpen(ports, siteId, id, async (within, breach) => {
    if (breach.decision === null) return { ok: false, why: 'undecided' }
    const now = ports.now()
    await within.db`
      update breach set closed_at = ${now}, changed_at = ${now} where site_id = ${siteId} and breach_id = ${id}`
    await recordAct(within, { actor, siteId, kind: 'breach-closed', object: id })
    await recordAudit(within, siteId, {
      kind: 'breach-recorded',
      requestId: null,
      facts: { breach: id, change: 'closed' },
    })
    return { ok: true }
  })
}

/**
 * The group commit with a store of the test's own, so that a commit takes as long, or fails as often, as the test says.
 * Break `if (isLasting && group.length > 1)` and R-09 turns red; answer before `await store(…)` and the first test does;
 * forget `leave(one)` and the bounds never open again.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DatabaseFailure } from '../../src/db/failure.ts'
import type { EventRow, SiteId } from '../../src/db/schema.ts'
import { openGroupCommit, type GroupCommitLimits, type Store } from '../../src/ingest/group-commit.ts'
import type { Admitted, CommitOutcome, LogLine } from '../../src/ports.ts'
import { openCounters } from '../../src/runtime/counters.ts'
import { siteSettings } from '../../src/site/site-settings.ts'
import { rowOf } from '../support/event-rows.ts'

const site = (id: number) => id as SiteId
const at = '2026-11-23T11:00:00Z'
const eventsOf = (siteId: SiteId, size: number): EventRow[] =>
  Array.from({ length: size }, () => ({
    ...rowOf(
      {
        id: siteId,
        domain: 'example.nl',
        hostnames: [],
        timezone: 'Europe/Amsterdam',
        askedSince: null,
        settings: siteSettings.parse({}),
      },
      at,
    ),
  }))
const lotOf = (size: number, siteId = site(1)): Admitted => ({ siteId, events: eventsOf(siteId, size) })
const sizeOf = (lots: readonly Admitted[]) => lots.reduce((sum, { events }) => sum + events.length, 0)

const limits: GroupCommitLimits = {
  eventsPerCommitMax: 10,
  waitingMax: 30,
  waitingPerSiteMax: 20,
  commitsMax: 2,
  lingerMs: 1,
}

/** A store whose commits stay under way until the test lets them end. */
function heldStore() {
  const underWay: { readonly lots: readonly Admitted[]; end(): void; fail(thrown: unknown): void }[] = []
  const store: Store = (lots) =>
    new Promise((resolve, reject) =>
      underWay.push({ lots, end: () => resolve(new Set()), fail: (thrown) => reject(thrown) }),
    )
  return { underWay, store }
}

function open(store: Store, given: Partial<GroupCommitLimits> = {}) {
  const logged: LogLine[] = []
  const counting = openCounters()
  const group = openGroupCommit(
    store,
    { ...counting, log: (line) => void logged.push(line), wait: () => Promise.resolve() },
    { ...limits, ...given },
  )
  return { ...group, logged, counted: counting.counters }
}

/** Lets everything run that is only waiting for its turn. */
const settle = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

function watch(answer: Promise<CommitOutcome>): { outcome: CommitOutcome | undefined } {
  const seen: { outcome: CommitOutcome | undefined } = { outcome: undefined }
  void answer.then((outcome) => (seen.outcome = outcome))
  return seen
}

describe('an acknowledgement', () => {
  test('comes after the commit that holds the lot, never before', async () => {
    const { store, underWay } = heldStore()
    const group = open(store)
    const first = watch(group.commit(lotOf(1)))
    await settle()
    expect(underWay).toHaveLength(1)
    expect(first.outcome).toBeUndefined()
    underWay[0]?.end()
    await settle()
    expect(first.outcome).toEqual({ kind: 'stored', duplicates: new Set() })
  })

  test('A-32: is not given when the database is away: busy, with a time to come back, and nothing is tried in halves', async () => {
    const { store, underWay } = heldStore()
    const group = open(store)
    const seen = watch(group.commit(lotOf(1)))
    await settle()
    underWay[0]?.fail(new DatabaseFailure('CONNECTION_CLOSED'))
    await settle()
    expect(seen.outcome).toMatchObject({ kind: 'busy', who: 'service' })
    expect(seen.outcome?.kind === 'busy' && seen.outcome.retryAfterSeconds).toBeGreaterThan(0)
    expect(underWay).toHaveLength(1)
    expect(group.logged).toEqual([{ event: 'failure', place: 'commit', code: 'CONNECTION_CLOSED' }])
  })
})

describe('a group', () => {
  test('gathers what comes while commits are under way, and is no larger than its bound', async () => {
    const { store, underWay } = heldStore()
    const group = open(store)
    const seen = Array.from({ length: 18 }, () => watch(group.commit(lotOf(1))))
    await settle()
    // One that waited for nobody, and one that gathered; no third while two are under way.
    expect(underWay.map(({ lots }) => lots.length)).toEqual([1, 10])
    underWay[1]?.end()
    await settle()
    expect(underWay.map(({ lots }) => lots.length)).toEqual([1, 10, 7])
    expect(seen.filter(({ outcome }) => outcome?.kind === 'stored')).toHaveLength(10)
  })

  test('takes a lot that is larger than the bound by itself', async () => {
    const { store, underWay } = heldStore()
    const group = open(store)
    void group.commit(lotOf(1))
    void group.commit(lotOf(15))
    void group.commit(lotOf(1))
    await settle()
    expect(underWay.map(({ lots }) => sizeOf(lots))).toEqual([1, 15])
  })
})

describe('the waiting room', () => {
  test('refuses one site beyond its share and lets another in; all beyond the whole', async () => {
    const { store, underWay } = heldStore()
    const group = open(store)
    const full = watch(group.commit(lotOf(20)))
    expect(await group.commit(lotOf(1))).toMatchObject({ kind: 'busy', who: 'site' })
    const neighbour = watch(group.commit(lotOf(10, site(2))))
    expect(await group.commit(lotOf(1, site(3)))).toMatchObject({ kind: 'busy', who: 'service' })
    for (let turn = 0; turn < 3; turn += 1) {
      await settle()
      for (const commit of underWay) commit.end()
    }
    await settle()
    expect([full.outcome?.kind, neighbour.outcome?.kind]).toEqual(['stored', 'stored'])
    // The opposite: once there is room again, both are let in.
    const later = [watch(group.commit(lotOf(1))), watch(group.commit(lotOf(1, site(3))))]
    await settle()
    for (const commit of underWay) commit.end()
    await settle()
    for (const commit of underWay) commit.end()
    await settle()
    expect(later.map(({ outcome }) => outcome?.kind)).toEqual(['stored', 'stored'])
  })
})

describe('R-09: a lot that can never be stored', () => {
  test('is found by halving, its neighbours are stored, and only its sender hears of it', async () => {
    const poison = lotOf(1)
    const stored: Admitted[] = []
    const store: Store = async (lots) => {
      await Promise.resolve()
      if (lots.includes(poison)) throw new DatabaseFailure('22P05')
      stored.push(...lots)
      return new Set()
    }
    const group = open(store)
    const neighbours = Array.from({ length: 7 }, () => lotOf(1))
    const lots = [...neighbours.slice(0, 4), poison, ...neighbours.slice(4)]
    const outcomes = await Promise.all(lots.map((lot) => group.commit(lot)))
    expect(outcomes.map(({ kind }) => kind)).toEqual(lots.map((lot) => (lot === poison ? 'busy' : 'stored')))
    expect(new Set(stored)).toEqual(new Set(neighbours))
    expect(stored).toHaveLength(neighbours.length)
    expect(group.logged).toEqual([{ event: 'failure', place: 'commit', code: '22P05' }])
  })
})

describe('close', () => {
  test('waits for all that was accepted, and nothing is accepted meanwhile', async () => {
    const { store, underWay } = heldStore()
    const group = open(store)
    const accepted = Array.from({ length: 5 }, () => watch(group.commit(lotOf(3))))
    let isClosed = false
    void group.close().then(() => (isClosed = true))
    expect(await group.commit(lotOf(1))).toMatchObject({ kind: 'busy', who: 'service' })
    for (let turn = 0; turn < 5; turn += 1) {
      await settle()
      if (accepted.some(({ outcome }) => outcome === undefined)) expect(isClosed).toBe(false)
      underWay.shift()?.end()
    }
    await settle()
    expect(accepted.map(({ outcome }) => outcome?.kind)).toEqual(accepted.map(() => 'stored'))
    expect(isClosed).toBe(true)
  })

  test('of an idle group is at once', async () => {
    await expect(open(heldStore().store).close()).resolves.toBeUndefined()
  })
})

test('in any order of events: stored lots are exactly those acknowledged, bounds hold, and close ends (property)', async () => {
  const arrival = fc.record({
    size: fc.integer({ min: 1, max: 12 }),
    siteId: fc.constantFrom(1, 2, 3),
    isPoison: fc.boolean(),
    isAway: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(arrival, { maxLength: 20 }), async (scheduler, arrivals) => {
      const poison = new Set<Admitted>()
      const committed: Admitted[] = []
      const failing = new Set<Admitted>()
      let underWay = 0
      let largest = 0
      let largestGroup = 0
      const store: Store = async (lots) => {
        underWay += 1
        largest = Math.max(largest, underWay)
        await scheduler.schedule(Promise.resolve(), 'commit')
        underWay -= 1
        if (lots.length > 1) largestGroup = Math.max(largestGroup, sizeOf(lots))
        if (lots.some((lot) => failing.has(lot))) throw new DatabaseFailure('08006')
        if (lots.some((lot) => poison.has(lot))) throw new DatabaseFailure('22P05')
        committed.push(...lots)
        return new Set()
      }
      const group = openGroupCommit(
        store,
        { ...openCounters(), log: () => {}, wait: () => scheduler.schedule(Promise.resolve(), 'linger') },
        limits,
      )
      const answers: Promise<readonly [Admitted, CommitOutcome]>[] = []
      for (const { size, siteId, isPoison, isAway } of arrivals) {
        const lot = lotOf(size, site(siteId))
        if (isPoison) poison.add(lot)
        if (isAway) failing.add(lot)
        const arrive = scheduler
          .schedule(Promise.resolve(), 'arrival')
          .then(async () => [lot, await group.commit(lot)] as const)
        answers.push(arrive)
      }
      await scheduler.waitFor(Promise.all(answers))
      const settled = await Promise.all(answers)
      const acknowledged = settled.flatMap(([lot, { kind }]) => (kind === 'stored' ? [lot] : []))
      expect(new Set(committed)).toEqual(new Set(acknowledged))
      expect(committed).toHaveLength(acknowledged.length)
      expect(acknowledged.some((lot) => poison.has(lot) || failing.has(lot))).toBe(false)
      expect(largest).toBeLessThanOrEqual(limits.commitsMax)
      expect(largestGroup).toBeLessThanOrEqual(limits.eventsPerCommitMax)
      await scheduler.waitFor(group.close())
    }),
    { numRuns: 200 },
  )
})

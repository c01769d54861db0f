/**
 * Many requests, one commit. Lots that arrive while a commit is under way wait for the next one, so the cost of a commit is
 * shared exactly when there is load, and a lone beacon waits for nobody. Every lot is answered after the commit that
 * holds it, never before. Bounded: what does not fit is refused at once, so memory is too.
 */
import { failureOf, mayPassLater } from '../db/failure.ts'
import type { SiteId } from '../db/schema.ts'
import type { Admitted, CommitOutcome, Ports } from '../ports.ts'

export interface GroupCommitLimits {
  /** A larger group gains little and makes its first lot wait longer. */
  readonly eventsPerCommitMax: number
  /** Everything that waits, in events. Beyond it the sender is told to come back. */
  readonly waitingMax: number
  /** What one site may hold of the waiting room, so that one busy site does not shut out the others. */
  readonly waitingPerSiteMax: number
  /** Commits under way at once: so many that the database has work while the event loop is busy with the next requests. */
  readonly commitsMax: number
  /** How long a group gathers when others are under way, in milliseconds. */
  readonly lingerMs: number
}

export const groupCommitLimits: GroupCommitLimits = {
  eventsPerCommitMax: 500,
  waitingMax: 10_000,
  waitingPerSiteMax: 7_500,
  commitsMax: 3,
  lingerMs: 1,
}

interface Waiting {
  readonly lot: Admitted
  readonly answer: (outcome: CommitOutcome) => void
}

export interface GroupCommit {
  readonly commit: Ports['commit']
  /** Waits until everything that was accepted is committed or refused. Nothing is accepted meanwhile. */
  close(): Promise<void>
}

/** Stores lots together and answers the ids that were there already. Throws when none of them is stored. */
export type Store = (lots: readonly Admitted[]) => Promise<ReadonlySet<string>>

const retryAfterSeconds = 5

export function openGroupCommit(
  store: Store,
  {
    count,
    log,
    wait,
  }: Pick<Ports, 'count' | 'log'> & { readonly wait: (milliseconds: number) => Promise<void> },
  limits: GroupCommitLimits = groupCommitLimits,
): GroupCommit {
  const queue: Waiting[] = []
  const waitingOf = new Map<SiteId, number>()
  let waiting = 0
  let underWay = 0
  let gathering = false
  let isClosed = false
  let onIdle: (() => void) | undefined

  function takeGroup(): Waiting[] {
    let events = 0
    let lots = 0
    for (const { lot } of queue) {
      if (lots > 0 && events + lot.events.length > limits.eventsPerCommitMax) break
      events += lot.events.length
      lots += 1
    }
    return queue.splice(0, lots)
  }

  function leave({ lot }: Waiting): void {
    waiting -= lot.events.length
    const left = (waitingOf.get(lot.siteId) ?? 0) - lot.events.length
    if (left > 0) waitingOf.set(lot.siteId, left)
    else waitingOf.delete(lot.siteId)
  }

  /** Commits a group. When a lot in it can never be stored, the group is halved until it stands alone. */
  async function settle(group: readonly Waiting[]): Promise<void> {
    try {
      const duplicates = await store(group.map(({ lot }) => lot))
      count('commits')
      for (const { answer } of group) answer({ kind: 'stored', duplicates })
    } catch (thrown) {
      const failure = failureOf(thrown)
      const isLasting = !mayPassLater(failure)
      if (isLasting && group.length > 1) {
        const middle = group.length >> 1
        await settle(group.slice(0, middle))
        await settle(group.slice(middle))
        return
      }
      count('commits_failed')
      log({ event: 'failure', place: 'commit', code: failure.code })
      for (const { answer } of group) answer({ kind: 'busy', who: 'service', retryAfterSeconds })
    }
  }

  async function run(): Promise<void> {
    if (gathering || underWay >= limits.commitsMax) return
    if (underWay > 0) {
      gathering = true
      await wait(limits.lingerMs)
      gathering = false
    }
    const group = takeGroup()
    if (group.length === 0) return
    underWay += 1
    try {
      await settle(group)
    } finally {
      for (const one of group) leave(one)
      underWay -= 1
    }
    if (queue.length > 0) void run()
    else if (underWay === 0) onIdle?.()
  }

  return {
    commit(lot) {
      const size = lot.events.length
      const ofSite = (waitingOf.get(lot.siteId) ?? 0) + size
      if (isClosed || waiting + size > limits.waitingMax)
        return Promise.resolve({ kind: 'busy', who: 'service', retryAfterSeconds })
      if (ofSite > limits.waitingPerSiteMax)
        return Promise.resolve({ kind: 'busy', who: 'site', retryAfterSeconds })
      waiting += size
      waitingOf.set(lot.siteId, ofSite)
      return new Promise((answer) => {
        queue.push({ lot, answer })
        void run()
      })
    },
    async close() {
      isClosed = true
      if (waiting === 0) return
      await new Promise<void>((resolve) => (onIdle = resolve))
    },
  }
}

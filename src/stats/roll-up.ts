/**
 * The rounds of the statistics: what waits becomes visits, closed days get their figures. Everything here may be stopped at
 * any statement and done again by anyone; the lease only keeps processes from doing the same work at once.
 */
import { releaseLease, takeLease } from '../db/lease.ts'
import type { Ports } from '../ports.ts'
import { listSites } from '../site/site.ts'
import { fillConversions } from './conversions.ts'
import { computeStaleDays } from './days.ts'
import { listWaitingSites, makeVisits } from './visits.ts'

export interface RolledUp {
  readonly visits: number
  readonly events: number
  readonly days: number
}

export interface Round {
  /** Events of one transaction: 500 on the embedded database, so that nobody waits long behind it; else 20,000. */
  readonly eventsMax: number
  /** Who runs it: a random name per process. */
  readonly holder: string
}

/**
 * Longer than one transaction takes, and renewed between them. A runner that was killed holds up the others for no longer:
 * figures are fresh within ten seconds otherwise. When one does take longer, two run at once, and the second waits.
 */
const leaseSeconds = 15

/** One round over all sites. Answers null when another process is at it. */
export async function rollUp(
  ports: Pick<Ports, 'db' | 'now' | 'count'>,
  { eventsMax, holder }: Round,
): Promise<RolledUp | null> {
  const lease = { name: 'visits', holder, seconds: leaseSeconds } as const
  if (!(await takeLease(ports.db, lease, ports.now()))) return null
  try {
    const sites = await listSites(ports)
    const waiting = new Set(await listWaitingSites(ports.db))
    let [visits, events, days] = [0, 0, 0]
    const failures: unknown[] = []
    for (const site of sites) {
      try {
        await takeLease(ports.db, lease, ports.now())
        let isDone = !waiting.has(site.id)
        while (!isDone) {
          const made = await makeVisits(ports, site, eventsMax)
          visits += made.visits
          events += made.events
          isDone = made.isDone
          await takeLease(ports.db, lease, ports.now())
        }
        days += await computeStaleDays(ports, site)
        await fillConversions(ports, site)
      } catch (thrown) {
        // One site that can't be rolled up must not keep the sites after it waiting for ever.
        failures.push(thrown)
      }
    }
    if (failures.length > 0) throw failures[0]
    return { visits, events, days }
  } finally {
    await releaseLease(ports.db, lease)
  }
}

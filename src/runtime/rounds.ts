/**
 * What the Node process does by itself, on timers: visits every 5 seconds (fresh within 10), drop counts every second,
 * partitions and day keys every hour. A round that fails is logged and comes again; rounds never overlap with themselves.
 */
import { makePartitions } from '../db/partitions.ts'
import { failureOf } from '../db/failure.ts'
import type { DropCounts } from '../ingest/drops.ts'
import type { Place, Ports } from '../ports.ts'
import { listSites } from '../site/site.ts'
import { rollUp, type Round } from '../stats/roll-up.ts'
import { sweepDayKeys } from '../visitor/key.ts'

type RoundPorts = Pick<Ports, 'db' | 'now' | 'count' | 'log'>

export interface Rounds {
  /** Stops the timers and waits for the round that runs. */
  close(): Promise<void>
}

/** Hourly: partitions ahead, and day keys past their 48 hours away. */
export async function keepHouse(ports: RoundPorts): Promise<void> {
  await makePartitions(ports.db, ports.now())
  for (const site of await listSites(ports)) await sweepDayKeys(ports, site.id)
}

export function openRounds(ports: RoundPorts, drops: DropCounts, round: Round): Rounds {
  const timers: NodeJS.Timeout[] = []
  const running = new Set<Promise<void>>()

  function every(milliseconds: number, place: Place, work: () => Promise<unknown>): void {
    let isRunning = false
    const once = async (): Promise<void> => {
      if (isRunning) return
      isRunning = true
      try {
        await work()
      } catch (thrown) {
        ports.log({ event: 'failure', place, code: failureOf(thrown).code })
      } finally {
        isRunning = false
      }
    }
    timers.push(
      setInterval(() => {
        const turn = once().finally(() => running.delete(turn))
        running.add(turn)
      }, milliseconds),
    )
  }

  every(5_000, 'visits', async () => {
    const rolled = await rollUp(ports, round)
    if (rolled && rolled.events + rolled.days > 0) ports.log({ event: 'rolled-up', ...rolled })
  })
  every(1_000, 'drops', () => drops.flush())
  every(3_600_000, 'partitions', () => keepHouse(ports))

  return {
    async close() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running)
    },
  }
}

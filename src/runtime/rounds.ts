/**
 * What the Node process does by itself, on timers: visits, mail, mails that ask to confirm and the chain of receipts every 5 seconds
 * (visits are fresh within 10), drop counts every second, reports every 10 minutes, partitions and what is past its term every hour. A round that fails is logged and comes again; rounds never overlap with themselves.
 */
import { keepChains } from '../audit/anchor.ts'
import { sealReceipts, signHead } from '../consent/chain.ts'
import { makePartitions } from '../db/partitions.ts'
import { failureOf } from '../db/failure.ts'
import type { DropCounts } from '../ingest/drops.ts'
import type { Place, Ports } from '../ports.ts'
import { sendReports } from '../report/send.ts'
import { tellProcessors } from '../processor/tell.ts'
import { sweep, type Turn } from '../retention/sweep.ts'
import { lapseEverywhere } from '../rights/lapse.ts'
import { remindEverybody } from '../rights/reminder.ts'
import { listSites } from '../site/site.ts'
import { rollUp, type Round } from '../stats/roll-up.ts'
import { applyImports } from '../subscriber/import-round.ts'
import { postConfirmations } from '../subscriber/post-confirmations.ts'
import type { NodeJournal } from './journal.ts'
import type { NodeMail } from './mail.ts'
import type { NodeNewsletters } from './newsletters.ts'

type RoundPorts = Pick<Ports, 'db' | 'now' | 'random' | 'count' | 'log' | 'keyFor' | 'config' | 'isStopping'>

export interface Rounds {
  /** Stops the timers, waits for the round that runs, and copies the last lines of the journal. */
  close(): Promise<void>
}

/** A start waits for it: of a year that nobody swept, some 50,000 rows, and the rounds do the rest. */
const firstTurn: Turn = { rowsMax: 500, batchesMax: 100 }

/** Hourly: partitions ahead; where each chain of receipts stood yesterday, signed; what is past its term away. */
export async function keepHouse(ports: RoundPorts, turn: Turn = firstTurn): Promise<void> {
  await makePartitions(ports.db, ports.now())
  for (const site of await listSites(ports)) await signHead(ports, site)
  await sweep(ports, turn)
}

export function openRounds(
  ports: RoundPorts & Pick<Ports, 'tell'>,
  drops: DropCounts,
  mail: Pick<NodeMail, 'take' | 'sweep' | 'close'>,
  newsletters: NodeNewsletters,
  journal: NodeJournal,
  round: Round,
): Rounds {
  const timers: NodeJS.Timeout[] = []
  const running = new Set<Promise<void>>()

  async function attempt(place: Place, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      ports.log({ event: 'failure', place, code: failureOf(thrown).code })
    }
  }

  function every(milliseconds: number, place: Place, work: () => Promise<unknown>): void {
    let isRunning = false
    const once = async (): Promise<void> => {
      if (isRunning) return
      isRunning = true
      await attempt(place, work)
      isRunning = false
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
  every(5_000, 'consent', () => sealReceipts(ports, round.holder))
  every(5_000, 'newsletter', () => postConfirmations(ports))
  every(5_000, 'newsletter', () => applyImports(ports))
  every(1_000, 'drops', () => drops.flush())
  // As many rows at once as the roll-up takes, and an hour for millions of them.
  const turn = { rowsMax: Math.min(round.eventsMax, 5_000), batchesMax: 500 }
  every(3_600_000, 'partitions', () => keepHouse(ports, turn))
  every(3_600_000, 'mail', () => mail.sweep())
  every(600_000, 'reports', () => sendReports(ports))
  every(5_000, 'journal', () => journal.copy())
  every(3_600_000, 'journal', () => keepChains(ports))
  every(3_600_000, 'rights', () => remindEverybody(ports))
  every(3_600_000, 'rights', () => lapseEverywhere(ports))
  // It ends after the message that is on its way when a stop is asked for: five seconds at most.
  every(30_000, 'processors', () => tellProcessors(ports, round.holder))
  // Not by `every`: a server that is slow to answer would keep a stop waiting.
  timers.push(setInterval(() => void mail.take(), 5_000))
  // More often than a burst of newsletters lasts (`pace.ts`), or some of what may be sent would not be.
  timers.push(setInterval(() => void newsletters.take(), 2_000))

  return {
    async close() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running)
      // What was asked in the last seconds: nothing may lie in the database alone while nobody is there to copy it.
      await attempt('journal', () => journal.copy())
      await Promise.all([mail.close(), newsletters.close()])
    },
  }
}

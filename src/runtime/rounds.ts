/**
 * What the Node process does by itself, on timers: visits, mail, mails that ask to confirm and the chain of receipts every 5 seconds
 * (visits are fresh within 10), drop counts every second, reports every 10 minutes, partitions, day keys, old mail and old receipts every hour. A round that fails is logged and comes again; rounds never overlap with themselves.
 */
import { sweepAccounts } from '../account/sweep.ts'
import { sealReceipts, signHead } from '../consent/chain.ts'
import { sweepReceipts } from '../consent/ledger.ts'
import { makePartitions } from '../db/partitions.ts'
import { failureOf } from '../db/failure.ts'
import { sweepDeliveries } from '../delivery/forget.ts'
import type { DropCounts } from '../ingest/drops.ts'
import { sweepMail } from '../mail/queue.ts'
import type { Place, Ports } from '../ports.ts'
import { sweepSubscribers } from '../preference/forget.ts'
import { sendReports } from '../report/send.ts'
import { listSites } from '../site/site.ts'
import { rollUp, type Round } from '../stats/roll-up.ts'
import { applyImports } from '../subscriber/import-round.ts'
import { sweepImports } from '../subscriber/import.ts'
import { postConfirmations, sweepConfirmations } from '../subscriber/post-confirmations.ts'
import { sweepTries } from '../subscriber/sign-up-guard.ts'
import { sweepDayKeys } from '../visitor/key.ts'
import type { NodeMail } from './mail.ts'
import type { NodeNewsletters } from './newsletters.ts'

type RoundPorts = Pick<Ports, 'db' | 'now' | 'count' | 'log' | 'keyFor'>

export interface Rounds {
  /** Stops the timers and waits for the round that runs. */
  close(): Promise<void>
}

/**
 * Hourly: partitions ahead; day keys past their 48 hours, mail past its 14 days, receipts past their proof, sign-ups that nobody
 * confirmed, tries of the form and readers who get nothing any more away; where each chain of receipts stood yesterday, signed.
 */
export async function keepHouse(ports: RoundPorts): Promise<void> {
  await makePartitions(ports.db, ports.now())
  for (const site of await listSites(ports)) {
    await sweepDayKeys(ports, site.id)
    await sweepReceipts(ports, site.id)
    await sweepConfirmations(ports, site.id)
    await sweepTries(ports, site.id)
    await sweepImports(ports, site.id)
    await sweepDeliveries(ports, site)
    await sweepSubscribers(ports, site)
    await signHead(ports, site)
  }
  await sweepAccounts(ports)
  await sweepMail(ports)
}

export function openRounds(
  ports: RoundPorts & Pick<Ports, 'config' | 'random' | 'isStopping'>,
  drops: DropCounts,
  mail: Pick<NodeMail, 'take' | 'sweep' | 'close'>,
  newsletters: NodeNewsletters,
  round: Round,
): Rounds {
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
  every(5_000, 'consent', () => sealReceipts(ports, round.holder))
  every(5_000, 'newsletter', () => postConfirmations(ports))
  every(5_000, 'newsletter', () => applyImports(ports))
  every(1_000, 'drops', () => drops.flush())
  every(3_600_000, 'partitions', () => keepHouse(ports))
  every(3_600_000, 'mail', () => mail.sweep())
  every(600_000, 'reports', () => sendReports(ports))
  // Not by `every`: a server that is slow to answer would keep a stop waiting.
  timers.push(setInterval(() => void mail.take(), 5_000))
  // More often than a burst of newsletters lasts (`pace.ts`), or some of what may be sent would not be.
  timers.push(setInterval(() => void newsletters.take(), 2_000))

  return {
    async close() {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running)
      await Promise.all([mail.close(), newsletters.close()])
    },
  }
}

/** Newsletters of a Node process: sent by the clock, a few at a time over connections that are kept, and left in order at a stop. */
import { randomBytes } from 'node:crypto'
import { failureOf } from '../db/failure.ts'
import { openSender, type Outlet, type SenderPorts } from '../delivery/send.ts'
import { openTurns } from './turns.ts'

export interface NodeNewsletters {
  /** Sends what is due. Never throws. */
  readonly take: () => Promise<void>
  /** Mails that are being handed in may finish; what does not in time becomes uncertain when its lease ends. */
  readonly close: () => Promise<void>
}

/** Of one turn; the next begins within seconds. So many that what is kept of one, such as a mail made ready, is made seldom. */
const mailsPerTurnMax = 5_000
/** A stop may take 20 s in all. */
const closeMsMax = 8_000

export function openNewsletters(ports: SenderPorts, outlet: Outlet): NodeNewsletters {
  const sender = openSender(ports, outlet, randomBytes(12).toString('hex'))
  const turns = openTurns(async () => {
    try {
      await sender.send({ limit: mailsPerTurnMax })
    } catch (thrown) {
      ports.log({ event: 'failure', place: 'newsletter', code: failureOf(thrown).code })
    }
  })
  return {
    take: turns.take,
    async close() {
      await turns.close(closeMsMax)
      sender.close()
    },
  }
}

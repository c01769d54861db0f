/** The mail of a Node process: posted into the queue, sent at once and again by the clock, into the outbox without a server. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Config } from '../config.ts'
import { failureOf } from '../db/failure.ts'
import type { Outlet } from '../delivery/send.ts'
import { queueLetter, sendDue } from '../mail/queue.ts'
import { openSession } from '../mail/session.ts'
import { openSubmission } from '../mail/submission.ts'
import { must } from '../must.ts'
import type { Outbox, Ports } from '../ports.ts'
import { openOutbox } from './outbox.ts'
import { readSigning } from './signing.ts'
import { openTurns } from './turns.ts'

export interface NodeMail {
  readonly post: Ports['post']
  /** Null with a submission server. */
  readonly outbox: Outbox | null
  /** What takes newsletters: the same server, or the same folder. */
  readonly outlet: Outlet
  /** Sends what is due. Never throws. */
  readonly take: () => Promise<void>
  /** Deletes files that are past their time; the rows are the database's. */
  readonly sweep: () => Promise<void>
  /** A mail that is being sent may finish; if it does not in time, its lease ends and it is sent again later. */
  readonly close: () => Promise<void>
}

export type MailOpening =
  | { readonly ok: true; readonly mail: NodeMail }
  | { readonly ok: false; readonly mistake: string }

/** Mails of one turn: what a submission server takes in a minute without asking who this is. */
const mailsPerTurnMax = 100
/** Connections for newsletters: a second one gains a quarter, more than five gain nothing (newsletter.md §2.3). */
const sessionsMax = 5
/** A stop may take 20 s in all. */
const closeMsMax = 5_000

type MailPorts = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor' | 'log' | 'count' | 'isStopping'>

export function openMail(ports: MailPorts, { mail, dataFolder }: Config): MailOpening {
  const reading = readSigning(mail.dkim, (path) => readFileSync(path, 'utf8'))
  if (!reading.ok) return reading
  const sender = { from: mail.from, signing: reading.signing }
  const { submission } = mail
  const outbox = submission ? null : openOutbox(dataFolder, sender)
  const transport = submission
    ? openSubmission(submission, sender)
    : must(outbox, 'there is one without a server').transport
  const sessions = submission
    ? Array.from({ length: sessionsMax }, () => openSession(submission, mail.from))
    : [must(outbox, 'there is one without a server').session]
  const holder = randomBytes(12).toString('hex')
  const turns = openTurns(async () => {
    try {
      await sendDue(ports, transport, { limit: mailsPerTurnMax, holder })
    } catch (thrown) {
      ports.log({ event: 'failure', place: 'mail', code: failureOf(thrown).code })
    }
  })
  return {
    ok: true,
    mail: {
      async post(letter) {
        await queueLetter(ports, letter)
        void turns.take()
      },
      outbox,
      outlet: { sessions, signing: reading.signing },
      take: turns.take,
      sweep: async () => outbox?.sweep(ports.now()),
      close: () => turns.close(closeMsMax),
    },
  }
}

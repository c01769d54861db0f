/**
 * Reads the mailbox where what we sent comes back, each minute, on Node. What was understood is deleted there: it holds personal data, and
 * nobody needs it any more. Everything else stays as it was, unread, for whoever else reads that mailbox.
 *
 * Nothing is kept of a round but how far it came. Two processes may read one mailbox: what both understand counts once. A mail that was
 * understood and not yet deleted when the process died is read again, and changes nothing.
 */
import type { ImapFlow } from 'imapflow'
import type { Mailbox } from '../config.ts'
import { failureOf, mayPassLater } from '../db/failure.ts'
import { readBytesMax } from '../delivery/dsn.ts'
import { takeMail, type MailTaken } from '../delivery/return-mail.ts'
import type { FailureCode, Ports } from '../ports.ts'
import { openTurns } from './turns.ts'

export interface NodeMailbox {
  /** Reads what is there. Never throws. */
  readonly take: () => Promise<void>
  /** Hangs up: a server that is slow to answer keeps no stop waiting. */
  readonly close: () => Promise<void>
}

const roundMs = 60_000
/** What waits longer than the others waits a minute more. */
const mailsPerRoundMax = 200
/** For each answer of the server; what is read of a mail takes a second on a slow line. */
const answerMsMax = 20_000
/** A stop may take 20 s in all. */
const closeMsMax = 2_000

type ReadingPorts = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor' | 'count' | 'log' | 'isStopping'>

/** Its own names for what went wrong, in capitals as ours are; of what the server said, the code alone. */
function codeOf(thrown: unknown): FailureCode {
  const said: { readonly serverResponseCode?: unknown; readonly code?: unknown } =
    typeof thrown === 'object' && thrown !== null ? thrown : {}
  const code = [said.serverResponseCode, said.code].find((one) => typeof one === 'string')
  return failureOf({ code: code?.toUpperCase() }).code
}

/** Until where it was read. Numbers are the server's, and begin anew when it says so (RFC 3501 section 2.3.1.1). */
interface Place {
  readonly validity: bigint
  readonly nextUid: number
}

async function connect(mailbox: Mailbox): Promise<ImapFlow> {
  // It brings a dozen packages along, for those who read a mailbox alone.
  const { ImapFlow } = await import('imapflow')
  const { host, port, security, user, password } = mailbox
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    ...(security !== 'tls' && { doSTARTTLS: security === 'starttls' }),
    auth: { user, pass: password.reveal() },
    clientInfo: { name: 'Voordeur' },
    // It would write down what it is told, addresses and all.
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: answerMsMax,
    greetingTimeout: answerMsMax,
    socketTimeout: answerMsMax,
  })
  // Whoever waits for an answer is told as well; nobody listening here would end the process.
  client.on('error', () => undefined)
  return client
}

const failed = (code: string): Error => Object.assign(new Error('the mailbox did not do that'), { code })

/** Unread ones from there on, the oldest first. `n:*` has the last one in it, even when that is before `n`. */
async function listUnread(client: ImapFlow, nextUid: number): Promise<readonly number[]> {
  const found = await client.search({ seen: false, deleted: false, uid: `${nextUid}:*` }, { uid: true })
  if (!found) throw failed('IMAP_SEARCH')
  return found.filter((uid) => uid >= nextUid).slice(0, mailsPerRoundMax)
}

/** A server that can't delete one mail alone would delete what others marked, so there it is only marked (RFC 4315). */
async function remove(client: ImapFlow, uid: number): Promise<void> {
  const isDone = client.capabilities.has('UIDPLUS')
    ? await client.messageDelete(String(uid), { uid: true })
    : await client.messageFlagsAdd(String(uid), ['\\Seen', '\\Deleted'], { uid: true })
  if (!isDone) throw failed('IMAP_DELETE')
}

export function openMailbox(ports: ReadingPorts, mailbox: Mailbox): NodeMailbox {
  let place: Place | null = null
  let open: ImapFlow | null = null

  /** Null: it is gone, or was not understood. */
  async function readOne(client: ImapFlow, uid: number): Promise<MailTaken | null> {
    const query = { source: { start: 0, maxLength: readBytesMax } }
    const fetched = await client.fetchOne(String(uid), query, { uid: true })
    if (fetched && fetched.source) return takeMail(ports, fetched.source)
    // Without a connection nothing is answered either, and this one is still to be read.
    if (!client.usable) throw failed('IMAP_CLOSED')
    return null
  }

  /** One that its server will not give, or the database not take, today or tomorrow, must not hold up those behind it. */
  async function takeOne(client: ImapFlow, uid: number): Promise<void> {
    try {
      if ((await readOne(client, uid)) === 'taken') await remove(client, uid)
    } catch (thrown) {
      if (!client.usable || mayPassLater(failureOf(thrown))) throw thrown
      ports.log({ event: 'failure', place: 'returns', code: codeOf(thrown) })
    }
  }

  async function round(): Promise<void> {
    const client = await connect(mailbox)
    open = client
    try {
      await client.connect()
      const { uidValidity: validity } = await client.mailboxOpen(mailbox.folder)
      let nextUid = place?.validity === validity ? place.nextUid : 1
      for (const uid of await listUnread(client, nextUid)) {
        if (ports.isStopping()) break
        await takeOne(client, uid)
        nextUid = uid + 1
        place = { validity, nextUid }
      }
      await client.logout()
    } finally {
      client.close()
      open = null
    }
  }

  const turns = openTurns(async () => {
    try {
      await round()
    } catch (thrown) {
      // Hung up by ourselves is no failure.
      if (!ports.isStopping()) ports.log({ event: 'failure', place: 'returns', code: codeOf(thrown) })
    }
  })
  const timer = setInterval(() => void turns.take(), roundMs)
  void turns.take()

  return {
    take: turns.take,
    async close() {
      clearInterval(timer)
      open?.close()
      await turns.close(closeMsMax)
    },
  }
}

/**
 * A connection to the submission server that is kept for many mails, and says of each how far it got: before the server was told
 * the mail nothing happened and it may go again; once the telling began and no answer came, nobody can know (newsletter.md §2.3).
 * Of what a server says only codes are kept: its words quote addresses.
 */
import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Submission } from '../config.ts'
import { failureOf } from '../db/failure.ts'
import type { FailureCode } from '../ports.ts'
import type { Sender } from './message.ts'
import { connectionTo } from './submission.ts'

/** A mail as it travels. `id` and `at` name it where it becomes a file. */
export interface Parcel {
  readonly id: string
  readonly at: Date
  /** Of the envelope: where a report comes that it could not be delivered. */
  readonly from: string
  readonly to: string
  readonly message: Buffer
}

/**
 * The server takes nothing now, and was told nothing. `isOurs`: it said no for good to our login or our sender, or can't be
 * trusted, which somebody here has to mend.
 */
export interface Away {
  readonly kind: 'away'
  readonly code: FailureCode
  readonly isOurs: boolean
}

/**
 * What became of a mail. `refused`: never, by the server's last word on the recipient or on the message; `status` is its enhanced
 * code (RFC 3463) where it gave one. `postponed`: not now, this one. `uncertain`: the connection broke after the mail began.
 */
export type Handing =
  | { readonly kind: 'sent' }
  | {
      readonly kind: 'refused'
      readonly at: 'recipient' | 'message'
      readonly code: FailureCode
      readonly status: string | null
    }
  | { readonly kind: 'postponed'; readonly code: FailureCode }
  | { readonly kind: 'uncertain'; readonly code: FailureCode }
  | Away

/** One mail at a time. Neither throws. */
export interface Session {
  /** Connects and logs in where that is not done yet. Null: ready. */
  readonly ready: () => Promise<Away | null>
  readonly hand: (parcel: Parcel) => Promise<Handing>
  /** Hangs up; `ready` connects again. */
  readonly close: () => void
}

/** A server that has all of a mail may look at it for long; asked again too early it gets the mail twice (RFC 5321 section 4.5.3.2). */
const answerMsMax = 60_000

/** Some servers hang up after a hundred, some count against one that never says goodbye. */
const mailsPerConnectionMax = 100

interface Connection {
  readonly smtp: SMTPConnection
  /** Rejects when the connection breaks or ends. */
  readonly lost: Promise<never>
  handed: number
}

/** One step of a connection: done when the callback is called, and failed when the connection is lost before. */
const step = (
  { lost }: Pick<Connection, 'lost'>,
  take: (done: (error?: unknown) => void) => void,
): Promise<void> =>
  Promise.race([
    lost,
    new Promise<void>((resolve, reject) =>
      take((error) => (error instanceof Error ? reject(error) : resolve())),
    ),
  ])

export function openSession(submission: Submission, from: Sender['from']): Session {
  const { login } = submission
  const options = { ...connectionTo(submission, from), socketTimeout: answerMsMax }
  let open: Connection | null = null

  function close(): void {
    // What it was asked last is answered by now, so that nobody waits for it.
    open?.smtp.quit()
    open = null
  }

  function drop(): void {
    open?.smtp.close()
    open = null
  }

  async function connect(): Promise<Connection> {
    const smtp = new SMTPConnection(options)
    const lost = new Promise<never>((_resolve, reject) => {
      // Stays for good: an error that nobody listens for would end the process.
      smtp.on('error', reject)
      smtp.once('end', () => reject(Object.assign(new Error('ended'), { code: 'ECONNECTION' })))
    })
    lost.catch(() => undefined)
    try {
      await step({ lost }, (done) => smtp.connect(done))
      if (login)
        await step({ lost }, (done) => smtp.login({ user: login.user, pass: login.password.reveal() }, done))
      return { smtp, lost, handed: 0 }
    } catch (thrown) {
      smtp.close()
      throw thrown
    }
  }

  async function ready(): Promise<Away | null> {
    if (open && (open.smtp.destroyed || open.handed >= mailsPerConnectionMax)) close()
    if (open) return null
    try {
      open = await connect()
      return null
    } catch (thrown) {
      return awayOf(thrown)
    }
  }

  async function tell({ smtp }: Connection, { from: sender, to, message }: Parcel): Promise<Handing> {
    let began = false
    const told = new Readable({
      // Asked for only once the server has said that it listens (354).
      read() {
        began = true
        this.push(message)
        this.push(null)
      },
    })
    try {
      await new Promise<void>((resolve, reject) => {
        smtp.send({ from: sender, to: [to], size: message.length }, told, (error) =>
          error ? reject(error) : resolve(),
        )
      })
      return { kind: 'sent' }
    } catch (thrown) {
      return handingOf(thrown, began)
    }
  }

  /** After a no the transaction is still open, and many servers take no second sender before it is ended. */
  async function reset(connection: Connection): Promise<void> {
    try {
      await step(connection, (done) => connection.smtp.reset(done))
    } catch {
      drop()
    }
  }

  return {
    ready,
    close,
    async hand(parcel) {
      for (let attempt = 0; ; attempt += 1) {
        const trouble = await ready()
        if (trouble || !open)
          return trouble ?? { kind: 'away', code: 'ECONNECTION' as FailureCode, isOurs: false }
        const connection: Connection = open
        const isFresh = connection.handed === 0
        const handing = await tell(connection, parcel)
        connection.handed += 1
        if (handing.kind === 'sent') return handing
        if (handing.kind === 'away' || handing.kind === 'uncertain') drop()
        else await reset(connection)
        // It may have hung up on a connection that it had kept long enough, which shows only now: asked once more on a new one.
        if (handing.kind === 'away' && !handing.isOurs && !isFresh && attempt === 0) continue
        return handing
      }
    },
  }
}

interface Said {
  readonly responseCode?: unknown
  readonly response?: unknown
  readonly command?: unknown
  readonly code?: unknown
}
const saidOf = (thrown: unknown): Said => (typeof thrown === 'object' && thrown !== null ? thrown : {})

const replyOf = ({ responseCode }: Said): number =>
  typeof responseCode === 'number' && responseCode >= 400 && responseCode < 600 ? responseCode : 0

const codeOf = (thrown: unknown): FailureCode => {
  const reply = replyOf(saidOf(thrown))
  return reply === 0 ? failureOf(thrown).code : (String(reply) as FailureCode)
}

const statusOf = ({ response }: Said): string | null =>
  (typeof response === 'string' && /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]) || null

/** No for good, to nothing that one mail has of its own; or a name, a login or a certificate that can't be right. */
function awayOf(thrown: unknown): Away {
  const said = saidOf(thrown)
  const isOurs = replyOf(said) >= 500 || said.code === 'EAUTH' || said.code === 'ETLS'
  return { kind: 'away', code: codeOf(thrown), isOurs }
}

/**
 * `began`: the server had said that it listens, and was told the mail. 530, 535 and 538 ask to log in first, 421 closes the door for
 * now, 552 to the sender is about the size that came with it.
 */
export function handingOf(thrown: unknown, began: boolean): Handing {
  const said = saidOf(thrown)
  const code = codeOf(thrown)
  const reply = replyOf(said)
  const status = statusOf(said)
  if (began) {
    if (reply === 0 || said.command !== 'DATA') return { kind: 'uncertain', code }
    return reply >= 500 ? { kind: 'refused', at: 'message', code, status } : { kind: 'postponed', code }
  }
  // Never told to anybody: longer than the server had said it takes, or an address that can't be one.
  if (reply === 0 && said.code === 'EMESSAGE') return { kind: 'refused', at: 'message', code, status }
  if (reply === 0 && said.code === 'EENVELOPE') return { kind: 'refused', at: 'recipient', code, status }
  if (reply === 552 && said.command === 'MAIL FROM') return { kind: 'refused', at: 'message', code, status }
  const isOfThisMail = said.command === 'RCPT TO' || said.command === 'DATA'
  if (!isOfThisMail || reply === 0 || [421, 530, 535, 538].includes(reply)) return awayOf(thrown)
  if (reply < 500) return { kind: 'postponed', code }
  return { kind: 'refused', at: said.command === 'RCPT TO' ? 'recipient' : 'message', code, status }
}

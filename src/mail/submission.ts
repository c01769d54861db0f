/**
 * Hands mails in at the submission server (RFC 6409), one connection each: there are few of them, and none is kept open that a
 * Worker would have to close. Of what a server says only the code is kept: its words quote addresses.
 */
import Mailer from 'nodemailer/lib/mailer'
import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import SMTPTransport from 'nodemailer/lib/smtp-transport'
import type { Submission } from '../config.ts'
import { failureOf } from '../db/failure.ts'
import type { FailureCode } from '../ports.ts'
import { composeMessage, type Sender } from './message.ts'
import type { Delivery, Transport } from './queue.ts'

/** For each step: a server that takes longer for one is as good as away, and the mail is tried again. */
const stepMsMax = 10_000

/** How the server is spoken to, but for the login. */
export const connectionTo = (
  { host, port, security }: Submission,
  { address }: Sender['from'],
): SMTPConnection.Options => ({
  host,
  port,
  secure: security === 'tls',
  requireTLS: security === 'starttls',
  ignoreTLS: security === 'none',
  // How we greet. The machine's own name is nobody's business.
  name: address.slice(address.lastIndexOf('@') + 1),
  connectionTimeout: stepMsMax,
  greetingTimeout: stepMsMax,
  socketTimeout: stepMsMax,
  dnsTimeout: stepMsMax,
})

export function openSubmission(submission: Submission, sender: Sender): Transport {
  const { login } = submission
  const { address } = sender.from
  const server = new Mailer(
    new SMTPTransport({
      ...connectionTo(submission, sender.from),
      ...(login && { auth: { user: login.user, pass: login.password.reveal() } }),
      disableFileAccess: true,
      disableUrlAccess: true,
    }),
  )
  return async (mail) => {
    try {
      const raw = await composeMessage(mail, sender)
      await server.sendMail({ envelope: { from: address, to: mail.letter.to }, raw })
      return { kind: 'sent' }
    } catch (thrown) {
      return deliveryOf(thrown)
    }
  }
}

/**
 * A final no (5xx) to the recipient or the message is about this mail. To anything before it, such as the greeting or our
 * login, it is about the service: the operator mends that, and the mails that wait go out. 530, 535, 538 ask to log in first, 421 closes the door for now.
 */
export function deliveryOf(thrown: unknown): Delivery {
  const said: { readonly responseCode?: unknown; readonly command?: unknown } =
    typeof thrown === 'object' && thrown !== null ? thrown : {}
  const reply = typeof said.responseCode === 'number' ? said.responseCode : 0
  const isReply = reply >= 200 && reply < 600
  const code = isReply ? (String(reply) as FailureCode) : failureOf(thrown).code
  const isOfThisMail = said.command === 'RCPT TO' || said.command === 'DATA'
  if (reply >= 500 && isOfThisMail && ![530, 535, 538].includes(reply)) return { kind: 'refused', code }
  return { kind: 'postponed', code, isAway: !isReply || !isOfThisMail || reply === 421 }
}

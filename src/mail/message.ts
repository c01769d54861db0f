/**
 * A letter as it travels (RFC 5322): our headers and no others, a text part and an HTML part. The same mail is the same
 * bytes each time, so that it can be recognised when it comes twice.
 */
import { buffer } from 'node:stream/consumers'
import DKIM from 'nodemailer/lib/dkim'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { MailSettings } from '../config.ts'
import type { OutgoingMail } from './queue.ts'

export interface Sender {
  readonly from: MailSettings['from']
  readonly signing: Signing | null
}

export interface Signing {
  readonly domain: string
  readonly selector: string
  /** PEM. */
  readonly privateKey: string
}

/** What goes into one mail, each part read before: no control character, one address each. */
export interface MailParts {
  /** Makes the Message-ID and the boundary between the parts. */
  readonly id: string
  readonly from: MailSettings['from']
  readonly replyTo?: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
  readonly at: Date
  /** Beside those that every mail has. `prepared` goes out as it is. */
  readonly headers: Readonly<Record<string, string | { readonly prepared: true; readonly value: string }>>
}

export const composeMessage = (
  { id, letter, queuedAt }: OutgoingMail,
  { from, signing }: Sender,
): Promise<Buffer> =>
  composeMail(
    {
      id,
      from: { ...from, name: letter.senderName ?? from.name },
      to: letter.to,
      subject: letter.subject,
      text: letter.text,
      html: letter.html,
      at: queuedAt,
      headers:
        letter.unsubscribeUrl === undefined
          ? {}
          : {
              // As it is: folding would put white space into the address.
              'List-Unsubscribe': { prepared: true, value: `<${letter.unsubscribeUrl}>` },
              'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
            },
    },
    signing,
  )

export async function composeMail(
  { id, from, replyTo, to, subject, text, html, at, headers }: MailParts,
  signing: Signing | null,
): Promise<Buffer> {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  const message = await new MailComposer({
    from,
    to: { name: '', address: to },
    ...(replyTo !== undefined && { replyTo: { name: '', address: replyTo } }),
    subject,
    text,
    html,
    date: at,
    messageId: `<${id}@${domain}>`,
    baseBoundary: id,
    // Survives every server, and no line of it can be mistaken for anything.
    textEncoding: 'quoted-printable',
    newline: 'windows',
    // Holidays and other robots are not to answer (RFC 3834 section 5).
    headers: { 'Auto-Submitted': 'auto-generated', ...headers },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
  if (!signing) return message
  const { domain: domainName, selector: keySelector, privateKey } = signing
  return buffer(new DKIM({ domainName, keySelector, privateKey }).sign(message))
}

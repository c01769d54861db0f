/**
 * A newsletter as it travels: who it is from, which list it is of, the ways out that mail programs show beside it (RFC 2369, 2919, 8058),
 * and what keeps robots from answering. Nothing in it says who the reader is but the address it goes to: numbers of people are encrypted.
 */
import { createHmac } from 'node:crypto'
import { encodeWord } from 'nodemailer/lib/mime-funcs'
import type { Config } from '../config.ts'
import type { MailParts } from '../mail/message.ts'
import { subjectLengthMax } from '../mail/read-letter.ts'
import type { RenderedMail } from '../newsletter/mail.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import type { Email } from '../subscriber/email.ts'
import type { List } from '../subscriber/list.ts'
import type { NewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { uuidOf } from '../uuid.ts'
import { makeReturnPath, type ReturnOf } from './return-path.ts'

type Keys = Pick<Ports, 'keyFor'>

/** What all mails of an issue have in common. */
export interface Sending {
  readonly site: Site
  readonly issueId: number
  readonly settings: NewsletterSettings
  readonly config: Pick<Config, 'mail' | 'returns'>
}

export interface Addressee {
  readonly subscriberId: bigint
  readonly email: Email
  readonly list: Pick<List, 'id' | 'name'>
}

export interface Addressed {
  readonly parts: MailParts
  /** Of the envelope. */
  readonly from: string
}

/** On one line, and without what steers a machine: names of people and of lists were not read for headers. */
const oneLine = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()

/** No character is halved. */
const shorten = (text: string, lengthMax: number): string =>
  text.length <= lengthMax ? text : `${text.slice(0, lengthMax - 1).replace(/[\ud800-\udbff]$/, '')}…`

/** A subject that a reader's name made too long is cut where every reader would cut it. */
export const subjectOf = (text: string): string => shorten(oneLine(text), subjectLengthMax)

export const senderNameOf = ({ domain, settings }: Site, { senderName }: NewsletterSettings): string =>
  [senderName, settings.brand.name, settings.controller.name].map(oneLine).find((name) => name !== '') ??
  domain

/**
 * `"Nieuws" <list-3.example.nl>` (RFC 2919): a name for people and one for machines, which stays when the first is changed.
 */
function listId({ domain }: Site, { id, name }: Addressee['list']): string {
  const plain = shorten(oneLine(name), 100)
  // Encoded words on lines of their own: together they can be longer than a line may be.
  const phrase = /^[ !#-[\]-~]*$/.test(plain)
    ? `"${plain}"`
    : encodeWord(plain, 'Q', 52).replaceAll('?= =?', '?=\r\n =?')
  return `${phrase} <list-${id}.${domain}>`
}

/**
 * The same each time the same mail is made, so that a mailbox can tell when it comes twice; of nobody who has not the key, and another
 * one in each issue.
 */
const mailIdOf = ({ keyFor }: Keys, { siteId, issueId, subscriberId }: ReturnOf): string =>
  uuidOf(
    createHmac('sha256', keyFor('return'))
      .update(`mail\0${siteId}\0${issueId}\0${subscriberId}`)
      .digest()
      .subarray(0, 16),
  )

/** Whether anybody reads what comes back: where nobody does, an address that promises it would be a lie. */
const readsReturns = ({ returns }: Sending['config']): boolean =>
  returns.mailbox !== null || returns.hookSecret !== null

/**
 * `at` is when it is handed in. Without a reader of returns, the envelope is the installation's plain address and a mail can't unsubscribe; one
 * click always can.
 */
export function addressMail(
  ports: Keys,
  { site, issueId, settings, config }: Sending,
  { subscriberId, email, list }: Addressee,
  { subject, html, text, unsubscribeUrl }: RenderedMail,
  at: Date,
): Addressed {
  const { from } = config.mail
  const mail = { siteId: site.id, issueId, subscriberId }
  const reads = readsReturns(config)
  const returnTo = reads ? makeReturnPath(ports, from, 'return', mail) : null
  const leaveBy = reads ? makeReturnPath(ports, from, 'unsubscribe', mail) : null
  const waysOut = [unsubscribeUrl, ...(leaveBy === null ? [] : [`mailto:${leaveBy}?subject=unsubscribe`])]
  return {
    from: returnTo ?? from.address,
    parts: {
      id: mailIdOf(ports, mail),
      from: { address: from.address, name: senderNameOf(site, settings) },
      ...(settings.replyTo !== null && { replyTo: settings.replyTo }),
      to: email,
      subject: subjectOf(subject),
      text,
      html,
      at,
      headers: {
        // As they are: folding would put white space into an address. One on each line, so that none is too long.
        'List-Unsubscribe': {
          prepared: true,
          value: waysOut.map((url) => `<${url}>`).join(',\r\n '),
        },
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        'List-Id': { prepared: true, value: listId(site, list) },
        // Against answers of robots, for those that look at nothing newer.
        Precedence: 'bulk',
        'X-Auto-Response-Suppress': 'All',
        // By which Gmail groups complaints: which issue of which site, nobody in particular.
        'Feedback-ID': `${issueId}:${site.id}:newsletter:voordeur`,
      },
    },
  }
}

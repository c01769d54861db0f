/**
 * What a mail that comes in tells about one that went out: a delivery status (RFC 3464), a notice in plain words, a complaint (RFC 5965), a
 * robot's answer, or nothing of the kind. Written by strangers, of any size and shape. It never throws, follows nothing, and takes nobody's
 * word for who it is about: it only lists the addresses in which our own signed token may stand.
 */
import PostalMime, { type Attachment, type Email } from 'postal-mime'
import { isComplaint } from './complaint.ts'
import { verdictOfAll, verdictOfWords, type RecipientStatus, type Verdict } from './return-verdict.ts'

export type MailReading =
  | {
      readonly kind: 'dsn'
      readonly verdict: Verdict
      /** Empty for a notice in plain words. */
      readonly recipients: readonly RecipientStatus[]
    }
  | { readonly kind: 'complaint' | 'auto-reply' | 'other' }

export type ReturnedMail =
  | (MailReading & {
      /** Where it was sent to, by its own headers: a reply to the sender of an envelope comes there. */
      readonly sentTo: readonly string[]
      /** What the mail that it is about carried: for reports that come to an address of the operator's own. */
      readonly about: readonly string[]
    })
  | { readonly kind: 'unreadable' }

/**
 * What is read of a mail: whatever a report says stands before the mail that came back, which may be as large as it likes. The parser takes
 * 15 µs for a line, so a megabyte of empty lines would keep a process busy for 8 s; these are at most 100 ms.
 */
export const readBytesMax = 256 * 1024
const readLinesMax = 4_000

/** Words of a notice; a server that needs more has not said why. */
const wordsMax = 16 * 1024
const embeddedBytesMax = 64 * 1024
const addressesMax = 50
const recipientsMax = 100

/** A report is three parts in one, and its headers a page or two; the parser's own limits are 256 levels and 2 MiB. */
const limits = { maxNestingDepth: 20, maxHeadersSize: 128 * 1024, maxRfc822NestingDepth: 0 }

/** By which servers say to whom a mail was really delivered, the surest first. */
const sentToHeaders = [
  'x-original-to',
  'delivered-to',
  'x-delivered-to',
  'envelope-to',
  'x-envelope-to',
  'to',
  'cc',
]

const aboutHeaders = ['return-path', 'list-unsubscribe']

const statusTypes = ['message/delivery-status', 'message/global-delivery-status']
const embeddedTypes = ['message/rfc822', 'text/rfc822-headers', 'message/global', 'message/global-headers']

type Fields = ReadonlyMap<string, string>

/** Of RFC 3464 and RFC 5965 alike: header fields, folded like those of a mail; a blank line between the groups. First one wins. */
function readGroups(text: string): Fields[] {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n/)
    .slice(0, recipientsMax + 1)
    .map((group) => {
      const fields = new Map<string, string>()
      for (const line of group.replace(/\n[ \t]+/g, ' ').split('\n')) {
        const [, name, value] = /^([\w-]{1,76})[ \t]*:[ \t]*(.*)$/.exec(line) ?? []
        if (name === undefined || value === undefined || fields.has(name.toLowerCase())) continue
        fields.set(name.toLowerCase(), value.trim())
      }
      return fields
    })
}

/** Text of a part, wherever it is what its type says; a broken letter becomes one that stands for it. */
function textOf({ content }: Pick<Attachment, 'content'>, bytesMax: number): string {
  if (typeof content === 'string') return content.slice(0, bytesMax)
  const bytes = content instanceof Uint8Array ? content : new Uint8Array(content)
  return new TextDecoder().decode(bytes.subarray(0, bytesMax))
}

const partsOf = ({ attachments }: Email, types: readonly string[]): string[] =>
  attachments.filter(({ mimeType }) => types.includes(mimeType)).map((part) => textOf(part, embeddedBytesMax))

/** Whatever looks like an address; whether it is one of ours, its signature says. */
export const addressesIn = (values: readonly string[]): string[] => [
  ...new Set(
    values.flatMap(
      (value) => value.slice(0, 8192).match(/[^\s<>,;:"()@]{1,128}@[^\s<>,;:"()@?]{1,253}/g) ?? [],
    ),
  ),
]

function recipientsOf(parts: readonly string[]): RecipientStatus[] {
  return parts
    .flatMap(readGroups)
    .filter((fields) => ['action', 'status', 'final-recipient'].some((name) => fields.has(name)))
    .slice(0, recipientsMax)
    .map((fields) => ({
      action: fields.get('action') ?? '',
      status: fields.get('status') ?? '',
      diagnostic: (fields.get('diagnostic-code') ?? '').slice(0, 2048),
    }))
}

/** The letters of a page without its markup, well enough to find a code in. */
const wordsOf = ({ text, html }: Email): string =>
  (text ?? (html ?? '').slice(0, wordsMax * 8).replace(/<[^>]{0,2048}>/g, ' ')).slice(0, wordsMax)

const servers = /(^|[<\s"])(mailer-?daemon|mail-daemon|postmaster|mdaemon)(@|[>\s"]|$)/i

const returnedSubject =
  /undeliver|delivery (status notification|failure|failed|has failed|problem)|delivery.{0,20}(fail|delay)|returned mail|mail (delivery|system error)|failure notice|onbestelbaar|niet (afgeleverd|bezorgd|besteld)|unzustellbar/i

/** A notice without the parts of a report. An answer on holiday has the empty sender too, so that alone says nothing. */
function isNotice(header: (name: string) => string, subject: string): boolean {
  if (header('x-failed-recipients') !== '') return true
  if (servers.test(header('from'))) return true
  return /^<\s*>$/.test(header('return-path')) && returnedSubject.test(subject)
}

/** RFC 3834, and what was used before and beside it. */
function isAutoReply(header: (name: string) => string, subject: string): boolean {
  const submitted = header('auto-submitted').toLowerCase()
  if (submitted.startsWith('auto-replied') || submitted.startsWith('auto-generated')) return true
  if (['x-autoreply', 'x-autorespond', 'x-auto-reply'].some((name) => header(name) !== '')) return true
  if (/^auto[_-]?reply$/i.test(header('precedence'))) return true
  return /^(automatic reply|auto(matisch)?[ -]?(reply|antwoord)|out of (the )?office|afwezig(heid)?|niet aanwezig|abwesenheit)\b/i.test(
    subject,
  )
}

function read(mail: Email): MailReading {
  const header = (name: string): string => mail.headers.find(({ key }) => key === name)?.value ?? ''
  const subject = (mail.subject ?? '').slice(0, 998)
  const [feedback] = partsOf(mail, ['message/feedback-report']).map(readGroups)
  if (feedback)
    return {
      kind: feedback.some((fields) => isComplaint(fields.get('feedback-type') ?? '')) ? 'complaint' : 'other',
    }
  const recipients = recipientsOf(partsOf(mail, statusTypes))
  if (recipients.length > 0) return { kind: 'dsn', verdict: verdictOfAll(recipients), recipients }
  if (partsOf(mail, ['message/disposition-notification']).length > 0) return { kind: 'auto-reply' }
  if (isNotice(header, subject))
    return { kind: 'dsn', verdict: verdictOfWords(subject, wordsOf(mail)), recipients: [] }
  return { kind: isAutoReply(header, subject) ? 'auto-reply' : 'other' }
}

/** Headers of the mail that came back; of what follows them nothing is looked at. */
const headersOf = (embedded: string): Fields => readGroups(embedded.trimStart()).at(0) ?? new Map()

const fieldsIn = (groups: readonly Fields[], names: readonly string[]): string[] =>
  groups.flatMap((fields) => names.flatMap((name) => fields.get(name) ?? []))

function beginningOf(raw: Uint8Array): Uint8Array {
  let end = 0
  for (let lines = 0; lines < readLinesMax; lines += 1) {
    const lineEnd = raw.indexOf(0x0a, end)
    if (lineEnd === -1) return raw.subarray(0, readBytesMax)
    end = lineEnd + 1
  }
  return raw.subarray(0, Math.min(end, readBytesMax))
}

/** Takes any bytes (RFC 5322, or not). `unreadable`: no mail, or one that is made to be hard to read. Never throws. */
export async function readReturned(raw: Uint8Array): Promise<ReturnedMail> {
  let mail: Email
  try {
    mail = await PostalMime.parse(beginningOf(raw), limits)
  } catch {
    return { kind: 'unreadable' }
  }
  if (!mail.headers.some(({ value }) => value !== '')) return { kind: 'unreadable' }
  const sent = sentToHeaders.flatMap((name) =>
    mail.headers.filter(({ key }) => key === name).map(({ value }) => value),
  )
  const embedded = partsOf(mail, embeddedTypes).map(headersOf)
  const feedback = partsOf(mail, ['message/feedback-report']).flatMap(readGroups)
  return {
    ...read(mail),
    sentTo: addressesIn(sent).slice(0, addressesMax),
    about: addressesIn([
      ...fieldsIn(feedback, ['original-mail-from']),
      ...fieldsIn(embedded, aboutHeaders),
    ]).slice(0, addressesMax),
  }
}

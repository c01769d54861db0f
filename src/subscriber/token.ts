/**
 * What stands in the links of a mail: which issue, which link, which reader. Encrypted and signed at once, by a key of one purpose:
 * a link to click opens no preferences, and no number of a person can be seen in a log or be followed from one issue to the next.
 * There is no row behind it, so a link works as long as the root secret does, also when the reader was erased (RFC 8058).
 *
 * `version, tag, ciphertext`: the tag is an HMAC of the text and seeds the cipher's stream (as SIV, RFC 5297), so the same text is the same
 * token: links without a reader are the same bytes for all who get the mail. At most 28 bytes, 38 characters: a mail that grows
 * past 102 KB is cut by its reader, with the way out at its foot.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { SiteId } from '../db/schema.ts'
import type { KeyPurpose, Ports } from '../ports.ts'

export type LinkPurpose = Extract<KeyPurpose, 'click' | 'open' | 'unsubscribe' | 'manage' | 'view' | 'return'>

export interface MailLink {
  readonly siteId: SiteId
  /** 0: of no issue, such as the mail that asks to be measured. */
  readonly issueId: number
  /** 0 where there is none. */
  readonly linkNo: number
  /** Null where all readers have the same. */
  readonly subscriberId: bigint | null
}

/** The first byte says which key and way of writing: room for another while old mails are still about. */
const version = 1
/** 80 bits: a server would have to be asked for longer than mails are kept. */
const tagBytes = 10
const personBytes = 8

/** Seven bits a byte, the lowest first; the highest bit says that more follows. */
function writeNumber(number: number): number[] {
  const bytes: number[] = []
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest]
    bytes.push((rest % 128) + 128)
  }
}

function readNumber(
  bytes: Uint8Array,
  from: number,
): { readonly number: number; readonly next: number } | null {
  let number = 0
  for (let nth = 0; nth < 5; nth += 1) {
    const byte = bytes[from + nth]
    if (byte === undefined) return null
    number += (byte % 128) * 128 ** nth
    if (byte < 128) return { number, next: from + nth + 1 }
  }
  return null
}

const blockBytes = 64
const padded = (key: Uint8Array, pad: number): Uint8Array =>
  new Uint8Array(blockBytes).map((_, nth) => (key[nth] ?? 0) ^ pad)

interface Pads {
  readonly inner: Uint8Array
  readonly outer: Uint8Array
}
/** Of keys that are derived once for each purpose. */
const padsKnown = new WeakMap<Uint8Array, Pads>()
function padsOf(key: Uint8Array): Pads {
  const known = padsKnown.get(key)
  if (known) return known
  const pads = { inner: padded(key, 0x36), outer: padded(key, 0x5c) }
  padsKnown.set(key, pads)
  return pads
}

/**
 * HMAC-SHA-256 of a key of 32 bytes, out of the two hashes that it is (RFC 2104). Node sets up a MAC anew each time, which takes 13 µs
 * where this takes 4, and a newsletter has some 50 addresses of its reader's own.
 */
function hmac(key: Uint8Array, label: string, text: Uint8Array): Buffer {
  const { inner, outer } = padsOf(key)
  const digest = createHash('sha256').update(inner).update(label).update(text).digest()
  return createHash('sha256').update(outer).update(digest).digest()
}

const tagOf = (key: Uint8Array, purpose: LinkPurpose, text: Uint8Array): Buffer =>
  hmac(key, `tag ${purpose}\0`, text).subarray(0, tagBytes)

/** The text is never longer than one block of the stream. */
function cross(key: Uint8Array, purpose: LinkPurpose, tag: Uint8Array, text: Uint8Array): Buffer {
  const stream = hmac(key, `stream ${purpose}\0`, tag)
  return Buffer.from(text.map((byte, nth) => byte ^ (stream[nth] ?? 0)))
}

function bytesOf(ports: Pick<Ports, 'keyFor'>, purpose: LinkPurpose, link: MailLink): Buffer {
  const person = Buffer.alloc(link.subscriberId === null ? 0 : personBytes)
  if (link.subscriberId !== null) person.writeBigUInt64BE(link.subscriberId)
  const text = Buffer.from([
    ...writeNumber(link.siteId),
    ...writeNumber(link.issueId),
    ...writeNumber(link.linkNo),
    ...person,
  ])
  const key = ports.keyFor(purpose)
  const tag = tagOf(key, purpose, text)
  return Buffer.concat([Buffer.from([version]), tag, cross(key, purpose, tag, text)])
}

function readBytes(ports: Pick<Ports, 'keyFor'>, purpose: LinkPurpose, bytes: Uint8Array): MailLink | null {
  if (bytes[0] !== version || bytes.length > 1 + tagBytes + 5 + 5 + 5 + personBytes) return null
  const tag = bytes.subarray(1, 1 + tagBytes)
  if (tag.length !== tagBytes) return null
  const key = ports.keyFor(purpose)
  const text = cross(key, purpose, tag, bytes.subarray(1 + tagBytes))
  if (!timingSafeEqual(tag, tagOf(key, purpose, text))) return null
  const site = readNumber(text, 0)
  const issue = site && readNumber(text, site.next)
  const link = issue && readNumber(text, issue.next)
  if (!site || !issue || !link) return null
  const person = text.subarray(link.next)
  if (person.length !== 0 && person.length !== personBytes) return null
  return {
    siteId: site.number as SiteId,
    issueId: issue.number,
    linkNo: link.number,
    subscriberId: person.length === 0 ? null : person.readBigUInt64BE(),
  }
}

/** Base64url, at most 38 characters as long as sites, issues and links stay below 2^28, 2^21 and 2^14. */
export const signLink = (ports: Pick<Ports, 'keyFor'>, purpose: LinkPurpose, link: MailLink): string =>
  bytesOf(ports, purpose, link).toString('base64url')

/** Null: not ours, of another purpose, cut or changed. Takes any text; never throws. */
export function readLink(ports: Pick<Ports, 'keyFor'>, purpose: LinkPurpose, token: string): MailLink | null {
  if (token.length > 60) return null
  const bytes = Buffer.from(token, 'base64url')
  // The last letter of base64 has bits that say nothing: one token is one text.
  return bytes.toString('base64url') === token ? readBytes(ports, purpose, bytes) : null
}

/** For the local part of an address, where servers may fold letters: lower-case hexadecimal, at most 56 characters. */
export const signReturn = (ports: Pick<Ports, 'keyFor'>, link: MailLink): string =>
  bytesOf(ports, 'return', link).toString('hex')

/** As `readLink`; letters of either case. */
export const readReturn = (ports: Pick<Ports, 'keyFor'>, token: string): MailLink | null =>
  /^([\da-f]{2}){1,40}$/i.test(token) ? readBytes(ports, 'return', Buffer.from(token, 'hex')) : null

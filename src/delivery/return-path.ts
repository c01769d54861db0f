/**
 * Where what comes back goes: an address for each mail, by which we know which mail of which issue it was, and nobody else does.
 * Two kinds, which differ inside the signed token, so that neither can be made of the other: mail that could not be delivered
 * returns to the envelope's sender (VERP, link 0), and a reader may unsubscribe by writing to the other (link 1).
 */
import type { MailSettings } from '../config.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { readReturn, signReturn } from '../subscriber/token.ts'

type Keys = Pick<Ports, 'keyFor'>

/** One mail: an issue and its reader. */
export interface ReturnOf {
  readonly siteId: SiteId
  readonly issueId: number
  readonly subscriberId: bigint
}

/** `return`: a report about a mail comes here. `unsubscribe`: any mail here ends the reader's subscriptions. */
export type ReturnKind = 'return' | 'unsubscribe'

export interface ReturnPath extends ReturnOf {
  readonly kind: ReturnKind
}

const linkNoOf: Readonly<Record<ReturnKind, number>> = { return: 0, unsubscribe: 1 }

/** RFC 5321 section 4.5.3.1.1. */
const localPartMax = 64

/**
 * `<local>+<hexadecimal>@<domain>`: of the installation's own address, so its mailbox gets it (RFC 5233, "subaddressing"). Null where
 * that leaves no room: a local part of more than 15 letters.
 */
export function makeReturnPath(
  ports: Keys,
  { address }: MailSettings['from'],
  kind: ReturnKind,
  { siteId, issueId, subscriberId }: ReturnOf,
): string | null {
  const token = signReturn(ports, { siteId, issueId, linkNo: linkNoOf[kind], subscriberId })
  const at = address.lastIndexOf('@')
  const local = `${address.slice(0, at)}+${token}`
  return local.length > localPartMax ? null : `${local}${address.slice(at)}`
}

/**
 * What an address says that a mail was sent to, such as `nieuws+01ab…@example.nl`: the token alone counts, wherever the mail went
 * on its way. Null: not ours, cut or changed. Takes any text, without name or brackets; never throws.
 */
export function readReturnPath(ports: Keys, address: string): ReturnPath | null {
  const [, token] = /\+([\da-f]+)@[^@]*$/i.exec(address.trim()) ?? []
  const link = token === undefined ? null : readReturn(ports, token)
  if (!link || link.subscriberId === null || link.linkNo > 1) return null
  const { siteId, issueId, subscriberId } = link
  return { kind: link.linkNo === 0 ? 'return' : 'unsubscribe', siteId, issueId, subscriberId }
}

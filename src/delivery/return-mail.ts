/**
 * A mail that came in at the address where what we sent returns to, whichever way it was fetched: whose it is, and what follows. Who it is
 * about stands in our own signed token and nowhere else: anybody can write a report about anybody, but only the mail itself showed the token.
 */
import type { Ports } from '../ports.ts'
import { unsubscribe } from '../newsletter/unsubscribe.ts'
import { addressesIn, readReturned, type ReturnedMail } from './dsn.ts'
import { recordReturn } from './returned.ts'
import { readReturnPath, type ReturnPath } from './return-path.ts'

/**
 * `taken`: it was for us and there is nothing left to do, so it need not be kept. `left`: of somebody else, or a person's own words, which a
 * person may want to read. `unreadable`: no mail at all.
 */
export type MailTaken = 'taken' | 'left' | 'unreadable'

type Taking = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor' | 'count'>

/** The first of these texts that has a token of ours in it. Takes any; never throws. */
export function findReturnPath(ports: Pick<Ports, 'keyFor'>, texts: readonly string[]): ReturnPath | null {
  for (const address of addressesIn(texts)) {
    const path = readReturnPath(ports, address)
    if (path) return path
  }
  return null
}

type Readable = Exclude<ReturnedMail, { readonly kind: 'unreadable' }>

/** A report may come to an address of the operator's own: then what it is about carries the token. */
const pathOf = (ports: Pick<Ports, 'keyFor'>, { kind, sentTo, about }: Readable): ReturnPath | null =>
  findReturnPath(ports, sentTo) ??
  (kind === 'dsn' || kind === 'complaint' ? findReturnPath(ports, about) : null)

async function act(ports: Taking, mail: Readable, path: ReturnPath): Promise<MailTaken> {
  const { kind } = mail
  if (kind === 'complaint') await recordReturn(ports, path, 'complaint')
  else if (kind === 'dsn') {
    if (mail.verdict !== 'none') await recordReturn(ports, path, mail.verdict)
    // RFC 2369 section 3.2: whoever writes there wants out, whatever they write. Nobody answers to that address by a robot.
  } else if (path.kind === 'unsubscribe') await unsubscribe(ports, { ...path, linkNo: 0 }, 'mail')
  else if (kind === 'other') return 'left'
  return 'taken'
}

/** Throws only when the database is away; the same mail later does the same, and twice no more than once. */
export async function takeMail(ports: Taking, raw: Uint8Array): Promise<MailTaken> {
  const mail = await readReturned(raw)
  if (mail.kind === 'unreadable') return 'unreadable'
  const path = pathOf(ports, mail)
  return path ? act(ports, mail, path) : 'left'
}

/**
 * The queue of outgoing mail: a row for each, so that what was promised is sent, whoever is away. Whom it goes to and what it
 * says are sealed, and gone once it is sent or given up; the row itself goes after 14 days.
 */
import type { Tx } from '../db/connect.ts'
import { must } from '../must.ts'
import type { FailureCode, Letter, Ports } from '../ports.ts'
import { seal, unseal } from '../seal.ts'
import { uuidOf } from '../uuid.ts'
import { readLetter } from './read-letter.ts'

/** A mail on its way: its number makes the Message-ID, so that a second delivery of it can be recognised. */
export interface OutgoingMail {
  readonly id: string
  readonly letter: Letter
  readonly queuedAt: Date
}

/**
 * What became of one try. `refused`: this mail will never be taken. `postponed`: it may be later; `isAway` when the server
 * would take no other mail now either. The code is the three digits of a reply or the name of an error.
 */
export type Delivery =
  | { readonly kind: 'sent' }
  | { readonly kind: 'refused'; readonly code: FailureCode }
  | { readonly kind: 'postponed'; readonly code: FailureCode; readonly isAway: boolean }

/** Hands a mail in. Never throws. */
export type Transport = (mail: OutgoingMail) => Promise<Delivery>

export interface Turn {
  /** Mails of one turn at most. */
  readonly limit: number
  /** Tells senders apart; chance, not identity. */
  readonly holder: string
}

export interface Sent {
  readonly sent: number
  readonly postponed: number
  readonly failed: number
}

/** Longer than the ten steps of a delivery may take, 10 s each: whose lease ends is dead, not slow. */
const leaseSeconds = 180

/** Minutes until the next try, by tries so far; the last one for all that follow. */
const waits = [1, 5, 15, 60, 240]

/** What could not be handed in for two days is no news any more, and its links have expired. */
const giveUpHours = 48

/** Long enough for somebody to ask after a mail, and for an operator to see that the server was away. */
const keepDays = 14

/** What the table takes (mail_code); a mail must not hang because of what an error calls itself. */
const plainCode = /^([2-5]\d{2}|[A-Z][A-Z0-9_]{1,39})$/

/**
 * Takes a mail: committed when this returns, or with the transaction that is given. Asks nobody outside, so a server that is
 * away never fails whoever posts. A letter that `readLetter` refuses is a bug of the room that wrote it.
 */
export async function queueLetter(
  ports: { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>,
  letter: Letter,
): Promise<void> {
  const reading = readLetter(letter)
  const read = must(
    reading.ok ? reading.letter : null,
    `a room posts what can be sent: ${reading.ok ? '' : reading.refusal}`,
  )
  const { to, subject, text, html, senderName, unsubscribeUrl } = read
  const content = JSON.stringify({ to, subject, text, html, senderName, unsubscribeUrl })
  const sealed = seal(ports, 'mail.sealed', content)
  const now = ports.now()
  await ports.db`
    insert into mail (mail_id, sealed, queued_at, next_try_at, tries)
    values (${uuidOf(ports.random(16))}, ${sealed}, ${now}, ${now}, 0)`
}

interface TakenRow {
  readonly mail_id: string
  readonly sealed: Uint8Array
  readonly queued_at: Date
  readonly tries: number
}

/**
 * Leases the mail that is due the longest, or none. One statement, so that no transaction is open while a server is spoken
 * to; one mail, so that the lease need not outlast the mails before it. A try counts when it begins: a mail at which the
 * sender itself dies is given up like any other. Index: mail_due.
 */
async function takeDue({ db }: Pick<Ports, 'db'>, holder: string, now: Date): Promise<TakenRow | undefined> {
  const until = new Date(now.getTime() + leaseSeconds * 1000)
  const [row] = await db<TakenRow[]>`
    with due as materialized (
      select mail_id from mail
      where sent_at is null and failed_at is null and next_try_at <= ${now}
        and (lease_until is null or lease_until <= ${now})
      order by next_try_at limit 1 for update skip locked)
    update mail set tries = tries + 1, lease_holder = ${holder}, lease_until = ${until}
    from due where mail.mail_id = due.mail_id
    returning mail.mail_id, mail.sealed, mail.queued_at, mail.tries`
  return row
}

/** Also when the lease was lost meanwhile: what was handed in was handed in. Index: mail_pk. */
async function recordSent({ db }: Pick<Ports, 'db'>, id: string, now: Date): Promise<void> {
  await db`
    update mail set sent_at = ${now}, failed_at = null, sealed = null, last_code = null,
      lease_holder = null, lease_until = null
    where mail_id = ${id}`
}

/** Index: mail_pk. */
async function recordPostponed(
  { db }: Pick<Ports, 'db'>,
  { id, holder, code, nextTryAt }: { id: string; holder: string; code: FailureCode; nextTryAt: Date },
): Promise<void> {
  await db`
    update mail set next_try_at = ${nextTryAt}, last_code = ${code}, lease_holder = null, lease_until = null
    where mail_id = ${id} and lease_holder = ${holder}`
}

/** Nobody can send it any more, so nobody needs to read it. Index: mail_pk. */
async function recordFailed(
  { db }: Pick<Ports, 'db'>,
  { id, holder, code, now }: { id: string; holder: string; code: FailureCode; now: Date },
): Promise<void> {
  await db`
    update mail set failed_at = ${now}, sealed = null, last_code = ${code}, lease_holder = null, lease_until = null
    where mail_id = ${id} and lease_holder = ${holder}`
}

/**
 * Sends what is due, one after the other, the longest waiting first. Ends early when the server is away, since the next
 * mail would only wait for it as well, and when the service stops. Throws when the database is away: the lease of what
 * was being sent then ends by time, and it is sent again under the same Message-ID.
 */
export async function sendDue(
  ports: Pick<Ports, 'db' | 'now' | 'keyFor' | 'log' | 'count' | 'isStopping'>,
  transport: Transport,
  { limit, holder }: Turn,
): Promise<Sent> {
  const done = { sent: 0, postponed: 0, failed: 0 }
  for (let nth = 0; nth < limit && !ports.isStopping(); nth += 1) {
    const taken = await takeDue(ports, holder, ports.now())
    if (!taken) break
    const delivery = await deliver(ports, transport, taken)
    const { mail_id: id } = taken
    const now = ports.now()
    if (delivery.kind === 'sent') {
      await recordSent(ports, id, now)
      ports.count('mails_sent')
      done.sent += 1
      continue
    }
    const code = plainCode.test(delivery.code) ? delivery.code : ('UNKNOWN' as FailureCode)
    ports.log({ event: 'failure', place: 'mail', code })
    const nextTryAt = delivery.kind === 'postponed' ? nextTryOf(taken, now) : null
    if (nextTryAt) {
      await recordPostponed(ports, { id, holder, code, nextTryAt })
      done.postponed += 1
    } else {
      await recordFailed(ports, { id, holder, code, now })
      ports.count('mails_failed')
      done.failed += 1
    }
    if (delivery.kind === 'postponed' && delivery.isAway) break
  }
  return done
}

async function deliver(
  ports: Pick<Ports, 'keyFor'>,
  transport: Transport,
  { mail_id: id, sealed, queued_at: queuedAt }: TakenRow,
): Promise<Delivery> {
  let letter: Letter
  try {
    letter = JSON.parse(unseal(ports, 'mail.sealed', sealed)) as Letter
  } catch {
    // The root secret was changed since: nobody can read it any more.
    return { kind: 'refused', code: 'UNREADABLE' as FailureCode }
  }
  return transport({ id, letter, queuedAt })
}

/** When to try again, or null when that would be too late. Pure. */
export function nextTryOf(
  { tries, queued_at: queuedAt }: Pick<TakenRow, 'tries' | 'queued_at'>,
  now: Date,
): Date | null {
  const minutes = waits[Math.min(tries, waits.length) - 1] ?? 1
  const next = new Date(now.getTime() + minutes * 60_000)
  return next.getTime() - queuedAt.getTime() > giveUpHours * 3_600_000 ? null : next
}

/** Mails of one state and one reason. */
export interface UnsentMails {
  readonly state: 'waiting' | 'failed'
  /** What the server said last; null when none was asked yet. */
  readonly code: FailureCode | null
  readonly mails: number
  readonly oldestAt: Date
}

/** What was not sent, and why, for the operator: numbers and codes, nothing of a mail. Reads the table, 14 days of mail. */
export async function listMail({ db }: Pick<Ports, 'db'>): Promise<readonly UnsentMails[]> {
  const rows = await db<(Omit<UnsentMails, 'oldestAt'> & { readonly oldest_at: Date })[]>`
    select case when failed_at is null then 'waiting' else 'failed' end as state, last_code as code,
      count(*)::integer as mails, min(queued_at) as oldest_at
    from mail where sent_at is null group by 1, 2 order by 1, 2`
  return rows.map(({ oldest_at: oldestAt, ...row }) => ({ ...row, oldestAt }))
}

/** Deletes what is older than 14 days, in whatever state, and answers how many. Index: mail_queued. */
export async function sweepMail({ db, now }: { readonly db: Tx } & Pick<Ports, 'now'>): Promise<number> {
  const before = new Date(now().getTime() - keepDays * 86_400_000)
  const { count } = await db`delete from mail where queued_at < ${before}`
  return count
}

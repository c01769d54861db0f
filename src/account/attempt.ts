/**
 * How often somebody may be wrong (S-06): five times per account and quarter of an hour, whatever address or server they come
 * by. Counted before the password or code is looked at and in one statement, so that guesses at the same moment are counted too;
 * an address that nobody has is counted alike. The subject is a keyed hash: the table tells nobody whose account it is.
 */
import type { Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { blindIndex } from '../seal.ts'

export const triesMax = 5
const windowMinutes = 15

export type Subject =
  | { readonly kind: 'password' | 'reset'; readonly email: string }
  | { readonly kind: 'code'; readonly staffId: string }
  | { readonly kind: 'invitation'; readonly token: string }
  /** No guess: a mail that somebody has sent to themselves. */
  | { readonly kind: 'report'; readonly staffId: string }

type AttemptPorts = Pick<Ports, 'db' | 'now' | 'keyFor'>

const subjectOf = (ports: AttemptPorts, subject: Subject): Buffer => {
  const who =
    subject.kind === 'code' || subject.kind === 'report'
      ? subject.staffId
      : subject.kind === 'invitation'
        ? subject.token
        : subject.email.trim().toLowerCase()
  return blindIndex(ports, 'staff_attempt.subject', `${subject.kind} ${who}`)
}

/** Counts one try and says whether it may be made. Index: staff_attempt_pk. */
export async function beginAttempt(ports: AttemptPorts, subject: Subject): Promise<boolean> {
  const now = ports.now()
  const windowBegan = new Date(now.getTime() - windowMinutes * 60_000)
  const [row] = await ports.db<{ tries: number }[]>`
    insert into staff_attempt as known (subject, tries, began_at) values (${subjectOf(ports, subject)}, 1, ${now})
    on conflict (subject) do update set
      tries = case when known.began_at <= ${windowBegan} then 1 else known.tries + 1 end,
      began_at = case when known.began_at <= ${windowBegan} then ${now} else known.began_at end
    returning tries`
  return (row?.tries ?? triesMax + 1) <= triesMax
}

/** After a right one the count begins anew. Index: staff_attempt_pk. */
export async function forgetAttempts(ports: AttemptPorts, subject: Subject): Promise<void> {
  await ports.db`delete from staff_attempt where subject = ${subjectOf(ports, subject)}`
}

/** Takes away what no longer counts. A table of at most as many rows as there were tries in a quarter of an hour. */
export async function sweepAttempts(ports: { readonly db: Tx } & Pick<Ports, 'now'>): Promise<number> {
  const windowBegan = new Date(ports.now().getTime() - windowMinutes * 60_000)
  const { count } = await ports.db`delete from staff_attempt where began_at <= ${windowBegan}`
  return count
}

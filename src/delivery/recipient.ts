/** Who a mail that is about to leave goes to, as they are now: people leave, change their address and take back answers after an issue began. */
import { arrayLiteral } from '../db/connect.ts'
import type { Issue } from '../newsletter/issue.ts'
import type { Ports } from '../ports.ts'
import { unseal } from '../seal.ts'
import type { Email } from '../subscriber/email.ts'
import { ceilingOf, strictest, type Level, type MeasureAnswer } from '../subscriber/level.ts'
import { listSuppressed } from '../subscriber/suppression.ts'
import { openEmail } from './audience.ts'
import type { Taken } from './claim.ts'

type Reading = Pick<Ports, 'db' | 'keyFor'>

export interface Recipient extends Taken {
  readonly email: Email
  readonly name: string | null
  /** The first of the issue's lists that they are on. */
  readonly list: { readonly id: number; readonly name: string }
}

/** Why somebody is not mailed after all, as it stands in `delivery.last_code`. */
export type SkipCode = 'ERASED' | 'UNREADABLE' | 'UNSUBSCRIBED' | 'SUPPRESSED'

export interface Skipped extends Taken {
  readonly code: SkipCode
}

interface PersonRow {
  readonly subscriber_id: string
  readonly email: Uint8Array
  readonly name: Uint8Array | null
  readonly measure_answer: MeasureAnswer
  readonly list_id: number | null
}

/** Indexes: subscriber_pk, subscription_pk. */
async function listPersons(
  { db }: Reading,
  { siteId }: Pick<Issue, 'siteId'>,
  taken: readonly Taken[],
  lists: ReadonlyMap<number, string>,
): Promise<ReadonlyMap<bigint, PersonRow>> {
  const rows = await db<PersonRow[]>`
    select s.subscriber_id, s.email, s.name, s.measure_answer, (
      select min(n.list_id) from subscription n where n.site_id = s.site_id and n.subscriber_id = s.subscriber_id
        and n.list_id = any(${arrayLiteral([...lists.keys()])}::integer[]) and n.ended_at is null) as list_id
    from subscriber s where s.site_id = ${siteId}
      and s.subscriber_id = any(${arrayLiteral(taken.map(({ subscriberId }) => subscriberId))}::bigint[])`
  return new Map(rows.map((row) => [BigInt(row.subscriber_id), row]))
}

/** A name that nobody can read any more is none. */
function openName(ports: Reading, sealed: Uint8Array | null): string | null {
  try {
    return sealed && unseal(ports, 'subscriber.name', sealed)
  } catch {
    return null
  }
}

/** The strictest of what was frozen and what is allowed now. */
const stillAllowed = (frozen: Level, answer: MeasureAnswer): Level => strictest(frozen, ceilingOf(answer))

/** Sorts what was taken into who is mailed and who is not. */
export async function findRecipients(
  ports: Reading,
  issue: Pick<Issue, 'siteId'>,
  taken: readonly Taken[],
  lists: ReadonlyMap<number, string>,
): Promise<{ readonly recipients: readonly Recipient[]; readonly skipped: readonly Skipped[] }> {
  const persons = await listPersons(ports, issue, taken, lists)
  const recipients: Recipient[] = []
  const skipped: Skipped[] = []
  for (const one of taken) {
    const person = persons.get(one.subscriberId)
    const email = person ? openEmail(ports, person.email) : null
    const list = person?.list_id ?? null
    const name = list === null ? undefined : lists.get(list)
    if (!person) skipped.push({ ...one, code: 'ERASED' })
    else if (list === null || name === undefined) skipped.push({ ...one, code: 'UNSUBSCRIBED' })
    else if (email === null) skipped.push({ ...one, code: 'UNREADABLE' })
    else
      recipients.push({
        ...one,
        email,
        name: openName(ports, person.name),
        list: { id: list, name },
        opens: stillAllowed(one.opens, person.measure_answer),
        clicks: stillAllowed(one.clicks, person.measure_answer),
      })
  }
  const suppressed = await listSuppressed(
    ports,
    issue.siteId,
    recipients.map(({ email }) => email),
  )
  const isWanted = ({ email }: Recipient): boolean => !suppressed.has(email)
  return {
    recipients: recipients.filter(isWanted),
    skipped: [
      ...skipped,
      ...recipients.flatMap((one) => (isWanted(one) ? [] : [{ ...one, code: 'SUPPRESSED' as const }])),
    ],
  }
}

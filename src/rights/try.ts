/**
 * What stands between robots and the form: how often it may be used from one network, and for one address. Counted by keyed hash of
 * the truncated network and of the address, by the hour; gone when that is over. Looks at nothing that depends on whose address it is
 * and at no more than the form: staff write down what comes otherwise.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { countTry, type Try } from '../db/try.ts'
import type { Ports } from '../ports.ts'
import { blindIndex } from '../seal.ts'
import type { Email } from '../subscriber/email.ts'
import { requestEmailIndex } from './request.ts'

type Counting = { readonly db: Tx } & Pick<Ports, 'now' | 'keyFor'>

const hourMs = 3_600_000

/** In an hour. Few in a neighbourhood use their rights in the same one; a robot has six mails an hour to send with it. */
export const triesFromNetworkMax = 10
/** In an hour. Each sends a mail, and whose address it is need not be who asks. */
export const triesForEmailMax = 3
/** In a day: one for nearly each of the six rights. */
export const requestsPerDayMax = 5

type Subject =
  /** Null: no address that can be believed. All of those share one count. */
  { readonly network: string | null } | { readonly email: Email }

const subjectOf = (ports: Pick<Ports, 'keyFor'>, subject: Subject): Buffer =>
  blindIndex(
    ports,
    'rights_try.subject',
    'email' in subject ? `email ${subject.email}` : `network ${subject.network ?? 'none'}`,
  )

const countOf = (ports: Counting, siteId: SiteId, subject: Subject): Promise<Try> =>
  countTry(ports, { table: 'rights_try', siteId, subject: subjectOf(ports, subject) }, hourMs)

/** What the page took for this address since yesterday at this time. Index: rights_request_email. */
async function countOfDay(ports: Counting, siteId: SiteId, email: Email): Promise<number> {
  const since = new Date(ports.now().getTime() - 24 * hourMs)
  const [row] = await ports.db<{ requests: number }[]>`
    select count(*)::integer as requests from rights_request
    where site_id = ${siteId} and email_index = ${requestEmailIndex(ports, email)} and received_at > ${since}
      and channel = 'page'`
  return row?.requests ?? Number.POSITIVE_INFINITY
}

export type Trying =
  | { readonly ok: true }
  | { readonly ok: false; readonly who: 'network' | 'email'; readonly retryAfterSeconds: number }

/**
 * Whether a request may be made now, from this network and for this address. A no is told, unlike at the newsletter: a right must not
 * be lost in silence, and all it says is that others asked for this address today, of which its owner has the mails.
 */
export async function tryRequest(
  ports: Counting & Pick<Ports, 'network'>,
  siteId: SiteId,
  email: Email,
): Promise<Trying> {
  const refused = (who: 'network' | 'email', endsAt: Date): Trying => ({
    ok: false,
    who,
    retryAfterSeconds: Math.max(1, Math.ceil((endsAt.getTime() - ports.now().getTime()) / 1000)),
  })
  const fromNetwork = await countOf(ports, siteId, { network: ports.network?.daily ?? null })
  if (fromNetwork.tries > triesFromNetworkMax) return refused('network', fromNetwork.endsAt)
  const forEmail = await countOf(ports, siteId, { email })
  if (forEmail.tries > triesForEmailMax) return refused('email', forEmail.endsAt)
  // Counted before and not locked: two of the same moment may both be the last of the day, but no more than an hour allows.
  if ((await countOfDay(ports, siteId, email)) >= requestsPerDayMax)
    return refused('email', new Date(ports.now().getTime() + 24 * hourMs))
  return { ok: true }
}

/** Takes away what no longer counts; answers how many. Index: rights_try_pk, of one site: as many rows as there were tries in an hour. */
export async function sweepRequestTries(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
): Promise<number> {
  const over = new Date(now().getTime() - hourMs)
  const { count } = await db`delete from rights_try where site_id = ${siteId} and began_at <= ${over}`
  return count
}

/**
 * Who gets an issue, frozen when it begins: a row for each, whichever of its lists they are on, with how far they may be measured. A thousand
 * at a time in the order of their numbers, so that whoever goes on after a crash begins behind the last one that is there.
 */
import { arrayLiteral } from '../db/connect.ts'
import { must } from '../must.ts'
import type { Issue } from '../newsletter/issue.ts'
import type { Ports } from '../ports.ts'
import { blindIndex, unseal } from '../seal.ts'
import { domainOf, type Email } from '../subscriber/email.ts'
import { ceilingOf, strictest, type Level, type MeasureAnswer } from '../subscriber/level.ts'
import type { NewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { listSuppressed } from '../subscriber/suppression.ts'
import { listAudienceLists } from './basis.ts'

type Freezing = Pick<Ports, 'db' | 'now' | 'keyFor'>

/** Addresses are opened for their domain and compared with those that are suppressed: some 30 ms, and a transaction as short. */
const batchMax = 1_000

/** Enough to tell mail domains apart; that two share one costs a little patience. */
const domainKeyBytes = 8

interface Person {
  readonly id: string
  readonly email: Email | null
}

/** Null: it was sealed by another root secret. */
export function openEmail(ports: Pick<Ports, 'keyFor'>, sealed: Uint8Array): Email | null {
  try {
    return unseal(ports, 'subscriber.email', sealed) as Email
  } catch {
    return null
  }
}

export const domainKey = (ports: Pick<Ports, 'keyFor'>, email: Email): Buffer =>
  blindIndex(ports, 'delivery.domain_key', domainOf(email)).subarray(0, domainKeyBytes)

/** Where the last batch ended; below every number when there was none. Index: delivery_pk. */
async function findLast({ db }: Freezing, { siteId, id }: Issue): Promise<string> {
  const [row] = await db<{ last: string | null }[]>`
    select max(subscriber_id)::text as last from delivery where site_id = ${siteId} and issue_id = ${id}`
  return row?.last ?? '-1'
}

/** Who subscribed before it began, and has not left. Indexes: subscriber_pk, subscription_pk. */
async function listPeople(
  ports: Freezing,
  { siteId, startedAt }: Issue,
  lists: readonly number[],
  after: string,
): Promise<readonly Person[]> {
  const began = must(startedAt, 'the audience is frozen once it began')
  const rows = await ports.db<{ subscriber_id: string; email: Uint8Array }[]>`
    select s.subscriber_id, s.email from subscriber s
    where s.site_id = ${siteId} and s.subscriber_id > ${after} and exists (
      select from subscription n where n.site_id = s.site_id and n.subscriber_id = s.subscriber_id
        and n.list_id = any(${arrayLiteral(lists)}::integer[]) and n.ended_at is null and n.began_at <= ${began})
    order by s.subscriber_id limit ${batchMax}`
  return rows.map((row) => ({ id: row.subscriber_id, email: openEmail(ports, row.email) }))
}

/** By what somebody answered about being measured: the strictest of site, issue and themselves. */
const levelsBy = (site: Level, issue: Level): Readonly<Record<'yes' | 'no' | 'none', Level>> => {
  const levelOf = (answer: MeasureAnswer): Level => strictest(site, issue, ceilingOf(answer))
  return { yes: levelOf('yes'), no: levelOf('no'), none: levelOf(null) }
}

/**
 * One statement, which sees what each has answered by now. Who is being erased at this moment is locked by that, and gone when it is done:
 * no row is left of them. Indexes: subscriber_pk, newsletter_issue_pk, delivery_pk.
 */
async function addBatch(
  ports: Freezing,
  { siteId, id, document }: Issue,
  settings: NewsletterSettings,
  people: readonly Person[],
): Promise<void> {
  const known = people.flatMap(({ email }) => email ?? [])
  const suppressed = await listSuppressed(ports, siteId, known)
  const codes = people.map(({ email }) =>
    email === null ? 'UNREADABLE' : suppressed.has(email) ? 'SUPPRESSED' : '-',
  )
  const domains = people.map(({ email }) => (email === null ? '-' : domainKey(ports, email).toString('hex')))
  const opens = levelsBy(settings.opens, document.opens)
  const clicks = levelsBy(settings.clicks, document.clicks)
  await ports.db`
    insert into delivery (site_id, issue_id, subscriber_id, state, opens, clicks, domain_key, next_try_at, last_code)
    select ${siteId}, ${id}, s.subscriber_id, case given.code when '-' then 'queued' else 'skipped' end,
      case s.measure_answer when 'yes' then ${opens.yes}::text when 'no' then ${opens.no}::text else ${opens.none}::text end,
      case s.measure_answer when 'yes' then ${clicks.yes}::text when 'no' then ${clicks.no}::text else ${clicks.none}::text end,
      case given.code when '-' then decode(given.domain, 'hex') end, ${ports.now()}, nullif(given.code, '-')
    from unnest(${arrayLiteral(people.map((one) => one.id))}::bigint[], ${arrayLiteral(codes)}::text[],
      ${arrayLiteral(domains)}::text[]) as given (id, code, domain)
    join subscriber s on s.site_id = ${siteId} and s.subscriber_id = given.id
    where exists (select from newsletter_issue where site_id = ${siteId} and issue_id = ${id} and state = 'scheduled')
    for key share of s
    on conflict (site_id, issue_id, subscriber_id) do nothing`
}

/**
 * Adds all who are to get an issue that began. Twice, after a crash, or by two at once: each is there once. Stops when the issue is
 * cancelled meanwhile.
 */
export async function addAudience(
  ports: Freezing,
  issue: Issue,
  settings: NewsletterSettings,
): Promise<void> {
  const lists = [...(await listAudienceLists(ports, issue)).keys()]
  let after = await findLast(ports, issue)
  for (;;) {
    const people = await listPeople(ports, issue, lists, after)
    const last = people.at(-1)
    if (!last) return
    await addBatch(ports, issue, settings, people)
    after = last.id
  }
}

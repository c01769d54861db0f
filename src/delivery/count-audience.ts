/** How many get an issue, before it is sent and after; numbers alone. Frozen it is when sending begins (`audience.ts`): until then, this changes. */
import { arrayLiteral, type Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Issue } from '../newsletter/issue.ts'
import type { Ports } from '../ports.ts'
import type { Email } from '../subscriber/email.ts'
import type { MeasureAnswer } from '../subscriber/level.ts'
import { listSuppressed } from '../subscriber/suppression.ts'
import { openEmail } from './audience.ts'
import { listAudienceLists } from './basis.ts'

/** By what they answered about being measured. */
export type ByAnswer = Readonly<Record<'yes' | 'no' | 'unasked', number>>

export interface AudienceCount extends ByAnswer {
  /** Names of the lists it goes to, closed ones left out. */
  readonly lists: readonly string[]
  /** Each once, however many of the lists they are on; without those who are left out. */
  readonly all: number
  /** Left out since they are never to be mailed; null: too many readers to look at each. */
  readonly leftOut: number | null
}

/** Opening and comparing a thousand addresses takes some 30 ms: less than a second for a page that is seldom asked for. */
const lookedAtMax = 20_000
const batchMax = 1_000

const keyOf = (answer: MeasureAnswer): keyof ByAnswer => answer ?? 'unasked'

/** Index: suppression_pk. */
async function hasSuppressed({ db }: { readonly db: Tx }, siteId: SiteId): Promise<boolean> {
  const rows = await db`select site_id from suppression where site_id = ${siteId} limit 1`
  return rows.length === 1
}

/** Indexes: subscription_live, subscriber_pk; 150 ms for 100,000 readers. */
async function countPeople(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  lists: readonly number[],
): Promise<ByAnswer> {
  const rows = await db<{ answer: MeasureAnswer; people: number }[]>`
    select s.measure_answer as answer, count(*)::integer as people from subscriber s
    where s.site_id = ${siteId} and exists (
      select from subscription n where n.site_id = ${siteId} and n.subscriber_id = s.subscriber_id
        and n.list_id = any(${arrayLiteral(lists)}::integer[]) and n.ended_at is null)
    group by s.measure_answer`
  const counts = { yes: 0, no: 0, unasked: 0 }
  for (const { answer, people } of rows) counts[keyOf(answer)] = people
  return counts
}

interface PersonRow {
  readonly id: string
  readonly email: Uint8Array
  readonly answer: MeasureAnswer
}

/** Who is skipped when it begins: suppressed, or sealed by another root secret. Indexes: subscriber_pk, subscription_pk, suppression_pk. */
async function countLeftOut(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  siteId: SiteId,
  lists: readonly number[],
): Promise<ByAnswer> {
  const counts = { yes: 0, no: 0, unasked: 0 }
  for (let after = '-1'; ;) {
    const people = await ports.db<PersonRow[]>`
      select s.subscriber_id as id, s.email, s.measure_answer as answer from subscriber s
      where s.site_id = ${siteId} and s.subscriber_id > ${after} and exists (
        select from subscription n where n.site_id = ${siteId} and n.subscriber_id = s.subscriber_id
          and n.list_id = any(${arrayLiteral(lists)}::integer[]) and n.ended_at is null)
      order by s.subscriber_id limit ${batchMax}`
    const opened = people.map(({ email, answer }): { email: Email | null; answer: MeasureAnswer } => ({
      email: openEmail(ports, email),
      answer,
    }))
    const suppressed = await listSuppressed(
      ports,
      siteId,
      opened.flatMap(({ email }) => email ?? []),
    )
    for (const { email, answer } of opened)
      if (email === null || suppressed.has(email)) counts[keyOf(answer)] += 1
    const last = people.at(-1)
    if (!last || people.length < batchMax) return counts
    after = last.id
  }
}

const sumOf = ({ yes, no, unasked }: ByAnswer): number => yes + no + unasked

/** As it stands now. */
export async function countAudience(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  issue: Pick<Issue, 'siteId' | 'document'>,
): Promise<AudienceCount> {
  const { siteId } = issue
  const lists = await listAudienceLists(ports, issue)
  const numbers = [...lists.keys()]
  const people = await countPeople(ports, siteId, numbers)
  const isLookedAt = sumOf(people) <= lookedAtMax
  const none: ByAnswer = { yes: 0, no: 0, unasked: 0 }
  const out =
    isLookedAt && (await hasSuppressed(ports, siteId)) ? await countLeftOut(ports, siteId, numbers) : none
  const counted = {
    yes: people.yes - out.yes,
    no: people.no - out.no,
    unasked: people.unasked - out.unasked,
  }
  return {
    ...counted,
    lists: [...lists.values()],
    all: sumOf(counted),
    leftOut: isLookedAt ? sumOf(out) : null,
  }
}

/** How many mails of each issue were sent, those whose rows are gone among them. Indexes: delivery_pk, delivery_total_pk. */
export async function countSent(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  issueIds: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await db<{ issueId: number; mails: number }[]>`
    with one as (
      select issue_id, count(*) as mails from delivery
      where site_id = ${siteId} and issue_id = any(${arrayLiteral(issueIds)}::integer[]) and state = 'sent'
      group by issue_id
      union all
      select issue_id, sum(recipients) from delivery_total
      where site_id = ${siteId} and issue_id = any(${arrayLiteral(issueIds)}::integer[]) and state = 'sent'
      group by issue_id
    )
    select issue_id as "issueId", sum(mails)::integer as mails from one group by issue_id`
  return new Map(rows.map(({ issueId, mails }) => [issueId, mails]))
}

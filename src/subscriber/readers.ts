/** The readers of a site as its staff see them: how many get what and may be measured, and who came last. */
import type { Tx } from '../db/connect.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { unseal } from '../seal.ts'
import type { Site } from '../site/site.ts'
import { unaskedBefore } from './ask-measuring.ts'
import type { MeasureAnswer } from './level.ts'

/** Those who said yes to being measured, those who said no, those who were never asked. */
export interface ReaderCount {
  readonly all: number
  readonly yes: number
  readonly no: number
  readonly unasked: number
}

const none: ReaderCount = { all: 0, yes: 0, no: 0, unasked: 0 }

const countOf = ({ all, yes, no }: { readonly all: number; readonly yes: number; readonly no: number }) => ({
  all,
  yes,
  no,
  unasked: all - yes - no,
})

export interface ReaderCounts {
  /** Each person once, whatever they get. */
  readonly everybody: ReaderCount
  readonly of: (listId: number) => ReaderCount
}

/** Of those who get something now. Indexes: subscription_live, subscriber_pk; reads all of a site's readers. */
export async function countReaders(
  { db }: { readonly db: Tx },
  { id }: Pick<Site, 'id'>,
): Promise<ReaderCounts> {
  type CountRow = {
    readonly list_id: number
    readonly all: number
    readonly yes: number
    readonly no: number
  }
  const [[everybody], lists] = await Promise.all([
    db<Omit<CountRow, 'list_id'>[]>`
      select count(*)::integer as all, (count(*) filter (where measure_answer = 'yes'))::integer as yes,
        (count(*) filter (where measure_answer = 'no'))::integer as no
      from subscriber where site_id = ${id} and exists (
        select from subscription where subscription.site_id = ${id}
          and subscription.subscriber_id = subscriber.subscriber_id and ended_at is null)`,
    db<CountRow[]>`
      select s.list_id, count(*)::integer as all, (count(*) filter (where p.measure_answer = 'yes'))::integer as yes,
        (count(*) filter (where p.measure_answer = 'no'))::integer as no
      from subscription s join subscriber p on p.site_id = ${id} and p.subscriber_id = s.subscriber_id
      where s.site_id = ${id} and s.ended_at is null group by s.list_id`,
  ])
  const byList = new Map(lists.map((row) => [row.list_id, countOf(row)]))
  return { everybody: everybody ? countOf(everybody) : none, of: (listId) => byList.get(listId) ?? none }
}

/** How many may be asked now whether they may be measured, as `askMeasuring` takes them. Indexes: subscriber_pk, subscription_pk. */
export async function countUnasked(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  { id }: Pick<Site, 'id'>,
): Promise<number> {
  const [row] = await db<{ readers: number }[]>`
    select count(*)::integer as readers from subscriber
    where site_id = ${id} and measure_answer is null
      and (measure_asked_at is null or measure_asked_at <= ${unaskedBefore(now())}) and exists (
        select from subscription where subscription.site_id = ${id}
          and subscription.subscriber_id = subscriber.subscriber_id and ended_at is null)`
  return row?.readers ?? 0
}

export interface NewReader {
  readonly email: string
  readonly name: string | null
  readonly language: Language
  readonly madeAt: Date
  readonly measureAnswer: MeasureAnswer
  /** Numbers of what they get now. */
  readonly lists: readonly number[]
}

/** The newest first, those who left lately among them. Indexes: subscriber_newest, subscription_pk. */
export async function listNewest(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  { id }: Pick<Site, 'id'>,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<readonly NewReader[]> {
  const rows = await ports.db<
    {
      email: Uint8Array
      name: Uint8Array | null
      language: Language
      made_at: Date
      measure_answer: MeasureAnswer
      lists: number[] | null
    }[]
  >`
    select email, name, language, made_at, measure_answer, (
      select json_agg(s.list_id order by s.list_id) from subscription s
      where s.site_id = ${id} and s.subscriber_id = subscriber.subscriber_id and s.ended_at is null) as lists
    from subscriber where site_id = ${id} order by made_at desc, subscriber_id desc offset ${skip} limit ${limit}`
  return rows.map((row) => ({
    email: unseal(ports, 'subscriber.email', row.email),
    name: row.name && unseal(ports, 'subscriber.name', row.name),
    language: row.language,
    madeAt: row.made_at,
    measureAnswer: row.measure_answer,
    lists: row.lists ?? [],
  }))
}

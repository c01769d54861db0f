/**
 * What is known of people before an import takes them: which lists they get, and which they left. Who left a list themselves is not
 * brought back by a proof from before that: importing the same file again would else undo every unsubscription (rights-security A-27). Nor is
 * who was erased, as long as the journal of erasures knows them.
 */
import { arrayLiteral, type Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { ImportedPerson } from './import-row.ts'
import { emailIndex, type Ending } from './subscriber.ts'

/** What an import may do for somebody. `begin` empty: nothing, for the reason in `why`. */
export interface Standing {
  /** Null: nobody we know. */
  readonly subscriberId: bigint | null
  /** Gets something now, of any list. */
  readonly isLive: boolean
  readonly begin: readonly number[]
  readonly why: 'known' | 'ended' | null
}

interface StandingRow {
  readonly email_index: string
  readonly subscriber_id: string
  readonly list_id: number | null
  readonly ended_at: Date | null
  readonly ended_by: Ending | null
  readonly told_staff: boolean
}

/**
 * What staff ended on somebody's word left a receipt of that; what undoing an import ended did not, and can be imported again. A proof
 * that is as old as the ending is no newer word.
 */
const holdsEnded = (row: StandingRow, { consentAt }: ImportedPerson): boolean =>
  row.ended_at !== null && (row.ended_by !== 'staff' || row.told_staff) && consentAt <= row.ended_at

function standingOf(
  rows: readonly StandingRow[],
  person: ImportedPerson,
  lists: readonly number[],
  erasedAt: Date | null,
): Standing {
  const of = new Map(rows.flatMap((row) => (row.list_id === null ? [] : [[row.list_id, row] as const])))
  const isLive = (list: number) => of.get(list)?.ended_at === null
  const isErased = erasedAt !== null && person.consentAt <= erasedAt
  const begin = lists.filter((list) => {
    const row = of.get(list)
    return !isErased && (row === undefined || (row.ended_at !== null && !holdsEnded(row, person)))
  })
  const [first] = rows
  return {
    subscriberId: first ? BigInt(first.subscriber_id) : null,
    isLive: [...of.keys()].some(isLive),
    begin,
    why: begin.length > 0 ? null : lists.some(isLive) ? 'known' : 'ended',
  }
}

/**
 * Of each person, in order. `lock`: who changes one of them meanwhile waits until the transaction ends; of two at once neither waits for
 * the other in a circle, since both go in the same order.
 *
 * Each is looked up by itself (`lateral`, and `offset 0` keeps it so): right after many rows came in the database knows nothing of
 * their number, takes a site's subscribers for a handful, and would compare each of them with each of these. To check 20,000 rows
 * took 8.2 s of a processor so, and takes 5.
 * Indexes: subscriber_once, subscription_pk, subscriber_receipt_of.
 */
export async function findStandings(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  siteId: SiteId,
  lists: readonly number[],
  people: readonly ImportedPerson[],
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<readonly Standing[]> {
  if (people.length === 0) return []
  const { db } = ports
  const indexes = people.map(({ email }) => emailIndex(ports, email).toString('hex'))
  const rows = await db<StandingRow[]>`
    select h as email_index, p.subscriber_id, s.list_id, s.ended_at, s.ended_by,
      exists (
        select from subscriber_receipt r
        where r.site_id = ${siteId} and r.subscriber_id = p.subscriber_id and r.purpose = 'receive'
          and r.answer = 'withdrawn' and r.channel = 'staff' and r.recorded_at >= s.began_at) as told_staff
    from unnest(${arrayLiteral(indexes.toSorted())}::text[]) as h
      cross join lateral (
        select subscriber_id from subscriber
        where site_id = ${siteId} and email_index = decode(h, 'hex') limit 1 ${lock ? db`for update` : db``}) as p
      left join lateral (
        select list_id, began_at, ended_at, ended_by from subscription
        where site_id = ${siteId} and subscriber_id = p.subscriber_id offset 0) as s on true`
  const byIndex = Map.groupBy(rows, ({ email_index: index }) => index)
  const erased = await listErased(db, siteId, indexes)
  return people.map((person, nth) => {
    const index = indexes[nth] ?? ''
    return standingOf(byIndex.get(index) ?? [], person, lists, erased.get(index) ?? null)
  })
}

/** When some of them were erased last, by the hash of their address. Index: journal_entry_erased. */
async function listErased(
  db: Tx,
  siteId: SiteId,
  indexes: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await db<{ email_index: string; at: Date }[]>`
    select h as email_index, e.at from unnest(${arrayLiteral(indexes)}::text[]) as h
      cross join lateral (
        select at from journal_entry
        where site_id = ${siteId} and act = 'erased' and email_index = decode(h, 'hex')
        order by at desc limit 1) as e`
  return new Map(rows.map(({ email_index: index, at }) => [index, at]))
}

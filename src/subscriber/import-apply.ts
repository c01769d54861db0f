/**
 * Takes the rows of an import that was confirmed, and ends again what one began. In batches, each in one transaction and each statement for
 * all of it: one person at a time took four to seven times the processor time (2,000 people, three rounds). Each person taken has a receipt with the proof that the file
 * brought, sealed (law N6); nobody is asked about being measured on the way, so none of them is (N4).
 */
import { arrayLiteral, type Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { seal } from '../seal.ts'
import type { Email } from './email.ts'
import { listStaged, receiptOf, type ReaderImport, type Verdict } from './import.ts'
import { readRow, writeProof, type ImportedPerson } from './import-row.ts'
import { findStandings, type Standing } from './import-standing.ts'
import { emailIndex, newNumber } from './subscriber.ts'
import { listSuppressed } from './suppression.ts'

type Applying = { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>

export interface Applied {
  /** How far it is now. */
  readonly cursorRow: number
  readonly admitted: number
  readonly known: number
}

interface Candidate {
  readonly rowNo: number
  readonly person: ImportedPerson
}

/** One who can be taken, with what is stored of them. */
interface Taking extends Candidate {
  readonly standing: Standing
  readonly subscriberId: bigint
  readonly receiptId: string
  /** Made by this import. */
  readonly isNew: boolean
}

/**
 * Makes those subscribers whom nobody knows yet. Who is made by somebody else at the same moment is waited for, and left as they made
 * them. Index: subscriber_once.
 */
async function makeSubscribers(
  ports: Applying,
  staged: ReaderImport,
  candidates: readonly Candidate[],
): Promise<void> {
  const { siteId } = staged
  // In one order everywhere, so that two imports never wait for each other in a circle.
  const made = candidates.map(({ rowNo, person: { email, name, language } }) => ({
    subscriber_id: String(newNumber(ports)),
    email_index: emailIndex(ports, email).toString('hex'),
    email: seal(ports, 'subscriber.email', email).toString('hex'),
    name: name === null ? null : seal(ports, 'subscriber.name', name).toString('hex'),
    language,
    receipt_id: receiptOf(ports, staged, rowNo),
  }))
  made.sort((a, b) => (a.email_index < b.email_index ? -1 : 1))
  await ports.db`
    insert into subscriber (site_id, subscriber_id, email_index, email, name, language, made_at, receive_receipt)
    select ${siteId}, m.subscriber_id, decode(m.email_index, 'hex'), decode(m.email, 'hex'), decode(m.name, 'hex'),
      m.language, ${ports.now()}, m.receipt_id
    from jsonb_to_recordset(${ports.db.json(made)}) as m (subscriber_id bigint, email_index text, email text, name text,
      language text, receipt_id uuid)
    on conflict (site_id, email_index) do nothing`
}

/** Indexes: subscriber_receipt_pk, subscription_pk, subscriber_pk. */
async function subscribe(
  ports: Applying,
  { siteId }: ReaderImport,
  taking: readonly Taking[],
): Promise<void> {
  const { db } = ports
  const now = ports.now()
  const receipts = taking.map(({ receiptId, subscriberId, standing: { begin }, person: { proof } }) => ({
    receipt_id: receiptId,
    subscriber_id: String(subscriberId),
    lists: begin,
    evidence: seal(ports, 'subscriber_receipt.evidence', writeProof(proof)).toString('hex'),
  }))
  await db`
    insert into subscriber_receipt (site_id, receipt_id, subscriber_id, purpose, answer, text_id, channel, lists,
      evidence, recorded_at)
    select ${siteId}, r.receipt_id, r.subscriber_id, 'receive', 'yes', null, 'import', r.lists,
      decode(r.evidence, 'hex'), ${now}
    from jsonb_to_recordset(${db.json(receipts)}) as r (receipt_id uuid, subscriber_id bigint, lists jsonb, evidence text)`

  const begun = taking.flatMap(({ receiptId, subscriberId, standing: { begin } }) =>
    begin.map((list) => ({ subscriber_id: String(subscriberId), list_id: list, receipt_id: receiptId })),
  )
  await db`
    insert into subscription (site_id, subscriber_id, list_id, began_at, receipt_id)
    select ${siteId}, b.subscriber_id, b.list_id, ${now}, b.receipt_id
    from jsonb_to_recordset(${db.json(begun)}) as b (subscriber_id bigint, list_id integer, receipt_id uuid)
    on conflict (site_id, subscriber_id, list_id) do update
      set began_at = excluded.began_at, receipt_id = excluded.receipt_id, ended_at = null, ended_by = null
      where subscription.ended_at is not null`

  // Who gets something already keeps the word that they gave for it; who is back gets mail by this one.
  const back = taking.filter(({ isNew, standing }) => !isNew && !standing.isLive)
  if (back.length === 0) return
  const words = back.map(({ receiptId, subscriberId }) => ({
    subscriber_id: String(subscriberId),
    receipt_id: receiptId,
  }))
  await db`
    update subscriber set receive_receipt = b.receipt_id, soft_bounces = 0
    from jsonb_to_recordset(${db.json(words)}) as b (subscriber_id bigint, receipt_id uuid)
    where subscriber.site_id = ${siteId} and subscriber.subscriber_id = b.subscriber_id
      and subscriber.subscriber_id = any(${arrayLiteral(back.map(({ subscriberId }) => subscriberId))}::bigint[])`
}

/** Rows that were taken are gone; those that can't be after all stay, with why. Index: reader_import_row_pk. */
async function settleRows(
  ports: Applying,
  { siteId, id, cursorRow }: ReaderImport,
  lastRow: number,
  refused: ReadonlyMap<number, Verdict>,
): Promise<void> {
  const { db } = ports
  const rows = [...refused].map(([rowNo, verdict]) => ({ row_no: rowNo, verdict }))
  if (rows.length > 0)
    await db`
      update reader_import_row set verdict = v.verdict
      from jsonb_to_recordset(${db.json(rows)}) as v (row_no integer, verdict text)
      where reader_import_row.site_id = ${siteId} and reader_import_row.import_id = ${id}
        and reader_import_row.row_no > ${cursorRow} and reader_import_row.row_no <= ${lastRow}
        and reader_import_row.row_no = v.row_no`
  await db`
    delete from reader_import_row
    where site_id = ${siteId} and import_id = ${id} and row_no > ${cursorRow} and row_no <= ${lastRow}
      and verdict in ('new', 'known')`
}

/**
 * Takes the next rows, in one transaction: `db` is that one, and holds the import. Null when there were no more. What was found when
 * they were checked may have changed since, so all of it is looked at again, once the people are held: an erasure of one of them either
 * waits for this, or its suppression is seen here.
 */
export async function applyRows(
  ports: Applying,
  staged: ReaderImport,
  rowsMax: number,
): Promise<Applied | null> {
  const { siteId, width, columns, lists } = staged
  const rows = await listStaged(ports, staged, staged.cursorRow, rowsMax)
  const last = rows.at(-1)
  if (!last) return null
  const refused = new Map<number, Verdict>()
  const read: Candidate[] = []
  const seen = new Set<Email>()
  for (const { rowNo, cells, verdict } of rows) {
    if (verdict !== 'new' && verdict !== 'known') continue
    const reading = readRow(cells, width, columns, ports.now())
    if (!reading.ok) refused.set(rowNo, reading.refusal)
    else if (!seen.has(reading.person.email)) {
      seen.add(reading.person.email)
      read.push({ rowNo, person: reading.person })
    }
  }

  const before = await findStandings(ports, siteId, lists, peopleOf(read), { lock: true })
  const suppressed = await listSuppressed(ports, siteId, [...seen])
  for (const { rowNo, person } of read) if (suppressed.has(person.email)) refused.set(rowNo, 'suppressed')
  // Erased since the word that they gave: nobody we know, and nobody we may know again by it.
  for (const [nth, { rowNo }] of read.entries())
    if (before[nth]?.subscriberId === null && before[nth].why === 'ended') refused.set(rowNo, 'ended')
  const unknown = read.filter(({ rowNo }, nth) => before[nth]?.subscriberId === null && !refused.has(rowNo))
  if (unknown.length > 0) await makeSubscribers(ports, staged, unknown)
  const made = await findStandings(ports, siteId, lists, peopleOf(unknown), { lock: true })
  const standingBy = new Map([
    ...read.map(({ rowNo }, nth) => [rowNo, before[nth]] as const),
    ...unknown.map(({ rowNo }, nth) => [rowNo, made[nth]] as const),
  ])

  const madeRows = new Set(unknown.map(({ rowNo }) => rowNo))
  const taking: Taking[] = []
  let known = 0
  for (const candidate of read) {
    const standing = standingBy.get(candidate.rowNo)
    if (refused.has(candidate.rowNo) || !standing || standing.subscriberId === null) continue
    if (standing.why === 'known') known += 1
    else if (standing.why !== null) refused.set(candidate.rowNo, standing.why)
    else
      taking.push({
        ...candidate,
        standing,
        subscriberId: standing.subscriberId,
        receiptId: receiptOf(ports, staged, candidate.rowNo),
        isNew: madeRows.has(candidate.rowNo),
      })
  }
  if (taking.length > 0) await subscribe(ports, staged, taking)
  await settleRows(ports, staged, last.rowNo, refused)
  return { cursorRow: last.rowNo, admitted: taking.length, known }
}

const peopleOf = (candidates: readonly Candidate[]): readonly ImportedPerson[] =>
  candidates.map(({ person }) => person)

/**
 * Ends again what some rows began, and nothing else: not what somebody confirmed themselves since, nor what they had before. No reader did
 * it, so it is not counted as leaving. Answers how many ended. Indexes: subscriber_receipt_pk, subscription_pk, subscriber_receipt_of.
 */
export async function undoRows(
  ports: Applying,
  staged: ReaderImport,
  afterRow: number,
  lastRow: number,
): Promise<number> {
  const { siteId } = staged
  const receipts = Array.from({ length: lastRow - afterRow }, (_, nth) =>
    receiptOf(ports, staged, afterRow + nth + 1),
  )
  const { count } = await ports.db`
    update subscription set ended_at = ${ports.now()}, ended_by = 'staff'
    from subscriber_receipt r
    where subscription.site_id = ${siteId} and subscription.ended_at is null
      and r.site_id = ${siteId} and r.receipt_id = any(${`{${receipts.join(',')}}`}::uuid[])
      and subscription.subscriber_id = r.subscriber_id and subscription.receipt_id = r.receipt_id
      and not exists (
        select from subscriber_receipt later
        where later.site_id = ${siteId} and later.subscriber_id = r.subscriber_id and later.receipt_id <> r.receipt_id
          and later.purpose = 'receive' and later.answer = 'yes' and later.recorded_at >= r.recorded_at
          and later.lists @> to_jsonb(subscription.list_id))`
  return count
}

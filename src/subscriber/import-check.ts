/** Looks at the rows of an import, some hundred at a time: what each is, before anybody is asked to confirm. Changes no subscriber. */
import { arrayLiteral, type Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import type { Email } from './email.ts'
import { listStaged, type ReaderImport, type Verdict } from './import.ts'
import { readRow, type ImportedPerson } from './import-row.ts'
import { findStandings } from './import-standing.ts'
import { emailIndex } from './subscriber.ts'
import { listSuppressed } from './suppression.ts'

type Checking = { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>

interface Looked {
  readonly rowNo: number
  readonly email: Email | null
  readonly person: ImportedPerson | null
  verdict: Verdict
}

/** Addresses that a row before these has, and is taken for. Looked up one by one, as `findStandings` does. Index: reader_import_row_email. */
async function findEarlier(
  ports: Checking,
  { siteId, id, cursorRow }: ReaderImport,
  emails: readonly Email[],
): Promise<ReadonlySet<string>> {
  const indexes = emails.map((email) => emailIndex(ports, email).toString('hex'))
  const rows = await ports.db<{ email_index: string }[]>`
    select h as email_index from unnest(${arrayLiteral(indexes)}::text[]) as h
      cross join lateral (
        select import_id, row_no, verdict from reader_import_row
        where site_id = ${siteId} and email_index = decode(h, 'hex') offset 0) as r
    where r.import_id = ${id} and r.row_no <= ${cursorRow} and r.verdict in ('new', 'known')`
  return new Set(rows.map((row) => row.email_index))
}

/**
 * Checks the next rows, in one transaction: `db` is that one, and holds the import. Answers how far it is now; null when there were no
 * more. Of rows with one address the first that can be taken is. Index: reader_import_row_pk.
 */
export async function checkRows(
  ports: Checking,
  staged: ReaderImport,
  rowsMax: number,
): Promise<number | null> {
  const { siteId, id, width, columns, lists } = staged
  const rows = await listStaged(ports, staged, staged.cursorRow, rowsMax)
  const last = rows.at(-1)
  if (!last) return null
  const looked = rows.map(({ rowNo, cells }): Looked => {
    const reading = readRow(cells, width, columns, ports.now())
    return reading.ok
      ? { rowNo, email: reading.person.email, person: reading.person, verdict: 'new' }
      : { rowNo, email: reading.email, person: null, verdict: reading.refusal }
  })

  const earlier = await findEarlier(
    ports,
    staged,
    looked.flatMap(({ person }) => person?.email ?? []),
  )
  const seen = new Set<Email>()
  const fit: { readonly one: Looked; readonly person: ImportedPerson }[] = []
  for (const one of looked) {
    const { person } = one
    if (person === null) continue
    const { email } = person
    if (seen.has(email) || earlier.has(emailIndex(ports, email).toString('hex')))
      one.verdict = 'duplicate-in-file'
    else {
      seen.add(email)
      fit.push({ one, person })
    }
  }
  const people = fit.map(({ person }) => person)
  const suppressed = await listSuppressed(ports, siteId, [...seen])
  const standings = await findStandings(ports, siteId, lists, people)
  for (const [nth, { one, person }] of fit.entries())
    one.verdict = suppressed.has(person.email) ? 'suppressed' : (standings[nth]?.why ?? 'new')

  const verdicts = looked.map(({ rowNo, email, verdict }) => ({
    row_no: rowNo,
    verdict,
    email_index: email && emailIndex(ports, email).toString('hex'),
  }))
  await ports.db`
    update reader_import_row set verdict = v.verdict, email_index = decode(v.email_index, 'hex')
    from jsonb_to_recordset(${ports.db.json(verdicts)}) as v (row_no integer, verdict text, email_index text)
    where reader_import_row.site_id = ${siteId} and reader_import_row.import_id = ${id}
      and reader_import_row.row_no > ${staged.cursorRow} and reader_import_row.row_no <= ${last.rowNo}
      and reader_import_row.row_no = v.row_no`
  return last.rowNo
}

/** What of somebody is restricted, and the rows that this took out of their tables. */
import { restrictedBy, type Because } from '../hold/restriction.ts'
import { unseal } from '../seal.ts'
import type { CategoryName, PackageRow } from './package-category.ts'
import { openHeldRow } from './package-held.ts'
import { iso, pageRowsMax, wholly, type Reader, type Reading } from './package-reading.ts'

interface RestrictionRow {
  readonly restriction_id: string
  readonly request_id: string | null
  readonly began_at: Date
  readonly noticed_at: Date | null
  readonly lifted_at: Date | null
  readonly because: Because
  readonly objection_upheld_at: Date | null
  readonly email_index: Buffer | null
  readonly receipt_indexes: readonly string[] | null
}

/** By their request, their address, or a receipt of their device, which is no longer there itself. A site's are all read, some tens. Index: restriction_pk. */
async function listRestricted({
  ask,
  keys,
  site,
  request,
  requestIds,
  found,
}: Reading): Promise<RestrictionRow[]> {
  const { email, receiptId } = request.subject
  const by = restrictedBy(keys, {
    email,
    receiptIds: [...found.receiptIds, ...(receiptId === null ? [] : [receiptId])],
  })
  const rows = await ask(
    (db) => db<RestrictionRow[]>`
      select restriction_id, request_id, because, began_at, noticed_at, lifted_at, objection_upheld_at, email_index,
        receipt_indexes
      from restriction where site_id = ${site.id} order by began_at, restriction_id`,
  )
  return rows.filter(
    (row) =>
      (row.request_id !== null && requestIds.includes(row.request_id)) ||
      (by.emailIndex !== null && row.email_index?.equals(by.emailIndex)) ||
      row.receipt_indexes?.some((one) => by.receiptIndexes.includes(one)),
  )
}

const restrictionRow = (row: RestrictionRow): PackageRow => ({
  restriction_id: row.restriction_id,
  request_id: row.request_id,
  because: row.because,
  began_at: iso(row.began_at),
  noticed_at: iso(row.noticed_at),
  lifted_at: iso(row.lifted_at),
  objection_upheld_at: iso(row.objection_upheld_at),
})

interface HeldRow {
  readonly restriction_id: string
  readonly nth: number
  readonly table_name: string
  readonly day: string | null
  readonly sealed: Uint8Array
}

/** What a restriction took out of its tables: it may not be used, and is theirs to see. Index: held_row_pk. */
async function* readHeld(reading: Reading): AsyncIterable<PackageRow[]> {
  const { ask, keys, site } = reading
  for (const { restriction_id: id } of await listRestricted(reading)) {
    let last = -1
    for (;;) {
      const from = last
      const rows = await ask(
        (db) => db<HeldRow[]>`
          select restriction_id, nth, table_name, day::text as day, sealed from held_row
          where site_id = ${site.id} and restriction_id = ${id} and nth > ${from}
          order by nth limit ${pageRowsMax}`,
      )
      const end = rows.at(-1)
      if (!end) break
      last = end.nth
      yield rows.map((row) => ({
        restriction_id: row.restriction_id,
        table_name: row.table_name,
        day: row.day,
        row: openHeldRow(reading, row.table_name, unseal(keys, 'held_row.sealed', row.sealed)),
      }))
    }
  }
}

export const restrictionReaders = {
  restrictions: wholly(async (reading) => (await listRestricted(reading)).map(restrictionRow)),
  held: readHeld,
} satisfies Partial<Record<CategoryName, Reader>>

/** What staff write down about a request, for each other: sealed, and gone with the request. Never part of an answer. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { seal, unseal } from '../seal.ts'
import { uuidOf } from '../uuid.ts'

export interface Note {
  readonly id: string
  readonly at: Date
  /** Number of the member of staff; null once they are gone. */
  readonly by: string | null
  readonly text: string
}

/** A page of paper; what is longer belongs in a file of its own. */
export const noteLengthMax = 4_000
const column = 'rights_note.sealed'

/** Null, and nothing is kept, for an empty text or one that is too long; else its number. Index: rights_note_pk. */
export async function addNote(
  ports: { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>,
  siteId: SiteId,
  requestId: string,
  { by, text }: { readonly by: string; readonly text: string },
): Promise<string | null> {
  const written = text.trim()
  if (written === '' || written.length > noteLengthMax) return null
  const id = uuidOf(ports.random(16))
  await ports.db`
    insert into rights_note (site_id, request_id, note_id, at, written_by, sealed)
    values (${siteId}, ${requestId}, ${id}, ${ports.now()}, ${by}, ${seal(ports, column, written)})`
  return id
}

/** Oldest first; a request has some tens at most. Index: rights_note_pk. */
export async function listNotes(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  siteId: SiteId,
  requestId: string,
): Promise<Note[]> {
  const rows = await ports.db<{ note_id: string; at: Date; written_by: string | null; sealed: Uint8Array }[]>`
    select note_id, at, written_by, sealed from rights_note
    where site_id = ${siteId} and request_id = ${requestId} order by at, note_id`
  return rows.map((row) => ({
    id: row.note_id,
    at: row.at,
    by: row.written_by,
    text: unseal(ports, column, row.sealed),
  }))
}

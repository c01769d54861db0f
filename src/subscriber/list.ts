/** What one can subscribe to. */
import * as z from 'zod'
import type { Tx } from '../db/connect.ts'
import { failureOf } from '../db/failure.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'

export interface List {
  readonly id: number
  readonly name: string
  readonly description: string
  /** Anybody may subscribe with the form; to others, staff and import add people. */
  readonly isOpen: boolean
  readonly closedAt: Date | null
}

export const newList = z.strictObject({
  name: z.string().trim().min(1).max(100),
  description: z.string().trim().max(500).default(''),
  isOpen: z.boolean().default(true),
})
export type NewList = z.infer<typeof newList>

interface ListRow {
  readonly list_id: number
  readonly name: string
  readonly description: string
  readonly is_open: boolean
  readonly closed_at: Date | null
}
const listOf = (row: ListRow): List => ({
  id: row.list_id,
  name: row.name,
  description: row.description,
  isOpen: row.is_open,
  closedAt: row.closed_at,
})

/** Every list of a site, closed ones too, in the order they were made. Index: newsletter_list_pk. */
export async function listLists(
  { db }: { readonly db: Tx },
  { id }: Pick<Site, 'id'>,
): Promise<readonly List[]> {
  const rows = await db<ListRow[]>`
    select list_id, name, description, is_open, closed_at from newsletter_list
    where site_id = ${id} order by list_id`
  return rows.map(listOf)
}

/** Two who add at once collide on the primary key, and the second takes the next number. */
export async function addList(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  { id }: Pick<Site, 'id'>,
  { name, description, isOpen }: NewList,
): Promise<List> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const [row] = await db<ListRow[]>`
        insert into newsletter_list (site_id, list_id, name, description, is_open, made_at)
        select ${id}, coalesce(max(list_id), 0) + 1, ${name}, ${description}, ${isOpen}, ${now()}
        from newsletter_list where site_id = ${id}
        returning list_id, name, description, is_open, closed_at`
      if (row) return listOf(row)
    } catch (thrown) {
      const failure = failureOf(thrown)
      if (failure.code !== '23505' || attempt >= 20) throw failure
    }
  }
}

/** False when there is none of this number. Index: newsletter_list_pk. */
export async function recordList(
  { db }: Pick<Ports, 'db'>,
  { id }: Pick<Site, 'id'>,
  listId: number,
  { name, description, isOpen }: NewList,
): Promise<boolean> {
  const { count } = await db`
    update newsletter_list set name = ${name}, description = ${description}, is_open = ${isOpen}
    where site_id = ${id} and list_id = ${listId}`
  return count === 1
}

/** Nobody can subscribe to it and no issue goes to it, until it is opened again (`closed` false). Index: newsletter_list_pk. */
export async function recordListClosed(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  { id }: Pick<Site, 'id'>,
  listId: number,
  closed: boolean,
): Promise<boolean> {
  const { count } = await db`
    update newsletter_list set closed_at = ${closed ? now() : null}
    where site_id = ${id} and list_id = ${listId}`
  return count === 1
}

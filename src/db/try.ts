/**
 * How often something was tried in a while: from a network, for an address, with a link. Whoever or whatever tried is known by a keyed hash
 * alone; when its time is over, its count begins anew.
 */
import type { Ports } from '../ports.ts'
import type { Tx } from './connect.ts'
import type { SiteId } from './schema.ts'

export interface Trier {
  /** Each form counts in a table of its own. */
  readonly table: 'sign_up_try' | 'rights_try'
  readonly siteId: SiteId
  readonly subject: Buffer
}

export interface Try {
  /** With this one, since the window began. */
  readonly tries: number
  readonly endsAt: Date
}

/** The name stands in the text, not quoted, so that a statement can be seen to keep the rules of its table. */
const insertInto = (db: Tx, table: Trier['table']) =>
  table === 'sign_up_try' ? db`insert into sign_up_try as known` : db`insert into rights_try as known`

/** Counts one try, in one statement, so that those of the same moment are counted too. Index: sign_up_try_pk, rights_try_pk. */
export async function countTry(
  { db, now: clock }: { readonly db: Tx } & Pick<Ports, 'now'>,
  { table, siteId, subject }: Trier,
  windowMs: number,
): Promise<Try> {
  const now = clock()
  const over = new Date(now.getTime() - windowMs)
  const [row] = await db<{ tries: number; began_at: Date }[]>`
    ${insertInto(db, table)} (site_id, subject, tries, began_at)
    values (${siteId}, ${subject}, 1, ${now})
    on conflict (site_id, subject) do update set
      tries = case when known.began_at <= ${over} then 1 else known.tries + 1 end,
      began_at = case when known.began_at <= ${over} then ${now} else known.began_at end
    returning tries, began_at`
  return {
    tries: row?.tries ?? Number.POSITIVE_INFINITY,
    endsAt: new Date((row?.began_at ?? now).getTime() + windowMs),
  }
}

/** The end of what is held of a device: its owner wants it gone, which is a later word than that it be kept, or not be used. */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { countHeld, dropHeld } from './held.ts'
import { listHolding, recordLifted, type RestrictedBy } from './restriction.ts'

/** What a device did, as far as it is held. Changes nothing. Index: restriction_pk, held_row_pk. */
export async function countHeldDevice(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  by: RestrictedBy,
): Promise<{ readonly events: number; readonly visits: number }> {
  const holding = await listHolding({ db }, siteId, by)
  return countHeld(
    { db },
    siteId,
    holding.map(({ id }) => id),
  )
}

/**
 * Erases it, and answers what that was. A reader's rows that they restricted stay as they asked; an objection that waits for its decision
 * holds nothing any more. Index: restriction_pk, held_row_pk.
 */
export async function forgetHeldDevice(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  by: RestrictedBy,
): Promise<{ readonly events: number; readonly visits: number }> {
  const held = await countHeldDevice({ db }, siteId, by)
  for (const { id, because } of await listHolding({ db }, siteId, by)) {
    await dropHeld({ db }, siteId, id, 'event')
    await dropHeld({ db }, siteId, id, 'visit')
    if (because === 'objected') await recordLifted({ db, now }, siteId, id)
  }
  return held
}

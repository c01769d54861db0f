/** What the list of sites says of setting up: begin with one's own website, or finish with one that has steps open. */
import { everywhere, may, type Staff } from '../account/role.ts'
import type { Ports } from '../ports.ts'
import { isDemonstration, openTasks } from '../site/set-up.ts'
import { findLastSeen } from '../site/site-data.ts'
import type { Site } from '../site/site.ts'

/** `begin`: there is no site but a demonstration. `finish`: the first site that has something open. */
export type SetUp = { readonly kind: 'begin' } | { readonly kind: 'finish'; readonly domain: string }

/** Each site is a question of its own: with more than these, whoever administers them knows how it is done. */
const askedMax = 12

/** Null: all is set up, or whoever looks may do nothing about it. */
export async function findSetUp(
  { db }: Pick<Ports, 'db'>,
  staff: Pick<Staff, 'roles'>,
  sites: readonly Site[],
): Promise<SetUp | null> {
  const own = sites.filter((site) => !isDemonstration(site))
  if (own.length === 0) return may(staff, 'administer', everywhere) ? { kind: 'begin' } : null
  const administered = own.filter(({ id }) => may(staff, 'administer', id))
  if (administered.length > askedMax) return null
  for (const site of administered)
    if (openTasks(site, await findLastSeen(db, site)).length > 0)
      return { kind: 'finish', domain: site.domain }
  return null
}

/** Goes through every statement of the settings and of the first steps. */
import { changeSection } from '../../src/settings/change.ts'
import { makeSiteKey, revokeKeyOf } from '../../src/settings/keys.ts'
import { listSiteKeys } from '../../src/site/key.ts'
import { findLastSeen, hasData } from '../../src/site/site-data.ts'
import type { World } from '../support/world.ts'

/** Works with a site of its own, since the time zone of one that was counted is fixed. */
export async function workWithSettings(world: World): Promise<void> {
  const { ports } = world
  const site = await world.addSite({ domain: 'nieuw.nl' })
  const actor = { kind: 'operator' } as const
  await findLastSeen(ports.db, site)
  await hasData(ports.db, site)
  const form = { hostnames: 'app.nieuw.nl', timezone: 'UTC' }
  await changeSection(ports, actor, site, { section: 'site', form })
  await changeSection(ports, actor, site, { section: 'newsletter', form: { newsletter: 'no' } })
  await makeSiteKey(ports, actor, site, { label: 'een', scope: 'read', days: '90' })
  for (const { id } of await listSiteKeys(ports, site.id)) await revokeKeyOf(ports, actor, site, id)
}

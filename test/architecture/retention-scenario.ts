/** Sweeps of everything, the alarm, and the pages that show them, for the scenario of every statement. */
import { makePartition, monthOf } from '../../src/db/partitions.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { findRetention, listLate } from '../../src/retention/report.ts'
import { sweep } from '../../src/retention/sweep.ts'
import { listSites, recordSettings, type Site } from '../../src/site/site.ts'
import { fileRequest, somethingOfEverything } from '../retention/past.ts'
import { rowOf } from '../support/event-rows.ts'
import { signInAs } from '../support/staff.ts'
import type { World } from '../support/world.ts'

export async function workWithRetention(world: World, site: Site): Promise<void> {
  const { ports } = world
  const then = ports.now()
  const longAgo = new Date(then.getTime() - 6 * 366 * 86_400_000)
  await somethingOfEverything(ports, site, longAgo)
  await fileRequest(ports, site, longAgo, longAgo)
  await ports.db`
    insert into site_day (site_id, day, marks, computed_marks, visitors, visits, views, events, bounces, engaged_ms, keys_lost)
    values (${site.id}, ${longAgo.toISOString().slice(0, 10)}, 1, 0, 0, 0, 0, 0, 0, 0, false)
    on conflict (site_id, day) do update set marks = site_day.marks + 1`
  await recordSettings(ports, site, {
    ...site.settings,
    privacyOfficer: { name: 'Fatma', email: 'fg@example.nl' },
  })
  const turn = { rowsMax: 100, batchesMax: 2_000 }
  await sweep(ports, turn)
  // Three days later: some were missed, and the day's counts go into the chain.
  world.setNow(new Date(then.getTime() + 3 * 86_400_000).toISOString())
  await listLate(ports)
  await world.request('/metrics')
  const month = monthOf(longAgo)
  await makePartition(ports.db, month)
  await storeEvents(ports, [{ siteId: site.id, events: [rowOf(site, longAgo)] }])
  for (const one of await listSites(ports)) await findRetention(ports, one)
  const { cookie } = await signInAs(ports, 'officer')
  await world.request(`/dashboard/sites/${site.domain}/retention`, { headers: { cookie } })
  await sweep(ports, turn)
  world.setNow(then.toISOString())
}

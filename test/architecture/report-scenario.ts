/** Reports by mail, for the scenario of every statement. */
import { sendReports } from '../../src/report/send.ts'
import { listOwn, recordSubscription } from '../../src/report/subscription.ts'
import { grantRole } from '../../src/account/people.ts'
import { everywhere } from '../../src/account/role.ts'
import type { Site } from '../../src/site/site.ts'
import { makeStaff } from '../support/staff.ts'
import type { World } from '../support/world.ts'

/** Gets the report of a week, then may read nothing more, so that the subscription ends. */
export async function workWithReports(world: World, site: Site): Promise<void> {
  const { ports } = world
  const then = ports.now()
  const staffId = await makeStaff(ports, 'lezer-van-rapporten@staff.example', 'viewer')
  await recordSubscription(ports, { siteId: site.id, staffId, period: 'week' })
  await listOwn(ports, { siteId: site.id, staffId })
  world.setNow(new Date(then.getTime() + 7 * 86_400_000).toISOString())
  await sendReports(ports)
  await ports.db.begin((tx) => grantRole(tx, ports, { staffId, where: everywhere, role: null, by: null }))
  world.setNow(new Date(then.getTime() + 14 * 86_400_000).toISOString())
  await sendReports(ports)
  world.setNow(then.toISOString())
}

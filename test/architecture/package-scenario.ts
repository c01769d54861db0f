/** A copy of somebody's data, looked at, released and fetched, for the scenario of every statement. */
import { mailCode, tryCode } from '../../src/answer/code.ts'
import { openReading } from '../../src/answer/package-reading.ts'
import { countRows } from '../../src/answer/package-rows.ts'
import { askAsDesk, buildPackage } from '../../src/answer/package.ts'
import { restrictSubject } from '../../src/answer/restrict.ts'
import { furnish, live, openFor } from '../answer/life.ts'
import { codeIn, release } from '../answer/released.ts'
import { staffId, takeMails } from '../rights/requesting.ts'
import type { World } from '../support/world.ts'

export async function workWithPackages(world: World): Promise<void> {
  const { ports } = world
  const house = await furnish(world, 'inzage.example')
  const { site } = house
  const life = await live(house)
  const request = await openFor(house, life, 'access')
  const ask = askAsDesk(ports.db, site, request)
  const reading = await openReading(ports, site, { request, ask, until: ports.now() })
  for (const name of ['events', 'visits', 'hits'] as const) await countRows(reading, name)
  await buildPackage(ports, site, request)

  const { request: released } = await release(house, life)
  await mailCode(ports, site, released)
  const code = codeIn(await takeMails(house))
  await tryCode(ports, { siteId: site.id, requestId: released.id }, code)

  await restrictSubject(ports, site, await openFor(house, life, 'restrict'), staffId)
  await buildPackage(ports, site, request)
}

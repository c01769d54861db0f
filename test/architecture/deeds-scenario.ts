/** What the desk does about somebody's data, for the scenario of every statement. */
import { countErasure, eraseSubject } from '../../src/answer/erase.ts'
import { finishDeed } from '../../src/answer/finish.ts'
import { endObjection, upholdObjection } from '../../src/answer/object.ts'
import { withdrawConsents } from '../../src/answer/withdraw.ts'
import { rectifySubject } from '../../src/answer/rectify.ts'
import { liftRestriction, restrictSubject, tellRestrictionEnds } from '../../src/answer/restrict.ts'
import { listRestrictions } from '../../src/hold/restriction.ts'
import { must } from '../../src/must.ts'
import { furnish, live, openFor, roll } from '../answer/life.ts'
import { emailOf } from '../preference/readers.ts'
import { staffId } from '../rights/requesting.ts'
import type { World } from '../support/world.ts'

export async function workWithDeeds(world: World): Promise<void> {
  const { ports } = world
  const house = await furnish(world, 'loket.example')
  const { site } = house
  const then = ports.now().toISOString()
  const life = await live(house)

  const rectifying = await openFor(house, life, 'rectify')
  // There and back, since what follows is asked under the first address.
  for (const email of [emailOf('anna.jansen'), life.email])
    await rectifySubject(ports, site, rectifying, { email, name: 'Anna Jansen' }, staffId)
  const restricting = await openFor(house, life, 'restrict')
  const restricted = await restrictSubject(ports, site, restricting, staffId)
  const id = must(restricted.ok ? restricted.restrictionId : null, 'it is open')
  const refused = await openFor(house, life, 'object')
  await ports.db.begin((db) => endObjection({ ...ports, db }, site, refused))
  await tellRestrictionEnds(ports, site, id, staffId)
  await roll(world)
  world.setNow(new Date(ports.now().getTime() + 8 * 86_400_000).toISOString())
  await liftRestriction(ports, site, id, staffId)
  await listRestrictions(ports, site.id)
  const alone = await openFor(house, life, 'object')
  await ports.db.begin((db) => endObjection({ ...ports, db }, site, alone))
  await withdrawConsents(ports, site, await openFor(house, life, 'withdraw'), { staffId })
  await upholdObjection(ports, site, await openFor(house, life, 'object'), staffId)
  const erasing = await openFor(house, life, 'erase')
  await countErasure(ports, site, erasing)
  await eraseSubject(ports, site, erasing, { ground: 'a', staffId, isForGood: true })
  await finishDeed(ports, site, erasing, staffId)
  world.setNow(then)
}

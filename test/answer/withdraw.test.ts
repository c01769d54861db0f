/** Withdrawals that the desk carries out. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { finishDeed } from '../../src/answer/finish.ts'
import { liftRestriction, restrictSubject, tellRestrictionEnds } from '../../src/answer/restrict.ts'
import { withdrawConsents } from '../../src/answer/withdraw.ts'
import { findLive } from '../../src/consent/ledger.ts'
import { listSubscribed } from '../../src/subscriber/subscriber.ts'
import { findSuppression } from '../../src/subscriber/suppression.ts'
import { migrateAll, staffId } from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { live, openFor, openHouse, type House, type Life } from './life.ts'

let pglite: PgliteWorld
let house: House
let life: Life
beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
})
beforeEach(async () => {
  house = await openHouse(pglite.db)
  life = await live(house)
})
afterAll(() => pglite.close())

test('art. 7(3): a withdrawal leaves receipts of it, and the way back open', async () => {
  const { world, site } = house
  const { ports } = world
  const request = await openFor(house, life, 'withdraw')
  expect(await withdrawConsents(ports, site, request, { staffId })).toEqual({
    ok: true,
    stopped: { lists: 3, hits: 2, wasMeasured: true, consents: 1 },
    tasks: 0,
  })
  const receipts = await pglite.db`
    select purpose, answer, channel from subscriber_receipt
    where subscriber_id = ${String(life.subscriberId)} and answer = 'withdrawn' order by purpose`
  expect(receipts).toEqual([
    { purpose: 'measure', answer: 'withdrawn', channel: 'staff' },
    { purpose: 'receive', answer: 'withdrawn', channel: 'staff' },
  ])
  expect(await findSuppression(ports, site.id, life.email)).toBeNull()
  expect(await findLive(ports, site.id, life.receiptId)).toBeNull()
  // What was stored before stays until its term.
  expect(await pglite.db`select count(*)::integer as n from event`).toEqual([{ n: 9 }])
  expect(await finishDeed(ports, site, request, staffId)).toMatchObject({ ok: true })
})

test('art. 7(3): measuring alone, and the device alone', async () => {
  const { world, site } = house
  const { ports } = world
  const one = await openFor(house, life, 'withdraw')
  expect(await withdrawConsents(ports, site, one, { staffId, of: ['measuring'] })).toMatchObject({
    stopped: { lists: 0, hits: 2, consents: 0 },
  })
  expect(await listSubscribed(ports, site.id, life.subscriberId)).toHaveLength(3)
  expect(await findLive(ports, site.id, life.receiptId)).not.toBeNull()
  const other = await openFor(house, life, 'withdraw')
  expect(await withdrawConsents(ports, site, other, { staffId, of: ['device'] })).toMatchObject({
    stopped: { lists: 0, hits: 0, consents: 1 },
  })
})

test('it is not done for a request of another kind, and nothing ends then', async () => {
  const { world, site } = house
  const { ports } = world
  const request = await openFor(house, life, 'access')
  expect(await withdrawConsents(ports, site, request, { staffId })).toEqual({ ok: false, why: 'not-now' })
  expect(await findLive(ports, site.id, life.receiptId)).not.toBeNull()
  expect(await listSubscribed(ports, site.id, life.subscriberId)).toHaveLength(3)
})

test('art. 18: of whoever is restricted nothing is withdrawn that would be back with the rest; after the lifting it is', async () => {
  const { world, site } = house
  const { ports } = world
  const restricted = await restrictSubject(ports, site, await openFor(house, life, 'restrict'), staffId)
  const request = await openFor(house, life, 'withdraw')
  expect(await withdrawConsents(ports, site, request, { staffId })).toEqual({ ok: false, why: 'restricted' })
  const id = restricted.ok ? restricted.restrictionId : ''
  await tellRestrictionEnds(ports, site, id, staffId)
  world.setNow('2026-12-01T12:00:00Z')
  await liftRestriction(ports, site, id, staffId)
  // Its consents ended when it was restricted: the letter must not say that they did now.
  expect(await withdrawConsents(ports, site, request, { staffId })).toMatchObject({
    ok: true,
    stopped: { lists: 3, consents: 0 },
  })
  expect(await listSubscribed(ports, site.id, life.subscriberId)).toEqual([])
})

/** Objections and withdrawals that the desk carries out. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { finishDeed } from '../../src/answer/finish.ts'
import { upholdObjection, withdrawConsents } from '../../src/answer/object.ts'
import { findLive, listHistory } from '../../src/consent/ledger.ts'
import { countReader } from '../../src/newsletter/count.ts'
import { findByEmail, findSubscriber, listSubscribed } from '../../src/subscriber/subscriber.ts'
import { findSuppression } from '../../src/subscriber/suppression.ts'
import { emailOf } from '../preference/readers.ts'
import { migrateAll, staffId, takeMails } from '../rights/requesting.ts'
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

const hit = () =>
  countReader(house.world.ports, {
    link: {
      siteId: house.site.id,
      issueId: house.issue.id,
      linkNo: 0,
      subscriberId: life.subscriberId,
    },
    day: '2026-11-23',
    at: house.world.ports.now(),
    verdict: 'human',
  })
const countOf = async (table: string) => {
  const [row] = await pglite.db.unsafe<{ n: number }[]>(`select count(*)::integer as n from ${table}`)
  return row?.n
}

test('art. 21: an objection ends newsletters and measuring for good, and a device’s consents', async () => {
  const { world, site } = house
  const { ports } = world
  expect(await hit()).toBe(true)
  const request = await openFor(house, life, 'object')
  const upheld = await upholdObjection(ports, site, request, staffId)
  expect(upheld).toEqual({
    ok: true,
    stopped: { lists: 3, hits: 2, wasMeasured: true, consents: 1 },
    tasks: 0,
  })
  expect(await findSuppression(ports, site.id, life.email)).toBe('asked')
  expect(await listSubscribed(ports, site.id, life.subscriberId)).toEqual([])
  expect(await findSubscriber(ports, site.id, life.subscriberId)).toMatchObject({ measureAnswer: 'no' })
  expect(await countOf('reader_hit')).toBe(0)
  expect(await hit()).toBe(false)
  expect(await findLive(ports, site.id, life.receiptId)).toBeNull()
  expect((await listHistory(pglite.db, site.id, life.receiptId)).map(({ action }) => action)).toEqual([
    'custom',
    'withdraw',
  ])
  // What was stored before stays until its term: an objection is no erasure.
  expect(await countOf('event')).toBe(9)
  const [entry] =
    await pglite.db`select act, email_index is not null as email, email_hash is not null as hash from journal_entry`
  expect(entry).toEqual({ act: 'objected', email: true, hash: true })

  expect(await upholdObjection(ports, site, request, staffId)).toEqual(upheld)
  expect(await countOf('journal_entry')).toBe(1)
  await takeMails(house)
  expect(await finishDeed(ports, site, request, staffId)).toMatchObject({ ok: true })
  const [letter] = await takeMails(house)
  expect(letter).toMatchObject({ to: life.email })
  expect(letter?.text).toContain('Nieuwsbrieven die we hebben beëindigd: 3')
})

test('art. 21: an address that nothing is known of is never mailed either', async () => {
  const { world, site } = house
  const request = await openFor(house, { email: emailOf('niemand') }, 'object')
  expect(await upholdObjection(world.ports, site, request, staffId)).toMatchObject({ ok: true })
  expect(await findSuppression(world.ports, site.id, emailOf('niemand'))).toBe('asked')
  expect(await findByEmail(world.ports, site.id, life.email)).not.toBeNull()
})

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

test('neither is done for a request of another kind, and nothing ends then', async () => {
  const { world, site } = house
  const { ports } = world
  const request = await openFor(house, life, 'access')
  expect(await upholdObjection(ports, site, request, staffId)).toEqual({ ok: false, why: 'not-now' })
  expect(await withdrawConsents(ports, site, request, { staffId })).toEqual({ ok: false, why: 'not-now' })
  expect(await findLive(ports, site.id, life.receiptId)).not.toBeNull()
  expect(await listSubscribed(ports, site.id, life.subscriberId)).toHaveLength(3)
})

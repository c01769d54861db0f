/** Objections that come in while the desk erases and restricts, visits are made and the journal is written, on a real PostgreSQL. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eraseSubject } from '../../src/answer/erase.ts'
import { upholdObjection } from '../../src/answer/object.ts'
import { restrictSubject } from '../../src/answer/restrict.ts'
import { verifyAudit } from '../../src/audit/chain.ts'
import { copyJournal } from '../../src/audit/journal.ts'
import { connect, type Db } from '../../src/db/connect.ts'
import { refuse } from '../../src/desk/decide.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { eraseDevice } from '../../src/rights/erase.ts'
import type { RightsRequest } from '../../src/rights/request.ts'
import { verifyRequest } from '../../src/rights/verify.ts'
import { must } from '../../src/must.ts'
import { lockSubscriber } from '../../src/subscriber/change.ts'
import { requestConfirmation, type SubscribeWish } from '../../src/subscriber/confirmation.ts'
import { confirmSignUp } from '../../src/subscriber/sign-up.ts'
import { findByEmail } from '../../src/subscriber/subscriber.ts'
import { suppress } from '../../src/subscriber/suppression.ts'
import { openFor, openHouse, roll, type House } from '../answer/life.ts'
import { choose } from '../consent/visitors.ts'
import { addReader, emailOf } from '../preference/readers.ts'
import { anna, migrateAll, staff, staffId, writtenDown } from '../rights/requesting.ts'
import { rowOf } from '../support/event-rows.ts'
import { openPostgres, type PostgresWorld } from '../worlds/postgres.ts'

let postgres: PostgresWorld
let db: Db
beforeAll(async () => {
  postgres = await openPostgres()
  db = connect({ to: postgres.url, connectionsMax: 10, prepare: true })
  await migrateAll(db)
})
afterAll(async () => {
  await db.end({ timeout: 1 })
  await postgres.close()
})

type Whom = Parameters<typeof openFor>[1]

/** A reader with a device; one event of it waits to become a visit. */
async function settle(house: House, name: string): Promise<Required<Whom>> {
  const { world, site } = house
  await addReader(world, house, name)
  const { receipt: receiptId } = await choose(world, { domain: site.domain, granted: ['insights'] })
  const store = (minute: number) =>
    storeEvents(world.ports, [
      {
        siteId: site.id,
        events: [
          rowOf(site, `2026-11-23T09:0${minute}:00Z`, { path: `/${name}`, receipt: receiptId, visitor: '9' }),
        ],
      },
    ])
  await store(1)
  await roll(world)
  await store(2)
  return { email: emailOf(name), receiptId }
}
const verify = ({ world: { ports }, site }: House, { id }: RightsRequest) =>
  ports.db.begin((tx) => verifyRequest({ ...ports, db: tx }, site, id, { actor: staff }))
const objectionOf = (house: House, whom: Required<Whom>) =>
  writtenDown(house, { kind: 'object', subject: { ...anna, ...whom } })

test('objections that come in while others erase, restrict and decide never wait for each other', async () => {
  const house = await openHouse(db)
  const { world, site } = house
  const { ports } = world
  for (let round = 0; round < 3; round += 1) {
    const person = (what: string) => settle(house, `${what}${round}`)
    const [erases, restricts, objects] = [
      await person('erases'),
      await person('restricts'),
      await person('objects'),
    ]
    const [refused, upheld, alone] = [await person('refused'), await person('upheld'), await person('alone')]
    const erasing = await openFor(house, erases, 'erase')
    const restricting = await openFor(house, restricts, 'restrict')
    const refusing = await openFor(house, refused, 'object')
    const upholding = await openFor(house, upheld, 'object')
    const [one, two] = [await objectionOf(house, objects), await objectionOf(house, objects)]
    const theirs = await objectionOf(house, erases)
    const settled = await Promise.allSettled([
      verify(house, one),
      verify(house, two),
      verify(house, theirs),
      eraseSubject(ports, site, erasing, { ground: 'a', staffId, isForGood: true }),
      restrictSubject(ports, site, restricting, staffId),
      refuse(ports, { site, request: refusing, actor: staff }, { ground: 'interest', reason: 'Daarom.' }),
      upholdObjection(ports, site, upholding, staffId),
      eraseDevice(ports, site, alone.receiptId),
      roll(world),
      copyJournal(ports, async () => {}),
    ])
    expect(settled.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []))).toEqual([])
  }
  expect((await verifyAudit(ports, site)).flaws).toEqual([])
})

/** Resolves once somebody waits for a row that another has. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const [row] = await db<{ n: number }[]>`
      select count(*)::integer as n from pg_stat_activity where wait_event_type = 'Lock'`
    if ((row?.n ?? 0) > 0) return
  }
}

test.each(['objects', 'subscribes anew'] as const)(
  'a mail that comes back for a reader who %s at the same moment: each waits for the other at most once',
  async (what) => {
    const house = await openHouse(db)
    const { world, site, lists } = house
    const { ports } = world
    const whom = await settle(house, 'gelijk')
    const email = must(whom.email ?? null, 'a reader has one')
    const { id: reader } = must(await findByEmail(ports, site.id, email), 'they were added')
    const wish: SubscribeWish = {
      kind: 'subscribe',
      email,
      name: null,
      lists: lists.map(({ id }) => id),
      language: 'nl',
      textId: null,
      channel: 'form',
    }
    const id = await requestConfirmation(ports, site.id, wish)
    await suppress(ports, site.id, email, 'bounce')
    const objecting = await objectionOf(house, whom)
    let theirs: Promise<unknown> | undefined
    await db.begin(async (tx) => {
      await lockSubscriber({ db: tx }, site.id, reader)
      theirs = what === 'objects' ? verify(house, objecting) : confirmSignUp(ports, site, { id, wish }, 'nl')
      theirs.catch(() => {})
      await somebodyWaits()
      await suppress({ ...ports, db: tx }, site.id, email, 'asked')
    })
    await expect(theirs).resolves.toBeTruthy()
  },
)

/** Objections: what they stop at once, what waits for the decision, and what becomes of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAudit, type AuditKind } from '../../src/audit/chain.ts'
import { countErasure, eraseSubject } from '../../src/answer/erase.ts'
import { finishDeed } from '../../src/answer/finish.ts'
import { upholdObjection } from '../../src/answer/object.ts'
import { liftRestriction, restrictSubject, tellRestrictionEnds } from '../../src/answer/restrict.ts'
import { findLive, listHistory } from '../../src/consent/ledger.ts'
import { giveUpIdentifying, refuse, takeBack, verifyByStaff } from '../../src/desk/decide.ts'
import { listRestrictions } from '../../src/hold/restriction.ts'
import { must } from '../../src/must.ts'
import { countReader } from '../../src/newsletter/count.ts'
import { processorDocument } from '../../src/processor/document.ts'
import { addProcessor } from '../../src/processor/processor.ts'
import { listTasks, settleTask } from '../../src/processor/task.ts'
import { eraseDevice } from '../../src/rights/erase.ts'
import { listLetters } from '../../src/rights/letter.ts'
import type { RightsRequest, Subject } from '../../src/rights/request.ts'
import { moveRequest } from '../../src/rights/state.ts'
import { findByEmail, findSubscriber, listSubscribed } from '../../src/subscriber/subscriber.ts'
import { findSuppression } from '../../src/subscriber/suppression.ts'
import { choose } from '../consent/visitors.ts'
import { emailOf } from '../preference/readers.ts'
import {
  anna,
  askedFor,
  migrateAll,
  press,
  requestOf,
  staff,
  staffId,
  takeMails,
  writtenDown,
} from '../rights/requesting.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  live,
  openFor,
  openHouse,
  ownPath,
  roll,
  standingIn,
  tablesWith,
  type House,
  type Life,
} from './life.ts'

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
const actsInJournal = async () =>
  (await pglite.db<{ act: string }[]>`select act from journal_entry order by seq`).map(({ act }) => act)
const proofOf = async ({ id }: RightsRequest, kind: AuditKind) =>
  (await listAudit(house.world.ports, house.site.id, { requestId: id, before: null, limit: 50 })).find(
    (entry) => entry.kind === kind,
  )?.facts
const decidingOn = (request: RightsRequest) => ({ site: house.site, request, actor: staff })
const isRefused = async (request: RightsRequest) =>
  refuse(house.world.ports, decidingOn(request), { ground: 'interest', reason: 'Daarom niet.' })

/** Which tables hold a page where nobody else went, once figures are computed again. */
const tablesWithOwn = async () => {
  await roll(house.world)
  return tablesWith(house, [ownPath])
}

/** Figures, events and visits; the rest of what stands changes on purpose. */
const usedIn = async () => {
  await roll(house.world)
  const { event, visit, visit_trail: trail, figures, hours } = await standingIn(pglite.db)
  return { event, visit, trail, figures, hours }
}

describe('art. 21: an objection stops what it is about', () => {
  test('when it is known who asks, before anybody decides, and not earlier', async () => {
    const { world, site } = house
    const { ports } = world
    expect(await hit()).toBe(true)
    const request = await writtenDown(
      { world, site },
      { kind: 'object', subject: { ...anna, email: life.email, receiptId: life.receiptId } },
    )
    expect(await findLive(ports, site.id, life.receiptId)).not.toBeNull()
    expect(await findSuppression(ports, site.id, life.email)).toBeNull()
    expect(await listSubscribed(ports, site.id, life.subscriberId)).toHaveLength(3)

    await openFor(house, life, 'object')
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
    expect(await actsInJournal()).toEqual(['objected'])
    expect(request.state).toBe('received')
  })

  test('by the button of the mail as well, in the same moment, and the letter says so', async () => {
    const { world, site } = house
    const path = await askedFor(house, { kind: 'object', email: life.email, who: 'self' })
    expect(await listSubscribed(world.ports, site.id, life.subscriberId)).toHaveLength(3)
    expect(await (await press(house, path)).text()).toContain('We zijn meteen gestopt')
    expect(await listSubscribed(world.ports, site.id, life.subscriberId)).toEqual([])
    expect(await findSuppression(world.ports, site.id, life.email)).toBe('asked')
    const letters = (await takeMails(house)).filter(({ to }) => to === life.email)
    expect(letters.at(-1)?.text).toContain('Wij zijn meteen gestopt.')
  })

  test('and takes what the device did out of all figures: a site where it never was has the same', async () => {
    const { site } = house
    await openFor(house, life, 'object')
    await roll(house.world)
    expect(await tablesWithOwn()).toEqual(['held_row'])
    expect(await pglite.db`select path from event where insight = ${life.insight}`).toEqual([])
    // Of the neighbour behind the same network nothing is missing.
    const paths = await pglite.db<{ path: string }[]>`
      select path from event where site_id = ${site.id} order by path`
    expect(paths.map(({ path }) => path)).toEqual(['/', '/buurman', '/buurman-later'])
  })

  test('of an address that nothing is known of: it is never mailed either', async () => {
    const { world, site } = house
    await openFor(house, { email: emailOf('niemand') }, 'object')
    expect(await findSuppression(world.ports, site.id, emailOf('niemand'))).toBe('asked')
    expect(await findByEmail(world.ports, site.id, life.email)).not.toBeNull()
  })

  test('and no other request stops anything by itself', async () => {
    const { world, site } = house
    for (const kind of ['access', 'rectify', 'erase', 'restrict', 'withdraw'] as const)
      await openFor(house, life, kind)
    expect(await findLive(world.ports, site.id, life.receiptId)).not.toBeNull()
    expect(await listSubscribed(world.ports, site.id, life.subscriberId)).toHaveLength(3)
    expect(await countOf('held_row')).toBe(0)
  })
})

describe('art. 21: upheld', () => {
  test('what the device did goes for good, once, and the letter counts it', async () => {
    const { world, site } = house
    const { ports } = world
    const request = await openFor(house, life, 'object')
    const upheld = await upholdObjection(ports, site, request, staffId)
    expect(upheld).toEqual({
      ok: true,
      stopped: { lists: 3, hits: 2, wasMeasured: true, consents: 1 },
      tasks: 0,
      erased: { events: 6, visits: 2 },
    })
    await roll(world)
    expect(await tablesWithOwn()).toEqual([])
    expect(await countOf('held_row')).toBe(0)
    expect(await upholdObjection(ports, site, request, staffId)).toEqual(upheld)
    expect(await actsInJournal()).toEqual(['objected', 'upheld'])

    await takeMails(house)
    expect(await finishDeed(ports, site, request, staffId)).toMatchObject({ ok: true })
    const [letter] = await takeMails(house)
    expect(letter).toMatchObject({ to: life.email })
    expect(letter?.text).toContain('Nieuwsbrieven die we hebben beëindigd: 3')
    expect(letter?.text).toContain('Wat er op de website gebeurde: 6')
  })

  test('leaves alone who subscribed anew meanwhile: that is their later word', async () => {
    const { world, site } = house
    const { ports } = world
    const request = await openFor(house, life, 'object')
    await pglite.db`delete from suppression where site_id = ${site.id}`
    await pglite.db`
      update subscription set ended_at = null, ended_by = null
      where site_id = ${site.id} and subscriber_id = ${String(life.subscriberId)}`
    await upholdObjection(ports, site, request, staffId)
    expect(await listSubscribed(ports, site.id, life.subscriberId)).toHaveLength(3)
  })

  test('of a request from before that was so: it stops then, and what is there goes', async () => {
    const { world, site } = house
    const { ports } = world
    const written = await writtenDown(
      { world, site },
      { kind: 'object', subject: { ...anna, email: life.email, receiptId: life.receiptId } },
    )
    await ports.db.begin((db) => moveRequest({ ...ports, db }, site, written.id, 'verify', { actor: staff }))
    expect(await upholdObjection(ports, site, written, staffId)).toMatchObject({
      stopped: { lists: 3, consents: 1 },
      erased: { events: 6, visits: 2 },
    })
    expect(await tablesWithOwn()).toEqual([])
  })

  test('can not be refused any more: what was held is gone', async () => {
    const { world, site } = house
    const request = await openFor(house, life, 'object')
    await upholdObjection(world.ports, site, request, staffId)
    expect(await isRefused(request)).toEqual({ ok: false, why: 'not-now' })
    expect((await requestOf({ world, site }, request.id)).state).toBe('open')
  })

  test('is not done for a request of another kind', async () => {
    const { world, site } = house
    const request = await openFor(house, life, 'access')
    expect(await upholdObjection(world.ports, site, request, staffId)).toEqual({ ok: false, why: 'not-now' })
    expect(await findLive(world.ports, site.id, life.receiptId)).not.toBeNull()
  })
})

describe('art. 21: refused, given up or taken back', () => {
  test.each([
    ['refused', isRefused],
    [
      'not to be identified',
      (request: RightsRequest) =>
        giveUpIdentifying(house.world.ports, decidingOn(request), 'Niet te vinden.'),
    ],
    ['taken back', (request: RightsRequest) => takeBack(house.world.ports, decidingOn(request))],
  ])('%s: events, visits and figures are as they were, and what ended stays ended', async (_, close) => {
    const { world, site } = house
    const { ports } = world
    const before = await usedIn()
    const request = await openFor(house, life, 'object')
    expect(await usedIn()).not.toEqual(before)
    expect(await close(request)).toEqual({ ok: true })
    expect(await usedIn()).toEqual(before)
    expect(await countOf('held_row')).toBe(0)
    expect(await listSubscribed(ports, site.id, life.subscriberId)).toEqual([])
    expect(await findSuppression(ports, site.id, life.email)).toBe('asked')
    expect(await findLive(ports, site.id, life.receiptId)).toBeNull()
    expect(await actsInJournal()).toEqual(['objected', 'lifted'])
    expect(await proofOf(request, 'resumed')).toMatchObject({ events: 6, visits: 2, visits_anew: 0 })
  })

  test('the refusal says that newsletters stay stopped', async () => {
    const request = await openFor(house, life, 'object')
    await takeMails(house)
    await isRefused(request)
    const [letter] = await takeMails(house)
    expect(letter?.text).toContain('Die sturen wij u niet meer.')
  })

  test('a refusal that could not be told changes nothing', async () => {
    const { world, site } = house
    const request = await openFor(house, life, 'object')
    await isRefused(request)
    const used = await usedIn()
    expect(await isRefused(await requestOf({ world, site }, request.id))).toEqual({
      ok: false,
      why: 'not-now',
    })
    expect(await usedIn()).toEqual(used)
  })

  test('of two objections about one device: it is held until the second is decided too', async () => {
    const before = await usedIn()
    const [first, second] = [await openFor(house, life, 'object'), await openFor(house, life, 'object')]
    await isRefused(must(first, 'it was opened'))
    expect(await tablesWithOwn()).toEqual(['held_row'])
    await isRefused(must(second, 'it was opened'))
    expect(await usedIn()).toEqual(before)
  })
})

describe('art. 21 and 18: somebody who also restricted their data', () => {
  const restrict = async () => {
    const { world, site } = house
    const done = await restrictSubject(world.ports, site, await openFor(house, life, 'restrict'), staffId)
    return must(done.ok ? done.restrictionId : null, 'it is open')
  }
  const lift = async (id: string) => {
    const { world, site } = house
    await tellRestrictionEnds(world.ports, site, id, staffId)
    world.setNow(new Date(world.ports.now().getTime() + 8 * 86_400_000).toISOString())
    expect(await liftRestriction(world.ports, site, id, staffId)).toEqual({ ok: true })
  }

  test.each(['before', 'after'] as const)(
    'restricted %s: a refused objection gives back nothing of it, lifting does',
    async (when) => {
      // Figures of the day itself are not made yet: eight days later they are.
      const { figures: _, hours: __, ...before } = await usedIn()
      const early = when === 'before' ? await restrict() : null
      const request = await openFor(house, life, 'object')
      const id = early ?? (await restrict())
      await isRefused(request)
      expect(await tablesWithOwn()).toEqual(['held_row'])
      await lift(id)
      expect(await usedIn()).toMatchObject(before)
    },
  )

  test.each(['before', 'after'] as const)(
    'restricted %s: an upheld objection leaves it as they asked, and lifting ends it',
    async (when) => {
      const { world, site } = house
      const early = when === 'before' ? await restrict() : null
      const request = await openFor(house, life, 'object')
      const id = early ?? (await restrict())
      expect(await upholdObjection(world.ports, site, request, staffId)).toMatchObject({
        erased: { events: 0, visits: 0 },
      })
      expect(await tablesWithOwn()).toEqual(['held_row'])
      await lift(id)
      await roll(world)
      expect(await tablesWithOwn()).toEqual([])
    },
  )

  test('what an objection holds is lifted by its decision alone', async () => {
    const { world, site } = house
    await openFor(house, life, 'object')
    const [one] = await listRestrictions(world.ports, site.id)
    const { id } = must(one, 'the device is held')
    expect(await tellRestrictionEnds(world.ports, site, id, staffId)).toEqual({ ok: false, why: 'unknown' })
    expect(await liftRestriction(world.ports, site, id, staffId)).toEqual({ ok: false, why: 'unknown' })
  })
})

describe('art. 21: letters say what was stopped, and no more', () => {
  const answered = async (request: RightsRequest) => {
    const { ports } = house.world
    await upholdObjection(ports, house.site, request, staffId)
    await finishDeed(ports, house.site, request, staffId)
    const letters = await listLetters(ports, house.site.id, request.id)
    return letters.find(({ kind }) => kind === 'objection')?.text ?? ''
  }
  const confirmed = async (subject: Partial<Subject>) => {
    const { world, site } = house
    const request = await writtenDown({ world, site }, { kind: 'object', subject: { ...anna, ...subject } })
    expect(await verifyByStaff(world.ports, decidingOn(request), 'Gebeld.')).toEqual({ ok: true })
    const [letter] = await listLetters(world.ports, site.id, request.id)
    return { request, text: letter?.text ?? '' }
  }

  test('of an address alone nothing is said of visits', async () => {
    const { request, text } = await confirmed({ email: life.email })
    expect(text).toContain('Wij zijn meteen gestopt. U krijgt van ons geen nieuwsbrief meer.')
    expect(text).not.toMatch(/website|bezoeken/)
    expect(await answered(request)).toContain('Kreeg u onze nieuwsbrief? Die sturen wij u niet meer.')
  })

  test('of a device alone nothing is said of newsletters, which go on', async () => {
    const { request, text } = await confirmed({ email: null, receiptId: life.receiptId })
    expect(text).toContain('Wij zijn meteen gestopt. Wat u op de website toestond, geldt niet meer.')
    expect(text).not.toContain('nieuwsbrief')
    expect(await answered(request)).not.toContain('nieuwsbrief')
    expect(await listSubscribed(house.world.ports, house.site.id, life.subscriberId)).toHaveLength(3)
  })

  test('of a name alone nothing is said to have stopped: nobody knows yet what of', async () => {
    expect((await confirmed({ email: null })).text).not.toContain('gestopt')
  })
})

describe('art. 21: several words about one device, or one address', () => {
  const lift = async (id: string) => {
    const { world, site } = house
    await tellRestrictionEnds(world.ports, site, id, staffId)
    world.setNow(new Date(world.ports.now().getTime() + 8 * 86_400_000).toISOString())
    expect(await liftRestriction(world.ports, site, id, staffId)).toEqual({ ok: true })
  }
  const restrict = async (whom: Parameters<typeof openFor>[1]) => {
    const { world, site } = house
    const done = await restrictSubject(world.ports, site, await openFor(house, whom, 'restrict'), staffId)
    return must(done.ok ? done.restrictionId : null, 'it is open')
  }
  const uphold = (request: RightsRequest) => upholdObjection(house.world.ports, house.site, request, staffId)

  test('what was upheld once does not come back when another objection about it is refused', async () => {
    const [first, second] = [await openFor(house, life, 'object'), await openFor(house, life, 'object')]
    expect(await uphold(second)).toMatchObject({ erased: { events: 6, visits: 2 } })
    await isRefused(first)
    expect(await tablesWithOwn()).toEqual([])
    expect(await countOf('held_row')).toBe(0)
  })

  test('nor after a restriction, whichever of the two is decided last', async () => {
    const [first, second] = [await openFor(house, life, 'object'), await openFor(house, life, 'object')]
    const id = await restrict(life)
    expect(await uphold(second)).toMatchObject({ erased: { events: 0, visits: 0 } })
    await lift(id)
    await isRefused(first)
    expect(await tablesWithOwn()).toEqual([])
  })

  test.each(['refused', 'upheld'] as const)(
    'restricted before: lifting leaves out of use what waits for a decision, %s then',
    async (outcome) => {
      const { figures: _, hours: __, ...before } = await usedIn()
      const id = await restrict(life)
      const request = await openFor(house, life, 'object')
      await lift(id)
      expect(await tablesWithOwn()).toEqual(['held_row'])
      if (outcome === 'refused') {
        await isRefused(request)
        expect(await usedIn()).toMatchObject(before)
      } else {
        expect(await uphold(request)).toMatchObject({ erased: { events: 6, visits: 2 } })
        expect(await tablesWithOwn()).toEqual([])
      }
      expect(await countOf('held_row')).toBe(0)
    },
  )

  test('two devices of one address are two: what is decided about one says nothing of the other', async () => {
    const { world, site } = house
    const { receipt } = await choose(world, { domain: site.domain, granted: ['insights'] })
    const before = await usedIn()
    const first = await openFor(house, life, 'object')
    const second = await openFor(house, { email: life.email, receiptId: receipt }, 'object')
    await roll(world)
    await isRefused(first)
    expect(await usedIn()).toEqual(before)
    expect(await uphold(second)).toMatchObject({ erased: { events: 0, visits: 0 } })
    expect(await usedIn()).toEqual(before)
  })

  test('an address that was restricted stays one that objected, also where its device was restricted apart', async () => {
    const { world, site } = house
    await restrict({ receiptId: life.receiptId })
    world.setNow('2026-11-23T12:01:00Z')
    const id = await restrict({ email: life.email })
    await openFor(house, life, 'object')
    await lift(id)
    expect(await findSuppression(world.ports, site.id, life.email)).toBe('asked')
    expect(await listSubscribed(world.ports, site.id, life.subscriberId)).toEqual([])
  })

  test('processors may go on once nobody holds it any more, not before', async () => {
    const { world, site } = house
    const document = processorDocument.parse({
      name: 'Drukkerij De Pers',
      gets: 'adressen voor de papieren nieuwsbrief',
      country: 'NL',
      transfer: 'none',
      told: { by: 'mail', email: 'avg@drukkerij.example' },
      kinds: ['object', 'restrict'],
    })
    await addProcessor(world.ports, site.id, document)
    const toldOf = async ({ id }: RightsRequest) =>
      (await listTasks(world.ports, site.id, id)).map(({ what }) => what).toSorted()
    const [first, second] = [await openFor(house, life, 'object'), await openFor(house, life, 'object')]
    await isRefused(first)
    expect(await toldOf(first)).toEqual(['object'])
    expect(await proofOf(first, 'resumed')).toBeUndefined()
    await isRefused(second)
    expect(await toldOf(second)).toEqual(['object', 'resume'])

    const restricting = await openFor(house, life, 'restrict')
    const done = await restrictSubject(world.ports, site, restricting, staffId)
    await openFor(house, life, 'object')
    await lift(must(done.ok ? done.restrictionId : null, 'it is open'))
    expect(await toldOf(restricting)).toEqual(['restrict'])
  })
})

describe('A-20, A-23: erasing while an objection waits', () => {
  test('takes what is held as well, and the dry run counts it', async () => {
    const { world, site } = house
    const { ports } = world
    const objecting = await openFor(house, life, 'object')
    const erasing = await openFor(house, life, 'erase')
    const counted = await countErasure(ports, site, erasing)
    expect(counted).toContainEqual({ category: 'events', deleted: 6, retained: 0, because: null })
    const erased = await eraseSubject(ports, site, erasing, { ground: 'c', staffId })
    expect(erased.ok && erased.counts).toEqual(counted)
    expect(await countOf('held_row')).toBe(0)
    // Nothing comes back with the decision.
    await isRefused(objecting)
    expect(await tablesWithOwn()).toEqual([])
  })

  test('also by the button of the device itself', async () => {
    const { world, site } = house
    const objecting = await openFor(house, life, 'object')
    expect(await eraseDevice(world.ports, site, life.receiptId)).toMatchObject({ events: 6, visits: 2 })
    expect(await countOf('held_row')).toBe(0)
    await isRefused(objecting)
    expect(await tablesWithOwn()).toEqual([])
  })
})

test.each(['with', 'without'] as const)(
  'art. 19: processors are told to stop at once, and that they may go on when it is refused: a device %s insights',
  async (insights) => {
    const { world, site } = house
    const { ports } = world
    const document = processorDocument.parse({
      name: 'Drukkerij De Pers',
      gets: 'adressen voor de papieren nieuwsbrief',
      country: 'NL',
      transfer: 'none',
      told: { by: 'mail', email: 'avg@drukkerij.example' },
      kinds: ['object'],
    })
    await addProcessor(ports, site.id, document)
    const { receipt } = await choose(world, { domain: site.domain, granted: [] })
    const request = await openFor(house, insights === 'with' ? life : { receiptId: receipt }, 'object')
    const [task] = await listTasks(ports, site.id, request.id)
    expect(task).toMatchObject({ what: 'object', state: 'waiting' })
    await settleTask(ports, site.id, must(task, 'there is one').id, staffId)
    await isRefused(request)
    const told = await listTasks(ports, site.id, request.id)
    expect(told.map(({ what, state }) => `${what} ${state}`).toSorted()).toEqual([
      'object done',
      'resume waiting',
    ])
  },
)

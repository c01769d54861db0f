/** Restricting: nothing of somebody is shown or used, all of it is still there, and comes back as it was once they were told. */
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAudit } from '../../src/audit/chain.ts'
import { copyJournal } from '../../src/audit/journal.ts'
import { countErasure, eraseSubject } from '../../src/answer/erase.ts'
import { finishDeed } from '../../src/answer/finish.ts'
import { openHeld } from '../../src/hold/held.ts'
import { upholdObjection } from '../../src/answer/object.ts'
import { liftRestriction, restrictSubject, tellRestrictionEnds } from '../../src/answer/restrict.ts'
import { listRestrictions } from '../../src/hold/restriction.ts'
import { app } from '../../src/app.ts'
import { findLive } from '../../src/consent/ledger.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import { processorDocument } from '../../src/processor/document.ts'
import { addProcessor } from '../../src/processor/processor.ts'
import { eraseDevice } from '../../src/rights/erase.ts'
import { unsubscribe } from '../../src/newsletter/unsubscribe.ts'
import { keepHouse } from '../../src/runtime/rounds.ts'
import { findByEmail, findSubscriber, listSubscribed } from '../../src/subscriber/subscriber.ts'
import { findSuppression } from '../../src/subscriber/suppression.ts'
import { addReader, emailOf } from '../preference/readers.ts'
import { migrateAll, staffId, takeMails } from '../rights/requesting.ts'
import { bring, fileText, line, verdictsOf } from '../subscriber/importing.ts'
import { rowOf } from '../support/event-rows.ts'
import { readEvents, readVisits, recountVisits } from '../support/recount.ts'
import { signInAs } from '../support/staff.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  live,
  openFor,
  openHouse,
  ownPath,
  roll,
  standingIn,
  tablesWith,
  tracesOf,
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

/** Answers the number of the restriction. */
async function restrict(of: Partial<Life> = life): Promise<string> {
  const { world, site } = house
  const request = await openFor(house, of, 'restrict')
  const done = await restrictSubject(world.ports, site, request, staffId)
  return must(done.ok ? done.restrictionId : null, 'it is open')
}

const lift = (id: string) => liftRestriction(house.world.ports, house.site, id, staffId)

/** As the law has it: told, and the day has come. */
async function tellAndLift(id: string): Promise<void> {
  const { world, site } = house
  expect(await tellRestrictionEnds(world.ports, site, id, staffId)).toMatchObject({ ok: true })
  world.setNow(new Date(world.ports.now().getTime() + 8 * 86_400_000).toISOString())
  expect(await lift(id)).toEqual({ ok: true })
  await roll(world)
}

const toldOf = async (restrictionId: string) =>
  (await listRestrictions(house.world.ports, house.site.id)).find(({ id }) => id === restrictionId)

describe('A-28: while it holds', () => {
  /** What every page and every answer about statistics, newsletters and readers says to whoever may see all of it. */
  async function everyAnswer(): Promise<ReadonlyMap<string, string>> {
    const { world, site, issue } = house
    const { cookie } = await signInAs(world.ports, 'admin')
    const paths = new Set(app.routes.flatMap(({ method, path }) => (method === 'GET' ? [path] : [])))
    const said = new Map<string, string>()
    for (const path of paths) {
      // The file of the request itself is the desk's, and shows who asked.
      if (path.includes('/desk') || path.includes('*') || path.startsWith('/dashboard/account')) continue
      const at = path.replace(':site', site.domain).replace(':issue', String(issue.id))
      if (at.includes(':')) continue
      // Neither takes a word that it does not know.
      const of = at.startsWith('/api/stats/') || at.startsWith('/dashboard/') ? '' : `d=${site.domain}&`
      const what = at.endsWith('/breakdown') ? '&dimension=page' : ''
      const query = `${of}from=2026-11-22&to=2026-11-23${what}`
      const headers = { cookie, origin: world.ports.config.publicUrl }
      said.set(at, await (await world.request(`${at}?${query}`, { headers })).text())
    }
    return said
  }
  const showing = (answers: ReadonlyMap<string, string>, marks: readonly string[]) =>
    [...answers].filter(([, text]) => marks.some((mark) => text.includes(mark))).map(([path]) => path)

  test('A-28: no page, no answer of the API and no file shows anything of theirs', async () => {
    const { world, site } = house
    const marks = [ownPath, life.email, life.insight, life.receiptId]
    // With four others it is a page of five, which is shown; without them one of four, which is folded.
    const neighbours = ['31', '32', '33', '34'].map((visitor) =>
      rowOf(site, '2026-11-22T15:00:00Z', { path: ownPath, visitor }),
    )
    await storeEvents(world.ports, [{ siteId: site.id, events: neighbours }])
    await roll(world)
    const before = await everyAnswer()
    expect(showing(before, marks)).toEqual(
      expect.arrayContaining([
        '/dashboard/sites/example.nl',
        '/dashboard/sites/example.nl/newsletter/readers',
      ]),
    )
    await restrict()
    await roll(world)
    const after = await everyAnswer()
    expect(after.size).toBeGreaterThan(40)
    expect(showing(after, marks)).toEqual([])
    // The API folds what is less than ten, so it never showed the page; its totals are those of others alone.
    const summary = (answers: typeof after) =>
      JSON.parse(must(answers.get('/api/stats/example.nl/summary'), 'it is mounted')) as unknown
    expect(summary(before)).not.toEqual(summary(after))
  })

  test('A-28: all of it is still there, sealed, and no sweep of two years takes a row', async () => {
    const { world, site } = house
    const { ports } = world
    const id = await restrict()
    const held = await openHeld(ports, site.id, id)
    const tables = Object.fromEntries(
      [...Map.groupBy(held, ({ table }) => table)].map(([table, rows]) => [table, rows.length]),
    )
    expect(tables).toEqual({
      subscriber: 1,
      subscription: 3,
      subscriber_receipt: 2,
      confirmation: 1,
      delivery: 2,
      reader_hit: 2,
      reader_import_row: 1,
      suppression: 1,
      event: 6,
      visit: 2,
    })
    await roll(world)
    expect(await tablesWith(house, [String(life.subscriberId), ownPath])).toEqual(['held_row'])
    const raw = await pglite.db<{ row: string }[]>`select to_jsonb(h)::text as row from held_row h`
    for (const trace of tracesOf(house, life)) for (const { row } of raw) expect(row).not.toContain(trace)
    world.setNow('2028-11-30T11:00:00Z')
    await keepHouse(ports)
    expect(await openHeld(ports, site.id, id)).toEqual(held)
  })

  test('A-28: nothing new is collected: consents have ended, no import takes them, and no mail is theirs', async () => {
    const { world, site, lists } = house
    const { ports } = world
    await restrict()
    expect(await findLive(ports, site.id, life.receiptId)).toBeNull()
    await storeEvents(ports, [
      {
        siteId: site.id,
        events: [
          rowOf(site, '2026-11-23T10:59:00Z', { path: '/later', receipt: life.receiptId, visitor: '9' }),
        ],
      },
    ])
    expect(await pglite.db`select insight from event where path = '/later'`).toEqual([{ insight: null }])
    const id = await bring(
      ports,
      site,
      [must(lists[0], 'there are three').id],
      fileText(line(life.email, '2026-11-20')),
    )
    expect(await verdictsOf(ports, site, id)).toEqual({ suppressed: 1 })
    expect(await pglite.db`select count(*)::integer as n from delivery`).toEqual([{ n: 0 }])
  })

  test('A-28: what others did is counted all the same, and equals a recount', async () => {
    const { world, site } = house
    await restrict()
    await roll(world)
    const events = await readEvents(pglite.db, site)
    expect(events.map(({ path }) => path).toSorted()).toEqual(['/', '/buurman', '/buurman-later'])
    expect(await readVisits(pglite.db, site)).toEqual(recountVisits(events, site.timezone))
    expect(await findByEmail(world.ports, site.id, emailOf('omstander'))).not.toBeNull()
  })

  test('A-28: erasing is refused, and a second restriction too; the first one again is the same', async () => {
    const { world, site } = house
    const { ports } = world
    const request = await openFor(house, life, 'restrict')
    const first = await restrictSubject(ports, site, request, staffId)
    expect(await restrictSubject(ports, site, request, staffId)).toEqual(first)
    const other = await openFor(house, life, 'restrict')
    expect(await restrictSubject(ports, site, other, staffId)).toEqual({ ok: false, why: 'restricted' })
    for (const of of [{ email: life.email }, { receiptId: life.receiptId }]) {
      const erasing = await openFor(house, of, 'erase')
      const erased = await eraseSubject(ports, site, erasing, { ground: 'a', staffId })
      expect(erased).toEqual({ ok: false, why: 'restricted' })
    }
    expect(await restrictSubject(ports, site, await openFor(house, life, 'erase'), staffId)).toEqual({
      ok: false,
      why: 'not-now',
    })
  })

  test('whoever asked is told that it is done', async () => {
    const { world, site } = house
    const request = await openFor(house, life, 'restrict')
    await restrictSubject(world.ports, site, request, staffId)
    await takeMails(house)
    expect(await finishDeed(world.ports, site, request, staffId)).toMatchObject({ ok: true })
    expect((await takeMails(house)).map(({ to }) => to)).toEqual([life.email])
  })
})

describe('lifting', () => {
  test('A-29: waits for the letter that says so, and for the day in it', async () => {
    const { world, site } = house
    const { ports } = world
    const id = await restrict()
    expect(await lift(id)).toEqual({ ok: false, why: 'no-notice' })
    expect(await lift('00000000-0000-4000-a000-00000000000b')).toEqual({ ok: false, why: 'unknown' })
    expect(await lift('x')).toEqual({ ok: false, why: 'unknown' })
    await takeMails(house)
    const told = await tellRestrictionEnds(ports, site, id, staffId)
    expect(told).toMatchObject({ ok: true, until: '2026-11-30' })
    expect(await tellRestrictionEnds(ports, site, id, staffId)).toEqual({
      ok: true,
      until: '2026-11-30',
      letter: null,
    })
    const letters = await takeMails(house)
    expect(letters.map(({ to }) => to)).toEqual([life.email])
    expect(letters[0]?.text).toContain('30 november 2026')
    expect(await toldOf(id)).toMatchObject({ noticedAt: ports.now(), liftedAt: null, rows: 21 })
    world.setNow('2026-11-29T22:59:00Z')
    expect(await lift(id)).toEqual({ ok: false, why: 'no-notice' })
    world.setNow('2026-11-29T23:00:00Z')
    expect(await lift(id)).toEqual({ ok: true })
    expect(await lift(id)).toEqual({ ok: true })
    expect(await toldOf(id)).toMatchObject({ liftedAt: ports.now(), rows: 0 })
    expect(await tellRestrictionEnds(ports, site, id, staffId)).toEqual({ ok: false, why: 'unknown' })
  })

  test('A-28: restricting and lifting leaves the same rows in every table, and the same figures', async () => {
    await roll(house.world)
    house.world.setNow('2026-11-24T11:00:00Z')
    await roll(house.world)
    const before = await standingIn(pglite.db)
    const id = await restrict()
    await roll(house.world)
    expect(await standingIn(pglite.db)).not.toEqual(before)
    await tellAndLift(id)
    expect(await standingIn(pglite.db)).toEqual(before)
    expect(await findLive(house.world.ports, house.site.id, life.receiptId)).toBeNull()
  })

  test('A-28: whatever was browsed by whom, before and meanwhile, visits are those of the events that are there', async () => {
    const minutes = fc.nat(300)
    const step = fc.record({ minutes, own: fc.boolean(), visitor: fc.constantFrom('21', '22') })
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 8 }),
        fc.array(step, { maxLength: 4 }),
        fc.boolean(),
        async (steps, later, isRolled) => {
          house = await openHouse(pglite.db)
          life = await live(house)
          const { world, site } = house
          const store = (some: typeof steps, at: string) =>
            storeEvents(world.ports, [
              {
                siteId: site.id,
                events: some.map(({ minutes: after, own, visitor }) =>
                  rowOf(site, new Date(Date.parse(at) + after * 60_000), {
                    visitor,
                    path: own ? '/eigen' : '/ander',
                    receipt: own ? life.receiptId : null,
                  }),
                ),
              },
            ])
          await store(steps, '2026-11-23T05:00:00Z')
          if (isRolled) await roll(world)
          const before = await standingIn(pglite.db)
          const id = await restrict()
          await store(
            later.map((one) => ({ ...one, own: false })),
            '2026-11-23T05:00:00Z',
          )
          if (!isRolled) await roll(world)
          await tellAndLift(id)
          const events = await readEvents(pglite.db, site)
          expect(events).toHaveLength((before.event?.length ?? 0) + later.length)
          expect(await readVisits(pglite.db, site)).toEqual(recountVisits(events, site.timezone))
          const [hours] = await pglite.db`select sum(views)::integer as views from day_hour`
          expect(hours).toEqual({ views: events.filter(({ name }) => name === 'pageview').length })
        },
      ),
      { numRuns: 6 },
    )
  })

  test('art. 19: processors that were told of it are told that they may use the data again', async () => {
    const { world, site } = house
    const { ports } = world
    const document = processorDocument.parse({
      name: 'Drukkerij De Pers',
      gets: 'adressen voor de papieren nieuwsbrief',
      country: 'NL',
      transfer: 'none',
      told: { by: 'mail', email: 'avg@drukkerij.example' },
      kinds: ['restrict'],
    })
    await addProcessor(ports, site.id, document)
    const id = await restrict()
    const tasksOf = async () =>
      (await pglite.db<{ what: string }[]>`select what from processor_task order by what`).map(
        ({ what }) => what,
      )
    expect(await tasksOf()).toEqual(['restrict'])
    await tellAndLift(id)
    expect(await tasksOf()).toEqual(['restrict', 'resume'])
  })

  test('leaves what the same address subscribed to anew, says so, and keeps the totals', async () => {
    const { world, site, issue } = house
    const { ports } = world
    const id = await restrict()
    const newer = await addReader(world, house, 'anna', {
      lists: [must(house.lists[1], 'there are three').id],
    })
    await tellAndLift(id)
    expect((await findByEmail(ports, site.id, life.email))?.id).toBe(newer)
    expect(await findSubscriber(ports, site.id, life.subscriberId)).toBeNull()
    expect(await listSubscribed(ports, site.id, newer)).toEqual([must(house.lists[1], 'there are three').id])
    expect(await pglite.db`select issue_id, state, recipients from delivery_total order by issue_id`).toEqual(
      [
        { issue_id: issue.id, state: 'sent', recipients: 1 },
        { issue_id: issue.id + 1, state: 'skipped', recipients: 1 },
      ],
    )
    const [entry] = (await listAudit(ports, site.id, { requestId: null, before: null, limit: 50 })).filter(
      ({ kind }) => kind === 'restriction-lifted',
    )
    expect(entry?.facts).toMatchObject({ subscribed_anew: true })
  })

  test('who pressed the button of an old mail meanwhile gets no newsletter when their rows are back', async () => {
    const { world, site, issue } = house
    const { ports } = world
    const link = { siteId: site.id, issueId: issue.id, linkNo: 0, subscriberId: life.subscriberId }
    const receipts = async (of: bigint) =>
      (await pglite.db`select from subscriber_receipt where subscriber_id = ${String(of)}`).length
    const id = await restrict()
    for (let press = 0; press < 3; press += 1)
      expect(await unsubscribe(ports, link, 'one-click')).toBe('already')
    expect(await receipts(life.subscriberId)).toBe(1)
    // Nor does it hold up the chain at each copy of the journal: it is told once their rows are back.
    await copyJournal(ports, async () => {})
    const chainBefore =
      await pglite.db`select xmax::text as version from audit_head where site_id = ${site.id}`
    expect(await copyJournal(ports, async () => {})).toBe(0)
    expect(await pglite.db`select xmax::text as version from audit_head where site_id = ${site.id}`).toEqual(
      chainBefore,
    )
    const told = async () =>
      (await pglite.db`select from journal_entry where act = 'withdrawn' and email_index is not null`).length
    expect(await told()).toBe(0)
    // Of somebody who is simply gone nothing is written down.
    expect(await unsubscribe(ports, { ...link, subscriberId: 77n }, 'one-click')).toBe('already')
    expect(await receipts(77n)).toBe(0)
    await tellAndLift(id)
    await copyJournal(ports, async () => {})
    expect(await told()).toBe(1)
    const lists = await listSubscribed(ports, site.id, life.subscriberId)
    expect(lists.filter((list) => issue.document.lists.includes(list))).toEqual([])
    expect(await findSuppression(ports, site.id, life.email)).toBeNull()
  })

  test('an objection of meanwhile stays: nothing is mailed and nothing measured again', async () => {
    const { world, site } = house
    const { ports } = world
    const id = await restrict()
    const objecting = await openFor(house, life, 'object')
    expect(await upholdObjection(ports, site, objecting, staffId)).toMatchObject({ ok: true })
    await tellAndLift(id)
    expect(await findSuppression(ports, site.id, life.email)).toBe('asked')
    expect(await listSubscribed(ports, site.id, life.subscriberId)).toEqual([])
    expect(await findSubscriber(ports, site.id, life.subscriberId)).toMatchObject({ measureAnswer: 'no' })
    expect(await pglite.db`select count(*)::integer as n from reader_hit`).toEqual([{ n: 0 }])
  })

  test('a device that erased its answers itself meanwhile gets nothing back', async () => {
    const { world, site } = house
    const id = await restrict({ receiptId: life.receiptId })
    await eraseDevice(world.ports, site, life.receiptId)
    await tellAndLift(id)
    expect(await tablesWith(house, [ownPath, life.insight])).toEqual([])
  })

  test('after it, erasing is done, and counts the same as if nothing had been restricted', async () => {
    const { world, site } = house
    const { ports } = world
    await roll(world)
    const request = await openFor(house, life, 'erase')
    const counted = await countErasure(ports, site, request)
    const id = await restrict()
    await roll(world)
    await tellAndLift(id)
    const erased = await eraseSubject(ports, site, request, { ground: 'c', staffId })
    const countsOf = (counts: typeof counted) =>
      counts
        .map(({ category, deleted }) => `${category} ${deleted}`)
        .filter((one) => !one.startsWith('mails'))
    expect(erased.ok && countsOf(erased.counts)).toEqual(countsOf(counted))
  })
})

/** Erasing somebody of whom everything is kept: what goes, what stays and why, and what is written down of it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAudit, verifyAudit } from '../../src/audit/chain.ts'
import { referenceOf } from '../../src/audit/subject-reference.ts'
import {
  countErasure,
  erasureCategories,
  eraseSubject,
  type ErasureCategory,
  type ErasureCounts,
} from '../../src/answer/erase.ts'
import { finishDeed } from '../../src/answer/finish.ts'
import { endObjection, upholdObjection } from '../../src/answer/object.ts'
import { releasePackage } from '../../src/answer/package.ts'
import { rectifySubject } from '../../src/answer/rectify.ts'
import { liftRestriction, restrictSubject, tellRestrictionEnds } from '../../src/answer/restrict.ts'
import { withdrawConsents } from '../../src/answer/withdraw.ts'
import { findOnFile } from '../../src/hold/on-file.ts'
import { storeEvents } from '../../src/ingest/store.ts'
import { must } from '../../src/must.ts'
import { eraseDevice } from '../../src/rights/erase.ts'
import { sendRequestLetter } from '../../src/rights/letter.ts'
import { findRequest, type RightsRequest } from '../../src/rights/request.ts'
import { moveRequest } from '../../src/rights/state.ts'
import { findByEmail, findSubscriber } from '../../src/subscriber/subscriber.ts'
import { findSuppression } from '../../src/subscriber/suppression.ts'
import { processorDocument, taskKinds } from '../../src/processor/document.ts'
import { addProcessor } from '../../src/processor/processor.ts'
import { listOpenTasks, listTasks, settleTask } from '../../src/processor/task.ts'
import { tellProcessors } from '../../src/processor/tell.ts'
import { choose } from '../consent/visitors.ts'
import { emailOf } from '../preference/readers.ts'
import { anna, migrateAll, staff, staffId, takeMails, writtenDown } from '../rights/requesting.ts'
import { bring, confirm, fileText, line, verdictsOf } from '../subscriber/importing.ts'
import { rowOf } from '../support/event-rows.ts'
import { readEvents, readVisits, recountDays, recountVisits } from '../support/recount.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import {
  live,
  openFor,
  openHouse,
  ownPath,
  personalTables,
  roll,
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

const printer = processorDocument.parse({
  name: 'Drukkerij De Pers',
  gets: 'adressen voor de papieren nieuwsbrief',
  country: 'NL',
  transfer: 'none',
  told: { by: 'mail', email: 'avg@drukkerij.example' },
  kinds: ['erase'],
})

const how = { ground: 'a', staffId } as const
const erase = async (id: string, more: { readonly isForGood?: boolean } = {}) =>
  eraseSubject(house.world.ports, house.site, { id }, { ...how, ...more })

const deletedOf = (counts: ErasureCounts) =>
  Object.fromEntries(counts.flatMap(({ category, deleted }) => (deleted > 0 ? [[category, deleted]] : [])))
const retainedOf = (counts: ErasureCounts) =>
  Object.fromEntries(
    counts.flatMap(({ category, retained, because }) =>
      because === null ? [] : [[category, `${retained} ${because}`]],
    ),
  )

/** Every value and every name of a value. */
const leavesOf = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, one]) => [
        ...(Array.isArray(value) ? [] : [name]),
        ...leavesOf(one),
      ])
    : [value]

const proofShapes = [
  // Closed words, days, moments, numbers of our own making, hashes.
  /^[a-z]+(?:[-_][a-z]+|[A-Z][a-z]+)*$/,
  /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}\.\d{3}Z)?$/,
  /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/,
  /^[\da-f]{64}$/,
]
const mayStandInProof = (leaf: unknown): boolean =>
  typeof leaf === 'string'
    ? proofShapes.some((shape) => shape.test(leaf))
    : leaf === null || typeof leaf === 'boolean' || (Number.isSafeInteger(leaf) && Number(leaf) < 10_000)

/** Where `live` leaves something of them. */
const seeded = [
  'confirmation',
  'consent_given',
  'consent_receipt',
  'delivery',
  'event',
  'ingest_batch',
  'mail',
  'reader_hit',
  'reader_import_row',
  'rights_request',
  'sign_up_try',
  'subscriber',
  'subscriber_receipt',
  'subscription',
  'visit',
  'visit_trail',
]

/** What else has a column that counts as personal, and why somebody who is erased is not in it. */
const others: Readonly<Record<string, readonly string[]>> = {
  'of staff and of who is responsible': [
    'annotation',
    'api_key',
    'letter_template',
    'newsletter_issue',
    'notice_publication',
    'processor',
    'reader_import',
    'report_subscription',
    'site',
    'staff',
    'staff_act',
    'staff_attempt',
    'staff_credential',
    'staff_factor',
    'staff_invitation',
    'staff_passkey',
    'staff_role',
    'staff_session',
    'staff_verification',
  ],
  'a secret of a day, which leads to nobody alone': ['day_key'],
  'a promise, as a keyed hash: kept': ['suppression'],
  'a link of the chain of answers, dates and a hash: kept': ['consent_unsealed'],
  'the file and the proof of what was asked: kept two years, or as keyed hashes': [
    'audit_entry',
    'breach',
    'held_row',
    'journal_entry',
    'processor_task',
    'restriction',
    'rights_code',
    'rights_letter',
    'rights_link',
    'rights_note',
    'rights_reminder',
    'rights_request',
    'rights_step',
    'rights_try',
    'subject_key',
  ],
}

describe('A-20: of whom everything is kept', () => {
  test('A-20: every table that can hold somebody is either filled here or known to hold nobody', () => {
    expect([...new Set([...seeded, ...Object.values(others).flat()])].toSorted()).toEqual(personalTables)
  })

  test('A-20: after the erasure nothing is found but what is kept for a reason', async () => {
    const traces = tracesOf(house, life)
    // What waits in a batch and what is tried at a form shows nothing of whom.
    const hidden = ['ingest_batch', 'sign_up_try']
    const request = await openFor(house, life, 'erase')
    const before = await tablesWith(house, traces)
    expect(before).toEqual(expect.arrayContaining(seeded.filter((table) => !hidden.includes(table))))
    const tries = await pglite.db`select count(*)::integer as n from sign_up_try`
    const erased = must(await erase(request.id), 'it is open')
    expect(erased.ok).toBe(true)
    await roll(house.world)
    expect(await tablesWith(house, traces)).toEqual([
      // A link of the chain of answers, without an answer.
      'consent_chain',
      // Keyed hashes, so that a backup does not bring them back.
      'journal_entry',
      // The file of what they asked.
      'rights_request',
    ])
    expect(await pglite.db`select count(*)::integer as n from sign_up_try`).toEqual([
      { n: Number(tries[0]?.n) - 3 },
    ])
  })

  test('A-20: nothing of anybody else goes: not who is behind the same network, not who gets the same newsletter', async () => {
    const { world, site } = house
    const request = await openFor(house, life, 'erase')
    await erase(request.id)
    await roll(world)
    expect(await findByEmail(world.ports, site.id, emailOf('omstander'))).not.toBeNull()
    const left = await pglite.db<{ path: string }[]>`select path from event order by path`
    expect(left.map(({ path }) => path)).toEqual(['/', '/buurman', '/buurman-later'])
    const trails = await pglite.db<
      { trail: string[] }[]
    >`select to_json(trail) as trail from visit_trail order by 1::text`
    expect(trails.flatMap(({ trail }) => trail).toSorted()).toEqual(['/', '/buurman', '/buurman-later'])
    expect((await takeMails(house)).map(({ to }) => to)).toEqual([emailOf('omstander')])
    const { rows } = must(
      (await pglite.db<{ rows: number }[]>`select count(*)::integer as rows from reader_import_row`)[0],
      'a count',
    )
    expect(rows).toBe(1)
  })

  test('A-20: a visit without the device’s id that its events are in is made anew as well', async () => {
    const { world, site } = house
    const { ports } = world
    // Two devices that agreed, behind one network: their visit has no id at all.
    const { receipt } = await choose(world, { domain: site.domain, granted: ['insights'] })
    const at = (minutes: number) => new Date(Date.parse('2026-11-21T09:00:00Z') + minutes * 60_000)
    await storeEvents(ports, [
      {
        siteId: site.id,
        events: [
          rowOf(site, at(0), { path: ownPath, receipt: life.receiptId, visitor: '5' }),
          rowOf(site, at(2), { path: '/gast', receipt, visitor: '5' }),
        ],
      },
    ])
    await roll(world)
    expect(await pglite.db`select insight from visit where visitor = 5`).toEqual([{ insight: null }])
    await erase((await openFor(house, life, 'erase')).id)
    await roll(world)
    const trails = await pglite.db`select to_json(trail) as trail from visit_trail where visitor = 5`
    expect(trails).toEqual([{ trail: ['/gast'] }])
  })
})

describe('counts', () => {
  test('A-23: the dry run changes nothing and counts what the real run then deletes and keeps', async () => {
    const { world, site } = house
    const request = await openFor(house, life, 'erase')
    for (const isForGood of [false, true]) {
      const before = await tablesWith(house, tracesOf(house, life))
      const counted = await countErasure(world.ports, site, request, { isForGood })
      expect(await tablesWith(house, tracesOf(house, life))).toEqual(before)
      expect(counted.map(({ category }) => category)).toEqual(erasureCategories)
      if (!isForGood) continue
      const erased = await erase(request.id, { isForGood })
      expect(erased).toEqual({ ok: true, counts: counted, tasks: 0 })
    }
  })

  test('A-23: each number of the dry run is how many rows are gone from its table', async () => {
    const { world, site } = house
    const mine = {
      reader: 'subscriber',
      subscriptions: 'subscription',
      'reader-receipts': 'subscriber_receipt',
      confirmations: 'confirmation',
      'import-rows': 'reader_import_row',
      deliveries: 'delivery',
      hits: 'reader_hit',
      mails: 'mail',
      // The erasure is an entry of its own in that chain.
      'consent-receipts': `consent_receipt where receipt_id = '${life.receiptId}'`,
      consents: 'consent_given',
      events: 'event',
      // What others did in their visits is made into visits again.
      visits: `visit where insight = ${life.insight}`,
    } as const satisfies Partial<Record<ErasureCategory, string>>
    const rows = async () => {
      const counts: Record<string, number> = {}
      for (const [category, from] of Object.entries(mine)) {
        const [row] = await pglite.db.unsafe<{ n: number }[]>(`select count(*)::integer as n from ${from}`)
        counts[category] = must(row, 'a count').n
      }
      return counts
    }
    const request = await openFor(house, life, 'erase')
    const said = await countErasure(world.ports, site, request, { isForGood: true })
    const before = await rows()
    await erase(request.id, { isForGood: true })
    const after = await rows()
    const gone = Object.keys(mine).map((category) => [
      category,
      (before[category] ?? 0) - (after[category] ?? 0),
    ])
    expect(Object.fromEntries(gone)).toEqual(deletedOf(said))
  })

  test('A-23: says what goes, what stays and why', async () => {
    const { world, site } = house
    const request = await openFor(house, life, 'erase')
    const counts = await countErasure(world.ports, site, request, { isForGood: true })
    expect(deletedOf(counts)).toEqual({
      reader: 1,
      subscriptions: 3,
      'reader-receipts': 2,
      confirmations: 1,
      'import-rows': 1,
      deliveries: 2,
      hits: 2,
      mails: 1,
      'consent-receipts': 1,
      consents: 1,
      events: 6,
      visits: 2,
    })
    expect(retainedOf(counts)).toEqual({
      events: '1 others',
      suppression: '1 never-mailed',
      'consent-chain': '1 proof',
      'newsletter-totals': '2 totals',
      requests: '1 request',
      audit: '2 request',
    })
  })

  test('A-24: figures of the touched days alone are computed again, and equal a recount of what is left', async () => {
    const { world, site } = house
    const stateOf = () => pglite.db<{ day: string; marks: number }[]>`
      select day::text as day, marks from site_day order by day`
    await storeEvents(world.ports, [
      { siteId: site.id, events: [rowOf(site, '2026-11-20T10:00:00Z', { visitor: '3' })] },
    ])
    await roll(world)
    const before = await stateOf()
    await erase((await openFor(house, life, 'erase')).id)
    await roll(world)
    const after = await stateOf()
    const touched = after.filter(({ marks }, nth) => marks !== before[nth]?.marks).map(({ day }) => day)
    expect(touched).toEqual(['2026-11-22', '2026-11-23'])
    world.setNow('2026-11-24T11:00:00Z')
    await roll(world)
    const events = await readEvents(pglite.db, site)
    const visits = recountVisits(events, site.timezone)
    expect(await readVisits(pglite.db, site)).toEqual(visits)
    const days = await pglite.db`
      select day::text as day, visitors, visits, views, bounces, engaged_ms::integer as engaged_ms from site_day
      where visits > 0 order by day`
    expect(days).toEqual(recountDays(visits))
    const hours = await pglite.db`
      select day::text as day, sum(views)::integer as views from day_hour group by day having sum(views) > 0 order by day`
    expect(hours).toEqual(recountDays(visits).map(({ day, views }) => ({ day, views })))
  })
})

describe('doing it', () => {
  test('A-22: a second time does nothing and reports the same, also after the person came back', async () => {
    const { world, site } = house
    const request = await openFor(house, life, 'erase')
    const first = await erase(request.id)
    const back = await live(house)
    expect(await erase(request.id)).toEqual(first)
    expect(await findSubscriber(world.ports, site.id, back.subscriberId)).not.toBeNull()
    expect(
      (await listAudit(world.ports, site.id, { requestId: request.id, before: null, limit: 50 })).filter(
        ({ kind }) => kind === 'erased',
      ),
    ).toHaveLength(1)
  })

  test('is for an open request for erasure alone', async () => {
    for (const kind of ['access', 'restrict'] as const) {
      const request = await openFor(house, life, kind)
      expect(await erase(request.id)).toEqual({ ok: false, why: 'not-now' })
    }
    expect(await erase('x')).toEqual({ ok: false, why: 'not-now' })
    expect(await findByEmail(house.world.ports, house.site.id, life.email)).not.toBeNull()
  })

  test('A-14: a device’s number leads to its own rows, and to no reader', async () => {
    const { world, site } = house
    const onFile = await findOnFile(world.ports, site, { email: null, receiptId: life.receiptId })
    expect(onFile).toEqual({ subscriberId: null, receiptIds: [life.receiptId], insights: [life.insight] })
    const erased = await erase((await openFor(house, { receiptId: life.receiptId }, 'erase')).id)
    expect(erased.ok && deletedOf(erased.counts)).toEqual({
      'consent-receipts': 1,
      consents: 1,
      events: 6,
      visits: 2,
    })
    expect(await findByEmail(world.ports, site.id, life.email)).not.toBeNull()
    for (const receiptId of ['203.0.113.0/24', '7', 'x'.repeat(22)])
      expect(await findOnFile(world.ports, site, { email: null, receiptId })).toEqual({
        subscriberId: null,
        receiptIds: [],
        insights: [],
      })
  })

  test('A-25: the proof has counts and a keyed reference, and nothing of whom', async () => {
    const { world, site } = house
    const request = await openFor(house, life, 'erase')
    await erase(request.id, { isForGood: true })
    const [entry] = (
      await listAudit(world.ports, site.id, { requestId: request.id, before: null, limit: 50 })
    ).filter(({ kind }) => kind === 'erased')
    const { facts } = must(entry, 'it was written down')
    const text = JSON.stringify(facts)
    const ref = must(await referenceOf(world.ports, 2026, life.email), 'the key is there').toString('hex')
    expect(facts).toMatchObject({ ground: 'a', for_good: true, right: 'erase', by: 'staff', subject: ref })
    for (const trace of tracesOf(house, life)) expect(text).not.toContain(trace)
    expect((await verifyAudit(world.ports, site)).flaws).toEqual([])
  })

  test('A-25: whatever the desk does, its proof is numbers, moments, closed words and keyed hashes, and nothing of whom', async () => {
    const { world, site } = house
    const { ports } = world
    const secret = 'Anna Nieuwenhuis'
    await addProcessor(ports, site.id, { ...printer, kinds: [...taskKinds] })
    const within = <Of>(work: (tx: typeof ports) => Promise<Of>) =>
      ports.db.begin((tx) => work({ ...ports, db: tx as unknown as typeof ports.db }))
    const openOf = (kind: RightsRequest['kind']) => openFor(house, life, kind)
    // By the form, with a word of their own, and refused with another one.
    const subject = { ...anna, email: life.email, receiptId: life.receiptId, name: secret, postal: secret }
    const asked = await writtenDown(house, { kind: 'erase', channel: 'page', wish: secret, subject })
    await within(async (tx) => {
      await moveRequest(tx, site, asked.id, 'verify', { actor: staff })
      const until = '2027-02-23'
      const extension = await sendRequestLetter(tx, site, asked, 'extension', { reason: secret, until })
      const extend = { actor: staff, reason: secret, letter: extension }
      expect(await moveRequest(tx, site, asked.id, 'extend', extend)).toMatchObject({ ok: true })
      const refusal = await sendRequestLetter(tx, site, asked, 'refusal', { reason: secret })
      const refuse = { actor: staff, reason: secret, letter: refusal }
      expect(await moveRequest(tx, site, asked.id, 'refuse', refuse)).toMatchObject({ ok: true })
    })
    const objecting = await openOf('object')
    await within((tx) => endObjection(tx, site, objecting))
    const right = { name: secret, language: 'en' } as const
    const done: { readonly ok: boolean }[] = [
      await releasePackage(ports, site, await openOf('access'), staffId),
      await rectifySubject(ports, site, await openOf('rectify'), right, staffId),
      await upholdObjection(ports, site, await openOf('object'), staffId),
      await withdrawConsents(ports, site, await openOf('withdraw'), { staffId }),
    ]
    const restricted = await restrictSubject(ports, site, await openOf('restrict'), staffId)
    const restrictionId = must(restricted.ok ? restricted.restrictionId : null, 'it is restricted')
    done.push(await tellRestrictionEnds(ports, site, restrictionId, staffId))
    world.setNow('2026-12-07T11:00:00Z')
    done.push(await liftRestriction(ports, site, restrictionId, staffId))
    done.push(await erase((await openOf('erase')).id, { isForGood: true }))
    expect(done.filter(({ ok }) => !ok)).toEqual([])
    const { receipt } = await choose(world, { domain: site.domain, granted: ['insights'] })
    expect(await eraseDevice(ports, site, receipt)).toMatchObject({ receipts: 1 })
    await tellProcessors(ports, 'test')
    for (const { id } of await listOpenTasks(ports, site.id)) await settleTask(ports, site.id, id, staffId)

    const entries = await listAudit(ports, site.id, { requestId: null, before: null, limit: 500 })
    expect([...new Set(entries.map(({ kind }) => kind))].toSorted()).toEqual([
      'erased',
      'letter-sent',
      'objected',
      'package-released',
      'processor-done',
      'processor-told',
      'rectified',
      'request-moved',
      'request-opened',
      'restricted',
      'restriction-lifted',
      'resumed',
      'stopped',
      'withdrawn',
    ])
    const traces = [...tracesOf(house, life), receipt, secret, staffId, 'anna', 'nieuwenhuis', '@']
    const bodies = await pglite.db<{ kind: string; body: string }[]>`
      select kind, body from audit_entry order by seq`
    const leaks = bodies.flatMap(({ kind, body }) => [
      ...traces
        .filter((trace) => body.toLowerCase().includes(trace.toLowerCase()))
        .map((trace) => [kind, trace]),
      ...leavesOf(JSON.parse(body))
        .filter((leaf) => !mayStandInProof(leaf))
        .map((leaf) => [kind, leaf]),
    ])
    expect(leaks).toEqual([])
  })

  test('A-06: whoever asked hears of it once no processor has anything left to do, with what went and what stayed', async () => {
    const { world, site } = house
    const { ports } = world
    await addProcessor(ports, site.id, printer)
    const request = await openFor(house, life, 'erase')
    expect(await finishDeed(ports, site, request, staffId)).toEqual({ ok: false, why: 'not-now' })
    expect(await erase(request.id)).toMatchObject({ ok: true, tasks: 1 })
    expect(await finishDeed(ports, site, request, staffId)).toEqual({ ok: false, why: 'tasks-open' })
    for (const { id } of await listTasks(ports, site.id, request.id))
      await settleTask(ports, site.id, id, staffId)
    await takeMails(house)
    expect(await finishDeed(ports, site, request, staffId)).toMatchObject({ ok: true })
    const [letter, ...more] = (await takeMails(house)).filter(({ to }) => to === life.email)
    expect(more).toEqual([])
    expect(letter?.text).toContain('Wat er op de website gebeurde: 6')
    expect(letter?.text).toContain('of het van u is of van een ander')
    expect(await findRequest(ports, site.id, request.id)).toMatchObject({ state: 'answered', ground: 'a' })
  })
})

describe('A-27: coming back', () => {
  const bringBack = async (consentAt: string) => {
    const { world, site, lists } = house
    const id = await bring(
      world.ports,
      site,
      [must(lists[0], 'there are three').id],
      fileText(line(life.email, consentAt)),
    )
    await confirm(world.ports, site, id)
    return Object.keys(await verdictsOf(world.ports, site, id))
  }
  const isThere = async () => (await findByEmail(house.world.ports, house.site.id, life.email)) !== null

  test('A-27: the same file again does not subscribe who was erased for good', async () => {
    await erase((await openFor(house, life, 'erase')).id, { isForGood: true })
    expect(await bringBack('2026-11-23T12:30:00+01:00')).toEqual(['suppressed'])
    expect(await isThere()).toBe(false)
    expect(await findSuppression(house.world.ports, house.site.id, life.email)).toBe('asked')
  })

  test('A-27: nor who was erased alone; a word that they gave since does', async () => {
    await erase((await openFor(house, life, 'erase')).id)
    expect(await bringBack('2024-05-01')).toEqual(['ended'])
    expect(await isThere()).toBe(false)
    house.world.setNow('2026-11-30T11:00:00Z')
    expect(await bringBack('2026-11-28')).toEqual([])
    expect(await isThere()).toBe(true)
  })
})

import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAudit, verifyAudit } from '../../src/audit/chain.ts'
import { must } from '../../src/must.ts'
import { sendRequestLetter, type LetterKind, type SentLetter } from '../../src/rights/letter.ts'
import {
  requestKinds,
  type RequestKind,
  type RequestState,
  type RightsRequest,
} from '../../src/rights/request.ts'
import {
  closedStates,
  machine,
  moveRequest,
  stepsFrom,
  type Moved,
  type Moving,
  type Step,
} from '../../src/rights/state.ts'
import { listSteps } from '../../src/rights/step.ts'
import { uuidOf } from '../../src/uuid.ts'
import { openPglite, type PgliteWorld } from '../worlds/pglite.ts'
import { migrateAll, openDesk, requestOf, staff, writtenDown, type Desk } from './requesting.ts'

let pglite: PgliteWorld
let desk: Desk
const began = '2026-11-23T11:00:00Z'

beforeAll(async () => {
  pglite = await openPglite()
  await migrateAll(pglite.db)
  desk = await openDesk(pglite.db)
})
afterAll(() => pglite.close())

class Refused extends Error {
  readonly moved: Moved
  constructor(moved: Moved) {
    super('refused')
    this.moved = moved
  }
}

type WithLetter = 'right' | 'none' | 'wrong-kind' | 'of-another' | 'made-up'

const lettersOf: Readonly<Record<RequestKind, LetterKind>> = {
  access: 'access',
  rectify: 'rectified',
  erase: 'erased',
  restrict: 'restricted',
  object: 'objection',
  withdraw: 'withdrawn',
}

/** Which letter tells of a step; null: none is needed. */
const tells = (step: Step, kind: RequestKind): LetterKind | null =>
  step === 'answer'
    ? lettersOf[kind]
    : step === 'extend'
      ? 'extension'
      : step === 'refuse'
        ? 'refusal'
        : step === 'cannot-identify'
          ? step
          : null

/** All that any kind of letter may be told. */
const values = { reason: 'Er is veel uit te zoeken.', until: '2027-02-23', counts: [] }

/** Takes a step as a page of the desk does: the letter in the same transaction, all of it taken back when it is refused. */
async function take(
  request: RightsRequest,
  step: Step,
  moving: Partial<Moving> = {},
  withLetter: WithLetter = 'right',
  another?: RightsRequest,
): Promise<Moved> {
  const { world, site } = desk
  try {
    return await pglite.db.begin(async (db) => {
      const within = { ...world.ports, db }
      const kind = tells(step, request.kind)
      const of = withLetter === 'of-another' ? must(another, 'a test that says so has one') : request
      const sent =
        kind === null || withLetter === 'none'
          ? undefined
          : withLetter === 'made-up'
            ? { id: uuidOf(world.ports.random(16)), kind, isMailed: true }
            : await sendRequestLetter(
                within,
                site,
                of,
                withLetter === 'wrong-kind' ? 'received' : kind,
                values,
              )
      const letter: { letter?: SentLetter } = sent ? { letter: sent } : {}
      const moved = await moveRequest(within, site, request.id, step, { actor: staff, ...letter, ...moving })
      if (!moved.ok) throw new Refused(moved)
      return moved
    })
  } catch (thrown) {
    if (thrown instanceof Refused) return thrown.moved
    throw thrown
  }
}

async function addTask(requestId: string, state = 'waiting'): Promise<void> {
  const { ports } = desk.world
  await pglite.db`
    insert into processor_task (site_id, task_id, request_id, processor_id, what, state, due, made_at)
    values (${desk.site.id}, ${uuidOf(ports.random(16))}, ${requestId}, ${uuidOf(ports.random(16))}, 'erase', ${state},
      '2026-12-21', ${ports.now()})`
}
const settleTasks = (requestId: string) => pglite.db`
  update processor_task set state = 'done' where site_id = ${desk.site.id} and request_id = ${requestId}`

const laterBy = (days: number) =>
  desk.world.setNow(new Date(Date.parse(began) + days * 86_400_000).toISOString())

/** The rules once more, as the law and the promise put them, and not as the source does. */
interface Model {
  state: RequestState
  isVerified: boolean
  hasTask: boolean
  days: number
  moves: number
}

const mayMove = ({ state, isVerified }: Model, step: Step): boolean => {
  if (['answered', 'refused', 'cannot-identify', 'withdrawn'].includes(state)) return false
  if (step === 'mail-link' || step === 'verify') return !isVerified
  if (step === 'extend') return isVerified && state !== 'extended'
  return step === 'answer' || step === 'refuse' ? isVerified : true
}

function expected(model: Model, move: Move): string | null {
  const { step, isReasoned, withLetter } = move
  if (!mayMove(model, step)) return 'not-now'
  if ((step === 'extend' || step === 'refuse') && !isReasoned) return 'no-reason'
  // Received on the 23rd of November: the month ends on the 23rd of December.
  if (step === 'extend' && model.days > 30) return 'too-late'
  if (tells(step, 'access') !== null && withLetter !== 'right') return 'no-letter'
  return step === 'answer' && model.hasTask ? 'tasks-open' : null
}

const ends: Readonly<Record<Step, RequestState>> = {
  'mail-link': 'verifying',
  verify: 'open',
  extend: 'extended',
  answer: 'answered',
  refuse: 'refused',
  'cannot-identify': 'cannot-identify',
  withdraw: 'withdrawn',
}

interface Real {
  readonly request: RightsRequest
  readonly another: RightsRequest
}

class Move implements fc.AsyncCommand<Model, Real> {
  readonly step: Step
  readonly isReasoned: boolean
  readonly withLetter: WithLetter
  constructor(step: Step, isReasoned: boolean, withLetter: WithLetter) {
    this.step = step
    this.isReasoned = isReasoned
    this.withLetter = withLetter
  }
  check = () => true
  async run(model: Model, { request, another }: Real): Promise<void> {
    const why = expected(model, this)
    const moving = this.isReasoned ? { reason: values.reason } : { reason: '  ' }
    const moved = await take(request, this.step, moving, this.withLetter, another)
    expect(moved.ok ? null : moved.why).toBe(why)
    if (moved.ok) {
      model.state = ends[this.step]
      model.isVerified ||= this.step === 'verify'
      model.moves += 1
    }
    expect((await requestOf(desk, request.id)).state).toBe(model.state)
  }
  toString = () => `${this.step}(${this.isReasoned ? 'reason' : ''}, letter ${this.withLetter})`
}
class OpenTask implements fc.AsyncCommand<Model, Real> {
  check = ({ hasTask }: Model) => !hasTask
  async run(model: Model, { request }: Real): Promise<void> {
    await addTask(request.id)
    model.hasTask = true
  }
  toString = () => 'a processor is to be told'
}
class SettleTask implements fc.AsyncCommand<Model, Real> {
  check = ({ hasTask }: Model) => hasTask
  async run(model: Model, { request }: Real): Promise<void> {
    await settleTasks(request.id)
    model.hasTask = false
  }
  toString = () => 'the processor says that it is done'
}
class Wait implements fc.AsyncCommand<Model, Real> {
  readonly days: number
  constructor(days: number) {
    this.days = days
  }
  check = () => true
  async run(model: Model): Promise<void> {
    model.days += this.days
    laterBy(model.days)
  }
  toString = () => `${this.days} days pass`
}

const steps = Object.keys(ends) as Step[]
/** Else most would be withdrawn before anything happened. */
const forward = ['verify', 'verify', 'extend', 'answer'] as const
const commands = [
  fc
    .tuple(
      fc.constantFrom(...steps, ...forward, ...forward),
      fc.integer({ max: 3, min: 0 }).map((chance) => chance > 0),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant<WithLetter>('right') },
        {
          weight: 1,
          arbitrary: fc.constantFrom<WithLetter[]>('none', 'wrong-kind', 'of-another', 'made-up'),
        },
      ),
    )
    .map(([step, isReasoned, withLetter]) => new Move(step, isReasoned, withLetter)),
  fc.constant(new OpenTask()),
  fc.constant(new SettleTask()),
  fc.integer({ min: 1, max: 20 }).map((days) => new Wait(days)),
]

describe('A-06: the way of a request', () => {
  test('A-06: no path skips finding out who asks, the letter, or a processor, whatever is tried in whatever order', async () => {
    let moves = 0
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.commands(commands, { maxCommands: 14, size: 'max' }),
        async (isKnown, tried) => {
          desk.world.setNow(began)
          const request = await writtenDown(desk)
          const another = await writtenDown(desk)
          const model: Model = { state: 'received', isVerified: false, hasTask: false, days: 0, moves: 0 }
          const real = { request, another }
          if (isKnown) await new Move('verify', true, 'right').run(model, real)
          await fc.asyncModelRun(() => ({ model, real }), tried)
          const end = await requestOf(desk, request.id)
          moves += model.moves
          // What is on file says so by itself.
          if (['answered', 'refused'].includes(end.state)) expect(end.verifiedAt).not.toBeNull()
          expect(end.closedAt !== null).toBe(closedStates.has(end.state))
          const history = await listSteps({ db: pglite.db }, desk.site.id, request.id)
          expect(history).toHaveLength(1 + model.moves)
          for (const [nth, { nth: number, from }] of history.entries())
            expect([number, from]).toEqual([nth + 1, history[nth - 1]?.to ?? null])
          const entries = await listAudit({ db: pglite.db }, desk.site.id, {
            requestId: request.id,
            before: null,
            limit: 100,
          })
          expect(entries.filter(({ kind }) => kind === 'request-moved')).toHaveLength(model.moves)
          const told = entries.filter(({ kind }) => kind === 'letter-sent').length
          const needed = history.filter(({ step }) => step !== 'open' && tells(step, 'access')).length
          expect(told).toBe(needed)
        },
      ),
      { numRuns: 60 },
    )
    desk.world.setNow(began)
    expect(moves).toBeGreaterThan(15)
    expect((await verifyAudit(desk.world.ports, desk.site)).flaws).toEqual([])
  }, 60_000)

  test('A-06: every request can come to an end, and none goes on after it', () => {
    const reachable = new Set<RequestState>(['received'])
    // What is added to a set while it is gone through is gone through too.
    for (const state of reachable) for (const step of stepsFrom(state)) reachable.add(machine[step].to)
    expect(reachable.size).toBe(8)
    for (const state of reachable) {
      expect(stepsFrom(state).length === 0).toBe(closedStates.has(state))
      if (!closedStates.has(state)) expect(stepsFrom(state)).toContain('withdraw')
    }
  })

  test('A-06: is answered by the letter of its own kind alone, and keeps the ground', async () => {
    for (const kind of requestKinds) {
      const request = await writtenDown(desk, { kind })
      await take(request, 'verify')
      const wrong = await pglite.db.begin((db) =>
        sendRequestLetter(
          { ...desk.world.ports, db },
          desk.site,
          request,
          kind === 'access' ? 'erased' : 'access',
          values,
        ),
      )
      expect(await take(request, 'answer', { letter: wrong })).toEqual({ ok: false, why: 'no-letter' })
      const moved = await take(request, 'answer', { ground: 'b' })
      expect(moved).toMatchObject({ ok: true, request: { state: 'answered', ground: 'b' } })
    }
  })

  test('A-06: is not answered while one of several processors has yet to do something', async () => {
    const request = await writtenDown(desk)
    await take(request, 'verify')
    await addTask(request.id, 'done')
    for (const state of ['waiting', 'sent', 'failed']) {
      await addTask(request.id, state)
      expect(await take(request, 'answer')).toEqual({ ok: false, why: 'tasks-open' })
      await settleTasks(request.id)
    }
    expect(await take(request, 'answer')).toMatchObject({ ok: true })
  })

  test('A-06: is that of one request, and of none that is not there', async () => {
    const request = await writtenDown(desk)
    const other = await desk.world.addSite({ domain: 'ander.nl' })
    await pglite.db.begin(async (db) => {
      const within = { ...desk.world.ports, db }
      for (const [site, id] of [
        [other, request.id],
        [desk.site, uuidOf(desk.world.ports.random(16))],
        [desk.site, "x' or true --"],
      ] as const)
        expect(await moveRequest(within, site, id, 'verify', { actor: staff })).toEqual({
          ok: false,
          why: 'unknown',
        })
    })
    expect((await requestOf(desk, request.id)).state).toBe('received')
  })
})

describe('A-03: taking longer', () => {
  const opened = async () => {
    desk.world.setNow(began)
    const request = await writtenDown(desk)
    await take(request, 'verify')
    return request
  }

  test('A-03: needs a reason, which is kept sealed, and ends three months after receipt', async () => {
    const request = await opened()
    expect(await take(request, 'extend')).toEqual({ ok: false, why: 'no-reason' })
    const moved = await take(request, 'extend', { reason: 'Het zijn tien dossiers.' })
    expect(moved).toMatchObject({
      ok: true,
      request: {
        state: 'extended',
        promiseDue: '2026-12-21',
        extendedDue: '2027-02-23',
        extensionReason: 'Het zijn tien dossiers.',
      },
    })
    const [row] = await pglite.db<{ extension_reason: Uint8Array }[]>`
      select extension_reason from rights_request where request_id = ${request.id}`
    expect(Buffer.from(row?.extension_reason ?? []).toString('latin1')).not.toContain('dossiers')
    expect(await take(request, 'extend', { reason: 'Nog langer.' })).toEqual({ ok: false, why: 'not-now' })
  })

  test('A-03: can be told until the last second of the month, and not in the next', async () => {
    // The 23rd of December is a Wednesday.
    for (const [at, why] of [
      ['2026-12-23T22:59:59Z', null],
      ['2026-12-23T23:00:00Z', 'too-late'],
    ] as const) {
      const request = await opened()
      desk.world.setNow(at)
      const moved = await take(request, 'extend', { reason: 'Het is veel.' })
      expect(moved.ok ? null : moved.why).toBe(why)
    }
    desk.world.setNow(began)
  })
})

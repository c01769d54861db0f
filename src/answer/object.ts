/**
 * Deciding about an objection (art. 21). What it is about was stopped when it was clear who objects (`hold/stop.ts`); what is left to
 * decide is what becomes of what their device did until then: it goes, or it is used again.
 */
import * as z from 'zod'
import { recordAudit } from '../audit/chain.ts'
import { recordInJournal } from '../audit/journal.ts'
import type { Tx } from '../db/connect.ts'
import { listPartitions } from '../db/partitions.ts'
import { countHeld, dropHeld, moveHeldDevice, openHeld, putDeviceBack } from '../hold/held.ts'
import { findOnFile, receiptsOf } from '../hold/on-file.ts'
import {
  byDevice,
  findAsked,
  holdObjected,
  listHolding,
  objectedOf,
  recordLifted,
  recordObjectionUpheld,
  restrictedBy,
} from '../hold/restriction.ts'
import { readStop, stopProcessing, type StopProof } from '../hold/stop.ts'
import type { Ports } from '../ports.ts'
import { addTasks } from '../processor/task.ts'
import { promiseDue } from '../rights/clock.ts'
import type { RightsRequest } from '../rights/request.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { findEvidence, recordEvidence, type Facts } from './evidence.ts'
import { holdOpenRequest } from './subject.ts'

type Acting = { readonly db: Tx } & Pick<Ports, 'keyFor' | 'now' | 'random' | 'config'>

/** Of what a device did. */
interface Gone {
  readonly events: number
  readonly visits: number
}

export interface UpholdProof extends StopProof {
  readonly erased: Gone
}

const provenGone = z.object({
  erased: z.object({ events: z.int().nonnegative(), visits: z.int().nonnegative() }),
})

/** Out of the entry that proves it. Throws where that is nothing of ours. */
export const readUpheld = (facts: Facts): UpholdProof => ({ ...readStop(facts), ...provenGone.parse(facts) })

/** `not-now`: it is not open, or asks for something else. */
export type Upholding =
  | ({ readonly ok: true } & UpholdProof)
  | { readonly ok: false; readonly why: 'not-now' }

/**
 * Upholds an objection: what their device did goes for good (art. 17(1)(c)). Where they restricted it as well (art. 18), it stays as they
 * asked, and goes when that is lifted. One transaction; a second call for the same request does nothing and answers what was written
 * down. Whoever asked is told by `finishDeed`.
 */
export async function upholdObjection(
  { db, keyFor, now, random, config }: Pick<Ports, 'db' | 'keyFor' | 'now' | 'random' | 'config'>,
  site: Site,
  { id }: Pick<RightsRequest, 'id'>,
  staffId: string,
): Promise<Upholding> {
  return await db.begin(async (tx): Promise<Upholding> => {
    const ports = { db: tx, keyFor, now, random, config }
    const request = await holdOpenRequest(ports, site.id, { id }, 'object')
    if (!request) return { ok: false, why: 'not-now' }
    const done = await findEvidence(ports, site.id, id, 'objected')
    if (done) return { ok: true, ...readUpheld(done) }
    const stopped = await findStop(ports, site, request)
    const erased = await eraseObjected(ports, site, request)
    await recordEvidence(ports, site, request, {
      kind: 'objected',
      staffId,
      facts: { stopped: { ...stopped.stopped }, tasks: stopped.tasks, erased: { ...erased } },
    })
    return { ok: true, ...stopped, erased }
  })
}

/** What was stopped when it was clear who objects. An earlier release waited for the decision: then it is stopped now. */
async function findStop(ports: Acting, site: Site, request: RightsRequest): Promise<StopProof> {
  const facts = await findEvidence(ports, site.id, request.id, 'stopped')
  return facts ? readStop(facts) : await stopProcessing(ports, site, request)
}

/** Also what another objection about the device holds: refusing that later must bring nothing back. */
async function eraseObjected(ports: Acting, site: Site, { id, subject }: RightsRequest): Promise<Gone> {
  const { db } = ports
  const own = await holdObjected(ports, site.id, id)
  const receiptIds = receiptsOf(await findOnFile(ports, site, subject), subject.receiptId)
  const holding = await listHolding(ports, site.id, restrictedBy(ports, { email: null, receiptIds }))
  const asked = findAsked(holding)
  const objected = new Set([...own.map((one) => one.id), ...objectedOf(holding)])
  const gone = asked === null ? await countHeld(ports, site.id, [...objected]) : { events: 0, visits: 0 }
  for (const one of objected) {
    if (asked === null) await dropHeld({ db }, site.id, one)
    else await moveHeldDevice({ db }, site.id, one, asked)
    await recordLifted(ports, site.id, one)
  }
  if (asked !== null) await recordObjectionUpheld(ports, site.id, asked)
  await recordInJournal(ports, site.id, { act: 'upheld', email: subject.email, receiptIds, requestId: id })
  return gone
}

/**
 * What an objection held is used again: it was refused, or taken back. In the transaction that closes the request. Where somebody's device
 * is still restricted or objected about by another request, that holds it from here on. What ended stays ended: a device is asked anew, and
 * against newsletters nothing is refused (art. 21(3)). Processors that were told to stop are told that they may go on, unless it is held on.
 * Nothing is done for a request of another kind. Indexes: as in `hold/held.ts`.
 */
export async function endObjection(ports: Acting, site: Site, request: RightsRequest): Promise<void> {
  const { id, kind, subject } = request
  if (kind !== 'object') return
  const objected = await holdObjected(ports, site.id, id)
  if (objected.length === 0) return
  const partitions = await listPartitions(ports.db)
  const back = { events: 0, visits: 0, visitsAnew: 0 }
  let isHeldOn = false
  for (const one of objected) {
    const others = (await listHolding(ports, site.id, byDevice(one))).filter((other) => other.id !== one.id)
    const other = findAsked(others) ?? others[0]?.id
    if (other === undefined) {
      const put = await putDeviceBack(ports, site, await openHeld(ports, site.id, one.id), partitions)
      back.events += put.events
      back.visits += put.visits
      back.visitsAnew += put.visitsAnew
      await dropHeld(ports, site.id, one.id)
    } else {
      isHeldOn = true
      await moveHeldDevice(ports, site.id, one.id, other)
    }
    await recordLifted(ports, site.id, one.id)
  }
  await recordInJournal(ports, site.id, {
    act: 'lifted',
    email: subject.email,
    receiptIds: receiptsOf(await findOnFile(ports, site, subject), subject.receiptId),
    requestId: id,
  })
  if (isHeldOn) return
  const due = promiseDue(localDay(ports.now(), site.timezone))
  const tasks = await addTasks(ports, site, { id, promiseDue: due }, 'resume', subject)
  await recordAudit(ports, site.id, {
    kind: 'resumed',
    requestId: id,
    facts: { events: back.events, visits: back.visits, visits_anew: back.visitsAnew, tasks },
  })
}

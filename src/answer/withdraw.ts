/** Withdrawing consent for somebody who asks the desk (art. 7(3)): all that they gave, or a part. */
import type { Tx } from '../db/connect.ts'
import { findOnFile, type OnFile } from '../hold/on-file.ts'
import { findRestriction } from '../hold/restriction.ts'
import { endMeasuring, readStop, withdrawDevice, type Ended, type Stopped } from '../hold/stop.ts'
import type { Ports } from '../ports.ts'
import type { RightsRequest } from '../rights/request.ts'
import type { Site } from '../site/site.ts'
import { findSubscriber } from '../subscriber/subscriber.ts'
import { withdraw } from '../subscriber/withdraw.ts'
import { findEvidence, recordEvidence } from './evidence.ts'
import { holdOpenRequest } from './subject.ts'

/** What somebody can take back. */
export type Consent = 'newsletters' | 'measuring' | 'device'

/**
 * `not-now`: it is not open, or asks for something else. `restricted`: they asked us to use it for nothing (art. 18); that ends first, or
 * what they withdraw would be back with what is held.
 */
export type Withdrawing =
  | { readonly ok: true; readonly stopped: Stopped; readonly tasks: number }
  | { readonly ok: false; readonly why: 'not-now' | 'restricted' }

/**
 * Withdraws what somebody consented to: all of it, or `of` it. Their newsletters end with a receipt, measuring with another one, and what
 * was measured goes; they may subscribe again. One transaction; a second call for the same request does nothing and answers what was
 * written down. Whoever asked is told by `finishDeed`.
 */
export async function withdrawConsents(
  { db, keyFor, now, random, config }: Pick<Ports, 'db' | 'keyFor' | 'now' | 'random' | 'config'>,
  site: Site,
  { id }: Pick<RightsRequest, 'id'>,
  {
    staffId,
    of = ['newsletters', 'measuring', 'device'],
  }: { readonly staffId: string; readonly of?: readonly Consent[] },
): Promise<Withdrawing> {
  return await db.begin(async (tx): Promise<Withdrawing> => {
    const ports = { db: tx, keyFor, now, random, config }
    const request = await holdOpenRequest(ports, site.id, { id }, 'withdraw')
    if (!request) return { ok: false, why: 'not-now' }
    const done = await findEvidence(ports, site.id, id, 'withdrawn')
    if (done) return { ok: true, ...readStop(done) }
    const onFile = await findOnFile(ports, site, request.subject)
    if (await findRestriction(ports, site.id, { ...request.subject, receiptIds: onFile.receiptIds }))
      return { ok: false, why: 'restricted' }
    const ended = await endSome(ports, site, onFile, of)
    const consents = of.includes('device') ? await withdrawDevice(ports, site, id, onFile) : 0
    const stopped: Stopped = { ...ended, consents }
    await recordEvidence(ports, site, request, {
      kind: 'withdrawn',
      staffId,
      facts: { of: [...of], stopped: { ...stopped }, tasks: 0 },
    })
    return { ok: true, stopped, tasks: 0 }
  })
}

const nothing: Ended = { lists: 0, hits: 0, wasMeasured: false }

async function endSome(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor' | 'now' | 'random'>,
  site: Site,
  { subscriberId }: OnFile,
  of: readonly Consent[],
): Promise<Ended> {
  if (subscriberId === null) return nothing
  const reader = await findSubscriber(ports, site.id, subscriberId)
  const lists = of.includes('newsletters')
    ? await withdraw(ports, { site, subscriberId, lists: null, by: 'staff', issueId: 0 })
    : []
  if (!of.includes('measuring')) return { ...nothing, lists: lists.length }
  const wasMeasured = reader?.measureAnswer === 'yes'
  return { lists: lists.length, wasMeasured, ...(await endMeasuring(ports, site, subscriberId)) }
}

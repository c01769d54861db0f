/**
 * Telling whoever asked what was done, and closing their request: the letter, the step and the proof in one transaction, once no processor
 * has anything left to do. What the letter counts is read from the chain, so that it says what was done, also days after it was.
 */
import type { Tx } from '../db/connect.ts'
import { readStop, type Stopped } from '../hold/stop.ts'
import { must } from '../must.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { hasOpenTasks } from '../processor/task.ts'
import { sendRequestLetter, type KeptCount, type LetterCount, type SentLetter } from '../rights/letter.ts'
import { lockRequest, type RequestKind, type RightsRequest } from '../rights/request.ts'
import { moveRequest, type Moved } from '../rights/state.ts'
import type { Site } from '../site/site.ts'
import { readErasure, type ErasureCounts } from './erase.ts'
import { findEvidence, type DeedKind, type Facts } from './evidence.ts'
import { readUpheld, type UpholdProof } from './object.ts'

/** Which entry of the chain says that what was asked is done. Access has its own way: a package that is fetched. */
const deedOf: Readonly<Record<Exclude<RequestKind, 'access'>, DeedKind>> = {
  erase: 'erased',
  restrict: 'restricted',
  object: 'objected',
  rectify: 'rectified',
  withdraw: 'withdrawn',
}

type Sending = { readonly db: Tx } & Pick<Ports, 'keyFor' | 'now' | 'random' | 'config'>

/**
 * Answers a request whose deed is done. `not-now`: it is not open, or nothing was done about it yet. `tasks-open`: a processor has yet to
 * do something; then nothing is sent. Indexes: rights_request_pk, audit_entry_of, processor_task_of.
 */
export async function finishDeed(
  { db, keyFor, now, random, config }: Pick<Ports, 'db' | 'keyFor' | 'now' | 'random' | 'config'>,
  site: Site,
  { id }: Pick<RightsRequest, 'id'>,
  staffId: string,
): Promise<Moved> {
  return await db.begin(async (tx): Promise<Moved> => {
    const ports = { db: tx, keyFor, now, random, config }
    const request = await lockRequest(ports, site.id, id)
    if (!request) return { ok: false, why: 'unknown' }
    if (request.kind === 'access' || (request.state !== 'open' && request.state !== 'extended'))
      return { ok: false, why: 'not-now' }
    const facts = await findEvidence(ports, site.id, id, deedOf[request.kind])
    if (!facts) return { ok: false, why: 'not-now' }
    if (await hasOpenTasks(ports, site.id, id)) return { ok: false, why: 'tasks-open' }
    const letter = await sendAnswer(ports, site, { ...request, kind: request.kind }, facts)
    const moved = await moveRequest(ports, site, id, 'answer', {
      actor: { kind: 'staff', id: staffId },
      letter,
      ...(typeof facts.ground === 'string' && { ground: facts.ground }),
    })
    // The letter must not leave without the step.
    must(moved.ok || null, 'it is open, held, and no task is left')
    return moved
  })
}

interface Answering extends RightsRequest {
  readonly kind: Exclude<RequestKind, 'access'>
}

function sendAnswer(ports: Sending, site: Site, request: Answering, facts: Facts): Promise<SentLetter> {
  const { language } = request
  switch (request.kind) {
    case 'erase':
      return sendRequestLetter(
        ports,
        site,
        request,
        'erased',
        erasedValues(language, readErasure(facts).counts),
      )
    case 'restrict':
      return sendRequestLetter(ports, site, request, 'restricted', {})
    case 'rectify':
      return sendRequestLetter(ports, site, request, 'rectified', {})
    case 'object':
      return sendRequestLetter(ports, site, request, 'objection', {
        counts: objectedCounts(language, readUpheld(facts)),
      })
    case 'withdraw':
      return sendRequestLetter(ports, site, request, 'withdrawn', {
        counts: stoppedCounts(language, readStop(facts).stopped),
      })
  }
}

/** What of an erasure is told: categories of which there was something, in their words. */
export function erasedValues(
  language: Language,
  counts: ErasureCounts,
): { readonly counts: readonly LetterCount[]; readonly kept: readonly KeptCount[] } {
  const { categories, reasons } = wordsIn(language).deeds
  return {
    counts: counts.flatMap(({ category, deleted }) =>
      deleted > 0 ? [{ what: categories[category], rows: deleted }] : [],
    ),
    kept: counts.flatMap(({ category, retained, because }) =>
      because === null ? [] : [{ what: categories[category], rows: retained, because: reasons[because] }],
    ),
  }
}

const objectedCounts = (language: Language, { stopped, erased }: UpholdProof): readonly LetterCount[] => [
  ...stoppedCounts(language, stopped),
  ...(erased.events > 0 ? [{ what: wordsIn(language).deeds.categories.events, rows: erased.events }] : []),
]

function stoppedCounts(language: Language, { lists, hits, consents }: Stopped): readonly LetterCount[] {
  const { stopped } = wordsIn(language).deeds
  return [
    { what: stopped.lists, rows: lists },
    { what: stopped.hits, rows: hits },
    { what: stopped.consents, rows: consents },
  ].filter(({ rows }) => rows > 0)
}

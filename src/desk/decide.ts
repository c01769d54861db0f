/**
 * What staff decide about a request: each with the letter that tells whoever asked, its step, and what was written down of it, in one
 * transaction. Where the request has moved on meanwhile, nothing of it happened and nobody is mailed.
 */
import { recordAct, type ActKind, type Actor } from '../account/act.ts'
import { findEvidence } from '../answer/evidence.ts'
import { endObjection } from '../answer/object.ts'
import type { Db, Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { extendedDue } from '../rights/clock.ts'
import { mailConfirmLink } from '../rights/confirm-link.ts'
import { fillingOf, fillLetter, textOf } from '../rights/letter-text.ts'
import { sendRequestLetter, type SentLetter } from '../rights/letter.ts'
import { addNote } from '../rights/note.ts'
import type { RefusalGround } from '../rights/refusal-ground.ts'
import type { RightsRequest } from '../rights/request.ts'
import { closedStates, moveRequest, type Moving, type Step, type WhyNot } from '../rights/state.ts'
import { findTemplate } from '../rights/template.ts'
import { verifyRequest } from '../rights/verify.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'

export type DeskPorts = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor' | 'config'>
type StaffActor = Actor & { readonly kind: 'staff' }

export type Decided = { readonly ok: true } | { readonly ok: false; readonly why: WhyNot | 'no-email' }

/** Takes back what was done in the transaction when it ends in a refusal: a letter about what did not happen is not sent. */
export async function allOrNothing<R extends { readonly ok: boolean }>(
  db: Db,
  work: (tx: Tx) => Promise<R>,
): Promise<R> {
  let refused: R | null = null
  try {
    // The driver's type loses what `work` answers where it could be an array of promises.
    return (await db.begin(async (tx) => {
      const result = await work(tx)
      if (result.ok) return result
      refused = result
      throw new Error('taken back')
    })) as R
  } catch (thrown) {
    if (refused !== null) return refused
    throw thrown
  }
}

type Within = Omit<DeskPorts, 'db'> & { readonly db: Tx }

interface Deciding {
  readonly site: Site
  readonly request: RightsRequest
  readonly actor: StaffActor
}

/** One decision. `tell`: writes the letter; absent or null where the step needs none. `note`: why, for colleagues alone. */
async function decide(
  ports: DeskPorts,
  { site, request, actor }: Deciding,
  {
    step,
    act,
    moving = {},
    note,
    tell,
  }: {
    readonly step: Step
    readonly act: ActKind
    readonly moving?: Omit<Moving, 'actor' | 'letter'>
    readonly note?: string
    readonly tell?: (within: Within) => Promise<SentLetter | null>
  },
): Promise<Decided> {
  return allOrNothing(ports.db, async (db): Promise<Decided> => {
    const within = { ...ports, db }
    const letter = tell && (await tell(within))
    if (tell && letter === null) return { ok: false, why: 'no-email' }
    const taking: Moving = { ...moving, actor, ...(letter && { letter }) }
    const moved = await (step === 'verify'
      ? verifyRequest(within, site, request.id, taking)
      : moveRequest(within, site, request.id, step, taking))
    if (!moved.ok) return moved
    if (closedStates.has(moved.request.state)) await endObjection(within, site, moved.request)
    if (note !== undefined) await addNote(within, site.id, request.id, { by: actor.id, text: note })
    await recordAct(within, { actor, siteId: site.id, kind: act, object: request.id })
    return { ok: true }
  })
}

/**
 * `note`: how staff know that it is them. What somebody showed is not kept. They hear when the answer comes, as whoever confirms by mail
 * does: a request becomes known to be theirs once, by one of the two.
 */
export const verifyByStaff = (ports: DeskPorts, deciding: Deciding, note: string): Promise<Decided> =>
  decide(ports, deciding, {
    step: 'verify',
    act: 'request-verified',
    moving: { verifiedBy: 'staff' },
    note,
    tell: (within) => {
      const theirs = { ...deciding.request, verifiedAt: within.now() }
      return sendRequestLetter(within, deciding.site, theirs, 'received', {})
    },
  })

export const mailLink = (ports: DeskPorts, deciding: Deciding): Promise<Decided> =>
  decide(ports, deciding, {
    step: 'mail-link',
    act: 'request-link-mailed',
    tell: (within) => mailConfirmLink(within, deciding.site, deciding.request),
  })

export const extendTerm = (ports: DeskPorts, deciding: Deciding, reason: string): Promise<Decided> => {
  const { site, request } = deciding
  const until = extendedDue(localDay(request.receivedAt, site.timezone))
  return decide(ports, deciding, {
    step: 'extend',
    act: 'request-extended',
    moving: { reason },
    tell: (within) => sendRequestLetter(within, site, request, 'extension', { reason, until }),
  })
}

export interface Refusal {
  readonly ground: RefusalGround
  readonly reason: string
}

/** `note`: what shows it, where the law has us prove it (art. 12(5)). */
export const refuse = async (
  ports: DeskPorts,
  deciding: Deciding,
  { ground, reason, note }: Refusal & { readonly note?: string },
): Promise<Decided> => {
  // What was upheld is gone: a letter that says no would be untrue.
  const { site, request } = deciding
  if (await findEvidence(ports, site.id, request.id, 'objected')) return { ok: false, why: 'not-now' }
  return decide(ports, deciding, {
    step: 'refuse',
    act: 'request-refused',
    moving: { ground, reason },
    ...(note !== undefined && { note }),
    tell: (within) => sendRequestLetter(within, site, request, 'refusal', { ground, reason }),
  })
}

/** A refusal as it would be sent; nothing is. */
export async function previewRefusal(
  ports: Pick<Ports, 'db'>,
  { site, request }: Pick<Deciding, 'site' | 'request'>,
  refusal: Refusal,
): Promise<{ readonly subject: string; readonly text: string }> {
  const template = await findTemplate(ports, site.id, 'refusal', request.language)
  const filling = fillingOf(site, request, 'refusal', refusal, false)
  const letter = fillLetter('refusal', request.language, template, filling)
  return { subject: letter.subject, text: textOf(letter) }
}

export const giveUpIdentifying = (ports: DeskPorts, deciding: Deciding, reason: string): Promise<Decided> =>
  decide(ports, deciding, {
    step: 'cannot-identify',
    act: 'request-unidentified',
    moving: { reason },
    tell: (within) =>
      sendRequestLetter(within, deciding.site, deciding.request, 'cannot-identify', { reason }),
  })

export const takeBack = (ports: DeskPorts, deciding: Deciding): Promise<Decided> =>
  decide(ports, deciding, {
    step: 'withdraw',
    act: 'request-withdrawn',
    tell: (within) => sendRequestLetter(within, deciding.site, deciding.request, 'withdrawn', {}),
  })

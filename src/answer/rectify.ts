/**
 * Putting right what is wrong about a reader (art. 16): their address, name or language. What it was and what it is now stand in the chain
 * as keyed digests, so that a change can be proven to whoever knows both, and reads as nothing to everybody else. Processors are told the
 * new values (art. 19). An address is changed by staff alone, and whoever has the old one hears of it, by the mail that says so of any change.
 */
import { referenceTo } from '../audit/subject-reference.ts'
import type { Tx } from '../db/connect.ts'
import { queueLetter } from '../mail/queue.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { changedLetter } from '../preference/letters.ts'
import { addTasks } from '../processor/task.ts'
import { recordRequestEmail, type RightsRequest } from '../rights/request.ts'
import type { Site } from '../site/site.ts'
import { lockSubscriber, recordEmail, recordLanguage, recordName } from '../subscriber/change.ts'
import type { Email } from '../subscriber/email.ts'
import { findSubscriber, type Subscriber } from '../subscriber/subscriber.ts'
import { recordEvidence } from './evidence.ts'
import { findRestriction } from '../hold/restriction.ts'
import { findOnFile } from '../hold/on-file.ts'
import { holdOpenRequest } from './subject.ts'

/** What is right. Absent: stays. A name that is null is taken away. */
export interface Rectification {
  /** As `readEmail` reads it. Staff know whose it is, so it is not confirmed by mail. */
  readonly email?: Email
  /** As `readName` reads it. */
  readonly name?: string | null
  readonly language?: Language
}

type Field = keyof Rectification

/**
 * `unknown`: nothing is kept under the address that was given. `taken`: somebody else of this site has the new one. `same`: it stands there
 * like that already. `restricted`: they asked us to use it for nothing (art. 18); that ends first.
 */
export type Rectifying =
  | { readonly ok: true; readonly changed: readonly Field[]; readonly tasks: number }
  | { readonly ok: false; readonly why: 'not-now' | 'unknown' | 'taken' | 'same' | 'restricted' }

type Within = { readonly db: Tx } & Pick<Ports, 'keyFor' | 'now' | 'random'>

/** A request may put several things right, one after the other. One transaction: all of it or nothing. Indexes: subscriber_pk, subscriber_once. */
export async function rectifySubject(
  { db, keyFor, now, random }: Pick<Ports, 'db' | 'keyFor' | 'now' | 'random'>,
  site: Site,
  { id }: Pick<RightsRequest, 'id'>,
  right: Rectification,
  staffId: string,
): Promise<Rectifying> {
  return await db.begin(async (tx): Promise<Rectifying> => {
    const ports = { db: tx, keyFor, now, random }
    const request = await holdOpenRequest(ports, site.id, { id }, 'rectify')
    if (!request) return { ok: false, why: 'not-now' }
    const { subject } = request
    const { subscriberId, receiptIds } = await findOnFile(ports, site, subject)
    if (await findRestriction(ports, site.id, { ...subject, receiptIds }))
      return { ok: false, why: 'restricted' }
    if (subscriberId === null || !(await lockSubscriber(ports, site.id, subscriberId)))
      return { ok: false, why: 'unknown' }
    const reader = await findSubscriber(ports, site.id, subscriberId)
    if (!reader) return { ok: false, why: 'unknown' }
    const changed = changedOf(reader, right)
    if (changed.length === 0) return { ok: false, why: 'same' }
    const { email, name, language } = right
    if (email !== undefined && changed.includes('email')) {
      if (!(await recordEmail(ports, site.id, subscriberId, email))) return { ok: false, why: 'taken' }
      await answerAt(ports, site, request, { before: reader.email, email })
    }
    if (name !== undefined && changed.includes('name')) await recordName(ports, site.id, subscriberId, name)
    if (language !== undefined && changed.includes('language'))
      await recordLanguage(ports, site.id, subscriberId, language)
    const tasks = await addTasks(ports, site, request, 'rectify', {
      ...subject,
      change: changed.map((field) => `${field}: ${right[field] ?? '-'}`).join('\n'),
    })
    await recordEvidence(ports, site, request, {
      kind: 'rectified',
      staffId,
      facts: { changes: await digestsOf(ports, id, changed, reader, right), tasks },
    })
    return { ok: true, changed, tasks }
  })
}

/**
 * The answer goes where the reader now is, and whatever else this request puts right is looked for there: the old address leads to nobody
 * any more, or to a stranger.
 */
async function answerAt(
  ports: Within,
  site: Site,
  request: RightsRequest,
  { before, email }: { readonly before: Email; readonly email: Email },
): Promise<void> {
  await recordRequestEmail(ports, site.id, request, email)
  await queueLetter(ports, changedLetter(before, { lang: request.language, domain: site.domain, email }))
}

const fields = ['email', 'name', 'language'] as const satisfies readonly Field[]

const changedOf = (reader: Subscriber, right: Rectification): readonly Field[] =>
  fields.filter((field) => right[field] !== undefined && right[field] !== reader[field])

/** The number of the request is part of each, so that equal values of two people have unequal digests. Index: subject_key_pk. */
async function digestsOf(
  ports: Within,
  requestId: string,
  changed: readonly Field[],
  before: Subscriber,
  after: Rectification,
) {
  const digest = async (field: Field, value: string | null | undefined): Promise<string | null> =>
    value === null || value === undefined
      ? null
      : (await referenceTo(ports, `${requestId}\0${field}\0${value}`)).ref.toString('hex')
  const changes: { readonly field: Field; readonly before: string | null; readonly after: string | null }[] =
    []
  for (const field of changed)
    changes.push({
      field,
      before: await digest(field, before[field]),
      after: await digest(field, after[field]),
    })
  return changes
}

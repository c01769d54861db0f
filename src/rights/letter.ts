/**
 * What the desk writes to somebody about their request (art. 12): mailed, or printed for whoever has no e-mail address. Each letter is
 * kept sealed as long as its request, without the link and the code that went with the mail: those are keys, and kept as hashes alone.
 * It never repeats what somebody wrote to us, and until we know that it was them it holds none of what was typed (listmonk #1133).
 */
import { recordAudit } from '../audit/chain.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { composeLetter } from '../mail/letter.tsx'
import { queueLetter } from '../mail/queue.ts'
import type { Language } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { seal, unseal } from '../seal.ts'
import type { Site } from '../site/site.ts'
import { uuidOf } from '../uuid.ts'
import { fillingOf, fillLetter, organisationOf, partsOf, textOf } from './letter-text.ts'
import type { RefusalGround } from './refusal-ground.ts'
import { isRequestId, type RightsRequest } from './request.ts'
import { findTemplate } from './template.ts'

/** `withdrawn`: consent that was withdrawn, or a request of another kind that its maker took back. */
export type LetterKind = keyof LetterFacts

/** So many rows of what; `what` is in the words and the language of the letter. */
export interface LetterCount {
  readonly what: string
  readonly rows: number
}

/** What stayed, and why it had to, as a whole sentence of the letter's language. */
export interface KeptCount extends LetterCount {
  readonly because: string
}

/**
 * What a kind of letter has to be told. A refusal without a reason does not compile (art. 12(4), A-07). `link`: the whole web address.
 * `until`: a local day, ISO. `reason`: what staff wrote for this person, may have several lines.
 */
interface LetterFacts {
  confirm: { readonly link: string; readonly until?: string }
  received: Record<string, never>
  extension: { readonly reason: string; readonly until: string }
  refusal: { readonly reason: string; readonly ground?: RefusalGround }
  'cannot-identify': { readonly reason: string }
  /** Without a link it says that the data are enclosed: for whoever has no e-mail address. */
  access: { readonly link?: string; readonly until?: string }
  code: { readonly code: string }
  erased: { readonly counts: readonly LetterCount[]; readonly kept?: readonly KeptCount[] }
  rectified: Record<string, never>
  restricted: { readonly counts?: readonly LetterCount[] }
  /** `until`: the day from which the data are used again, which has not come yet (art. 18(3)). */
  'restriction-ends': { readonly until: string; readonly reason?: string }
  objection: { readonly counts?: readonly LetterCount[] }
  /** Without counts nothing was done: whoever asked took the request itself back. */
  withdrawn: { readonly counts?: readonly LetterCount[] }
}
export type LetterValues<K extends LetterKind = LetterKind> = LetterFacts[K]

/** The same of any kind. */
export interface Told {
  readonly link?: string
  readonly code?: string
  readonly reason?: string
  readonly ground?: RefusalGround
  readonly until?: string
  readonly counts?: readonly LetterCount[]
  readonly kept?: readonly KeptCount[]
}

/** `isMailed`: false for one that staff has to print and post. */
export interface SentLetter {
  readonly id: string
  readonly kind: LetterKind
  readonly isMailed: boolean
}

/** As it was sent, with words in the place of a link or a code that was mailed. */
export interface StoredLetter extends SentLetter {
  readonly sentAt: Date
  readonly language: Language
  readonly subject: string
  /** Paragraphs, with an empty line between them. */
  readonly text: string
}

/** What a letter takes of its request; the wish is not among it. */
export type LetterRequest = Pick<
  RightsRequest,
  | 'id'
  | 'kind'
  | 'channel'
  | 'language'
  | 'receivedAt'
  | 'promiseDue'
  | 'extendedDue'
  | 'verifiedAt'
  | 'subject'
>

type Sending = { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>

const column = 'rights_letter.sealed'

type Kept = Pick<StoredLetter, 'language' | 'isMailed' | 'subject' | 'text'>

/**
 * Writes a letter in the words of the site, or ours, and in the language of the request; keeps it, and queues it where there is an e-mail
 * address. All of it in the caller's transaction: nobody is told what did not happen. Else staff prints it (`isMailed: false`).
 * Index: letter_template_pk.
 */
export async function sendRequestLetter<K extends LetterKind>(
  ports: Sending,
  site: Site,
  request: LetterRequest,
  kind: K,
  values: LetterValues<K>,
): Promise<SentLetter> {
  const told: Told = values
  const template = await findTemplate(ports, site.id, kind, request.language)
  const write = (isKept: boolean) =>
    fillLetter(kind, request.language, template, fillingOf(site, request, kind, told, isKept))
  const { email } = request.subject
  const isMailed = email !== null
  if (email !== null)
    await queueLetter(ports, {
      to: email,
      senderName: organisationOf(site),
      ...composeLetter(partsOf(write(false))),
    })
  const kept = write(isMailed)
  const stored: Kept = { language: request.language, isMailed, subject: kept.subject, text: textOf(kept) }
  const id = uuidOf(ports.random(16))
  await ports.db`
    insert into rights_letter (site_id, request_id, letter_id, kind, sent_at, sealed)
    values (${site.id}, ${request.id}, ${id}, ${kind}, ${ports.now()}, ${seal(ports, column, JSON.stringify(stored))})`
  await recordAudit(ports, site.id, { kind: 'letter-sent', requestId: request.id, facts: { letter: kind } })
  return { id, kind, isMailed }
}

interface LetterRow {
  readonly letter_id: string
  readonly kind: LetterKind
  readonly sent_at: Date
  readonly sealed: Uint8Array
}

const letterOf = (ports: Pick<Ports, 'keyFor'>, row: LetterRow): StoredLetter => ({
  id: row.letter_id,
  kind: row.kind,
  sentAt: row.sent_at,
  ...(JSON.parse(unseal(ports, column, row.sealed)) as Kept),
})

type Reading = { readonly db: Tx } & Pick<Ports, 'keyFor'>

/** Of one request, the oldest first. Each code that was asked for is one, so there may be more than a few. Index: rights_letter_pk. */
export async function listLetters(
  ports: Reading,
  siteId: SiteId,
  requestId: string,
): Promise<StoredLetter[]> {
  const rows = await ports.db<LetterRow[]>`
    select letter_id, kind, sent_at, sealed from rights_letter
    where site_id = ${siteId} and request_id = ${requestId} order by sent_at, letter_id limit 500`
  return rows.map((row) => letterOf(ports, row))
}

/** Null when there is none of this number with this request. Takes any texts. Index: rights_letter_pk. */
export async function findLetter(
  ports: Reading,
  siteId: SiteId,
  requestId: string,
  letterId: string,
): Promise<StoredLetter | null> {
  if (![requestId, letterId].every(isRequestId)) return null
  const [row] = await ports.db<LetterRow[]>`
    select letter_id, kind, sent_at, sealed from rights_letter
    where site_id = ${siteId} and request_id = ${requestId} and letter_id = ${letterId}`
  return row ? letterOf(ports, row) : null
}

/**
 * What stands between robots and the mailboxes of strangers (newsletter.md §2.2: list bombing). Counted by keyed hash of the truncated
 * network and of the address, by the hour; gone when that is over. The same for a form, a script and a server that calls us:
 * a guard that one way goes around is none.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { countTry, type Try } from '../db/try.ts'
import type { Ports } from '../ports.ts'
import { blindIndex } from '../seal.ts'
import type { Email } from './email.ts'
import { readProof } from './proof.ts'

type Counting = { readonly db: Tx } & Pick<Ports, 'now' | 'keyFor'>

const hourMs = 3_600_000

/** From one network in an hour. A /24 can be a whole neighbourhood behind one provider, so not less. */
export const triesWithProofMax = 60
/** Without: enough for a household whose browser runs no script, and little for a robot. */
export const triesWithoutProofMax = 5
/** For one address in an hour: what comes after is answered alike and not kept. */
const triesForEmailMax = 10

/** Mails of this kind to one address: who presses twice gets one, and a stranger who is bombed gets no more than these. */
const mailEveryMs = 10 * 60_000
export const mailsPerDayMax = 5

type Subject =
  /** Null: no address that can be believed. All of those share one count. */
  | { readonly kind: 'network'; readonly network: string | null }
  | { readonly kind: 'email' | 'mail'; readonly email: Email }
  | { readonly kind: 'puzzle'; readonly puzzle: string }
  /** Who asks for a mail that confirms: to see their data, to be forgotten, to have another address. */
  | { readonly kind: 'change'; readonly subscriberId: bigint }

function subjectOf(ports: Pick<Ports, 'keyFor'>, subject: Subject): Buffer {
  const what =
    subject.kind === 'network'
      ? (subject.network ?? 'none')
      : subject.kind === 'puzzle'
        ? subject.puzzle
        : subject.kind === 'change'
          ? String(subject.subscriberId)
          : subject.email
  return blindIndex(ports, 'sign_up_try.subject', `${subject.kind} ${what}`)
}

const countOf = (ports: Counting, siteId: SiteId, subject: Subject, windowMs: number): Promise<Try> =>
  countTry(ports, { table: 'sign_up_try', siteId, subject: subjectOf(ports, subject) }, windowMs)

/** True the first time. Remembered for an hour, longer than a puzzle holds. Index: sign_up_try_pk. */
async function spendPuzzle(ports: Counting, siteId: SiteId, puzzle: string): Promise<boolean> {
  return (await countOf(ports, siteId, { kind: 'puzzle', puzzle }, hourMs)).tries === 1
}

export type Guarding =
  | { readonly ok: true }
  /** The proof is none, is too old, or was used before. */
  | { readonly ok: false; readonly why: 'invalid-proof' }
  | { readonly ok: false; readonly why: 'too-many'; readonly retryAfterSeconds: number }

/**
 * Whether somebody may sign up from this network now. A proof that is wrong is refused rather than taken for none, so that whoever made it
 * learns so. Looks at nothing that depends on whose address it is.
 */
export async function guardSignUp(
  ports: Counting & Pick<Ports, 'network'>,
  siteId: SiteId,
  proof: string | undefined,
): Promise<Guarding> {
  const puzzle = proof === undefined ? null : readProof(ports, siteId, proof)
  const { tries, endsAt } = await countOf(
    ports,
    siteId,
    { kind: 'network', network: ports.network?.daily ?? null },
    hourMs,
  )
  if (tries > (puzzle === null ? triesWithoutProofMax : triesWithProofMax)) {
    const retryAfterSeconds = Math.max(1, Math.ceil((endsAt.getTime() - ports.now().getTime()) / 1000))
    return { ok: false, why: 'too-many', retryAfterSeconds }
  }
  if (proof !== undefined && (puzzle === null || !(await spendPuzzle(ports, siteId, puzzle))))
    return { ok: false, why: 'invalid-proof' }
  return { ok: true }
}

/** Whether a wish for this address is kept still. A no is not told: it would say that somebody else asked for it lately. */
export const mayKeepWish = async (ports: Counting, siteId: SiteId, email: Email): Promise<boolean> =>
  (await countOf(ports, siteId, { kind: 'email', email }, hourMs)).tries <= triesForEmailMax

/**
 * Whether this address may be mailed now, and takes its turn. In the transaction that queues the mail: another one for the same
 * address waits for its end, and then has no turn.
 */
export const takeMailTurn = async (ports: Counting, siteId: SiteId, email: Email): Promise<boolean> =>
  (await countOf(ports, siteId, { kind: 'mail', email }, mailEveryMs)).tries === 1

/** From one link to preferences in an hour: the mails go to an address that whoever holds the link may choose. */
export const changesPerHourMax = 3

/** Whether a mail that confirms a change may be asked for now. */
export const mayAskChange = async (ports: Counting, siteId: SiteId, subscriberId: bigint): Promise<boolean> =>
  (await countOf(ports, siteId, { kind: 'change', subscriberId }, hourMs)).tries <= changesPerHourMax

/** What was counted of one person, as they are forgotten. Index: sign_up_try_pk. */
export async function forgetTries(
  ports: Counting,
  siteId: SiteId,
  { id, email }: { readonly id: bigint; readonly email: Email },
): Promise<void> {
  for (const subject of [
    { kind: 'email', email },
    { kind: 'mail', email },
    { kind: 'change', subscriberId: id },
  ] as const)
    await ports.db`delete from sign_up_try where site_id = ${siteId} and subject = ${subjectOf(ports, subject)}`
}

/** Takes away what no longer counts; answers how many. Index: sign_up_try_pk, of one site: as many rows as there were tries in an hour. */
export async function sweepTries(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
): Promise<number> {
  const over = new Date(now().getTime() - hourMs)
  const { count } = await db`delete from sign_up_try where site_id = ${siteId} and began_at <= ${over}`
  return count
}

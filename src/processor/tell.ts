/**
 * The round that tells processors what they have to do (GDPR art. 19): by a signed message or by mail, again with growing pauses while nobody
 * answers, and given up after some two and a half days, when staff see it and tell them by hand. A message goes out under the task's number:
 * whoever stops between telling and writing that down tells once more, and the processor sees that it is the same (`webhook-id`).
 */
import { recordAudit } from '../audit/chain.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { queueLetter } from '../mail/queue.ts'
import type { FailureCode, Ports } from '../ports.ts'
import { unseal } from '../seal.ts'
import { listSites, type Site } from '../site/site.ts'
import type { Told } from './document.ts'
import { composeTaskLetter } from './letter.tsx'
import { composeMessage, type Telling } from './message.ts'
import { findProcessor, findSecret, type Processor } from './processor.ts'
import type { TaskSubject } from './task.ts'
import { writeTaskToken } from './token.ts'

type TellPorts = Pick<Ports, 'config' | 'db' | 'now' | 'random' | 'keyFor' | 'log' | 'isStopping' | 'tell'>

/** Longer than an answer is waited for, five seconds: whose lease ends is dead, not slow. */
const leaseSeconds = 60

/** Minutes until the next try, by tries so far; the last one for all that follow. */
const waits = [1, 5, 15, 60, 240]

/** Some 60 hours: a weekend. Then somebody has to look. */
const triesMax = 20

/** Of one site in a round, so that one that nobody answers for does not keep the others waiting for long. */
const tasksPerRound = 20

interface TakenRow {
  readonly task_id: string
  readonly request_id: string
  readonly processor_id: string
  readonly what: Told
  readonly due: string
  readonly sealed: Uint8Array | null
  readonly tries: number
}

/** Sites with something to tell. Reads every site on purpose: few tasks wait at any time. Index: processor_task_due. */
async function listWaiting({ db, now }: Pick<Ports, 'db' | 'now'>): Promise<ReadonlySet<number>> {
  const rows = await db<{ site_id: number }[]>`
    /* every site */ select distinct site_id from processor_task where state = 'waiting' and next_try_at <= ${now()}`
  return new Set(rows.map((row) => row.site_id))
}

/**
 * Leases the task that is due the longest, or none. One statement, so that no transaction is open while a server is spoken to. A try counts
 * when it begins: one at which the sender itself dies is given up like any other. Index: processor_task_due.
 */
async function takeDue(
  { db, now }: Pick<Ports, 'db' | 'now'>,
  siteId: SiteId,
  holder: string,
): Promise<TakenRow | undefined> {
  const at = now()
  const until = new Date(at.getTime() + leaseSeconds * 1000)
  const [row] = await db<TakenRow[]>`
    with due as materialized (
      select task_id from processor_task
      where site_id = ${siteId} and state = 'waiting' and next_try_at <= ${at}
        and (lease_until is null or lease_until <= ${at})
      order by next_try_at limit 1 for update skip locked)
    update processor_task set tries = tries + 1, lease_holder = ${holder}, lease_until = ${until}
    from due where processor_task.site_id = ${siteId} and processor_task.task_id = due.task_id
    returning processor_task.task_id, request_id, processor_id, what, due::text as due, sealed, tries`
  return row
}

/**
 * With its entry in the audit chain. Also when the lease was lost meanwhile: what was told was told. Not when they said already that it is
 * done, which is further. What they were told is gone. Index: processor_task_pk.
 */
async function recordTold(
  ports: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  { task_id: taskId, request_id: requestId, processor_id: processor, what, tries }: TakenRow,
  by: Processor['document']['told']['by'],
): Promise<boolean> {
  const rows = await ports.db<{ task_id: string }[]>`
    update processor_task set state = 'sent', sent_at = ${ports.now()}, sealed = null, last_code = null, next_try_at = null,
      lease_holder = null, lease_until = null
    where site_id = ${siteId} and task_id = ${taskId} and state in ('waiting', 'failed') returning task_id`
  if (rows.length === 0) return false
  await recordAudit(ports, siteId, {
    kind: 'processor-told',
    requestId,
    facts: { task: taskId, processor, what, by, tries },
  })
  return true
}

/** `nextTryAt` null: given up. What they were to be told stays, so that it can be tried again once somebody mended it. Index: processor_task_pk. */
async function recordUntold(
  { db }: Pick<Ports, 'db'>,
  siteId: SiteId,
  taskId: string,
  { holder, code, nextTryAt }: { holder: string; code: FailureCode; nextTryAt: Date | null },
): Promise<void> {
  await db`
    update processor_task set state = ${nextTryAt ? 'waiting' : 'failed'}, next_try_at = ${nextTryAt}, last_code = ${code},
      lease_holder = null, lease_until = null
    where site_id = ${siteId} and task_id = ${taskId} and state = 'waiting' and lease_holder = ${holder}`
}

/** When to try again, or null when it was tried often enough. Pure. */
export function nextTryOf(tries: number, now: Date): Date | null {
  const minutes = waits[Math.min(tries, waits.length) - 1] ?? 1
  return tries >= triesMax ? null : new Date(now.getTime() + minutes * 60_000)
}

/** `lasting`: trying again would tell the same. */
type Outcome =
  | { readonly kind: 'told' }
  | { readonly kind: 'untold'; readonly code: FailureCode; readonly lasting: boolean }

const untold = (code: string, lasting: boolean): Outcome => ({
  kind: 'untold',
  code: code as FailureCode,
  lasting,
})

function subjectOf(ports: Pick<Ports, 'keyFor'>, { sealed }: TakenRow): TaskSubject | null {
  try {
    return sealed && (JSON.parse(unseal(ports, 'processor_task.sealed', sealed)) as TaskSubject)
  } catch {
    // The root secret was changed since: nobody can read it any more.
    return null
  }
}

async function tellOne(ports: TellPorts, site: Site, taken: TakenRow): Promise<Outcome> {
  const processor = await findProcessor(ports, site.id, taken.processor_id)
  const subject = subjectOf(ports, taken)
  if (!processor || processor.endedAt !== null) return untold('ENDED', true)
  if (!subject) return untold('UNREADABLE', true)
  const { told, language: lang } = processor.document
  const telling = {
    taskId: taken.task_id,
    domain: site.domain,
    what: taken.what,
    due: taken.due,
    subject,
  } satisfies Omit<Telling, 'acknowledgeUrl'>
  if (told.by === 'mail') {
    // Queued and written down together: a mail can not be recognised as the same one by whoever reads it.
    await ports.db.begin(async (tx) => {
      const within = { ...ports, db: tx }
      if (await recordTold(within, site.id, taken, told.by))
        await queueLetter(within, composeTaskLetter({ to: told.email, lang, site }, telling))
    })
    return { kind: 'told' }
  }
  const secret = await findSecret(ports, site.id, processor.id)
  if (secret === null) return untold('UNREADABLE', true)
  const token = writeTaskToken(ports, { siteId: site.id, taskId: taken.task_id })
  const acknowledgeUrl = `${ports.config.publicUrl}/hooks/processor/${token}`
  const outcome = await ports.tell(
    composeMessage(told.url, secret, { ...telling, acknowledgeUrl }, ports.now()),
  )
  if (outcome.kind === 'failed') return untold(outcome.code, false)
  if (outcome.status < 200 || outcome.status > 299) return untold(String(outcome.status), false)
  await ports.db.begin((tx) => recordTold({ ...ports, db: tx }, site.id, taken, told.by))
  return { kind: 'told' }
}

/** Tells what is due, one after the other. Ends early when the service stops. Throws when the database is away: leases end by time. */
export async function tellProcessors(ports: TellPorts, holder: string): Promise<void> {
  const waiting = await listWaiting(ports)
  if (waiting.size === 0) return
  for (const site of (await listSites(ports)).filter(({ id }) => waiting.has(id)))
    for (let nth = 0; nth < tasksPerRound && !ports.isStopping(); nth += 1) {
      const taken = await takeDue(ports, site.id, holder)
      if (!taken) break
      const outcome = await tellOne(ports, site, taken)
      if (outcome.kind === 'told') continue
      const { code, lasting } = outcome
      ports.log({ event: 'failure', place: 'processors', code })
      const nextTryAt = lasting ? null : nextTryOf(taken.tries, ports.now())
      await recordUntold(ports, site.id, taken.task_id, { holder, code, nextTryAt })
    }
}

/**
 * What a processor has to do because somebody asked it of the site (GDPR art. 19, 28(3)(e)): one task for each of them, until they or staff
 * say that it is done. What they are told of whoever asked is sealed, and gone once they have it. The round of `tell.ts` tells them.
 */
import { recordAct } from '../account/act.ts'
import { recordAudit } from '../audit/chain.ts'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { seal } from '../seal.ts'
import type { Site } from '../site/site.ts'
import { uuidOf } from '../uuid.ts'
import type { Told } from './document.ts'
import { concernedBy, listProcessors, nameOf, type Processor } from './processor.ts'

/**
 * `waiting`: to be told. `sent`: told; they have not said that it is done. `failed`: could not be told, so staff do. Only `done` is no
 * longer open, and a request that has an open task can not be answered.
 */
export type TaskState = 'waiting' | 'sent' | 'done' | 'failed'

export interface Task {
  readonly id: string
  readonly requestId: string
  readonly processorId: string
  readonly processorName: string
  readonly what: Told
  readonly state: TaskState
  /** ISO day: the promise to whoever asked. */
  readonly due: string
  readonly madeAt: Date
  readonly tries: number
  readonly nextTryAt: Date | null
  /** What was answered last: three digits, or the name of an error. */
  readonly lastCode: string | null
  readonly toldAt: Date | null
  readonly doneAt: Date | null
  /** The processor itself, or the number of a member of staff. */
  readonly doneBy: 'processor' | (string & {}) | null
}

/** Whom it is about, and for a rectification what is right now. Sealed until it is told. */
export interface TaskSubject {
  readonly email: string | null
  readonly receiptId: string | null
  readonly change?: string
}

type Adding = { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>

/**
 * One task for each present processor that such requests concern, in the caller's transaction; `resume` concerns those who were told
 * something before. Answers how many there are to tell; doing it again for the same request adds none, but for rectifications, of which a
 * request may have several. Indexes: processor_pk, processor_task_of, processor_task_once.
 */
export async function addTasks(
  ports: Adding,
  { id: siteId }: Pick<Site, 'id'>,
  request: { readonly id: string; readonly promiseDue: string },
  what: Told,
  { email, receiptId, change }: TaskSubject,
): Promise<number> {
  const processors = await listProcessors(ports, siteId)
  const concerned =
    what === 'resume' ? await findTold(ports, siteId, request.id, processors) : concernedBy(processors, what)
  const content = JSON.stringify({ email, receiptId, change })
  const now = ports.now()
  for (const { id } of concerned)
    await ports.db`
      insert into processor_task
        (site_id, task_id, request_id, processor_id, what, state, due, sealed, made_at, next_try_at)
      values (${siteId}, ${uuidOf(ports.random(16))}, ${request.id}, ${id}, ${what}, 'waiting', ${request.promiseDue},
        ${seal(ports, 'processor_task.sealed', content)}, ${now}, ${now})
      on conflict do nothing`
  return concerned.length
}

/** Those who were told of a request, and still get data. Index: processor_task_of. */
async function findTold(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  requestId: string,
  processors: readonly Processor[],
): Promise<readonly Processor[]> {
  const rows = await db<{ processor_id: string }[]>`
    select distinct processor_id from processor_task where site_id = ${siteId} and request_id = ${requestId}`
  const told = new Set(rows.map((row) => row.processor_id))
  return processors.filter(({ id, endedAt }) => endedAt === null && told.has(id))
}

interface TaskRow {
  readonly task_id: string
  readonly request_id: string
  readonly processor_id: string
  readonly what: Told
  readonly state: TaskState
  readonly due: string
  readonly made_at: Date
  readonly tries: number
  readonly next_try_at: Date | null
  readonly last_code: string | null
  readonly sent_at: Date | null
  readonly done_at: Date | null
  readonly done_by: string | null
}

/** Of one request, in the order in which they were made. Index: processor_task_of. */
export async function listTasks(
  { db }: { readonly db: Tx },
  siteId: SiteId | number,
  requestId: string,
): Promise<readonly Task[]> {
  const rows = await db<TaskRow[]>`
    select task_id, request_id, processor_id, what, state, due::text as due, made_at, tries, next_try_at, last_code, sent_at,
      done_at, done_by
    from processor_task where site_id = ${siteId} and request_id = ${requestId} order by made_at, task_id`
  return withNames({ db }, siteId, rows)
}

async function withNames(
  { db }: { readonly db: Tx },
  siteId: SiteId | number,
  rows: readonly TaskRow[],
): Promise<readonly Task[]> {
  if (rows.length === 0) return []
  const processors = new Map((await listProcessors({ db }, siteId)).map((one) => [one.id, one]))
  return rows.map((row) => ({
    id: row.task_id,
    requestId: row.request_id,
    processorId: row.processor_id,
    processorName: nameOf(processors, row.processor_id),
    what: row.what,
    state: row.state,
    due: row.due,
    madeAt: row.made_at,
    tries: row.tries,
    nextTryAt: row.state === 'waiting' ? row.next_try_at : null,
    lastCode: row.last_code,
    toldAt: row.sent_at,
    doneAt: row.done_at,
    doneBy: row.done_by,
  }))
}

/** Whether a processor has yet to do something for this request: then it can not be answered. Index: processor_task_of. */
export async function hasOpenTasks(
  { db }: { readonly db: Tx },
  siteId: SiteId | number,
  requestId: string,
): Promise<boolean> {
  const [row] = await db<{ open: boolean }[]>`
    select exists (select from processor_task
      where site_id = ${siteId} and request_id = ${requestId} and state <> 'done') as open`
  return row?.open ?? false
}

interface DoneRow {
  readonly request_id: string
  readonly processor_id: string
  readonly what: Told
}

/**
 * In the caller's transaction, with its entry in the audit chain. False: there is no open task of this number. What they were to be told is
 * gone, also when it never was. Index: processor_task_pk.
 */
export async function recordDone(
  ports: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
  taskId: string,
  by: 'processor' | { readonly staffId: string },
): Promise<boolean> {
  const [row] = await ports.db<DoneRow[]>`
    update processor_task set state = 'done', done_at = ${ports.now()}, done_by = ${by === 'processor' ? by : by.staffId},
      sealed = null, next_try_at = null, lease_holder = null, lease_until = null
    where site_id = ${siteId} and task_id = ${taskId} and state <> 'done'
    returning request_id, processor_id, what`
  if (!row) return false
  await recordAudit(ports, siteId, {
    kind: 'processor-done',
    requestId: row.request_id,
    facts: {
      task: taskId,
      processor: row.processor_id,
      what: row.what,
      by: by === 'processor' ? by : 'staff',
    },
  })
  return true
}

/** Staff say that it is done: by telephone, by post. False: there is no open task of this number. Written down with what staff did. */
export async function settleTask(
  ports: Pick<Ports, 'db' | 'now' | 'random'>,
  siteId: SiteId,
  taskId: string,
  staffId: string,
): Promise<boolean> {
  return await ports.db.begin(async (tx) => {
    const within = { ...ports, db: tx }
    const isDone = await recordDone(within, siteId, taskId, { staffId })
    if (isDone)
      await recordAct(within, {
        actor: { kind: 'staff', id: staffId },
        siteId,
        kind: 'task-settled',
        object: taskId,
      })
    return isDone
  })
}

/** What is open at the site, the most urgent first. Index: processor_task_open. */
export async function listOpenTasks(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  limit = 100,
): Promise<readonly Task[]> {
  const rows = await db<TaskRow[]>`
    select task_id, request_id, processor_id, what, state, due::text as due, made_at, tries, next_try_at, last_code, sent_at,
      done_at, done_by
    from processor_task where site_id = ${siteId} and state <> 'done' order by due, task_id limit ${limit}`
  return withNames({ db }, siteId, rows)
}

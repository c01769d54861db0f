/**
 * Who gets data from the site besides the site (GDPR art. 28): a registry per site. One that gets none any more is ended and stays, since
 * requests of before went to it. The secret that messages are signed with is shown once, to whoever made it, and kept sealed.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { seal, unseal } from '../seal.ts'
import { uuidOf } from '../uuid.ts'
import { processorDocument, type ProcessorDocument, type TaskKind } from './document.ts'

export interface Processor {
  readonly id: string
  readonly document: ProcessorDocument
  readonly madeAt: Date
  readonly endedAt: Date | null
}

interface ProcessorRow {
  readonly processor_id: string
  readonly document: unknown
  readonly made_at: Date
  readonly ended_at: Date | null
}

const processorOf = (row: ProcessorRow): Processor => ({
  id: row.processor_id,
  document: processorDocument.parse(row.document),
  madeAt: row.made_at,
  endedAt: row.ended_at,
})

const secretBytes = 32

/** As Standard Webhooks writes one, so that any library of it takes it. */
const newSecret = ({ random }: Pick<Ports, 'random'>): string =>
  `whsec_${Buffer.from(random(secretBytes)).toString('base64')}`

const sealedSecret = (ports: Pick<Ports, 'random' | 'keyFor'>, secret: string): Buffer =>
  seal(ports, 'processor.secret', secret)

type Writing = { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'keyFor'>

/** The present ones first, then by name. Some dozens at most. Index: processor_pk. */
export async function listProcessors(
  { db }: { readonly db: Tx },
  siteId: SiteId | number,
): Promise<readonly Processor[]> {
  const rows = await db<ProcessorRow[]>`
    select processor_id, document, made_at, ended_at from processor where site_id = ${siteId}
    order by ended_at is not null, lower(document ->> 'name'), processor_id`
  return rows.map(processorOf)
}

/** Index: processor_pk. */
export async function findProcessor(
  { db }: { readonly db: Tx },
  siteId: SiteId | number,
  id: string,
): Promise<Processor | null> {
  const [row] = await db<ProcessorRow[]>`
    select processor_id, document, made_at, ended_at from processor
    where site_id = ${siteId} and processor_id = ${id}`
  return row ? processorOf(row) : null
}

export interface AddedProcessor {
  readonly id: string
  /** To be shown once; null for who is told by mail. */
  readonly secret: string | null
}

export async function addProcessor(
  ports: Writing,
  siteId: SiteId | number,
  document: ProcessorDocument,
): Promise<AddedProcessor> {
  const id = uuidOf(ports.random(16))
  const secret = document.told.by === 'webhook' ? newSecret(ports) : null
  await ports.db`
    insert into processor (site_id, processor_id, document, secret, made_at)
    values (${siteId}, ${id}, ${ports.db.json(document)}, ${secret && sealedSecret(ports, secret)}, ${ports.now()})`
  return { id, secret }
}

export type ChangedProcessor = { readonly ok: true; readonly secret: string | null } | { readonly ok: false }

/**
 * `ok` false: there is none of this number, or it has ended. Who is told by a webhook for the first time gets a secret, to be shown once.
 * What could not be told is tried again, since it may be for this that somebody changed it. Indexes: processor_pk, processor_task_of.
 */
export async function changeProcessor(
  ports: Writing,
  siteId: SiteId | number,
  id: string,
  document: ProcessorDocument,
): Promise<ChangedProcessor> {
  const [row] = await ports.db<{ has_secret: boolean }[]>`
    update processor set document = ${ports.db.json(document)}
    where site_id = ${siteId} and processor_id = ${id} and ended_at is null
    returning secret is not null as has_secret`
  if (!row) return { ok: false }
  await ports.db`
    update processor_task set state = 'waiting', tries = 0, next_try_at = ${ports.now()}, last_code = null
    where site_id = ${siteId} and processor_id = ${id} and state = 'failed' and sealed is not null`
  const isFirst = document.told.by === 'webhook' && !row.has_secret
  return { ok: true, secret: isFirst ? await renewSecret(ports, siteId, id) : null }
}

/** Another secret, to be shown once; the one before is worth nothing from now on. Null: there is none of this number that is told so. */
export async function renewSecret(
  ports: Writing,
  siteId: SiteId | number,
  id: string,
): Promise<string | null> {
  const secret = newSecret(ports)
  const rows = await ports.db<{ processor_id: string }[]>`
    update processor set secret = ${sealedSecret(ports, secret)}
    where site_id = ${siteId} and processor_id = ${id} and ended_at is null and document -> 'told' ->> 'by' = 'webhook'
    returning processor_id`
  return rows.length > 0 ? secret : null
}

/** They get nothing from now on, so they are told of nothing new. False: there is none of this number that had not ended. Index: processor_pk. */
export async function endProcessor(
  ports: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId | number,
  id: string,
): Promise<boolean> {
  const rows = await ports.db<{ processor_id: string }[]>`
    update processor set ended_at = ${ports.now()}
    where site_id = ${siteId} and processor_id = ${id} and ended_at is null returning processor_id`
  return rows.length > 0
}

/** What messages to and from them are signed with. Null for who has none. Index: processor_pk. */
export async function findSecret(
  ports: { readonly db: Tx } & Pick<Ports, 'keyFor'>,
  siteId: SiteId | number,
  id: string,
): Promise<string | null> {
  const [row] = await ports.db<{ secret: Uint8Array | null }[]>`
    select secret from processor where site_id = ${siteId} and processor_id = ${id}`
  return row?.secret ? unseal(ports, 'processor.secret', row.secret) : null
}

/** Present ones that are told of such a request. */
export const concernedBy = (processors: readonly Processor[], what: TaskKind): readonly Processor[] =>
  processors.filter(({ document, endedAt }) => endedAt === null && document.kinds.includes(what))

export const nameOf = (processors: ReadonlyMap<string, Processor>, id: string): string =>
  must(processors.get(id), 'a processor is never deleted while the site is there').document.name

/**
 * What the organisation does with personal data besides this service: rent, cameras, photographs (GDPR art. 30). Staff write it down, in words
 * and without names, and each change keeps what stood there before with the moment it was replaced; who did it stands in the list of acts.
 */
import * as z from 'zod'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { uuidOf } from '../uuid.ts'

/** GDPR art. 6(1), a to f. */
export const processingBases = [
  'consent',
  'contract',
  'legal-duty',
  'vital',
  'public-task',
  'legitimate-interest',
] as const

/** Why a value is refused; each has a sentence in the page's words. */
export type ProcessingFault = 'empty' | 'long' | 'text' | 'choice'
const fault = (code: ProcessingFault): ProcessingFault => code

const text = (lengthMax: number) =>
  z
    .string(fault('text'))
    .transform((given) => given.replace(/\r\n?/g, '\n').trim())
    .pipe(
      z
        .string()
        .max(lengthMax, fault('long'))
        .refine(
          (given) => given.isWellFormed() && !/\p{Cc}/u.test(given.replaceAll('\n', '')),
          fault('text'),
        ),
    )
const filled = (lengthMax: number) => text(lengthMax).pipe(z.string().min(1, fault('empty')))

/** In the order of the register's columns. */
export const processingFields = z.strictObject({
  name: filled(150),
  purpose: filled(1_000),
  basis: z.enum(processingBases, fault('choice')),
  subjects: filled(500),
  data: filled(1_000),
  recipients: text(500),
  transfers: text(500),
  kept: filled(300),
  measures: text(1_000),
})
export type ProcessingFields = z.infer<typeof processingFields>

/** As many as anybody would look through; the oldest go. */
const versionsMax = 50

const document = z.strictObject({
  version: z.literal(1),
  now: processingFields,
  /** The latest first. */
  before: z.array(z.strictObject({ until: z.iso.datetime(), fields: processingFields })),
})

export interface OutsideProcessing {
  readonly id: string
  readonly fields: ProcessingFields
  readonly before: readonly { readonly until: Date; readonly fields: ProcessingFields }[]
  readonly changedAt: Date
  readonly endedAt: Date | null
}

interface ProcessingRow {
  readonly processing_id: string
  readonly document: unknown
  readonly changed_at: Date
  readonly ended_at: Date | null
}

function processingOf(row: ProcessingRow): OutsideProcessing {
  const { now, before } = document.parse(row.document)
  return {
    id: row.processing_id,
    fields: now,
    before: before.map(({ until, fields }) => ({ until: new Date(until), fields })),
    changedAt: row.changed_at,
    endedAt: row.ended_at,
  }
}

type Writing = { readonly db: Tx } & Pick<Ports, 'now'>

/** Present ones first, then by name. Index: processing_pk. */
export async function listProcessings(
  { db }: { readonly db: Tx },
  siteId: SiteId,
): Promise<readonly OutsideProcessing[]> {
  const rows = await db<ProcessingRow[]>`
    select processing_id, document, changed_at, ended_at from processing where site_id = ${siteId}
    order by ended_at is not null, lower(document -> 'now' ->> 'name'), processing_id`
  return rows.map(processingOf)
}

export async function addProcessing(
  { db, now, random }: Writing & Pick<Ports, 'random'>,
  siteId: SiteId,
  fields: ProcessingFields,
): Promise<string> {
  const id = uuidOf(random(16))
  await db`
    insert into processing (site_id, processing_id, document, changed_at)
    values (${siteId}, ${id}, ${db.json({ version: 1, now: fields, before: [] })}, ${now()})`
  return id
}

/** In the caller's transaction. False: there is none of this number that had not ended. Index: processing_pk. */
export async function changeProcessing(
  { db, now }: Writing,
  siteId: SiteId,
  id: string,
  fields: ProcessingFields,
): Promise<boolean> {
  const [row] = await db<ProcessingRow[]>`
    select processing_id, document, changed_at, ended_at from processing
    where site_id = ${siteId} and processing_id = ${id} and ended_at is null for update`
  if (!row) return false
  const before = document.parse(row.document)
  const at = now()
  const versions = [{ until: at.toISOString(), fields: before.now }, ...before.before].slice(0, versionsMax)
  await db`
    update processing set document = ${db.json({ version: 1, now: fields, before: versions })}, changed_at = ${at}
    where site_id = ${siteId} and processing_id = ${id}`
  return true
}

/** It stays in the register, with the day it stopped. False: there is none of this number that had not ended. Index: processing_pk. */
export async function endProcessing({ db, now }: Writing, siteId: SiteId, id: string): Promise<boolean> {
  const rows = await db<{ processing_id: string }[]>`
    update processing set ended_at = ${now()}
    where site_id = ${siteId} and processing_id = ${id} and ended_at is null returning processing_id`
  return rows.length > 0
}

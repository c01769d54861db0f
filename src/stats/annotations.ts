/**
 * What happened on a day, in the words of staff ("Nieuwsbrief verstuurd"): stands on the chart, so that a peak explains
 * itself a year later. Written by people about their own work; the page asks not to name anybody.
 */
import * as z from 'zod'
import { asRole } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { isDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import type { Range } from './question.ts'

export interface Annotation {
  readonly id: string
  readonly day: string
  readonly note: string
}

/** Room for a sentence; more is a report. */
export const noteLengthMax = 140
/** More on one day can't be read on a chart. */
const perDayMax = 5
const shownMax = 100

export const newAnnotation = z.strictObject({
  day: z.string().refine(isDay),
  note: z
    .string()
    .transform((text) => text.replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim())
    .pipe(z.string().min(1).max(noteLengthMax)),
})
export type NewAnnotation = z.infer<typeof newAnnotation>

/** Oldest first, at most 100. Index: annotation_pk. */
export async function listAnnotations(
  { db }: Pick<Ports, 'db'>,
  site: Site,
  { from, to }: Range,
): Promise<Annotation[]> {
  return await asRole(
    db,
    'dashboard',
    (tx) => tx<Annotation[]>`
      select annotation_id::text as id, day::text as day, note from annotation
      where site_id = ${site.id} and day between ${from} and ${to}
      order by annotation.day, made_at, annotation_id limit ${shownMax}`,
  )
}

/** False: the day has five notes already. Index: annotation_pk. */
export async function recordAnnotation(
  { db, now, random }: Pick<Ports, 'db' | 'now' | 'random'>,
  site: Site,
  { day, note }: NewAnnotation,
): Promise<boolean> {
  const hex = Buffer.from(random(16)).toString('hex')
  const made = await db`
    insert into annotation (site_id, annotation_id, day, note, made_at)
    select ${site.id}::integer, ${hex}::uuid, ${day}::date, ${note}, ${now()}
    where (select count(*) from annotation where site_id = ${site.id} and day = ${day}) < ${perDayMax}
    returning annotation_id`
  return made.length === 1
}

/** True when it was there. Index: annotation_pk. */
export async function removeAnnotation(
  { db }: Pick<Ports, 'db'>,
  site: Site,
  { id, day }: Pick<Annotation, 'id' | 'day'>,
): Promise<boolean> {
  const gone = await db`
    delete from annotation where site_id = ${site.id} and day = ${day} and annotation_id = ${id} returning annotation_id`
  return gone.length === 1
}

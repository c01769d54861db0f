/**
 * Versions of a site's own privacy statement: dated, in several languages, named by the hash of their text, never changed. Each
 * notice says which one held. An editor says whether a new one changes something in substance: then everyone is asked again; a
 * typo is mended without (C5).
 */
import * as z from 'zod'
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { isDay } from '../site/local-day.ts'
import { canonical, sha256 } from './canonical.ts'
import type { NoticeStatement } from './notice.ts'
import { noticeLanguages, type NoticeLanguage } from './texts.ts'

export type StatementFault = 'empty' | 'long' | 'text' | 'day' | 'same'
const fault = (code: StatementFault): StatementFault => code

const text = z
  .string(fault('text'))
  .transform((given) => given.replace(/\r\n?/g, '\n').trim())
  .pipe(
    z
      .string()
      .min(1, fault('empty'))
      .max(60_000, fault('long'))
      .refine(
        (given) => given.isWellFormed() && !/\p{Cc}/u.test(given.replaceAll(/[\n\t]/g, '')),
        fault('text'),
      ),
  )

/** What an editor writes: the text as it stands on the site, by language, and the date on it. */
export const newStatement = z.strictObject({
  publishedOn: z.string(fault('day')).refine(isDay, fault('day')),
  texts: z
    .partialRecord(z.enum(noticeLanguages), text)
    .refine((all) => Object.keys(all).length > 0, fault('empty')),
  /** Something changed that visitors must be asked about again. */
  isMaterial: z.boolean(),
})
export type NewStatement = z.infer<typeof newStatement>

export interface StatementVersion extends NoticeStatement {
  readonly texts: Readonly<Partial<Record<NoticeLanguage, string>>>
  readonly madeAt: Date
}

interface Row {
  readonly statement_id: string
  readonly body: string
  readonly published_on: string
  readonly material: number
  readonly made_at: Date
}

const versionOf = (row: Row): StatementVersion => ({
  hash: row.statement_id,
  publishedOn: row.published_on,
  material: row.material,
  texts: (JSON.parse(row.body) as { texts: StatementVersion['texts'] }).texts,
  madeAt: row.made_at,
})

/** The latest first. Index: statement_version_pk; a site has some dozens. */
export async function listStatements(db: Tx, siteId: SiteId): Promise<StatementVersion[]> {
  const rows = await db<Row[]>`
    select statement_id, body, published_on::text as published_on, material, made_at
    from statement_version where site_id = ${siteId} order by made_at desc, statement_id`
  return rows.map(versionOf)
}

/** The one that holds now, as notices name it. */
export async function findStatement(db: Tx, siteId: SiteId): Promise<NoticeStatement | null> {
  const [latest] = await listStatements(db, siteId)
  if (!latest) return null
  const { hash, publishedOn, material } = latest
  return { hash, publishedOn, material }
}

/**
 * Adds a version. `same` when this very text with this date is there already. The caller has locked the site, so that two at
 * once do not count one change twice.
 */
export async function recordStatement(
  { db, now }: { readonly db: Tx; readonly now: () => Date },
  siteId: SiteId,
  { publishedOn, texts, isMaterial }: NewStatement,
): Promise<{ readonly ok: true; readonly hash: string } | { readonly ok: false; readonly why: 'same' }> {
  const before = await findStatement(db, siteId)
  const body = canonical({ publishedOn, texts })
  const hash = sha256(body).toString('hex')
  const material = (before?.material ?? 0) + (isMaterial || before === null ? 1 : 0)
  const rows = await db`
    insert into statement_version (site_id, statement_id, body, published_on, material, made_at)
    values (${siteId}, ${hash}, ${body}, ${publishedOn}, ${material}, ${now()})
    on conflict (site_id, statement_id) do nothing
    returning statement_id`
  return rows.length === 1 ? { ok: true, hash } : { ok: false, why: 'same' }
}

/** What a device answered, and the notices that it was shown. */
import type { CategoryName, PackageRow } from './package-category.ts'
import type { Json } from './package-mask.ts'
import { iso, wholly, type Reader, type Reading } from './package-reading.ts'

/** Notices are whole texts of some tens of kilobytes. */
const noticesAtOnceMax = 10

interface AnswerRow {
  readonly receipt_id: string
  readonly previous_id: string | null
  readonly recorded_at: Date
  readonly valid_until: Date
  readonly body: string
  readonly ended_at: Date | null
  readonly insight: string | null
  readonly insight_until: Date | null
}

/** What a device answered, and what that allows: a device has some tens. Index: consent_receipt_pk, consent_given_pk. */
async function listDeviceAnswers({ ask, site, found: { receiptIds } }: Reading): Promise<PackageRow[]> {
  if (receiptIds.length === 0) return []
  const rows = await ask(
    (db) => db<AnswerRow[]>`
      select r.receipt_id, r.previous_id, r.recorded_at, r.valid_until, r.body, g.ended_at, g.insight::text as insight,
        g.insight_until
      from consent_receipt r
      left join consent_given g on g.site_id = ${site.id} and g.receipt_id = r.receipt_id
      where r.site_id = ${site.id} and r.receipt_id in ${db([...receiptIds])} order by r.recorded_at, r.receipt_id`,
  )
  return rows.map(({ body, ...row }) => ({
    ...row,
    recorded_at: iso(row.recorded_at),
    valid_until: iso(row.valid_until),
    answer: JSON.parse(body) as Json,
    ended_at: iso(row.ended_at),
    insight_until: iso(row.insight_until),
  }))
}

/** Each notice that was answered, once. Index: consent_receipt_pk, notice_pk. */
async function* readNotices({ ask, site, found: { receiptIds } }: Reading): AsyncIterable<PackageRow[]> {
  if (receiptIds.length === 0) return
  const asked = await ask(
    (db) => db<{ notice_id: string }[]>`
      select distinct body::jsonb ->> 'notice_id' as notice_id from consent_receipt
      where site_id = ${site.id} and receipt_id in ${db([...receiptIds])} and body::jsonb ->> 'notice_id' is not null
      order by 1`,
  )
  for (let from = 0; from < asked.length; from += noticesAtOnceMax) {
    const ids = asked.slice(from, from + noticesAtOnceMax).map((row) => row.notice_id)
    const rows = await ask(
      (db) => db<{ notice_id: string; body: string }[]>`
        select notice_id, body from notice where site_id = ${site.id} and notice_id in ${db(ids)} order by notice_id`,
    )
    yield rows.map(({ notice_id: id, body }) => ({ notice_id: id, shown: JSON.parse(body) as Json }))
  }
}

export const consentReaders = {
  'device-answers': wholly(listDeviceAnswers),
  notices: readNotices,
} satisfies Partial<Record<CategoryName, Reader>>

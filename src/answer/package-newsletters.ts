/** What somebody has to do with newsletters: as a reader of them, before they confirmed, and after they left. */
import { exportDeliveries } from '../delivery/forget.ts'
import { exportHits } from '../newsletter/forget.ts'
import { openWish } from '../subscriber/confirmation.ts'
import { exportSubscriber, type ExportedSubscriber } from '../subscriber/forget.ts'
import { openCells } from '../subscriber/import.ts'
import { emailIndex } from '../subscriber/subscriber.ts'
import { suppressionHash } from '../subscriber/suppression.ts'
import type { CategoryName, PackageRow } from './package-category.ts'
import { iso, pageRowsMax, wholly, type Reader, type Reading } from './package-reading.ts'

const ofSubscriber = (pick: (exported: ExportedSubscriber) => readonly PackageRow[]): Reader =>
  wholly(async ({ ask, keys: { keyFor }, site, found: { subscriberId } }) => {
    if (subscriberId === null) return []
    const exported = await ask((db) => exportSubscriber({ db, keyFor }, site.id, subscriberId))
    return exported ? pick(exported) : []
  })

interface ConfirmationRow {
  readonly confirmation_id: string
  readonly kind: string
  readonly sealed: Uint8Array | null
  readonly asked_at: Date
  readonly mailed_at: Date | null
  readonly used_at: Date | null
}

/**
 * Of the subscriber, and of whoever has not confirmed yet and so is none. Of `confirmation`, which holds three days, a site's rows
 * are read, as when they are erased.
 */
async function listConfirmations({ ask, keys, site, request, found }: Reading): Promise<PackageRow[]> {
  const { email } = request.subject
  const subscriberId = found.subscriberId === null ? null : String(found.subscriberId)
  const rows = await ask(
    (db) => db<ConfirmationRow[]>`
      select confirmation_id, kind, sealed, asked_at, mailed_at, used_at from confirmation
      where site_id = ${site.id} and (subscriber_id = ${subscriberId} or email_index = ${email && emailIndex(keys, email)})
      order by asked_at, confirmation_id limit ${pageRowsMax}`,
  )
  return rows.map(({ sealed, ...row }) => {
    const wish = sealed && openWish(keys, sealed)
    return {
      confirmation_id: row.confirmation_id,
      kind: row.kind,
      email: wish?.email ?? null,
      name: wish?.kind === 'subscribe' ? wish.name : null,
      asked_at: iso(row.asked_at),
      mailed_at: iso(row.mailed_at),
      used_at: iso(row.used_at),
    }
  })
}

/** Rows of files that wait to be taken up. Index: reader_import_row_email. */
async function listImported({ ask, keys, site, request }: Reading): Promise<PackageRow[]> {
  const { email } = request.subject
  if (email === null) return []
  const rows = await ask(
    (db) => db<{ sealed: Uint8Array; verdict: string | null }[]>`
      select sealed, verdict from reader_import_row
      where site_id = ${site.id} and email_index = ${emailIndex(keys, email)} order by import_id, row_no limit ${pageRowsMax}`,
  )
  return rows.map(({ sealed, verdict }) => ({ row: openCells(keys, sealed), verdict }))
}

/** Whether or not they are a subscriber: the hash outlives them. Index: suppression_pk. */
async function listSuppression({ ask, keys, site, request }: Reading): Promise<PackageRow[]> {
  const { email } = request.subject
  if (email === null) return []
  const rows = await ask(
    (db) => db<{ reason: string; suppressed_at: Date; asked_again_at: Date | null }[]>`
      select reason, suppressed_at, asked_again_at from suppression
      where site_id = ${site.id} and email_hash = ${suppressionHash(keys, email)}`,
  )
  return rows.map((row) => ({
    reason: row.reason,
    suppressed_at: iso(row.suppressed_at),
    asked_again_at: iso(row.asked_again_at),
  }))
}

export const newsletterReaders = {
  subscriber: ofSubscriber(({ subscriber }) => [
    {
      ...subscriber,
      made_at: iso(subscriber.made_at),
      measure_asked_at: iso(subscriber.measure_asked_at),
      bounced_at: iso(subscriber.bounced_at),
    },
  ]),
  subscriptions: ofSubscriber(({ subscription }) =>
    subscription.map((one) => ({ ...one, began_at: iso(one.began_at), ended_at: iso(one.ended_at) })),
  ),
  'newsletter-answers': ofSubscriber((exported) =>
    exported.subscriber_receipt.map((one) => ({ ...one, recorded_at: iso(one.recorded_at) })),
  ),
  confirmations: wholly(listConfirmations),
  imports: wholly(listImported),
  suppression: wholly(listSuppression),
  deliveries: wholly(async ({ ask, site, found: { subscriberId } }) => {
    if (subscriberId === null) return []
    return (await ask((db) => exportDeliveries({ db }, site.id, subscriberId))).map((one) => ({
      title: one.subject,
      issue_id: one.issueId,
      state: one.state,
      opens: one.opens,
      clicks: one.clicks,
      sent_at: iso(one.sentAt),
      returned: one.returned,
      returned_at: iso(one.returnedAt),
    }))
  }),
  hits: wholly(async ({ ask, site, found: { subscriberId } }) => {
    if (subscriberId === null) return []
    return (await ask((db) => exportHits({ db }, site.id, subscriberId))).map((one) => ({
      title: one.subject,
      target: one.target,
      issue_id: one.issueId,
      verdict: one.verdict,
      times: one.times,
      first_at: iso(one.firstAt),
      last_at: iso(one.lastAt),
    }))
  }),
} satisfies Partial<Record<CategoryName, Reader>>

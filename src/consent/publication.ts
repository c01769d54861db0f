/**
 * From a draft to what visitors are asked. A notice is written once and never changed; publishing says which one holds from now
 * on, and whether everyone is asked again (C2, C5). Staff's drafts stand here too: none reaches a visitor by itself.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { recordAsking, type Site } from '../site/site.ts'
import { isControllerKnown } from '../site/site-settings.ts'
import { consentDraft, emptyDraft, type ConsentDraft } from './draft.ts'
import { lintNotice, type Offence } from './lint.ts'
import { makeNotice, materialOf, noticeIdOf, noticeText, reasonsToAsk, type Notice } from './notice.ts'
import { findStatement } from './statement-version.ts'

/** The draft as it stands; the empty one where nobody began. Index: consent_draft_pk. */
export async function findDraft(db: Tx, siteId: SiteId): Promise<ConsentDraft> {
  const [row] = await db<{ document: unknown }[]>`
    select document from consent_draft where site_id = ${siteId}`
  return row ? consentDraft.parse(row.document) : emptyDraft
}

/** Index: consent_draft_pk. */
export async function recordDraft(
  { db, now }: { readonly db: Tx; readonly now: () => Date },
  siteId: SiteId,
  draft: ConsentDraft,
): Promise<void> {
  await db`
    insert into consent_draft (site_id, document, changed_at) values (${siteId}, ${db.json(draft)}, ${now()})
    on conflict (site_id) do update set document = excluded.document, changed_at = excluded.changed_at`
}

/** What the draft would become now. */
export async function previewNotice(db: Tx, site: Site, draft: ConsentDraft): Promise<Notice> {
  const { name, address, email } = site.settings.controller
  return makeNotice(draft, {
    site: site.domain,
    form: site.settings.form,
    controller: { name, address, email },
    statement: await findStatement(db, site.id),
    visitsMonths: site.settings.retention.visitsMonths,
  })
}

export interface Publication {
  readonly noticeId: string | null
  readonly publishedAt: Date
  readonly askedSince: Date | null
  readonly publishedBy: string | null
}

/** The latest first. Index: notice_publication_pk. */
export async function listPublications(db: Tx, siteId: SiteId, limit = 50): Promise<Publication[]> {
  return await db<Publication[]>`
    select notice_id as "noticeId", published_at as "publishedAt", asked_since as "askedSince",
      published_by::text as "publishedBy"
    from notice_publication where site_id = ${siteId} order by nth desc limit ${limit}`
}

/** A notice by its name, as it was shown. Null for a name that no notice has. Index: notice_pk. */
export async function findNotice(db: Tx, siteId: SiteId, noticeId: string): Promise<Notice | null> {
  const body = await findNoticeText(db, siteId, noticeId)
  return body === null ? null : (JSON.parse(body) as Notice)
}

/** Index: notice_pk. */
export async function findNoticeText(db: Tx, siteId: SiteId, noticeId: string): Promise<string | null> {
  const [row] = await db<{ body: string }[]>`
    select body from notice where site_id = ${siteId} and notice_id = ${noticeId}`
  return row?.body ?? null
}

export interface CurrentNotice {
  readonly id: string
  readonly notice: Notice
  readonly askedSince: Date
}

/** What visitors of this site are asked now; null when nothing is. Index: notice_publication_pk, notice_pk. */
export async function findCurrentNotice(db: Tx, siteId: SiteId): Promise<CurrentNotice | null> {
  const [latest] = await listPublications(db, siteId, 1)
  if (!latest || latest.noticeId === null || latest.askedSince === null) return null
  const notice = await findNotice(db, siteId, latest.noticeId)
  return {
    id: latest.noticeId,
    notice: must(notice, 'nothing of ours deletes a notice'),
    askedSince: latest.askedSince,
  }
}

export type Publishing =
  | { readonly ok: true; readonly noticeId: string; readonly asksAgain: boolean }
  | { readonly ok: false; readonly why: 'no-controller' | 'no-statement' | 'nothing-to-ask' | 'unchanged' }
  | { readonly ok: false; readonly why: 'offences'; readonly offences: readonly Offence[] }

/**
 * Publishes the draft: writes the notice, and from now on it is shown. In a transaction of the caller's, who has locked the
 * site. Refused while nobody is named who asks, while no version of the privacy statement is kept that an answer could be tied to
 * while no purpose needs consent (then no banner is needed), while a rule is
 * broken, and when this very notice is shown already. What changed in substance asks everyone again, and ends the consents
 * that were given to what was asked before.
 */
export async function publishDraft(
  { db, now }: { readonly db: Tx; readonly now: () => Date },
  site: Site,
  publishedBy: string | null,
): Promise<Publishing> {
  const draft = await findDraft(db, site.id)
  if (!isControllerKnown(site.settings)) return { ok: false, why: 'no-controller' }
  if (reasonsToAsk(draft).length === 0) return { ok: false, why: 'nothing-to-ask' }
  const notice = await previewNotice(db, site, draft)
  if (notice.statement === null) return { ok: false, why: 'no-statement' }
  const offences = lintNotice(notice)
  if (offences.length > 0) return { ok: false, why: 'offences', offences }
  const text = noticeText(notice)
  const noticeId = noticeIdOf(text)
  const before = await findCurrentNotice(db, site.id)
  if (before?.id === noticeId) return { ok: false, why: 'unchanged' }
  const asksAgain = before === null || materialOf(before.notice) !== materialOf(notice)
  const at = now()
  const askedSince = asksAgain ? at : before.askedSince
  await db`
    insert into notice (site_id, notice_id, body, made_at) values (${site.id}, ${noticeId}, ${text}, ${at})
    on conflict (site_id, notice_id) do nothing`
  await recordPublication(db, site, { noticeId, publishedAt: at, askedSince, publishedBy })
  if (asksAgain) await endAllConsents(db, site.id, at)
  return { ok: true, noticeId, asksAgain }
}

/** From now on nothing is asked, and no consent holds any more. As `publishDraft`; null when nothing was asked. */
export async function endAsking(
  { db, now }: { readonly db: Tx; readonly now: () => Date },
  site: Site,
  publishedBy: string | null,
): Promise<Publication | null> {
  if (!(await findCurrentNotice(db, site.id))) return null
  const publication = { noticeId: null, publishedAt: now(), askedSince: null, publishedBy }
  await recordPublication(db, site, publication)
  await endAllConsents(db, site.id, publication.publishedAt)
  return publication
}

async function recordPublication(db: Tx, site: Site, publication: Publication): Promise<void> {
  const { noticeId, publishedAt, askedSince, publishedBy } = publication
  await db`
    insert into notice_publication (site_id, nth, published_at, notice_id, asked_since, published_by)
    select ${site.id}::integer, coalesce(max(nth), 0) + 1, ${publishedAt}::timestamptz, ${noticeId}::text,
      ${askedSince}::timestamptz, ${publishedBy}::uuid
    from notice_publication where site_id = ${site.id}`
  await recordAsking({ db }, site, askedSince)
}

/** Index: consent_given_pk. */
async function endAllConsents(db: Tx, siteId: SiteId, at: Date): Promise<void> {
  await db`update consent_given set ended_at = ${at} where site_id = ${siteId} and ended_at is null`
}

/** Publishing from outside a transaction, for tools and tests: one site, locked by its own row. */
export const publishNow = (
  { db, now }: Pick<Ports, 'db' | 'now'>,
  site: Site,
  draft: ConsentDraft,
): Promise<Publishing> =>
  db.begin(async (tx) => {
    await recordDraft({ db: tx, now }, site.id, draft)
    return publishDraft({ db: tx, now }, site, null)
  })

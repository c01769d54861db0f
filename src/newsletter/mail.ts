/**
 * A newsletter as each reader gets it. Composed once and kept clean; links and pictures that count are put into a copy, for whoever allowed
 * it: a refusal is another mail, not a counter that is muted (newsletter.md fact 2). Three twins of one source: not measured, with the addresses
 * as they were written; measured as one of all, where all readers get the same bytes but for greeting and ways out (law N7); measured
 * as themselves (N3). The ways out are always the reader's own, and are no measuring.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import type { Level } from '../subscriber/level.ts'
import { findNewsletterSettings, type NewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { signLink, type LinkPurpose } from '../subscriber/token.ts'
import { composeIssue, type Composed } from './compose.ts'
import { escapeHtml, markPlaceholders, readPlaceholders, spokenName } from './holes.ts'
import { markHtml, markText } from './instrument.ts'
import type { Issue, IssueDocument } from './issue.ts'
import { cut, fill, settle, type Hole, type MailPieces, type Pieces } from './pieces.ts'
import { readTarget, warmTargets } from './target.ts'
import { campaignOf, tagTarget } from './utm.ts'

export interface Reader {
  readonly subscriberId: bigint
  readonly name: string | null
  readonly opens: Level
  readonly clicks: Level
}

export interface RenderedMail {
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly unsubscribeUrl: string
  readonly manageUrl: string
}

export interface IssueMail {
  readonly issueId: number
  readonly render: (reader: Reader) => RenderedMail
}

type Addressing = Pick<Ports, 'config' | 'keyFor'>

/** Pages of this service, behind its public address: who asks what is measured, or leaves, is not measured at that. */
const ourPages = /^\/(n|privacy|newsletter|choice|my-data|rights|share|auth|dashboard)([/?#]|$)/

export const isOurs = (target: string, publicUrl: string): boolean => {
  const base = (readTarget(publicUrl) ?? '').replace(/\/$/, '')
  return target.startsWith(base) && ourPages.test(target.slice(base.length))
}

/** Line ends in a header would be another header (RFC 5322 section 2.2). */
const headerBreaks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu

interface Preparing {
  readonly publicUrl: string
  readonly clicks: boolean
  readonly opens: boolean
}

/**
 * Makes pieces of a mail of anybody's making: what is filled in for thousands. Text is made of the clean HTML by whoever wrote it; its links
 * are those of the HTML wherever they lead to the same place. Takes any text; never throws.
 */
export function prepareMail(
  { subject, html, text }: Composed,
  { publicUrl, clicks, opens }: Preparing,
): MailPieces {
  const isTracked = (target: string): boolean => !isOurs(target, publicUrl)
  const inHtml = markHtml(html, { clicks, opens, isTracked })
  const isTrackedInText = (target: string): boolean => isTracked(target) && !inHtml.markedOff.has(target)
  const inText = clicks
    ? markText(text, inHtml.targets, { isTracked: isTrackedInText })
    : { marks: [], targets: [] }
  return {
    subject: readPlaceholders(subject.replace(headerBreaks, ' '), 'subject'),
    html: cut(html, [...inHtml.marks, ...markPlaceholders(html, 'html')]),
    text: cut(text, [...inText.marks, ...markPlaceholders(text, 'text')]),
    links: inText.targets,
  }
}

/** What stands in a mail where a link of this number was; null: the link as it was written, for everybody. */
interface LinkNow {
  /** Where it leads since it was mended, for who goes there without us; null: it was not. */
  readonly mended: string | null
}

interface Sent {
  readonly siteId: SiteId
  readonly issueId: number
}

/** 1 by 1, in attributes and in a style that mail programs keep. Without a text: there is nothing to read aloud. */
const dot = (url: string): string =>
  `<img src="${escapeHtml(url)}" width="1" height="1" alt="" border="0" style="display:block;width:1px;height:1px;border:0">`

interface Twin {
  readonly html: Pieces
  readonly text: Pieces
}

/** Done once for each of the nine pairs of levels that occur; a reader then costs two texts put together and the tokens of their own. */
export function openMail(
  ports: Addressing,
  { siteId, issueId }: Sent,
  { subject, html, text, links }: MailPieces,
  now: (linkNo: number) => LinkNow | null = (linkNo) => (linkNo <= links.length ? { mended: null } : null),
): IssueMail {
  const urlOf = (way: string, purpose: LinkPurpose, subscriberId: bigint | null, linkNo = 0): string =>
    `${ports.config.publicUrl}/n/${way}/${signLink(ports, purpose, { siteId, issueId, linkNo, subscriberId })}`
  const clickUrl = (linkNo: number, who: bigint | null): string => urlOf('c', 'click', who, linkNo)
  const picture = (who: bigint | null): string => dot(`${urlOf('o', 'open', who)}.gif`)
  const viewUrl = urlOf('v', 'view', null)

  /** What is the same for all readers of these levels; null: it is not. */
  const shared =
    ({ opens, clicks }: Pick<Reader, 'opens' | 'clicks'>, escape: (text: string) => string) =>
    (hole: Hole): string | null => {
      switch (hole.hole) {
        case 'view':
          return escape(viewUrl)
        case 'open':
          return opens === 'off' ? '' : opens === 'aggregate' ? picture(null) : null
        case 'click': {
          const link = now(hole.linkNo)
          if (link === null) return hole.target
          if (clicks === 'off') return link.mended === null ? hole.target : escape(link.mended)
          return clicks === 'aggregate' ? escape(clickUrl(hole.linkNo, null)) : null
        }
        case 'name':
        case 'unsubscribe':
        case 'manage':
          return null
      }
    }

  const twins = new Map<string, Twin>()
  function twinOf(levels: Pick<Reader, 'opens' | 'clicks'>): Twin {
    const pair = `${levels.opens} ${levels.clicks}`
    const known = twins.get(pair)
    if (known) return known
    const twin = { html: settle(html, shared(levels, escapeHtml)), text: settle(text, shared(levels, asIs)) }
    twins.set(pair, twin)
    return twin
  }

  function render(reader: Reader): RenderedMail {
    const { subscriberId } = reader
    const twin = twinOf(reader)
    const name = spokenName(reader.name ?? '')
    const unsubscribeUrl = urlOf('u', 'unsubscribe', subscriberId)
    const manageUrl = urlOf('m', 'manage', subscriberId)
    const clicks = new Map<number, string>()
    const own =
      (escape: (text: string) => string) =>
      (hole: Hole): string => {
        switch (hole.hole) {
          case 'name':
            return escape(name || hole.fallback)
          case 'unsubscribe':
            return escape(unsubscribeUrl)
          case 'manage':
            return escape(manageUrl)
          case 'view':
            return escape(viewUrl)
          case 'open':
            return picture(subscriberId)
          case 'click': {
            // The text part has the same links.
            const url = clicks.get(hole.linkNo) ?? clickUrl(hole.linkNo, subscriberId)
            clicks.set(hole.linkNo, url)
            return escape(url)
          }
        }
      }
    return {
      subject: fill(subject, own(asIs)),
      html: fill(twin.html, own(escapeHtml)),
      text: fill(twin.text, own(asIs)),
      unsubscribeUrl,
      manageUrl,
    }
  }
  return { issueId, render }
}

const asIs = (text: string): string => text

/**
 * Says where the links of a frozen issue lead, from number 1, as of when it was frozen: one of a later instant was mended. Those
 * that are there stay. Indexes: issue_body_pk, issue_link_pk.
 */
export async function recordLinks(
  { db }: { readonly db: Tx },
  { siteId, id }: Pick<Issue, 'siteId' | 'id'>,
  targets: readonly string[],
): Promise<void> {
  await db`
    insert into issue_link (site_id, issue_id, link_no, target, changed_at)
    select body.site_id, body.issue_id, given.link_no, given.target, body.frozen_at
    from issue_body body, jsonb_array_elements_text(${db.json([...targets])}) with ordinality as given (target, link_no)
    where body.site_id = ${siteId} and body.issue_id = ${id}
    on conflict (site_id, issue_id, link_no) do nothing`
}

/** The stored target carries the names of this issue's campaign, where it is a page of the site and there is room. */
function storedTargets(links: readonly string[], site: Site, issue: Issue): readonly string[] {
  const campaign = campaignOf(issue)
  return links.map((target) => readTarget(tagTarget(target, site, campaign)) ?? target)
}

/**
 * Composes an issue for good: what is changed later, in the issue or in this code, changes nothing in it. Once it is frozen, this does
 * nothing. In the caller's transaction, so that nobody sees a mail without its links. Indexes: newsletter_settings_pk, issue_body_pk.
 */
export async function freezeIssue(
  ports: { readonly db: Tx } & Pick<Ports, 'now' | 'config'>,
  site: Site,
  issue: Issue,
): Promise<void> {
  const { db, now, config } = ports
  const settings = await findNewsletterSettings(ports, site)
  const composed = composeIssue(issue.document, { site, settings, publicUrl: config.publicUrl })
  const { count } = await db`
    insert into issue_body (site_id, issue_id, subject, html, body, frozen_at)
    values (${site.id}, ${issue.id}, ${composed.subject}, ${composed.html}, ${composed.text}, ${now()})
    on conflict (site_id, issue_id) do nothing`
  if (count === 0) return
  const { links } = prepareMail(composed, { publicUrl: config.publicUrl, clicks: true, opens: true })
  await recordLinks(ports, { siteId: site.id, id: issue.id }, storedTargets(links, site, issue))
}

interface LinkRow {
  readonly link_no: number
  readonly target: string
  readonly changed_at: Date
}

/** With or without the names that were added, up to its fragment. */
const leadsTo = (stored: string, written: string): boolean =>
  stored.startsWith(written.split('#', 1)[0] ?? '')

/**
 * The mail of a frozen issue, ready for thousands; null when it was not frozen. Targets that were mended since reach also who is not measured,
 * in mails that are still to go. A link that is numbered otherwise than when it was frozen, by an older release, is nobody's to count: it
 * leads where it was written to, never to another one's target. Indexes: issue_body_pk, issue_link_pk.
 */
export async function findIssueMail(
  ports: Pick<Ports, 'db'> & Addressing,
  site: Pick<Site, 'id'>,
  issueId: number,
): Promise<IssueMail | null> {
  const { db, config } = ports
  const [body] = await db<{ subject: string; html: string; body: string; frozen_at: Date }[]>`
    select subject, html, body, frozen_at from issue_body where site_id = ${site.id} and issue_id = ${issueId}`
  if (!body) return null
  const rows = await db<LinkRow[]>`
    select link_no, target, changed_at from issue_link
    where site_id = ${site.id} and issue_id = ${issueId} order by link_no`
  warmTargets(
    db,
    site.id,
    issueId,
    rows.map(({ target }) => target),
  )
  const pieces = prepareMail(
    { subject: body.subject, html: body.html, text: body.body },
    { publicUrl: config.publicUrl, clicks: true, opens: true },
  )
  const links = rows.map(({ target, changed_at: changedAt }, nth): LinkNow | null => {
    if (changedAt > body.frozen_at) return { mended: target }
    return leadsTo(target, pieces.links[nth] ?? '\0') ? { mended: null } : null
  })
  return openMail(ports, { siteId: site.id, issueId }, pieces, (linkNo) => links[linkNo - 1] ?? null)
}

/**
 * What a reader would get of an issue as it stands, not measured, with nothing stored: for previews and for mails to try. Its ways
 * out are of no issue, and lead out of all lists.
 */
export function previewMail(
  { config, keyFor }: Addressing,
  site: Site,
  settings: NewsletterSettings,
  document: IssueDocument,
  reader: Reader,
): RenderedMail {
  const { publicUrl } = config
  const pieces = prepareMail(composeIssue(document, { site, settings, publicUrl }), {
    publicUrl,
    clicks: false,
    opens: false,
  })
  return openMail({ config, keyFor }, { siteId: site.id, issueId: 0 }, pieces).render(reader)
}

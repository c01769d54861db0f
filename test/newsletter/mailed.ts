/** A newsletter that was sent, for tests of what happens to its links: an issue with three links and readers of each kind. */
import type { Db } from '../../src/db/connect.ts'
import { addIssue, issueDocument, type Issue } from '../../src/newsletter/issue.ts'
import { must } from '../../src/must.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail } from '../../src/subscriber/email.ts'
import type { Level } from '../../src/subscriber/level.ts'
import { addList } from '../../src/subscriber/list.ts'
import {
  newsletterSettings,
  recordNewsletterSettings,
  type NewsletterSettings,
} from '../../src/subscriber/newsletter-settings.ts'
import { admitSubscriber } from '../../src/subscriber/subscriber.ts'
import { signLink, type LinkPurpose } from '../../src/subscriber/token.ts'
import { chrome } from '../support/send.ts'
import type { World } from '../support/world.ts'

export const targets = [
  'https://example.nl/nieuws?a=1&b=%2Fc&sig=aB%3D',
  'https://example.nl/storing',
  'https://www.rotterdam.nl/wonen#hulp',
]

export interface Mailed {
  readonly site: Site
  readonly issue: Issue
  readonly listId: number
}

export const allowing = (settings: Partial<NewsletterSettings>) => newsletterSettings.parse(settings)

/** Sent, with its links; the site allows everything unless told. */
export async function mailIssue(
  world: World,
  settings: Partial<NewsletterSettings> = { opens: 'personal', clicks: 'personal' },
): Promise<Mailed> {
  const site = await world.addSite()
  await recordNewsletterSettings(world.ports, site, allowing(settings))
  const list = await addList(world.ports, site, { name: 'Nieuws', description: '', isOpen: true })
  const document = issueDocument.parse({ subject: 'Nieuws van mei', lists: [list.id] })
  const issue = await addIssue(world.ports, site, { document, madeBy: null })
  await addLinks(world.ports.db, issue)
  return { site, issue, listId: list.id }
}

export async function addLinks(db: Db, { siteId, id }: Issue, leading = targets): Promise<void> {
  for (const [nth, target] of leading.entries())
    await db`
      insert into issue_link (site_id, issue_id, link_no, target, changed_at)
      values (${siteId}, ${id}, ${nth + 1}, ${target}, ${new Date(0)})`
}

/** Somebody who got the mail at these levels. */
export async function addReader(
  world: World,
  { site, issue, listId }: Mailed,
  name: string,
  { answer, level }: { readonly answer: 'yes' | 'no' | null; readonly level: Level },
): Promise<bigint> {
  const { id } = await world.ports.db.begin((db) =>
    admitSubscriber(
      { ...world.ports, db },
      {
        siteId: site.id,
        email: must(readEmail(`${name}@lezer.example`), 'it is one'),
        name,
        language: 'nl',
        lists: [listId],
        textId: null,
        channel: 'form',
        ...(answer && { measure: { answer, textId: null } }),
      },
    ),
  )
  await world.ports.db`
    insert into delivery (site_id, issue_id, subscriber_id, state, opens, clicks, next_try_at)
    values (${site.id}, ${issue.id}, ${String(id)}, 'sent', ${level}, ${level}, ${world.ports.now()})`
  return id
}

/** Path of a link in the mail. Of nobody in particular without a reader. */
export function linkPath(
  { ports }: World,
  { siteId, id }: Pick<Issue, 'siteId' | 'id'>,
  linkNo: number,
  subscriberId: bigint | null = null,
  purpose: LinkPurpose = linkNo === 0 ? 'open' : 'click',
): string {
  const token = signLink(ports, purpose, { siteId, issueId: id, linkNo, subscriberId })
  return linkNo === 0 ? `/n/o/${token}.gif` : `/n/c/${token}`
}

interface Following {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly address?: string
}

/** Follows it as a person would, and waits until it is counted. */
export async function follow(
  world: World,
  path: string,
  { method = 'GET', headers = {}, address }: Following = {},
): Promise<Response> {
  const asked = { method, headers: { 'user-agent': chrome, ...headers } }
  const answer = await world.request(path, asked, address)
  await world.deferred.drain()
  return answer
}

interface CountRow {
  readonly day: string
  readonly link: number
  readonly level: string
  readonly verdict: string
  readonly times: number
}

/** `day link level verdict times`, of every site. */
export async function counts(db: Db): Promise<string[]> {
  const rows = await db<CountRow[]>`
    select day::text as day, link_no as link, level, verdict, times from hit_count
    where times > 0 order by site_id, issue_id, day, link_no, level, verdict`
  return rows.map(({ day, link, level, verdict, times }) => `${day} ${link} ${level} ${verdict} ${times}`)
}

/** `reader link verdict times`, of every site. */
export async function readerHits(db: Db): Promise<string[]> {
  const rows = await db<{ reader: string; link: number; verdict: string; times: number }[]>`
    select subscriber_id::text as reader, link_no as link, verdict, times from reader_hit
    order by subscriber_id, link_no, verdict`
  return rows.map(({ reader, link, verdict, times }) => `${reader} ${link} ${verdict} ${times}`)
}

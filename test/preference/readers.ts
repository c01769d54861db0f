/** A site that sends newsletters, with readers, and their links as they stand in mails. */
import { must } from '../../src/must.ts'
import { addIssue, issueDocument, type Issue } from '../../src/newsletter/issue.ts'
import type { Letter } from '../../src/ports.ts'
import type { Site } from '../../src/site/site.ts'
import { readEmail, type Email } from '../../src/subscriber/email.ts'
import { addList, type List } from '../../src/subscriber/list.ts'
import {
  newsletterSettings,
  recordNewsletterSettings,
  type NewsletterSettings,
} from '../../src/subscriber/newsletter-settings.ts'
import { admitSubscriber, listSubscribed, type Admission } from '../../src/subscriber/subscriber.ts'
import { signLink, type LinkPurpose } from '../../src/subscriber/token.ts'
import { sendDue } from '../../src/mail/queue.ts'
import type { World } from '../support/world.ts'

export interface Sending {
  readonly site: Site
  /** Bewonersnieuws, Storingen: open to anybody. Commissie: staff add people. */
  readonly lists: readonly [List, List, List]
  /** To Bewonersnieuws alone. */
  readonly issue: Issue
}

export async function openSending(
  world: World,
  {
    domain = 'example.nl',
    settings = { opens: 'personal', clicks: 'personal' },
  }: { readonly domain?: string; readonly settings?: Partial<NewsletterSettings> } = {},
): Promise<Sending> {
  const { ports } = world
  const site = await world.addSite({ domain })
  await recordNewsletterSettings(ports, site, newsletterSettings.parse(settings))
  const list = (name: string, isOpen: boolean) =>
    addList(ports, site, { name, description: isOpen ? `Over ${name}` : '', isOpen })
  const news = await list('Bewonersnieuws', true)
  const lists = [news, await list('Storingen', true), await list('Commissie', false)] as const
  const document = issueDocument.parse({ subject: 'Nieuws van mei', lists: [news.id] })
  const issue = await addIssue(ports, site, { document, madeBy: null })
  return { site, lists, issue }
}

export const emailOf = (name: string): Email => must(readEmail(`${name}@lezer.example`), 'it is one')

/** Subscribed to all three unless told. */
export async function addReader(
  { ports }: World,
  { site, lists }: Sending,
  name = 'anna',
  more: Partial<Admission> = {},
): Promise<bigint> {
  const { id } = await ports.db.begin((db) =>
    admitSubscriber(
      { ...ports, db },
      {
        siteId: site.id,
        email: emailOf(name),
        name: 'Anna de Wit',
        language: 'nl',
        lists: lists.map((list) => list.id),
        textId: null,
        channel: 'form',
        ...more,
      },
    ),
  )
  return id
}

export interface Linked {
  readonly issueId?: number
  readonly subscriberId: bigint | null
}

/** A token as it stands in a mail of the issue, or of none. */
export const tokenOf = (
  { ports }: Pick<World, 'ports'>,
  purpose: LinkPurpose,
  { site, issue }: Pick<Sending, 'site' | 'issue'>,
  { issueId = issue.id, subscriberId }: Linked,
): string => signLink(ports, purpose, { siteId: site.id, issueId, linkNo: 0, subscriberId })

/** Names of the lists that somebody gets. */
export async function subscribed({ ports }: World, { site, lists }: Sending, id: bigint): Promise<string[]> {
  const on = await listSubscribed(ports, site.id, id)
  return lists.filter((list) => on.includes(list.id)).map(({ name }) => name)
}

export interface ReceiptRow {
  readonly purpose: string
  readonly answer: string
  readonly channel: string
  readonly lists: readonly number[]
  readonly text: string | null
}

/** The oldest first. */
export async function receipts({ ports }: World, { site }: Sending, id: bigint): Promise<ReceiptRow[]> {
  const rows = await ports.db<ReceiptRow[]>`
    select purpose, answer, channel, lists, body as text from subscriber_receipt r
    left join subscription_text t on t.site_id = r.site_id and t.text_id = r.text_id
    where r.site_id = ${site.id} and subscriber_id = ${String(id)}
    order by recorded_at, r.ctid`
  return rows.map((row) => ({ ...row }))
}

/** `issue ended_by times`. */
export async function endings({ ports }: World): Promise<string[]> {
  const rows = await ports.db<{ issue_id: number; ended_by: string; times: number }[]>`
    select issue_id, ended_by, times from unsubscribe_count where times > 0 order by site_id, issue_id, ended_by`
  return rows.map((row) => `${row.issue_id} ${row.ended_by} ${row.times}`)
}

/** A form as a browser sends it. A field may stand there more than once. */
export const form = (fields: Readonly<Record<string, string | readonly string[]>>) => ({
  method: 'POST',
  body: new URLSearchParams(
    Object.entries(fields).flatMap(([name, values]) => [values].flat().map((value) => [name, value])),
  ),
  headers: { 'accept-language': 'nl' },
})

/** As RFC 8058 section 3.1 has it: from a machine of the mail provider, which says no origin and sends no cookie. */
export const oneClick = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }

export const look = (world: World, path: string, language = 'nl') =>
  world.request(path, { headers: { accept: 'text/html', 'accept-language': language } })

/** The path of our own link in a mail. */
export function linkIn({ text }: Letter, path: string): string {
  const found = text.split(/\s/).find((word) => word.includes(path))
  return must(found, 'the mail has the link').replace(/^https?:\/\/[^/]+/, '')
}

/** Takes every mail that waits in the queue, in order. */
export async function takeMails({ ports }: World): Promise<Letter[]> {
  const letters: Letter[] = []
  const keep = async ({ letter }: { readonly letter: Letter }) => {
    letters.push(letter)
    return { kind: 'sent' } as const
  }
  await sendDue(ports, keep, { limit: 1_000, holder: 'reader' })
  return letters
}

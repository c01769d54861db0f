/**
 * Who gets a newsletter that another mail system sends. Only people who subscribe to its list now, and whose address is not suppressed (law
 * N1): for everybody else nothing is handed out. How far each may be measured is frozen in a row of theirs, as for a mail that we send.
 */
import type { Ports } from '../ports.ts'
import { unseal } from '../seal.ts'
import type { Site } from '../site/site.ts'
import { readEmail, type Email } from '../subscriber/email.ts'
import { ceilingOf, strictest, type Level, type MeasureAnswer } from '../subscriber/level.ts'
import type { NewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { emailIndex } from '../subscriber/subscriber.ts'
import { listSuppressed } from '../subscriber/suppression.ts'
import type { Campaign } from './campaign.ts'
import type { Reader } from './mail.ts'

export type Refusal = 'invalid-email' | 'suppressed' | 'not-subscribed'

/** One of those who were asked for, by their place in the request. */
export type HandedOut =
  | { readonly index: number; readonly reader: Reader }
  | { readonly index: number; readonly error: Refusal }

type Storing = Pick<Ports, 'db' | 'now' | 'keyFor'>

interface ReaderRow {
  readonly email: string
  readonly subscriber_id: string
  readonly name: Uint8Array | null
  readonly measure_answer: MeasureAnswer
  readonly opens: Level
  readonly clicks: Level
}

type Levels = Pick<Campaign, 'opens' | 'clicks'>

/**
 * Adds a row for each who may get it and has none yet, and answers them by the hash of their address. Whoever is being erased at this moment
 * is locked by that, and gone when it is done. Indexes: subscriber_once, subscription_pk, delivery_pk; tried with 1,000 addresses.
 */
async function addReaders(
  { db, now }: Storing,
  siteId: Site['id'],
  { issueId, list, opens, clicks }: Levels & { readonly issueId: number; readonly list: number },
  hashes: readonly string[],
): Promise<ReadonlyMap<string, ReaderRow>> {
  const wanted = `{${hashes.join(',')}}`
  const level = (of: Level) => ({
    yes: strictest(of, 'personal'),
    no: 'off',
    none: strictest(of, 'aggregate'),
  })
  const [opening, clicking] = [level(opens), level(clicks)]
  await db`
    insert into delivery (site_id, issue_id, subscriber_id, state, opens, clicks, next_try_at, sent_at)
    select ${siteId}, ${issueId}, s.subscriber_id, 'sent',
      case s.measure_answer when 'yes' then ${opening.yes}::text when 'no' then ${opening.no}::text else ${opening.none}::text end,
      case s.measure_answer when 'yes' then ${clicking.yes}::text when 'no' then ${clicking.no}::text else ${clicking.none}::text end,
      ${now()}, ${now()}
    from subscriber s join subscription n on n.site_id = s.site_id and n.subscriber_id = s.subscriber_id
    where s.site_id = ${siteId} and n.list_id = ${list} and n.ended_at is null
      and s.email_index in (select decode(hash, 'hex') from unnest(${wanted}::text[]) as hash)
    for key share of s
    on conflict (site_id, issue_id, subscriber_id) do nothing`
  const rows = await db<ReaderRow[]>`
    select encode(s.email_index, 'hex') as email, s.subscriber_id, s.name, s.measure_answer, d.opens, d.clicks
    from subscriber s
    join subscription n on n.site_id = s.site_id and n.subscriber_id = s.subscriber_id
    join delivery d on d.site_id = s.site_id and d.subscriber_id = s.subscriber_id
    where s.site_id = ${siteId} and n.list_id = ${list} and n.ended_at is null and d.issue_id = ${issueId}
      and s.email_index in (select decode(hash, 'hex') from unnest(${wanted}::text[]) as hash)`
  return new Map(rows.map((row) => [row.email, row]))
}

/**
 * Who of those asked for gets the mail, and how far they are measured in it: the strictest of what the site allows, what is asked, what
 * they answer now, and what they answered when they were first handed it. The same address twice is the same reader twice.
 */
export async function handOut(
  ports: Storing,
  site: Pick<Site, 'id'>,
  {
    settings,
    campaign,
    issueId,
  }: {
    readonly settings: NewsletterSettings
    readonly campaign: Pick<Campaign, 'list' | 'opens' | 'clicks'>
    readonly issueId: number
  },
  asked: readonly string[],
): Promise<readonly HandedOut[]> {
  const emails = asked.map(readEmail)
  const suppressed = await listSuppressed(ports, site.id, [
    ...new Set(emails.flatMap((email) => email ?? [])),
  ])
  const hashOf = (email: Email): string => emailIndex(ports, email).toString('hex')
  const hashes = emails.map((email) => (email !== null && !suppressed.has(email) ? hashOf(email) : null))
  const levels = {
    opens: strictest(settings.opens, campaign.opens),
    clicks: strictest(settings.clicks, campaign.clicks),
  }
  const readers = await addReaders(ports, site.id, { ...levels, issueId, list: campaign.list }, [
    ...new Set(hashes.flatMap((hash) => hash ?? [])),
  ])
  return emails.map((email, index) => {
    if (email === null) return { index, error: 'invalid-email' }
    const hash = hashes[index] ?? null
    if (hash === null) return { index, error: 'suppressed' }
    const row = readers.get(hash)
    if (!row) return { index, error: 'not-subscribed' }
    const most = ceilingOf(row.measure_answer)
    const reader: Reader = {
      subscriberId: BigInt(row.subscriber_id),
      name: row.name && unseal(ports, 'subscriber.name', row.name),
      opens: strictest(row.opens, levels.opens, most),
      clicks: strictest(row.clicks, levels.clicks, most),
    }
    return { index, reader }
  })
}

/**
 * What a mail provider's hook tells. It names the mail by headers that we wrote, when it hands them back; else by the address that it sent to,
 * and then the latest newsletter to that address is meant. The provider is believed in that: its signature was checked.
 */
import type { Ports } from '../ports.ts'
import { listSites } from '../site/site.ts'
import { readEmail, type Email } from '../subscriber/email.ts'
import { emailIndex } from '../subscriber/subscriber.ts'
import { findReturnPath } from './return-mail.ts'
import type { ReturnOf } from './return-path.ts'
import { recordReturn } from './returned.ts'
import { readEvent } from './webhook.ts'

type Taking = Pick<Ports, 'db' | 'now' | 'random' | 'keyFor' | 'count'>

/** Longer than servers go on trying (RFC 5321 section 4.5.4.1: four or five days), and shorter than from one month's letter to the next. */
const latestDaysMax = 7

/** The last mail to an address, at whichever site. Indexes, for each site: subscriber_once, delivery_of. */
async function findLatest(
  ports: Pick<Ports, 'db' | 'now' | 'keyFor'>,
  email: Email,
): Promise<ReturnOf | null> {
  const index = emailIndex(ports, email)
  const since = new Date(ports.now().getTime() - latestDaysMax * 86_400_000)
  let latest: (ReturnOf & { readonly sentAt: Date }) | null = null
  for (const { id } of await listSites(ports)) {
    const [row] = await ports.db<{ issue_id: number; subscriber_id: string; sent_at: Date }[]>`
      select d.issue_id, d.subscriber_id, d.sent_at from subscriber s
      join delivery d on d.site_id = s.site_id and d.subscriber_id = s.subscriber_id
      where s.site_id = ${id} and s.email_index = ${index} and d.sent_at > ${since}
      order by d.sent_at desc limit 1`
    if (!row || (latest && latest.sentAt >= row.sent_at)) continue
    const { issue_id: issueId, subscriber_id: subscriberId, sent_at: sentAt } = row
    latest = { siteId: id, issueId, subscriberId: BigInt(subscriberId), sentAt }
  }
  return latest
}

/** `taken` also when it is about nobody that we know. Throws only when the database is away; twice does no more than once. */
export async function takeEvent(ports: Taking, body: Uint8Array): Promise<'taken' | 'unreadable'> {
  const event = readEvent(body)
  if (!event) return 'unreadable'
  if (event.kind === 'unknown') return 'taken'
  const { returned, texts, to } = event
  const [only, ...more] = to.flatMap((text) => readEmail(text) ?? [])
  const mail =
    findReturnPath(ports, texts) ?? (only && more.length === 0 ? await findLatest(ports, only) : null)
  if (mail) await recordReturn(ports, mail, returned)
  return 'taken'
}

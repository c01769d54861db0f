/**
 * What stands in the unsubscribe link of a report: whose, of which site, how often. Whoever has it can end that one
 * subscription and do or learn nothing else. Sealed by a key for this alone, so that it shows nobody's number in a log of
 * proxies and can't be made up or changed; the comparison is the cipher's own and takes as long for every wrong one. It does
 * not expire: a link in a mail of last year must still work (RFC 8058), and the same person may subscribe again any time.
 */
import type { SiteId } from '../db/schema.ts'
import type { Ports } from '../ports.ts'
import { seal, unseal } from '../seal.ts'
import { isReportPeriod } from './period.ts'
import type { SubscriptionKey } from './subscription.ts'

const purpose = 'report.unsubscribe'

/** `seal` under the key of reports: what another purpose sealed opens nothing here. */
const keysOf = (ports: Pick<Ports, 'keyFor'>) => ({ keyFor: () => ports.keyFor('report') })

/** Base64url, about 100 characters. A new one each time: two mails can't be told to be of the same reader. */
export function signUnsubscribe(
  ports: Pick<Ports, 'keyFor' | 'random'>,
  { siteId, staffId, period }: SubscriptionKey,
): string {
  const keys = { ...keysOf(ports), random: ports.random }
  return seal(keys, purpose, `${siteId} ${staffId} ${period}`).toString('base64url')
}

const written = /^(\d{1,9}) ([\da-f-]{36}) (\w+)$/

/** Null: not one of ours, or not as we wrote it. Takes any text; never throws. */
export function readUnsubscribe(ports: Pick<Ports, 'keyFor'>, token: string): SubscriptionKey | null {
  const sealed = Buffer.from(token, 'base64url')
  // The last letter of base64 has bits that say nothing: one token is one text.
  if (token.length > 200 || sealed.toString('base64url') !== token) return null
  try {
    const [, siteId, staffId, period] = written.exec(unseal(keysOf(ports), purpose, sealed)) ?? []
    if (siteId === undefined || staffId === undefined || period === undefined) return null
    return isReportPeriod(period) ? { siteId: Number(siteId) as SiteId, staffId, period } : null
  } catch {
    return null
  }
}

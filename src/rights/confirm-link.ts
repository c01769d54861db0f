/** Mails whoever asks the link by which they confirm that it is them. The same mail for every address, known or not. */
import { addDays, localDay, startOfDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { sendRequestLetter, type SentLetter } from './letter.ts'
import { makeLink } from './link.ts'
import type { Opening, RightsRequest } from './request.ts'

/** Enough for whoever reads their mail the next evening. The clocks count from receipt all the same. */
const confirmDays = 2

/** In the caller's transaction. A request without an e-mail address is for staff to verify: nothing is mailed then. */
export async function mailConfirmLink(
  ports: Opening,
  site: Site,
  request: RightsRequest,
): Promise<SentLetter | null> {
  if (request.subject.email === null) return null
  const now = ports.now()
  // To the end of a day, so that the mail can say one and be right.
  const until = addDays(localDay(now, site.timezone), confirmDays)
  const endsAt = startOfDay(addDays(until, 1), site.timezone)
  const hours = (endsAt.getTime() - now.getTime()) / 3_600_000
  const token = await makeLink(ports, site.id, request.id, 'confirm', hours)
  const link = new URL(`/rights/confirm/${token}`, ports.config.publicUrl).href
  return await sendRequestLetter(ports, site, request, 'confirm', { link, until })
}

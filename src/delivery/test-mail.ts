/** An issue as it stands, to an editor and whom they ask to look, before anybody else gets it: clean, marked as a test, of nobody's deliveries. */
import { must } from '../must.ts'
import type { IssueDocument } from '../newsletter/issue.ts'
import { previewMail } from '../newsletter/mail.ts'
import type { Ports } from '../ports.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import type { Email } from '../subscriber/email.ts'
import type { NewsletterSettings } from '../subscriber/newsletter-settings.ts'
import { senderNameOf, subjectOf } from './headers.ts'

/** Of a site on a day: more than anybody needs, and too few to send a newsletter with. */
const testsPerDayMax = 100

/** False: today's are used up. Index: sending_day_pk. */
async function countTest({ db, now }: Pick<Ports, 'db' | 'now'>, { id, timezone }: Site): Promise<boolean> {
  const [row] = await db<{ mails: number }[]>`
    insert into sending_day (site_id, kind, day, mails) values (${id}, 'test', ${localDay(now(), timezone)}, 1)
    on conflict (site_id, kind) do update set
      mails = case sending_day.day when excluded.day then sending_day.mails + 1 else 1 end, day = excluded.day
    returning mails`
  return must(row, 'the statement always returns a row').mails <= testsPerDayMax
}

/**
 * Posts it like any letter, so that it waits for a server that is away. `to` is whoever an editor names, few at a time: no list, so none
 * who unsubscribed, which the caller sees to. False: the site had enough tests today.
 */
export async function sendTestMail(
  ports: Pick<Ports, 'db' | 'now' | 'keyFor' | 'config' | 'post'>,
  site: Site,
  settings: NewsletterSettings,
  document: IssueDocument,
  to: Email,
): Promise<boolean> {
  if (!(await countTest(ports, site))) return false
  // Of no reader: its ways out lead to the pages, and end nothing.
  const reader = { subscriberId: 0n, name: null, opens: 'off', clicks: 'off' } as const
  const { subject, html, text } = previewMail(ports, site, settings, document, reader)
  await ports.post({
    to,
    subject: subjectOf(`[test] ${subject}`),
    html,
    text,
    senderName: senderNameOf(site, settings),
  })
  return true
}

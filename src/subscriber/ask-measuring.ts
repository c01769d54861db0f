/**
 * Asks people who were never asked, such as those who came with an import, whether they may be measured: once, by a mail in which nothing
 * is measured, and not again within six months (law N4). Who does not answer is not measured: nothing changes.
 */
import type { Tx } from '../db/connect.ts'
import { composeLetter } from '../mail/letter.tsx'
import { queueLetter } from '../mail/queue.ts'
import { wordsIn, type Language } from '../page/words.ts'
import type { Letter, Ports } from '../ports.ts'
import { unseal } from '../seal.ts'
import type { Site } from '../site/site.ts'
import type { Email } from './email.ts'
import { measuredOf, measuringText, type Measured } from './measuring.ts'
import { findNewsletterSettings } from './newsletter-settings.ts'
import { listSuppressed } from './suppression.ts'
import { signLink } from './token.ts'

/** Six months, as the Dutch marketing association and the CNIL have it. */
const silentDays = 182
/** Who was asked after this is left alone. */
export const unaskedBefore = (now: Date): Date => new Date(now.getTime() - silentDays * 86_400_000)

/** In one transaction: what a process that dies would leave undone. */
const askedAtOnce = 50

type Asking = Pick<Ports, 'config' | 'db' | 'now' | 'random' | 'keyFor'>

interface Asked {
  readonly id: bigint
  readonly email: Email
  readonly language: Language
}

/** Where the two buttons are. The link is one of preferences, of no newsletter. */
const answerUrl = ({ config, keyFor }: Asking, { id: siteId }: Site, subscriberId: bigint): string =>
  `${config.publicUrl}/newsletter/measuring/${signLink({ keyFor }, 'manage', { siteId, issueId: 0, linkNo: 0, subscriberId })}`

const unsubscribeUrl = ({ config, keyFor }: Asking, { id: siteId }: Site, subscriberId: bigint): string =>
  `${config.publicUrl}/n/u/${signLink({ keyFor }, 'unsubscribe', { siteId, issueId: 0, linkNo: 0, subscriberId })}`

/** No picture, and no link but the two that the reader needs: to answer, and out (law N1). */
function askingLetter(
  ports: Asking,
  site: Site,
  { id, email, language: lang }: Asked,
  measured: NonNullable<Measured>,
): Letter {
  const { ask } = wordsIn(lang).preference.mail
  const { question, text } = measuringText(lang, site, measured)
  return {
    to: email,
    ...composeLetter({
      lang,
      subject: ask.subject(site.domain),
      paragraphs: [ask.what(site.domain), question, text],
      action: { label: ask.action, url: answerUrl(ports, site, id) },
      closing: [ask.silence, ask.clean, ask.because(site.domain)],
      unsubscribeUrl: unsubscribeUrl(ports, site, id),
    }),
  }
}

/**
 * Marks some who may be asked now, and answers them. Of two at once neither takes whom the other has. Index: subscription_pk for each;
 * reads a site's subscribers.
 */
async function takeUnasked(
  ports: { readonly db: Tx } & Pick<Ports, 'now' | 'keyFor'>,
  { id: siteId }: Site,
  limit: number,
): Promise<readonly Asked[]> {
  const now = ports.now()
  const before = unaskedBefore(now)
  const rows = await ports.db<{ subscriber_id: string; email: Uint8Array; language: Language }[]>`
    with unasked as materialized (
      select subscriber_id from subscriber
      where site_id = ${siteId} and measure_answer is null
        and (measure_asked_at is null or measure_asked_at <= ${before})
        and exists (select from subscription where subscription.site_id = ${siteId}
          and subscription.subscriber_id = subscriber.subscriber_id and ended_at is null)
      order by subscriber_id limit ${limit} for update skip locked)
    update subscriber set measure_asked_at = ${now} from unasked
    where subscriber.site_id = ${siteId} and subscriber.subscriber_id = unasked.subscriber_id
    returning subscriber.subscriber_id, subscriber.email, subscriber.language`
  return rows.map((row) => ({
    id: BigInt(row.subscriber_id),
    email: unseal(ports, 'subscriber.email', row.email) as Email,
    language: row.language,
  }))
}

/**
 * Asks at most `limit` people, and answers how many were. None where the site would measure nobody, whatever they said. A mark and
 * its mail are one transaction: nobody is asked twice, and nobody counts as asked who was not mailed, but for addresses that
 * get no mail any more.
 */
export async function askMeasuring(
  ports: Asking,
  site: Site,
  { limit }: { readonly limit: number },
): Promise<number> {
  const measured = measuredOf(await findNewsletterSettings(ports, site))
  if (measured === null) return 0
  for (let asked = 0, marked = 0; ;) {
    const atOnce = Math.min(askedAtOnce, limit - marked)
    const done = await ports.db.begin(async (tx) => {
      const people = await takeUnasked({ ...ports, db: tx }, site, atOnce)
      const suppressed = await listSuppressed(
        { ...ports, db: tx },
        site.id,
        people.map(({ email }) => email),
      )
      const mailed = people.filter(({ email }) => !suppressed.has(email))
      for (const one of mailed)
        await queueLetter({ ...ports, db: tx }, askingLetter(ports, site, one, measured))
      return { taken: people.length, mailed: mailed.length }
    })
    asked += done.mailed
    marked += done.taken
    if (done.taken < askedAtOnce || marked >= limit) return asked
  }
}

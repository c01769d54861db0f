/**
 * Posts the mails that ask to confirm, after the answer and again by rounds: whoever dies between leaves a row that the next one finds.
 * Here, where nobody waits any more, it is looked at whose address it is. A wish that gets no mail is forgotten at once.
 *
 * An address that its owner never wanted mailed again gets one mail a month at most that asks to confirm: its owner may have changed their
 * mind, and nobody else can tell us; a stranger who fills it in again and again can't do more than that. One that complained, or that does
 * not exist, gets none.
 */
import type { Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import { failureOf } from '../db/failure.ts'
import type { Content } from '../mail/letter.tsx'
import { queueLetter } from '../mail/queue.ts'
import type { Ports } from '../ports.ts'
import { listSites, type Site } from '../site/site.ts'
import { confirmationLetter, knownLetter } from './confirmation-letter.ts'
import { openWish, signConfirmation, type SubscribeWish } from './confirmation.ts'
import type { Email } from './email.ts'
import { listLists } from './list.ts'
import { mailsPerDayMax, takeMailTurn } from './sign-up-guard.ts'
import { emailIndex, findByEmail, listSubscribed } from './subscriber.ts'
import { findSuppression, takeAskingTurn } from './suppression.ts'

type Posting = Pick<Ports, 'config' | 'db' | 'now' | 'random' | 'keyFor' | 'log' | 'isStopping'>
type Own = Omit<Posting, 'db'> & { readonly db: Tx }

/** Of one site in one round; what is left waits five seconds. */
const lettersMax = 100

/** Every site with a wish that waits. Reads all sites on purpose: it is the list of work. Index: confirmation_waiting, seconds of rows. */
async function listWaitingSites({ db }: Pick<Ports, 'db'>): Promise<ReadonlySet<SiteId>> {
  const rows = await db<{ site_id: number }[]>`
    /* every site */ select distinct site_id from confirmation where mailed_at is null`
  return new Set(rows.map((row) => row.site_id as SiteId))
}

/** The oldest first. Index: confirmation_waiting. */
async function listWaiting({ db }: Pick<Ports, 'db'>, siteId: SiteId): Promise<readonly string[]> {
  const rows = await db<{ confirmation_id: string }[]>`
    select confirmation_id from confirmation
    where site_id = ${siteId} and mailed_at is null order by asked_at limit ${lettersMax}`
  return rows.map((row) => row.confirmation_id)
}

/** Takes one up; null when another process is at it, or was. Index: confirmation_pk. */
async function lockWaiting(
  { db }: { readonly db: Tx },
  siteId: SiteId,
  id: string,
): Promise<Uint8Array | null> {
  const [row] = await db<{ sealed: Uint8Array | null }[]>`
    select sealed from confirmation
    where site_id = ${siteId} and confirmation_id = ${id} and mailed_at is null for update skip locked`
  return row?.sealed ?? null
}

/** Within a day, whatever became of them. Index: confirmation_email. */
async function countMailed(ports: Own, siteId: SiteId, email: Email): Promise<number> {
  const dayAgo = new Date(ports.now().getTime() - 86_400_000)
  const [row] = await ports.db<{ mails: number }[]>`
    select count(*)::integer as mails from confirmation
    where site_id = ${siteId} and email_index = ${emailIndex(ports, email)} and kind = 'subscribe'
      and mailed_at > ${dayAgo}`
  return row?.mails ?? 0
}

/** With nothing to confirm, the wish is dropped and only the day's count is left of it. Index: confirmation_pk. */
async function recordMailed(
  { db, now }: Pick<Own, 'db' | 'now'>,
  siteId: SiteId,
  id: string,
  isOpen: boolean,
): Promise<void> {
  await db`
    update confirmation set mailed_at = ${now()}, sealed = case when ${isOpen} then sealed end
    where site_id = ${siteId} and confirmation_id = ${id}`
}

/** Index: confirmation_pk. */
async function forgetWish({ db }: { readonly db: Tx }, siteId: SiteId, id: string): Promise<void> {
  await db`delete from confirmation where site_id = ${siteId} and confirmation_id = ${id}`
}

/** What this wish is answered with by mail; null: nothing. The turn comes first: it also keeps others at the same address waiting. */
async function letterFor(
  ports: Own,
  site: Site,
  id: string,
  wish: SubscribeWish,
): Promise<{ readonly content: Content; readonly isOpen: boolean } | null> {
  const { email, language: lang, lists } = wish
  if (!(await takeMailTurn(ports, site.id, email))) return null
  if ((await countMailed(ports, site.id, email)) >= mailsPerDayMax) return null
  const suppressed = await findSuppression(ports, site.id, email)
  if (suppressed !== null && suppressed !== 'asked') return null
  if (suppressed === 'asked' && !(await takeAskingTurn(ports, site.id, email))) return null
  const known = await findByEmail(ports, site.id, email)
  const live = known ? await listSubscribed(ports, site.id, known.id) : []
  if (suppressed === null && lists.every((list) => live.includes(list)))
    return { content: knownLetter(site, lang), isOpen: false }
  const names = (await listLists(ports, site))
    .filter((list) => lists.includes(list.id))
    .map(({ name }) => name)
  const url = `${ports.config.publicUrl}/newsletter/confirm/${signConfirmation(ports, site.id, id)}?lang=${lang}`
  return {
    content: confirmationLetter(site, { lang, url, lists: names, isAgain: suppressed !== null }),
    isOpen: true,
  }
}

/** Mail and mark in one transaction: exactly one of each, however often and by whomever it is tried. */
async function postOne(ports: Posting, site: Site, id: string): Promise<void> {
  await ports.db.begin(async (db) => {
    const own = { ...ports, db }
    const sealed = await lockWaiting(own, site.id, id)
    if (!sealed) return
    const wish = openWish(ports, sealed)
    const letter = wish?.kind === 'subscribe' ? await letterFor(own, site, id, wish) : null
    if (!wish || !letter) return await forgetWish(own, site.id, id)
    await recordMailed(own, site.id, id, letter.isOpen)
    await queueLetter(own, { to: wish.email, ...letter.content })
  })
}

/** What waits at one site. One that fails is logged and stops no other. */
export async function postWaiting(ports: Posting, site: Site): Promise<void> {
  for (const id of await listWaiting(ports, site.id)) {
    if (ports.isStopping()) return
    try {
      await postOne(ports, site, id)
    } catch (thrown) {
      ports.log({ event: 'failure', place: 'newsletter', code: failureOf(thrown).code })
    }
  }
}

/** What waits anywhere: for a round of five seconds. Throws only when the list of work can't be read. */
export async function postConfirmations(ports: Posting): Promise<void> {
  const waiting = await listWaitingSites(ports)
  if (waiting.size === 0) return
  for (const site of await listSites(ports)) if (waiting.has(site.id)) await postWaiting(ports, site)
}

/** Kept for 71 hours, so that the hourly round has deleted them within the three days that the mail promises. */
const keepHours = 71

/** Answers how many rows went. Index: confirmation_pk, the rows of three days at one site. */
export async function sweepConfirmations(
  { db, now }: { readonly db: Tx } & Pick<Ports, 'now'>,
  siteId: SiteId,
): Promise<number> {
  const before = new Date(now().getTime() - keepHours * 3_600_000)
  const { count } = await db`delete from confirmation where site_id = ${siteId} and asked_at < ${before}`
  return count
}

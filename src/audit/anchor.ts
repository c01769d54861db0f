/**
 * Where an audit chain stood at the end of a day, signed, kept beside it and sent out of the house: to the site's privacy officer by
 * mail, and to the journal's file. Whoever rewrites a whole chain can not rewrite those.
 */
import type { Tx } from '../db/connect.ts'
import { composeLetter, type Content } from '../mail/letter.tsx'
import { queueLetter } from '../mail/queue.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn } from '../page/words.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { addDays, localDay, startOfDay } from '../site/local-day.ts'
import { listSites, type Site } from '../site/site.ts'
import { anchorSignature, type End } from './chain.ts'
import { destroyOldKeys } from './subject-reference.ts'

/** Who keeps the anchor outside; null where nobody is known. */
const keeperOf = ({ settings: { privacyOfficer, controller } }: Site): string | null =>
  (privacyOfficer?.email ?? controller.email) || null

/**
 * Signs where the chain stood at the end of yesterday, once, and only when it grew since the anchor before. Queues the mail in the same
 * transaction. Answers the day, or null when there was nothing to sign. Two at once: one does it. Indexes: audit_anchor_pk, audit_entry_pk.
 */
export async function anchorAudit(
  ports: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>,
  site: Site,
): Promise<string | null> {
  const today = localDay(ports.now(), site.timezone)
  const day = addDays(today, -1)
  return await ports.db.begin(async (tx) => {
    const end = await findEnd(tx, site, startOfDay(today, site.timezone))
    if (!end) return null
    const keeper = keeperOf(site)
    const signature = anchorSignature(ports, site.id, { day, ...end })
    const { count } = await tx`
      insert into audit_anchor (site_id, day, seq, hash, signature, made_at, sent_at)
      values (${site.id}, ${day}, ${end.seq}, ${end.hash}, ${signature}, ${ports.now()}, ${keeper && ports.now()})
      on conflict (site_id, day) do nothing`
    if (count === 0) return null
    if (keeper)
      await queueLetter({ ...ports, db: tx }, { to: keeper, ...anchorLetter(site, day, end, signature) })
    return day
  })
}

/** Hourly: where each site's chain stood yesterday, and keys of references that are past their term. */
export async function keepChains(ports: Pick<Ports, 'db' | 'now' | 'random' | 'keyFor'>): Promise<void> {
  for (const site of await listSites(ports)) await anchorAudit(ports, site)
  await destroyOldKeys(ports)
}

/** The last entry before an instant; null when it is in an anchor already. Today's entries are passed over: a busy day has hundreds. */
async function findEnd(tx: Tx, { id }: Pick<Site, 'id'>, before: Date): Promise<End | null> {
  const [row] = await tx<{ seq: string; hash: Buffer }[]>`
    select seq::text as seq, hash from audit_entry
    where site_id = ${id} and at < ${before}
      and seq > coalesce((select max(seq) from audit_anchor where site_id = ${id}), 0)
    order by audit_entry.seq desc limit 1`
  return row ? { seq: Number(row.seq), hash: row.hash } : null
}

function anchorLetter(
  { domain, settings }: Site,
  day: string,
  { seq, hash }: End,
  signature: Buffer,
): Content {
  const lang = must(settings.languages[0], 'settings hold one language or more')
  const words = wordsIn(lang).audit.anchor
  const format = formatIn(lang)
  return composeLetter({
    lang,
    subject: words.subject(domain, format.day(day)),
    paragraphs: words.paragraphs(domain),
    list: [
      `${words.day}: ${day}`,
      `${words.seq}: ${seq}`,
      `${words.hash}: ${hash.toString('hex')}`,
      `${words.signature}: ${signature.toString('hex')}`,
    ],
    closing: [words.closing],
  })
}

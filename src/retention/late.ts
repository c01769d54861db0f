/**
 * Whether a sweep was missed: each category of a site is swept at least once on a local day, which lasts 25 hours at most, by a
 * round of every hour. Who looks at a page as privacy staff sees it, whoever watches the machines does, and the privacy officer gets
 * one mail for each day on which it is so.
 */
import { everywhere } from '../account/role.ts'
import type { Db, Tx } from '../db/connect.ts'
import type { SiteId } from '../db/schema.ts'
import type { Gauge } from '../health/route.ts'
import { composeLetter } from '../mail/letter.tsx'
import { queueLetter } from '../mail/queue.ts'
import { formatIn } from '../page/format.ts'
import { wordsIn } from '../page/words.ts'
import type { Ports } from '../ports.ts'
import { isReachable, recipientsOf } from '../rights/reminder.ts'
import type { Site } from '../site/site.ts'
import { sweptOf } from './category.ts'
import type { Where } from './oldest.ts'
import { claimAlarm } from './run.ts'

const lateHours = 26

type Asking = { readonly db: Tx } & Pick<Ports, 'now'>

/** How far back runs are looked at: an age beyond this one says the same. */
const lookedBackDays = 31

interface LastRow {
  readonly where: Where
  readonly category: string | null
  readonly at: Date | null
}

/**
 * Of each category that is swept, the one that waits longest: when it was last swept to its end, or first tried. A category that a new
 * release brought and nothing was heard of yet says nothing.
 */
function slowest(rows: readonly LastRow[], scope: 'site' | 'installation'): Date | null {
  const names = new Set<string | null>([...sweptOf(scope).map(({ name }) => name), null])
  const times = rows.flatMap(({ category, at }) => (at !== null && names.has(category) ? [at.getTime()] : []))
  return times.length === 0 ? null : new Date(Math.min(...times))
}

const looksSince = (now: Date): Date => new Date(now.getTime() - lookedBackDays * 86_400_000)
const dayOf = (at: Date): string => at.toISOString().slice(0, 10)

/**
 * By site, and under `everywhere` for what is of none: since when all of it is swept. A site of which nothing is known counts from when
 * it was made. Reads a month of all runs, a thousand rows for each site. Index: retention_run_pk.
 */
export async function listSweptSince({ db, now }: Asking): Promise<ReadonlyMap<Where, Date>> {
  const since = looksSince(now())
  const rows = await db<LastRow[]>`
    /* every site */ select site.site_id as "where", category,
      coalesce(max(at) filter (where is_done), min(at), greatest(site.created_at, ${since})) as at
    from site left join retention_run on retention_run.site_id = site.site_id and day >= ${dayOf(since)}
      and category <> 'alarm'
    group by site.site_id, site.created_at, category
    union all
    select site_id, category, coalesce(max(at) filter (where is_done), min(at))
    from retention_run where site_id = ${everywhere} and day >= ${dayOf(since)} group by site_id, category`
  const found = new Map<Where, Date>()
  for (const [where, own] of Map.groupBy(rows, (row) => row.where)) {
    const at = slowest(own, where === everywhere ? 'installation' : 'site')
    if (at) found.set(where, at)
  }
  return found
}

export interface Swept {
  readonly since: Date
  /** False: nothing is known of any sweep, as in the first hour after a site was made or this service came to a new release. */
  readonly isKnown: boolean
}

/** Of one site, as `listSweptSince`; null when it is not there. Index: retention_run_pk, site_pk. */
export async function findSwept({ db, now }: Asking, siteId: SiteId): Promise<Swept | null> {
  const since = looksSince(now())
  const rows = await db<LastRow[]>`
    select site.site_id as "where", category,
      coalesce(max(at) filter (where is_done), min(at), greatest(site.created_at, ${since})) as at
    from site left join retention_run on retention_run.site_id = ${siteId} and day >= ${dayOf(since)}
      and category <> 'alarm'
    where site.site_id = ${siteId} group by site.site_id, site.created_at, category`
  const at = slowest(rows, 'site')
  return at && { since: at, isKnown: rows.some(({ category }) => category !== null) }
}

export const isLate = (sweptSince: Date, now: Date): boolean =>
  now.getTime() - sweptSince.getTime() > lateHours * 3_600_000

/** For `/metrics`: of the site that waits longest. None before there is a site. */
export async function retentionGauges(ports: Asking): Promise<readonly Gauge[]> {
  const times = [...(await listSweptSince(ports)).values()].map((at) => at.getTime())
  if (times.length === 0) return []
  const seconds = Math.round((ports.now().getTime() - Math.min(...times)) / 1000)
  return [
    {
      name: 'voordeur_retention_age_seconds',
      help: 'How long ago all that is past its term was last deleted, at the site where that is longest; over 93600 one was missed',
      value: Math.max(seconds, 0),
    },
  ]
}

/**
 * Mails whoever guards privacy at the site that a sweep is late: once on each local day, whoever asks. Where nobody is known, nothing
 * is taken, so that it goes as soon as somebody is. Recipients are found before the transaction, since on the embedded database one
 * that waits for a second connection waits for ever.
 */
export async function warnOfficer(
  ports: { readonly db: Db } & Pick<Ports, 'now' | 'random' | 'keyFor' | 'config'>,
  site: Site,
  { today, sweptSince }: { readonly today: string; readonly sweptSince: Date },
): Promise<boolean> {
  const recipients = (await recipientsOf(ports, site)).filter(isReachable)
  if (recipients.length === 0) return false
  return await ports.db.begin(async (tx) => {
    if (!(await claimAlarm(tx, site.id, today, ports.now()))) return false
    for (const { email, language } of recipients) {
      const { mail } = wordsIn(language).retention
      const format = formatIn(language)
      const content = composeLetter({
        lang: language,
        subject: mail.subject(site.domain),
        paragraphs: [
          mail.late(
            site.domain,
            format.dayOf(sweptSince, site.timezone),
            format.timeOf(sweptSince, site.timezone),
          ),
          mail.what,
        ],
        action: {
          label: mail.action,
          url: `${ports.config.publicUrl}/dashboard/sites/${encodeURIComponent(site.domain)}/retention`,
        },
        closing: [mail.why],
      })
      await queueLetter({ ...ports, db: tx }, { to: email, ...content })
    }
    return true
  })
}

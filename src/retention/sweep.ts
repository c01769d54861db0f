/**
 * The sweep: what is past its term goes by itself ("Wanneer de termijnen verstreken zijn worden gegevens automatisch verwijderd"). Each
 * category of each site once on each of its days, short terms each hour, in batches whose rows and count are committed together: a
 * process that is killed between two has deleted and counted the same, and the next one goes on. One that fails stops no other.
 */
import { sweepActs, sweepSessions, sweepVerifications } from '../account/sweep.ts'
import { sweepInvitations } from '../account/people.ts'
import { everywhere } from '../account/role.ts'
import { destroyOldKeys } from '../audit/subject-reference.ts'
import { sweepGiven, sweepReceipts } from '../consent/ledger.ts'
import type { Tx } from '../db/connect.ts'
import { failureOf } from '../db/failure.ts'
import { releaseLease, takeLease } from '../db/lease.ts'
import { sweepDeliveries, sweepPaces } from '../delivery/forget.ts'
import { sweepMail } from '../mail/queue.ts'
import { must } from '../must.ts'
import type { Ports } from '../ports.ts'
import { sweepSubscribers } from '../preference/forget.ts'
import { sweepRequestTries } from '../rights/try.ts'
import { localToday } from '../site/local-day.ts'
import { siteSettings } from '../site/site-settings.ts'
import { listSites, type Site } from '../site/site.ts'
import { sweepImports } from '../subscriber/import.ts'
import { sweepConfirmations } from '../subscriber/post-confirmations.ts'
import { sweepTries } from '../subscriber/sign-up-guard.ts'
import { sweepDayKeys } from '../visitor/key.ts'
import { limitOf, sweptOf, type Category, type CategoryName, type Kept, type Limit } from './category.ts'
import { settleEvents, settleVisits, sweepEvents, sweepMonths, sweepVisits, type Batch } from './events.ts'
import { findSwept, isLate, warnOfficer } from './late.ts'
import { findOldest, type Where } from './oldest.ts'
import {
  sweepBreaches,
  sweepJournal,
  sweepLinks,
  sweepRequests,
  sweepRestrictions,
  sweepRuns,
  sweepTotals,
} from './records.ts'
import { chainDays, listRuns, recordRun, type Run } from './run.ts'

type Sweeping = Pick<Ports, 'db' | 'now' | 'random' | 'count' | 'log' | 'keyFor' | 'config' | 'isStopping'>

export interface Turn extends Batch {
  /** Batches that delete something, of all sites together; what is left then comes with the next turn. */
  readonly batchesMax: number
}

/** Between two rounds of an hour, with room for a timer that is early. On Workers, where a round comes each minute, it makes it an hour. */
const restMs = 50 * 60_000
/** Longer than a batch takes, and renewed before each; a holder that was killed holds up nobody for longer. */
const leaseSeconds = 60

type Within = { readonly db: Tx } & Pick<Ports, 'now' | 'keyFor'>

/** `within` deletes a batch in a transaction that also counts it; null: try again. `alone` has transactions of its own. Both answer rows. */
type Way<Of> =
  | {
      readonly before?: (ports: Sweeping, of: Of, limit: Limit, batch: Batch) => Promise<void>
      readonly within: (ports: Within, of: Of, limit: Limit, batch: Batch) => Promise<number | null>
    }
  | { readonly alone: (ports: Sweeping, of: Of) => Promise<number> }

type SiteCategory = Exclude<
  CategoryName,
  | InstallationCategory
  | 'batches'
  | 'unsealed'
  | 'suppressions'
  | 'site'
  | 'reports'
  | 'accounts'
  | 'keys'
  | 'installation'
>
type InstallationCategory = 'references' | 'sessions' | 'verifications' | 'invitations' | 'acts' | 'mail'

const siteWays: Readonly<Record<SiteCategory, Way<Site>>> = {
  events: {
    before: settleEvents,
    within: ({ db }, site, limit, batch) => sweepEvents(db, site, limit, batch),
  },
  visits: {
    before: settleVisits,
    within: ({ db }, site, limit, batch) => sweepVisits(db, site, limit, batch),
  },
  consents: { within: sweepGiven },
  totals: { within: sweepTotals },
  // Not in a transaction: what the process remembers of keys goes too, and does not come back with a rollback.
  'day-keys': { alone: (ports, { id }) => sweepDayKeys(ports, id) },
  receipts: { within: (ports, { id }) => sweepReceipts(ports, id) },
  subscriptions: { alone: sweepSubscribers },
  confirmations: { within: (ports, { id }) => sweepConfirmations(ports, id) },
  imports: { within: (ports, { id }) => sweepImports(ports, id) },
  tries: {
    within: async (ports, { id }) =>
      (await sweepTries(ports, id)) + (await sweepRequestTries(ports, id)) + (await sweepPaces(ports, id)),
  },
  deliveries: { within: sweepDeliveries },
  requests: { within: ({ db }, site, limit) => sweepRequests(db, site, limit) },
  links: { within: ({ db }, site, limit) => sweepLinks(db, site, limit) },
  restrictions: { within: sweepRestrictions },
  journal: { within: ({ db }, site, limit) => sweepJournal(db, site, limit) },
  breaches: { within: ({ db }, site, limit) => sweepBreaches(db, site, limit) },
  sweeps: { within: ({ db }, { id }, limit) => sweepRuns(db, id, limit) },
}

const installationWays: Readonly<Record<InstallationCategory, Way<unknown>>> = {
  references: { alone: async (ports) => (await destroyOldKeys(ports)).length },
  sessions: { within: sweepSessions },
  verifications: { within: sweepVerifications },
  invitations: { within: sweepInvitations },
  acts: { within: sweepActs },
  mail: { within: sweepMail },
}

/** The calendar of what belongs to no site. Nothing of it can be set. */
const ofAll: Kept = { timezone: 'UTC', settings: siteSettings.parse({}) }

const wayOf = <Of>(ways: Readonly<Record<string, Way<Of>>>, name: CategoryName): Way<Of> =>
  must(ways[name], 'each category that is swept has a way')

interface Place<Of> {
  readonly where: Where
  readonly of: Of
  readonly kept: Kept
  readonly scope: Category['scope']
  readonly ways: Readonly<Record<string, Way<Of>>>
}

/** A turn that is under way: what it may still do, and whether it may still do it. */
interface Going {
  batchesLeft: number
  readonly rowsMax: number
  /** False when another process has taken over, or this one is to stop. */
  readonly goOn: () => Promise<boolean>
}

function isDue({ name, rhythm }: Category, runs: readonly Run[], now: Date): boolean {
  const last = runs.find(({ category }) => category === name)
  if (!last?.isDone) return true
  return rhythm === 'hourly' && now.getTime() - last.at.getTime() >= restMs
}

/** One category of one place, until nothing is left of it or the turn is over. */
async function sweepCategory<Of>(
  ports: Sweeping,
  { where, of, kept, ways }: Place<Of>,
  category: Category,
  going: Going,
): Promise<void> {
  const { name, term } = category
  const limit = must(limitOf(term, kept, ports.now()), 'what is swept has a term')
  const way = wayOf(ways, name)
  const batch = { rowsMax: going.rowsMax }
  const run = (rows: number, isDone: boolean, oldestAt: Date | null): Run => ({
    category: name,
    day: localToday(ports.now(), kept.timezone),
    at: ports.now(),
    rows,
    partitions: 0,
    oldestAt,
    keepFrom: limit.at,
    isDone,
  })
  let rows: number | null = null
  while (rows !== 0) {
    if (!(await going.goOn())) return
    if (going.batchesLeft <= 0) break
    if ('alone' in way) {
      rows = await way.alone(ports, of)
      if (rows > 0) await recordRun(ports.db, where, run(rows, false, null))
    } else {
      await way.before?.(ports, of, limit, batch)
      rows = await ports.db.begin(async (db) => {
        const gone = await way.within({ ...ports, db }, of, limit, batch)
        if (gone !== null && gone > 0) await recordRun(db, where, run(gone, false, null))
        return gone
      })
    }
    if (rows !== 0) going.batchesLeft -= 1
  }
  const oldestAt = await findOldest(ports.db, category, where, kept)
  await recordRun(ports.db, where, run(0, rows === 0, oldestAt))
}

/** What of a place is due. Where a category fails, that is logged, its run stays open, and the next turn tries again. */
async function sweepPlace<Of>(
  ports: Sweeping,
  place: Place<Of>,
  runs: readonly Run[],
  going: Going,
): Promise<void> {
  const { where, kept, scope } = place
  const today = localToday(ports.now(), kept.timezone)
  for (const category of sweptOf(scope)) {
    if (going.batchesLeft <= 0) return
    if (!isDue(category, runs, ports.now())) continue
    try {
      // So that one that fails from its first batch on is seen to be late.
      if (!runs.some((run) => run.category === category.name))
        await recordRun(ports.db, where, {
          category: category.name,
          day: today,
          at: ports.now(),
          rows: 0,
          partitions: 0,
          oldestAt: null,
          keepFrom: null,
          isDone: false,
        })
      await sweepCategory(ports, place, category, going)
    } catch (thrown) {
      ports.log({ event: 'failure', place: 'retention', code: failureOf(thrown).code })
    }
  }
}

/**
 * One site: says that a sweep is late before it makes up for it, since whoever guards privacy must know that something was there for
 * too long; sweeps what is due; writes the counts of days that are over in the chain.
 */
async function sweepSite(ports: Sweeping, site: Site, going: Going): Promise<void> {
  const today = localToday(ports.now(), site.timezone)
  const runs = await listRuns(ports, site.id, today)
  if (!sweptOf('site').some((category) => isDue(category, runs, ports.now()))) return
  const swept = await findSwept(ports, site.id)
  if (swept?.isKnown && isLate(swept.since, ports.now()))
    await warnOfficer(ports, site, { today, sweptSince: swept.since })
  const place = { where: site.id, of: site, kept: site, scope: 'site', ways: siteWays } as const
  await sweepPlace(ports, place, runs, going)
  await chainDays(ports, site.id, today)
}

async function sweepInstallation(ports: Sweeping, going: Going): Promise<void> {
  const today = localToday(ports.now(), ofAll.timezone)
  const runs = await listRuns(ports, everywhere, today)
  if (!sweptOf('installation').some((category) => isDue(category, runs, ports.now()))) return
  const place = {
    where: everywhere,
    of: null,
    kept: ofAll,
    scope: 'installation',
    ways: installationWays,
  } as const
  await sweepPlace(ports, place, runs, going)
  const { term } = must(
    sweptOf('site').find(({ name }) => name === 'sweeps'),
    'runs are swept',
  )
  await sweepRuns(ports.db, everywhere, must(limitOf(term, ofAll, ports.now()), 'they have a term'))
}

/**
 * One turn over all sites; false when another process is at it, or this one stops. Never throws for what one category or one site does: that is logged.
 * A turn that comes while all is done reads the runs of the day and no more.
 */
export async function sweep(ports: Sweeping, { rowsMax, batchesMax }: Turn): Promise<boolean> {
  const lease = {
    name: 'retention',
    holder: Buffer.from(ports.random(12)).toString('hex'),
    seconds: leaseSeconds,
  } as const
  const goOn = async () => !ports.isStopping() && (await takeLease(ports.db, lease, ports.now()))
  if (!(await goOn())) return false
  const going: Going = { batchesLeft: batchesMax, rowsMax, goOn }
  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    try {
      await work()
    } catch (thrown) {
      ports.log({ event: 'failure', place: 'retention', code: failureOf(thrown).code })
    }
  }
  try {
    const sites = await listSites(ports)
    await attempt(() => sweepMonths(ports, sites, { rowsMax }))
    for (const site of sites) await attempt(() => sweepSite(ports, site, going))
    await attempt(() => sweepInstallation(ports, going))
  } finally {
    await releaseLease(ports.db, lease)
  }
  return true
}

/** What the page shows: of each category how long it is kept, how old the oldest is that is left, and what went. Numbers alone. */
import { everywhere } from '../account/role.ts'
import type { Ports } from '../ports.ts'
import { addDays, localToday } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { categoriesOf, type Category } from './category.ts'
import { findSwept, isLate, listSweptSince } from './late.ts'
import type { Where } from './oldest.ts'
import { listRuns, type Run } from './run.ts'

/** Days that the page looks back. */
export const shownDays = 30

export interface KeptCategory {
  readonly category: Category
  /** The last sweep of it, done or not; null before the first, and of what no sweep goes over. */
  readonly last: Run | null
}

export interface SweptDay {
  /** Local day of the site, ISO. */
  readonly day: string
  /** Of which something went, the most first. */
  readonly gone: readonly Run[]
  /** All of the day's sweeps came to their end. */
  readonly isDone: boolean
}

export interface RetentionReport {
  readonly ofSite: readonly KeptCategory[]
  readonly ofInstallation: readonly KeptCategory[]
  /** The newest first; days without a sweep are not among them. */
  readonly days: readonly SweptDay[]
  /** Since when all of it is swept, where that is too long ago; else null. */
  readonly lateSince: Date | null
}

const keptOf = (categories: readonly Category[], runs: readonly Run[]): readonly KeptCategory[] =>
  categories.map((category) => ({
    category,
    // Runs come with the newest day first.
    last: runs.find((run) => run.category === category.name) ?? null,
  }))

/** Index: retention_run_pk; a thousand rows. */
export async function findRetention(ports: Pick<Ports, 'db' | 'now'>, site: Site): Promise<RetentionReport> {
  const now = ports.now()
  const since = addDays(localToday(now, site.timezone), -shownDays)
  const [own, ofAll, lateSince] = await Promise.all([
    listRuns(ports, site.id, since),
    listRuns(ports, everywhere, since),
    findLate(ports, site),
  ])
  return {
    ofSite: keptOf(categoriesOf('site'), own),
    ofInstallation: keptOf(categoriesOf('installation'), ofAll),
    days: [...Map.groupBy(own, ({ day }) => day)].slice(0, shownDays).map(([day, runs]) => ({
      day,
      gone: runs.filter(({ rows, partitions }) => rows + partitions > 0).toSorted((a, b) => b.rows - a.rows),
      isDone: runs.every(({ isDone }) => isDone),
    })),
    lateSince,
  }
}

/** Since when all of a site is swept, where that is too long ago; else null. For the banner. */
export async function findLate(
  ports: Pick<Ports, 'db' | 'now'>,
  site: Pick<Site, 'id'>,
): Promise<Date | null> {
  const swept = await findSwept(ports, site.id)
  return swept && isLate(swept.since, ports.now()) ? swept.since : null
}

/** Every site of which that holds. */
export async function listLate(ports: Pick<Ports, 'db' | 'now'>): Promise<ReadonlySet<Where>> {
  const all = [...(await listSweptSince(ports))]
  return new Set(all.flatMap(([where, since]) => (isLate(since, ports.now()) ? [where] : [])))
}

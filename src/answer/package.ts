/**
 * A copy of somebody's data, for whoever asked and was known to be themselves (art. 15, 20; ). Looked at by the desk while the
 * request is open, with everything masked as it will go; released by an officer, which answers the request.
 *
 * Nothing of it is kept as a file: a file would be one more copy that erasing, sweeping and restoring had to find, and that could be stolen.
 * What is downloaded is read anew, up to the moment of the release: counts as they were then stand in the audit chain, what was erased
 * or swept since is not there any more, what began since is not in it, and what was changed since is as it is now. When the link ends, after
 * seven days, nothing is left that a
 * copy could be made of.
 */
import { recordAudit } from '../audit/chain.ts'
import { asDesk, type Tx } from '../db/connect.ts'
import type { Ports } from '../ports.ts'
import { sendRequestLetter } from '../rights/letter.ts'
import { makeLink } from '../rights/link.ts'
import type { RightsRequest } from '../rights/request.ts'
import { moveRequest, type Moved } from '../rights/state.ts'
import { localDay } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import { categoryNames, countMasks, maskRow, type CategoryName, type PackageRow } from './package-category.ts'
import { describeCategory, describePackage, type CategoryInfo, type PackageInfo } from './package-info.ts'
import { openReading, pageRowsMax, type Ask, type Reading } from './package-reading.ts'
import { countRows, readRows } from './package-rows.ts'

/** Days that a released package can be fetched. */
export const downloadDays = 7

type Opening = Pick<Ports, 'db' | 'config' | 'now' | 'keyFor'>

/** A package that is being read: what is said with it, and its rows as they may leave the house. */
export interface OpenPackage {
  readonly info: PackageInfo
  readonly site: Site
  readonly describe: (name: CategoryName) => CategoryInfo
  /** Masked, `pageRowsMax` at most at once. */
  readonly pages: (name: CategoryName) => AsyncIterable<readonly PackageRow[]>
}

/** One question at a time as the desk: nobody, once the request is closed. */
export const askAsDesk =
  (db: Ports['db'], site: Pick<Site, 'id'>, request: Pick<RightsRequest, 'id'>): Ask =>
  (work) =>
    asDesk(db, { siteId: site.id, requestId: request.id }, work)

/** As the owner: for a request that was answered, once its link and code were checked. */
export const askAsOwner =
  (db: Tx): Ask =>
  (work) =>
    work(db)

/** Up to the release; before it, up to now. */
const untilOf = ({ now }: Pick<Ports, 'now'>, { closedAt }: RightsRequest): Date => closedAt ?? now()

async function openWith(
  ports: Opening,
  site: Site,
  { request, ask }: { readonly request: RightsRequest; readonly ask: Ask },
): Promise<OpenPackage & { readonly reading: Reading }> {
  const until = untilOf(ports, request)
  const reading = await openReading(ports, site, { request, ask, until })
  const info = await describePackage(ports, { site, request, ask, until })
  return {
    info,
    site,
    reading,
    describe: (name) => describeCategory(name, info.language, site),
    pages: async function* pages(name) {
      for await (const page of readRows(reading, name))
        yield page.map((row) => maskRow(name, row, reading.kept))
    },
  }
}

/** To be written out. `ask` says as whom it is read. */
export const openPackage = (
  ports: Opening,
  site: Site,
  request: RightsRequest,
  ask: Ask,
): Promise<OpenPackage> => openWith(ports, site, { request, ask })

export interface CategorySummary {
  readonly name: CategoryName
  readonly rows: number
  /** Values with something taken out, among the first thousand rows. */
  readonly masked: number
  /** The first rows, as they will go. */
  readonly samples: readonly PackageRow[]
}

/** What an officer looks at before it goes. */
export interface AccessPackage {
  readonly info: PackageInfo
  readonly categories: readonly CategorySummary[]
}

const samplesMax = 20

/** As the desk, of one moment: nothing is found once the request is closed, nor of another site's. */
export function buildPackage(ports: Opening, site: Site, request: RightsRequest): Promise<AccessPackage> {
  return asDesk(ports.db, { siteId: site.id, requestId: request.id }, async (tx): Promise<AccessPackage> => {
    const opened = await openWith(ports, site, { request, ask: askAsOwner(tx) })
    const categories: CategorySummary[] = []
    for (const name of categoryNames) categories.push(await summarise(opened, name))
    return { info: opened.info, categories }
  })
}

async function summarise(
  { pages, reading }: OpenPackage & { readonly reading: Reading },
  name: CategoryName,
): Promise<CategorySummary> {
  const looked: PackageRow[] = []
  for await (const page of pages(name)) {
    looked.push(...page)
    if (looked.length >= pageRowsMax) break
  }
  return {
    name,
    rows: looked.length < pageRowsMax ? looked.length : await countRows(reading, name),
    masked: looked.reduce((total, row) => total + countMasks(row), 0),
    samples: looked.slice(0, samplesMax),
  }
}

/** Says no inside a transaction, so that the letter and the link go with it. */
class NotReleased extends Error {
  readonly moved: Moved
  constructor(moved: Moved) {
    super('the package was not released')
    this.moved = moved
  }
}

type Releasing = Opening & Pick<Ports, 'random'>

/**
 * Mails where the package can be fetched and answers the request, all of it or nothing. Whoever has no e-mail address gets a letter that says
 * the data are enclosed, and no link: staff print the package before, while the request is open. `not-now` for a request that
 * asks something else.
 */
export async function releasePackage(
  ports: Releasing,
  site: Site,
  request: RightsRequest,
  staffId: string,
): Promise<Moved> {
  if (request.kind !== 'access') return { ok: false, why: 'not-now' }
  const { categories } = await buildPackage(ports, site, request)
  try {
    return await ports.db.begin(async (tx): Promise<Moved> => {
      const within = { ...ports, db: tx }
      const letter = await sendRequestLetter(
        within,
        site,
        request,
        'access',
        await linkTo(within, site, request),
      )
      const moved = await moveRequest(within, site, request.id, 'answer', {
        actor: { kind: 'staff', id: staffId },
        letter,
      })
      if (!moved.ok) throw new NotReleased(moved)
      const rows = Object.fromEntries(categories.map(({ name, rows: count }) => [name, count]))
      await recordAudit(within, site.id, {
        kind: 'package-released',
        requestId: request.id,
        facts: { rows, mailed: letter.isMailed },
      })
      return moved
    })
  } catch (thrown) {
    if (thrown instanceof NotReleased) return thrown.moved
    throw thrown
  }
}

async function linkTo(
  ports: { readonly db: Tx } & Pick<Ports, 'now' | 'random' | 'config'>,
  site: Site,
  { id, subject }: RightsRequest,
): Promise<{ readonly link?: string; readonly until?: string }> {
  if (subject.email === null) return {}
  const token = await makeLink(ports, site.id, id, 'download', downloadDays * 24)
  const endsAt = new Date(ports.now().getTime() + downloadDays * 86_400_000)
  return {
    link: `${ports.config.publicUrl}/rights/download/${token}`,
    until: localDay(endsAt, site.timezone),
  }
}

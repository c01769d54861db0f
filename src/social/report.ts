/**
 * Traffic from and to social media: the sentence of the privacy statement ("We meten het verkeer van en naar social media")
 * as one table. From: visits whose first page was opened from a network. To: clicks that led to one. Holds no personal data;
 * small groups are folded on each side, and a network that is small on one side is told on neither.
 */
import type { Ports } from '../ports.ts'
import type { Site } from '../site/site.ts'
import { listCells } from '../stats/query.ts'
import type { Question } from '../stats/question.ts'
import { foldSmallCounts, kOf, type Cell, type Folded, type Nesting } from '../stats/small-counts.ts'

export const linkKinds = ['profile', 'post', 'share', 'message'] as const
export type LinkKind = (typeof linkKinds)[number]

export interface NetworkRow {
  /** Display name; `?` for visits and clicks of which no network is told. */
  readonly network: string
  readonly from: { readonly visitors: number; readonly visits: number }
  readonly to: {
    readonly clicks: number
    /** By kind of link; null where fewer than k people stand behind one of them. */
    readonly kinds: Readonly<Record<LinkKind, number>> | null
  }
  /** Clicks out for each visit in; null without visits. */
  readonly ratio: number | null
}

export interface SocialPage {
  readonly page: string
  /** Visits that began here, coming from any network; null: too few to tell. */
  readonly from: number | null
  /** Clicks from here to any network; null: too few to tell. */
  readonly to: number | null
}

export interface SocialReport {
  /** Most traffic first. */
  readonly networks: readonly NetworkRow[]
  readonly pages: readonly SocialPage[]
  /** Networks that were folded, together. */
  readonly hidden: { readonly networks: number; readonly visits: number; readonly clicks: number } | null
}

interface Side {
  readonly cells: readonly Cell[]
  readonly folded: Folded
}

/**
 * Cells that become one. One person may stand behind several of them, so that of visitors the most is known and no more:
 * with too few it hides a group that is large enough, never the other way round.
 */
function merge(cells: readonly Cell[], valueOf: (value: string) => string | null): Cell[] {
  const merged = new Map<string, Cell>()
  for (const cell of cells) {
    const value = valueOf(cell.value)
    if (value === null) continue
    const before = merged.get(value)
    merged.set(value, {
      value,
      visitors: Math.max(before?.visitors ?? 0, cell.visitors),
      visits: (before?.visits ?? 0) + cell.visits,
      views: (before?.views ?? 0) + cell.views,
      within: cell.within.map((visitors, nth) => Math.max(before?.within[nth] ?? 0, visitors)),
    })
  }
  return [...merged.values()]
}

const partOf = (nth: number) => (value: string) => value.split('|')[nth] ?? null
/** A page may hold the sign that parts the others. */
const pageOf = (value: string) => value.split('|').slice(3).join('|') || null

const networkOf = partOf(0)
const isKind = (kind: string | undefined): kind is LinkKind => linkKinds.some((one) => one === kind)

/** Clicks of one network by kind, unless one of its kinds is a small group. */
function kindsOf(network: string, clicks: readonly Cell[], k: number): NetworkRow['to']['kinds'] {
  const own = clicks.filter(({ value }) => networkOf(value) === network)
  if (own.some(({ visitors }) => visitors < k)) return null
  const kinds = { profile: 0, post: 0, share: 0, message: 0 }
  for (const { value, views } of own) {
    const kind = value.split('|')[1]
    if (isKind(kind)) kinds[kind] += views
  }
  return kinds
}

const isTold = ({ cells, folded }: Side, value: string) =>
  folded.shown.some((row) => row.value === value) || !cells.some((cell) => cell.value === value)

function listNetworks(from: Side, to: Side, clicks: readonly Cell[], k: number) {
  const names = new Set([...from.cells, ...to.cells].map(({ value }) => value))
  const rows: NetworkRow[] = []
  const hidden = { networks: 0, visits: 0, clicks: 0 }
  for (const network of names) {
    const into = from.cells.find(({ value }) => value === network)
    const out = to.cells.find(({ value }) => value === network)
    const [visits, clicked] = [into?.visits ?? 0, out?.views ?? 0]
    if (!isTold(from, network) || !isTold(to, network)) {
      hidden.networks += 1
      hidden.visits += visits
      hidden.clicks += clicked
      continue
    }
    rows.push({
      network,
      from: { visitors: into?.visitors ?? 0, visits },
      to: { clicks: clicked, kinds: out ? kindsOf(network, clicks, k) : null },
      ratio: visits === 0 ? null : Math.round((clicked / visits) * 100) / 100,
    })
  }
  rows.sort(
    (a, b) => b.from.visits + b.to.clicks - a.from.visits - a.to.clicks || (a.network < b.network ? -1 : 1),
  )
  return { networks: rows, hidden: hidden.networks === 0 ? null : hidden }
}

function listPages(landing: Side, leaving: Side): SocialPage[] {
  const pages = new Set([...landing.folded.shown, ...leaving.folded.shown].map(({ value }) => value))
  const told = (side: Side, page: string, count: 'visits' | 'views'): number | null =>
    isTold(side, page) ? (side.folded.shown.find(({ value }) => value === page)?.[count] ?? 0) : null
  return [...pages]
    .map((page) => ({ page, from: told(landing, page, 'visits'), to: told(leaving, page, 'views') }))
    .toSorted(
      (a, b) => (b.from ?? 0) + (b.to ?? 0) - (a.from ?? 0) - (a.to ?? 0) || (a.page < b.page ? -1 : 1),
    )
}

/** Both directions for one period, with the same filters as any question. Four questions, each as quick as a breakdown. */
export async function reportSocial(
  ports: Pick<Ports, 'db' | 'now'>,
  site: Site,
  question: Question,
): Promise<SocialReport> {
  const k = kOf(question.filters)
  const [visits, clicks, clickPages, landings] = await Promise.all([
    listCells(ports, site, question, 'social'),
    listCells(ports, site, question, 'outward'),
    listCells(ports, site, question, 'outward_page'),
    listCells(ports, site, question, 'landing'),
  ])
  const side = (cells: readonly Cell[], nesting: Nesting): Side => ({
    cells,
    folded: foldSmallCounts(cells, k, nesting),
  })
  const from = side(visits.cells, visits.nesting)
  const to = side(merge(clicks.cells, networkOf), clicks.nesting)
  const landing = side(landings.cells, landings.nesting)
  const leaving = side(merge(clickPages.cells, pageOf), clickPages.nesting)
  return { ...listNetworks(from, to, clicks.cells, k), pages: listPages(landing, leaving) }
}

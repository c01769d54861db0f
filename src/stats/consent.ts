/**
 * How a site's question for consent was answered, from counters that know nobody: how often it stood on a page, and which
 * answers came. Cells under k are not shown, nor one more where a single gap could be filled in by subtracting (law 5, rule 8).
 */
import { listOutcomes, type OutcomeRow } from '../consent/count.ts'
import type { Ports } from '../ports.ts'
import { addDays } from '../site/local-day.ts'
import type { Site } from '../site/site.ts'
import type { Range } from './question.ts'
import { findReturning, type Returning } from './returning.ts'
import { hideSmallPoints, kPlain } from './small-counts.ts'

/** In the order in which they are shown. `custom`: yes to some of what was asked. */
export const consentOutcomes = ['shown', 'accepted', 'refused', 'custom', 'withdrawn'] as const
export type ConsentOutcome = (typeof consentOutcomes)[number]

/** Null: fewer than k, or what would tell of so few. */
export type ConsentCounts = Readonly<Record<ConsentOutcome, number | null>>

export interface ConsentTotals extends ConsentCounts {
  /** Yes to everything, of all answers, 0 to 1. Null without answers, and where one of the answers is not shown. */
  readonly rate: number | null
}

export interface ConsentFigures extends ConsentTotals {
  /** Each day of the range, oldest first. */
  readonly days: readonly ({ readonly day: string } & ConsentCounts)[]
  /** Most shown first; so are notices. */
  readonly languages: readonly ({ readonly language: string } & ConsentTotals)[]
  readonly notices: readonly ({ readonly notice: string } & ConsentTotals)[]
}

type Sums = Readonly<Record<ConsentOutcome, number>>
const noSums: Sums = { shown: 0, accepted: 0, refused: 0, custom: 0, withdrawn: 0 }

function rateOf({ accepted, refused, custom }: ConsentCounts): number | null {
  if (accepted === null || refused === null || custom === null) return null
  const answers = accepted + refused + custom
  return answers === 0 ? null : accepted / answers
}

const withRate = (counts: ConsentCounts): ConsentTotals => ({ ...counts, rate: rateOf(counts) })

/** Each outcome by itself: what is hidden in one column says nothing of another. */
function hideSmall(sums: readonly Sums[], k: number): ConsentCounts[] {
  const columns = Object.fromEntries(
    consentOutcomes.map((outcome) => [
      outcome,
      hideSmallPoints(
        sums.map((sum) => ({ visitors: sum[outcome] })),
        k,
      ),
    ]),
  )
  return sums.map(
    (_, nth) =>
      Object.fromEntries(
        consentOutcomes.map((outcome) => [outcome, columns[outcome]?.[nth]?.visitors ?? null]),
      ) as Record<ConsentOutcome, number | null>,
  )
}

function sumBy(rows: readonly OutcomeRow[], nameOf: (row: OutcomeRow) => string): Map<string, Sums> {
  const sums = new Map<string, Sums>()
  for (const row of rows) {
    const outcome = consentOutcomes.find((one) => one === row.outcome)
    if (outcome === undefined) continue
    const before = sums.get(nameOf(row)) ?? noSums
    sums.set(nameOf(row), { ...before, [outcome]: before[outcome] + row.times })
  }
  return sums
}

const mostShownFirst = ([a, one]: [string, Sums], [b, other]: [string, Sums]): number =>
  other.shown - one.shown || (a < b ? -1 : 1)

/** What can be told of counted rows over a range. Pure. */
export function tellConsent(
  rows: readonly OutcomeRow[],
  { from, to }: Range,
  { k = kPlain, by = 'day' }: { readonly k?: number; readonly by?: 'day' | 'month' } = {},
): ConsentFigures {
  const stepOf = (day: string) => (by === 'month' ? day.slice(0, 7) : day)
  const total = sumBy(rows, () => '').get('') ?? noSums
  // A total that is small by itself hides as one cell does; there is no other to hide with it.
  const [counts = { shown: null, accepted: null, refused: null, custom: null, withdrawn: null }] = hideSmall(
    [total],
    k,
  )
  const byStep = sumBy(rows, ({ day }) => stepOf(day))
  const steps: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1))
    if (steps.at(-1) !== stepOf(day)) steps.push(stepOf(day))
  const told = hideSmall(
    steps.map((step) => byStep.get(step) ?? noSums),
    k,
  )
  const listed = (nameOf: (row: OutcomeRow) => string): [string, ConsentTotals][] => {
    const sums = [...sumBy(rows, nameOf)].toSorted(mostShownFirst)
    const shown = hideSmall(
      sums.map(([, sum]) => sum),
      k,
    )
    return sums.map(([name], nth) => [name, withRate(shown[nth] ?? counts)])
  }
  return {
    ...withRate(counts),
    days: steps.map((day, nth) => ({ day, ...(told[nth] ?? counts) })),
    languages: listed(({ language }) => language).map(([language, totals]) => ({ language, ...totals })),
    notices: listed(({ noticeId }) => noticeId).map(([notice, totals]) => ({ notice, ...totals })),
  }
}

/** What was answered, and what the answers let one see. */
export interface ConsentReport extends ConsentFigures {
  /** Null while fewer than ten devices agreed. */
  readonly returning: Returning | null
}

/** Reads and tells. Index: consent_count_pk; a site has at most some thousands of rows a month. */
export async function findConsent(
  ports: Pick<Ports, 'db'>,
  site: Pick<Site, 'id'>,
  range: Range,
  options: { readonly by?: 'day' | 'month' } = {},
): Promise<ConsentReport> {
  const [rows, returning] = await Promise.all([
    listOutcomes(ports, site, range),
    findReturning(ports, site, range),
  ])
  return { ...tellConsent(rows, range, options), returning }
}

/**
 * What can be asked of the statistics and how the answers look, in one place for the API and the dashboard.
 * Every part is an enum or a value that is bound: no caller's text reaches SQL (rights-security decision 13).
 */
export const dimensions = [
  'page',
  'entry',
  'exit',
  'missing',
  'channel',
  'source',
  'referrer',
  'social',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'browser',
  'os',
  'device',
  'language',
  'country',
  'event',
  'outbound',
  'download',
  'property',
  'term',
] as const
export type Dimension = (typeof dimensions)[number]

export const intervals = ['hour', 'day', 'month'] as const
export type Interval = (typeof intervals)[number]

/** Local days of the site, both included, ISO (`2026-11-01`). */
export interface Range {
  readonly from: string
  readonly to: string
}

export interface Filter {
  readonly dimension: Dimension
  readonly value: string
}

export interface Question {
  readonly range: Range
  readonly filters: readonly Filter[]
}

export interface Summary {
  /** Distinct per local day; over several days the sum of the daily visitors. */
  readonly visitors: number
  readonly visits: number
  readonly views: number
  /** Rounded to two decimals; 0 without visits. */
  readonly viewsPerVisit: number
  /** Share (0–1) of visits with fewer than two views and no interaction. */
  readonly bounceRate: number
  /** Mean seconds a visit had the page visible and in focus. */
  readonly engagedSeconds: number
}

export interface SeriesPoint {
  /** `2026-11-23` for a day, `2026-11` for a month, `2026-11-23T02+01:00` for an hour. */
  readonly at: string
  /** All three null: fewer people than k behind a filtered day, so it is not shown. Unfiltered points are never null. */
  readonly visitors: number | null
  readonly visits: number | null
  readonly views: number | null
}

export interface BreakdownRow {
  readonly value: string
  readonly visitors: number
  readonly visits: number
  readonly views: number
}

/** What was folded together because single values would show too few people. Null when nothing was. */
export interface Hidden {
  /** How many values. */
  readonly values: number
  readonly visitors: number
  readonly visits: number
  readonly views: number
}

export interface Breakdown {
  readonly dimension: Dimension
  /** Most visitors first. */
  readonly rows: readonly BreakdownRow[]
  readonly hidden: Hidden | null
}
